//! Which rows and columns of a grid are on screen, and how large.

use super::{Grid, piece::needed};
use crate::ui::text;
use ratatui::layout::Rect;

/// Lines a row keeps while others give way.
const FLOOR: u16 = 3;
/// Lines of column headings at most.
const HEADING: usize = 3;

/// Sizes of a grid in an area.
pub(super) struct Layout {
    /// Columns of the screen of the row headings.
    pub stub: u16,
    /// Lines of the column headings.
    pub heading: u16,
    /// Columns of the screen of a column.
    pub width: u16,
    /// Rows on screen with their heights.
    pub rows: Vec<(usize, u16)>,
    left: usize,
    shown: usize,
}

impl Layout {
    pub fn of(grid: &Grid, area: Rect) -> Self {
        let widest = grid.rows.iter().flat_map(|r| r.split('\n')).map(text::width).max().unwrap_or(0);
        let stub = u16::try_from(widest).unwrap_or(0).min(area.width / 3);
        let room = area.width - stub;
        let count = u16::try_from(grid.columns.len()).unwrap_or(u16::MAX).max(1);
        let fits = (room / (grid.narrow + 1)).clamp(1, count);
        let width = (room / fits).saturating_sub(1).max(1);
        let shown = usize::from(fits);
        let left = (grid.at.1 + 1).saturating_sub(shown);
        let mut layout = Self { stub, heading: 1, width, rows: Vec::new(), left, shown };
        let wraps = grid.columns.iter().skip(left).take(shown).map(|c| text::wrap(c, usize::from(width.max(2))).len());
        layout.heading = u16::try_from(wraps.max().unwrap_or(1).clamp(1, HEADING)).unwrap_or(1).min(area.height - 1);
        layout.rows = layout.heights(grid, area.height - layout.heading);
        layout
    }

    /// Columns on screen with their place.
    pub fn columns(&self) -> impl Iterator<Item = (usize, u16)> + use<> {
        let (first, width) = (self.stub + 1, self.width);
        (self.left..self.left + self.shown).zip(0_u16..).map(move |(column, n)| (column, first + n * (width + 1)))
    }

    fn heights(&self, grid: &Grid, room: u16) -> Vec<(usize, u16)> {
        let wanted: Vec<u16> = (0..grid.rows.len()).map(|row| self.wanted(grid, row)).collect();
        let rule = u16::from(grid.cap > 1);
        let low = |row: usize| wanted[row].min(FLOOR) + rule;
        let mut top = 0;
        while top < grid.at.0 && (top..=grid.at.0).map(low).sum::<u16>() > room {
            top += 1;
        }
        let mut rows = Vec::new();
        let mut used = 0;
        for row in top..grid.rows.len() {
            if used + low(row) > room && !rows.is_empty() {
                break;
            }
            used += low(row);
            rows.push((row, (low(row) - rule).min(room.saturating_sub(rule))));
        }
        share(&mut rows, &wanted, room.saturating_sub(used));
        rows
    }

    fn wanted(&self, grid: &Grid, row: usize) -> u16 {
        let cap = grid.cap.max(1);
        let lines = self.columns().map(|(column, _)| {
            let pieces = grid.pieces(row, column);
            if cap == 1 { pieces.len() } else { pieces.iter().map(|p| needed(p, self.width, cap)).sum() }
        });
        u16::try_from(lines.max().unwrap_or(1).max(1)).unwrap_or(u16::MAX)
    }
}

/// Gives what is left to the rows that want more, a line at a time, to the lowest first.
fn share(rows: &mut [(usize, u16)], wanted: &[u16], mut left: u16) {
    while left > 0 {
        let Some(lowest) = rows.iter_mut().filter(|(row, height)| *height < wanted[*row]).min_by_key(|(_, height)| *height)
        else {
            return;
        };
        lowest.1 += 1;
        left -= 1;
    }
}
