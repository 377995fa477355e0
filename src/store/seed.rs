//! Fills an empty database with the code lists, hour rules and conversions of the country.
//!
//! Rows, not code: an office changes them, adds to them, and ends their validity.

use super::{Result, Tx};
use crate::domain::{
    self,
    calendar::iso,
    rulebook::{self, CodeRow},
};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// Code lists, rules and conversions from `assets/rules`; the rules a new office starts with.
pub fn seed(tx: &Tx) -> Result<()> {
    fill(tx)
}

/// The same on a bare connection, for a database that is filled at once.
pub fn fill(conn: &Connection) -> Result<()> {
    codes(conn)?;
    rules(conn)?;
    fees(conn)?;
    conversions(conn)
}

fn fees(conn: &Connection) -> Result<()> {
    let mut add = conn.prepare(
        "INSERT INTO fee_standard (id, sort_no, level, fee, valid_from, doc_title, clause) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (n, (standard, title, clause)) in (1_i64..).zip(domain::fees::shipped()) {
        add.execute(params![n, standard.level, standard.fee, iso(standard.from), title, clause])?;
    }
    Ok(())
}

fn codes(conn: &Connection) -> Result<()> {
    add_codes(conn, 1, rulebook::codes().iter())
}

/// The code lists a file of an older program does not have at all. Of a list it has, the words are the office's own.
pub(super) fn later_lists(conn: &Connection) -> Result<()> {
    let mut lists = conn.prepare("SELECT DISTINCT list FROM code")?;
    let known: HashSet<String> = lists.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let next = conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM code", [], |row| row.get(0))?;
    add_codes(conn, next, rulebook::codes().iter().filter(|row| !known.contains(&row.list)))
}

fn add_codes<'a>(conn: &Connection, next: i64, rows: impl Iterator<Item = &'a CodeRow>) -> Result<()> {
    let mut add = conn.prepare(
        "INSERT INTO code (id, list, name, name_en, standard_code, parent, sort_no) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (n, row) in (next..).zip(rows) {
        add.execute(params![n, row.list, row.name, row.name_en, row.standard_code, row.group, row.sort_no])?;
    }
    Ok(())
}

fn rules(conn: &Connection) -> Result<()> {
    let mut add = conn.prepare(
        "INSERT INTO hour_rule (id, sort_no, code, name, scope, period, metric, target, alternative, valid_from, valid_until,
         doc_title, doc_no, clause, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    for (n, row) in (1_i64..).zip(rulebook::hour_rules().iter().filter(|r| r.adopt)) {
        let rule = &row.rule;
        add.execute(params![
            n,
            row.sort_no,
            rule.code,
            rule.name,
            row.scope,
            rule.period.code(),
            rule.metric.code(),
            rule.target,
            row.alternative,
            iso(rule.valid_from),
            rule.valid_until.map(iso),
            rule.doc_title,
            rule.doc_no,
            rule.clause,
            row.note
        ])?;
    }
    Ok(())
}

fn conversions(conn: &Connection) -> Result<()> {
    let mut add = conn.prepare(
        "INSERT INTO hour_conversion (id, sort_no, code, name, unit, hours, cap, valid_from, valid_until, doc_title, clause, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for (n, row) in (1_i64..).zip(rulebook::conversions()) {
        let c = &row.conversion;
        add.execute(params![
            n,
            row.sort_no,
            c.code,
            c.name,
            row.unit,
            c.hours,
            c.cap,
            iso(c.valid_from),
            c.valid_until.map(iso),
            c.doc_title,
            c.clause,
            row.note
        ])?;
    }
    Ok(())
}
