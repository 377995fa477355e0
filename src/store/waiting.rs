//! What waits for the office: people between two steps of a call-up, and classes whose dates suggest a step.

use super::{Reader, Result, standing::whole};
use crate::domain::{
    calendar::{add_days, day, iso},
    states::class::{CLOSE_AFTER, ENROL_BEFORE, suggested},
};
use chrono::NaiveDate;
use rusqlite::params;

/// People of a call-up who wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The call-up.
    pub call_up: i64,
    /// Its class.
    pub class: String,
    /// Named, not yet reviewed.
    pub review: u64,
    /// On the waiting list.
    pub listed: u64,
    /// Approved, not yet told.
    pub tell: u64,
    /// Since when the first of them waits, ISO.
    pub since: Option<String>,
}

/// A class and the step its dates suggest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The class.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Its state.
    pub state: String,
    /// First day, ISO.
    pub starts_on: Option<String>,
    /// Last day, ISO.
    pub ends_on: Option<String>,
    /// The step's code word.
    pub step: &'static str,
}

impl Reader {
    /// Call-ups with people who wait, those who have waited longest first.
    pub fn waiting(&self, limit: usize) -> Result<Vec<Waiting>> {
        let sql = format!(
            "SELECT p.id, k.title, count(*) FILTER (WHERE n.state IN ('planned', 'nominated')), count(*) FILTER (WHERE n.state = 'waitlisted'),
               count(*) FILTER (WHERE n.state = 'approved'), min(n.state_since) AS since
             FROM call_up p JOIN training_class k ON k.id = p.class_id JOIN nominee n ON n.call_up_id = p.id
             WHERE p.state IN ('open', 'filled', 'short') AND n.state IN ('planned', 'nominated', 'waitlisted', 'approved')
             GROUP BY p.id, k.title ORDER BY since IS NULL, since, p.id LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row| {
            let (review, listed, tell) = (whole(row, 2)?, whole(row, 3)?, whole(row, 4)?);
            Ok(Waiting { call_up: row.get(0)?, class: row.get(1)?, review, listed, tell, since: row.get(5)? })
        };
        Ok(stmt.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Classes whose dates suggest a step on a day, the latest to begin first, at most `limit` of each state.
    pub fn suggested(&self, today: NaiveDate, limit: usize) -> Result<Vec<Suggested>> {
        let mut found = Vec::new();
        for (state, first, last) in [
            ("approved", None, Some(add_days(today, ENROL_BEFORE))),
            ("enrolling", None, Some(today)),
            ("running", Some(today), None),
            ("ended", Some(add_days(today, -CLOSE_AFTER)), None),
        ] {
            self.suggest(state, last, first, today, limit, &mut found)?;
        }
        Ok(found)
    }

    /// Those of one state that began by `began` and ended before `ended`.
    fn suggest(
        &self,
        state: &str,
        began: Option<NaiveDate>,
        ended: Option<NaiveDate>,
        today: NaiveDate,
        limit: usize,
        found: &mut Vec<Suggested>,
    ) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT id, title, starts_on, ends_on FROM training_class WHERE state = ?1 AND starts_on <= ?2
             AND coalesce(ends_on, starts_on) < ?3 ORDER BY starts_on DESC, id LIMIT ?4",
        )?;
        let until = |day: Option<NaiveDate>| day.map_or_else(|| "9".to_owned(), iso);
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = stmt.query(params![state, until(began), until(ended), most])?;
        while let Some(row) = rows.next()? {
            let (starts_on, ends_on): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            let at = |text: &Option<String>| text.as_deref().and_then(day);
            let Some(step) = suggested(state, at(&starts_on), at(&ends_on), today) else { continue };
            found.push(Suggested { id: row.get(0)?, title: row.get(1)?, state: state.to_owned(), starts_on, ends_on, step });
        }
        Ok(())
    }
}
