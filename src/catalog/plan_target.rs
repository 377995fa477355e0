//! Plan targets (规划指标): what a plan promised by year, and what came of it.

use super::{Field, FieldKind, Register, down, up};
use crate::text::{field as f, plan_target as w};

/// Plan targets.
pub const PLAN_TARGET: Register = Register {
    kind: "plan_target",
    table: "plan_target",
    number: 27,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(26).required().also(&["指标名称"]),
        Field::text("plan", w::PLAN).required().also(&["规划名称"]),
        Field::code("theme", f::THEME, "plan_theme").wide(18),
        Field::int("year", f::YEAR),
        Field::text("measure", w::MEASURE).wide(7).required().also(&["计量单位"]),
        Field::new("base", w::BASE, FieldKind::Number).also(&["基期值", "基数"]),
        Field::new("target", w::TARGET, FieldKind::Number).required().also(&["目标值"]),
        Field::new("actual", w::ACTUAL, FieldKind::Number).also(&["完成值", "实际值"]),
        Field::text("source", f::SOURCE).also(&["数据来源"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["year", "measure", "base", "target", "actual"],
    filters: &["plan", "year", "theme"],
    side: Some("plan"),
    order: &[up("plan"), down("year"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
