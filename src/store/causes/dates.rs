//! What follows from a day that has come: obligations past their date, a year that ended, a programme whose deadline
//! passed. Each cause is looked at once and remembered, so that what an undo takes back does not come again by itself.

use super::{Owes, arise};
use crate::{
    domain::{
        calendar::{day, iso},
        make_up,
        states::Grounds,
    },
    store::{Act, Reader, Result, Store, Tx, guard::Role, history::OF_THE_DAY, ledger::Rulebook},
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, params};

/// What a day brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Obligations past their date.
    pub overdue: usize,
    /// New ones for a year that ended.
    pub year_gaps: usize,
    /// New ones for programmes whose deadline passed.
    pub programme_gaps: usize,
}

impl Found {
    /// True where nothing was found.
    #[must_use]
    pub fn nothing(self) -> bool {
        self == Self::default()
    }
}

/// Open obligations whose last day is over; one that is arranged waits for the end of its class. A month ends with its
/// last day.
const EXPIRED: &str = "SELECT m.id FROM make_up m LEFT JOIN training_class k ON k.id = m.to_class_id
    WHERE m.due_on < substr(?1, 1, length(m.due_on))
      AND (m.state = 'owed' OR (m.state = 'scheduled' AND coalesce(k.ends_on, k.starts_on, m.due_on) < ?1))";

impl Reader {
    /// True where a day that has come may have brought something that was not looked at.
    pub fn day_brings(&self, today: NaiveDate) -> Result<bool> {
        if self.verdict_day()?.is_some_and(|day| day != today) {
            return Ok(true);
        }
        let expired = format!("SELECT EXISTS ({EXPIRED})");
        let expired: bool = self.conn.prepare_cached(&expired)?.query_row([iso(today)], |row| row.get(0))?;
        Ok(expired || year_open(&self.conn, today)? || !programmes(&self.conn, today)?.is_empty())
    }
}

impl Store {
    /// Does what today brings, in two writes: verdicts as of today, and obligations in one step that one undo takes back.
    /// Only for whoever may change everything; nobody else's start changes what others see.
    pub fn bring_day(&mut self, act: &Act, today: NaiveDate) -> Result<Found> {
        if crate::store::guard::role(self.conn(), &act.actor)? != Role::Manager {
            return Ok(Found::default());
        }
        self.advance_verdicts(today, &mut |_| true)?;
        self.look_around(act, today, false)
    }

    /// Looks for obligations that a date has caused; `again` also at years and programmes looked at before.
    pub fn look_around(&mut self, act: &Act, today: NaiveDate, again: bool) -> Result<Found> {
        self.write(act, OF_THE_DAY, |tx| {
            let book = Rulebook::load(tx, Some(0))?;
            let overdue = expire(tx, today)?;
            let mut found = Found { overdue, ..Found::default() };
            if again || year_open(tx, today)? {
                found.year_gaps = year(tx, &book, today)?;
                remember(tx, "year_gap", &(today.year() - 1).to_string())?;
            }
            let due = if again { all_programmes(tx, today)? } else { programmes(tx, today)? };
            for programme in due {
                found.programme_gaps += programme_gaps(tx, &book, programme, today)?;
                remember(tx, "programme", &programme.to_string())?;
            }
            Ok(found)
        })
    }
}

fn expire(tx: &Tx, today: NaiveDate) -> Result<usize> {
    let ids: Vec<i64> =
        tx.prepare_cached(EXPIRED)?.query_map([iso(today)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let grounds = Grounds { reason: Some(crate::text::make_up::AT_DUE.zh), approver: None };
    Ok(tx.step_all("make_up", &ids, "expire", grounds)?.taken.len())
}

/// The year before was not looked at, its verdicts are kept, and the ledger has something of it: an office that begins
/// with this year's files must not find everyone short of the last.
fn year_open(conn: &Connection, today: NaiveDate) -> Result<bool> {
    if known(conn, "year_gap", &(today.year() - 1).to_string())? {
        return Ok(false);
    }
    // Asked at each start: a look at some of the people is enough.
    let any = "SELECT EXISTS (SELECT 1 FROM (SELECT id FROM cadre ORDER BY id LIMIT 2000) c
               JOIN hour_entry e ON e.cadre_id = c.id AND e.year = ?1)";
    if !conn.prepare_cached(any)?.query_row([today.year() - 1], |row| row.get::<_, bool>(0))? {
        return Ok(false);
    }
    Ok(crate::store::verdicts::day(conn)?.is_some_and(|day| day.year() == today.year()))
}

/// Everyone in service who ended the year short by a rule owes what is missing.
fn year(tx: &Tx, book: &Rulebook, today: NaiveDate) -> Result<usize> {
    let year = today.year() - 1;
    let sql = "SELECT w.cadre_id, w.rule_code, w.missing, c.unit_id FROM warning w JOIN cadre c ON c.id = w.cadre_id
               WHERE w.year = ?1 AND w.level = 'overdue' AND NOT EXISTS (SELECT 1 FROM make_up m WHERE m.cadre_id = w.cadre_id
                 AND m.cause = 'year_gap' AND m.cause_key IS NULL AND substr(m.arose_on, 1, 4) = ?2) ORDER BY w.id";
    let read = |row: &rusqlite::Row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?, row.get::<_, Option<i64>>(3)?))
    };
    let mut stmt = tx.prepare_cached(sql)?;
    let short: Vec<_> = stmt.query_map(params![year, (year + 1).to_string()], read)?.collect::<rusqlite::Result<_>>()?;
    let on = crate::domain::calendar::year_end(year);
    let mut arisen = 0;
    for (cadre, code, missing, unit) in short {
        let paper = book.rules.iter().find(|rule| rule.code == code && rule.current(&book.rules, on));
        let paper = paper.map_or_else(|| code.clone(), |rule| format!("{} {}", rule.name, rule.citation()));
        let owed = make_up::of_year(year, missing, &paper, &book.settings.make_up, today);
        let key = format!("year:{year}:{code}:{cadre}");
        let owes = Owes { key: &key, cadre, unit, class: None, nominee: None };
        arisen += usize::from(arise(tx, &owes, &owed)?);
    }
    Ok(arisen)
}

/// Programmes whose deadline passed and that were not looked at.
fn programmes(conn: &Connection, today: NaiveDate) -> Result<Vec<i64>> {
    let all = all_programmes(conn, today)?;
    let mut open = Vec::new();
    for id in all {
        if !known(conn, "programme", &id.to_string())? {
            open.push(id);
        }
    }
    Ok(open)
}

fn all_programmes(conn: &Connection, today: NaiveDate) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM programme WHERE deadline IS NOT NULL AND deadline < substr(?1, 1, length(deadline)) ORDER BY id";
    let mut stmt = conn.prepare_cached(sql)?;
    let ids = stmt.query_map([iso(today)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// Whoever is on a programme's list and not through at its deadline owes it.
fn programme_gaps(tx: &Tx, book: &Rulebook, programme: i64, today: NaiveDate) -> Result<usize> {
    let sql = "SELECT name, deadline, min_days FROM programme WHERE id = ?1";
    let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<f64>>(2)?));
    let (name, deadline, days) = tx.query_row(sql, [programme], read)?;
    let Some(deadline) = last_day(&deadline) else { return Ok(0) };
    let sql = "SELECT m.cadre_id, c.unit_id FROM programme_member m JOIN cadre c ON c.id = m.cadre_id
               WHERE m.programme_id = ?1 AND m.removed_on IS NULL AND m.done_on IS NULL AND c.active = 1
                 AND NOT EXISTS (SELECT 1 FROM nominee n JOIN call_up u ON u.id = n.call_up_id JOIN training_class k ON k.id = u.class_id
                   WHERE n.cadre_id = m.cadre_id AND k.programme_id = ?1 AND n.state = 'completed')
                 AND NOT EXISTS (SELECT 1 FROM make_up d WHERE d.cadre_id = m.cadre_id AND d.cause = 'programme_gap'
                   AND d.cause_key IS NULL AND d.state IN ('owed', 'scheduled', 'overdue')) ORDER BY m.cadre_id";
    let mut stmt = tx.prepare_cached(sql)?;
    let people: Vec<(i64, Option<i64>)> =
        stmt.query_map([programme], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let owed = make_up::of_programme(&name, deadline, days, book.worth(deadline).day, &book.settings.make_up, today);
    let mut arisen = 0;
    for (cadre, unit) in people {
        let key = format!("programme:{programme}:{cadre}");
        arisen += usize::from(arise(tx, &Owes { key: &key, cadre, unit, class: None, nominee: None }, &owed)?);
    }
    Ok(arisen)
}

/// A day, or the last day of a month.
fn last_day(text: &str) -> Option<NaiveDate> {
    let month = || crate::domain::calendar::first_day(text).map(|first| crate::domain::calendar::add_months(first, 1).pred_opt());
    day(text).or_else(|| month().flatten())
}

fn known(conn: &Connection, cause: &str, what: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM date_cause WHERE cause = ?1 AND what = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row([cause, what], |row| row.get(0))?)
}

pub(in crate::store) fn remember(tx: &Connection, cause: &str, what: &str) -> Result<()> {
    if !known(tx, cause, what)? {
        tx.execute("INSERT INTO date_cause (cause, what) VALUES (?1, ?2)", [cause, what])?;
    }
    Ok(())
}
