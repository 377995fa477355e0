//! What is found in files, for a person to agree to or to set right: sheets, tables, headings, what each column means.
//!
//! It is made by the same reading as the import itself, so that what is agreed to is what will be done. Where a person
//! chose a kind whose columns are not all there, it shows what was found of them, and what is still missing.

use super::choice::{self, Choices, Mapping};
use super::grid::{At, Grid};
use super::heading::{self, Heading};
use super::import::{self, Request, Source};
use super::kind::Kind;
use super::layout::{LAYOUTS, Layout};
use super::rows::Skip;
use super::table::{self, Block, Table};
use crate::catalog::{self, lookup::Remembered};
use crate::text::Lang;

/// Cells shown of a column.
const SAMPLES: usize = 3;

/// One sheet of one file.
#[derive(Clone, Debug)]
pub struct Found {
    /// The number of the file, and of the sheet in it.
    pub at: (usize, usize),
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The workbook hides it.
    pub hidden: bool,
    /// Rows and columns used.
    pub size: (usize, usize),
    /// Its tables.
    pub tables: Vec<Proposal>,
}

/// One table of a sheet.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it is about; more than one where a column tells things apart.
    pub kinds: Vec<Kind>,
    /// Not imported.
    pub skip: bool,
    /// First and last row of the headings.
    pub header: (usize, usize),
    /// Rows with data.
    pub rows: usize,
    /// The first row with data.
    pub first: Option<usize>,
    /// Group headings among them.
    pub sections: usize,
    /// Lists side by side, or groups of columns.
    pub lists: usize,
    /// The lists are groups of one row.
    pub grouped: bool,
    /// Rows that are no data.
    pub skipped: Vec<Skip>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Slots of which one is missing, a group each.
    pub missing: Vec<Vec<&'static str>>,
    /// Lines above the headings.
    pub above: Vec<String>,
    /// Read as a person said for the same headings before.
    pub remembered: bool,
}

/// How it is known what a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By its heading, word for word.
    Sure,
    /// By a heading that is nearly one.
    Guess,
    /// A person said so.
    Said,
    /// Nothing is read from it.
    Unread,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its number, from 0.
    pub column: usize,
    /// The label of its heading.
    pub label: String,
    /// The heading as written, in one line.
    pub heading: String,
    /// The slot it stands for.
    pub key: Option<&'static str>,
    /// How that is known.
    pub how: How,
    /// What stands in it.
    pub samples: Vec<String>,
}

/// What is found in the files.
#[must_use]
pub fn propose(sources: &[Source], request: &Request, choices: &Choices, memory: &[Remembered]) -> Vec<Found> {
    let tables = import::tables(sources, request, choices, memory);
    let mut found = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        for (sheet, grid) in source.grids.iter().flatten().enumerate() {
            let here = &tables[file][sheet];
            let mut proposals: Vec<Proposal> = here
                .iter()
                .enumerate()
                .map(|(n, t)| proposal(grid, t, &source.name, choices, (file, sheet, n), memory))
                .collect();
            if proposals.is_empty() {
                proposals.extend(unfinished(grid, choices, (file, sheet)));
            }
            found.push(Found {
                at: (file, sheet),
                file: source.name.clone(),
                sheet: grid.name.clone(),
                hidden: grid.hidden,
                size: (grid.height(), grid.width()),
                tables: proposals,
            });
        }
    }
    found
}

fn proposal(
    grid: &Grid,
    table: &Table,
    file: &str,
    choices: &Choices,
    (f, s, n): (usize, usize, usize),
    memory: &[Remembered],
) -> Proposal {
    let decided = choices.table(f, s, n);
    let mut sections: Vec<&str> = table.lines.iter().filter_map(|l| l.section.as_deref()).collect();
    sections.dedup();
    let rows: Vec<usize> = table.lines.iter().map(|l| l.row).collect();
    Proposal {
        kinds: import::kinds(grid, table, file, decided.kind).into_iter().map(|(kind, _)| kind).collect(),
        skip: decided.skip,
        header: table.header,
        rows: rows.len(),
        first: rows.first().copied(),
        sections: sections.len(),
        lists: table.blocks.len(),
        grouped: table.grouped,
        skipped: table.skipped.clone(),
        columns: table.headings.iter().map(|h| column(grid, h, &table.blocks, &table.mapping, &rows)).collect(),
        missing: Vec::new(),
        above: table.above.clone(),
        remembered: decided.columns.is_empty() && choice::recall(memory, &table.headings).is_some(),
    }
}

fn column(grid: &Grid, heading: &Heading, blocks: &[Block], mapping: &Mapping, rows: &[usize]) -> Column {
    let read = |b: &Block| {
        let own = b.columns.iter().find(|(_, c)| **c == heading.column).map(|(key, _)| *key);
        let more = || b.more.iter().find(|(_, c)| *c == heading.column).map(|(key, _)| *key);
        let marks = || b.marks.iter().any(|m| m.column == heading.column).then_some("marks");
        own.or_else(more).or_else(marks)
    };
    let key = blocks.iter().find_map(read);
    let label = choice::label(heading);
    let said = mapping.iter().any(|(l, k)| *l == label && *k == key);
    let sure = key.is_some_and(|key| key == "marks" || blocks.iter().any(|b| b.sure.contains(key)));
    let how = match (said, key, sure) {
        (true, ..) => How::Said,
        (_, None, _) => How::Unread,
        (_, Some(_), true) => How::Sure,
        (_, Some(_), false) => How::Guess,
    };
    let cells = rows.iter().map(|row| grid.filled(At { row: *row, column: heading.column })).filter(|cell| !cell.is_empty());
    let mut samples: Vec<String> = Vec::new();
    for text in cells.take(50).map(|cell| cell.to_string().replace('\n', " ")) {
        if samples.len() < SAMPLES && !samples.contains(&text) {
            samples.push(text);
        }
    }
    Column { column: heading.column, label, heading: written(heading), key, how, samples }
}

fn written(heading: &Heading) -> String {
    let (above, own) = (heading.parent_text.replace('\n', ""), heading.text.replace('\n', ""));
    if above.is_empty() || above == own { own } else { format!("{above}/{own}") }
}

/// A sheet of which a kind was chosen that it has not all columns for.
fn unfinished(grid: &Grid, choices: &Choices, at: (usize, usize)) -> Option<Proposal> {
    let decided = choices.table(at.0, at.1, 0);
    let header = choices.sheets.get(&at)?.header.or_else(|| likely(grid))?;
    let kind = decided.kind.unwrap_or(Kind::None);
    let headings = table::headings(grid, header.0, header.1 - header.0 + 1);
    let rows: Vec<usize> = (header.1 + 1..grid.height()).filter(|row| grid.used(*row).next().is_some()).collect();
    let mut block = Block::default();
    let mut missing = Vec::new();
    if let Some(layout) = layout(kind) {
        let applied = choice::applied(layout, &headings, &decided.columns);
        (block.columns, block.sure) = heading::assign(layout, &applied, &[]);
        let has = |key: &&str| block.columns.contains_key(*key);
        let open = layout.need.iter().filter(|group| !group.iter().any(has));
        missing = open.map(|group| group.iter().copied().filter(|key| offers(layout, key)).collect()).collect();
    }
    Some(Proposal {
        kinds: vec![kind],
        skip: decided.skip,
        header,
        rows: rows.len(),
        first: rows.first().copied(),
        sections: 0,
        lists: 1,
        grouped: false,
        skipped: Vec::new(),
        columns: headings.iter().map(|h| column(grid, h, std::slice::from_ref(&block), &decided.columns, &rows)).collect(),
        missing,
        above: Vec::new(),
        remembered: false,
    })
}

/// The row that looks most like headings: with the most cells, the first of those.
fn likely(grid: &Grid) -> Option<(usize, usize)> {
    if let Some((at, _)) = table::nearly(grid) {
        return Some((at.row, at.row));
    }
    let rows = 0..grid.height().min(40);
    let row = rows.max_by_key(|row| (grid.used(*row).count(), std::cmp::Reverse(*row)))?;
    grid.used(row).next().map(|_| (row, row))
}

/// The layout of a kind.
#[must_use]
pub fn layout(kind: Kind) -> Option<&'static Layout> {
    let kind = choice::reads_as(kind);
    LAYOUTS.iter().find(|l| l.kind == kind)
}

/// True where a layout has a column of this key that a heading can name.
fn offers(layout: &Layout, key: &str) -> bool {
    layout.slots.iter().any(|s| s.key == key && !s.names.is_empty())
}

/// The slots a kind's columns can stand for, in the order of the layout.
#[must_use]
pub fn slots(kind: Kind) -> Vec<&'static str> {
    let Some(layout) = layout(kind) else { return Vec::new() };
    layout.slots.iter().map(|s| s.key).filter(|key| offers(layout, key)).collect()
}

/// What people call a slot: as the register calls its field, else as office files do.
#[must_use]
pub fn slot_name(kind: Kind, key: &str, lang: Lang) -> String {
    let Some(layout) = layout(kind) else { return key.to_owned() };
    let field = catalog::register(layout.register).and_then(|r| r.field(key));
    if let Some(field) = field {
        return field.label.get(lang).to_owned();
    }
    let named = layout.slots.iter().find(|s| s.key == key).and_then(|s| s.names.first());
    named.map_or_else(|| key.to_owned(), |name| (*name).to_owned())
}
