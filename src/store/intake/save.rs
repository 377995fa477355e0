//! Saving drafts: a new row, or what differs in one that is there.

use super::Intake;
use crate::catalog::draft::{Draft, Saved};
use crate::domain::{states, value::Value};
use crate::store::Error;
use color_eyre::eyre::Result;
use rusqlite::{OptionalExtension, params_from_iter};

impl Intake<'_> {
    /// Adds a row.
    pub(super) fn add(&mut self, draft: &Draft) -> Result<Saved> {
        let id = self.next_id(draft.table)?;
        let columns: Vec<&str> = draft.values.iter().map(|(column, _)| *column).collect();
        let marks: Vec<String> = (2..columns.len() + 2).map(|n| format!("?{n}")).collect();
        let separator = if columns.is_empty() { "" } else { ", " };
        let (columns, marks) = (columns.join(", "), marks.join(", "));
        let sql = format!("INSERT INTO {} (id{separator}{columns}) VALUES (?1{separator}{marks})", draft.table);
        let id_value = Value::Int(id);
        let values = std::iter::once(&id_value).chain(draft.values.iter().map(|(_, value)| value));
        self.tx.prepare_cached(&sql).map_err(Error::from)?.execute(params_from_iter(values)).map_err(Error::from)?;
        self.next.insert(draft.table, id + 1);
        if let Some(kind) = stepped(draft.table) {
            self.tx.log_entered(kind, id)?;
        }
        Ok(Saved::New(id))
    }

    /// Changes what differs.
    pub(super) fn change(&mut self, draft: &Draft, id: i64) -> Result<Saved> {
        if draft.values.is_empty() {
            return Ok(Saved::Same(id));
        }
        let columns: Vec<&str> = draft.values.iter().map(|(column, _)| *column).collect();
        let sql = format!("SELECT {} FROM {} WHERE id = ?1", columns.join(", "), draft.table);
        let read = |row: &rusqlite::Row| (0..columns.len()).map(|i| row.get::<_, Value>(i)).collect::<rusqlite::Result<Vec<_>>>();
        let mut statement = self.tx.prepare_cached(&sql).map_err(Error::from)?;
        let old = statement.query_row([id], read).optional().map_err(Error::from)?.unwrap_or_default();
        let differs: Vec<&(&str, Value)> =
            draft.values.iter().zip(&old).filter(|((_, new), old)| !same(new, old)).map(|(pair, _)| pair).collect();
        if differs.is_empty() {
            return Ok(Saved::Same(id));
        }
        let sets: Vec<String> = differs.iter().enumerate().map(|(i, (column, _))| format!("{column} = ?{}", i + 2)).collect();
        let sql = format!("UPDATE {} SET {}, version = version + 1 WHERE id = ?1", draft.table, sets.join(", "));
        let id_value = Value::Int(id);
        let values = std::iter::once(&id_value).chain(differs.iter().map(|(_, value)| value));
        self.tx.prepare_cached(&sql).map_err(Error::from)?.execute(params_from_iter(values)).map_err(Error::from)?;
        let before = columns.iter().position(|column| *column == "state").and_then(|n| old.get(n)?.as_str());
        if let Some(kind) = stepped(draft.table) {
            self.tx.log_read(kind, id, before)?;
        }
        Ok(Saved::Changed(id))
    }

    fn next_id(&mut self, table: &'static str) -> Result<i64> {
        match self.next.get(table) {
            Some(id) => Ok(*id),
            None => Ok(self.tx.next_id(table)?),
        }
    }
}

/// The register of a table whose states change by steps. Nominees and make-ups are not among them: what is read about
/// them says which steps they took.
fn stepped(table: &str) -> Option<&'static str> {
    let kind = states::MACHINES.iter().find(|machine| machine.table == table)?.kind;
    (!matches!(kind, "nominee" | "make_up")).then_some(kind)
}

/// Equal as stored: 40 and 40.0 are.
fn same(new: &Value, old: &Value) -> bool {
    match (new.as_number(), old.as_number()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => new == old,
    }
}
