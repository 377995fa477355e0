//! What the month asks for: the rhythm of a training year as a table, each line leading to where it is done.
//!
//! The months follow the plan of the year (要点: 2022年*月前…) and 县级党校办学质量评估 by the end of September; the rest is
//! the usual course of an office.

use crate::{
    text::{T, place, rhythm as w},
    ui::{
        Cx,
        screens::plan_page::Spot,
        sheet::{Line, Part, To},
    },
};
use chrono::Datelike;

/// First and last month, what is done, where.
const YEAR: &[(u32, u32, T, Spot)] = &[
    (1, 1, w::SUMMARY, Spot::Report("indicators")),
    (1, 2, w::HEADCOUNTS, Spot::Tab(place::HEADCOUNTS)),
    (1, 2, w::DRAFT_PLAN, Spot::Tab(place::CLASSES)),
    (2, 3, w::ISSUE_PLAN, Spot::Report("projects")),
    (2, 3, w::SURVEY, Spot::Report("needs")),
    (3, 6, w::SPRING, Spot::Report("plan")),
    (6, 6, w::HALF_YEAR, Spot::Tab(crate::text::circular::TITLE)),
    (6, 6, w::FIRST_WARNING, Spot::Tab(place::WARNINGS)),
    (7, 8, w::VILLAGES, Spot::Report("grassroots")),
    (7, 8, w::TEACHERS, Spot::Report("drill")),
    (8, 9, w::QUALITY, Spot::Report("assessed")),
    (9, 11, w::AUTUMN, Spot::Report("young")),
    (10, 10, w::SECOND_WARNING, Spot::Tab(place::OBLIGATIONS)),
    (11, 12, w::ONLINE, Spot::Report("indicators")),
    (11, 12, w::STATISTICS, Spot::Report("categories")),
    (11, 12, w::FIVE_YEARS, Spot::Report("scoreboard")),
    (12, 12, w::ARCHIVE, Spot::Report("projects")),
];

/// The lines of this month; `To::Here` counts from `first`.
pub(super) fn lines(first: usize, cx: &Cx) -> Vec<Line> {
    let month = cx.today.month();
    let of_month = YEAR.iter().enumerate().filter(|(_, (from, to, ..))| (*from..=*to).contains(&month));
    let rows = of_month.map(|(n, (_, _, what, spot))| {
        let way = Part::text(spot.name(cx.lang), 24).tone(crate::ui::sheet::Tone::Quiet);
        Line::new(vec![Part::text(cx.t(*what), 0), way]).to(To::Here(first + n))
    });
    std::iter::once(Line::heading(w::title(cx.lang, month))).chain(rows).collect()
}

/// Where a line leads, by its place in the table.
pub(super) fn spot(n: usize) -> Option<Spot> {
    YEAR.get(n).map(|(.., spot)| *spot)
}
