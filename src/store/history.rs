//! Who changed what, when and from where; and taking it back.
//!
//! The journal has each row before and after. Undo puts the rows of one journal entry back in reverse order, as a new
//! entry that says what it undoes; undoing that is redo. It refuses, and says who, when a row is no longer as the entry
//! left it. Works across restarts, and for an import of thousands of rows as one step.

mod undo;

use super::{Act, Error, Reader, Result, Store, reveal::Look};
use crate::{
    catalog::{self, Register},
    domain::value::Value,
    text::{T, store as w},
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;

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
    /// How many rows it changed, up to [`Step::MANY`].
    pub rows: i64,
    /// The first record it changed: table and id.
    pub first: Option<(String, i64)>,
    /// The entry it undoes.
    pub undoes: Option<i64>,
    /// The entry it brings again, where the entry it undoes was an undo itself.
    pub redoes: Option<i64>,
    /// The entry that undid it.
    pub undone_by: Option<i64>,
}

impl Step {
    /// Rows are counted up to here.
    pub const MANY: i64 = 100_000;

    /// That it can be taken back as far as it alone is concerned; else why not.
    ///
    /// # Errors
    /// The reason, as a text.
    pub fn stands(&self) -> std::result::Result<(), T> {
        if self.undone_by.is_some() {
            return Err(w::UNDONE);
        }
        // What an office begins with (code lists, national rules) is nobody's step.
        if self.label == INIT { Err(w::BEGINNING) } else { Ok(()) }
    }
}

/// A record that a step changed, and how.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Its register.
    pub register: &'static Register,
    /// Its id.
    pub row_id: i64,
    /// Its first change by the step.
    pub change: Change,
    /// What named it when it was there.
    pub was: String,
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

/// The label of what an office begins with.
const INIT: &str = "init";
/// The label of what the program looks up by itself once a day: nobody's last step, though it can be taken back.
pub const OF_THE_DAY: &str = "make-ups of the day";

const STEP: &str =
    "j.id, j.at, j.actor, j.origin, j.label, j.undoes, j.undone_by, (SELECT u.undoes FROM journal u WHERE u.id = j.undoes)";

/// How many rows a step changed, and which first; both along the index of the journal.
const ROWS: &str = "(SELECT count(*) FROM (SELECT 1 FROM change c WHERE c.journal_id = j.id LIMIT 100000)),
    (SELECT c.table_name || ' ' || c.row_id FROM change c WHERE c.journal_id = j.id ORDER BY c.id LIMIT 1)";

fn step(row: &rusqlite::Row) -> rusqlite::Result<Step> {
    let first: Option<String> = row.get(9)?;
    let first = first.and_then(|f| f.split_once(' ').and_then(|(table, id)| Some((table.to_owned(), id.parse().ok()?))));
    Ok(Step {
        first,
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

impl Reader {
    /// The changes of one record, latest first; what one step did to it in turn is one change.
    pub fn history(&self, register: &Register, id: i64) -> Result<Vec<Change>> {
        let sql = format!(
            "SELECT {STEP}, 1, NULL, c.op, c.before, c.after FROM change c JOIN journal j ON j.id = c.journal_id
             WHERE c.table_name = ?1 AND c.row_id = ?2 ORDER BY c.id DESC LIMIT 500"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query(params![register.table, id])?;
        let mut found: Vec<(Step, Option<String>, Option<String>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (step, before) = (step(row)?, row.get(11)?);
            match found.last_mut().filter(|(last, ..)| last.id == step.id) {
                Some((_, earlier, _)) => *earlier = before,
                None => found.push((step, before, row.get(12)?)),
            }
        }
        let whole = found.into_iter().filter(|(_, before, after)| before.is_some() || after.is_some());
        let changes = whole.map(|(step, before, after)| {
            let op = match (&before, &after) {
                (None, _) => "insert",
                (_, None) => "delete",
                _ => "update",
            };
            Change { step, op: op.to_owned(), fields: differences(before.as_deref(), after.as_deref()) }
        });
        Ok(changes.filter(|c| c.op != "update" || !c.fields.is_empty()).collect())
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
        let sql =
            format!("SELECT {STEP}, {ROWS} FROM journal j WHERE ?1 IS NULL OR j.actor = ?1 ORDER BY j.id DESC LIMIT {limit}");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let steps = stmt.query_map([actor], step)?.collect::<rusqlite::Result<_>>()?;
        Ok(steps)
    }

    /// One journal entry.
    pub fn step(&self, id: i64) -> Result<Option<Step>> {
        let sql = format!("SELECT {STEP}, {ROWS} FROM journal j WHERE j.id = ?1");
        Ok(self.conn.prepare_cached(&sql)?.query_row([id], step).optional()?)
    }

    /// Records of registers that a step changed, as many as `limit`, in the order in which it came to them; and how many
    /// more changes it has, those of what only belongs to a record among them.
    pub fn touched(&self, id: i64, limit: usize) -> Result<(Vec<Touched>, i64)> {
        let Some(of) = self.step(id)? else { return Ok((Vec::new(), 0)) };
        let mut stmt = self.conn.prepare_cached(
            "SELECT c.table_name, c.row_id, c.op, c.before, c.after FROM change c WHERE c.journal_id = ?1 ORDER BY c.id",
        )?;
        let (mut rows, mut found, mut seen) = (stmt.query([id])?, Vec::new(), HashSet::new());
        let mut read = 0;
        while found.len() < limit
            && let Some(row) = rows.next()?
        {
            read += 1;
            let (table, row_id): (String, i64) = (row.get(0)?, row.get(1)?);
            let Some(register) = catalog::REGISTERS.iter().find(|r| r.table == table) else { continue };
            let (before, after): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
            let op: String = row.get(2)?;
            let fields = differences(before.as_deref(), after.as_deref());
            if op == "update" && fields.is_empty() || !seen.insert((register.table, row_id)) {
                continue;
            }
            let last = object(before.as_deref().or(after.as_deref()));
            let was = last.and_then(|row| row.get(register.title).map(|t| value(Some(t)).to_string())).unwrap_or_default();
            found.push(Touched { register, row_id, change: Change { step: of.clone(), op, fields }, was });
        }
        Ok((found, of.rows - read))
    }

    /// What this person's next undo would take back.
    pub fn undoable(&self, actor: &str) -> Result<Option<Step>> {
        self.one(actor, &format!("j.undoes IS NULL AND j.undone_by IS NULL AND j.label NOT IN ('{INIT}', '{OF_THE_DAY}')"))
    }

    /// What this person's next redo would bring again: the latest undo, if nothing was done since.
    pub fn redoable(&self, actor: &str) -> Result<Option<Step>> {
        // A redo is an undo of an undo; it neither ends the chain nor can be redone itself.
        let no_redo = "(j.undoes IS NULL OR EXISTS (SELECT 1 FROM journal u WHERE u.id = j.undoes AND u.undoes IS NULL))";
        let latest = self.one(actor, &format!("j.undone_by IS NULL AND {no_redo} AND j.label <> '{OF_THE_DAY}'"))?;
        Ok(latest.filter(|step| step.undoes.is_some()))
    }

    fn one(&self, actor: &str, condition: &str) -> Result<Option<Step>> {
        let sql = format!(
            "SELECT {STEP}, {ROWS} FROM journal j
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
