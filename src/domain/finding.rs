//! Findings (核查结果): what a check of the data says about a record, how bad it is, where to go and what would mend it.
//!
//! Only what can be acted on is a finding. Severity is about consequences: a fault makes figures or matching wrong, a
//! doubt may be right but wants a look, a gap is something nobody entered yet.

pub mod person;
pub mod rules;

use super::calendar::iso;
use crate::text::{Lang, T, check as w};
use chrono::NaiveDate;

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Figures, matching or sending come out wrong.
    Fault,
    /// May be right; wants a look.
    Doubt,
    /// Not entered yet.
    Gap,
}

impl Severity {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> T {
        match self {
            Self::Fault => w::FAULT,
            Self::Doubt => w::DOUBT,
            Self::Gap => w::GAP,
        }
    }

    /// Its code word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Doubt => "doubt",
            Self::Gap => "gap",
        }
    }
}

/// What would mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Somebody looks at the record; no field is wrong by itself.
    Look,
    /// A person corrects this field.
    Edit(&'static str),
    /// The program can do it, as one step that can be undone.
    Auto(Auto),
}

/// What the program can mend by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auto {
    /// Birth and sex from a sound identity number, where they are empty.
    FromNumber,
    /// A text as a form would have taken it: without hidden characters, with the standard dot.
    Tidy,
    /// Two records of one person into one, where nothing contradicts.
    Merge,
    /// Keys and tags of a register made anew.
    Keys,
    /// Rows counted anew.
    Counts,
    /// The place of people in the official order, from their units.
    Order,
    /// The parts of an entry over a New Year, computed anew.
    Shares,
    /// The warnings of the year, computed anew.
    Warnings,
}

/// A kind of finding.
#[derive(Debug)]
pub struct Rule {
    /// Code word, `register.what`.
    pub code: &'static str,
    /// The register of the records it is about; some rules speak of several, see [`Finding::kind`].
    pub kind: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What is the matter, as a heading.
    pub title: T,
    /// What would mend it.
    pub mend: Mend,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// What there is to say beside the heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// A value, or a name.
    Text(String),
    /// What is, and what should be.
    Versus(String, String),
    /// The other record.
    With(String),
    /// From day to day.
    Span(String, String),
    /// A number of.
    Count(i64),
}

impl Detail {
    /// In words.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) => text.clone(),
            Self::Versus(is, should) => w::versus(lang, is, should),
            Self::With(other) => w::with(lang, other),
            Self::Span(from, to) => w::span(lang, from, to),
            Self::Count(n) => w::count(lang, n),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is the matter.
    pub rule: &'static Rule,
    /// Code word of the record's register.
    pub kind: &'static str,
    /// The record; 0 where the finding is about the register as a whole.
    pub id: i64,
    /// What names it.
    pub subject: String,
    /// More.
    pub detail: Detail,
    /// The other record of the same register, where two are concerned.
    pub other: Option<i64>,
}

impl Finding {
    /// About a record.
    #[must_use]
    pub fn new(rule: &'static Rule, id: i64, subject: impl Into<String>, detail: Detail) -> Self {
        Self { rule, kind: rule.kind, id, subject: subject.into(), detail, other: None }
    }

    /// Another record is concerned too.
    #[must_use]
    pub const fn beside(mut self, other: i64) -> Self {
        self.other = Some(other);
        self
    }

    /// Of another register than the rule's.
    #[must_use]
    pub const fn of(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }
}

/// A day in the past that counts as long ago: so many months before.
#[must_use]
pub fn months_ago(today: NaiveDate, months: i32) -> String {
    iso(super::calendar::add_months(today, -months))
}
