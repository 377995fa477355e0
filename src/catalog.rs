//! The registers, described as data.
//!
//! A [`Register`] says what a table is called, which fields it has and what belongs to a record. List, detail, filter,
//! sort, pasting, export, search, history and command line all come from it; nothing about one register is
//! repeated elsewhere. How to add one stands in the crate doc; `tests/catalog.rs` checks each field against the schema.

use crate::text::T;

pub mod entry;
pub mod show;

mod assessment;
mod attendance;
mod cadre;
mod cadre_post;
mod call_up;
mod case;
mod class;
mod class_doc;
mod code;
mod course;
pub mod draft;
mod due;
mod evaluation;
mod fee_standard;
mod field;
mod follow_up;
mod form;
mod form_place;
mod headcount;
mod hour_conversion;
mod hour_entry;
mod hour_exception;
mod hour_rule;
mod import_batch;
mod import_issue;
mod institution;
mod leave;
pub mod lookup;
mod make_up;
pub mod named;
mod near;
mod need_survey;
mod nominee;
mod outreach;
mod plan_line;
mod plan_target;
mod programme;
mod programme_member;
mod publication;
mod quota;
mod recommendation;
mod reminder;
mod rollup;
mod session;
mod site;
mod states;
mod story;
mod study_group;
mod study_session;
mod teacher;
mod teacher_absence;
mod teacher_activity;
mod unit;
mod unit_alias;
mod user;
mod warning;
mod work_item;

pub use cadre::PRESENT;
pub use due::Due;
pub use field::{Field, FieldKind, Privacy, Search};
pub use near::Near;
pub use nominee::{ARRIVED, COUNTED};
pub use rollup::{Coverage, Fold, Rollup};

/// Every register, in the order in which finds and help show them.
pub const REGISTERS: &[&Register] = &[
    &cadre::CADRE,
    &unit::UNIT,
    &class::CLASS,
    &course::COURSE,
    &case::CASE,
    &story::STORY,
    &site::SITE,
    &teacher::TEACHER,
    &institution::INSTITUTION,
    &programme::PROGRAMME,
    &call_up::CALL_UP,
    &quota::QUOTA,
    &nominee::NOMINEE,
    &make_up::MAKE_UP,
    &session::SESSION,
    &hour_entry::HOUR_ENTRY,
    &warning::WARNING,
    &reminder::REMINDER,
    &work_item::WORK_ITEM,
    &study_group::STUDY_GROUP,
    &study_session::STUDY_SESSION,
    &outreach::OUTREACH,
    &need_survey::NEED_SURVEY,
    &plan_line::PLAN_LINE,
    &plan_target::PLAN_TARGET,
    &publication::PUBLICATION,
    &recommendation::RECOMMENDATION,
    &follow_up::FOLLOW_UP,
    &class_doc::CLASS_DOC,
    &evaluation::EVALUATION,
    &assessment::ASSESSMENT,
    &teacher_activity::TEACHER_ACTIVITY,
    &teacher_absence::TEACHER_ABSENCE,
    &leave::LEAVE,
    &attendance::ATTENDANCE,
    &headcount::HEADCOUNT,
    &unit_alias::UNIT_ALIAS,
    &programme_member::PROGRAMME_MEMBER,
    &cadre_post::CADRE_POST,
    &hour_rule::HOUR_RULE,
    &hour_conversion::HOUR_CONVERSION,
    &hour_exception::HOUR_EXCEPTION,
    &fee_standard::FEE_STANDARD,
    &import_batch::IMPORT_BATCH,
    &import_issue::IMPORT_ISSUE,
    &code::CODE,
    &user::USER,
    &form::FORM,
    &form_place::FORM_PLACE,
];

/// The register with this code word, such as `cadre`.
#[must_use]
pub fn register(kind: &str) -> Option<&'static Register> {
    REGISTERS.iter().copied().find(|r| r.kind == kind)
}

/// True where a register has this code word: for what is checked when the program is built.
#[must_use]
pub const fn known(kind: &str) -> bool {
    let mut n = 0;
    while n < REGISTERS.len() {
        if same(REGISTERS[n].kind, kind) {
            return true;
        }
        n += 1;
    }
    false
}

/// Equality that a constant can ask for.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut n = 0;
    while n < a.len() && n < b.len() && a[n] == b[n] {
        n += 1;
    }
    n == a.len() && n == b.len()
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
    /// True where people enter records; false where only the program writes them and forms stay shut.
    pub by_hand: bool,
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

impl Belongs {
    /// Rows of `kind` whose column `via` holds this record's id.
    #[must_use]
    pub const fn new(label: T, kind: &'static str, via: &'static str, columns: &'static [&'static str]) -> Self {
        Self { label, kind, via, through: None, columns }
    }

    /// Rows of `kind` over a table between: (table, column with this record's id, column with the other's id).
    #[must_use]
    pub const fn through(
        label: T,
        kind: &'static str,
        between: (&'static str, &'static str, &'static str),
        columns: &'static [&'static str],
    ) -> Self {
        Self { label, kind, via: "", through: Some(between), columns }
    }
}
