//! A scrolling list of ready lines: headings and rows of a page; the cursor rests on lines that lead somewhere.

use super::{
    Effect, Paint,
    share::{Shapes, Want},
    text,
};
use ratatui::{layout::Rect, style::Style};

/// What a part of a line means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Data.
    #[default]
    Plain,
    /// Headings.
    Heading,
    /// Labels.
    Quiet,
    /// Done, present.
    Good,
    /// Needs a look.
    Warn,
    /// Missing, in conflict.
    Bad,
}

impl Tone {
    fn style(self, paint: &Paint) -> Style {
        match self {
            Self::Plain => paint.theme.plain(),
            Self::Heading => paint.theme.heading(),
            Self::Quiet => paint.theme.quiet(),
            Self::Good => paint.theme.good(),
            Self::Warn => paint.theme.warn(),
            Self::Bad => paint.theme.bad(),
        }
    }
}

/// A part of a line.
#[derive(Clone, Debug, Default)]
pub struct Bit {
    text: String,
    width: u16,
    right: bool,
    tone: Tone,
    bar: Option<(f64, f64)>,
}

/// A text over so many columns; 0 takes the rest of the line.
#[must_use]
pub fn bit(text: impl Into<String>, width: u16) -> Bit {
    Bit { text: text.into(), width, ..Bit::default() }
}

/// A bar of `part` in `whole` over so many columns.
#[must_use]
pub fn bar(part: f64, whole: f64, width: u16) -> Bit {
    Bit { width, bar: Some((part, whole)), ..Bit::default() }
}

impl Bit {
    /// With a meaning.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Ends at its right edge, as numbers do.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    fn want(&self) -> Want {
        let need = if self.bar.is_some() { self.width } else { u16::try_from(text::width(&self.text)).unwrap_or(u16::MAX) };
        Want { width: self.width, need }
    }
}

/// A line; with `to` the cursor rests on it.
pub struct Line<T> {
    bits: Vec<Bit>,
    to: Option<T>,
}

/// The list.
pub struct Lines<T> {
    lines: Vec<Line<T>>,
    shapes: Shapes,
    cursor: usize,
    top: usize,
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self { lines: Vec::new(), shapes: Shapes::default(), cursor: 0, top: 0 }
    }
}

impl<T> Lines<T> {
    /// Empties it; the cursor stays at its place for what comes.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.shapes.clear();
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True without lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line that leads nowhere.
    pub fn say(&mut self, bits: Vec<Bit>) {
        self.push(bits, None);
    }

    /// A line that leads somewhere.
    pub fn link(&mut self, bits: Vec<Bit>, to: T) {
        self.push(bits, Some(to));
    }

    fn push(&mut self, bits: Vec<Bit>, to: Option<T>) {
        self.shapes.add(&bits.iter().map(Bit::want).collect::<Vec<_>>());
        self.lines.push(Line { bits, to });
    }

    /// A heading, with a blank line before it unless it is the first.
    pub fn heading(&mut self, words: impl Into<String>) {
        if !self.lines.is_empty() {
            self.say(Vec::new());
        }
        self.say(vec![bit(words, 0).tone(Tone::Heading)]);
    }

    /// Where the line under the cursor leads.
    #[must_use]
    pub fn selected(&self) -> Option<&T> {
        self.lines.get(self.cursor)?.to.as_ref()
    }

    /// After the lines were made: brings the cursor onto a line that leads somewhere.
    pub fn settle(&mut self, height: u16) {
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
        let stops = |n: &usize| self.lines[*n].to.is_some();
        let found = (self.cursor..self.lines.len()).find(stops).or_else(|| (0..self.cursor).rev().find(stops));
        self.cursor = found.unwrap_or(self.cursor);
        self.reveal(height);
    }

    /// To the next line that leads somewhere; scrolls where there is none in reach.
    pub fn step(&mut self, down: isize, height: u16) -> Effect {
        let last = self.lines.len().saturating_sub(1);
        let reach = usize::from(height / 2).max(1);
        for _ in 0..down.unsigned_abs() {
            let mut at = self.cursor;
            loop {
                let next = at.saturating_add_signed(down.signum()).min(last);
                if next == at {
                    break;
                }
                at = next;
                if self.lines[at].to.is_some() || at.abs_diff(self.cursor) >= reach {
                    break;
                }
            }
            self.cursor = at;
        }
        self.reveal(height);
        Effect::None
    }

    /// A window up or down.
    pub fn page(&mut self, down: isize, height: u16) -> Effect {
        let by = down * isize::try_from(height.max(1)).unwrap_or(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
        self.settle(height);
        Effect::None
    }

    /// To the first or last line.
    pub fn edge(&mut self, last: bool, height: u16) -> Effect {
        self.cursor = if last { self.lines.len().saturating_sub(1) } else { 0 };
        if last {
            self.reveal(height);
        } else {
            self.settle(height);
            self.top = 0;
        }
        Effect::None
    }

    fn reveal(&mut self, height: u16) {
        let height = usize::from(height.max(1));
        let first = (0..self.lines.len()).find(|n| self.lines[*n].to.is_some());
        if self.cursor < self.top {
            // The heading above the first line is worth seeing.
            self.top = if first == Some(self.cursor) { 0 } else { self.cursor };
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(self.lines.len().saturating_sub(1));
    }

    /// Draws the window.
    pub fn draw(&self, paint: &mut Paint, area: Rect) {
        for (n, line) in self.lines.iter().enumerate().skip(self.top).take(usize::from(area.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + (n - self.top) as u16;
            let here = n == self.cursor;
            let base = if here { paint.theme.selected() } else { paint.theme.plain() };
            paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, base);
            draw_bits(paint, area, y, line, &self.shapes, here && line.to.is_some());
            if here {
                paint.cursor = Some((area.x, y).into());
            }
        }
    }
}

fn draw_bits<T>(paint: &mut Paint, area: Rect, y: u16, line: &Line<T>, shapes: &Shapes, here: bool) {
    let mut x = area.x + 2;
    let gaps = u16::try_from(line.bits.len().saturating_sub(1)).unwrap_or(0);
    let made: Vec<u16> = line.bits.iter().map(|bit| bit.width).collect();
    let widths = shapes.widths(&made, area.width.saturating_sub(2 + gaps));
    for (bit, width) in line.bits.iter().zip(widths) {
        let width = width.min(area.right().saturating_sub(x));
        let style = if here { paint.theme.selected() } else { bit.tone.style(paint) };
        match bit.bar {
            Some((part, whole)) => paint.bar(x, y, width, part, whole, style),
            None if bit.right => paint.fill_right(x, y, width, &bit.text, style),
            None if here => paint.fill(x, y, width, &bit.text, style),
            None => {
                paint.put(x, y, width, &bit.text, style);
            }
        }
        x = x.saturating_add(width);
        if here {
            paint.blank(x, y, u16::from(x < area.right()), style);
        }
        x = x.saturating_add(1);
    }
}

/// Words over as many lines as they take beside a label.
pub fn labelled<T>(lines: &mut Lines<T>, label: &str, words: &str, width: u16) {
    let room = usize::from(width.saturating_sub(18)).max(10);
    for (n, part) in text::wrap(words, room).into_iter().enumerate() {
        let label = if n == 0 { label } else { "" };
        lines.say(vec![bit(label, 12).tone(Tone::Quiet), bit(part, 0)]);
    }
}
