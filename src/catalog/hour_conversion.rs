//! Hour conversions (学时折算): how days, sessions and lectures become hours, with citation and validity.

use super::{Field, FieldKind, Register, up};
use crate::text::{field as f, hour_conversion as w};

/// Hour conversions.
pub const HOUR_CONVERSION: Register = Register {
    kind: "hour_conversion",
    table: "hour_conversion",
    number: 24,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(26).required(),
        Field::text("code", f::CODE).required(),
        Field::text("unit", w::UNIT).wide(8).required(),
        Field::new("hours", f::HOURS, FieldKind::Number).required(),
        Field::new("cap", w::CAP, FieldKind::Number),
        Field::date("valid_from", f::VALID_FROM).required(),
        Field::date("valid_until", f::VALID_UNTIL),
        Field::text("doc_title", f::DOC_TITLE).required(),
        Field::text("clause", f::CLAUSE),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["unit", "hours", "cap", "valid_from"],
    filters: &["unit", "doc_title"],
    side: Some("unit"),
    order: &[up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
