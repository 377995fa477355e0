//! Forms of the upper level (上级表样): somebody's empty xlsx, filled every time from the cells and figures kept beside it.

use super::{Belongs, Field, Register, Search, up};
use crate::text::{T, cadre, call_up, class, field as f, form_sheet as w, nominee, unit};

/// Forms.
pub const FORM: Register = Register {
    kind: "form",
    table: "form",
    number: 71,
    name: w::REGISTER,
    title: "name",
    fields: &[
        Field::text("name", f::NAME).wide(26).required().found_as(Search::Title),
        Field::state("about", w::ABOUT, ABOUT).wide(10),
        Field::text("file", w::FILE).wide(20),
        Field::int("sort_no", f::SORT_NO).starts_as("0"),
        Field::long("note", f::NOTE),
    ],
    columns: &["about", "file"],
    filters: &["about"],
    side: None,
    order: &[up("sort_no")],
    belongs: &[Belongs::new(w::PLACES, "form_place", "form_id", &["sheet", "cell", "what"])],
    huge: false,
    by_hand: true,
};

/// Records a form can be about; one without is about the office as a whole.
const ABOUT: &[(&str, T)] = &[
    ("class", class::REGISTER),
    ("call_up", call_up::REGISTER),
    ("unit", unit::REGISTER),
    ("cadre", cadre::REGISTER),
    ("nominee", nominee::REGISTER),
];
