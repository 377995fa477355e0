//! Fee standards (讲课费标准): the most an hour by the lecturer's level, with citation and validity.

use super::{Field, FieldKind, Register, up};
use crate::text::{fee_standard as w, field as f};

/// Fee standards.
pub const FEE_STANDARD: Register = Register {
    kind: "fee_standard",
    table: "fee_standard",
    number: 45,
    name: w::REGISTER,
    title: "level",
    fields: &[
        Field::code("level", w::LEVEL, "teacher_level").required(),
        Field::new("fee", w::FEE, FieldKind::Number).wide(12).required(),
        Field::date("valid_from", f::VALID_FROM).required(),
        Field::date("valid_until", f::VALID_UNTIL),
        Field::text("doc_title", f::DOC_TITLE).wide(26).required(),
        Field::text("clause", f::CLAUSE),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["fee", "valid_from", "valid_until", "doc_title"],
    filters: &["level", "doc_title"],
    side: None,
    order: &[up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
