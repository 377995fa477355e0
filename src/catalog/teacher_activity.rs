//! Activities of teachers (岗位大练兵): joint preparation, trial lecture, supervision, feedback, exchange.

use super::{Field, FieldKind, Register, down};
use crate::text::{course, field as f, teacher_activity as w};

/// Activities of teachers.
pub const TEACHER_ACTIVITY: Register = Register {
    kind: "teacher_activity",
    table: "teacher_activity",
    number: 26,
    name: w::REGISTER,
    title: "teacher_id",
    fields: &[
        Field::link("teacher_id", f::PERSON_NAME, "teacher").wide(10).required().also(&["教师", "教师姓名"]),
        Field::date("date", f::DATE).required().also(&["活动时间", "时间"]),
        Field::code("kind", w::KIND, "activity_kind").required().also(&["活动类型", "练兵类别"]),
        Field::text("title", w::TITLE).wide(24).also(&["活动名称"]),
        Field::link("course_id", course::REGISTER, "course").also(&["课程名称"]),
        Field::new("score", f::SCORE, FieldKind::Number).also(&["评分"]),
        Field::long("opinion", f::OPINION).also(&["评价意见", "督导意见"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["date", "kind", "title", "score"],
    filters: &["kind", "teacher_id", "course_id"],
    side: Some("kind"),
    order: &[down("date")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
