//! Says what is owed after a miss, by when, and by which rule: a cause gives one obligation (补训) or none.
//!
//! Causes are those of the office's practice: a no-show, an excused absence, hours short at the end of a class, a year or
//! a programme that ended without enough. Terms are an office's choice ([`Terms`]); the part of a class that may be leave
//! is a rule.

use super::{
    calendar::{add_days, year_end},
    hours::{
        Terms,
        attendance::{Attended, over_leave},
        round,
    },
};
use crate::text::{Lang, make_up as w};
use chrono::{Datelike, NaiveDate};

/// Why something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Did not come (无故缺训).
    NoShow,
    /// Was excused, or on leave for too long.
    Leave,
    /// Came, and has too few hours of the class.
    ShortHours,
    /// A year ended with hours missing.
    YearGap,
    /// A programme ended without them.
    ProgrammeGap,
    /// Was called by name and did not come.
    Named,
}

impl Cause {
    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoShow => "no_show",
            Self::Leave => "leave",
            Self::ShortHours => "short_hours",
            Self::YearGap => "year_gap",
            Self::ProgrammeGap => "programme_gap",
            Self::Named => "named",
        }
    }
}

/// What is owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Obligation {
    /// Why.
    pub cause: Cause,
    /// Hours; `None` where the class's are not known.
    pub hours: Option<f64>,
    /// Since when.
    pub arose: NaiveDate,
    /// By when.
    pub due: NaiveDate,
    /// By which rule or choice.
    pub citation: String,
}

/// A person on a class, as far as it decides what they owe.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat<'a> {
    /// State of the nominee.
    pub state: &'a str,
    /// Called by name.
    pub named: bool,
    /// The class is closed: what was attended is final.
    pub closed: bool,
    /// Hours of the class.
    pub class_hours: Option<f64>,
    /// Last day of the class.
    pub ends: Option<NaiveDate>,
    /// What was marked, with the hours it gives.
    pub attended: Attended,
    /// Hours in the ledger for this class.
    pub earned: f64,
    /// Hours of leave that was granted.
    pub leave: f64,
    /// One in so many of a class's hours may be leave.
    pub leave_part: f64,
    /// The paper that says so.
    pub leave_paper: &'a str,
}

/// What a person owes for a class; `None` while nothing is missed or what is missed may be.
#[must_use]
pub fn of_class(seat: &Seat<'_>, terms: &Terms, today: NaiveDate) -> Option<Obligation> {
    let missed_all = || seat.class_hours;
    let short = || seat.class_hours.map(|all| round((all - seat.earned).max(0.0)));
    let (cause, hours) = match seat.state {
        "no_show" if seat.named => (Cause::Named, missed_all()),
        "no_show" => (Cause::NoShow, missed_all()),
        "excused" if terms.excused_owes => (Cause::Leave, missed_all()),
        "withdrawn" | "expelled" => (Cause::ShortHours, short()),
        "partial" => (Cause::ShortHours, short()),
        "reported" | "completed" if seat.closed => finished(seat, terms, short()?)?,
        _ => return None,
    };
    if hours == Some(0.0) {
        return None;
    }
    let arose = seat.ends.map_or(today, |ends| ends.min(today));
    let from = seat.ends.unwrap_or(today).max(arose);
    let term = w::by_days(Lang::Zh, terms.days);
    let citation = if cause == Cause::Leave { format!("{}；{term}", seat.leave_paper) } else { term };
    Some(Obligation { cause, hours, arose, due: add_days(from, terms.days), citation })
}

/// Somebody who stayed to the end: leave within the part allowed is forgiven, unless the office forgives none.
fn finished(seat: &Seat<'_>, terms: &Terms, short: f64) -> Option<(Cause, Option<f64>)> {
    let class = seat.class_hours?;
    if short <= 0.0 || (!terms.leave_owes_all && !over_leave(short, class, seat.leave_part)) {
        return None;
    }
    let only_leave = seat.attended.absent == 0 && seat.leave > 0.0 && short <= seat.leave + 0.005;
    Some((if only_leave { Cause::Leave } else { Cause::ShortHours }, Some(short)))
}

/// What a person owes for a year that ended with hours missing by a rule. Found after its date, it is due as a miss is.
#[must_use]
pub fn of_year(year: i32, missing: f64, paper: &str, terms: &Terms, today: NaiveDate) -> Obligation {
    let (month, day) = terms.year_due;
    let due = NaiveDate::from_ymd_opt(year + 1, month, day).unwrap_or_else(|| year_end(year + 1));
    let due = if due < today { add_days(today, terms.days) } else { due };
    Obligation {
        cause: Cause::YearGap,
        hours: Some(missing),
        arose: add_days(year_end(year), 1),
        due,
        citation: paper.to_owned(),
    }
}

/// What a person owes who is not through a programme at its deadline; `days` is what the programme asks of each.
#[must_use]
pub fn of_programme(name: &str, deadline: NaiveDate, days: Option<f64>, day: f64, terms: &Terms, today: NaiveDate) -> Obligation {
    let due = add_days(deadline, terms.programme_days);
    Obligation {
        cause: Cause::ProgrammeGap,
        hours: days.map(|days| round(days * day)),
        arose: add_days(deadline, 1),
        due: if due < today { add_days(today, terms.days) } else { due },
        citation: w::by_programme(Lang::Zh, name, deadline.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn seat(state: &'static str) -> Seat<'static> {
        Seat {
            state,
            named: false,
            closed: true,
            class_hours: Some(40.0),
            ends: Some(d("2026-06-12")),
            attended: Attended::default(),
            earned: 0.0,
            leave: 0.0,
            leave_part: 7.0,
            leave_paper: "条例",
        }
    }

    fn owed(seat: &Seat, terms: &Terms) -> Option<(Cause, Option<f64>)> {
        of_class(seat, terms, d("2026-06-20")).map(|o| (o.cause, o.hours))
    }

    #[test]
    fn who_did_not_come_owes_the_class() {
        let terms = Terms::default();
        let found = of_class(&seat("no_show"), &terms, d("2026-06-20")).unwrap();
        assert_eq!(
            (found.cause, found.hours, found.arose, found.due),
            (Cause::NoShow, Some(40.0), d("2026-06-12"), d("2026-09-10"))
        );
        assert_eq!(owed(&Seat { named: true, ..seat("no_show") }, &terms), Some((Cause::Named, Some(40.0))));
        // Marked before the class ends: the term begins with its end.
        let early = of_class(&seat("no_show"), &terms, d("2026-06-08")).unwrap();
        assert_eq!((early.arose, early.due), (d("2026-06-08"), d("2026-09-10")));
        assert_eq!(owed(&Seat { class_hours: None, ..seat("no_show") }, &terms), Some((Cause::NoShow, None)));
    }

    #[test]
    fn an_excuse_owes_unless_the_office_forgives_it() {
        assert_eq!(owed(&seat("excused"), &Terms::default()), Some((Cause::Leave, Some(40.0))));
        assert_eq!(owed(&seat("excused"), &Terms { excused_owes: false, ..Terms::default() }), None);
    }

    /// A seventh of 40 hours is 5.71: 5.5 are forgiven, 6 are not.
    #[test]
    fn leave_within_a_seventh_is_forgiven() {
        let terms = Terms::default();
        let with = |missed: f64| Seat { earned: 40.0 - missed, leave: missed, ..seat("completed") };
        assert_eq!(owed(&with(5.5), &terms), None);
        assert_eq!(owed(&with(6.0), &terms), Some((Cause::Leave, Some(6.0))));
        assert_eq!(owed(&with(4.0), &Terms { leave_owes_all: true, ..terms }), Some((Cause::Leave, Some(4.0))));
        assert_eq!(owed(&with(0.0), &Terms { leave_owes_all: true, ..terms }), None);
    }

    #[test]
    fn absence_without_leave_is_hours_short() {
        let attended = Attended { marked: 10, attended: 8, leave: 1, absent: 1, hours: 32.0 };
        let seat = Seat { attended, earned: 32.0, leave: 4.0, ..seat("completed") };
        assert_eq!(owed(&seat, &Terms::default()), Some((Cause::ShortHours, Some(8.0))));
        assert_eq!(owed(&Seat { closed: false, ..seat.clone() }, &Terms::default()), None);
        assert_eq!(owed(&Seat { state: "withdrawn", ..seat }, &Terms::default()), Some((Cause::ShortHours, Some(8.0))));
    }

    #[test]
    fn states_that_owe_nothing() {
        for state in ["planned", "nominated", "waitlisted", "rejected", "declined", "approved", "notified", "replaced"] {
            assert_eq!(owed(&seat(state), &Terms::default()), None, "{state}");
        }
    }

    #[test]
    fn a_year_and_a_programme() {
        let terms = Terms::default();
        let year = of_year(2025, 12.5, "条例第十四条", &terms, d("2026-01-05"));
        assert_eq!((year.hours, year.arose, year.due), (Some(12.5), d("2026-01-01"), d("2026-06-30")));
        let programme = of_programme("轮训", d("2026-10-31"), Some(5.0), 8.0, &terms, d("2026-11-02"));
        assert_eq!(of_year(2025, 12.5, "条例", &terms, d("2026-07-01")).due, d("2026-09-29"));
        assert_eq!((programme.hours, programme.arose, programme.due), (Some(40.0), d("2026-11-01"), d("2026-12-30")));
    }
}
