//! Who has been without training off the job for long: by level, and the people of a level.
//!
//! Levels are counted in one pass over people in service, each with a look at their entries, and only counts are kept;
//! people are read for one level at a time, so that a province costs no more memory than what is shown.

use super::{
    Reader, Result,
    standing::{Going, STEP},
};
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
pub(super) const LAST: &str =
    "(SELECT max(coalesce(e.ends_on, e.starts_on, e.year || '-12-31')) FROM hour_entry e WHERE e.cadre_id = c.id
    AND e.form IN (SELECT f.name FROM code f WHERE f.list = 'hour_form' AND f.parent = 'full_time'))";

impl Reader {
    /// Levels in their order with how many people of each lack training off the job since a day; `None` where `going`
    /// stopped it. Cost grows with the register: for a large one, call it off the screen's thread.
    pub fn levels_without(&self, since: NaiveDate, going: Going) -> Result<Option<Vec<LevelGap>>> {
        let mut stmt = self.conn.prepare_cached("SELECT name FROM code WHERE list = 'level' ORDER BY sort_no, id")?;
        let known: Vec<Option<String>> = stmt.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut levels: Vec<LevelGap> = known.into_iter().map(|level| LevelGap { level, people: 0, without: 0 }).collect();
        let sql = format!("SELECT c.level, {LAST} AS last FROM cadre c WHERE c.active = 1");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let (mut rows, since, mut counted) = (stmt.query([])?, iso(since), 0_u64);
        while let Some(row) = rows.next()? {
            let level = row.get_ref(0)?.as_str_or_null().unwrap_or_default();
            let n = levels.iter().position(|l| l.level.as_deref() == level).unwrap_or_else(|| {
                levels.push(LevelGap { level: level.map(ToOwned::to_owned), people: 0, without: 0 });
                levels.len() - 1
            });
            levels[n].people += 1;
            levels[n].without +=
                u64::from(row.get_ref(1)?.as_str_or_null().unwrap_or_default().is_none_or(|last| last < since.as_str()));
            counted += 1;
            if counted.is_multiple_of(STEP) && !going(counted) {
                return Ok(None);
            }
        }
        levels.retain(|l| l.people > 0);
        Ok(Some(levels))
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
