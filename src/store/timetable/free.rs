//! Half-days of a teacher: free, taken, or away.

use crate::domain::{
    calendar::{self, Half},
    conflict::SessionView,
};
use chrono::NaiveDate;

/// A time in which a teacher is away, both days included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: Option<String>,
}

/// A day of a teacher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// Ids of the sessions of morning, afternoon and evening; free where there is none.
    pub halves: [Vec<i64>; 3],
    /// Away all day, with the reason where there is one.
    pub away: Option<Option<String>>,
}

/// Free and taken half-days from one day to another, both included, from the sessions and absences of those days.
#[must_use]
pub fn days_of(sessions: &[SessionView], away: &[Away], from: NaiveDate, to: NaiveDate) -> Vec<Day> {
    let day = |date: NaiveDate| {
        let taken = |half: Half| {
            let here = |s: &&SessionView| s.slot.date == date && s.slot.half.parts().contains(&half);
            sessions.iter().filter(here).map(|s| s.id).collect()
        };
        let away = away.iter().find(|a| (a.since..=a.until).contains(&date)).map(|a| a.reason.clone());
        Day { date, halves: [taken(Half::Am), taken(Half::Pm), taken(Half::Eve)], away }
    };
    calendar::days(from, to).map(day).collect()
}
