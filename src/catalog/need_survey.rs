//! Needs (培训需求): topics people ask for, with votes.

use super::{Field, Register, down, up};
use crate::text::{field as f, need_survey as w};

/// Needs.
pub const NEED_SURVEY: Register = Register {
    kind: "need_survey",
    table: "need_survey",
    number: 28,
    name: w::REGISTER,
    title: "topic",
    fields: &[
        Field::text("topic", w::TOPIC).wide(28).required().also(&["需求主题", "培训内容", "需求内容", "主题"]),
        Field::int("year", f::YEAR).required().also(&["调研年度"]),
        Field::text("audience", f::AUDIENCE).also(&["培训对象", "调研对象"]),
        Field::code("method", w::METHOD, "survey_method").also(&["希望的培训方式"]),
        Field::text("month", w::MONTH).wide(8).also(&["期望时间", "希望月份"]),
        Field::link("unit_id", f::UNIT, "unit").also(&["填报单位", "单位名称"]),
        Field::int("votes", w::VOTES).starts_as("0").also(&["人数", "选择人数"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["year", "audience", "unit_id", "votes"],
    filters: &["year", "unit_id", "audience", "method"],
    side: Some("year"),
    order: &[down("year"), down("votes"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
