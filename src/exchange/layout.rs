//! The columns each kind of sheet can have, and how it is told from the others.
//!
//! A heading is looked up in the words of the catalog (label and aliases of a field) and in the words that stand here:
//! columns that no field has, such as the weekday of a timetable, and words that mean something only on such a sheet.

use super::kind::Kind;
use crate::catalog;

mod calls;
mod classes;
mod hours;
mod people;
mod teachers;
mod things;
mod words;
mod work;

/// One column a sheet can have.
#[derive(Debug)]
pub struct Slot {
    /// The name of the field, or of what the reader makes of it.
    pub key: &'static str,
    /// How much it says about the kind of the sheet.
    pub weight: i32,
    /// Headings beside those of the catalog.
    pub names: &'static [&'static str],
}

/// A column of little weight: many kinds have it.
const fn any(key: &'static str, names: &'static [&'static str]) -> Slot {
    Slot { key, weight: 1, names }
}

/// A column that speaks for the kind.
const fn own(key: &'static str, names: &'static [&'static str]) -> Slot {
    Slot { key, weight: 4, names }
}

/// What is known about one kind of sheet.
#[derive(Debug)]
pub struct Layout {
    /// The kind.
    pub kind: Kind,
    /// The register whose words its headings are looked up in.
    pub register: &'static str,
    /// Its columns.
    pub slots: &'static [Slot],
    /// Of each group, one column must be there.
    pub need: &'static [&'static [&'static str]],
    /// Columns that rule it out.
    pub never: &'static [&'static str],
    /// Words in the title, the sheet's or the file's name that speak for it.
    pub words: &'static [&'static str],
    /// Words that speak against it.
    pub not_words: &'static [&'static str],
}

/// Every kind of sheet, the more particular first: where two fit equally well, the first wins.
pub const LAYOUTS: &[Layout] = &[
    calls::ATTENDANCE,
    calls::MAKE_UP,
    calls::NOMINEE,
    hours::HOURS,
    people::POST,
    teachers::TEACHER,
    people::CADRE,
    classes::SESSION,
    classes::QUOTA,
    work::HEADCOUNT,
    work::WORK_ITEM,
    classes::CLASS,
    things::RESOURCE,
    things::CASE,
    things::STORY,
    things::SITE,
    things::COURSE,
    things::UNIT,
];

impl Layout {
    /// Every heading a slot answers to: its own, then those of the catalog's field.
    pub fn headings<'s>(&self, slot: &'s Slot) -> impl Iterator<Item = &'static str> + use<'s> {
        let field = catalog::register(self.register).and_then(|r| r.field(slot.key));
        let own = slot.names.iter().copied();
        own.chain(field.map(|f| f.label.zh)).chain(field.into_iter().flat_map(|f| f.aliases.iter().copied()))
    }
}
