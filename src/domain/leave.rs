//! Leave from a class: how long, who decides it, and how much of the class it takes.
//!
//! Attendance is by half-day, so leave is too. Source of the levels: the leave rules of provincial party schools
//! (half a day the head teacher; a day the head teacher with the teaching office; more the principal; the days the
//! calling office keeps for itself). Source of the part: a seventh of the class, after which somebody leaves it.

use super::{
    calendar::{Half, add_days, is_weekday},
    date::Context,
    half_day,
    hours::attendance::{DayWorth, leave_limit, over_leave},
};
use crate::text::{T, leave as words};
use chrono::{Datelike, NaiveDate};

/// Half-days from which on the organisation department decides.
pub const DEPARTMENT_FROM: u32 = 6;
/// One part in so many of a class may be missed.
pub const PART: f64 = 7.0;

/// Days back in which a date without a year may lie.
const BACK: i64 = 150;

/// Who decides about a leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decides {
    /// 班主任.
    HeadTeacher,
    /// 班主任 and 教务处.
    Affairs,
    /// 分管校长.
    Principal,
    /// 组织部.
    Department,
}

impl Decides {
    /// Who decides about so many half-days.
    #[must_use]
    pub const fn on(half_days: u32) -> Self {
        match half_days {
            0 | 1 => Self::HeadTeacher,
            2 => Self::Affairs,
            n if n < DEPARTMENT_FROM => Self::Principal,
            _ => Self::Department,
        }
    }

    /// What they are called.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::HeadTeacher => words::BY_HEAD_TEACHER,
            Self::Affairs => words::BY_AFFAIRS,
            Self::Principal => words::BY_PRINCIPAL,
            Self::Department => words::BY_DEPARTMENT,
        }
    }
}

/// From a half-day to a half-day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub since: NaiveDate,
    /// Its first half-day.
    pub from: Half,
    /// Last day.
    pub until: NaiveDate,
    /// Its last half-day.
    pub to: Half,
}

impl Span {
    /// Half-days of class in the span: mornings and afternoons of weekdays; of all days where the span has no weekday.
    #[must_use]
    pub fn half_days(&self) -> u32 {
        let count = |counts: fn(NaiveDate) -> bool| {
            let days = super::calendar::days(self.since, self.until).filter(|day| counts(*day));
            days.map(|day| [Half::Am, Half::Pm].into_iter().filter(|half| self.holds(day, *half)).count()).sum::<usize>()
        };
        let weekdays = count(is_weekday);
        u32::try_from(if weekdays == 0 { count(|_| true) } else { weekdays }).unwrap_or(u32::MAX)
    }

    /// True where a half-day lies in the span.
    #[must_use]
    pub fn holds(&self, day: NaiveDate, half: Half) -> bool {
        let order = |half: Half| match half {
            Half::Am | Half::Day => 0,
            Half::Pm => 1,
            Half::Eve => 2,
        };
        let last = if self.to == Half::Day { 2 } else { order(self.to) };
        (self.since..=self.until).contains(&day)
            && (day > self.since || order(half) >= order(self.from))
            && (day < self.until || order(half) <= last)
    }
}

/// Reads `11.25上午-11.26下午`, `11月25日至27日`, `11.25 下午`: dates without a year lie near `today`; a side without a
/// half-day is the whole day. `None` where it is no span, or ends before it starts.
#[must_use]
pub fn span(text: &str, today: NaiveDate) -> Option<Span> {
    let context = Context { start: Some(add_days(today, -BACK)), ..Context::new(today) };
    let (first, second) = sides(text);
    let first = half_day::moment(first, &context).ok()?;
    let since = first.date?.exact()?;
    let from = first.span.half;
    let Some(second) = second else {
        let half = from.unwrap_or(Half::Day);
        return Some(Span { since, from: half, until: since, to: half });
    };
    let context = Context { start: Some(since), ..Context::new(since) };
    let (until, to) = match half_day::moment(second, &context) {
        Ok(moment) => (moment.date.map_or(Some(since), |date| date.exact())?, moment.span.half),
        Err(_) => (day_of_month(second, since)?, None),
    };
    let span = Span { since, from: from.unwrap_or(Half::Am), until, to: to.unwrap_or(Half::Pm) };
    (span.until >= span.since && span.half_days() > 0).then_some(span)
}

/// The two sides of a span; a hyphen parts them only where it does not belong to a date.
fn sides(text: &str) -> (&str, Option<&str>) {
    const PARTS: [char; 7] = ['至', '到', '~', '～', '—', '–', '－'];
    let cut = text.split_once(PARTS).or_else(|| text.split_once('-').filter(|(_, after)| !after.contains('-')));
    cut.map_or((text, None), |(a, b)| (a, Some(b.trim_start_matches(PARTS))))
}

/// `27日` of the month in which the span began.
fn day_of_month(text: &str, since: NaiveDate) -> Option<NaiveDate> {
    since.with_day(text.trim().trim_end_matches(['日', '号']).parse().ok()?)
}

/// How much of a class somebody is on leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Hours of leave.
    pub hours: f64,
    /// Hours allowed.
    pub limit: f64,
    /// More than allowed.
    pub over: bool,
    /// The next half-day would be more than allowed.
    pub near: bool,
}

impl Share {
    /// Of so many half-days in a class of so many hours.
    #[must_use]
    pub fn of(half_days: u32, class_hours: f64, worth: &DayWorth) -> Self {
        let at = |n: u32| f64::from(n) * worth.half_day;
        let over = |n: u32| class_hours > 0.0 && over_leave(at(n), class_hours, PART);
        Self {
            hours: at(half_days),
            limit: leave_limit(class_hours, PART),
            over: over(half_days),
            near: !over(half_days) && half_days > 0 && over(half_days + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;
    use proptest::prelude::*;

    fn of(since: &str, from: Half, until: &str, to: Half) -> Span {
        Span { since: day(since).unwrap(), from, until: day(until).unwrap(), to }
    }

    #[test]
    fn length_decides_who_decides() {
        assert_eq!(
            [1, 2, 3, 5, 6, 20].map(Decides::on),
            [
                Decides::HeadTeacher,
                Decides::Affairs,
                Decides::Principal,
                Decides::Principal,
                Decides::Department,
                Decides::Department
            ]
        );
    }

    #[test]
    fn half_days_of_a_span() {
        // A Friday afternoon to Monday noon: the weekend is no class.
        assert_eq!(of("2026-11-27", Half::Pm, "2026-11-30", Half::Am).half_days(), 2);
        assert_eq!(of("2026-11-24", Half::Am, "2026-11-24", Half::Am).half_days(), 1);
        assert_eq!(of("2026-11-24", Half::Day, "2026-11-24", Half::Day).half_days(), 2);
        assert_eq!(of("2026-11-24", Half::Am, "2026-11-26", Half::Pm).half_days(), 6);
        assert_eq!(of("2026-11-28", Half::Am, "2026-11-28", Half::Pm).half_days(), 2);
    }

    #[test]
    fn spans_as_people_write_them() {
        let today = day("2026-11-24").unwrap();
        for (text, want) in [
            ("11.25上午-11.26下午", of("2026-11-25", Half::Am, "2026-11-26", Half::Pm)),
            ("11月25日至27日", of("2026-11-25", Half::Am, "2026-11-27", Half::Pm)),
            ("11.25 下午", of("2026-11-25", Half::Pm, "2026-11-25", Half::Pm)),
            ("2026-11-25", of("2026-11-25", Half::Day, "2026-11-25", Half::Day)),
            ("11.25上午-下午", of("2026-11-25", Half::Am, "2026-11-25", Half::Pm)),
            ("12.30下午到1.4", of("2026-12-30", Half::Pm, "2027-01-04", Half::Pm)),
        ] {
            assert_eq!(span(text, today), Some(want), "{text}");
        }
        for text in ["", "下周", "11.26-11.25", "11.25下午-上午"] {
            assert_eq!(span(text, today), None, "{text}");
        }
    }

    /// A class of 40 hours allows one half-day; the second is over.
    #[test]
    fn a_seventh_warns_before_and_flags_after() {
        let worth = DayWorth::default();
        let share = |n| Share::of(n, 40.0, &worth);
        assert!(!share(0).near && !share(0).over);
        assert!(share(1).near && !share(1).over);
        assert!(!share(2).near && share(2).over);
        assert!(!Share::of(2, 56.0, &worth).over && Share::of(2, 56.0, &worth).near);
        assert!(!Share::of(9, 0.0, &worth).over, "a class without hours says nothing");
    }

    proptest! {
        #[test]
        fn half_days_are_those_it_holds(from in 0i64..10, long in 0i64..8, a in 0usize..2, b in 0usize..2) {
            let halves = [Half::Am, Half::Pm];
            let since = super::super::calendar::add_days(day("2026-11-23").unwrap(), from);
            let until = super::super::calendar::add_days(since, long);
            let span = Span { since, from: halves[a], until, to: halves[b] };
            let most = u32::try_from((long + 1) * 2).unwrap();
            prop_assert!(span.half_days() <= most);
        }
    }
}
