//! Who may do what: roles, enforced where writes happen and not in screens.
//!
//! An office without users of its own (one person, one PC) has everyone as manager. Once there is a user, whoever is
//! not listed only looks.

use super::{Error, Reader, Result};
use crate::text::{T, store as w};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashSet;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Browses, finds, exports masked.
    Viewer,
    /// Changes what belongs to this unit and those below.
    Clerk(i64),
    /// Everything.
    Manager,
}

impl Role {
    /// Why this role cannot change anything at all; `None` if it can change something.
    #[must_use]
    pub const fn cannot_write(self) -> Option<T> {
        match self {
            Self::Viewer => Some(w::VIEWER_CANNOT),
            _ => None,
        }
    }

    /// Why this role cannot do what only managers do.
    #[must_use]
    pub const fn cannot_manage(self) -> Option<T> {
        match self {
            Self::Manager => None,
            _ => Some(w::MANAGER_ONLY),
        }
    }

    /// True where identity and phone numbers may be shown in full.
    #[must_use]
    pub const fn may_reveal(self) -> bool {
        !matches!(self, Self::Viewer)
    }
}

/// The role of a login.
pub fn role(conn: &Connection, login: &str) -> Result<Role> {
    let sql = "SELECT role, unit_id, active FROM person_of_office WHERE login = ?1";
    let found = conn
        .prepare_cached(sql)?
        .query_row([login], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    match found {
        None => {
            let any: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM person_of_office)", [], |row| row.get(0))?;
            Ok(if any { Role::Viewer } else { Role::Manager })
        }
        Some((_, _, 0)) => Ok(Role::Viewer),
        Some((role, unit, _)) => Ok(match (role.as_str(), unit) {
            ("manager", _) => Role::Manager,
            ("clerk", Some(unit)) => Role::Clerk(unit),
            _ => Role::Viewer,
        }),
    }
}

impl Reader {
    /// The role of a login.
    pub fn role(&self, login: &str) -> Result<Role> {
        role(&self.conn, login)
    }
}

/// Refuses a write that the role does not allow, after it was made and before it is committed.
pub(super) fn check(conn: &Connection, role: Role, journal: i64) -> Result<()> {
    match role {
        Role::Manager => Ok(()),
        Role::Viewer => Err(Error::NotAllowed(w::VIEWER_CANNOT)),
        Role::Clerk(unit) => clerk(conn, unit, journal),
    }
}

/// Tables a clerk may change, and how to get from a row of it to a unit: the row's own column, or through another table.
const CLERKS: &[(&str, &str)] = &[
    ("cadre", "SELECT unit_id FROM cadre WHERE id = ?1"),
    ("cadre_post", "SELECT c.unit_id FROM cadre_post p JOIN cadre c ON c.id = p.cadre_id WHERE p.id = ?1"),
    ("nominee", "SELECT unit_id FROM nominee WHERE id = ?1"),
    ("nominee_log", "SELECT n.unit_id FROM nominee_log l JOIN nominee n ON n.id = l.nominee_id WHERE l.id = ?1"),
    ("leave", "SELECT n.unit_id FROM leave l JOIN nominee n ON n.id = l.nominee_id WHERE l.id = ?1"),
    (
        "leave_log",
        "SELECT n.unit_id FROM leave_log g JOIN leave l ON l.id = g.leave_id JOIN nominee n ON n.id = l.nominee_id WHERE g.id = ?1",
    ),
    ("make_up", "SELECT unit_id FROM make_up WHERE id = ?1"),
    ("make_up_log", "SELECT m.unit_id FROM make_up_log l JOIN make_up m ON m.id = l.make_up_id WHERE l.id = ?1"),
    ("study_group", "SELECT unit_id FROM study_group WHERE id = ?1"),
    ("study_session", "SELECT g.unit_id FROM study_session s JOIN study_group g ON g.id = s.study_group_id WHERE s.id = ?1"),
    ("need_survey", "SELECT unit_id FROM need_survey WHERE id = ?1"),
    ("work_item", "SELECT unit_id FROM work_item WHERE id = ?1"),
    ("work_item_log", "SELECT i.unit_id FROM work_item_log l JOIN work_item i ON i.id = l.work_item_id WHERE l.id = ?1"),
    ("work_log", "SELECT i.unit_id FROM work_log l JOIN work_item i ON i.id = l.work_item_id WHERE l.id = ?1"),
];

fn clerk(conn: &Connection, unit: i64, journal: i64) -> Result<()> {
    let mut below = conn.prepare_cached(
        "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below",
    )?;
    let own: HashSet<i64> = below.query_map([unit], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut changes = conn.prepare("SELECT DISTINCT table_name, row_id, before FROM change WHERE journal_id = ?1")?;
    let mut rows = changes.query([journal])?;
    while let Some(row) = rows.next()? {
        let (table, id, before): (String, i64, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some((_, sql)) = CLERKS.iter().find(|(name, _)| *name == table) else {
            return Err(Error::NotAllowed(w::CLERK_CANNOT));
        };
        let now: Option<i64> = conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.flatten();
        let was =
            before.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()).and_then(|v| v["unit_id"].as_i64());
        if [now, was].into_iter().flatten().any(|unit| !own.contains(&unit)) || (now.is_none() && was.is_none()) {
            return Err(Error::NotAllowed(w::CLERK_CANNOT));
        }
    }
    Ok(())
}
