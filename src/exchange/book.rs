//! Changing values in somebody's xlsx without touching anything else.
//!
//! Libraries that write xlsx write a new file and lose what they do not know: widths, styles, pictures, rules. Here the
//! archive is copied part by part as it is; only in the sheets that get values the `<c>` elements of those cells are made
//! anew, with their style kept. A cell with a formula is never written over. Where rows are put in, what stands below
//! moves down: cells, merged areas, formulas, the area that is printed.

mod reference;
mod sheet;

pub use reference::{At, column_name};
pub use sheet::{Sheet, Written};

use super::{
    archive,
    fill::Fault,
    open::Refusal,
    xml::{self, Token},
};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

const WORKBOOK: &str = "xl/workbook.xml";
const CHAIN: &str = "xl/calcChain.xml";

/// A workbook whose cells can be set.
pub struct Book {
    bytes: Vec<u8>,
    workbook: String,
    /// Name, part, and the sheet once it was asked for.
    sheets: Vec<(String, String, Option<Sheet>)>,
    shared: Vec<String>,
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

fn unreadable(what: impl Into<String>) -> Fault {
    Fault::Unreadable(what.into())
}

impl Book {
    /// Opens the bytes of an xlsx.
    ///
    /// # Errors
    /// [`Fault::Unreadable`] for what is none, is locked by a password or too large.
    pub fn open(bytes: &[u8]) -> Result<Self, Fault> {
        archive::check(bytes).map_err(|refusal| unreadable(refusal.to_string()))?;
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(e.to_string()))?;
        let workbook = part(&mut archive, WORKBOOK).ok_or_else(|| unreadable(Refusal::Corrupt.to_string()))?;
        let relations = part(&mut archive, "xl/_rels/workbook.xml.rels").unwrap_or_default();
        let shared = part(&mut archive, "xl/sharedStrings.xml").map(|text| strings(&text)).unwrap_or_default();
        let mut sheets = Vec::new();
        for token in xml::tokens(&workbook).unwrap_or_default() {
            let Token::Tag(tag) = &token else { continue };
            if !(tag.starts_with("<sheet ") || tag.starts_with("<x:sheet ")) {
                continue;
            }
            let (Some(name), Some(id)) = (xml::attribute(tag, "name"), xml::attribute(tag, "r:id")) else { continue };
            if let Some(target) = target(&relations, id) {
                sheets.push((xml::plain(name), target, None));
            }
        }
        Ok(Self { bytes: bytes.to_vec(), workbook, sheets, shared })
    }

    /// The names of its sheets.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, ..)| name.clone()).collect()
    }

    /// A sheet by its name; the first for an empty one.
    ///
    /// # Errors
    /// [`Fault::Unreadable`] where there is no such sheet, or none that can be read.
    pub fn sheet(&mut self, name: &str) -> Result<&mut Sheet, Fault> {
        let n = match name {
            "" => 0,
            name => self.sheets.iter().position(|(known, ..)| known == name).ok_or_else(|| unreadable(name))?,
        };
        let (_, path, sheet) = self.sheets.get_mut(n).ok_or_else(|| unreadable(name))?;
        if sheet.is_none() {
            let mut archive = ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(|e| unreadable(e.to_string()))?;
            let text = part(&mut archive, path).ok_or_else(|| unreadable(path.as_str()))?;
            *sheet = Some(Sheet::read(&text, &self.shared).ok_or_else(|| unreadable(path.as_str()))?);
        }
        sheet.as_mut().ok_or_else(|| unreadable(name))
    }

    /// The workbook with what was set; every other part as it was, byte for byte.
    ///
    /// # Errors
    /// What the writer of the archive says.
    pub fn save(self) -> std::io::Result<Vec<u8>> {
        let changed: Vec<&(String, String, Option<Sheet>)> =
            self.sheets.iter().filter(|(.., sheet)| sheet.as_ref().is_some_and(Sheet::changed)).collect();
        let formulas = changed.iter().any(|(.., sheet)| sheet.as_ref().is_some_and(Sheet::formulas));
        let moved = changed.iter().any(|(.., sheet)| sheet.as_ref().is_some_and(|s| !s.moves().is_empty()));
        let mut workbook = self.workbook.clone();
        for (name, _, sheet) in &changed {
            for (after, count) in sheet.iter().flat_map(Sheet::moves) {
                workbook = moved_names(&workbook, name, *after, *count);
            }
        }
        if formulas {
            workbook = recalculated(&workbook);
        }
        let mut archive = ZipArchive::new(Cursor::new(self.bytes.as_slice()))?;
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for n in 0..archive.len() {
            let entry = archive.by_index_raw(n)?;
            let name = entry.name()?.into_owned();
            let new = match name.as_str() {
                CHAIN if moved => continue,
                WORKBOOK if workbook != self.workbook => Some(workbook.clone()),
                "[Content_Types].xml" | "xl/_rels/workbook.xml.rels" if moved => {
                    drop(entry);
                    let text = part(&mut archive, &name).unwrap_or_default();
                    zip.start_file(&name, options)?;
                    zip.write_all(without_chain(&text).as_bytes())?;
                    continue;
                }
                _ => changed.iter().find(|(_, path, _)| *path == name).and_then(|(.., sheet)| sheet.as_ref().map(Sheet::text)),
            };
            match new {
                None => zip.raw_copy_file(entry)?,
                Some(text) => {
                    drop(entry);
                    zip.start_file(&name, options)?;
                    zip.write_all(text.as_bytes())?;
                }
            }
        }
        Ok(zip.finish()?.into_inner())
    }
}

/// The part a relation of the workbook points at.
fn target(relations: &str, id: &str) -> Option<String> {
    let tokens = xml::tokens(relations)?;
    let tag = tokens.iter().find_map(|token| match token {
        Token::Tag(tag) if xml::attribute(tag, "Id") == Some(id) => Some(tag),
        _ => None,
    })?;
    let target = xml::plain(xml::attribute(tag, "Target")?);
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// The shared strings, without what their parts look like and without how they are read aloud.
fn strings(text: &str) -> Vec<String> {
    let mut strings: Vec<String> = Vec::new();
    let (mut text_open, mut aloud) = (false, false);
    for token in xml::tokens(text).unwrap_or_default() {
        match (&token, token.opens(), token.closes()) {
            (_, Some("si"), _) => strings.push(String::new()),
            (Token::Tag(tag), ..) if tag == "<si/>" => strings.push(String::new()),
            (_, Some("rPh"), _) => aloud = true,
            (_, _, Some("rPh")) => aloud = false,
            (_, Some("t"), _) => text_open = true,
            (_, _, Some("t")) => text_open = false,
            (Token::Text(part), ..) if text_open && !aloud => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(&xml::plain(part));
                }
            }
            _ => {}
        }
    }
    strings
}

/// Asks the spreadsheet to compute its formulas when it opens the file.
fn recalculated(workbook: &str) -> String {
    const ASK: &str = " fullCalcOnLoad=\"1\"";
    if workbook.contains("fullCalcOnLoad") {
        return workbook.to_owned();
    }
    if let Some(at) = workbook.find("<calcPr") {
        let at = at + "<calcPr".len();
        return format!("{}{ASK}{}", &workbook[..at], &workbook[at..]);
    }
    let after = ["</definedNames>", "</externalReferences>", "</functionGroups>", "</sheets>"];
    match after.iter().find_map(|end| workbook.find(end).map(|at| at + end.len())) {
        Some(at) => format!("{}<calcPr{ASK}/>{}", &workbook[..at], &workbook[at..]),
        None => workbook.to_owned(),
    }
}

/// Names of areas of a sheet, such as what is printed, after rows were put in.
fn moved_names(workbook: &str, sheet: &str, after: u32, count: u32) -> String {
    let Some(mut tokens) = xml::tokens(workbook) else { return workbook.to_owned() };
    let mut inside = false;
    for token in &mut tokens {
        match (token.opens(), token.closes()) {
            (Some("definedName"), _) => inside = true,
            (_, Some("definedName")) => inside = false,
            _ => {
                if let Token::Text(text) = token
                    && inside
                {
                    *text = xml::escaped(&reference::shifted_of(&xml::plain(text), Some(sheet), after, count));
                }
            }
        }
    }
    xml::joined(&tokens)
}

/// Without the order of computing, which a spreadsheet finds out by itself.
fn without_chain(text: &str) -> String {
    let Some(tokens) = xml::tokens(text) else { return text.to_owned() };
    let keep = |token: &&Token| !matches!(token, Token::Tag(tag) if tag.contains("calcChain"));
    xml::joined(&tokens.iter().filter(keep).cloned().collect::<Vec<_>>())
}
