//! Many keys at once, written in the order of the table.
//!
//! The keys of one row lie all over the table. Row by row, an import would fetch and write most pages of it again and
//! again; in order, each page is touched once. A run is bounded, so that no import takes more memory than that.

use rusqlite::{Connection, Result, params};

/// Keys of one run: about 60 MB.
const MOST_KEYS: usize = 1_500_000;

pub(super) const ADD: &str = "INSERT INTO search_key (kind, rank, k, id) VALUES (?1, ?2, ?3, ?4)";
pub(super) const REMOVE: &str = "DELETE FROM search_key WHERE kind = ?1 AND rank = ?2 AND k = ?3 AND id = ?4";

/// Keys of one register under way to one statement.
pub(super) struct Sorted<'c> {
    conn: &'c Connection,
    kind: u8,
    sql: &'static str,
    text: String,
    keys: Vec<Part>,
}

/// A key: its rank, its place in the text, its record.
struct Part {
    rank: u8,
    len: u8,
    start: u32,
    id: i64,
}

impl<'c> Sorted<'c> {
    /// Nothing yet, for [`ADD`] or [`REMOVE`].
    pub fn new(conn: &'c Connection, kind: u8, sql: &'static str) -> Self {
        Self { conn, kind, sql, text: String::new(), keys: Vec::new() }
    }

    /// Takes a key; writes all taken so far when the run is full.
    pub fn push(&mut self, rank: u8, k: &str, id: i64) -> Result<()> {
        if self.keys.len() >= MOST_KEYS {
            self.write()?;
        }
        // A key has at most 32 characters of 4 bytes, a run at most 200 MB of text: both fit.
        let (Ok(len), Ok(start)) = (u8::try_from(k.len()), u32::try_from(self.text.len())) else { return Ok(()) };
        self.text.push_str(k);
        self.keys.push(Part { rank, len, start, id });
        Ok(())
    }

    /// Writes what was taken.
    pub fn write(&mut self) -> Result<()> {
        let text = self.text.as_str();
        let k = |part: &Part| &text[part.start as usize..][..usize::from(part.len)];
        self.keys.sort_unstable_by(|a, b| (a.rank, k(a), a.id).cmp(&(b.rank, k(b), b.id)));
        let mut statement = self.conn.prepare_cached(self.sql)?;
        for part in &self.keys {
            statement.execute(params![self.kind, part.rank, k(part), part.id])?;
        }
        drop(statement);
        self.keys.clear();
        self.text.clear();
        Ok(())
    }
}
