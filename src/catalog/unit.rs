//! Units (单位): organisations that send people, a tree in official order.

use super::{Belongs, Field, FieldKind, Register, Rollup, Search, up};
use crate::text::{cadre, case, field as f, headcount, make_up, nominee, quota, study_group, unit as w, unit_alias, work_item};

/// Units.
pub const UNIT: Register = Register {
    kind: "unit",
    table: "unit",
    number: 2,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(24).required().found_as(Search::Title).also(&["机构名称", "单位名称", "单位"]),
        Field::text("short_name", w::SHORT_NAME).wide(14).found_as(Search::Title).also(&["机构简称"]),
        Field::text("code", f::CODE).wide(13).found_as(Search::Number).also(&["机构编码", "单位编码"]),
        Field::link("parent_id", w::PARENT, "unit"),
        Field::code("kind", f::KIND, "unit_kind").also(&["机构类别", "单位类别"]),
        Field::code("level", w::LEVEL, "unit_level"),
        Field::text("area", f::AREA).also(&["所在政区"]),
        Field::text("affiliation", w::AFFILIATION).wide(8).also(&["隶属关系"]),
        Field::text("system", w::SYSTEM).also(&["系统"]),
        Field::new("staff_quota", w::STAFF_QUOTA, FieldKind::Int).also(&["行政编制数"]),
        Field::text("contact", f::CONTACT).wide(10),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["联系电话"]),
        Field::new("active", f::ACTIVE, FieldKind::Flag).starts_as("1"),
        Field::new("sort_no", f::SORT_NO, FieldKind::Int).starts_as("0").also(&["同级排序号"]),
        Field::rollup("people", w::PEOPLE, Rollup::count("cadre", "unit_id").only("status", &["现职", "非现职"])),
        Field::rollup("owed", w::OWED, Rollup::count("make_up", "unit_id").only("state", &["owed", "scheduled", "overdue"])),
        Field::new("note", f::NOTE, FieldKind::Long).also(&["说明"]),
    ],
    columns: &["short_name", "kind", "people", "owed"],
    filters: &["kind", "level", "area", "active"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::new(cadre::REGISTER, "cadre", "unit_id", &["position", "level", "rank"]),
        Belongs::new(w::BELOW, "unit", "parent_id", &["short_name", "people"]),
        Belongs::new(quota::REGISTER, "quota", "unit_id", &["call_up_id", "places", "nominated", "reported"]),
        Belongs::new(nominee::REGISTER, "nominee", "unit_id", &["call_up_id", "position", "state"]),
        Belongs::new(make_up::REGISTER, "make_up", "unit_id", &["cause", "class_id", "due_on", "state"]),
        Belongs::new(headcount::REGISTER, "headcount", "unit_id", &["year", "county_chief", "county_deputy", "section", "total"]),
        Belongs::new(study_group::REGISTER, "study_group", "unit_id", &["year", "sessions", "last_on"]),
        Belongs::new(work_item::REGISTER, "work_item", "unit_id", &["due_on", "progress", "state"]),
        Belongs::new(unit_alias::REGISTER, "unit_alias", "unit_id", &[]),
        Belongs::new(case::REGISTER, "case", "unit_id", &["field", "stage"]),
    ],
    huge: false,
    by_hand: true,
};
