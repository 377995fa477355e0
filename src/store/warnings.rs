//! Warnings (学时预警): what changed since a day, what the pace says of the year's end, and who was reminded.

use super::{Act, Reader, Result, Store};
use crate::domain::{calendar::iso, hours::Level};
use chrono::NaiveDate;
use rusqlite::params;

/// A warning somebody is reminded of.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder<'a> {
    /// Records of warnings.
    pub warnings: &'a [i64],
    /// The day.
    pub on: NaiveDate,
    /// How, a word of the code list.
    pub channel: &'a str,
    /// What was said.
    pub note: Option<&'a str>,
}

impl Store {
    /// Records that people were reminded of these warnings: one write, one undo. Returns how many.
    pub fn remind(&mut self, act: &Act, reminder: &Reminder) -> Result<usize> {
        self.write(act, "remind", |tx| {
            let mut id = tx.next_id("reminder")?;
            let mut add = tx.prepare_cached(
                "INSERT INTO reminder (id, cadre_id, rule_code, year, reminded_on, channel, level, missing, by_whom, note)
                 SELECT ?2, cadre_id, rule_code, year, ?3, ?4, level, missing, ?5, ?6 FROM warning WHERE id = ?1",
            )?;
            let mut told = 0;
            for warning in reminder.warnings {
                let row = params![warning, id, iso(reminder.on), reminder.channel, tx.act.actor, reminder.note];
                let added = add.execute(row)?;
                told += added;
                id += i64::try_from(added).unwrap_or(0);
            }
            Ok(told)
        })
    }
}

impl Reader {
    /// The warnings of a person in a year that are more than normal.
    pub fn warnings_of(&self, cadre: i64, year: i32) -> Result<Vec<i64>> {
        let sql = "SELECT id FROM warning WHERE cadre_id = ?1 AND year = ?2 AND level <> ?3 ORDER BY id";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let ids = stmt.query_map(params![cadre, year, Level::Normal.code()], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}
