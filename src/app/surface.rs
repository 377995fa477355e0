//! From frame to bytes: what changed since the last frame, in one write.
//!
//! Runs of cells are written without moving the cursor in between, which halves what Chinese text costs on a slow
//! line; what did not change between two changes is written again where that is shorter than a move, and blank ends of
//! rows are erased. Where a terminal may disagree on a character's width (*ambiguous* characters), the cursor is set anew after
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
    before: Vec<u8>,
    cursor: Option<Position>,
    anew: bool,
}

#[derive(Clone, Copy, PartialEq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Bytes of a short move within a row.
const MOVE: u16 = 4;
/// Blank cells from which on erasing to the end of the row is shorter.
const ERASE: u16 = 3;
const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

impl<W: Write> Surface<W> {
    /// An empty screen of this size; the first frame clears the terminal.
    pub fn new(out: W, area: Rect) -> Self {
        Self {
            out,
            bytes: Vec::with_capacity(8192),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            before: Vec::new(),
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

    /// Bytes that go before the next frame, in the same write.
    pub fn before(&mut self, bytes: &[u8]) {
        self.before.extend_from_slice(bytes);
    }

    /// Draws a frame and sends what changed.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.next.reset();
        let cursor = draw(&mut self.next);
        self.bytes.clear();
        self.bytes.append(&mut self.before);
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
        // The row, the column its blank end begins at, whether that end was erased.
        let mut end = (u16::MAX, 0, false);
        for (x, y, cell) in differences(&shown, &next) {
            if end.0 != y {
                end = (y, blank_end(&next, y), false);
            }
            if end.2 {
                continue;
            }
            if at != Some((x, y)) && !self.again(&next, at, look, (x, y)) {
                self.go(at, x, y);
            }
            look = self.dress(look, cell);
            if x >= end.1 && next.area.right() - x > ERASE {
                self.bytes.extend_from_slice(b"\x1b[K");
                (end.2, at) = (true, Some((x, y)));
                continue;
            }
            let symbol = cell.symbol();
            self.bytes.extend_from_slice(symbol.as_bytes());
            at = if certain(symbol) { Some((x + columns(cell), y)) } else { None };
        }
        if look != PLAIN {
            self.bytes.extend_from_slice(b"\x1b[m");
        }
        if at.is_some() || !self.bytes.is_empty() {
            self.cursor = None;
        }
        (self.shown, self.next) = (shown, next);
    }

    /// Writes the unchanged cells up to a place of the same row once more, if that takes no more bytes than a move.
    fn again(&mut self, next: &Buffer, from: Option<(u16, u16)>, look: Look, to: (u16, u16)) -> bool {
        let Some((x, y)) = from.filter(|(x, y)| *y == to.1 && *x < to.0 && to.0 - *x <= MOVE) else { return false };
        // The second half of a wide character holds no symbol of its own.
        let mut covered = x;
        let mut symbols = String::new();
        for at in x..to.0 {
            if at < covered {
                continue;
            }
            let cell = &next[(at, y)];
            if Look::of(cell) != look || !certain(cell.symbol()) {
                return false;
            }
            symbols.push_str(cell.symbol());
            covered = at + columns(cell);
        }
        if covered != to.0 || symbols.len() > usize::from(MOVE) {
            return false;
        }
        self.bytes.extend_from_slice(symbols.as_bytes());
        true
    }

    fn go(&mut self, from: Option<(u16, u16)>, x: u16, y: u16) {
        match from {
            Some((fx, fy)) if fy == y && x > fx => write!(self.bytes, "\x1b[{}C", x - fx).ok(),
            _ => write!(self.bytes, "\x1b[{};{}H", y + 1, x + 1).ok(),
        };
    }

    fn dress(&mut self, now: Look, cell: &Cell) -> Look {
        let want = Look::of(cell);
        if want == now {
            return now;
        }
        let mut codes = String::new();
        if now != PLAIN && want != PLAIN {
            codes.push_str(";0");
        }
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
        write!(self.bytes, "\x1b[{}m", codes.trim_start_matches(';')).ok();
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

/// The cells to write. Where a wide character loses one half, terminals differ in what becomes of the other: it is written too.
fn differences<'a>(shown: &Buffer, next: &'a Buffer) -> Vec<(u16, u16, &'a Cell)> {
    let mut found = Vec::new();
    for y in next.area.rows().map(|row| row.y) {
        let (mut x, mut stale) = (next.area.x, 0);
        while x < next.area.right() {
            let cell = &next[(x, y)];
            let end = x + columns(cell);
            if x < stale || shown[(x, y)] != *cell {
                found.push((x, y, cell));
                let was = (x..end.min(next.area.right())).map(|x| x + columns(&shown[(x, y)])).max();
                stale = stale.max(was.unwrap_or(end));
            }
            x = end;
        }
    }
    found
}

/// Columns of what a cell holds, at least one.
fn columns(cell: &Cell) -> u16 {
    let symbol = cell.symbol();
    if symbol.len() == 1 { 1 } else { u16::try_from(symbol.width()).unwrap_or(1).max(1) }
}

/// Whether every terminal draws a symbol in as many columns.
fn certain(symbol: &str) -> bool {
    symbol.is_ascii() || symbol.width() == symbol.width_cjk()
}

/// The column from which on a row is blank and plain.
fn blank_end(next: &Buffer, y: u16) -> u16 {
    let blank = |x: &u16| next[(*x, y)].symbol() == " " && Look::of(&next[(*x, y)]) == PLAIN;
    let mut end = next.area.right();
    while end > next.area.x && blank(&(end - 1)) {
        end -= 1;
    }
    // The second half of a wide character looks blank.
    let wide = end > next.area.x && columns(&next[(end - 1, y)]) > 1;
    if wide { end + 1 } else { end }
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
