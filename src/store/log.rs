//! The steps a record has gone through: who changed its state, when and why. Only added to; see
//! [`super::transition`], which writes it.

use super::{Reader, Result, Tx};
use rusqlite::params;

/// Code word of a register, its log, and the log's column with the record's id: one for each machine.
const LOGS: &[(&str, &str, &str)] = &[
    ("nominee", "nominee_log", "nominee_id"),
    ("class", "class_log", "class_id"),
    ("call_up", "call_up_log", "call_up_id"),
    ("leave", "leave_log", "leave_id"),
    ("make_up", "make_up_log", "make_up_id"),
    ("teacher", "teacher_log", "teacher_id"),
    ("work_item", "work_item_log", "work_item_id"),
];

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateStep {
    /// When, ISO.
    pub at: String,
    /// Who did it.
    pub actor: String,
    /// From which state; `None` for the first.
    pub from: Option<String>,
    /// To which state.
    pub to: String,
    /// Why.
    pub reason: Option<String>,
    /// The step's code word; `None` where the record was entered or imported in that state.
    pub step: Option<String>,
    /// Who approved it, or by which paper.
    pub approver: Option<String>,
}

/// A line for the log.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry<'a> {
    pub from: Option<&'a str>,
    pub to: &'a str,
    pub step: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub approver: Option<&'a str>,
}

impl Tx<'_> {
    /// Adds a line to a record's log; nothing for a register without one.
    pub(super) fn log_state(&self, kind: &str, id: i64, entry: Entry) -> Result<()> {
        let Some((_, table, column)) = LOGS.iter().find(|(k, _, _)| *k == kind) else { return Ok(()) };
        let sql = format!(
            "INSERT INTO {table} (id, {column}, from_state, to_state, at, actor, reason, step, approver)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        );
        let text = |t: Option<&str>| t.map(str::trim).filter(|t| !t.is_empty()).map(ToOwned::to_owned);
        self.prepare_cached(&sql)?.execute(params![
            self.next_id(table)?,
            id,
            entry.from,
            entry.to,
            self.act.at,
            self.act.actor,
            text(entry.reason),
            entry.step,
            text(entry.approver)
        ])?;
        Ok(())
    }

    /// Who changed a record's state last, and when.
    pub(super) fn last_step(&self, kind: &str, id: i64) -> Result<Option<(String, String)>> {
        let Some((_, table, column)) = LOGS.iter().find(|(k, _, _)| *k == kind) else { return Ok(None) };
        let sql = format!("SELECT actor, at FROM {table} WHERE {column} = ?1 ORDER BY id DESC LIMIT 1");
        let mut stmt = self.prepare_cached(&sql)?;
        let mut rows = stmt.query([id])?;
        Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?)
    }
}

impl Reader {
    /// The steps of a record, oldest first; none for a register without a log.
    pub fn state_log(&self, kind: &str, id: i64) -> Result<Vec<StateStep>> {
        let Some((_, table, column)) = LOGS.iter().find(|(k, _, _)| *k == kind) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT at, actor, from_state, to_state, reason, step, approver FROM {table} WHERE {column} = ?1 ORDER BY id"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row| {
            Ok(StateStep {
                at: row.get(0)?,
                actor: row.get(1)?,
                from: row.get(2)?,
                to: row.get(3)?,
                reason: row.get(4)?,
                step: row.get(5)?,
                approver: row.get(6)?,
            })
        };
        Ok(stmt.query_map([id], read)?.collect::<rusqlite::Result<_>>()?)
    }
}
