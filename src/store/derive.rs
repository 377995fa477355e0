//! What is derived from records (search keys, tags) is refreshed from the journal of each write, so that no write can
//! forget it: import, form and undo alike.

use super::{Result, search};
use crate::{
    catalog::{Field, REGISTERS, Register},
    domain::value::Value,
};
use rusqlite::Connection;
use serde_json::{Map, Value as Json};

/// Refreshes the derived rows of everything this journal entry changed.
pub(super) fn refresh(conn: &Connection, journal: i64) -> Result<()> {
    let mut stmt = conn.prepare_cached("SELECT table_name, row_id, before, after FROM change WHERE journal_id = ?1 ORDER BY id")?;
    let mut rows = stmt.query([journal])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let Some(register) = REGISTERS.iter().find(|r| r.table == table) else { continue };
        if !search::derives(register) {
            continue;
        }
        let id: i64 = row.get(1)?;
        let (before, after) = (values(register, row.get(2)?), values(register, row.get(3)?));
        if same(before.as_deref(), after.as_deref()) {
            continue;
        }
        if let Some(before) = before {
            search::unindex(conn, register, id, &before)?;
        }
        if let Some(after) = after {
            search::index(conn, register, id, &after)?;
        }
    }
    Ok(())
}

type Values = Vec<(&'static Field, Value)>;

fn same(before: Option<&[(&Field, Value)]>, after: Option<&[(&Field, Value)]>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.iter().zip(after).all(|(b, a)| b.1 == a.1),
        _ => false,
    }
}

fn values(register: &'static Register, json: Option<String>) -> Option<Values> {
    let map: Map<String, Json> = serde_json::from_str(&json?).ok()?;
    let wanted = register.fields.iter().filter(|f| search::derived_from(f));
    Some(wanted.map(|f| (f, value(map.get(f.name)))).collect())
}

fn value(json: Option<&Json>) -> Value {
    match json {
        Some(Json::String(text)) => Value::Text(text.clone()),
        Some(Json::Number(n)) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        _ => Value::Null,
    }
}
