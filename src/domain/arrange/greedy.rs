//! A plain answer: whoever has the fewest choices first, each to the best that is free.

use super::{Problem, Taken};

pub(super) fn plan(problem: &Problem) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..problem.debts.len()).collect();
    let last = |n: usize| problem.debts[n].fits.iter().map(|f| problem.classes[f.0].ends).max();
    order.sort_by_key(|n| (problem.debts[*n].fits.len(), last(*n), *n));
    let mut taken = Taken::new(problem);
    let mut places = vec![None; problem.debts.len()];
    for n in order {
        let debt = &problem.debts[n];
        let going = |class: usize| taken.people.get(&debt.person).is_some_and(|list| list.iter().any(|(c, _)| *c == class));
        let free = debt.fits.iter().filter(|f| taken.hinders(debt, f.0).is_none());
        // One travel for two obligations is better than the best class for each.
        let best = free.min_by_key(|f| (!going(f.0), f.1, problem.classes[f.0].ends)).map(|f| f.0);
        if let Some(class) = best {
            taken.take(debt, class);
            places[n] = Some(class);
        }
    }
    places
}
