//! What a clerk reaches: the rows whose every way to a unit ends in the own unit or one below it.
//!
//! A row is judged as it was and as it is, so that it can neither be taken from another unit nor given to one. Units
//! themselves are the managers', so the tree does not move under a clerk's write.

use crate::{
    store::{Error, Result, history},
    text::store as w,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

/// A way from a row to a unit.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// The column holds a unit.
    Unit(&'static str),
    /// The column holds a row of this table, which has ways of its own.
    Row(&'static str, &'static str),
    /// The column holds a login: the row is that person's own.
    Login(&'static str),
}

use Way::{Login, Row, Unit};

/// The tables in which a clerk may change rows, and their ways; what is not here is the managers', a new register too.
const REACH: &[(&str, &[Way])] = &[
    ("cadre", &[Unit("unit_id")]),
    ("cadre_post", &[Row("cadre_id", "cadre")]),
    ("headcount", &[Unit("unit_id")]),
    ("nominee", &[Unit("unit_id"), Row("cadre_id", "cadre"), Row("replaces_id", "nominee")]),
    ("nominee_log", &[Row("nominee_id", "nominee")]),
    ("attendance", &[Row("nominee_id", "nominee")]),
    ("leave", &[Row("nominee_id", "nominee")]),
    ("leave_log", &[Row("leave_id", "leave")]),
    ("hour_entry", &[Row("cadre_id", "cadre"), Row("nominee_id", "nominee"), Row("corrects_id", "hour_entry")]),
    ("hour_share", &[Row("entry_id", "hour_entry")]),
    ("make_up", &[Unit("unit_id"), Row("cadre_id", "cadre"), Row("nominee_id", "nominee"), Row("done_entry_id", "hour_entry")]),
    ("make_up_log", &[Row("make_up_id", "make_up")]),
    ("make_up_class", &[Row("make_up_id", "make_up")]),
    ("study_group", &[Unit("unit_id")]),
    ("study_session", &[Row("study_group_id", "study_group")]),
    ("need_survey", &[Unit("unit_id")]),
    ("outreach", &[Unit("unit_id")]),
    ("work_item", &[Unit("unit_id")]),
    ("work_log", &[Row("work_item_id", "work_item")]),
    ("work_item_log", &[Row("work_item_id", "work_item")]),
    ("case_study", &[Unit("unit_id")]),
    ("story", &[Unit("unit_id")]),
    ("import_batch", &[Login("actor")]),
    ("import_issue", &[Row("batch_id", "import_batch")]),
    ("import_row", &[Row("batch_id", "import_batch")]),
];

/// How many links a way has at most; a loop of links ends here.
const DEEPEST: u8 = 8;

fn ways(table: &str) -> Option<&'static [Way]> {
    REACH.iter().find(|(name, _)| *name == table).map(|(_, ways)| *ways)
}

/// True where a clerk may change rows of this table at all.
pub(super) fn known(table: &str) -> bool {
    ways(table).is_some()
}

/// True where every way of a present row ends in the unit or below it.
pub(super) fn within(conn: &Connection, unit: i64, table: &str, id: i64) -> Result<bool> {
    let mut judge = Judge { conn, own: below(conn, unit)?, actor: "", journal: None, known: HashMap::new() };
    judge.row_at(table, id, 0)
}

/// The first of these rows that is not of the unit or those below.
pub(super) fn first_outside(conn: &Connection, unit: i64, table: &str, ids: &[i64]) -> Result<Option<i64>> {
    let mut judge = Judge { conn, own: below(conn, unit)?, actor: "", journal: None, known: HashMap::new() };
    for id in ids {
        if !judge.row_at(table, *id, 0)? {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}

/// Refuses a journal entry with a row, before or after, that does not belong to the unit or those below.
pub(super) fn check(conn: &Connection, unit: i64, actor: &str, journal: i64) -> Result<()> {
    let mut judge = Judge { conn, own: below(conn, unit)?, actor, journal: Some(journal), known: HashMap::new() };
    let mut changes = conn.prepare("SELECT table_name, before, after FROM change WHERE journal_id = ?1")?;
    let mut rows = changes.query([journal])?;
    while let Some(row) = rows.next()? {
        let (table, sides): (String, [Option<String>; 2]) = (row.get(0)?, [row.get(1)?, row.get(2)?]);
        let Some(ways) = ways(&table) else { return Err(Error::NotAllowed(w::CLERK_CANNOT)) };
        for side in sides {
            let Some(side) = history::object(side.as_deref()) else { continue };
            if !judge.row(ways, &side, 0)? {
                return Err(Error::Outside(judge.name(&side)?));
            }
        }
    }
    Ok(())
}

fn below(conn: &Connection, unit: i64) -> Result<HashSet<i64>> {
    let mut below = conn.prepare_cached(
        "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below",
    )?;
    Ok(below.query_map([unit], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Judges rows against the own units.
struct Judge<'a> {
    conn: &'a Connection,
    own: HashSet<i64>,
    actor: &'a str,
    journal: Option<i64>,
    known: HashMap<(String, i64), bool>,
}

impl Judge<'_> {
    /// True where the row has a way, and every one ends in an own unit.
    fn row(&mut self, ways: &[Way], row: &Map<String, Json>, depth: u8) -> Result<bool> {
        let mut any = false;
        for way in ways {
            let within = match *way {
                Unit(column) => row.get(column).and_then(Json::as_i64).map(|unit| self.own.contains(&unit)),
                Login(column) => row.get(column).and_then(Json::as_str).map(|login| login == self.actor),
                Row(column, table) => match row.get(column).and_then(Json::as_i64) {
                    Some(id) => Some(self.row_at(table, id, depth + 1)?),
                    None => None,
                },
            };
            match within {
                Some(false) => return Ok(false),
                Some(true) => any = true,
                None => {}
            }
        }
        Ok(any)
    }

    fn row_at(&mut self, table: &str, id: i64, depth: u8) -> Result<bool> {
        let key = (table.to_owned(), id);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let within = match (ways(table), depth < DEEPEST) {
            (Some(ways), true) => match self.values(table, ways, id)? {
                Some(row) => self.row(ways, &row, depth)?,
                None => false,
            },
            _ => false,
        };
        self.known.insert(key, within);
        Ok(within)
    }

    /// The columns that lead on, of the row as it is; of one that this write deleted, as it was.
    fn values(&self, table: &str, ways: &[Way], id: i64) -> Result<Option<Map<String, Json>>> {
        let columns: Vec<&str> = ways.iter().map(|(Unit(column) | Row(column, _) | Login(column))| *column).collect();
        let sql = format!("SELECT {} FROM {table} WHERE id = ?1", columns.join(", "));
        let present = self.conn.prepare_cached(&sql)?.query_row([id], |row| {
            let mut map = Map::new();
            for (n, column) in columns.iter().enumerate() {
                map.insert((*column).to_owned(), history::json(&row.get(n)?));
            }
            Ok(map)
        });
        if let Some(row) = present.optional()? {
            return Ok(Some(row));
        }
        let Some(journal) = self.journal else { return Ok(None) };
        let sql = "SELECT before FROM change WHERE journal_id = ?1 AND table_name = ?2 AND row_id = ?3 AND op = 'delete'";
        let before: Option<Option<String>> =
            self.conn.prepare_cached(sql)?.query_row(params![journal, table, id], |row| row.get(0)).optional()?;
        Ok(history::object(before.flatten().as_deref()))
    }

    /// What names a row for people: its own name, or that of its person.
    fn name(&self, row: &Map<String, Json>) -> Result<String> {
        let own = ["name", "title", "topic"].into_iter().find_map(|column| row.get(column)?.as_str());
        if let Some(name) = own {
            return Ok(name.to_owned());
        }
        let Some(id) = row.get("cadre_id").and_then(Json::as_i64) else { return Ok(String::new()) };
        let name = self.conn.prepare_cached("SELECT name FROM cadre WHERE id = ?1")?.query_row([id], |row| row.get(0));
        Ok(name.optional()?.unwrap_or_default())
    }
}
