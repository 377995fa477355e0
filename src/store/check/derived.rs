//! What the program keeps for itself against what it would make now: keys, counts, order, parts of entries, warnings;
//! and references that lead nowhere.

use super::Sink;
use crate::{
    catalog::REGISTERS,
    domain::{
        calendar::{day, iso},
        finding::{Detail, Finding, rules as r},
    },
    store::{Reader, Result, reports::Step, search, warnings::Warned},
};
use chrono::Datelike;
use std::collections::HashMap;

pub(super) fn run(reader: &Reader, sink: &mut Sink) -> Result<bool> {
    if !keys(sink)? {
        return Ok(false);
    }
    counts(sink)?;
    order(sink)?;
    shares(sink)?;
    orphans(sink)?;
    if sink.wants(&r::WARNINGS) { warnings(reader, sink) } else { Ok(true) }
}

/// Keys and tags of each register: their sum now, and what making them anew comes to.
fn keys(sink: &mut Sink) -> Result<bool> {
    for register in REGISTERS.iter().copied() {
        if sink.kind.is_some_and(|kind| kind != register.kind) || search::fields(register).next().is_none() {
            continue;
        }
        let mut going = true;
        let (kept, made) = (search::kept_sum(sink.conn, register)?, {
            let large = register.kind == "cadre";
            search::made_sum(sink.conn, register, &mut |rows| {
                going = sink.go_on(if large { rows } else { 0 });
                going
            })?
        });
        if !going {
            return Ok(false);
        }
        if kept != made {
            let detail = Detail::Versus(kept.rows.to_string(), made.rows.to_string());
            sink.add(Finding::new(&r::KEYS, 0, register.kind, detail).of(register.kind));
        }
    }
    Ok(true)
}

fn counts(sink: &mut Sink) -> Result<()> {
    let conn = sink.conn;
    let mut stmt = conn.prepare("SELECT table_name, n FROM row_count ORDER BY table_name")?;
    let kept: Vec<(String, i64)> = stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (table, n) in kept {
        let Some(register) = REGISTERS.iter().find(|r| r.table == table) else { continue };
        let rows: i64 = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        if rows != n {
            let detail = Detail::Versus(n.to_string(), rows.to_string());
            sink.add(Finding::new(&r::COUNTS, 0, register.kind, detail).of(register.kind));
        }
    }
    Ok(())
}

fn order(sink: &mut Sink) -> Result<()> {
    let conn = sink.conn;
    let mut stmt = conn.prepare(
        "SELECT c.id, c.name, c.unit_order, coalesce(u.sort_no, 0) FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id
         WHERE c.unit_order <> coalesce(u.sort_no, 0)",
    )?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (name, is, should): (String, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        sink.add(Finding::new(&r::ORDER, row.get(0)?, name, Detail::Versus(is.to_string(), should.to_string())));
    }
    Ok(())
}

/// An entry without a year has its parts, and they add up; one with a year has none.
fn shares(sink: &mut Sink) -> Result<()> {
    let conn = sink.conn;
    let mut stmt = conn.prepare(
        "SELECT e.id, c.name, e.hours, s.sum FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id
           LEFT JOIN (SELECT entry_id, sum(hours) AS sum FROM hour_share GROUP BY entry_id) s ON s.entry_id = e.id
         WHERE (e.year IS NULL AND (s.sum IS NULL OR abs(s.sum - e.hours) > 0.01)) OR (e.year IS NOT NULL AND s.sum IS NOT NULL)",
    )?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (name, hours, sum): (String, f64, Option<f64>) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let detail = Detail::Versus(sum.unwrap_or(0.0).to_string(), hours.to_string());
        sink.add(Finding::new(&r::HOURS_SHARE, row.get(0)?, name, detail));
    }
    Ok(())
}

/// References that point at nothing; possible only where another program wrote.
fn orphans(sink: &mut Sink) -> Result<()> {
    let conn = sink.conn;
    let mut stmt = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let register = REGISTERS.iter().find(|r| r.table == table);
        let title = register.and_then(|_| id).map_or_else(|| table.clone(), |id| format!("{table} {id}"));
        let finding = Finding::new(&r::ORPHAN, id.filter(|_| register.is_some()).unwrap_or(0), title, Detail::With(parent));
        sink.add(finding.of(register.map_or("cadre", |r| r.kind)));
    }
    Ok(())
}

/// The warnings kept against those the rules make now. After a change of hours they are only old, not wrong.
fn warnings(reader: &Reader, sink: &mut Sink) -> Result<bool> {
    let year = sink.today.year();
    let standing = reader.warnings_since(year)?;
    let Some(since) = standing.day.as_deref().and_then(day) else { return Ok(true) };
    if standing.stale {
        let subject = iso(since).replace('-', ".");
        sink.add(Finding::new(&r::WARNINGS_STALE, 0, subject, Detail::None));
        return Ok(true);
    }
    let (from, whole, step): (u64, u64, Step) = (sink.at, sink.whole, sink.step);
    let Some(found) = reader.warned(year, since, &|done, _| step((from + done).min(whole), whole))? else { return Ok(false) };
    let mut now: HashMap<(i64, String), Warned> = found.into_iter().map(|w| ((w.cadre, w.rule.clone()), w)).collect();
    let conn = sink.conn;
    let mut stmt = conn.prepare(
        "SELECT w.id, w.cadre_id, c.name, w.rule_code, w.level, w.missing FROM warning w JOIN cadre c ON c.id = w.cadre_id WHERE w.year = ?1",
    )?;
    let mut rows = stmt.query([year])?;
    while let Some(row) = rows.next()? {
        let (cadre, name, rule): (i64, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (level, missing): (String, f64) = (row.get(4)?, row.get(5)?);
        let right = match now.remove(&(cadre, rule)) {
            Some(w) if w.level.code() == level && (w.missing - missing).abs() < 0.01 => continue,
            None if level == "normal" => continue,
            Some(w) => format!("{} {}", w.level.code(), w.missing),
            None => "normal".to_owned(),
        };
        sink.add(Finding::new(&r::WARNINGS, row.get(0)?, name, Detail::Versus(format!("{level} {missing}"), right)));
    }
    for w in now.into_values() {
        let name: String = conn.query_row("SELECT name FROM cadre WHERE id = ?1", [w.cadre], |row| row.get(0))?;
        let right = format!("{} {}", w.level.code(), w.missing);
        sink.add(Finding::new(&r::WARNINGS, w.cadre, name, Detail::Versus("-".to_owned(), right)).of("cadre"));
    }
    Ok(true)
}
