//! The records of today: where a list opens, and what a question offers first.

use super::{Reader, Result};
use crate::catalog::{Near, Register};
use chrono::NaiveDate;
use rusqlite::OptionalExtension as _;

impl Reader {
    /// The record that goes on today, or the last that began; `None` where none did, or the register has no times.
    pub fn nearest(&self, register: &Register, today: NaiveDate) -> Result<Option<i64>> {
        let Some(near) = register.near() else { return Ok(None) };
        let sql = format!(
            "SELECT id FROM {} WHERE {} <= ?1 AND {} ORDER BY {} >= ?1 DESC, {} DESC, id LIMIT 1",
            register.table,
            near.from,
            takes_place(near),
            near.until,
            near.from
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row([today.to_string()], |row| row.get(0)).optional()?)
    }

    /// Up to `n` records: those that go on today, the next, those that are over with the latest first, and those that do
    /// not take place; `None` where the register has no times.
    pub fn around(&self, register: &Register, today: NaiveDate, n: usize) -> Result<Option<Vec<i64>>> {
        let Some(near) = register.near() else { return Ok(None) };
        let (from, until, takes_place) = (near.from, near.until, takes_place(near));
        let sql = format!(
            "SELECT id FROM {} ORDER BY CASE WHEN {from} IS NULL OR NOT ({takes_place}) THEN 3 WHEN {from} > ?1 THEN 1 \
             WHEN {until} >= ?1 THEN 0 ELSE 2 END, CASE WHEN {from} > ?1 THEN {from} END, {from} DESC, id LIMIT ?2",
            register.table
        );
        let limit = i64::try_from(n).unwrap_or(i64::MAX);
        let mut read = self.conn.prepare_cached(&sql)?;
        let ids = read.query_map((today.to_string(), limit), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(Some(ids))
    }
}

/// The condition that a record takes place; its words come from the catalog.
fn takes_place(near: &Near) -> String {
    let idle: Vec<String> = near.idle.iter().map(|state| format!("'{state}'")).collect();
    format!("{} NOT IN ({})", near.state, idle.join(", "))
}
