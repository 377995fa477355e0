//! Work items (清单): projects, rectification, supervision and plan steps, each with a standard and a deadline.

use super::{Field, FieldKind, Register, Search, down, up};
use crate::text::{T, field as f, institution, programme, work_item as w};

/// Work items.
pub const WORK_ITEM: Register = Register {
    kind: "work_item",
    table: "work_item",
    number: 21,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", w::NAME).wide(26).required().found_as(Search::Title).also(&["项目名称", "问题", "任务", "事项"]),
        Field::text("code", f::CODE).wide(8).found_as(Search::Number).also(&["项目编号"]),
        Field::state("kind", w::KIND, KINDS).wide(9).starts_as("project").also(&["类型"]),
        Field::int("year", f::YEAR),
        Field::long("content", w::CONTENT).also(&["项目内容"]),
        Field::long("standard", w::STANDARD).also(&["整改要求"]),
        Field::link("unit_id", w::UNIT, "unit").wide(14).also(&["责任部门"]),
        Field::text("unit_text", w::UNIT_TEXT),
        Field::text("person", w::PERSON).wide(10),
        Field::text("partners", w::PARTNERS),
        Field::text("leader", w::LEADER).wide(10),
        Field::date("starts_on", f::STARTS_ON).also(&["开始时间"]),
        Field::date("due_on", f::DEADLINE).also(&["完成时限", "整改时限", "完成时间"]),
        Field::text("due_text", w::DUE_TEXT),
        Field::new("progress", w::PROGRESS, FieldKind::Number).wide(8),
        Field::state("state", f::STATE, STATES).starts_as("running"),
        Field::link("institution_id", institution::REGISTER, "institution").also(&["整改机构"]),
        Field::link("programme_id", programme::REGISTER, "programme"),
        Field::text("plan_ref", f::PLAN_REF),
        Field::text("evidence", f::EVIDENCE).also(&["佐证材料"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["unit_id", "due_on", "progress", "state"],
    filters: &["state", "kind", "year", "unit_id", "person", "leader", "institution_id"],
    side: Some("state"),
    order: &[down("year"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

const KINDS: &[(&str, T)] = &[
    ("project", w::KIND_PROJECT),
    ("rectification", w::KIND_RECTIFICATION),
    ("supervision", w::KIND_SUPERVISION),
    ("plan_step", w::KIND_PLAN_STEP),
];

const STATES: &[(&str, T)] = &[
    ("waiting", w::STATE_WAITING),
    ("running", w::STATE_RUNNING),
    ("late", w::STATE_LATE),
    ("done", w::STATE_DONE),
    ("closed", w::STATE_CLOSED),
];
