//! A find over all registers at once.

use super::{
    Hit,
    ids::IdSet,
    scan::{Match, Matches, scan},
    several::several,
    shape::Shape,
    side::Units,
};
use crate::{
    catalog::{REGISTERS, Register},
    domain::search::{Word, parse, rank},
};
use rusqlite::{Connection, Result, Transaction};
use std::{ops::Range, rc::Rc};

/// Names of one list looked up at once.
const MOST_NAMES: usize = 100;
/// Records of one register counted; beyond that a find says that there are more.
pub const COUNTED: usize = 1_000;

/// Bounds of a find.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Hits of one register; of each name, where the query lists several.
    pub each: usize,
    /// Records of one register counted beyond those, at most [`COUNTED`] on a screen.
    pub counted: usize,
    /// Records of one register looked at for a query of several words.
    pub candidates: usize,
    /// Only the register of this code word.
    pub kind: Option<&'static str>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { each: 20, counted: 0, candidates: 2_000, kind: None }
    }
}

/// What a query finds in one register.
pub struct Group {
    shape: Shape,
    /// Best first, with the name of a list it answers to.
    found: Vec<(Match, usize)>,
    /// The names of the query.
    names: Rc<Vec<Vec<Word>>>,
    /// There may be more than these.
    pub more: bool,
    /// Someone is called exactly what was typed.
    named: bool,
}

impl Group {
    /// The register.
    #[must_use]
    pub fn register(&self) -> &'static Register {
        self.shape.register
    }

    /// How many records it has: exact unless there may be [`Self::more`].
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// The ids, best first.
    #[must_use]
    pub fn ids(&self) -> Vec<i64> {
        self.found.iter().map(|(found, _)| found.id).collect()
    }

    /// Reads a part of the hits, best first; a record that is gone is left out.
    pub fn hits(&self, conn: &Connection, part: Range<usize>) -> Result<Vec<Hit>> {
        let end = part.end.min(self.found.len());
        let mut hits = Vec::with_capacity(end.saturating_sub(part.start));
        for (found, name) in self.found.get(part.start..end).unwrap_or_default() {
            hits.extend(Hit::read(conn, &self.shape, found.id, found.rank, &self.names[*name])?);
        }
        Ok(hits)
    }
}

/// Finds records of every register: grouped by register in the order of the catalog, best first in each; registers in
/// which someone bears the typed words as their whole name come before all others.
///
/// See [`crate::domain::search::parse`] for what a query can say. Of a list of names, one that is a whole name finds
/// only the people called so.
pub fn find(conn: &Connection, query: &str, limits: Limits) -> Result<Vec<Hit>> {
    // One snapshot and one lock for all the reads, unless the caller holds one.
    let _snapshot = snapshot(conn)?;
    let mut hits = Vec::new();
    for group in groups(conn, query, Limits { counted: 0, ..limits })? {
        hits.extend(group.hits(conn, 0..group.count())?);
    }
    Ok(hits)
}

/// The registers in which a query finds something, each with its records up to [`Limits::counted`], unread.
pub fn groups(conn: &Connection, query: &str, limits: Limits) -> Result<Vec<Group>> {
    let _snapshot = snapshot(conn)?;
    let mut names = parse(query).any;
    let listed = names.len() > 1;
    names.truncate(MOST_NAMES);
    let names = Rc::new(names);
    let units = names.iter().map(|words| units(conn, words)).collect::<Result<Vec<_>>>()?;
    let wanted = REGISTERS.iter().copied().filter(|register| limits.kind.is_none_or(|kind| kind == register.kind));
    let mut groups = Vec::new();
    for shape in wanted.filter_map(Shape::of) {
        let (mut found, mut seen, mut more) = (Vec::new(), IdSet::default(), false);
        for (at, (words, units)) in names.iter().zip(&units).enumerate() {
            let one = one(conn, &shape, words, units.as_ref(), listed, limits)?;
            let most = limits.each.max(limits.counted);
            more |= one.capped || one.all.len() > most;
            found.extend(one.all.into_iter().filter(|found| seen.insert(found.id)).take(most).map(|found| (found, at)));
        }
        if !found.is_empty() {
            let named = shape.names_people() && found.iter().any(|(found, _)| found.exact && found.rank == rank::TEXT);
            groups.push(Group { shape, found, names: Rc::clone(&names), more, named });
        }
    }
    // Who is called just that is meant, whatever else contains the name.
    groups.sort_by_key(|group| !group.named);
    Ok(groups)
}

fn snapshot(conn: &Connection) -> Result<Option<Transaction<'_>>> {
    if conn.is_autocommit() { conn.unchecked_transaction().map(Some) } else { Ok(None) }
}

fn units(conn: &Connection, words: &[Word]) -> Result<Option<Units>> {
    if words.len() < 2 { Ok(None) } else { Units::of(conn, words).map(Some) }
}

/// What one name of the list, or the only one, finds in a register.
fn one(conn: &Connection, shape: &Shape, words: &[Word], units: Option<&Units>, listed: bool, limits: Limits) -> Result<Matches> {
    if let Some(units) = units {
        return several(conn, shape, words, units, limits);
    }
    let Some(word) = words.first() else { return Ok(Matches::default()) };
    // A word whose rows must be read is not counted beyond what is shown.
    let read = word.is_cut() || word.run().is_some();
    let most = if read { limits.each } else { limits.each.max(limits.counted) };
    let found = scan(conn, shape, word, most)?;
    let whole: Vec<Match> = found.all.iter().copied().filter(|found| found.exact && found.rank == rank::TEXT).collect();
    Ok(if listed && !whole.is_empty() { Matches { all: whole, capped: false } } else { found })
}
