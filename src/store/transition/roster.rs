//! The list of a class as it went out (学员名单), and its later numbers.
//!
//! The first number is made when people are notified; a replacement after that makes the next, which is printed as an
//! update. A list that names the same people is not made again.

use super::super::{Reader, Result, Tx};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

/// A number of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// From 1.
    pub number: i64,
    /// When, ISO.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why, where it was said.
    pub reason: Option<String>,
    /// Unit, name and post of each.
    pub people: Vec<[String; 3]>,
}

impl Tx<'_> {
    /// Makes the next number of the lists these nominees are on, where they differ from the last; `first` also makes
    /// the first.
    pub(super) fn freeze_rosters(&self, nominees: &[i64], first: bool, reason: Option<&str>) -> Result<()> {
        let mut call_ups = BTreeSet::new();
        for id in nominees {
            let sql = "SELECT call_up_id FROM nominee WHERE id = ?1";
            call_ups.extend(self.prepare_cached(sql)?.query_row([id], |row| row.get::<_, i64>(0)).optional()?);
        }
        for call_up in call_ups {
            self.freeze(call_up, first, reason)?;
        }
        Ok(())
    }

    fn freeze(&self, call_up: i64, first: bool, reason: Option<&str>) -> Result<()> {
        let last = "SELECT number, body FROM roster WHERE call_up_id = ?1 ORDER BY number DESC LIMIT 1";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let last = self.prepare_cached(last)?.query_row([call_up], read).optional()?;
        let body = self.on_list(call_up)?;
        if last.is_none() && !first || last.as_ref().is_some_and(|(_, before)| *before == body) {
            return Ok(());
        }
        let number = last.map_or(1, |(number, _)| number + 1);
        let sql = "INSERT INTO roster (id, call_up_id, number, at, actor, reason, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![self.next_id("roster")?, call_up, number, self.act.at, self.act.actor, reason, body];
        self.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Those the class expects or has, one line each.
    fn on_list(&self, call_up: i64) -> Result<String> {
        let mut stmt = self.prepare_cached(
            "SELECT coalesce(u.short_name, u.name, ''), c.name, coalesce(n.position, '') FROM nominee n
             JOIN cadre c ON c.id = n.cadre_id LEFT JOIN unit u ON u.id = n.unit_id
             WHERE n.call_up_id = ?1 AND n.state IN ('approved', 'notified', 'reported', 'completed', 'partial', 'withdrawn', 'expelled')
             ORDER BY u.id IS NULL, u.sort_no, u.id, n.sort_no, n.id",
        )?;
        let line = |row: &rusqlite::Row| {
            let cells: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
            Ok(cells.map(|cell| cell.replace(['\t', '\n'], " ")).join("\t"))
        };
        let lines: Vec<String> = stmt.query_map([call_up], line)?.collect::<rusqlite::Result<_>>()?;
        Ok(lines.join("\n"))
    }
}

impl Reader {
    /// The numbers of a call-up's list, latest first.
    pub fn rosters(&self, call_up: i64) -> Result<Vec<Roster>> {
        let sql = "SELECT number, at, actor, reason, body FROM roster WHERE call_up_id = ?1 ORDER BY number DESC";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row| {
            let body: String = row.get(4)?;
            let person = |line: &str| {
                let mut cells = line.split('\t').map(ToOwned::to_owned);
                [(); 3].map(|()| cells.next().unwrap_or_default())
            };
            let people = body.lines().map(person).collect();
            Ok(Roster { number: row.get(0)?, at: row.get(1)?, actor: row.get(2)?, reason: row.get(3)?, people })
        };
        Ok(stmt.query_map([call_up], read)?.collect::<rusqlite::Result<_>>()?)
    }
}
