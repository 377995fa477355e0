//! How units stand in a year: the indicators of every unit, the people of one with their hours, its quotas.
//!
//! People count in the unit they are in now, and only while in service; heads are those entered for the year. What
//! every unit has is found in one pass over people and their entries of the year, without a row per person in memory.

use super::{
    Reader, Result,
    ledger::{Rulebook, Whom, foremost},
};
use crate::domain::{
    hours::{Group, Level, round},
    rates::UnitYear,
};
use chrono::NaiveDate;
use rusqlite::Row;
use std::collections::{HashMap, HashSet};

/// The bands of the headcount, in its order; columns of the table and words of the code lists.
pub const BANDS: [&str; 5] = ["city_chief", "city_deputy", "county_chief", "county_deputy", "section"];

/// A unit in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitStanding {
    /// The unit.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub parent: Option<i64>,
    /// Its heads, people and hours, all bands together.
    pub year: UnitYear,
}

/// A person of a unit, with what the year gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Mate {
    /// The cadre.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Post.
    pub position: Option<String>,
    /// Index in [`BANDS`].
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
    /// Hours missing by the foremost rule; `None` where no rule binds.
    pub missing: Option<f64>,
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

/// What has been added up so far of the person a stream is at.
#[derive(Default)]
struct Person {
    id: i64,
    unit: i64,
    called: bool,
}

impl Reader {
    /// Every unit in official order with its indicators of a year. Cost grows with the people and entries of that
    /// year: for a large register, call it off the screen's thread.
    pub fn standings(&self, book: &Rulebook, year: i32) -> Result<Vec<UnitStanding>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT u.id, u.name, u.parent_id, coalesce(h.total, 0) FROM unit u
             LEFT JOIN headcount h ON h.unit_id = u.id AND h.year = ?1 WHERE u.active = 1 ORDER BY u.sort_no, u.id",
        )?;
        let mut units: Vec<UnitStanding> = stmt
            .query_map([year], |row| {
                let year = UnitYear { headcount: whole(row, 3)?, ..UnitYear::default() };
                Ok(UnitStanding { id: row.get(0)?, name: row.get(1)?, parent: row.get(2)?, year })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let places = units.iter().enumerate().map(|(n, unit)| (unit.id, n)).collect();
        let seen = self.add_years(book, year, &mut units, &places)?;
        self.add_shares(book, year, &mut units, &places, &seen)?;
        for unit in &mut units {
            unit.year.full_time_hours = round(unit.year.full_time_hours);
            unit.year.online_hours = round(unit.year.online_hours);
        }
        Ok(units)
    }

    /// Adds entries that count in one year; says of people with year shares whether they are counted already.
    fn add_years(
        &self,
        book: &Rulebook,
        year: i32,
        units: &mut [UnitStanding],
        places: &HashMap<i64, usize>,
    ) -> Result<HashMap<i64, bool>> {
        let mut seen: HashMap<i64, bool> = HashMap::new();
        let mut stmt = self
            .conn
            .prepare_cached("SELECT e.cadre_id FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id WHERE s.year = ?1")?;
        let shared: HashSet<i64> = stmt.query_map([year], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT c.unit_id, c.id, e.form, e.hours FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id AND e.year = ?1
             WHERE c.active = 1 AND c.unit_id IS NOT NULL ORDER BY c.unit_id, c.sort_no, c.id",
        )?;
        let mut rows = stmt.query([year])?;
        let mut at = Person::default();
        while let Some(row) = rows.next()? {
            let (unit, id, hours): (i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let Some(sum) = places.get(&unit).and_then(|n| units.get_mut(*n)) else { continue };
            if (at.unit, at.id) != (unit, id) {
                at = Person { id, unit, called: false };
                sum.year.trained += 1;
            }
            let group = book.group(row.get_ref(2)?.as_str().unwrap_or_default());
            if add(&mut sum.year, group, hours) && !at.called {
                at.called = true;
                sum.year.called += 1;
            }
            if shared.contains(&id) {
                seen.insert(id, at.called);
            }
        }
        Ok(seen)
    }

    /// Adds the year shares of entries over a New Year.
    fn add_shares(
        &self,
        book: &Rulebook,
        year: i32,
        units: &mut [UnitStanding],
        places: &HashMap<i64, usize>,
        seen: &HashMap<i64, bool>,
    ) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT c.unit_id, c.id, e.form, s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id
             JOIN cadre c ON c.id = e.cadre_id WHERE s.year = ?1 AND e.year IS NULL AND c.active = 1 AND c.unit_id IS NOT NULL",
        )?;
        let mut rows = stmt.query([year])?;
        let mut seen = seen.clone();
        while let Some(row) = rows.next()? {
            let (unit, id, hours): (i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let Some(sum) = places.get(&unit).and_then(|n| units.get_mut(*n)) else { continue };
            let before = seen.get(&id).copied();
            sum.year.trained += u64::from(before.is_none());
            let called = add(&mut sum.year, book.group(row.get_ref(2)?.as_str().unwrap_or_default()), hours);
            sum.year.called += u64::from(called && before != Some(true));
            seen.insert(id, called || before == Some(true));
        }
        Ok(())
    }

    /// The people of a unit in official order, judged in a year as seen today.
    pub fn mates(&self, book: &Rulebook, unit: i64, year: i32, today: NaiveDate) -> Result<Vec<Mate>> {
        let mut mates = Vec::new();
        self.judge(book, Whom::Unit(unit), year, today, |judged| {
            let of_year = || judged.entries.iter().filter(|e| e.year == year);
            let hours = |wanted: &dyn Fn(Group) -> bool| round(of_year().filter(|e| wanted(e.group)).map(|e| e.hours).sum());
            let verdicts = judged.verdicts;
            mates.push(Mate {
                id: judged.cadre.id,
                name: judged.cadre.name.clone(),
                position: judged.cadre.position.clone(),
                band: Some(book.band(judged.cadre.level.as_deref(), judged.cadre.rank.as_deref()) as usize),
                hours: hours(&|_| true),
                full_time: hours(&|group| group == Group::FullTime),
                online: hours(&|group| group == Group::Online),
                trained: of_year().next().is_some(),
                called: of_year().any(|e| e.group == Group::FullTime),
                missing: foremost(verdicts).map(|v| v.missing),
                met: verdicts.iter().all(|v| v.met || v.exempt),
                level: verdicts.iter().map(|v| v.level).max().unwrap_or(Level::Normal),
            });
            true
        })?;
        Ok(mates)
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

/// A count; the schema allows no negative one.
pub(super) fn whole(row: &Row, n: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(n)?).unwrap_or(0))
}

/// Adds hours of a form's group; true for hours off the job.
fn add(sum: &mut UnitYear, group: Group, hours: f64) -> bool {
    match group {
        Group::FullTime => sum.full_time_hours += hours,
        Group::Online => sum.online_hours += hours,
        Group::Offline => {}
    }
    group == Group::FullTime
}

/// A unit together with all units below it.
#[must_use]
pub fn with_below(units: &[UnitStanding], id: i64) -> UnitYear {
    let mut sum = UnitYear::default();
    let parents: HashMap<i64, Option<i64>> = units.iter().map(|u| (u.id, u.parent)).collect();
    let below = |mut at: i64| {
        // No chain of units is longer than this; a ring in the data ends too.
        for _ in 0..32 {
            match parents.get(&at).copied().flatten() {
                _ if at == id => return true,
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    };
    for unit in units.iter().filter(|u| below(u.id)) {
        sum.headcount += unit.year.headcount;
        sum.called += unit.year.called;
        sum.trained += unit.year.trained;
        sum.full_time_hours = round(sum.full_time_hours + unit.year.full_time_hours);
        sum.online_hours = round(sum.online_hours + unit.year.online_hours);
    }
    sum
}
