//! Turns days and half-days into hours, and judges leave.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::round;
use crate::domain::calendar::Half;

/// What a day is worth in an office; rows of `hour_conversion`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayWorth {
    /// Hours of a full day.
    pub day: f64,
    /// Hours of a half-day.
    pub half_day: f64,
}

/// 8 hours a day, 4 a half-day.
impl Default for DayWorth {
    fn default() -> Self {
        Self { day: 8.0, half_day: 4.0 }
    }
}

impl DayWorth {
    /// Hours of so many days; the half of an odd half-day counts by its own worth.
    #[must_use]
    pub fn hours(&self, days: f64) -> f64 {
        let whole = days.trunc();
        let rest = days - whole;
        round(whole * self.day + rest * 2.0 * self.half_day)
    }

    /// Hours of an entry: as stated, or else from its days. `None` where neither is known.
    #[must_use]
    pub fn hours_of(&self, stated: Option<f64>, days: Option<f64>) -> Option<f64> {
        stated.or_else(|| days.map(|days| self.hours(days)))
    }
}

/// What a person did in a half-day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Was there (到).
    Present,
    /// Came late (迟到); counts as there.
    Late,
    /// Left early (早退); counts as there.
    Early,
    /// On leave (请假).
    Leave,
    /// Missing without leave (缺训、旷课).
    Absent,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Present, Self::Late, Self::Early, Self::Leave, Self::Absent];

    /// Reads the code word of the schema.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Late => "late",
            Self::Early => "early",
            Self::Leave => "leave",
            Self::Absent => "absent",
        }
    }

    /// True where it counts as attended.
    #[must_use]
    pub const fn attended(self) -> bool {
        matches!(self, Self::Present | Self::Late | Self::Early)
    }
}

/// What marks add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attended {
    /// Half-days marked.
    pub marked: u32,
    /// Half-days attended.
    pub attended: u32,
    /// Half-days of leave.
    pub leave: u32,
    /// Half-days missing without leave.
    pub absent: u32,
    /// Hours earned, at most a full day's worth a day.
    pub hours: f64,
}

impl Attended {
    /// Adds up the marks of one person.
    #[must_use]
    pub fn of(marks: impl IntoIterator<Item = (NaiveDate, Half, Mark)>, worth: &DayWorth) -> Self {
        let mut sum = Self::default();
        let mut days: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for (date, half, mark) in marks {
            let n = if half == Half::Day { 2 } else { 1 };
            sum.marked += n;
            match mark {
                Mark::Leave => sum.leave += n,
                Mark::Absent => sum.absent += n,
                _ => {
                    sum.attended += n;
                    *days.entry(date).or_default() += n;
                }
            }
        }
        sum.hours = round(days.values().map(|n| (f64::from(*n) * worth.half_day).min(worth.day)).sum());
        sum
    }

    /// True for somebody who was never there: a miss that owes a make-up.
    #[must_use]
    pub const fn no_show(&self) -> bool {
        self.marked > 0 && self.attended == 0
    }

    /// Hours granted where an office grants the whole class to those who missed no more than the part allowed.
    #[must_use]
    pub fn granted(&self, class_hours: f64, part: f64, worth: &DayWorth) -> f64 {
        let missed = f64::from(self.leave + self.absent) * worth.half_day;
        if self.attended > 0 && !over_leave(missed, class_hours, part) { round(class_hours) } else { self.hours }
    }
}

/// The most leave a class allows: one in `part` of its hours, rounded to 0.01. National rule: one in seven.
#[must_use]
pub fn leave_limit(class_hours: f64, part: f64) -> f64 {
    if part > 0.0 { round(class_hours / part) } else { 0.0 }
}

/// True where leave is more than one in `part` of the class's hours; compared exactly, not by the rounded limit.
#[must_use]
pub fn over_leave(leave_hours: f64, class_hours: f64, part: f64) -> bool {
    leave_hours * part > class_hours + 1e-9
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::domain::calendar::{add_days, day};
    use proptest::prelude::*;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    #[test]
    fn hours_from_days() {
        let worth = DayWorth::default();
        assert_eq!(worth.hours(5.0), 40.0);
        assert_eq!(worth.hours(0.5), 4.0);
        assert_eq!(worth.hours(2.5), 20.0);
        assert_eq!(DayWorth { day: 8.0, half_day: 3.0 }.hours(1.5), 11.0);
        assert_eq!(worth.hours_of(Some(2.0), Some(0.5)), Some(2.0));
        assert_eq!(worth.hours_of(None, Some(0.5)), Some(4.0));
        assert_eq!(worth.hours_of(None, None), None);
    }

    #[test]
    fn late_and_early_count_and_a_day_is_capped() {
        let date = d("2022-06-13");
        let marks = [
            (date, Half::Am, Mark::Late),
            (date, Half::Pm, Mark::Early),
            (date, Half::Eve, Mark::Present),
            (d("2022-06-14"), Half::Am, Mark::Leave),
            (d("2022-06-14"), Half::Pm, Mark::Absent),
        ];
        let sum = Attended::of(marks, &DayWorth::default());
        assert_eq!(sum, Attended { marked: 5, attended: 3, leave: 1, absent: 1, hours: 8.0 });
        assert!(!sum.no_show());
        let missed = Attended::of([(date, Half::Am, Mark::Leave), (date, Half::Pm, Mark::Leave)], &DayWorth::default());
        assert!(missed.no_show());
        assert!(!Attended::default().no_show());
    }

    /// A class of 40 hours: 5.5 hours of leave are within a seventh, 6 are not.
    #[test]
    fn a_seventh_of_leave() {
        assert_eq!(leave_limit(40.0, 7.0), 5.71);
        assert!(!over_leave(5.5, 40.0, 7.0));
        assert!(over_leave(6.0, 40.0, 7.0));
        assert!(!over_leave(8.0, 56.0, 7.0));
    }

    #[test]
    fn the_whole_class_for_little_leave() {
        let worth = DayWorth::default();
        let one_half = Attended { marked: 10, attended: 9, leave: 1, absent: 0, hours: 36.0 };
        assert_eq!(one_half.granted(40.0, 7.0, &worth), 40.0);
        let two_halves = Attended { marked: 10, attended: 8, leave: 1, absent: 1, hours: 32.0 };
        assert_eq!(two_halves.granted(40.0, 7.0, &worth), 32.0);
    }

    proptest! {
        #[test]
        fn never_more_than_a_day_a_day(marks in proptest::collection::vec((0i64..5, 0usize..3, 0usize..5), 0..40)) {
            let halves = [Half::Am, Half::Pm, Half::Eve];
            let marks: Vec<_> =
                marks.into_iter().map(|(n, h, m)| (add_days(d("2022-06-13"), n), halves[h], Mark::ALL[m])).collect();
            let sum = Attended::of(marks, &DayWorth::default());
            prop_assert!(sum.hours <= 40.0);
            prop_assert!(sum.hours <= f64::from(sum.attended) * 4.0);
            prop_assert_eq!(sum.marked, sum.attended + sum.leave + sum.absent);
        }
    }
}
