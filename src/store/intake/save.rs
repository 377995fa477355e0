//! Saving drafts: a new row, or what differs in one that is there.
//!
//! A row's statement names every column that starts empty, whether or not the draft has it: so rows of a sheet share one
//! statement, however their gaps differ, and it is prepared once.

use super::{Intake, plan::What};
use crate::catalog::draft::{Draft, Saved};
use crate::domain::{states, value::Value};
use crate::store::{Error, schema::triggers};
use color_eyre::eyre::Result;
use rusqlite::OptionalExtension;
use std::collections::HashMap;
use std::sync::Arc;

/// The columns of a table and the statements made of them.
pub(super) struct Shape {
    columns: Vec<Column>,
    select: String,
    inserts: HashMap<Vec<bool>, Arc<str>>,
}

struct Column {
    name: String,
    /// Has a value where none is given, and so must not be given an empty one.
    filled: bool,
}

/// What a draft says that its row does not, and the state the row had, where the draft has one.
pub(super) struct Differences<'d> {
    /// Column, what the draft says, what the row has.
    pub(super) values: Vec<(&'static str, &'d Value, Value)>,
    state: Value,
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
        self.write(draft.table, What::Run(sql), &all)?;
        self.next.insert(draft.table, id + 1);
        if let Some(kind) = stepped(draft.table) {
            self.write(draft.table, What::Entered(kind), &[&own])?;
        }
        Ok(Saved::New(id))
    }

    /// Changes what differs.
    pub(super) fn change(&mut self, draft: &Draft, id: i64) -> Result<Saved> {
        if draft.values.is_empty() {
            return Ok(Saved::Same(id));
        }
        let Differences { values, state } = self.compare(draft, id)?;
        if values.is_empty() {
            return Ok(Saved::Same(id));
        }
        let sets: Vec<String> = values.iter().enumerate().map(|(i, (column, ..))| format!("{column} = ?{}", i + 2)).collect();
        let sql = format!("UPDATE {} SET {}, version = version + 1 WHERE id = ?1", draft.table, sets.join(", "));
        let own = Value::Int(id);
        let all: Vec<&Value> = std::iter::once(&own).chain(values.iter().map(|(_, value, _)| *value)).collect();
        self.write(draft.table, What::Run(sql.into()), &all)?;
        if let Some(kind) = stepped(draft.table) {
            self.write(draft.table, What::Read(kind), &[&own, &state])?;
        }
        Ok(Saved::Changed(id))
    }

    /// What a draft says that its row does not; nothing where there is no such row.
    pub(super) fn compare<'d>(&mut self, draft: &'d Draft, id: i64) -> Result<Differences<'d>> {
        let tx = self.tx;
        let shape = self.shape(draft.table)?;
        let place = |name: &str| shape.columns.iter().position(|column| column.name == name);
        let Some(places) = draft.values.iter().map(|(name, _)| place(name)).collect::<Option<Vec<usize>>>() else {
            return Err(unknown(draft).into());
        };
        let read =
            |row: &rusqlite::Row| places.iter().map(|place| row.get::<_, Value>(*place)).collect::<rusqlite::Result<Vec<_>>>();
        let mut statement = tx.prepare_cached(&shape.select).map_err(Error::from)?;
        let old = statement.query_row([id], read).optional().map_err(Error::from)?.unwrap_or_default();
        let both = || draft.values.iter().zip(&old);
        let values =
            both().filter(|((_, new), old)| !same(new, old)).map(|((name, new), old)| (*name, new, old.clone())).collect();
        let state = both().find(|((name, _), _)| *name == "state").map(|(_, old)| old.clone()).unwrap_or_default();
        Ok(Differences { values, state })
    }

    /// Writes; a rehearsal notes it, and lets the journal be: what is given up needs none.
    fn write(&mut self, table: &'static str, what: What, values: &[&Value]) -> Result<()> {
        if self.plan.is_some() && self.quiet.insert(table) {
            triggers::pass_over(self.tx, table)?;
        }
        what.carry_out(self.tx, values)?;
        if let Some(plan) = &mut self.plan {
            plan.note(what, values);
        }
        Ok(())
    }

    fn shape(&mut self, table: &'static str) -> Result<&mut Shape> {
        if !self.shapes.contains_key(table) {
            let sql =
                "SELECT name, dflt_value IS NOT NULL FROM pragma_table_xinfo(?1) WHERE hidden = 0 AND name <> 'id' ORDER BY cid";
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
    fn insert(&mut self, table: &str, named: &[bool]) -> Arc<str> {
        if let Some(sql) = self.inserts.get(named) {
            return sql.clone();
        }
        let names: Vec<&str> =
            self.columns.iter().zip(named).filter(|(_, named)| **named).map(|(c, _)| c.name.as_str()).collect();
        let marks: Vec<String> = (1..=names.len() + 1).map(|n| format!("?{n}")).collect();
        let columns = std::iter::once("id").chain(names).collect::<Vec<_>>().join(", ");
        let sql: Arc<str> = format!("INSERT INTO {table} ({columns}) VALUES ({})", marks.join(", ")).into();
        self.inserts.insert(named.to_vec(), sql.clone());
        sql
    }
}

/// The register of a table whose states change by steps. Nominees and make-ups are not among them: what is read about
/// them says which steps they took.
fn stepped(table: &str) -> Option<&'static str> {
    let kind = states::MACHINES.iter().find(|machine| machine.table == table)?.kind;
    (!matches!(kind, "nominee" | "make_up")).then_some(kind)
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
