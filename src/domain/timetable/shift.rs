//! The days of an old timetable on the days of a new class, without days off.
//!
//! A working day keeps its place among working days: what was on the third day of the class is on the third day again,
//! whatever holidays lie between. What was on a day off (a visit on a Saturday) stays beside its working day where the
//! new calendar has a day off there that is no holiday; elsewhere it counts as one more day of the class.

use crate::domain::calendar::{add_days, days, is_weekday};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Days on which an office does not work.
#[derive(Clone, Debug, Default)]
pub struct DaysOff {
    /// Holidays with their names.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Saturdays and Sundays on which people work.
    pub workdays: BTreeSet<NaiveDate>,
}

/// Days looked ahead for one on which people work; longer holidays there are none.
const AHEAD: i64 = 31;

impl DaysOff {
    /// True where people do not work.
    #[must_use]
    pub fn off(&self, day: NaiveDate) -> bool {
        self.holidays.contains_key(&day) || (!is_weekday(day) && !self.workdays.contains(&day))
    }

    /// The day itself, or the next on which people work.
    fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        (0..AHEAD).map(|n| add_days(day, n)).find(|day| !self.off(*day)).unwrap_or(day)
    }

    /// True where every day after `from` up to `to` is a day off without being a holiday.
    fn rests(&self, from: NaiveDate, to: NaiveDate) -> bool {
        from < to && days(add_days(from, 1), to).all(|day| self.off(day) && !self.holidays.contains_key(&day))
    }

    fn next(&self, day: NaiveDate) -> NaiveDate {
        self.on_or_after(add_days(day, 1))
    }
}

/// Where each day of an old timetable goes when its first day goes to `start`, or to the next day on which people work.
#[must_use]
pub fn shift(old: &BTreeSet<NaiveDate>, start: NaiveDate, off: &DaysOff) -> BTreeMap<NaiveDate, NaiveDate> {
    let Some((first, last)) = old.first().zip(old.last()) else { return BTreeMap::new() };
    let mut map = BTreeMap::new();
    let mut target = off.on_or_after(start);
    // The working day of the old calendar that `target` stands for; the first day counts as one whatever it is.
    let mut anchor = *first;
    let mut day = *first;
    while day <= *last {
        let after = add_days(target, (day - anchor).num_days());
        let beside = day > *first && off.off(day);
        if beside && old.contains(&day) && off.rests(target, after) {
            map.insert(day, after);
        } else if !beside || old.contains(&day) {
            target = if day > *first { off.next(target) } else { target };
            anchor = day;
            if old.contains(&day) {
                map.insert(day, target);
            }
        }
        day = add_days(day, 1);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;
    use proptest::prelude::*;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn mapped(old: &[&str], start: &str, off: &DaysOff) -> Vec<String> {
        let old: BTreeSet<NaiveDate> = old.iter().map(|text| d(text)).collect();
        shift(&old, d(start), off).values().map(ToString::to_string).collect()
    }

    #[test]
    fn the_third_day_is_the_third_day_again() {
        let off = DaysOff::default();
        // Monday to Friday onto Wednesday to Tuesday.
        let week = ["2025-05-12", "2025-05-13", "2025-05-14", "2025-05-15", "2025-05-16"];
        let want = ["2026-05-13", "2026-05-14", "2026-05-15", "2026-05-18", "2026-05-19"];
        assert_eq!(mapped(&week, "2026-05-13", &off), want);
        // A start on a Saturday is the Monday after; a day left free stays free.
        assert_eq!(mapped(&["2025-05-12", "2025-05-14"], "2026-05-16", &off), ["2026-05-18", "2026-05-20"]);
    }

    #[test]
    fn holidays_are_skipped_and_extra_workdays_used() {
        let mut off = DaysOff::default();
        for n in 1..=5 {
            off.holidays.insert(d(&format!("2026-05-0{n}")), "劳动节".to_owned());
        }
        off.workdays.insert(d("2026-05-09"));
        let old = ["2025-04-21", "2025-04-22", "2025-04-23", "2025-04-24", "2025-04-25", "2025-04-28"];
        let want = ["2026-04-29", "2026-04-30", "2026-05-06", "2026-05-07", "2026-05-08", "2026-05-09"];
        assert_eq!(mapped(&old, "2026-04-29", &off), want);
    }

    #[test]
    fn a_saturday_stays_beside_its_friday() {
        let off = DaysOff::default();
        assert_eq!(
            mapped(&["2025-05-16", "2025-05-17", "2025-05-19"], "2026-05-15", &off),
            ["2026-05-15", "2026-05-16", "2026-05-18"]
        );
    }

    proptest! {
        #[test]
        fn order_is_kept_and_no_working_day_becomes_a_day_off(
            days in proptest::collection::btree_set(0i64..60, 1..20), start in 0i64..400, holidays in proptest::collection::btree_set(0i64..460, 0..20),
        ) {
            let zero = d("2026-01-01");
            let old: BTreeSet<NaiveDate> = days.iter().map(|n| add_days(d("2025-01-02"), *n)).collect();
            let off = DaysOff { holidays: holidays.iter().map(|n| (add_days(zero, *n), String::new())).collect(), ..DaysOff::default() };
            let map = shift(&old, add_days(zero, start), &off);
            prop_assert_eq!(map.len(), old.len());
            let mut before: Option<NaiveDate> = None;
            for (from, to) in &map {
                prop_assert!(!off.holidays.contains_key(to));
                prop_assert!(off.off(*from) || *from == *old.first().unwrap() || !off.off(*to));
                prop_assert!(before.is_none_or(|b| b <= *to));
                before = Some(*to);
            }
        }
    }
}
