//! Lines of a year's plan (年度培训计划): so many classes of a theme, for so many people, by a month, by whom.

use super::{Belongs, Field, FieldKind, Register, Rollup, Search, down, up};
use crate::text::{class, field as f, plan_line as w, programme};

/// Plan lines.
pub const PLAN_LINE: Register = Register {
    kind: "plan_line",
    table: "plan_line",
    number: 46,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::THEME).wide(28).required().found_as(Search::Title).also(&["计划班次", "培训主题"]),
        Field::int("year", f::YEAR).required().also(&["计划年度"]),
        Field::code("kind", f::KIND, "class_kind").wide(14).also(&["计划类别"]),
        Field::int("terms", w::TERMS).wide(6).required().starts_as("1").also(&["计划期数", "期次"]),
        Field::int("people", w::PEOPLE).wide(6).also(&["计划人数"]),
        Field::new("hours", w::HOURS, FieldKind::Hours).wide(6),
        Field::int("month", w::MONTH).wide(6).also(&["计划月份", "拟办时间"]),
        Field::text("organiser", f::ORGANISER).also(&["主办单位"]),
        Field::text("audience", f::AUDIENCE).also(&["培训对象"]),
        Field::link("programme_id", programme::REGISTER, "programme"),
        Field::text("plan_ref", f::PLAN_REF),
        Field::rollup("classes", w::CLASSES, Rollup::count("training_class", "plan_line_id")),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["year", "terms", "people", "month", "classes"],
    filters: &["year", "kind", "month", "organiser"],
    side: Some("year"),
    order: &[down("year"), up("sort_no")],
    belongs: &[Belongs::new(class::REGISTER, "class", "plan_line_id", &["starts_on", "planned", "reported", "state"])],
    huge: false,
    by_hand: true,
};
