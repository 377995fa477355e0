//! Absences of teachers (师资请假): days on which nobody should plan with them.

use super::{Field, Register, down};
use crate::text::{field as f, teacher_absence as w};

/// Absences of teachers.
pub const TEACHER_ABSENCE: Register = Register {
    kind: "teacher_absence",
    table: "teacher_absence",
    number: 41,
    name: w::REGISTER,
    title: "teacher_id",
    fields: &[
        Field::link("teacher_id", f::PERSON_NAME, "teacher").wide(10).required().also(&["教师", "教师姓名"]),
        Field::date("since", w::SINCE).required().also(&["开始时间"]),
        Field::date("until", w::UNTIL).required().also(&["结束时间"]),
        Field::text("reason", f::REASON).wide(24).also(&["事由"]),
    ],
    columns: &["since", "until", "reason"],
    filters: &["teacher_id"],
    side: Some("teacher_id"),
    order: &[down("since")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
