//! How a value reads: the same on the screen, on the command line and in exports.

use super::{Field, FieldKind, Fold, Privacy, Rollup};
use crate::{
    domain::{
        mask,
        value::{self, Value},
    },
    text::{Lang, show as w},
};

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In which language.
    pub lang: Lang,
    /// Identity numbers and phones in full.
    pub reveal: bool,
}

/// The text of a value; empty where it is not known. `label` is the title of a linked record.
#[must_use]
pub fn show(field: &Field, value: &Value, label: Option<&str>, reading: Reading) -> String {
    if value.is_null() {
        return String::new();
    }
    let text = match (field.kind, value) {
        (FieldKind::Link(_), _) => label.map_or_else(|| value.to_string(), ToOwned::to_owned),
        (FieldKind::State(words), Value::Text(code)) => {
            words.iter().find(|(c, _)| c == code).map_or_else(|| code.clone(), |(_, text)| text.get(reading.lang).to_owned())
        }
        (FieldKind::Flag, Value::Int(n)) => if *n == 0 { w::NO } else { w::YES }.get(reading.lang).to_owned(),
        (FieldKind::Date, Value::Text(iso)) => iso.replace('-', "."),
        (FieldKind::Rollup(Rollup { how: Fold::Max, .. }), Value::Text(iso)) => iso.replace('-', "."),
        (_, Value::Real(n)) => value::number(*n),
        _ => value.to_string(),
    };
    match (reading.reveal, field.privacy, field.kind) {
        (true, ..) => text,
        (false, Privacy::Masked, FieldKind::IdCard) => mask::identity(&text),
        (false, Privacy::Masked, _) => mask::phone(&text),
        // Numbers also stand in free text, such as a remark.
        (false, Privacy::Open, _) => mask::inside(&text).into_owned(),
    }
}
