//! Cells as this screen's person reads them.

use super::Cx;
use crate::{
    catalog::{self, Field, FieldKind, show},
    store::query::Cell,
};

/// The text of a cell: masked, in the person's language.
#[must_use]
pub fn cell(field: &Field, cell: &Cell, cx: &Cx) -> String {
    show::show(field, &cell.value, cell.label.as_deref(), show::Reading { lang: cx.lang, reveal: false })
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
