//! What follows from an entry of the ledger: its shares over a New Year, and the make-up it settles.

use super::date;
use crate::{
    domain::{calendar::day, hours::share::share as shares, states::Grounds},
    store::{Result, Tx},
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, params};

/// An entry of several years has a share in each: by its class's timetable, or else by weekdays. Shares that someone set
/// stay while they add up to the entry's hours.
pub(super) fn part(tx: &Tx, id: i64) -> Result<()> {
    let sql = "SELECT starts_on, ends_on, hours, days, class_id, (SELECT sum(s.hours) FROM hour_share s WHERE s.entry_id = e.id)
               FROM hour_entry e WHERE id = ?1 AND year IS NULL";
    let read = |row: &rusqlite::Row| {
        let (hours, days, class): (f64, Option<f64>, Option<i64>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((date(row.get(0)?), date(row.get(1)?), hours, days, class, row.get::<_, Option<f64>>(5)?))
    };
    let Some((Some(from), Some(to), hours, days, class, parted)) = tx.prepare_cached(sql)?.query_row([id], read).optional()?
    else {
        return Ok(());
    };
    if from.year() == to.year() {
        tx.prepare_cached("UPDATE hour_entry SET version = version + 1, year = ?2 WHERE id = ?1")?
            .execute([id, from.year().into()])?;
        return Ok(());
    }
    if parted.is_some_and(|parted| (parted - hours).abs() < 0.005) {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM hour_share WHERE entry_id = ?1")?.execute([id])?;
    let timetable = class.map_or_else(|| Ok(Vec::new()), |class| class_days(tx, class))?;
    for part in shares(from, to, hours.abs(), days, &timetable) {
        share(tx, id, part.year, part.hours.copysign(hours), part.days)?;
    }
    Ok(())
}

pub(super) fn share(tx: &Tx, entry: i64, year: i32, hours: f64, days: Option<f64>) -> Result<()> {
    let sql = "INSERT INTO hour_share (id, entry_id, year, hours, days) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.prepare_cached(sql)?.execute(params![tx.next_id("hour_share")?, entry, year, hours, days])?;
    Ok(())
}

fn class_days(tx: &Tx, class: i64) -> Result<Vec<NaiveDate>> {
    let sql = "SELECT DISTINCT date FROM session WHERE class_id = ?1 AND kind <> 'break' ORDER BY date";
    let mut stmt = tx.prepare_cached(sql)?;
    let dates = stmt.query_map([class], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(dates.iter().filter_map(|text| day(text)).collect())
}

/// Hours of the class in which something was to be made up, or of the several together, settle it where they are enough.
pub(super) fn settle(tx: &Tx, id: i64) -> Result<()> {
    let sql = "SELECT m.id FROM hour_entry e JOIN make_up m ON m.cadre_id = e.cadre_id
                 AND (m.to_class_id = e.class_id OR m.id IN (SELECT p.make_up_id FROM make_up_class p WHERE p.class_id = e.class_id))
               WHERE e.id = ?1 AND e.hours > 0 AND m.state IN ('scheduled', 'overdue') AND coalesce(m.hours, 0) <= e.hours +
                 coalesce((SELECT sum(o.hours) FROM hour_entry o WHERE o.cadre_id = m.cadre_id AND o.class_id <> e.class_id
                   AND (o.class_id = m.to_class_id OR o.class_id IN (SELECT p.class_id FROM make_up_class p WHERE p.make_up_id = m.id))
                   AND EXISTS (SELECT 1 FROM make_up_class p WHERE p.make_up_id = m.id)), 0)
               ORDER BY m.due_on, m.id";
    let owed: Vec<i64> = tx.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for owed in owed {
        tx.prepare_cached("UPDATE make_up SET version = version + 1, done_entry_id = ?2 WHERE id = ?1")?.execute([owed, id])?;
        // Refused only where its state went on meanwhile, which the lock rules out.
        let _ =
            tx.step("make_up", owed, "finish", Grounds { reason: Some(crate::text::make_up::AT_ENTRY.zh), approver: None })?;
    }
    Ok(())
}
