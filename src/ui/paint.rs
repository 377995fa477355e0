//! Drawing on the frame: every character of every screen passes here.

use super::{glyph::Glyphs, text, theme::Theme};
use crate::domain::mask;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_segmentation::UnicodeSegmentation;

/// A frame being drawn.
pub struct Paint<'a> {
    buf: &'a mut Buffer,
    /// Characters of the chrome.
    pub glyphs: &'a Glyphs,
    /// Styles by meaning.
    pub theme: Theme,
    /// Where the terminal's own cursor goes: the input method opens its window there.
    pub cursor: Option<Position>,
    /// Identity and telephone numbers are drawn as they are: what a person types, and what was revealed. Everything
    /// else is masked here once more, so that no screen can forget it.
    pub in_full: bool,
}

impl<'a> Paint<'a> {
    /// Starts drawing on a buffer.
    pub fn new(buf: &'a mut Buffer, glyphs: &'a Glyphs, theme: Theme) -> Self {
        Self { buf, glyphs, theme, cursor: None, in_full: false }
    }

    /// The whole frame.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.buf.area
    }

    /// Writes a text from (x, y), cut to `columns` and to the frame; returns the columns used.
    pub fn put(&mut self, x: u16, y: u16, columns: u16, content: &str, style: Style) -> u16 {
        let area = self.buf.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return 0;
        }
        let room = columns.min(area.right() - x);
        let content = text::safe(content);
        let masked = (!self.in_full).then(|| mask::inside(&content));
        let content = text::cut(masked.as_deref().unwrap_or(&content), usize::from(room), self.glyphs.cut);
        self.glyph_run(x, y, room, &content, style)
    }

    /// Writes what the person types: numbers in it stay as they are.
    pub fn put_typed(&mut self, x: u16, y: u16, columns: u16, typed: &str, style: Style) -> u16 {
        let before = std::mem::replace(&mut self.in_full, true);
        let used = self.put(x, y, columns, typed, style);
        self.in_full = before;
        used
    }

    /// Writes a text and fills up to `columns` with blanks of the same style.
    pub fn fill(&mut self, x: u16, y: u16, columns: u16, content: &str, style: Style) {
        let used = self.put(x, y, columns, content, style);
        self.blank(x.saturating_add(used), y, columns - used, style);
    }

    /// Writes a text so that it ends at x + columns.
    pub fn fill_right(&mut self, x: u16, y: u16, columns: u16, content: &str, style: Style) {
        let shown = text::safe(content);
        let wide = u16::try_from(text::width(&shown)).unwrap_or(u16::MAX).min(columns);
        self.blank(x, y, columns - wide, style);
        self.fill(x.saturating_add(columns - wide), y, wide, content, style);
    }

    /// Blanks.
    pub fn blank(&mut self, x: u16, y: u16, columns: u16, style: Style) {
        let area = self.buf.area;
        if y < area.top() || y >= area.bottom() {
            return;
        }
        for x in x..x.saturating_add(columns).min(area.right()) {
            self.cell(x, y, " ", style);
        }
    }

    /// A horizontal line.
    pub fn line(&mut self, x: u16, y: u16, columns: u16, style: Style) {
        for x in x..x.saturating_add(columns) {
            self.put(x, y, 1, self.glyphs.line[0], style);
        }
    }

    /// A vertical line.
    pub fn rule(&mut self, x: u16, y: u16, rows: u16, style: Style) {
        for y in y..y.saturating_add(rows) {
            self.put(x, y, 1, self.glyphs.line[1], style);
        }
    }

    /// A bar of `columns` for `part` of `whole`; readable without colour.
    pub fn bar(&mut self, x: u16, y: u16, columns: u16, part: f64, whole: f64, style: Style) {
        let share = if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let full = (share * f64::from(columns)).round() as u16;
        for n in 0..columns {
            let glyph = self.glyphs.bar[usize::from(n >= full)];
            self.put(x.saturating_add(n), y, 1, glyph, style);
        }
    }

    /// A framed, emptied area over whatever is below, with a title; returns its inside. Leaves no half of a wide
    /// character at its edges.
    pub fn popup(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.buf.area);
        if area.width < 2 || area.height < 2 {
            return Rect::new(area.x, area.y, 0, 0);
        }
        let style = self.theme.plain();
        for y in area.top()..area.bottom() {
            self.blank(area.x, y, area.width, style);
        }
        let [across, down, corners @ ..] = self.glyphs.line;
        for x in area.left() + 1..area.right() - 1 {
            self.put(x, area.top(), 1, across, style);
            self.put(x, area.bottom() - 1, 1, across, style);
        }
        for y in area.top() + 1..area.bottom() - 1 {
            self.put(area.left(), y, 1, down, style);
            self.put(area.right() - 1, y, 1, down, style);
        }
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for ((x, y), corner) in [(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)].into_iter().zip(corners) {
            self.put(x, y, 1, corner, style);
        }
        let heading = self.theme.heading();
        self.put(area.x + 2, area.y, area.width.saturating_sub(4), &format!(" {title} "), heading);
        Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
    }

    /// Words in the lower edge of a popup: where its list stands, and keys of its own.
    pub fn popup_foot(&mut self, popup: Rect, left: &str, right: &str) {
        let popup = popup.intersection(self.buf.area);
        if popup.width < 8 || popup.height < 2 {
            return;
        }
        let (y, style) = (popup.bottom() - 1, self.theme.quiet());
        let room = popup.width - 4;
        let wide = |words: &str| u16::try_from(text::width(words) + 2).unwrap_or(u16::MAX);
        let tail = if right.is_empty() { 0 } else { wide(right).min(room) };
        if tail > 0 {
            self.put(popup.right() - 2 - tail, y, tail, &format!(" {right} "), style);
        }
        if !left.is_empty() {
            self.put(popup.x + 2, y, wide(left).min(room - tail), &format!(" {left} "), style);
        }
    }

    /// Changes the style of cells that are drawn already.
    pub fn restyle(&mut self, area: Rect, style: Style) {
        self.buf.set_style(area.intersection(self.buf.area), style);
    }

    fn glyph_run(&mut self, x: u16, y: u16, room: u16, content: &str, style: Style) -> u16 {
        let mut used = 0;
        for g in content.graphemes(true) {
            let Ok(w) = u16::try_from(text::width(g)) else { break };
            if w == 0 {
                continue;
            }
            if used + w > room {
                break;
            }
            self.cell(x + used, y, g, style);
            if w == 2 {
                self.follow(x + used + 1, y, style);
            }
            used += w;
        }
        used
    }

    /// Sets one cell. A wide character that loses one half loses the other too.
    #[allow(clippy::disallowed_methods)]
    fn cell(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        if x > self.buf.area.left()
            && let Some(left) = self.buf.cell_mut((x - 1, y))
            && text::width(left.symbol()) == 2
        {
            left.set_symbol(" ");
        }
        let was_wide = self.buf.cell((x, y)).is_some_and(|c| text::width(c.symbol()) == 2);
        if let Some(cell) = self.buf.cell_mut((x, y)) {
            cell.reset();
            cell.set_symbol(symbol).set_style(style);
        }
        if was_wide
            && text::width(symbol) < 2
            && let Some(right) = self.buf.cell_mut((x + 1, y))
        {
            right.set_symbol(" ");
        }
    }

    /// The second half of a wide character: an empty cell of the same style.
    #[allow(clippy::disallowed_methods)]
    fn follow(&mut self, x: u16, y: u16, style: Style) {
        let was_wide = self.buf.cell((x, y)).is_some_and(|c| text::width(c.symbol()) == 2);
        if let Some(cell) = self.buf.cell_mut((x, y)) {
            cell.reset();
            cell.set_symbol(" ").set_style(style);
        }
        if was_wide && let Some(right) = self.buf.cell_mut((x + 1, y)) {
            right.set_symbol(" ");
        }
    }
}
