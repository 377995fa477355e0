//! Who may come in over the line: only users that are entered and not disabled.
//!
//! On a PC whoever is not entered looks on; over the line a key without a user is a mistake or worse.

use super::{Act, Reader, Result, Store, reveal};
use rusqlite::OptionalExtension;

/// What the audit calls something that was asked for and not done.
const REFUSED: &str = "refused";

/// Whether a login may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// An active user.
    Admitted,
    /// A user who is disabled.
    Disabled,
    /// Nobody's login.
    Unknown,
}

impl Reader {
    /// Whether a login may come in.
    pub fn admission(&self, login: &str) -> Result<Admission> {
        let sql = "SELECT active FROM person_of_office WHERE login = ?1";
        let active: Option<i64> = self.conn.prepare_cached(sql)?.query_row([login], |row| row.get(0)).optional()?;
        Ok(match active {
            None => Admission::Unknown,
            Some(0) => Admission::Disabled,
            Some(_) => Admission::Admitted,
        })
    }

    /// The name of the person behind a login.
    pub fn name_of(&self, login: &str) -> Result<Option<String>> {
        let sql = "SELECT name FROM person_of_office WHERE login = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([login], |row| row.get(0)).optional()?)
    }

    /// What was asked for and not done, latest first: when, login, what.
    pub fn refusals(&self) -> Result<Vec<(String, String, String)>> {
        let sql = "SELECT at, actor, coalesce(detail, '') FROM audit WHERE action = ?1 ORDER BY id DESC LIMIT 500";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map([REFUSED], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Store {
    /// Notes that somebody asked for what is not allowed, whatever their role.
    pub fn note_refusal(&mut self, act: &Act, what: &str) -> Result<()> {
        self.note(|conn| reveal::line(conn, act, REFUSED, None, what))
    }
}
