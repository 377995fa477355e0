//! Changing one record: new, changed, gone. Each inside a write, so each is journalled and can be undone.
//!
//! A change names the version it was made on. If someone else changed the record since, it is refused with who and
//! when, and nothing is overwritten.

use super::{Error, Result, Tx, history, ledger, order::ORDER, transition};
use crate::{
    catalog::{Field, Register},
    domain::value::Value,
};
use rusqlite::{OptionalExtension, params_from_iter};

/// Values of fields, as entered.
pub type Values = Vec<(&'static Field, Value)>;

impl Tx<'_> {
    /// Adds a record; fields not named start as the catalog says, and a register in official order gets it at the end of
    /// its group. Returns its id.
    pub fn insert(&self, register: &Register, values: &Values) -> Result<i64> {
        let id = self.next_id(register.table)?;
        let mut all: Vec<(&str, Value)> = values.iter().map(|(f, v)| (f.name, v.clone())).collect();
        for field in register.fields.iter().filter(|f| f.entered() && f.default.is_some()) {
            if !all.iter().any(|(name, value)| *name == field.name && !value.is_null()) {
                all.retain(|(name, _)| *name != field.name);
                all.push((field.name, field.initial()));
            }
        }
        if register.ordered_by_hand() && !values.iter().any(|(f, _)| f.name == ORDER) {
            all.retain(|(name, _)| *name != ORDER);
            all.push((ORDER, Value::Int(self.last_number(register, &all)?)));
        }
        ledger::correct::guard_new(self, register, &all)?;
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (2..all.len() + 2).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {} (id, {}) VALUES (?1, {})", register.table, names.join(", "), places.join(", "));
        let params = std::iter::once(Value::Int(id)).chain(all.into_iter().map(|(_, value)| value));
        self.prepare_cached(&sql)?.execute(params_from_iter(params))?;
        self.log_entered(register.kind, id)?;
        Ok(id)
    }

    /// Changes fields of a record that is still at `version`.
    ///
    /// # Errors
    /// [`Error::Changed`] if someone changed it since, [`Error::Gone`] if it was deleted; [`Error::NotAllowed`] for a
    /// state that only a step of its machine changes (see [`super::transition`]).
    pub fn update(&self, register: &Register, id: i64, version: i64, values: &Values) -> Result<()> {
        self.still(register, id, version)?;
        if values.is_empty() {
            return Ok(());
        }
        ledger::correct::guard(self, register, id, values)?;
        if let Some((_, to)) = values.iter().find(|(field, _)| field.name == "state") {
            transition::guard(self, register.kind, id, to.as_str().unwrap_or_default())?;
        }
        let sets: Vec<String> = values.iter().zip(2..).map(|((f, _), n)| format!("{} = ?{n}", f.name)).collect();
        // What is the same already is no change: no step that an undo would take back without anything to see.
        let differs: Vec<String> =
            values.iter().zip(2..).map(|((f, _), n)| format!("{} IS DISTINCT FROM ?{n}", f.name)).collect();
        let (table, sets, differs) = (register.table, sets.join(", "), differs.join(" OR "));
        let sql = format!("UPDATE {table} SET version = version + 1, {sets} WHERE id = ?1 AND ({differs})");
        let params = std::iter::once(Value::Int(id)).chain(values.iter().map(|(_, value)| value.clone()));
        self.prepare_cached(&sql)?.execute(params_from_iter(params))?;
        Ok(())
    }

    /// Removes a record that is still at `version`; what only belongs to it goes with it.
    ///
    /// # Errors
    /// As [`Tx::update`]; [`Error::Refused`] while other records point at it.
    pub fn delete(&self, register: &Register, id: i64, version: i64) -> Result<()> {
        self.still(register, id, version)?;
        self.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", register.table))?.execute([id])?;
        Ok(())
    }

    /// The version a record is at now.
    pub fn version(&self, register: &Register, id: i64) -> Result<Option<i64>> {
        let sql = format!("SELECT version FROM {} WHERE id = ?1", register.table);
        Ok(self.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
    }

    fn still(&self, register: &Register, id: i64, version: i64) -> Result<()> {
        match self.version(register, id)? {
            None => Err(Error::Gone),
            Some(now) if now == version => Ok(()),
            Some(_) => {
                let (by, at) = history::last_change(self, register.table, id)?;
                Err(Error::Changed { by, at })
            }
        }
    }
}
