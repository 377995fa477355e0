//! Splits an entry over a New Year, because hours count in the year in which they were studied.

use chrono::{Datelike, NaiveDate};

use super::round;
use crate::domain::calendar::{days, weekdays};

/// Hours and days of an entry in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The year.
    pub year: i32,
    /// Hours, rounded to 0.01.
    pub hours: f64,
    /// Days, where the entry has any.
    pub days: Option<f64>,
}

/// Splits hours and days by class days: the days of the timetable that lie between `starts` and `ends`, or else Monday
/// to Friday between them, without a calendar of holidays; or else every day, for a class of a weekend.
///
/// The last year takes what rounding leaves, so that the parts add up. One year gives one share.
#[must_use]
pub fn share(starts: NaiveDate, ends: NaiveDate, hours: f64, days_of: Option<f64>, timetable: &[NaiveDate]) -> Vec<Share> {
    if starts.year() >= ends.year() {
        return vec![Share { year: starts.year(), hours: round(hours), days: days_of }];
    }
    let years = class_days_by_year(starts, ends, timetable);
    let all: u32 = years.iter().map(|(_, n)| n).sum();
    let (mut hours_left, mut days_left) = (round(hours), days_of);
    let mut shares = Vec::with_capacity(years.len());
    for (i, (year, n)) in years.iter().enumerate() {
        let last = i + 1 == years.len();
        let part = |whole: f64| round(whole * f64::from(*n) / f64::from(all));
        let hours_here = if last { hours_left } else { part(hours) };
        let days_here = if last { days_left } else { days_of.map(part) };
        hours_left = round(hours_left - hours_here);
        days_left = days_left.zip(days_here).map(|(left, here)| round(left - here));
        shares.push(Share { year: *year, hours: hours_here, days: days_here });
    }
    shares
}

fn class_days_by_year(starts: NaiveDate, ends: NaiveDate, timetable: &[NaiveDate]) -> Vec<(i32, u32)> {
    let mut dates: Vec<NaiveDate> = timetable.iter().copied().filter(|d| (starts..=ends).contains(d)).collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() {
        dates = weekdays(starts, ends);
    }
    if dates.is_empty() {
        dates = days(starts, ends).collect();
    }
    let mut years: Vec<(i32, u32)> = Vec::new();
    for date in dates {
        match years.last_mut() {
            Some((year, n)) if *year == date.year() => *n += 1,
            _ => years.push((date.year(), 1)),
        }
    }
    years
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
    fn by_weekdays_without_a_timetable() {
        let shares = share(d("2021-12-27"), d("2022-01-07"), 80.0, Some(10.0), &[]);
        assert_eq!(
            shares,
            [Share { year: 2021, hours: 40.0, days: Some(5.0) }, Share { year: 2022, hours: 40.0, days: Some(5.0) }]
        );
    }

    #[test]
    fn by_the_timetable_where_there_is_one() {
        let dates: Vec<_> = ["2021-12-31", "2022-01-04", "2022-01-05", "2022-01-08", "2022-01-05"].into_iter().map(d).collect();
        let shares = share(d("2021-12-31"), d("2022-01-08"), 32.0, None, &dates);
        assert_eq!(shares, [Share { year: 2021, hours: 8.0, days: None }, Share { year: 2022, hours: 24.0, days: None }]);
        let outside = share(d("2021-12-31"), d("2022-01-04"), 24.0, None, &[d("2022-03-01")]);
        assert_eq!(outside.iter().map(|s| s.hours).collect::<Vec<_>>(), [8.0, 16.0]);
    }

    #[test]
    fn a_weekend_over_new_year() {
        let shares = share(d("2022-12-31"), d("2023-01-01"), 16.0, None, &[]);
        assert_eq!(shares.iter().map(|s| (s.year, s.hours)).collect::<Vec<_>>(), [(2022, 8.0), (2023, 8.0)]);
    }

    #[test]
    fn all_class_days_in_one_year() {
        let shares = share(d("2021-12-31"), d("2022-01-08"), 16.0, None, &[d("2022-01-04")]);
        assert_eq!(shares, [Share { year: 2022, hours: 16.0, days: None }]);
    }

    proptest! {
        #[test]
        fn shares_add_up(start in 0i64..4000, len in 0i64..900, quarters in 0u32..4000) {
            let from = add_days(d("2015-01-01"), start);
            let hours = f64::from(quarters) / 4.0;
            let shares = share(from, add_days(from, len), hours, Some(hours), &[]);
            prop_assert!((shares.iter().map(|s| s.hours).sum::<f64>() - hours).abs() < 1e-6);
            prop_assert!((shares.iter().filter_map(|s| s.days).sum::<f64>() - hours).abs() < 1e-6);
            prop_assert!(shares.iter().all(|s| s.hours >= 0.0));
            prop_assert!(shares.windows(2).all(|w| w[0].year < w[1].year));
        }
    }
}
