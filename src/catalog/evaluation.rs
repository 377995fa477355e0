//! Evaluations (教学评估): a mean score by item, of a session, teacher, course or class.

use super::{Field, FieldKind, Register, down};
use crate::text::{class, course, evaluation as w, field as f, session, teacher};

/// Evaluations.
pub const EVALUATION: Register = Register {
    kind: "evaluation",
    table: "evaluation",
    number: 22,
    name: w::REGISTER,
    title: "item",
    fields: &[
        Field::code("item", w::ITEM, "evaluation_item").wide(16).required().also(&["评估项目", "评估指标", "测评项目"]),
        Field::date("date", f::DATE).also(&["评估日期", "评估时间"]),
        Field::link("class_id", class::REGISTER, "class").wide(20).also(&["班次名称", "培训班名称"]),
        Field::link("teacher_id", teacher::REGISTER, "teacher").wide(10).also(&["授课人", "教师", "教师姓名"]),
        Field::link("course_id", course::REGISTER, "course").also(&["课程名称", "课题", "专题"]),
        Field::link("session_id", session::REGISTER, "session"),
        Field::new("score", f::SCORE, FieldKind::Number).required().also(&["平均分", "满意度"]),
        Field::int("forms", w::FORMS).starts_as("1").also(&["有效问卷", "问卷份数"]),
        Field::int("satisfied", w::SATISFIED).also(&["满意和较满意份数"]),
        Field::long("opinion", f::OPINION).also(&["意见建议", "意见和建议"]),
    ],
    columns: &["class_id", "teacher_id", "course_id", "score"],
    filters: &["item", "class_id", "teacher_id", "course_id"],
    side: Some("item"),
    order: &[down("date")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
