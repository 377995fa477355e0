//! What an import asks of the office's data, and how it saves: implemented by the store, so that nothing that reads
//! files knows SQL.

use super::draft::{Draft, Saved};
use crate::domain::class_name::{self, Title};
use crate::domain::hours::conversion::Conversion;
use crate::domain::{unit_name, value::Value};
use chrono::NaiveDate;
use color_eyre::eyre::Result;
use std::collections::HashMap;
use std::rc::Rc;

/// A person of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The unit now.
    pub unit_id: Option<i64>,
    /// Birth, `YYYY-MM` or `YYYY-MM-DD`.
    pub birth: Option<String>,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its id.
    pub id: i64,
    /// Its number.
    pub code: Option<String>,
    /// The year of its plan.
    pub year: i64,
    /// The name without term.
    pub name: String,
    /// The term, `第3期`.
    pub term: Option<String>,
    /// Name and term.
    pub title: String,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

/// Least length of a name that may stand at the end of a longer title: shorter ones end too many.
const ENDING: usize = 6;

/// All classes, ready to be asked by number and by title.
#[derive(Debug, Default)]
pub struct Classes {
    all: Vec<Class>,
    keys: HashMap<String, Vec<usize>>,
    codes: HashMap<String, usize>,
}

impl Classes {
    /// From the register, in the order of ids.
    #[must_use]
    pub fn new(all: Vec<Class>) -> Self {
        let mut keys: HashMap<String, Vec<usize>> = HashMap::new();
        let mut codes = HashMap::new();
        for (i, class) in all.iter().enumerate() {
            keys.entry(class_name::key(&class.name)).or_default().push(i);
            if let Some(code) = &class.code {
                codes.entry(code.clone()).or_insert(i);
            }
        }
        Self { all, keys, codes }
    }

    /// All of them, in the order of ids.
    #[must_use]
    pub fn all(&self) -> &[Class] {
        &self.all
    }

    /// The class of this number.
    #[must_use]
    pub fn coded(&self, code: &str) -> Option<&Class> {
        self.codes.get(code).map(|i| &self.all[*i])
    }

    /// The class of this id.
    #[must_use]
    pub fn of(&self, id: i64) -> Option<&Class> {
        self.all.binary_search_by_key(&id, |class| class.id).ok().map(|i| &self.all[i])
    }

    /// The classes a title can mean, in the order of ids: those of its name, or of a name it ends with, and of its term.
    #[must_use]
    pub fn titled(&self, title: &Title) -> Vec<&Class> {
        let key = class_name::key(&title.name);
        let long = key.chars().count();
        let ends = key.char_indices().enumerate().filter(|(n, _)| *n == 0 || long - n >= ENDING);
        let mut found: Vec<usize> = ends.filter_map(|(_, (at, _))| self.keys.get(&key[at..])).flatten().copied().collect();
        found.sort_unstable();
        found.into_iter().map(|i| &self.all[i]).filter(|class| same_term(class.term.as_deref(), title.term.as_deref())).collect()
    }
}

/// A title without a term can mean any; a class without one is the first.
#[must_use]
pub fn same_term(ours: Option<&str>, theirs: Option<&str>) -> bool {
    let number = |term: Option<&str>| term.and_then(class_name::term_number);
    match (number(ours), number(theirs)) {
        (Some(a), Some(b)) => a == b,
        (None, Some(b)) => b == 1,
        _ => true,
    }
}

/// A teacher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teacher {
    /// Its id.
    pub id: i64,
    /// The unit as written.
    pub unit_text: Option<String>,
    /// The unit, if it is one of ours.
    pub unit_id: Option<i64>,
}

/// An entry of a person's ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// The title.
    pub title: String,
    /// The year it counts in; `None` where it crosses a New Year.
    pub year: Option<i64>,
    /// The class, if it is one of ours.
    pub class_id: Option<i64>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Where it came from: `ledger`, `academy`, `attendance` …
    pub source: String,
}

/// What a person once said about the columns under certain headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The kind of sheet, as a code word.
    pub kind: String,
    /// The number of its headings.
    pub fingerprint: String,
    /// A line a heading: its label, a tab, the slot it stands for.
    pub mapping: String,
}

/// The office's data, as an import sees it within one write.
pub trait Office {
    /// What was said before about columns.
    fn remembered(&self) -> Result<Vec<Remembered>>;
    /// A person of the register.
    fn person(&self, id: i64) -> Result<Option<Person>>;
    /// What a draft would change in a row that is there: column, before, after.
    fn differences(&mut self, draft: &Draft, id: i64) -> Result<Vec<(&'static str, Value, Value)>>;
    /// Names of the units, ready to be asked.
    fn units(&self) -> Result<Rc<unit_name::Names>>;
    /// The name of a unit.
    fn unit_name(&self, id: i64) -> Result<String>;
    /// The person with this identity number. The old form of 15 places finds the new one, and the other way round.
    fn person_by_id_card(&self, number: &str) -> Result<Option<Person>>;
    /// The person with this staff number, if only one has it.
    fn person_by_staff_no(&self, number: &str) -> Result<Option<Person>>;
    /// Everyone with a name like this (`domain::name::key`).
    fn people_named(&self, name: &str) -> Result<Vec<Person>>;
    /// All classes.
    fn classes(&self) -> Result<Rc<Classes>>;
    /// The days on which a class has sessions.
    fn class_days(&self, class: i64) -> Result<Vec<NaiveDate>>;
    /// Teachers with a name like this.
    fn teachers_named(&self, name: &str) -> Result<Vec<Teacher>>;
    /// The ledger of a person.
    fn entries(&self, person: i64) -> Result<Vec<Entry>>;
    /// Ids of rows with these values; a `Null` asks for rows without one.
    fn find(&self, table: &'static str, wanted: &[(&'static str, Value)]) -> Result<Vec<i64>>;
    /// A value of a row.
    fn value(&self, table: &'static str, id: i64, column: &'static str) -> Result<Value>;
    /// What study is worth in hours here, by day.
    fn conversions(&self) -> Result<Rc<Vec<Conversion>>>;
    /// Saves a draft: a new row without an id, else whatever differs in that row.
    fn save(&mut self, draft: &Draft, id: Option<i64>) -> Result<Saved>;
}
