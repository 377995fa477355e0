//! Institutions (培训机构): party schools and bases, with what they must put right.

use super::{Belongs, Field, FieldKind, Register, Rollup, Search, up};
use crate::text::{assessment, field as f, institution as w};

/// Institutions.
pub const INSTITUTION: Register = Register {
    kind: "institution",
    table: "institution",
    number: 7,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(26).required().found_as(Search::Title).also(&[
            "机构名称",
            "培训机构名称",
            "培训机构",
            "基地名称",
        ]),
        Field::code("kind", f::KIND, "institution_kind").wide(14).also(&["机构类别", "机构类型"]),
        Field::code("level", f::LEVEL, "unit_level").wide(8).also(&["机构级别"]),
        Field::text("area", f::AREA).wide(10).also(&["所在地", "县区"]),
        Field::link("unit_id", w::UNIT, "unit"),
        Field::text("head", w::HEAD).wide(10),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["联系电话", "联系方式"]),
        Field::int("capacity", w::CAPACITY).wide(8).also(&["培训容量", "可容纳人数"]),
        Field::int("beds", w::BEDS).also(&["床位数"]),
        Field::int("full_time", w::FULL_TIME).wide(9).also(&["专职教师", "专职教师数"]),
        Field::int("part_time", w::PART_TIME).wide(9).also(&["兼职教师", "兼职教师数"]),
        Field::date("approved_on", w::APPROVED_ON).also(&["批准时间"]),
        Field::text("approval_no", f::APPROVAL_NO).found_as(Search::Document).also(&["批准文号"]),
        Field::rollup(
            "open_items",
            w::OPEN_ITEMS,
            Rollup::count("work_item", "institution_id").only("state", &["waiting", "running", "late"]),
        ),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["kind", "level", "area", "open_items"],
    filters: &["kind", "level", "area"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::new(w::ITEMS, "work_item", "institution_id", &["standard", "due_on", "state"]),
        Belongs::new(assessment::REGISTER, "assessment", "institution_id", &["year", "area", "full_score", "score"]),
    ],
    huge: false,
    by_hand: true,
};
