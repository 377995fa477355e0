//! Putting the rows of a journal entry back, latest change first.

use super::{INIT, OWN, differences, json, object, value};
use crate::store::{Error, Result, Tx, schema};
use crate::{domain::value::Value, text::store as w};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// Takes a journal entry back within a write.
///
/// # Errors
/// [`Error::ChangedSince`] and [`Error::Undone`].
pub(super) fn undo(tx: &Tx, id: i64) -> Result<i64> {
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
    let (undone, label): (Option<i64>, String) =
        tx.query_row("SELECT undone_by, label FROM journal WHERE id = ?1", [id], read)?;
    if undone.is_some() {
        return Err(Error::Undone);
    }
    if label == INIT {
        return Err(Error::Unmet(w::BEGINNING));
    }
    let rows = take_back(tx, id)?;
    let now = tx.journal()?;
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
pub(super) fn in_the_way(tx: &Tx, id: i64) -> Result<Option<Error>> {
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    take_back(tx, id)?;
    let mut stmt = tx.prepare("PRAGMA foreign_key_check")?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (name, record): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        // What is derived follows by itself.
        let Some(record) = record.filter(|_| schema::triggers::is_journalled(&name)) else { continue };
        let now = Table::of(tx, &name)?.present(tx, record)?;
        return since(tx, &name, record, now.as_ref(), i64::MAX).map(Some);
    }
    Ok(None)
}

/// The refusal that names who changed a record last, before a change of the journal.
fn since(tx: &Tx, table: &str, id: i64, row: Option<&Map<String, Json>>, before: i64) -> Result<Error> {
    let sql = "SELECT j.actor, j.at FROM change c JOIN journal j ON j.id = c.journal_id
               WHERE c.table_name = ?1 AND c.row_id = ?2 AND c.id < ?3 AND j.id <> (SELECT journal_id FROM current_journal)
               ORDER BY c.id DESC LIMIT 1";
    let found = tx.prepare_cached(sql)?.query_row(params![table, id, before], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let (by, at) = found.unwrap_or_default();
    Ok(Error::ChangedSince { by, at, table: table.to_owned(), title: title(table, row) })
}

/// Changes held at a time: an import can have any number.
const AT_A_TIME: usize = 2_000;

/// A change as the journal has it.
struct Row {
    change: i64,
    table: String,
    id: i64,
    op: String,
    before: Option<String>,
    after: Option<String>,
}

/// What is needed to put rows of a table back, made once.
struct Table {
    columns: Vec<String>,
    select: String,
    delete: String,
}

/// Takes back everything a journal entry changed; gives the number of changes.
///
/// # Errors
/// [`Error::ChangedSince`] where a row is not as the entry left it.
pub(super) fn take_back(tx: &Tx, journal: i64) -> Result<i64> {
    let mut tables: HashMap<String, Table> = HashMap::new();
    let (mut before, mut n) = (i64::MAX, 0);
    loop {
        let rows = changes(tx, journal, before)?;
        let Some(last) = rows.last() else { return Ok(n) };
        before = last.change;
        for row in &rows {
            if !tables.contains_key(&row.table) {
                tables.insert(row.table.clone(), Table::of(tx, &row.table)?);
            }
            put_back(tx, &tables[&row.table], row)?;
            n += 1;
        }
    }
}

fn changes(conn: &Connection, journal: i64, before: i64) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT id, table_name, row_id, op, before, after FROM change WHERE journal_id = ?1 AND id < ?2
         ORDER BY id DESC LIMIT {AT_A_TIME}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![journal, before], |row| {
        Ok(Row {
            change: row.get(0)?,
            table: row.get(1)?,
            id: row.get(2)?,
            op: row.get(3)?,
            before: row.get(4)?,
            after: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn put_back(tx: &Tx, table: &Table, row: &Row) -> Result<()> {
    // Written over with the same: nothing to take back, whatever became of it since.
    if row.op == "update" && differences(row.before.as_deref(), row.after.as_deref()).is_empty() {
        return Ok(());
    }
    let (before, after) = (object(row.before.as_deref()), object(row.after.as_deref()));
    if !table.as_left(tx, row.id, after.as_ref())? {
        let now = table.present(tx, row.id)?;
        return Err(since(tx, &row.table, row.id, now.as_ref().or(after.as_ref()).or(before.as_ref()), i64::MAX)?);
    }
    let Err(error) = write_back(tx, table, row, before.as_ref()) else { return Ok(()) };
    let taken = before.and_then(|before| in_use(tx, table, row, &before, &error).transpose());
    Err(taken.transpose()?.unwrap_or(error))
}

fn write_back(tx: &Tx, table: &Table, row: &Row, before: Option<&Map<String, Json>>) -> Result<()> {
    match (row.op.as_str(), before) {
        ("insert", _) => {
            tx.prepare_cached(&table.delete)?.execute([row.id])?;
        }
        ("delete", Some(before)) => {
            // A column that came with a later schema starts as that schema says.
            let known: Vec<&str> = table.columns.iter().map(String::as_str).filter(|c| before.contains_key(*c)).collect();
            let places: Vec<String> = (1..=known.len()).map(|n| format!("?{n}")).collect();
            let sql = format!("INSERT INTO {} ({}) VALUES ({})", row.table, known.join(", "), places.join(", "));
            tx.prepare_cached(&sql)?.execute(params_from_iter(known.iter().map(|c| value(before.get(*c)))))?;
        }
        (_, Some(before)) => {
            let kept = |c: &&String| *c != "id" && !OWN.contains(&c.as_str()) && before.contains_key(*c);
            let kept: Vec<&String> = table.columns.iter().filter(kept).collect();
            let sets: Vec<String> = kept.iter().zip(2..).map(|(c, n)| format!("{c} = ?{n}")).collect();
            let sql = format!("UPDATE {} SET version = version + 1, {} WHERE id = ?1", row.table, sets.join(", "));
            let values = std::iter::once(Value::Int(row.id)).chain(kept.iter().map(|c| value(before.get(*c))));
            tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        }
        _ => {}
    }
    Ok(())
}

/// The refusal that names the record which has by now what only one record can have, and who gave it that.
fn in_use(tx: &Tx, table: &Table, row: &Row, before: &Map<String, Json>, error: &Error) -> Result<Option<Error>> {
    let Error::Refused(what) = error else { return Ok(None) };
    let Some((_, columns)) = what.split_once("UNIQUE constraint failed:") else { return Ok(None) };
    let columns: Vec<&str> = columns.split(',').filter_map(|c| c.trim().split_once('.')).map(|(_, column)| column).collect();
    let wanted: Vec<Value> = columns.iter().map(|c| value(before.get(*c))).collect();
    let tests: Vec<String> = columns.iter().zip(2..).map(|(c, n)| format!("{c} = ?{n}")).collect();
    if tests.is_empty() {
        return Ok(None);
    }
    let sql = format!("SELECT id FROM {} WHERE id <> ?1 AND {} LIMIT 1", row.table, tests.join(" AND "));
    let values = std::iter::once(Value::Int(row.id)).chain(wanted);
    let found: Option<i64> = tx.prepare(&sql)?.query_row(params_from_iter(values), |r| r.get(0)).optional()?;
    let Some(holder) = found else { return Ok(None) };
    let (by, at) = given(tx, &row.table, holder, &columns)?;
    let title = title(&row.table, table.present(tx, holder)?.as_ref());
    Ok(Some(Error::TakenSince { by, at, table: row.table.clone(), title, columns: columns.join(",") }))
}

/// Who gave a record what it has in these columns, and when.
fn given(tx: &Tx, table: &str, id: i64, columns: &[&str]) -> Result<(String, String)> {
    let mut stmt = tx.prepare_cached(
        "SELECT j.actor, j.at, c.before, c.after FROM change c JOIN journal j ON j.id = c.journal_id
         WHERE c.table_name = ?1 AND c.row_id = ?2 ORDER BY c.id DESC",
    )?;
    let mut rows = stmt.query(params![table, id])?;
    while let Some(row) = rows.next()? {
        let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let (before, after) = (object(before.as_deref()).unwrap_or_default(), object(after.as_deref()).unwrap_or_default());
        if columns.iter().any(|c| value(before.get(*c)) != value(after.get(*c))) {
            return Ok((row.get(0)?, row.get(1)?));
        }
    }
    Ok((String::new(), String::new()))
}

/// What names a record, from its row.
fn title(table: &str, row: Option<&Map<String, Json>>) -> String {
    let title = crate::catalog::REGISTERS.iter().find(|r| r.table == table).and_then(|r| row?.get(r.title));
    title.map(|t| value(Some(t)).to_string()).unwrap_or_default()
}

impl Table {
    fn of(conn: &Connection, name: &str) -> Result<Self> {
        let columns = schema::stored_columns(conn, name)?;
        let select = format!("SELECT {} FROM {name} WHERE id = ?1", columns.join(", "));
        Ok(Self { columns, select, delete: format!("DELETE FROM {name} WHERE id = ?1") })
    }

    /// A row as it is.
    fn present(&self, conn: &Connection, id: i64) -> Result<Option<Map<String, Json>>> {
        let read = |row: &rusqlite::Row| {
            self.columns.iter().enumerate().map(|(n, name)| Ok((name.clone(), json(&row.get(n)?)))).collect()
        };
        Ok(conn.prepare_cached(&self.select)?.query_row([id], read).optional()?)
    }

    /// True where a row is as a change left it. What a change does not know came with a later schema.
    fn as_left(&self, conn: &Connection, id: i64, after: Option<&Map<String, Json>>) -> Result<bool> {
        let same = |found: &rusqlite::Row| after.map_or(Ok(false), |after| self.same(found, after));
        let found = conn.prepare_cached(&self.select)?.query_row([id], same).optional()?;
        Ok(found.unwrap_or(after.is_none()))
    }

    fn same(&self, found: &rusqlite::Row, after: &Map<String, Json>) -> rusqlite::Result<bool> {
        for (n, name) in self.columns.iter().enumerate().filter(|(_, name)| !OWN.contains(&name.as_str())) {
            let Some(then) = after.get(name) else { continue };
            if !equal(&found.get(n)?, &value(Some(then))) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// JSON writes 40.0 and 40 alike; compare numbers as numbers.
fn equal(a: &Value, b: &Value) -> bool {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
    }
}
