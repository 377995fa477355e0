//! What one word of several finds in one register: records by their own keys, and records of units it names.

use super::{
    ids::{IdMap, IdSet},
    scan::scan,
    shape::{Shape, Values},
};
use crate::{
    catalog,
    domain::search::{Word, rank},
};
use rusqlite::{Connection, Result};
use std::cell::RefCell;

/// Units that one word may name.
const MOST_UNITS: usize = 1_000;

/// The units each word of a query names, looked up once for all registers.
pub(super) struct Units {
    of: Vec<Named>,
}

pub(super) struct Named {
    /// Best first.
    order: Vec<i64>,
    ids: IdSet,
    /// There may be more; then what a read said of others is kept in `also`.
    capped: bool,
    also: RefCell<IdMap<bool>>,
}

impl Units {
    pub fn of(conn: &Connection, words: &[Word]) -> Result<Self> {
        let Some(shape) = unit_shape() else { return Ok(Self { of: Vec::new() }) };
        let named = |word: &Word| {
            // One letter names half of all units.
            let most = if word.text.len() == 1 { 0 } else { MOST_UNITS };
            let found = scan(conn, &shape, word, most)?;
            let order: Vec<i64> = found.all.iter().filter(|m| m.rank < rank::NUMBER).map(|m| m.id).collect();
            let ids = order.iter().copied().collect();
            Ok(Named { order, ids, capped: most > 0 && found.capped, also: RefCell::default() })
        };
        Ok(Self { of: words.iter().map(named).collect::<Result<_>>()? })
    }

    /// The units that the word at `at` names.
    pub fn named(&self, at: usize) -> Option<&Named> {
        self.of.get(at)
    }
}

/// What one word finds in one register.
pub(super) struct Side<'q> {
    word: &'q Word,
    /// Best first.
    own: Vec<i64>,
    ranks: IdMap<u8>,
    units: Option<&'q Named>,
    /// There may be more than these.
    pub capped: bool,
}

impl<'q> Side<'q> {
    pub fn of(conn: &Connection, shape: &Shape, word: &'q Word, named: Option<&'q Named>, most: usize) -> Result<Self> {
        let own = scan(conn, shape, word, most)?;
        let units = named.filter(|named| !named.order.is_empty() && shape.unit_column().is_some());
        let ranks = own.all.iter().map(|found| (found.id, found.rank)).collect();
        Ok(Self { word, own: own.all.iter().map(|found| found.id).collect(), ranks, units, capped: own.capped })
    }

    pub fn size(&self) -> usize {
        self.own.len()
    }

    /// Nothing of the register or its units answers to the word, so it may be a post.
    fn nowhere(&self) -> bool {
        self.own.is_empty() && self.units.is_none()
    }

    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.own.iter().copied()
    }

    /// How the word fits, as far as its keys say.
    pub fn known(&self, id: i64) -> Known {
        match self.ranks.get(&id) {
            Some(&rank) => Known::Fits(Fit::Own(rank)),
            None if self.units.is_some() => Known::ByUnit,
            None => self.otherwise(),
        }
    }

    /// How the word fits a record of this unit that is not among those it finds.
    pub fn known_by_unit(&self, unit: Option<i64>) -> Known {
        match (self.units, unit) {
            (Some(named), Some(unit)) if named.ids.contains(&unit) => Known::Fits(Fit::Unit),
            (Some(named), Some(_)) if named.capped => Known::Unread,
            _ => self.otherwise(),
        }
    }

    fn otherwise(&self) -> Known {
        if self.capped || self.nowhere() { Known::Unread } else { Known::Not }
    }

    /// The first records of the units the word names, in official order of each; `None` where it names none.
    pub fn of_units(&self, conn: &Connection, shape: &Shape, most: usize) -> Result<Option<Vec<i64>>> {
        let (Some(named), Some(column)) = (self.units, shape.unit_column()) else { return Ok(None) };
        let ids: Vec<String> = named.order.iter().map(i64::to_string).collect();
        let sql = format!("SELECT id FROM {} WHERE {column} IN ({}) LIMIT ?1", shape.register.table, ids.join(", "));
        conn.prepare(&sql)?
            .query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?
            .collect::<Result<_>>()
            .map(Some)
    }

    pub fn read(&self, conn: &Connection, shape: &Shape, values: &Values) -> Result<Option<Fit>> {
        if self.nowhere() {
            return Ok(shape.beside(conn, values, self.word)?.then_some(Fit::Beside));
        }
        if let Some(rank) = shape.own(values, self.word) {
            return Ok(Some(Fit::Own(rank)));
        }
        let (Some(named), Some(unit)) = (self.units, shape.unit_of(values)) else { return Ok(None) };
        Ok(if named.has(conn, unit, self.word)? { Some(Fit::Unit) } else { None })
    }
}

/// What the sets of a word say of a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Fits(Fit),
    Not,
    /// The record's unit may be one that the word names.
    ByUnit,
    /// Its row must be read.
    Unread,
}

/// How a word fits a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Own(u8),
    Beside,
    Unit,
}

impl Named {
    /// Whether the word names the unit with this id.
    fn has(&self, conn: &Connection, unit: i64, word: &Word) -> Result<bool> {
        if !self.capped || self.ids.contains(&unit) {
            return Ok(self.ids.contains(&unit));
        }
        if let Some(&known) = self.also.borrow().get(&unit) {
            return Ok(known);
        }
        let Some(shape) = unit_shape() else { return Ok(false) };
        let rank = shape.read(conn, unit)?.and_then(|values| shape.own(&values, word));
        let has = rank.is_some_and(|rank| rank < rank::NUMBER);
        self.also.borrow_mut().insert(unit, has);
        Ok(has)
    }
}

fn unit_shape() -> Option<Shape> {
    catalog::register("unit").and_then(Shape::of)
}
