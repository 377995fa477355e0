//! What a find gives: enough to draw a line without another read.

use super::shape::{Shape, Values, title_of};
use crate::{
    catalog::{Field, FieldKind, Register, Search},
    domain::{search::Word, value::Value},
    text::Lang,
};
use rusqlite::{Connection, Result};
use std::ops::Range;

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
    /// What stands beside it, such as unit and post: open fields only, links as the title of the linked record.
    pub context: Vec<(&'static Field, Value)>,
    /// The bytes of the title that fit a word, in order, without overlaps; empty where something else fits.
    pub matched: Vec<Range<usize>>,
}

impl Hit {
    /// The context as one text, parts two spaces apart.
    #[must_use]
    pub fn context_text(&self, lang: Lang) -> String {
        let parts = self.context.iter().map(|(field, value)| match (field.kind, value.as_str()) {
            (FieldKind::State(words), Some(code)) => words
                .iter()
                .find(|(word, _)| *word == code)
                .map_or_else(|| code.to_owned(), |(_, text)| text.get(lang).to_owned()),
            _ => value.to_string(),
        });
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
    }

    /// Reads what the hit shows; `None` where the record is gone.
    pub(super) fn read(conn: &Connection, shape: &Shape, id: i64, rank: u8, words: &[Word]) -> Result<Option<Self>> {
        let Some(values) = shape.read(conn, id)? else { return Ok(None) };
        let title = text(conn, shape.fields[0], &values[0])?.to_string();
        let mut context = Vec::new();
        for (field, value) in shape.shown(&values) {
            let value = text(conn, field, value)?;
            if !value.is_null() {
                context.push((field, value));
            }
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

fn matched(shape: &Shape, values: &Values, words: &[Word]) -> Vec<Range<usize>> {
    let field = shape.fields[0];
    let (Search::Person | Search::Title, Some(title)) = (field.search, values[0].as_str()) else { return Vec::new() };
    let mut parts: Vec<Range<usize>> =
        words.iter().filter_map(|word| Some(shape.fit(values, field, title, word)?.bytes)).collect();
    parts.sort_by_key(|part| (part.start, part.end));
    let mut matched: Vec<Range<usize>> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        match matched.last_mut().filter(|last| last.end >= part.start) {
            Some(last) => last.end = last.end.max(part.end),
            None => matched.push(part),
        }
    }
    matched
}
