//! A table on its way into the office's data: rows, typed cells, counts, findings.
//!
//! A reader of one kind of sheet sees rows by slot (`row.text("unit")`), reports what it finds and saves drafts. What
//! is common to all readers is here: counting, duplicates, and the one way a row can fail.

use super::grid::{At, Cell, Grid};
use super::import::Guide;
use super::issue::{Earlier, Issue, Reason, Severity};
use super::kind::Kind;
use super::rows::{self, Line, Skip, Why};
use super::table::{Block, Table};
use super::trace::{self, Change, Detail, Trace, Verdict};
use crate::catalog::draft::{Draft, Saved};
use crate::catalog::lookup::{Class, Office};
use crate::domain::date::{self, Context, Date};
use crate::domain::{id_card, phone, value::Value};
use chrono::NaiveDate;
use color_eyre::eyre::Report;
use std::collections::HashMap;
use std::rc::Rc;

mod figures;

/// What came of one sheet, by kind.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// What it is about.
    pub kind: Kind,
    /// First and last row of the headings, from 0.
    pub header: Option<(usize, usize)>,
    /// Records found.
    pub records: usize,
    /// Records that are new.
    pub new: usize,
    /// Records that changed one that was there.
    pub updated: usize,
    /// Rows, from 0, of the records that changed one.
    pub changed: Vec<usize>,
    /// Records that were there just so.
    pub same: usize,
    /// Records that repeat another of the import.
    pub duplicate: usize,
    /// Records that were not written.
    pub rejected: usize,
    /// Rows that are no data, and why.
    pub skipped: Vec<Skip>,
    /// Everything found.
    pub issues: Vec<Issue>,
    /// What became of each record.
    pub trace: Trace,
}

impl Outcome {
    /// Nothing yet.
    #[must_use]
    pub fn new(file: &str, sheet: &str, kind: Kind) -> Self {
        Self {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            kind,
            header: None,
            records: 0,
            new: 0,
            updated: 0,
            changed: Vec::new(),
            same: 0,
            duplicate: 0,
            rejected: 0,
            skipped: Vec::new(),
            issues: Vec::new(),
            trace: Trace::default(),
        }
    }

    /// How many findings call for a look without having kept a record out.
    #[must_use]
    pub fn warned(&self) -> usize {
        self.issues.iter().filter(|i| i.severity == Severity::Warn).count()
    }
}

/// Where a row of the database was written by this import.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file and the sheet.
    pub place: Rc<(String, String)>,
    /// The row, from 0.
    pub row: usize,
}

/// Rows written so far: (table, id) to the place they came from.
pub type Ledger = HashMap<(&'static str, i64), Written>;

/// Why a row is not written.
#[derive(Debug)]
pub enum Stop {
    /// It says something wrong, or nothing.
    Reject(At, Reason, String),
    /// It repeats another.
    Duplicate(At, Earlier),
    /// It is no data after all.
    NoData,
    /// The database failed.
    Failed(Report),
}

impl From<Report> for Stop {
    fn from(report: Report) -> Self {
        Self::Failed(report)
    }
}

/// What a reader of rows gives back.
pub type Read<T> = Result<T, Stop>;

/// A record of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    grid: &'a Grid,
    /// Its columns.
    pub block: &'a Block,
    /// Its row.
    pub line: &'a Line,
}

impl<'a> Row<'a> {
    /// A record.
    #[must_use]
    pub const fn new(grid: &'a Grid, block: &'a Block, line: &'a Line) -> Self {
        Self { grid, block, line }
    }

    /// The place of a slot's cell; the first cell of the row where the sheet has no such column.
    #[must_use]
    pub fn at(&self, key: &str) -> At {
        let first = || match self.block.columns.get("title").filter(|_| self.block.lessons) {
            Some(column) => *column,
            None => self.block.columns.values().copied().min().unwrap_or(0),
        };
        At { row: self.line.row, column: self.block.columns.get(key).copied().unwrap_or_else(first) }
    }

    /// The first of these slots the sheet has a column for.
    #[must_use]
    pub fn at_any(&self, keys: &[&str]) -> At {
        self.at(keys.iter().find(|k| self.has(k)).copied().unwrap_or(keys[0]))
    }

    /// True where the sheet has such a column.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.block.columns.contains_key(key)
    }

    /// The cell, or what the headings say for all rows; an area merged downwards counts for each of its rows.
    #[must_use]
    pub fn cell(&self, key: &str) -> &'a Cell {
        static NOTHING: Cell = Cell::Empty;
        match self.block.columns.get(key) {
            Some(column) => self.column(*column),
            None => self.block.said.get(key).unwrap_or(&NOTHING),
        }
    }

    /// The cells of further columns under the heading of a slot.
    #[must_use]
    pub fn more(&self, key: &str) -> Vec<&'a Cell> {
        self.block.more.iter().filter(|(slot, _)| *slot == key).map(|(_, column)| self.column(*column)).collect()
    }

    /// The cell of a column.
    #[must_use]
    pub fn column(&self, column: usize) -> &'a Cell {
        self.grid.filled(At { row: self.line.row, column })
    }

    /// The text of a cell, without white space around it; `None` where it is empty.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        let text = self.cell(key).to_string();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The heading of a slot's column, squeezed.
    #[must_use]
    pub fn heading(&self, key: &str) -> Option<&'a str> {
        self.block.headings.get(key).map(String::as_str)
    }

    /// One line of text: line ends become spaces, unless they only broke a word.
    #[must_use]
    pub fn line_of(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let ascii = |l: &str| l.ends_with(|c: char| c.is_ascii_alphanumeric());
        Some(lines.into_iter().fold(String::new(), |all, l| if ascii(&all) { all + " " + l } else { all + l }))
    }

    /// The merged area a cell is in: (first column, last column, its text).
    #[must_use]
    pub fn spread(&self, key: &str) -> Option<(usize, usize, String)> {
        let area = self.grid.area(self.at(key))?;
        (area.columns() > 1).then(|| (area.from.column, area.to.column, self.grid.cell(area.from).to_string()))
    }

    /// A horizontally merged cell of this row: (columns, text).
    #[must_use]
    pub fn banner(&self) -> Option<(usize, String)> {
        let areas = self
            .grid
            .used(self.line.row)
            .filter_map(|at| self.grid.area(at))
            .filter(|a| a.columns() >= 3 && a.from.row == self.line.row);
        areas.map(|a| (a.columns(), self.grid.cell(a.from).to_string())).next()
    }

    /// True where it is the sum of a list that ends beside the rows of another.
    #[must_use]
    pub fn total(&self) -> bool {
        ["name", "unit", "title"].iter().filter_map(|key| self.text(key)).any(|text| rows::is_total(&text))
    }

    /// True where all columns of its own group are empty.
    #[must_use]
    pub fn void(&self) -> bool {
        !self.block.own.is_empty() && self.block.own.iter().all(|c| self.column(*c).is_empty())
    }
}

/// A table being read.
pub struct Sheet<'a> {
    /// The office's data.
    pub office: &'a mut dyn Office,
    /// The cells.
    pub grid: &'a Grid,
    /// The table.
    pub table: &'a Table,
    /// File and sheet name together.
    pub names: String,
    /// Today.
    pub today: NaiveDate,
    /// The moment of the import, for logs.
    pub now: &'a str,
    /// Who imports.
    pub actor: &'a str,
    /// The row of `import_batch`.
    pub batch: i64,
    /// The year the title speaks of.
    pub year: Option<i32>,
    /// The class the title speaks of.
    pub class: Option<Class>,
    /// The file and the sheet.
    pub place: Rc<(String, String)>,
    /// What was written so far.
    pub written: &'a mut Ledger,
    /// What came of it.
    pub out: Outcome,
    /// What a person decided, and what is wanted to know.
    pub guide: &'a Guide<'a>,
    /// Which of the files and of its sheets this is.
    pub number: (usize, usize),
    /// The row being read, where a person wants to know about each.
    pub current: Option<Row<'a>>,
    /// What it came to so far.
    pub pending: Pending,
}

/// What a row came to before it is counted.
#[derive(Debug, Default)]
pub struct Pending {
    table: &'static str,
    changes: Vec<Change>,
}

impl<'a> Sheet<'a> {
    /// Begins with a row.
    pub fn begin(&mut self, row: &Row<'a>) {
        if self.guide.detail && self.out.trace.details.len() < trace::MOST {
            self.current = Some(*row);
            self.pending = Pending::default();
        } else {
            self.current = None;
        }
    }

    /// Notes what a draft changes, and which cells it has in other words.
    fn compare(&mut self, draft: &Draft, id: Option<i64>) -> Read<()> {
        let Some(row) = self.current else { return Ok(()) };
        for (column, value) in &draft.values {
            let Some(written) = row.text(column).filter(|_| row.has(column)) else { continue };
            let kept = shown(value);
            if written != kept {
                self.out.trace.cleaned(column, &written, &kept, row.at(column));
            }
        }
        self.pending.table = draft.table;
        match id {
            Some(id) => self.pending.changes.extend(self.office.differences(draft, id)?),
            None => self.pending.changes.extend(draft.values.iter().map(|(c, v)| (*c, Value::Null, v.clone()))),
        }
        Ok(())
    }

    /// Notes what became of the row.
    fn settle(&mut self, row: usize, result: &Read<Saved>) {
        const NAMES: [&str; 6] = ["name", "title", "content", "unit", "unit_position", "class"];
        let Some(current) = self.current.take() else { return };
        let (verdict, at) = match result {
            Ok(Saved::New(_)) => (Verdict::New, current.at_any(&NAMES)),
            Ok(Saved::Changed(_)) => (Verdict::Changed, current.at_any(&NAMES)),
            Ok(Saved::Same(_)) => (Verdict::Same, current.at_any(&NAMES)),
            Err(Stop::Reject(at, ..)) => (Verdict::Rejected, *at),
            Err(Stop::Duplicate(at, _)) => (Verdict::Duplicate, *at),
            Err(Stop::NoData | Stop::Failed(_)) => return,
        };
        let title = NAMES.iter().find_map(|key| current.line_of(key)).unwrap_or_default();
        let Pending { table, changes } = std::mem::take(&mut self.pending);
        self.out.trace.details.push(Detail { at: At { row, ..at }, title, verdict, table, changes });
    }
}

impl Sheet<'_> {
    /// Notes a finding that keeps nothing out.
    pub fn warn(&mut self, at: At, reason: Reason, value: impl Into<String>) {
        self.out.issues.push(Issue { severity: Severity::Warn, at, reason, value: value.into() });
    }

    /// Notes something nobody has to act on.
    pub fn info(&mut self, at: At, reason: Reason, value: impl Into<String>) {
        self.out.issues.push(Issue { severity: Severity::Info, at, reason, value: value.into() });
    }

    /// Counts what became of a record.
    pub fn count(&mut self, row: usize, result: Read<Saved>) -> Result<(), Report> {
        self.settle(row, &result);
        self.guide.step()?;
        match result {
            Ok(Saved::New(_)) => self.out.new += 1,
            Ok(Saved::Changed(_)) => {
                self.out.updated += 1;
                self.out.changed.push(row);
            }
            Ok(Saved::Same(_)) => self.out.same += 1,
            Err(Stop::Reject(at, reason, value)) => {
                self.out.rejected += 1;
                self.out.issues.push(Issue { severity: Severity::Reject, at, reason, value });
            }
            Err(Stop::Duplicate(at, earlier)) => {
                self.out.duplicate += 1;
                let issue = Issue { severity: Severity::Duplicate, at, reason: Reason::Duplicate(earlier), value: String::new() };
                self.out.issues.push(issue);
            }
            Err(Stop::NoData) => {
                self.out.skipped.push(Skip { row, why: Why::Zero });
                return Ok(());
            }
            Err(Stop::Failed(report)) => return Err(report),
        }
        self.out.records += 1;
        Ok(())
    }

    /// Saves a draft as row `id` (or a new one), unless this sheet has written that row already.
    pub fn save(&mut self, draft: &Draft, id: Option<i64>, at: At) -> Read<Saved> {
        if let Some(earlier) = id.and_then(|id| self.earlier(draft.table, id)) {
            return Err(Stop::Duplicate(at, earlier));
        }
        self.compare(draft, id)?;
        let saved = self.office.save(draft, id)?;
        self.mark(draft.table, saved.id(), at.row);
        if !matches!(saved, Saved::Same(_)) {
            self.out.trace.wrote(draft.table, saved.id(), at.row);
        }
        Ok(saved)
    }

    /// Remembers that this row of the sheet stands for a row of the database.
    pub fn mark(&mut self, table: &'static str, id: i64, row: usize) {
        let place = &self.place;
        self.written.entry((table, id)).or_insert_with(|| Written { place: place.clone(), row });
    }

    /// The row of this sheet (for ledger entries: of any sheet of this import) that was written as this row already.
    #[must_use]
    pub fn earlier(&self, table: &'static str, id: i64) -> Option<Earlier> {
        let written = self.written.get(&(table, id))?;
        if written.place == self.place {
            return Some(Earlier::Row(written.row));
        }
        let (file, sheet) = (*written.place).clone();
        (table == "hour_entry").then_some(Earlier::Sheet { file, sheet, row: written.row })
    }

    /// How dates of days are read on this sheet.
    #[must_use]
    pub fn days(&self) -> Context {
        let start = self.class.as_ref().and_then(|c| c.starts_on);
        Context { start, ..Context::of_year(self.today, self.year) }
    }

    /// Days of the year the title speaks of, whatever class it is about.
    #[must_use]
    pub const fn days_of_year(&self) -> Context {
        Context::of_year(self.today, self.year)
    }

    /// A date cell, which must be right where it is filled.
    pub fn date(&mut self, row: &Row, key: &str, context: &Context) -> Read<Option<Date>> {
        match read_date(row.cell(key), context) {
            Ok(date) => Ok(date),
            Err(_) => Err(Stop::Reject(row.at(key), Reason::BadDate, row.text(key).unwrap_or_default())),
        }
    }

    /// A date of a person's life: what cannot be read is left out, with a finding.
    pub fn month(&mut self, row: &Row, key: &str) -> Option<Date> {
        let context = Context::monthly(self.today);
        let cell = row.cell(key);
        match read_date(cell, &context) {
            Ok(date) => {
                if october(cell) {
                    self.warn(row.at(key), Reason::MonthOrOctober, cell.to_string());
                }
                date
            }
            Err(_) => {
                self.warn(row.at(key), Reason::DateLeftOut, cell.to_string());
                None
            }
        }
    }

    /// Telephone numbers; a damaged one is left out, with a finding.
    pub fn phone(&mut self, row: &Row, key: &str) -> Option<String> {
        let text = row.text(key)?;
        if let Ok(phone) = phone::parse(&text) {
            return phone;
        }
        self.warn(row.at(key), Reason::PhoneDamaged, text);
        None
    }

    /// An identity number: `None` where the cell is empty; damaged numbers stop the row.
    pub fn id_card(&mut self, row: &Row, key: &str) -> Read<Option<id_card::IdCard>> {
        let Some(text) = row.text(key) else { return Ok(None) };
        let lost = row.cell(key).number().is_some_and(|n| n.abs() >= 1e15);
        let read = if lost { Err(id_card::Trouble::Damaged) } else { id_card::parse(&text) };
        match read {
            Ok(id) => Ok(Some(id)),
            Err(id_card::Trouble::Empty) => Ok(None),
            Err(id_card::Trouble::Damaged) => Err(Stop::Reject(row.at(key), Reason::IdDamaged, text)),
            Err(id_card::Trouble::Form) => Err(Stop::Reject(row.at(key), Reason::IdForm, text)),
        }
    }

    /// Ids of rows with these values.
    pub fn ids(&self, table: &'static str, wanted: &[(&'static str, Value)]) -> Read<Vec<i64>> {
        Ok(self.office.find(table, wanted)?)
    }
}

/// A value as people read it: days and months with dots.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    let day = matches!(text.len(), 7 | 10) && text.bytes().enumerate().all(|(n, b)| (n == 4 || n == 7) == (b == b'-'));
    if day && text.bytes().all(|b| b == b'-' || b.is_ascii_digit()) { text.replace('-', ".") } else { text }
}

/// The date of a cell, whatever it holds. A number is a date only by what it shows: `2011.10`, `197606`, a serial.
pub fn read_date(cell: &Cell, context: &Context) -> Result<Option<Date>, date::Trouble> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Day(at) => Ok(Some(Date::of(at.date()))),
        Cell::Number(n, _) if n.fract() != 0.0 && (1900.0..2200.0).contains(n) => decimal(*n).map(Some),
        _ => {
            let text = cell.to_string();
            if matches!(text.as_str(), "—" | "-" | "/" | "无" | "至今" | "——") {
                Ok(None)
            } else {
                date::parse(&text, context).map(Some)
            }
        }
    }
}

/// `2011.05` as a number is May, `2011.1` October: months have two digits there.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn decimal(n: f64) -> Result<Date, date::Trouble> {
    let two = ((n.fract() * 100.0).round()) as u32;
    let month = if two > 12 && two.is_multiple_of(10) { two / 10 } else { two };
    if (1..=12).contains(&month) { Ok(Date { year: n.trunc() as i32, month, day: 0 }) } else { Err(date::Trouble::NoSuchDay) }
}

/// True for `2011.1` of which no format says that it is shown as `2011.10`.
fn october(cell: &Cell) -> bool {
    match cell {
        Cell::Number(n, show) => {
            (1900.0..2200.0).contains(n) && ((n.fract() * 100.0).round() - 10.0).abs() < 0.5 && show.decimals != Some(2)
        }
        _ => false,
    }
}
