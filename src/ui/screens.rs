//! One file a screen.

pub mod arrange;
pub mod away;
pub mod browse;
pub mod bulk;
pub mod call_up;
pub mod candidates;
pub mod check;
pub mod circular;
pub mod class;
pub mod drafts;
pub mod fill;
pub mod find;
pub mod fit;
pub mod form;
pub mod gap;
pub mod globals;
pub mod help;
pub mod history;
pub mod import;
pub mod journal;
pub mod keytest;
pub mod link;
pub mod long;
pub mod make_ups;
pub mod palette;
pub mod papers;
pub mod paste;
pub mod person;
pub mod pick;
pub mod programme;
pub mod prompt;
pub mod record;
pub mod reports;
pub mod rules;
pub mod save;
pub mod side_by_side;
pub mod steps;
pub mod teacher;
pub mod today;
pub mod unit;

use super::{
    Screen, Window,
    manual::{Chapter, chapter},
};
use crate::text::manual as w;

/// Every screen with the name the manual gives it; what every screen has comes first.
pub(super) const CHAPTERS: &[Chapter] = &[
    chapter::<globals::Globals>(w::EVERYWHERE),
    chapter::<browse::Browse>(w::BROWSE),
    chapter::<record::Record>(w::RECORD),
    chapter::<find::Find>(w::FIND),
    chapter::<pick::Pick>(w::PICK),
    chapter::<prompt::Prompt>(w::PROMPT),
    chapter::<help::Help>(w::HELP),
    chapter::<form::Form>(w::FORM),
    chapter::<form::cell::Cell>(w::CELL),
    chapter::<link::LinkPick>(w::LINK),
    chapter::<bulk::Many>(crate::text::bulk::TITLE),
    chapter::<paste::Paste>(crate::text::paste::TITLE),
    chapter::<long::Long>(w::LONG),
    chapter::<steps::Steps>(w::STEPS),
    chapter::<history::History>(crate::text::history::OPEN),
    chapter::<journal::Journal>(crate::text::history::JOURNAL),
    chapter::<journal::rows::StepRows>(crate::text::history::RECORDS),
    chapter::<keytest::KeyTest>(crate::text::key_test::TITLE),
    chapter::<today::Today>(w::TODAY),
    chapter::<check::Check>(crate::text::check::TITLE),
    chapter::<away::AwayWeek>(w::AWAY),
    chapter::<super::page::Page>(w::PAGE),
    chapter::<side_by_side::SideBySide>(w::SIDE_BY_SIDE),
    chapter::<fill::Fill>(crate::text::timetable::FILL_TITLE),
    chapter::<gap::Gap>(crate::text::gap::TITLE),
    chapter::<person::PersonPage>(w::PERSON),
    chapter::<unit::UnitPage>(w::UNIT),
    chapter::<programme::ProgrammePage>(w::PROGRAMME),
    chapter::<programme::TargetPage>(crate::text::programme_page::TARGET),
    chapter::<call_up::CallUp>(w::CALL_UP),
    chapter::<candidates::Candidates>(crate::text::candidates::TITLE),
    chapter::<circular::Circular>(crate::text::circular::TITLE),
    chapter::<make_ups::MakeUps>(w::MAKE_UPS),
    chapter::<fit::Fits>(crate::text::arrange::FITS),
    chapter::<arrange::Arrange>(crate::text::arrange::TITLE),
    chapter::<rules::Rules>(crate::text::setting::TITLE),
    chapter::<rules::Affected>(crate::text::setting::AFFECTED),
    chapter::<papers::Papers>(crate::text::document::WHICH),
    chapter::<import::files::Files>(crate::text::wizard::STEP_FILES),
    chapter::<import::path::Path>(crate::text::wizard::TYPED),
    chapter::<import::sheets::Sheets>(crate::text::wizard::STEP_SHEETS),
    chapter::<import::columns::Columns>(crate::text::wizard::STEP_COLUMNS),
    chapter::<import::trial::Check>(crate::text::wizard::STEP_TRIAL),
    chapter::<import::row::Row>(crate::text::wizard::ORIGINAL),
    chapter::<import::memory::Memory>(crate::text::wizard::MEMORY_TITLE),
    chapter::<reports::Reports>(w::REPORTS),
    chapter::<reports::page::Page>(w::REPORT),
    chapter::<reports::compared::Compared>(crate::text::report::COMPARED_TITLE),
];

/// The registers whose records have a screen of their own: code word and how to open it.
const OWN: &[(&str, Open)] = &[
    ("class", class::open),
    ("teacher", teacher::open),
    ("programme", |id| Box::new(Window(programme::ProgrammePage::new(id)))),
    ("call_up", |id| Box::new(Window(call_up::CallUp::new(id)))),
    ("cadre", |id| Box::new(Window(person::PersonPage::new(id)))),
    ("unit", |id| Box::new(Window(unit::UnitPage::new(id)))),
];

/// Makes the screen of a record.
type Open = fn(i64) -> Box<dyn Screen>;

/// The own screen of a record of this kind, if it has one.
#[must_use]
pub fn own(kind: &str, id: i64) -> Option<Box<dyn Screen>> {
    OWN.iter().find(|(k, _)| *k == kind).map(|(_, open)| open(id))
}
