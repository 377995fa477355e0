//! Several classes for one obligation, where one of them has too few hours for it.

use super::{Choice, Class, MOST};

/// The most classes for one obligation: nobody is sent away more often for one miss.
const CLASSES: usize = 3;
/// Classes that are put together with others, earliest first.
const LOOKED_AT: usize = 30;

/// Ways to settle so many hours by some of the classes together: as few of them as can be, those that end earlier first.
/// Nobody is on two at a time, and none is superfluous. Classes that have the hours by themselves are left out.
#[must_use]
pub fn bundles(classes: &[Class], usable: &[usize], hours: f64, unfit: u8) -> Vec<Choice> {
    let enough = |sum: f64| sum + 1e-6 >= hours;
    let mut parts: Vec<usize> =
        usable.iter().copied().filter(|at| classes[*at].hours > 0.0 && !enough(classes[*at].hours)).collect();
    parts.sort_by_key(|at| (classes[*at].ends, classes[*at].starts, *at));
    parts.truncate(LOOKED_AT);
    let mut begun: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 0.0)];
    for _ in 0..CLASSES {
        let mut longer = Vec::new();
        for (some, sum) in &begun {
            let after = some.last().map_or(0, |last| parts.iter().position(|at| at == last).map_or(0, |n| n + 1));
            let free = |at: &&usize| some.iter().all(|other| !clash(&classes[*other], &classes[**at]));
            for at in parts[after..].iter().filter(free) {
                longer.push(([some.as_slice(), &[*at]].concat(), sum + classes[*at].hours));
            }
        }
        let (whole, open): (Vec<_>, Vec<_>) = longer.into_iter().partition(|(_, sum)| enough(*sum));
        if !whole.is_empty() {
            let ends = |some: &[usize]| some.iter().map(|at| classes[*at].ends).max();
            let mut found: Vec<Choice> = whole.into_iter().map(|(classes, _)| Choice { classes, unfit }).collect();
            found.sort_by_key(|choice| ends(&choice.classes));
            found.truncate(MOST);
            return found;
        }
        begun = open;
    }
    Vec::new()
}

fn clash(a: &Class, b: &Class) -> bool {
    !a.online && !b.online && a.starts <= b.ends && b.starts <= a.ends
}
