//! Judging any number of people in a year: what depends only on the rules is found once.

use super::{
    Clause, Currency, Entry, Level, Period, Person, Reason, Rule, Settings, Tally, Verdict, expected, months, round, rule, tally,
    target, window,
};
use crate::domain::calendar::{add_days, add_months, days_inclusive, first_day, new_year, year_end};
use chrono::{Datelike, NaiveDate};

/// A first and a last day.
type Span = (NaiveDate, NaiveDate);

/// Judges people by the rules of a year.
pub struct Judge<'a, 's> {
    current: Vec<Current<'a>>,
    year: i32,
    today: NaiveDate,
    settings: &'s Settings,
    detail: bool,
}

/// A rule in force.
struct Current<'a> {
    rule: &'a Rule,
    /// The topics it counts, as bits.
    topics: Option<u64>,
    /// Rules in force whose people it does not bind, clause by clause.
    excepts: Vec<Vec<&'a Rule>>,
}

impl<'a> Current<'a> {
    fn new(rule: &'a Rule, rules: &'a [Rule], topics: &[&str], on: NaiveDate) -> Self {
        let named = |code: &String| rules.iter().filter(|r| r.code == *code && r.current(rules, on)).collect();
        let excepts = rule.scope.0.iter().filter_map(|clause| match clause {
            Clause::Except(code) => Some(named(code)),
            _ => None,
        });
        let bits = rule.scope.topics().map(|words| rule::topic_bits(topics, &words.join("、")));
        Self { rule, topics: bits, excepts: excepts.collect() }
    }

    fn binds(&self, person: &Person<'_>) -> bool {
        let free = |others: &Vec<&Rule>| !others.iter().any(|other| other.scope.names(person));
        self.rule.scope.names(person) || self.excepts.iter().any(free)
    }
}

impl<'a, 's> Judge<'a, 's> {
    /// For a year, as seen today.
    #[must_use]
    pub fn new(rules: &'a [Rule], year: i32, today: NaiveDate, settings: &'s Settings) -> Self {
        let on = today.clamp(new_year(year), year_end(year));
        let topics = rule::topics(rules);
        let current = rules.iter().filter(|rule| rule.metric.personal() && rule.current(rules, on));
        let current = current.map(|rule| Current::new(rule, rules, &topics, on)).collect();
        Self { current, year, today, settings, detail: true }
    }

    /// Says no more than figures: a verdict then has no list of entries and no hours by form.
    #[must_use]
    pub fn only_figures(self) -> Self {
        Self { detail: false, ..self }
    }

    /// The year.
    #[must_use]
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The verdicts of a person, in the order of the rules.
    #[must_use]
    pub fn verdicts(&self, person: &Person<'_>, entries: &[Entry<'a>]) -> Vec<Verdict<'a>> {
        let bound = self.current.iter().filter(|current| current.binds(person));
        bound.filter_map(|current| self.judge(person, entries, current)).collect()
    }

    /// The last day of the year on which a verdict keeps its level and reason, if no entry comes; today where that
    /// cannot be said, because its window moves with the day.
    #[must_use]
    pub fn until(&self, verdict: &Verdict<'_>) -> NaiveDate {
        if verdict.rule.period == Period::FiveYearRolling || self.today > year_end(self.year) {
            return self.today;
        }
        let now: (Level, Reason) = (verdict.level, verdict.reason);
        let same = |day: NaiveDate| self.settings.pace.level(verdict, day) == now;
        let (mut yes, mut no) = (self.today, add_days(year_end(self.year), 1));
        // Each reason holds for one stretch of days: the share that is due only grows.
        while add_days(yes, 1) < no {
            let middle = add_days(yes, days_inclusive(yes, no) / 2);
            if same(middle) { yes = middle } else { no = middle }
        }
        yes
    }

    fn judge(&self, person: &Person<'_>, entries: &[Entry<'a>], current: &Current<'a>) -> Option<Verdict<'a>> {
        let period = current.rule.period;
        let promoted = promotion(person, current.rule);
        let span = window(period, self.year, self.today, promoted, self.settings)?;
        if let Some(before) = self.before(period, span, promoted) {
            let verdict = self.within(person, entries, current, before, promoted);
            if !verdict.met {
                return Some(verdict);
            }
        }
        Some(self.within(person, entries, current, span, promoted))
    }

    /// Somebody promoted in the year before a window of five years begins may still complete the one before: that one,
    /// while the time after the promotion lasts. Source: 《干部教育培训工作条例》, within a year after the promotion.
    fn before(&self, period: Period, (from, _): Span, promoted: Option<NaiveDate>) -> Option<Span> {
        let promoted = promoted.filter(|date| period == Period::FiveYearFixed && *date < from)?;
        let by = add_months(promoted, months(self.settings));
        (from <= by && self.today <= by).then(|| (new_year(from.year() - 5), add_days(from, -1)))
    }

    /// Judges within a window; one in which a promotion lies stays open until the time after it is over.
    fn within(
        &self,
        person: &Person<'_>,
        entries: &[Entry<'a>],
        current: &Current<'a>,
        (from, end): Span,
        promoted: Option<NaiveDate>,
    ) -> Verdict<'a> {
        let (rule, settings) = (current.rule, self.settings);
        let promoted = promoted.filter(|date| (from..=end).contains(date));
        let by = promoted.filter(|_| rule.period != Period::Year).map(|date| add_months(date, months(settings)));
        let to = by.filter(|_| rule.period == Period::FiveYearFixed).map_or(end, |by| by.max(end));
        let on_topic = |entry: &&Entry<'a>| current.topics.is_none_or(|topics| entry.topics & topics != 0);
        let spans = rule.alternative.is_some_and(|other| other.currency == Currency::CalendarDays);
        let kept = tally::Kept { entries: self.detail, spans };
        let tally = Tally::sum(entries.iter().filter(on_topic), (from, to), settings.online_cap, kept);
        let target = target(rule, from, end, promoted, settings);
        let got = tally.by_metric(rule.metric);
        let alternative = rule.alternative.map(|other| tally.in_currency(other.currency, from, to));
        let by_other = rule.alternative.zip(alternative).is_some_and(|(other, reached)| reached >= other.target);
        let met = got >= target || by_other;
        let mut verdict = Verdict {
            rule,
            from,
            to,
            target,
            got,
            missing: if met { 0.0 } else { round(target - got) },
            tally,
            alternative,
            met,
            exempt: person.exceptions.contains(&(rule.code.as_str(), self.year)),
            promoted_by: by.filter(|_| !met),
            expected: expected(rule, target, from, to, self.today),
            level: Level::Normal,
            reason: Reason::Met,
        };
        (verdict.level, verdict.reason) = settings.pace.level(&verdict, self.today);
        verdict
    }
}

/// When the person came to the level by which the rule binds them; not for somebody bound by rank alone.
fn promotion(person: &Person<'_>, rule: &Rule) -> Option<NaiveDate> {
    let level = person.level?;
    rule.scope.has_level(level).then(|| person.level_since.and_then(first_day)).flatten()
}
