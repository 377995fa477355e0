//! What the day brings: sessions, classes running, replies and duties that fall due, warnings, imports.
//!
//! This is read before the first frame of every start, so each question is a short range of an index and counts stop
//! at [`MANY`].

use super::{Reader, Result, standing::whole};
use crate::domain::{
    calendar::{add_days, iso},
    hours::Level,
};
use chrono::NaiveDate;

/// Where counting stops: more is "many".
pub const MANY: usize = 1000;

/// A session of a timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The session.
    pub id: i64,
    /// The day, ISO.
    pub date: String,
    /// Half-day, a code word.
    pub half: String,
    /// From, `HH:MM`.
    pub starts: Option<String>,
    /// What is taught.
    pub title: String,
    /// The class.
    pub class: String,
    /// Who teaches, as written.
    pub teacher: Option<String>,
    /// Where.
    pub place: Option<String>,
}

/// A class that runs in a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The class.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub ends_on: Option<String>,
    /// Our people who reported in, whatever became of them.
    pub came: u64,
    /// Our people who are expected: approved or told, not yet there.
    pub expected: u64,
}

/// A call-up whose names are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The call-up.
    pub id: i64,
    /// The class.
    pub title: String,
    /// By when.
    pub deadline: String,
    /// Places.
    pub places: u64,
    /// Named.
    pub named: u64,
    /// Units that owe names.
    pub units: u64,
}

/// Somebody on leave from a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnLeave {
    /// The leave's record.
    pub id: i64,
    /// Who.
    pub name: String,
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub id: i64,
    /// What or whom it is about.
    pub title: String,
    /// Unit.
    pub unit: Option<String>,
    /// By when.
    pub due_on: String,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The batch.
    pub id: i64,
    /// The file.
    pub file: String,
    /// When.
    pub at: String,
    /// Rows added and changed.
    pub rows: u64,
    /// Rows refused.
    pub rejected: u64,
}

/// What people call "running": classes that are on, will be, or were.
pub(super) const HELD: &str = "('approved', 'enrolling', 'running', 'ended', 'closed')";
/// Who came to a class and was not sent away or left.
pub(super) const CAME: &str = "('reported', 'completed', 'partial')";
/// Who is to come to a class.
pub(super) const EXPECTED: &str = "('approved', 'notified')";
/// No class is longer than this many days; it bounds the scan of the index by first day.
pub(super) const LONGEST: i64 = 366;

/// Who is warned in a year: counts by level, mildest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    /// People, each at the worst of their levels.
    pub people: [u64; 5],
    /// Warnings: a person has one for each standard not met.
    pub rows: [u64; 5],
    /// False where verdicts of this year were never made.
    pub kept: bool,
}

impl Reader {
    /// Sessions of classes that are held, from day to day, in order.
    pub fn lessons(&self, from: NaiveDate, to: NaiveDate, limit: usize) -> Result<Vec<Lesson>> {
        let sql = format!(
            "SELECT s.id, s.date, s.half, s.starts, s.title, k.title, s.teacher_text, s.place FROM session s
             JOIN training_class k ON k.id = s.class_id
             WHERE s.date BETWEEN ?1 AND ?2 AND s.kind <> 'break' AND k.state IN {HELD}
             ORDER BY s.date, coalesce(s.starts, CASE s.half WHEN 'am' THEN '08:00' WHEN 'day' THEN '08:00' WHEN 'pm' THEN '14:00'
               ELSE '19:00' END), s.id LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let lessons = stmt
            .query_map([iso(from), iso(to)], |row| {
                Ok(Lesson {
                    id: row.get(0)?,
                    date: row.get(1)?,
                    half: row.get(2)?,
                    starts: row.get(3)?,
                    title: row.get(4)?,
                    class: row.get(5)?,
                    teacher: row.get(6)?,
                    place: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(lessons)
    }

    /// Classes with a day in a span, with our people on them.
    pub fn running(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Running>> {
        let sql = format!(
            "SELECT k.id, k.title, k.starts_on, k.ends_on, (SELECT count(*) FROM call_up p JOIN nominee n ON n.call_up_id = p.id
               WHERE p.class_id = k.id AND n.state IN {CAME}),
               (SELECT count(*) FROM call_up p JOIN nominee n ON n.call_up_id = p.id WHERE p.class_id = k.id AND n.state IN {EXPECTED})
             FROM training_class k WHERE k.starts_on BETWEEN ?1 AND ?2 AND coalesce(k.ends_on, k.starts_on) >= ?3 AND k.state IN {HELD}
             ORDER BY k.starts_on, k.id LIMIT {MANY}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let classes = stmt
            .query_map([iso(add_days(from, -LONGEST)), iso(to), iso(from)], |row| {
                let (came, expected) = (whole(row, 4)?, whole(row, 5)?);
                Ok(Running { id: row.get(0)?, title: row.get(1)?, starts_on: row.get(2)?, ends_on: row.get(3)?, came, expected })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(classes)
    }

    /// People on leave from classes on a day, in the order in which they come back.
    pub fn on_leave_today(&self, day: NaiveDate, limit: usize) -> Result<Vec<OnLeave>> {
        let sql = format!(
            "SELECT l.id, c.name FROM leave l JOIN nominee n ON n.id = l.nominee_id JOIN cadre c ON c.id = n.cadre_id
             WHERE l.since BETWEEN ?1 AND ?2 AND l.until >= ?2 AND l.state IN ('approved', 'overdue')
             ORDER BY l.until, l.id LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let span = [iso(add_days(day, -LONGEST)), iso(day)];
        let leaves = stmt.query_map(span, |row| Ok(OnLeave { id: row.get(0)?, name: row.get(1)? }))?;
        Ok(leaves.collect::<rusqlite::Result<_>>()?)
    }

    /// Call-ups that still wait for names and whose deadline is in a span, the first due first.
    pub fn replies(&self, from: NaiveDate, to: NaiveDate, limit: usize) -> Result<Vec<Reply>> {
        let sql = format!(
            "SELECT p.id, k.title, p.deadline, coalesce((SELECT sum(q.places) FROM quota q WHERE q.call_up_id = p.id), p.quota_total, 0),
               (SELECT count(*) FROM nominee n WHERE n.call_up_id = p.id AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced')),
               (SELECT count(*) FROM quota q WHERE q.call_up_id = p.id AND q.places > (SELECT count(*) FROM nominee n
                  WHERE n.call_up_id = p.id AND n.unit_id = q.unit_id AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced')))
             FROM call_up p JOIN training_class k ON k.id = p.class_id
             WHERE p.deadline BETWEEN ?1 AND ?2 AND p.state IN ('open', 'short') ORDER BY p.deadline, p.id LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let replies = stmt
            .query_map([iso(from), iso(to)], |row| {
                Ok(Reply {
                    id: row.get(0)?,
                    title: row.get(1)?,
                    deadline: row.get(2)?,
                    places: whole(row, 3)?,
                    named: whole(row, 4)?,
                    units: whole(row, 5)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(replies)
    }

    /// Open make-ups due until a day, the first due first; and how many there are, at most [`MANY`].
    pub fn make_ups_due(&self, until: NaiveDate, limit: usize) -> Result<(Vec<Due>, usize)> {
        let sql = "SELECT m.id, c.name, u.name, m.due_on FROM make_up m JOIN cadre c ON c.id = m.cadre_id
             LEFT JOIN unit u ON u.id = m.unit_id WHERE m.state = ?1 AND m.due_on <= ?2 ORDER BY m.due_on, m.id LIMIT ?3";
        self.due(sql, "make_up", &["owed", "scheduled", "overdue"], until, limit)
    }

    /// Work items not done and due until a day, the first due first; and how many there are, at most [`MANY`].
    pub fn work_due(&self, until: NaiveDate, limit: usize) -> Result<(Vec<Due>, usize)> {
        let sql =
            "SELECT w.id, w.name, coalesce(u.name, w.unit_text), w.due_on FROM work_item w LEFT JOIN unit u ON u.id = w.unit_id
             WHERE w.state = ?1 AND w.due_on <= ?2 ORDER BY w.due_on, w.id LIMIT ?3";
        self.due(sql, "work_item", &["waiting", "running", "late"], until, limit)
    }

    /// One state at a time, so that the index by state and day gives the first ones without a sort of all.
    fn due(&self, sql: &str, table: &str, states: &[&str], until: NaiveDate, limit: usize) -> Result<(Vec<Due>, usize)> {
        let until = iso(until);
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let count = format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE state = ?1 AND due_on <= ?2 LIMIT {MANY})");
        let (mut stmt, mut count) = (self.conn.prepare_cached(sql)?, self.conn.prepare_cached(&count)?);
        let (mut due, mut n) = (Vec::new(), 0);
        for state in states {
            for row in stmt.query_map(rusqlite::params![state, until, most], |row| {
                Ok(Due { id: row.get(0)?, title: row.get(1)?, unit: row.get(2)?, due_on: row.get(3)? })
            })? {
                due.push(row?);
            }
            n += count.query_row([state, until.as_str()], |row| row.get::<_, i64>(0))?;
        }
        due.sort_by(|a, b| (&a.due_on, a.id).cmp(&(&b.due_on, b.id)));
        due.truncate(limit);
        Ok((due, usize::try_from(n).unwrap_or(0).min(MANY)))
    }

    /// Warnings of a year by level, mildest first. Cost grows with the warnings of the year.
    pub fn warnings(&self, year: i32) -> Result<Warnings> {
        let ranks: Vec<String> = (0..).zip(Level::ALL).map(|(n, level)| format!("WHEN '{}' THEN {n}", level.code())).collect();
        let sql = format!(
            "SELECT worst, count(*) FROM (SELECT max(CASE level {} END) worst FROM warning WHERE year = ?1 GROUP BY cadre_id)
             GROUP BY worst",
            ranks.join(" ")
        );
        let mut found = Warnings { kept: self.keeps(year)?, ..Warnings::default() };
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([year])?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            if let Some(people) = usize::try_from(at).ok().and_then(|at| found.people.get_mut(at)) {
                *people = whole(row, 1)?;
            }
        }
        let mut stmt = self.conn.prepare_cached("SELECT level, count(*) FROM warning WHERE year = ?1 GROUP BY level")?;
        let mut rows = stmt.query([year])?;
        while let Some(row) = rows.next()? {
            let level = Level::parse(row.get_ref(0)?.as_str().unwrap_or_default());
            if let Some(n) = level.and_then(|level| Level::ALL.iter().position(|l| *l == level)) {
                found.rows[n] = whole(row, 1)?;
            }
        }
        Ok(found)
    }

    /// The last imports, newest first.
    pub fn imports(&self, limit: usize) -> Result<Vec<Import>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, file, at, added + updated, rejected FROM import_batch ORDER BY id DESC LIMIT ?1")?;
        let imports = stmt
            .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                let (rows, rejected) = (whole(row, 3)?, whole(row, 4)?);
                Ok(Import { id: row.get(0)?, file: row.get(1)?, at: row.get(2)?, rows, rejected })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(imports)
    }
}
