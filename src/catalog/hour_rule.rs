//! Hour rules (学时标准): who owes how much in which window, with citation and validity.

use super::{Field, FieldKind, Register, Search, up};
use crate::text::{T, field as f, hour_rule as w};

/// Hour rules.
pub const HOUR_RULE: Register = Register {
    kind: "hour_rule",
    table: "hour_rule",
    number: 23,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(26).required(),
        Field::text("code", f::CODE).required(),
        Field::text("scope", w::SCOPE).wide(20).required(),
        Field::state("period", w::PERIOD, PERIODS).wide(15).required(),
        Field::state("metric", w::METRIC, METRICS).wide(16).required(),
        Field::new("target", w::TARGET, FieldKind::Number).required(),
        Field::text("alternative", w::ALTERNATIVE),
        Field::date("valid_from", f::VALID_FROM).required(),
        Field::date("valid_until", f::VALID_UNTIL),
        Field::text("doc_title", f::DOC_TITLE).required(),
        Field::text("doc_no", f::DOC_NO).found_as(Search::Document),
        Field::text("clause", f::CLAUSE),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["period", "target", "valid_from", "valid_until"],
    filters: &["period", "metric", "doc_title"],
    side: Some("period"),
    order: &[up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const PERIODS: &[(&str, T)] = &[
    ("year", w::PERIOD_YEAR),
    ("five_year_fixed", w::PERIOD_FIXED),
    ("five_year_rolling", w::PERIOD_ROLLING),
    ("since_appointment", w::PERIOD_APPOINTMENT),
];

/// The code words of `domain::hours::rule::Metric`.
const METRICS: &[(&str, T)] = &[
    ("total", w::METRIC_TOTAL),
    ("offline", w::METRIC_OFFLINE),
    ("full_time", w::METRIC_FULL_TIME),
    ("online", w::METRIC_ONLINE),
    ("full_time_days", w::METRIC_FULL_TIME_DAYS),
    ("full_time_part", w::METRIC_FULL_TIME_PART),
    ("leave_part", w::METRIC_LEAVE_PART),
    ("unit_full_time_mean", w::METRIC_UNIT_FULL_TIME_MEAN),
    ("unit_called_rate", w::METRIC_UNIT_CALLED_RATE),
    ("unit_trained_rate", w::METRIC_UNIT_TRAINED_RATE),
    ("unit_online_mean", w::METRIC_UNIT_ONLINE_MEAN),
];
