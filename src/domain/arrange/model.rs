//! The assignment as a linear program in whole numbers: rows and columns for `microlp`.

use super::{Choice, Debt, Going, Plan, Problem, Taken, shares};
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
    /// Of each obligation a column a choice.
    debts: Vec<Vec<Variable>>,
    /// A person on a class: columns of which one is set where they go, its own or those of the choices.
    seats: BTreeMap<(i64, usize), Vec<Variable>>,
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
        for (at, column) in list.iter().enumerate() {
            let on = places[n] == Some(at);
            set.insert(column.idx(), (*column, f64::from(u8::from(on))));
            for class in problem.debts[n].fits[at].classes.iter().filter(|_| on) {
                if let Some([seat]) = columns.seats.get(&(problem.debts[n].person, *class)).map(Vec::as_slice) {
                    set.insert(seat.idx(), (*seat, 1.0));
                }
            }
        }
    }
    set.into_values().collect()
}

fn plan(found: &Solution, columns: &Columns, proved: bool) -> Plan {
    let chosen = |list: &Vec<Variable>| list.iter().position(|column| found.var_value(*column) > 0.5);
    Plan { places: columns.debts.iter().map(chosen).collect(), proved }
}

fn build(problem: &Problem) -> (Program, Columns) {
    let mut program = Program::new(OptimizationDirection::Maximize);
    let mut owed: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (n, debt) in problem.debts.iter().enumerate() {
        owed.entry(debt.person).or_default().push(n);
    }
    let worth = Worth::of(problem, owed.values());
    let column = |program: &mut Program, debt: &Debt, choice: &Choice| {
        let alone = owed.get(&debt.person).is_some_and(|list| list.len() == 1);
        program.add_binary_var(worth.of_choice(problem, debt, choice, alone))
    };
    let debts: Vec<Vec<Variable>> =
        problem.debts.iter().map(|debt| debt.fits.iter().map(|choice| column(&mut program, debt, choice)).collect()).collect();
    let nothing = Taken::new(problem);
    for (debt, list) in problem.debts.iter().zip(&debts) {
        for (choice, column) in debt.fits.iter().zip(list) {
            if nothing.hinders(debt, choice).is_some() {
                at_most(&mut program, std::iter::once(*column), 0.0);
            }
        }
    }
    let mut columns = Columns { debts, seats: BTreeMap::new() };
    for list in &columns.debts {
        if list.len() > 1 {
            at_most(&mut program, list.iter().copied(), 1.0);
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
    fn of<'a>(problem: &Problem, owed: impl Iterator<Item = &'a Vec<usize>>) -> Self {
        let longest = |n: &usize| problem.debts[*n].fits.iter().map(|choice| choice.classes.len()).max().unwrap_or(0);
        let again: usize = owed.map(|list| list.iter().map(longest).sum::<usize>().saturating_sub(1)).sum();
        let most = problem.debts.iter().flat_map(|d| d.fits.iter().map(|f| f.unfit)).max().unwrap_or(0);
        let all = problem.debts.len().max(1) as f64;
        Self { settled: again as f64 + 1.0, fit: 0.5 / (all * (f64::from(most) + 1.0)) }
    }

    /// The better fit first; of two alike the one that ends earlier, by less than any step of fit. Travels beyond the first
    /// are in it for somebody who owes one obligation `alone`; else columns of their own count them.
    #[allow(clippy::cast_precision_loss)]
    fn of_choice(&self, problem: &Problem, debt: &Debt, choice: &Choice, alone: bool) -> f64 {
        let ends = |choice: &Choice| choice.classes.iter().map(|class| problem.classes[*class].ends).max();
        let earlier = debt.fits.iter().filter(|other| ends(other) < ends(choice)).count();
        let tie = 0.5 * earlier as f64 / (debt.fits.len() as f64 * problem.debts.len().max(1) as f64);
        let travels = choice.classes.iter().filter(|class| !problem.classes[**class].online).count();
        let again = if alone { travels.saturating_sub(1) } else { 0 };
        self.settled - again as f64 - self.fit * (f64::from(choice.unfit) + tie)
    }
}

/// A person's seats: one column a class where they owe several, so that two obligations take one seat and one travel.
fn seats(program: &mut Program, problem: &Problem, columns: &mut Columns, person: i64, owed: &[usize]) {
    if let [n] = owed {
        for (choice, column) in problem.debts[*n].fits.iter().zip(&columns.debts[*n]) {
            for class in &choice.classes {
                columns.seats.entry((person, *class)).or_default().push(*column);
            }
        }
        return;
    }
    // Of each class the obligations that may use it, with the columns and hours of those choices.
    let mut uses: BTreeMap<usize, BTreeMap<usize, Vec<(Variable, f64)>>> = BTreeMap::new();
    for n in owed {
        let debt = &problem.debts[*n];
        for (choice, column) in debt.fits.iter().zip(&columns.debts[*n]) {
            for (class, hours) in shares(problem, debt, choice) {
                uses.entry(class).or_default().entry(*n).or_default().push((*column, hours));
            }
        }
    }
    let mut travels = Vec::new();
    for (class, debts) in uses {
        let seat = program.add_binary_var(0.0);
        let held = &problem.classes[class];
        let mut hours = vec![(seat, -held.hours)];
        for choices in debts.values() {
            let mut row: Vec<(Variable, f64)> = choices.iter().map(|(column, _)| (*column, 1.0)).collect();
            row.push((seat, -1.0));
            program.add_constraint(row.as_slice(), ComparisonOp::Le, 0.0);
            hours.extend(choices);
        }
        program.add_constraint(hours.as_slice(), ComparisonOp::Le, 0.0);
        columns.seats.insert((person, class), vec![seat]);
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
    for ((person, class), seats) in &columns.seats {
        classes.entry(*class).or_default().extend(seats);
        if let Some(unit) = units.get(person).filter(|_| !problem.classes[*class].online) {
            away.entry(*unit).or_default().extend(seats.iter().map(|seat| (*class, *seat)));
        }
    }
    for (class, seats) in classes {
        if let Some(free) = problem.classes[class].seats {
            at_most(program, seats.into_iter(), f64::from(free));
        }
    }
    for (unit, seats) in &away {
        let mut days = first_days(problem, seats.iter().map(|(class, _)| *class));
        // On a day on which others are away there are fewer left than on the days around it.
        let span = (*unit, NaiveDate::MIN)..=(*unit, NaiveDate::MAX);
        days.extend(problem.away.range(span).map(|((_, day), _)| *day));
        for day in days {
            let others = problem.away.get(&(*unit, day)).copied().unwrap_or(0);
            let there = seats.iter().filter(|(class, _)| on(problem, *class, day)).map(|(_, seat)| *seat);
            at_most(program, there, f64::from(problem.unit_limit.saturating_sub(others)));
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
