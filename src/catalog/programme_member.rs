//! Members of programmes: the snapshot of who must go, with additions, removals and when each was done.

use super::{Field, Register, down, up};
use crate::text::{field as f, programme, programme_member as w};

/// Members of programmes.
pub const PROGRAMME_MEMBER: Register = Register {
    kind: "programme_member",
    table: "programme_member",
    number: 36,
    name: w::REGISTER,
    title: "cadre_id",
    fields: &[
        Field::link("cadre_id", f::PERSON_NAME, "cadre").wide(10).required().also(&["学员姓名", "人员姓名"]),
        Field::link("programme_id", programme::REGISTER, "programme").wide(26).required().also(&["计划名称", "轮训名称"]),
        Field::date("added_on", w::ADDED_ON).required().also(&["列入时间"]),
        Field::text("added_why", w::ADDED_WHY).wide(20).also(&["列入原因"]),
        Field::link("unit_id", w::UNIT_THEN, "unit"),
        Field::date("done_on", w::DONE_ON).also(&["完成时间"]),
        Field::date("removed_on", w::REMOVED_ON).also(&["移出时间"]),
        Field::text("reason", f::REASON).also(&["移出原因"]),
    ],
    columns: &["programme_id", "added_on", "done_on", "removed_on"],
    filters: &["programme_id", "done_on", "removed_on"],
    side: Some("programme_id"),
    order: &[down("programme_id"), up("cadre_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
