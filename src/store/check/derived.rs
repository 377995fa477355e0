//! What the program keeps for itself against what it would make now: keys, counts, order, parts of entries, warnings;
//! and references that lead nowhere.

use super::Sink;
use crate::{
    catalog::REGISTERS,
    domain::{
        calendar::iso,
        finding::{Detail, Finding, rules as r},
    },
    store::{Reader, Result, reports::Step, search},
};

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
        let title = register.and(id).map_or_else(|| table.clone(), |id| format!("{table} {id}"));
        let finding = Finding::new(&r::ORPHAN, id.filter(|_| register.is_some()).unwrap_or(0), title, Detail::With(parent));
        sink.add(finding.of(register.map_or("cadre", |r| r.kind)));
    }
    Ok(())
}

/// The warnings kept against those the rules make now. After a change of days they are only old, not wrong.
fn warnings(reader: &Reader, sink: &mut Sink) -> Result<bool> {
    let Some(day) = reader.verdict_day()? else { return Ok(true) };
    if day != sink.today {
        let subject = iso(day).replace('-', ".");
        sink.add(Finding::new(&r::WARNINGS_STALE, 0, subject, Detail::None));
    }
    let (from, whole, step): (u64, u64, Step) = (sink.at, sink.whole, sink.step);
    let Some(found) = reader.differing_verdicts(&mut |done| step((from + done).min(whole), whole))? else { return Ok(false) };
    let side = |side: Option<(String, f64)>| side.map_or_else(|| "-".to_owned(), |(level, missing)| format!("{level} {missing}"));
    for difference in found {
        let sql = "SELECT name FROM cadre WHERE id = ?1";
        let name: String = sink.conn.query_row(sql, [difference.cadre], |row| row.get(0))?;
        let detail = Detail::Versus(side(difference.kept), side(difference.right));
        sink.add(Finding::new(&r::WARNINGS, difference.cadre, name, detail).of("cadre"));
    }
    Ok(true)
}
