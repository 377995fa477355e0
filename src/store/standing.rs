//! How units stand in a year: the indicators of every unit, the people of one with their hours, its quotas.
//!
//! People count in the unit they are in now, or in the nearest one above it with a headcount, as in the reports, and only
//! while in service; heads are those entered for the year. What
//! every unit has is found in one pass over people and their entries of the year, without a row per person in memory.

mod own;

pub use own::{Mate, Place};

use super::{
    Reader, Result,
    ledger::Rulebook,
    reports::ledger::{Unit, Units},
};
use crate::domain::{
    hours::{Group, round},
    rates::UnitYear,
};
use rusqlite::Row;
use std::collections::{HashMap, HashSet};

/// The bands of the headcount, in its order; columns of the table and words of the code lists.
pub const BANDS: [&str; 5] = ["city_chief", "city_deputy", "county_chief", "county_deputy", "section"];

/// A unit in the tree of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    /// The unit.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub parent: Option<i64>,
}

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

/// Is told how far long work is; false stops it.
pub type Going<'a> = &'a mut dyn FnMut(u64) -> bool;

/// How often it is told, in people.
pub(super) const STEP: u64 = 1024;

/// What has been added up so far of the person a stream is at.
#[derive(Default)]
struct Person {
    id: i64,
    unit: i64,
    called: bool,
}

impl Reader {
    /// All units in official order.
    pub fn unit_tree(&self) -> Result<Vec<UnitName>> {
        let mut stmt = self.conn.prepare_cached("SELECT id, name, parent_id FROM unit ORDER BY sort_no, id")?;
        let units = stmt.query_map([], |row| Ok(UnitName { id: row.get(0)?, name: row.get(1)?, parent: row.get(2)? }))?;
        Ok(units.collect::<rusqlite::Result<_>>()?)
    }

    /// Every unit in official order with its indicators of a year; `None` where `going` stopped it. Cost grows with the
    /// people and entries of that year: for a large register, call it off the screen's thread. `going` is told how many
    /// people were counted.
    pub fn standings(&self, book: &Rulebook, year: i32, going: Going) -> Result<Option<Vec<UnitStanding>>> {
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
        let at: HashMap<i64, usize> = units.iter().enumerate().map(|(n, unit)| (unit.id, n)).collect();
        let tree = Units::read(self, year)?;
        let home = |unit: &Unit| Some((unit.id, *at.get(&tree.list.get(tree.home(unit.id)?)?.id)?));
        let places = tree.list.iter().filter_map(home).collect();
        let Some(seen) = self.add_years(book, year, &mut units, &places, going)? else { return Ok(None) };
        self.add_shares(book, year, &mut units, &places, &seen)?;
        for unit in &mut units {
            unit.year.full_time_hours = round(unit.year.full_time_hours);
            unit.year.online_hours = round(unit.year.online_hours);
        }
        Ok(Some(units))
    }

    /// Adds entries that count in one year; says of people with year shares whether they are counted already.
    fn add_years(
        &self,
        book: &Rulebook,
        year: i32,
        units: &mut [UnitStanding],
        places: &HashMap<i64, usize>,
        going: Going,
    ) -> Result<Option<HashMap<i64, bool>>> {
        let mut seen: HashMap<i64, bool> = HashMap::new();
        let shared = self.shared_people(year)?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT c.unit_id, c.id, e.form, e.hours FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id AND e.year = ?1
             WHERE c.active = 1 AND c.unit_id IS NOT NULL ORDER BY c.unit_id, c.sort_no, c.id",
        )?;
        let mut rows = stmt.query([year])?;
        let (mut at, mut counted) = (Person::default(), 0_u64);
        while let Some(row) = rows.next()? {
            let (unit, id, hours): (i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let Some(sum) = places.get(&unit).and_then(|n| units.get_mut(*n)) else { continue };
            if (at.unit, at.id) != (unit, id) {
                at = Person { id, unit, called: false };
                sum.year.trained += 1;
                counted += 1;
                if counted.is_multiple_of(STEP) && !going(counted) {
                    return Ok(None);
                }
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
        Ok(Some(seen))
    }

    /// People with entries over a New Year that count in a year.
    fn shared_people(&self, year: i32) -> Result<HashSet<i64>> {
        let sql = "SELECT e.cadre_id FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id WHERE s.year = ?1";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let people = stmt.query_map([year], |row| row.get(0))?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
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
