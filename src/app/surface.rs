//! From frame to bytes: what changed since the last frame, in one write.
//!
//! Runs of cells are written without moving the cursor in between, which halves what Chinese text costs on a slow
//! line. Where a terminal may disagree on a character's width (*ambiguous* characters), the cursor is set anew after
//! it, so that a disagreement cannot spread along the row.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Color, Modifier},
};
use std::{
    fmt::Write as _,
    io::{self, Write},
};
use unicode_width::UnicodeWidthStr;

/// What the terminal shows, and the next frame.
pub struct Surface<W: Write> {
    out: W,
    bytes: Vec<u8>,
    shown: Buffer,
    next: Buffer,
    cursor: Option<Position>,
    anew: bool,
}

#[derive(Clone, Copy, PartialEq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl<W: Write> Surface<W> {
    /// An empty screen of this size; the first frame clears the terminal.
    pub fn new(out: W, area: Rect) -> Self {
        Self {
            out,
            bytes: Vec::with_capacity(8192),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            cursor: None,
            anew: true,
        }
    }

    /// The size.
    pub fn area(&self) -> Rect {
        self.next.area
    }

    /// Another size.
    pub fn resize(&mut self, area: Rect) {
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.anew = true;
    }

    /// The next frame starts from an empty screen.
    pub fn anew(&mut self) {
        self.anew = true;
    }

    /// Draws a frame and sends what changed.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.next.reset();
        let cursor = draw(&mut self.next);
        self.bytes.clear();
        if self.anew {
            self.shown.reset();
            self.bytes.extend_from_slice(b"\x1b[0m\x1b[2J\x1b[?25l");
            self.cursor = None;
        }
        self.changes();
        self.place(cursor);
        self.anew = false;
        std::mem::swap(&mut self.shown, &mut self.next);
        if self.bytes.is_empty() {
            return Ok(());
        }
        self.out.write_all(&self.bytes)?;
        self.out.flush()
    }

    fn changes(&mut self) {
        let (shown, next) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.next));
        let mut at: Option<(u16, u16)> = None;
        let mut look = PLAIN;
        for (x, y, cell) in shown.diff(&next) {
            if at != Some((x, y)) {
                self.go(at, x, y);
            }
            look = self.dress(look, cell);
            let symbol = cell.symbol();
            self.bytes.extend_from_slice(symbol.as_bytes());
            #[allow(clippy::cast_possible_truncation)]
            let width = symbol.width() as u16;
            at = if symbol.is_ascii() || symbol.width() == symbol.width_cjk() { Some((x + width, y)) } else { None };
        }
        if look != PLAIN {
            self.bytes.extend_from_slice(b"\x1b[0m");
        }
        if at.is_some() || !self.bytes.is_empty() {
            self.cursor = None;
        }
        (self.shown, self.next) = (shown, next);
    }

    fn go(&mut self, from: Option<(u16, u16)>, x: u16, y: u16) {
        match from {
            Some((fx, fy)) if fy == y && x > fx => write!(self.bytes, "\x1b[{}C", x - fx).ok(),
            _ => write!(self.bytes, "\x1b[{};{}H", y + 1, x + 1).ok(),
        };
    }

    fn dress(&mut self, now: Look, cell: &Cell) -> Look {
        let want = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if want == now {
            return now;
        }
        let mut codes = String::from("0");
        for (flag, code) in
            [(Modifier::BOLD, ";1"), (Modifier::DIM, ";2"), (Modifier::UNDERLINED, ";4"), (Modifier::REVERSED, ";7")]
        {
            if want.modifier.contains(flag) {
                codes.push_str(code);
            }
        }
        for (colour, base) in [(want.fg, 30), (want.bg, 40)] {
            if let Some(n) = ansi(colour) {
                write!(codes, ";{}", base + n).ok();
            }
        }
        write!(self.bytes, "\x1b[{codes}m").ok();
        want
    }

    fn place(&mut self, cursor: Option<Position>) {
        match cursor {
            Some(to) if self.cursor != cursor || self.anew => {
                write!(self.bytes, "\x1b[{};{}H", to.y + 1, to.x + 1).ok();
                if self.anew || !self.visible() {
                    self.bytes.extend_from_slice(b"\x1b[?25h");
                }
                self.cursor = cursor;
            }
            _ => {}
        }
    }

    /// The cursor is shown from the first frame on and stays so.
    fn visible(&self) -> bool {
        !self.anew
    }
}

/// The eight base colours; bright ones are not used.
const fn ansi(colour: Color) -> Option<u8> {
    match colour {
        Color::Black => Some(0),
        Color::Red => Some(1),
        Color::Green => Some(2),
        Color::Yellow => Some(3),
        Color::Blue => Some(4),
        Color::Magenta => Some(5),
        Color::Cyan => Some(6),
        Color::White | Color::Gray => Some(7),
        _ => None,
    }
}
