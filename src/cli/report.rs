//! `report [NAME]`: a report on the terminal or in a file; without a name, which there are.

mod kept;
mod pivot;

use super::{Context, output};
use crate::{
    catalog::named::says,
    exchange::{
        export::{Format, Sheet},
        report as sheets,
    },
    store::reports::{Asked, REPORTS, Report},
    text::{Lang, cli as c, report as w},
};
use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub fn arguments(lang: Lang) -> Command {
    let command = Command::new("report").about(w::CLI.get(lang));
    cuts(command.arg(Arg::new("name").value_name("NAME").help(w::CLI_NAME.get(lang))), lang)
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

/// The arguments that say which cut of a report: `export` has them as well.
pub fn cuts(command: Command, lang: Lang) -> Command {
    command
        .arg(Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(w::CLI_YEAR.get(lang)))
        .arg(Arg::new("part").long("part").value_name("PART").help(w::CLI_PART.get(lang)))
        .arg(Arg::new("compute").long("compute").action(ArgAction::SetTrue).help(w::CLI_COMPUTE.get(lang)))
}

/// What is wanted of a report.
pub struct Wanted<'a> {
    /// The year; the present one, or the latest with data, where nobody says.
    pub year: Option<i32>,
    /// Its part, by code word or name.
    pub part: Option<&'a str>,
    /// Judge everyone anew first.
    pub compute: bool,
    /// The kind of file; a table for people where there is none.
    pub format: Option<Format>,
    /// The file; the terminal where there is none.
    pub path: Option<&'a Path>,
    /// Write over a file that exists.
    pub force: bool,
}

impl<'a> Wanted<'a> {
    /// What arguments of `report` and `export` say.
    pub fn of(arguments: &'a ArgMatches) -> Self {
        let path = arguments.get_one::<PathBuf>("output").map(PathBuf::as_path);
        Self {
            year: arguments.get_one::<i32>("year").copied(),
            part: arguments.get_one::<String>("part").map(String::as_str),
            compute: arguments.get_flag("compute"),
            format: path.and_then(Format::of),
            path,
            force: arguments.get_flag("force"),
        }
    }
}

impl Wanted<'_> {
    /// A sheet on the terminal or in a file.
    fn write(&self, sheet: &Sheet, lang: Lang) -> Result<ExitCode> {
        let path = match self.path.map(|path| output::target(path, self.force, lang)).transpose() {
            Ok(path) => path,
            Err(words) => return Ok(output::refuse(&words, 1)),
        };
        if let Some(format) = self.format {
            output::file(sheet, path.as_deref(), format, lang)?;
            return Ok(ExitCode::SUCCESS);
        }
        sheet.notes().iter().for_each(|note| output::word(note));
        let rows: Vec<Vec<String>> = sheet.texts().map(|row| row.into_iter().map(ToOwned::to_owned).collect()).collect();
        output::table(sheet.headings(), &rows)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The listed report of this code word or name.
pub fn named(name: &str) -> Option<&'static Report> {
    REPORTS.iter().copied().find(|r| r.listed && (r.name == name || says(r.title, name)))
}

/// Every listed report with its code word, for a message.
pub fn names(lang: Lang) -> String {
    let listed = REPORTS.iter().filter(|r| r.listed);
    listed.map(|r| c::name_and_code(lang, r.name, r.title.get(lang))).collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang))
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let Some(name) = arguments.get_one::<String>("name") else {
        for report in REPORTS.iter().filter(|r| r.listed) {
            output::data(&format!("{}\t{}", report.name, report.title.get(lang)))?;
        }
        pivot::list(context)?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut wanted = Wanted::of(arguments);
    wanted.format = match arguments.get_one::<String>("format").map(String::as_str) {
        Some(name) if name != "table" => Format::named(name),
        _ => wanted.format,
    };
    if wanted.path.is_some() && wanted.format.is_none() {
        return Ok(output::refuse(c::NO_FORMAT.get(lang), 2));
    }
    if let Some(sheet) = pivot::asked(context, name, arguments)? {
        return match sheet {
            Ok(sheet) => wanted.write(&sheet, lang),
            Err(words) => Ok(output::refuse(&words, 2)),
        };
    }
    let Some(report) = named(name) else {
        return Ok(output::refuse(&w::cli_no_report(lang, name, names(lang)), 2));
    };
    let asked = match asked(context, report, &wanted)? {
        Ok(asked) => asked,
        Err(words) => return Ok(output::refuse(&words, 2)),
    };
    match kept::run(context, report, &asked, arguments)? {
        Some(kept::Done::Sheet(sheet)) => return wanted.write(&sheet, lang),
        Some(kept::Done::Code(code)) => return Ok(code),
        None => {}
    }
    let code = cut(context, report, &asked, &wanted)?;
    if arguments.get_flag("keep") && code == ExitCode::SUCCESS {
        kept::keep(context, report, &asked)?;
    }
    Ok(code)
}

/// Reads a report and prints it, or writes it to a file.
pub fn give(context: &Context, report: &'static Report, wanted: &Wanted) -> Result<ExitCode> {
    match asked(context, report, wanted)? {
        Ok(asked) => cut(context, report, &asked, wanted),
        Err(words) => Ok(output::refuse(&words, 2)),
    }
}

fn cut(context: &Context, report: &'static Report, asked: &Asked, wanted: &Wanted) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    if wanted.compute && report.computed {
        let kept = context.store()?.rebuild_verdicts(asked.year, asked.today, &mut |_| true).map_err(tell)?.unwrap_or_default();
        output::word(&w::kept(lang, kept.added, kept.changed, kept.ended));
    }
    let table = (report.load)(&context.reader()?, asked, &|_, _| true).map_err(tell)?;
    let order: Vec<usize> = (0..table.lines.len()).collect();
    if wanted.format.is_none() && report.computed && !context.reader()?.keeps(asked.year).map_err(tell)? {
        output::word(w::CLI_COMPUTE_HINT.get(lang));
    }
    wanted.write(&sheets::sheet(report, asked, &table, &order), lang)
}

/// The year and part asked for; words where there is no such part.
fn asked(context: &Context, report: &Report, wanted: &Wanted) -> Result<std::result::Result<Asked, String>> {
    let (lang, this) = (context.lang, context.today.year());
    let latest = || context.reader()?.year_with(report.rests_on(), context.today).map_err(|e| eyre!(e.tell(lang)));
    let year = wanted.year.map_or_else(latest, Ok)?;
    if wanted.year.is_none() && year < this {
        output::word(&w::cli_instead(lang, this, year));
    }
    let mut asked = Asked::year(year, context.today, lang);
    if let Some(part) = wanted.part {
        let Some(at) = report.parts.iter().position(|(code, word)| *code == part || says(*word, part)) else {
            let names = report.parts.iter().map(|(code, word)| c::name_and_code(lang, code, word.get(lang)));
            let names = names.collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang));
            return Ok(Err(w::cli_no_part(lang, part, names)));
        };
        asked.part = at;
    }
    Ok(Ok(asked))
}
