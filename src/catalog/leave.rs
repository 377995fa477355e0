//! Leave (请假) from a class, counted in half-days.

use super::{Field, Register, down};
use crate::text::{T, field as f, leave as w};

/// Leave.
pub const LEAVE: Register = Register {
    kind: "leave",
    table: "leave",
    number: 16,
    name: w::REGISTER,
    title: "nominee_id",
    fields: &[
        Field::link("nominee_id", f::PERSON_NAME, "nominee").wide(10).required().also(&["学员姓名", "人员姓名"]),
        Field::code("kind", w::KIND, "leave_kind").wide(12).required().also(&["请假类型"]),
        Field::date("since", w::SINCE).required().also(&["请假开始时间"]),
        Field::date("until", w::UNTIL).required().also(&["请假结束时间"]),
        Field::int("half_days", w::HALF_DAYS).wide(9).required().also(&["请假半天数"]),
        Field::text("reason", f::REASON).also(&["请假事由"]),
        Field::text("approver", f::APPROVER).wide(10).also(&["审批人"]),
        Field::state("state", f::STATE, STATES).starts_as("applied"),
    ],
    columns: &["kind", "since", "until", "half_days", "state"],
    filters: &["kind", "state", "approver"],
    side: Some("state"),
    order: &[down("since")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const STATES: &[(&str, T)] = &[
    ("applied", w::STATE_APPLIED),
    ("approved", w::STATE_APPROVED),
    ("rejected", w::STATE_REJECTED),
    ("returned", w::STATE_RETURNED),
    ("overdue", w::STATE_OVERDUE),
];
