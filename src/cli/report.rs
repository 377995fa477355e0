//! `report [NAME]`: a report on the terminal or in a file; without a name, which there are.

mod kept;
mod pivot;

use super::{Context, output};
use crate::{
    catalog::named::says,
    exchange::{
        export::{self, Format},
        report as sheets,
    },
    store::reports::{Asked, REPORTS},
    text::{Lang, cli as c, report as w},
};
use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{io, path::PathBuf, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    Command::new("report")
        .about(w::CLI.get(lang))
        .arg(Arg::new("name").value_name("NAME").help(w::CLI_NAME.get(lang)))
        .arg(Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(w::CLI_YEAR.get(lang)))
        .arg(Arg::new("part").long("part").value_name("PART").help(w::CLI_PART.get(lang)))
        .arg(Arg::new("compute").long("compute").action(ArgAction::SetTrue).help(w::CLI_COMPUTE.get(lang)))
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["table", "csv", "json", "xlsx", "docx", "txt"])
                .default_value("table")
                .help(c::FORMAT.get(lang)),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(c::OUTPUT.get(lang)),
        )
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help(c::FORCE.get(lang)))
        .args(pivot::arguments(lang))
        .args(kept::arguments(lang))
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let listed = REPORTS.iter().filter(|r| r.listed);
    let Some(name) = arguments.get_one::<String>("name") else {
        for report in listed {
            output::data(&format!("{}\t{}", report.name, report.title.get(lang)))?;
        }
        pivot::list(context)?;
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(sheet) = pivot::asked(context, name, arguments)? {
        return match sheet {
            Ok(sheet) => written(&sheet, arguments, lang),
            Err(words) => {
                output::word(&words);
                Ok(ExitCode::from(2))
            }
        };
    }
    let Some(report) = REPORTS.iter().copied().find(|r| r.listed && (r.name == name || says(r.title, name))) else {
        let names = listed.map(|r| c::name_and_code(lang, r.name, r.title.get(lang)));
        let names = names.collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang));
        output::word(&w::cli_no_report(lang, name, names));
        return Ok(ExitCode::from(2));
    };
    let mut asked = Asked::year(context.today.year(), context.today, lang);
    asked.year = arguments.get_one::<i32>("year").copied().unwrap_or(asked.year);
    if let Some(part) = arguments.get_one::<String>("part") {
        let Some(at) = report.parts.iter().position(|(code, word)| code == part || says(*word, part)) else {
            let names = report.parts.iter().map(|(code, word)| c::name_and_code(lang, code, word.get(lang)));
            let names = names.collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang));
            output::word(&w::cli_no_part(lang, part, names));
            return Ok(ExitCode::from(2));
        };
        asked.part = at;
    }
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    if arguments.get_flag("compute") && report.computed {
        let kept = context.store()?.rebuild_verdicts(asked.year, asked.today, &mut |_| true).map_err(tell)?.unwrap_or_default();
        output::word(&w::kept(lang, kept.added, kept.changed, kept.ended));
    }
    if let Some(done) = kept::run(context, report, &asked, arguments)? {
        return match done {
            kept::Done::Sheet(sheet) => written(&sheet, arguments, lang),
            kept::Done::Code(code) => Ok(code),
        };
    }
    let table = (report.load)(&context.reader()?, &asked, &|_, _| true).map_err(tell)?;
    let order: Vec<usize> = (0..table.lines.len()).collect();
    if report.computed && !context.reader()?.keeps(asked.year).map_err(tell)? {
        output::word(w::CLI_COMPUTE_HINT.get(lang));
    }
    let code = written(&sheets::sheet(report, &asked, &table, &order), arguments, lang)?;
    if arguments.get_flag("keep") && code == ExitCode::SUCCESS {
        kept::keep(context, report, &asked)?;
    }
    Ok(code)
}

/// A sheet on the terminal or in a file.
fn written(sheet: &export::Sheet, arguments: &ArgMatches, lang: Lang) -> Result<ExitCode> {
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let path = arguments.get_one::<PathBuf>("output");
    if let Some(words) = path.and_then(|path| output::taken(path, arguments.get_flag("force"), lang)) {
        output::word(&words);
        return Ok(ExitCode::FAILURE);
    }
    let format = match arguments.get_one::<String>("format").map(String::as_str) {
        Some(name) if name != "table" => Format::named(name),
        _ => path.and_then(|p| Format::of(p)),
    };
    match (format, path) {
        (None, Some(_)) => {
            output::word(c::NO_FORMAT.get(lang));
            return Ok(ExitCode::from(2));
        }
        (Some(format), Some(path)) => {
            export::save(sheet, path, format).map_err(tell)?;
            output::word(&crate::text::list::exported(lang, sheet.texts().count(), path.display()));
        }
        (Some(format), None) => {
            let mut bytes = io::Cursor::new(Vec::new());
            export::write(sheet, &mut bytes, format)?;
            io::Write::write_all(&mut io::stdout(), bytes.get_ref())?;
        }
        (None, None) => {
            sheet.notes().iter().for_each(|note| output::word(note));
            let rows: Vec<Vec<String>> = sheet.texts().map(|row| row.into_iter().map(ToOwned::to_owned).collect()).collect();
            output::table(sheet.headings(), &rows)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
