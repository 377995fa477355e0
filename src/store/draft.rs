//! Unfinished forms, kept per person until they are saved or dropped. Not journalled: nothing of the office changes.

use super::{Act, Reader, Result, Store};
use rusqlite::{OptionalExtension, params};

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: i64,
    /// What was typed: JSON that the form reads.
    pub body: String,
    /// When it was kept.
    pub at: String,
}

impl Reader {
    /// What this person left unfinished for a record, or for a new one of this kind.
    pub fn draft(&self, actor: &str, kind: &str, record: Option<i64>) -> Result<Option<Draft>> {
        let sql = "SELECT id, body, at FROM draft WHERE actor = ?1 AND kind = ?2 AND record_id IS ?3 ORDER BY id DESC LIMIT 1";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let found = stmt.query_row(params![actor, kind, record], |r| Ok(Draft { id: r.get(0)?, body: r.get(1)?, at: r.get(2)? }));
        Ok(found.optional()?)
    }

    /// All drafts of a person: kind, record, when.
    pub fn drafts(&self, actor: &str) -> Result<Vec<(String, Option<i64>, String)>> {
        let mut stmt = self.conn.prepare_cached("SELECT kind, record_id, at FROM draft WHERE actor = ?1 ORDER BY id DESC")?;
        let drafts = stmt.query_map([actor], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(drafts)
    }

    /// The words of an open code list, in its order.
    pub fn code_words(&self, list: &str) -> Result<Vec<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT name FROM code WHERE list = ?1 AND active = 1 ORDER BY sort_no, id")?;
        let words = stmt.query_map([list], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(words)
    }

    /// The version a record is at; a form saves against it.
    pub fn version(&self, register: &crate::catalog::Register, id: i64) -> Result<Option<i64>> {
        let sql = format!("SELECT version FROM {} WHERE id = ?1", register.table);
        Ok(self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
    }
}

impl Store {
    /// Keeps a draft, over an earlier one; returns its id.
    pub fn keep_draft(&mut self, draft: Option<i64>, act: &Act, kind: &str, record: Option<i64>, body: &str) -> Result<i64> {
        self.note(|conn| {
            if let Some(id) = draft
                && conn.execute("UPDATE draft SET body = ?2, at = ?3 WHERE id = ?1", params![id, body, act.at])? > 0
            {
                return Ok(id);
            }
            let id: i64 = conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM draft", [], |row| row.get(0))?;
            conn.execute(
                "INSERT INTO draft (id, actor, kind, record_id, body, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![id, act.actor, kind, record, body, act.at],
            )?;
            Ok(id)
        })
    }

    /// Removes a draft.
    pub fn forget_draft(&mut self, id: i64) -> Result<()> {
        self.note(|conn| {
            conn.execute("DELETE FROM draft WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}
