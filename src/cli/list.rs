//! `list KIND` and `export KIND -o FILE`: a register filtered, sorted and in chosen columns.

use super::{Context, output, record, report};
use crate::{
    catalog::{
        self, Field, FieldKind, Register,
        named::{self, says},
    },
    domain::{date, value::Value},
    exchange::{
        export::{Format, Sheet},
        whole,
    },
    store::{
        Reader,
        query::{Filter, Query, Sort, Test},
    },
    text::{Lang, cli as w, show},
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub fn arguments(lang: Lang) -> Command {
    shared(Command::new("list").about(w::LIST.get(lang)), lang).arg(
        Arg::new("format")
            .long("format")
            .value_parser(["table", "csv", "json", "xlsx", "docx", "txt"])
            .default_value("table")
            .help(w::FORMAT.get(lang)),
    )
}

pub fn export_arguments(lang: Lang) -> Command {
    let command = shared(Command::new("export").about(w::EXPORT.get(lang)), lang)
        .mut_arg("output", |arg| arg.required(true))
        .arg(Arg::new("whole").long("whole").action(ArgAction::SetTrue).help(crate::text::whole::CLI_EXPORT.get(lang)));
    report::cuts(command, lang)
}

fn shared(command: Command, lang: Lang) -> Command {
    command
        .arg(Arg::new("kind").required(true).value_name("KIND").help(w::KIND.get(lang)))
        .arg(Arg::new("where").long("where").value_name("FIELD=VALUE").action(ArgAction::Append).help(w::WHERE.get(lang)))
        .arg(Arg::new("columns").long("columns").value_name("a,b").help(w::COLUMNS.get(lang)))
        .arg(Arg::new("with-numbers").long("with-numbers").action(ArgAction::SetTrue).help(w::WITH_NUMBERS.get(lang)))
        .arg(Arg::new("sort").long("sort").value_name("FIELD").allow_hyphen_values(true).help(w::SORT.get(lang)))
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(w::OUTPUT.get(lang)),
        )
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help(w::FORCE.get(lang)))
}

pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let format = match arguments.get_one::<String>("format").map(String::as_str) {
        Some(name) if name != "table" => Format::named(name),
        _ => arguments.get_one::<PathBuf>("output").and_then(|path| Format::of(path)),
    };
    list(context, arguments, format)
}

pub fn run_export(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let format = arguments.get_one::<PathBuf>("output").and_then(|path| Format::of(path));
    let Some(chosen) = format else {
        return Ok(output::refuse(w::NO_FORMAT.get(context.lang), 2));
    };
    let kind = arguments.get_one::<String>("kind").map_or("", String::as_str);
    let Some(register) = named::register_named(kind) else {
        return match report::named(kind) {
            Some(report) => report::give(context, report, &report::Wanted::of(arguments)),
            None => {
                let words = w::no_kind_or_report(context.lang, kind, record::kinds(context.lang), report::names(context.lang));
                Ok(output::refuse(&words, 2))
            }
        };
    };
    if arguments.get_flag("whole") {
        whole_register(context, arguments, register, chosen)
    } else {
        list(context, arguments, format)
    }
}

/// Every record and field with numbers in full, noted as such.
fn whole_register(context: &Context, arguments: &ArgMatches, register: &'static Register, format: Format) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    if !matches!(format, Format::Csv | Format::Xlsx) {
        return Ok(output::refuse(crate::text::whole::CLI_EXPORT.get(lang), 2));
    }
    let path = arguments.get_one::<PathBuf>("output").map_or(Path::new(""), PathBuf::as_path);
    let path = match output::target(path, arguments.get_flag("force"), lang) {
        Ok(path) => path,
        Err(words) => return Ok(output::refuse(&words, 1)),
    };
    let reader = context.reader()?;
    let ids = reader.ids(&Query::all(register)).map_err(tell)?;
    context.store()?.note_export(&context.act(), register, &ids, &whole::fields(register)).map_err(tell)?;
    let n = whole::save(&reader, register, &path, format, &|_, _| true).map_err(tell)?;
    output::word(&crate::text::list::exported(lang, n, path.display()));
    Ok(ExitCode::SUCCESS)
}

fn list(context: &Context, arguments: &ArgMatches, format: Option<Format>) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let kind = arguments.get_one::<String>("kind").map_or("", String::as_str);
    let Some(register) = named::register_named(kind) else {
        return Ok(output::refuse(&w::no_kind(lang, kind, record::kinds(lang)), 2));
    };
    let path = arguments.get_one::<PathBuf>("output");
    if path.is_some() && format.is_none() {
        return Ok(output::refuse(w::NO_FORMAT.get(lang), 2));
    }
    let path = match path.map(|path| output::target(path, arguments.get_flag("force"), lang)).transpose() {
        Ok(path) => path,
        Err(words) => return Ok(output::refuse(&words, 1)),
    };
    let reader = context.reader()?;
    let (query, fields) = match asked(context, &reader, register, arguments, format) {
        Ok(asked) => asked,
        Err(words) => return Ok(output::refuse(&words, 2)),
    };
    let mut sheet = Sheet::new(register, &fields, lang);
    let ids = reader.ids(&query).map_err(tell)?;
    let in_full = arguments.get_flag("with-numbers");
    if in_full {
        context.store()?.note_export(&context.act(), register, &ids, &fields).map_err(tell)?;
        sheet = sheet.in_full();
    }
    for chunk in ids.chunks(512) {
        for row in reader.rows(register, &fields, chunk).map_err(tell)? {
            sheet.push(row.cells.iter().map(|c| (&c.value, c.label.as_deref())));
        }
    }
    if let Some(format) = format {
        output::file(&sheet, path.as_deref(), format, lang)?;
        return Ok(ExitCode::SUCCESS);
    }
    let word = |(field, text): (&&'static Field, &str)| crate::ui::show::translated(field, text.to_owned(), lang, &reader);
    let rows: Vec<Vec<String>> = sheet.texts().map(|row| fields.iter().zip(row).map(word).collect()).collect();
    let print = if in_full { output::table_in_full } else { output::table };
    print(sheet.headings(), &rows)?;
    Ok(ExitCode::SUCCESS)
}

/// What the arguments ask for; words if a field or a value is not known. JSON gives every field unless columns are named.
fn asked(
    context: &Context,
    reader: &Reader,
    register: &'static Register,
    arguments: &ArgMatches,
    format: Option<Format>,
) -> std::result::Result<(Query, Vec<&'static Field>), String> {
    let find = |name: &str| register.field_named(name).ok_or_else(|| no_field(context.lang, register, name));
    let mut query = Query::all(register);
    for pair in arguments.get_many::<String>("where").into_iter().flatten() {
        let (name, value) = pair.split_once('=').ok_or_else(|| no_field(context.lang, register, pair))?;
        let field = find(name.trim())?;
        query.filters.push(Filter { field: field.name, test: test(context, reader, register, field, value.trim())? });
    }
    if let Some(sort) = arguments.get_one::<String>("sort") {
        for name in sort.split(',') {
            let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            query.sort.push(Sort { field: find(name.trim())?.name, descending });
        }
    }
    let names: Vec<&str> = match arguments.get_one::<String>("columns") {
        Some(columns) => columns.split(',').map(str::trim).collect(),
        None if format == Some(Format::Json) => register.fields.iter().map(|f| f.name).collect(),
        None => std::iter::once(register.title).chain(register.columns.iter().copied()).collect(),
    };
    let fields = names.into_iter().map(find).collect::<std::result::Result<_, _>>()?;
    Ok((query, fields))
}

fn no_field(lang: Lang, register: &Register, name: &str) -> String {
    let names = register.fields.iter().map(|f| w::name_and_code(lang, f.name, f.label.get(lang)));
    let fields = names.collect::<Vec<_>>().join(w::LIST_SEPARATOR.get(lang));
    w::no_field(lang, fields, register.kind, name)
}

/// A value as typed: a state by code or word, a link by name, a number, or text; empty means "not known". Words where the
/// field cannot have it.
fn test(
    context: &Context,
    reader: &Reader,
    register: &Register,
    field: &Field,
    typed: &str,
) -> std::result::Result<Test, String> {
    if typed.is_empty() {
        return Ok(Test::Any(vec![Value::Null]));
    }
    let (lang, label) = (context.lang, field.label.get(context.lang));
    let value = match field.kind {
        FieldKind::Link(kind) => {
            let Some(to) = catalog::register(kind) else { return Ok(Test::Any(vec![])) };
            let id = record::named(context, reader, to, typed).map_err(|e| e.to_string())??;
            return Ok(if kind == "unit" { Test::Under(id) } else { Test::Any(vec![Value::Int(id)]) });
        }
        FieldKind::State(words) => match field.code_named(typed) {
            Some(code) => Value::text(code),
            None => return Err(no_state(lang, label, words, typed)),
        },
        FieldKind::Code(list) => word(context, reader, (register, field), list, typed)?,
        FieldKind::Date => return span(context, label, typed),
        FieldKind::Time if typed.parse::<chrono::NaiveTime>().is_err() => return Err(w::no_time(lang, label, typed)),
        FieldKind::Flag if says(show::YES, typed) || typed == "1" => Value::Int(1),
        FieldKind::Flag if says(show::NO, typed) || typed == "0" => Value::Int(0),
        FieldKind::Flag => {
            let values = [show::YES, show::NO].map(|word| word.get(lang)).join(w::LIST_SEPARATOR.get(lang));
            return Err(w::yes_or_no(lang, label, typed, values));
        }
        FieldKind::Rollup(_) if !field.numeric() => Value::text(typed),
        FieldKind::Int | FieldKind::Number | FieldKind::Hours | FieldKind::Days | FieldKind::Rollup(_) => {
            number(typed).ok_or_else(|| w::no_number(lang, label, typed))?
        }
        _ if field.names_rule() => {
            let code = reader.rule_called(typed).map_err(|e| e.tell(lang))?;
            Value::Text(code.unwrap_or_else(|| typed.to_owned()))
        }
        _ => Value::text(typed),
    };
    Ok(Test::Any(vec![value]))
}

/// A number as typed, thousands parted or not.
fn number(typed: &str) -> Option<Value> {
    let plain = typed.replace([',', '，'], "");
    let whole = plain.parse::<i64>().map(Value::Int);
    whole.ok().or_else(|| plain.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::Real))
}

fn no_state(lang: Lang, label: &str, words: &[(&str, crate::text::T)], typed: &str) -> String {
    let words = words.iter().map(|(code, word)| w::name_and_code(lang, code, word.get(lang)));
    w::no_such_value(lang, label, typed, words.collect::<Vec<_>>().join(w::LIST_SEPARATOR.get(lang)))
}

/// A word of an open list: one of the list, or one that some record has all the same.
fn word(
    context: &Context,
    reader: &Reader,
    (register, field): (&Register, &Field),
    list: &str,
    typed: &str,
) -> std::result::Result<Value, String> {
    let (lang, tell) = (context.lang, |e: crate::store::Error| e.tell(context.lang));
    if let Some(name) = reader.code_name(list, typed).map_err(tell)? {
        return Ok(Value::text(name));
    }
    let words = reader.code_words(list).map_err(tell)?;
    if !reader.named(register, field, typed).map_err(tell)?.is_empty() || words.is_empty() {
        return Ok(Value::text(typed));
    }
    let words: Vec<String> = words.iter().map(|word| reader.word(list, word, lang)).collect();
    Err(w::no_word(lang, field.label.get(lang), typed, words.join(w::LIST_SEPARATOR.get(lang))))
}

/// Days as typed: a day, a month, a year, from one to another.
fn span(context: &Context, label: &str, typed: &str) -> std::result::Result<Test, String> {
    let value = |side: Option<String>| side.map_or(Value::Null, Value::Text);
    match date::span(typed, &date::Context::of_year(context.today, None)) {
        Some((from, until)) => Ok(Test::Between(value(from), value(until))),
        None => Err(w::no_days(context.lang, label, typed)),
    }
}
