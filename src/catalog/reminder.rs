//! Reminders (提醒记录): who was told of a warning, when, how and by whom.

use super::{Field, FieldKind, Register, down};
use crate::text::{field as f, reminder as w, warning};

/// Reminders.
pub const REMINDER: Register = Register {
    kind: "reminder",
    table: "reminder",
    number: 60,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required(),
        Field::date("reminded_on", warning::REMINDED_ON).required(),
        Field::code("channel", warning::CHANNEL, "reminder_channel").wide(8).required(),
        Field::int("year", f::YEAR).required(),
        Field::text("rule_code", warning::RULE).wide(14).required(),
        Field::state("level", warning::LEVEL, super::warning::LEVELS),
        Field::new("missing", warning::MISSING, FieldKind::Hours).wide(7),
        Field::text("by_whom", w::BY_WHOM).wide(10).required(),
        Field::long("note", f::NOTE),
    ],
    columns: &["reminded_on", "channel", "rule_code", "missing", "by_whom"],
    filters: &["channel", "year", "rule_code", "by_whom"],
    side: Some("channel"),
    order: &[down("reminded_on")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
