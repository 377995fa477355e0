//! Headcounts (单位人数) by unit, year and band: the denominator of the indicators, entered and never counted.

use super::{Field, Register, down, up};
use crate::text::{field as f, headcount as w};

/// Headcounts.
pub const HEADCOUNT: Register = Register {
    kind: "headcount",
    table: "headcount",
    number: 18,
    name: w::REGISTER,
    title: "unit_id",
    fields: &[
        Field::link("unit_id", f::UNIT, "unit").wide(18).required().also(&["单位名称", "机构名称"]),
        Field::int("year", f::YEAR).required().also(&["年份"]),
        Field::int("city_chief", w::CITY_CHIEF).wide(8).starts_as("0"),
        Field::int("city_deputy", w::CITY_DEPUTY).wide(8).starts_as("0"),
        Field::int("county_chief", w::COUNTY_CHIEF).wide(8).starts_as("0"),
        Field::int("county_deputy", w::COUNTY_DEPUTY).wide(8).starts_as("0"),
        Field::int("section", w::SECTION).wide(8).starts_as("0").also(&["科级及以下"]),
        Field::int("total", w::TOTAL).generated(),
    ],
    columns: &["year", "city_chief", "city_deputy", "county_chief", "county_deputy", "section", "total"],
    filters: &["year", "unit_id"],
    side: Some("year"),
    order: &[down("year"), up("unit_id")],
    belongs: &[],
    huge: false,
    by_hand: true,
};
