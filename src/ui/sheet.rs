//! Sheets: lines with columns, bars and headings, of which some open what they speak of.
//!
//! A table ([`super::table`]) shows rows of one register; a sheet shows whatever a page has to say, in its order, and
//! its cursor stops only where Enter leads somewhere.

mod draw;

use super::{
    Cx, Effect, Window,
    screen::Subject,
    screens::{browse::Browse, record},
    share::{Shapes, Want},
    text,
    theme::Theme,
};
use crate::{catalog, store::query::Filter, text::list as lw};
use ratatui::style::Style;

/// A meaning, for the style of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Plain text.
    #[default]
    Plain,
    /// What matters less.
    Quiet,
    /// A heading.
    Heading,
    /// Met, done.
    Good,
    /// Needs a look soon.
    Warn,
    /// Overdue, missing.
    Bad,
}

impl Tone {
    /// Its style.
    #[must_use]
    pub const fn style(self, theme: Theme) -> Style {
        match self {
            Self::Plain => theme.plain(),
            Self::Quiet => theme.quiet(),
            Self::Heading => theme.heading(),
            Self::Good => theme.good(),
            Self::Warn => theme.warn(),
            Self::Bad => theme.bad(),
        }
    }
}

/// A part of a line; a width of 0 takes what the others leave.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text.
    Text {
        /// The words.
        text: String,
        /// Columns of the screen.
        width: u16,
        /// Its meaning.
        tone: Tone,
        /// Ends at the right edge of its columns.
        right: bool,
    },
    /// A bar; readable without colour.
    Bar {
        /// What is there.
        part: f64,
        /// What there should be.
        whole: f64,
        /// Columns of the screen.
        width: u16,
        /// Its meaning.
        tone: Tone,
    },
}

impl Part {
    /// Text in so many columns.
    #[must_use]
    pub fn text(text: impl Into<String>, width: u16) -> Self {
        Self::Text { text: text.into(), width, tone: Tone::Plain, right: false }
    }

    /// A number at the right edge of so many columns.
    #[must_use]
    pub fn number(text: impl Into<String>, width: u16) -> Self {
        Self::Text { text: text.into(), width, tone: Tone::Plain, right: true }
    }

    /// The same with a meaning.
    #[must_use]
    pub fn tone(mut self, meaning: Tone) -> Self {
        match &mut self {
            Self::Text { tone, .. } | Self::Bar { tone, .. } => *tone = meaning,
        }
        self
    }

    fn want(&self) -> Want {
        let need = match self {
            Self::Text { text, .. } => u16::try_from(text::width(text)).unwrap_or(u16::MAX),
            Self::Bar { width, .. } => *width,
        };
        Want { width: self.width(), need }
    }

    const fn width(&self) -> u16 {
        match self {
            Self::Text { width, .. } | Self::Bar { width, .. } => *width,
        }
    }
}

/// What Enter on a line leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum To {
    /// Nowhere: the cursor passes.
    #[default]
    Nothing,
    /// A record: its register's code word and id.
    Record(&'static str, i64),
    /// A list of a register, under a heading.
    List(&'static str, Vec<Filter>, String),
    /// Something the screen itself knows.
    Here(usize),
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// From left to right, a blank between two.
    pub parts: Vec<Part>,
    /// Where Enter leads.
    pub to: To,
}

impl Line {
    /// Parts that lead nowhere.
    #[must_use]
    pub const fn new(parts: Vec<Part>) -> Self {
        Self { parts, to: To::Nothing }
    }

    /// One text over the whole width.
    #[must_use]
    pub fn words(words: impl Into<String>, tone: Tone) -> Self {
        Self::new(vec![Part::text(words, 0).tone(tone)])
    }

    /// A heading.
    #[must_use]
    pub fn heading(words: impl Into<String>) -> Self {
        Self::words(words, Tone::Heading)
    }

    /// An empty line.
    #[must_use]
    pub const fn blank() -> Self {
        Self::new(Vec::new())
    }

    /// Leads somewhere.
    #[must_use]
    pub fn to(mut self, to: To) -> Self {
        self.to = to;
        self
    }

    /// Long words over as many lines as they need in so many columns.
    pub fn wrapped(words: &str, columns: u16, tone: Tone) -> impl Iterator<Item = Self> {
        text::wrap(words, usize::from(columns.saturating_sub(GUTTER)).max(4))
            .into_iter()
            .map(move |l| Self::words(l.trim_start(), tone))
    }
}

/// Columns before the parts: cursor and blank.
pub const GUTTER: u16 = 2;

/// Lines with a cursor.
#[derive(Default)]
pub struct Sheet {
    lines: Vec<Line>,
    shapes: Shapes,
    cursor: usize,
    top: usize,
}

impl Sheet {
    /// Other lines; the cursor stays on what it was on, else where it was.
    pub fn set(&mut self, lines: Vec<Line>) {
        let before = self.lines.get(self.cursor).map(|l| l.to.clone()).filter(|to| *to != To::Nothing);
        self.lines = lines;
        self.shapes.clear();
        for line in &self.lines {
            self.shapes.add(&line.parts.iter().map(Part::want).collect::<Vec<_>>());
        }
        let same = before.and_then(|to| self.lines.iter().position(|l| l.to == to));
        let near = || self.lines.iter().skip(self.cursor).position(|l| l.to != To::Nothing).map(|n| self.cursor + n);
        self.cursor = same.or_else(near).unwrap_or(self.cursor).min(self.lines.len().saturating_sub(1));
        self.top = self.top.min(self.cursor);
    }

    /// The cursor goes back to the top.
    pub fn home(&mut self) {
        self.top = 0;
        self.cursor = self.lines.iter().position(|l| l.to != To::Nothing).unwrap_or(0);
    }

    /// The cursor to the line that leads there, in the middle of so many rows.
    pub fn select(&mut self, to: &To, rows: usize) {
        if let Some(at) = self.lines.iter().position(|l| l.to == *to) {
            self.cursor = at;
            self.top = at.saturating_sub(rows / 2);
        }
    }

    /// Lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Where the line under the cursor leads.
    #[must_use]
    pub fn selected(&self) -> &To {
        self.lines.get(self.cursor).map_or(&To::Nothing, |l| &l.to)
    }

    /// To the next line that leads somewhere; scrolls where none is in reach.
    pub fn step(&mut self, by: isize, height: usize) {
        let last = self.lines.len().saturating_sub(1);
        for _ in 0..by.unsigned_abs() {
            let start = self.cursor;
            let mut at = start;
            loop {
                let next = at.saturating_add_signed(by.signum()).min(last);
                if next == at {
                    break;
                }
                at = next;
                if self.lines[at].to != To::Nothing || at.abs_diff(start) >= (height / 2).max(1) {
                    break;
                }
            }
            self.cursor = at;
        }
        self.reveal(height);
    }

    /// To the first line that leads somewhere, or to the last line.
    pub fn edge(&mut self, last: bool, height: usize) {
        if last {
            self.cursor = self.lines.len().saturating_sub(1);
        } else {
            self.home();
        }
        self.reveal(height);
    }

    /// A page up or down.
    pub fn page(&mut self, by: isize, height: usize) {
        let step = by * isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
        self.cursor = self.cursor.saturating_add_signed(step).min(self.lines.len().saturating_sub(1));
        self.reveal(height);
    }

    /// Keeps the cursor in a window of this height; at the first stop, what stands above it shows too.
    pub fn reveal(&mut self, height: usize) {
        let height = height.max(1);
        let first = self.lines.iter().position(|l| l.to != To::Nothing).unwrap_or(0);
        if self.cursor <= first && self.cursor < height {
            self.top = 0;
        } else if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
    }
}

/// The record a line leads to.
#[must_use]
pub fn subject(to: &To) -> Subject {
    match to {
        To::Record(kind, id) => catalog::register(kind).map(|register| (register, *id)),
        _ => None,
    }
}

/// Goes where a line leads, but for what only the screen knows.
#[must_use]
pub fn follow(to: &To, cx: &Cx) -> Effect {
    match to {
        To::Nothing | To::Here(_) => Effect::Toast(cx.t(crate::text::record::NOTHING_HERE).to_owned()),
        To::Record(kind, id) => match catalog::register(kind) {
            Some(register) => record::open(register, *id, cx),
            None => Effect::Toast(cx.t(lw::ROW_GONE).to_owned()),
        },
        To::List(kind, filters, heading) => match catalog::register(kind) {
            Some(register) => Effect::open(Window(Browse::filtered(register, filters.clone(), heading.clone()))),
            None => Effect::None,
        },
    }
}
