//! Which classes a person was called to, and came to.

use super::{Reader, Result, ledger::Rulebook};
use crate::domain::{
    calendar::{day, iso},
    rulebook,
};
use chrono::NaiveDate;
use rusqlite::{Row, params};

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

/// A class a person is to attend, with what it will give.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The class.
    pub class: i64,
    /// What it is called.
    pub title: String,
    /// First day.
    pub starts: Option<NaiveDate>,
    /// Last day.
    pub ends: Option<NaiveDate>,
    /// Hours.
    pub hours: f64,
    /// The form it will be entered as.
    pub form: &'static str,
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

const CLASS: &str = "k.id, k.title, k.starts_on, k.ends_on, k.hours, k.days, k.kind";

impl Reader {
    /// Classes a person is called to or arranged for, that have not given hours yet and do not end before today.
    pub fn planned(&self, book: &Rulebook, cadre: i64, today: NaiveDate) -> Result<Vec<Planned>> {
        let sql = format!(
            "SELECT {CLASS} FROM training_class k WHERE coalesce(k.ends_on, k.starts_on) >= ?2 AND k.state NOT IN ('cancelled', 'postponed', 'closed')
               AND k.id IN (SELECT u.class_id FROM nominee n JOIN call_up u ON u.id = n.call_up_id
                   WHERE n.cadre_id = ?1 AND n.state IN ('nominated', 'approved', 'notified', 'reported')
                 UNION SELECT m.to_class_id FROM make_up m WHERE m.cadre_id = ?1 AND m.state = 'scheduled'
                 UNION SELECT p.class_id FROM make_up_class p JOIN make_up m ON m.id = p.make_up_id WHERE m.cadre_id = ?1 AND m.state = 'scheduled')
               AND NOT EXISTS (SELECT 1 FROM hour_entry e WHERE e.cadre_id = ?1 AND e.class_id = k.id)
             ORDER BY k.starts_on, k.id"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let planned = stmt.query_map(params![cadre, iso(today)], |row| planned(book, row, today))?;
        Ok(planned.collect::<rusqlite::Result<_>>()?)
    }

    /// Classes to come, that anybody might be sent to.
    pub fn classes_to_come(&self, book: &Rulebook, today: NaiveDate) -> Result<Vec<Planned>> {
        let sql = format!(
            "SELECT {CLASS} FROM training_class k WHERE k.starts_on > ?1 AND k.state IN ('approved', 'enrolling') ORDER BY k.starts_on, k.id LIMIT 200"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let planned = stmt.query_map([iso(today)], |row| planned(book, row, today))?;
        Ok(planned.collect::<rusqlite::Result<_>>()?)
    }

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

fn planned(book: &Rulebook, row: &Row, today: NaiveDate) -> rusqlite::Result<Planned> {
    let date = |n: usize| row.get::<_, Option<String>>(n).map(|text| text.as_deref().and_then(day));
    let (starts, kind): (_, Option<String>) = (date(2)?, row.get(6)?);
    Ok(Planned {
        class: row.get(0)?,
        title: row.get(1)?,
        starts,
        ends: date(3)?,
        hours: book.worth(starts.unwrap_or(today)).hours_of(row.get(4)?, row.get(5)?).unwrap_or(0.0),
        form: kind.as_deref().and_then(|kind| rulebook::word("hour_form", kind)).unwrap_or("脱产培训"),
    })
}
