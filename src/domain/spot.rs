//! Whose online hours are looked at again: scripts that play courses leave traces, and a share is drawn by chance.
//!
//! The draw depends on person and year only, so that the list can be made again and nobody can be left out quietly.

use crate::text::{T, report as w};

/// No more than so many hours of courses can be watched in a day.
const A_DAY: f64 = 16.0;

/// A person's online hours of a year, entry by entry in the order of their days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Online {
    /// Hours.
    pub hours: f64,
    /// Entries.
    pub entries: u64,
    /// The most hours of courses completed on one day; sums of a year are not counted here.
    pub most_a_day: f64,
    /// Entries without evidence.
    pub unproved: u64,
    day: Option<String>,
    of_day: f64,
    courses: u64,
}

impl Online {
    /// One more entry; days must come in order.
    pub fn add(&mut self, hours: f64, day: Option<&str>, unproved: bool) {
        self.hours += hours;
        self.entries += 1;
        self.unproved += u64::from(unproved);
        if self.day.as_deref() != day {
            (self.day, self.of_day, self.courses) = (day.map(ToOwned::to_owned), 0.0, 0);
        }
        self.of_day += hours;
        self.courses += 1;
        // One entry may be the sum of a year, dated on the day it was taken over.
        if day.is_some() && self.courses > 1 {
            self.most_a_day = self.most_a_day.max(self.of_day);
        }
    }
}

/// Why somebody is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Drawn by chance.
    Drawn,
    /// More hours on a day than a day has.
    TooFast,
    /// Nothing proves any of it.
    Unproved,
}

impl Why {
    /// In words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Drawn => w::WHY_DRAWN,
            Self::TooFast => w::WHY_FAST,
            Self::Unproved => w::WHY_UNPROVED,
        }
    }
}

/// Says whether a person's online hours of a year are looked at, with `share` per cent drawn by chance.
#[must_use]
pub fn checked(person: i64, year: i32, share: f64, online: &Online) -> Option<Why> {
    if online.hours <= 0.0 {
        return None;
    }
    if online.most_a_day > A_DAY {
        return Some(Why::TooFast);
    }
    if online.unproved == online.entries {
        return Some(Why::Unproved);
    }
    (lot(person, year) < share / 100.0).then_some(Why::Drawn)
}

/// A number from 0 to 1 that person and year always give again.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
fn lot(person: i64, year: i32) -> f64 {
    let mut x = (person as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (year as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    for by in [30, 27, 31] {
        x = (x ^ (x >> by)).wrapping_mul(0x94D0_49BB_1331_11EB);
    }
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn online(entries: &[(f64, &str, bool)]) -> Online {
        let mut sum = Online::default();
        entries.iter().for_each(|(hours, day, unproved)| sum.add(*hours, Some(day), *unproved));
        sum
    }

    #[test]
    fn the_draw_is_as_large_as_asked_and_always_the_same() {
        let proved = online(&[(10.0, "2026-03-01", false)]);
        let drawn = |share| (1..=20_000).filter(|id| checked(*id, 2026, share, &proved).is_some()).count();
        assert!((900..1100).contains(&drawn(5.0)), "{}", drawn(5.0));
        assert_eq!((drawn(0.0), drawn(100.0)), (0, 20_000));
        let other = (1..=20_000).filter(|id| checked(*id, 2027, 5.0, &proved) == checked(*id, 2026, 5.0, &proved)).count();
        assert!(other < 19_000, "another year draws others");
    }

    #[test]
    fn who_stands_out_is_always_looked_at() {
        assert_eq!(checked(1, 2026, 0.0, &online(&[(9.0, "2026-03-01", false), (8.0, "2026-03-01", false)])), Some(Why::TooFast));
        assert_eq!(checked(1, 2026, 0.0, &online(&[(9.0, "2026-03-01", false), (8.0, "2026-03-02", false)])), None);
        assert_eq!(checked(1, 2026, 0.0, &online(&[(60.0, "2026-12-20", false)])), None, "the sum of a year");
        assert_eq!(checked(1, 2026, 0.0, &online(&[(6.0, "2026-12-20", true)])), Some(Why::Unproved));
        assert_eq!(checked(1, 2026, 100.0, &Online::default()), None);
    }
}
