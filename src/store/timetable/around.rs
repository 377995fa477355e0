//! What stands around some sessions: the others of the same days that share a teacher, a place or a site, and what the
//! office says beside its timetables.

use super::{Reader, Result};
use crate::domain::{
    calendar::{day, iso},
    conflict::{Absence, SessionView, Surroundings},
};
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::BTreeSet;

/// Hours a lecturer is paid for in a half-day. Source: 《中央和国家机关培训费管理办法》 counts a half-day as 4 hours.
const HALF_DAY_HOURS: f64 = 4.0;

/// What could make sessions conflict with others.
#[derive(Default)]
struct Shared {
    dates: BTreeSet<NaiveDate>,
    teachers: BTreeSet<i64>,
    places: BTreeSet<String>,
    sites: BTreeSet<i64>,
    known: BTreeSet<i64>,
}

impl Shared {
    fn of(rows: &[SessionView]) -> Self {
        let mut shared = Self::default();
        for row in rows {
            shared.dates.insert(row.slot.date);
            shared.known.insert(row.id);
            shared.teachers.extend(row.people.iter().filter_map(|p| p.teacher_id));
            shared.places.extend(row.place.as_deref().map(squeeze));
            shared.sites.extend(row.site_id);
        }
        shared
    }
}

impl Reader {
    /// Sessions of other rows that these could conflict with: on the same days, with a teacher, place or site of theirs.
    pub fn sessions_around(&self, rows: &[SessionView]) -> Result<Vec<SessionView>> {
        let shared = Shared::of(rows);
        let Some((from, to)) = shared.dates.first().zip(shared.dates.last()) else { return Ok(Vec::new()) };
        let mut ids = BTreeSet::new();
        self.with_places(&shared, *from, *to, &mut ids)?;
        for teacher in &shared.teachers {
            self.with_teacher(*teacher, &shared, *from, *to, &mut ids)?;
        }
        self.views(&ids.into_iter().collect::<Vec<_>>())
    }

    fn with_places(&self, shared: &Shared, from: NaiveDate, to: NaiveDate, ids: &mut BTreeSet<i64>) -> Result<()> {
        let sql = "SELECT s.id, s.date, s.place, s.site_id FROM session s JOIN training_class c ON c.id = s.class_id
                   WHERE s.date BETWEEN ?1 AND ?2 AND c.state NOT IN ('cancelled', 'postponed')";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut found = stmt.query(params![iso(from), iso(to)])?;
        while let Some(row) = found.next()? {
            let (id, date): (i64, String) = (row.get(0)?, row.get(1)?);
            let (place, site): (Option<String>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let meets =
                place.is_some_and(|p| shared.places.contains(&squeeze(&p))) || site.is_some_and(|s| shared.sites.contains(&s));
            if meets && !shared.known.contains(&id) && day(&date).is_some_and(|d| shared.dates.contains(&d)) {
                ids.insert(id);
            }
        }
        Ok(())
    }

    fn with_teacher(&self, teacher: i64, shared: &Shared, from: NaiveDate, to: NaiveDate, ids: &mut BTreeSet<i64>) -> Result<()> {
        let sql = "SELECT s.id, s.date FROM session_teacher p JOIN session s ON s.id = p.session_id
                   JOIN training_class c ON c.id = s.class_id
                   WHERE p.teacher_id = ?1 AND s.date BETWEEN ?2 AND ?3 AND c.state NOT IN ('cancelled', 'postponed')";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut found = stmt.query(params![teacher, iso(from), iso(to)])?;
        while let Some(row) = found.next()? {
            let (id, date): (i64, String) = (row.get(0)?, row.get(1)?);
            if !shared.known.contains(&id) && day(&date).is_some_and(|d| shared.dates.contains(&d)) {
                ids.insert(id);
            }
        }
        Ok(())
    }

    /// What the office says beside its timetables, as far as it bears on these sessions.
    pub fn surroundings(&self, rows: &[SessionView]) -> Result<Surroundings> {
        let mut around = Surroundings { half_day_hours: Some(HALF_DAY_HOURS), ..Surroundings::default() };
        let shared = Shared::of(rows);
        let Some((from, to)) = shared.dates.first().zip(shared.dates.last()) else { return Ok(around) };
        for teacher in &shared.teachers {
            let away = self.teacher_away(*teacher, *from, *to)?;
            around.absences.extend(away.into_iter().map(|a| Absence { teacher_id: *teacher, since: a.since, until: a.until }));
        }
        let listed = |list: &str| -> Result<Vec<(String, String)>> {
            let sql = "SELECT name, coalesce(parent, '') FROM code WHERE list = ?1 AND active = 1";
            let mut stmt = self.conn.prepare_cached(sql)?;
            let words = stmt.query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            Ok(words)
        };
        around.open_places = listed("open_place")?.into_iter().map(|(place, _)| place).collect();
        around.holidays = listed("holiday")?.into_iter().filter_map(|(date, name)| Some((day(&date)?, name))).collect();
        around.workdays = listed("workday")?.into_iter().filter_map(|(date, _)| day(&date)).collect();
        Ok(around)
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
