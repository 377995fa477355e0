//! The ten places on the digit keys, each with its sub-tabs. Adding a screen to a place is one line here.

use super::{Cx, Effect, Screen, Window, screens};
use crate::{
    catalog,
    domain::value::Value,
    store::{
        query::{Filter, Test},
        reports,
    },
    text::{T, place as w, timetable::SIDE_BY_SIDE},
};

/// One place.
pub struct Place {
    /// The digit that goes there.
    pub digit: char,
    /// Its name in the bar.
    pub name: T,
    /// Its sub-tabs, walked with `[` and `]`.
    pub tabs: &'static [Tab],
}

/// A sub-tab of a place.
pub struct Tab {
    /// Its name.
    pub name: T,
    /// Makes its screen.
    pub open: fn(&Cx) -> Box<dyn Screen>,
}

/// Goes to the sub-tab of this name, wherever it stands.
#[must_use]
pub fn to(name: T) -> Effect {
    let tab = |place: &Place| place.tabs.iter().position(|tab| tab.name == name);
    let found = PLACES.iter().enumerate().find_map(|(n, place)| Some(Effect::Go(n, tab(place)?)));
    found.unwrap_or(Effect::None)
}

/// The list of a register as a screen.
fn list(kind: &str) -> Box<dyn Screen> {
    let register = catalog::register(kind).unwrap_or(catalog::REGISTERS[0]);
    Box::new(Window(screens::browse::Browse::new(register)))
}

/// The records of a register whose field has one of these words.
fn part(kind: &str, field: &'static str, words: &[&str]) -> Box<dyn Screen> {
    let register = catalog::register(kind).unwrap_or(catalog::REGISTERS[0]);
    let test = Test::Any(words.iter().map(|word| Value::text(*word)).collect());
    Box::new(Window(screens::browse::Browse::part(register, vec![Filter { field, test }])))
}

/// A sub-tab that is the list of a register.
macro_rules! lists {
    ($name:expr, $kind:literal) => {{
        const { assert!(catalog::known($kind), "no register of this code word") };
        Tab { name: $name, open: |_| list($kind) }
    }};
}

/// A sub-tab that is a part of a register: the records whose field has one of these words.
macro_rules! part {
    ($name:expr, $kind:literal, $field:literal, $words:expr) => {{
        const { assert!(catalog::known($kind), "no register of this code word") };
        Tab { name: $name, open: |_| part($kind, $field, &$words) }
    }};
}

/// A sub-tab that is a report of this year.
macro_rules! report {
    ($name:expr, $report:literal) => {{
        const { assert!(reports::known($report), "no report of this name") };
        Tab { name: $name, open: |cx| screens::reports::open($report, cx) }
    }};
}

/// A sub-tab with a screen of its own.
macro_rules! screen {
    ($name:expr, $view:expr) => {
        Tab { name: $name, open: |_| Box::new(Window($view)) }
    };
}

/// Every place, in the order of the bar.
pub const PLACES: &[Place] = &[
    Place {
        digit: '1',
        name: w::TODAY,
        tabs: &[
            screen!(w::TODAY, screens::today::Today::default()),
            screen!(w::AWAY_NEXT, screens::away::AwayWeek::new(1)),
            screen!(w::AWAY, screens::away::AwayWeek::new(0)),
            screen!(crate::text::check::TITLE, screens::check::Check::default()),
        ],
    },
    Place {
        digit: '2',
        name: w::CURRICULUM,
        tabs: &[
            lists!(w::COURSES, "course"),
            lists!(w::CASES, "case"),
            lists!(w::STORIES, "story"),
            lists!(w::PUBLICATIONS, "publication"),
        ],
    },
    Place { digit: '3', name: w::SITES, tabs: &[lists!(w::SITES, "site"), lists!(w::INSTITUTIONS, "institution")] },
    Place { digit: '4', name: w::TEACHERS, tabs: &[lists!(w::TEACHERS, "teacher"), lists!(w::ACTIVITIES, "teacher_activity")] },
    Place {
        digit: '5',
        name: w::CLASSES,
        tabs: &[
            lists!(w::CLASSES, "class"),
            screen!(SIDE_BY_SIDE, screens::side_by_side::SideBySide::default()),
            lists!(w::PROGRAMMES, "programme"),
            lists!(crate::text::plan_line::REGISTER, "plan_line"),
        ],
    },
    Place {
        digit: '6',
        name: w::CADRES,
        tabs: &[
            lists!(w::CADRES, "cadre"),
            lists!(w::UNITS, "unit"),
            screen!(crate::text::gap::TITLE, screens::gap::Gap::default()),
        ],
    },
    Place {
        digit: '7',
        name: w::CALL_UPS,
        tabs: &[
            lists!(w::TASKS, "call_up"),
            lists!(w::QUOTAS, "quota"),
            lists!(w::NOMINEES, "nominee"),
            screen!(crate::text::circular::TITLE, screens::circular::Circular::default()),
        ],
    },
    Place {
        digit: '8',
        name: w::MAKE_UP,
        tabs: &[
            screen!(w::OBLIGATIONS, screens::make_ups::MakeUps::default()),
            report!(w::WARNINGS, "warnings"),
            report!(w::WARNED, "warned"),
            lists!(w::REMINDERS, "warning"),
            screen!(crate::text::setting::TITLE, screens::rules::Rules::default()),
            report!(crate::text::report::CHANGES, "warning_changes"),
            report!(crate::text::report::FORECAST, "forecast"),
            lists!(crate::text::reminder::REGISTER, "reminder"),
            report!(crate::text::report::SPOT_CHECK, "spot_check"),
        ],
    },
    Place {
        digit: '9',
        name: w::WORK,
        tabs: &[
            part!(w::WORK, "work_item", "kind", ["project", "supervision", "plan_step"]),
            part!(w::RECTIFICATION, "work_item", "kind", ["rectification"]),
            lists!(w::TARGETS, "plan_target"),
            lists!(w::NEEDS, "need_survey"),
            lists!(w::OUTREACH, "outreach"),
            lists!(w::FOLLOW_UPS, "follow_up"),
            lists!(w::RECOMMENDATIONS, "recommendation"),
            lists!(w::STUDY, "study_group"),
            lists!(w::ASSESSMENTS, "assessment"),
        ],
    },
    Place {
        digit: '0',
        name: w::REPORTS,
        tabs: &[
            screen!(w::REPORTS, screens::reports::Reports::default()),
            lists!(w::HEADCOUNTS, "headcount"),
            lists!(crate::text::user::REGISTER, "user"),
            screen!(crate::text::wizard::TITLE, screens::import::files::Files::default()),
        ],
    },
];
