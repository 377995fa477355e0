//! A year's plan against what was held: which lines are behind, which ahead, by month.
//!
//! A line falls due with the end of its month: until then nothing is late. A line without a month is due at the end of
//! the year. Source: the plan's own columns (期数、月份); nothing in it says a day.

use chrono::{Datelike, NaiveDate};

/// How a line stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All its classes were held.
    Done,
    /// So many classes should have been held and were not, those running now left out.
    Behind(u64),
    /// So many were held before their month was over.
    Ahead(u64),
    /// Nothing due, nothing held, or as many as are due.
    OnTime,
}

/// Classes of a line that are due on a day: all once its month is over, none before.
#[must_use]
pub fn due(year: i32, month: Option<u32>, terms: u64, today: NaiveDate) -> u64 {
    let over = (year, month.unwrap_or(12)) < (today.year(), today.month());
    if over { terms } else { 0 }
}

/// How a line of so many classes stands, with so many due, held and running.
#[must_use]
pub const fn standing(terms: u64, due: u64, held: u64, running: u64) -> Standing {
    let begun = held.saturating_add(running);
    if held >= terms {
        Standing::Done
    } else if begun < due {
        Standing::Behind(due - begun)
    } else if held > due {
        Standing::Ahead(held - due)
    } else {
        Standing::OnTime
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    #[test]
    fn a_line_falls_due_with_its_month() {
        let today = day("2026-11-24").unwrap();
        assert_eq!(due(2026, Some(10), 2, today), 2);
        assert_eq!(due(2026, Some(11), 2, today), 0, "the month is not over");
        assert_eq!(due(2026, None, 2, today), 0);
        assert_eq!((due(2025, None, 2, today), due(2027, Some(1), 2, today)), (2, 0));
        assert_eq!(due(2026, None, 2, day("2027-01-01").unwrap()), 2);
    }

    #[test]
    fn behind_ahead_done() {
        assert_eq!(standing(3, 3, 1, 1), Standing::Behind(1));
        assert_eq!(standing(3, 3, 1, 2), Standing::OnTime);
        assert_eq!(standing(3, 0, 1, 0), Standing::Ahead(1));
        assert_eq!(standing(3, 0, 3, 0), Standing::Done);
        assert_eq!(standing(3, 0, 0, 0), Standing::OnTime);
        assert_eq!(standing(3, 3, 4, 0), Standing::Done);
    }
}
