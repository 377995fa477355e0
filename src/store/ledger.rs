//! The ledger of hours as `domain::hours` wants it: people, entries with their year shares, rules and exceptions.
//!
//! One person is loaded whole, with titles, for a page that shows them. Many are streamed, so that a province costs no
//! more memory than one person does.

pub(super) mod correct;
mod rulebook;
pub(super) mod stream;

pub use rulebook::Rulebook;
pub(super) use rulebook::conversions;

use super::{Reader, Result, person::Planned};
use crate::domain::hours::{Entry, Group, Metric, Person, Verdict, share::share};
use chrono::NaiveDate;
use rusqlite::Row;

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
    topics: u64,
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
    /// The people of a unit and of all units below it, in official order.
    Under(i64),
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
        book.verdicts(&book.judge(year, today), &self.cadre, &entries)
    }

    /// The same if these classes were attended, too.
    #[must_use]
    pub fn verdicts_with<'a>(&'a self, book: &'a Rulebook, more: &'a [Planned], year: i32, today: NaiveDate) -> Vec<Verdict<'a>> {
        let mut entries: Vec<Entry<'a>> = self.entries.iter().map(Kept::entry).collect();
        for (n, class) in (1..).zip(more) {
            let (from, to) = (class.starts.unwrap_or(today), class.ends.or(class.starts).unwrap_or(today));
            let days = Some(class.hours / book.worth(from).day);
            for part in share(from, to, class.hours, days, &[]) {
                entries.push(Entry {
                    id: -n,
                    year: part.year,
                    form: class.form,
                    group: book.group(class.form),
                    title: &class.title,
                    hours: part.hours,
                    days: part.days,
                    starts: Some(from),
                    ends: Some(to),
                    topics: 0,
                });
            }
        }
        book.verdicts(&book.judge(year, today), &self.cadre, &entries)
    }
}

impl Cadre {
    /// As the domain reads it.
    #[must_use]
    pub fn person<'a>(&'a self, exceptions: &'a [(&'a str, i32)], programmes: &'a [String]) -> Person<'a> {
        Person {
            level: self.level.as_deref(),
            level_since: self.level_since.as_deref(),
            rank: self.rank.as_deref(),
            category: self.category.as_deref(),
            party: self.party.as_deref(),
            tags: self.tags.as_deref(),
            programmes,
            exceptions,
        }
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
            topics: self.topics,
        }
    }
}

/// The verdict that answers "how many hours": the one on hours of every form, else the first.
#[must_use]
pub fn foremost<'a, 'b>(verdicts: &'a [Verdict<'b>]) -> Option<&'a Verdict<'b>> {
    verdicts.iter().find(|v| v.rule.metric == Metric::Total).or_else(|| verdicts.first())
}

impl Reader {
    /// One person's whole ledger; `None` if the person is gone.
    pub fn ledger(&self, book: &Rulebook, cadre_id: i64) -> Result<Option<Ledger>> {
        let mut stmt = self.conn.prepare_cached(&format!("SELECT {} FROM cadre c WHERE c.id = ?1", stream::CADRE))?;
        let mut rows = stmt.query([cadre_id])?;
        let Some(cadre) = rows.next()?.map(cadre).transpose()? else { return Ok(None) };
        let mut entries = Vec::new();
        let mut stmt = self.conn.prepare_cached(&format!(
            "SELECT {}, e.title FROM hour_entry e WHERE e.cadre_id = ?1 ORDER BY e.year, e.id",
            stream::ENTRY
        ))?;
        let mut rows = stmt.query([cadre_id])?;
        while let Some(row) = rows.next()? {
            let (form, title): (String, String) = (row.get(2)?, row.get(9)?);
            stream::parts(&self.conn, book, row, |entry| {
                let Entry { id, year, group, hours, days, starts, ends, topics, .. } = entry;
                entries.push(Kept {
                    id,
                    year,
                    form: form.clone(),
                    group,
                    title: title.clone(),
                    hours,
                    days,
                    starts,
                    ends,
                    topics,
                });
            })?;
        }
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
        let judge = book.judge(year, today);
        stream::each(&self.conn, book, whom, |cadre, entries| {
            let verdicts = book.verdicts(&judge, cadre, entries);
            each(&Judged { cadre, entries, verdicts: &verdicts })
        })
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
