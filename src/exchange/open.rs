//! Opening a file: what it really is, within limits, before anything else reads it.
//!
//! The extension says nothing: platforms export web pages as `.xls`, clerks rename documents. So the first bytes
//! decide. Limits are checked before a library sees the file: a few hundred kilobytes can unpack to gigabytes.

use super::grid::{Grid, MAX_HELD};
use super::{archive, delimited, docx, markup, person_file, workbook};
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;

/// Largest file taken, in bytes.
pub const MAX_BYTES: u64 = 50 << 20;
/// Most rows of a sheet taken.
pub const MAX_ROWS: usize = 200_000;
/// Most columns of a sheet taken.
pub const MAX_COLUMNS: usize = 1_000;

/// Why a file is not taken. Words for each are in `assets/text/import.toml`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// No bytes.
    #[error("empty")]
    Empty,
    /// A password is needed to open it.
    #[error("encrypted")]
    Encrypted,
    /// It ends too early or contradicts itself.
    #[error("corrupt")]
    Corrupt,
    /// Bigger than [`MAX_BYTES`], or it unpacks to more than is sane.
    #[error("too large")]
    TooLarge,
    /// More rows than [`MAX_ROWS`].
    #[error("too many rows")]
    TooManyRows,
    /// More columns than [`MAX_COLUMNS`].
    #[error("too many columns")]
    TooManyColumns,
    /// A word processor's document without a table that can be read.
    #[error("document")]
    Document,
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// A folder.
    #[error("a folder")]
    Folder,
    /// A device or a pipe.
    #[error("no plain file")]
    Special,
    /// The file system would not give it.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// Nothing this program reads.
    #[error("unknown format")]
    Unknown,
}

/// Most sheets of a file taken.
pub const MAX_SHEETS: usize = 500;

/// All sheets of a file. A damaged file can make a reader panic; that is a damaged file, not the end of the program.
pub fn open(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let grids = catch_unwind(AssertUnwindSafe(|| sheets(bytes))).unwrap_or(Err(Refusal::Corrupt))?;
    room(&grids).map(|()| grids)
}

/// Refuses sheets that hold too much, before there are more of them.
pub(super) fn room(grids: &[Grid]) -> Result<(), Refusal> {
    let held: usize = grids.iter().map(Grid::held).sum();
    let much = grids.len() > MAX_SHEETS || held > MAX_HELD || grids.iter().any(Grid::is_overfull);
    if much { Err(Refusal::TooLarge) } else { Ok(()) }
}

fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    if bytes.starts_with(b"PK") {
        let archive::Packed::Workbook { hidden } = archive::check(bytes)? else { return docx::read(bytes) };
        let mut grids = workbook::xlsx(bytes)?;
        if hidden {
            super::hidden::mark(bytes, &mut grids);
        }
        return Ok(grids);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook::xls(bytes);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"Rar!") || bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"7z") {
        return Err(Refusal::Unknown);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(Refusal::Document);
    }
    let text = super::decode::decode(bytes).ok_or(Refusal::Unknown)?;
    if person_file::is_person(&text) {
        return Ok(vec![person_file::read(&text)]);
    }
    if markup::is_markup(&text) {
        return markup::read(&text);
    }
    delimited::read(&text)
}
