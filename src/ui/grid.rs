//! A grid of lessons: rows and columns with headings, several pieces in a cell, and a cursor that walks the pieces.
//!
//! Where it scrolls to follows from the cursor alone, so drawing changes nothing; heights follow from what the cells
//! need, and are shared out where the screen has less.

mod layout;
mod piece;

pub use piece::Piece;

use super::{Paint, text};
use layout::Layout;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// The grid.
#[derive(Default)]
pub struct Grid {
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Headings of the rows.
    pub rows: Vec<String>,
    /// Lines of a cell at most; 1 draws without lines between the rows.
    pub cap: usize,
    /// Columns of the screen below which a column scrolls away instead of getting narrower.
    pub narrow: u16,
    cells: BTreeMap<(usize, usize), Vec<Piece>>,
    at: (usize, usize, usize),
}

impl Grid {
    /// An empty grid with these headings.
    #[must_use]
    pub fn new(rows: Vec<String>, columns: Vec<String>, cap: usize, narrow: u16) -> Self {
        Self { columns, rows, cap, narrow, cells: BTreeMap::new(), at: (0, 0, 0) }
    }

    /// Puts a piece into a cell, after what is there.
    pub fn put(&mut self, row: usize, column: usize, piece: Piece) {
        self.cells.entry((row, column)).or_default().push(piece);
    }

    /// Row and column of the cursor.
    #[must_use]
    pub const fn cursor(&self) -> (usize, usize) {
        (self.at.0, self.at.1)
    }

    /// Moves the cursor to a cell, as far as there is one.
    pub fn move_to(&mut self, row: usize, column: usize) {
        self.at = (row.min(self.rows.len().saturating_sub(1)), column.min(self.columns.len().saturating_sub(1)), 0);
    }

    /// Moves the cursor to the piece of this id; false if it is not here.
    pub fn find(&mut self, id: i64) -> bool {
        let found = self.cells.iter().find_map(|((row, column), pieces)| {
            let n = pieces.iter().position(|p| p.id == Some(id))?;
            Some((*row, *column, n))
        });
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// The first cell with something in it, reading along the columns.
    pub fn first(&mut self) {
        let first = self.cells.keys().min_by_key(|(row, column)| (*column, *row)).copied();
        self.at = first.map_or((0, 0, 0), |(row, column)| (row, column, 0));
    }

    /// The piece under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Piece> {
        self.pieces(self.at.0, self.at.1).get(self.at.2)
    }

    /// Walks pieces up and down and cells to the sides; false at an edge.
    pub fn step(&mut self, across: isize, down: isize) -> bool {
        let before = self.at;
        let (row, column, n) = self.at;
        if across != 0 {
            let column = column.saturating_add_signed(across).min(self.columns.len().saturating_sub(1));
            self.at = (row, column, n.min(self.pieces(row, column).len().saturating_sub(1)));
            return self.at.1 != before.1;
        }
        for _ in 0..down.unsigned_abs() {
            self.one(down > 0);
        }
        self.at != before
    }

    fn one(&mut self, down: bool) {
        let (row, column, n) = self.at;
        if down && n + 1 < self.pieces(row, column).len() {
            self.at.2 += 1;
        } else if down && row + 1 < self.rows.len() {
            self.at = (row + 1, column, 0);
        } else if !down && n > 0 {
            self.at.2 -= 1;
        } else if !down && row > 0 {
            self.at = (row - 1, column, self.pieces(row - 1, column).len().saturating_sub(1));
        }
    }

    fn pieces(&self, row: usize, column: usize) -> &[Piece] {
        self.cells.get(&(row, column)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Draws headings and cells.
    pub fn draw(&self, paint: &mut Paint, area: Rect) {
        if area.width < 8 || area.height < 2 || self.columns.is_empty() {
            return;
        }
        let layout = Layout::of(self, area);
        self.headings(paint, area, &layout);
        let mut y = area.y + layout.heading;
        for (row, height) in &layout.rows {
            if self.cap > 1 {
                paint.line(area.x, y, area.width, paint.theme.plain());
                y += 1;
            }
            self.row(paint, area, y, *row, *height, &layout);
            y += height;
        }
    }

    fn headings(&self, paint: &mut Paint, area: Rect, layout: &Layout) {
        let style = paint.theme.heading();
        for (column, x) in layout.columns() {
            let lines = text::wrap(&self.columns[column], usize::from(layout.width.max(2)));
            for (n, line) in lines.iter().take(usize::from(layout.heading)).enumerate() {
                #[allow(clippy::cast_possible_truncation)]
                paint.put(area.x + x, area.y + n as u16, layout.width, line, style);
            }
        }
    }

    fn row(&self, paint: &mut Paint, area: Rect, y: u16, row: usize, height: u16, layout: &Layout) {
        let (heading, plain) = (paint.theme.heading(), paint.theme.plain());
        for (n, line) in self.rows[row].split('\n').take(usize::from(height)).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            paint.put(area.x, y + n as u16, layout.stub, line, heading);
        }
        for (column, x) in layout.columns() {
            paint.rule(area.x + x - 1, y, height, plain);
            let here = (self.at.0, self.at.1) == (row, column);
            let cell = Rect::new(area.x + x, y, layout.width, height).intersection(area);
            piece::draw(paint, cell, self.pieces(row, column), here.then_some(self.at.2), self.cap.max(1));
        }
    }
}
