//! Make-up obligations in bulk: the few numbers each needs to be grouped, counted and found overdue.

use super::{Reader, Result};

/// States in which a make-up is still owed.
pub const OPEN: &[&str] = &["owed", "scheduled", "overdue"];

/// An entry that may settle an obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// The entry.
    pub id: i64,
    /// Its last day, ISO.
    pub on: Option<String>,
    /// Its form.
    pub form: String,
    /// Its title.
    pub title: String,
    /// Its hours.
    pub hours: f64,
}

/// One obligation, without what only its row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The make-up.
    pub id: i64,
    /// Who owes it.
    pub cadre_id: i64,
    /// The unit that sees to it.
    pub unit_id: Option<i64>,
    /// Why it is owed.
    pub cause: String,
    /// By when, ISO day or month.
    pub due_on: Option<String>,
    /// Its state.
    pub state: String,
}

impl Owed {
    /// True while it is still owed.
    #[must_use]
    pub fn open(&self) -> bool {
        OPEN.contains(&self.state.as_str())
    }
}

impl Reader {
    /// Every obligation: what is due first comes first, units in official order.
    pub fn obligations(&self) -> Result<Vec<Owed>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT m.id, m.cadre_id, m.unit_id, m.cause, m.due_on, m.state FROM make_up m LEFT JOIN unit u ON u.id = m.unit_id
             ORDER BY m.due_on IS NULL, m.due_on, u.sort_no, m.unit_id, m.id",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Owed {
                id: row.get(0)?,
                cadre_id: row.get(1)?,
                unit_id: row.get(2)?,
                cause: row.get(3)?,
                due_on: row.get(4)?,
                state: row.get(5)?,
            })
        };
        Ok(stmt.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Entries of the person that ended since an obligation arose and settle no other one, latest first.
    pub fn settling(&self, make_up: i64) -> Result<Vec<Settling>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT e.id, coalesce(e.ends_on, e.starts_on), e.form, e.title, e.hours FROM make_up m JOIN hour_entry e ON e.cadre_id = m.cadre_id
             WHERE m.id = ?1 AND e.hours > 0 AND coalesce(e.ends_on, e.starts_on, e.year || '-12-31') >= coalesce(m.arose_on, '')
               AND NOT EXISTS (SELECT 1 FROM make_up o WHERE o.done_entry_id = e.id AND o.cadre_id = m.cadre_id)
             ORDER BY 2 DESC, e.id DESC LIMIT 200",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Settling { id: row.get(0)?, on: row.get(1)?, form: row.get(2)?, title: row.get(3)?, hours: row.get(4)? })
        };
        Ok(stmt.query_map([make_up], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Units in official order, as lists name them.
    pub fn unit_names(&self) -> Result<Vec<(i64, String)>> {
        let mut stmt = self.conn.prepare_cached("SELECT id, coalesce(short_name, name) FROM unit ORDER BY sort_no, id")?;
        Ok(stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
    }
}
