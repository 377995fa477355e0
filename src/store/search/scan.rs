//! One word over the keys of one register: a range of the table in each rank.

use super::{ids::IdSet, shape::Shape};
use crate::domain::search::{Word, rank};
use rusqlite::{Connection, Result, params};

/// The last character of Unicode: behind every key that begins with a word.
const LAST: char = '\u{10ffff}';

const SCAN: &str = "SELECT id, k FROM search_key WHERE kind = ?1 AND rank = ?2 AND k >= ?3 AND k < ?4 \
                    ORDER BY k, id LIMIT ?5";

/// Rows that one word may read to be checked against.
const MOST_CHECKED: usize = 200;

/// A record that a word finds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub id: i64,
    pub rank: u8,
    /// The word is the whole text, not its beginning.
    pub exact: bool,
}

/// The records a word finds by its keys, best first; and whether there may be more.
#[derive(Default)]
pub(super) struct Matches {
    pub all: Vec<Match>,
    pub capped: bool,
}

/// Walks the ranks until `most` records are found.
///
/// Words that no key can answer alone, mixed or too long ones, are checked against the rows.
pub(super) fn scan(conn: &Connection, shape: &Shape, word: &Word, most: usize) -> Result<Matches> {
    let most = if word.is_cut() { MOST_CHECKED } else { most };
    let mut walk = Walk { conn, kind: shape.register.number, most, seen: IdSet::default(), all: Vec::new() };
    for &rank in word.ranks() {
        walk.range(rank, word.start())?;
    }
    if let Some(tail) = word.tail() {
        walk.range(rank::NUMBER, &tail)?;
    }
    if word.is_cut() {
        let capped = walk.all.len() >= most;
        let found = std::mem::take(&mut walk.all);
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
    seen: IdSet,
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

    /// Adds the records that fit a word of characters and letters, looked up by its run and by its spellings: what both
    /// find is checked first.
    fn and_checked(mut self, shape: &Shape, word: &Word, run: &Word) -> Result<Matches> {
        let direct: IdSet = self.all.iter().map(|found| found.id).collect();
        let by_run = scan(self.conn, shape, run, MOST_CHECKED)?;
        let of_run: IdSet = by_run.all.iter().map(|found| found.id).collect();
        let mut both = Vec::new();
        let mut either = Vec::new();
        for spelling in word.spelled().iter().filter(|spelling| spelling.text.is_ascii()) {
            for found in scan(self.conn, shape, spelling, MOST_CHECKED)?.all {
                if of_run.contains(&found.id) { both.push(found) } else { either.push(found) }
            }
        }
        either.extend(by_run.all);
        both.extend(either);
        let mut seen = direct;
        both.retain(|found| seen.insert(found.id));
        self.check(shape, word, both)?;
        Ok(Matches { capped: by_run.capped || self.all.len() >= self.most, all: self.all })
    }

    /// Adds those of `found` whose row fits the word; only so many are looked at.
    fn check(&mut self, shape: &Shape, word: &Word, found: Vec<Match>) -> Result<()> {
        for Match { id, .. } in found.into_iter().take(MOST_CHECKED) {
            if self.all.len() >= self.most {
                break;
            }
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
