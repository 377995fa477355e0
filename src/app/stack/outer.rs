//! What the terminal itself asks of the application: which characters it can draw, that its encoding is wrong.

use super::App;
use crate::{
    text::{Lang, app as w, keys as k},
    ui::{Paint, glyph, glyph::Glyphs, text},
};
use ratatui::{buffer::Buffer, layout::Position};

/// What concerns the terminal itself.
#[derive(Default)]
pub(in crate::app) struct Outer {
    /// It is to be asked again what it is.
    pub asks: bool,
    /// Bytes for it, such as for its clipboard.
    pub bytes: Option<Vec<u8>>,
    /// The person chose the characters of lines; measuring changes them no more.
    pub chosen: bool,
}

impl App {
    /// Lines are drawn as lines where the terminal was measured to draw them one column wide; true if that changed
    /// something. What the person chose stays.
    pub(in crate::app) fn narrow(&mut self, narrow: bool) -> bool {
        let measured = if narrow { &glyph::UNICODE } else { &glyph::ASCII };
        if self.outer.chosen || *self.cx.glyphs == *measured {
            return false;
        }
        self.cx.glyphs = measured;
        self.redraw = true;
        true
    }

    /// What was typed was no UTF-8 and came to nothing: said, or people type Chinese and nothing happens.
    pub(in crate::app) fn not_utf8(&mut self) {
        self.toast = Some(self.cx.t(k::NOT_UTF8).to_owned());
    }

    /// True where the top screen shows what keys arrive as, and takes every one of them.
    pub(in crate::app) fn tests_keys(&self) -> bool {
        self.stack.last().is_some_and(|l| l.screen.takes_all())
    }

    /// The page for a terminal that reads UTF-8 as GBK: how to set it right, in both languages.
    pub(in crate::app) fn draw_old(&self, buf: &mut Buffer, glyphs: &'static Glyphs) -> Option<Position> {
        let frame = buf.area;
        let mut paint = Paint::new(buf, glyphs, self.cx.theme);
        let style = paint.theme.plain();
        let mut y = frame.y;
        for words in [Lang::Zh, Lang::En].map(|lang| w::OLD_TERMINAL.get(lang)) {
            for line in words.lines().flat_map(|line| text::wrap(line, usize::from(frame.width).max(2))) {
                if y < frame.bottom() {
                    paint.put(frame.x, y, frame.width, &line, style);
                }
                y += 1;
            }
            y += 1;
        }
        Some(Position::new(frame.x, frame.bottom().saturating_sub(1)))
    }
}
