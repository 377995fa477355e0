//! Several words that must all fit a record, or the unit or post beside it.
//!
//! Each word is counted up to a bound; the one with the fewest records gives the candidates, the others are checked on
//! them, first against what their own range found and only then against the row.

use super::{
    find::Limits,
    scan::{Match, Matches, scan},
    shape::{Shape, Values},
};
use crate::{
    catalog,
    domain::search::{Word, rank},
};
use rusqlite::{Connection, Result};
use std::collections::{HashMap, HashSet};

/// Units that one word may name; a word that names more says little.
const MOST_UNITS: usize = 300;

/// The units each word of a query names, looked up once for all registers.
pub(super) struct Units {
    of: Vec<Named>,
}

struct Named {
    ids: HashSet<i64>,
    capped: bool,
}

impl Units {
    pub fn of(conn: &Connection, words: &[Word]) -> Result<Self> {
        let Some(shape) = catalog::register("unit").and_then(Shape::of) else { return Ok(Self { of: Vec::new() }) };
        let named = |word| {
            let found = scan(conn, &shape, word, MOST_UNITS)?;
            let named = found.all.iter().filter(|m| m.rank < rank::NUMBER);
            Ok(Named { ids: named.map(|m| m.id).collect(), capped: found.capped })
        };
        Ok(Self { of: words.iter().map(named).collect::<Result<_>>()? })
    }
}

/// What one word finds in one register.
struct Side<'q> {
    word: &'q Word,
    own: Matches,
    ranks: HashMap<i64, u8>,
    units: Option<&'q Named>,
    /// Records of the units it names.
    of_units: Vec<i64>,
}

impl Side<'_> {
    fn size(&self) -> usize {
        self.own.all.len() + self.of_units.len()
    }
}

/// How a word fits a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Own(u8),
    Beside,
    Unit,
}

/// The records that fit all words, best first.
pub(super) fn several(conn: &Connection, shape: &Shape, words: &[Word], units: &Units, limits: Limits) -> Result<Vec<Match>> {
    let mut sides = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let own = scan(conn, shape, word, limits.candidates)?;
        let named = units.of.get(at).filter(|named| !named.ids.is_empty() && shape.unit_column().is_some());
        let of_units = named.map_or(Ok(Vec::new()), |named| records_of(conn, shape, named, limits.candidates))?;
        let ranks = own.all.iter().map(|m| (m.id, m.rank)).collect();
        sides.push(Side { word, own, ranks, units: named, of_units });
    }
    let Some(driver) = (0..sides.len()).filter(|&at| sides[at].size() > 0).min_by_key(|&at| sides[at].size()) else {
        return Ok(Vec::new());
    };
    let mut found: Vec<(usize, Match)> = Vec::new();
    for id in candidates(&sides[driver], limits.candidates) {
        if let Some(score) = score(conn, shape, &sides, id)? {
            let mean = score / words.len().max(1);
            found.push((score, Match { id, rank: u8::try_from(mean).unwrap_or(rank::BESIDE), exact: false }));
        }
    }
    found.sort_by_key(|(score, _)| *score);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

fn candidates(driver: &Side<'_>, most: usize) -> Vec<i64> {
    let mut seen = HashSet::new();
    let all = driver.own.all.iter().map(|m| m.id).chain(driver.of_units.iter().copied());
    all.filter(|&id| seen.insert(id)).take(most).collect()
}

/// The sum of the ranks of all words; `None` where one does not fit or all fit the unit only.
fn score(conn: &Connection, shape: &Shape, sides: &[Side<'_>], id: i64) -> Result<Option<usize>> {
    let mut values: Option<Values> = None;
    let (mut sum, mut only_unit) = (0, true);
    for side in sides {
        let Some(fit) = fit(conn, shape, side, id, &mut values)? else { return Ok(None) };
        only_unit &= fit == Fit::Unit;
        sum += usize::from(if let Fit::Own(rank) = fit { rank } else { rank::BESIDE });
    }
    Ok((!only_unit).then_some(sum))
}

fn fit(conn: &Connection, shape: &Shape, side: &Side<'_>, id: i64, values: &mut Option<Values>) -> Result<Option<Fit>> {
    if let Some(&rank) = side.ranks.get(&id) {
        return Ok(Some(Fit::Own(rank)));
    }
    let nowhere = side.size() == 0;
    if !side.own.capped && side.units.is_none() && !nowhere {
        return Ok(None);
    }
    if values.is_none() {
        *values = shape.read(conn, id)?;
    }
    let Some(values) = values else { return Ok(None) };
    if side.own.capped
        && let Some(rank) = shape.own(values, side.word)
    {
        return Ok(Some(Fit::Own(rank)));
    }
    if let (Some(named), Some(unit)) = (side.units, shape.unit_of(values))
        && (named.ids.contains(&unit) || named.capped && unit_fits(conn, unit, side.word)?)
    {
        return Ok(Some(Fit::Unit));
    }
    Ok((nowhere && shape.beside(values, side.word)).then_some(Fit::Beside))
}

fn unit_fits(conn: &Connection, unit: i64, word: &Word) -> Result<bool> {
    let Some(shape) = catalog::register("unit").and_then(Shape::of) else { return Ok(false) };
    Ok(shape.read(conn, unit)?.and_then(|values| shape.own(&values, word)).is_some_and(|rank| rank < rank::NUMBER))
}

/// Records of the units a word names.
fn records_of(conn: &Connection, shape: &Shape, named: &Named, most: usize) -> Result<Vec<i64>> {
    let Some(column) = shape.unit_column() else { return Ok(Vec::new()) };
    let mut ids: Vec<i64> = named.ids.iter().copied().collect();
    ids.sort_unstable();
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let sql = format!("SELECT id FROM {} WHERE {column} IN ({}) LIMIT ?1", shape.register.table, ids.join(", "));
    conn.prepare(&sql)?.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?.collect()
}
