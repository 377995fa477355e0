//! The assignment as a linear program in whole numbers: rows and columns for `microlp`.

use super::{Debt, Going, Plan, Problem};
use chrono::NaiveDate;
use microlp::{
    ComparisonOp, OptimizationDirection, Problem as Program, ResumeOptions, Solution, SolveOptions, SolveOutcome, Variable,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// How long it works between two looks at whether to stop.
const SLICE: Duration = Duration::from_millis(150);

/// Columns of the program.
struct Columns {
    /// Of each obligation its classes with their columns.
    debts: Vec<Vec<(usize, Variable)>>,
    /// A person on a class: the column of the obligation itself where they owe only one.
    seats: BTreeMap<(i64, usize), Variable>,
}

/// Solves it; the inner `None` where time ran out before any answer, the outer where `going` stopped it.
pub(super) fn solve(problem: &Problem, first: &[Option<usize>], time: Duration, going: Going) -> Option<Option<Plan>> {
    let (program, columns) = build(problem);
    let begun = Instant::now();
    let slice = |left: Duration| Some(SLICE.min(left));
    let mut options = SolveOptions::default();
    options.time_limit = slice(time);
    options.warm_start = Some(start(first, &columns, problem));
    let mut outcome = program.solve_with(options).ok();
    loop {
        let spent = begun.elapsed();
        if !going((spent.as_secs_f64() / time.as_secs_f64()).min(1.0)) {
            return None;
        }
        let Some(now) = outcome.take() else { return Some(None) };
        if now.is_optimal() || spent >= time {
            return Some(now.solution().map(|found| plan(found, &columns, now.is_optimal())));
        }
        outcome = match resume(now, slice(time.saturating_sub(spent))) {
            Ok(next) => Some(next),
            Err(last) => return Some(last),
        };
    }
}

/// Goes on; an outcome that cannot be gone on with ends it.
fn resume(now: SolveOutcome, time_limit: Option<Duration>) -> Result<SolveOutcome, Option<Plan>> {
    let mut options = ResumeOptions::default();
    options.time_limit = time_limit;
    now.resume_with(options).map_err(|_| None)
}

/// The columns that a plan sets to one.
fn start(places: &[Option<usize>], columns: &Columns, problem: &Problem) -> Vec<(Variable, f64)> {
    let mut set: BTreeMap<usize, (Variable, f64)> = BTreeMap::new();
    for (n, list) in columns.debts.iter().enumerate() {
        for (class, column) in list {
            let on = places[n] == Some(*class);
            let value = f64::from(u8::from(on));
            set.insert(column.idx(), (*column, value));
            if on && let Some(seat) = columns.seats.get(&(problem.debts[n].person, *class)) {
                set.insert(seat.idx(), (*seat, 1.0));
            }
        }
    }
    set.into_values().collect()
}

fn plan(found: &Solution, columns: &Columns, proved: bool) -> Plan {
    let chosen = |list: &Vec<(usize, Variable)>| list.iter().find(|(_, column)| found.var_value(*column) > 0.5).map(|(c, _)| *c);
    Plan { places: columns.debts.iter().map(chosen).collect(), proved }
}

fn build(problem: &Problem) -> (Program, Columns) {
    let mut program = Program::new(OptimizationDirection::Maximize);
    let mut owed: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (n, debt) in problem.debts.iter().enumerate() {
        owed.entry(debt.person).or_default().push(n);
    }
    let again: usize = owed.values().map(|list| list.len() - 1).sum();
    let worth = Worth::of(problem, again);
    let column = |program: &mut Program, debt: &Debt, (class, unfit): (usize, u8)| {
        (class, program.add_binary_var(worth.of_place(problem, debt, class, unfit)))
    };
    let debts: Vec<Vec<(usize, Variable)>> =
        problem.debts.iter().map(|debt| debt.fits.iter().map(|fit| column(&mut program, debt, *fit)).collect()).collect();
    let mut columns = Columns { debts, seats: BTreeMap::new() };
    for list in &columns.debts {
        if list.len() > 1 {
            at_most(&mut program, list.iter().map(|(_, column)| *column), 1.0);
        }
    }
    for (person, list) in &owed {
        seats(&mut program, problem, &mut columns, *person, list);
    }
    limits(&mut program, problem, &columns);
    (program, columns)
}

/// What columns are worth, so that the first aim always outweighs the second and that the third.
struct Worth {
    settled: f64,
    fit: f64,
}

impl Worth {
    #[allow(clippy::cast_precision_loss)]
    fn of(problem: &Problem, again: usize) -> Self {
        let most = problem.debts.iter().flat_map(|d| d.fits.iter().map(|f| f.1)).max().unwrap_or(0);
        let all = problem.debts.len().max(1) as f64;
        Self { settled: again as f64 + 1.0, fit: 0.5 / (all * (f64::from(most) + 1.0)) }
    }

    /// The better fit first; of two alike the one that ends earlier, by less than any step of fit.
    #[allow(clippy::cast_precision_loss)]
    fn of_place(&self, problem: &Problem, debt: &Debt, class: usize, unfit: u8) -> f64 {
        let earlier = debt.fits.iter().filter(|f| problem.classes[f.0].ends < problem.classes[class].ends).count();
        let tie = 0.5 * earlier as f64 / (debt.fits.len() as f64 * problem.debts.len().max(1) as f64);
        self.settled - self.fit * (f64::from(unfit) + tie)
    }
}

/// A person's seats: one column a class where they owe several, so that two obligations take one seat and one travel.
fn seats(program: &mut Program, problem: &Problem, columns: &mut Columns, person: i64, owed: &[usize]) {
    if let [n] = owed {
        for (class, column) in &columns.debts[*n] {
            columns.seats.insert((person, *class), *column);
        }
        return;
    }
    let classes: BTreeSet<usize> = owed.iter().flat_map(|n| columns.debts[*n].iter().map(|(class, _)| *class)).collect();
    let mut travels = Vec::new();
    for class in classes {
        let seat = program.add_binary_var(0.0);
        let held = &problem.classes[class];
        let mut hours = vec![(seat, -held.hours)];
        for n in owed {
            let Some((_, column)) = columns.debts[*n].iter().find(|(c, _)| *c == class) else { continue };
            program.add_constraint([(*column, 1.0), (seat, -1.0)], ComparisonOp::Le, 0.0);
            hours.push((*column, problem.debts[*n].hours));
        }
        program.add_constraint(hours.as_slice(), ComparisonOp::Le, 0.0);
        columns.seats.insert((person, class), seat);
        if !held.online {
            travels.push((class, seat));
        }
    }
    // Beyond the first travel each costs one.
    let again = program.add_var(-1.0, (0.0, f64::INFINITY));
    let mut row: Vec<(Variable, f64)> = travels.iter().map(|(_, seat)| (*seat, 1.0)).collect();
    row.push((again, -1.0));
    program.add_constraint(row.as_slice(), ComparisonOp::Le, 1.0);
    for day in first_days(problem, travels.iter().map(|(class, _)| *class)) {
        let there = travels.iter().filter(|(class, _)| on(problem, *class, day)).map(|(_, seat)| *seat);
        at_most(program, there, 1.0);
    }
}

/// Seats of the classes, and people of a unit away on a day.
fn limits(program: &mut Program, problem: &Problem, columns: &Columns) {
    let units: BTreeMap<i64, i64> = problem.debts.iter().filter_map(|d| Some((d.person, d.unit?))).collect();
    let mut classes: BTreeMap<usize, Vec<Variable>> = BTreeMap::new();
    let mut away: BTreeMap<i64, Vec<(usize, Variable)>> = BTreeMap::new();
    for ((person, class), seat) in &columns.seats {
        classes.entry(*class).or_default().push(*seat);
        if let Some(unit) = units.get(person).filter(|_| !problem.classes[*class].online) {
            away.entry(*unit).or_default().push((*class, *seat));
        }
    }
    for (class, seats) in classes {
        if let Some(free) = problem.classes[class].seats {
            at_most(program, seats.into_iter(), f64::from(free));
        }
    }
    for seats in away.values() {
        for day in first_days(problem, seats.iter().map(|(class, _)| *class)) {
            let there = seats.iter().filter(|(class, _)| on(problem, *class, day)).map(|(_, seat)| *seat);
            at_most(program, there, f64::from(problem.unit_limit));
        }
    }
}

/// Classes that meet on some day all meet on the first day of one of them.
fn first_days(problem: &Problem, classes: impl Iterator<Item = usize>) -> BTreeSet<NaiveDate> {
    classes.map(|class| problem.classes[class].starts).collect()
}

fn on(problem: &Problem, class: usize, day: NaiveDate) -> bool {
    (problem.classes[class].starts..=problem.classes[class].ends).contains(&day)
}

/// At most so many of these; no row where there are no more.
fn at_most(program: &mut Program, columns: impl Iterator<Item = Variable>, most: f64) {
    let row: Vec<(Variable, f64)> = columns.map(|column| (column, 1.0)).collect();
    #[allow(clippy::cast_precision_loss)]
    if row.len() as f64 > most {
        program.add_constraint(row.as_slice(), ComparisonOp::Le, most);
    }
}
