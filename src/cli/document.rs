//! `document [NAME [RECORD]] -o FILE`: a document from its template; without a name, which there are.

use super::{Context, output, record};
use crate::{
    catalog::{self, named},
    exchange::{
        document::{self, As, Asked, DOCUMENTS, Document},
        facts,
    },
    text::{Lang, cli as c, document as w},
};
use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{path::PathBuf, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    let file = |name: &'static str| Arg::new(name).value_name("FILE").value_parser(value_parser!(PathBuf));
    Command::new("document")
        .about(w::CLI.get(lang))
        .arg(Arg::new("name").value_name("NAME").help(w::CLI_NAME.get(lang)))
        .arg(Arg::new("record").value_name("RECORD").help(w::CLI_RECORD.get(lang)))
        .arg(Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(w::CLI_YEAR.get(lang)))
        .arg(file("output").short('o').long("output").help(w::CLI_OUTPUT.get(lang)))
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help(c::FORCE.get(lang)))
        .arg(file("template").long("template").help(w::CLI_TEMPLATE.get(lang)))
        .arg(
            Arg::new("names")
                .long("names")
                .value_name("KIND")
                .num_args(0..=1)
                .default_missing_value("")
                .help(w::CLI_NAMES.get(lang)),
        )
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    if let Some(kind) = arguments.get_one::<String>("names") {
        return names(context, kind);
    }
    let Some(name) = arguments.get_one::<String>("name") else {
        for document in DOCUMENTS {
            let of = catalog::register(document.of).map_or("", |r| r.name.get(lang));
            output::data(&format!("{}\t{}\t{of}", document.name, document.title.get(lang)))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(document) = document::named(name) else {
        let names = DOCUMENTS.iter().map(|d| c::name_and_code(lang, d.name, d.title.get(lang)));
        output::word(&w::cli_no_document(lang, name, names.collect::<Vec<_>>().join(c::LIST_SEPARATOR.get(lang))));
        return Ok(ExitCode::from(2));
    };
    let chosen = ["output", "template"].map(|path| arguments.get_one::<PathBuf>(path));
    for path in chosen.into_iter().flatten() {
        if let Err(words) = output::target(path, arguments.get_flag("force"), lang) {
            return Ok(output::refuse(&words, 1));
        }
    }
    if let Some(path) = arguments.get_one::<PathBuf>("template") {
        document::save(path, &document.blank()?)?;
        output::word(&w::template_written(lang, document::folder(&context.db).display(), path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    make(context, document, arguments)
}

fn names(context: &Context, kind: &str) -> Result<ExitCode> {
    let register = named::register_named(kind);
    if register.is_none() && !kind.is_empty() {
        output::word(&c::no_kind(context.lang, kind, record::kinds(context.lang)));
        return Ok(ExitCode::from(2));
    }
    facts::names(register).iter().try_for_each(|name| output::data(name))?;
    Ok(ExitCode::SUCCESS)
}

fn make(context: &Context, document: &'static Document, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let output = arguments.get_one::<PathBuf>("output");
    let kind = match output.map(|path| As::of(path)) {
        Some(None) => {
            output::word(w::CLI_NO_KIND.get(lang));
            return Ok(ExitCode::from(2));
        }
        Some(Some(kind)) => kind,
        None => As::Text,
    };
    let reader = context.reader()?;
    let text = arguments.get_one::<String>("record");
    let of = match (catalog::register(document.of), text) {
        (None, _) => None,
        (Some(register), None) => {
            output::word(&w::cli_whose(lang, register.name.get(lang)));
            return Ok(ExitCode::from(2));
        }
        (Some(register), Some(text)) => match record::named(context, &reader, register, text)? {
            Ok(id) => Some(id),
            Err(words) => {
                output::word(&words);
                return Ok(ExitCode::FAILURE);
            }
        },
    };
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let asked = Asked { of, year, today: context.today, kind };
    let made = match document.make(&reader, &asked).map_err(tell)? {
        Ok(Some(made)) => made,
        Ok(None) => {
            output::word(w::NOTHING.get(lang));
            return Ok(ExitCode::FAILURE);
        }
        Err(fault) => {
            output::word(&fault.tell(lang));
            return Ok(ExitCode::FAILURE);
        }
    };
    match output {
        None => String::from_utf8_lossy(&made.bytes).lines().try_for_each(output::data)?,
        Some(path) => {
            document::save(path, &made.bytes)?;
            output::word(&document::told(&made, path, lang));
        }
    }
    Ok(ExitCode::SUCCESS)
}
