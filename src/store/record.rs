//! One record: all its fields, and what belongs to it.

use super::{
    Reader, Result,
    query::{Cell, Row},
    sql::Builder,
};
use crate::{
    catalog::{self, Belongs, Field, Register},
    domain::rulebook,
    text::Lang,
};
use rusqlite::{OptionalExtension, params_from_iter};
use std::collections::HashMap;

impl Reader {
    /// All fields of a record, in the register's order; `None` if it is gone.
    pub fn record(&self, register: &'static Register, id: i64) -> Result<Option<Row>> {
        let fields: Vec<&'static Field> = register.fields.iter().collect();
        Ok(self.rows(register, &fields, &[id])?.pop())
    }

    /// What names a record; `None` if it is gone.
    pub fn title(&self, register: &'static Register, id: i64) -> Result<Option<String>> {
        let mut b = Builder::on(self.today);
        let title = b.title(register, "t");
        let sql = format!("SELECT {title} FROM {} t{} WHERE t.id = ?1", register.table, b.joins);
        let found = self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get::<_, Option<String>>(0)).optional()?;
        Ok(found.map(Option::unwrap_or_default))
    }

    /// How many records belong to this one by `belongs`.
    pub fn belonging_count(&self, belongs: &Belongs, id: i64) -> Result<i64> {
        let Some(register) = catalog::register(belongs.kind) else { return Ok(0) };
        let sql = match belongs.through {
            None => format!("SELECT count(*) FROM {} t WHERE t.{} = ?1", register.table, belongs.via),
            Some((table, mine, _)) => format!("SELECT count(*) FROM {table} m WHERE m.{mine} = ?1"),
        };
        Ok(self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
    }

    /// Ids of what belongs to this record by `belongs`, in the official order of their register, from `skip` on.
    pub fn belonging(&self, belongs: &Belongs, id: i64, skip: usize, limit: usize) -> Result<Vec<i64>> {
        let Some(register) = catalog::register(belongs.kind) else { return Ok(Vec::new()) };
        let mut order: Vec<String> =
            register.order.iter().map(|o| format!("t.{}{}", o.by, if o.descending { " DESC" } else { "" })).collect();
        order.push("t.id".to_owned());
        let from = match belongs.through {
            None => format!("{} t WHERE t.{} = ?1", register.table, belongs.via),
            Some((table, mine, theirs)) => {
                format!("{table} m JOIN {} t ON t.id = m.{theirs} WHERE m.{mine} = ?1", register.table)
            }
        };
        let sql = format!("SELECT t.id FROM {from} ORDER BY {} LIMIT {limit} OFFSET {skip}", order.join(", "));
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let ids = stmt.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Records of a register whose `field` has exactly this value: how command lines and links name a record.
    pub fn named(&self, register: &Register, field: &Field, text: &str) -> Result<Vec<i64>> {
        let mut b = Builder::on(self.today);
        let (value, label) = b.field(field, "t");
        let by = if label == "NULL" { value } else { label };
        let place = b.param(crate::domain::value::Value::text(text));
        let sql = format!("SELECT t.id FROM {} t{} WHERE {by} = {place} ORDER BY t.id LIMIT 50", register.table, b.joins);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let ids = stmt.query_map(params_from_iter(&b.params), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}

impl Reader {
    /// The units that were once called this.
    pub fn units_called(&self, alias: &str) -> Result<Vec<i64>> {
        let mut read = self.conn.prepare_cached("SELECT DISTINCT unit_id FROM unit_alias WHERE alias = ?1 ORDER BY 1 LIMIT 2")?;
        Ok(read.query_map([alias], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// The English name of a word of an open code list, where it has one; as the lists were when first asked for.
    #[must_use]
    pub fn english(&self, list: &str, name: &str) -> Option<&str> {
        self.in_english().get(&(list.to_owned(), name.to_owned())).map(String::as_str)
    }

    fn in_english(&self) -> &HashMap<(String, String), String> {
        self.english.get_or_init(|| self.english_names().unwrap_or_default())
    }

    /// A word in a language, whatever list it is of; one that no list has as it is.
    #[must_use]
    pub fn word_of_any(&self, name: &str, lang: Lang) -> String {
        if lang == Lang::Zh {
            return name.to_owned();
        }
        let names = self.in_english().iter();
        // The same word may stand in several lists under several names: the first in order of the lists.
        let found = names.filter(|((_, word), _)| word == name).min_by_key(|((list, _), _)| list.as_str());
        found.map_or(name, |(_, english)| english).to_owned()
    }

    /// A word of an open code list in a language; one without a name there as it is.
    #[must_use]
    pub fn word(&self, list: &str, name: &str, lang: Lang) -> String {
        if lang == Lang::En { self.english(list, name).unwrap_or(name).to_owned() } else { name.to_owned() }
    }

    fn english_names(&self) -> Result<HashMap<(String, String), String>> {
        let mut read = self.conn.prepare("SELECT list, name, name_en FROM code WHERE name_en IS NOT NULL")?;
        let rows = read.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What people call the rule of this code, by its version in force last; the code itself where no rule has it.
    #[must_use]
    pub fn rule_name(&self, code: &str, lang: Lang) -> String {
        if lang == Lang::En
            && let Some(name) =
                rulebook::hour_rules().iter().find(|row| row.rule.code == code).and_then(|row| row.name_en.clone())
        {
            return name;
        }
        let sql = "SELECT name FROM hour_rule WHERE code = ?1 ORDER BY valid_from DESC, id DESC LIMIT 1";
        let name = self.conn.prepare_cached(sql).and_then(|mut stmt| stmt.query_row([code], |row| row.get(0)));
        name.unwrap_or_else(|_| code.to_owned())
    }

    /// The code of the rule that is called this in either language.
    pub fn rule_called(&self, name: &str) -> Result<Option<String>> {
        let english =
            rulebook::hour_rules().iter().find(|row| row.name_en.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(name)));
        if let Some(row) = english {
            return Ok(Some(row.rule.code.clone()));
        }
        let sql = "SELECT code FROM hour_rule WHERE name = ?1 OR code = ?1 LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?)
    }

    /// The word of an open code list that is called this in either language.
    pub fn code_name(&self, list: &str, called: &str) -> Result<Option<String>> {
        let sql =
            "SELECT name FROM code WHERE list = ?1 AND (name = ?2 OR lower(name_en) = lower(?2)) ORDER BY name <> ?2 LIMIT 1";
        let mut rows = self.conn.prepare_cached(sql)?.query_map([list, called], |row| row.get(0))?.collect::<Vec<_>>();
        rows.pop().transpose().map_err(Into::into)
    }
}

/// The cell of a field in a row made by [`Reader::record`].
#[must_use]
pub fn cell<'a>(register: &Register, row: &'a Row, field: &str) -> Option<&'a Cell> {
    let at = register.fields.iter().position(|f| f.name == field)?;
    row.cells.get(at)
}
