//! Who has been without training off the job for long: by level, and the people of a level.
//!
//! Levels are counted in one pass over people in service, each with a look at their entries, and only counts are kept;
//! people are read for one level at a time, so that a province costs no more memory than what is shown.

use super::{Reader, Result, standing::whole};
use crate::domain::calendar::iso;
use chrono::NaiveDate;

/// A level of posts with its people in service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelGap {
    /// The level, a word of the code list; `None` where it is not known.
    pub level: Option<String>,
    /// People in service.
    pub people: u64,
    /// Those without training off the job since the day asked for.
    pub without: u64,
}

/// A person without training off the job since the day asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Without {
    /// The cadre.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// Last day off the job, ISO, or the year; `None` for never.
    pub last: Option<String>,
}

/// The last day off the job of cadre `c`: where an entry has no dates, the end of its year.
const LAST: &str = "(SELECT max(coalesce(e.ends_on, e.starts_on, e.year || '-12-31')) FROM hour_entry e WHERE e.cadre_id = c.id
    AND e.form IN (SELECT f.name FROM code f WHERE f.list = 'hour_form' AND f.parent = 'full_time'))";

impl Reader {
    /// Levels in their order with how many people of each lack training off the job since a day. Cost grows with the
    /// register: for a large one, call it off the screen's thread.
    pub fn levels_without(&self, since: NaiveDate) -> Result<Vec<LevelGap>> {
        let sql = format!(
            "SELECT g.level, count(*), sum(CASE WHEN g.last IS NULL OR g.last < ?1 THEN 1 ELSE 0 END)
             FROM (SELECT c.level AS level, {LAST} AS last FROM cadre c WHERE c.active = 1) g
             LEFT JOIN code k ON k.list = 'level' AND k.name = g.level
             GROUP BY g.level ORDER BY (min(k.sort_no)) IS NULL, min(k.sort_no), g.level"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let levels = stmt.query_map([iso(since)], |row| {
            Ok(LevelGap { level: row.get(0)?, people: whole(row, 1)?, without: whole(row, 2)? })
        })?;
        Ok(levels.collect::<rusqlite::Result<_>>()?)
    }

    /// The people of a level, or of none, without training off the job since a day: official order, at most `limit`.
    pub fn without(&self, level: Option<&str>, since: NaiveDate, limit: usize) -> Result<Vec<Without>> {
        let of = if level.is_some() { "c.level = ?1" } else { "c.level IS NULL AND ?1 = ''" };
        let sql = format!(
            "SELECT g.id, g.name, g.unit, g.position, g.last FROM (SELECT c.id AS id, c.name AS name, u.name AS unit,
               c.position AS position, c.unit_order AS unit_order, c.sort_no AS sort_no, {LAST} AS last
               FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id WHERE {of} AND c.active = 1) g
             WHERE g.last IS NULL OR g.last < ?2 ORDER BY g.unit_order, g.sort_no, g.id LIMIT {limit}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let people = stmt.query_map([level.unwrap_or_default(), &iso(since)], |row| {
            Ok(Without { id: row.get(0)?, name: row.get(1)?, unit: row.get(2)?, position: row.get(3)?, last: row.get(4)? })
        })?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
    }
}
