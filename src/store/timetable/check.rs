//! Sessions with what is wrong about them.

use super::{Reader, Result};
use crate::domain::{
    calendar::Half,
    conflict::{self, Conflict, SessionView, Severity},
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Some sessions, those around them, and the conflicts they have a part in.
#[derive(Debug, Default)]
pub struct Checked {
    /// The sessions asked for, in the order of their times.
    pub rows: Vec<SessionView>,
    /// Other sessions they meet.
    pub around: Vec<SessionView>,
    /// The conflicts at least one of `rows` has a part in.
    pub conflicts: Vec<Conflict>,
    joint: HashSet<i64>,
}

impl Checked {
    /// The session of this id, asked for or around.
    #[must_use]
    pub fn row(&self, id: i64) -> Option<&SessionView> {
        self.rows.iter().chain(&self.around).find(|row| row.id == id)
    }

    /// The conflicts of a session.
    pub fn of(&self, id: i64) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(move |c| c.a == id || c.b == Some(id))
    }

    /// The worst conflict of a session that nobody gave a reason for.
    #[must_use]
    pub fn worst(&self, id: i64) -> Option<Severity> {
        self.of(id).filter(|c| c.kept.is_none()).map(Conflict::severity).min()
    }

    /// True where all conflicts of a session are kept with a reason.
    #[must_use]
    pub fn kept(&self, id: i64) -> bool {
        self.worst(id).is_none() && self.of(id).next().is_some()
    }

    /// True where the session is one lesson for several classes.
    #[must_use]
    pub fn joint(&self, id: i64) -> bool {
        self.joint.contains(&id)
    }

    /// How many conflicts are clashes, need a decision, are worth knowing; kept ones are not counted.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let open = |s: Severity| self.conflicts.iter().filter(|c| c.kept.is_none() && c.severity() == s).count();
        [open(Severity::Clash), open(Severity::Caution), open(Severity::Info)]
    }
}

impl Reader {
    /// The sessions of a class between two days, both included, checked against everything else on those days.
    pub fn check_class(&self, class: i64, from: NaiveDate, to: NaiveDate) -> Result<Checked> {
        self.check(self.class_sessions(class, from, to)?)
    }

    /// All sessions between two days, both included, checked against each other.
    pub fn check_between(&self, from: NaiveDate, to: NaiveDate) -> Result<Checked> {
        let rows = self.sessions_between(from, to)?;
        let conflicts = conflict::conflicts(&rows, &self.surroundings(&rows)?);
        let joint = joint(&rows, &[]);
        Ok(Checked { rows, around: Vec::new(), conflicts, joint })
    }

    /// The sessions of a teacher between two days, both included, checked against everything else on those days.
    pub fn check_teacher(&self, teacher: i64, from: NaiveDate, to: NaiveDate) -> Result<Checked> {
        self.check(self.teacher_sessions(teacher, from, to)?)
    }

    pub(super) fn check(&self, rows: Vec<SessionView>) -> Result<Checked> {
        let around = self.sessions_around(&rows)?;
        let own: HashSet<i64> = rows.iter().map(|row| row.id).collect();
        let surroundings = self.surroundings(&rows)?;
        let all: Vec<SessionView> = rows.iter().chain(&around).cloned().collect();
        let mut conflicts = conflict::conflicts(&all, &surroundings);
        conflicts.retain(|c| own.contains(&c.a) || c.b.is_some_and(|b| own.contains(&b)));
        let joint = joint(&rows, &around);
        Ok(Checked { rows, around, conflicts, joint })
    }
}

/// Which rows are one lesson with another class's row at the same time.
fn joint(rows: &[SessionView], around: &[SessionView]) -> HashSet<i64> {
    let mut slots: HashMap<(NaiveDate, Half), Vec<&SessionView>> = HashMap::new();
    for row in rows.iter().chain(around) {
        slots.entry((row.slot.date, row.slot.half)).or_default().push(row);
    }
    let meets = |row: &SessionView| {
        let others = slots.get(&(row.slot.date, row.slot.half)).map(Vec::as_slice).unwrap_or_default();
        others.iter().any(|o| o.class_id != row.class_id && o.slot.overlaps(&row.slot) && conflict::joint(o, row))
    };
    rows.iter().filter(|row| meets(row)).map(|row| row.id).collect()
}
