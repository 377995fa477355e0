//! A plain answer: whoever has the fewest choices first, each to the best that is free.

use super::{Choice, Problem, Taken};

pub(super) fn plan(problem: &Problem) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..problem.debts.len()).collect();
    let ends = |choice: &Choice| choice.classes.iter().map(|class| problem.classes[*class].ends).max();
    let last = |n: usize| problem.debts[n].fits.iter().filter_map(ends).max();
    order.sort_by_key(|n| (problem.debts[*n].fits.len(), last(*n), *n));
    let mut taken = Taken::new(problem);
    let mut places = vec![None; problem.debts.len()];
    for n in order {
        let debt = &problem.debts[n];
        let people = &taken.people;
        let going = |class: &usize| people.get(&debt.person).is_some_and(|list| list.iter().any(|(c, _)| c == class));
        let more = |choice: &Choice| choice.classes.iter().filter(|class| !going(class)).count();
        let free = debt.fits.iter().enumerate().filter(|(_, choice)| taken.hinders(debt, choice).is_none());
        // One travel for two obligations is better than the best class for each.
        let best = free.min_by_key(|(_, choice)| (more(choice), choice.unfit, ends(choice))).map(|(at, _)| at);
        if let Some(at) = best {
            taken.take(debt, &debt.fits[at]);
            places[n] = Some(at);
        }
    }
    places
}
