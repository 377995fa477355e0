//! What a find reads of a register: its searched fields, its unit, and what a hit shows.

use super::index::{PINYIN, value};
use crate::{
    catalog::{self, Field, FieldKind, Privacy, Register, Search},
    domain::{
        search::{Found, Subject, Word, rank},
        value::Value,
    },
};
use rusqlite::{Connection, OptionalExtension as _, Result};

/// Columns beside the title that a hit shows.
const SHOWN: usize = 3;

/// The reads of one register.
pub(super) struct Shape {
    pub register: &'static Register,
    pub fields: Vec<&'static Field>,
    sql: String,
    unit: Option<usize>,
    pinyin: Option<usize>,
}

/// The values of a row, in the order of [`Shape::fields`].
pub(super) type Values = Vec<Value>;

impl Shape {
    /// The reads of a register; `None` where nothing of it can be found.
    pub fn of(register: &'static Register) -> Option<Self> {
        if register.fields.iter().all(|field| field.search == Search::No) {
            return None;
        }
        let unit = register.fields.iter().find(|field| matches!(field.kind, FieldKind::Link("unit")) && register.kind != "unit");
        let listed = register.columns.iter().filter_map(|name| register.field(name)).filter(|field| is_shown(field));
        let pinyin = register.field(PINYIN);
        let searched = register.fields.iter().filter(|field| field.search != Search::No);
        let mut fields: Vec<&'static Field> = Vec::new();
        for field in std::iter::once(register.title_field()).chain(searched).chain(listed).chain(unit).chain(pinyin) {
            if !fields.iter().any(|other| other.name == field.name) {
                fields.push(field);
            }
        }
        let at = |wanted: Option<&Field>| fields.iter().position(|field| Some(field.name) == wanted.map(|field| field.name));
        let (unit, pinyin) = (at(unit), at(pinyin));
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let sql = format!("SELECT {} FROM {} WHERE id = ?1", names.join(", "), register.table);
        Some(Self { register, fields, sql, unit, pinyin })
    }

    /// True where records are people, called by a name.
    pub fn names_people(&self) -> bool {
        self.register.title_field().search == Search::Person
    }

    /// One row; `None` where it is gone.
    pub fn read(&self, conn: &Connection, id: i64) -> Result<Option<Values>> {
        let mut read = conn.prepare_cached(&self.sql)?;
        read.query_row([id], |row| (0..self.fields.len()).map(|column| value(row, column)).collect()).optional()
    }

    /// The column with the id of the record's unit.
    pub fn unit_column(&self) -> Option<&'static str> {
        self.unit.map(|at| self.fields[at].name)
    }

    /// The id of the unit of a record that was not read.
    pub fn unit_alone(&self, conn: &Connection, id: i64) -> Result<Option<i64>> {
        let Some(column) = self.unit_column() else { return Ok(None) };
        let mut read = conn.prepare_cached(&format!("SELECT {column} FROM {} WHERE id = ?1", self.register.table))?;
        Ok(read.query_row([id], |row| row.get(0)).optional()?.flatten())
    }

    /// The id of a row's unit.
    pub fn unit_of(&self, values: &Values) -> Option<i64> {
        values[self.unit?].as_int()
    }

    /// The fields shown beside the title, with their values: words before figures, because those say which record it is.
    pub fn shown<'v>(&self, values: &'v Values) -> impl Iterator<Item = (&'static Field, &'v Value)> {
        let shown = self.register.columns.iter().filter_map(|name| self.fields.iter().position(|field| field.name == *name));
        let known = shown.filter(|at| !values[*at].is_null());
        let (figures, words): (Vec<usize>, Vec<usize>) = known.partition(|at| self.fields[*at].numeric());
        words.into_iter().chain(figures).take(SHOWN).map(|at| (self.fields[at], &values[at]))
    }

    /// The number a word fits where no name or title of the row does.
    pub fn numbered<'v>(&self, values: &'v Values, word: &Word) -> Option<(&'static Field, &'v str)> {
        let mut number = None;
        for (field, value) in self.fields.iter().zip(values) {
            let Some(text) = value.as_str() else { continue };
            let fits = match field.search {
                Search::No => continue,
                Search::Number => word.fits_number(text),
                Search::Document => word.fits_document(text).is_some(),
                Search::Person | Search::Title if self.fit(values, field, text, word).is_some() => return None,
                Search::Person | Search::Title => continue,
            };
            number = number.or_else(|| fits.then_some((*field, text)));
        }
        number
    }

    /// How well a word fits the searched fields of a row.
    pub fn own(&self, values: &Values, word: &Word) -> Option<u8> {
        let fits = self.fields.iter().zip(values).filter_map(|(field, value)| {
            let text = value.as_str()?;
            match field.search {
                Search::No => None,
                Search::Number => word.fits_number(text).then_some(rank::NUMBER),
                Search::Document => word.fits_document(text),
                Search::Person | Search::Title => self.fit(values, field, text, word).map(|found| found.rank),
            }
        });
        fits.min()
    }

    /// How well a word fits a text that is searched as a name or a title.
    pub fn fit(&self, values: &Values, field: &Field, text: &str, word: &Word) -> Option<Found> {
        if field.search == Search::Title {
            return Subject::title(text).find(word);
        }
        let corrected = self.pinyin.and_then(|at| values[at].as_str()).map(Subject::spelling);
        Subject::person(text, corrected.as_deref()).find(word)
    }

    /// Whether a word fits one of the texts listed beside the title, such as a post; or the title, where that is a link.
    pub fn beside(&self, conn: &Connection, values: &Values, word: &Word) -> Result<bool> {
        let fits = |subject: Subject| subject.find(word).is_some_and(|found| found.rank < rank::RARE);
        let mut texts = self.fields.iter().zip(values).filter(|(field, _)| is_text(field));
        if texts.any(|(_, value)| value.as_str().is_some_and(|text| fits(Subject::title(text)))) {
            return Ok(true);
        }
        let (FieldKind::Link(kind), Value::Int(id)) = (self.fields[0].kind, &values[0]) else { return Ok(false) };
        Ok(title_of(conn, kind, *id)?.is_some_and(|title| fits(Subject::person(&title, None))))
    }
}

/// The title of a linked record; `None` where there is none.
pub(super) fn title_of(conn: &Connection, kind: &str, id: i64) -> Result<Option<String>> {
    let (mut kind, mut id) = (kind, id);
    loop {
        let Some(register) = catalog::register(kind) else { return Ok(None) };
        let title = register.title_field();
        let mut read = conn.prepare_cached(&format!("SELECT {} FROM {} WHERE id = ?1", title.name, register.table))?;
        let found = read.query_row([id], |row| value(row, 0)).optional()?;
        match (title.kind, found) {
            (_, None) => return Ok(None),
            (FieldKind::Link(next), Some(Value::Int(linked))) if next != kind => (kind, id) = (next, linked),
            (_, Some(found)) => return Ok(Some(found.to_string())),
        }
    }
}

fn is_shown(field: &Field) -> bool {
    field.privacy == Privacy::Open && !matches!(field.kind, FieldKind::Rollup(_) | FieldKind::Long | FieldKind::Flag)
}

fn is_text(field: &Field) -> bool {
    field.search == Search::No
        && field.name != PINYIN
        && matches!(field.kind, FieldKind::Text | FieldKind::Code(_) | FieldKind::Tags)
        && field.privacy == Privacy::Open
}
