//! Courses (课程): the curriculum library.

use super::{Belongs, Field, FieldKind, Fold, Register, Rollup, Search, states::STAGES, up};
use crate::text::{case, course as w, evaluation, field as f, recommendation, teacher};

/// Courses.
pub const COURSE: Register = Register {
    kind: "course",
    table: "course",
    number: 3,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(28).required().found_as(Search::Title).also(&["课程", "专题名称", "课题", "课程题目"]),
        Field::text("code", f::CODE).wide(10).found_as(Search::Number).also(&["课程编号", "课程代码"]),
        Field::code("kind", f::KIND, "course_kind").wide(12).also(&["课程类别", "课程类型"]),
        Field::new("topics", f::TOPICS, FieldKind::Tags).offers("topic").also(&["主题标签", "标签"]),
        Field::text("lecturers", w::LECTURERS).wide(12).also(&["主讲人姓名", "主讲", "授课人", "主讲教师"]),
        Field::code("method", w::METHOD, "course_method").also(&["教学方式", "教学形式"]),
        Field::new("hours", f::HOURS, FieldKind::Hours).also(&["课时", "课程学时"]),
        Field::text("audience", f::AUDIENCE).also(&["适用对象", "培训对象"]),
        Field::text("developer", w::DEVELOPER).also(&["申报单位"]),
        Field::date("founded", w::FOUNDED).also(&["设立时间", "开发时间"]),
        Field::text("edition", w::EDITION).wide(8).also(&["更新年月"]),
        Field::code("grade", f::GRADE, "course_grade").also(&["精品课等级", "课程等级"]),
        Field::state("stage", f::STAGE, STAGES).starts_as("listed").also(&["状态", "入库状态"]),
        Field::text("reviewer", w::REVIEWER).wide(10).also(&["审核人"]),
        Field::date("reviewed_on", w::REVIEWED_ON).also(&["评审时间", "审核日期"]),
        Field::text("awards", w::AWARDS).also(&["获奖情况"]),
        Field::text("file_ref", w::FILE_REF).also(&["课件位置"]),
        Field::rollup("taught_by", w::TAUGHT_BY, Rollup::new(Fold::Names, "teacher_text", "session", "course_id")).wide(14),
        Field::rollup("times", f::TIMES, Rollup::count("session", "course_id").so_far("date")),
        Field::rollup("last_on", f::LAST_ON, Rollup::new(Fold::Max, "date", "session", "course_id").so_far("date")).wide(10),
        Field::rollup("rating", f::RATING, Rollup::new(Fold::Mean, "score", "evaluation", "course_id")).wide(6),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["taught_by", "hours", "times", "last_on", "rating"],
    filters: &["topics", "kind", "method", "grade", "stage", "developer"],
    side: Some("topics"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::new(w::TAUGHT, "session", "course_id", &["date", "class_id", "teacher_text", "place"]),
        Belongs::through(
            teacher::REGISTER,
            "teacher",
            ("course_teacher", "course_id", "teacher_id"),
            &["unit_text", "title", "rating"],
        ),
        Belongs::new(evaluation::REGISTER, "evaluation", "course_id", &["date", "class_id", "teacher_id", "score"]),
        Belongs::new(case::REGISTER, "case", "course_id", &["field", "unit_id", "stage"]),
        Belongs::new(recommendation::REGISTER, "recommendation", "course_id", &["year", "level", "result"]),
        Belongs::new(w::DRILLS, "teacher_activity", "course_id", &["date", "kind", "score"]),
    ],
    huge: false,
    by_hand: true,
};
