//! Cells as this screen's person reads them.

use super::Cx;
use crate::{
    catalog::{self, Field, FieldKind, Register, show},
    domain::{states::machine, value::Value},
    store::{
        self, Reader,
        history::{Change, Step, Touched},
        query::Cell,
        reveal::Look,
    },
    text::{Lang, T, change as c, history as h},
};

/// The text of a cell: masked, in the person's language.
#[must_use]
pub fn cell(field: &Field, cell: &Cell, cx: &Cx) -> String {
    if let Some(figure) = figure(field, &cell.value) {
        return figure;
    }
    if let Some(code) = cell.value.as_str().filter(|_| field.names_rule()) {
        return cx.db.rule_name(code, cx.lang);
    }
    let text = show::show(field, &cell.value, cell.label.as_deref(), show::Reading { lang: cx.lang, reveal: false });
    translated(field, text, cx.lang, &cx.db)
}

/// The words of an open code list in English, for who reads English; any other text as it is.
#[must_use]
pub fn translated(field: &Field, text: String, lang: Lang, db: &Reader) -> String {
    if field.names_rule() {
        return db.rule_name(&text, lang);
    }
    let Some(list) = field.list().filter(|_| lang == Lang::En && !text.is_empty()) else { return text };
    let word = |word: &str| db.english(list, word).unwrap_or(word).to_owned();
    match field.kind {
        FieldKind::Tags => text.split('、').map(word).collect::<Vec<_>>().join(", "),
        _ => word(&text),
    }
}

/// What a stored word of an open code list says in the person's language, where that is another: a form keeps the word.
#[must_use]
pub fn meaning(field: &Field, word: &str, cx: &Cx) -> Option<String> {
    let list = !field.names_rule() && field.list().is_some();
    Some(translated(field, word.to_owned(), cx.lang, &cx.db)).filter(|shown| list && !word.is_empty() && shown != word)
}

/// The rows of files that a record came from, latest first, in words.
///
/// # Errors
/// What the database says.
pub fn origins(register: &Register, id: i64, cx: &Cx) -> store::Result<Vec<String>> {
    const MOST: usize = 5;
    let found = cx.db.origins(register.table, id, MOST)?;
    let told = |o: store::intake::memory::Origin| {
        let at = crate::domain::calendar::moment(&o.at);
        crate::text::wizard::origin_line(cx.lang, o.actor, at, o.batch, o.file, o.row, o.sheet)
    };
    Ok(found.into_iter().map(told).collect())
}

/// What a step of the journal was called, in words: `edit cadre` is "修改 干部".
#[must_use]
pub fn step(label: &str, lang: Lang) -> String {
    if let Some((_, words)) = WHOLE.iter().find(|(whole, _)| *whole == label) {
        return words.get(lang).to_owned();
    }
    let (verb, kind) = label.split_once(' ').unwrap_or((label, ""));
    let verb = match verb {
        "new" => c::NEW,
        "edit" => c::EDIT,
        "delete" => c::DELETE,
        "set" => h::SET,
        "tag" => crate::text::bulk::TAG,
        "untag" => crate::text::bulk::UNTAG,
        "order" => h::ORDER,
        "paste" => crate::text::paste::TITLE,
        "import" => h::IMPORT,
        "whole" => crate::text::whole::MOVED,
        "init" => h::INIT,
        "warnings" => h::WARNINGS,
        "check" => h::CHECK,
        "move" => h::MOVE,
        "copy" => h::COPY,
        "swap" => h::SWAP,
        "keep" => h::KEEP,
        "lock" => h::LOCK,
        "assign" => h::ASSIGN,
        "place" => h::PLACE,
        "mark" => h::MARK,
        name => match machine(kind).and_then(|machine| machine.steps.iter().find(|step| step.name == name)) {
            Some(step) => step.label,
            None => return label.to_owned(),
        },
    };
    let what = catalog::register(kind).map_or(kind, |register| register.name.get(lang));
    format!("{} {what}", verb.get(lang)).trim_end().to_owned()
}

/// Steps with a name of their own.
const WHOLE: &[(&str, T)] = &[
    (store::history::OF_THE_DAY, h::OF_THE_DAY),
    ("arrange make-ups", h::ARRANGE),
    ("target programme", h::TARGET),
    ("remove programme_member", h::TAKEN_OFF),
    ("settle make-up", h::SETTLE),
    ("remind", h::REMIND),
    ("correct hours", h::CORRECT_HOURS),
    ("change rules", h::CHANGE_RULES),
    ("copy timetable", h::COPY_TIMETABLE),
    ("quotas call_up", h::QUOTAS),
    ("new leave", h::NEW_LEAVE),
];

/// The fields of a change as people read them: label, before, after; masked as everywhere, links as titles.
pub fn differences(
    register: &'static Register,
    change: &Change,
    lang: Lang,
    db: &Reader,
) -> store::Result<Vec<(&'static str, String, String)>> {
    let reading = show::Reading { lang, reveal: false };
    let word = |field: &'static Field, value: &Value| -> store::Result<String> {
        let label = match (field.kind, value) {
            (FieldKind::Link(kind), Value::Int(id)) => catalog::register(kind).map(|r| db.title(r, *id)).transpose()?.flatten(),
            _ => None,
        };
        Ok(show::show(field, value, label.as_deref(), reading))
    };
    let known = change.fields.iter().filter_map(|(name, before, after)| Some((register.field(name)?, before, after)));
    known.map(|(field, before, after)| Ok((field.label.get(lang), word(field, before)?, word(field, after)?))).collect()
}

/// A look at numbers in words: which fields someone saw.
#[must_use]
pub fn look(register: &Register, look: &Look, lang: Lang) -> String {
    let names = look.detail.split(',').map(|name| register.field(name).map_or(name, |f| f.label.get(lang)));
    h::looked(lang, names.collect::<Vec<_>>().join("、"))
}

/// A figure from a thousand on, with separators; years and numbers of an order are none.
fn figure(field: &Field, value: &Value) -> Option<String> {
    if !field.numeric() || field.name.contains("year") || field.name == "sort_no" {
        return None;
    }
    let amount = value.as_number().filter(|amount| amount.abs() >= 1_000.0)?;
    let text = match value {
        Value::Real(_) => crate::domain::value::number(amount),
        _ => return Some(count(value.as_int()?)),
    };
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let whole = count(whole.parse().ok()?);
    Some(if rest.is_empty() { whole } else { format!("{whole}.{rest}") })
}

/// A whole number with separators of thousands: `1,204`.
#[must_use]
pub fn count(n: i64) -> String {
    let digits = n.abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if n < 0 { format!("-{out}") } else { out }
}

/// The word of a code of a closed list, such as a state; the code itself where the list does not have it.
#[must_use]
pub fn word(kind: &str, field: &str, code: &str, cx: &Cx) -> String {
    let words = match catalog::register(kind).and_then(|r| r.field(field)).map(|f| f.kind) {
        Some(FieldKind::State(words)) => words,
        _ => &[],
    };
    words.iter().find(|(c, _)| *c == code).map_or_else(|| code.to_owned(), |(_, word)| cx.t(*word).to_owned())
}

/// The word of a state of a register's records.
#[must_use]
pub fn state(kind: &str, code: &str, cx: &Cx) -> String {
    word(kind, "state", code, cx)
}

/// Who did something, and from where.
#[must_use]
pub fn who(actor: &str, origin: &str) -> String {
    if origin.is_empty() { actor.to_owned() } else { format!("{actor}@{origin}") }
}

/// What was done to a record, in words.
#[must_use]
pub fn op(code: &str, lang: Lang) -> &'static str {
    match code {
        "insert" => h::INSERT,
        "delete" => h::DELETE,
        _ => h::UPDATE,
    }
    .get(lang)
}

/// What named a record that is gone; numbers masked.
#[must_use]
pub fn gone(row: &Touched, lang: Lang) -> String {
    h::gone(lang, crate::domain::mask::inside(&row.was)).trim().to_owned()
}

/// What a step was called, with its rows.
#[must_use]
pub fn step_label(step: &Step, lang: Lang) -> String {
    let rows = count(step.rows);
    h::label(lang, self::step(&step.label, lang), if step.rows >= Step::MANY { format!("{rows}+") } else { rows })
}

/// The same with whether it takes another back, before it, and the record it was about, where it changed only a few rows.
///
/// # Errors
/// What reading the record's title comes to.
pub fn step_about(step: &Step, lang: Lang, db: &Reader) -> store::Result<String> {
    let first = step.first.as_ref().filter(|_| step.rows <= FEW);
    let first = first.and_then(|(table, id)| Some((catalog::REGISTERS.iter().find(|r| r.table == table)?, *id)));
    let title = first.map(|(register, id)| db.title(register, id)).transpose()?.flatten().unwrap_or_default();
    let title = crate::domain::mask::inside(&title).into_owned();
    let parts = [taken_back(step, lang), step_label(step, lang), title];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  "))
}

/// Rows of a step that is about one record: the record, and what belongs to it.
const FEW: i64 = 3;

/// Whether a step takes another back or brings it again, or was taken back itself; empty for one that stands by itself.
#[must_use]
pub fn taken_back(step: &Step, lang: Lang) -> String {
    match (step.redoes, step.undoes, step.undone_by) {
        (Some(id), ..) => h::redoes(lang, id),
        (None, Some(id), _) => h::undoes(lang, id),
        (None, None, Some(_)) => h::UNDONE.get(lang).to_owned(),
        (None, None, None) => String::new(),
    }
}
