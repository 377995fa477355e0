//! What imports remember: columns by their headings, units by other names, and where records came from.

use crate::{
    catalog::lookup::Remembered,
    domain::name,
    store::{Act, Reader, Result, Store},
};
use rusqlite::{Connection, params, params_from_iter};

/// Where a record came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The import: its row of `import_batch`.
    pub batch: i64,
    /// When.
    pub at: String,
    /// Who imported.
    pub actor: String,
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The row, from 1.
    pub row: i64,
}

/// Another name of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Its row of `unit_alias`.
    pub id: i64,
    /// The other name.
    pub alias: String,
    /// The unit's name.
    pub unit: String,
}

/// Somebody of the register who can be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub id: i64,
    /// The name.
    pub title: String,
    /// The unit's name.
    pub unit: String,
    /// Birth, as far as known.
    pub birth: String,
    /// The position.
    pub position: String,
}

impl Candidate {
    /// What tells people of one name apart.
    #[must_use]
    pub fn note(&self) -> String {
        let birth = self.birth.replace('-', ".");
        [self.unit.as_str(), birth.as_str(), self.position.as_str()]
            .iter()
            .filter(|t| !t.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Remembered columns with their rows, oldest first.
pub(super) fn columns(conn: &Connection) -> Result<Vec<(i64, Remembered)>> {
    let mut read = conn.prepare_cached("SELECT id, kind, fingerprint, mapping FROM column_map ORDER BY id")?;
    let rows = read.query_map([], |row| {
        Ok((row.get(0)?, Remembered { kind: row.get(1)?, fingerprint: row.get(2)?, mapping: row.get(3)? }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Reader {
    /// Columns remembered by their headings, with their rows of `column_map`, oldest first.
    pub fn remembered_columns(&self) -> Result<Vec<(i64, Remembered)>> {
        columns(self.conn())
    }

    /// Other names of units, the latest first, up to so many.
    pub fn learnt_aliases(&self, most: usize) -> Result<Vec<Alias>> {
        let sql = "SELECT a.id, a.alias, u.name FROM unit_alias a JOIN unit u ON u.id = a.unit_id ORDER BY a.id DESC LIMIT ?1";
        let mut read = self.conn().prepare_cached(sql)?;
        let rows = read.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
            Ok(Alias { id: row.get(0)?, alias: row.get(1)?, unit: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// People with a name like this, up to so many.
    pub fn people_called(&self, said: &str, most: usize) -> Result<Vec<Candidate>> {
        let forms = name::stored_forms(said);
        let marks: Vec<String> = (1..=forms.len()).map(|n| format!("?{n}")).collect();
        let sql = format!(
            "SELECT c.id, c.name, coalesce(u.name, ''), coalesce(c.birth, ''), coalesce(c.position, '')
             FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id WHERE c.name IN ({}) ORDER BY c.id LIMIT {most}",
            marks.join(", ")
        );
        let mut read = self.conn().prepare_cached(&sql)?;
        let rows = read.query_map(params_from_iter(forms), |row| {
            Ok(Candidate { id: row.get(0)?, title: row.get(1)?, unit: row.get(2)?, birth: row.get(3)?, position: row.get(4)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The rows of files that made or changed a record, the latest first, up to so many.
    pub fn origins(&self, table: &str, id: i64, most: usize) -> Result<Vec<Origin>> {
        let row = "SELECT batch_id, sheet, first_row + step * (?2 - first_id) AS line FROM import_row WHERE table_name = ?1";
        let sql = format!(
            "SELECT b.id, b.at, b.actor, b.file, r.sheet, r.line FROM (
               {row} AND last_id = first_id AND first_id = ?2
               UNION ALL {row} AND last_id > first_id AND first_id <= ?2 AND last_id >= ?2
             ) r JOIN import_batch b ON b.id = r.batch_id ORDER BY b.id DESC LIMIT ?3"
        );
        let mut read = self.conn().prepare_cached(&sql)?;
        let rows = read.query_map(params![table, id, i64::try_from(most).unwrap_or(i64::MAX)], |row| {
            Ok(Origin {
                batch: row.get(0)?,
                at: row.get(1)?,
                actor: row.get(2)?,
                file: row.get(3)?,
                sheet: row.get(4)?,
                row: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Names of the files imported last, each once, up to so many.
    pub fn recent_files(&self, most: usize) -> Result<Vec<String>> {
        let mut read =
            self.conn().prepare_cached("SELECT file FROM import_batch GROUP BY file ORDER BY max(id) DESC LIMIT ?1")?;
        let rows = read.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Store {
    /// Forgets what was said about columns under these headings.
    pub fn forget_columns(&mut self, act: &Act, id: i64) -> Result<()> {
        self.write(act, "import", |tx| {
            tx.execute("DELETE FROM column_map WHERE id = ?1", [id])?;
            Ok(())
        })
    }

    /// Forgets another name of a unit.
    pub fn forget_alias(&mut self, act: &Act, id: i64) -> Result<()> {
        self.write(act, "import", |tx| {
            tx.execute("DELETE FROM unit_alias WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}
