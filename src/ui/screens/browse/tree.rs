//! Units beside a list as the tree they are: each with the count of all below it, because choosing one chooses those.

use crate::{
    domain::value::Value,
    store::{
        query::{Cell, Facet},
        standing::UnitName,
    },
};
use std::collections::{HashMap, HashSet};

/// No chain of units is longer; a ring in the data ends here.
const DEEPEST: usize = 32;

/// The units that have records, or units below with some, in official order below each other; with their depth.
pub(super) fn tree(facets: Vec<Facet>, units: &[UnitName]) -> Vec<(Facet, usize)> {
    let parents: HashMap<i64, Option<i64>> = units.iter().map(|u| (u.id, u.parent)).collect();
    let mut counts: HashMap<i64, i64> = HashMap::new();
    let mut others = Vec::new();
    for facet in facets {
        let Value::Int(unit) = facet.cell.value else {
            others.push((facet, 0));
            continue;
        };
        let mut at = Some(unit);
        for _ in 0..DEEPEST {
            let Some(id) = at else { break };
            *counts.entry(id).or_default() += facet.count;
            at = parents.get(&id).copied().flatten();
        }
    }
    let mut children: HashMap<Option<i64>, Vec<&UnitName>> = HashMap::new();
    for unit in units.iter().filter(|u| counts.contains_key(&u.id)) {
        children.entry(unit.parent.filter(|p| parents.contains_key(p))).or_default().push(unit);
    }
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut todo: Vec<(&UnitName, usize)> = children.get(&None).into_iter().flatten().rev().map(|u| (*u, 0)).collect();
    while let Some((unit, depth)) = todo.pop() {
        if !seen.insert(unit.id) {
            continue;
        }
        let cell = Cell { value: Value::Int(unit.id), label: Some(unit.name.clone()) };
        found.push((Facet { cell, count: counts[&unit.id] }, depth));
        let below = children.get(&Some(unit.id)).into_iter().flatten();
        todo.extend(below.rev().map(|u| (*u, depth + 1)));
    }
    found.extend(others);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, parent: Option<i64>) -> UnitName {
        UnitName { id, name: format!("u{id}"), parent }
    }

    fn facet(value: Value, count: i64) -> Facet {
        Facet { cell: Cell { value, label: None }, count }
    }

    #[test]
    fn counts_go_up_and_order_goes_down() {
        let units = [unit(1, None), unit(3, None), unit(2, Some(1)), unit(4, Some(2)), unit(5, None)];
        let facets = vec![facet(Value::Null, 7), facet(Value::Int(3), 1), facet(Value::Int(4), 2), facet(Value::Int(1), 5)];
        let seen: Vec<_> = tree(facets, &units).into_iter().map(|(f, depth)| (f.cell.value, f.count, depth)).collect();
        let int = Value::Int;
        assert_eq!(seen, [(int(1), 7, 0), (int(2), 2, 1), (int(4), 2, 2), (int(3), 1, 0), (Value::Null, 7, 0)]);
    }

    #[test]
    fn a_ring_ends() {
        let units = [unit(1, Some(2)), unit(2, Some(1))];
        assert!(tree(vec![facet(Value::Int(1), 1)], &units).is_empty());
    }
}
