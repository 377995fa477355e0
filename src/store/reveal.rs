//! Leaving masked territory: numbers shown or exported in full, each time with a line in the audit.
//!
//! The line is on disk before the numbers are handed out, so that there is no look without a trace. It says who, when,
//! from where, which record and which fields; never the numbers themselves.

use super::{
    Act, Error, Reader, Result, Store,
    guard::{self, Role},
    query::Row,
};
use crate::{
    catalog::{self, Field, FieldKind, Privacy, Register, show},
    domain::{mask, value::Value},
    text::Lang,
};
use rusqlite::{Connection, params};

/// What the audit calls a look and an export.
pub const REVEAL: &str = "reveal";
/// See [`REVEAL`].
pub const EXPORT: &str = "export";

/// The numbers of one record.
#[derive(Clone, Debug)]
pub struct Revealed {
    /// The register of the record.
    pub register: &'static Register,
    /// What names it.
    pub title: String,
    /// Its fields that hold numbers, as people read them, in full.
    pub fields: Vec<(&'static Field, String)>,
}

/// A line of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// [`REVEAL`] or [`EXPORT`].
    pub action: String,
    /// The fields' code words, joined by commas; of an export, more.
    pub detail: String,
}

impl Store {
    /// The numbers of a record in full, and of the person it is about; leaves a line in the audit for each of the two.
    /// Nothing is left where there is no number.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where the role sees numbers masked.
    pub fn reveal(&mut self, act: &Act, register: &'static Register, id: i64) -> Result<Vec<Revealed>> {
        let reader = Reader::open_beside(self)?;
        let mut records = vec![(register, id)];
        records.extend(person_of(&reader, register, id)?);
        let mut found = Vec::new();
        for (n, (register, id)) in records.into_iter().enumerate() {
            match reader.masked_for(&act.actor, register, id)? {
                Some(why) if n == 0 => return Err(Error::NotAllowed(why)),
                Some(_) => continue,
                None => {}
            }
            let Some(row) = reader.record(register, id)? else { continue };
            let title = reader.title(register, id)?.unwrap_or_default();
            let fields = numbers(register, &row);
            if !fields.is_empty() {
                found.push((id, Revealed { register, title, fields }));
            }
        }
        self.note(|conn| {
            found.iter().try_for_each(|(id, seen)| audit(conn, act, REVEAL, seen.register, Some(*id), &names(seen)))
        })?;
        Ok(found.into_iter().map(|(_, revealed)| revealed).collect())
    }

    /// Notes that records leave in full, before they do.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for a viewer, and for a clerk where the register has no units; [`Error::Outside`] where a
    /// record is not of the clerk's units.
    pub fn note_export(&mut self, act: &Act, register: &'static Register, ids: &[i64], fields: &[&'static Field]) -> Result<()> {
        let reader = Reader::open_beside(self)?;
        let role = reader.role(&act.actor)?;
        if let Some(why) = role.cannot_reveal().or_else(|| role.cannot_change(register)) {
            return Err(Error::NotAllowed(why));
        }
        if let Role::Clerk(unit) = role
            && let Some(id) = guard::first_outside(reader.conn(), unit, register, ids)?
        {
            return Err(Error::Outside(reader.title(register, id)?.unwrap_or_default()));
        }
        let names: Vec<&str> = fields.iter().filter(|f| f.privacy == Privacy::Masked).map(|f| f.name).collect();
        let detail = format!("{}: {}", ids.len(), names.join(","));
        self.note(|conn| audit(conn, act, EXPORT, register, None, &detail))
    }
}

impl Store {
    /// Notes who put a copy in place of the database.
    pub fn note_restore(&mut self, act: &Act, copy: &str) -> Result<()> {
        self.note(|conn| line(conn, act, "restore", None, copy))
    }
}

impl Reader {
    /// A read-only connection to the file of a store.
    fn open_beside(store: &Store) -> Result<Self> {
        let path = store.conn().path().unwrap_or_default().to_owned();
        Self::open(std::path::Path::new(&path))
    }

    /// Who saw the numbers of a record, latest first.
    pub fn looks(&self, register: &Register, id: i64) -> Result<Vec<Look>> {
        let sql = "SELECT at, actor, origin, action, coalesce(detail, '') FROM audit
             WHERE kind = ?1 AND record_id = ?2 ORDER BY id DESC LIMIT 500";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let looks = stmt.query_map(params![register.kind, id], |row| {
            Ok(Look { at: row.get(0)?, actor: row.get(1)?, origin: row.get(2)?, action: row.get(3)?, detail: row.get(4)? })
        })?;
        Ok(looks.collect::<rusqlite::Result<_>>()?)
    }
}

/// The person a record of another register is about.
fn person_of(reader: &Reader, register: &'static Register, id: i64) -> Result<Option<(&'static Register, i64)>> {
    let (Some(people), Some(field)) = (catalog::register("cadre"), register.field("cadre_id")) else { return Ok(None) };
    let row = reader.rows(register, &[field], &[id])?.pop();
    let person = row.and_then(|row| row.cells.first().and_then(|c| c.value.as_int()));
    Ok(person.map(|id| (people, id)))
}

/// The fields of a row that the screen shows masked, in full.
fn numbers(register: &'static Register, row: &Row) -> Vec<(&'static Field, String)> {
    let full = |field: &'static Field, value: &Value| {
        show::show(field, value, None, show::Reading { lang: Lang::default(), reveal: true })
    };
    let hidden = |field: &Field, value: &Value| match (field.privacy, value) {
        (Privacy::Masked, _) => !value.is_null(),
        (Privacy::Open, Value::Text(text)) => !matches!(field.kind, FieldKind::Link(_)) && mask::holds(text),
        _ => false,
    };
    let cells = register.fields.iter().zip(&row.cells).filter(|(field, cell)| hidden(field, &cell.value));
    cells.map(|(field, cell)| (field, full(field, &cell.value))).collect()
}

fn names(seen: &Revealed) -> String {
    seen.fields.iter().map(|(field, _)| field.name).collect::<Vec<_>>().join(",")
}

/// One line of the audit about a register or a record of it.
fn audit(conn: &Connection, act: &Act, action: &str, register: &Register, record: Option<i64>, detail: &str) -> Result<()> {
    line(conn, act, action, Some((register, record)), detail)
}

pub(super) fn line(conn: &Connection, act: &Act, action: &str, of: Option<(&Register, Option<i64>)>, detail: &str) -> Result<()> {
    let (kind, record) = of.map_or((None, None), |(register, record)| (Some(register.kind), record));
    conn.execute(
        "INSERT INTO audit (id, at, actor, origin, action, kind, record_id, detail)
         SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7 FROM audit",
        params![act.at, act.actor, act.origin, action, kind, record, detail],
    )?;
    Ok(())
}
