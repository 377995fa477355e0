//! Many ledgers, one after the other.
//!
//! Everyone's is one walk over people and one over the index of entries by person, side by side: the index has all that
//! a verdict needs, so that the entries themselves, which lie in the order in which they came, are never fetched.

use super::{Cadre, Rulebook, Whom, cadre};
use crate::{
    domain::{
        calendar::first_day,
        hours::{Entry, Group},
    },
    store::Result,
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row, Rows, fallible_streaming_iterator::FallibleStreamingIterator, types::ValueRef};

/// Columns of a person.
pub(super) const CADRE: &str = "c.id, c.name, c.unit_id, c.position, c.level, c.level_since, c.rank, c.category, c.party, c.tags";

/// Columns of an entry, all in the index by person.
pub(super) const ENTRY: &str = "e.id, e.year, e.form, e.hours, e.days, e.starts_on, e.ends_on, e.cadre_id, e.topics";

/// Gives each person in service with their entries; stops where `each` returns false.
pub(in crate::store) fn each<'b>(
    conn: &Connection,
    book: &'b Rulebook,
    whom: Whom,
    each: impl FnMut(&mut Cadre, &[Entry<'b>]) -> bool,
) -> Result<()> {
    match whom {
        Whom::All => all(conn, book, each),
        Whom::Unit(unit) => {
            let order = "c.unit_id = ?1 AND c.active = 1 ORDER BY c.sort_no, c.id";
            some(conn, book, order, unit, each)
        }
        Whom::Under(unit) => {
            let order = "c.unit_id IN (WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below
                ON u.parent_id = below.id) SELECT id FROM below) AND c.active = 1 ORDER BY c.unit_order, c.unit_id, c.sort_no, c.id";
            some(conn, book, order, unit, each)
        }
    }
}

/// One person in service with their entries; `None` for one who is gone or not in service.
pub(in crate::store) fn one<'b>(conn: &Connection, book: &'b Rulebook, id: i64) -> Result<Option<(Cadre, Vec<Entry<'b>>)>> {
    let mut found = None;
    some(conn, book, "c.id = ?1 AND c.active = 1", id, |cadre, entries| {
        found = Some((cadre.clone(), entries.to_vec()));
        true
    })?;
    Ok(found)
}

fn all<'b>(conn: &Connection, book: &'b Rulebook, mut each: impl FnMut(&mut Cadre, &[Entry<'b>]) -> bool) -> Result<()> {
    let mut people = conn.prepare_cached(&format!("SELECT {CADRE} FROM cadre c WHERE c.active = 1 ORDER BY c.id"))?;
    let mut people = people.query([])?;
    let mut ledger = conn
        .prepare_cached(&format!("SELECT {ENTRY} FROM hour_entry e INDEXED BY hour_entry_cadre ORDER BY e.cadre_id, e.year"))?;
    let mut ledger = ledger.query([])?;
    let mut entries: Vec<Entry> = Vec::new();
    // Whose the entry is at which the walk stands; `None` at its end.
    let mut owner = next(&mut ledger)?;
    while let Some(row) = people.next()? {
        let mut cadre = cadre(row)?;
        entries.clear();
        while let Some(id) = owner.filter(|id| *id <= cadre.id) {
            if id == cadre.id
                && let Some(row) = ledger.get()
            {
                parts(conn, book, row, |entry| entries.push(entry))?;
            }
            owner = next(&mut ledger)?;
        }
        if !each(&mut cadre, &entries) {
            break;
        }
    }
    Ok(())
}

fn next(rows: &mut Rows) -> Result<Option<i64>> {
    Ok(rows.next()?.map(|row| row.get(7)).transpose()?)
}

fn some<'b>(
    conn: &Connection,
    book: &'b Rulebook,
    which: &str,
    value: i64,
    mut each: impl FnMut(&mut Cadre, &[Entry<'b>]) -> bool,
) -> Result<()> {
    let mut people = conn.prepare_cached(&format!("SELECT {CADRE} FROM cadre c WHERE {which}"))?;
    let mut people = people.query([value])?;
    let mut ledger = conn.prepare_cached(&format!(
        "SELECT {ENTRY} FROM hour_entry e INDEXED BY hour_entry_cadre WHERE e.cadre_id = ?1 ORDER BY e.year"
    ))?;
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(row) = people.next()? {
        let mut cadre = cadre(row)?;
        entries.clear();
        let mut rows = ledger.query([cadre.id])?;
        while let Some(row) = rows.next()? {
            parts(conn, book, row, |entry| entries.push(entry))?;
        }
        if !each(&mut cadre, &entries) {
            break;
        }
    }
    Ok(())
}

/// An entry as it counts: once; or, over a New Year, once for each year it has a share in.
pub(super) fn parts<'b>(conn: &Connection, book: &'b Rulebook, row: &Row, mut each: impl FnMut(Entry<'b>)) -> Result<()> {
    let (entry, year) = entry(book, row)?;
    if let Some(year) = year {
        each(Entry { year, ..entry });
        return Ok(());
    }
    let shares = shares(conn, entry.id)?;
    for (year, hours, days) in &shares {
        each(Entry { year: *year, hours: *hours, days: *days, ..entry });
    }
    let known = entry.ends.or(entry.starts).filter(|_| shares.is_empty());
    if let Some(date) = known {
        each(Entry { year: date.year(), ..entry });
    }
    Ok(())
}

fn shares(conn: &Connection, entry: i64) -> Result<Vec<(i32, f64, Option<f64>)>> {
    let mut stmt = conn.prepare_cached("SELECT year, hours, days FROM hour_share WHERE entry_id = ?1 ORDER BY year")?;
    let shares = stmt.query_map([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(shares.collect::<rusqlite::Result<_>>()?)
}

/// An entry and its year; without one, the year shares say in which years it counts.
fn entry<'b>(book: &'b Rulebook, row: &Row) -> rusqlite::Result<(Entry<'b>, Option<i32>)> {
    let (form, group) = match row.get_ref(2)? {
        ValueRef::Text(form) => book.form_of(form),
        _ => ("", Group::Offline),
    };
    let (starts, ends) = (date(row.get_ref(5)?), date(row.get_ref(6)?));
    let (id, hours, days) = (row.get(0)?, row.get(3)?, row.get(4)?);
    let words = if book.asks_topics() { row.get_ref(8)?.as_str_or_null().unwrap_or_default() } else { None };
    let topics = words.map_or(0, |words| book.topic_bits(words));
    Ok((Entry { id, year: 0, form, group, title: "", hours, days, starts, ends, topics }, row.get(1)?))
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
