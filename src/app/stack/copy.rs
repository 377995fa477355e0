//! The copy view: what the present screen shows, or the record under the cursor with its whole values, as plain text on an
//! empty screen, so that the terminal's own mouse selects it clean.
//!
//! The mouse is never taken from the terminal, because copying with it is what people know. Sending to the terminal's
//! clipboard is for who asks for it: many terminals do not do it, and none says whether it did.

use super::{App, inside};
use crate::{
    catalog::show::{Reading, show},
    store,
    text::copy as w,
    ui::{Key, Paint, glyph, key, text},
};
use crossterm::event::KeyCode;
use ratatui::{buffer::Buffer, layout::Position};
use unicode_width::UnicodeWidthStr;

/// Plain text on an empty screen.
pub(super) struct Copying {
    /// The rows or the screen as shown, and the record with whole values where there is one.
    texts: Vec<Text>,
    at: usize,
    top: usize,
}

/// A text twice: as it stands on the screen, and as a spreadsheet takes it, cells parted by tabs.
struct Text {
    shown: Vec<String>,
    plain: String,
}

impl Text {
    fn of(lines: Vec<String>) -> Self {
        Self { plain: lines.join("\n"), shown: lines.into_iter().map(|line| line.replace('\t', "    ")).collect() }
    }

    /// Cells one under the other, none cut.
    fn table(rows: &[Vec<String>]) -> Self {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide = |n: usize| rows.iter().filter_map(|row| row.get(n)).map(|cell| text::width(cell)).max().unwrap_or(0);
        let wide: Vec<usize> = (0..columns).map(wide).collect();
        let padded = |row: &Vec<String>| {
            let cells = row.iter().zip(&wide).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - text::width(cell))));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let plain = rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n");
        Self { shown: rows.iter().map(padded).collect(), plain }
    }
}

/// Bytes a terminal's clipboard takes for sure.
const ROOM: usize = 74_000;

impl App {
    pub(super) fn copy_view(&mut self) {
        let cells = self.stack.iter().rev().find(|l| !l.screen.overlay()).and_then(|l| l.screen.cells(&self.cx));
        let shown = cells.map_or_else(|| Text::of(self.shown_text()), |rows| Text::table(&rows));
        let texts = match self.record_text() {
            Ok(Some(record)) => vec![shown, Text::of(record)],
            Ok(None) => vec![shown],
            Err(error) => return self.fail(&error),
        };
        self.copying = Some(Copying { texts, at: 0, top: 0 });
        self.redraw = true;
    }

    /// The screen below everything that lies over it, without lines, markers and blank ends.
    fn shown_text(&self) -> Vec<String> {
        let area = inside(self.frame);
        let mut buf = Buffer::empty(self.frame);
        let mut paint = Paint::new(&mut buf, &glyph::BLANK, self.cx.theme);
        if let Some(layer) = self.stack.iter().rev().find(|l| !l.screen.overlay()) {
            layer.screen.draw(&mut paint, area, &self.cx);
        }
        let mut lines: Vec<String> = (area.top()..area.bottom()).map(|y| line(&buf, y)).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let margin = lines.iter().filter(|l| !l.is_empty()).map(|l| l.len() - l.trim_start_matches(' ').len()).min();
        lines.iter().map(|l| l.get(margin.unwrap_or(0)..).unwrap_or_default().to_owned()).collect()
    }

    /// The fields of the record under the cursor, each with its whole value: label, tab, value.
    fn record_text(&self) -> store::Result<Option<Vec<String>>> {
        let Some((register, id)) = self.subject() else { return Ok(None) };
        let Some(row) = self.cx.db.record(register, id)? else { return Ok(None) };
        let reading = Reading { lang: self.cx.lang, reveal: false };
        let mut lines = Vec::new();
        for (field, cell) in register.fields.iter().zip(&row.cells) {
            let value = show(field, &cell.value, cell.label.as_deref(), reading);
            if !value.is_empty() {
                lines.extend(format!("{}\t{value}", self.cx.t(field.label)).lines().map(str::to_owned));
            }
        }
        Ok(Some(lines))
    }

    /// A key in the copy view; any it does not know closes it.
    pub(super) fn copy_key(&mut self, pressed: Key) {
        let height = usize::from(self.frame.height.saturating_sub(1)).max(1);
        let width = self.frame.width;
        let Some(copying) = &mut self.copying else { return };
        let last = copying.lines(width).len().saturating_sub(height);
        match pressed.folded() {
            key::TAB => (copying.at, copying.top) = ((copying.at + 1) % copying.texts.len(), 0),
            key::DOWN => copying.top = (copying.top + 1).min(last),
            key::UP => copying.top = copying.top.saturating_sub(1),
            key::PAGE_DOWN | key::SPACE => copying.top = (copying.top + height).min(last),
            key::PAGE_UP => copying.top = copying.top.saturating_sub(height),
            pressed if pressed == key::f(6) || pressed.code == KeyCode::Char('c') => {
                let text = &copying.texts[copying.at].plain;
                if text.len() > ROOM {
                    self.toast = Some(self.cx.t(w::TOO_LONG).to_owned());
                } else {
                    self.outer.bytes = Some(format!("\x1b]52;c;{}\x07", base64(text.as_bytes())).into_bytes());
                    self.toast = Some(self.cx.t(w::SENT).to_owned());
                }
            }
            _ => {
                self.copying = None;
                self.redraw = true;
            }
        }
    }

    pub(super) fn draw_copy(&self, copying: &Copying, buf: &mut Buffer) -> Option<Position> {
        let frame = buf.area;
        let mut paint = Paint::new(buf, self.cx.glyphs, self.cx.theme);
        let (plain, quiet) = (paint.theme.plain(), paint.theme.quiet());
        let last = frame.bottom().saturating_sub(1);
        for (line, y) in copying.lines(frame.width).iter().skip(copying.top).zip(frame.y..last) {
            paint.put(frame.x, y, frame.width, line, plain);
        }
        let hint =
            self.toast.as_deref().unwrap_or_else(|| self.cx.t(if copying.texts.len() > 1 { w::HINT_BOTH } else { w::HINT }));
        paint.put(frame.x, last, frame.width, hint, quiet);
        Some(Position::new(frame.x, last))
    }
}

impl Copying {
    /// The lines as they stand on the screen.
    fn lines(&self, width: u16) -> Vec<String> {
        let room = usize::from(width).max(2);
        self.texts[self.at].shown.iter().flat_map(|line| wrapped(line, room)).collect()
    }
}

/// A line over as many rows as it needs, no character lost, not even blanks at a break.
fn wrapped(line: &str, room: usize) -> Vec<String> {
    let (mut out, mut wide) = (vec![String::new()], 0);
    for c in line.chars() {
        let width = text::width(c.encode_utf8(&mut [0; 4]));
        if wide + width > room {
            out.push(String::new());
            wide = 0;
        }
        wide += width;
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

/// A row of a frame as text, without its blank end.
fn line(buf: &Buffer, y: u16) -> String {
    let (mut out, mut x) = (String::new(), buf.area.left());
    while x < buf.area.right() {
        let symbol = buf[(x, y)].symbol();
        out.push_str(symbol);
        x += u16::try_from(symbol.width()).unwrap_or(1).max(1);
    }
    out.trim_end().to_owned()
}

/// As a terminal's clipboard wants it.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(n >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_everyone_writes_it() {
        for (text, is) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("王明", "546L5piO")] {
            assert_eq!(base64(text.as_bytes()), is);
        }
    }
}
