//! Timetables of earlier classes of the same kind, and a copy of one on the days of a new class.

use super::super::{Act, Error, Reader, Result, Store, Tx};
use crate::domain::{
    calendar::{day, iso},
    timetable::shift::{DaysOff, shift},
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// A class with a timetable that could be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The class.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Its year.
    pub year: i64,
    /// Its sessions.
    pub sessions: i64,
}

/// What a copy came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Sessions copied.
    pub sessions: usize,
    /// First and last day of the copy.
    pub span: Option<(NaiveDate, NaiveDate)>,
}

/// Classes offered at most.
const MOST: i64 = 30;

impl Reader {
    /// Earlier classes whose timetable could be taken over: of the same name first, then of the same kind, the latest
    /// first.
    pub fn earlier(&self, class: i64) -> Result<Vec<Earlier>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT t.id, t.title, t.year, (SELECT count(*) FROM session s WHERE s.class_id = t.id) AS n
             FROM training_class k JOIN training_class t ON t.id <> k.id AND (t.name = k.name OR t.kind = k.kind)
               AND (t.starts_on < k.starts_on OR k.starts_on IS NULL) AND t.state <> 'cancelled'
             WHERE k.id = ?1 AND EXISTS (SELECT 1 FROM session s WHERE s.class_id = t.id)
             ORDER BY t.name <> k.name, t.starts_on DESC, t.id LIMIT ?2",
        )?;
        let read =
            |row: &rusqlite::Row| Ok(Earlier { id: row.get(0)?, title: row.get(1)?, year: row.get(2)?, sessions: row.get(3)? });
        Ok(stmt.query_map([class, MOST], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// First and last day of a class, as it is planned.
    pub fn class_dates(&self, class: i64) -> Result<Option<(NaiveDate, NaiveDate)>> {
        dates(&self.conn, class)
    }

    /// Days off, as the office keeps them.
    pub fn days_off(&self) -> Result<DaysOff> {
        days_off(&self.conn)
    }
}

fn dates(conn: &Connection, class: i64) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let sql = "SELECT starts_on, coalesce(ends_on, starts_on) FROM training_class WHERE id = ?1";
    let read = |row: &rusqlite::Row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?));
    let (from, to) = conn.prepare_cached(sql)?.query_row([class], read).optional()?.unwrap_or_default();
    Ok(from.as_deref().and_then(day).zip(to.as_deref().and_then(day)))
}

fn days_off(conn: &Connection) -> Result<DaysOff> {
    let mut off = DaysOff::default();
    let mut stmt = conn.prepare_cached(
        "SELECT list, name, coalesce(parent, '') FROM code WHERE list IN ('holiday', 'workday') AND active = 1",
    )?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (list, date, name): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(date) = day(&date) else { continue };
        if list == "holiday" {
            off.holidays.insert(date, name);
        } else {
            off.workdays.insert(date);
        }
    }
    Ok(off)
}

impl Tx<'_> {
    fn copy_timetable(&self, from: i64, to: i64) -> Result<Copied> {
        let Some((start, _)) = dates(self, to)? else { return Err(Error::NotAllowed(crate::text::timetable::NO_FIRST_DAY)) };
        let there: bool =
            self.prepare_cached("SELECT EXISTS (SELECT 1 FROM session WHERE class_id = ?1)")?.query_row([to], |r| r.get(0))?;
        if there {
            return Err(Error::NotAllowed(crate::text::timetable::HAS_SESSIONS));
        }
        let mut stmt = self.prepare_cached("SELECT id, date FROM session WHERE class_id = ?1 ORDER BY date, starts, id")?;
        let rows: Vec<(i64, String)> =
            stmt.query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let days: BTreeSet<NaiveDate> = rows.iter().filter_map(|(_, date)| day(date)).collect();
        let map = shift(&days, start, &days_off(self)?);
        let mut copied = 0;
        for (id, date) in &rows {
            let Some(new) = day(date).and_then(|date| map.get(&date)) else { continue };
            self.copy_session(*id, to, &iso(*new))?;
            copied += 1;
        }
        let span = map.values().min().copied().zip(map.values().max().copied());
        Ok(Copied { sessions: copied, span })
    }
}

impl Store {
    /// Copies the timetable of one class to another that has none, its first day on that class's first day.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where the class has no first day, or sessions already.
    pub fn copy_timetable(&mut self, act: &Act, from: i64, to: i64) -> Result<Copied> {
        self.write(act, "copy timetable", |tx| tx.copy_timetable(from, to))
    }

    /// Makes sessions of courses in a class, each in its half-day, as one write; and moves others.
    pub fn place_sessions(&mut self, act: &Act, class: i64, placed: &[super::Placed]) -> Result<usize> {
        self.write(act, "place session", |tx| {
            for one in placed {
                match one.what {
                    super::What::Session(id) => tx.put_session(id, one.at)?,
                    super::What::Course(course) => {
                        tx.session_of_course(class, course, one.at)?;
                    }
                }
            }
            Ok(placed.len())
        })
    }
}

impl Tx<'_> {
    /// A session of a course: its first teacher, its hours, and the room the class uses most.
    fn session_of_course(&self, class: i64, course: i64, at: super::At) -> Result<i64> {
        let id = self.next_id("session")?;
        let room = super::fill::room(self, class)?;
        let (starts, ends) = super::edit::usual(self, class, room.as_deref(), at.date, at.half)?.unzip();
        let sql = "INSERT INTO session (id, class_id, date, half, starts, ends, kind, title, course_id, place, hours)
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, 'lecture', c.name, c.id, ?7, c.hours FROM course c WHERE c.id = ?8";
        let values = params![id, class, iso(at.date), at.half.code(), starts, ends, room, course];
        if self.prepare_cached(sql)?.execute(values)? == 0 {
            return Err(Error::Gone);
        }
        if let Some((teacher, name)) = super::fill::teacher_of(self, course)? {
            self.link_teacher(id, teacher, "main")?;
            self.prepare_cached("UPDATE session SET teacher_text = ?2 WHERE id = ?1")?.execute(params![id, name])?;
        }
        Ok(id)
    }
}
