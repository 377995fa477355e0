//! What is derived from records (search keys, tags, verdicts) is refreshed from the journal of each write, so that no write can
//! forget it: import, form and undo alike.

use super::{
    Result,
    search::{self, Change},
};
use crate::{
    catalog::{Field, REGISTERS, Register},
    domain::value::Value,
};
use rusqlite::Connection;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap};

/// Refreshes the derived rows of everything this journal entry changed: of many changes at once each row once, from what
/// it was to what it is.
pub(super) fn refresh(conn: &Connection, journal: i64) -> Result<()> {
    let (mut net, mut held) = (Net::new(), 0);
    let mut stmt =
        conn.prepare_cached("SELECT table_name, row_id, before, after FROM change WHERE journal_id = ?1 ORDER BY id")?;
    let mut rows = stmt.query([journal])?;
    while let Some(row) = rows.next()? {
        let table = row.get_ref(0)?.as_str().unwrap_or_default();
        let Some(register) = REGISTERS.iter().find(|r| r.table == table) else { continue };
        if search::fields(register).next().is_none() {
            continue;
        }
        let id: i64 = row.get(1)?;
        let (before, after) = (values(register, row.get(2)?), values(register, row.get(3)?));
        if same(before.as_deref(), after.as_deref()) {
            continue;
        }
        let (_, changes) = net.entry(register.number).or_insert_with(|| (register, HashMap::new()));
        changes.entry(id).or_insert(Change { id, before, after: None }).after = after;
        held += 1;
        if held == AT_A_TIME {
            bring_up(conn, std::mem::take(&mut net))?;
            held = 0;
        }
    }
    bring_up(conn, net)?;
    super::verdicts::refresh(conn, journal)
}

/// Changes by register and row.
type Net = BTreeMap<u8, (&'static Register, HashMap<i64, Change>)>;

/// Changes held at a time: an import can have any number.
const AT_A_TIME: usize = 20_000;

fn bring_up(conn: &Connection, net: Net) -> Result<()> {
    for (register, changes) in net.into_values() {
        search::refresh(conn, register, &changes.into_values().collect::<Vec<_>>())?;
    }
    Ok(())
}

type Values = Vec<(&'static Field, Value)>;

fn same(before: Option<&[(&'static Field, Value)]>, after: Option<&[(&'static Field, Value)]>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.iter().zip(after).all(|(b, a)| b.1 == a.1),
        _ => false,
    }
}

fn values(register: &'static Register, json: Option<String>) -> Option<Values> {
    let map: Map<String, Json> = serde_json::from_str(&json?).ok()?;
    Some(search::fields(register).map(|f| (f, value(map.get(f.name)))).collect())
}

fn value(json: Option<&Json>) -> Value {
    match json {
        Some(Json::String(text)) => Value::Text(text.clone()),
        Some(Json::Number(n)) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        _ => Value::Null,
    }
}
