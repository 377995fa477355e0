//! Codes (代码): the words of open code lists, which an office adds to.

use super::{Field, FieldKind, Register, up};
use crate::text::{code as w, field as f};

/// Codes.
pub const CODE: Register = Register {
    kind: "code",
    table: "code",
    number: 39,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(24).required(),
        Field::text("list", w::LIST).required(),
        Field::text("name_en", w::NAME_EN).wide(20),
        Field::text("standard_code", w::STANDARD_CODE).wide(13),
        Field::text("parent", w::PARENT).wide(12),
        Field::new("active", f::ACTIVE, FieldKind::Flag).starts_as("1"),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
    ],
    columns: &["list", "name_en", "standard_code"],
    filters: &["list", "active"],
    side: Some("list"),
    order: &[up("list"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
