//! What a screen shows as a file: xlsx with text cells, CSV for Excel, JSON for programs, docx and plain text to hand out.
//!
//! Identity numbers and phones are masked as they are on the screen. A CSV cell that a spreadsheet would take for a
//! formula gets a leading `'`, unless it is a plain number; xlsx cells are strings and need none.

use super::document;
use crate::{
    catalog::{Field, FieldKind, Register, show},
    domain::{clean::clean, mask, value::Value},
    store,
    text::Lang,
};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format as XlsxFormat, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::{
    io::Write,
    path::{Path, PathBuf},
};
use unicode_width::UnicodeWidthStr;

/// A file format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A spreadsheet.
    Xlsx,
    /// UTF-8 with a byte order mark and CRLF.
    Csv,
    /// An array of objects with the fields' code words.
    Json,
    /// A table in a document, ready to print.
    Docx,
    /// A table in plain text, to paste where there are no tables.
    Text,
}

/// All formats, the usual one first.
pub const FORMATS: &[Format] = &[Format::Xlsx, Format::Csv, Format::Json, Format::Docx, Format::Text];

impl Format {
    /// The file name's ending.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Docx => "docx",
            Self::Text => "txt",
        }
    }

    /// The format of a file name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        Self::named(path.extension()?.to_str()?)
    }

    /// The format of this ending.
    #[must_use]
    pub fn named(ending: &str) -> Option<Self> {
        FORMATS.iter().copied().find(|f| f.extension().eq_ignore_ascii_case(ending))
    }
}

/// A column of a table that is no register's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The code word: JSON uses it.
    pub name: String,
    /// What people read.
    pub label: String,
    /// Columns of the screen, for the width in a spreadsheet.
    pub width: u16,
    /// Its values are numbers.
    pub numeric: bool,
}

/// A column of a sheet: of a register, or plain.
struct Column {
    field: Option<&'static Field>,
    name: String,
    width: u16,
    numeric: bool,
}

/// A list on its way into a file.
pub struct Sheet {
    title: String,
    columns: Vec<Column>,
    headings: Vec<String>,
    notes: Vec<String>,
    rows: Vec<Vec<(Value, String)>>,
    reading: show::Reading,
}

impl Sheet {
    /// An empty list with these columns.
    #[must_use]
    pub fn new(register: &Register, fields: &[&'static Field], lang: Lang) -> Self {
        let column =
            |f: &&'static Field| Column { field: Some(*f), name: f.name.to_owned(), width: f.width, numeric: f.numeric() };
        Self {
            title: register.name.get(lang).to_owned(),
            columns: fields.iter().map(column).collect(),
            headings: fields.iter().map(|f| f.label.get(lang).to_owned()).collect(),
            notes: Vec::new(),
            rows: Vec::new(),
            reading: show::Reading { lang, reveal: false },
        }
    }

    /// An empty table that is no register's; its rows come as text beside their values.
    #[must_use]
    pub fn plain(title: impl Into<String>, headings: Vec<Heading>) -> Self {
        let labels = headings.iter().map(|h| h.label.clone()).collect();
        let column = |h: Heading| Column { field: None, name: h.name, width: h.width, numeric: h.numeric };
        Self {
            title: title.into(),
            columns: headings.into_iter().map(column).collect(),
            headings: labels,
            notes: Vec::new(),
            rows: Vec::new(),
            reading: show::Reading { lang: Lang::default(), reveal: false },
        }
    }

    /// Words that belong to a table: its period, what its numbers mean. They stand above it in a spreadsheet and beside
    /// it in JSON; CSV has none, because programs read it.
    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(mask::inside(&words.into()).into_owned());
    }

    /// Adds a row: one value a column, with its label where it is a link.
    pub fn push<'a>(&mut self, cells: impl Iterator<Item = (&'a Value, Option<&'a str>)>) {
        let shown = |(column, (value, label)): (&Column, (&Value, Option<&str>))| {
            let text = column.field.map_or_else(|| value.to_string(), |f| show::show(f, value, label, self.reading));
            (value.clone(), text)
        };
        let row = self.columns.iter().zip(cells).map(shown).collect();
        self.rows.push(row);
    }

    /// Adds a row of a table that is no register's: one value a column, with its text. Numbers in it are masked.
    pub fn row(&mut self, cells: Vec<(Value, String)>) {
        let masked = |(value, text): (Value, String)| {
            let value = match value {
                Value::Text(text) => Value::Text(mask::inside(&text).into_owned()),
                other => other,
            };
            (value, mask::inside(&text).into_owned())
        };
        self.rows.push(cells.into_iter().map(masked).collect());
    }

    /// With identity and telephone numbers in full; whoever calls this has had it noted by the store.
    #[must_use]
    pub fn in_full(mut self) -> Self {
        self.reading.reveal = true;
        self
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Words that belong to it.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rows as text, for a table on the terminal.
    pub fn texts(&self) -> impl Iterator<Item = Vec<&str>> {
        self.rows.iter().map(|row| row.iter().map(|(_, text)| text.as_str()).collect())
    }

    /// The headings.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Headings and rows as text, for a table on paper.
    fn grid(&self) -> document::Grid<'_> {
        let numeric = self.columns.iter().map(|c| c.numeric).collect();
        document::Grid { headings: &self.headings, numeric, widths: self.widths(), rows: self.texts().collect() }
    }

    /// Characters each column needs: as made, or for its longest text, within reason.
    #[allow(clippy::cast_precision_loss)]
    fn widths(&self) -> Vec<f64> {
        let own = |n: usize| self.headings[n].width().max(usize::from(self.columns[n].width / 2));
        let mut widths: Vec<usize> = (0..self.columns.len()).map(own).collect();
        for row in &self.rows {
            for (width, (_, text)) in widths.iter_mut().zip(row) {
                *width = (*width).max(text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0));
            }
        }
        widths.into_iter().map(|width| width.clamp(4, 48) as f64 + 2.0).collect()
    }

    /// The last column.
    #[allow(clippy::cast_possible_truncation)]
    fn right(&self) -> u16 {
        self.columns.len().saturating_sub(1) as u16
    }

    /// The list as JSON: an array of objects keyed by the fields' code words; numbers as numbers, links as their title. A
    /// table with words of its own is `{title, notes: […], rows: […]}`.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let object = |row: &Vec<(Value, String)>| {
            let pairs = self.columns.iter().zip(row).map(|(column, (value, text))| {
                let json = column.field.map_or_else(|| plain_cell(value), |field| json_cell(field, value, text));
                (column.name.clone(), json)
            });
            serde_json::Value::Object(pairs.collect())
        };
        let rows = serde_json::Value::Array(self.rows.iter().map(object).collect());
        if self.notes.is_empty() {
            return rows;
        }
        serde_json::json!({"title": self.title, "notes": self.notes, "rows": rows})
    }
}

/// A cell in JSON: code words and ISO dates as stored, masked fields masked, links as their title.
#[must_use]
pub fn json_cell(field: &Field, value: &Value, shown: &str) -> serde_json::Value {
    match (field.kind, value) {
        (_, Value::Null) => serde_json::Value::Null,
        (FieldKind::Link(_), _) => shown.into(),
        (_, Value::Int(n)) => (*n).into(),
        (_, Value::Real(n)) => (*n).into(),
        (FieldKind::State(_) | FieldKind::Date, Value::Text(text)) => text.as_str().into(),
        (FieldKind::Rollup(_), Value::Text(text)) => mask::inside(text).into(),
        (_, Value::Text(_)) => shown.into(),
    }
}

fn plain_cell(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(n) => (*n).into(),
        Value::Real(n) => (*n).into(),
        Value::Text(text) => clean(text).0.into(),
    }
}

/// A file name in the working folder that is not taken: `cadre-20261124.xlsx`, `cadre-20261124-2.xlsx` …
#[must_use]
pub fn free_name(kind: &str, today: NaiveDate, format: Format) -> PathBuf {
    let stem = format!("{kind}-{}", today.format("%Y%m%d"));
    let name =
        |n: usize| if n == 1 { format!("{stem}.{}", format.extension()) } else { format!("{stem}-{n}.{}", format.extension()) };
    (1..10_000).map(|n| PathBuf::from(name(n))).find(|p| !p.exists()).unwrap_or_else(|| PathBuf::from(name(1)))
}

/// Writes a list as a file: whole or not at all.
pub fn save(sheet: &Sheet, path: &Path, format: Format) -> store::Result<()> {
    let partial = path.with_extension(format!("{}.partial", format.extension()));
    let mut file = std::fs::File::create(&partial)?;
    write(sheet, &mut file, format)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    Ok(())
}

/// Writes a list into anything.
pub fn write(sheet: &Sheet, out: &mut (impl Write + std::io::Seek + Send), format: Format) -> std::io::Result<()> {
    match format {
        Format::Xlsx => xlsx(sheet, out).map_err(std::io::Error::other),
        Format::Csv => csv(sheet, out),
        Format::Json => serde_json::to_writer_pretty(&mut *out, &sheet.json()).map_err(std::io::Error::other),
        Format::Docx => out.write_all(&document::table_docx(&sheet.title, &sheet.notes, &sheet.grid())?),
        Format::Text => out.write_all(document::table_text(&sheet.title, &sheet.notes, &sheet.grid()).as_bytes()),
    }
}

/// Writes a list as CSV: byte order mark, CRLF, formulas defused, without what a terminal would obey.
pub fn csv(sheet: &Sheet, out: &mut impl Write) -> std::io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(&sheet.headings)?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|(_, text)| defused(&clean(text).0)))?;
    }
    writer.flush()
}

/// True for what a spreadsheet would run, behind any `'` it may have already.
fn risky(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let runs = bare.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    runs && (bare.len() < text.len() || bare.trim().parse::<f64>().is_err())
}

/// A leading `'` before what a spreadsheet would run; plain numbers stay.
#[must_use]
pub fn defused(text: &str) -> String {
    if risky(text) { format!("'{text}") } else { text.to_owned() }
}

/// Without the `'` that [`defused`] put before it.
#[must_use]
pub fn fused(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| risky(text)).unwrap_or(text)
}

/// Columns of characters that a page of a spreadsheet that stands has room for.
const UPRIGHT: f64 = 88.0;

fn xlsx(sheet: &Sheet, out: &mut (impl Write + std::io::Seek + Send)) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet_with_low_memory()?;
    page.set_name(tab_name(&sheet.title))?;
    let heading = XlsxFormat::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Center);
    let (text, number) = (XlsxFormat::new().set_num_format("@").set_text_wrap(), XlsxFormat::new());
    let widths = sheet.widths();
    for (column, width) in (0..).zip(&widths) {
        page.set_column_width(column, *width)?;
    }
    let top = xlsx_head(page, sheet)?;
    for (column, label) in (0..).zip(&sheet.headings) {
        page.write_string_with_format(top, column, label, &heading)?;
    }
    for (line, row) in (top + 1..).zip(&sheet.rows) {
        xlsx_row(page, line, sheet, row, &text, &number)?;
    }
    page.set_freeze_panes(top + 1, 1)?;
    let last = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX).saturating_add(top);
    page.ignore_error_range(top, 0, last, sheet.right(), rust_xlsxwriter::IgnoreError::NumberStoredAsText)?;
    page.set_repeat_rows(top, top)?;
    page.set_paper_size(9);
    page.set_print_fit_to_pages(1, 0);
    page.set_footer("&C— &P —");
    if widths.iter().sum::<f64>() > UPRIGHT {
        page.set_landscape();
    }
    book.save_to_writer(out)
}

/// The title over all columns, and the notes; returns the row of the headings.
fn xlsx_head(page: &mut Worksheet, sheet: &Sheet) -> Result<u32, XlsxError> {
    let title = XlsxFormat::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let note = XlsxFormat::new().set_align(FormatAlign::Left);
    let words = std::iter::once((&sheet.title, &title)).chain(sheet.notes.iter().map(|words| (words, &note)));
    let mut row = 0;
    for (words, look) in words {
        match sheet.right() {
            0 => page.write_string_with_format(row, 0, words, look)?,
            right => page.merge_range(row, 0, row, right, words, look)?,
        };
        row += 1;
    }
    Ok(row)
}

/// A spreadsheet allows 31 characters in the name of a sheet, and not all of them.
pub(super) fn tab_name(title: &str) -> String {
    let name: String =
        title.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c }).take(31).collect();
    let name = name.trim_matches(['\'', ' ']);
    if name.is_empty() { "1".to_owned() } else { name.to_owned() }
}

fn xlsx_row(
    page: &mut Worksheet,
    line: u32,
    sheet: &Sheet,
    row: &[(Value, String)],
    text: &XlsxFormat,
    plain: &XlsxFormat,
) -> Result<(), XlsxError> {
    for (at, (column, (value, shown))) in (0..).zip(sheet.columns.iter().zip(row)) {
        match value.as_number() {
            Some(n) if column.numeric => page.write_number_with_format(line, at, n, plain)?,
            _ if shown.is_empty() => page,
            _ => page.write_string_with_format(line, at, clean(shown).0, text)?,
        };
    }
    Ok(())
}
