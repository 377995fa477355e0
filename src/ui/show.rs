//! Cells as this screen's person reads them.

use super::Cx;
use crate::{
    catalog::{Field, show},
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
