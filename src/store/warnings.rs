//! Warnings (学时预警): what the rules say of everyone on a day, kept so that lists, reminders and reports speak of the same.
//!
//! They are computed when somebody asks, not with each change: a leader wants the list of a day, and it must not move
//! while units are being told. What is kept says since when, and whether hours changed after. Who was reminded stays.

use super::{Act, Reader, Result, Store, Tx, ledger::Whom, reports::Step};
use crate::{
    domain::{calendar::iso, hours::Level},
    text::Lang,
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

/// People between two looks at whether to stop.
const LOOK: u64 = 512;

/// What a rule says of a person; only where there is something to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Warned {
    /// Who.
    pub cadre: i64,
    /// Code of the rule.
    pub rule: String,
    /// How urgent.
    pub level: Level,
    /// What the rule asks.
    pub target: f64,
    /// What there is.
    pub got: f64,
    /// What is missing.
    pub missing: f64,
    /// Why, in words.
    pub reason: String,
}

/// What keeping the warnings of a year changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// New ones.
    pub added: usize,
    /// Others than before.
    pub changed: usize,
    /// Ended.
    pub ended: usize,
}

/// Since when the warnings of a year stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The day they were computed, ISO; `None` if never.
    pub day: Option<String>,
    /// Hours, people, rules or exceptions changed since.
    pub stale: bool,
}

impl Reader {
    /// Judges everyone in service in a year as seen today; `None` where someone stopped it.
    pub fn warned(&self, year: i32, today: NaiveDate, step: Step) -> Result<Option<Vec<Warned>>> {
        let book = self.rulebook()?;
        let whole: i64 = self.conn.query_row("SELECT count(*) FROM cadre WHERE active = 1", [], |row| row.get(0))?;
        let whole = u64::try_from(whole).unwrap_or(0);
        let mut found = Vec::new();
        let (mut seen, mut stopped) = (0, false);
        self.judge(&book, Whom::All, year, today, |judged| {
            for verdict in judged.verdicts.iter().filter(|v| v.level != Level::Normal) {
                found.push(Warned {
                    cadre: judged.cadre.id,
                    rule: verdict.rule.code.clone(),
                    level: verdict.level,
                    target: verdict.target,
                    got: verdict.got,
                    missing: verdict.missing,
                    reason: verdict.describe(Lang::Zh),
                });
            }
            seen += 1;
            stopped = seen % LOOK == 0 && !step(seen, whole);
            !stopped
        })?;
        Ok((!stopped).then_some(found))
    }

    /// Since when the warnings of a year stand.
    pub fn warnings_since(&self, year: i32) -> Result<Standing> {
        let kept = self.setting("", &setting(year))?;
        let (day, journal) = match kept.as_deref().and_then(|text| text.split_once(' ')) {
            Some((day, journal)) => (Some(day.to_owned()), journal.parse().unwrap_or(0)),
            None => {
                let sql = "SELECT max(computed_on) FROM warning WHERE year = ?1";
                (self.conn.prepare_cached(sql)?.query_row([year], |row| row.get(0))?, 0_i64)
            }
        };
        let mut stmt = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM change WHERE journal_id > ?1
             AND table_name IN ('hour_entry', 'hour_exception', 'hour_rule', 'cadre'))",
        )?;
        let changed: bool = stmt.query_row([journal], |row| row.get(0))?;
        Ok(Standing { stale: changed && day.is_some(), day })
    }
}

impl Store {
    /// Keeps the warnings of a year as found: one write, one undo.
    pub fn keep_warnings(&mut self, act: &Act, year: i32, today: NaiveDate, found: &[Warned]) -> Result<Kept> {
        self.write(act, "warnings", |tx| {
            let kept = keep(tx, year, &iso(today), found)?;
            remember(tx, year, &iso(today))?;
            Ok(kept)
        })
    }
}

/// A warning as it stands: record, level, target, got, missing.
type Present = (i64, String, [f64; 3]);

fn keep(tx: &Tx, year: i32, day: &str, found: &[Warned]) -> Result<Kept> {
    let mut present = present(tx, year)?;
    let mut id = tx.next_id("warning")?;
    let mut kept = Kept::default();
    let mut add = tx.prepare(
        "INSERT INTO warning (id, cadre_id, rule_code, year, level, target, got, missing, reason, computed_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let mut change = tx.prepare(
        "UPDATE warning SET version = version + 1, level = ?2, target = ?3, got = ?4, missing = ?5, reason = ?6, computed_on = ?7
         WHERE id = ?1",
    )?;
    for w in found {
        let level = w.level.code();
        match present.remove(&(w.cadre, w.rule.clone())) {
            None => {
                add.execute(params![id, w.cadre, w.rule, year, level, w.target, w.got, w.missing, w.reason, day])?;
                id += 1;
                kept.added += 1;
            }
            Some((_, was, numbers)) if was == level && same(numbers, [w.target, w.got, w.missing]) => {}
            Some((old, ..)) => {
                change.execute(params![old, level, w.target, w.got, w.missing, w.reason, day])?;
                kept.changed += 1;
            }
        }
    }
    // What is left of those before no longer holds.
    for (old, was, [target, ..]) in present.into_values() {
        if was != Level::Normal.code() {
            change.execute(params![old, Level::Normal.code(), target, target, 0.0, None::<&str>, day])?;
            kept.ended += 1;
        }
    }
    Ok(kept)
}

/// Hours are kept to 0.01; less is no change.
fn same(a: [f64; 3], b: [f64; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.005)
}

fn present(tx: &Tx, year: i32) -> Result<HashMap<(i64, String), Present>> {
    let mut stmt = tx.prepare("SELECT id, cadre_id, rule_code, level, target, got, missing FROM warning WHERE year = ?1")?;
    let read = |row: &rusqlite::Row| {
        let numbers = [row.get(4)?, row.get(5)?, row.get(6)?];
        Ok(((row.get(1)?, row.get(2)?), (row.get(0)?, row.get(3)?, numbers)))
    };
    Ok(stmt.query_map([year], read)?.collect::<rusqlite::Result<_>>()?)
}

fn setting(year: i32) -> String {
    format!("warnings.{year}")
}

/// The day, and the last journal entry before this one. A write that changes nothing leaves no entry, and its number is
/// given again; so the number before is the safe one.
fn remember(tx: &Tx, year: i32, day: &str) -> Result<()> {
    let journal: Option<i64> = tx.query_row("SELECT journal_id FROM current_journal", [], |row| row.get(0)).optional()?;
    let value = format!("{day} {}", journal.unwrap_or(1) - 1);
    let name = setting(year);
    if tx.execute("UPDATE setting SET value = ?2 WHERE actor = '' AND name = ?1", [&name, &value])? == 0 {
        let sql = "INSERT INTO setting (id, actor, name, value) SELECT coalesce(max(id), 0) + 1, '', ?1, ?2 FROM setting";
        tx.execute(sql, [&name, &value])?;
    }
    Ok(())
}
