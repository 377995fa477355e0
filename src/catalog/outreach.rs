//! Outreach (送教下乡): teaching brought to townships and villages.

use super::{Field, FieldKind, Register, down};
use crate::text::{course, field as f, outreach as w, teacher};

/// Outreach.
pub const OUTREACH: Register = Register {
    kind: "outreach",
    table: "outreach",
    number: 29,
    name: w::REGISTER,
    title: "topic",
    fields: &[
        Field::text("topic", w::TOPIC).wide(26).required().also(&["宣讲主题", "授课内容"]),
        Field::date("date", f::DATE).required().also(&["时间", "送教时间"]),
        Field::link("unit_id", w::UNIT, "unit").also(&["送教单位", "乡镇", "单位"]),
        Field::text("place", f::PLACE).also(&["送教地点"]),
        Field::link("teacher_id", teacher::REGISTER, "teacher").wide(10).also(&["授课人", "主讲人", "教师"]),
        Field::link("course_id", course::REGISTER, "course").also(&["课程名称"]),
        Field::int("people", w::PEOPLE).also(&["听课人数", "受训人数"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).also(&["课时"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["date", "unit_id", "teacher_id", "people"],
    filters: &["unit_id", "teacher_id", "course_id"],
    side: Some("unit_id"),
    order: &[down("date")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
