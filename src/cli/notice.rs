//! `notice`: the notices on hours (学时预警通知单), one a unit, to print.

use super::{Context, output, record};
use crate::{
    catalog,
    exchange::paper,
    store::notice::Notice,
    text::{Lang, cli as c, hours as h, paper as w},
};
use chrono::Datelike;
use clap::{Arg, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{path::PathBuf, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    Command::new("notice")
        .about(w::CLI.get(lang))
        .arg(Arg::new("unit").long("unit").value_name("UNIT").help(w::CLI_UNIT.get(lang)))
        .arg(Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(h::CLI_YEAR.get(lang)))
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(c::OUTPUT.get(lang)),
        )
}

/// A page a unit, parted by form feeds. Exit 1 where nobody is short.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let reader = context.reader()?;
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let book = reader.rulebook().map_err(tell)?;
    let notices: Vec<Notice> = match arguments.get_one::<String>("unit").zip(catalog::register("unit")) {
        None => reader.notices(&book, year, context.today, &mut |_, _| true).map_err(tell)?.unwrap_or_default(),
        Some((name, register)) => match record::named(context, &reader, register, name)? {
            Ok(id) => reader.notice(&book, id, year, context.today).map_err(tell)?.into_iter().collect(),
            Err(words) => return Ok(output::refuse(&words, 1)),
        },
    };
    let pages: Vec<String> = notices.iter().map(|notice| paper::notice(notice, context.today, lang)).collect();
    if pages.is_empty() {
        return Ok(output::refuse(w::NOBODY.get(lang), 1));
    }
    match arguments.get_one::<PathBuf>("output") {
        Some(path) => {
            let path = match output::target(path, true, lang) {
                Ok(path) => path,
                Err(words) => return Ok(output::refuse(&words, 1)),
            };
            paper::write(&path, &pages.join("\u{c}"))?;
            output::word(&w::written(lang, path.display()));
        }
        None => pages.iter().flat_map(|page| page.lines()).try_for_each(output::data)?,
    }
    Ok(ExitCode::SUCCESS)
}
