//! Fields: what a column of a register holds, how wide it is, how it is found and who sees it.
//!
//! Made by `const` steps (`Field::text(…).wide(…).required()`), so that a register reads as a table.

use super::rollup::{Fold, Rollup};
use crate::{domain::value::Value, text::T};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Long,
    /// A whole number.
    Int,
    /// A number with decimals: money, scores, per cent.
    Number,
    /// Hours of study (学时), in steps of 0.5 on entry, or 0.25 where a conversion of the office counts quarters.
    Hours,
    /// Days of study, in steps of 0.5.
    Days,
    /// A day, or a month where the day is not known: ISO text `YYYY-MM-DD` or `YYYY-MM`.
    Date,
    /// A time of day, `HH:MM`.
    Time,
    /// A word of an open code list in table `code`; offices add to it. The word itself is stored.
    Code(&'static str),
    /// A word of a closed list that rules depend on. The code word is stored, the screen shows its text.
    State(&'static [(&'static str, T)]),
    /// The id of a record of another register.
    Link(&'static str),
    /// Several words, stored joined by `、`; each can be filtered by.
    Tags,
    /// Telephone numbers.
    Phone,
    /// An identity number of 18 (or old 15) places.
    IdCard,
    /// Yes, no or not known.
    Flag,
    /// Computed from other tables for the rows on screen; never stored.
    Rollup(Rollup),
}

/// How a field can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// Not at all.
    No,
    /// As a person's name: surname readings, text, pinyin, initials.
    Person,
    /// As a title: text, pinyin, initials, from any character on.
    Title,
    /// As a number: from its start, and by its tail.
    Number,
    /// As a document number (文号): from each of its parts on, whatever its brackets.
    Document,
}

/// Who may see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Everyone.
    Open,
    /// Masked in lists, details, finds and default exports; shown by a key that leaves a line in the audit.
    Masked,
}

/// One field of a register.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The column of the table.
    pub name: &'static str,
    /// What people call it.
    pub label: T,
    /// What it holds.
    pub kind: FieldKind,
    /// Columns of the screen it wants in a list (a Han character takes two).
    pub width: u16,
    /// A record cannot be without it.
    pub required: bool,
    /// What a new record has where nobody says otherwise, as the schema writes it: a number or a word.
    pub default: Option<&'static str>,
    /// How it is found.
    pub search: Search,
    /// Who sees it.
    pub privacy: Privacy,
    /// What column headings of office files call it, beside its Chinese label.
    pub aliases: &'static [&'static str],
    /// A code list that offers words for it; see [`Field::list`].
    pub offered: Option<&'static str>,
    /// The table makes it from other columns (a generated column): shown and found, never entered.
    pub generated: bool,
}

impl Field {
    /// A field of any kind; the width follows from the kind.
    #[must_use]
    pub const fn new(name: &'static str, label: T, kind: FieldKind) -> Self {
        let width = match kind {
            FieldKind::Text | FieldKind::Tags => 16,
            FieldKind::Long => 24,
            FieldKind::Int | FieldKind::Number | FieldKind::Hours | FieldKind::Days | FieldKind::Flag | FieldKind::Time => 6,
            FieldKind::Date | FieldKind::Code(_) => 10,
            FieldKind::State(_) | FieldKind::Rollup(_) => 8,
            FieldKind::Link(_) | FieldKind::IdCard => 18,
            FieldKind::Phone => 13,
        };
        let privacy = match kind {
            FieldKind::Phone | FieldKind::IdCard => Privacy::Masked,
            _ => Privacy::Open,
        };
        let search = match kind {
            FieldKind::Phone | FieldKind::IdCard => Search::Number,
            _ => Search::No,
        };
        Self {
            name,
            label,
            kind,
            width,
            required: false,
            default: None,
            search,
            privacy,
            aliases: &[],
            offered: None,
            generated: false,
        }
    }

    /// One line of text.
    #[must_use]
    pub const fn text(name: &'static str, label: T) -> Self {
        Self::new(name, label, FieldKind::Text)
    }

    /// A link to another register.
    #[must_use]
    pub const fn link(name: &'static str, label: T, kind: &'static str) -> Self {
        Self::new(name, label, FieldKind::Link(kind))
    }

    /// A word of an open code list.
    #[must_use]
    pub const fn code(name: &'static str, label: T, list: &'static str) -> Self {
        Self::new(name, label, FieldKind::Code(list))
    }

    /// A word of a closed list.
    #[must_use]
    pub const fn state(name: &'static str, label: T, words: &'static [(&'static str, T)]) -> Self {
        Self::new(name, label, FieldKind::State(words))
    }

    /// A day or a month.
    #[must_use]
    pub const fn date(name: &'static str, label: T) -> Self {
        Self::new(name, label, FieldKind::Date)
    }

    /// A whole number.
    #[must_use]
    pub const fn int(name: &'static str, label: T) -> Self {
        Self::new(name, label, FieldKind::Int)
    }

    /// Several lines of text.
    #[must_use]
    pub const fn long(name: &'static str, label: T) -> Self {
        Self::new(name, label, FieldKind::Long)
    }

    /// A figure computed from rows that point at the record.
    #[must_use]
    pub const fn rollup(name: &'static str, label: T, rollup: Rollup) -> Self {
        Self::new(name, label, FieldKind::Rollup(rollup))
    }

    /// Columns wanted in a list.
    #[must_use]
    pub const fn wide(mut self, width: u16) -> Self {
        self.width = width;
        self
    }

    /// A record cannot be without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A record cannot be without it, and a new one starts with this.
    #[must_use]
    pub const fn starts_as(mut self, default: &'static str) -> Self {
        self.required = true;
        self.default = Some(default);
        self
    }

    /// What a new record has where nobody says otherwise: of the type the table holds, `Null` without a default.
    #[must_use]
    pub fn initial(&self) -> Value {
        let Some(default) = self.default else { return Value::Null };
        match self.kind {
            FieldKind::Int | FieldKind::Flag | FieldKind::Link(_) => default.parse().map_or(Value::Null, Value::Int),
            FieldKind::Number | FieldKind::Hours | FieldKind::Days => default.parse().map_or(Value::Null, Value::Real),
            _ => Value::text(default),
        }
    }

    /// How it is found.
    #[must_use]
    pub const fn found_as(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// The code list whose words are offered for a field that may also hold others, as tags do.
    #[must_use]
    pub const fn offers(mut self, list: &'static str) -> Self {
        self.offered = Some(list);
        self
    }

    /// The code list its words come from, if there is one.
    #[must_use]
    pub const fn list(&self) -> Option<&'static str> {
        match self.kind {
            FieldKind::Code(list) => Some(list),
            _ => self.offered,
        }
    }

    /// What headings of office files call it, beside its label.
    #[must_use]
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The table makes it from other columns.
    #[must_use]
    pub const fn generated(mut self) -> Self {
        self.generated = true;
        self
    }

    /// True where people enter it: neither computed for the screen nor made by the table.
    #[must_use]
    pub const fn entered(&self) -> bool {
        self.stored() && !self.generated
    }

    /// True where the value stands in the table (a rollup does not).
    #[must_use]
    pub const fn stored(&self) -> bool {
        !matches!(self.kind, FieldKind::Rollup(_))
    }

    /// True where the value is the code of a rule on hours, which people know by its name.
    #[must_use]
    pub fn names_rule(&self) -> bool {
        self.name == "rule_code"
    }

    /// True where numbers are aligned right.
    #[must_use]
    pub const fn numeric(&self) -> bool {
        match self.kind {
            FieldKind::Int | FieldKind::Number | FieldKind::Hours | FieldKind::Days => true,
            FieldKind::Rollup(r) => !matches!(r.how, Fold::Max | Fold::Names),
            _ => false,
        }
    }
}
