//! Quotas (名额): so many people from a unit, with conditions.

use super::nominee::{ARRIVED, COUNTED};
use super::{Field, Register, Rollup, down, up};
use crate::text::{call_up, field as f, quota as w};

/// Quotas.
pub const QUOTA: Register = Register {
    kind: "quota",
    table: "quota",
    number: 13,
    name: w::REGISTER,
    title: "unit_id",
    fields: &[
        Field::link("unit_id", f::UNIT, "unit").wide(22).required().also(&["单位名称", "参训单位", "选派单位"]),
        Field::link("call_up_id", call_up::REGISTER, "call_up").wide(26).required().also(&["班次", "班次名称"]),
        Field::int("places", w::PLACES).required().also(&["名额数", "分配名额"]),
        Field::rollup("nominated", f::NOMINATED, Rollup::count_same("nominee", SAME).only("state", COUNTED)),
        Field::rollup("reported", f::REPORTED, Rollup::count_same("nominee", SAME).only("state", ARRIVED)),
        Field::text("condition", w::CONDITION).also(&["结构要求"]),
        Field::text("must_names", w::MUST_NAMES).also(&["点名人员", "必调人员"]),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["call_up_id", "places", "nominated", "reported"],
    filters: &["call_up_id", "unit_id"],
    side: Some("call_up_id"),
    order: &[down("call_up_id"), up("sort_no")],
    belongs: &[],
    huge: false,
    by_hand: true,
};

/// A nominee counts on the quota of the unit that sent them to the same call-up.
const SAME: &[(&str, &str)] = &[("call_up_id", "call_up_id"), ("unit_id", "unit_id")];
