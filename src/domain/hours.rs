//! Says what hour rules ask of a person, what the ledger gives, and how things stand today.
//!
//! A rule is a dated row with its citation ([`Rule`]), never code: thresholds differ by place and year, and a verdict
//! must be able to say which paper it follows. Everything here is a function of its arguments; the ledger, the rules,
//! the exceptions and today are passed in.

use chrono::{Datelike, NaiveDate};

use super::calendar::{add_days, add_months, days_inclusive, first_day, new_year, year_end};

pub mod attendance;
pub mod conversion;
pub mod office;
pub mod pace;
pub mod rule;
pub mod share;
pub mod tally;

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

/// Judges any number of people in a year: which rules are in force is found once.
pub struct Judge<'a, 's> {
    rules: &'a [Rule],
    /// Rules in force, each with the topics it counts as bits.
    current: Vec<(&'a Rule, Option<u64>)>,
    year: i32,
    today: NaiveDate,
    judged_on: NaiveDate,
    settings: &'s Settings,
}

impl<'a, 's> Judge<'a, 's> {
    /// For a year, as seen today.
    #[must_use]
    pub fn new(rules: &'a [Rule], year: i32, today: NaiveDate, settings: &'s Settings) -> Self {
        let judged_on = today.clamp(new_year(year), year_end(year));
        let topics = rule::topics(rules);
        let current = rules.iter().filter(|rule| rule.metric.personal() && rule.current(rules, judged_on));
        let bits = |rule: &Rule| rule.scope.topics().map(|words| rule::topic_bits(&topics, &words.join("、")));
        let current = current.map(|rule| (rule, bits(rule))).collect();
        Self { rules, current, year, today, judged_on, settings }
    }

    /// The year.
    #[must_use]
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The verdicts of a person, in the order of the rules.
    #[must_use]
    pub fn verdicts(&self, person: &Person<'_>, entries: &[Entry<'a>]) -> Vec<Verdict<'a>> {
        let bound = self.current.iter().filter(|(rule, _)| rule.binds(person, self.rules, self.judged_on));
        bound.filter_map(|(rule, topics)| judge(person, entries, rule, self.year, self.today, self.settings, *topics)).collect()
    }

    /// The last day of the year on which a verdict keeps its level and reason, if no entry comes; today where that
    /// cannot be said, because its window moves with the day.
    #[must_use]
    pub fn until(&self, verdict: &Verdict<'_>) -> NaiveDate {
        if verdict.rule.period == Period::FiveYearRolling || self.today > year_end(self.year) {
            return self.today;
        }
        let now = (verdict.level, verdict.reason);
        let same = |day: NaiveDate| self.settings.pace.level(verdict, day) == now;
        let (mut yes, mut no) = (self.today, add_days(year_end(self.year), 1));
        // Each reason holds for one stretch of days: the share that is due only grows.
        while add_days(yes, 1) < no {
            let middle = add_days(yes, days_inclusive(yes, no) / 2);
            if same(middle) { yes = middle } else { no = middle }
        }
        yes
    }
}

fn judge<'a>(
    person: &Person<'_>,
    entries: &[Entry<'a>],
    rule: &'a Rule,
    year: i32,
    today: NaiveDate,
    settings: &Settings,
    topics: Option<u64>,
) -> Option<Verdict<'a>> {
    let promoted = promotion(person, rule);
    let (from, to) = window(rule.period, year, today, promoted, settings)?;
    let promoted = promoted.filter(|date| (from..=to).contains(date));
    let on_topic = |entry: &&Entry<'a>| topics.is_none_or(|topics| entry.topics & topics != 0);
    let tally = Tally::sum(entries.iter().filter(on_topic), from, to, settings.online_cap);
    let target = target(rule, from, to, promoted, settings);
    let got = tally.by_metric(rule.metric);
    let alternative = rule.alternative.map(|other| tally.in_currency(other.currency, from, to));
    let by_other = rule.alternative.zip(alternative).is_some_and(|(other, reached)| reached >= other.target);
    let met = got >= target || by_other;
    let promoted_by = promoted.filter(|_| !met && rule.period != Period::Year).map(|date| add_months(date, months(settings)));
    let exempt = person.exceptions.contains(&(rule.code.as_str(), year));
    let expected = expected(rule, target, from, to, today);
    let missing = if met { 0.0 } else { round(target - got) };
    let mut verdict = Verdict {
        rule,
        from,
        to,
        target,
        got,
        missing,
        tally,
        alternative,
        met,
        exempt,
        promoted_by,
        expected,
        level: Level::Normal,
        reason: Reason::Met,
    };
    (verdict.level, verdict.reason) = settings.pace.level(&verdict, today);
    Some(verdict)
}

/// When the person came to the level by which the rule binds them; not for somebody bound by rank alone.
fn promotion(person: &Person<'_>, rule: &Rule) -> Option<NaiveDate> {
    let level = person.level?;
    rule.scope.has_level(level).then(|| person.level_since.and_then(first_day)).flatten()
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
