//! Follow-ups (效果跟踪): months after a class, what has stayed.

use super::{Field, Register, down};
use crate::text::{class, field as f, follow_up as w};

/// Follow-ups.
pub const FOLLOW_UP: Register = Register {
    kind: "follow_up",
    table: "follow_up",
    number: 30,
    name: w::REGISTER,
    title: "class_id",
    fields: &[
        Field::link("class_id", class::REGISTER, "class").wide(30).required().also(&["班次名称", "培训班名称"]),
        Field::date("due_on", f::DEADLINE).required().also(&["跟踪时间", "应完成时间"]),
        Field::code("method", f::METHOD, "follow_up_method").also(&["跟踪方式"]),
        Field::int("forms", w::FORMS).also(&["问卷份数"]),
        Field::long("result", w::RESULT).also(&["跟踪结果", "效果"]),
        Field::date("done_on", w::DONE_ON).also(&["完成时间"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["due_on", "method", "forms", "done_on"],
    filters: &["method", "due_on", "done_on", "class_id"],
    side: Some("method"),
    order: &[down("due_on")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
