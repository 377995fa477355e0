//! Lecture fees (讲课费): hours paid, the rate, the sum for each lecturer of a class.
//!
//! Source: 《中央和国家机关培训费管理办法》: a half-day is paid for 4 hours at most, a lecture for several classes once, and
//! an hour by the lecturer's level at most; each place has its own figures, so they are dated rows.

use super::{calendar::Half, hours::round};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Hours of a half-day that are paid at most.
pub const HALF_DAY: f64 = 4.0;
/// The level of rows for everybody without one of their own.
pub const OTHERS: &str = "其他";

/// The most an hour for a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Standard {
    /// Level, a word of list `teacher_level`, or [`OTHERS`].
    pub level: String,
    /// Yuan an hour.
    pub fee: f64,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// The rate of a level on a day: its own row, or that for others; of several the latest.
#[must_use]
pub fn rate(standards: &[Standard], level: Option<&str>, day: NaiveDate) -> Option<f64> {
    let valid = |s: &&Standard| s.from <= day && s.until.is_none_or(|until| day <= until);
    let of = |level: &str| standards.iter().filter(valid).filter(|s| s.level == level).max_by_key(|s| s.from).map(|s| s.fee);
    level.and_then(of).or_else(|| of(OTHERS))
}

/// A lecture of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Lecture {
    /// The lecturer.
    pub teacher: i64,
    /// The day.
    pub date: NaiveDate,
    /// The half-day.
    pub half: Half,
    /// Hours; `None` where nobody wrote them down.
    pub hours: Option<f64>,
    /// Paid with another class that had the same lecture.
    pub elsewhere: bool,
}

/// A lecturer as fees see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lecturer {
    /// Level.
    pub level: Option<String>,
    /// Agreed yuan an hour.
    pub agreed: Option<f64>,
}

/// What somebody gets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Due {
    /// Hours taught.
    pub taught: f64,
    /// Hours paid.
    pub paid: f64,
    /// Yuan an hour.
    pub rate: f64,
    /// Yuan.
    pub sum: f64,
    /// More was agreed than the standard allows; the standard is paid.
    pub over: bool,
    /// Lectures without hours.
    pub unknown: u32,
}

/// Adds up the lectures of a class, by lecturer.
#[must_use]
pub fn due(lectures: &[Lecture], lecturers: &BTreeMap<i64, Lecturer>, standards: &[Standard]) -> BTreeMap<i64, Due> {
    let mut halves: BTreeMap<(i64, NaiveDate, Half), f64> = BTreeMap::new();
    let mut all: BTreeMap<i64, Due> = BTreeMap::new();
    let mut first: BTreeMap<i64, NaiveDate> = BTreeMap::new();
    for lecture in lectures {
        let due = all.entry(lecture.teacher).or_default();
        due.unknown += u32::from(lecture.hours.is_none());
        due.taught += lecture.hours.unwrap_or(0.0);
        first.entry(lecture.teacher).and_modify(|day| *day = (*day).min(lecture.date)).or_insert(lecture.date);
        if lecture.elsewhere {
            continue;
        }
        let parts = lecture.half.parts();
        #[allow(clippy::cast_precision_loss)]
        let each = lecture.hours.unwrap_or(0.0) / parts.len() as f64;
        for part in parts {
            *halves.entry((lecture.teacher, lecture.date, *part)).or_default() += each;
        }
    }
    for ((teacher, ..), hours) in halves {
        all.entry(teacher).or_default().paid += hours.min(HALF_DAY);
    }
    for (teacher, due) in &mut all {
        let lecturer = lecturers.get(teacher).cloned().unwrap_or_default();
        let most = first.get(teacher).and_then(|day| rate(standards, lecturer.level.as_deref(), *day));
        due.over = lecturer.agreed.zip(most).is_some_and(|(agreed, most)| agreed > most + 1e-9);
        due.rate = match (lecturer.agreed, most) {
            (Some(agreed), Some(most)) => agreed.min(most),
            (agreed, most) => agreed.or(most).unwrap_or(0.0),
        };
        (due.taught, due.paid) = (round(due.taught), round(due.paid));
        due.sum = round(due.paid * due.rate);
    }
    all
}

#[derive(Deserialize)]
struct File {
    source: String,
    fee: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    level: String,
    fee: f64,
    valid_from: String,
    clause: String,
}

/// A row that a new database starts with: standard, title of the paper, clause.
pub type Shipped = (Standard, String, String);

/// The standards that a new database starts with.
#[must_use]
pub fn shipped() -> Vec<Shipped> {
    let Ok(file) = toml::from_str::<File>(include_str!("../../assets/rules/fees.toml")) else { return Vec::new() };
    let row = |row: Row| {
        let from = super::calendar::day(&row.valid_from)?;
        Some((Standard { level: row.level, fee: row.fee, from, until: None }, file.source.clone(), row.clause))
    };
    file.fee.into_iter().filter_map(row).collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    fn lecture(teacher: i64, date: &str, half: Half, hours: f64) -> Lecture {
        Lecture { teacher, date: day(date).unwrap(), half, hours: Some(hours), elsewhere: false }
    }

    fn standards() -> Vec<Standard> {
        shipped().into_iter().map(|(standard, ..)| standard).collect()
    }

    fn lecturer(level: &str, agreed: Option<f64>) -> Lecturer {
        Lecturer { level: Some(level.to_owned()), agreed }
    }

    #[test]
    fn the_file_is_read() {
        assert_eq!(standards().len(), 4);
        assert_eq!(rate(&standards(), Some("正高"), day("2026-05-01").unwrap()), Some(1000.0));
        assert_eq!(rate(&standards(), Some("中级"), day("2026-05-01").unwrap()), Some(500.0));
        assert_eq!(rate(&standards(), None, day("2016-12-31").unwrap()), None);
    }

    #[test]
    fn a_half_day_is_paid_for_four_hours_and_a_joint_lecture_once() {
        let lectures = [
            lecture(1, "2026-05-11", Half::Am, 3.0),
            lecture(1, "2026-05-11", Half::Am, 2.0),
            lecture(1, "2026-05-11", Half::Pm, 3.0),
            Lecture { elsewhere: true, ..lecture(1, "2026-05-12", Half::Am, 4.0) },
            lecture(2, "2026-05-12", Half::Day, 8.0),
            Lecture { hours: None, ..lecture(2, "2026-05-13", Half::Am, 0.0) },
        ];
        let people = BTreeMap::from([(1, lecturer("正高", None)), (2, lecturer("副高", Some(800.0)))]);
        let due = due(&lectures, &people, &standards());
        assert_eq!(due[&1], Due { taught: 12.0, paid: 7.0, rate: 1000.0, sum: 7000.0, over: false, unknown: 0 });
        assert_eq!(due[&2], Due { taught: 8.0, paid: 8.0, rate: 500.0, sum: 4000.0, over: true, unknown: 1 });
    }

    #[test]
    fn what_was_agreed_below_the_standard_is_paid() {
        let people = BTreeMap::from([(1, lecturer("正高", Some(600.0)))]);
        let due = due(&[lecture(1, "2026-05-11", Half::Am, 4.0)], &people, &standards());
        assert_eq!((due[&1].rate, due[&1].sum, due[&1].over), (600.0, 2400.0, false));
    }

    #[test]
    fn an_old_class_is_settled_by_the_old_standard() {
        let old = Standard { level: "正高".into(), fee: 800.0, from: day("2010-01-01").unwrap(), until: day("2016-12-31") };
        let all: Vec<Standard> = std::iter::once(old).chain(standards()).collect();
        assert_eq!(rate(&all, Some("正高"), day("2016-06-01").unwrap()), Some(800.0));
        assert_eq!(rate(&all, Some("正高"), day("2017-06-01").unwrap()), Some(1000.0));
    }
}
