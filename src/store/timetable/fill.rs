//! Lessons of a class that have no good place, the half-days that are free, and what closes them.

use super::super::{Reader, Result};
use super::edit::At;
use crate::domain::{
    calendar::{Half, Slot, days},
    conflict::{self, Kind, PersonView, Role, SessionView, Severity, Surroundings},
    timetable::fill::{self, Blocked, Lesson, Opening, Outcome, part_of},
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeSet, HashMap};

/// What is to be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A session that is there.
    Session(i64),
    /// A course that has no session yet.
    Course(i64),
}

/// A lesson with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What.
    pub what: What,
    /// Where it goes.
    pub at: At,
}

/// A proposal for the lessons of a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// Lessons with a place, with what they are called and where they were.
    pub placed: Vec<(Placed, String, Option<At>)>,
    /// Lessons without one: what they are called, and half-day by half-day what stands in the way; `None` where the
    /// half-day was given to another lesson.
    pub failed: Vec<(String, Vec<Closed>)>,
}

/// A half-day with what closes it to a lesson; `None` where another lesson got it.
pub type Closed = (At, Option<Blocked>);

impl Reader {
    /// Looks for places for the sessions of a class that clash, lie on a day off or outside the class, and for courses
    /// without a session. Locked sessions and those kept with a reason stay.
    pub fn propose_places(&self, class: i64, courses: &[i64]) -> Result<Proposal> {
        let planned = self.class_dates(class)?;
        let there = self.class_span(class)?;
        let Some((from, to)) = planned.or(there) else { return Ok(Proposal::default()) };
        let all = self.class_sessions(class, from.min(there.map_or(from, |t| t.0)), to.max(there.map_or(to, |t| t.1)))?;
        let locked = self.locked(class)?;
        let wrong = self.misplaced(&all, (from, to), &locked)?;
        let stay: Vec<&SessionView> = all.iter().filter(|row| !wrong.contains(&row.id)).collect();
        let openings = self.openings((from, to), &stay)?;
        let mut rows: Vec<(What, SessionView)> =
            all.iter().filter(|row| wrong.contains(&row.id)).map(|row| (What::Session(row.id), row.clone())).collect();
        for course in courses {
            rows.extend(self.lesson_of(class, *course, from)?.map(|row| (What::Course(*course), row)));
        }
        self.place_lessons(class, &rows, &openings)
    }

    fn place_lessons(&self, class: i64, rows: &[(What, SessionView)], openings: &[Opening]) -> Result<Proposal> {
        let days: BTreeSet<NaiveDate> = openings.iter().map(|o| o.date).collect();
        // Each lesson on each day, so that everything they could meet is read once.
        let everywhere: Vec<SessionView> = rows
            .iter()
            .flat_map(|(_, row)| {
                days.iter().map(|day| SessionView { slot: Slot::new(*day, Half::Day, None, None), ..row.clone() })
            })
            .collect();
        let mut others = self.sessions_around(&everywhere)?;
        others.retain(|row| row.class_id != class);
        let around = self.surroundings(&everywhere)?;
        let first = days.first().copied().unwrap_or_default();
        let of_evening = self.of_evening(class)?;
        let halves = [Half::Am, Half::Pm, Half::Eve].into_iter();
        let times: Vec<_> = halves.map(|half| super::edit::usual(&self.conn, class, None, first, half)).collect::<Result<_>>()?;
        let lessons: Vec<Lesson> = rows
            .iter()
            .map(|(what, row)| Lesson {
                whole_day: row.slot.half == Half::Day,
                wish: matches!(what, What::Session(_)).then(|| (row.slot.date, part_of(row.slot.half))),
                blocked: openings
                    .iter()
                    .map(|at| match at.half == Half::Eve && !of_evening.contains(&row.id) {
                        true => Some(Blocked::Evening),
                        false => blocked(row, *at, &others, &around, &times),
                    })
                    .collect(),
            })
            .collect();
        let mut proposal = Proposal::default();
        for ((what, row), (lesson, outcome)) in rows.iter().zip(lessons.iter().zip(fill::fill(&lessons, openings))) {
            let before = matches!(what, What::Session(_)).then_some(At { date: row.slot.date, half: row.slot.half });
            match outcome {
                Outcome::Placed(n) => {
                    let at = At { date: openings[n].date, half: openings[n].half };
                    proposal.placed.push((Placed { what: *what, at }, row.title.clone(), before));
                }
                Outcome::Nowhere => {
                    let why = openings.iter().zip(&lesson.blocked);
                    let why = why.map(|(at, why)| (At { date: at.date, half: at.half }, why.clone())).collect();
                    proposal.failed.push((row.title.clone(), why));
                }
            }
        }
        Ok(proposal)
    }

    /// Sessions that need another place.
    fn misplaced(&self, all: &[SessionView], span: (NaiveDate, NaiveDate), locked: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        let checked = self.check(all.to_vec())?;
        let free = |row: &&SessionView| !locked.contains(&row.id) && row.keep_reason.is_none();
        let outside = |row: &SessionView| row.slot.date < span.0 || row.slot.date > span.1;
        let serious =
            |c: &conflict::Conflict| c.severity() == Severity::Clash || matches!(c.kind, Kind::TeacherAway | Kind::SiteBusy);
        let mut wrong: BTreeSet<i64> = all.iter().filter(free).filter(|row| outside(row)).map(|row| row.id).collect();
        for row in all.iter().filter(free) {
            let bad = checked.of(row.id).any(|c| {
                // Of two lessons of this class at one time the first stays.
                c.kept.is_none()
                    && serious(c)
                    && (c.kind != Kind::Class || c.b == Some(row.id) || c.b.is_some_and(|b| locked.contains(&b)))
            });
            if bad {
                wrong.insert(row.id);
            }
        }
        Ok(wrong)
    }

    /// Half-days of the class's working days on which nothing stays; evenings are for what is not a lecture.
    fn openings(&self, (from, to): (NaiveDate, NaiveDate), stay: &[&SessionView]) -> Result<Vec<Opening>> {
        let off = self.days_off()?;
        let taken: BTreeSet<(NaiveDate, Half)> =
            stay.iter().flat_map(|row| row.slot.half.parts().iter().map(|half| (row.slot.date, *half))).collect();
        let days = days(from, to).filter(|day| !off.off(*day));
        let halves = days.flat_map(|date| [Half::Am, Half::Pm, Half::Eve].map(|half| Opening { date, half }));
        Ok(halves.filter(|o| !taken.contains(&(o.date, o.half))).collect())
    }

    /// Sessions of a class that may go into an evening: those that are there, and what is no lecture.
    fn of_evening(&self, class: i64) -> Result<BTreeSet<i64>> {
        let sql = "SELECT id FROM session WHERE class_id = ?1 AND (half = 'eve' OR kind IN ('discussion', 'study', 'exam', 'forum', 'film', 'other'))";
        let mut stmt = self.conn.prepare_cached(sql)?;
        Ok(stmt.query_map([class], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    fn locked(&self, class: i64) -> Result<BTreeSet<i64>> {
        let mut stmt = self.conn.prepare_cached("SELECT id FROM session WHERE class_id = ?1 AND locked = 1")?;
        Ok(stmt.query_map([class], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// A course as a lesson to be.
    fn lesson_of(&self, class: i64, course: i64, date: NaiveDate) -> Result<Option<SessionView>> {
        let sql = "SELECT c.name, c.hours, t.title FROM course c, training_class t WHERE c.id = ?1 AND t.id = ?2";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<f64>>(1)?, row.get::<_, String>(2)?));
        let Some((title, hours, class_title)) = self.conn.prepare_cached(sql)?.query_row([course, class], read).optional()?
        else {
            return Ok(None);
        };
        let teacher = teacher_of(&self.conn, course)?;
        let people = teacher.map(|(id, name)| PersonView { teacher_id: Some(id), name, role: Role::Main }).into_iter().collect();
        Ok(Some(SessionView {
            id: -course,
            class_id: class,
            class_title,
            slot: Slot::new(date, Half::Am, None, None),
            title,
            place: room(&self.conn, class)?,
            site_id: None,
            site: None,
            site_capacity: None,
            class_size: None,
            people,
            hours,
            shared: false,
            elective: false,
            keep_reason: None,
        }))
    }
}

/// The room a class uses most.
pub(super) fn room(conn: &Connection, class: i64) -> Result<Option<String>> {
    let sql = "SELECT place FROM session WHERE class_id = ?1 AND site_id IS NULL AND place IS NOT NULL
               GROUP BY place ORDER BY count(*) DESC, place LIMIT 1";
    if let Some(room) = conn.prepare_cached(sql)?.query_row([class], |row| row.get(0)).optional()? {
        return Ok(room);
    }
    let sql = "SELECT place FROM training_class WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([class], |row| row.get(0)).optional()?.flatten())
}

/// Who teaches a course: the first in the roster.
pub(super) fn teacher_of(conn: &Connection, course: i64) -> Result<Option<(i64, String)>> {
    let sql = "SELECT t.id, t.name FROM course_teacher c JOIN teacher t ON t.id = c.teacher_id
               WHERE c.course_id = ?1 AND t.state IN ('active', 'trial') ORDER BY t.state, c.id LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([course], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// What stands in the way of a lesson in a half-day.
fn blocked(
    row: &SessionView,
    at: Opening,
    others: &[SessionView],
    around: &Surroundings,
    times: &[super::edit::Times],
) -> Option<Blocked> {
    let times = times.get(part_of(at.half)).and_then(Option::as_ref);
    let read = |text: &String| crate::domain::calendar::Time::parse(text);
    let slot = Slot::new(at.date, at.half, times.and_then(|t| read(&t.0)), times.and_then(|t| read(&t.1)));
    let trial = SessionView { slot, keep_reason: None, ..row.clone() };
    let mut rows: Vec<SessionView> = others.iter().filter(|other| other.slot.date == at.date).cloned().collect();
    let titles: HashMap<i64, String> = rows.iter().map(|row| (row.id, row.class_title.clone())).collect();
    rows.push(trial);
    conflict::conflicts(&rows, around).into_iter().filter(|c| c.a == row.id || c.b == Some(row.id)).find_map(|c| {
        let other = if c.a == row.id { c.b } else { Some(c.a) };
        let class = other.and_then(|id| titles.get(&id).cloned()).unwrap_or_default();
        match c.kind {
            Kind::Teacher | Kind::Assistant => Some(Blocked::Teacher(c.what, class)),
            Kind::TeacherAway => Some(Blocked::Away(c.what)),
            Kind::Place => Some(Blocked::Place(c.what, class)),
            Kind::SiteBusy => Some(Blocked::Site(c.what, class)),
            _ => None,
        }
    })
}
