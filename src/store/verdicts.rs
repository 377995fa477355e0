//! Verdicts kept in the file (table `warning`): what the rules say of everyone who has not met them, as of one day.
//!
//! They are derived, never entered: whatever changes an entry, a person, an exception, a rule or a choice changes them in
//! the same transaction, an undo too; [`rebuild`] makes all of them from nothing and must find the same. A day that passes
//! changes only levels, and each row knows the last day of its own ([`advance`]). How levels went is logged beside them.

mod block;
mod side;

use super::{
    Reader, Result, Store,
    ledger::{Cadre, Rulebook, Whom, stream},
};
use crate::domain::{
    calendar::{add_days, day as parse, iso},
    hours::{Entry, Judge, Level, Period, Reason},
};
use block::Keeper;
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// Says how many people are done; false stops.
pub type Going<'a> = &'a mut dyn FnMut(u64) -> bool;

/// The last day of what no day changes.
const EVER: &str = "9999-12-31";
/// More people than this and an eighth of all: everyone is judged in one walk.
const MANY: usize = 2_000;
/// People whose rows are written together.
const STEP: usize = 1_024;
/// The page cache while everyone is judged, as SQLite counts it: KiB below zero.
const ROOM: i64 = -32_768;
/// Bits of a row's id below those of the person: five for the year, seven for the rule.
const BITS: u32 = 12;

/// A verdict as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Made of person, year and rule.
    pub id: i64,
    /// Who.
    pub cadre: i64,
    /// Code of the rule.
    pub rule: String,
    /// The year.
    pub year: i32,
    /// How urgent.
    pub level: Level,
    /// Why.
    pub reason: Reason,
    /// What the rule asks.
    pub target: f64,
    /// What there is.
    pub got: f64,
    /// What is missing.
    pub missing: f64,
    /// The last day of this level, ISO.
    pub until: String,
}

/// What changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// New rows.
    pub added: usize,
    /// Rows that say something else than before.
    pub changed: usize,
    /// Rows that are gone.
    pub ended: usize,
}

/// The day the verdicts are of; `None` before the first.
pub fn day(conn: &Connection) -> Result<Option<NaiveDate>> {
    let text: Option<String> = conn.prepare_cached("SELECT day FROM verdict_day")?.query_row([], |row| row.get(0)).optional()?;
    Ok(text.as_deref().and_then(parse))
}

/// The years kept, earliest first: the day's, the one before, and those asked for.
pub fn years(conn: &Connection, day: NaiveDate) -> Result<BTreeSet<i32>> {
    let mut years = BTreeSet::from([day.year() - 1, day.year()]);
    let mut stmt = conn.prepare_cached("SELECT year FROM verdict_year")?;
    for year in stmt.query_map([], |row| row.get(0))? {
        years.insert(year?);
    }
    Ok(years)
}

/// Everything that judges, for each year kept.
pub(super) struct Court<'b> {
    book: &'b Rulebook,
    judges: Vec<Judge<'b, 'b>>,
    day: NaiveDate,
}

impl<'b> Court<'b> {
    pub(super) fn new(book: &'b Rulebook, years: &BTreeSet<i32>, day: NaiveDate) -> Self {
        Self { book, judges: years.iter().map(|year| book.judge(*year, day).only_figures()).collect(), day }
    }

    /// The rows of a person, by id: verdicts of the day's year that are not met, and of earlier ones what is overdue.
    pub(super) fn rows(&self, cadre: &Cadre, entries: &[Entry<'b>]) -> Vec<Row> {
        let mut rows = Vec::new();
        for judge in &self.judges {
            let past = judge.year() < self.day.year();
            for verdict in self.book.verdicts(judge, cadre, entries) {
                if verdict.met || (past && verdict.level != Level::Overdue) {
                    continue;
                }
                let Some(number) = self.book.number(&verdict.rule.code) else { continue };
                let year = judge.year();
                rows.push(Row {
                    id: row_id(cadre.id, year, number),
                    cadre: cadre.id,
                    rule: verdict.rule.code.clone(),
                    year,
                    level: verdict.level,
                    reason: verdict.reason,
                    target: verdict.target,
                    got: verdict.got,
                    missing: verdict.missing,
                    until: if past { EVER.to_owned() } else { iso(judge.until(&verdict)) },
                });
            }
        }
        rows.sort_by_key(|row| row.id);
        rows
    }
}

fn row_id(cadre: i64, year: i32, rule: usize) -> i64 {
    (cadre << BITS) | (i64::from(year.rem_euclid(32)) << 7) | i64::try_from(rule & 127).unwrap_or(0)
}

/// What a journal entry changed of what verdicts follow from.
enum Causes {
    Nothing,
    People(BTreeSet<i64>),
    Everything,
}

/// Brings the verdicts up to a journal entry, within its transaction.
pub(super) fn refresh(conn: &Connection, journal: i64) -> Result<()> {
    let causes = causes(conn, journal)?;
    if matches!(causes, Causes::Nothing) {
        return Ok(());
    }
    let Some(day) = day(conn)? else {
        let at: String = conn.query_row("SELECT at FROM journal WHERE id = ?1", [journal], |row| row.get(0))?;
        let Some(today) = at.get(..10).and_then(parse) else { return Ok(()) };
        set_day(conn, today)?;
        return rebuild(conn, today, &mut |_| true).map(|_| ());
    };
    match causes {
        Causes::People(people) if !many(conn, people.len())? => {
            let only = if people.len() == 1 { people.first().copied() } else { None };
            let book = Rulebook::load(conn, only)?;
            let court = Court::new(&book, &years(conn, day)?, day);
            people.into_iter().try_for_each(|id| person(conn, &court, id))
        }
        _ => rebuild(conn, day, &mut |_| true).map(|_| ()),
    }
}

fn many(conn: &Connection, people: usize) -> Result<bool> {
    if people <= MANY {
        return Ok(false);
    }
    let all: i64 =
        conn.query_row("SELECT coalesce(max(n), 0) FROM row_count WHERE table_name = 'cadre'", [], |row| row.get(0))?;
    Ok(people > usize::try_from(all).unwrap_or(0) / 8)
}

fn causes(conn: &Connection, journal: i64) -> Result<Causes> {
    let mut stmt = conn.prepare_cached(
        "SELECT table_name, row_id, before, after FROM change WHERE journal_id = ?1 AND table_name IN
         ('hour_entry', 'hour_share', 'hour_exception', 'cadre', 'hour_rule', 'office_setting', 'code', 'programme', 'programme_member') ORDER BY id",
    )?;
    let mut rows = stmt.query([journal])?;
    let mut people = BTreeSet::new();
    while let Some(row) = rows.next()? {
        match row.get_ref(0)?.as_str().unwrap_or_default() {
            "cadre" => {
                people.insert(row.get(1)?);
            }
            "hour_entry" | "hour_exception" | "programme_member" => {
                for side in 2..4 {
                    people.extend(row.get_ref(side)?.as_str_or_null().unwrap_or_default().and_then(owner));
                }
            }
            // A rule may name it; only a name changes whom.
            "programme" => {
                let name =
                    |n: usize| row.get_ref(n).map(|v| v.as_str_or_null().ok().flatten().and_then(|text| field(text, "name")));
                if name(2)? != name(3)? && names_programmes(conn)? {
                    return Ok(Causes::Everything);
                }
            }
            // It comes with its entry, or is changed by itself.
            "hour_share" => people.extend(entry_owner(conn, &row.get::<_, Option<String>>(3)?)?),
            // Of the code lists only the forms of study judge.
            "code" => {
                let forms = |n: usize| {
                    let json = row.get_ref(n).ok().and_then(|v| v.as_str_or_null().ok().flatten());
                    json.and_then(|json| field(json, "list")).is_some_and(|list| list == "\"hour_form\"")
                };
                if forms(2) || forms(3) {
                    return Ok(Causes::Everything);
                }
            }
            _ => return Ok(Causes::Everything),
        }
    }
    Ok(if people.is_empty() { Causes::Nothing } else { Causes::People(people) })
}

/// A field of a row of the journal.
fn field(json: &str, name: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(value[name].to_string())
}

/// True where a rule is about the people of a programme.
fn names_programmes(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM hour_rule WHERE scope LIKE '%programme:%')";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The person in a row of the journal. Read by hand: an import has a hundred thousand of them.
fn owner(json: &str) -> Option<i64> {
    let (_, rest) = json.split_once("\"cadre_id\":")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

fn entry_owner(conn: &Connection, share: &Option<String>) -> Result<Option<i64>> {
    let json = share.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let Some(entry) = json.and_then(|v| v["entry_id"].as_i64()) else { return Ok(None) };
    let mut stmt = conn.prepare_cached("SELECT cadre_id FROM hour_entry WHERE id = ?1")?;
    Ok(stmt.query_row([entry], |row| row.get(0)).optional()?)
}

/// Judges one person anew.
fn person(conn: &Connection, court: &Court, id: i64) -> Result<()> {
    let mut keeper = Keeper::open(conn, court.day)?;
    let found = stream::one(conn, court.book, id)?;
    let rows = found.map(|(cadre, entries)| court.rows(&cadre, &entries)).unwrap_or_default();
    keeper.settle(id, id, &rows)?;
    keeper.close()
}

/// Judges everyone anew, within the caller's transaction; `None` where `going` stopped it, with half of it done.
pub fn rebuild(conn: &Connection, day: NaiveDate, going: Going) -> Result<Option<Changed>> {
    // Pages are gone back to again and again; with the usual room most would be written twice.
    let usual: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    conn.pragma_update(None, "cache_size", usual.min(ROOM))?;
    // Every word of a row comes from a list of the domain, so the table's checks of them would find nothing.
    conn.pragma_update(None, "ignore_check_constraints", true)?;
    let done = anew(conn, day, going);
    conn.pragma_update(None, "ignore_check_constraints", false)?;
    conn.pragma_update(None, "cache_size", usual)?;
    done
}

fn anew(conn: &Connection, day: NaiveDate, going: Going) -> Result<Option<Changed>> {
    let book = Rulebook::load(conn, None)?;
    let court = Court::new(&book, &years(conn, day)?, day);
    let empty = !conn.query_row("SELECT EXISTS (SELECT 1 FROM warning)", [], |row| row.get::<_, bool>(0))?;
    let mut keeper = if empty { Keeper::fill(conn, day)? } else { Keeper::open(conn, day)? };
    if !side::everyone(conn, &court, &mut keeper, going)? {
        return Ok(None);
    }
    let changed = keeper.changed;
    keeper.close()?;
    Ok(Some(changed))
}

/// Brings levels to another day, within the caller's transaction: only rows whose level ends before it are looked at,
/// unless the year or a rule changed between.
pub fn advance(conn: &Connection, today: NaiveDate, going: Going) -> Result<Option<Changed>> {
    let was = day(conn)?;
    if was == Some(today) {
        return Ok(Some(Changed::default()));
    }
    set_day(conn, today)?;
    let book = Rulebook::load(conn, None)?;
    if was.is_none_or(|was| was > today || was.year() != today.year() || turns(&book, was, today)) {
        return rebuild(conn, today, going);
    }
    let mut stmt = conn.prepare("SELECT DISTINCT cadre_id FROM warning WHERE until_on < ?1 ORDER BY cadre_id")?;
    let people: Vec<i64> = stmt.query_map([iso(today)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if many(conn, people.len())? {
        return rebuild(conn, today, going);
    }
    let court = Court::new(&book, &years(conn, today)?, today);
    for (n, id) in (1..).zip(&people) {
        person(conn, &court, *id)?;
        if n % 256 == 0 && !going(n) {
            return Ok(None);
        }
    }
    Ok(Some(Changed { changed: people.len(), ..Changed::default() }))
}

/// True where a rule begins or ends after one day and not after another, or has a window that moves with the day.
fn turns(book: &Rulebook, was: NaiveDate, today: NaiveDate) -> bool {
    let between = |date: NaiveDate| was < date && date <= today;
    book.rules.iter().any(|rule| {
        let rolls = rule.period == Period::FiveYearRolling && rule.valid_on(today);
        rolls || between(rule.valid_from) || rule.valid_until.is_some_and(|until| between(add_days(until, 1)))
    })
}

fn set_day(conn: &Connection, day: NaiveDate) -> Result<()> {
    if conn.execute("UPDATE verdict_day SET day = ?1", [iso(day)])? == 0 {
        conn.execute("INSERT INTO verdict_day (only_row, day) VALUES (1, ?1)", [iso(day)])?;
    }
    Ok(())
}

impl Reader {
    /// The day the verdicts are of; `None` before the first.
    pub fn verdict_day(&self) -> Result<Option<NaiveDate>> {
        day(&self.conn)
    }

    /// True where verdicts of this year are kept.
    pub fn keeps(&self, year: i32) -> Result<bool> {
        let Some(day) = day(&self.conn)? else { return Ok(false) };
        Ok(years(&self.conn, day)?.contains(&year))
    }
}

/// A verdict kept that the rules do not give, or the other way round: level and missing hours of each side.
pub struct Difference {
    /// Who.
    pub cadre: i64,
    /// What is kept.
    pub kept: Option<(String, f64)>,
    /// What the rules give.
    pub right: Option<(String, f64)>,
}

impl Reader {
    /// Makes every verdict of the day they are of from nothing and compares; `None` where `going` stopped it.
    pub fn differing_verdicts(&self, going: Going) -> Result<Option<Vec<Difference>>> {
        let Some(day) = day(&self.conn)? else { return Ok(Some(Vec::new())) };
        let book = Rulebook::load(&self.conn, None)?;
        let court = Court::new(&book, &years(&self.conn, day)?, day);
        let (mut differing, mut failed, mut done, mut stopped) = (Vec::new(), None, 0, false);
        stream::each(&self.conn, &book, Whom::All, |cadre, entries| {
            match differences(&self.conn, cadre.id, &court.rows(cadre, entries)) {
                Ok(found) => differing.extend(found),
                Err(error) => failed = Some(error),
            }
            done += 1;
            stopped = done % 256 == 0 && !going(done);
            failed.is_none() && !stopped
        })?;
        match failed {
            Some(error) => Err(error),
            None => Ok((!stopped).then_some(differing)),
        }
    }
}

fn differences(conn: &Connection, cadre: i64, right: &[Row]) -> Result<Vec<Difference>> {
    let mut stmt = conn.prepare_cached("SELECT id, level, missing FROM warning WHERE cadre_id = ?1")?;
    let kept = stmt.query_map([cadre], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    let mut kept: std::collections::BTreeMap<i64, (String, f64)> = kept.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for row in right {
        let right = (row.level.code().to_owned(), row.missing);
        let was = kept.remove(&row.id);
        if was.as_ref().is_none_or(|was| was.0 != right.0 || (was.1 - right.1).abs() > 0.01) {
            found.push(Difference { cadre, kept: was, right: Some(right) });
        }
    }
    found.extend(kept.into_values().map(|kept| Difference { cadre, kept: Some(kept), right: None }));
    Ok(found)
}

impl Store {
    /// Brings the verdicts to today. `None` where `going` stopped it: then nothing changed.
    pub fn advance_verdicts(&mut self, today: NaiveDate, going: Going) -> Result<Option<Changed>> {
        self.whole(|conn| advance(conn, today, going))
    }

    /// Makes all verdicts from nothing as of today, also those of `year`.
    pub fn rebuild_verdicts(&mut self, year: i32, today: NaiveDate, going: Going) -> Result<Option<Changed>> {
        self.whole(|conn| {
            set_day(conn, today)?;
            if !years(conn, today)?.contains(&year) {
                conn.execute("INSERT INTO verdict_year (year) VALUES (?1)", [year])?;
            }
            rebuild(conn, today, going)
        })
    }

    /// All or nothing: gives up what was done where the work was stopped.
    fn whole(&mut self, work: impl FnOnce(&Connection) -> Result<Option<Changed>>) -> Result<Option<Changed>> {
        let mut stopped = false;
        let done = self.note(|conn| {
            let changed = work(conn)?;
            stopped = changed.is_none();
            // Only an error gives the transaction up.
            changed.ok_or(super::Error::Gone)
        });
        if stopped { Ok(None) } else { done.map(Some) }
    }
}
