//! Case studies (案例): background, problem, practice, lesson.

use super::{Belongs, Field, Register, Search, states::STAGES, up};
use crate::text::{case as w, course, field as f, recommendation};

/// Case studies.
pub const CASE: Register = Register {
    kind: "case",
    table: "case_study",
    number: 4,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(30).required().found_as(Search::Title).also(&["名称", "案例", "案例题目"]),
        Field::code("kind", f::KIND, "case_kind").also(&["案例类型"]),
        Field::code("field", w::FIELD, "case_field").wide(12).also(&["领域/精神主题", "所属领域"]),
        Field::link("unit_id", f::UNIT, "unit").also(&["来源单位", "报送单位"]),
        Field::text("source", f::SOURCE).also(&["案例来源"]),
        Field::text("author", w::AUTHOR).wide(10).also(&["作者/讲述人", "编写人"]),
        Field::long("background", w::BACKGROUND),
        Field::long("problem", w::PROBLEM),
        Field::long("practice", w::PRACTICE).also(&["主要做法"]),
        Field::long("lesson", w::LESSON).also(&["经验启示"]),
        Field::code("secrecy", w::SECRECY, "secrecy"),
        Field::code("recommended", w::RECOMMENDED, "recommend_level"),
        Field::link("course_id", course::REGISTER, "course").also(&["配套课程"]),
        Field::state("stage", f::STAGE, STAGES).starts_as("listed").also(&["状态"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["field", "unit_id", "stage"],
    filters: &["field", "kind", "stage", "recommended", "unit_id", "secrecy"],
    side: Some("field"),
    order: &[up("sort_no")],
    belongs: &[Belongs::new(recommendation::REGISTER, "recommendation", "case_id", &["year", "level", "result"])],
    huge: false,
    by_hand: true,
};
