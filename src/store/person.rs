//! Which classes a person was called to, and came to.

use super::{Reader, Result};
use rusqlite::Row;

/// One class of a person: by a call-up, or by an entry of the ledger where there was none here.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The nominee's record, where there was a call-up.
    pub nominee: Option<i64>,
    /// The entry's record, where there was none.
    pub entry: Option<i64>,
    /// The class.
    pub class: i64,
    /// What it is called.
    pub title: String,
    /// First day.
    pub starts_on: Option<String>,
    /// Last day.
    pub ends_on: Option<String>,
    /// Who calls: `upper`, `own`, `other`.
    pub level: String,
    /// State of the nominee.
    pub state: Option<String>,
    /// Hours.
    pub hours: Option<f64>,
}

/// States of a nominee who came to the class and stayed.
const CAME: [&str; 3] = ["reported", "completed", "partial"];

impl Called {
    /// The person came to it.
    #[must_use]
    pub fn came(&self) -> bool {
        self.state.as_deref().is_none_or(|state| CAME.contains(&state))
    }

    /// Called by the county's superiors: province, city.
    #[must_use]
    pub fn upper(&self) -> bool {
        self.level == "upper"
    }
}

impl Reader {
    /// All classes of a person, newest first.
    pub fn called(&self, cadre: i64) -> Result<Vec<Called>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT n.id, NULL, k.id, k.title, k.starts_on, k.ends_on,
               CASE WHEN u.level = 'upper' THEN u.level ELSE k.call_level END, n.state, n.hours
             FROM nominee n JOIN call_up u ON u.id = n.call_up_id JOIN training_class k ON k.id = u.class_id
             WHERE n.cadre_id = ?1
             UNION ALL
             SELECT NULL, min(e.id), k.id, k.title, k.starts_on, k.ends_on, k.call_level, NULL, sum(e.hours)
             FROM hour_entry e JOIN training_class k ON k.id = e.class_id
             WHERE e.cadre_id = ?1 AND NOT EXISTS (SELECT 1 FROM nominee n JOIN call_up u ON u.id = n.call_up_id
               WHERE n.cadre_id = ?1 AND u.class_id = k.id)
             GROUP BY k.id, k.title, k.starts_on, k.ends_on, k.call_level
             ORDER BY 5 DESC, 3 DESC",
        )?;
        let classes = stmt.query_map([cadre], called)?.collect::<rusqlite::Result<_>>()?;
        Ok(classes)
    }
}

fn called(row: &Row) -> rusqlite::Result<Called> {
    Ok(Called {
        nominee: row.get(0)?,
        entry: row.get(1)?,
        class: row.get(2)?,
        title: row.get(3)?,
        starts_on: row.get(4)?,
        ends_on: row.get(5)?,
        level: row.get(6)?,
        state: row.get(7)?,
        hours: row.get(8)?,
    })
}
