//! Turns what people do into hours, by rows: places differ in nearly every number.

use std::fmt;

use chrono::NaiveDate;

use super::{attendance::DayWorth, round};

/// One row of `hour_conversion`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// Short code; the same in all versions.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What is counted.
    pub unit: Unit,
    /// Hours of one unit.
    pub hours: f64,
    /// The most hours of one entry.
    pub cap: Option<f64>,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force.
    pub valid_until: Option<NaiveDate>,
    /// Where the number comes from.
    pub doc_title: String,
    /// Clause of it.
    pub clause: Option<String>,
}

/// What a conversion counts. Written as the words of [`Unit::WORDS`], or `course>=30`, `course>15` for a course of so
/// many minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A full day of study.
    Day,
    /// A half-day of study.
    HalfDay,
    /// A meeting of a study group.
    Session,
    /// An hour (学时) of a lecture given.
    Lecture,
    /// A test passed.
    Test,
    /// A course online of at least so many minutes, or of more.
    Course {
        /// Minutes.
        minutes: u32,
        /// The minutes themselves are within.
        inclusive: bool,
    },
}

impl Unit {
    /// The written forms that are one word.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("day", Self::Day),
        ("half_day", Self::HalfDay),
        ("session", Self::Session),
        ("lecture", Self::Lecture),
        ("test", Self::Test),
    ];

    /// Reads the written form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix("course>") {
            let (inclusive, digits) = rest.strip_prefix('=').map_or((false, rest), |digits| (true, digits));
            return Some(Self::Course { minutes: digits.parse().ok()?, inclusive });
        }
        Self::WORDS.into_iter().find(|(word, _)| *word == text).map(|(_, unit)| unit)
    }

    const fn takes(self, length: u32) -> bool {
        match self {
            Self::Course { minutes, inclusive: true } => length >= minutes,
            Self::Course { minutes, inclusive: false } => length > minutes,
            _ => false,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Course { minutes, inclusive } = self {
            return write!(f, "course>{}{minutes}", if *inclusive { "=" } else { "" });
        }
        let word = Self::WORDS.iter().find(|(_, unit)| unit == self).map_or("", |(word, _)| *word);
        f.write_str(word)
    }
}

/// Hours of so many units on a day; `None` where no row says.
#[must_use]
pub fn hours(rows: &[Conversion], unit: Unit, amount: f64, date: NaiveDate) -> Option<f64> {
    let row = in_force(rows, date).filter(|row| row.unit == unit).max_by_key(|row| row.valid_from)?;
    Some(capped(row, amount))
}

/// Hours of an online course of so many minutes: by the longest row it reaches. 0 where it reaches none.
#[must_use]
pub fn course_hours(rows: &[Conversion], minutes: u32, date: NaiveDate) -> f64 {
    let reached = in_force(rows, date).filter(|row| row.unit.takes(minutes));
    let length = |row: &&Conversion| {
        if let Unit::Course { minutes, .. } = row.unit { (minutes, row.valid_from) } else { (0, row.valid_from) }
    };
    reached.max_by_key(length).map_or(0.0, |row| capped(row, 1.0))
}

/// What a day is worth on a day; 8 and 4 where the rows do not say.
#[must_use]
pub fn day_worth(rows: &[Conversion], date: NaiveDate) -> DayWorth {
    let other = DayWorth::default();
    DayWorth {
        day: hours(rows, Unit::Day, 1.0, date).unwrap_or(other.day),
        half_day: hours(rows, Unit::HalfDay, 1.0, date).unwrap_or(other.half_day),
    }
}

fn in_force(rows: &[Conversion], date: NaiveDate) -> impl Iterator<Item = &Conversion> {
    rows.iter().filter(move |row| row.valid_from <= date && row.valid_until.is_none_or(|until| date <= until))
}

fn capped(row: &Conversion, amount: f64) -> f64 {
    let hours = round(row.hours * amount);
    row.cap.map_or(hours, |cap| hours.min(cap))
}
