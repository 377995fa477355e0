//! Leave from a class: asking for it, and how much of the class it takes.

use super::{Act, Error, Reader, Result, Store, ledger::conversions};
use crate::{
    catalog,
    domain::{
        calendar::{day, iso},
        hours::conversion,
        leave::{Decides, Share, Span},
        value::Value,
    },
};
use rusqlite::OptionalExtension;

/// A leave as far as deciding about it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// The nominee.
    pub nominee: i64,
    /// Its half-days.
    pub half_days: u32,
    /// Its state.
    pub state: String,
}

impl Leave {
    /// Who decides.
    #[must_use]
    pub const fn decides(&self) -> Decides {
        Decides::on(self.half_days)
    }
}

impl Reader {
    /// A leave; `None` if it is gone.
    pub fn leave(&self, id: i64) -> Result<Option<Leave>> {
        let mut stmt = self.conn.prepare_cached("SELECT nominee_id, half_days, state FROM leave WHERE id = ?1")?;
        let read = |row: &rusqlite::Row| Ok(Leave { nominee: row.get(0)?, half_days: row.get(1)?, state: row.get(2)? });
        Ok(stmt.query_row([id], read).optional()?)
    }

    /// How much of the class a nominee is on leave, with so many half-days more. A leave that was refused counts nothing;
    /// a class without hours counts what its days are worth when it begins.
    pub fn leave_share(&self, nominee: i64, more: u32) -> Result<Share> {
        let sql = "SELECT t.hours, t.days, t.starts_on,
                     (SELECT coalesce(sum(l.half_days), 0) FROM leave l WHERE l.nominee_id = n.id AND l.state <> 'rejected')
                   FROM nominee n JOIN call_up c ON c.id = n.call_up_id JOIN training_class t ON t.id = c.class_id WHERE n.id = ?1";
        let read = |row: &rusqlite::Row| {
            let starts = row.get::<_, Option<String>>(2)?.as_deref().and_then(day);
            Ok((row.get::<_, Option<f64>>(0)?, row.get::<_, Option<f64>>(1)?, starts, row.get::<_, u32>(3)?))
        };
        let found = self.conn.prepare_cached(sql)?.query_row([nominee], read).optional()?;
        let (stated, days, starts, half_days) = found.unwrap_or_default();
        let worth = conversion::day_worth(&conversions(&self.conn)?, starts.or(self.today).unwrap_or_default());
        let hours = worth.hours_of(stated, days).unwrap_or(0.0);
        Ok(Share::of(half_days.saturating_add(more), hours, &worth))
    }
}

impl Store {
    /// Enters a leave as applied for; returns its id.
    pub fn ask_leave(&mut self, act: &Act, nominee: i64, kind: &str, span: &Span, reason: Option<&str>) -> Result<i64> {
        let Some(register) = catalog::register("leave") else { return Err(Error::Gone) };
        let given = [
            ("nominee_id", Value::Int(nominee)),
            ("kind", Value::text(kind)),
            ("since", Value::text(iso(span.since))),
            ("until", Value::text(iso(span.until))),
            ("half_days", Value::Int(i64::from(span.half_days()))),
            ("reason", reason.map_or(Value::Null, Value::text)),
        ];
        let values = given.into_iter().filter_map(|(name, value)| Some((register.field(name)?, value))).collect();
        self.write(act, "new leave", |tx| tx.insert(register, &values))
    }
}
