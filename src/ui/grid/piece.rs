//! A lesson in a cell: time, title over several lines, and what stands below, cut to the lines there are.

use crate::ui::{Paint, text};
use ratatui::{layout::Rect, style::Style};

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// The session, where it is one.
    pub id: Option<i64>,
    /// A sign before it, such as of a conflict; never colour alone.
    pub sign: &'static str,
    /// The style where it is not plain.
    pub tone: Option<Style>,
    /// The time; may be empty.
    pub time: String,
    /// What it is about.
    pub title: String,
    /// Lines below, such as the teacher.
    pub tail: Vec<String>,
    /// The last line below: a room, whose end says most and is kept where it is too long.
    pub room: Option<String>,
}

impl Piece {
    /// Sign and time.
    fn head(&self) -> String {
        let gap = if self.sign.is_empty() || self.time.is_empty() { "" } else { " " };
        format!("{}{gap}{}", self.sign, self.time)
    }

    /// Everything in one line.
    fn line(&self) -> String {
        let words = [self.head(), self.title.clone()].into_iter().chain(self.tail.iter().cloned()).chain(self.room.clone());
        words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn below(&self) -> usize {
        self.tail.len() + usize::from(self.room.is_some())
    }

    /// At most `n` lines of `width`: the title gives way first, then what stands below.
    fn lines(&self, width: usize, n: usize, cut: &str) -> Vec<String> {
        if n <= 1 {
            // The lesson stands before the class: what is cut is the class, term and all.
            return vec![text::keep_start(&self.line(), width, cut).into_owned()];
        }
        let head = Some(self.head()).filter(|h| !h.is_empty());
        let room = n - usize::from(head.is_some());
        let mut title = text::wrap(&self.title, width.max(2));
        let below = self.below().min(room.saturating_sub(1));
        if title.len() > room - below {
            title.truncate(room - below);
            if let Some(last) = title.last_mut() {
                *last = text::cut(&format!("{last}  "), width.min(text::width(last) + 1), cut).trim_end().to_owned();
            }
        }
        let last = self.room.as_deref().map(|words| text::keep_end(words, width, cut).into_owned());
        head.into_iter().chain(title).chain(self.tail.iter().cloned().chain(last).take(below)).collect()
    }
}

/// Lines a piece would take in a column of this width, with its gutter.
pub(super) fn needed(piece: &Piece, width: u16, cap: usize) -> usize {
    let width = usize::from(width.saturating_sub(1)).max(2);
    let head = usize::from(!piece.head().is_empty());
    (head + text::wrap(&piece.title, width).len() + piece.below()).min(cap)
}

/// Draws the pieces of a cell below each other, each in at most `cap` lines; `at` is the one with the cursor.
pub(super) fn draw(paint: &mut Paint, cell: Rect, pieces: &[Piece], at: Option<usize>, cap: usize) {
    if cell.width < 2 || cell.height == 0 {
        return;
    }
    if pieces.is_empty() && at.is_some() {
        let style = paint.theme.selected();
        paint.fill(cell.x, cell.y, cell.width, paint.glyphs.cursor, style);
        paint.cursor = Some((cell.x, cell.y).into());
    }
    let skip = at.map_or(0, |n| (n + 1).saturating_sub(usize::from(cell.height)));
    let pieces: Vec<(usize, &Piece)> = pieces.iter().enumerate().skip(skip).collect();
    let mut y = cell.y;
    for (n, height) in heights(&pieces, cell, cap).into_iter().enumerate() {
        let (number, piece) = pieces[n];
        one(paint, Rect::new(cell.x, y, cell.width, height), piece, at == Some(number));
        y += height;
    }
}

/// Lines of each piece: one each as long as they last, then as much as each needs, in turn.
fn heights(pieces: &[(usize, &Piece)], cell: Rect, cap: usize) -> Vec<u16> {
    let mut heights: Vec<u16> = vec![1; pieces.len().min(usize::from(cell.height))];
    let mut left = cell.height.saturating_sub(u16::try_from(heights.len()).unwrap_or(u16::MAX));
    let wanted = |n: usize| u16::try_from(needed(pieces[n].1, cell.width, cap)).unwrap_or(u16::MAX);
    while left > 0 {
        let Some(lowest) = (0..heights.len()).filter(|n| heights[*n] < wanted(*n)).min_by_key(|n| heights[*n]) else { break };
        heights[lowest] += 1;
        left -= 1;
    }
    heights
}

fn one(paint: &mut Paint, area: Rect, piece: &Piece, here: bool) {
    let style = if here { paint.theme.selected() } else { piece.tone.unwrap_or_else(|| paint.theme.plain()) };
    let width = area.width - 1;
    let lines = piece.lines(usize::from(width), usize::from(area.height), paint.glyphs.cut);
    for (n, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        #[allow(clippy::cast_possible_truncation)]
        let y = area.y + n as u16;
        let gutter = if here && n == 0 { paint.glyphs.cursor } else { " " };
        paint.put(area.x, y, 1, gutter, style);
        if here {
            paint.fill(area.x + 1, y, width, line, style);
        } else {
            paint.put(area.x + 1, y, width, line, style);
        }
    }
    if here {
        paint.cursor = Some((area.x, area.y).into());
    }
}
