//! Days: which are worked on, and how they are written.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

/// A day of that month, moved into the month where it has fewer days.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    let (month, day) = (month.clamp(1, 12), day.clamp(1, 31));
    (0..4).find_map(|less| NaiveDate::from_ymd_opt(year, month, day - less)).unwrap_or(NaiveDate::MIN)
}

/// `YYYY-MM`.
pub(super) fn month(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Monday to Friday, outside the long holidays (by their usual span; not the official calendar of a year).
pub(super) fn worked(date: NaiveDate) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let holiday = match date.month() {
        1 => date.day() <= 3,
        2 => (10..=23).contains(&date.day()),
        5 => date.day() <= 5,
        10 => date.day() <= 8,
        _ => false,
    };
    !weekend && !holiday
}

/// The first worked day from `date` on.
pub(super) fn next_worked(mut date: NaiveDate) -> NaiveDate {
    while !worked(date) {
        date += Duration::days(1);
    }
    date
}

/// The last worked day before `date`.
pub(super) fn worked_before(mut date: NaiveDate) -> NaiveDate {
    date -= Duration::days(1);
    while !worked(date) {
        date -= Duration::days(1);
    }
    date
}

/// `n` worked days from `from` on.
pub(super) fn run(from: NaiveDate, n: usize) -> Vec<NaiveDate> {
    let mut days = Vec::with_capacity(n);
    let mut date = from;
    while days.len() < n {
        date = next_worked(date);
        days.push(date);
        date += Duration::days(1);
    }
    days
}

/// A moment of that day: ISO text to the second.
pub(super) fn moment(date: NaiveDate, hour: i64, minute: i64) -> String {
    format!("{date}T{hour:02}:{minute:02}:00")
}
