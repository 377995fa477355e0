//! The guard before a packed workbook: what is inside, and how much it would unpack to.

use super::open::Refusal;
use std::io::{Cursor, Read};

/// Most bytes all parts may unpack to. A sheet of 200,000 rows and ten columns is about half of it.
const MAX_UNPACKED: u64 = 192 << 20;
/// A part that unpacks to more than this is looked at for its ratio.
const LARGE: u64 = 32 << 20;
/// No honest sheet shrinks to less than a hundredth.
const MAX_RATIO: u64 = 100;
/// Most parts of a workbook.
const MAX_PARTS: usize = 10_000;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packed {
    /// A workbook, and whether a sheet hides rows or columns.
    Workbook {
        /// It does.
        hidden: bool,
    },
    /// A word processor's document.
    Document,
}

/// Refuses what is neither workbook nor document, is damaged, or unpacks to too much: first by what the archive declares,
/// then by really unpacking it into nothing, because a declaration can lie.
pub fn check(bytes: &[u8]) -> Result<Packed, Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Corrupt)?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::TooLarge);
    }
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|n| n.replace('\\', "/").to_lowercase()).collect();
    let mut declared = 0_u64;
    for i in 0..archive.len() {
        let part = archive.by_index_raw(i).map_err(|_| Refusal::Corrupt)?;
        if part.encrypted() {
            return Err(Refusal::Encrypted);
        }
        declared = declared.saturating_add(part.size());
        if declared > MAX_UNPACKED || (part.size() > LARGE && part.size() / part.compressed_size().max(1) > MAX_RATIO) {
            return Err(Refusal::TooLarge);
        }
    }
    let workbook = names.iter().any(|n| n.ends_with("xl/workbook.xml") || n.ends_with("xl/workbook.bin"));
    let document = names.iter().any(|n| n == "word/document.xml");
    if !workbook && !document {
        let other = names.iter().any(|n| n.starts_with("word/") || n.starts_with("ppt/"));
        return Err(if other { Refusal::Document } else { Refusal::Unknown });
    }
    let hidden = unpack(&mut archive)?;
    Ok(if workbook { Packed::Workbook { hidden } } else { Packed::Document })
}

/// True where the bytes hold these; looks closer only where the second of them stands, which is rare in a sheet.
fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, b)| *b == wanted[1] && at > 0 && bytes[at - 1..].starts_with(wanted))
}

fn unpack(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Result<bool, Refusal> {
    const HIDDEN: &[u8] = b" hidden=\"";
    let mut left = MAX_UNPACKED;
    let mut buffer = vec![0_u8; 64 << 10];
    let mut hidden = false;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(|_| Refusal::Corrupt)?;
        let sheet = part.name().is_ok_and(|name| name.contains("worksheets/"));
        loop {
            let n = part.read(&mut buffer).map_err(|_| Refusal::Corrupt)? as u64;
            if n == 0 {
                break;
            }
            left = left.checked_sub(n).ok_or(Refusal::TooLarge)?;
            let read = &buffer[..usize::try_from(n).unwrap_or_default()];
            hidden = hidden || sheet && holds(read, HIDDEN);
        }
    }
    Ok(hidden)
}
