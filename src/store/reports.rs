//! Reports: tables that answer for a period, each a file here and a line in [`REPORTS`].
//!
//! A report says what its columns are, what its numbers mean, and how it is read; screen, command line and exports show
//! all of them alike. Every line knows what made it, so that a number can be opened.

mod archive;
mod call_ups;
mod cell;
mod coverage;
mod forms;
mod indicators;
pub(super) mod ledger;
mod make_ups;
mod outlook;
mod people;
pub mod pivot;
mod plan;
mod plan_lines;
mod ratings;
mod sites;
mod teachers;
mod warnings;

use super::{Reader, Result, query::Filter, years::Of};
use crate::{
    domain::{rates, value::Value},
    text::{Lang, T, report as w},
};
pub use cell::Cell;
use chrono::NaiveDate;

/// Every report; the listed ones in the order of the menu, then those that others open.
pub const REPORTS: &[&Report] = &[
    &indicators::INDICATORS,
    &coverage::COVERAGE,
    &call_ups::CALL_UPS,
    &plan::PLAN,
    &plan_lines::PLAN_LINES,
    &plan_lines::PLAN_MONTHS,
    &ratings::RATINGS,
    &forms::FORMS,
    &teachers::TEACHERS,
    &sites::SITES,
    &make_ups::MAKE_UPS,
    &warnings::WARNINGS,
    &warnings::WARNED,
    &outlook::CHANGES,
    &outlook::FORECAST,
    &archive::SPOT_CHECK,
    &people::PEOPLE,
    &archive::ARCHIVE,
    &coverage::UNITS,
    &coverage::MEMBERS,
];

/// The report of this name.
#[must_use]
pub fn report(name: &str) -> Option<&'static Report> {
    REPORTS.iter().copied().find(|r| r.name == name)
}

/// True where a report has this name: for what is checked when the program is built.
#[must_use]
pub const fn known(name: &str) -> bool {
    let mut n = 0;
    while n < REPORTS.len() {
        if crate::catalog::same(REPORTS[n].name, name) {
            return true;
        }
        n += 1;
    }
    false
}

/// Says how far a report is: (done, whole); false where it should stop.
pub type Step<'a> = &'a dyn Fn(u64, u64) -> bool;

/// A report.
pub struct Report {
    /// The code word: command line and exports use it.
    pub name: &'static str,
    /// What people call it.
    pub title: T,
    /// What its numbers mean.
    pub about: T,
    /// Cuts of the same report, such as bands or parts of the year; none where there is one only.
    pub parts: &'static [(&'static str, T)],
    /// Its columns.
    pub columns: &'static [Column],
    /// Stands in the menu; the others are opened from lines of these.
    pub listed: bool,
    /// Speaks of warnings, which are computed when somebody asks.
    pub computed: bool,
    /// Reads it.
    pub load: fn(&Reader, &Asked, Step) -> Result<Table>,
}

impl Report {
    /// What its year rests on.
    #[must_use]
    pub fn rests_on(&self) -> Of {
        match self.name {
            "call_ups" | "plan" | "teachers" | "sites" | "coverage" => Of::Classes,
            "make_ups" => Of::MakeUps,
            _ => Of::Hours,
        }
    }
}

/// A column of a report.
pub struct Column {
    /// The code word.
    pub name: &'static str,
    /// Its heading.
    pub label: Label,
    /// What it holds.
    pub kind: Kind,
    /// Columns of the screen.
    pub width: u16,
}

impl Column {
    /// A column under a word.
    #[must_use]
    pub const fn new(name: &'static str, label: T, kind: Kind, width: u16) -> Self {
        Self { name, label: Label::Word(label), kind, width }
    }

    /// A column under a year: the one asked for, or so many after it.
    #[must_use]
    pub const fn year(name: &'static str, after: i32, kind: Kind, width: u16) -> Self {
        Self { name, label: Label::Year(after), kind, width }
    }

    /// Its heading.
    #[must_use]
    pub fn heading(&self, asked: &Asked) -> String {
        match self.label {
            Label::Word(word) => word.get(asked.lang).to_owned(),
            Label::Year(after) => (asked.year + after).to_string(),
        }
    }
}

/// A heading.
pub enum Label {
    /// A word.
    Word(T),
    /// The year asked for, and so many more.
    Year(i32),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A day, ISO.
    Date,
    /// A whole number.
    Count,
    /// A number with decimals, such as hours.
    Number,
    /// Per cent or a mean, to one place.
    Tenths,
    /// Per cent as a bar: for the screen only.
    Bar,
}

impl Kind {
    /// True for what is aligned right.
    #[must_use]
    pub const fn numeric(self) -> bool {
        matches!(self, Self::Count | Self::Number | Self::Tenths)
    }
}

/// What is asked of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The year.
    pub year: i32,
    /// Which of its parts.
    pub part: usize,
    /// The record it is about, for one that others open.
    pub of: Option<i64>,
    /// A unit within it.
    pub unit: Option<i64>,
    /// Lines wanted at most, where a screen shows them; files get all.
    pub most: Option<usize>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of words in cells.
    pub lang: Lang,
}

impl Asked {
    /// A year, in whole.
    #[must_use]
    pub const fn year(year: i32, today: NaiveDate, lang: Lang) -> Self {
        Self { year, part: 0, of: None, unit: None, most: None, today, lang }
    }
}

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As any.
    #[default]
    Plain,
    /// Needs a look soon.
    Warn,
    /// Missed, overdue.
    Bad,
}

/// What made a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Target {
    /// Nothing that could be opened.
    #[default]
    Nothing,
    /// A record: code word of the register, id.
    Record(&'static str, i64),
    /// A list of a register.
    List(&'static str, Vec<Filter>),
    /// Another report.
    Report(&'static str, Asked),
}

/// A line of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// One a column.
    pub cells: Vec<Cell>,
    /// What made it.
    pub to: Target,
    /// How it looks.
    pub look: Look,
}

impl Line {
    /// A line that opens something.
    #[must_use]
    pub const fn new(cells: Vec<Cell>, to: Target) -> Self {
        Self { cells, to, look: Look::Plain }
    }
}

/// A report as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Lines in official order.
    pub lines: Vec<Line>,
    /// The last line: all together.
    pub total: Option<Vec<Cell>>,
    /// What else must be known to read the numbers.
    pub notes: Vec<String>,
    /// What it is about, for one that others open.
    pub subject: Option<String>,
    /// Someone stopped it; the lines are not all.
    pub stopped: bool,
    /// There are more lines than were wanted.
    pub cut: bool,
}

impl Table {
    /// Writes into column `to` of each line its rank by column `by`, largest first.
    fn rank(&mut self, by: usize, to: usize) {
        let figures: Vec<Option<f64>> = self.lines.iter().map(|l| l.cells[by].value.as_number()).collect();
        for ranked in rates::rank(&figures) {
            let place = ranked.place.and_then(|n| i64::try_from(n).ok());
            self.lines[ranked.row].cells[to] = place.map_or(Value::Null, Value::Int).into();
        }
    }

    /// Writes into column `to` the share of column `by` in its largest value, per cent: for bars without a target.
    fn share(&mut self, by: usize, to: usize) {
        let number = |line: &Line| line.cells[by].value.as_number().unwrap_or(0.0);
        let most = self.lines.iter().map(number).fold(0.0, f64::max);
        for line in &mut self.lines {
            let part = number(line);
            line.cells[to] = (most > 0.0).then(|| part * 100.0 / most).into();
        }
    }
}

/// The period of a report in words, such as `2022 年度`, with its part.
#[must_use]
pub fn period(report: &Report, asked: &Asked) -> String {
    let year = w::of_year(asked.lang, asked.year);
    match report.parts.get(asked.part) {
        Some((_, part)) => format!("{year} {}", part.get(asked.lang)),
        None => year,
    }
}

/// First and last day of a year, ISO.
fn span(year: i32) -> (String, String) {
    (format!("{year:04}-01-01"), format!("{year:04}-12-31"))
}
