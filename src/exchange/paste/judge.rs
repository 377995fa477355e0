//! What each pasted row comes to: new, a change, nothing, or something to set right.
//!
//! An empty cell says nothing and clears nothing, as in an import. A row is one of ours if its number (identity, code,
//! staff) is, else if what names it and the links pasted with it fit exactly one record.

use super::{Pasted, link};
use crate::{
    catalog::{
        self, Field, FieldKind, Register,
        entry::{self, Across, Fault, Ground, Remark},
        lookup::Office,
    },
    domain::value::Value,
    store::{
        self, Store,
        bulk::{Edit, Why},
        edit::Values,
        write::Act,
    },
    text::{Lang, paste as w},
};
use color_eyre::eyre::Result;
use std::collections::HashSet;

/// A row that was read.
#[derive(Debug)]
pub struct Judged {
    /// The row of the pasted table.
    pub row: usize,
    /// What it comes to.
    pub verdict: Verdict,
    /// What is odd, but taken: the column and why.
    pub remarks: Vec<(Option<usize>, Odd)>,
}

/// What is odd about a row, but taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// A cell.
    Cell(Remark),
    /// A cell beside another.
    Across(Across),
    /// A new record, though another one is called the same.
    Namesake,
}

impl Odd {
    /// What is odd.
    #[must_use]
    pub fn tell(self, lang: Lang) -> &'static str {
        match self {
            Self::Cell(remark) => remark.tell(lang),
            Self::Across(across) => across.tell(lang),
            Self::Namesake => w::NAMESAKE.get(lang),
        }
    }
}

/// What a row comes to.
#[derive(Debug)]
pub enum Verdict {
    /// A new record.
    New(Values),
    /// Other values for a record: id, version, what differs.
    Changed(i64, i64, Values),
    /// Everything is there already.
    Same,
    /// Nothing can be written before this is set right.
    Wrong(Vec<Wrong>),
}

/// Something to set right.
#[derive(Debug)]
pub struct Wrong {
    /// The column, where it is one.
    pub column: Option<usize>,
    /// The field, where it is one.
    pub field: Option<&'static Field>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a cell or a row.
#[derive(Debug)]
pub enum What {
    /// It cannot be read.
    Fault(Fault),
    /// There is no such record.
    NotFound,
    /// Several records are called so.
    Several,
    /// More than one record fits this row.
    Ambiguous,
    /// An earlier row is the same record.
    Twice(usize),
    /// It does not fit another field.
    Across(Across),
    /// The store refuses it.
    Store(Why),
}

impl What {
    /// What is wrong and what to do.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::Fault(fault) => fault.tell(lang).to_owned(),
            Self::NotFound => w::NOT_FOUND.get(lang).to_owned(),
            Self::Several => w::SEVERAL.get(lang).to_owned(),
            Self::Ambiguous => w::AMBIGUOUS.get(lang).to_owned(),
            Self::Twice(row) => w::twice(lang, row + 1),
            Self::Across(across) => across.tell(lang).to_owned(),
            Self::Store(why) => why.tell(lang),
        }
    }
}

impl Judged {
    /// The edit that writes it, if there is one.
    #[must_use]
    pub fn edit(&self) -> Option<Edit> {
        match &self.verdict {
            Verdict::New(values) => Some(Edit::Add(values.clone())),
            Verdict::Changed(id, version, values) => Some(Edit::Change { id: *id, version: *version, values: values.clone() }),
            Verdict::Same | Verdict::Wrong(_) => None,
        }
    }
}

/// Judges every row from `from` on; `columns` says the field of each column, `given` what a new record starts with.
pub fn judge(
    office: &dyn Office,
    register: &'static Register,
    pasted: &Pasted,
    columns: &[Option<&'static Field>],
    from: usize,
    given: &Values,
    on: Ground,
) -> Result<Vec<Judged>> {
    let mut bench = Bench { office, register, columns, given, on, seen: HashSet::new(), fresh: Vec::new() };
    (from..pasted.height()).map(|row| bench.row(pasted, row)).collect()
}

struct Bench<'a> {
    office: &'a dyn Office,
    register: &'static Register,
    columns: &'a [Option<&'static Field>],
    given: &'a Values,
    on: Ground,
    /// Records that an earlier row means.
    seen: HashSet<i64>,
    /// What earlier new rows are called, with the row.
    fresh: Vec<(Vec<(&'static str, Value)>, usize)>,
}

/// What names the record of a row, by the strength of it.
enum Found {
    One(i64),
    None,
    Many,
}

impl Bench<'_> {
    fn row(&mut self, pasted: &Pasted, row: usize) -> Result<Judged> {
        let (mut values, mut wrong, mut remarks): (Values, Vec<Wrong>, Vec<_>) = (Vec::new(), Vec::new(), Vec::new());
        for (column, field) in self.columns.iter().enumerate() {
            let (Some(field), text) = (field, pasted.cell(row, column).trim()) else { continue };
            if text.is_empty() || !field.entered() {
                continue;
            }
            match self.cell(field, text)? {
                Ok((value, remark)) => {
                    remarks.extend(remark.map(|r| (Some(column), Odd::Cell(r))));
                    values.push((*field, value));
                }
                Err(what) => wrong.push(Wrong { column: Some(column), field: Some(field), what }),
            }
        }
        let all: Vec<(&Field, Value)> = values.iter().map(|(f, v)| (*f, v.clone())).collect();
        for (name, across) in entry::across(&all).into_iter().filter(|(_, across)| !across.refuses()) {
            remarks.push((self.column(name), Odd::Across(across)));
        }
        let verdict = if wrong.is_empty() { self.verdict(values, row)? } else { Verdict::Wrong(wrong) };
        if let Verdict::New(values) = &verdict
            && self.namesake(values)?
        {
            remarks.push((None, Odd::Namesake));
        }
        Ok(Judged { row, verdict, remarks })
    }

    fn cell(&self, field: &'static Field, text: &str) -> Result<std::result::Result<(Value, Option<Remark>), What>> {
        if let FieldKind::Link(kind) = field.kind {
            let Some(to) = catalog::register(kind) else { return Ok(Err(What::NotFound)) };
            return Ok(match link::named(self.office, to, text)?[..] {
                [id] => Ok((Value::Int(id), None)),
                [] => Err(What::NotFound),
                _ => Err(What::Several),
            });
        }
        Ok(match entry::read(field, text, self.on) {
            Ok(read) => Ok((read.value, read.remark)),
            Err(fault) => Err(What::Fault(fault)),
        })
    }

    fn verdict(&mut self, values: Values, row: usize) -> Result<Verdict> {
        match self.find(&values)? {
            Found::Many => Ok(one_wrong(None, None, What::Ambiguous)),
            Found::One(id) => self.change(id, values, row),
            Found::None => self.add(values, row),
        }
    }

    /// The record a row means.
    fn find(&self, values: &Values) -> Result<Found> {
        for name in ["id_card", "code", "staff_no"] {
            let Some((field, value)) = values.iter().find(|(f, _)| f.name == name) else { continue };
            let found = match (self.register.kind, value.as_str()) {
                ("cadre", Some(number)) if name == "id_card" => {
                    self.office.person_by_id_card(number)?.map(|p| p.id).into_iter().collect()
                }
                _ => self.office.find(self.register.table, &[(field.name, value.clone())])?,
            };
            match found[..] {
                [id] => return Ok(Found::One(id)),
                [] => {}
                _ => return Ok(Found::Many),
            }
        }
        let wanted = self.names(values);
        if wanted.is_empty() {
            return Ok(Found::None);
        }
        let mut found = self.office.find(self.register.table, &wanted)?;
        // A number that is not ours says that it is someone else, unless the record has none yet.
        for name in ["id_card", "code", "staff_no"].into_iter().filter(|n| values.iter().any(|(f, _)| f.name == *n)) {
            let mut without = Vec::new();
            for id in found {
                if self.office.value(self.register.table, id, field_name(self.register, name))?.is_null() {
                    without.push(id);
                }
            }
            found = without;
        }
        Ok(match found[..] {
            [id] => Found::One(id),
            [] => Found::None,
            _ => Found::Many,
        })
    }

    /// What tells a record from others: its title, and the links, days and years pasted with it that it cannot be without.
    /// A person may have moved, so a unit tells people apart only where there are several of the name.
    fn names(&self, values: &Values) -> Vec<(&'static str, Value)> {
        let title = self.register.title;
        if !values.iter().any(|(f, _)| f.name == title) {
            return Vec::new();
        }
        let tells = |field: &Field| {
            field.name == title || field.name == "unit_id" || matches!(field.kind, FieldKind::Link(_)) && field.required || {
                field.required
                    && field.default.is_none()
                    && !matches!(field.kind, FieldKind::Number | FieldKind::Hours | FieldKind::Days)
            }
        };
        values.iter().filter(|(f, _)| tells(f)).map(|(f, v)| (f.name, v.clone())).collect()
    }

    fn change(&mut self, id: i64, values: Values, row: usize) -> Result<Verdict> {
        if !self.seen.insert(id) {
            return Ok(one_wrong(None, None, What::Twice(row)));
        }
        let mut differs = Vec::new();
        let mut all: Values = Vec::new();
        for (field, value) in values {
            if !same(&self.office.value(self.register.table, id, field.name)?, &value) {
                differs.push((field, value.clone()));
            }
            all.push((field, value));
        }
        if differs.is_empty() {
            return Ok(Verdict::Same);
        }
        for name in entry::PAIRS.iter().flat_map(|(a, b)| [*a, *b]).chain(["id_card", "birth", "sex"]) {
            if let Some(field) = self.register.field(name).filter(|f| all.iter().all(|(have, _)| have.name != f.name)) {
                all.push((field, self.office.value(self.register.table, id, field.name)?));
            }
        }
        if let Some(verdict) = self.unfit(&all) {
            return Ok(verdict);
        }
        let version = self.office.value(self.register.table, id, "version")?.as_int().unwrap_or_default();
        Ok(Verdict::Changed(id, version, differs))
    }

    fn add(&mut self, mut values: Values, row: usize) -> Result<Verdict> {
        for (field, value) in self.given {
            if values.iter().all(|(f, _)| f.name != field.name) {
                values.push((*field, value.clone()));
            }
        }
        let missing =
            |f: &&Field| f.entered() && f.required && f.default.is_none() && values.iter().all(|(have, _)| have.name != f.name);
        let missing: Vec<Wrong> = self.register.fields.iter().filter(missing).map(|f| self.missing(f)).collect();
        if !missing.is_empty() {
            return Ok(Verdict::Wrong(missing));
        }
        if let Some(verdict) = self.unfit(&values) {
            return Ok(verdict);
        }
        let names = self.names(&values);
        if let Some((_, before)) = self.fresh.iter().find(|(n, _)| *n == names && !names.is_empty()) {
            return Ok(one_wrong(None, None, What::Twice(*before)));
        }
        self.fresh.push((names, row));
        Ok(Verdict::New(values))
    }

    fn namesake(&self, values: &Values) -> Result<bool> {
        let title = values.iter().find(|(f, _)| f.name == self.register.title && !matches!(f.kind, FieldKind::Link(_)));
        let Some((field, value)) = title else { return Ok(false) };
        Ok(!self.office.find(self.register.table, &[(field.name, value.clone())])?.is_empty())
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.is_some_and(|c| c.name == name))
    }

    fn missing(&self, field: &'static Field) -> Wrong {
        Wrong { column: self.column(field.name), field: Some(field), what: What::Fault(Fault::Missing) }
    }

    fn unfit(&self, values: &Values) -> Option<Verdict> {
        let all: Vec<(&Field, Value)> = values.iter().map(|(f, v)| (*f, v.clone())).collect();
        let (name, across) = entry::across(&all).into_iter().find(|(_, across)| across.refuses())?;
        Some(one_wrong(self.column(name), self.register.field(name), What::Across(across)))
    }
}

/// Tries to write the rows and gives it up again: what the data refuses is known before it is asked for.
///
/// # Errors
/// When the database cannot be read or is busy.
pub fn try_out(store: &mut Store, act: &Act, register: &'static Register, judged: &mut [Judged]) -> store::Result<()> {
    let (edits, places): (Vec<Edit>, Vec<usize>) = judged.iter().enumerate().filter_map(|(n, j)| Some((j.edit()?, n))).unzip();
    let applied = store.rehearse(act, |tx| tx.edits(register, &edits, &|_, _| true))?;
    for (at, error) in applied.refused {
        let wrong = Wrong { column: None, field: None, what: What::Store(Why::Store(error)) };
        judged[places[at]].verdict = Verdict::Wrong(vec![wrong]);
    }
    Ok(())
}

/// The name as the register writes it: a constant.
fn field_name(register: &'static Register, name: &'static str) -> &'static str {
    register.field(name).map_or(name, |f| f.name)
}

fn one_wrong(column: Option<usize>, field: Option<&'static Field>, what: What) -> Verdict {
    Verdict::Wrong(vec![Wrong { column, field, what }])
}

/// Equal as stored: 40 and 40.0 are.
fn same(old: &Value, new: &Value) -> bool {
    match (old.as_number(), new.as_number()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => old == new,
    }
}
