//! One sheet as a grid of cells, whatever file it came from.
//!
//! Numbers keep what their format says about them (decimals, per cent), dates are dates already, text is clean. A
//! merged area is kept beside the cells: whether its value counts for every cell it covers depends on what is read.

use super::open::MAX_COLUMNS;
use crate::domain::{calendar::Time, clean::clean, date::Date, number, value};
use chrono::{NaiveDateTime, Timelike};
use std::collections::HashMap;
use std::fmt;

/// Most bytes a sheet may hold in cells and text: a few kilobytes can say "the same long text" a million times.
pub const MAX_HELD: usize = 256 << 20;
/// Most cells that merged areas may cover.
const MAX_MERGED: usize = 2_000_000;

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Clean text, not empty.
    Text(Box<str>),
    /// A number, with the decimals its format shows, and whether it shows per cent.
    Number(f64, Show),
    /// A day, with or without a time.
    Day(NaiveDateTime),
    /// A time of day.
    Time(Time),
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Show {
    /// Decimals of its format, where known.
    pub decimals: Option<u8>,
    /// Shown as per cent.
    pub percent: bool,
}

impl Cell {
    /// Text, cleaned; `true` where something hidden was taken out.
    #[must_use]
    pub fn text(text: &str) -> (Self, bool) {
        let (text, taken) = clean(text);
        if text.trim().is_empty() { (Self::Empty, taken) } else { (Self::Text(text.into()), taken) }
    }

    /// True where nothing is there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The time of day in it: a time, the part of a day, or `8.3` for half past eight.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn time(&self) -> Option<Time> {
        match *self {
            Self::Time(time) => Some(time),
            Self::Number(n, _) if n > 0.0 && n < 1.0 => {
                let minutes = (n * 1440.0).round() as u16;
                Time::new(minutes / 60, minutes % 60)
            }
            Self::Number(n, _) if (6.0..24.0).contains(&n) => Time::new(n.trunc() as u16, (n.fract() * 100.0).round() as u16),
            _ => None,
        }
    }

    /// The number in it, if it is one.
    #[must_use]
    pub const fn number(&self) -> Option<f64> {
        match self {
            Self::Number(n, _) => Some(*n),
            _ => None,
        }
    }
}

/// As a person reads it: whole numbers without `.0`, dates in ISO form.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text.trim()),
            Self::Number(n, show) => f.write_str(&shown(*n, *show)),
            Self::Day(at) if at.hour() == 0 && at.minute() == 0 => write!(f, "{}", Date::of(at.date())),
            Self::Day(at) => write!(f, "{}", at.format("%Y-%m-%d %H:%M")),
            Self::Time(time) => write!(f, "{time}"),
        }
    }
}

fn shown(n: f64, show: Show) -> String {
    if show.percent {
        return format!("{}%", value::number(n * 100.0));
    }
    if let Some(whole) = number::whole(n) {
        return match show.decimals {
            Some(d) if d > 0 && n.abs() < 1e6 => format!("{n:.*}", usize::from(d)),
            _ => whole.to_string(),
        };
    }
    if n.abs() >= 1e15 { format!("{n:E}").replace('E', "E+") } else { format!("{}", (n * 1e6).round() / 1e6) }
}

/// A cell's place. Rows and columns count from 0; shown as in a spreadsheet, `F17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Row.
    pub row: usize,
    /// Column.
    pub column: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::letters(self.column), self.row + 1)
    }
}

impl At {
    /// A column as a spreadsheet calls it: `A`, `AB`.
    #[must_use]
    pub fn letters(column: usize) -> String {
        let mut letters = Vec::new();
        let mut n = column + 1;
        while n > 0 {
            letters.push(char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or_default()));
            n = (n - 1) / 26;
        }
        letters.into_iter().rev().collect()
    }
}

/// A merged area, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row and column.
    pub from: At,
    /// Last row and column.
    pub to: At,
}

impl Merge {
    /// Rows covered.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.to.row - self.from.row + 1
    }

    /// Columns covered.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.to.column - self.from.column + 1
    }
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The sheet's name; `(text)` where the file has none.
    pub name: String,
    /// True where the workbook hides the sheet.
    pub hidden: bool,
    /// Rows the workbook hides.
    pub hidden_rows: Vec<usize>,
    /// Columns the workbook hides.
    pub hidden_columns: Vec<usize>,
    rows: Vec<Vec<Cell>>,
    merges: Vec<Merge>,
    covered: HashMap<At, usize>,
    /// Bytes of cells and their text.
    held: usize,
    /// Cells that merged areas cover, each area for itself.
    merged: usize,
    overfull: bool,
    /// Cells from which hidden characters were taken out.
    pub cleaned: Vec<At>,
}

impl Grid {
    /// An empty sheet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: clean(name).0, ..Self::default() }
    }

    /// Puts a cell. Sheets grow as needed, until they hold too much: see [`Self::is_overfull`].
    pub fn put(&mut self, at: At, cell: Cell) {
        if cell.is_empty() {
            return;
        }
        let more_rows = (at.row + 1).saturating_sub(self.rows.len()) * size_of::<Vec<Cell>>();
        let more_cells = (at.column + 1).saturating_sub(self.rows.get(at.row).map_or(0, Vec::len)) * size_of::<Cell>();
        let text = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        if self.overfull || self.held + more_rows + more_cells + text > MAX_HELD {
            self.overfull = true;
            return;
        }
        self.held += more_rows + more_cells + text;
        if self.rows.len() <= at.row {
            self.rows.resize_with(at.row + 1, Vec::new);
        }
        let row = &mut self.rows[at.row];
        if row.len() <= at.column {
            row.resize(at.column + 1, Cell::Empty);
        }
        row[at.column] = cell;
    }

    /// Puts text, remembering where it had to be cleaned.
    pub fn put_text(&mut self, at: At, text: &str) {
        let (cell, taken) = Cell::text(text);
        if taken {
            self.cleaned.push(at);
        }
        self.put(at, cell);
    }

    /// Adds a merged area. Areas of one cell, and absurd ones, are no areas.
    pub fn merge(&mut self, merge: Merge) {
        let backwards = merge.to.row < merge.from.row || merge.to.column < merge.from.column;
        if backwards || merge.from == merge.to || merge.from.row >= self.rows.len() || merge.from.column >= MAX_COLUMNS {
            return;
        }
        let to = At {
            row: merge.to.row.min(self.rows.len().max(merge.from.row + 50)),
            column: merge.to.column.min(merge.from.column + 1000),
        };
        let merge = Merge { to, ..merge };
        let cells = merge.rows() * merge.columns();
        if cells > 100_000 {
            return;
        }
        self.merged += cells;
        if self.overfull || self.merged > MAX_MERGED {
            self.overfull = true;
            return;
        }
        for row in merge.from.row..=merge.to.row {
            for column in merge.from.column..=merge.to.column {
                self.covered.insert(At { row, column }, self.merges.len());
            }
        }
        self.merges.push(merge);
    }

    /// Hidden rows between these two, and hidden columns, that hold something: `4、E`. Empty where there are none.
    #[must_use]
    pub fn hidden_here(&self, first: usize, last: usize) -> String {
        const SHOWN: usize = 8;
        let rows = self.hidden_rows.iter().filter(|row| (first..=last).contains(*row) && self.used(**row).next().is_some());
        let filled = |column: usize| (first..=last).any(|row| !self.cell(At { row, column }).is_empty());
        let columns = self.hidden_columns.iter().filter(|column| filled(**column));
        let all: Vec<String> = rows.map(|row| (row + 1).to_string()).chain(columns.map(|c| At::letters(*c))).collect();
        let more = if all.len() > SHOWN { "…" } else { "" };
        all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、") + more
    }

    /// True where the sheet would hold more than is sane: it is not whole then, and must be refused.
    #[must_use]
    pub const fn is_overfull(&self) -> bool {
        self.overfull
    }

    /// Bytes the sheet holds in cells and text.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.held
    }

    /// How many rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// The cell itself, without regard to merged areas.
    #[must_use]
    pub fn cell(&self, at: At) -> &Cell {
        self.rows.get(at.row).and_then(|row| row.get(at.column)).unwrap_or(&Cell::Empty)
    }

    /// The cell, where an area merged downwards counts for every row it covers (in its first column).
    #[must_use]
    pub fn filled(&self, at: At) -> &Cell {
        match self.area(at) {
            Some(area) if area.from.column == at.column => self.cell(area.from),
            _ => self.cell(at),
        }
    }

    /// The cell, where a merged area counts for every cell it covers: for headings.
    #[must_use]
    pub fn spread(&self, at: At) -> &Cell {
        self.area(at).map_or_else(|| self.cell(at), |area| self.cell(area.from))
    }

    /// The merged area that covers this cell.
    #[must_use]
    pub fn area(&self, at: At) -> Option<&Merge> {
        self.covered.get(&at).and_then(|i| self.merges.get(*i))
    }

    /// The places of a row that have something.
    pub fn used(&self, row: usize) -> impl Iterator<Item = At> + '_ {
        let cells = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(move |(column, _)| At { row, column })
    }

    /// One more than the last used column.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (row, column, text) in [(0, 0, "A1"), (16, 5, "F17"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")] {
            assert_eq!(At { row, column }.to_string(), text);
        }
    }

    #[test]
    fn merged_areas() {
        let mut grid = Grid::new("x");
        grid.put_text(At { row: 0, column: 0 }, "甲");
        grid.put_text(At { row: 2, column: 2 }, "乙");
        grid.merge(Merge { from: At { row: 0, column: 0 }, to: At { row: 1, column: 1 } });
        assert_eq!(grid.filled(At { row: 1, column: 0 }).to_string(), "甲");
        assert!(grid.filled(At { row: 1, column: 1 }).is_empty());
        assert_eq!(grid.spread(At { row: 1, column: 1 }).to_string(), "甲");
    }

    #[test]
    fn numbers_as_people_read_them() {
        let show = |n, decimals, percent| Cell::Number(n, Show { decimals, percent }).to_string();
        assert_eq!(show(19_900_006_001.0, None, false), "19900006001");
        assert_eq!(show(2011.1, Some(2), false), "2011.1");
        assert_eq!(show(0.9, None, true), "90%");
        assert_eq!(show(5.399_991_992_072_85e17, None, false), "5.39999199207285E+17");
    }
}
