//! `history KIND ID`, `undo [N]`, `redo [N]`: who changed what, and taking it back.

use super::{Context, output, record};
use crate::{
    catalog::{Register, deed::deed, named, show},
    store::history::{Change, Step},
    text::{Lang, cli as w, history as h},
};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::process::ExitCode;

pub fn arguments(lang: Lang) -> Command {
    Command::new("history")
        .about(h::HISTORY.get(lang))
        .arg(Arg::new("kind").value_name("KIND").requires("name").help(w::KIND.get(lang)))
        .arg(Arg::new("name").value_name("ID|CODE|NAME").help(w::RECORD.get(lang)))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(w::JSON.get(lang)))
}

/// JSON: an array of `{journal, at, actor, origin, label, op, fields: [{field, before, after}]}`, latest first; without a
/// record, the journal's latest entries.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    let reader = context.reader()?;
    let Some(kind) = arguments.get_one::<String>("kind") else {
        for step in reader.steps(None, 50).map_err(tell)? {
            output::data(&step_line(&step, context.lang))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(register) = named::register_named(kind) else {
        output::word(&w::no_kind(context.lang, kind, record::kinds(context.lang)));
        return Ok(ExitCode::from(2));
    };
    let name = arguments.get_one::<String>("name").map_or("", String::as_str);
    let id = match record::named(context, &reader, register, name)? {
        Ok(id) => id,
        Err(words) => {
            output::word(&words);
            return Ok(ExitCode::FAILURE);
        }
    };
    let changes = reader.history(register, id).map_err(tell)?;
    if arguments.get_flag("json") {
        output::json(&changes.iter().map(|c| object(register, c, context.lang)).collect())?;
        return Ok(ExitCode::SUCCESS);
    }
    for change in &changes {
        output::data(&format!("{}  {}", step_line(&change.step, context.lang), op(&change.op, context.lang)))?;
        for (label, before, after) in fields(register, change, context.lang) {
            output::data(&format!("    {label}: {before} -> {after}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn step_line(step: &Step, lang: Lang) -> String {
    let undone = match (step.undoes, step.undone_by) {
        (Some(id), _) => h::undoes(lang, id),
        (None, Some(_)) => h::UNDONE.get(lang).to_owned(),
        (None, None) => String::new(),
    };
    format!(
        "{}  {}  {}@{}  {}  {}",
        step.id,
        step.at,
        step.actor,
        step.origin,
        h::label(lang, deed(&step.label, lang), step.rows),
        undone
    )
}

/// What was done, in words.
#[must_use]
pub fn op(code: &str, lang: Lang) -> &'static str {
    match code {
        "insert" => h::INSERT,
        "delete" => h::DELETE,
        _ => h::UPDATE,
    }
    .get(lang)
}

/// The fields of a change as people read them; masked as everywhere.
#[must_use]
pub fn fields(register: &'static Register, change: &Change, lang: Lang) -> Vec<(&'static str, String, String)> {
    let reading = show::Reading { lang, reveal: false };
    let known = change.fields.iter().filter_map(|(name, before, after)| Some((register.field(name)?, before, after)));
    known
        .map(|(f, before, after)| (f.label.get(lang), show::show(f, before, None, reading), show::show(f, after, None, reading)))
        .collect()
}

fn object(register: &'static Register, change: &Change, lang: Lang) -> serde_json::Value {
    let reading = show::Reading { lang, reveal: false };
    let known = change.fields.iter().filter_map(|(name, before, after)| Some((register.field(name)?, before, after)));
    let fields: Vec<serde_json::Value> = known
        .map(|(f, before, after)| {
            json!({"field": f.name, "before": show::show(f, before, None, reading), "after": show::show(f, after, None, reading)})
        })
        .collect();
    let step = &change.step;
    json!({"journal": step.id, "at": step.at, "actor": step.actor, "origin": step.origin, "label": step.label, "op": change.op, "fields": fields})
}

pub fn undo_arguments(lang: Lang) -> Command {
    steps(Command::new("undo").about(h::UNDO.get(lang)), lang)
}

pub fn redo_arguments(lang: Lang) -> Command {
    steps(Command::new("redo").about(h::REDO.get(lang)), lang)
}

fn steps(command: Command, lang: Lang) -> Command {
    command.arg(Arg::new("n").value_name("N").default_value("1").value_parser(value_parser!(u16)).help(h::HOW_MANY.get(lang)))
}

pub fn run_undo(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    again(context, arguments, false)
}

pub fn run_redo(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    again(context, arguments, true)
}

fn again(context: &Context, arguments: &ArgMatches, redo: bool) -> Result<ExitCode> {
    let lang = context.lang;
    let tell = |e: crate::store::Error| eyre!(e.tell(lang));
    let (reader, mut store) = (context.reader()?, context.store()?);
    for _ in 0..*arguments.get_one::<u16>("n").unwrap_or(&1) {
        let next = if redo { reader.redoable(&context.actor) } else { reader.undoable(&context.actor) };
        let Some(step) = next.map_err(tell)? else {
            output::word(if redo { h::NOTHING_TO_REDO } else { h::NOTHING_TO_UNDO }.get(lang));
            return Ok(ExitCode::FAILURE);
        };
        let rows = store.undo(&context.act(), step.id, &step.label).map_err(tell)?;
        let what = if redo { h::REDONE } else { h::UNDONE }.get(lang);
        output::word(&h::done(lang, deed(&step.label, lang), rows, what));
    }
    Ok(ExitCode::SUCCESS)
}
