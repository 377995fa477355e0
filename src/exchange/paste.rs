//! Rows pasted from a spreadsheet onto a list: read as a text file is, mapped by headings or by the list's columns, and
//! judged row by row before anything is written.

mod judge;
mod link;

pub use judge::{Judged, Odd, Verdict, What, Wrong, judge};

use super::{
    delimited,
    grid::{At, Grid},
    heading::{self, Heading},
    open::Refusal,
};
use crate::catalog::{Field, Register};

/// Most rows pasted at once; beyond that the file is the better way.
pub const MOST: usize = 5_000;

/// A pasted table.
#[derive(Clone, Debug)]
pub struct Pasted {
    cells: Vec<Vec<String>>,
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
