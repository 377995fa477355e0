//! What a person owes for a class: compared with what the file has whenever their state, a leave or the class changes.

use super::{OF_CLASS, Owes, arise, date, unit_of};
use crate::{
    domain::{
        calendar::{Half, day, iso},
        hours::{
            Metric,
            attendance::{Attended, DayWorth, Mark},
            rule,
        },
        make_up::{self, Obligation, Seat},
        states::Grounds,
    },
    store::{Result, Tx, ledger::Rulebook},
    text::make_up as w,
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// A nominee with the class, as far as obligations ask.
pub(super) struct Nominee {
    pub cadre: i64,
    pub class: i64,
    pub unit: Option<i64>,
    pub state: String,
    pub route: String,
    pub hours: Option<f64>,
    pub class_hours: Option<f64>,
    pub class_days: Option<f64>,
    pub closed: bool,
    pub starts: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
}

pub(super) fn nominee(tx: &Connection, id: i64) -> Result<Option<Nominee>> {
    let mut stmt = tx.prepare_cached(
        "SELECT n.cadre_id, k.id, n.unit_id, n.state, n.route, n.hours, k.hours, k.days, k.state = 'closed', k.starts_on, k.ends_on
         FROM nominee n JOIN call_up u ON u.id = n.call_up_id JOIN training_class k ON k.id = u.class_id WHERE n.id = ?1",
    )?;
    let read = |row: &rusqlite::Row| {
        Ok(Nominee {
            cadre: row.get(0)?,
            class: row.get(1)?,
            unit: row.get(2)?,
            state: row.get(3)?,
            route: row.get(4)?,
            hours: row.get(5)?,
            class_hours: row.get(6)?,
            class_days: row.get(7)?,
            closed: row.get(8)?,
            starts: date(row.get(9)?),
            ends: date(row.get(10)?),
        })
    };
    Ok(stmt.query_row([id], read).optional()?)
}

/// Everyone on a class.
pub(super) fn on_class(tx: &Tx, class: i64) -> Result<Vec<i64>> {
    let sql = "SELECT n.id FROM nominee n JOIN call_up u ON u.id = n.call_up_id WHERE u.class_id = ?1 ORDER BY n.id";
    let mut stmt = tx.prepare_cached(sql)?;
    let ids = stmt.query_map([class], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// Whose leaves these are.
pub(super) fn on_leave(tx: &Tx, leaves: &BTreeSet<i64>) -> Result<Vec<i64>> {
    let mut stmt = tx.prepare_cached("SELECT nominee_id FROM leave WHERE id = ?1")?;
    let mut nominees = Vec::new();
    for leave in leaves {
        nominees.extend(stmt.query_row([leave], |row| row.get::<_, i64>(0)).optional()?);
    }
    Ok(nominees)
}

pub(super) type Marks = Vec<(NaiveDate, Half, Mark)>;

/// The marks of a person, in order.
pub(super) fn marks(tx: &Connection, nominee: i64) -> Result<Marks> {
    let mut stmt = tx.prepare_cached("SELECT date, half, mark FROM attendance WHERE nominee_id = ?1 ORDER BY date, half")?;
    let mut rows = stmt.query([nominee])?;
    let mut marks = Vec::new();
    while let Some(row) = rows.next()? {
        let (date, half, mark): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        marks.extend(day(&date).zip(Half::parse(&half)).zip(Mark::parse(&mark)).map(|((date, half), mark)| (date, half, mark)));
    }
    Ok(marks)
}

/// The hours of a class: as entered, by its days, or by the half-days of its timetable.
pub(super) fn class_hours(tx: &Connection, nominee: &Nominee, worth: &DayWorth) -> Result<Option<f64>> {
    if let Some(hours) = worth.hours_of(nominee.class_hours, nominee.class_days) {
        return Ok(Some(hours));
    }
    let sql = "SELECT count(*) FROM (SELECT DISTINCT date, half FROM session WHERE class_id = ?1 AND half IN ('am', 'pm') AND kind <> 'break')";
    let halves: u32 = tx.prepare_cached(sql)?.query_row([nominee.class], |row| row.get(0))?;
    Ok((halves > 0).then(|| f64::from(halves) * worth.half_day))
}

/// Compares what a person owes for a class with what the file has.
pub(super) fn settle(tx: &Tx, book: &Rulebook, id: i64, today: NaiveDate) -> Result<()> {
    let Some(nominee) = nominee(tx, id)? else { return Ok(()) };
    let key = format!("nominee:{id}");
    match wanted(tx, book, &nominee, id, today)? {
        Some(owed) => owe(tx, &key, &nominee, id, &owed),
        None => forgive(tx, &key),
    }
}

fn wanted(tx: &Tx, book: &Rulebook, nominee: &Nominee, id: i64, today: NaiveDate) -> Result<Option<Obligation>> {
    let on = nominee.ends.or(nominee.starts).unwrap_or(today);
    let worth = book.worth(on);
    let leave =
        "SELECT coalesce(sum(half_days), 0) FROM leave WHERE nominee_id = ?1 AND state IN ('approved', 'returned', 'overdue')";
    let leave: f64 = tx.prepare_cached(leave)?.query_row([id], |row| row.get(0))?;
    let earned = "SELECT coalesce(sum(hours), 0) FROM hour_entry WHERE nominee_id = ?1 OR (cadre_id = ?2 AND class_id = ?3 AND nominee_id IS NULL)";
    let earned: f64 = tx.prepare_cached(earned)?.query_row(params![id, nominee.cadre, nominee.class], |row| row.get(0))?;
    let paper = rule::in_force(&book.rules, on).find(|rule| rule.metric == Metric::LeavePart);
    let paper_text = paper.map(crate::domain::hours::Rule::citation).unwrap_or_default();
    let seat = Seat {
        state: &nominee.state,
        named: nominee.route == "named",
        closed: nominee.closed,
        class_hours: class_hours(tx, nominee, &worth)?,
        ends: nominee.ends.or(nominee.starts),
        attended: Attended::of(marks(tx, id)?, &worth),
        earned: if earned > 0.0 { earned } else { nominee.hours.unwrap_or(0.0) },
        leave: leave * worth.half_day,
        leave_part: paper.map_or(7.0, |rule| rule.target),
        leave_paper: &paper_text,
    };
    Ok(make_up::of_class(&seat, &book.settings.make_up, today))
}

/// Adds the obligation; changes one that is still as it arose; leaves one that someone entered or took further.
fn owe(tx: &Tx, key: &str, nominee: &Nominee, id: i64, owed: &Obligation) -> Result<()> {
    let known = format!(
        "SELECT id, cause_key IS NOT NULL AND state = 'owed', due_on IS NULL FROM make_up
         WHERE cause_key = ?1 OR (cadre_id = ?2 AND class_id = ?3 AND cause IN {OF_CLASS}) ORDER BY cause_key IS NULL LIMIT 1"
    );
    let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    if missed_again(tx, nominee)? {
        return Ok(());
    }
    let found: Option<(i64, bool, bool)> =
        tx.prepare_cached(&known)?.query_row(params![key, nominee.cadre, nominee.class], read).optional()?;
    match found {
        None => {
            let unit = if nominee.unit.is_some() { nominee.unit } else { unit_of(tx, nominee.cadre)? };
            let owes = Owes { key, cadre: nominee.cadre, unit, class: Some(nominee.class), nominee: Some(id) };
            arise(tx, &owes, owed).map(|_| ())
        }
        Some((known, true, _)) => {
            let sql = "UPDATE make_up SET version = version + 1, cause = ?2, hours = ?3, due_on = ?4, citation = ?5
                       WHERE id = ?1 AND (cause <> ?2 OR hours IS NOT ?3 OR due_on IS NOT ?4)";
            tx.prepare_cached(sql)?.execute(params![known, owed.cause.code(), owed.hours, iso(owed.due), owed.citation])?;
            Ok(())
        }
        // From a file that named no term: the office's own.
        Some((known, false, true)) => {
            let sql = "UPDATE make_up SET version = version + 1, due_on = ?2, citation = coalesce(citation, ?3) WHERE id = ?1";
            tx.prepare_cached(sql)?.execute(params![known, iso(owed.due), owed.citation])?;
            Ok(())
        }
        Some(_) => Ok(()),
    }
}

/// Somebody who misses the class in which they were to make something up owes that still, not both: the old obligation
/// is open again.
fn missed_again(tx: &Tx, nominee: &Nominee) -> Result<bool> {
    let sql = "SELECT id FROM make_up WHERE cadre_id = ?1 AND state IN ('scheduled', 'overdue') AND (to_class_id = ?2
                 OR id IN (SELECT make_up_id FROM make_up_class WHERE class_id = ?2)) ORDER BY id";
    let mut stmt = tx.prepare_cached(sql)?;
    let old: Vec<i64> = stmt.query_map([nominee.cadre, nominee.class], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in &old {
        tx.prepare_cached("DELETE FROM make_up_class WHERE make_up_id = ?1")?.execute([id])?;
        tx.prepare_cached("UPDATE make_up SET version = version + 1, to_class_id = NULL WHERE id = ?1")?.execute([id])?;
        // One that is overdue stays so.
        let _ = tx.step("make_up", *id, "unschedule", Grounds { reason: Some(w::MISSED_AGAIN.zh), approver: None })?;
    }
    Ok(!old.is_empty())
}

/// Its cause is gone: an obligation that is still as it arose goes, too.
fn forgive(tx: &Tx, key: &str) -> Result<()> {
    let sql = "DELETE FROM make_up WHERE cause_key = ?1 AND state IN ('owed', 'overdue')
               AND NOT EXISTS (SELECT 1 FROM make_up_log l WHERE l.make_up_id = make_up.id AND l.to_state NOT IN ('owed', 'overdue'))";
    tx.prepare_cached(sql)?.execute([key])?;
    Ok(())
}
