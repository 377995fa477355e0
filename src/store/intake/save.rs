//! Saving drafts: a new row, or what differs in one that is there.
//!
//! A row's statement names every column that starts empty, whether or not the draft has it: so rows of a sheet share one
//! statement, however their gaps differ, and it is prepared once.

use super::Intake;
use crate::catalog::draft::{Draft, Saved};
use crate::domain::value::Value;
use crate::store::{Error, schema::triggers};
use color_eyre::eyre::Result;
use rusqlite::{OptionalExtension, params_from_iter};
use std::collections::HashMap;
use std::rc::Rc;

/// The columns of a table and the statements made of them.
pub(super) struct Shape {
    columns: Vec<Column>,
    select: String,
    inserts: HashMap<Vec<bool>, Rc<str>>,
}

struct Column {
    name: String,
    /// Has a value where none is given, and so must not be given an empty one.
    filled: bool,
}

const NULL: Value = Value::Null;

impl Intake<'_> {
    /// Adds a row.
    pub(super) fn add(&mut self, draft: &Draft) -> Result<Saved> {
        let id = self.next_id(draft.table)?;
        let shape = self.shape(draft.table)?;
        let values: Vec<Option<&Value>> = shape.columns.iter().map(|column| draft.get(&column.name)).collect();
        if values.iter().flatten().count() != draft.values.len() {
            return Err(unknown(draft).into());
        }
        let named: Vec<bool> = shape.columns.iter().zip(&values).map(|(c, v)| v.is_some() || !c.filled).collect();
        let sql = shape.insert(draft.table, &named);
        let own = Value::Int(id);
        let given = values.into_iter().zip(named).filter(|(_, named)| *named).map(|(value, _)| value.unwrap_or(&NULL));
        let all: Vec<&Value> = std::iter::once(&own).chain(given).collect();
        self.write(draft.table, &sql, &all)?;
        self.next.insert(draft.table, id + 1);
        Ok(Saved::New(id))
    }

    /// Changes what differs.
    pub(super) fn change(&mut self, draft: &Draft, id: i64) -> Result<Saved> {
        if draft.values.is_empty() {
            return Ok(Saved::Same(id));
        }
        let differs = self.differs(draft, id)?;
        if differs.is_empty() {
            return Ok(Saved::Same(id));
        }
        let sets: Vec<String> = differs.iter().enumerate().map(|(i, (column, _))| format!("{column} = ?{}", i + 2)).collect();
        let sql = format!("UPDATE {} SET {}, version = version + 1 WHERE id = ?1", draft.table, sets.join(", "));
        let own = Value::Int(id);
        let all: Vec<&Value> = std::iter::once(&own).chain(differs.iter().map(|(_, value)| *value)).collect();
        self.write(draft.table, &sql.into(), &all)?;
        Ok(Saved::Changed(id))
    }

    /// The columns of a draft in which the row differs; none where there is no such row.
    fn differs<'d>(&mut self, draft: &'d Draft, id: i64) -> Result<Vec<(&'static str, &'d Value)>> {
        let tx = self.tx;
        let shape = self.shape(draft.table)?;
        let place = |name: &str| shape.columns.iter().position(|column| column.name == name);
        let Some(places) = draft.values.iter().map(|(name, _)| place(name)).collect::<Option<Vec<usize>>>() else {
            return Err(unknown(draft).into());
        };
        let read = |row: &rusqlite::Row| places.iter().map(|place| row.get::<_, Value>(*place)).collect::<rusqlite::Result<Vec<_>>>();
        let mut statement = tx.prepare_cached(&shape.select).map_err(Error::from)?;
        let old = statement.query_row([id], read).optional().map_err(Error::from)?.unwrap_or_default();
        let pairs = draft.values.iter().zip(&old).filter(|((_, new), old)| !same(new, old));
        Ok(pairs.map(|((name, new), _)| (*name, new)).collect())
    }

    /// Runs a statement; a rehearsal notes it, and lets the journal be: what is given up needs none.
    fn write(&mut self, table: &'static str, sql: &Rc<str>, values: &[&Value]) -> Result<()> {
        if let Some(plan) = &mut self.plan {
            if self.quiet.insert(table) {
                triggers::pass_over(self.tx, table)?;
            }
            plan.note(sql, values.iter().copied());
        }
        self.tx.prepare_cached(sql).map_err(Error::from)?.execute(params_from_iter(values)).map_err(Error::from)?;
        Ok(())
    }

    fn shape(&mut self, table: &'static str) -> Result<&mut Shape> {
        if !self.shapes.contains_key(table) {
            let sql = "SELECT name, dflt_value IS NOT NULL FROM pragma_table_xinfo(?1) WHERE hidden = 0 AND name <> 'id' ORDER BY cid";
            let columns = self.rows(sql, [table], |row| Ok(Column { name: row.get(0)?, filled: row.get(1)? }))?;
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let select = format!("SELECT {} FROM {table} WHERE id = ?1", names.join(", "));
            self.shapes.insert(table, Shape { columns, select, inserts: HashMap::new() });
        }
        self.shapes.get_mut(table).ok_or_else(|| Error::Refused(table.to_owned()).into())
    }

    fn next_id(&mut self, table: &'static str) -> Result<i64> {
        match self.next.get(table) {
            Some(id) => Ok(*id),
            None => Ok(self.tx.next_id(table)?),
        }
    }
}

impl Shape {
    /// The statement that adds a row with these columns.
    fn insert(&mut self, table: &str, named: &[bool]) -> Rc<str> {
        if let Some(sql) = self.inserts.get(named) {
            return sql.clone();
        }
        let names: Vec<&str> = self.columns.iter().zip(named).filter(|(_, named)| **named).map(|(c, _)| c.name.as_str()).collect();
        let marks: Vec<String> = (1..=names.len() + 1).map(|n| format!("?{n}")).collect();
        let columns = std::iter::once("id").chain(names).collect::<Vec<_>>().join(", ");
        let sql: Rc<str> = format!("INSERT INTO {table} ({columns}) VALUES ({})", marks.join(", ")).into();
        self.inserts.insert(named.to_vec(), sql.clone());
        sql
    }
}

fn unknown(draft: &Draft) -> Error {
    let names: Vec<&str> = draft.values.iter().map(|(name, _)| *name).collect();
    Error::Refused(format!("{}: {}", draft.table, names.join(", ")))
}

/// Equal as stored: 40 and 40.0 are.
fn same(new: &Value, old: &Value) -> bool {
    match (new.as_number(), old.as_number()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => new == old,
    }
}
