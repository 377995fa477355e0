//! Sessions (课次): the rows of timetables.

use super::{Belongs, Field, FieldKind, Register, Search, down, states::HALVES, up};
use crate::text::{T, class, course, evaluation, field as f, session as w, site, teacher};

/// Sessions.
pub const SESSION: Register = Register {
    kind: "session",
    table: "session",
    number: 10,
    name: w::REGISTER,
    title: "title",
    fields: &[
        Field::text("title", w::TITLE).wide(26).required().found_as(Search::Title).also(&[
            "培训内容",
            "课程内容",
            "课程名称",
            "课题",
            "专题",
            "内容",
        ]),
        Field::link("class_id", class::REGISTER, "class").required().also(&["班次名称", "班级名称", "培训班名称"]),
        Field::date("date", f::DATE).required().also(&["上课日期", "时间"]),
        Field::state("half", f::HALF, HALVES).required().also(&["时段"]),
        Field::new("starts", w::STARTS, FieldKind::Time).also(&["上课时间", "开始时间", "上下课时间", "起止时间", "课时段"]),
        Field::new("ends", w::ENDS, FieldKind::Time).also(&["下课时间", "结束时间"]),
        Field::state("kind", w::KIND, KINDS).wide(10).starts_as("lecture").also(&["教学形式"]),
        Field::link("course_id", course::REGISTER, "course"),
        Field::link("site_id", site::REGISTER, "site"),
        Field::text("teacher_text", w::TEACHER_TEXT).wide(12).also(&[
            "主讲人",
            "主讲人姓名",
            "教师",
            "授课教师",
            "授课老师",
            "讲师",
        ]),
        Field::text("assistant_text", w::ASSISTANT_TEXT).wide(10).also(&["助教"]),
        Field::text("assistant_work", w::ASSISTANT_WORK),
        Field::text("host", w::HOST).wide(10).also(&["主持"]),
        Field::text("place", f::PLACE).wide(14).also(&["上课地点", "教学地点", "场地", "教室"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).also(&["课时"]),
        Field::new("shared", w::SHARED, FieldKind::Flag).starts_as("0").also(&["合班"]),
        Field::new("elective", w::ELECTIVE, FieldKind::Flag).wide(8).starts_as("0").also(&["选修课"]),
        Field::text("keep_reason", w::KEEP_REASON),
        Field::new("locked", w::LOCKED, FieldKind::Flag).wide(8).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["date", "half", "teacher_text", "place"],
    filters: &["kind", "half", "class_id", "course_id", "site_id", "place", "elective"],
    side: Some("kind"),
    order: &[down("date"), up("starts")],
    belongs: &[
        Belongs::through(
            teacher::REGISTER,
            "teacher",
            ("session_teacher", "session_id", "teacher_id"),
            &["unit_text", "title", "rating"],
        ),
        Belongs::new(evaluation::REGISTER, "evaluation", "session_id", &["teacher_id", "score", "forms"]),
    ],
    huge: false,
    by_hand: true,
};

const KINDS: &[(&str, T)] = &[
    ("lecture", w::KIND_LECTURE),
    ("site", w::KIND_SITE),
    ("discussion", w::KIND_DISCUSSION),
    ("study", w::KIND_STUDY),
    ("exam", w::KIND_EXAM),
    ("ceremony", w::KIND_CEREMONY),
    ("report", w::KIND_REPORT),
    ("travel", w::KIND_TRAVEL),
    ("break", w::KIND_BREAK),
    ("forum", w::KIND_FORUM),
    ("film", w::KIND_FILM),
    ("other", w::KIND_OTHER),
];
