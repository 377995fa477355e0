//! For more than the program can solve at once: a plan is bettered part by part.
//!
//! Somebody who is left open, or travels twice, is looked at together with people who sit where they might; for these few
//! the program finds the best there is while everyone else stays (large neighbourhood search). What is found is never
//! worse than what was there.

use super::{Class, Going, Problem, Taken, model, value};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// People looked at together.
const TOGETHER: usize = 30;
/// How long the program may take for them.
const STEP: Duration = Duration::from_millis(200);
/// Rounds without anything better that end it.
const QUIET: u32 = 2;

/// Draws of chance, the same each time: the same obligations give the same plan, where time does not run out.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.below(n + 1));
        }
    }
}

/// Who owes what, and who might sit where.
struct Around {
    owed: BTreeMap<i64, Vec<usize>>,
    /// Of each class the people it would fit.
    fitting: Vec<Vec<i64>>,
    /// Of each unit its people.
    mates: BTreeMap<i64, Vec<i64>>,
}

impl Around {
    fn new(problem: &Problem) -> Self {
        let mut owed: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        let mut fitting: Vec<BTreeSet<i64>> = vec![BTreeSet::new(); problem.classes.len()];
        let mut mates: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for (n, debt) in problem.debts.iter().enumerate() {
            owed.entry(debt.person).or_default().push(n);
            if let Some(unit) = debt.unit {
                mates.entry(unit).or_default().insert(debt.person);
            }
            for class in debt.fits.iter().flat_map(|choice| &choice.classes) {
                fitting[*class].insert(debt.person);
            }
        }
        let list = |people: BTreeSet<i64>| people.into_iter().collect();
        Self {
            owed,
            fitting: fitting.into_iter().map(list).collect(),
            mates: mates.into_iter().map(|(unit, people)| (unit, list(people))).collect(),
        }
    }

    /// Whom something better is wished for: first those left open though something fits, then those away more than once.
    fn wanting(&self, problem: &Problem, places: &[Option<usize>], chance: &mut Chance) -> Vec<i64> {
        let open = |n: &usize| places[*n].is_none() && !problem.debts[*n].fits.is_empty();
        let (mut left, mut again) = (Vec::new(), Vec::new());
        for (person, owed) in &self.owed {
            if owed.iter().any(open) {
                left.push(*person);
            } else if travels(problem, places, owed).len() > 1 {
                again.push(*person);
            }
        }
        chance.shuffle(&mut left);
        chance.shuffle(&mut again);
        left.extend(again);
        left
    }

    /// The classes somebody would rather be at: those that fit several of their obligations, or else any that fits.
    fn wishes(&self, problem: &Problem, person: i64) -> Vec<usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for n in self.owed.get(&person).map(Vec::as_slice).unwrap_or_default() {
            let classes: BTreeSet<usize> =
                problem.debts[*n].fits.iter().flat_map(|choice| choice.classes.iter().copied()).collect();
            classes.into_iter().for_each(|class| *counts.entry(class).or_default() += 1);
        }
        let most = counts.values().max().copied().unwrap_or(0);
        counts.into_iter().filter(|(_, count)| *count == most).map(|(class, _)| class).collect()
    }

    /// Somebody with others who are in each other's way: for a seat, or because their unit may not miss both.
    fn together(&self, problem: &Problem, seated: &[Vec<i64>], person: i64, chance: &mut Chance) -> BTreeSet<i64> {
        let (mut some, mut list) = (BTreeSet::from([person]), vec![person]);
        let wishes = self.wishes(problem, person);
        // Draws may meet the same people again, so there are more of them than are wanted.
        for _ in 0..TOGETHER * 4 {
            if list.len() >= TOGETHER {
                break;
            }
            let other = match chance.below(4) {
                0 | 1 if !wishes.is_empty() => {
                    let people = &seated[wishes[chance.below(wishes.len())]];
                    people.get(chance.below(people.len())).copied()
                }
                2 => self.near(problem, person, chance),
                _ => self.near(problem, list[chance.below(list.len())], chance),
            };
            if let Some(other) = other.filter(|other| some.insert(*other)) {
                list.push(other);
            }
        }
        some
    }

    /// Somebody whom a class of this person would fit as well, or now and then somebody of the same unit.
    fn near(&self, problem: &Problem, person: i64, chance: &mut Chance) -> Option<i64> {
        let owed = self.owed.get(&person)?;
        let debt = &problem.debts[owed[chance.below(owed.len())]];
        let mates = debt.unit.and_then(|unit| self.mates.get(&unit)).filter(|_| chance.below(4) == 0);
        let choice = debt.fits.get(chance.below(debt.fits.len()))?;
        let people = mates.unwrap_or(&self.fitting[choice.classes[chance.below(choice.classes.len())]]);
        people.get(chance.below(people.len())).copied()
    }
}

/// Of each class who goes there.
fn seated(problem: &Problem, places: &[Option<usize>]) -> Vec<Vec<i64>> {
    let mut seated = vec![Vec::new(); problem.classes.len()];
    for (debt, place) in problem.debts.iter().zip(places) {
        for class in place.and_then(|at| debt.fits.get(at)).iter().flat_map(|choice| &choice.classes) {
            seated[*class].push(debt.person);
        }
    }
    seated
}

fn travels(problem: &Problem, places: &[Option<usize>], owed: &[usize]) -> BTreeSet<usize> {
    let choices = owed.iter().filter_map(|n| places[*n].and_then(|at| problem.debts[*n].fits.get(at)));
    choices.flat_map(|choice| choice.classes.iter().copied()).filter(|class| !problem.classes[*class].online).collect()
}

/// Betters a plan that holds until time is over or nothing more is found; `None` where `going` stopped it.
pub(super) fn better(problem: &Problem, first: Vec<Option<usize>>, time: Duration, going: Going) -> Option<Vec<Option<usize>>> {
    let (begun, around) = (Instant::now(), Around::new(problem));
    let (mut chance, mut best, mut quiet) = (Chance(0x9e37_79b9_7f4a_7c15), first, 0);
    let mut worth = value(problem, &best);
    while quiet < QUIET {
        let before = worth;
        for person in around.wanting(problem, &best, &mut chance) {
            let spent = begun.elapsed();
            if !going((spent.as_secs_f64() / time.as_secs_f64()).min(1.0)) {
                return None;
            }
            if spent + STEP > time {
                return Some(best);
            }
            let some = around.together(problem, &seated(problem, &best), person, &mut chance);
            let found = part(problem, &around, &some, &best);
            let reached = value(problem, &found);
            if reached >= worth {
                (best, worth) = (found, reached);
            }
        }
        quiet = if worth > before { 0 } else { quiet + 1 };
    }
    Some(best)
}

/// The plan with the best for these people, everyone else left where they are.
fn part(problem: &Problem, around: &Around, some: &BTreeSet<i64>, places: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut taken = Taken::new(problem);
    for (debt, place) in problem.debts.iter().zip(places) {
        if let Some(choice) = place.and_then(|at| debt.fits.get(at)).filter(|_| !some.contains(&debt.person)) {
            taken.take(debt, choice);
        }
    }
    let left =
        |(class, used): (&Class, &u32)| Class { seats: class.seats.map(|seats| seats.saturating_sub(*used)), ..class.clone() };
    let rows: Vec<usize> = some.iter().filter_map(|person| around.owed.get(person)).flatten().copied().collect();
    let small = Problem {
        debts: rows.iter().map(|n| problem.debts[*n].clone()).collect(),
        classes: problem.classes.iter().zip(&taken.seats).map(left).collect(),
        unit_limit: problem.unit_limit,
        away: taken.away,
    };
    let first: Vec<Option<usize>> = rows.iter().map(|n| places[*n]).collect();
    let mut found = places.to_vec();
    if let Some(Some(plan)) = model::solve(&small, &first, STEP, &mut |_| true) {
        for (n, place) in rows.into_iter().zip(plan.places) {
            found[n] = place;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        super::{greedy, holds, tests},
        *,
    };
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// So few people are all looked at together, so that the best of all plans is found this way, too.
        #[test]
        fn for_a_few_people_it_is_the_best(drawn in tests::drawn()) {
            let problem = tests::problem(drawn);
            let first = greedy::plan(&problem);
            let found = better(&problem, first, Duration::from_secs(20), &mut |_| true).unwrap();
            prop_assert!(holds(&problem, &found));
            let (settled, again, _) = value(&problem, &found);
            let best = tests::best(&problem);
            prop_assert_eq!((settled, again), (best.0, best.1));
        }
    }
}
