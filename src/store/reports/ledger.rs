//! What the reports on hours share: whose hours a unit counts, in which band, and the hours of a year a person.
//!
//! Headcounts are entered for some units and speak for the units below them too; so a person counts in the nearest unit
//! from their own upwards that has one. Only hours of the year are read, each once, in the order of the table.

use super::Step;
use crate::{
    domain::{hours::Group, rates::Band},
    store::{Reader, Result, ledger::Rulebook},
};
use rusqlite::{Row, params};
use std::collections::HashMap;

/// Rows between two looks at whether to stop.
const LOOK: u64 = 8192;

/// A unit with its headcount of a year.
pub struct Unit {
    /// The unit.
    pub id: i64,
    /// As lists name it.
    pub name: String,
    /// Heads by band, where entered.
    pub heads: Option<[u64; 5]>,
    parent: Option<i64>,
}

/// Units in official order.
pub struct Units {
    /// The units.
    pub list: Vec<Unit>,
    at: HashMap<i64, usize>,
}

impl Units {
    /// Reads units and the headcounts of a year.
    pub fn read(reader: &Reader, year: i32) -> Result<Self> {
        let mut stmt = reader.conn.prepare_cached(
            "SELECT u.id, coalesce(u.short_name, u.name), u.parent_id, h.city_chief, h.city_deputy, h.county_chief, h.county_deputy,
             h.section FROM unit u LEFT JOIN headcount h ON h.unit_id = u.id AND h.year = ?1 ORDER BY u.sort_no, u.id",
        )?;
        let list: Vec<Unit> = stmt.query_map([year], unit)?.collect::<rusqlite::Result<_>>()?;
        let at = list.iter().enumerate().map(|(n, u)| (u.id, n)).collect();
        Ok(Self { list, at })
    }

    /// The unit a person of this unit counts in: the nearest upwards with a headcount, else their own.
    pub fn home(&self, unit: i64) -> Option<usize> {
        let own = *self.at.get(&unit)?;
        let mut at = own;
        // A tree of units is never deeper; a circle must not hang the report.
        for _ in 0..32 {
            if self.list[at].heads.is_some() {
                return Some(at);
            }
            match self.list[at].parent.and_then(|p| self.at.get(&p)) {
                Some(up) => at = *up,
                None => break,
            }
        }
        Some(own)
    }

    /// The units whose people the page of a unit is about: those that count in it; itself alone, where it counts in one above.
    pub fn with_own(&self, unit: i64) -> Vec<i64> {
        let mut units = self.counted_in(unit);
        match units.iter().position(|id| *id == unit) {
            Some(at) => units[..=at].rotate_right(1),
            None => units.insert(0, unit),
        }
        units
    }

    /// The units whose people count in this one.
    pub fn counted_in(&self, unit: i64) -> Vec<i64> {
        let Some(home) = self.at.get(&unit).copied() else { return Vec::new() };
        self.list.iter().filter(|u| self.home(u.id) == Some(home)).map(|u| u.id).collect()
    }
}

fn unit(row: &Row) -> rusqlite::Result<Unit> {
    let first: Option<i64> = row.get(3)?;
    let heads = match first {
        None => None,
        Some(_) => {
            let mut heads = [0; 5];
            for (n, head) in heads.iter_mut().enumerate() {
                *head = u64::try_from(row.get::<_, i64>(3 + n)?).unwrap_or(0);
            }
            Some(heads)
        }
    };
    Ok(Unit { id: row.get(0)?, name: row.get(1)?, parent: row.get(2)?, heads })
}

/// What a year gave a person.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hours {
    /// Hours off the job.
    pub full_time: f64,
    /// Hours online, examinations included.
    pub online: f64,
    /// Hours in every form.
    pub total: f64,
    /// Has an entry off the job.
    pub called: bool,
    /// Has any entry.
    pub trained: bool,
}

impl Hours {
    /// Adds the hours of another.
    pub fn join(&mut self, other: Self) {
        self.full_time += other.full_time;
        self.online += other.online;
        self.total += other.total;
    }

    fn add(&mut self, group: Group, hours: f64) {
        self.trained = true;
        self.total += hours;
        match group {
            Group::FullTime => {
                self.called = true;
                self.full_time += hours;
            }
            Group::Online => self.online += hours,
            Group::Offline => {}
        }
    }
}

/// The entries of a year: (person, form, hours), an entry over a New Year with its share. `?1` is the year; each of the
/// two is narrowed by `condition` on `e`.
fn entries(condition: &str) -> String {
    format!(
        "SELECT e.cadre_id, e.form, e.hours FROM hour_entry e WHERE e.year = ?1{condition}
         UNION ALL SELECT e.cadre_id, e.form, s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id
         WHERE s.year = ?1 AND e.year IS NULL{condition}"
    )
}

/// Calls `each` with every (person, form, hours) of a year; false where someone stopped it.
pub fn year(reader: &Reader, year: i32, step: Step, mut each: impl FnMut(i64, &str, f64)) -> Result<bool> {
    let whole: i64 = reader.conn.query_row("SELECT coalesce(max(id), 0) FROM hour_entry", [], |row| row.get(0))?;
    let whole = u64::try_from(whole).unwrap_or(0);
    let mut stmt = reader.conn.prepare_cached(&entries(""))?;
    let mut rows = stmt.query([year])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        let form = row.get_ref(1)?.as_str().unwrap_or_default();
        each(row.get(0)?, form, row.get(2)?);
        seen += 1;
        if seen % LOOK == 0 && !step(seen.min(whole), whole) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The hours of one person in a year.
pub fn person(reader: &Reader, book: &Rulebook, cadre: i64, year: i32) -> Result<Hours> {
    let mut stmt = reader.conn.prepare_cached(&entries(" AND e.cadre_id = ?2"))?;
    let mut rows = stmt.query(params![year, cadre])?;
    let mut hours = Hours::default();
    while let Some(row) = rows.next()? {
        hours.add(book.group(row.get_ref(1)?.as_str().unwrap_or_default()), row.get(2)?);
    }
    Ok(hours)
}

/// People with their unit's place, band and hours.
pub struct People {
    ids: Vec<i64>,
    places: Vec<(u32, Band)>,
    hours: Vec<Hours>,
}

impl People {
    /// Everyone in service, without hours yet.
    pub fn read(reader: &Reader, units: &Units, book: &Rulebook) -> Result<Self> {
        let sql = "SELECT id, unit_id, level, rank FROM cadre WHERE unit_id IS NOT NULL AND active = 1 ORDER BY id";
        let mut stmt = reader.conn.prepare_cached(sql)?;
        let mut rows = stmt.query([])?;
        let mut homes: HashMap<i64, Option<usize>> = HashMap::new();
        let mut people = Self { ids: Vec::new(), places: Vec::new(), hours: Vec::new() };
        while let Some(row) = rows.next()? {
            let unit: i64 = row.get(1)?;
            let Some(home) = *homes.entry(unit).or_insert_with(|| units.home(unit)) else { continue };
            let word = |n: usize| row.get_ref(n).ok().and_then(|r| r.as_str().ok());
            let band = book.band(word(2), word(3));
            people.ids.push(row.get(0)?);
            people.places.push((u32::try_from(home).unwrap_or(u32::MAX), band));
            people.hours.push(Hours::default());
        }
        Ok(people)
    }

    /// Adds hours to a person; those who do not count are passed over.
    pub fn add(&mut self, id: i64, group: Group, hours: f64) {
        if let Ok(at) = self.ids.binary_search(&id) {
            self.hours[at].add(group, hours);
        }
    }

    /// Everyone: place of the unit, band, hours.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Band, Hours)> {
        self.places.iter().zip(&self.hours).map(|((unit, band), hours)| (*unit as usize, *band, *hours))
    }
}
