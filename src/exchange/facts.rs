//! What documents and forms can ask for by name: every field of a record under the label the screens show, lists of what
//! belongs to it, and figures that stores and reports compute.
//!
//! One vocabulary for all templates, and each name answered by the function the screens use, so that a paper can never
//! say another number than the screen. Values are read when a name is met, not before. Papers are written in Chinese.

mod cadre;
mod call_up;
mod class;
mod names;
mod office;
mod report;
mod unit;

pub use names::names;
pub use report::Read;

use crate::{
    catalog::{self, Field, FieldKind, Register, show},
    domain::{
        calendar, mask,
        value::{self, Value},
    },
    store::{Reader, Result, query::Row},
    text::Lang,
};
use chrono::{Datelike, NaiveDate};
use std::cell::OnceCell;

/// What papers are written in.
const ZH: show::Reading = show::Reading { lang: Lang::Zh, reveal: false };

/// The surroundings of a paper.
#[derive(Clone, Copy)]
pub struct Asking<'r> {
    /// The data.
    pub reader: &'r Reader,
    /// Reports read for it.
    pub read: &'r Read,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The year it speaks of.
    pub year: i32,
}

/// What a name stands for.
#[derive(Clone)]
pub enum Fact<'r> {
    /// Words.
    Text(String),
    /// A number: its value, and how it is written.
    Figure(f64, String),
    /// Lines, each with names of its own.
    List(Vec<Scope<'r>>),
}

impl Fact<'_> {
    /// A number with at most two decimals.
    #[must_use]
    pub fn number(n: f64) -> Self {
        Self::Figure(n, value::number(n))
    }

    /// How many.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn count(n: usize) -> Self {
        Self::Figure(n as f64, n.to_string())
    }

    /// The words; for a list, how many lines it has.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Figure(_, text) => text.clone(),
            Self::List(rows) => rows.len().to_string(),
        }
    }

    /// True where there is nothing to write.
    #[must_use]
    pub fn nothing(&self) -> bool {
        match self {
            Self::Text(text) | Self::Figure(_, text) => text.is_empty(),
            Self::List(rows) => rows.is_empty(),
        }
    }
}

impl From<&str> for Fact<'_> {
    fn from(text: &str) -> Self {
        Self::Text(mask::inside(text).into_owned())
    }
}

impl From<String> for Fact<'_> {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Option<String>> for Fact<'_> {
    fn from(text: Option<String>) -> Self {
        Self::from(text.unwrap_or_default())
    }
}

/// A line with these names.
fn line<'r>(facts: Vec<(&str, Fact<'r>)>) -> Scope<'r> {
    Scope::Fixed(facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect())
}

/// Where names are looked up.
#[derive(Clone)]
pub enum Scope<'r> {
    /// A record.
    Record(Record<'r>),
    /// These names only.
    Fixed(Vec<(String, Fact<'r>)>),
    /// The office: its year, its units, its reports and registers.
    Office(Asking<'r>),
}

impl<'r> Scope<'r> {
    /// What the name stands for; `a.b` is what `b` is in the record or first line of `a`. `None` for a name not known here.
    ///
    /// # Errors
    /// What the store says.
    pub fn fact(&self, name: &str) -> Result<Option<Fact<'r>>> {
        if let Some(fact) = self.own(name)? {
            return Ok(Some(fact));
        }
        let Some((head, rest)) = name.split_once(['.', '．']) else { return Ok(None) };
        if let Self::Record(record) = self
            && let Some(linked) = record.linked(head)?
        {
            return linked.map_or(Ok(Some(Fact::from(""))), |linked| Self::Record(linked).fact(rest));
        }
        match self.own(head)? {
            Some(Fact::List(rows)) => rows.first().map_or(Ok(Some(Fact::from(""))), |row| row.fact(rest)),
            _ => Ok(None),
        }
    }

    /// The names it has by itself.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Fixed(facts) => facts.iter().map(|(name, _)| name.clone()).collect(),
            Self::Record(record) => names(Some(record.register)),
            Self::Office(_) => names(None),
        }
    }

    fn own(&self, name: &str) -> Result<Option<Fact<'r>>> {
        match self {
            Self::Fixed(facts) => Ok(facts.iter().find(|(known, _)| known == name).map(|(_, fact)| fact.clone())),
            Self::Office(asking) => office::fact(*asking, name),
            Self::Record(record) => record.fact(name),
        }
    }
}

/// A record whose fields are read when first asked for.
#[derive(Clone)]
pub struct Record<'r> {
    asking: Asking<'r>,
    register: &'static Register,
    id: i64,
    /// Stands in a list: its days are written short.
    listed: bool,
    row: OnceCell<Option<Row>>,
}

/// The link through which a record knows more: a nominee what the cadre is, a call-up what its class is.
const BEHIND: &[(&str, &str)] = &[
    ("nominee", "cadre_id"),
    ("call_up", "class_id"),
    ("quota", "unit_id"),
    ("leave", "nominee_id"),
    ("make_up", "cadre_id"),
    ("hour_entry", "cadre_id"),
    ("warning", "cadre_id"),
    ("programme_member", "cadre_id"),
    ("recommendation", "course_id"),
    ("recommendation", "case_id"),
    ("recommendation", "story_id"),
    ("recommendation", "site_id"),
];

impl<'r> Record<'r> {
    /// A record of a register of this code word; `None` for a word that is no register.
    #[must_use]
    pub fn new(asking: Asking<'r>, kind: &str, id: i64) -> Option<Self> {
        Some(Self { asking, register: catalog::register(kind)?, id, listed: false, row: OnceCell::new() })
    }

    /// These records, in order.
    fn all(asking: Asking<'r>, kind: &str, ids: impl IntoIterator<Item = i64>) -> Fact<'r> {
        let record = |id| Some(Scope::Record(Self { listed: true, ..Self::new(asking, kind, id)? }));
        Fact::List(ids.into_iter().filter_map(record).collect())
    }

    fn row(&self) -> Result<Option<&Row>> {
        if self.row.get().is_none() {
            let row = self.asking.reader.record(self.register, self.id)?;
            return Ok(self.row.get_or_init(|| row).as_ref());
        }
        Ok(self.row.get().and_then(Option::as_ref))
    }

    /// A field as stored.
    fn value(&self, field: &str) -> Result<Value> {
        let at = self.register.fields.iter().position(|f| f.name == field);
        Ok(at.and_then(|at| self.row().transpose()?.ok()?.cells.get(at).map(|c| c.value.clone())).unwrap_or_default())
    }

    fn day(&self, field: &str) -> Result<Option<NaiveDate>> {
        Ok(self.value(field)?.as_str().and_then(calendar::day))
    }

    fn fact(&self, name: &str) -> Result<Option<Fact<'r>>> {
        let special = match self.register.kind {
            "class" => class::fact(self, name)?,
            "call_up" => call_up::fact(self, name)?,
            "session" => class::session(self, name)?,
            "unit" => unit::fact(self, name)?,
            "cadre" => cadre::fact(self, name)?,
            _ => None,
        };
        if special.is_some() {
            return Ok(special);
        }
        if let Some(field) = self.field(name) {
            return Ok(Some(self.shown(field)?));
        }
        if let Some(list) = self.belonging(name)? {
            return Ok(Some(list));
        }
        if let Some(fact) = report::fact(self.asking, name, Some(self.id))? {
            return Ok(Some(fact));
        }
        for (_, link) in BEHIND.iter().filter(|(kind, _)| *kind == self.register.kind) {
            if let Some(behind) = self.through(link)?
                && let Some(fact) = behind.fact(name)?
            {
                return Ok(Some(fact));
            }
        }
        Ok(None)
    }

    /// The field of this label, in Chinese as papers are; labels before headings that files use.
    fn field(&self, name: &str) -> Option<&'static Field> {
        let fields = || self.register.fields.iter();
        fields().find(|f| f.label.zh == name).or_else(|| fields().find(|f| f.aliases.contains(&name)))
    }

    fn shown(&self, field: &'static Field) -> Result<Fact<'r>> {
        let at = self.register.fields.iter().position(|f| f.name == field.name).unwrap_or_default();
        let Some(cell) = self.row()?.and_then(|row| row.cells.get(at)) else { return Ok(Fact::from("")) };
        let text = show::show(field, &cell.value, cell.label.as_deref(), ZH);
        Ok(match (field.kind, &cell.value) {
            (FieldKind::Date, Value::Text(iso)) => Fact::Text(date(iso, field.label.zh.ends_with("年月"), self.listed)),
            (_, value) if field.numeric() => {
                value.as_number().map_or_else(|| Fact::Text(text.clone()), |n| Fact::Figure(n, text.clone()))
            }
            _ => Fact::Text(text),
        })
    }

    /// The record a link field points at: `Some(None)` where it points at nothing.
    fn linked(&self, name: &str) -> Result<Option<Option<Self>>> {
        let Some(field) = self.field(name).filter(|f| matches!(f.kind, FieldKind::Link(_))) else { return Ok(None) };
        Ok(Some(self.through(field.name)?))
    }

    fn through(&self, field: &str) -> Result<Option<Self>> {
        let Some(FieldKind::Link(kind)) = self.register.field(field).map(|f| f.kind) else { return Ok(None) };
        let id = self.value(field)?.as_int();
        Ok(id.and_then(|id| Some(Self { listed: self.listed, ..Self::new(self.asking, kind, id)? })))
    }

    /// What belongs to the record under this label, in its official order.
    fn belonging(&self, name: &str) -> Result<Option<Fact<'r>>> {
        let Some(section) = self.register.belongs.iter().find(|b| b.label.zh == name) else { return Ok(None) };
        let ids = self.asking.reader.belonging(section, self.id, 0, MOST)?;
        Ok(Some(Self::all(self.asking, section.kind, ids)))
    }
}

/// Lines of a list at most.
const MOST: usize = 100_000;

/// A day or month as papers write it: `2022年5月9日`, `2022年5月`; `2022.05.09`, `2022.05` in a list. What is called a month
/// has no day.
fn date(iso: &str, month: bool, listed: bool) -> String {
    let iso = if month { iso.get(..7).unwrap_or(iso) } else { iso };
    if listed {
        return iso.replace('-', ".");
    }
    if let Some(day) = calendar::day(iso) {
        return long_day(day);
    }
    match iso.split_once('-') {
        Some((year, month)) => format!("{year}年{}月", month.trim_start_matches('0')),
        None => iso.to_owned(),
    }
}

fn long_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn short_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

fn weekday(day: NaiveDate) -> &'static str {
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][day.weekday().num_days_from_monday() as usize]
}

/// From one day to another, without saying twice what both have.
fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => long_day(from),
        (Some(from), Some(to)) if (from.year(), from.month()) == (to.year(), to.month()) => {
            format!("{}至{}日", long_day(from), to.day())
        }
        (Some(from), Some(to)) if from.year() == to.year() => format!("{}至{}", long_day(from), short_day(to)),
        (Some(from), Some(to)) => format!("{}至{}", long_day(from), long_day(to)),
        (Some(day), None) | (None, Some(day)) => long_day(day),
        (None, None) => String::new(),
    }
}
