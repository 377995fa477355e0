//! The only place that prints: data to stdout, words to stderr, nothing a terminal would obey, and no identity or
//! telephone number in full but through [`table_in_full`].

use crate::{
    domain::mask,
    exchange::export::{self, Format, Sheet},
    text::{Lang, cli as w},
    ui::text,
};
use serde_json::Value as Json;
use std::{
    borrow::Cow,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// A line as it may be seen.
fn shown(line: &str) -> String {
    mask::inside(&text::safe(line)).into_owned()
}

/// A line of words for the person.
pub fn word(line: &str) {
    for part in line.split('\n') {
        writeln!(io::stderr(), "{}", shown(part)).ok();
    }
}

/// Words for the person why nothing was done, and how the command ends.
pub fn refuse(words: &str, code: u8) -> ExitCode {
    word(words);
    ExitCode::from(code)
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

/// Where a file named on the command line is written: itself, or what a link points at. Words where that cannot or must
/// not be: a folder, a device, no folder there, a file that exists without `force`.
pub fn target(path: &Path, force: bool, lang: Lang) -> Result<PathBuf, String> {
    let shown = path.display();
    if path.is_symlink() && !path.exists() {
        return Err(w::dead_link(lang, shown));
    }
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err(w::is_folder(lang, shown)),
        Ok(meta) if !meta.is_file() => Err(w::no_plain_file(lang, shown)),
        Ok(_) if !force => Err(w::exists(lang, shown)),
        Ok(_) => std::fs::canonicalize(path).map_err(|e| e.to_string()),
        Err(_) => match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            Some(folder) => Err(w::no_folder(lang, folder.display())),
            None => Ok(path.to_owned()),
        },
    }
}

/// A sheet in a format: to a file, or to stdout.
///
/// # Errors
/// Words where the file cannot be written; when the reader of a pipe is gone.
pub fn file(sheet: &Sheet, path: Option<&Path>, format: Format, lang: Lang) -> color_eyre::Result<()> {
    if let Some(path) = path {
        export::save(sheet, path, format).map_err(|e| color_eyre::eyre::eyre!(e.tell(lang)))?;
        word(&crate::text::list::exported(lang, sheet.texts().count(), path.display()));
        return Ok(());
    }
    let mut bytes = io::Cursor::new(Vec::new());
    export::write(sheet, &mut bytes, format)?;
    io::stdout().write_all(bytes.get_ref())?;
    Ok(())
}

/// A line of data.
///
/// # Errors
/// When the reader of a pipe is gone.
pub fn data(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", shown(line))
}

/// Lines of text as they are.
pub fn text(lines: &str) -> io::Result<()> {
    io::stdout().lock().write_all(lines.as_bytes())
}

/// A JSON document of data.
pub fn json(value: &serde_json::Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &masked(value.clone()))?;
    writeln!(out)
}

fn masked(value: Json) -> Json {
    match value {
        Json::String(text) => match mask::inside(&text) {
            Cow::Borrowed(_) => Json::String(text),
            Cow::Owned(masked) => Json::String(masked),
        },
        Json::Array(list) => Json::Array(list.into_iter().map(masked).collect()),
        Json::Object(map) => Json::Object(map.into_iter().map(|(name, value)| (name, masked(value))).collect()),
        other => other,
    }
}

/// Rows as aligned columns, headings first; Han characters count two.
pub fn table(headings: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let masked: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| shown(cell)).collect()).collect();
    table_in_full(headings, &masked)
}

/// The same with numbers as they are; whoever calls this has had it noted by the store.
pub fn table_in_full(headings: &[String], rows: &[Vec<String>]) -> io::Result<()> {
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
