//! Taking attendance by half-day: one mark, or everybody who has none yet.

use super::{Act, Reader, Result, Store, Tx};
use crate::domain::calendar::{Half, iso};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// A half-day of a day.
pub type HalfDay = (NaiveDate, Half);

impl Tx<'_> {
    /// Sets or, with an empty one, removes a mark; false where it was so already.
    fn mark(&self, nominee: i64, (date, half): HalfDay, mark: &str) -> Result<bool> {
        let there = "SELECT id, mark FROM attendance WHERE nominee_id = ?1 AND date = ?2 AND half = ?3";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let there = self.prepare_cached(there)?.query_row(params![nominee, iso(date), half.code()], read).optional()?;
        match there {
            Some((_, now)) if now == mark => return Ok(false),
            Some((id, _)) if mark.is_empty() => {
                self.prepare_cached("DELETE FROM attendance WHERE id = ?1")?.execute([id])?;
            }
            Some((id, _)) => {
                let sql = "UPDATE attendance SET mark = ?2, version = version + 1 WHERE id = ?1";
                self.prepare_cached(sql)?.execute(params![id, mark])?;
            }
            None if mark.is_empty() => return Ok(false),
            None => {
                let sql = "INSERT INTO attendance (id, nominee_id, date, half, mark) VALUES (?1, ?2, ?3, ?4, ?5)";
                self.prepare_cached(sql)?.execute(params![self.next_id("attendance")?, nominee, iso(date), half.code(), mark])?;
            }
        }
        Ok(true)
    }
}

impl Store {
    /// Sets a person's mark of a half-day; an empty one takes it away.
    pub fn mark_attendance(&mut self, act: &Act, nominee: i64, at: HalfDay, mark: &str) -> Result<bool> {
        self.write(act, "mark attendance", |tx| tx.mark(nominee, at, mark))
    }

    /// Marks everybody without a mark in a half-day: on leave where a leave was granted for that day, else present.
    /// Returns how many of each.
    pub fn mark_rest(&mut self, act: &Act, nominees: &[i64], at: HalfDay) -> Result<(usize, usize)> {
        self.write(act, "mark attendance", |tx| {
            let (mut present, mut away) = (0, 0);
            for nominee in nominees {
                let sql = "SELECT EXISTS (SELECT 1 FROM attendance WHERE nominee_id = ?1 AND date = ?2 AND half = ?3)";
                let marked: bool =
                    tx.prepare_cached(sql)?.query_row(params![nominee, iso(at.0), at.1.code()], |row| row.get(0))?;
                if marked {
                    continue;
                }
                let sql = "SELECT EXISTS (SELECT 1 FROM leave WHERE nominee_id = ?1 AND ?2 BETWEEN since AND until
                           AND state IN ('approved', 'overdue'))";
                let leave: bool = tx.prepare_cached(sql)?.query_row(params![nominee, iso(at.0)], |row| row.get(0))?;
                tx.mark(*nominee, at, if leave { "leave" } else { "present" })?;
                *(if leave { &mut away } else { &mut present }) += 1;
            }
            Ok((present, away))
        })
    }
}

impl Reader {
    /// The half-days for which a class takes attendance: those of its sessions, or else mornings and afternoons of the
    /// working days it is planned for.
    pub fn class_half_days(&self, class: i64) -> Result<Vec<HalfDay>> {
        let mut halves: Vec<HalfDay> = Vec::new();
        if let Some((from, to)) = self.class_span(class)? {
            let rows = self.class_sessions(class, from, to)?;
            halves.extend(rows.iter().flat_map(|row| row.slot.half.parts().iter().map(|half| (row.slot.date, *half))));
        } else if let Some((from, to)) = self.class_dates(class)? {
            let off = self.days_off()?;
            let days = crate::domain::calendar::days(from, to).filter(|day| !off.off(*day));
            halves.extend(days.flat_map(|day| [Half::Am, Half::Pm].map(|half| (day, half))));
        }
        halves.sort_unstable();
        halves.dedup();
        Ok(halves)
    }
}
