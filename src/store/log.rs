//! The steps a record has gone through: who changed its state, when and why.

use super::{Reader, Result};

/// Code word of a register, its log, and the log's column with the record's id.
const LOGS: &[(&str, &str, &str)] = &[
    ("nominee", "nominee_log", "nominee_id"),
    ("make_up", "make_up_log", "make_up_id"),
    ("teacher", "teacher_log", "teacher_id"),
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
}

impl Reader {
    /// The steps of a record, oldest first; none for a register without a log.
    pub fn state_log(&self, kind: &str, id: i64) -> Result<Vec<StateStep>> {
        let Some((_, table, column)) = LOGS.iter().find(|(k, _, _)| *k == kind) else { return Ok(Vec::new()) };
        let sql = format!("SELECT at, actor, from_state, to_state, reason FROM {table} WHERE {column} = ?1 ORDER BY id");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row| {
            Ok(StateStep { at: row.get(0)?, actor: row.get(1)?, from: row.get(2)?, to: row.get(3)?, reason: row.get(4)? })
        };
        Ok(stmt.query_map([id], read)?.collect::<rusqlite::Result<_>>()?)
    }
}
