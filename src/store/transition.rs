//! The one way in which a state changes: a step with a name, taken inside a write, with its line in the log.
//!
//! The state is read under the lock of the write, so of two people who take the same step the second is told so, and by
//! whom. A refusal is a value: of many records at once, those that can take the step do, and each other says why not.
//! Undo takes the log along, because the log is journalled like everything else.

mod around;
mod replace;
mod roster;

use super::{
    Act, Error, Reader, Result, Store, Tx,
    guard::{Role, role},
    log::Entry,
};
use crate::domain::states::{self, Grounds, Machine, Refusal, Transition};
use rusqlite::{Connection, OptionalExtension, params};

pub use around::UNSETTLED;
pub use replace::Naming;
pub use roster::Roster;

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The record.
    pub id: i64,
    /// The state it was in.
    pub from: String,
    /// The state it is in.
    pub to: &'static str,
}

/// A step that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The record.
    pub id: i64,
    /// The state it is in; empty where it is gone.
    pub state: String,
    /// Why not.
    pub why: Refusal,
    /// Who changed its state last, and when.
    pub last: Option<(String, String)>,
}

/// What a step came to for many records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Records that took it.
    pub taken: Vec<Taken>,
    /// Records that did not.
    pub refused: Vec<Refused>,
}

/// A step that could be taken from a record's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The step.
    pub step: &'static Transition,
    /// What is in the way; see [`Refusal::asks`].
    pub why_not: Option<Refusal>,
}

/// A step's outcome: done, or why not.
pub type Outcome = std::result::Result<Taken, Refused>;

impl Tx<'_> {
    /// Takes a step with a record of a machine.
    ///
    /// # Errors
    /// Only what the data file says; a refusal is the inner `Err`.
    pub fn step(&self, kind: &str, id: i64, name: &str, grounds: Grounds) -> Result<Outcome> {
        let Some(machine) = states::machine(kind) else { return Ok(Err(refused(id, String::new(), Refusal::NotHere))) };
        let Some(state) = state_of(self, machine, id)? else { return Ok(Err(refused(id, String::new(), Refusal::Gone))) };
        if let Some(why) = not_yours(self, &self.act.actor, machine, &state, name)? {
            return Ok(Err(refused(id, state, why)));
        }
        let to = match machine.step(&state, name, grounds) {
            Ok(to) => to,
            Err(why) => return Ok(Err(Refused { last: self.last_step(kind, id)?, ..refused(id, state, why) })),
        };
        if let Some(why) = around::hindrance(self, machine, id, name, grounds)? {
            return Ok(Err(refused(id, state, why)));
        }
        self.put_state(machine, id, to)?;
        let entry = Entry { from: Some(&state), to, step: Some(name), reason: grounds.reason, approver: grounds.approver };
        self.log_state(kind, id, entry)?;
        around::follow(self, machine, id, name, grounds)?;
        Ok(Ok(Taken { id, from: state, to }))
    }

    /// Takes a step with many records: each that can take it does.
    pub fn step_all(&self, kind: &str, ids: &[i64], name: &str, grounds: Grounds) -> Result<Steps> {
        let mut steps = Steps::default();
        for id in ids {
            match self.step(kind, *id, name, grounds)? {
                Ok(taken) => steps.taken.push(taken),
                Err(refused) => steps.refused.push(refused),
            }
        }
        let ids: Vec<i64> = steps.taken.iter().map(|t| t.id).collect();
        if kind == "nominee" && name == "notify" {
            self.freeze_rosters(&ids, true, grounds.reason)?;
        }
        Ok(steps)
    }

    fn put_state(&self, machine: &Machine, id: i64, to: &str) -> Result<()> {
        let sql = format!("UPDATE {} SET state = ?2, version = version + 1 WHERE id = ?1", machine.table);
        self.prepare_cached(&sql)?.execute(params![id, to])?;
        if machine.kind == "nominee" {
            let day = self.act.at.get(..10).unwrap_or(&self.act.at);
            self.prepare_cached("UPDATE nominee SET state_since = ?2 WHERE id = ?1")?.execute(params![id, day])?;
        }
        Ok(())
    }

    /// The first line of a new record's log: the state it was entered in. The clerk of a unit enters records where their
    /// way begins; what happened since is the office's to say.
    pub(super) fn log_entered(&self, kind: &str, id: i64) -> Result<()> {
        let Some(machine) = states::machine(kind) else { return Ok(()) };
        let Some(state) = state_of(self, machine, id)? else { return Ok(()) };
        if machine.has_office_steps() && !machine.starts.contains(&state.as_str()) && is_clerk(self, &self.act.actor)? {
            return Err(Error::NotAllowed(crate::text::step::BY_STEP_ONLY));
        }
        self.log_state(kind, id, Entry { to: &state, ..Entry::default() })
    }

    /// A state read from a file over another: kept, and logged, though no step led there.
    pub(super) fn log_read(&self, kind: &str, id: i64, from: Option<&str>) -> Result<()> {
        let (Some(machine), Some(from)) = (states::machine(kind), from) else { return Ok(()) };
        match state_of(self, machine, id)? {
            Some(state) if state != from && is_clerk(self, &self.act.actor)? => {
                Err(Error::NotAllowed(crate::text::step::BY_STEP_ONLY))
            }
            Some(state) if state != from => self.log_state(kind, id, Entry { from: Some(from), to: &state, ..Entry::default() }),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// Takes a step with many records as one write, which one undo takes back.
    ///
    /// # Errors
    /// What the data file or the person's role says; then nothing is changed.
    pub fn step(&mut self, act: &Act, kind: &str, ids: &[i64], name: &str, grounds: Grounds) -> Result<Steps> {
        self.write(act, &format!("{name} {kind}"), |tx| tx.step_all(kind, ids, name, grounds))
    }
}

impl Reader {
    /// The steps that lead out of a record's state, each with what is in its way for this person; `None` if it is gone or
    /// has none.
    pub fn offers(&self, actor: &str, kind: &str, id: i64) -> Result<Option<(String, Vec<Offer>)>> {
        let Some(machine) = states::machine(kind) else { return Ok(None) };
        let Some(state) = state_of(&self.conn, machine, id)? else { return Ok(None) };
        let mut offers = Vec::new();
        for step in machine.transitions(&state) {
            let none = Grounds::default();
            let around = around::hindrance(&self.conn, machine, id, step.name, none)?;
            // What a reason cannot help weighs more than a missing reason.
            let hard = around.filter(|why| !why.asks());
            let hard = not_yours(&self.conn, actor, machine, &state, step.name)?.or(hard);
            let why_not = hard.or_else(|| machine.step(&state, step.name, none).err()).or(around);
            offers.push(Offer { step, why_not });
        }
        Ok(Some((state, offers)))
    }
}

/// What keeps a person's role from a step: the clerk of a unit leaves the office's steps to the office.
fn not_yours(conn: &Connection, actor: &str, machine: &Machine, state: &str, name: &str) -> Result<Option<Refusal>> {
    if !machine.transition(state, name).is_some_and(|step| step.office) {
        return Ok(None);
    }
    Ok(is_clerk(conn, actor)?.then_some(Refusal::OfficeOnly))
}

/// True for the clerk of a unit.
fn is_clerk(conn: &Connection, actor: &str) -> Result<bool> {
    Ok(matches!(role(conn, actor)?, Role::Clerk(_)))
}

/// The state of a record now.
fn state_of(conn: &Connection, machine: &Machine, id: i64) -> Result<Option<String>> {
    let sql = format!("SELECT state FROM {} WHERE id = ?1", machine.table);
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
}

const fn refused(id: i64, state: String, why: Refusal) -> Refused {
    Refused { id, state, why, last: None }
}

/// Refuses to change the state of a record of a machine other than by a step.
pub(super) fn guard(tx: &Tx, kind: &str, id: i64, to: &str) -> Result<()> {
    let Some(machine) = states::machine(kind) else { return Ok(()) };
    if state_of(tx, machine, id)?.is_none_or(|state| state == to) {
        return Ok(());
    }
    Err(Error::NotAllowed(crate::text::step::BY_STEP_ONLY))
}
