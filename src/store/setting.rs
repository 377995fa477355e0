//! What a person chose: place, column widths, saved views. Not journalled: nobody else's data changes.

use super::{Reader, Result, Store};
use rusqlite::{OptionalExtension, params};

/// A saved view: filters, sort and columns of a list, as JSON that the list itself reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its record.
    pub id: i64,
    /// What the person called it.
    pub name: String,
    /// The definition.
    pub definition: String,
}

impl Reader {
    /// A setting of this person.
    pub fn setting(&self, actor: &str, name: &str) -> Result<Option<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT value FROM setting WHERE actor = ?1 AND name = ?2")?;
        Ok(stmt.query_row([actor, name], |row| row.get(0)).optional()?)
    }

    /// The saved views of this person for a register.
    pub fn saved_views(&self, actor: &str, kind: &str) -> Result<Vec<SavedView>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, name, definition FROM saved_view WHERE actor = ?1 AND kind = ?2 ORDER BY sort_no, id")?;
        let views = stmt
            .query_map([actor, kind], |row| Ok(SavedView { id: row.get(0)?, name: row.get(1)?, definition: row.get(2)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(views)
    }
}

impl Store {
    /// Sets a setting of this person.
    pub fn set(&mut self, actor: &str, name: &str, value: &str) -> Result<()> {
        self.note(|conn| {
            let changed = conn.execute("UPDATE setting SET value = ?3 WHERE actor = ?1 AND name = ?2", [actor, name, value])?;
            if changed == 0 {
                conn.execute(
                    "INSERT INTO setting (id, actor, name, value) SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3 FROM setting",
                    [actor, name, value],
                )?;
            }
            Ok(())
        })
    }

    /// Saves a view under a name, over one of the same name.
    pub fn save_view(&mut self, actor: &str, kind: &str, name: &str, definition: &str) -> Result<()> {
        self.note(|conn| {
            let sql = "UPDATE saved_view SET definition = ?4 WHERE actor = ?1 AND kind = ?2 AND name = ?3";
            if conn.execute(sql, [actor, kind, name, definition])? == 0 {
                conn.execute(
                    "INSERT INTO saved_view (id, sort_no, actor, kind, name, definition)
                     SELECT coalesce(max(id), 0) + 1, coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4 FROM saved_view",
                    [actor, kind, name, definition],
                )?;
            }
            Ok(())
        })
    }

    /// Forgets a saved view.
    pub fn forget_view(&mut self, id: i64) -> Result<()> {
        self.note(|conn| {
            conn.execute("DELETE FROM saved_view WHERE id = ?1", params![id])?;
            Ok(())
        })
    }
}

impl Reader {
    /// The step in which hours are typed on a day: a quarter where a conversion in force counts quarters, else a half.
    pub fn hour_step(&self, on: chrono::NaiveDate) -> Result<f64> {
        let sql = "SELECT count(*) FROM hour_conversion WHERE valid_from <= ?1 AND (valid_until IS NULL OR valid_until >= ?1)
                   AND hours * 2 <> round(hours * 2)";
        let quarters: i64 = self.conn.prepare_cached(sql)?.query_row([on.to_string()], |row| row.get(0))?;
        Ok(if quarters > 0 { crate::catalog::entry::QUARTER } else { crate::catalog::entry::HALF })
    }
}
