//! Drawing a report: what it means, headings, lines, total and position.

use super::Page;
use crate::{
    exchange::report::words,
    store::reports::{Cell, Column, Kind, Look, Table},
    text::{list as lw, report as w},
    ui::{Cx, Paint, show, text},
};
use chrono::Datelike;
use ratatui::{layout::Rect, style::Style};

/// Columns before the first cell.
const GUTTER: u16 = 2;

impl Page {
    /// Lines of words above the table: which year where it is not this one, meaning, notes. What does not fit ends with
    /// the key that shows it.
    fn above(&self, cx: &Cx) -> Vec<String> {
        let room = usize::from(cx.area.width).max(10);
        let most = match (self.whole, cx.area.height) {
            (true, _) => usize::MAX,
            (false, ..16) => 1,
            _ => 2,
        };
        let mut lines = Vec::new();
        let this = cx.today.year();
        if self.data < this && self.asked.year == self.data {
            lines.push(w::instead(cx.lang, this, self.data));
        }
        lines.extend(fitting(cx.t(self.report.about), room, most, cx));
        if let Some(table) = self.table() {
            lines
                .extend(table.notes.iter().flat_map(|note| fitting(note, room, most.min(if self.whole { most } else { 1 }), cx)));
            if table.stopped {
                lines.push(cx.t(w::STOPPED).to_owned());
            }
        }
        lines
    }

    /// Lines of the table on the screen.
    pub(super) fn height(&self, cx: &Cx) -> usize {
        let total = u16::from(self.table().is_some_and(|t| t.total.is_some()));
        let above = u16::try_from(self.above(cx).len()).unwrap_or(u16::MAX);
        usize::from(cx.area.height.saturating_sub(above.saturating_add(3 + total))).max(1)
    }

    pub(super) fn paint(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.period(paint, area, cx);
        let mut y = area.y + 1;
        for line in self.above(cx) {
            paint.put(area.x, y, area.width, &line, paint.theme.quiet());
            y += 1;
        }
        if y + 2 >= area.bottom() {
            return;
        }
        let Some(table) = self.table() else {
            paint.put(area.x + GUTTER, y + 1, area.width, cx.t(lw::WORKING), paint.theme.quiet());
            return;
        };
        let shown = self.shown(area.width);
        self.headings(paint, area, y, &shown);
        self.rows(paint, Rect::new(area.x, y, area.width, area.bottom() - y), table, &shown, cx);
        if table.lines.is_empty() {
            paint.put(area.x + GUTTER, y + 2, area.width.saturating_sub(GUTTER), &self.nothing(cx), paint.theme.quiet());
        }
        let bottom = area.bottom() - 1;
        if let Some(total) = table.total.as_ref().filter(|_| bottom > y + 1) {
            let style = paint.theme.heading();
            self.row(paint, (area.x, bottom - 1), &shown, total, style, cx);
        }
        self.position(paint, area, bottom, cx);
    }

    /// The lines below the headings, which stand in the first row of the area.
    fn rows(&self, paint: &mut Paint, area: Rect, table: &Table, shown: &[(usize, u16, u16)], cx: &Cx) {
        for (line, n) in self.order.iter().enumerate().skip(self.top).take(self.height(cx)) {
            let Some(found) = table.lines.get(*n) else { continue };
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + 1 + (line - self.top) as u16;
            if y >= area.bottom() {
                break;
            }
            let here = line == self.cursor;
            let style = if here { paint.theme.selected() } else { look(paint, found.look) };
            paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
            self.row(paint, (area.x, y), shown, &found.cells, style, cx);
            if here {
                paint.cursor = Some((area.x, y).into());
            }
        }
    }

    /// Why there is nothing, and what to do.
    fn nothing(&self, cx: &Cx) -> String {
        if self.report.computed && !cx.db.keeps(self.asked.year).unwrap_or(true) {
            return w::nothing_computed(cx.lang, self.asked.year);
        }
        match self.asked.year == self.data {
            true => cx.t(w::NOTHING).to_owned(),
            false => w::nothing_but(cx.lang, self.data),
        }
    }

    fn position(&self, paint: &mut Paint, area: Rect, y: u16, cx: &Cx) {
        if self.order.is_empty() {
            return;
        }
        let number = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let words = lw::position(cx.lang, number(self.cursor + 1), number(self.order.len()));
        paint.put(area.x, y, area.width, &words, paint.theme.quiet());
    }

    /// The period, and the parts with the present one in brackets.
    fn period(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, plain) = (paint.theme.heading(), paint.theme.plain());
        let mut x = area.x + paint.put(area.x, area.y, area.width, &w::of_year(cx.lang, self.asked.year), heading) + 1;
        for (n, (_, part)) in self.report.parts.iter().enumerate() {
            let here = n == self.asked.part;
            let words = if here { format!("[{}]", cx.t(*part)) } else { format!(" {} ", cx.t(*part)) };
            x += paint.put(x, area.y, area.right().saturating_sub(x), &words, if here { heading } else { plain });
        }
        let waiting = self.read.as_ref().is_some_and(|r| r.asked != self.asked);
        if waiting {
            paint.put(x + 1, area.y, area.right().saturating_sub(x + 1), cx.t(lw::WORKING), paint.theme.quiet());
        }
    }

    /// Which columns fit, with place and width; the first is frozen, a bar needs all of its width.
    fn shown(&self, room: u16) -> Vec<(usize, u16, u16)> {
        let mut x = GUTTER;
        let mut shown = Vec::new();
        for (n, column) in self.report.columns.iter().enumerate() {
            let left = room.saturating_sub(x);
            let scrolled = n > 0 && n <= self.skip;
            let least = if matches!(column.kind, Kind::Text) { column.width.min(8) } else { column.width };
            if scrolled || (n > 0 && left < least) || left < 4 {
                continue;
            }
            let width = column.width.min(left);
            shown.push((n, x, width));
            x += width + 1;
        }
        self.widened(room, x, shown)
    }

    /// Gives the first column what is left over.
    fn widened(&self, room: u16, used: u16, mut shown: Vec<(usize, u16, u16)>) -> Vec<(usize, u16, u16)> {
        let extra = room.saturating_sub(used).min(14);
        if let Some(first) = shown.first_mut().filter(|(n, ..)| self.report.columns[*n].kind == Kind::Text) {
            first.2 += extra;
            shown.iter_mut().skip(1).for_each(|(_, x, _)| *x += extra);
        }
        shown
    }

    fn row(&self, paint: &mut Paint, at: (u16, u16), shown: &[(usize, u16, u16)], cells: &[Cell], style: Style, cx: &Cx) {
        for (n, x, width) in shown {
            let Some(cell) = cells.get(*n) else { continue };
            let (kind, x) = (self.report.columns[*n].kind, at.0 + x);
            match kind {
                Kind::Bar => match cell.value.as_number() {
                    Some(part) => paint.bar(x, at.1, *width, part, 100.0, style),
                    None => paint.blank(x, at.1, *width, style),
                },
                kind if kind.numeric() => {
                    paint.fill_right(x, at.1, *width, &judged(&self.report.columns[*n], cell, cx), style);
                }
                kind => paint.fill(x, at.1, *width, &words(kind, &cell.value), style),
            }
        }
    }

    fn headings(&self, paint: &mut Paint, area: Rect, y: u16, shown: &[(usize, u16, u16)]) {
        let style = paint.theme.heading();
        for (n, x, width) in shown {
            let column = &self.report.columns[*n];
            if column.kind == Kind::Bar {
                continue;
            }
            let arrow = if self.sort == Some(*n) { paint.glyphs.sort[1] } else { "" };
            let label = format!("{}{arrow}", column.heading(&self.asked));
            if column.kind.numeric() {
                paint.fill_right(area.x + x, y, *width, &label, style);
            } else {
                paint.put(area.x + x, y, *width, &label, style);
            }
        }
    }
}

/// A text in at most so many lines; one that is cut ends with the key that shows the rest.
fn fitting(words: &str, room: usize, most: usize, cx: &Cx) -> Vec<String> {
    let mut lines = text::wrap(words, room);
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most);
    let key = format!("{} Ctrl-O", cx.glyphs.cut);
    if let Some(last) = lines.last_mut() {
        *last = format!("{}{key}", text::cut(last, room.saturating_sub(key.len()), ""));
    }
    lines
}

fn look(paint: &Paint, look: Look) -> Style {
    match look {
        Look::Plain => paint.theme.plain(),
        Look::Warn => paint.theme.warn(),
        Look::Bad => paint.theme.bad(),
    }
}

/// A number with a word for whether it reaches its target, or that it is a rate of more than all.
fn judged(column: &Column, cell: &Cell, cx: &Cx) -> String {
    let number = words(column.kind, &cell.value);
    let over = column.name.ends_with("rate") && cell.value.as_number() > Some(100.0);
    match cell.met {
        _ if over => format!("{number} {}", cx.t(w::OVER_MARK)),
        None => number,
        Some(met) => format!("{number} {}", cx.t(if met { w::MET_MARK } else { w::MISSED_MARK })),
    }
}
