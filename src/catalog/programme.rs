//! Programmes (轮训/计划): a goal over a set of people, with a deadline.

use super::{Belongs, Coverage, Field, FieldKind, Register, Rollup, Search, up};
use crate::text::{class, field as f, programme as w, programme_member, work_item};

/// Programmes.
pub const PROGRAMME: Register = Register {
    kind: "programme",
    table: "programme",
    number: 11,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(30).required().found_as(Search::Title).also(&["计划名称", "轮训名称", "专项计划"]),
        Field::code("kind", f::KIND, "programme_kind").wide(12).also(&["计划类别"]),
        Field::text("target", w::TARGET).wide(20).also(&["轮训对象"]),
        Field::date("starts_on", f::STARTS_ON).also(&["开始时间"]),
        Field::date("deadline", f::DEADLINE).also(&["完成时限", "截止时间"]),
        Field::new("min_days", w::MIN_DAYS, FieldKind::Days).wide(8),
        Field::text("owner", w::OWNER).also(&["责任单位"]),
        Field::text("plan_ref", f::PLAN_REF),
        Field::text("doc_no", f::DOC_NO).found_as(Search::Document),
        Field::rollup("members", w::MEMBERS, Rollup::count("programme_member", "programme_id").covering(Coverage::Listed)),
        Field::rollup("done", w::DONE, Rollup::count("programme_member", "programme_id").covering(Coverage::Through)),
        Field::rollup("classes", w::CLASSES, Rollup::count("training_class", "programme_id")),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE).also(&["说明"]),
    ],
    columns: &["deadline", "members", "done", "classes"],
    filters: &["kind", "owner"],
    side: Some("kind"),
    order: &[up("sort_no")],
    belongs: &[
        Belongs::new(programme_member::REGISTER, "programme_member", "programme_id", &["added_on", "done_on", "removed_on"]),
        Belongs::new(class::REGISTER, "class", "programme_id", &["starts_on", "days", "reported", "state"]),
        Belongs::new(work_item::REGISTER, "work_item", "programme_id", &["due_on", "progress", "state"]),
    ],
    huge: false,
    by_hand: true,
};
