//! `notice`: the notices on hours (学时预警通知单), one a unit, to print.

use super::{Context, output, record};
use crate::{
    catalog,
    exchange::document::{self, As, Asked},
    text::{Lang, document as d, hours as h, paper as w},
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
                .help(d::CLI_OUTPUT.get(lang)),
        )
}

/// A page a unit, parted by form feeds. Exit 1 where nobody is short.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let reader = context.reader()?;
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let unit = match arguments.get_one::<String>("unit").zip(catalog::register("unit")) {
        None => None,
        Some((name, register)) => match record::named(context, &reader, register, name)? {
            Ok(id) => Some(id),
            Err(words) => return Ok(output::refuse(&words, 1)),
        },
    };
    let path = arguments.get_one::<PathBuf>("output");
    let kind = path.and_then(|path| As::of(path)).unwrap_or(As::Text);
    let name = if unit.is_some() { "warning_notice" } else { "warning_notices" };
    let Some(document) = document::named(name) else { return Ok(ExitCode::from(2)) };
    let made = match document.make(&reader, &Asked { of: unit, year, today: context.today, kind }).map_err(tell)? {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(output::refuse(w::NOBODY.get(lang), 1)),
        Err(fault) => return Ok(output::refuse(&fault.tell(lang), 1)),
    };
    match path {
        Some(path) => {
            if let Err(words) = output::target(path, true, lang) {
                return Ok(output::refuse(&words, 1));
            }
            document::save(path, &made.bytes)?;
            output::word(&document::told(&made, path, lang));
        }
        None => String::from_utf8_lossy(&made.bytes).lines().try_for_each(output::data)?,
    }
    Ok(ExitCode::SUCCESS)
}
