//! The arrangement against every possible one, for small cases; and its conditions for larger ones.

use super::*;
use crate::domain::calendar::{add_days, day};
use proptest::prelude::*;

fn d(n: i64) -> NaiveDate {
    add_days(day("2026-12-01").unwrap(), n)
}

/// The best of all plans, by trying each. What holds and what it is worth is counted here anew, day by day, so that a
/// mistake of the solver's own accounts is seen, too.
pub(super) fn best(problem: &Problem) -> (usize, i64, i64) {
    fn go(problem: &Problem, n: usize, places: &mut Vec<Option<usize>>, best: &mut (usize, i64, i64)) {
        if n == problem.debts.len() {
            *best = (*best).max(plainly(problem, places).unwrap_or(*best));
            return;
        }
        for choice in std::iter::once(None).chain((0..problem.debts[n].fits.len()).map(Some)) {
            places.push(choice);
            go(problem, n + 1, places, best);
            places.pop();
        }
    }
    let mut found = (0, i64::MIN, i64::MIN);
    go(problem, 0, &mut Vec::new(), &mut found);
    found
}

/// What a plan is worth; `None` where it breaks a condition.
fn plainly(problem: &Problem, places: &[Option<usize>]) -> Option<(usize, i64, i64)> {
    let mut used: BTreeMap<(i64, usize), f64> = BTreeMap::new();
    let (mut settled, mut unfit) = (0, 0);
    for (debt, place) in problem.debts.iter().zip(places) {
        let Some(n) = place else { continue };
        let choice = &debt.fits[*n];
        (settled, unfit) = (settled + 1, unfit + i64::from(choice.unfit));
        let mut left = debt.hours;
        for (k, class) in choice.classes.iter().enumerate() {
            let here = if k + 1 == choice.classes.len() { left } else { left.min(problem.classes[*class].hours) };
            *used.entry((debt.person, *class)).or_default() += here;
            left -= here;
        }
    }
    if used.iter().any(|((_, class), hours)| *hours > problem.classes[*class].hours + 1e-6) {
        return None;
    }
    for (at, class) in problem.classes.iter().enumerate() {
        let people = u32::try_from(used.keys().filter(|(_, c)| *c == at).count()).unwrap();
        if class.seats.is_some_and(|seats| people > seats) {
            return None;
        }
    }
    let people: BTreeMap<i64, Option<i64>> = problem.debts.iter().map(|d| (d.person, d.unit)).collect();
    let travels = |person: i64| used.keys().filter(move |(p, c)| *p == person && !problem.classes[*c].online).map(|(_, c)| *c);
    for day in (0..40).map(d) {
        let there = |person: i64| {
            travels(person).filter(|c| (problem.classes[*c].starts..=problem.classes[*c].ends).contains(&day)).count()
        };
        if people.keys().any(|person| there(*person) > 1) {
            return None;
        }
        for unit in people.values().flatten() {
            let away: usize = people.iter().filter(|(_, of)| **of == Some(*unit)).map(|(person, _)| there(*person)).sum();
            if away > problem.unit_limit as usize {
                return None;
            }
        }
    }
    let again: usize = people.keys().map(|person| travels(*person).count().saturating_sub(1)).sum();
    Some((settled, -i64::try_from(again).unwrap(), -unfit))
}

fn solve(problem: &Problem) -> Plan {
    arrange(problem, Duration::from_secs(20), &mut |_| true).unwrap()
}

pub(super) type Drawn = (Vec<(i64, i64, u32, bool)>, Vec<(i64, u32, Vec<(usize, u8)>, bool)>, u32);

pub(super) fn drawn() -> impl Strategy<Value = Drawn> {
    let class = (0i64..12, 0i64..5, 0u32..4, prop::bool::weighted(0.2));
    let debt = (0i64..5, 1u32..75, prop::collection::vec((0usize..4, 0u8..4), 0..4), any::<bool>());
    (prop::collection::vec(class, 4), prop::collection::vec(debt, 1..7), 1u32..3)
}

pub(super) fn problem((classes, debts, unit_limit): Drawn) -> Problem {
    let classes = classes.into_iter().zip(1..).map(|((at, long, seats, online), id)| Class {
        id,
        starts: d(at),
        ends: d(at + long),
        hours: 40.0,
        seats: (seats < 3).then_some(seats + 1),
        online,
    });
    let classes: Vec<Class> = classes.collect();
    let debts = debts.into_iter().zip(1..).map(|((person, hours, mut fits, several), id)| {
        fits.sort_unstable();
        fits.dedup_by_key(|f| f.0);
        let hours = f64::from(hours);
        let mut choices: Vec<Choice> = fits.iter().map(|(class, unfit)| Choice::one(*class, *unfit)).collect();
        if several {
            choices.extend(bundles(&classes, &fits.iter().map(|f| f.0).collect::<Vec<_>>(), hours, 4));
        }
        Debt { id, person, unit: (person < 4).then_some(person % 2), hours, fits: choices }
    });
    let debts = debts.collect();
    Problem { classes, debts, unit_limit, away: BTreeMap::new() }
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
    Debt { id, person, unit: None, hours: 16.0, fits: fits.iter().map(|class| Choice::one(*class, 0)).collect() }
}

#[test]
fn one_travel_for_two_obligations() {
    let classes = vec![class(1, 0, 1), class(2, 7, 1)];
    let problem = Problem { debts: vec![debt(1, 1, &[0, 1]), debt(2, 1, &[1])], classes, unit_limit: 5, away: BTreeMap::new() };
    assert_eq!(solve(&problem).places, [Some(1), Some(0)]);
}

#[test]
fn who_has_one_choice_gets_it() {
    let classes = vec![class(1, 0, 1), class(2, 7, 1)];
    let problem = Problem { debts: vec![debt(1, 1, &[0, 1]), debt(2, 2, &[0])], classes, unit_limit: 5, away: BTreeMap::new() };
    assert_eq!(solve(&problem).places, [Some(1), Some(0)]);
}

/// 60 hours and classes of 40: two of them settle it, where nobody is in two places; one that is enough is better.
#[test]
fn two_classes_for_one_obligation() {
    let classes = vec![class(1, 0, 1), class(2, 2, 1), class(3, 7, 1)];
    let of = |hours| Debt { hours, fits: bundles(&classes, &[0, 1, 2], hours, 4), ..debt(1, 1, &[]) };
    assert_eq!(of(60.0).fits.iter().map(|c| c.classes.clone()).collect::<Vec<_>>(), [vec![0, 2], vec![1, 2]]);
    assert!(of(40.0).fits.is_empty() && of(90.0).fits.is_empty());
    let problem =
        Problem { debts: vec![of(60.0), debt(2, 2, &[0])], classes: classes.clone(), unit_limit: 5, away: BTreeMap::new() };
    let plan = solve(&problem);
    assert_eq!(plan.places, [Some(1), Some(0)]);
    assert_eq!(shares(&problem, &problem.debts[0], &problem.debts[0].fits[1]), [(1, 40.0), (2, 20.0)]);
    assert_eq!(value(&problem, &plan.places), (2, -1, -4));
}

#[test]
fn what_stays_open_says_why() {
    let of_unit = |id, fits: &[usize]| Debt { unit: Some(7), ..debt(id, id, fits) };
    let problem = Problem {
        debts: vec![of_unit(1, &[0]), of_unit(2, &[0]), debt(3, 3, &[1]), debt(4, 4, &[1]), debt(5, 5, &[])],
        classes: vec![class(1, 0, 9), class(2, 7, 1)],
        unit_limit: 1,
        away: BTreeMap::new(),
    };
    let plan = solve(&problem);
    let why: Vec<Open> = open(&problem, &plan.places).into_iter().map(|(_, why)| why).collect();
    assert_eq!(why, [Open::UnitAway, Open::Full, Open::NothingFits]);
}

#[test]
fn it_can_be_stopped() {
    let problem = Problem { debts: vec![debt(1, 1, &[0])], classes: vec![class(1, 0, 1)], unit_limit: 1, away: BTreeMap::new() };
    assert_eq!(arrange(&problem, Duration::from_secs(1), &mut |_| false), None);
}
