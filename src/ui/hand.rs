//! What people change by hand on a page: the record at the cursor, one more of its kind, one less.
//!
//! Lists have keys of their own for it; pages and panes share these, so that F2, F4 and F8 mean the same everywhere.

use super::{
    Cx, Effect, Subject, Window,
    screens::{bulk::Many, form::Form},
};
use crate::{
    catalog::{FieldKind, Register},
    domain::value::Value,
    text::{T, change as w, record},
};

/// Why a record cannot be changed, or none of a register made; `None` when it can.
#[must_use]
pub fn refused(register: &Register, id: Option<i64>, cx: &Cx) -> Option<T> {
    if register.by_hand { cx.refuses(register, id) } else { Some(w::NOT_BY_HAND) }
}

/// The same for what stands at the cursor.
#[must_use]
pub fn locked(subject: Subject, cx: &Cx) -> Option<T> {
    match subject {
        Some((register, id)) => refused(register, Some(id), cx),
        None => Some(record::NOTHING_HERE),
    }
}

/// The form of a record.
#[must_use]
pub fn edit(subject: Subject) -> Effect {
    subject.map_or(Effect::None, |(register, id)| Effect::open(Window(Form::edit(register, id))))
}

/// The question before a record goes.
#[must_use]
pub fn delete(subject: Subject) -> Effect {
    subject.map_or(Effect::None, |(register, id)| Effect::open(Window(Many::delete(register, vec![id]))))
}

/// The form of a new record that belongs to another.
#[must_use]
pub fn add(register: &'static Register, owner: Subject) -> Effect {
    let given = owner.and_then(|(to, id)| Some((tie(register, to)?, Value::Int(id))));
    let given: Vec<(&'static str, Value)> = given.into_iter().collect();
    Effect::open(Window(Form::new(register, &given)))
}

/// The field by which records of one register belong to one of another.
#[must_use]
pub fn tie(register: &'static Register, to: &Register) -> Option<&'static str> {
    let tied = |kind: FieldKind| matches!(kind, FieldKind::Link(kind) if kind == to.kind);
    register.fields.iter().find(|f| f.entered() && tied(f.kind)).map(|f| f.name)
}

/// What the keys are about on a page of `own`: the record at the cursor where it belongs to that one, else that one.
#[must_use]
pub fn target(at_cursor: Subject, own: Subject) -> Subject {
    match (at_cursor, own) {
        (Some((register, _)), Some((page, _))) if tie(register, page).is_some() => at_cursor,
        (_, Some(_)) => own,
        (at_cursor, None) => at_cursor,
    }
}
