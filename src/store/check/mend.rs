//! Mending what the program can mend by itself: one step of the journal, taken back as any other.
//!
//! What is derived (keys, counts) is made anew without one, because nothing of the office changes. Two records become
//! one only where nothing they hold contradicts; otherwise a person decides.

use crate::{
    catalog::{self, Field, Register},
    domain::{
        calendar::day,
        finding::{Auto, Finding, Mend, person::whole_number},
        hours::share::share,
        id_card,
        value::Value,
    },
    store::{Act, Error, Result, Store, Tx, schema, search},
    text::check as w,
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, params};

/// What mending came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Findings mended.
    pub done: usize,
    /// Findings that only a person can mend.
    pub left: usize,
}

impl Store {
    /// Mends findings of one rule.
    ///
    /// # Errors
    /// [`Error::Unmet`] where the program cannot mend this rule, or the only finding asked for needs a person.
    pub fn mend(&mut self, act: &Act, today: NaiveDate, findings: &[Finding]) -> Result<Mended> {
        let Some(first) = findings.first() else { return Ok(Mended::default()) };
        let Mend::Auto(auto) = first.rule.mend else { return Err(Error::Unmet(w::BY_HAND)) };
        match auto {
            Auto::Keys => self.keys(findings),
            Auto::Counts => self.counts(),
            Auto::Warnings => self.warnings(today),
            _ => self.rows(act, today, auto, findings),
        }
    }

    fn keys(&mut self, findings: &[Finding]) -> Result<Mended> {
        let registers: Vec<&'static Register> = findings.iter().filter_map(|f| catalog::register(f.kind)).collect();
        self.note(|conn| {
            registers.iter().try_for_each(|register| search::rebuild(conn, register))?;
            Ok(Mended { done: registers.len(), left: 0 })
        })
    }

    fn counts(&mut self) -> Result<Mended> {
        self.note(|conn| {
            let mut done = 0;
            for table in schema::tables(conn)? {
                let sql = format!("UPDATE row_count SET n = (SELECT count(*) FROM {table}) WHERE table_name = ?1 AND n <> (SELECT count(*) FROM {table})");
                done += conn.execute(&sql, [&table])?;
            }
            Ok(Mended { done, left: 0 })
        })
    }

    fn warnings(&mut self, today: NaiveDate) -> Result<Mended> {
        let kept = self.rebuild_verdicts(today.year(), today, &mut |_| true)?.unwrap_or_default();
        Ok(Mended { done: (kept.added + kept.changed + kept.ended).max(1), left: 0 })
    }

    fn rows(&mut self, act: &Act, today: NaiveDate, auto: Auto, findings: &[Finding]) -> Result<Mended> {
        let label = format!("check {}", findings.first().map_or("", |f| f.kind));
        self.write(act, &label, |tx| {
            let mut mended = Mended::default();
            for finding in findings {
                let done = match auto {
                    Auto::FromNumber => from_number(tx, finding.id)?,
                    Auto::Tidy => tidy(tx, finding, today)?,
                    Auto::Merge => merge(tx, finding)?,
                    Auto::Order => order(tx, finding.id)?,
                    Auto::Shares => shares(tx, finding.id)?,
                    Auto::Keys | Auto::Counts | Auto::Warnings => false,
                };
                mended.done += usize::from(done);
                mended.left += usize::from(!done);
            }
            if mended.done == 0 { Err(Error::Unmet(w::NOT_SAFE)) } else { Ok(mended) }
        })
    }
}

fn cadres() -> Result<&'static Register> {
    catalog::register("cadre").ok_or(Error::Gone)
}

fn text(tx: &Tx, sql: &str, id: i64) -> Result<Option<String>> {
    Ok(tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.flatten())
}

fn from_number(tx: &Tx, id: i64) -> Result<bool> {
    let Some(number) = text(tx, "SELECT id_card FROM cadre WHERE id = ?1", id)? else { return Ok(false) };
    let Some(card) = id_card::parse(&number).ok().filter(|card| card.sound) else { return Ok(false) };
    let Some(birth) = card.birth() else { return Ok(false) };
    let sql = "UPDATE cadre SET birth = coalesce(birth, ?2), sex = coalesce(sex, ?3), version = version + 1
         WHERE id = ?1 AND (birth IS NULL OR sex IS NULL)";
    Ok(tx.execute(sql, params![id, birth, card.sex()])? > 0)
}

fn tidy(tx: &Tx, finding: &Finding, today: NaiveDate) -> Result<bool> {
    let Some(register) = catalog::register(finding.kind) else { return Ok(false) };
    let field = register.title_field();
    let sql = format!("SELECT {} FROM {} WHERE id = ?1", field.name, register.table);
    let Some(now) = text(tx, &sql, finding.id)? else { return Ok(false) };
    let Some((right, _)) = super::texts::tidy(field, &now, today).filter(|(right, _)| *right != now) else { return Ok(false) };
    let Some(version) = tx.version(register, finding.id)? else { return Ok(false) };
    // A name that is taken in its tidy form stays; two records of one name are another finding.
    match tx.update(register, finding.id, version, &vec![(field, Value::text(right))]) {
        Err(Error::Refused(_)) => Ok(false),
        done => done.map(|()| true),
    }
}

fn order(tx: &Tx, id: i64) -> Result<bool> {
    let sql =
        "UPDATE cadre SET unit_order = coalesce((SELECT sort_no FROM unit WHERE id = cadre.unit_id), 0), version = version + 1
         WHERE id = ?1";
    Ok(tx.execute(sql, [id])? > 0)
}

/// First and last day, hours, days, class, year.
type Entry = (Option<String>, Option<String>, f64, Option<f64>, Option<i64>, Option<i64>);

fn shares(tx: &Tx, id: i64) -> Result<bool> {
    let sql = "SELECT starts_on, ends_on, hours, days, class_id, year FROM hour_entry WHERE id = ?1";
    let found: Option<Entry> = tx
        .query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
        .optional()?;
    let Some((starts, ends, hours, days, class, year)) = found else { return Ok(false) };
    tx.execute("DELETE FROM hour_share WHERE entry_id = ?1", [id])?;
    if year.is_some() {
        return Ok(true);
    }
    let (Some(starts), Some(ends)) = (starts.as_deref().and_then(day), ends.as_deref().and_then(day)) else { return Ok(false) };
    let mut stmt = tx.prepare_cached("SELECT DISTINCT date FROM session WHERE class_id = ?1 ORDER BY date")?;
    let dates: Vec<String> = stmt.query_map([class], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let timetable: Vec<NaiveDate> = dates.iter().filter_map(|d| day(d)).collect();
    for part in share(starts, ends, hours, days, &timetable) {
        let new = tx.next_id("hour_share")?;
        tx.execute(
            "INSERT INTO hour_share (id, entry_id, year, hours, days) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![new, id, part.year, part.hours, part.days],
        )?;
    }
    Ok(true)
}

/// Fields that say nothing against two records being one: the kept one's stand.
const INDIFFERENT: &[&str] = &["sort_no", "note", "pinyin", "staff_no", "tags"];

/// What the kept record takes over from the other; `None` where something contradicts.
fn taken_over(register: &'static Register, kept: &[Value], gone: &[Value]) -> Option<Vec<(&'static Field, Value)>> {
    let mut taken = Vec::new();
    let fields = register.fields.iter().filter(|f| f.entered());
    for (field, (kept, gone)) in fields.zip(kept.iter().zip(gone)) {
        if gone.is_null() || kept == gone || INDIFFERENT.contains(&field.name) {
            continue;
        }
        let (a, b) = (kept.to_string(), gone.to_string());
        let same_number = field.name == "id_card" && whole_number(&a).is_some() && whole_number(&a) == whole_number(&b);
        match (kept.is_null(), field.name) {
            (true, _) => taken.push((field, gone.clone())),
            // The day says more than the month.
            (false, _) if b.starts_with(&a) && field.name.ends_with("birth") => taken.push((field, gone.clone())),
            (false, _) if a.starts_with(&b) && field.name.ends_with("birth") => {}
            (false, _) if same_number => {}
            (false, _) => return None,
        }
    }
    Some(taken)
}

fn values(tx: &Tx, register: &Register, id: i64) -> Result<Option<Vec<Value>>> {
    let names: Vec<&str> = register.fields.iter().filter(|f| f.entered()).map(|f| f.name).collect();
    let sql = format!("SELECT {} FROM {} WHERE id = ?1", names.join(", "), register.table);
    let read = |row: &rusqlite::Row| (0..names.len()).map(|n| row.get::<_, Value>(n)).collect::<rusqlite::Result<Vec<_>>>();
    Ok(tx.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

/// The record that is kept and the one that goes: the one with an identity number stays, the longer one, else the older.
fn which(tx: &Tx, finding: &Finding) -> Result<Option<(i64, i64)>> {
    let Some(other) = finding.other else { return Ok(None) };
    let sql = "SELECT coalesce(length(id_card), 0) FROM cadre WHERE id = ?1";
    let length = |id: i64| tx.query_row(sql, [id], |row| row.get::<_, i64>(0)).optional();
    let (Some(here), Some(there)) = (length(finding.id)?, length(other)?) else { return Ok(None) };
    let kept = match here.cmp(&there) {
        std::cmp::Ordering::Equal => finding.id.min(other),
        std::cmp::Ordering::Greater => finding.id,
        std::cmp::Ordering::Less => other,
    };
    Ok(Some((kept, if kept == other { finding.id } else { other })))
}

/// Two records of a person into one: what leads to one that goes leads to the one that stays. False where they
/// contradict each other, or stand side by side in the same list.
fn merge(tx: &Tx, finding: &Finding) -> Result<bool> {
    let register = cadres()?;
    let Some((kept, gone)) = which(tx, finding)? else { return Ok(false) };
    let (Some(a), Some(b)) = (values(tx, register, kept)?, values(tx, register, gone)?) else { return Ok(false) };
    let Some(taken) = taken_over(register, &a, &b) else { return Ok(false) };
    tx.execute_batch("SAVEPOINT merging")?;
    match join(tx, register, kept, gone, &taken) {
        Ok(()) => {
            tx.execute_batch("RELEASE merging")?;
            Ok(true)
        }
        Err(Error::Refused(_)) => {
            tx.execute_batch("ROLLBACK TO merging; RELEASE merging")?;
            Ok(false)
        }
        Err(other) => Err(other),
    }
}

fn join(tx: &Tx, register: &'static Register, kept: i64, gone: i64, taken: &Vec<(&'static Field, Value)>) -> Result<()> {
    for (table, column) in leads_to(tx, register.table)? {
        tx.execute(&format!("UPDATE {table} SET {column} = ?1, version = version + 1 WHERE {column} = ?2"), [kept, gone])?;
    }
    let version = tx.version(register, gone)?.ok_or(Error::Gone)?;
    tx.delete(register, gone, version)?;
    if !taken.is_empty() {
        let version = tx.version(register, kept)?.ok_or(Error::Gone)?;
        tx.update(register, kept, version, taken)?;
    }
    Ok(())
}

/// Tables and columns that refer to a table.
fn leads_to(tx: &Tx, table: &str) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for other in schema::tables(tx)? {
        let mut stmt = tx.prepare("SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE \"table\" = ?2")?;
        for column in stmt.query_map([&other, table], |row| row.get::<_, String>(0))? {
            found.push((other.clone(), column?));
        }
    }
    Ok(found)
}
