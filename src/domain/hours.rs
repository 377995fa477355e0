//! Says what hour rules ask of a person, what the ledger gives, and how things stand today.
//!
//! A rule is a dated row with its citation ([`Rule`]), never code: thresholds differ by place and year, and a verdict
//! must be able to say which paper it follows. Everything here is a function of its arguments; the ledger, the rules,
//! the exceptions and today are passed in.

use chrono::{Datelike, NaiveDate};

use super::calendar::{add_days, add_months, days_inclusive, new_year, year_end};

pub mod attendance;
pub mod conversion;
mod judge;
pub mod office;
pub mod pace;
pub mod rule;
pub mod share;
pub mod tally;

pub use judge::Judge;
pub use pace::{Level, Pace, Reason};
pub use rule::{Alternative, Clause, Currency, Metric, Period, Rule, Scope};
pub use tally::{Group, Tally};

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod vectors;

/// What rules ask about a person. Words are those of the code lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// Level of the post (职务层次).
    pub level: Option<&'a str>,
    /// Since when, `YYYY-MM` or `YYYY-MM-DD`.
    pub level_since: Option<&'a str>,
    /// Rank (职级).
    pub rank: Option<&'a str>,
    /// Category (人员类别).
    pub category: Option<&'a str>,
    /// Political affiliation (政治面貌).
    pub party: Option<&'a str>,
    /// Tags, joined by `、`.
    pub tags: Option<&'a str>,
    /// Programmes whose list they are on, of those that rules name.
    pub programmes: &'a [String],
    /// Approved exceptions: rule code and year.
    pub exceptions: &'a [(&'a str, i32)],
}

/// Hours of one ledger entry in one year. An entry that crosses a New Year comes once a year, with the same id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    /// Id of the ledger entry.
    pub id: i64,
    /// The year these hours count in.
    pub year: i32,
    /// Form (培训形式), a word of the code list.
    pub form: &'a str,
    /// What the form counts as.
    pub group: Group,
    /// Class or course.
    pub title: &'a str,
    /// Hours (学时) in that year; negative in a correction.
    pub hours: f64,
    /// Days in that year, where known.
    pub days: Option<f64>,
    /// First day of the entry.
    pub starts: Option<NaiveDate>,
    /// Last day of the entry.
    pub ends: Option<NaiveDate>,
    /// Topics of rules it is on: see [`rule::topic_bits`].
    pub topics: u64,
}

impl Entry<'_> {
    /// The part of the entry's dates that lies in its year; `None` without dates.
    #[must_use]
    pub fn dates(&self) -> Option<(NaiveDate, NaiveDate)> {
        let from = self.starts.or(self.ends)?.max(new_year(self.year));
        let to = self.ends.or(self.starts)?.min(year_end(self.year));
        (from <= to).then_some((from, to))
    }

    /// True where it comes once a year.
    #[must_use]
    pub fn crosses_years(&self) -> bool {
        self.starts.zip(self.ends).is_some_and(|(from, to)| from.year() != to.year())
    }

    /// The day by which a window decides: its last day in the year, or the year's last day where none is known.
    #[must_use]
    pub fn counted_on(&self) -> NaiveDate {
        self.dates().map_or(year_end(self.year), |(_, to)| to)
    }
}

/// What an office chooses; the defaults are those of the design.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// First year of a five-year plan; the others follow in fives.
    pub plan_year: i64,
    /// The most online hours that count towards a total, a year. `None`: all of them.
    pub online_cap: Option<f64>,
    /// For somebody promoted within the window, asks only for the part of it that was left.
    pub prorate_promoted: bool,
    /// Months after a promotion in which a target must be reached.
    pub promotion_months: i64,
    /// When to say what.
    pub pace: Pace,
    /// Somebody who missed no more of a class than may be leave gets all of its hours; else the half-days attended.
    pub grant_whole_class: bool,
    /// Terms of make-ups.
    pub make_up: Terms,
    /// Per cent of the people with online hours whose hours are looked at.
    pub spot_check_share: f64,
}

/// When a miss is to be made up, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Days after a class that was missed.
    pub days: i64,
    /// Somebody excused from a class owes it.
    pub excused_owes: bool,
    /// All leave from a class is owed; else only from the part of the class that may not be leave.
    pub leave_owes_all: bool,
    /// Day of the following year by which a year's shortfall is due.
    pub year_due: (u32, u32),
    /// Days after the deadline of a programme.
    pub programme_days: i64,
    /// People of a unit away for make-ups on a day at most.
    pub unit_away_most: i64,
}

impl Default for Terms {
    fn default() -> Self {
        Self { days: 90, excused_owes: true, leave_owes_all: false, year_due: (6, 30), programme_days: 60, unit_away_most: 5 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            plan_year: 2018,
            online_cap: None,
            prorate_promoted: false,
            promotion_months: 12,
            pace: Pace::default(),
            grant_whole_class: false,
            make_up: Terms::default(),
            spot_check_share: 5.0,
        }
    }
}

/// How a person stands with one rule in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'a> {
    /// The rule, with its citation.
    pub rule: &'a Rule,
    /// First day of the window.
    pub from: NaiveDate,
    /// Last day of the window.
    pub to: NaiveDate,
    /// Hours (or days, for a rule on days) asked for.
    pub target: f64,
    /// Hours reached.
    pub got: f64,
    /// Hours missing; 0 where the rule is met, also by its other currency.
    pub missing: f64,
    /// What was reached, by group and form, and which entries made it.
    pub tally: Tally<'a>,
    /// What was reached in the rule's other currency, where it has one.
    pub alternative: Option<f64>,
    /// Reached, in either currency.
    pub met: bool,
    /// An approved exception frees the person of it in this year.
    pub exempt: bool,
    /// By when somebody promoted within the window must reach it; `None` once reached.
    pub promoted_by: Option<NaiveDate>,
    /// Hours that an even pace asks for until today.
    pub expected: f64,
    /// How urgent it is.
    pub level: Level,
    /// Why.
    pub reason: Reason,
}

impl Verdict<'_> {
    /// True where an entry is of what the rule counts and lies in the window.
    #[must_use]
    pub fn counts(&self, entry: &Entry<'_>) -> bool {
        let of = match self.rule.metric {
            Metric::Online => entry.group == Group::Online,
            Metric::Offline => entry.group != Group::Online,
            Metric::FullTime | Metric::FullTimeDays => entry.group == Group::FullTime,
            _ => true,
        };
        of && (self.from..=self.to).contains(&entry.counted_on())
    }
}

/// Judges a person by every rule that binds them in the year of `today`, in the order of the rules.
#[must_use]
pub fn verdicts<'a>(
    person: &Person<'_>,
    entries: &[Entry<'a>],
    rules: &'a [Rule],
    today: NaiveDate,
    settings: &Settings,
) -> Vec<Verdict<'a>> {
    verdicts_of(person, entries, rules, today.year(), today, settings)
}

/// Judges a person by every rule that binds them in `year`, as seen today: a past year not met is overdue.
#[must_use]
pub fn verdicts_of<'a>(
    person: &Person<'_>,
    entries: &[Entry<'a>],
    rules: &'a [Rule],
    year: i32,
    today: NaiveDate,
    settings: &Settings,
) -> Vec<Verdict<'a>> {
    Judge::new(rules, year, today, settings).verdicts(person, entries)
}

fn months(settings: &Settings) -> i32 {
    i32::try_from(settings.promotion_months).unwrap_or(12)
}

/// The window of a rule in a year that does not depend on a person: a year, or the five years of a plan.
#[must_use]
pub fn common_window(period: Period, year: i32, settings: &Settings) -> Option<(NaiveDate, NaiveDate)> {
    match period {
        Period::Year | Period::FiveYearFixed => window(period, year, year_end(year), None, settings),
        Period::FiveYearRolling | Period::SinceAppointment => None,
    }
}

/// The window of a period; `None` for a window since an appointment that is not known or not of this year.
fn window(
    period: Period,
    year: i32,
    today: NaiveDate,
    promoted: Option<NaiveDate>,
    settings: &Settings,
) -> Option<(NaiveDate, NaiveDate)> {
    match period {
        Period::Year => Some((new_year(year), year_end(year))),
        Period::FiveYearFixed => {
            let first = year - i32::try_from((i64::from(year) - settings.plan_year).rem_euclid(5)).unwrap_or(0);
            Some((new_year(first), year_end(first + 4)))
        }
        Period::FiveYearRolling => {
            let to = today.min(year_end(year));
            Some((add_days(add_months(to, -60), 1), to))
        }
        Period::SinceAppointment => {
            let from = promoted?;
            let to = add_days(add_months(from, months(settings)), -1);
            (from <= year_end(year) && to >= new_year(year)).then_some((from, to))
        }
    }
}

/// The rule's target, or the part of it for the months left after a promotion, in steps of 0.5.
fn target(rule: &Rule, from: NaiveDate, to: NaiveDate, promoted: Option<NaiveDate>, settings: &Settings) -> f64 {
    let Some(date) = promoted.filter(|_| settings.prorate_promoted && rule.period == Period::FiveYearFixed) else {
        return rule.target;
    };
    let part = ratio(days_inclusive(date, to), days_inclusive(from, to));
    (rule.target * part * 2.0).round() / 2.0
}

/// What is to be there on a day: an even part of the target; all of it in a rolling window and for a ratio.
fn expected(rule: &Rule, target: f64, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> f64 {
    if rule.period == Period::FiveYearRolling || rule.metric == Metric::FullTimePart {
        return target;
    }
    round(target * ratio(days_inclusive(from, today.min(to)), days_inclusive(from, to)))
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Rounds to 0.01, as hours are kept; sums of many quarters stay exact.
#[must_use]
pub fn round(hours: f64) -> f64 {
    let rounded = (hours * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}
