//! Writing rows of one table fast: one prepared statement, ids counted from 1.

use super::Result;
use rusqlite::{Connection, Statement, ToSql};

/// A table being filled.
pub(super) struct Sheet<'c> {
    stmt: Statement<'c>,
    last: i64,
}

impl<'c> Sheet<'c> {
    /// Prepares the insert; `columns` are separated by blanks, `id` comes by itself.
    pub(super) fn open(conn: &'c Connection, table: &str, columns: &str) -> Result<Self> {
        let columns: Vec<&str> = columns.split_whitespace().collect();
        let marks: Vec<String> = (1..=columns.len() + 1).map(|i| format!("?{i}")).collect();
        let sql = format!("INSERT INTO {table} (id, {}) VALUES ({})", columns.join(", "), marks.join(", "));
        Ok(Self { stmt: conn.prepare(&sql)?, last: 0 })
    }

    /// Writes a row and returns its id.
    pub(super) fn put(&mut self, values: &[&dyn ToSql]) -> Result<i64> {
        self.last += 1;
        self.stmt.raw_bind_parameter(1, self.last)?;
        for (i, value) in values.iter().enumerate() {
            self.stmt.raw_bind_parameter(i + 2, value)?;
        }
        self.stmt.raw_execute()?;
        Ok(self.last)
    }

    /// The id the next row will have.
    pub(super) const fn next(&self) -> i64 {
        self.last + 1
    }
}
