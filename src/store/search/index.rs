//! Keeps the keys and tags of rows.

use super::sorted::{self, Sorted};
use crate::{
    catalog::{Field, FieldKind, Register, Search},
    domain::{
        search::{Key, document_keys, number_keys, person_keys, rank, title_keys},
        value::Value,
    },
};
use rusqlite::{Connection, Result, Row, Statement, params, types::ValueRef};
use std::ops::RangeInclusive;

/// Rows from which a rebuild goes part by part of the ranks.
const MANY_ROWS: i64 = 100_000;

const REMOVE_TAG: &str = "DELETE FROM record_tag WHERE kind = ?1 AND field = ?2 AND tag = ?3 AND id = ?4";
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

/// A row whose keys and tags change: its values before and after, those of [`fields`] at least. `None` before is a new row,
/// `None` after a removed one.
#[derive(Clone, Debug)]
pub struct Change {
    /// The row.
    pub id: i64,
    /// What it was.
    pub before: Option<Vec<(&'static Field, Value)>>,
    /// What it is.
    pub after: Option<Vec<(&'static Field, Value)>>,
}

/// Brings the keys and tags of rows of one register up to date; each row once, whatever happened to it in between.
pub fn refresh(conn: &Connection, register: &Register, changes: &[Change]) -> Result<()> {
    let mut remove = Sorted::new(conn, register.number, sorted::REMOVE);
    let mut add = Sorted::new(conn, register.number, sorted::ADD);
    for Change { id, before, after } in changes {
        let (before, after) = (pairs(before.as_ref()), pairs(after.as_ref()));
        let (old, new) = (keys(&before), keys(&after));
        for key in old.iter().filter(|key| new.binary_search(key).is_err()) {
            remove.push(key.rank, &key.k, *id)?;
        }
        for key in new.iter().filter(|key| old.binary_search(key).is_err()) {
            add.push(key.rank, &key.k, *id)?;
        }
        each_tag(register, *id, &before, &mut *conn.prepare_cached(REMOVE_TAG)?)?;
        each_tag(register, *id, &after, &mut *conn.prepare_cached(ADD_TAG)?)?;
    }
    remove.write()?;
    add.write()
}

/// Adds the keys and tags of a new row; `values` are at least those of [`fields`], others are passed over.
/// A row that has its keys already breaks the primary key.
pub fn index(conn: &Connection, register: &Register, id: i64, values: &[(&Field, &Value)]) -> Result<()> {
    let mut add = conn.prepare_cached(sorted::ADD)?;
    for key in keys(values) {
        add.execute(params![register.number, key.rank, key.k, id])?;
    }
    each_tag(register, id, values, &mut *conn.prepare_cached(ADD_TAG)?)
}

/// Removes the keys and tags of a row, made again from the values it had.
pub fn unindex(conn: &Connection, register: &Register, id: i64, values: &[(&Field, &Value)]) -> Result<()> {
    let mut remove = conn.prepare_cached(sorted::REMOVE)?;
    for key in keys(values) {
        remove.execute(params![register.number, key.rank, key.k, id])?;
    }
    each_tag(register, id, values, &mut *conn.prepare_cached(REMOVE_TAG)?)
}

/// Makes all keys and tags of a register anew from its table.
///
/// A large table is read once for each part of the ranks: making keys again is cheaper than keeping or sorting all of them.
pub fn rebuild(conn: &Connection, register: &'static Register) -> Result<()> {
    conn.execute("DELETE FROM search_key WHERE kind = ?1", [register.number])?;
    conn.execute("DELETE FROM record_tag WHERE kind = ?1", [register.number])?;
    let fields: Vec<&'static Field> = fields(register).collect();
    if fields.is_empty() {
        return Ok(());
    }
    let rows: i64 = conn.query_row(&format!("SELECT count(*) FROM {}", register.table), [], |row| row.get(0))?;
    if rows < MANY_ROWS {
        return fill(conn, register, &fields, rank::TEXT..=rank::NUMBER);
    }
    let parts = [rank::TEXT..=rank::PINYIN, rank::INSIDE..=rank::INSIDE, rank::RARE..=rank::RARE, rank::NUMBER..=rank::NUMBER];
    parts.into_iter().try_for_each(|ranks| fill(conn, register, &fields, ranks))
}

/// Keys and tags of a register as one number: two sets are the same where their sums are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub rows: u64,
    hash: u64,
}

impl Sum {
    /// Takes one in; the order does not matter.
    fn take(&mut self, part: &(impl std::hash::Hash + ?Sized)) {
        use std::hash::Hasher;
        let mut hasher = std::hash::DefaultHasher::new();
        part.hash(&mut hasher);
        self.hash = self.hash.wrapping_add(hasher.finish());
        self.rows += 1;
    }
}

/// The sum of the keys and tags that are there.
pub fn kept_sum(conn: &Connection, register: &Register) -> Result<Sum> {
    let mut sum = Sum::default();
    let mut stmt = conn.prepare("SELECT rank, k, id FROM search_key WHERE kind = ?1")?;
    let mut rows = stmt.query([register.number])?;
    while let Some(row) = rows.next()? {
        sum.take(&(row.get::<_, u8>(0)?, row.get_ref(1)?.as_str().unwrap_or_default(), row.get::<_, i64>(2)?));
    }
    let mut stmt = conn.prepare("SELECT field, tag, id FROM record_tag WHERE kind = ?1")?;
    let mut rows = stmt.query([register.number])?;
    while let Some(row) = rows.next()? {
        let (field, tag) = (row.get_ref(0)?.as_str().unwrap_or_default(), row.get_ref(1)?.as_str().unwrap_or_default());
        sum.take(&(field, tag, row.get::<_, i64>(2)?));
    }
    Ok(sum)
}

/// The sum of the keys and tags that the rows come to; `going` hears of rows done and may stop it.
pub fn made_sum(conn: &Connection, register: &'static Register, going: &mut dyn FnMut(u64) -> bool) -> Result<Sum> {
    const LOOK: u64 = 512;
    let fields: Vec<&'static Field> = fields(register).collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let mut read = conn.prepare(&format!("SELECT id, {} FROM {}", names.join(", "), register.table))?;
    let (mut sum, mut seen) = (Sum::default(), 0);
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let values = (1..=fields.len()).map(|column| value(row, column)).collect::<Result<Vec<_>>>()?;
        let values: Vec<(&Field, &Value)> = fields.iter().copied().zip(&values).collect();
        for key in keys(&values) {
            sum.take(&(key.rank, key.k.as_str(), id));
        }
        for (field, value) in values.iter().filter(|(field, _)| matches!(field.kind, FieldKind::Tags)) {
            tags(value.as_str().unwrap_or_default()).into_iter().for_each(|tag| sum.take(&(field.name, tag, id)));
        }
        seen += 1;
        if seen % LOOK == 0 && !going(LOOK) {
            break;
        }
    }
    Ok(sum)
}

/// Writes the keys of these ranks of all rows; with the first rank, their tags.
fn fill(conn: &Connection, register: &Register, fields: &[&'static Field], ranks: RangeInclusive<u8>) -> Result<()> {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let mut read = conn.prepare(&format!("SELECT id, {} FROM {}", names.join(", "), register.table))?;
    let mut add = Sorted::new(conn, register.number, sorted::ADD);
    let mut add_tag = conn.prepare(ADD_TAG)?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let values = (1..=fields.len()).map(|column| value(row, column)).collect::<Result<Vec<_>>>()?;
        let values: Vec<(&Field, &Value)> = fields.iter().copied().zip(&values).collect();
        for key in keys_of(&values, &ranks).iter().filter(|key| ranks.contains(&key.rank)) {
            add.push(key.rank, &key.k, id)?;
        }
        if ranks.contains(&rank::TEXT) {
            each_tag(register, id, &values, &mut add_tag)?;
        }
    }
    add.write()
}

fn pairs<'v>(values: Option<&'v Vec<(&'static Field, Value)>>) -> Vec<(&'v Field, &'v Value)> {
    values.into_iter().flatten().map(|(field, value)| (*field, value)).collect()
}

/// The distinct keys of a row.
fn keys(values: &[(&Field, &Value)]) -> Vec<Key> {
    keys_of(values, &(rank::TEXT..=rank::NUMBER))
}

/// The distinct keys of a row; those of other ranks may be left out.
fn keys_of(values: &[(&Field, &Value)], ranks: &RangeInclusive<u8>) -> Vec<Key> {
    let (names, numbers) = (*ranks.start() < rank::NUMBER, ranks.contains(&rank::NUMBER));
    let corrected = values.iter().find(|(field, _)| field.name == PINYIN).and_then(|(_, value)| value.as_str());
    let mut keys = Vec::new();
    for (field, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        match field.search {
            Search::Number if numbers => keys.extend(number_keys(&value.to_string())),
            Search::Person if names => keys.extend(person_keys(&value.to_string(), corrected)),
            // Its keys stand in ranks of both.
            Search::Document => keys.extend(document_keys(&value.to_string())),
            Search::Title if names => keys.extend(title_keys(&value.to_string())),
            _ => {}
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
