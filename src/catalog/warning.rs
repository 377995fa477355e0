//! Warnings (预警): what a rule said about a person, with the numbers that made it and who was reminded.

use super::{Field, FieldKind, Register, down};
use crate::text::{T, field as f, warning as w};

/// Warnings.
pub const WARNING: Register = Register {
    kind: "warning",
    table: "warning",
    number: 20,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required(),
        Field::int("year", f::YEAR).required(),
        Field::state("level", w::LEVEL, LEVELS).required(),
        Field::text("rule_code", w::RULE).wide(14).required(),
        Field::new("target", w::TARGET, FieldKind::Hours).required(),
        Field::new("got", w::GOT, FieldKind::Hours).required(),
        Field::new("missing", w::MISSING, FieldKind::Hours).wide(7).required(),
        Field::text("reason", f::REASON).wide(24),
        Field::date("computed_on", w::COMPUTED_ON).required(),
        Field::date("reminded_on", w::REMINDED_ON),
        Field::code("channel", w::CHANNEL, "reminder_channel").wide(8),
    ],
    columns: &["level", "rule_code", "target", "got", "missing", "reminded_on"],
    filters: &["level", "year", "rule_code", "channel"],
    side: Some("level"),
    order: &[down("year"), down("missing")],
    belongs: &[],
    huge: false,
    by_hand: false,
};

const LEVELS: &[(&str, T)] = &[
    ("normal", w::LEVEL_NORMAL),
    ("remind", w::LEVEL_REMIND),
    ("warn", w::LEVEL_WARN),
    ("alarm", w::LEVEL_ALARM),
    ("overdue", w::LEVEL_OVERDUE),
];
