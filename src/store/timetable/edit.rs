//! Changing a timetable: moving, copying and swapping sessions, who teaches, where, and why one stays as it is.
//!
//! Each is one write, so one undo takes it back. A session that changes its half-day takes the usual times of that
//! half-day: those of its class, or else of its place, or else those of the schools.

use super::super::{Act, Error, Reader, Result, Store, Tx};
use super::Checked;
use crate::domain::{
    calendar::{Half, Slot, Time, add_days, iso},
    conflict::SessionView,
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// A half-day of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The day.
    pub date: NaiveDate,
    /// The half-day.
    pub half: Half,
}

/// What is put into a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assign {
    /// A teacher, in place of those who teach it.
    Teacher(i64),
    /// A room.
    Place(String),
    /// A site.
    Site(i64),
}

/// Days back in which the usual times of a place are looked for.
const LATELY: i64 = 90;

/// From when to when.
pub(super) type Times = Option<(String, String)>;

impl Reader {
    /// A session as it would be in another half-day, with all that would then be wrong.
    pub fn try_session(&self, row: &SessionView, at: At) -> Result<Checked> {
        let moved = self.moved(row, at)?;
        let mut rows = self.class_sessions(row.class_id, at.date, at.date)?;
        rows.retain(|other| other.id != row.id);
        rows.push(moved);
        self.check(rows)
    }

    /// The course of a session.
    pub fn session_course(&self, id: i64) -> Result<Option<i64>> {
        let sql = "SELECT course_id FROM session WHERE id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.flatten())
    }

    fn moved(&self, row: &SessionView, at: At) -> Result<SessionView> {
        let half = if row.slot.half == Half::Day { Half::Day } else { at.half };
        if half == row.slot.half {
            let times = row.slot.times;
            let slot = Slot::new(at.date, half, times.map(|t| t.0), times.map(|t| t.1));
            return Ok(SessionView { slot, ..row.clone() });
        }
        let times = usual(&self.conn, row.class_id, row.place.as_deref(), at.date, half)?;
        let read = |text: &str| Time::parse(text);
        let slot = Slot::new(at.date, half, times.as_ref().and_then(|t| read(&t.0)), times.as_ref().and_then(|t| read(&t.1)));
        Ok(SessionView { slot, ..row.clone() })
    }
}

/// The usual times of a half-day; `None` for a whole day.
pub(super) fn usual(conn: &Connection, class: i64, place: Option<&str>, date: NaiveDate, half: Half) -> Result<Times> {
    let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let own = "SELECT starts, ends FROM session WHERE class_id = ?1 AND half = ?2 AND starts IS NOT NULL AND ends IS NOT NULL
               GROUP BY starts, ends ORDER BY count(*) DESC, starts LIMIT 1";
    if let Some(times) = conn.prepare_cached(own)?.query_row(params![class, half.code()], read).optional()? {
        return Ok(Some(times));
    }
    let there =
        "SELECT starts, ends FROM session WHERE date BETWEEN ?1 AND ?2 AND place = ?3 AND half = ?4 AND starts IS NOT NULL
                 AND ends IS NOT NULL GROUP BY starts, ends ORDER BY count(*) DESC, starts LIMIT 1";
    let span = params![iso(add_days(date, -LATELY)), iso(add_days(date, LATELY)), place, half.code()];
    if let Some(times) = conn.prepare_cached(there)?.query_row(span, read).optional()? {
        return Ok(Some(times));
    }
    let (from, to) = match half {
        Half::Am => ("08:30", "11:30"),
        Half::Pm => ("14:30", "17:30"),
        Half::Eve => ("19:30", "21:00"),
        Half::Day => return Ok(None),
    };
    Ok(Some((from.to_owned(), to.to_owned())))
}

/// A session's place in time, as stored.
struct Stored {
    class: i64,
    place: Option<String>,
    date: String,
    half: String,
    starts: Option<String>,
    ends: Option<String>,
}

impl Tx<'_> {
    fn stored(&self, id: i64) -> Result<Stored> {
        let sql = "SELECT class_id, place, date, half, starts, ends FROM session WHERE id = ?1";
        let read = |row: &rusqlite::Row| {
            let (class, place, date) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Stored { class, place, date, half: row.get(3)?, starts: row.get(4)?, ends: row.get(5)? })
        };
        self.prepare_cached(sql)?.query_row([id], read).optional()?.ok_or(Error::Gone)
    }

    /// Puts a session into a half-day; one of a whole day stays one.
    pub(super) fn put_session(&self, id: i64, at: At) -> Result<()> {
        let stored = self.stored(id)?;
        let half = if stored.half == Half::Day.code() { Half::Day } else { at.half };
        let times = match half.code() == stored.half {
            true => stored.starts.zip(stored.ends),
            false => usual(self, stored.class, stored.place.as_deref(), at.date, half)?,
        };
        self.set_time(id, &iso(at.date), half.code(), times)
    }

    fn set_time(&self, id: i64, date: &str, half: &str, times: Times) -> Result<()> {
        let (starts, ends) = times.unzip();
        let sql = "UPDATE session SET date = ?2, half = ?3, starts = ?4, ends = ?5, version = version + 1 WHERE id = ?1";
        self.prepare_cached(sql)?.execute(params![id, date, half, starts, ends])?;
        Ok(())
    }

    /// A copy of a session with its teachers; the reason why the first one was kept stays with it.
    pub(super) fn copy_session(&self, id: i64, class: i64, date: &str) -> Result<i64> {
        let copy = self.next_id("session")?;
        let sql = "INSERT INTO session (id, class_id, date, half, starts, ends, kind, title, course_id, site_id, teacher_text,
                     assistant_text, assistant_work, host, place, hours, shared, elective, note)
                   SELECT ?2, ?3, ?4, half, starts, ends, kind, title, course_id, site_id, teacher_text, assistant_text,
                     assistant_work, host, place, hours, shared, elective, note FROM session WHERE id = ?1";
        if self.prepare_cached(sql)?.execute(params![id, copy, class, date])? == 0 {
            return Err(Error::Gone);
        }
        let mut stmt = self.prepare_cached(
            "SELECT p.teacher_id, p.role FROM session_teacher p JOIN teacher t ON t.id = p.teacher_id
             WHERE p.session_id = ?1 AND t.state <> 'left' ORDER BY p.id",
        )?;
        let people: Vec<(i64, String)> =
            stmt.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        for (teacher, role) in people {
            self.link_teacher(copy, teacher, &role)?;
        }
        Ok(copy)
    }

    pub(super) fn link_teacher(&self, session: i64, teacher: i64, role: &str) -> Result<()> {
        let sql = "INSERT INTO session_teacher (id, session_id, teacher_id, role) VALUES (?1, ?2, ?3, ?4)";
        self.prepare_cached(sql)?.execute(params![self.next_id("session_teacher")?, session, teacher, role])?;
        Ok(())
    }

    fn assign(&self, session: i64, what: &Assign) -> Result<()> {
        match what {
            Assign::Place(place) => {
                let sql = "UPDATE session SET place = ?2, site_id = NULL, version = version + 1 WHERE id = ?1";
                self.prepare_cached(sql)?.execute(params![session, place])?;
            }
            Assign::Site(site) => {
                let sql = "UPDATE session SET site_id = ?2, place = (SELECT name FROM site WHERE id = ?2), version = version + 1 WHERE id = ?1";
                self.prepare_cached(sql)?.execute([session, *site])?;
            }
            Assign::Teacher(teacher) => {
                self.prepare_cached("DELETE FROM session_teacher WHERE session_id = ?1 AND role = 'main'")?.execute([session])?;
                self.link_teacher(session, *teacher, "main")?;
                let sql = "UPDATE session SET teacher_text = (SELECT name FROM teacher WHERE id = ?2), version = version + 1 WHERE id = ?1";
                self.prepare_cached(sql)?.execute([session, *teacher])?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Puts a session into another half-day.
    pub fn move_session(&mut self, act: &Act, id: i64, at: At) -> Result<()> {
        self.write(act, "move session", |tx| tx.put_session(id, at))
    }

    /// Puts a copy of a session into a half-day of its class; returns the copy.
    pub fn copy_session(&mut self, act: &Act, id: i64, at: At) -> Result<i64> {
        self.write(act, "copy session", |tx| {
            let copy = tx.copy_session(id, tx.stored(id)?.class, &iso(at.date))?;
            tx.put_session(copy, at)?;
            Ok(copy)
        })
    }

    /// Two sessions change their places in time.
    pub fn swap_sessions(&mut self, act: &Act, a: i64, b: i64) -> Result<()> {
        self.write(act, "swap session", |tx| {
            let (first, second) = (tx.stored(a)?, tx.stored(b)?);
            tx.set_time(a, &second.date, &second.half, second.starts.clone().zip(second.ends.clone()))?;
            tx.set_time(b, &first.date, &first.half, first.starts.clone().zip(first.ends.clone()))
        })
    }

    /// Says why a session stays although it conflicts.
    pub fn keep_session(&mut self, act: &Act, id: i64, reason: &str) -> Result<()> {
        self.write(act, "keep session", |tx| {
            let sql = "UPDATE session SET keep_reason = ?2, version = version + 1 WHERE id = ?1";
            tx.prepare_cached(sql)?.execute(params![id, reason])?;
            Ok(())
        })
    }

    /// Locks a session where it is, or unlocks it; returns what it is now.
    pub fn lock_session(&mut self, act: &Act, id: i64) -> Result<bool> {
        self.write(act, "lock session", |tx| {
            tx.prepare_cached("UPDATE session SET locked = 1 - locked, version = version + 1 WHERE id = ?1")?.execute([id])?;
            Ok(tx.prepare_cached("SELECT locked FROM session WHERE id = ?1")?.query_row([id], |row| row.get(0))?)
        })
    }

    /// Puts a teacher, a room or a site into a session.
    pub fn assign_session(&mut self, act: &Act, id: i64, what: &Assign) -> Result<()> {
        self.write(act, "assign session", |tx| tx.assign(id, what))
    }
}
