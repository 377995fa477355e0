//! Timetables as `domain::conflict` judges them: by class, by days, by teacher.
//!
//! A reading first finds ids along an index (class, day, teacher) and then loads those rows, so that each costs what
//! is shown. What an office says beside its timetables stands in code lists it keeps itself: `open_place` (places for
//! any number of classes), `holiday` (the word is the day, its group the name of the holiday) and `workday` (days of
//! work on a weekend).

mod around;
mod at;
mod check;
mod content;
mod earlier;
mod edit;
mod fill;
mod free;

pub use at::FreeAt;
pub use check::Checked;
pub use earlier::{Copied, Earlier};
pub use edit::{Assign, At};
pub use fill::{Placed, Proposal, What};
pub use free::{Away, Day, days_of};

use super::{Reader, Result};
use crate::domain::{
    calendar::{Half, Slot, Time, day, iso},
    conflict::{PersonView, Role, SessionView},
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, ToSql, params, params_from_iter};
use std::collections::HashMap;

/// Rows of one reading at most.
const MOST: usize = 10_000;
/// Places of a prepared statement, so that one serves every window.
const CHUNK: usize = 64;

/// People of a class: those who came, once anyone did; before that, those it was planned for.
const VIEW: &str = "SELECT s.id, s.class_id, c.title, s.date, s.half, s.starts, s.ends, s.title, s.place, s.site_id, w.name,
       w.capacity, CASE WHEN s.site_id IS NULL THEN NULL ELSE coalesce(nullif((SELECT count(*) FROM call_up u
         JOIN nominee n ON n.call_up_id = u.id WHERE u.class_id = s.class_id
           AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled')), 0), c.planned) END,
       s.hours, s.shared, s.elective, s.keep_reason, s.teacher_text
  FROM session s JOIN training_class c ON c.id = s.class_id LEFT JOIN site w ON w.id = s.site_id";

impl Reader {
    /// The sessions of a class from one day to another, both included, in the order of their times.
    pub fn class_sessions(&self, class: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<SessionView>> {
        let sql = "SELECT id FROM session WHERE class_id = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date, starts, id";
        self.views(&self.session_ids(sql, &[&class, &iso(from), &iso(to)])?)
    }

    /// The sessions of these days, both included, of classes that take place.
    pub fn sessions_between(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<SessionView>> {
        let sql = "SELECT s.id FROM session s JOIN training_class c ON c.id = s.class_id WHERE s.date BETWEEN ?1 AND ?2
                   AND c.state NOT IN ('cancelled', 'postponed') ORDER BY s.date, s.id";
        self.views(&self.session_ids(sql, &[&iso(from), &iso(to)])?)
    }

    /// The sessions a teacher has a part in, from one day to another, both included.
    pub fn teacher_sessions(&self, teacher: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<SessionView>> {
        let sql =
            "SELECT s.id FROM session_teacher p JOIN session s ON s.id = p.session_id JOIN training_class c ON c.id = s.class_id
                   WHERE p.teacher_id = ?1 AND s.date BETWEEN ?2 AND ?3 AND c.state NOT IN ('cancelled', 'postponed')
                   ORDER BY s.date, s.id";
        self.views(&self.session_ids(sql, &[&teacher, &iso(from), &iso(to)])?)
    }

    /// The first and the last day with a session of a class.
    pub fn class_span(&self, class: i64) -> Result<Option<(NaiveDate, NaiveDate)>> {
        let mut stmt = self.conn.prepare_cached("SELECT min(date), max(date) FROM session WHERE class_id = ?1")?;
        let (first, last): (Option<String>, Option<String>) = stmt.query_row([class], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(first.as_deref().and_then(day).zip(last.as_deref().and_then(day)))
    }

    /// The day with sessions that is nearest to this one: the day itself or the next, and without any, the last before.
    pub fn nearest_session(&self, date: NaiveDate) -> Result<Option<NaiveDate>> {
        let text = |sql: &str| -> Result<Option<String>> {
            Ok(self.conn.prepare_cached(sql)?.query_row([iso(date)], |row| row.get(0)).optional()?.flatten())
        };
        let next = text("SELECT min(date) FROM session WHERE date >= ?1")?;
        let found = if next.is_some() { next } else { text("SELECT max(date) FROM session WHERE date < ?1")? };
        Ok(found.as_deref().and_then(day))
    }

    fn session_ids(&self, sql: &str, with: &[&dyn ToSql]) -> Result<Vec<i64>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let ids = stmt.query_map(with, |row| row.get(0))?.take(MOST).collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// These sessions with their people, in the order of day and time; each once.
    fn views(&self, ids: &[i64]) -> Result<Vec<SessionView>> {
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut people = self.people(chunk)?;
            let sql = format!("{VIEW} WHERE s.id IN ({})", places());
            let mut stmt = self.conn.prepare_cached(&sql)?;
            let mut found = stmt.query(params_from_iter(padded(chunk)))?;
            while let Some(row) = found.next()? {
                rows.extend(view(row, people.remove(&row.get(0)?).unwrap_or_default())?);
            }
        }
        rows.sort_by_key(|row| (row.slot.date, row.slot.half, row.slot.times, row.id));
        rows.dedup_by_key(|row| row.id);
        Ok(rows)
    }

    fn people(&self, ids: &[i64]) -> Result<HashMap<i64, Vec<PersonView>>> {
        let sql = format!(
            "SELECT p.session_id, p.teacher_id, t.name, p.role FROM session_teacher p JOIN teacher t ON t.id = p.teacher_id
             WHERE p.session_id IN ({}) ORDER BY p.id",
            places()
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut found = stmt.query(params_from_iter(padded(ids)))?;
        let mut people: HashMap<i64, Vec<PersonView>> = HashMap::new();
        while let Some(row) = found.next()? {
            let role: String = row.get(3)?;
            let Some(role) = Role::parse(&role) else { continue };
            people.entry(row.get(0)?).or_default().push(PersonView { teacher_id: row.get(1)?, name: row.get(2)?, role });
        }
        Ok(people)
    }

    /// When a teacher is away between two days, both included, with the reason.
    pub fn teacher_away(&self, teacher: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<Away>> {
        let sql = "SELECT since, until, reason FROM teacher_absence WHERE teacher_id = ?1 AND since <= ?3 AND until >= ?2 ORDER BY since";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut found = stmt.query(params![teacher, iso(from), iso(to)])?;
        let mut away = Vec::new();
        while let Some(row) = found.next()? {
            let (since, until): (String, String) = (row.get(0)?, row.get(1)?);
            let Some((since, until)) = day(&since).zip(day(&until)) else { continue };
            away.push(Away { since, until, reason: row.get(2)? });
        }
        Ok(away)
    }
}

fn places() -> String {
    (1..=CHUNK).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

fn padded(ids: &[i64]) -> impl Iterator<Item = Option<i64>> {
    (0..CHUNK).map(|n| ids.get(n).copied())
}

/// `None` for a row whose day or half-day no calendar has.
fn view(row: &Row, mut people: Vec<PersonView>) -> Result<Option<SessionView>> {
    let (date, half): (String, String) = (row.get(3)?, row.get(4)?);
    let Some((date, half)) = day(&date).zip(Half::parse(&half)) else { return Ok(None) };
    let time = |n: usize| -> Result<Option<Time>> { Ok(row.get::<_, Option<String>>(n)?.as_deref().and_then(Time::parse)) };
    if !people.iter().any(|p| p.role == Role::Main)
        && let Some(name) = row.get::<_, Option<String>>(17)?
    {
        people.push(PersonView { teacher_id: None, name, role: Role::Main });
    }
    Ok(Some(SessionView {
        id: row.get(0)?,
        class_id: row.get(1)?,
        class_title: row.get(2)?,
        slot: Slot::new(date, half, time(5)?, time(6)?),
        title: row.get(7)?,
        place: row.get(8)?,
        site_id: row.get(9)?,
        site: row.get(10)?,
        site_capacity: row.get(11)?,
        class_size: row.get(12)?,
        people,
        hours: row.get(13)?,
        shared: row.get::<_, i64>(14)? != 0,
        elective: row.get::<_, i64>(15)? != 0,
        keep_reason: row.get(16)?,
    }))
}
