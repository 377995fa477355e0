//! Study groups (中心组): the theory study of a unit's leaders in a year.

use super::{Belongs, Field, Fold, Register, Rollup, Search, down, up};
use crate::text::{field as f, study_group as w, study_session};

/// Study groups.
pub const STUDY_GROUP: Register = Register {
    kind: "study_group",
    table: "study_group",
    number: 32,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(28).required().found_as(Search::Title).also(&["中心组", "中心组名称", "学习组"]),
        Field::link("unit_id", f::UNIT, "unit").required().also(&["单位名称"]),
        Field::int("year", f::YEAR).required(),
        Field::text("leader", w::LEADER).wide(10),
        Field::text("secretary", w::SECRETARY).wide(10).also(&["学习秘书"]),
        Field::long("plan", w::PLAN),
        Field::rollup("sessions", w::SESSIONS, Rollup::count("study_session", "study_group_id").so_far("date")),
        Field::rollup("last_on", w::LAST_ON, Rollup::new(Fold::Max, "date", "study_session", "study_group_id").so_far("date"))
            .wide(10),
    ],
    columns: &["year", "leader", "sessions", "last_on"],
    filters: &["year", "unit_id"],
    side: Some("year"),
    order: &[down("year"), up("unit_id")],
    belongs: &[Belongs::new(study_session::REGISTER, "study_session", "study_group_id", &["date", "quarter", "host", "present"])],
    huge: false,
    by_hand: true,
};
