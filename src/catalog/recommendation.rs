//! Recommendations (推荐): courses, cases, stories and sites sent to a higher level, and what came back.

use super::{Field, Register, down, up};
use crate::text::{case, course, field as f, recommendation as w, site, story};

/// Recommendations.
pub const RECOMMENDATION: Register = Register {
    kind: "recommendation",
    table: "recommendation",
    number: 31,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(28).required().also(&["推荐名称", "名称"]),
        Field::int("year", f::YEAR).required().also(&["推荐年度"]),
        Field::code("level", w::LEVEL, "recommend_level").required().also(&["推荐层级"]),
        Field::link("course_id", course::REGISTER, "course"),
        Field::link("case_id", case::REGISTER, "case"),
        Field::link("story_id", story::REGISTER, "story"),
        Field::link("site_id", site::REGISTER, "site"),
        Field::date("sent_on", w::SENT_ON).also(&["推荐时间", "报送时间"]),
        Field::code("result", w::RESULT, "recommend_result").also(&["推荐结果", "评选结果"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["year", "level", "sent_on", "result"],
    filters: &["year", "level", "result"],
    side: Some("level"),
    order: &[down("year"), up("level")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
