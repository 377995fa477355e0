//! What the page of a class shows beside its fields: fill, closing documents, roster, attendance, evaluations.

use super::{Reader, Result};
use crate::{
    catalog::{ARRIVED, COUNTED},
    domain::{
        calendar::{Half, day},
        rulebook,
    },
};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;

/// The code list of documents of a class; words of group `closing` are needed to close it.
const PAPERS: &str = "class_doc_kind";

/// How full a class is.
#[derive(Clone, Debug, Default)]
pub struct Fill {
    /// Its call-up, if there is one.
    pub call_up: Option<i64>,
    /// People planned for.
    pub planned: Option<i64>,
    /// Places given to units.
    pub places: Option<i64>,
    /// How many nominees are in each state, by code word.
    pub states: Vec<(String, i64)>,
}

impl Fill {
    /// How many nominees are in one of these states.
    #[must_use]
    pub fn of(&self, states: &[&str]) -> i64 {
        self.states.iter().filter(|(state, _)| states.contains(&state.as_str())).map(|(_, n)| n).sum()
    }

    /// Nominees that fill a place.
    #[must_use]
    pub fn nominated(&self) -> i64 {
        self.of(COUNTED)
    }

    /// Nominees that were let in.
    #[must_use]
    pub fn approved(&self) -> i64 {
        self.of(&["approved", "notified", "excused", "no_show"]) + self.of(ARRIVED)
    }

    /// Nominees that came.
    #[must_use]
    pub fn reported(&self) -> i64 {
        self.of(ARRIVED)
    }

    /// Nominees that finished.
    #[must_use]
    pub fn completed(&self) -> i64 {
        self.of(&["completed"])
    }

    /// Nominees that were let in and did not come.
    #[must_use]
    pub fn missed(&self) -> i64 {
        self.of(MISSED)
    }
}

/// States of a nominee who was let in and did not come.
pub const MISSED: &[&str] = &["no_show", "excused"];

/// A line of the closing list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The kind of document.
    pub kind: String,
    /// Needed to close the class.
    pub needed: bool,
    /// The document, where it is in hand.
    pub id: Option<i64>,
    /// When it came in, ISO text.
    pub received_on: Option<String>,
}

/// One of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The nominee.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Sent by this unit.
    pub unit_id: Option<i64>,
    /// Its name.
    pub unit: Option<String>,
    /// Post at that time.
    pub position: Option<String>,
    /// Code word of the state.
    pub state: String,
    /// The result of the class, such as 优秀学员.
    pub result: Option<String>,
    /// The reason given for the last change of state, or the note.
    pub reason: Option<String>,
}

/// A mark of attendance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whose.
    pub nominee: i64,
    /// The day.
    pub date: NaiveDate,
    /// The half-day.
    pub half: Half,
    /// Code word of the mark.
    pub mark: String,
}

impl Reader {
    /// How many people of a class are neither through nor said to have missed it.
    pub fn class_unsettled(&self, class: i64) -> Result<usize> {
        let sql = format!(
            "SELECT count(*) FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = ?1 AND n.state IN {}",
            super::transition::UNSETTLED
        );
        let n: i64 = self.conn.prepare_cached(&sql)?.query_row([class], |row| row.get(0))?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    /// How full a class is.
    pub fn class_fill(&self, class: i64) -> Result<Fill> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT u.id, c.planned, (SELECT sum(q.places) FROM quota q WHERE q.call_up_id = u.id)
             FROM training_class c LEFT JOIN call_up u ON u.class_id = c.id WHERE c.id = ?1",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Fill { call_up: row.get(0)?, planned: row.get(1)?, places: row.get(2)?, states: Vec::new() })
        };
        let mut fill = stmt.query_row([class], read).optional()?.unwrap_or_default();
        let mut stmt = self
            .conn
            .prepare_cached("SELECT state, count(*) FROM nominee WHERE call_up_id = ?1 GROUP BY state ORDER BY state")?;
        fill.states = stmt.query_map([fill.call_up], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(fill)
    }

    /// The closing list of a class: what is needed, in the order of the code list, then what else is in hand.
    pub fn class_papers(&self, class: i64) -> Result<Vec<Paper>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT name FROM code WHERE list = ?1 AND parent = 'closing' AND active = 1 ORDER BY sort_no, id")?;
        let mut papers: Vec<Paper> = stmt
            .query_map([PAPERS], |row| Ok(Paper { kind: row.get(0)?, needed: true, id: None, received_on: None }))?
            .collect::<rusqlite::Result<_>>()?;
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, kind, received_on FROM class_doc WHERE class_id = ?1 ORDER BY received_on, id")?;
        let mut rows = stmt.query([class])?;
        while let Some(row) = rows.next()? {
            let (id, kind, received_on): (i64, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let word = rulebook::word(PAPERS, &kind).unwrap_or(&kind);
            match papers.iter_mut().find(|p| p.id.is_none() && (p.kind == kind || p.kind == word)) {
                Some(paper) => (paper.id, paper.received_on) = (Some(id), received_on),
                None => papers.push(Paper { kind, needed: false, id: Some(id), received_on }),
            }
        }
        Ok(papers)
    }

    /// The roster of a class, in its official order.
    pub fn class_roster(&self, class: i64) -> Result<Vec<Person>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT n.id, p.name, n.unit_id, coalesce(o.short_name, o.name), n.position, n.state, n.result,
                    coalesce((SELECT l.reason FROM nominee_log l WHERE l.nominee_id = n.id ORDER BY l.id DESC LIMIT 1), n.note)
             FROM call_up u JOIN nominee n ON n.call_up_id = u.id JOIN cadre p ON p.id = n.cadre_id
             LEFT JOIN unit o ON o.id = n.unit_id WHERE u.class_id = ?1 ORDER BY n.sort_no, n.id",
        )?;
        let people = stmt
            .query_map([class], |row| {
                Ok(Person {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    unit_id: row.get(2)?,
                    unit: row.get(3)?,
                    position: row.get(4)?,
                    state: row.get(5)?,
                    result: row.get(6)?,
                    reason: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(people)
    }

    /// All marks of attendance of a class.
    pub fn class_marks(&self, class: i64) -> Result<Vec<Mark>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT a.nominee_id, a.date, a.half, a.mark FROM call_up u JOIN nominee n ON n.call_up_id = u.id
             JOIN attendance a ON a.nominee_id = n.id WHERE u.class_id = ?1",
        )?;
        let mut rows = stmt.query([class])?;
        let mut marks = Vec::new();
        while let Some(row) = rows.next()? {
            let (date, half): (String, String) = (row.get(1)?, row.get(2)?);
            let Some((date, half)) = day(&date).zip(Half::parse(&half)) else { continue };
            marks.push(Mark { nominee: row.get(0)?, date, half, mark: row.get(3)? });
        }
        Ok(marks)
    }
}
