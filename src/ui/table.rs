//! The table every list is drawn with: a frozen first column, the others scrolling beside it, one bar for the cursor.

use super::{
    Cx, Paint, due,
    share::{Want, share},
    sheet::Tone,
    show, text,
};
use crate::{
    catalog::{Field, FieldKind},
    domain::value::Value,
    store::query::{Cell, Row, Sort},
};
use ratatui::{layout::Rect, style::Style};
use std::collections::BTreeMap;

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its field.
    pub field: &'static Field,
    /// Columns of the screen.
    pub width: u16,
}

impl Column {
    /// A field at its own width.
    #[must_use]
    pub const fn new(field: &'static Field) -> Self {
        Self { field, width: field.width }
    }
}

/// The widest cell met so far in each field of a list. Columns of a list that is paged through only grow: they stand still
/// where widths made for each page would move them under the eye, and cost every row on a slow line.
#[derive(Debug, Default)]
pub struct Widest(BTreeMap<&'static str, u16>);

impl Widest {
    /// Takes rows in whose cells stand in the order of the columns.
    pub fn take(&mut self, columns: &[Column], rows: &[Row], cx: &Cx) {
        for (n, column) in columns.iter().enumerate() {
            let cells = rows.iter().filter_map(|row| row.cells.get(n));
            let widest = cells.map(|cell| text::width(&show::cell(column.field, cell, cx))).max().unwrap_or(0);
            let seen = self.0.entry(column.field.name).or_default();
            *seen = (*seen).max(u16::try_from(widest).unwrap_or(u16::MAX));
        }
    }

    fn of(&self, field: &Field) -> u16 {
        self.0.get(field.name).copied().unwrap_or(0)
    }
}

/// What a table shows.
pub struct Table<'a> {
    /// The columns; the first is frozen.
    pub columns: &'a [Column],
    /// How wide the cells of each are.
    pub widest: &'a Widest,
    /// How many columns after the first are scrolled away.
    pub skip: usize,
    /// The column the arrow keys are on; none marked for the first, which stands for the whole row.
    pub at: usize,
    /// The sort, shown in the headings.
    pub sort: &'a [Sort],
    /// The rows, from the top of the window.
    pub rows: &'a [Row],
    /// Which row has the cursor.
    pub cursor: Option<usize>,
    /// The table has the keys.
    pub focus: bool,
    /// True for a marked record.
    pub marked: &'a dyn Fn(i64) -> bool,
    /// A style for a row beside the plain one, such as for what is overdue.
    pub tone: &'a dyn Fn(&Row) -> Option<Style>,
    /// A word after the row, such as for what is overdue; takes its columns from the others.
    pub note: Option<Note<'a>>,
}

/// What makes the word after a row.
pub type Note<'a> = &'a dyn Fn(&Row) -> Option<(String, Tone)>;

/// Columns of the screen before the first cell: cursor, mark, blank.
const GUTTER: u16 = 2;

/// Where the free columns do not do, columns wider than what they hold give some up.
fn lend(wants: &mut [Want], room: u16) {
    let sum = |width: fn(&Want) -> u16| wants.iter().map(width).fold(0, u16::saturating_add);
    let free = room.saturating_sub(sum(|want| want.width));
    let mut missing = sum(|want| want.need.saturating_sub(want.width)).saturating_sub(free);
    for want in wants.iter_mut().rev() {
        let given = want.width.saturating_sub(want.need).min(missing);
        want.width -= given;
        missing -= given;
    }
}

/// The text of a cell. A day in a narrow column shows its month, as official lists do; a record without a name says so.
fn fitted(field: &Field, cell: &Cell, title: bool, width: u16, cx: &Cx) -> String {
    if title && cell.value == Value::Null {
        return cx.t(crate::text::list::NO_NAME).to_owned();
    }
    let mut text = show::cell(field, cell, cx);
    if matches!(field.kind, FieldKind::Date) && width < 10 && text.len() == 10 {
        text.truncate(7);
    }
    text
}

/// Columns of the screen for cells.
#[must_use]
pub const fn room(width: u16, noted: bool) -> u16 {
    if noted { width.saturating_sub(due::WIDTH + 1) } else { width }
}

/// Which columns fit into so much room: number, place, width. What is free goes to those whose cells would be cut.
#[must_use]
pub fn shown(columns: &[Column], skip: usize, room: u16, widest: &Widest, cx: &Cx) -> Vec<(usize, u16, u16)> {
    let mut shown = made(columns, skip, room);
    let mut wants: Vec<Want> = shown.iter().map(|(n, _, width)| want(columns[*n], *width, widest, cx)).collect();
    let gaps = u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    let room = room.saturating_sub(GUTTER + gaps);
    lend(&mut wants, room);
    let mut x = GUTTER;
    for (column, width) in shown.iter_mut().zip(share(&wants, room)) {
        (column.1, column.2) = (x, width);
        x += width + 1;
    }
    shown
}

/// What a column wants; a width that someone chose stays.
fn want(column: Column, width: u16, widest: &Widest, cx: &Cx) -> Want {
    let field = column.field;
    if column.width != field.width {
        return Want { width, need: width };
    }
    let label = u16::try_from(text::width(cx.t(field.label))).unwrap_or(u16::MAX);
    Want { width, need: widest.of(field).max(label) }
}

/// Which columns fit as they were made.
fn made(columns: &[Column], skip: usize, room: u16) -> Vec<(usize, u16, u16)> {
    let mut x = GUTTER;
    let mut shown = Vec::new();
    for (n, column) in columns.iter().enumerate() {
        if n > 0 && n <= skip {
            continue;
        }
        let left = room.saturating_sub(x);
        if left < 4 || (n > 0 && left < column.width.min(6)) {
            break;
        }
        let width = column.width.min(left);
        shown.push((n, x, width));
        x += width + 1;
    }
    shown
}

impl Table<'_> {
    /// Draws headings and rows in `area`.
    pub fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height == 0 {
            return;
        }
        let room = room(area.width, self.note.is_some());
        let shown = shown(self.columns, self.skip, room, self.widest, cx);
        self.headings(paint, area, &shown, cx);
        for (n, row) in self.rows.iter().take(usize::from(area.height - 1)).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + 1 + n as u16;
            self.row(paint, area.x, y, n, row, &shown, cx);
            self.after(paint, area.x + room + 1, y, n, row);
        }
        if self.focus
            && let Some(n) = self.cursor
        {
            #[allow(clippy::cast_possible_truncation)]
            let y = (area.y + 1).saturating_add(n as u16);
            let cell = shown.iter().find(|(n, ..)| *n == self.at && *n > 0).map_or(0, |(_, x, _)| *x);
            if y < area.bottom() {
                paint.cursor = Some((area.x + cell, y).into());
            }
        }
    }

    fn after(&self, paint: &mut Paint, x: u16, y: u16, n: usize, row: &Row) {
        let Some((words, tone)) = self.note.and_then(|note| note(row)) else { return };
        let style = match (self.cursor == Some(n), self.focus) {
            (true, true) => paint.theme.selected(),
            _ => tone.style(paint.theme),
        };
        paint.put(x, y, due::WIDTH, &words, style);
    }

    fn headings(&self, paint: &mut Paint, area: Rect, shown: &[(usize, u16, u16)], cx: &Cx) {
        for (n, x, width) in shown {
            let here = *n == self.at && *n > 0 && self.focus;
            let style = if here { paint.theme.found() } else { paint.theme.heading() };
            let field = self.columns[*n].field;
            let arrow = self.sort.iter().find(|s| s.field == field.name).map(|s| paint.glyphs.sort[usize::from(s.descending)]);
            let label = format!("{}{}", cx.t(field.label), arrow.unwrap_or_default());
            if field.numeric() {
                paint.fill_right(area.x + x, area.y, *width, &label, style);
            } else {
                paint.put(area.x + x, area.y, *width, &label, style);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn row(&self, paint: &mut Paint, x: u16, y: u16, n: usize, row: &Row, shown: &[(usize, u16, u16)], cx: &Cx) {
        let here = self.cursor == Some(n);
        let style = match (here, self.focus) {
            (true, true) => paint.theme.selected(),
            (true, false) => paint.theme.resting(),
            _ => (self.tone)(row).unwrap_or_else(|| paint.theme.plain()),
        };
        let row_style = style;
        let cursor = if here { paint.glyphs.cursor } else { " " };
        let mark = if (self.marked)(row.id) { paint.glyphs.mark } else { " " };
        paint.put(x, y, 1, cursor, style);
        paint.put(x + 1, y, 1, mark, style);
        for (at, (n, cx_, width)) in shown.iter().enumerate() {
            let field = self.columns[*n].field;
            let Some(cell) = row.cells.get(*n) else { continue };
            let text = fitted(field, cell, at == 0, *width, cx);
            let style = if here && self.focus && *n == self.at && *n > 0 { paint.theme.found() } else { style };
            if field.numeric() || matches!(field.kind, FieldKind::Time) {
                paint.fill_right(x + cx_, y, *width, &text, style);
            } else {
                paint.fill(x + cx_, y, *width, &text, style);
            }
            if here && at + 1 < shown.len() {
                paint.blank(x + cx_ + width, y, 1, row_style);
            }
        }
    }
}
