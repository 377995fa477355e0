//! Assessments (办学质量评估): indicators of an institution in a year, with full and reached score.

use super::{Field, FieldKind, Register, down, up};
use crate::text::{assessment as w, field as f, institution};

/// Assessments.
pub const ASSESSMENT: Register = Register {
    kind: "assessment",
    table: "assessment",
    number: 35,
    name: w::REGISTER,
    title: "indicator",
    fields: &[
        Field::text("indicator", w::INDICATOR).wide(28).required().also(&["评估指标", "二级指标", "量化指标"]),
        Field::link("institution_id", institution::REGISTER, "institution").required().also(&["机构名称", "学校", "党校名称"]),
        Field::int("year", f::YEAR).required().also(&["评估年度"]),
        Field::code("area", w::AREA, "assessment_area").wide(14).required().also(&["一级指标"]),
        Field::new("full_score", w::FULL_SCORE, FieldKind::Number).required().also(&["分值", "标准分"]),
        Field::new("score", f::SCORE, FieldKind::Number).also(&["评估得分", "自评得分"]),
        Field::text("evidence", f::EVIDENCE).also(&["佐证材料"]),
        Field::long("problem", w::PROBLEM).also(&["扣分原因"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
    ],
    columns: &["institution_id", "year", "full_score", "score"],
    filters: &["institution_id", "year", "area"],
    side: Some("area"),
    order: &[down("year"), up("institution_id"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
