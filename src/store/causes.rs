//! What follows from a write in the same transaction, and is journalled with it: obligations from misses, hours from a
//! class that closes, an obligation that is settled, shares of an entry over a New Year.
//!
//! It is read off the journal of the write, so that a form, a step, an import and a command cannot forget it. An undo
//! brings back what stood before by itself, so nothing follows from one.

mod closing;
mod dates;
mod entry;
mod seat;

pub use dates::Found;

use super::{Result, Tx, ledger::Rulebook};
use crate::domain::{
    calendar::{day, iso},
    make_up::Obligation,
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

/// Causes that are about a class: somebody owes a class once, whatever the cause.
const OF_CLASS: &str = "('no_show', 'leave', 'short_hours', 'named')";

/// What a journal entry touched.
#[derive(Default)]
struct Touched {
    nominees: BTreeSet<i64>,
    leaves: BTreeSet<i64>,
    classes: BTreeSet<i64>,
    entries: BTreeSet<i64>,
}

/// Does what follows from a journal entry.
pub(super) fn follow(tx: &Tx, journal: i64) -> Result<()> {
    let sql = "SELECT undoes IS NOT NULL, label FROM journal WHERE id = ?1";
    let (undo, label): (bool, String) = tx.query_row(sql, [journal], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if undo {
        return Ok(());
    }
    let mut touched = touched(tx, journal)?;
    if label == super::whole::MOVE {
        // What followed from these records stands among them.
        return touched.entries.iter().try_for_each(|entry| entry::part(tx, *entry));
    }
    if touched.nominees.is_empty() && touched.leaves.is_empty() && touched.classes.is_empty() && touched.entries.is_empty() {
        return Ok(());
    }
    let book = Rulebook::load(tx, Some(0))?;
    let today = tx.act.at.get(..10).and_then(day).unwrap_or_default();
    for class in &touched.classes {
        touched.entries.extend(closing::close(tx, &book, *class)?);
        touched.nominees.extend(seat::on_class(tx, *class)?);
    }
    touched.nominees.extend(seat::on_leave(tx, &touched.leaves)?);
    for entry in &touched.entries {
        entry::part(tx, *entry)?;
        entry::settle(tx, *entry)?;
    }
    touched.nominees.iter().try_for_each(|id| seat::settle(tx, &book, *id, today))
}

fn touched(tx: &Tx, journal: i64) -> Result<Touched> {
    let mut stmt = tx.prepare_cached(
        "SELECT table_name, row_id, op, before, after FROM change
         WHERE journal_id = ?1 AND table_name IN ('nominee', 'leave', 'training_class', 'hour_entry') AND op <> 'delete' ORDER BY id",
    )?;
    let mut rows = stmt.query([journal])?;
    let mut touched = Touched::default();
    while let Some(row) = rows.next()? {
        let id = row.get(1)?;
        let text = |n: usize| row.get_ref(n).map(|v| v.as_str_or_null().ok().flatten().unwrap_or_default().to_owned());
        let (before, after) = (text(3)?, text(4)?);
        let turned = || state(&before) != state(&after);
        match row.get_ref(0)?.as_str().unwrap_or_default() {
            "nominee" if turned() => touched.nominees.insert(id),
            "leave" if turned() => touched.leaves.insert(id),
            "training_class" if turned() && state(&after) == Some("closed") => touched.classes.insert(id),
            "hour_entry" => touched.entries.insert(id),
            _ => false,
        };
    }
    Ok(touched)
}

/// The state in a row of the journal. Read by hand: an import has many thousands of them.
fn state(json: &str) -> Option<&str> {
    let (_, rest) = json.split_once("\"state\":\"")?;
    rest.split('"').next()
}

/// Whose obligation it is, and what it came from.
struct Owes<'a> {
    key: &'a str,
    cadre: i64,
    unit: Option<i64>,
    class: Option<i64>,
    nominee: Option<i64>,
}

/// Adds an obligation with the first line of its log; false where its cause has given one already.
fn arise(tx: &Tx, owes: &Owes, what: &Obligation) -> Result<bool> {
    let known = "SELECT EXISTS (SELECT 1 FROM make_up WHERE cause_key = ?1)";
    if tx.prepare_cached(known)?.query_row([owes.key], |row| row.get(0))? {
        return Ok(false);
    }
    let id = tx.next_id("make_up")?;
    let mut add = tx.prepare_cached(
        "INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id, nominee_id, hours, arose_on, due_on, state, cause_key, citation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'owed', ?10, ?11)",
    )?;
    add.execute(params![
        id,
        owes.cadre,
        owes.unit,
        what.cause.code(),
        owes.class,
        owes.nominee,
        what.hours,
        iso(what.arose),
        iso(what.due),
        owes.key,
        what.citation
    ])?;
    let reason = Some(crate::text::make_up::AT_CAUSE.zh);
    tx.log_state("make_up", id, super::log::Entry { to: "owed", reason, ..Default::default() })?;
    Ok(true)
}

/// The unit of a person now.
fn unit_of(tx: &Tx, cadre: i64) -> Result<Option<i64>> {
    let mut stmt = tx.prepare_cached("SELECT unit_id FROM cadre WHERE id = ?1")?;
    Ok(stmt.query_row([cadre], |row| row.get(0)).optional()?.flatten())
}

fn date(text: Option<String>) -> Option<NaiveDate> {
    text.as_deref().and_then(day)
}
