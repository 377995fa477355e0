//! The registers, described as data.
//!
//! A [`Register`] says what a table is called, which fields it has and what belongs to a record. List, detail, filter,
//! sort, import mapping, export, search, help and command line all come from it; nothing about one register is
//! repeated elsewhere. To add one: a file here, its line in [`REGISTERS`], a migration in `assets/schema`, and its
//! words in `assets/text`. `tests/catalog.rs` checks each field against the schema.

use crate::text::T;

mod cadre;
pub mod draft;
pub mod lookup;
mod unit;

/// Every register, in the order in which finds and help show them.
pub const REGISTERS: &[&Register] = &[&cadre::CADRE, &unit::UNIT];

/// The register with this code word, such as `cadre`.
#[must_use]
pub fn register(kind: &str) -> Option<&'static Register> {
    REGISTERS.iter().copied().find(|r| r.kind == kind)
}

/// One register: a table of the office, as data.
#[derive(Debug)]
pub struct Register {
    /// The code word: command line, JSON and links use it.
    pub kind: &'static str,
    /// The table that keeps it.
    pub table: &'static str,
    /// Its number in derived tables. Never reused, never changed.
    pub number: u8,
    /// What the screen calls one of it.
    pub name: T,
    /// The field that names a record: the frozen first column.
    pub title: &'static str,
    /// All fields, in the order of forms and details.
    pub fields: &'static [Field],
    /// The columns a list starts with; the title is always the first.
    pub columns: &'static [&'static str],
    /// The fields offered first for filtering by value.
    pub filters: &'static [&'static str],
    /// The field whose values stand beside the list.
    pub side: Option<&'static str>,
    /// The official order, used until someone sorts otherwise. Ends with the id by itself.
    pub order: &'static [Order],
    /// What belongs to a record: shown below its fields, each line opens.
    pub belongs: &'static [Belongs],
    /// True where the register can grow to a million rows: its lists page by key along `order` (which must be an index).
    pub huge: bool,
}

impl Register {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The field that names a record.
    ///
    /// # Panics
    /// Never: `tests/catalog.rs` checks that it exists.
    #[must_use]
    pub fn title_field(&self) -> &'static Field {
        self.field(self.title).unwrap_or(&self.fields[0])
    }
}

/// One sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// A column of the table; it may be one that is no field, such as `sort_no`.
    pub by: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// Smallest first by this column.
#[must_use]
pub const fn up(by: &'static str) -> Order {
    Order { by, descending: false }
}

/// Largest first by this column.
#[must_use]
pub const fn down(by: &'static str) -> Order {
    Order { by, descending: true }
}

/// Rows of another register that belong to a record.
#[derive(Clone, Copy, Debug)]
pub struct Belongs {
    /// Heading of the section.
    pub label: T,
    /// The register the rows are of.
    pub kind: &'static str,
    /// The column of that register's table that holds this record's id; or, with `through`, unused.
    pub via: &'static str,
    /// A table between the two: (table, column with this record's id, column with the other's id).
    pub through: Option<(&'static str, &'static str, &'static str)>,
    /// Columns of the section, after the title.
    pub columns: &'static [&'static str],
}

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
    /// Hours of study (学时), in steps of 0.25 on entry.
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

/// A figure computed from rows that point at a record.
#[derive(Clone, Copy, Debug)]
pub struct Rollup {
    /// What to do with the values.
    pub how: Fold,
    /// The column folded, of `table`.
    pub of: &'static str,
    /// The table of the rows.
    pub table: &'static str,
    /// The column of `table` with the record's id; or of the table between, with `through`.
    pub via: &'static str,
    /// A table between: (table, its column with the id of `table`). Then `via` is a column of it.
    pub through: Option<(&'static str, &'static str)>,
    /// Only rows in which this column has one of these values.
    pub only: Option<(&'static str, &'static [&'static str])>,
}

/// How a [`Rollup`] folds its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// The largest, as the last date is.
    Max,
    /// Their mean, rounded to 0.1.
    Mean,
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
    /// How it is found.
    pub search: Search,
    /// Who sees it.
    pub privacy: Privacy,
    /// What column headings of office files call it, beside its Chinese label.
    pub aliases: &'static [&'static str],
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
            FieldKind::Link(_) => 18,
            FieldKind::Phone => 13,
            FieldKind::IdCard => 18,
        };
        let privacy = match kind {
            FieldKind::Phone | FieldKind::IdCard => Privacy::Masked,
            _ => Privacy::Open,
        };
        let search = match kind {
            FieldKind::Phone | FieldKind::IdCard => Search::Number,
            _ => Search::No,
        };
        Self { name, label, kind, width, required: false, search, privacy, aliases: &[] }
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

    /// How it is found.
    #[must_use]
    pub const fn found_as(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// What headings of office files call it, beside its label.
    #[must_use]
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// True where the value stands in the table (a rollup does not).
    #[must_use]
    pub const fn stored(&self) -> bool {
        !matches!(self.kind, FieldKind::Rollup(_))
    }

    /// True where numbers are aligned right.
    #[must_use]
    pub const fn numeric(&self) -> bool {
        match self.kind {
            FieldKind::Int | FieldKind::Number | FieldKind::Hours | FieldKind::Days => true,
            FieldKind::Rollup(r) => !matches!(r.how, Fold::Max),
            _ => false,
        }
    }
}
