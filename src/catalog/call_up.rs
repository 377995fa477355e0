//! Call-ups (调训): a class's call for people.

use super::nominee::{ARRIVED, COUNTED};
use super::{Belongs, Field, Fold, Register, Rollup, Search, down, states::CALLERS};
use crate::text::{T, call_up as w, class, field as f, nominee, quota};

/// Call-ups.
pub const CALL_UP: Register = Register {
    kind: "call_up",
    table: "call_up",
    number: 12,
    name: w::REGISTER,
    title: "class_id",
    fields: &[
        Field::link("class_id", class::REGISTER, "class").wide(26).required().also(&["班次名称", "培训班名称", "培训班次名称"]),
        Field::state("level", w::LEVEL, CALLERS).wide(8).starts_as("own").also(&["调训级别"]),
        Field::text("sender", w::SENDER).also(&["下达单位", "选调单位"]),
        Field::text("doc_no", f::DOC_NO).found_as(Search::Document).also(&["通知文号"]),
        Field::date("issued_on", w::ISSUED_ON).also(&["发文时间"]),
        Field::date("deadline", w::DEADLINE).also(&["回执时限", "上报时限"]),
        Field::long("requirement", w::REQUIREMENT).also(&["选调条件"]),
        Field::int("quota_total", w::QUOTA_TOTAL).wide(8).also(&["名额总数", "名额"]),
        Field::state("state", f::STATE, STATES).wide(9).starts_as("open"),
        Field::rollup("places", w::PLACES, Rollup::new(Fold::Sum, "places", "quota", "call_up_id")).wide(6),
        Field::rollup("nominated", f::NOMINATED, Rollup::count("nominee", "call_up_id").only("state", COUNTED)).wide(6),
        Field::rollup("reported", f::REPORTED, Rollup::count("nominee", "call_up_id").only("state", ARRIVED)).wide(6),
        Field::long("note", f::NOTE),
    ],
    columns: &["level", "deadline", "places", "nominated", "reported", "state"],
    filters: &["state", "level", "sender"],
    side: Some("state"),
    order: &[down("deadline")],
    belongs: &[
        Belongs::new(quota::REGISTER, "quota", "call_up_id", &["places", "nominated", "reported", "condition"]),
        Belongs::new(nominee::REGISTER, "nominee", "call_up_id", &["unit_id", "position", "state"]),
    ],
    huge: false,
    by_hand: true,
};

const STATES: &[(&str, T)] = &[
    ("draft", w::STATE_DRAFT),
    ("open", w::STATE_OPEN),
    ("filled", w::STATE_FILLED),
    ("short", w::STATE_SHORT),
    ("closed", w::STATE_CLOSED),
    ("cancelled", w::STATE_CANCELLED),
];
