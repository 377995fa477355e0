//! The only place that prints: data to stdout, words to stderr, nothing a terminal would obey.

use crate::{
    text::{Lang, cli as w},
    ui::text,
};
use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

/// A line of words for the person.
pub fn word(line: &str) {
    for part in line.split('\n') {
        writeln!(io::stderr(), "{}", text::safe(part)).ok();
    }
}

/// A line of progress, written over the one before; only where a person watches. An empty line wipes it.
pub fn progress(line: &str) {
    let mut out = io::stderr();
    if !out.is_terminal() {
        return;
    }
    let line = text::safe(line);
    write!(out, "\r{line}{}\r{line}", " ".repeat(70_usize.saturating_sub(text::width(&line)))).ok();
    out.flush().ok();
}

/// Words against writing over a file that exists.
#[must_use]
pub fn taken(path: &Path, force: bool, lang: Lang) -> Option<String> {
    (!force && path.exists()).then(|| w::exists(lang, path.display()))
}

/// A line of data.
///
/// # Errors
/// When the reader of a pipe is gone.
pub fn data(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", text::safe(line))
}

/// Lines of text as they are.
pub fn text(lines: &str) -> io::Result<()> {
    io::stdout().lock().write_all(lines.as_bytes())
}

/// A JSON document of data.
pub fn json(value: &serde_json::Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// Rows as aligned columns, headings first; Han characters count two.
pub fn table(headings: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(n, heading)| {
            rows.iter()
                .filter_map(|r| r.get(n))
                .map(|c| text::width(&text::safe(c)))
                .chain([text::width(heading)])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = io::stdout().lock();
    for row in std::iter::once(headings).chain(rows.iter().map(Vec::as_slice)) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let cell = text::safe(cell);
            line.push_str(&cell);
            line.push_str(&" ".repeat(width.saturating_sub(text::width(&cell)) + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
