//! `import FILE…`: the office's own spreadsheets, checked first, written as one step.
//!
//! Every call rehearses: the whole import runs and is given up, so that the report is what the writing will do. Writing
//! needs `--yes` or an answer on a terminal, backs the database up first, and is one entry of the journal. It carries out
//! what was rehearsed; if someone else wrote meanwhile, the import is worked out anew and its report is printed again.

mod plain;
mod report;

use super::{Context, output};
use crate::{
    app::clock,
    catalog::named::register_named,
    exchange::{
        export::Format,
        import::{Report, Request, Source, import},
        kind::Kind,
        open::MAX_BYTES,
        whole,
    },
    store::{Store, backup, guard},
    text::{Lang, import as w},
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{
    io::{self, IsTerminal, Read as _},
    path::PathBuf,
    process::ExitCode,
};

pub fn arguments(lang: Lang) -> Command {
    let flag =
        |name: &'static str, help: crate::text::T| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help.get(lang));
    let path = |name: &'static str| Arg::new(name).value_name("FILE").value_parser(value_parser!(PathBuf));
    Command::new("import")
        .about(w::ABOUT.get(lang))
        .arg(path("files").num_args(1..).required(true).help(w::FILES.get(lang)))
        .arg(Arg::new("kind").long("kind").value_name("KIND").help(w::KIND.get(lang)))
        .arg(Arg::new("sheet").long("sheet").value_name("NAME").help(w::SHEET.get(lang)))
        .arg(flag("dry-run", w::DRY_RUN))
        .arg(flag("yes", w::YES))
        .arg(path("report").long("report").help(w::REPORT.get(lang)))
        .arg(flag("json", w::JSON))
        .arg(flag("whole", crate::text::whole::CLI_IMPORT))
}

/// Exit 0 when everything asked for is written (or checked), 1 when a file was refused, a row rejected, or nobody agreed.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    if arguments.get_flag("whole") {
        return whole_registers(context, arguments);
    }
    let lang = context.lang;
    let kind = match arguments.get_one::<String>("kind").map(|code| (code, Kind::parse(code))) {
        None => None,
        Some((_, Some(kind))) => Some(kind),
        Some((code, None)) => match register_named(code) {
            Some(register) => return plain::run(context, arguments, register),
            None => return Ok(output::refuse(&w::bad_kind(lang, code, super::record::kinds(lang), Kind::codes()), 2)),
        },
    };
    let saved_as = arguments.get_one::<PathBuf>("report");
    if saved_as.is_some_and(|path| Format::of(path).is_none()) {
        return Ok(output::refuse(crate::text::cli::NO_FORMAT.get(lang), 2));
    }
    let saved_as = match saved_as.map(|path| output::target(path, true, lang)).transpose() {
        Ok(path) => path,
        Err(words) => return Ok(output::refuse(&words, 2)),
    };
    let sources = match read(arguments) {
        Ok(sources) => sources,
        Err(words) => {
            output::word(words.get(lang));
            return Ok(ExitCode::from(2));
        }
    };
    let now = clock::now();
    let sheet = arguments.get_one::<String>("sheet").map(String::as_str);
    let request = Request { kind, sheet, today: context.today, now: &now, actor: &context.actor, lang };
    let mut store = open(context)?;
    if !arguments.get_flag("dry-run") {
        context.may(guard::Role::cannot_write)?;
    }
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let json = arguments.get_flag("json");
    let (mut seen, plan) = store.rehearse_in(&context.act(), |office| import(office, &sources, &request)).map_err(tell)?;
    if let Some(path) = &saved_as {
        report::save(&seen, &sources, path, lang)?;
        output::word(&w::report_saved(lang, path.display()));
    }
    if !json {
        report::print(&seen, &sources, lang)?;
    }
    let verdict = decide(arguments, &sources, &seen, lang)?;
    if verdict.is_none() {
        back_up(context)?;
        let carried = store.carry_out(&context.act(), "import", &plan, |office| import(office, &sources, &request));
        if let Some(anew) = carried.map_err(tell)? {
            output::word(w::CHANGED_MEANWHILE.get(lang));
            seen = anew;
            if !json {
                report::print(&seen, &sources, lang)?;
            }
        }
        output::word(w::WRITTEN.get(lang));
    }
    if json {
        output::json(&report::json(&seen, &sources, verdict.is_none(), lang))?;
    }
    Ok(verdict.unwrap_or_else(|| ending(&sources, &seen)))
}

/// Whether to write what was rehearsed: `None` to do so, or else how the command ends.
fn decide(arguments: &ArgMatches, sources: &[Source], seen: &Report, lang: Lang) -> Result<Option<ExitCode>> {
    if arguments.get_flag("dry-run") {
        output::word(w::REHEARSED.get(lang));
        return Ok(Some(ending(sources, seen)));
    }
    if seen.outcomes.iter().all(|o| o.new + o.updated == 0) {
        output::word(w::NOTHING.get(lang));
        return Ok(Some(ending(sources, seen)));
    }
    if !arguments.get_flag("yes") && !agreed(lang)? {
        return Ok(Some(ExitCode::FAILURE));
    }
    Ok(None)
}

/// Failure where a file was refused or a row rejected, so that a script sees that not everything is in.
fn ending(sources: &[Source], seen: &Report) -> ExitCode {
    let whole = sources.iter().all(|s| s.grids.is_ok()) && seen.sum(|o| o.rejected) == 0;
    if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn back_up(context: &Context) -> Result<()> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let reader = context.reader()?;
    let copy = backup::current(&reader, clock::moment()).map_err(tell)?;
    output::word(&w::backed_up(lang, copy.path.display()));
    Ok(())
}

fn agreed(lang: Lang) -> Result<bool> {
    if !io::stdin().is_terminal() {
        output::word(w::NEEDS_YES.get(lang));
        return Ok(false);
    }
    output::word(w::ASK.get(lang));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The files named; `-` is what is sent in, which is no terminal.
fn read(arguments: &ArgMatches) -> std::result::Result<Vec<Source>, crate::text::T> {
    let paths = arguments.get_many::<PathBuf>("files").into_iter().flatten();
    let source = |path: &PathBuf| {
        if path.as_os_str() == "-" {
            return sent_in();
        }
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        Ok(Source::open(&name, path))
    };
    paths.map(source).collect()
}

/// What is sent in, up to one byte more than a file may have.
fn sent_in() -> std::result::Result<Source, crate::text::T> {
    let mut bytes = Vec::new();
    if io::stdin().is_terminal() || io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).is_err() {
        return Err(crate::text::serve::IMPORT_STDIN);
    }
    Ok(Source::new("stdin", &bytes))
}

/// The database; a new one where there is none yet, so that the first import needs no other command.
fn open(context: &Context) -> Result<Store> {
    if context.db.exists() { context.store() } else { super::init::create(context) }
}

/// Whole registers, all in one step of the journal after a copy was made.
fn whole_registers(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let mut wholes = Vec::new();
    for path in arguments.get_many::<PathBuf>("files").into_iter().flatten() {
        match whole::read(&std::fs::read(path)?) {
            Ok(read) => wholes.push((read.register, read.records)),
            Err(fault) => {
                output::word(&format!("{}: {}", path.display(), fault.tell(lang)));
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    let order = |kind: &str| whole::registers().position(|r| r.kind == kind);
    wholes.sort_by_key(|(register, _)| order(register.kind));
    let mut store = open(context)?;
    if !arguments.get_flag("yes") && !agreed(lang)? {
        return Ok(ExitCode::FAILURE);
    }
    back_up(context)?;
    let kept = store.keep_whole(&context.act(), &wholes).map_err(tell)?;
    for ((register, _), kept) in wholes.iter().zip(kept) {
        output::word(&crate::text::whole::done(lang, kept.changed, register.name.get(lang), kept.new, kept.same));
    }
    Ok(ExitCode::SUCCESS)
}
