//! A document as plain text: for printers of fixed-width type, for pasting, for reading on the terminal.
//!
//! Han characters count two columns, as such printers have them. Pages are parted by form feeds.

use super::layout::{Block, Cell, Down, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a page that stands, in twelve-point type; one that lies has more.
const WIDTH: usize = 78;
const LYING: usize = 118;

/// The document as lines.
#[must_use]
pub fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut width = WIDTH;
    for block in blocks {
        match block {
            Block::Turn(lies) => {
                width = if *lies { LYING } else { WIDTH };
                part(&mut out);
            }
            Block::Page => part(&mut out),
            Block::Attachment(text) => {
                part(&mut out);
                put(&mut out, text);
            }
            Block::Title(text) | Block::Centre(text) => {
                text.split('\n')
                    .for_each(|line| put(&mut out, &format!("{}{line}", " ".repeat(width.saturating_sub(line.width()) / 2))));
                if matches!(block, Block::Title(_)) {
                    put(&mut out, "");
                }
            }
            Block::Flush(text) => wrapped(text, 0, width).iter().for_each(|line| put(&mut out, line)),
            Block::Body(text) => {
                text.split('\n').for_each(|text| wrapped(text, 4, width).iter().for_each(|line| put(&mut out, line)));
            }
            Block::Right(text) => put(&mut out, &format!("{}{text}", " ".repeat((width - 4).saturating_sub(text.width())))),
            Block::Blank => put(&mut out, ""),
            Block::Table(table) => grid(&mut out, table, width),
        }
    }
    out
}

fn part(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\u{c}') {
        out.push('\u{c}');
    }
}

/// Nothing from a record may steer a terminal or a printer.
fn put(out: &mut String, line: &str) {
    out.extend(line.trim_end().chars().filter(|c| !c.is_control()));
    out.push('\n');
}

/// Words over lines of so many columns, the first indented.
fn wrapped(text: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines = vec![" ".repeat(indent)];
    let mut used = indent;
    for c in text.chars() {
        let columns = c.width().unwrap_or(0);
        if used + columns > width || c == '\n' {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut().filter(|_| c != '\n') {
            line.push(c);
        }
        used += columns;
    }
    lines
}

fn grid(out: &mut String, table: &Table, width: usize) {
    let whole: usize = table.columns.iter().map(|c| usize::from(c.width)).sum::<usize>().max(1);
    let room = width.saturating_sub(table.columns.len().saturating_sub(1));
    let widths: Vec<usize> = table.columns.iter().map(|c| (room * usize::from(c.width) / whole).max(2)).collect();
    let rule = "-".repeat(widths.iter().sum::<usize>() + widths.len().saturating_sub(1));
    put(out, &rule);
    for row in &table.head {
        cells(out, table, row, &widths);
    }
    if !table.head.is_empty() {
        put(out, &rule);
    }
    for row in &table.rows {
        cells(out, table, row, &widths);
    }
    put(out, &rule);
}

fn cells(out: &mut String, table: &Table, row: &[Cell], widths: &[usize]) {
    let mut at = 0;
    let mut parts: Vec<(Vec<String>, usize, bool)> = Vec::new();
    for cell in row {
        let reach = (at + cell.across).min(widths.len());
        let width = widths[at.min(reach)..reach].iter().sum::<usize>() + (reach - at.min(reach)).saturating_sub(1);
        let text = if cell.down == Down::More { "" } else { &cell.text };
        let left = table.columns.get(at).is_some_and(|c| c.left);
        parts.push((wrapped(text, 0, width.max(2)), width, left));
        at = reach;
    }
    let height = parts.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(0);
    for n in 0..height {
        let line: Vec<String> =
            parts.iter().map(|(lines, width, left)| padded(lines.get(n).map_or("", String::as_str), *width, *left)).collect();
        put(out, &line.join(" "));
    }
}

fn padded(text: &str, width: usize, left: bool) -> String {
    let free = width.saturating_sub(text.width());
    let before = if left { 0 } else { free / 2 };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(free - before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_at_the_width_and_han_count_two() {
        let made = text(&[Block::Body("学".repeat(60)), Block::Page, Block::Right("2026年\u{1b}[2J".into())]);
        assert!(made.lines().all(|line| line.width() <= WIDTH));
        assert!(made.starts_with("    学"));
        assert_eq!(made.matches('学').count(), 60);
        assert!(made.contains("\n\u{c}") && !made.contains('\u{1b}'));
    }
}
