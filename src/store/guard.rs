//! Who may do what: roles, enforced where writes happen and not in screens.
//!
//! An office without users of its own (one person, one PC) has everyone as manager. The first user someone enters makes
//! that someone a manager too, and from then on whoever is not listed only looks. What a clerk may change is decided by
//! the journal of the write itself, so no way of writing (form, import, bulk edit, undo) can go around it.

mod reach;

use super::{Error, Reader, Result, Tx};
use crate::{
    catalog::Register,
    text::{T, store as w},
};
use rusqlite::{Connection, OptionalExtension, params};

/// The table of users.
const USERS: &str = "person_of_office";

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

    /// Why this role cannot change any record of a register.
    #[must_use]
    pub fn cannot_change(self, register: &Register) -> Option<T> {
        match self {
            Self::Manager => None,
            Self::Viewer => Some(w::VIEWER_CANNOT),
            Self::Clerk(_) if register.table == USERS => Some(w::MANAGER_ONLY),
            Self::Clerk(_) => (!reach::known(register.table)).then_some(w::CLERK_CANNOT),
        }
    }

    /// Why this role cannot see numbers in full.
    #[must_use]
    pub const fn cannot_reveal(self) -> Option<T> {
        match self {
            Self::Viewer => Some(w::VIEWER_MASKED),
            _ => None,
        }
    }

    /// Its code word in the file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Clerk(_) => "clerk",
            Self::Manager => "manager",
        }
    }
}

/// True for the reasons that come from a person's role and not from where the cursor is.
#[must_use]
pub fn of_role(reason: T) -> bool {
    [w::VIEWER_CANNOT, w::VIEWER_MASKED, w::MANAGER_ONLY, w::CLERK_CANNOT, w::CLERK_OUTSIDE].contains(&reason)
}

/// The role of a login.
pub fn role(conn: &Connection, login: &str) -> Result<Role> {
    let sql = "SELECT role, unit_id, active FROM person_of_office WHERE login = ?1";
    let found = conn
        .prepare_cached(sql)?
        .query_row([login], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    match found {
        None => Ok(if any_user(conn)? { Role::Viewer } else { Role::Manager }),
        Some((_, _, 0)) => Ok(Role::Viewer),
        Some((role, unit, _)) => Ok(match (role.as_str(), unit) {
            ("manager", _) => Role::Manager,
            ("clerk", Some(unit)) => Role::Clerk(unit),
            _ => Role::Viewer,
        }),
    }
}

fn any_user(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM person_of_office)")?.query_row([], |row| row.get(0))?)
}

impl Reader {
    /// The role of a login; while a meeting is on, everybody only looks.
    pub fn role(&self, login: &str) -> Result<Role> {
        if self.meeting.get() {
            return Ok(Role::Viewer);
        }
        role(&self.conn, login)
    }

    /// True where users are entered: whoever is not one of them only looks.
    pub fn has_users(&self) -> Result<bool> {
        any_user(&self.conn)
    }

    /// Why this person cannot change a record, or any of the register where none is named; `None` if they can.
    pub fn refusal(&self, login: &str, register: &Register, id: Option<i64>) -> Result<Option<T>> {
        let role = self.role(login)?;
        match (role.cannot_change(register), role, id) {
            (Some(why), ..) => Ok(Some(why)),
            (None, Role::Clerk(unit), Some(id)) => {
                Ok((!reach::within(&self.conn, unit, register.table, id)?).then_some(w::CLERK_OUTSIDE))
            }
            _ => Ok(None),
        }
    }

    /// Why this person cannot see the numbers of a record in full; `None` if they can. A clerk sees those of the own
    /// units, and of registers without units.
    pub fn masked_for(&self, login: &str, register: &Register, id: i64) -> Result<Option<T>> {
        let role = self.role(login)?;
        if let Some(why) = role.cannot_reveal() {
            return Ok(Some(why));
        }
        let Role::Clerk(unit) = role else { return Ok(None) };
        Ok((reach::known(register.table) && !reach::within(&self.conn, unit, register.table, id)?).then_some(w::CLERK_OUTSIDE))
    }
}

/// The first of these records that is not of the unit or those below.
pub(super) fn first_outside(conn: &Connection, unit: i64, register: &Register, ids: &[i64]) -> Result<Option<i64>> {
    reach::first_outside(conn, unit, register.table, ids)
}

/// Before a write ends: who enters the first user of a file becomes a manager of it, unless entered as one already.
pub(super) fn first_manager(tx: &Tx, journal: i64) -> Result<()> {
    if !touched(tx, journal)? {
        return Ok(());
    }
    let count = |sql: &str| tx.query_row(sql, [], |row| row.get::<_, i64>(0));
    let entered: i64 = tx.query_row(
        "SELECT count(*) FROM change WHERE journal_id = ?1 AND table_name = ?2 AND op = 'insert'",
        params![journal, USERS],
        |row| row.get(0),
    )?;
    let users = count("SELECT count(*) FROM person_of_office")?;
    let listed: bool =
        tx.query_row("SELECT EXISTS (SELECT 1 FROM person_of_office WHERE login = ?1)", [&tx.act.actor], |row| row.get(0))?;
    if entered == 0 || users != entered || listed {
        return Ok(());
    }
    let id = tx.next_id(USERS)?;
    tx.execute("INSERT INTO person_of_office (id, login, name, role) VALUES (?1, ?2, ?2, 'manager')", params![id, tx.act.actor])?;
    Ok(())
}

fn touched(conn: &Connection, journal: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE journal_id = ?1 AND table_name = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row(params![journal, USERS], |row| row.get(0))?)
}

/// Refuses a write of someone who only looks, before anything is done.
pub(super) fn may_write(role: Role) -> Result<()> {
    role.cannot_write().map_or(Ok(()), |why| Err(Error::NotAllowed(why)))
}

/// Refuses a write that the role does not allow, after it was made and before it is committed.
pub(super) fn check(conn: &Connection, role: Role, actor: &str, journal: i64) -> Result<()> {
    match role {
        Role::Manager if touched(conn, journal)? => users(conn),
        Role::Manager => Ok(()),
        Role::Viewer => Err(Error::NotAllowed(w::VIEWER_CANNOT)),
        Role::Clerk(_) if touched(conn, journal)? => Err(Error::NotAllowed(w::MANAGER_ONLY)),
        Role::Clerk(unit) => reach::check(conn, unit, actor, journal),
    }
}

/// A file with users keeps a manager, and a clerk has a unit.
fn users(conn: &Connection) -> Result<()> {
    let is = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, bool>(0));
    if is("SELECT EXISTS (SELECT 1 FROM person_of_office WHERE role = 'clerk' AND unit_id IS NULL)")? {
        return Err(Error::Unmet(w::CLERK_UNIT));
    }
    let managed = "SELECT NOT EXISTS (SELECT 1 FROM person_of_office)
        OR EXISTS (SELECT 1 FROM person_of_office WHERE role = 'manager' AND active = 1)";
    if is(managed)? { Ok(()) } else { Err(Error::Unmet(w::LAST_MANAGER)) }
}
