//! A find over all registers at once.

use super::{
    Hit,
    ids::IdSet,
    scan::{Match, scan},
    several::several,
    shape::Shape,
    side::Units,
};
use crate::{
    catalog::REGISTERS,
    domain::search::{Word, parse, rank},
};
use rusqlite::{Connection, Result};

/// Names of one list looked up at once.
const MOST_NAMES: usize = 100;

/// Bounds of a find.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Hits of one register; of each name, where the query lists several.
    pub each: usize,
    /// Records of one register looked at for a query of several words.
    pub candidates: usize,
    /// Only the register of this code word.
    pub kind: Option<&'static str>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { each: 20, candidates: 2_000, kind: None }
    }
}

/// Finds records of every register: grouped by register in the order of the catalog, best first in each.
///
/// See [`crate::domain::search::parse`] for what a query can say. Of a list of names, one that is a whole name finds
/// only the people called so.
pub fn find(conn: &Connection, query: &str, limits: Limits) -> Result<Vec<Hit>> {
    // One snapshot and one lock for all the reads, unless the caller holds one.
    let _snapshot = if conn.is_autocommit() { Some(conn.unchecked_transaction()?) } else { None };
    let query = parse(query);
    let listed = query.any.len() > 1;
    let names: Vec<&Vec<Word>> = query.any.iter().take(MOST_NAMES).collect();
    let units = names.iter().map(|words| units(conn, words)).collect::<Result<Vec<_>>>()?;
    let mut hits = Vec::new();
    let wanted = REGISTERS.iter().copied().filter(|register| limits.kind.is_none_or(|kind| kind == register.kind));
    for shape in wanted.filter_map(Shape::of) {
        let mut seen = IdSet::default();
        for (words, units) in names.iter().zip(&units) {
            let found = one(conn, &shape, words, units.as_ref(), listed, limits)?;
            for found in found.into_iter().filter(|found| seen.insert(found.id)).take(limits.each) {
                hits.extend(Hit::read(conn, &shape, found.id, found.rank, words)?);
            }
        }
    }
    Ok(hits)
}

fn units(conn: &Connection, words: &[Word]) -> Result<Option<Units>> {
    if words.len() < 2 { Ok(None) } else { Units::of(conn, words).map(Some) }
}

/// What one name of the list, or the only one, finds in a register.
fn one(
    conn: &Connection,
    shape: &Shape,
    words: &[Word],
    units: Option<&Units>,
    listed: bool,
    limits: Limits,
) -> Result<Vec<Match>> {
    if let Some(units) = units {
        return several(conn, shape, words, units, limits);
    }
    let Some(word) = words.first() else { return Ok(Vec::new()) };
    let found = scan(conn, shape, word, limits.each)?.all;
    let whole: Vec<Match> = found.iter().copied().filter(|found| found.exact && found.rank == rank::TEXT).collect();
    Ok(if listed && !whole.is_empty() { whole } else { found })
}
