//! How a person attends a class: marks by half-day, leaves, and the hours that follow from them alone.

use super::{Cx, chance::Chance, classes::Class};
use chrono::{Datelike, NaiveDate};

/// How it goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    /// Comes, perhaps with a short leave.
    Comes,
    /// Away for more than a seventh.
    Short,
    /// Stops half way, with leave.
    Leaves,
    /// Absent without leave for two days.
    Truant,
    /// Never comes, with leave.
    Excused,
    /// Never comes.
    Missing,
}

/// One half-day.
pub(super) struct Mark {
    pub date: NaiveDate,
    pub half: &'static str,
    pub word: &'static str,
}

/// A leave: first day, last day, half-days.
pub(super) struct Leave {
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub half_days: i64,
}

/// What the register of one person says.
#[derive(Default)]
pub(super) struct Register {
    pub marks: Vec<Mark>,
    pub leave: Option<Leave>,
}

impl Register {
    /// Draws the register of a class, as far as it has run by the morning of today.
    pub(super) fn draw(cx: &Cx, chance: &mut Chance, class: &Class, fate: Fate) -> Self {
        let mut halves: Vec<(NaiveDate, &'static str)> = Vec::new();
        for &date in class.days.iter().filter(|d| **d <= cx.plan.today) {
            halves.push((date, "am"));
            if date < cx.plan.today {
                halves.push((date, "pm"));
                let evening = matches!(date.weekday(), chrono::Weekday::Tue | chrono::Weekday::Thu);
                if class.evenings() && evening {
                    halves.push((date, "eve"));
                }
            }
        }
        let n = halves.len();
        let long = class.days.len() * 2;
        // First half-day away, how many, and the mark of them.
        let (from, many, mark) = match fate {
            Fate::Comes if chance.hit(150) && long >= 6 => (chance.below(n), 1 + chance.below(long / 7), "leave"),
            Fate::Comes => (0, 0, "present"),
            Fate::Short => (chance.below(n.saturating_sub(long / 7 + 1)), long / 7 + 1, "leave"),
            Fate::Leaves => (n / 2, n, "leave"),
            Fate::Truant => ((n / 3).min(n.saturating_sub(4)), n, "absent"),
            Fate::Excused => (0, n, "leave"),
            Fate::Missing => (0, n, "absent"),
        };
        let marks: Vec<Mark> = halves
            .iter()
            .enumerate()
            .map(|(i, &(date, half))| {
                let away = i >= from && i < from + many;
                Mark { date, half, word: if away { mark } else { present(chance) } }
            })
            .collect();
        Self { leave: leave(&marks), marks }
    }

    /// Attended half-days of a day times four, eight at most, by year of the day.
    pub(super) fn hours(&self, year: impl Fn(i32) -> bool) -> f64 {
        let mut total = 0.0;
        let mut rest = self.marks.as_slice();
        while let Some(first) = rest.first() {
            let day = rest.iter().take_while(|m| m.date == first.date).count();
            let attended = rest[..day].iter().filter(|m| matches!(m.word, "present" | "late" | "early")).count();
            if year(first.date.year()) {
                total += (attended as f64 * 4.0).min(8.0);
            }
            rest = &rest[day..];
        }
        total
    }
}

fn present(chance: &mut Chance) -> &'static str {
    match chance.below(1000) {
        0..12 => "late",
        12..18 => "early",
        18..22 => "absent",
        _ => "present",
    }
}

fn leave(marks: &[Mark]) -> Option<Leave> {
    let away: Vec<&Mark> = marks.iter().filter(|m| m.word == "leave").collect();
    let (first, last) = (away.first()?, away.last()?);
    Some(Leave { since: first.date, until: last.date, half_days: away.len() as i64 })
}
