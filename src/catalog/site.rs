//! Sites (现场教学点): places where teaching happens on the spot.

use super::{Belongs, Field, FieldKind, Fold, Register, Rollup, Search, up};
use crate::text::{field as f, recommendation, site as w, story};

/// Sites.
pub const SITE: Register = Register {
    kind: "site",
    table: "site",
    number: 6,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(24).required().found_as(Search::Title).also(&[
            "现场教学点",
            "教学点",
            "基地名称",
            "名称",
        ]),
        Field::text("code", f::CODE).wide(10).found_as(Search::Number).also(&["教学点编号"]),
        Field::code("kind", w::KIND, "site_kind").also(&["教学点类型"]),
        Field::text("area", w::AREA).wide(10).also(&["所在县区", "所在县（市、区）"]),
        Field::text("town", w::TOWN).wide(10).also(&["所在乡镇"]),
        Field::text("address", w::ADDRESS).also(&["详细地址"]),
        Field::text("contact", f::CONTACT).wide(10),
        Field::new("phone", f::PHONE, FieldKind::Phone).also(&["联系电话", "联系方式"]),
        Field::text("guide", w::GUIDE).wide(10).also(&["讲解人"]),
        Field::text("theme", f::THEME).also(&["教学主题"]),
        Field::long("route", w::ROUTE).also(&["参观路线", "课程/流线"]),
        Field::int("capacity", w::CAPACITY).wide(8).also(&["接待容量", "接待能力"]),
        Field::new("fee", w::FEE, FieldKind::Number).also(&["费用"]),
        Field::int("travel_minutes", w::TRAVEL).wide(7),
        Field::text("duration", w::DURATION).wide(8).also(&["教学时长"]),
        Field::text("opening", w::OPENING),
        Field::text("season", w::SEASON).wide(8).also(&["适宜季节", "淡旺季"]),
        Field::text("facilities", w::FACILITIES).also(&["停车/餐饮/卫生间", "配套设施"]),
        Field::code("grade", f::GRADE, "site_grade").also(&["教学点等级"]),
        Field::new("base", w::BASE, FieldKind::Flag).wide(8).starts_as("0").also(&["一县一基地"]),
        Field::link("unit_id", w::UNIT, "unit").also(&["主管单位"]),
        Field::code("audit", w::AUDIT, "site_audit").also(&["审核状态"]),
        Field::rollup("visits", w::VISITS, Rollup::count("session", "site_id").so_far("date")),
        Field::rollup("last_on", f::LAST_ON, Rollup::new(Fold::Max, "date", "session", "site_id").so_far("date")).wide(10),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["简介", "说明"]),
    ],
    columns: &["travel_minutes", "capacity", "duration", "town", "visits"],
    filters: &["kind", "town", "area", "grade", "base", "audit", "season"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::new(w::VISITS, "session", "site_id", &["date", "class_id", "teacher_text"]),
        Belongs::new(story::REGISTER, "story", "site_id", &["theme", "narrator", "minutes"]),
        Belongs::new(recommendation::REGISTER, "recommendation", "site_id", &["year", "level", "result"]),
    ],
    huge: false,
    by_hand: true,
};
