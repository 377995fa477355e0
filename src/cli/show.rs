//! `show KIND ID|CODE|NAME`: one record with what belongs to it.

use super::{Context, output, record};
use crate::{
    catalog::{self, Belongs, Field, Register, named, show},
    exchange::export,
    store::{
        Reader,
        query::{Cell, Row},
    },
    text::{Lang, cli as w, record as words},
    ui::show::translated,
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use color_eyre::eyre::{Result, eyre};
use serde_json::{Map, Value as Json};
use std::process::ExitCode;

/// Rows of a section at most.
const MOST: usize = 10_000;

pub fn arguments(lang: Lang) -> Command {
    Command::new("show")
        .about(w::SHOW.get(lang))
        .arg(Arg::new("kind").required(true).value_name("KIND").help(w::KIND.get(lang)))
        .arg(Arg::new("name").required(true).value_name("ID|CODE|NAME").help(w::RECORD.get(lang)))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(w::JSON.get(lang)))
}

/// JSON: `{kind, id, title, fields: {…}, belongs: {kind: [{…}]}}`.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let Some(register) = named::register_named(text("kind")) else {
        return Ok(output::refuse(&w::no_kind(context.lang, text("kind"), record::kinds(context.lang)), 2));
    };
    let reader = context.reader()?;
    let id = match record::named(context, &reader, register, text("name"))? {
        Ok(id) => id,
        Err(words) => return Ok(output::refuse(&words, 1)),
    };
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    let Some(row) = reader.record(register, id).map_err(tell)? else { return Ok(ExitCode::FAILURE) };
    let title = reader.title(register, id).map_err(tell)?.unwrap_or_default();
    let reading = show::Reading { lang: context.lang, reveal: false };
    if arguments.get_flag("json") {
        output::json(&json(&reader, register, (id, &title, &row), reading).map_err(tell)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    output::data(&format!("{} {id}: {title}", register.name.get(context.lang)))?;
    for (field, cell) in register.fields.iter().zip(&row.cells) {
        let shown = show::show(field, &cell.value, cell.label.as_deref(), reading);
        let shown = translated(field, shown, context.lang, &reader);
        if !shown.is_empty() {
            output::data(&format!("  {}: {shown}", field.label.get(context.lang)))?;
        }
    }
    for section in register.belongs {
        let Some((fields, rows)) = rows(&reader, section, id).map_err(tell)? else { continue };
        print_section(context, &reader, section, &fields, &rows)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn json(
    reader: &Reader,
    register: &Register,
    (id, title, row): (i64, &str, &Row),
    reading: show::Reading,
) -> crate::store::Result<Json> {
    let mut belongs = Map::new();
    for section in register.belongs {
        let list = rows(reader, section, id)?.map(|(fields, rows)| rows.iter().map(|r| object(&fields, r, reading)).collect());
        belongs.insert(section.kind.to_owned(), list.unwrap_or(Json::Null));
    }
    let fields: Vec<&'static Field> = register.fields.iter().collect();
    let fields = object(&fields, row, reading);
    Ok(serde_json::json!({"kind": register.kind, "id": id, "title": title, "fields": fields, "belongs": belongs}))
}

type Section = Option<(Vec<&'static Field>, Vec<Row>)>;

fn rows(reader: &Reader, section: &Belongs, id: i64) -> crate::store::Result<Section> {
    let Some(register): Option<&'static Register> = catalog::register(section.kind) else { return Ok(None) };
    let names = std::iter::once(register.title).chain(section.columns.iter().copied());
    let fields: Vec<&'static Field> = names.filter_map(|n| register.field(n)).collect();
    let ids = reader.belonging(section, id, 0, MOST)?;
    if ids.is_empty() {
        return Ok(None);
    }
    let rows = reader.rows(register, &fields, &ids)?;
    Ok(Some((fields, rows)))
}

fn print_section(context: &Context, reader: &Reader, section: &Belongs, fields: &[&'static Field], rows: &[Row]) -> Result<()> {
    let reading = show::Reading { lang: context.lang, reveal: false };
    output::data("")?;
    output::data(&words::section(context.lang, rows.len(), section.label.get(context.lang)))?;
    let headings: Vec<String> = fields.iter().map(|f| f.label.get(context.lang).to_owned()).collect();
    let word = |(field, cell): (&&'static Field, &Cell)| {
        translated(field, show::show(field, &cell.value, cell.label.as_deref(), reading), context.lang, reader)
    };
    let text = |row: &Row| fields.iter().zip(&row.cells).map(word).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(text).collect();
    output::table(&headings, &rows)?;
    Ok(())
}

fn object(fields: &[&'static Field], row: &Row, reading: show::Reading) -> Json {
    let mut object = Map::new();
    object.insert("id".to_owned(), row.id.into());
    for (field, cell) in fields.iter().zip(&row.cells) {
        let shown = show::show(field, &cell.value, cell.label.as_deref(), reading);
        object.insert(field.name.to_owned(), export::json_cell(field, &cell.value, &shown));
    }
    Json::Object(object)
}
