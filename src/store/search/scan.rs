//! One word over the keys of one register: a range of the table in each rank.

use super::shape::Shape;
use crate::domain::search::{Word, rank};
use rusqlite::{Connection, Result, params};
use std::collections::HashSet;

/// The last character of Unicode: behind every key that begins with a word.
const LAST: char = '\u{10ffff}';

const SCAN: &str = "SELECT id, k FROM search_key WHERE kind = ?1 AND rank = ?2 AND k >= ?3 AND k < ?4 ORDER BY k, id LIMIT ?5";

/// A record that a word finds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub id: i64,
    pub rank: u8,
    /// The word is the whole text, not its beginning.
    pub exact: bool,
}

/// The records a word finds by its keys, best first; and whether there may be more.
pub(super) struct Matches {
    pub all: Vec<Match>,
    pub capped: bool,
}

/// Walks the ranks until `most` records are found.
///
/// Words that no key can answer alone, mixed or too long ones, are checked against the rows.
pub(super) fn scan(conn: &Connection, shape: &Shape, word: &Word, most: usize) -> Result<Matches> {
    let mut walk = Walk { conn, kind: shape.register.number, most, seen: HashSet::new(), all: Vec::new() };
    for &rank in word.ranks() {
        walk.range(rank, word.start())?;
    }
    if let Some(tail) = word.tail() {
        walk.range(rank::NUMBER, &tail)?;
    }
    if word.is_cut() {
        let found = std::mem::take(&mut walk.all);
        let capped = found.len() >= most;
        walk.check(shape, word, found)?;
        return Ok(Matches { capped, all: walk.all });
    }
    match word.run() {
        Some(run) => walk.and_checked(shape, word, &run),
        None => Ok(walk.done()),
    }
}

struct Walk<'c> {
    conn: &'c Connection,
    kind: u8,
    most: usize,
    seen: HashSet<i64>,
    all: Vec<Match>,
}

impl Walk<'_> {
    /// Adds the records with a key of this rank that begins with `start`.
    fn range(&mut self, rank: u8, start: &str) -> Result<()> {
        if self.all.len() >= self.most {
            return Ok(());
        }
        let mut read = self.conn.prepare_cached(SCAN)?;
        let end = format!("{start}{LAST}");
        // A record can have several such keys.
        let limit = i64::try_from(self.most.saturating_mul(2)).unwrap_or(i64::MAX);
        let mut rows = read.query(params![self.kind, rank, start, end, limit])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if self.seen.insert(id) {
                let exact = row.get_ref(1)?.as_str()? == start;
                self.all.push(Match { id, rank, exact });
            }
            if self.all.len() >= self.most {
                break;
            }
        }
        Ok(())
    }

    /// Adds the records found by `run` that fit the whole word.
    fn and_checked(mut self, shape: &Shape, word: &Word, run: &Word) -> Result<Matches> {
        let direct = self.all.len();
        for &rank in run.ranks() {
            self.range(rank, run.start())?;
        }
        let capped = self.all.len() >= self.most;
        let found = self.all.split_off(direct);
        self.check(shape, word, found)?;
        Ok(Matches { capped, ..self.done() })
    }

    /// Adds those of `found` whose row fits the word.
    fn check(&mut self, shape: &Shape, word: &Word, found: Vec<Match>) -> Result<()> {
        for Match { id, .. } in found {
            let Some(values) = shape.read(self.conn, id)? else { continue };
            if let Some(rank) = shape.own(&values, word) {
                self.all.push(Match { id, rank, exact: false });
            }
        }
        Ok(())
    }

    fn done(self) -> Matches {
        Matches { capped: self.all.len() >= self.most, all: self.all }
    }
}
