//! `form add|map|fill|list`: the forms of the upper level.

use super::{Context, output, record};
use crate::{
    catalog::{self, FieldKind},
    exchange::{
        book::{At, Book},
        document,
        facts::{Asking, Read, Record, Scope},
        fill,
        form::{self, Place},
    },
    store::{Reader, forms::Form},
    text::{Lang, cli as c, document as d, form_sheet as w},
};
use chrono::Datelike;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{path::PathBuf, process::ExitCode};

pub fn arguments(lang: Lang) -> Command {
    let name = || Arg::new("name").value_name("NAME").required(true).help(w::CLI_NAME.get(lang));
    let path = |id: &'static str| Arg::new(id).value_name("FILE").value_parser(value_parser!(PathBuf)).required(true);
    Command::new("form")
        .about(w::CLI.get(lang))
        .subcommand_required(true)
        .subcommand(
            Command::new("add")
                .about(w::CLI_ADD.get(lang))
                .arg(name())
                .arg(path("file").help(w::CLI_FILE.get(lang)))
                .arg(Arg::new("about").long("about").value_name("KIND").value_parser(abouts()).help(w::CLI_ABOUT.get(lang))),
        )
        .subcommand(
            Command::new("map")
                .about(w::CLI_MAP.get(lang))
                .arg(name())
                .arg(Arg::new("pairs").value_name("CELL=WHAT").action(ArgAction::Append).help(w::CLI_PAIRS.get(lang)))
                .arg(Arg::new("list").long("list").value_name("LIST").requires("at").help(w::CLI_LIST.get(lang)))
                .arg(Arg::new("at").long("at").value_name("ROW").requires("list").help(w::CLI_AT.get(lang)))
                .arg(Arg::new("record").long("record").value_name("RECORD").help(d::CLI_RECORD.get(lang))),
        )
        .subcommand(
            Command::new("fill")
                .about(w::CLI_FILL.get(lang))
                .arg(name())
                .arg(Arg::new("record").value_name("RECORD").help(d::CLI_RECORD.get(lang)))
                .arg(
                    Arg::new("year").long("year").value_name("YEAR").value_parser(value_parser!(i32)).help(d::CLI_YEAR.get(lang)),
                )
                .arg(path("output").short('o').long("output").help(c::OUTPUT.get(lang)))
                .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help(c::FORCE.get(lang))),
        )
        .subcommand(Command::new("list").about(w::CLI_SHOW.get(lang)).arg(name().required(false)))
}

/// Registers a form can be about.
fn abouts() -> Vec<&'static str> {
    match catalog::register("form").and_then(|r| r.field("about")).map(|f| f.kind) {
        Some(FieldKind::State(words)) => words.iter().map(|(code, _)| *code).collect(),
        _ => Vec::new(),
    }
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    match arguments.subcommand() {
        Some(("add", arguments)) => add(context, arguments),
        Some(("map", arguments)) => map(context, arguments),
        Some(("fill", arguments)) => fill_in(context, arguments),
        Some((_, arguments)) => list(context, arguments),
        None => Ok(ExitCode::from(2)),
    }
}

fn text<'a>(arguments: &'a ArgMatches, name: &str) -> &'a str {
    arguments.get_one::<String>(name).map_or("", String::as_str)
}

fn refused(words: &str) -> Result<ExitCode> {
    output::word(words);
    Ok(ExitCode::FAILURE)
}

/// The form of this name; words if there is none.
fn known(context: &Context, reader: &Reader, name: &str) -> Result<std::result::Result<Form, String>> {
    let forms = reader.forms().map_err(|e| eyre!(e.tell(context.lang)))?;
    let names: Vec<String> = forms.iter().map(|f| f.name.clone()).collect();
    let found = forms.into_iter().find(|f| f.name == name);
    Ok(found.ok_or_else(|| w::no_form(context.lang, name, names.join(c::LIST_SEPARATOR.get(context.lang)))))
}

fn add(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let Some(path) = arguments.get_one::<PathBuf>("file") else { return Ok(ExitCode::from(2)) };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refused(&d::unreadable(lang, format!("{}: {error}", path.display()))),
    };
    let mut book = match Book::open(&bytes) {
        Ok(book) => book,
        Err(fault) => return refused(&fault.tell(lang)),
    };
    let mut marks = 0;
    for name in book.names() {
        if let Ok(sheet) = book.sheet(&name) {
            marks += sheet.texts().map(|(_, text)| fill::places(&fill::plain_braces(text)).len()).sum::<usize>();
        }
    }
    let about = arguments.get_one::<String>("about").map(String::as_str);
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = text(arguments, "name");
    context.store()?.keep_form(&context.act(), name, about, &file, &bytes).map_err(|e| eyre!(e.tell(lang)))?;
    output::word(&w::added(lang, marks, name, book.names().len()));
    Ok(ExitCode::SUCCESS)
}

fn map(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let reader = context.reader()?;
    let form = match known(context, &reader, text(arguments, "name"))? {
        Ok(form) => form,
        Err(words) => return refused(&words),
    };
    let Some(bytes) = reader.form_file(form.id).map_err(tell)? else { return refused(w::NO_FILE.get(lang)) };
    let mut book = match Book::open(&bytes) {
        Ok(book) => book,
        Err(fault) => return refused(&fault.tell(lang)),
    };
    let mut places = Vec::new();
    for pair in arguments.get_many::<String>("pairs").into_iter().flatten() {
        let Some((cell, what)) = pair.split_once('=') else { return refused(&w::no_cell(lang, pair)) };
        let (sheet, cell) = cell.rsplit_once('!').map_or((None, cell), |(sheet, cell)| (Some(sheet.to_owned()), cell));
        let Some(at) = At::parse(cell) else { return refused(&w::no_cell(lang, pair)) };
        if let Some(name) = sheet.as_ref().filter(|name| !book.names().contains(name)) {
            return refused(&w::no_sheet(lang, name, book.names().join(c::LIST_SEPARATOR.get(lang))));
        }
        places.push((sheet, at.to_string(), what.trim().to_owned()));
    }
    if let Some(list) = arguments.get_one::<String>("list") {
        let read = Read::default();
        let asking = Asking { reader: &reader, read: &read, today: context.today, year: context.today.year() };
        let scopes = match scopes(context, &reader, asking, &form, arguments)? {
            Ok(scopes) => scopes,
            Err(words) => return refused(&words),
        };
        let at = text(arguments, "at");
        let (sheet, row) = at.rsplit_once('!').map_or((None, at), |(sheet, row)| (Some(sheet.to_owned()), row));
        let Ok(row) = row.trim().parse::<u32>() else { return refused(&w::no_cell(lang, at)) };
        let name = sheet.clone().unwrap_or_default();
        let found = match book.sheet(&name) {
            Ok(found) => found,
            Err(fault) => return refused(&fault.tell(lang)),
        };
        let cells = match form::columns_of(found, list, row, &scopes).map_err(tell)? {
            Ok(cells) => cells,
            Err(fault) => return refused(&fault.tell(lang)),
        };
        if cells.is_empty() {
            let names = form::names_of(list, &scopes).map_err(tell)?;
            return refused(&w::no_heading(lang, names.join(c::LIST_SEPARATOR.get(lang)), row));
        }
        places.extend(cells.into_iter().map(|(at, what)| (sheet.clone(), at.to_string(), what)));
    }
    let n = context.store()?.map_form(&context.act(), form.id, &places).map_err(tell)?;
    for (sheet, cell, what) in &places {
        output::data(&line(sheet.as_deref(), cell, what))?;
    }
    output::word(&w::mapped(lang, n));
    Ok(ExitCode::SUCCESS)
}

fn line(sheet: Option<&str>, cell: &str, what: &str) -> String {
    sheet.map_or_else(|| format!("{cell}={what}"), |sheet| format!("{sheet}!{cell}={what}"))
}

/// Where a form looks names up: the office, and the record it is about.
fn scopes<'r>(
    context: &Context,
    reader: &'r Reader,
    asking: Asking<'r>,
    form: &Form,
    arguments: &ArgMatches,
) -> Result<std::result::Result<Vec<Scope<'r>>, String>> {
    let mut scopes = vec![Scope::Office(asking)];
    let Some(register) = form.about.as_deref().and_then(catalog::register) else { return Ok(Ok(scopes)) };
    let Some(named) = arguments.get_one::<String>("record") else {
        return Ok(Err(d::cli_whose(context.lang, register.name.get(context.lang))));
    };
    match record::named(context, reader, register, named)? {
        Ok(id) => scopes.extend(Record::new(asking, register.kind, id).map(Scope::Record)),
        Err(words) => return Ok(Err(words)),
    }
    Ok(Ok(scopes))
}

fn fill_in(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let Some(path) = arguments.get_one::<PathBuf>("output") else { return Ok(ExitCode::from(2)) };
    if let Err(words) = output::target(path, arguments.get_flag("force"), lang) {
        return refused(&words);
    }
    let reader = context.reader()?;
    let form = match known(context, &reader, text(arguments, "name"))? {
        Ok(form) => form,
        Err(words) => return refused(&words),
    };
    let Some(bytes) = reader.form_file(form.id).map_err(tell)? else { return refused(w::NO_FILE.get(lang)) };
    let read = Read::default();
    let year = arguments.get_one::<i32>("year").copied().unwrap_or(context.today.year());
    let asking = Asking { reader: &reader, read: &read, today: context.today, year };
    let scopes = match scopes(context, &reader, asking, &form, arguments)? {
        Ok(scopes) => scopes,
        Err(words) => return refused(&words),
    };
    let places: Vec<Place> = form.places.iter().filter_map(Place::kept).collect();
    match form::fill(&bytes, &places, &scopes).map_err(tell)? {
        Err(fault) => refused(&fault.tell(lang)),
        Ok((bytes, blank)) => {
            document::save(path, &bytes)?;
            output::word(&document::told(&document::Made { bytes, blank, own: None }, path, lang));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let reader = context.reader()?;
    if let Some(name) = arguments.get_one::<String>("name") {
        let form = match known(context, &reader, name)? {
            Ok(form) => form,
            Err(words) => return refused(&words),
        };
        for (sheet, cell, what) in &form.places {
            output::data(&line(sheet.as_deref(), cell, what))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    for form in reader.forms().map_err(|e| eyre!(e.tell(context.lang)))? {
        output::data(&format!("{}\t{}\t{}", form.name, form.about.unwrap_or_default(), form.places.len()))?;
    }
    Ok(ExitCode::SUCCESS)
}
