//! Keeps the keys and tags of rows.

use crate::{
    catalog::{Field, FieldKind, Register, Search},
    domain::{
        search::{Key, number_keys, person_keys, title_keys},
        value::Value,
    },
};
use rusqlite::{Connection, Result, Row, Statement, params, types::ValueRef};

const ADD_TAG: &str = "INSERT INTO record_tag (kind, field, tag, id) VALUES (?1, ?2, ?3, ?4)";

/// The field that corrects the pinyin of a person's name; it gives no keys of its own.
pub(super) const PINYIN: &str = "pinyin";

/// The fields whose values [`index`] and [`unindex`] must be given.
pub fn fields(register: &'static Register) -> impl Iterator<Item = &'static Field> {
    let persons = register.fields.iter().any(|field| field.search == Search::Person);
    register.fields.iter().filter(move |field| {
        field.search != Search::No || matches!(field.kind, FieldKind::Tags) || persons && field.name == PINYIN
    })
}

/// Adds the keys and tags of a new row; `values` are at least those of [`fields`], others are passed over.
/// A row that has its keys already breaks the primary key.
pub fn index(conn: &Connection, register: &Register, id: i64, values: &[(&Field, &Value)]) -> Result<()> {
    let mut add = conn.prepare_cached("INSERT INTO search_key (kind, rank, k, id) VALUES (?1, ?2, ?3, ?4)")?;
    for key in keys(values) {
        add.execute(params![register.number, key.rank, key.k, id])?;
    }
    each_tag(register, id, values, &mut *conn.prepare_cached(ADD_TAG)?)
}

/// Removes the keys and tags of a row, made again from the values it had.
pub fn unindex(conn: &Connection, register: &Register, id: i64, values: &[(&Field, &Value)]) -> Result<()> {
    let mut del = conn.prepare_cached("DELETE FROM search_key WHERE kind = ?1 AND rank = ?2 AND k = ?3 AND id = ?4")?;
    for key in keys(values) {
        del.execute(params![register.number, key.rank, key.k, id])?;
    }
    let sql = "DELETE FROM record_tag WHERE kind = ?1 AND field = ?2 AND tag = ?3 AND id = ?4";
    each_tag(register, id, values, &mut *conn.prepare_cached(sql)?)
}

/// Makes all keys and tags of a register anew from its table.
///
/// The keys go through a temporary table and are sorted before they are inserted, because a million rows inserted out of order
/// would write each page many times.
pub fn rebuild(conn: &Connection, register: &'static Register) -> Result<()> {
    conn.execute("DELETE FROM search_key WHERE kind = ?1", [register.number])?;
    conn.execute("DELETE FROM record_tag WHERE kind = ?1", [register.number])?;
    let fields: Vec<&'static Field> = fields(register).collect();
    if fields.is_empty() {
        return Ok(());
    }
    conn.execute_batch(
        "DROP TABLE IF EXISTS temp.search_key_new; CREATE TEMP TABLE search_key_new (rank INTEGER, k TEXT, id INTEGER)",
    )?;
    fill(conn, register, &fields)?;
    conn.execute(
        "INSERT INTO search_key (kind, rank, k, id) SELECT ?1, rank, k, id FROM temp.search_key_new ORDER BY rank, k, id",
        [register.number],
    )?;
    conn.execute_batch("DROP TABLE temp.search_key_new")
}

/// Writes the keys of all rows to the temporary table, and their tags.
fn fill(conn: &Connection, register: &Register, fields: &[&'static Field]) -> Result<()> {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let mut read = conn.prepare(&format!("SELECT id, {} FROM {}", names.join(", "), register.table))?;
    let mut add = conn.prepare("INSERT INTO temp.search_key_new (rank, k, id) VALUES (?1, ?2, ?3)")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let values = (1..=fields.len()).map(|column| value(row, column)).collect::<Result<Vec<_>>>()?;
        let values: Vec<(&Field, &Value)> = fields.iter().copied().zip(&values).collect();
        for key in keys(&values) {
            add.execute(params![key.rank, key.k, id])?;
        }
        each_tag(register, id, &values, &mut *conn.prepare_cached(ADD_TAG)?)?;
    }
    Ok(())
}

/// The distinct keys of a row.
fn keys(values: &[(&Field, &Value)]) -> Vec<Key> {
    let corrected = values.iter().find(|(field, _)| field.name == PINYIN).and_then(|(_, value)| value.as_str());
    let mut keys = Vec::new();
    for (field, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        match field.search {
            Search::No => {}
            Search::Person => keys.extend(person_keys(&value.to_string(), corrected)),
            Search::Title => keys.extend(title_keys(&value.to_string())),
            Search::Number => keys.extend(number_keys(&value.to_string())),
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Runs a statement with (kind, field, tag, id) for each distinct tag of a row.
fn each_tag(register: &Register, id: i64, values: &[(&Field, &Value)], statement: &mut Statement<'_>) -> Result<()> {
    for (field, value) in values.iter().filter(|(field, _)| matches!(field.kind, FieldKind::Tags)) {
        for tag in tags(value.as_str().unwrap_or_default()) {
            statement.execute(params![register.number, field.name, tag, id])?;
        }
    }
    Ok(())
}

/// The distinct words of a tags cell.
fn tags(cell: &str) -> Vec<&str> {
    let words = cell.split(['、', '，', ',', '；', ';', '/', '／']).map(str::trim);
    let mut tags: Vec<&str> = words.filter(|tag| !tag.is_empty()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// One column of a row.
pub(super) fn value(row: &Row<'_>, column: usize) -> Result<Value> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    })
}
