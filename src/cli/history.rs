//! `history KIND ID`, `undo [N]`, `redo [N]`: who changed what, and taking it back.

use super::{Context, output, record};
use crate::{
    catalog::{Register, named},
    store::{
        Reader,
        history::{Change, Past, Step},
    },
    text::{Lang, cli as w, history as h},
    ui::show,
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
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .default_value("50")
                .value_parser(value_parser!(u32))
                .help(h::HOW_MANY_STEPS.get(lang)),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(w::JSON.get(lang)))
}

/// JSON: an array of `{journal, at, actor, origin, label, op, undoes, redoes, undone_by, fields: [{field, before, after}]}`, latest first; without a
/// record, the journal's latest entries: the same without op and fields, with `rows`.
pub fn run(context: &Context, arguments: &ArgMatches) -> Result<ExitCode> {
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    let reader = context.reader()?;
    let Some(kind) = arguments.get_one::<String>("kind") else {
        return latest(context, arguments, &reader);
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
    let past = reader.past(register, id).map_err(tell)?;
    if arguments.get_flag("json") {
        let objects = past.iter().map(|p| object(register, p, context.lang, &reader)).collect::<crate::store::Result<_>>();
        output::json(&objects.map_err(tell)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for past in &past {
        match past {
            Past::Change(change) => print(register, change, context.lang, &reader)?,
            Past::Look(look) => {
                let words = show::look(register, look, context.lang);
                output::data(&format!("-  {}  {}@{}  {words}", look.at, look.actor, look.origin))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The journal's latest entries.
fn latest(context: &Context, arguments: &ArgMatches, reader: &Reader) -> Result<ExitCode> {
    let tell = |e: crate::store::Error| eyre!(e.tell(context.lang));
    let limit = *arguments.get_one::<u32>("limit").unwrap_or(&50);
    let steps = reader.steps(None, limit as usize).map_err(tell)?;
    if arguments.get_flag("json") {
        let objects = steps.iter().map(|step| {
            json!({"journal": step.id, "at": step.at, "actor": step.actor, "origin": step.origin, "label": step.label,
                "rows": step.rows, "undoes": step.undoes, "redoes": step.redoes, "undone_by": step.undone_by})
        });
        output::json(&objects.collect())?;
        return Ok(ExitCode::SUCCESS);
    }
    for step in &steps {
        let about = show::step_about(step, context.lang, reader).map_err(tell)?;
        output::data(&format!("{}  {}  {}@{}  {about}", step.id, step.at, step.actor, step.origin))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(register: &'static Register, change: &Change, lang: Lang, reader: &Reader) -> Result<()> {
    output::data(&format!("{}  {}", step_line(&change.step, lang), show::op(&change.op, lang)))?;
    for (label, before, after) in show::differences(register, change, lang, reader).map_err(|e| eyre!(e.tell(lang)))? {
        output::data(&format!("    {label}: {before} -> {after}"))?;
    }
    Ok(())
}

fn step_line(step: &Step, lang: Lang) -> String {
    format!(
        "{}  {}  {}@{}  {}  {}",
        step.id,
        step.at,
        step.actor,
        step.origin,
        show::step_label(step, lang),
        show::taken_back(step, lang)
    )
}

/// A look has no journal entry, `reveal` as label and op, and its fields without values.
fn object(register: &'static Register, past: &Past, lang: Lang, reader: &Reader) -> crate::store::Result<serde_json::Value> {
    let change = match past {
        Past::Change(change) => change,
        Past::Look(look) => {
            let fields: Vec<serde_json::Value> = look.detail.split(',').map(|name| json!({"field": name})).collect();
            return Ok(json!({"journal": null, "at": look.at, "actor": look.actor, "origin": look.origin, "label": look.action,
                "op": look.action, "fields": fields}));
        }
    };
    let known = change.fields.iter().map(|(name, ..)| name).filter(|name| register.field(name).is_some());
    let fields = known.zip(show::differences(register, change, lang, reader)?);
    let fields: Vec<serde_json::Value> =
        fields.map(|(name, (_, before, after))| json!({"field": name, "before": before, "after": after})).collect();
    let step = &change.step;
    Ok(
        json!({"journal": step.id, "at": step.at, "actor": step.actor, "origin": step.origin, "label": step.label, "op": change.op,
            "undoes": step.undoes, "redoes": step.redoes, "undone_by": step.undone_by, "fields": fields}),
    )
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
        output::word(&h::done(lang, show::step(&step.label, lang), rows, what));
    }
    Ok(ExitCode::SUCCESS)
}
