//! Which years the file has something of: an office that opens the binder of an earlier year must not meet empty screens.

use super::{Reader, Result};
use chrono::{Datelike, NaiveDate};

/// What a screen of a year rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Entries of hours.
    Hours,
    /// Classes with their call-ups and timetables.
    Classes,
    /// Obligations to make up.
    MakeUps,
}

/// People and entries looked at: entries have no index by year alone, and this is asked at every start.
const SOME: usize = 2000;

impl Reader {
    /// The year a screen opens on: the present one; or, where the file has nothing of it, the latest before it.
    pub fn year_with(&self, of: Of, today: NaiveDate) -> Result<i32> {
        let year = today.year();
        Ok(self.latest_year(of, year)?.unwrap_or(year))
    }

    /// The latest year up to this one with anything of the kind, so far as a look at some of it says.
    pub fn latest_year(&self, of: Of, year: i32) -> Result<Option<i32>> {
        match of {
            Of::Hours => self.year_of_hours(year),
            Of::Classes => {
                let sql = "SELECT max(year) FROM training_class WHERE year <= ?1";
                Ok(self.conn.prepare_cached(sql)?.query_row([year], |row| row.get(0))?)
            }
            Of::MakeUps => {
                let sql = "SELECT max(substr(coalesce(arose_on, due_on), 1, 4)) FROM make_up
                           WHERE substr(coalesce(arose_on, due_on), 1, 4) <= ?1";
                let latest: Option<String> = self.conn.prepare_cached(sql)?.query_row([year.to_string()], |row| row.get(0))?;
                Ok(latest.and_then(|year| year.parse().ok()))
            }
        }
    }

    fn year_of_hours(&self, year: i32) -> Result<Option<i32>> {
        let first =
            format!("FROM (SELECT id FROM cadre ORDER BY id LIMIT {SOME}) c JOIN hour_entry e ON e.cadre_id = c.id AND e.year");
        let last = format!("FROM (SELECT year FROM hour_entry ORDER BY id DESC LIMIT {SOME}) e WHERE e.year");
        let any = format!("SELECT EXISTS (SELECT 1 {first} = ?1) OR EXISTS (SELECT 1 {last} = ?1)");
        if self.conn.prepare_cached(&any)?.query_row([year], |row| row.get::<_, bool>(0))? {
            return Ok(Some(year));
        }
        let sql = format!("SELECT max(y) FROM (SELECT max(e.year) y {first} <= ?1 UNION ALL SELECT max(e.year) {last} <= ?1)");
        Ok(self.conn.prepare_cached(&sql)?.query_row([year], |row| row.get(0))?)
    }
}
