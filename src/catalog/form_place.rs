//! Cells of forms (表样单元格): which figure or list goes into which cell.

use super::{Field, Register, up};
use crate::text::form_sheet as w;

/// Cells of forms.
pub const FORM_PLACE: Register = Register {
    kind: "form_place",
    table: "form_place",
    number: 72,
    name: w::PLACE,
    title: "cell",
    fields: &[
        Field::link("form_id", w::REGISTER, "form").wide(22).required(),
        Field::text("sheet", w::SHEET).wide(14),
        Field::text("cell", w::CELL).wide(8).required(),
        Field::text("what", w::WHAT).wide(30).required(),
    ],
    columns: &["form_id", "sheet", "what"],
    filters: &["form_id", "sheet"],
    side: None,
    order: &[up("form_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
