//! The ledger of hours as `domain::hours` wants it: people, entries with their year shares, rules and exceptions.
//!
//! One person is loaded whole, with titles, for a page that shows them. Many are streamed: a cursor over people and,
//! for each, one range of the index by person, so that a province costs no more memory than one person does.

mod rulebook;

pub use rulebook::Rulebook;

use super::{Reader, Result};
use crate::domain::{
    calendar::first_day,
    hours::{Entry, Group, Metric, Verdict},
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Row, types::ValueRef};

/// A person as rules see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cadre {
    /// The record.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<i64>,
    /// Post.
    pub position: Option<String>,
    /// Level of the post (职务层次).
    pub level: Option<String>,
    /// Rank (职级).
    pub rank: Option<String>,
    level_since: Option<String>,
    category: Option<String>,
    party: Option<String>,
    tags: Option<String>,
}

/// One entry in one year, with what a page shows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The entry's record; the same for each year of an entry over a New Year.
    pub id: i64,
    /// The year it counts in.
    pub year: i32,
    /// Form (培训形式).
    pub form: String,
    /// What the form counts as.
    pub group: Group,
    /// Class or course.
    pub title: String,
    /// Hours in that year.
    pub hours: f64,
    /// Days in that year.
    pub days: Option<f64>,
    /// First day.
    pub starts: Option<NaiveDate>,
    /// Last day.
    pub ends: Option<NaiveDate>,
}

/// One person's ledger.
pub struct Ledger {
    /// Whose.
    pub cadre: Cadre,
    /// Entries by year, each year share on its own.
    pub entries: Vec<Kept>,
}

/// Whose ledgers are streamed; only people in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everyone, in the order of their records.
    All,
    /// The people of one unit, in official order.
    Unit(i64),
}

/// One person of a stream.
pub struct Judged<'a> {
    /// Who.
    pub cadre: &'a Cadre,
    /// Their entries, without titles.
    pub entries: &'a [Entry<'a>],
    /// What the rules say.
    pub verdicts: &'a [Verdict<'a>],
}

impl Ledger {
    /// Judges the person in a year, as seen today.
    #[must_use]
    pub fn verdicts<'a>(&'a self, book: &'a Rulebook, year: i32, today: NaiveDate) -> Vec<Verdict<'a>> {
        let entries: Vec<Entry<'a>> = self.entries.iter().map(Kept::entry).collect();
        book.judge(&self.cadre, &entries, year, today)
    }
}

impl Kept {
    /// As the domain reads it.
    #[must_use]
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            id: self.id,
            year: self.year,
            form: &self.form,
            group: self.group,
            title: &self.title,
            hours: self.hours,
            days: self.days,
            starts: self.starts,
            ends: self.ends,
        }
    }
}

/// The verdict that answers "how many hours": the one on hours of every form, else the first.
#[must_use]
pub fn foremost<'a, 'b>(verdicts: &'a [Verdict<'b>]) -> Option<&'a Verdict<'b>> {
    verdicts.iter().find(|v| v.rule.metric == Metric::Total).or_else(|| verdicts.first())
}

const CADRE: &str = "c.id, c.name, c.unit_id, c.position, c.level, c.level_since, c.rank, c.category, c.party, c.tags";
const ENTRY: &str = "SELECT e.id, e.year, e.form, e.hours, e.days, e.starts_on, e.ends_on, e.title FROM hour_entry e
    WHERE e.cadre_id = ?1 ORDER BY e.year, e.id";

impl Reader {
    /// One person's whole ledger; `None` if the person is gone.
    pub fn ledger(&self, book: &Rulebook, cadre_id: i64) -> Result<Option<Ledger>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {CADRE} FROM cadre c WHERE c.id = ?1"))?;
        let mut rows = stmt.query([cadre_id])?;
        let Some(cadre) = rows.next()?.map(cadre).transpose()? else { return Ok(None) };
        let mut entries = Vec::new();
        self.each_entry(book, cadre_id, |entry, row| {
            let (form, title): (String, String) = (row.get(2)?, row.get(7)?);
            let Entry { id, year, group, hours, days, starts, ends, .. } = entry;
            entries.push(Kept { id, year, form, group, title, hours, days, starts, ends });
            Ok(())
        })?;
        entries.sort_by_key(|e| (e.year, e.starts, e.id));
        Ok(Some(Ledger { cadre, entries }))
    }

    /// Judges many people in a year, one after the other; stops early where `each` returns false.
    pub fn judge(
        &self,
        book: &Rulebook,
        whom: Whom,
        year: i32,
        today: NaiveDate,
        mut each: impl FnMut(&Judged) -> bool,
    ) -> Result<()> {
        let (condition, order, unit) = match whom {
            Whom::All => ("c.id <> ?1", "c.id", -1),
            Whom::Unit(id) => ("c.unit_id = ?1", "c.sort_no, c.id", id),
        };
        let sql = format!("SELECT {CADRE} FROM cadre c WHERE {condition} AND c.active = 1 ORDER BY {order}");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([unit])?;
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(row) = rows.next()? {
            let cadre = cadre(row)?;
            entries.clear();
            self.each_entry(book, cadre.id, |entry, _| {
                entries.push(entry);
                Ok(())
            })?;
            let verdicts = book.judge(&cadre, &entries, year, today);
            if !each(&Judged { cadre: &cadre, entries: &entries, verdicts: &verdicts }) {
                break;
            }
        }
        Ok(())
    }

    /// A person's entries; one over a New Year comes once for each year it has a share in.
    fn each_entry<'b>(
        &self,
        book: &'b Rulebook,
        cadre: i64,
        mut each: impl FnMut(Entry<'b>, &Row) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(ENTRY)?;
        let mut rows = stmt.query([cadre])?;
        while let Some(row) = rows.next()? {
            let (entry, year) = entry(book, row)?;
            if let Some(year) = year {
                each(Entry { year, ..entry }, row)?;
                continue;
            }
            let shares = self.shares(entry.id)?;
            for (year, hours, days) in &shares {
                each(Entry { year: *year, hours: *hours, days: *days, ..entry }, row)?;
            }
            let known = entry.ends.or(entry.starts).filter(|_| shares.is_empty());
            if let Some(date) = known {
                each(Entry { year: date.year(), ..entry }, row)?;
            }
        }
        Ok(())
    }

    fn shares(&self, entry: i64) -> Result<Vec<(i32, f64, Option<f64>)>> {
        let mut stmt = self.conn.prepare_cached("SELECT year, hours, days FROM hour_share WHERE entry_id = ?1 ORDER BY year")?;
        let shares = stmt.query_map([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(shares.collect::<rusqlite::Result<_>>()?)
    }
}

fn cadre(row: &Row) -> rusqlite::Result<Cadre> {
    Ok(Cadre {
        id: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        position: row.get(3)?,
        level: row.get(4)?,
        level_since: row.get(5)?,
        rank: row.get(6)?,
        category: row.get(7)?,
        party: row.get(8)?,
        tags: row.get(9)?,
    })
}

/// An entry and its year; without one, the year shares say in which years it counts.
fn entry<'b>(book: &'b Rulebook, row: &Row) -> rusqlite::Result<(Entry<'b>, Option<i32>)> {
    let (form, group) = match row.get_ref(2)? {
        ValueRef::Text(form) => book.form(&String::from_utf8_lossy(form)),
        _ => ("", Group::Offline),
    };
    let (starts, ends) = (date(row.get_ref(5)?), date(row.get_ref(6)?));
    let (id, hours, days) = (row.get(0)?, row.get(3)?, row.get(4)?);
    Ok((Entry { id, year: 0, form, group, title: "", hours, days, starts, ends }, row.get(1)?))
}

/// A day or month as kept. Read by hand: a stream reads two million of them.
fn date(value: ValueRef<'_>) -> Option<NaiveDate> {
    let ValueRef::Text(text) = value else { return None };
    let number = |part: &[u8]| part.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')));
    match text {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ => first_day(std::str::from_utf8(text).ok()?),
    }
}
