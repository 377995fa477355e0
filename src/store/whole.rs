//! Records of other databases, and of spreadsheets they were changed in, taken in under their own numbers.

use super::{Act, Result, Store, Tx, edit::Values};
use crate::catalog::Register;
use rusqlite::{OptionalExtension, params_from_iter};

/// What a write is called that takes in records as they stood elsewhere.
pub const MOVE: &str = "whole";

/// What became of the records of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// New here.
    pub new: usize,
    /// Here, with other values.
    pub changed: usize,
    /// As they are here.
    pub same: usize,
}

impl Store {
    /// Takes in records by their numbers, all registers in one write: who points at whom is looked at when all are in.
    ///
    /// # Errors
    /// What the data refuses, of all of it.
    pub fn keep_whole(&mut self, act: &Act, wholes: &[(&'static Register, Vec<(i64, Values)>)]) -> Result<Vec<Kept>> {
        self.write(act, MOVE, |tx| {
            tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            wholes.iter().map(|(register, records)| tx.keep_records(register, records)).collect()
        })
    }
}

impl Tx<'_> {
    fn keep_records(&self, register: &'static Register, records: &[(i64, Values)]) -> Result<Kept> {
        let mut kept = Kept::default();
        for (id, values) in records {
            let sql = format!("SELECT version FROM {} WHERE id = ?1", register.table);
            let version: Option<i64> = self.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
            match version {
                None => {
                    self.keep_record(register, *id, values)?;
                    kept.new += 1;
                }
                Some(version) => {
                    self.update(register, *id, version, values)?;
                    let after: i64 = self.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?;
                    *(if after == version { &mut kept.same } else { &mut kept.changed }) += 1;
                }
            }
        }
        Ok(kept)
    }

    fn keep_record(&self, register: &'static Register, id: i64, values: &Values) -> Result<()> {
        let known: Vec<_> = values.iter().filter(|(field, value)| !value.is_null() || !field.required).collect();
        let names: Vec<&str> = known.iter().map(|(field, _)| field.name).collect();
        let places: Vec<String> = (2..known.len() + 2).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {} (id, {}) VALUES (?1, {})", register.table, names.join(", "), places.join(", "));
        let params = std::iter::once(id.into()).chain(known.iter().map(|(_, value)| value.clone()));
        self.prepare_cached(&sql)?.execute(params_from_iter(params))?;
        self.log_entered(register.kind, id)
    }
}
