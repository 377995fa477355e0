//! A report as a picture: bars of one column against its target, a heat map of several, columns over the years. Lines,
//! cursor and Enter stay those of the table, so that a bar opens what made it.

use super::Page;
use crate::{
    domain::value::Value,
    exchange::report::words,
    store::reports::{Cell, Kind, Label},
    text::{T, report as w},
    ui::{Cx, Paint, picture, text},
};
use ratatui::{layout::Rect, style::Style};

/// How a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    /// As a table.
    #[default]
    Table,
    /// Bars of one column.
    Bars,
    /// A cell for each column of the same kind.
    Heat,
    /// Columns over the years of the line under the cursor.
    Years,
}

/// Rows the columns over the years take.
const YEARS_HIGH: u16 = 9;
/// Columns of a cell of a heat map at least.
const CELL: u16 = 8;
/// Columns of a figure beside a bar.
const FIGURE: u16 = 10;

impl Page {
    /// Columns with numbers that can be drawn, ranks and bars left out.
    fn drawn(&self) -> Vec<usize> {
        let columns = self.report.columns.iter().enumerate();
        columns.filter(|(_, c)| c.kind.numeric() && c.name != "rank").map(|(n, _)| n).collect()
    }

    fn years(&self) -> Vec<usize> {
        let columns = self.report.columns.iter().enumerate();
        columns.filter(|(_, c)| c.kind.numeric() && matches!(c.label, Label::Year(_))).map(|(n, _)| n).collect()
    }

    /// Why there is no picture.
    pub(super) fn unpictured(&self, _: &Cx) -> Option<T> {
        self.drawn().is_empty().then_some(w::NO_PICTURE)
    }

    /// From the table to bars, to the heat map, to the years, and back.
    pub(super) fn turn_shape(&mut self) {
        let years = self.years().len() > 1;
        self.shape = match self.shape {
            Shape::Table => Shape::Bars,
            Shape::Bars if self.drawn().len() > 1 => Shape::Heat,
            Shape::Bars | Shape::Heat if years => Shape::Years,
            _ => Shape::Table,
        };
        if self.shape == Shape::Bars && self.measure == 0 {
            let drawn = self.drawn();
            // A share says most; else the first figure.
            let tenths = drawn.iter().position(|n| self.report.columns[*n].kind == Kind::Tenths);
            self.measure = tenths.unwrap_or(0);
        }
    }

    /// Another column as bars.
    pub(super) fn turn_measure(&mut self, by: isize) {
        let n = self.drawn().len().max(1);
        self.measure = (self.measure + n).saturating_add_signed(by) % n;
    }

    fn measured(&self) -> Option<usize> {
        self.drawn().get(self.measure).copied()
    }

    /// Rows a picture takes away from the lines.
    pub(super) fn above_lines(&self, cx: &Cx) -> u16 {
        if self.shape == Shape::Years && cx.area.height > YEARS_HIGH + 8 { YEARS_HIGH } else { 0 }
    }

    /// The most of a column: of shares a hundred, else the largest figure of the lines.
    fn most(&self, column: usize) -> f64 {
        let Some(table) = self.table() else { return 0.0 };
        let figures = table.lines.iter().filter_map(|line| line.cells.get(column)?.value.as_number());
        let most = figures.fold(0.0, f64::max);
        let percent = self.report.columns[column].heading(&self.asked).contains('%');
        if percent { most.max(100.0) } else { most }
    }

    /// Headings of the picture.
    pub(super) fn picture_headings(&self, paint: &mut Paint, area: Rect, y: u16, cx: &Cx) {
        let style = paint.theme.heading();
        let name = self.name_width(area.width);
        match self.shape {
            Shape::Heat => {
                for (n, x, width) in self.cells(area.width) {
                    paint.fill_right(area.x + x, y, width, &self.report.columns[n].heading(&self.asked), style);
                }
            }
            _ => {
                let measure = self.measured().map(|n| self.report.columns[n].heading(&self.asked)).unwrap_or_default();
                let words = w::picture_of(cx.lang, measure);
                paint.put(area.x + 2 + name + 1, y, area.width.saturating_sub(name + 3), &words, style);
            }
        }
    }

    /// One line of the picture.
    pub(super) fn picture_row(&self, paint: &mut Paint, (x, y): (u16, u16), room: u16, cells: &[Cell], style: Style, cx: &Cx) {
        let name = self.name_width(room);
        let first = cells.first().map_or_else(String::new, |c| words(self.report.columns[0].kind, &c.value));
        paint.fill(x + 2, y, name, &first, style);
        if self.shape == Shape::Heat {
            for (n, at, width) in self.cells(room) {
                let Some(value) = cells.get(n).and_then(|c| c.value.as_number()) else {
                    paint.blank(x + at, y, width, style);
                    continue;
                };
                let most = self.most(n);
                let share = if most > 0.0 { value / most } else { 0.0 };
                picture::cell(paint, (x + at, y), width, share, &picture::figure(value), style);
            }
            return;
        }
        let Some(column) = self.measured() else { return };
        let Some(cell) = cells.get(column) else { return };
        let left = room.saturating_sub(name + 3);
        let (figure, bar) = if left > FIGURE + 6 { (FIGURE, left - FIGURE - 1) } else { (left, 0) };
        match cell.value.as_number() {
            Some(value) => paint.bar(x + name + 3, y, bar, value, self.most(column), style),
            None => paint.blank(x + name + 3, y, bar, style),
        }
        let mark = match cell.met {
            Some(met) => cx.t(if met { w::MET_MARK } else { w::MISSED_MARK }),
            None => "",
        };
        let text = if cell.value == Value::Null { String::new() } else { words(self.report.columns[column].kind, &cell.value) };
        let gap = u16::from(bar > 0);
        paint.fill_right(x + name + 3 + bar + gap, y, figure.min(left), format!("{text} {mark}").trim_end(), style);
    }

    /// The years of the line under the cursor, or of the total.
    pub(super) fn picture_years(&self, paint: &mut Paint, area: Rect) {
        let Some(table) = self.table() else { return };
        let line = self.order.get(self.cursor).and_then(|n| table.lines.get(*n)).map(|line| &line.cells);
        let Some(cells) = line.or(table.total.as_ref()) else { return };
        let figure = |n: &usize| {
            let heading = self.report.columns[*n].heading(&self.asked);
            (heading, cells.get(*n).and_then(|cell| cell.value.as_number()))
        };
        let figures: Vec<(String, Option<f64>)> = self.years().iter().map(figure).collect();
        picture::columns(paint, Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area }, &figures, None);
    }

    fn name_width(&self, room: u16) -> u16 {
        let wide = self.table().map_or(8, |table| {
            let first = table.lines.iter().take(200).filter_map(|line| line.cells.first());
            first.map(|c| text::width(&words(self.report.columns[0].kind, &c.value))).max().unwrap_or(8)
        });
        u16::try_from(wide).unwrap_or(u16::MAX).clamp(4, (room / 3).max(4))
    }

    /// Cells of the heat map that fit: column, place, width.
    fn cells(&self, room: u16) -> Vec<(usize, u16, u16)> {
        let name = self.name_width(room);
        let mut x = name + 3;
        let mut cells = Vec::new();
        for n in self.drawn().into_iter().skip(self.skip) {
            let heading = u16::try_from(text::width(&self.report.columns[n].heading(&self.asked))).unwrap_or(CELL);
            let width = heading.max(CELL);
            if x + width > room {
                break;
            }
            cells.push((n, x, width));
            x += width + 1;
        }
        cells
    }
}
