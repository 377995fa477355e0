//! Study sessions (中心组学习): one meeting of a study group.

use super::{Field, FieldKind, Register, down};
use crate::text::{field as f, study_group, study_session as w};

/// Study sessions.
pub const STUDY_SESSION: Register = Register {
    kind: "study_session",
    table: "study_session",
    number: 33,
    name: w::REGISTER,
    title: "topic",
    fields: &[
        Field::text("topic", w::TOPIC).wide(28).required().also(&["学习内容", "学习专题"]),
        Field::link("study_group_id", study_group::REGISTER, "study_group").required().also(&["中心组名称"]),
        Field::date("date", f::DATE).required().also(&["学习时间", "时间"]),
        Field::int("quarter", w::QUARTER).wide(7),
        Field::text("host", w::HOST).wide(10),
        Field::text("recorder", w::RECORDER).wide(10),
        Field::text("place", f::PLACE).also(&["学习地点"]),
        Field::int("due_people", w::DUE_PEOPLE).wide(8).also(&["应到人数"]),
        Field::int("present", w::PRESENT).wide(8).also(&["实到人数"]),
        Field::new("hours", f::HOURS, FieldKind::Hours),
        Field::long("materials", w::MATERIALS).also(&["学习资料"]),
        Field::long("note", f::NOTE),
    ],
    columns: &["date", "host", "due_people", "present", "hours"],
    filters: &["study_group_id", "quarter"],
    side: Some("study_group_id"),
    order: &[down("date")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
