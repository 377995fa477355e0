//! How a value reads: the same on the screen, on the command line and in exports.

use super::{Field, FieldKind, Fold, Privacy, Rollup};
use crate::{
    domain::value::{self, Value},
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
    if field.privacy == Privacy::Masked && !reading.reveal { mask(field.kind, &text) } else { mask_inside(&text, reading) }
}

/// `539999********1234`, `199****0001`.
fn mask(kind: FieldKind, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, tail) = if matches!(kind, FieldKind::IdCard) { (6, 4) } else { (3, 4) };
    if chars.len() <= head + tail {
        return "*".repeat(chars.len());
    }
    let stars = "*".repeat(chars.len() - head - tail);
    let head: String = chars[..head].iter().collect();
    let tail: String = chars[chars.len() - tail..].iter().collect();
    format!("{head}{stars}{tail}")
}

/// Masks identity and mobile numbers that stand in free text, such as a remark.
fn mask_inside(text: &str, reading: Reading) -> String {
    if reading.reveal || text.len() < 11 || !text.as_bytes().windows(11).any(|w| w.iter().all(u8::is_ascii_digit)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || (run.len() == 17 && matches!(c, 'X' | 'x')) {
            run.push(c);
            continue;
        }
        match run.len() {
            15 | 18 => out.push_str(&mask(FieldKind::IdCard, &run)),
            11 if run.starts_with('1') => out.push_str(&mask(FieldKind::Phone, &run)),
            _ => out.push_str(&run),
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}
