//! Hours of a class that crosses the New Year, parted by class days.
//!
//! The days are those of the timetable where there is one, else Monday to Friday between start and end, without a
//! calendar of holidays; each day counts the same.

use chrono::{Datelike, NaiveDate, Weekday};

/// The share of one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The year.
    pub year: i32,
    /// Hours, rounded to 0.01; the shares add up to the whole.
    pub hours: f64,
    /// Class days in that year.
    pub days: f64,
}

/// Parts `hours` over the years of the class days. Where no class day is known (a weekend only), the day it started
/// counts. `timetable` may hold a day twice and days outside; those count once, and not at all.
#[must_use]
pub fn by_year(hours: f64, starts: NaiveDate, ends: NaiveDate, timetable: &[NaiveDate]) -> Vec<Share> {
    let mut days: Vec<NaiveDate> = timetable.iter().copied().filter(|d| (starts..=ends).contains(d)).collect();
    if days.is_empty() {
        days = starts.iter_days().take_while(|d| *d <= ends).filter(|d| workday(*d)).collect();
    }
    if days.is_empty() {
        days.push(starts);
    }
    days.sort_unstable();
    days.dedup();
    let total = days.len();
    let mut shares: Vec<Share> = Vec::new();
    for day in days {
        match shares.last_mut() {
            Some(share) if share.year == day.year() => share.days += 1.0,
            _ => shares.push(Share { year: day.year(), hours: 0.0, days: 1.0 }),
        }
    }
    spread(hours, total, &mut shares);
    shares
}

#[allow(clippy::cast_precision_loss)]
fn spread(hours: f64, total: usize, shares: &mut [Share]) {
    let mut left = hours;
    let last = shares.len() - 1;
    for (i, share) in shares.iter_mut().enumerate() {
        let part = if i == last { left } else { (hours * share.days / total as f64 * 100.0).round() / 100.0 };
        share.hours = (part * 100.0).round() / 100.0;
        left -= share.hours;
    }
}

fn workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn over_the_new_year() {
        let shares = by_year(80.0, day(2017, 12, 25), day(2018, 1, 5), &[]);
        assert_eq!(shares, [Share { year: 2017, hours: 40.0, days: 5.0 }, Share { year: 2018, hours: 40.0, days: 5.0 }]);
        let table = [day(2021, 12, 30), day(2021, 12, 30), day(2022, 1, 4), day(2022, 1, 8)];
        let shares = by_year(24.0, day(2021, 12, 27), day(2022, 1, 8), &table);
        assert_eq!(shares.iter().map(|s| s.hours).collect::<Vec<_>>(), [8.0, 16.0]);
    }

    proptest! {
        #[test]
        fn shares_add_up(hours in 0_u32..2000, from in 0_i64..2000, long in 0_i64..500) {
            let starts = day(2018, 1, 1) + chrono::Duration::days(from);
            let hours = f64::from(hours) / 4.0;
            let shares = by_year(hours, starts, starts + chrono::Duration::days(long), &[]);
            let sum: f64 = shares.iter().map(|s| s.hours).sum();
            prop_assert!((sum - hours).abs() < 1e-6);
        }
    }
}
