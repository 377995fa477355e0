//! Other names of units (单位别名): what files and people call a unit beside its name, for matching.

use super::{Field, Register, up};
use crate::text::{field as f, unit_alias as w};

/// Other names of units.
pub const UNIT_ALIAS: Register = Register {
    kind: "unit_alias",
    table: "unit_alias",
    number: 40,
    name: w::REGISTER,
    title: "alias",
    fields: &[
        Field::text("alias", w::ALIAS).wide(26).required().also(&["曾用名"]),
        Field::link("unit_id", f::UNIT, "unit").wide(26).required().also(&["单位名称", "机构名称"]),
    ],
    columns: &["unit_id"],
    filters: &["unit_id"],
    side: None,
    order: &[up("unit_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
