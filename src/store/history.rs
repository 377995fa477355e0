//! Who changed what, when and from where; and taking it back.
//!
//! The journal has each row before and after. Undo puts the rows of one journal entry back in reverse order, as a new
//! entry that says what it undoes; undoing that is redo. It refuses, and says who, when a row is no longer as the entry
//! left it. Works across restarts, and for an import of thousands of rows as one step.

mod undo;

use super::{Act, Error, Reader, Result, Store, reveal::Look};
use crate::{catalog::Register, domain::value::Value};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};

/// One journal entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// What it was called.
    pub label: String,
    /// How many rows it changed.
    pub rows: i64,
    /// The entry it undoes.
    pub undoes: Option<i64>,
    /// The entry it brings again, where the entry it undoes was an undo itself.
    pub redoes: Option<i64>,
    /// The entry that undid it.
    pub undone_by: Option<i64>,
}

/// One change of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The journal entry.
    pub step: Step,
    /// `insert`, `update` or `delete`.
    pub op: String,
    /// Columns that differ: name, before, after.
    pub fields: Vec<(String, Value, Value)>,
}

/// What happened to a record: a change, or a look at its numbers.
#[derive(Clone, Debug)]
pub enum Past {
    /// Its values changed.
    Change(Change),
    /// Someone saw its numbers in full.
    Look(Look),
}

/// Columns that say nothing to people and are not compared: kept by the program itself.
const OWN: &[&str] = &["version", "unit_order"];

const STEP: &str =
    "j.id, j.at, j.actor, j.origin, j.label, j.undoes, j.undone_by, (SELECT u.undoes FROM journal u WHERE u.id = j.undoes)";

fn step(row: &rusqlite::Row) -> rusqlite::Result<Step> {
    Ok(Step {
        id: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        origin: row.get(3)?,
        label: row.get(4)?,
        undoes: row.get(5)?,
        undone_by: row.get(6)?,
        redoes: row.get(7)?,
        rows: row.get(8)?,
    })
}

/// Who changed a row last, and when.
pub(super) fn last_change(conn: &Connection, table: &str, id: i64) -> Result<(String, String)> {
    let sql = "SELECT j.actor, j.at FROM change c JOIN journal j ON j.id = c.journal_id
               WHERE c.table_name = ?1 AND c.row_id = ?2 ORDER BY c.id DESC LIMIT 1";
    let found = conn.prepare_cached(sql)?.query_row(params![table, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or_default())
}

/// A record someone changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: i64,
    /// Who.
    pub actor: String,
}

impl Reader {
    /// What others changed from a day on, the latest first; looks at `most` changes only, as a start must not wait.
    pub fn changed_since(&self, day: &str, actor: &str, most: usize) -> Result<Vec<Touched>> {
        let sql = format!(
            "SELECT c.table_name, c.row_id, j.actor, j.at, c.op FROM change c JOIN journal j ON j.id = c.journal_id
             ORDER BY c.id DESC LIMIT {most}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let at: String = row.get(3)?;
            if at.get(..10).is_some_and(|at| at < day) {
                break;
            }
            let (who, op): (String, String) = (row.get(2)?, row.get(4)?);
            if who != actor && op != "delete" {
                found.push(Touched { table: row.get(0)?, id: row.get(1)?, actor: who });
            }
        }
        Ok(found)
    }

    /// The changes of one record, latest first.
    pub fn history(&self, register: &Register, id: i64) -> Result<Vec<Change>> {
        let sql = format!(
            "SELECT {STEP}, 1, c.op, c.before, c.after FROM change c JOIN journal j ON j.id = c.journal_id
             WHERE c.table_name = ?1 AND c.row_id = ?2 ORDER BY c.id DESC LIMIT 500"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let changes = stmt
            .query_map(params![register.table, id], |row| {
                let (before, after): (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
                Ok(Change { step: step(row)?, op: row.get(9)?, fields: differences(before.as_deref(), after.as_deref()) })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(changes.into_iter().filter(|c| c.op != "update" || !c.fields.is_empty()).collect())
    }

    /// Changes of a record and looks at its numbers, latest first.
    pub fn past(&self, register: &Register, id: i64) -> Result<Vec<Past>> {
        let mut looks = self.looks(register, id)?.into_iter().peekable();
        // Clocks write both alike, but for the sign between day and time. A clock that was set back moves no change: they
        // stand in the order in which they were made.
        let key = |at: &str| at.replace('T', " ");
        let mut past = Vec::new();
        for change in self.history(register, id)? {
            while let Some(look) = looks.next_if(|look| key(&look.at) > key(&change.step.at)) {
                past.push(Past::Look(look));
            }
            past.push(Past::Change(change));
        }
        past.extend(looks.map(Past::Look));
        Ok(past)
    }

    /// The latest journal entries, of one person or of all.
    pub fn steps(&self, actor: Option<&str>, limit: usize) -> Result<Vec<Step>> {
        let sql = format!(
            "SELECT {STEP}, (SELECT count(*) FROM change c WHERE c.journal_id = j.id) FROM journal j
             WHERE ?1 IS NULL OR j.actor = ?1 ORDER BY j.id DESC LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let steps = stmt.query_map([actor], step)?.collect::<rusqlite::Result<_>>()?;
        Ok(steps)
    }

    /// What this person's next undo would take back.
    pub fn undoable(&self, actor: &str) -> Result<Option<Step>> {
        // What an office begins with (code lists, national rules) is nobody's step.
        self.one(actor, "j.undoes IS NULL AND j.undone_by IS NULL AND j.label <> 'init'")
    }

    /// What this person's next redo would bring again: the latest undo, if nothing was done since.
    pub fn redoable(&self, actor: &str) -> Result<Option<Step>> {
        // A redo is an undo of an undo; it neither ends the chain nor can be redone itself.
        let no_redo = "(j.undoes IS NULL OR EXISTS (SELECT 1 FROM journal u WHERE u.id = j.undoes AND u.undoes IS NULL))";
        let latest = self.one(actor, &format!("j.undone_by IS NULL AND {no_redo}"))?;
        Ok(latest.filter(|step| step.undoes.is_some()))
    }

    fn one(&self, actor: &str, condition: &str) -> Result<Option<Step>> {
        let sql = format!(
            "SELECT {STEP}, (SELECT count(*) FROM change c WHERE c.journal_id = j.id) FROM journal j
             WHERE j.actor = ?1 AND {condition} ORDER BY j.id DESC LIMIT 1"
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row([actor], step).optional()?)
    }
}

impl Store {
    /// Takes one journal entry back; `label` names the new entry. Undoing an undo is redo, and makes the first entry
    /// undoable again.
    ///
    /// # Errors
    /// [`Error::ChangedSince`] if a row is no longer as the entry left it, or someone built on it since;
    /// [`Error::Undone`] if it was undone already; nothing is changed then.
    pub fn undo(&mut self, act: &Act, id: i64, label: &str) -> Result<i64> {
        match self.write(act, label, |tx| undo::undo(tx, id)) {
            // What the data refuses is mostly a record that someone added on top. Only the refusal pays for the search.
            Err(Error::Refused(what)) => {
                let found = self.rehearse(act, |tx| undo::in_the_way(tx, id));
                Err(found.ok().flatten().unwrap_or(Error::Refused(what)))
            }
            result => result,
        }
    }
}

fn differences(before: Option<&str>, after: Option<&str>) -> Vec<(String, Value, Value)> {
    let (before, after) = (object(before).unwrap_or_default(), object(after).unwrap_or_default());
    let names = if after.is_empty() { &before } else { &after };
    names
        .keys()
        .filter(|name| !OWN.contains(&name.as_str()) && *name != "id")
        .map(|name| (name.clone(), value(before.get(name)), value(after.get(name))))
        .filter(|(_, before, after)| before != after)
        .collect()
}

pub(super) fn object(text: Option<&str>) -> Option<Map<String, Json>> {
    serde_json::from_str(text?).ok()
}

pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(n) => (*n).into(),
        Value::Real(n) => (*n).into(),
        Value::Text(text) => text.clone().into(),
    }
}

fn value(json: Option<&Json>) -> Value {
    match json {
        Some(Json::String(text)) => Value::Text(text.clone()),
        Some(Json::Number(n)) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        _ => Value::Null,
    }
}
