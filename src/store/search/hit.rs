//! What a find gives: enough to draw a line without another read.

use super::shape::{Shape, Values, title_of};
use crate::{
    catalog::{Field, FieldKind, Register, Search},
    domain::{search::Word, value::Value},
};
use rusqlite::{Connection, Result};
use std::{fmt::Write as _, ops::Range};

/// One record that a query finds.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The register it is of.
    pub register: &'static Register,
    /// Its id.
    pub id: i64,
    /// How good it is: 0 is best, see [`crate::domain::search::rank`]; the mean where the query has several words.
    pub rank: u8,
    /// Its title.
    pub title: String,
    /// What stands beside it, such as unit and post: open fields only, parts two spaces apart.
    pub context: String,
    /// The bytes of the title that fit the query; of several words, the first that fits the title.
    pub matched: Option<Range<usize>>,
}

impl Hit {
    /// Reads what the hit shows; `None` where the record is gone.
    pub(super) fn read(conn: &Connection, shape: &Shape, id: i64, rank: u8, words: &[Word]) -> Result<Option<Self>> {
        let Some(values) = shape.read(conn, id)? else { return Ok(None) };
        let title = text(conn, shape.fields[0], &values[0])?.to_string();
        let mut context = String::new();
        for (field, value) in shape.shown(&values) {
            let value = text(conn, field, value)?;
            let gap = if context.is_empty() || value.is_null() { "" } else { "  " };
            let _ = write!(context, "{gap}{value}");
        }
        let matched = matched(shape, &values, words);
        Ok(Some(Self { register: shape.register, id, rank, title, context, matched }))
    }
}

/// The value as people read it: a link is the title of the linked record.
fn text(conn: &Connection, field: &Field, value: &Value) -> Result<Value> {
    match (field.kind, value) {
        (FieldKind::Link(kind), Value::Int(id)) => Ok(title_of(conn, kind, *id)?.map_or(Value::Null, Value::text)),
        _ => Ok(value.clone()),
    }
}

fn matched(shape: &Shape, values: &Values, words: &[Word]) -> Option<Range<usize>> {
    let (field, title) = (shape.fields[0], values[0].as_str()?);
    if !matches!(field.search, Search::Person | Search::Title) {
        return None;
    }
    let found = words.iter().find_map(|word| shape.fit(values, field, title, word))?;
    (!found.bytes.is_empty()).then_some(found.bytes)
}
