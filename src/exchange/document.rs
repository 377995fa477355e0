//! Documents (公文、表册): what the office hands over on paper, from a template and the figures of a record.
//!
//! A document is a template in `assets/templates` and a line in [`DOCUMENTS`]. Which names a template may use says
//! [`super::facts`]; an office replaces a template by putting its own docx, xlsx or markup, with the same names in it,
//! into the folder `templates` beside its database, and the program puts the figures into that.

mod docx;
mod layout;
pub mod own;
mod plain;
mod table;

use super::{
    facts::{Asking, Read, Record, Scope},
    fill::{self, Fault},
};
use crate::{
    catalog,
    store::{self, Reader},
    text::{Lang, T, document as w},
};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// A document.
pub struct Document {
    /// The code word: command line and file names use it.
    pub name: &'static str,
    /// What people call it.
    pub title: T,
    /// The register whose record it is about; empty for the office as a whole.
    pub of: &'static str,
    /// Its template.
    template: &'static str,
}

macro_rules! document {
    ($name:literal, $of:literal, $title:expr) => {
        Document {
            name: $name,
            title: $title,
            of: $of,
            template: include_str!(concat!("../../assets/templates/", $name, ".txt")),
        }
    };
}

/// Every document, in the order in which they are offered.
pub const DOCUMENTS: &[Document] = &[
    document!("call_up_notice", "class", w::CALL_UP_NOTICE),
    document!("named_call_up", "class", w::NAMED_CALL_UP),
    document!("roster", "class", w::ROSTER),
    document!("groups", "class", w::GROUPS),
    document!("contacts", "class", w::CONTACTS),
    document!("sign_in", "class", w::SIGN_IN),
    document!("timetable", "class", w::TIMETABLE),
    document!("lecture_fees", "class", w::LECTURE_FEES),
    document!("evaluation", "class", w::EVALUATION),
    document!("evaluation_form", "class", w::EVALUATION_FORM),
    document!("class_report", "class", w::CLASS_REPORT),
    document!("leave_form", "leave", w::LEAVE_FORM),
    document!("leave_blank", "class", w::LEAVE_BLANK),
    document!("swap_form", "nominee", w::SWAP_FORM),
    document!("appraisal", "nominee", w::APPRAISAL),
    document!("diploma", "nominee", w::DIPLOMA),
    document!("certificate", "cadre", w::CERTIFICATE),
    document!("archive", "cadre", w::ARCHIVE),
    document!("warning_notice", "unit", w::WARNING_NOTICE),
    document!("make_up_notice", "unit", w::MAKE_UP_NOTICE),
    document!("warning_notices", "", w::WARNING_NOTICES),
    document!("make_up_notices", "", w::MAKE_UP_NOTICES),
    document!("circular", "", w::CIRCULAR),
    document!("plan_table", "", w::PLAN_TABLE),
    document!("project_list", "", w::PROJECT_LIST),
    document!("supervision", "work_item", w::SUPERVISION),
    document!("summary", "", w::SUMMARY),
    document!("year_tables", "", w::YEAR_TABLES),
    document!("five_years", "", w::FIVE_YEARS),
    document!("site_sheet", "site", w::SITE_SHEET),
    document!("recommend_course", "course", w::RECOMMEND_COURSE),
    document!("recommend_case", "case", w::RECOMMEND_CASE),
    document!("recommend_story", "story", w::RECOMMEND_STORY),
    document!("recommend_teacher", "teacher", w::RECOMMEND_TEACHER),
];

/// The document of this name: its code word, or its title in either language.
#[must_use]
pub fn named(name: &str) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|d| d.name == name || catalog::named::says(d.title, name))
}

/// The documents about a record of this register; of the office, for an empty word.
pub fn about(kind: &str) -> impl Iterator<Item = &'static Document> {
    DOCUMENTS.iter().filter(move |d| d.of == kind)
}

/// What a document is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// For printing and changing.
    Docx,
    /// For counting on.
    Xlsx,
    /// For a printer without fonts, and for pasting.
    Text,
}

/// All of them, the usual one first.
pub const KINDS: &[As] = &[As::Docx, As::Xlsx, As::Text];

impl As {
    /// The file name's ending.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Text => "txt",
        }
    }

    /// By the ending of a file name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        KINDS.iter().copied().find(|kind| kind.extension() == ending)
    }
}

/// What is asked of a document.
#[derive(Clone, Copy)]
pub struct Asked {
    /// The record it is about.
    pub of: Option<i64>,
    /// The year it speaks of.
    pub year: i32,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// What it is made as.
    pub kind: As,
}

/// A document that was made.
#[derive(Debug)]
pub struct Made {
    /// The bytes of its file.
    pub bytes: Vec<u8>,
    /// Names that nothing is known of in the data: blank on the paper.
    pub blank: Vec<String>,
    /// The office's own template it was made from.
    pub own: Option<PathBuf>,
}

/// The folder of the office's own templates, beside its database.
#[must_use]
pub fn folder(db: &Path) -> PathBuf {
    db.parent().unwrap_or_else(|| Path::new("")).join("templates")
}

impl Document {
    /// Makes the document; `Ok(Ok(None))` where there is nothing to write, such as a notice that nobody needs.
    ///
    /// # Errors
    /// The outer result is what the store or the disk says; the inner one what is wrong with the template.
    pub fn make(&self, reader: &Reader, asked: &Asked) -> store::Result<Result<Option<Made>, Fault>> {
        let read = Read::default();
        let asking = Asking { reader, read: &read, today: asked.today, year: asked.year };
        let scope = self.scope(asking, asked.of);
        let own = self.own(&folder(reader.path()), asked.kind);
        let filled = match &own {
            Some(path) if path.extension().is_some_and(|e| e != "txt") => {
                let bytes = std::fs::read(path)?;
                let made = match asked.kind {
                    As::Xlsx => super::form::fill_places(&bytes, &scope)?,
                    _ => own::fill(&bytes, &scope)?,
                };
                return Ok(made.map(|(bytes, blank)| Some(Made { bytes, blank, own })));
            }
            Some(path) => fill::fill(&layout::joined(&std::fs::read_to_string(path)?), &scope, &layout::disguised)?,
            None => fill::fill(&layout::joined(self.template), &scope, &layout::disguised)?,
        };
        let filled = match filled {
            Ok(filled) => filled,
            Err(fault) => return Ok(Err(fault)),
        };
        let blocks = layout::blocks(&filled.text);
        if blocks.is_empty() {
            return Ok(Ok(None));
        }
        let bytes = match asked.kind {
            As::Docx => docx::docx(self.title.get(Lang::Zh), &blocks)?,
            As::Xlsx => table::xlsx(self.title.get(Lang::Zh), &blocks).map_err(std::io::Error::other)?,
            As::Text => plain::text(&blocks).into_bytes(),
        };
        Ok(Ok(Some(Made { bytes, blank: filled.blank, own })))
    }

    /// The template as a docx with its names in it, for an office that wants to change it.
    ///
    /// # Errors
    /// What the writer of the archive says.
    pub fn blank(&self) -> std::io::Result<Vec<u8>> {
        docx::docx(self.title.get(Lang::Zh), &layout::blocks(&layout::marked(self.template)))
    }

    fn scope<'r>(&self, asking: Asking<'r>, of: Option<i64>) -> Vec<Scope<'r>> {
        let record = of.and_then(|id| Record::new(asking, self.of, id));
        std::iter::once(Scope::Office(asking)).chain(record.map(Scope::Record)).collect()
    }

    /// The office's own template for this kind of file; its markup serves every kind.
    fn own(&self, folder: &Path, kind: As) -> Option<PathBuf> {
        let endings: &[&str] = match kind {
            As::Docx => &["docx", "txt"],
            As::Xlsx => &["xlsx", "txt"],
            As::Text => &["txt"],
        };
        let names = [self.name, self.title.zh];
        endings.iter().flat_map(|ending| names.map(|name| folder.join(format!("{name}.{ending}")))).find(|path| path.is_file())
    }
}

/// A file name in the working folder that is not taken: what the document is called, whom it is about, the day.
#[must_use]
pub fn free_name(title: &str, subject: &str, today: NaiveDate, kind: As) -> PathBuf {
    let clean =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '（' | '）')).take(40).collect::<String>();
    let words = [title, subject].map(clean);
    let stem = words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join("-");
    let name = |n: usize| {
        let more = if n == 1 { String::new() } else { format!("-{n}") };
        PathBuf::from(format!("{stem}-{}{more}.{}", today.format("%Y%m%d"), kind.extension()))
    };
    (1..10_000).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(1))
}

/// Writes a file: whole or not at all.
///
/// # Errors
/// What the disk says.
pub fn save(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let partial = PathBuf::from(format!("{}.partial", path.display()));
    std::fs::write(&partial, bytes)?;
    std::fs::File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, path)
}

/// What to say about a document that was written: where it is, whose template it was, what stayed blank.
#[must_use]
pub fn told(made: &Made, path: &Path, lang: Lang) -> String {
    let mut words = w::written(lang, path.display());
    if let Some(own) = &made.own {
        words = w::with(lang, w::by_own(lang, own.display()), &words);
    }
    if !made.blank.is_empty() {
        words = w::with(lang, w::left_blank(lang, made.blank.join(w::LIST_SEPARATOR.get(lang))), &words);
    }
    words
}

/// A table that is printed as it stands on the screen.
pub struct Grid<'g> {
    /// Headings.
    pub headings: &'g [String],
    /// Columns of numbers.
    pub numeric: Vec<bool>,
    /// Characters each column needs.
    pub widths: Vec<f64>,
    /// Rows.
    pub rows: Vec<Vec<&'g str>>,
}

/// Columns of a page that stands; a wider table lies.
const UPRIGHT: f64 = 84.0;

fn blocks(title: &str, notes: &[String], grid: &Grid) -> Vec<layout::Block> {
    let cell = |text: &str| layout::Cell { text: text.to_owned(), across: 1, ..layout::Cell::default() };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let column = |(width, numeric): (&f64, &bool)| layout::Column { width: *width as u16, left: !numeric, join: false };
    let table = layout::Table {
        columns: grid.widths.iter().zip(&grid.numeric).map(column).collect(),
        height: 0,
        head: vec![grid.headings.iter().map(|text| cell(text)).collect()],
        rows: grid.rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect(),
    };
    let lies = grid.widths.iter().sum::<f64>() > UPRIGHT;
    let turn = lies.then_some(layout::Block::Turn(true));
    let head = std::iter::once(layout::Block::Title(title.to_owned())).chain(notes.iter().cloned().map(layout::Block::Flush));
    turn.into_iter().chain(head).chain([layout::Block::Table(table)]).collect()
}

/// A table as docx.
///
/// # Errors
/// What the writer of the archive says.
pub fn table_docx(title: &str, notes: &[String], grid: &Grid) -> std::io::Result<Vec<u8>> {
    docx::docx(title, &blocks(title, notes, grid))
}

/// A table as plain text.
#[must_use]
pub fn table_text(title: &str, notes: &[String], grid: &Grid) -> String {
    plain::text(&blocks(title, notes, grid))
}
