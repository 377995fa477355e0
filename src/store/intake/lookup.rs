//! Looking up whom and what a row means.

use super::Intake;
use crate::catalog::draft::{Draft, Saved};
use crate::catalog::lookup::{Class, Classes, Entry, Office, Person, Remembered, Teacher};
use crate::domain::{calendar, hours::conversion::Conversion, id_card, name, unit_name, value::Value};
use crate::store::{Error, ledger::conversions};
use chrono::NaiveDate;
use color_eyre::eyre::Result;
use rusqlite::{Params, Row, params_from_iter};
use std::rc::Rc;

const PERSON: &str = "SELECT id, name, unit_id, birth FROM cadre WHERE";

impl Intake<'_> {
    /// All rows of a cached statement.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.tx.prepare_cached(sql).map_err(Error::from)?;
        let rows = statement.query_map(params, read).map_err(Error::from)?;
        Ok(rows.collect::<rusqlite::Result<_>>().map_err(Error::from)?)
    }

    fn people(&self, condition: &str, params: impl Params) -> Result<Vec<Person>> {
        self.rows(&format!("{PERSON} {condition} ORDER BY id"), params, |row| {
            Ok(Person { id: row.get(0)?, name: row.get(1)?, unit_id: row.get(2)?, birth: row.get(3)? })
        })
    }

    fn read_classes(&self) -> Result<Vec<Class>> {
        let sql = "SELECT id, code, year, name, term, title, starts_on, ends_on FROM training_class ORDER BY id";
        self.rows(sql, [], |row| {
            Ok(Class {
                id: row.get(0)?,
                code: row.get(1)?,
                year: row.get(2)?,
                name: row.get(3)?,
                term: row.get(4)?,
                title: row.get(5)?,
                starts_on: day(row.get(6)?),
                ends_on: day(row.get(7)?),
            })
        })
    }

    fn read_units(&self) -> Result<unit_name::Names> {
        let sql = "SELECT id, name FROM unit UNION ALL SELECT id, short_name FROM unit WHERE short_name IS NOT NULL
                   UNION ALL SELECT unit_id, alias FROM unit_alias";
        let names: Vec<(i64, String)> = self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(unit_name::Names::new(names.iter().map(|(id, name)| (*id, name.as_str()))))
    }
}

impl Office for Intake<'_> {
    fn remembered(&self) -> Result<Vec<Remembered>> {
        Ok(super::memory::columns(self.tx)?.into_iter().map(|(_, remembered)| remembered).collect())
    }

    fn person(&self, id: i64) -> Result<Option<Person>> {
        Ok(self.people("id = ?1", [id])?.pop())
    }

    fn differences(&mut self, draft: &Draft, id: i64) -> Result<Vec<(&'static str, Value, Value)>> {
        let found = self.compare(draft, id)?;
        Ok(found.values.into_iter().map(|(name, new, old)| (name, old, new.clone())).collect())
    }

    fn units(&self) -> Result<Rc<unit_name::Names>> {
        if let Some(units) = &*self.units.borrow() {
            return Ok(units.clone());
        }
        let units = Rc::new(self.read_units()?);
        *self.units.borrow_mut() = Some(units.clone());
        Ok(units)
    }

    fn unit_name(&self, id: i64) -> Result<String> {
        Ok(self.rows("SELECT name FROM unit WHERE id = ?1", [id], |row| row.get(0))?.pop().unwrap_or_default())
    }

    fn person_by_id_card(&self, number: &str) -> Result<Option<Person>> {
        let other = match number.len() {
            15 => id_card::widened(number),
            18 if &number[6..8] == "19" => Some(format!("{}{}", &number[..6], &number[8..17])),
            _ => None,
        };
        let other = other.filter(|o| number.len() == 15 || id_card::widened(o).as_deref() == Some(number));
        let with = |number: &str| Ok(self.people("id_card = ?1", [number])?.pop());
        match (with(number)?, other) {
            (None, Some(other)) => with(&other),
            (found, _) => Ok(found),
        }
    }

    fn person_by_staff_no(&self, number: &str) -> Result<Option<Person>> {
        let mut people = self.people("staff_no = ?1", [number])?;
        Ok(if people.len() == 1 { people.pop() } else { None })
    }

    fn people_named(&self, said: &str) -> Result<Vec<Person>> {
        let forms = name::stored_forms(said);
        let marks: Vec<String> = (1..=forms.len()).map(|n| format!("?{n}")).collect();
        self.people(&format!("name IN ({})", marks.join(", ")), params_from_iter(forms))
    }

    fn classes(&self) -> Result<Rc<Classes>> {
        if let Some(classes) = &*self.classes.borrow() {
            return Ok(classes.clone());
        }
        let classes = Rc::new(Classes::new(self.read_classes()?));
        *self.classes.borrow_mut() = Some(classes.clone());
        Ok(classes)
    }

    fn class_days(&self, class: i64) -> Result<Vec<NaiveDate>> {
        let sql = "SELECT DISTINCT date FROM session WHERE class_id = ?1 ORDER BY date";
        let days: Vec<Option<String>> = self.rows(sql, [class], |row| row.get(0))?;
        Ok(days.into_iter().filter_map(day).collect())
    }

    fn teachers_named(&self, said: &str) -> Result<Vec<Teacher>> {
        let forms = name::stored_forms(said);
        let marks: Vec<String> = (1..=forms.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("SELECT id, unit_text, unit_id FROM teacher WHERE name IN ({}) ORDER BY id", marks.join(", "));
        self.rows(&sql, params_from_iter(forms), |row| {
            Ok(Teacher { id: row.get(0)?, unit_text: row.get(1)?, unit_id: row.get(2)? })
        })
    }

    fn entries(&self, person: i64) -> Result<Vec<Entry>> {
        let sql = "SELECT id, title, year, class_id, starts_on, ends_on, source FROM hour_entry WHERE cadre_id = ?1
                   AND corrects_id IS NULL ORDER BY id";
        self.rows(sql, [person], |row| {
            Ok(Entry {
                id: row.get(0)?,
                title: row.get(1)?,
                year: row.get(2)?,
                class_id: row.get(3)?,
                starts_on: day(row.get(4)?),
                ends_on: day(row.get(5)?),
                source: row.get(6)?,
            })
        })
    }

    fn find(&self, table: &'static str, wanted: &[(&'static str, Value)]) -> Result<Vec<i64>> {
        let mut known = Vec::new();
        let mut conditions = Vec::new();
        for (column, value) in wanted {
            if value.is_null() {
                conditions.push(format!("{column} IS NULL"));
            } else {
                known.push(value);
                conditions.push(format!("{column} = ?{}", known.len()));
            }
        }
        let sql = format!("SELECT id FROM {table} WHERE {} ORDER BY id", conditions.join(" AND "));
        self.rows(&sql, params_from_iter(known), |row| row.get(0))
    }

    fn value(&self, table: &'static str, id: i64, column: &'static str) -> Result<Value> {
        let sql = format!("SELECT {column} FROM {table} WHERE id = ?1");
        Ok(self.rows(&sql, [id], |row| row.get(0))?.pop().unwrap_or_default())
    }

    fn conversions(&self) -> Result<Rc<Vec<Conversion>>> {
        if let Some(rows) = &*self.conversions.borrow() {
            return Ok(rows.clone());
        }
        let rows = Rc::new(conversions(self.tx)?);
        *self.conversions.borrow_mut() = Some(rows.clone());
        Ok(rows)
    }

    fn save(&mut self, draft: &Draft, id: Option<i64>) -> Result<Saved> {
        let saved = match id {
            Some(id) => self.change(draft, id)?,
            None => self.add(draft)?,
        };
        if !matches!(saved, Saved::Same(_)) {
            match draft.table {
                "unit" | "unit_alias" => *self.units.borrow_mut() = None,
                "training_class" => *self.classes.borrow_mut() = None,
                _ => {}
            }
        }
        Ok(saved)
    }
}

fn day(text: Option<String>) -> Option<NaiveDate> {
    calendar::day(&text?)
}
