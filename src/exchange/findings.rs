//! What came of an import as a sheet: each finding with its cell, its reason and the row as it stood in the file.

use super::export::{Heading, Sheet};
use super::grid::{At, Grid};
use super::import::{Report, Source};
use super::issue::{self, Severity};
use super::sheet::Outcome;
use crate::domain::value::Value;
use crate::text::{Lang, T, import as w};

/// Most cells of a row that are given back.
const MOST_CELLS: usize = 60;

/// What people call it.
#[must_use]
pub const fn word(severity: Severity) -> T {
    match severity {
        Severity::Reject => w::SEVERITY_REJECT,
        Severity::Duplicate => w::SEVERITY_DUPLICATE,
        Severity::Warn => w::SEVERITY_WARN,
        Severity::Info => w::SEVERITY_INFO,
    }
}

/// The findings as a sheet; behind them the row they are about, under the letters of its columns.
#[must_use]
pub fn sheet(seen: &Report, sources: &[Source], lang: Lang) -> Sheet {
    let columns = [
        ("file", w::COLUMN_FILE, 24),
        ("sheet", w::COLUMN_SHEET, 14),
        ("cell", w::COLUMN_CELL, 8),
        ("severity", w::COLUMN_SEVERITY, 8),
        ("code", w::COLUMN_CODE, 18),
        ("value", w::COLUMN_VALUE, 24),
        ("text", w::COLUMN_SENTENCE, 60),
    ];
    let heading = |(name, label, width): (&str, T, u16)| Heading {
        name: name.to_owned(),
        label: label.get(lang).to_owned(),
        width,
        numeric: false,
    };
    let cells = widest(seen, sources);
    let letters = (0..cells).map(|n| {
        let letters = At::letters(n);
        Heading {
            name: format!("column_{}", letters.to_lowercase()),
            label: w::column_of_row(lang, letters),
            width: 14,
            numeric: false,
        }
    });
    let mut table = Sheet::plain(w::COLUMN_SENTENCE.get(lang), columns.map(heading).into_iter().chain(letters).collect());
    let mut row = |texts: Vec<String>| {
        let blank = std::iter::repeat_n(String::new(), (7 + cells).saturating_sub(texts.len()));
        let all: Vec<String> = texts.into_iter().chain(blank).collect();
        table.row(all.into_iter().map(|text| (Value::text(text.as_str()), text)).collect());
    };
    for source in sources {
        if let Err(why) = &source.grids {
            let severity = w::SEVERITY_REJECT.get(lang).to_owned();
            let none = String::new;
            row(vec![source.name.clone(), none(), none(), severity, none(), none(), issue::refusal(why, lang)]);
        }
    }
    for o in &seen.outcomes {
        let grid = grid_of(o, sources);
        let original = |at: At| grid.map(|grid| original(grid, at.row, cells)).unwrap_or_default();
        for at in o.changed.iter().map(|row| At { row: *row, column: 0 }) {
            let texts = [at.to_string(), w::SEVERITY_UPDATED.get(lang).to_owned(), "updated".to_owned(), String::new()];
            let texts = [o.file.clone(), o.sheet.clone()].into_iter().chain(texts).chain([w::ROW_UPDATED.get(lang).to_owned()]);
            row(texts.chain(original(at)).collect());
        }
        for i in &o.issues {
            let texts = [i.at.to_string(), word(i.severity).get(lang).to_owned(), i.reason.code().to_owned(), i.shown()];
            let texts = [o.file.clone(), o.sheet.clone()].into_iter().chain(texts).chain([i.sentence(lang)]);
            row(texts.chain(original(i.at)).collect());
        }
    }
    table
}

fn grid_of<'s>(outcome: &Outcome, sources: &'s [Source]) -> Option<&'s Grid> {
    let source = sources.iter().find(|s| s.name == outcome.file)?;
    source.grids.iter().flatten().find(|g| g.name == outcome.sheet)
}

/// Cells of the widest row that something was found in.
fn widest(seen: &Report, sources: &[Source]) -> usize {
    let of = |o: &Outcome| {
        let grid = grid_of(o, sources)?;
        let rows = o.issues.iter().map(|i| i.at.row).chain(o.changed.iter().copied());
        rows.filter_map(|row| grid.used(row).last().map(|at| at.column + 1)).max()
    };
    seen.outcomes.iter().filter_map(of).max().unwrap_or(0).min(MOST_CELLS)
}

fn original(grid: &Grid, row: usize, cells: usize) -> Vec<String> {
    (0..cells).map(|column| grid.cell(At { row, column }).to_string()).collect()
}
