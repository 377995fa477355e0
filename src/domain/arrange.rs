//! Arranges who makes what up where: obligations, people and classes with free seats become an assignment.
//!
//! What is best, in this order: the most obligations settled by their due date; the fewest travels beyond a person's first;
//! the classes that fit better. Of answers alike in all three, classes that end earlier are preferred as far as the figures
//! of the program tell them apart. What must hold: seats of a class, nobody in two places, of each unit no more people away
//! on a day than the office allows, and no hour of a class counted for two obligations of one person. An obligation of more
//! hours than one class gives may be settled by several together. It is a linear program in whole numbers, solved by
//! `microlp`: as a whole where it can be, which is proved to be the best then; else a plain answer is bettered part by part.

pub mod fit;
mod greedy;
mod model;
mod search;
mod several;

use super::calendar::days_inclusive;
use chrono::NaiveDate;
pub use fit::{Fit, Held, Learner, Missed, Obstacle, fit, fits_in_part};
pub use several::bundles;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// Choices looked at for one obligation; the best fitting ones.
pub const MOST: usize = 24;

/// A way to settle an obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The class, or several that together have the hours: indexes in [`Problem::classes`], in the order of their days.
    pub classes: Vec<usize>,
    /// How well it fits, 0 best.
    pub unfit: u8,
}

impl Choice {
    /// One class.
    #[must_use]
    pub fn one(class: usize, unfit: u8) -> Self {
        Self { classes: vec![class], unfit }
    }
}

/// An obligation to place, with the classes that fit, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Debt {
    /// The obligation.
    pub id: i64,
    /// Who owes it.
    pub person: i64,
    /// Whose people are not to be away together.
    pub unit: Option<i64>,
    /// Hours owed; 0 where not known.
    pub hours: f64,
    /// What would settle it, best first.
    pub fits: Vec<Choice>,
}

/// A class with seats.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// The class.
    pub id: i64,
    /// First day.
    pub starts: NaiveDate,
    /// Last day.
    pub ends: NaiveDate,
    /// Hours it gives.
    pub hours: f64,
    /// Seats free; `None` where there is no limit.
    pub seats: Option<u32>,
    /// Nobody travels for it and nobody is away: online.
    pub online: bool,
}

/// Everything to be arranged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problem {
    /// What is owed.
    pub debts: Vec<Debt>,
    /// Where it could be made up.
    pub classes: Vec<Class>,
    /// People of a unit away on a day at most.
    pub unit_limit: u32,
    /// People of a unit who are away on a day already.
    pub away: BTreeMap<(i64, NaiveDate), u32>,
}

/// Why an obligation stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// No class fits.
    NothingFits,
    /// Every class that fits is full.
    Full,
    /// The person is elsewhere, or there are too few hours for all they owe.
    Busy,
    /// Too many of the unit would be away.
    UnitAway,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Of each obligation the choice, an index in its [`Debt::fits`]; `None` where it stays open.
    pub places: Vec<Option<usize>>,
    /// Nothing better exists.
    pub proved: bool,
}

/// Is told how long it has worked, as a part of what it may take; false stops it.
pub type Going<'a> = &'a mut dyn FnMut(f64) -> bool;

/// Choices of a problem that the program solves as a whole as a rule; larger ones are bettered part by part.
const WHOLE: usize = 4_000;

/// Finds a plan within so much time; `None` where `going` stopped it.
#[must_use]
pub fn arrange(problem: &Problem, time: Duration, going: Going) -> Option<Plan> {
    let begun = Instant::now();
    let mut best = greedy::plan(problem);
    if problem.debts.iter().map(|debt| debt.fits.len()).sum::<usize>() <= WHOLE {
        let half = &mut |part: f64| going(part / 2.0);
        let found = model::solve(problem, &best, time / 2, half)?;
        if let Some(plan) = found.filter(|plan| value(problem, &plan.places) >= value(problem, &best)) {
            if plan.proved {
                return Some(plan);
            }
            best = plan.places;
        }
    }
    let left = time.saturating_sub(begun.elapsed());
    let rest = &mut |part: f64| going(1.0 - (1.0 - part) * left.as_secs_f64() / time.as_secs_f64().max(1e-9));
    Some(Plan { places: search::better(problem, best, left, rest)?, proved: false })
}

/// What a plan is worth: settled, minus travels beyond a person's first, minus how badly it fits.
#[must_use]
pub fn value(problem: &Problem, places: &[Option<usize>]) -> (usize, i64, i64) {
    let mut trips: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    let mut unfit = 0;
    for (debt, place) in problem.debts.iter().zip(places) {
        let Some(choice) = place.and_then(|n| debt.fits.get(n)) else { continue };
        trips.entry(debt.person).or_default().extend(choice.classes.iter().filter(|class| !problem.classes[**class].online));
        unfit += i64::from(choice.unfit);
    }
    let again: usize = trips.values().map(|trip| trip.len().saturating_sub(1)).sum();
    let settled = places.iter().flatten().count();
    (settled, -i64::try_from(again).unwrap_or(0), -unfit)
}

/// True where a plan keeps every condition.
#[must_use]
pub fn holds(problem: &Problem, places: &[Option<usize>]) -> bool {
    let mut taken = Taken::new(problem);
    problem.debts.iter().zip(places).all(|(debt, place)| {
        let Some(n) = *place else { return true };
        let Some(choice) = debt.fits.get(n).filter(|choice| taken.hinders(debt, choice).is_none()) else { return false };
        taken.take(debt, choice);
        true
    })
}

/// The hours of an obligation that each class of a choice gives: the earlier ones all they have, the last what is left.
#[must_use]
pub fn shares(problem: &Problem, debt: &Debt, choice: &Choice) -> Vec<(usize, f64)> {
    let mut left = debt.hours;
    let mut shares = Vec::with_capacity(choice.classes.len());
    for (n, class) in choice.classes.iter().enumerate() {
        let last = n + 1 == choice.classes.len();
        let here = if last { left } else { left.min(problem.classes[*class].hours) };
        left -= here;
        shares.push((*class, here));
    }
    shares
}

/// Why each obligation that a plan leaves open stays so, by what is taken in the end.
#[must_use]
pub fn open(problem: &Problem, places: &[Option<usize>]) -> Vec<(usize, Open)> {
    let mut taken = Taken::new(problem);
    for (debt, place) in problem.debts.iter().zip(places) {
        if let Some(choice) = place.and_then(|n| debt.fits.get(n)) {
            taken.take(debt, choice);
        }
    }
    let why = |debt: &Debt| debt.fits.iter().filter_map(|f| taken.hinders(debt, f)).min().unwrap_or(Open::NothingFits);
    let left = problem.debts.iter().enumerate().filter(|(n, _)| places[*n].is_none());
    left.map(|(n, debt)| (n, why(debt))).collect()
}

/// What is taken of seats, days and hours while a plan grows.
struct Taken<'a> {
    problem: &'a Problem,
    seats: Vec<u32>,
    /// Of a person: classes they go to, with the hours already used there.
    people: BTreeMap<i64, Vec<(usize, f64)>>,
    /// People of a unit away on a day.
    away: BTreeMap<(i64, NaiveDate), u32>,
}

impl<'a> Taken<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self { problem, seats: vec![0; problem.classes.len()], people: BTreeMap::new(), away: problem.away.clone() }
    }

    /// What is in the way of one more obligation on the classes of a choice.
    fn hinders(&self, debt: &Debt, choice: &Choice) -> Option<Open> {
        let other = |n: usize| choice.classes[..n].iter().any(|before| self.clash(*before, choice.classes[n]));
        if (1..choice.classes.len()).any(other) {
            return Some(Open::Busy);
        }
        shares(self.problem, debt, choice).into_iter().find_map(|(class, hours)| self.hinders_at(debt, class, hours))
    }

    fn hinders_at(&self, debt: &Debt, at: usize, hours: f64) -> Option<Open> {
        let class = &self.problem.classes[at];
        let going = self.people.get(&debt.person).map(Vec::as_slice).unwrap_or_default();
        if let Some((_, used)) = going.iter().find(|(c, _)| *c == at) {
            return (used + hours > class.hours + 1e-6).then_some(Open::Busy);
        }
        if hours > class.hours + 1e-6 {
            return Some(Open::NothingFits);
        }
        if class.seats.is_some_and(|seats| self.seats[at] >= seats) {
            return Some(Open::Full);
        }
        if class.online {
            return None;
        }
        if going.iter().any(|(c, _)| self.clash(*c, at)) {
            return Some(Open::Busy);
        }
        let unit = debt.unit?;
        let full = |day| self.away.get(&(unit, day)).is_some_and(|n| *n >= self.problem.unit_limit);
        days(class).any(full).then_some(Open::UnitAway)
    }

    /// Nobody can be on both.
    fn clash(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.problem.classes[a], &self.problem.classes[b]);
        !a.online && !b.online && a.starts <= b.ends && b.starts <= a.ends
    }

    fn take(&mut self, debt: &Debt, choice: &Choice) {
        for (at, hours) in shares(self.problem, debt, choice) {
            let going = self.people.entry(debt.person).or_default();
            if let Some((_, used)) = going.iter_mut().find(|(c, _)| *c == at) {
                *used += hours;
                continue;
            }
            going.push((at, hours));
            self.seats[at] += 1;
            let class = &self.problem.classes[at];
            if let Some(unit) = debt.unit.filter(|_| !class.online) {
                for day in days(class) {
                    *self.away.entry((unit, day)).or_default() += 1;
                }
            }
        }
    }
}

fn days(class: &Class) -> impl Iterator<Item = NaiveDate> {
    let n = usize::try_from(days_inclusive(class.starts, class.ends)).unwrap_or(0);
    class.starts.iter_days().take(n)
}

#[cfg(test)]
mod tests;
