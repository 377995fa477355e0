//! Who and what is free in a half-day: teachers, rooms, sites.

use super::{
    super::{Reader, Result},
    At,
};
use crate::domain::calendar::{Half, add_days, iso};
use rusqlite::params;
use std::collections::HashSet;

/// What is free in a half-day, what fits best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreeAt {
    /// Teachers: id, name, topics.
    pub teachers: Vec<(i64, String, Option<String>)>,
    /// Rooms used lately.
    pub places: Vec<String>,
    /// Sites: id, name, capacity.
    pub sites: Vec<(i64, String, Option<i64>)>,
}

/// Days in which a room counts as used lately.
const LATELY: i64 = 120;
/// Of each kind, offered at most.
const MOST: usize = 60;

impl Reader {
    /// Who and what is free; those who teach the course come first.
    pub fn free_at(&self, at: At, course: Option<i64>) -> Result<FreeAt> {
        let halves = match at.half {
            Half::Day => "('am', 'pm', 'day')".to_owned(),
            Half::Eve => "('eve')".to_owned(),
            half => format!("('{}', 'day')", half.code()),
        };
        let busy = format!(
            "FROM session s JOIN training_class k ON k.id = s.class_id WHERE s.date = ?1 AND s.half IN {halves}
             AND k.state NOT IN ('cancelled', 'postponed')"
        );
        let date = iso(at.date);
        Ok(FreeAt {
            teachers: self.free_teachers(&date, &busy, course)?,
            places: self.free_places(at, &busy)?,
            sites: self.free_sites(&date, &busy)?,
        })
    }

    fn free_teachers(&self, date: &str, busy: &str, course: Option<i64>) -> Result<Vec<(i64, String, Option<String>)>> {
        let sql = format!(
            "SELECT t.id, t.name, t.topics FROM teacher t WHERE t.state = 'active'
             AND t.id NOT IN (SELECT p.teacher_id FROM session_teacher p WHERE p.session_id IN (SELECT s.id {busy}))
             AND NOT EXISTS (SELECT 1 FROM teacher_absence a WHERE a.teacher_id = t.id AND ?1 BETWEEN a.since AND a.until)
             ORDER BY NOT EXISTS (SELECT 1 FROM course_teacher c WHERE c.teacher_id = t.id AND c.course_id = ?2), t.sort_no, t.id LIMIT {MOST}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(stmt.query_map(params![date, course], read)?.collect::<rusqlite::Result<_>>()?)
    }

    fn free_places(&self, at: At, busy: &str) -> Result<Vec<String>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT s.place {busy} AND s.place IS NOT NULL"))?;
        let taken: HashSet<String> = stmt.query_map([iso(at.date)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT place FROM session WHERE date BETWEEN ?1 AND ?2 AND site_id IS NULL AND place IS NOT NULL
             GROUP BY place ORDER BY count(*) DESC, place",
        )?;
        let span = [iso(add_days(at.date, -LATELY)), iso(add_days(at.date, LATELY))];
        let places: Vec<String> = stmt.query_map(span, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(places.into_iter().filter(|place| !taken.contains(place)).take(MOST).collect())
    }

    fn free_sites(&self, date: &str, busy: &str) -> Result<Vec<(i64, String, Option<i64>)>> {
        let sql = format!(
            "SELECT w.id, w.name, w.capacity FROM site w WHERE w.id NOT IN (SELECT s.site_id {busy} AND s.site_id IS NOT NULL)
             ORDER BY w.travel_minutes IS NULL, w.travel_minutes, w.id LIMIT {MOST}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        Ok(stmt.query_map([date], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?)
    }
}
