//! The pasted table: what each row comes to, which cell is wrong, and in words what is wrong with the row at the cursor.

use super::Paste;
use crate::{
    exchange::paste::{Judged, Verdict},
    text::{T, paste as w},
    ui::{Cx, Paint, show, text},
};
use ratatui::{layout::Rect, style::Style};

/// Columns of the screen before the first cell: cursor, verdict, blank.
const GUTTER: u16 = 6;
/// Lines that are no rows: counts, headings, and two of words below.
const OTHER: u16 = 4;

/// Rows on screen.
pub(super) fn height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(OTHER)).max(1)
}

impl Paste {
    /// Wide enough for what is in it and its name, within reason.
    fn width(&self, column: usize) -> u16 {
        let field = self.columns.get(column).copied().flatten();
        let label = field.map_or(6, |f| text::width(f.label.zh));
        let cells = (0..self.pasted.height().min(30)).map(|row| text::width(self.pasted.cell(row, column)) + 1);
        u16::try_from(cells.chain([label, 6]).max().unwrap_or(6)).unwrap_or(24).min(24)
    }

    /// Columns that fit: number, place, width; the first stays.
    fn shown(&self, area: Rect) -> Vec<(usize, u16, u16)> {
        let mut x = GUTTER;
        let mut shown = Vec::new();
        for n in (0..self.columns.len()).filter(|n| *n == 0 || *n > self.skip) {
            let left = area.width.saturating_sub(x);
            if left < 4 {
                break;
            }
            let width = self.width(n).min(left);
            shown.push((n, x, width));
            x += width + 1;
        }
        shown
    }

    pub(super) fn reveal_column(&mut self, cx: &Cx) {
        if self.at == 0 {
            self.skip = 0;
            return;
        }
        self.skip = self.skip.min(self.at - 1);
        let whole = |v: &Self| v.shown(cx.area).iter().any(|(n, _, width)| *n == v.at && *width == v.width(v.at));
        while self.skip + 1 < self.at && !whole(self) {
            self.skip += 1;
        }
    }

    fn judged(&self, row: usize) -> Option<&Judged> {
        self.judged.iter().find(|j| j.row == row + self.first()).filter(|_| self.known)
    }

    pub(super) fn paint(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < OTHER + 1 {
            return;
        }
        self.head(paint, area, cx);
        let shown = self.shown(area);
        for (n, x, width) in &shown {
            let field = self.columns[*n].map_or(w::UNUSED, |f| f.label);
            let style = if *n == self.at { paint.theme.found() } else { paint.theme.heading() };
            paint.put(area.x + x, area.y + 1, *width, cx.t(field), style);
        }
        for line in 0..height(area).min(self.rows().saturating_sub(self.top)) {
            let y = area.y + 2 + u16::try_from(line).unwrap_or(0);
            self.line(paint, area, y, self.top + line, &shown, cx);
        }
        self.words(paint, area, cx);
    }

    fn head(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let words = match self.known {
            false => cx.t(w::LOOKING).to_owned(),
            true => {
                let [new, changed, same, wrong] = self.counts().map(count);
                w::counts(cx.lang, changed, new, same, wrong)
            }
        };
        let style = if self.known && self.counts()[3] > 0 { paint.theme.warn() } else { paint.theme.plain() };
        let used = paint.put(area.x, area.y, area.width, &words, style);
        let first = cx.t(if self.headed { w::HEADED } else { w::UNHEADED });
        let room = area.width.saturating_sub(used + 3);
        paint.put(area.x + used + 3, area.y, room, first, paint.theme.quiet());
    }

    fn line(&self, paint: &mut Paint, area: Rect, y: u16, row: usize, shown: &[(usize, u16, u16)], cx: &Cx) {
        let here = row == self.row;
        let judged = self.judged(row);
        let (word, tone): (Option<T>, Style) = match judged.map(|j| &j.verdict) {
            Some(Verdict::New(_)) => (Some(w::IS_NEW), paint.theme.good()),
            Some(Verdict::Changed(..)) => (Some(w::IS_CHANGED), paint.theme.warn()),
            Some(Verdict::Same) => (Some(w::IS_SAME), paint.theme.quiet()),
            Some(Verdict::Wrong(_)) => (Some(w::IS_WRONG), paint.theme.bad()),
            None => (None, paint.theme.plain()),
        };
        let base = if here { paint.theme.selected() } else { paint.theme.plain() };
        paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, base);
        paint.put(area.x + 1, y, GUTTER - 2, word.map_or("", |t| cx.t(t)), tone);
        for (n, x, width) in shown {
            let wrong = wrong_in(judged, *n);
            let style = match (here, *n == self.at, wrong) {
                (true, true, _) => paint.theme.found(),
                (true, ..) => base,
                (_, _, true) => paint.theme.bad(),
                _ if self.columns[*n].is_none_or(|f| !f.entered()) => paint.theme.quiet(),
                _ => base,
            };
            let text = self.pasted.cell(row + self.first(), *n).replace('\n', " ");
            let text = if wrong { format!("!{text}") } else { text };
            paint.fill(area.x + x, y, *width, &text, style);
            if here && *n == self.at {
                paint.cursor = Some((area.x + x, y).into());
            }
        }
    }

    /// What is wrong or odd about the row at the cursor.
    fn words(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let Some(judged) = self.judged(self.row) else { return };
        let number = judged.row + 1;
        let field = |column: Option<usize>| column.and_then(|n| self.columns.get(n).copied().flatten()).map(|f| cx.t(f.label));
        let told = |field: Option<&str>, what: &str| match field {
            Some(field) => w::at(cx.lang, field, number, what),
            None => w::row_at(cx.lang, number, what),
        };
        let mut lines: Vec<(String, Style)> = Vec::new();
        if let Verdict::Wrong(wrong) = &judged.verdict {
            for one in wrong {
                let field = one.field.map(|f| cx.t(f.label));
                lines.push((told(field, &one.what.tell(cx.lang)), paint.theme.bad()));
            }
        }
        for (column, odd) in &judged.remarks {
            lines.push((told(field(*column), odd.tell(cx.lang)), paint.theme.warn()));
        }
        for ((words, style), y) in lines.iter().zip(area.bottom() - 2..area.bottom()) {
            paint.put(area.x, y, area.width, words, *style);
        }
    }
}

fn wrong_in(judged: Option<&Judged>, column: usize) -> bool {
    matches!(judged.map(|j| &j.verdict), Some(Verdict::Wrong(wrong)) if wrong.iter().any(|w| w.column == Some(column)))
}
