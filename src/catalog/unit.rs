//! Units (单位): organisations that send people, a tree in official order.

use super::{Belongs, Field, FieldKind, Fold, Register, Rollup, Search, up};
use crate::text::{cadre, field as f, unit as w};

/// Units.
pub const UNIT: Register = Register {
    kind: "unit",
    table: "unit",
    number: 2,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(26).required().found_as(Search::Title).also(&["机构名称", "单位名称", "单位"]),
        Field::text("short_name", w::SHORT_NAME).wide(14).found_as(Search::Title).also(&["机构简称"]),
        Field::text("code", f::CODE).wide(12).also(&["机构编码", "单位编码"]),
        Field::link("parent_id", w::PARENT, "unit"),
        Field::code("kind", f::KIND, "unit_kind").also(&["机构类别", "单位类别"]),
        Field::code("level", w::LEVEL, "unit_level").also(&["机构级别"]),
        Field::text("area", f::AREA).also(&["所在政区"]),
        Field::text("affiliation", w::AFFILIATION).wide(8).also(&["隶属关系"]),
        Field::text("system", w::SYSTEM).also(&["归口", "系统"]),
        Field::new("staff_quota", w::STAFF_QUOTA, FieldKind::Int).also(&["行政编制数"]),
        Field::text("contact", f::CONTACT).wide(10).also(&["联系人"]),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["联系电话"]),
        Field::new("active", f::ACTIVE, FieldKind::Flag),
        Field::new("sort_no", f::SORT_NO, FieldKind::Int).also(&["同级排序号"]),
        Field::new(
            "people",
            w::PEOPLE,
            FieldKind::Rollup(Rollup { how: Fold::Count, of: "id", table: "cadre", via: "unit_id", through: None, only: None }),
        ),
        Field::new("note", f::NOTE, FieldKind::Long).also(&["备注"]),
    ],
    columns: &["short_name", "kind", "level", "people", "code"],
    filters: &["kind", "level", "area", "active"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[Belongs {
        label: cadre::REGISTER,
        kind: "cadre",
        via: "unit_id",
        through: None,
        columns: &["position", "level", "rank"],
    }],
    huge: false,
};
