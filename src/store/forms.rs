//! Forms of the upper level: the file as it came, and its cells.

use super::{Act, Error, Reader, Result, Store};
use crate::{catalog, domain::value::Value};
use rusqlite::{OptionalExtension, params};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its record.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The register whose record it is about; `None` for the office as a whole.
    pub about: Option<String>,
    /// Its cells: sheet, cell, what goes into it; in the order of sheet and cell.
    pub places: Vec<(Option<String>, String, String)>,
}

impl Reader {
    /// Every form, in order.
    pub fn forms(&self) -> Result<Vec<Form>> {
        let mut stmt = self.conn.prepare_cached("SELECT id, name, about FROM form ORDER BY sort_no, id")?;
        let read = |row: &rusqlite::Row| Ok(Form { id: row.get(0)?, name: row.get(1)?, about: row.get(2)?, places: Vec::new() });
        let mut forms: Vec<Form> = stmt.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
        let mut stmt =
            self.conn.prepare_cached("SELECT sheet, cell, what FROM form_place WHERE form_id = ?1 ORDER BY sheet, id")?;
        for form in &mut forms {
            let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            form.places = stmt.query_map([form.id], read)?.collect::<rusqlite::Result<_>>()?;
        }
        Ok(forms)
    }

    /// The file of a form; `None` where it has none yet.
    pub fn form_file(&self, id: i64) -> Result<Option<Vec<u8>>> {
        let mut stmt = self.conn.prepare_cached("SELECT body FROM form_file WHERE id = ?1")?;
        Ok(stmt.query_row([id], |row| row.get(0)).optional()?)
    }
}

impl Store {
    /// Keeps a form with its file; one of this name gets the new file and keeps its cells. Returns its record.
    pub fn keep_form(&mut self, act: &Act, name: &str, about: Option<&str>, file: &str, body: &[u8]) -> Result<i64> {
        let register = catalog::register("form").ok_or(Error::Gone)?;
        self.write(act, "edit form", |tx| {
            let known: Option<(i64, i64)> = tx
                .prepare_cached("SELECT id, version FROM form WHERE name = ?1")?
                .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let mut values: Vec<_> = register.field("file").map(|f| (f, Value::text(file))).into_iter().collect();
            if let Some(about) = about {
                values.extend(register.field("about").map(|f| (f, Value::text(about))));
            }
            let id = match known {
                Some((id, version)) => {
                    tx.update(register, id, version, &values)?;
                    id
                }
                None => {
                    values.extend(register.field("name").map(|f| (f, Value::text(name))));
                    tx.insert(register, &values)?
                }
            };
            tx.execute("DELETE FROM form_file WHERE id = ?1", [id])?;
            tx.execute("INSERT INTO form_file (id, body) VALUES (?1, ?2)", params![id, body])?;
            Ok(id)
        })
    }

    /// Says what goes into cells of a form, over what was said before; an empty text takes a cell out. One write.
    pub fn map_form(&mut self, act: &Act, form: i64, places: &[(Option<String>, String, String)]) -> Result<usize> {
        self.write(act, "edit form", |tx| {
            let mut gone = tx.prepare_cached("DELETE FROM form_place WHERE form_id = ?1 AND sheet IS ?2 AND cell = ?3")?;
            let mut add =
                tx.prepare_cached("INSERT INTO form_place (id, form_id, sheet, cell, what) VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for (sheet, cell, what) in places {
                gone.execute(params![form, sheet, cell])?;
                if !what.is_empty() {
                    add.execute(params![tx.next_id("form_place")?, form, sheet, cell, what])?;
                }
            }
            Ok(places.len())
        })
    }
}
