//! A find over all registers at once.

use super::{
    Hit,
    scan::{Match, scan},
    several::{Units, several},
    shape::Shape,
};
use crate::{
    catalog::{REGISTERS, Register},
    domain::search::{Word, parse, rank},
};
use rusqlite::{Connection, Result};
use std::collections::HashSet;

/// Names of one list looked up at once.
const MOST_NAMES: usize = 100;

/// Records of one register looked at for a query of several words.
const MOST_CANDIDATES: usize = 2_000;

/// Finds records of every register: grouped by register in the order of the catalog, best first in each.
///
/// Gives up to `each` hits of a register, or up to `alone` where only one register has any; of each name, where the
/// query lists several. See [`crate::domain::search::parse`] for what a query can say. Of a list of names, one that is a
/// whole name finds only the people called so.
pub fn find(conn: &Connection, query: &str, each: usize, alone: usize) -> Result<Vec<Hit>> {
    let wanted = Wanted::of(conn, query)?;
    let mut groups = Vec::new();
    for shape in REGISTERS.iter().copied().filter_map(Shape::of) {
        let found = wanted.matches(conn, &shape, each.max(alone))?;
        if found.iter().any(|found| !found.is_empty()) {
            groups.push((shape, found));
        }
    }
    let most = if groups.len() == 1 { alone } else { each };
    let mut hits = Vec::new();
    for (shape, found) in &groups {
        hits.extend(wanted.hits(conn, shape, found, most)?);
    }
    Ok(hits)
}

/// Finds up to `most` records of one register, best first; of each name, where the query lists several.
pub fn find_in(conn: &Connection, register: &'static Register, query: &str, most: usize) -> Result<Vec<Hit>> {
    let wanted = Wanted::of(conn, query)?;
    let Some(shape) = Shape::of(register) else { return Ok(Vec::new()) };
    let found = wanted.matches(conn, &shape, most)?;
    wanted.hits(conn, &shape, &found, most)
}

/// A query: names, each with the units its words name.
struct Wanted {
    names: Vec<(Vec<Word>, Option<Units>)>,
}

impl Wanted {
    fn of(conn: &Connection, query: &str) -> Result<Self> {
        let names = parse(query).any.into_iter().take(MOST_NAMES);
        let with_units = |words: Vec<Word>| {
            let units = if words.len() < 2 { None } else { Some(Units::of(conn, &words)?) };
            Ok((words, units))
        };
        Ok(Self { names: names.map(with_units).collect::<Result<_>>()? })
    }

    /// What each name finds in a register, best first.
    fn matches(&self, conn: &Connection, shape: &Shape, most: usize) -> Result<Vec<Vec<Match>>> {
        self.names.iter().map(|(words, units)| self.one(conn, shape, words, units.as_ref(), most)).collect()
    }

    fn one(&self, conn: &Connection, shape: &Shape, words: &[Word], units: Option<&Units>, most: usize) -> Result<Vec<Match>> {
        if let Some(units) = units {
            return several(conn, shape, words, units, MOST_CANDIDATES);
        }
        let Some(word) = words.first() else { return Ok(Vec::new()) };
        let most = if word.is_cut() || word.run().is_some() { MOST_CANDIDATES } else { most };
        let found = scan(conn, shape, word, most)?.all;
        let whole: Vec<Match> = found.iter().copied().filter(|found| found.exact && found.rank == rank::TEXT).collect();
        Ok(if self.names.len() > 1 && !whole.is_empty() { whole } else { found })
    }

    /// Reads the lines of what was found: up to `most` of each name, each record once.
    fn hits(&self, conn: &Connection, shape: &Shape, found: &[Vec<Match>], most: usize) -> Result<Vec<Hit>> {
        let mut seen = HashSet::new();
        let mut hits = Vec::new();
        for ((words, _), found) in self.names.iter().zip(found) {
            for found in found.iter().filter(|found| seen.insert(found.id)).take(most) {
                hits.extend(Hit::read(conn, shape, found.id, found.rank, words)?);
            }
        }
        Ok(hits)
    }
}
