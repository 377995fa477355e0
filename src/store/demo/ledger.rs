//! Rows of the hour ledger, and the same entries as the rules judge them.

use super::{Cx, Result, sheet::Sheet};
use crate::domain::hours::{self, Group};
use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::params;

/// An entry to write.
pub(super) struct Draft<'t> {
    pub form: &'static str,
    pub group: Group,
    pub title: &'t str,
    pub dates: (NaiveDate, NaiveDate),
    pub days: Option<f64>,
    pub hours: f64,
    pub source: &'static str,
    pub evidence: &'static str,
    pub organiser: &'t str,
    pub class: Option<(usize, Option<i64>)>,
    /// Hours before the New Year, where the entry crosses it.
    pub before: Option<f64>,
    pub topics: Option<&'t str>,
}

/// What a person has so far: enough for the rules to judge it.
#[derive(Default)]
pub(super) struct Account {
    pub entries: Vec<hours::Entry<'static>>,
    /// The last network entry of this year, which may make something up.
    pub online: Option<i64>,
}

/// The ledger being written.
pub(super) struct Ledger<'c> {
    entry: Sheet<'c>,
    share: Sheet<'c>,
    today: NaiveDate,
    office: &'static str,
    pub written: u64,
}

impl<'c> Ledger<'c> {
    pub(super) fn open(cx: &Cx<'c>) -> Result<Self> {
        Ok(Self {
            entry: Sheet::open(
                cx.conn,
                "hour_entry",
                "cadre_id year form title class_id nominee_id unit_id organiser starts_on ends_on days hours credit source evidence \
                 verifier verified_on topics",
            )?,
            share: Sheet::open(cx.conn, "hour_share", "entry_id year hours days")?,
            today: cx.plan.today,
            office: cx.words.phrase("office"),
            written: 0,
        })
    }

    /// Writes an entry of a person and puts it on the account.
    pub(super) fn put(&mut self, account: &mut Account, cadre: usize, unit: i64, draft: &Draft) -> Result<i64> {
        let (from, until) = draft.dates;
        let year = from.year();
        let crossing = draft.before.filter(|_| until.year() != year);
        let online = draft.group == Group::Online;
        let verified = (until + Duration::days(5)).min(self.today);
        let id = self.entry.put(params![
            cadre as i64 + 1,
            crossing.is_none().then_some(year),
            draft.form,
            draft.title,
            draft.class.map(|c| c.0 as i64 + 1),
            draft.class.and_then(|c| c.1),
            unit,
            draft.organiser,
            from.to_string(),
            until.to_string(),
            draft.days,
            draft.hours,
            online.then_some(draft.hours),
            draft.source,
            draft.evidence,
            self.office,
            verified.to_string(),
            draft.topics
        ])?;
        self.written += 1;
        let mut count = |year: i32, hours: f64, days: Option<f64>| {
            account.entries.push(hours::Entry {
                id,
                year,
                form: draft.form,
                group: draft.group,
                title: "",
                hours,
                days,
                starts: Some(from),
                ends: Some(until),
                topics: 0,
            });
        };
        match crossing {
            None => count(year, draft.hours, draft.days),
            Some(before) => {
                for (year, hours) in [(year, before), (year + 1, draft.hours - before)] {
                    self.share.put(params![id, year, hours, hours / 8.0])?;
                    count(year, hours, Some(hours / 8.0));
                }
            }
        }
        if online && year == self.today.year() {
            account.online = Some(id);
        }
        Ok(id)
    }
}
