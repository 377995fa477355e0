//! Putting the rows of a journal entry back, latest change first.

use super::{OWN, last_change, object, value};
use crate::domain::value::Value;
use crate::store::{Error, Result, Tx, schema};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

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
    insert: String,
    update: String,
}

/// Takes back everything a journal entry changed; gives the number of changes.
///
/// # Errors
/// [`Error::Changed`] where a row is not as the entry left it.
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
    if !table.as_left(tx, row)? {
        let (by, at) = last_change(tx, &row.table, row.id)?;
        return Err(Error::Changed { by, at });
    }
    match (row.op.as_str(), object(row.before.as_deref())) {
        ("insert", _) => {
            tx.prepare_cached(&table.delete)?.execute([row.id])?;
        }
        ("delete", Some(before)) => {
            let values = table.columns.iter().map(|c| value(before.get(c)));
            tx.prepare_cached(&table.insert)?.execute(params_from_iter(values))?;
        }
        (_, Some(before)) => {
            let values = table.kept().map(|c| value(before.get(c)));
            let all = std::iter::once(Value::Int(row.id)).chain(values);
            tx.prepare_cached(&table.update)?.execute(params_from_iter(all))?;
        }
        _ => {}
    }
    Ok(())
}

impl Table {
    fn of(conn: &Connection, name: &str) -> Result<Self> {
        let columns = schema::stored_columns(conn, name)?;
        let all = columns.join(", ");
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let mut table = Self {
            select: format!("SELECT {all} FROM {name} WHERE id = ?1"),
            delete: format!("DELETE FROM {name} WHERE id = ?1"),
            insert: format!("INSERT INTO {name} ({all}) VALUES ({})", places.join(", ")),
            update: String::new(),
            columns,
        };
        let sets: Vec<String> = table.kept().zip(2..).map(|(c, n)| format!("{c} = ?{n}")).collect();
        table.update = format!("UPDATE {name} SET version = version + 1, {} WHERE id = ?1", sets.join(", "));
        Ok(table)
    }

    /// The columns an update puts back.
    fn kept(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().filter(|c| *c != "id" && *c != "version")
    }

    /// True where a row is as a change left it.
    fn as_left(&self, conn: &Connection, row: &Row) -> Result<bool> {
        let after = object(row.after.as_deref());
        let same = |found: &rusqlite::Row| match &after {
            Some(after) => self.same(found, after),
            None => Ok(false),
        };
        let found = conn.prepare_cached(&self.select)?.query_row([row.id], same).optional()?;
        Ok(found.unwrap_or(after.is_none()))
    }

    fn same(&self, found: &rusqlite::Row, after: &Map<String, Json>) -> rusqlite::Result<bool> {
        for (n, name) in self.columns.iter().enumerate().filter(|(_, name)| !OWN.contains(&name.as_str())) {
            if !equal(&found.get(n)?, &value(after.get(name))) {
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
