//! Who changed what, when and from where; and taking it back.
//!
//! The journal has each row before and after. Undo puts the rows of one journal entry back in reverse order, as a new
//! entry that says what it undoes; undoing that is redo. It refuses, and says who, when a row is no longer as the entry
//! left it. Works across restarts, and for an import of thousands of rows as one step.

use super::{Act, Error, Reader, Result, Store, Tx, reveal::Look, schema};
use crate::{catalog::Register, domain::value::Value};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
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

impl Reader {
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
        match self.write(act, label, |tx| undo(tx, id)) {
            // What the data refuses is mostly a record that someone added on top. Only the refusal pays for the search.
            Err(Error::Refused(what)) => {
                let found = self.rehearse(act, |tx| in_the_way(tx, id));
                Err(found.ok().flatten().unwrap_or(Error::Refused(what)))
            }
            result => result,
        }
    }
}

fn undo(tx: &Tx, id: i64) -> Result<i64> {
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let undone: Option<i64> = tx.query_row("SELECT undone_by FROM journal WHERE id = ?1", [id], |row| row.get(0))?;
    if undone.is_some() {
        return Err(Error::Undone);
    }
    let rows = take_back(tx, id)?;
    let now: i64 = tx.query_row("SELECT journal_id FROM current_journal", [], |row| row.get(0))?;
    only_its_own(tx, id, now)?;
    tx.execute("UPDATE journal SET undoes = ?2 WHERE id = ?1", [now, id])?;
    tx.execute("UPDATE journal SET undone_by = ?2 WHERE id = ?1", [id, now])?;
    // Redo: the entry that was undone stands again, so that it can be undone once more.
    tx.execute(
        "UPDATE journal SET undone_by = NULL WHERE undone_by = ?1 AND undoes IS NULL AND EXISTS
           (SELECT 1 FROM journal u WHERE u.id = ?1 AND u.undone_by IS NOT NULL)",
        [id],
    )?;
    Ok(rows)
}

/// Refuses an undo that would take rows along which its entry knows nothing of: what someone added since to a record
/// that goes. What the program itself keeps in a row may follow.
fn only_its_own(tx: &Tx, id: i64, now: i64) -> Result<()> {
    let mut stmt = tx.prepare(
        "SELECT c.table_name, c.row_id, c.before, c.after, c.id FROM change c WHERE c.journal_id = ?1 AND NOT EXISTS
           (SELECT 1 FROM change o WHERE o.table_name = c.table_name AND o.row_id = c.row_id AND o.journal_id = ?2)",
    )?;
    let mut rows = stmt.query([now, id])?;
    while let Some(row) = rows.next()? {
        let (table, record): (String, i64) = (row.get(0)?, row.get(1)?);
        let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        if after.is_some() && differences(before.as_deref(), after.as_deref()).is_empty() {
            continue;
        }
        let before = object(before.as_deref());
        return Err(since(tx, &table, record, before.as_ref(), row.get(4)?)?);
    }
    Ok(())
}

/// Who stands in the way of an undo that the data refuses: whoever changed last a record that would point at nothing.
fn in_the_way(tx: &Tx, id: i64) -> Result<Option<Error>> {
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    take_back(tx, id)?;
    let mut stmt = tx.prepare("PRAGMA foreign_key_check")?;
    let mut rows = stmt.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (table, record): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
    let Some(record) = record else { return Ok(None) };
    let columns = schema::stored_columns(tx, &table)?;
    let now = present(tx, &table, record, &columns)?;
    since(tx, &table, record, now.as_ref(), i64::MAX).map(Some)
}

/// The refusal that names who changed a record last, before a change of the journal.
fn since(tx: &Tx, table: &str, id: i64, row: Option<&Map<String, Json>>, before: i64) -> Result<Error> {
    let sql = "SELECT j.actor, j.at FROM change c JOIN journal j ON j.id = c.journal_id
               WHERE c.table_name = ?1 AND c.row_id = ?2 AND c.id < ?3 AND j.id <> (SELECT journal_id FROM current_journal)
               ORDER BY c.id DESC LIMIT 1";
    let found = tx.prepare_cached(sql)?.query_row(params![table, id, before], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let (by, at) = found.unwrap_or_default();
    let title = crate::catalog::REGISTERS.iter().find(|r| r.table == table).and_then(|r| row?.get(r.title));
    let title = title.map(|t| value(Some(t)).to_string()).unwrap_or_default();
    Ok(Error::ChangedSince { by, at, table: table.to_owned(), title })
}

struct Row {
    table: String,
    id: i64,
    op: String,
    before: Option<String>,
    after: Option<String>,
}

fn take_back(tx: &Tx, journal: i64) -> Result<i64> {
    let mut stmt =
        tx.prepare("SELECT table_name, row_id, op, before, after FROM change WHERE journal_id = ?1 ORDER BY id DESC")?;
    let rows: Vec<Row> = stmt
        .query_map([journal], |row| {
            Ok(Row { table: row.get(0)?, id: row.get(1)?, op: row.get(2)?, before: row.get(3)?, after: row.get(4)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for row in &rows {
        put_back(tx, row)?;
    }
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

fn put_back(tx: &Tx, row: &Row) -> Result<()> {
    // Written over with the same: nothing to take back, whatever became of it since.
    if row.op == "update" && differences(row.before.as_deref(), row.after.as_deref()).is_empty() {
        return Ok(());
    }
    let columns = schema::stored_columns(tx, &row.table)?;
    let now = present(tx, &row.table, row.id, &columns)?;
    let as_left = match (&now, object(row.after.as_deref())) {
        (Some(now), Some(after)) => same(now, &after),
        (None, None) => true,
        _ => false,
    };
    if !as_left {
        let known = object(row.after.as_deref()).or_else(|| object(row.before.as_deref()));
        return Err(since(tx, &row.table, row.id, now.as_ref().or(known.as_ref()), i64::MAX)?);
    }
    match (row.op.as_str(), object(row.before.as_deref())) {
        ("insert", _) => {
            tx.execute(&format!("DELETE FROM {} WHERE id = ?1", row.table), [row.id])?;
        }
        ("delete", Some(before)) => {
            // A column that came with a later schema starts as that schema says.
            let known: Vec<&str> = columns.iter().map(String::as_str).filter(|c| before.contains_key(*c)).collect();
            let places: Vec<String> = (1..=known.len()).map(|n| format!("?{n}")).collect();
            let sql = format!("INSERT INTO {} ({}) VALUES ({})", row.table, known.join(", "), places.join(", "));
            tx.execute(&sql, params_from_iter(known.iter().map(|c| value(before.get(*c)))))?;
        }
        (_, Some(before)) => {
            let kept: Vec<&String> =
                columns.iter().filter(|c| *c != "id" && !OWN.contains(&c.as_str()) && before.contains_key(*c)).collect();
            let sets: Vec<String> = kept.iter().zip(2..).map(|(c, n)| format!("{c} = ?{n}")).collect();
            let sql = format!("UPDATE {} SET version = version + 1, {} WHERE id = ?1", row.table, sets.join(", "));
            let params = std::iter::once(Value::Int(row.id)).chain(kept.iter().map(|c| value(before.get(*c))));
            tx.execute(&sql, params_from_iter(params))?;
        }
        _ => {}
    }
    Ok(())
}

fn present(conn: &Connection, table: &str, id: i64, columns: &[String]) -> Result<Option<Map<String, Json>>> {
    let sql = format!("SELECT {} FROM {table} WHERE id = ?1", columns.join(", "));
    let mut stmt = conn.prepare_cached(&sql)?;
    let found = stmt
        .query_row([id], |row| {
            let mut map = Map::new();
            for (n, name) in columns.iter().enumerate() {
                map.insert(name.clone(), json(&row.get(n)?));
            }
            Ok(map)
        })
        .optional()?;
    Ok(found)
}

fn same(a: &Map<String, Json>, b: &Map<String, Json>) -> bool {
    let counted = |name: &String| !OWN.contains(&name.as_str());
    a.iter().filter(|(name, _)| counted(name)).all(|(name, value)| b.get(name).is_none_or(|other| equal(value, other)))
}

/// JSON writes 40.0 and 40 alike; compare numbers as numbers.
fn equal(a: &Json, b: &Json) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
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
