//! What a find gives: enough to draw a line without another read.

use super::shape::{Shape, Values, title_of};
use crate::{
    catalog::{
        Field, FieldKind, Privacy, Register, Search,
        show::{self, Reading},
    },
    domain::{search::Word, value::Value},
    text::{Lang, find as w},
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
    /// The numbers that fit a word which no name or title fits.
    pub numbers: Vec<Number>,
}

/// A number by which a record was found.
#[derive(Clone, Debug)]
pub struct Number {
    /// Its field.
    pub field: &'static Field,
    /// The whole of one that everyone may see; of another what was typed.
    pub digits: String,
    part: Part,
}

/// Which part of a number was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Start,
    Tail,
    Inside,
}

impl Number {
    fn of(shape: &Shape, values: &Values, word: &Word) -> Option<Self> {
        let (field, number) = shape.numbered(values, word)?;
        if field.privacy == Privacy::Open {
            return Some(Self { field, digits: number.to_owned(), part: Part::Whole });
        }
        let part = match (word.ends_number(number), word.starts_number(number)) {
            (true, _) => Part::Tail,
            (false, true) => Part::Start,
            _ => Part::Inside,
        };
        Some(Self { field, digits: word.text.to_uppercase(), part })
    }

    fn tell(&self, lang: Lang) -> String {
        let label = self.field.label.get(lang);
        match self.part {
            Part::Whole => w::labelled(lang, label, &self.digits),
            Part::Start => w::number_start(lang, &self.digits, label),
            Part::Tail => w::number_tail(lang, &self.digits, label),
            Part::Inside => w::number_inside(lang, &self.digits, label),
        }
    }
}

impl Hit {
    /// The numbers it was found by and the context as one text, parts two spaces apart; figures and days with their label.
    #[must_use]
    pub fn context_text(&self, lang: Lang) -> String {
        self.context_in(lang, |_, text| text)
    }

    /// The same with each text of a field as `word` has it, such as in another language.
    pub fn context_in(&self, lang: Lang, word: impl Fn(&'static Field, String) -> String) -> String {
        let part = |(field, value): &(&'static Field, Value)| {
            let label = value.as_str().filter(|_| matches!(field.kind, FieldKind::Link(_)));
            let text = word(field, show::show(field, value, label, Reading { lang, reveal: false }));
            let labelled = field.numeric() || matches!(field.kind, FieldKind::Date | FieldKind::Time);
            if labelled { w::labelled(lang, field.label.get(lang), text) } else { text }
        };
        let numbers = self.numbers.iter().map(|number| number.tell(lang));
        let parts = numbers.chain(self.context.iter().map(part)).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("  ")
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
        let mut numbers: Vec<Number> = words.iter().filter_map(|word| Number::of(shape, &values, word)).collect();
        numbers.dedup_by(|b, a| a.field.name == b.field.name && a.digits == b.digits);
        context.retain(|(field, _): &(&Field, Value)| !numbers.iter().any(|number| number.field.name == field.name));
        Ok(Some(Self { register: shape.register, id, rank, title, context, matched, numbers }))
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
