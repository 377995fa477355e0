//! Corrections of the ledger: an entry that was taken over or verified is never changed; what is wrong with it is put
//! right by another entry, which says who, when and why.

use crate::{
    catalog::{Field, Register},
    domain::{hours::round, value::Value},
    store::{Act, Error, Result, Store, Tx},
    text::hours as w,
};
use rusqlite::{OptionalExtension, params, params_from_iter};

/// Columns that say what was studied and how much: with them a figure changes.
const FACTS: [&str; 8] = ["cadre_id", "year", "form", "hours", "days", "starts_on", "ends_on", "credit"];

/// Refuses to change the facts of an entry that came from a file, a class or another system, or was verified.
pub(in crate::store) fn guard(tx: &Tx, register: &Register, id: i64, values: &[(&'static Field, Value)]) -> Result<()> {
    let facts: Vec<&(&'static Field, Value)> = values.iter().filter(|(field, _)| FACTS.contains(&field.name)).collect();
    if register.kind != "hour_entry" || facts.is_empty() {
        return Ok(());
    }
    let sql = "SELECT source <> 'manual' OR verified_on IS NOT NULL FROM hour_entry WHERE id = ?1";
    let settled: bool = tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.unwrap_or(false);
    if !settled {
        return Ok(());
    }
    for (field, value) in facts {
        let sql = format!("SELECT {} IS DISTINCT FROM ?2 FROM hour_entry WHERE id = ?1", field.name);
        if tx.prepare_cached(&sql)?.query_row(params![id, value], |row| row.get(0))? {
            return Err(Error::NotAllowed(w::CORRECT_ONLY));
        }
    }
    Ok(())
}

/// Refuses to enter what is there already: the same class for the same person, or the same title, form, year and day. The
/// same again on another day, such as a meeting of a study group, is another entry.
pub(in crate::store) fn guard_new(tx: &Tx, register: &Register, values: &[(&str, Value)]) -> Result<()> {
    if register.kind != "hour_entry" {
        return Ok(());
    }
    let of = |name: &str| values.iter().find(|(n, _)| *n == name).map_or(Value::Null, |(_, value)| value.clone());
    if !of("corrects_id").is_null() {
        return Ok(());
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM hour_entry e WHERE e.cadre_id = ?1 AND e.corrects_id IS NULL AND (e.class_id = ?2
                 OR (e.title = ?3 AND e.form = ?4 AND e.year IS ?5 AND e.starts_on IS ?6)))";
    let asked = ["cadre_id", "class_id", "title", "form", "year", "starts_on"].map(of);
    let known: bool = tx.prepare_cached(sql)?.query_row(params_from_iter(asked), |row| row.get(0))?;
    if known { Err(Error::NotAllowed(w::ENTERED_ALREADY)) } else { Ok(()) }
}

impl Store {
    /// Puts an entry right: after it and its corrections it comes to `hours`. Returns the new entry.
    ///
    /// # Errors
    /// [`Error::Gone`] for an entry that is not there, [`Error::Refused`] where it comes to that already or `why` is empty.
    pub fn correct(&mut self, act: &Act, entry: i64, hours: f64, why: &str) -> Result<i64> {
        self.write(act, "correct hours", |tx| correct(tx, entry, hours, why))
    }
}

fn correct(tx: &Tx, entry: i64, hours: f64, why: &str) -> Result<i64> {
    // A correction of a correction is one of the entry itself.
    let sql = "SELECT coalesce(corrects_id, id) FROM hour_entry WHERE id = ?1";
    let entry: i64 = tx.prepare_cached(sql)?.query_row([entry], |row| row.get(0)).optional()?.ok_or(Error::Gone)?;
    let sql = "SELECT sum(hours), max(CASE WHEN id = ?1 THEN hours END), max(CASE WHEN id = ?1 THEN days END)
               FROM hour_entry WHERE id = ?1 OR corrects_id = ?1";
    let (now, first, days): (f64, f64, Option<f64>) =
        tx.prepare_cached(sql)?.query_row([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let more = round(hours - now);
    if !hours.is_finite() || hours < 0.0 || more == 0.0 || why.trim().is_empty() {
        return Err(Error::Refused(w::NO_CORRECTION.zh.to_owned()));
    }
    let id = tx.next_id("hour_entry")?;
    let sql = "INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, nominee_id, unit_id, organiser, starts_on, ends_on, hours,
                 source, evidence, verifier, verified_on, corrects_id, topics, note, days)
               SELECT ?2, cadre_id, year, form, title, class_id, nominee_id, unit_id, organiser, starts_on, ends_on, ?3,
                 'manual', evidence, ?4, ?5, id, topics, ?6, ?7 FROM hour_entry WHERE id = ?1";
    let day = tx.act.at.get(..10);
    // Days go with the hours, or a rule could stay met by days that are gone.
    let days = days.filter(|_| first > 0.0).map(|days| round(days * more / first));
    tx.prepare_cached(sql)?.execute(params![entry, id, more, tx.act.actor, day, why.trim(), days])?;
    // Hours fall in the years of the entry as the entry's own do.
    let sql = "SELECT year, hours FROM hour_share WHERE entry_id = ?1 ORDER BY year";
    let shares: Vec<(i32, f64)> =
        tx.prepare_cached(sql)?.query_map([entry], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut left = more;
    for (n, (year, part)) in shares.iter().enumerate() {
        let last = n + 1 == shares.len();
        let here = if last || first == 0.0 { left } else { round(more * part / first) };
        left = round(left - here);
        let sql = "INSERT INTO hour_share (id, entry_id, year, hours, days) VALUES (?1, ?2, ?3, ?4, ?5)";
        let days = days.map(|days| round(days * here / more));
        tx.prepare_cached(sql)?.execute(params![tx.next_id("hour_share")?, id, year, here, days])?;
    }
    Ok(id)
}
