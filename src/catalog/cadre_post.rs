//! Posts (任职) of cadres: each appointment, the main one marked.

use super::{Field, FieldKind, Register, up};
use crate::text::{cadre, cadre_post as w, field as f};

/// Posts.
pub const CADRE_POST: Register = Register {
    kind: "cadre_post",
    table: "cadre_post",
    number: 25,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&["人员姓名"]),
        Field::link("unit_id", f::UNIT, "unit").also(&["任职机构", "任职机构名称"]),
        Field::text("unit_text", w::UNIT_TEXT),
        Field::text("position", f::POSITION).wide(18).also(&["职务名称"]),
        Field::code("level", cadre::LEVEL, "level").also(&["现任职务层次"]),
        Field::new("main", w::MAIN, FieldKind::Flag).also(&["主职务"]),
        Field::new("leader", w::LEADER, FieldKind::Flag).also(&["是否领导成员", "是否领导职务"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0").also(&["职务排序"]),
        Field::date("since", w::SINCE).also(&["任职时间"]),
        Field::date("until", w::UNTIL).also(&["免职时间"]),
        Field::text("state", f::STATE).wide(8).also(&["任职状态"]),
        Field::text("doc_no", f::DOC_NO).also(&["任职文号"]),
    ],
    columns: &["unit_id", "position", "since", "until"],
    filters: &["state", "level", "main", "leader", "unit_id"],
    side: Some("state"),
    order: &[up("cadre_id"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
