//! Rows pasted from a spreadsheet onto a list: read as a text file is, mapped by headings or by the list's columns, and
//! judged row by row before anything is written.

mod judge;
mod link;

pub use judge::{Judged, Odd, Verdict, What, Wrong, judge, try_out};

use super::{
    delimited,
    grid::{At, Grid},
    heading::{self, Heading},
    open::Refusal,
};
use crate::catalog::{Field, Register};

/// Most rows pasted at once; beyond that the file is the better way.
pub const MOST: usize = 5_000;

/// Rows of a sheet among which its headings are looked for.
const TOP: usize = 20;
/// What begins a row of sums.
const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// A pasted table.
#[derive(Clone, Debug)]
pub struct Pasted {
    cells: Vec<Vec<String>>,
}

/// The table of a sheet that stands under headings.
#[derive(Clone, Debug)]
pub struct Headed {
    /// Its rows, the headings first.
    pub pasted: Pasted,
    /// The field of each column.
    pub columns: Vec<Option<&'static Field>>,
    /// The row of the sheet of each row.
    pub rows: Vec<usize>,
}

impl Pasted {
    /// Reads what a spreadsheet puts on the clipboard: cells parted by tabs, quoted where they hold line ends.
    ///
    /// # Errors
    /// As for a file: [`Refusal::Empty`], [`Refusal::TooManyRows`], [`Refusal::TooManyColumns`].
    pub fn read(text: &str) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        let grid = delimited::table(text, b'\t')?;
        if grid.height() > MOST + 1 {
            return Err(Refusal::TooManyRows);
        }
        let rows = (0..grid.height()).map(|row| cells(&grid, row));
        Ok(Self { cells: rows.filter(|cells| cells.iter().any(|c| !c.is_empty())).collect() })
    }

    /// The table of a sheet under the first row, among the topmost, that holds headings of a register. Rows that are empty, of one cell beside
    /// wider ones (notes) or sums are left out.
    #[must_use]
    pub fn under_headings(grid: &Grid, register: &'static Register) -> Option<Headed> {
        let of = |row: usize| Self { cells: vec![cells(grid, row)] };
        let (top, columns) = (0..grid.height().min(TOP)).find_map(|row| Some((row, of(row).headings(register)?)))?;
        let used = columns.iter().flatten().count();
        let kept = |row: &usize| {
            let cells = cells(grid, *row);
            let filled: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
            let sum = filled.first().is_some_and(|cell| SUMS.contains(&heading::squeezed(cell).as_str()));
            !sum && filled.len() >= if used > 2 { 2 } else { 1 }
        };
        let rows: Vec<usize> = std::iter::once(top).chain((top + 1..grid.height()).filter(kept)).collect();
        let pasted = Self { cells: rows.iter().map(|row| cells(grid, *row)).collect() };
        Some(Headed { pasted, columns, rows })
    }

    /// Rows, with headings if there are some.
    #[must_use]
    pub fn height(&self) -> usize {
        self.cells.len()
    }

    /// Columns of the widest row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// A cell, empty where there is none.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.cells.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str)
    }

    /// Other text in a cell.
    pub fn set(&mut self, row: usize, column: usize, text: &str) {
        if let Some(cells) = self.cells.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            text.trim().clone_into(&mut cells[column]);
        }
    }

    /// Away with a row.
    pub fn drop_row(&mut self, row: usize) {
        if row < self.cells.len() {
            self.cells.remove(row);
        }
    }

    /// What the headings in the first row mean, a field a column; `None` where the first row is data.
    #[must_use]
    pub fn headings(&self, register: &'static Register) -> Option<Vec<Option<&'static Field>>> {
        let first = self.cells.first()?;
        let said = first.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let all: Vec<Heading> =
            said.map(|(column, text)| Heading { column, leaf: heading::squeezed(text), ..Heading::default() }).collect();
        let found = heading::fields(register, &all);
        let words = all.iter().filter(|h| found.contains_key(&h.column) || heading::known(&h.leaf)).count();
        let heads = !found.is_empty() && words * 2 > all.len() && (found.len() > 1 || all.len() == 1);
        heads.then(|| (0..self.width()).map(|column| found.get(&column).copied()).collect())
    }
}

fn cells(grid: &Grid, row: usize) -> Vec<String> {
    let width = grid.used(row).map(|at| at.column + 1).max().unwrap_or(0);
    (0..width).map(|column| grid.cell(At { row, column }).to_string()).collect()
}
