//! The arrangement against every possible one, for small cases; and its conditions for larger ones.

use super::*;
use crate::domain::calendar::{add_days, day};
use proptest::prelude::*;

fn d(n: i64) -> NaiveDate {
    add_days(day("2026-12-01").unwrap(), n)
}

/// The best of all plans, by trying each.
fn best(problem: &Problem) -> (usize, i64, i64) {
    fn go(problem: &Problem, n: usize, places: &mut Vec<Option<usize>>, best: &mut (usize, i64, i64)) {
        if n == problem.debts.len() {
            if holds(problem, places) {
                *best = (*best).max(value(problem, places));
            }
            return;
        }
        for choice in std::iter::once(None).chain(problem.debts[n].fits.iter().map(|f| Some(f.0))) {
            places.push(choice);
            go(problem, n + 1, places, best);
            places.pop();
        }
    }
    let mut found = (0, i64::MIN, i64::MIN);
    go(problem, 0, &mut Vec::new(), &mut found);
    found
}

fn solve(problem: &Problem) -> Plan {
    arrange(problem, Duration::from_secs(20), &mut |_| true).unwrap()
}

type Drawn = (Vec<(i64, i64, u32, bool)>, Vec<(i64, u32, Vec<(usize, u8)>)>, u32);

fn drawn() -> impl Strategy<Value = Drawn> {
    let class = (0i64..12, 0i64..5, 0u32..4, prop::bool::weighted(0.2));
    let debt = (0i64..5, 1u32..30, prop::collection::vec((0usize..4, 0u8..4), 0..4));
    (prop::collection::vec(class, 4), prop::collection::vec(debt, 1..8), 1u32..3)
}

fn problem((classes, debts, unit_limit): Drawn) -> Problem {
    let classes = classes.into_iter().zip(1..).map(|((at, long, seats, online), id)| Class {
        id,
        starts: d(at),
        ends: d(at + long),
        hours: 40.0,
        seats: (seats < 3).then_some(seats + 1),
        online,
    });
    let debts = debts.into_iter().zip(1..).map(|((person, hours, mut fits), id)| {
        fits.sort_unstable();
        fits.dedup_by_key(|f| f.0);
        Debt { id, person, unit: (person < 4).then_some(person % 2), hours: f64::from(hours), fits }
    });
    Problem { classes: classes.collect(), debts: debts.collect(), unit_limit }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Every small case against the exact optimum in all three aims.
    #[test]
    fn no_plan_is_better(drawn in drawn()) {
        let problem = problem(drawn);
        let plan = solve(&problem);
        prop_assert!(holds(&problem, &plan.places), "{:?}", plan.places);
        prop_assert!(plan.proved);
        let (settled, again, unfit) = value(&problem, &plan.places);
        prop_assert_eq!((settled, again, unfit), best(&problem));
        prop_assert_eq!(open(&problem, &plan.places).len() + settled, problem.debts.len());
    }

    /// The plain answer keeps the conditions, too.
    #[test]
    fn the_plain_answer_holds(drawn in drawn()) {
        let problem = problem(drawn);
        prop_assert!(holds(&problem, &greedy::plan(&problem)));
    }
}

fn class(id: i64, at: i64, seats: u32) -> Class {
    Class { id, starts: d(at), ends: d(at + 4), hours: 40.0, seats: Some(seats), online: false }
}

fn debt(id: i64, person: i64, fits: &[usize]) -> Debt {
    Debt { id, person, unit: None, hours: 16.0, fits: fits.iter().map(|class| (*class, 0)).collect() }
}

#[test]
fn one_travel_for_two_obligations() {
    let classes = vec![class(1, 0, 1), class(2, 7, 1)];
    let problem = Problem { debts: vec![debt(1, 1, &[0, 1]), debt(2, 1, &[1])], classes, unit_limit: 5 };
    assert_eq!(solve(&problem).places, [Some(1), Some(1)]);
}

#[test]
fn who_has_one_choice_gets_it() {
    let classes = vec![class(1, 0, 1), class(2, 7, 1)];
    let problem = Problem { debts: vec![debt(1, 1, &[0, 1]), debt(2, 2, &[0])], classes, unit_limit: 5 };
    assert_eq!(solve(&problem).places, [Some(1), Some(0)]);
}

#[test]
fn what_stays_open_says_why() {
    let of_unit = |id, fits: &[usize]| Debt { unit: Some(7), ..debt(id, id, fits) };
    let problem = Problem {
        debts: vec![of_unit(1, &[0]), of_unit(2, &[0]), debt(3, 3, &[1]), debt(4, 4, &[1]), debt(5, 5, &[])],
        classes: vec![class(1, 0, 9), class(2, 7, 1)],
        unit_limit: 1,
    };
    let plan = solve(&problem);
    let why: Vec<Open> = open(&problem, &plan.places).into_iter().map(|(_, why)| why).collect();
    assert_eq!(why, [Open::UnitAway, Open::Full, Open::NothingFits]);
}

#[test]
fn it_can_be_stopped() {
    let problem = Problem { debts: vec![debt(1, 1, &[0])], classes: vec![class(1, 0, 1)], unit_limit: 1 };
    assert_eq!(arrange(&problem, Duration::from_secs(1), &mut |_| false), None);
}
