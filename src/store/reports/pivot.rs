//! A report that an office puts together itself: what counts, by what, over which periods.
//!
//! Hours and people are read as all reports read them (shares of entries over a New Year, people in service, the unit
//! that has their headcount); people called are counted by the first day of their class.

use super::{
    Step,
    ledger::{self, Units},
};
use crate::{
    domain::{hours::Group, rates::Band, states::parts::Part},
    store::{Reader, Result},
    text::{T, cadre, class, field as f, report as w},
};
use rusqlite::params;
use std::collections::{HashMap, HashSet};

/// By what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The unit that has the person's headcount.
    Unit,
    /// The five bands of the headcount.
    Band,
    /// A column of the people: name of the column.
    Person(&'static str),
    /// The form of training, or the kind of the class.
    Kind,
}

/// What can stand in the lines: code word, label, what it is.
pub const BYS: &[(&str, T, By)] = &[
    ("unit", f::UNIT, By::Unit),
    ("band", w::BAND, By::Band),
    ("level", cadre::LEVEL, By::Person("level")),
    ("manager", cadre::MANAGED_BY, By::Person("managed_by")),
    ("category", cadre::CATEGORY, By::Person("category")),
    ("sex", cadre::SEX, By::Person("sex")),
    ("ethnicity", cadre::ETHNICITY, By::Person("ethnicity")),
    ("party", cadre::PARTY, By::Person("party")),
    ("kind", f::KIND, By::Kind),
];

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Hours of every form.
    Hours,
    /// Hours off the job.
    OffJob,
    /// Hours online.
    Online,
    /// Distinct people with any hours.
    People,
    /// Distinct people with hours off the job.
    Called,
    /// People called, each time.
    Due,
    /// People who came, each time.
    Came,
    /// Classes that took place or will.
    Classes,
}

/// What can be counted: code word, label, what it is.
pub const MEASURES: &[(&str, T, Measure)] = &[
    ("hours", f::HOURS, Measure::Hours),
    ("off_job", w::FULL_TIME_HOURS, Measure::OffJob),
    ("online", w::ONLINE_HOURS, Measure::Online),
    ("people", w::TRAINED, Measure::People),
    ("called", w::CALLED, Measure::Called),
    ("due", w::DUE, Measure::Due),
    ("came", w::CAME, Measure::Came),
    ("classes", class::REGISTER, Measure::Classes),
];

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The year and the four before it.
    Years,
    /// The quarters of the year.
    Quarters,
    /// Its months.
    Months,
}

/// What can stand in the columns: code word, label, what it is.
pub const OVERS: &[(&str, T, Over)] =
    &[("years", w::FIVE_YEARS, Over::Years), ("quarters", w::QUARTERS, Over::Quarters), ("months", w::MONTHS, Over::Months)];

/// A report put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pivot {
    /// The lines.
    pub by: By,
    /// What is counted.
    pub measure: Measure,
    /// The columns.
    pub over: Over,
}

/// What it comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Lines: what each is called, and a number a column.
    pub lines: Vec<(String, Vec<f64>)>,
    /// All together; people count once.
    pub total: Vec<f64>,
    /// Someone stopped it.
    pub stopped: bool,
}

impl Pivot {
    /// Reads the code words `by measure over`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let by = BYS.iter().find(|(code, ..)| Some(*code) == words.clone().next())?.2;
        let measure = MEASURES.iter().find(|(code, ..)| Some(*code) == words.clone().nth(1))?.2;
        let over = OVERS.iter().find(|(code, ..)| Some(*code) == words.clone().nth(2))?.2;
        words.nth(3).is_none().then_some(Self { by, measure, over })
    }

    /// The code words.
    #[must_use]
    pub fn code(&self) -> String {
        let by = BYS.iter().find(|b| b.2 == self.by).map_or("", |b| b.0);
        let measure = MEASURES.iter().find(|m| m.2 == self.measure).map_or("", |m| m.0);
        let over = OVERS.iter().find(|o| o.2 == self.over).map_or("", |o| o.0);
        format!("{by} {measure} {over}")
    }

    /// Why it cannot be: hours have years, not months; classes have a kind, not a person.
    #[must_use]
    pub fn refused(&self) -> Option<T> {
        let ledger =
            matches!(self.measure, Measure::Hours | Measure::OffJob | Measure::Online | Measure::People | Measure::Called);
        match self {
            _ if ledger && self.over != Over::Years => Some(w::PIVOT_YEARS),
            Self { measure: Measure::Classes, by, .. } if *by != By::Kind => Some(w::PIVOT_KIND),
            _ => None,
        }
    }
}

/// Numbers by line and column; people as a set where they count once.
#[derive(Default)]
struct Sums {
    order: Vec<String>,
    cells: HashMap<String, Vec<f64>>,
    people: HashMap<(String, usize), HashSet<i64>>,
    everyone: Vec<HashSet<i64>>,
}

impl Sums {
    fn line(&mut self, name: &str, columns: usize) -> &mut Vec<f64> {
        if !self.cells.contains_key(name) {
            self.order.push(name.to_owned());
        }
        self.cells.entry(name.to_owned()).or_insert_with(|| vec![0.0; columns])
    }

    fn add(&mut self, name: &str, columns: usize, column: usize, n: f64) {
        self.line(name, columns)[column] += n;
    }

    fn once(&mut self, name: &str, columns: usize, column: usize, person: i64) {
        self.everyone.resize_with(columns, HashSet::new);
        self.everyone[column].insert(person);
        if self.people.entry((name.to_owned(), column)).or_default().insert(person) {
            self.add(name, columns, column, 1.0);
        }
    }
}

impl Reader {
    /// A report put together, for a year and, where its columns are years, the four before it.
    pub fn pivot(&self, pivot: Pivot, year: i32, step: Step) -> Result<Grid> {
        let columns: Vec<String> = match pivot.over {
            Over::Years => (year - 4..=year).map(|y| y.to_string()).collect(),
            Over::Quarters => [w::QUARTER_1, w::QUARTER_2, w::QUARTER_3, w::QUARTER_4].map(|q| q.zh.to_owned()).to_vec(),
            Over::Months => (1..=12).map(|m| format!("{m}月")).collect(),
        };
        let mut sums = Sums::default();
        let whole = match pivot.measure {
            Measure::Classes => self.pivot_classes(pivot, year, &columns, &mut sums)?,
            Measure::Due | Measure::Came => self.pivot_called(pivot, year, &columns, &mut sums)?,
            _ => self.pivot_ledger(pivot, year, &columns, &mut sums, step)?,
        };
        let once = matches!(pivot.measure, Measure::People | Measure::Called);
        let mut lines: Vec<(String, Vec<f64>)> = Vec::new();
        for name in &sums.order {
            let numbers = sums.cells.get(name).cloned().unwrap_or_default();
            let shown = name.split_once('\u{1}').map_or(name.as_str(), |(_, name)| name);
            lines.push((if shown.is_empty() { w::NOT_KNOWN.zh.to_owned() } else { shown.to_owned() }, numbers));
        }
        let add = |n: usize| lines.iter().map(|(_, numbers)| numbers[n]).sum::<f64>();
        #[allow(clippy::cast_precision_loss)]
        let distinct = |n: usize| sums.everyone.get(n).map_or(0.0, |people| people.len() as f64);
        let total = (0..columns.len()).map(|n| if once { distinct(n) } else { add(n) }).collect();
        let round = |n: f64| crate::domain::rates::half_up(n);
        let lines = lines.into_iter().map(|(name, numbers)| (name, numbers.into_iter().map(round).collect())).collect();
        Ok(Grid { columns, lines, total, stopped: !whole })
    }

    /// What each person in service stands under, and the lines in their order.
    fn under(&self, by: By, year: i32, sums: &mut Sums, columns: usize) -> Result<HashMap<i64, String>> {
        let units = Units::read(self, year)?;
        let column = match by {
            By::Person(column) => column,
            _ => "level",
        };
        match by {
            By::Unit => {
                for unit in units.list.iter().filter(|u| u.heads.is_some()) {
                    sums.line(&unit_key(unit.id, &unit.name), columns);
                }
            }
            By::Band => {
                for band in Band::ALL {
                    sums.line(band_word(band).zh, columns);
                }
            }
            By::Person(_) => {
                for word in self.words_of(column)? {
                    sums.line(&word, columns);
                }
            }
            By::Kind => {}
        }
        let book = self.rulebook()?;
        let sql = format!("SELECT id, unit_id, level, rank, {column} FROM cadre WHERE unit_id IS NOT NULL AND active = 1");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([])?;
        let mut under = HashMap::new();
        while let Some(row) = rows.next()? {
            let word = |n: usize| row.get_ref(n).ok().and_then(|r| r.as_str().ok());
            let (id, unit): (i64, i64) = (row.get(0)?, row.get(1)?);
            let name = match by {
                By::Unit => units.home(unit).map(|at| unit_key(units.list[at].id, &units.list[at].name)).unwrap_or_default(),
                By::Band => band_word(book.band(word(2), word(3))).zh.to_owned(),
                _ => word(4).unwrap_or_default().to_owned(),
            };
            under.insert(id, name);
        }
        Ok(under)
    }

    /// The words of a person's column in the order of their code list.
    fn words_of(&self, column: &str) -> Result<Vec<String>> {
        let field = crate::catalog::register("cadre").and_then(|r| r.field(column));
        let Some(crate::catalog::FieldKind::Code(list)) = field.map(|f| f.kind) else { return Ok(Vec::new()) };
        self.code_words(list)
    }

    fn pivot_ledger(&self, pivot: Pivot, year: i32, columns: &[String], sums: &mut Sums, step: Step) -> Result<bool> {
        let book = self.rulebook()?;
        let under = self.under(pivot.by, year, sums, columns.len())?;
        let mut whole = true;
        for (n, of) in (year - 4..=year).enumerate() {
            whole &= ledger::year(self, of, step, |id, form, hours| {
                let Some(name) = under.get(&id) else { return };
                let name = if pivot.by == By::Kind { form } else { name.as_str() };
                let group = book.group(form);
                match pivot.measure {
                    Measure::Hours => sums.add(name, columns.len(), n, hours),
                    Measure::OffJob if group == Group::FullTime => sums.add(name, columns.len(), n, hours),
                    Measure::Online if group == Group::Online => sums.add(name, columns.len(), n, hours),
                    Measure::People => sums.once(name, columns.len(), n, id),
                    Measure::Called if group == Group::FullTime => sums.once(name, columns.len(), n, id),
                    _ => {}
                }
            })?;
        }
        Ok(whole)
    }

    fn pivot_called(&self, pivot: Pivot, year: i32, columns: &[String], sums: &mut Sums) -> Result<bool> {
        let under = self.under(pivot.by, year, sums, columns.len())?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT n.cadre_id, n.state, t.starts_on, coalesce(t.kind, '') FROM nominee n JOIN call_up p ON p.id = n.call_up_id
             JOIN training_class t ON t.id = p.class_id WHERE t.starts_on BETWEEN ?1 AND ?2
               AND t.state NOT IN ('cancelled', 'postponed') AND p.state NOT IN ('draft', 'cancelled')
             ORDER BY t.starts_on, t.id, n.id",
        )?;
        let from = if pivot.over == Over::Years { year - 4 } else { year };
        let mut rows = stmt.query(params![format!("{from:04}-01-01"), format!("{year:04}-12-31")])?;
        while let Some(row) = rows.next()? {
            let (person, state, starts, kind): (i64, String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let counted = match (pivot.measure, Part::of(&state)) {
                (Measure::Due, Some(_)) => true,
                (_, part) => part == Some(Part::Came),
            };
            let name = if pivot.by == By::Kind { Some(&kind) } else { under.get(&person) };
            let (Some(name), Some(column), true) = (name, column(pivot.over, &starts, year), counted) else { continue };
            let name = name.clone();
            sums.add(&name, columns.len(), column, 1.0);
        }
        Ok(true)
    }

    fn pivot_classes(&self, pivot: Pivot, year: i32, columns: &[String], sums: &mut Sums) -> Result<bool> {
        for word in self.code_words("class_kind")? {
            sums.line(&word, columns.len());
        }
        let mut stmt = self.conn.prepare_cached(
            "SELECT coalesce(kind, ''), starts_on FROM training_class WHERE starts_on BETWEEN ?1 AND ?2
             AND state NOT IN ('draft', 'applied', 'returned', 'cancelled', 'postponed') ORDER BY starts_on, id",
        )?;
        let from = if pivot.over == Over::Years { year - 4 } else { year };
        let mut rows = stmt.query(params![format!("{from:04}-01-01"), format!("{year:04}-12-31")])?;
        while let Some(row) = rows.next()? {
            let (kind, starts): (String, String) = (row.get(0)?, row.get(1)?);
            if let Some(column) = column(pivot.over, &starts, year) {
                sums.add(&kind, columns.len(), column, 1.0);
            }
        }
        Ok(true)
    }
}

/// Two units may be called alike in short.
fn unit_key(id: i64, name: &str) -> String {
    format!("{id}\u{1}{name}")
}

fn band_word(band: Band) -> T {
    match band {
        Band::CityChief => w::CITY_CHIEF,
        Band::CityDeputy => w::CITY_DEPUTY,
        Band::CountyChief => w::COUNTY_CHIEF,
        Band::CountyDeputy => w::COUNTY_DEPUTY,
        Band::Section => w::SECTION_DOWN,
    }
}

/// The column of a day.
fn column(over: Over, starts: &str, year: i32) -> Option<usize> {
    let (own, month) = (starts.get(..4)?.parse::<i32>().ok()?, starts.get(5..7)?.parse::<usize>().ok()?.checked_sub(1)?);
    match over {
        Over::Years => usize::try_from(own - (year - 4)).ok(),
        Over::Quarters => Some(month / 3),
        Over::Months => Some(month),
    }
}
