//! What one unit has in a year: its people with their hours, its heads, its quotas.

use super::whole;
use crate::{
    domain::{
        hours::{Entry, Group, Level, Verdict, round},
        rates::UnitYear,
    },
    store::{
        Reader, Result,
        ledger::{Rulebook, Whom, foremost, stream},
        reports::ledger::Units,
    },
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// A person of a unit, with what the year gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Mate {
    /// The cadre.
    pub id: i64,
    /// The unit they are in: this one, or one below it without a headcount of its own.
    pub unit: Option<i64>,
    /// Name.
    pub name: String,
    /// Post.
    pub position: Option<String>,
    /// Index in [`BANDS`](super::BANDS).
    pub band: Option<usize>,
    /// Hours of the year in every form.
    pub hours: f64,
    /// Hours off the job.
    pub full_time: f64,
    /// Hours online.
    pub online: f64,
    /// Any record in the year.
    pub trained: bool,
    /// A class off the job in the year.
    pub called: bool,
    /// Hours missing by the rule that is most urgent, else by the foremost; `None` where no rule binds.
    pub missing: Option<f64>,
    /// The code of that rule.
    pub rule: Option<String>,
    /// Every rule that binds is met or waived.
    pub met: bool,
    /// The most urgent level of their verdicts.
    pub level: Level,
}

/// A quota of a unit on a class of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The quota's record.
    pub quota: i64,
    /// The class.
    pub title: String,
    /// Its first day.
    pub starts_on: Option<String>,
    /// When names are due.
    pub deadline: Option<String>,
    /// Places.
    pub places: u64,
    /// Named.
    pub named: u64,
    /// Came.
    pub came: u64,
}

impl Reader {
    /// The indicators of a unit year by year, for people now in it or in units that count in it; heads as entered for each year.
    pub fn unit_years(&self, book: &Rulebook, unit: i64, years: std::ops::RangeInclusive<i32>) -> Result<Vec<(i32, UnitYear)>> {
        let mut found: Vec<(i32, UnitYear)> = years.map(|year| (year, UnitYear::default())).collect();
        let mut of: HashMap<i64, Vec<usize>> = HashMap::new();
        for (n, (year, sum)) in found.iter_mut().enumerate() {
            sum.headcount = self.heads(unit, *year)?.map_or(0, |heads| heads.iter().sum());
            for unit in Units::read(self, *year)?.with_own(unit) {
                of.entry(unit).or_default().push(n);
            }
        }
        for (unit, wanted) in of {
            stream::each(&self.conn, book, Whom::Unit(unit), |_, entries| {
                for n in &wanted {
                    let (year, sum) = &mut found[*n];
                    add_entries(sum, entries.iter().filter(|e| e.year == *year));
                }
                true
            })?;
        }
        for (_, sum) in &mut found {
            (sum.full_time_hours, sum.online_hours) = (round(sum.full_time_hours), round(sum.online_hours));
        }
        Ok(found)
    }

    /// The warnings of a unit's people in a year that are more than normal.
    pub fn warnings_in(&self, unit: i64, year: i32) -> Result<Vec<i64>> {
        let sql =
            "SELECT w.id FROM cadre c JOIN warning w ON w.cadre_id = c.id WHERE c.unit_id = ?1 AND w.year = ?2 AND w.level <> ?3
                   ORDER BY c.sort_no, c.id, w.id";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let ids = stmt.query_map(rusqlite::params![unit, year, Level::Normal.code()], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// The people of a unit in official order, then those of units that count in it, judged in a year as seen today.
    pub fn mates(&self, book: &Rulebook, unit: i64, year: i32, today: NaiveDate) -> Result<Vec<Mate>> {
        let mut mates = Vec::new();
        for unit in Units::read(self, year)?.with_own(unit) {
            self.mates_of(book, unit, year, today, &mut mates)?;
        }
        Ok(mates)
    }

    fn mates_of(&self, book: &Rulebook, unit: i64, year: i32, today: NaiveDate, mates: &mut Vec<Mate>) -> Result<()> {
        self.judge(book, Whom::Unit(unit), year, today, |judged| {
            let of_year = || judged.entries.iter().filter(|e| e.year == year);
            let hours = |wanted: &dyn Fn(Group) -> bool| round(of_year().filter(|e| wanted(e.group)).map(|e| e.hours).sum());
            let verdicts = judged.verdicts;
            let told = urgent(verdicts);
            mates.push(Mate {
                id: judged.cadre.id,
                unit: judged.cadre.unit,
                name: judged.cadre.name.clone(),
                position: judged.cadre.position.clone(),
                band: Some(book.band(judged.cadre.level.as_deref(), judged.cadre.rank.as_deref()) as usize),
                hours: hours(&|_| true),
                full_time: hours(&|group| group == Group::FullTime),
                online: hours(&|group| group == Group::Online),
                trained: of_year().next().is_some(),
                called: of_year().any(|e| e.group == Group::FullTime),
                missing: told.map(|v| v.missing),
                rule: told.map(|v| v.rule.code.clone()),
                met: verdicts.iter().all(|v| v.met || v.exempt),
                level: verdicts.iter().map(|v| v.level).max().unwrap_or(Level::Normal),
            });
            true
        })
    }

    /// The heads of a unit in a year by band; `None` where none were entered.
    pub fn heads(&self, unit: i64, year: i32) -> Result<Option<[u64; 5]>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT city_chief, city_deputy, county_chief, county_deputy, section FROM headcount WHERE unit_id = ?1 AND year = ?2",
        )?;
        let mut rows = stmt.query([unit, i64::from(year)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mut heads = [0; 5];
        for (n, band) in heads.iter_mut().enumerate() {
            *band = whole(row, n)?;
        }
        Ok(Some(heads))
    }

    /// The quotas of a unit on classes of a year, with those it named and those who came.
    pub fn places(&self, unit: i64, year: i32) -> Result<Vec<Place>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT q.id, k.title, k.starts_on, u.deadline, q.places,
               (SELECT count(*) FROM nominee n WHERE n.call_up_id = u.id AND n.unit_id = q.unit_id
                  AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced')),
               (SELECT count(*) FROM nominee n WHERE n.call_up_id = u.id AND n.unit_id = q.unit_id
                  AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))
             FROM quota q JOIN call_up u ON u.id = q.call_up_id JOIN training_class k ON k.id = u.class_id
             WHERE q.unit_id = ?1 AND k.year = ?2 AND u.state <> 'cancelled' ORDER BY k.starts_on, q.id",
        )?;
        let places = stmt
            .query_map([unit, i64::from(year)], |row| {
                Ok(Place {
                    quota: row.get(0)?,
                    title: row.get(1)?,
                    starts_on: row.get(2)?,
                    deadline: row.get(3)?,
                    places: whole(row, 4)?,
                    named: whole(row, 5)?,
                    came: whole(row, 6)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(places)
    }
}

/// Adds one person's entries of a year.
fn add_entries<'a, 'b: 'a>(sum: &mut UnitYear, entries: impl Iterator<Item = &'a Entry<'b>>) {
    let (mut trained, mut called) = (false, false);
    for entry in entries {
        trained = true;
        match entry.group {
            Group::FullTime => {
                called = true;
                sum.full_time_hours += entry.hours;
            }
            Group::Online => sum.online_hours += entry.hours,
            Group::Offline => {}
        }
    }
    sum.trained += u64::from(trained);
    sum.called += u64::from(called);
}

/// The verdict with the most urgent level; of equals, and where nothing is urgent, the foremost.
fn urgent<'a, 'b>(verdicts: &'a [Verdict<'b>]) -> Option<&'a Verdict<'b>> {
    let worst = verdicts.iter().map(|v| v.level).max().filter(|level| *level > Level::Normal);
    match worst {
        None => foremost(verdicts),
        Some(worst) => foremost(verdicts).filter(|v| v.level == worst).or_else(|| verdicts.iter().find(|v| v.level == worst)),
    }
}
