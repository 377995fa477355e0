//! Warnings (预警): what a rule says about a person who has not met it, with the numbers that make it, and when they were
//! reminded last. The store keeps them up to date.

use super::{Field, FieldKind, Fold, Register, Rollup, down};
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
        Field::state("reason", f::REASON, REASONS).wide(16).required(),
        Field::date("computed_on", w::COMPUTED_ON).required(),
        Field::date("until_on", w::UNTIL_ON).required(),
        Field::rollup("reminded_on", w::REMINDED_ON, REMINDED).wide(10),
    ],
    columns: &["level", "rule_code", "target", "got", "missing", "reminded_on"],
    filters: &["level", "year", "rule_code", "reason"],
    side: Some("level"),
    order: &[down("year"), down("missing")],
    belongs: &[],
    huge: false,
    by_hand: false,
};

pub(super) const LEVELS: &[(&str, T)] = &[
    ("normal", w::LEVEL_NORMAL),
    ("remind", w::LEVEL_REMIND),
    ("warn", w::LEVEL_WARN),
    ("alarm", w::LEVEL_ALARM),
    ("overdue", w::LEVEL_OVERDUE),
];

const REASONS: &[(&str, T)] = &[
    ("met", w::REASON_MET),
    ("exempt", w::REASON_EXEMPT),
    ("early", w::REASON_EARLY),
    ("on_pace", w::REASON_ON_PACE),
    ("behind", w::REASON_BEHIND),
    ("far_behind", w::REASON_FAR_BEHIND),
    ("nothing_off_job", w::REASON_NOTHING_OFF_JOB),
    ("promotion_near", w::REASON_PROMOTION_NEAR),
    ("promotion_passed", w::REASON_PROMOTION_PASSED),
    ("closing", w::REASON_CLOSING),
    ("ended", w::REASON_ENDED),
];

/// The last reminder about the same rule and year.
const REMINDED: Rollup = Rollup {
    same: &[("cadre_id", "cadre_id"), ("rule_code", "rule_code"), ("year", "year")],
    ..Rollup::new(Fold::Max, "reminded_on", "reminder", "")
};
