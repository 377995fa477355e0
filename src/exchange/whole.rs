//! A register as a file that comes back as it went: every field as it is stored, every record with its number.
//!
//! Lists are exported for people: masked, in chosen columns, links by title. This is the other export, for moving records
//! between databases and for changing many of them in a spreadsheet: the first column is the record's number and
//! names the register in its heading; a link is the number of its record, with its title behind it to read. Written and
//! read row by row, so that a city of a hundred thousand costs what a page of it does.

use crate::{
    catalog::{self, Field, FieldKind, Register, show},
    domain::{calendar, value::Value},
    exchange::{
        export::{self, Format},
        grid::{At, Grid},
        open::{self, Refusal},
    },
    store::{self, Reader, edit::Values, query::Query},
    text::{Lang, show as yes_no, whole as w},
};
use rust_xlsxwriter::{Format as Look, Workbook, XlsxError};
use std::io::{Seek, Write};

/// What the heading of the first column begins with; the code word of the register follows in brackets.
const NUMBER: &str = "记录号";

/// Registers that can be moved: what people enter, not what the program derives or keeps of imports.
pub fn registers() -> impl Iterator<Item = &'static Register> {
    const DERIVED: [&str; 3] = ["warning", "import_batch", "import_issue"];
    // Units before the people in them, whose official order repeats that of their unit.
    let first = catalog::register("unit").into_iter();
    first.chain(catalog::REGISTERS.iter().copied().filter(|r| r.kind != "unit" && !DERIVED.contains(&r.kind)))
}

/// The fields that are written: those that people enter.
#[must_use]
pub fn fields(register: &'static Register) -> Vec<&'static Field> {
    register.fields.iter().filter(|f| f.entered()).collect()
}

fn headings(register: &'static Register) -> Vec<String> {
    let labels = fields(register).into_iter().map(|f| {
        let twice = fields(register).iter().filter(|other| other.label.zh == f.label.zh).count() > 1;
        if twice { format!("{}（{}）", f.label.zh, f.name) } else { f.label.zh.to_owned() }
    });
    std::iter::once(format!("{NUMBER}（{}）", register.kind)).chain(labels).collect()
}

/// A value as it is written: nothing rounded, nothing masked.
fn written(field: &Field, value: &Value, label: Option<&str>) -> String {
    match (field.kind, value) {
        (FieldKind::Link(_), Value::Int(id)) => format!("{id} {}", label.unwrap_or_default()).trim_end().to_owned(),
        (_, Value::Real(n)) => n.to_string(),
        (FieldKind::State(_) | FieldKind::Flag | FieldKind::Date, _) => {
            show::show(field, value, None, show::Reading { lang: Lang::Zh, reveal: true })
        }
        _ => value.to_string(),
    }
}

/// Reads what [`written`] wrote; `None` for what it cannot have written.
fn read_back(field: &Field, text: &str) -> Option<Value> {
    if text.is_empty() {
        return Some(Value::Null);
    }
    Some(match field.kind {
        FieldKind::Link(_) => Value::Int(text.split(' ').next()?.parse().ok()?),
        FieldKind::Int => Value::Int(text.parse().ok()?),
        FieldKind::Number | FieldKind::Hours | FieldKind::Days => Value::Real(text.parse().ok().filter(|n: &f64| n.is_finite())?),
        FieldKind::Flag if text == yes_no::YES.zh => Value::Int(1),
        FieldKind::Flag if text == yes_no::NO.zh => Value::Int(0),
        FieldKind::Flag => return None,
        FieldKind::State(_) => Value::text(field.code_named(text)?),
        FieldKind::Date => {
            let iso = text.replace('.', "-");
            calendar::first_day(&iso)?;
            Value::Text(iso)
        }
        _ => Value::text(text),
    })
}

/// Writes a register, row by row; returns how many records. `going` is told how far it is, and may stop it.
///
/// # Errors
/// What the store or the disk says; [`store::Error::Stopped`] where it was stopped.
pub fn write(
    reader: &Reader,
    register: &'static Register,
    out: &mut (impl Write + Seek + Send),
    format: Format,
    going: &dyn Fn(u64, u64) -> bool,
) -> store::Result<usize> {
    let fields = fields(register);
    let ids = reader.ids(&Query::all(register))?;
    let mut page = Page::begin(register, out, format)?;
    for (n, chunk) in ids.chunks(512).enumerate() {
        if !going(n as u64 * 512, ids.len() as u64) {
            return Err(store::Error::Stopped);
        }
        for row in reader.rows(register, &fields, chunk)? {
            let cells = fields.iter().zip(&row.cells).map(|(f, c)| written(f, &c.value, c.label.as_deref()));
            page.row(std::iter::once(row.id.to_string()).chain(cells).collect())?;
        }
    }
    page.end()?;
    Ok(ids.len())
}

/// The same for records that are no database's.
///
/// # Errors
/// What the disk says.
pub fn write_records<'v>(
    register: &'static Register,
    records: impl Iterator<Item = (i64, &'v Values)>,
    out: &mut (impl Write + Seek + Send),
    format: Format,
) -> store::Result<()> {
    let mut page = Page::begin(register, out, format)?;
    for (id, values) in records {
        let cells = values.iter().map(|(field, value)| written(field, value, None));
        page.row(std::iter::once(id.to_string()).chain(cells).collect())?;
    }
    page.end()
}

fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> store::Error {
    std::io::Error::other(error).into()
}

/// A file that takes rows.
enum Page<'o, O: Write + Seek + Send> {
    Csv(Box<csv::Writer<&'o mut O>>),
    Xlsx(Box<Workbook>, u32, &'o mut O, Box<Look>),
}

impl<'o, O: Write + Seek + Send> Page<'o, O> {
    fn begin(register: &'static Register, out: &'o mut O, format: Format) -> store::Result<Self> {
        let mut page = match format {
            Format::Xlsx => {
                let mut book = Workbook::new();
                book.add_worksheet_with_low_memory().and_then(|sheet| sheet.set_name(register.kind)).map_err(other)?;
                Self::Xlsx(Box::new(book), 0, out, Box::new(Look::new().set_num_format("@")))
            }
            _ => {
                out.write_all("\u{feff}".as_bytes())?;
                Self::Csv(Box::new(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)))
            }
        };
        page.row(headings(register))?;
        Ok(page)
    }

    fn row(&mut self, cells: Vec<String>) -> store::Result<()> {
        match self {
            Self::Csv(writer) => writer.write_record(cells.iter().map(|cell| export::defused(cell))).map_err(other),
            Self::Xlsx(book, line, _, text) => {
                let put = |book: &mut Workbook| -> Result<(), XlsxError> {
                    let sheet = book.worksheet_from_index(0)?;
                    for (column, cell) in (0..).zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
                        sheet.write_string_with_format(*line, column, cell, text)?;
                    }
                    Ok(())
                };
                put(book).map_err(other)?;
                *line += 1;
                Ok(())
            }
        }
    }

    fn end(self) -> store::Result<()> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::Xlsx(mut book, _, out, _) => book.save_to_writer(out).map_err(other),
        }
    }
}

/// Writes a register to a file: whole or not at all.
///
/// # Errors
/// As [`write()`].
pub fn save(
    reader: &Reader,
    register: &'static Register,
    path: &std::path::Path,
    format: Format,
    going: &dyn Fn(u64, u64) -> bool,
) -> store::Result<usize> {
    let partial = std::path::PathBuf::from(format!("{}.partial", path.display()));
    let written = std::fs::File::create(&partial).map_err(store::Error::from).and_then(|file| {
        let mut out = std::io::BufWriter::new(file);
        let n = write(reader, register, &mut out, format, going)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok(n)
    });
    match written {
        Ok(n) => {
            std::fs::rename(&partial, path)?;
            Ok(n)
        }
        Err(error) => {
            std::fs::remove_file(&partial).ok();
            Err(error)
        }
    }
}

/// A register read from a file.
#[derive(Debug)]
pub struct Whole {
    /// Which.
    pub register: &'static Register,
    /// Its records: number and values.
    pub records: Vec<(i64, Values)>,
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be opened.
    File(Refusal),
    /// Its first heading does not say which register it is of.
    Heading,
    /// A heading that is no field of the register.
    Field(String),
    /// A cell that is no value of its field: row, heading, what stands there.
    Cell(usize, String, String),
}

impl Fault {
    /// What is wrong, for people.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::File(refusal) => w::file(lang, refusal),
            Self::Heading => w::HEADING.get(lang).to_owned(),
            Self::Field(name) => w::field(lang, name),
            Self::Cell(row, heading, text) => w::cell(lang, heading, row, text),
        }
    }
}

/// Reads a file that [`write()`] wrote, whatever was changed in it since.
///
/// # Errors
/// [`Fault`]: the first thing that is wrong.
pub fn read(bytes: &[u8]) -> Result<Whole, Fault> {
    if bytes.starts_with(b"PK") {
        let grids = open::open(bytes).map_err(Fault::File)?;
        let grid = grids.first().ok_or(Fault::Heading)?;
        return rows((0..grid.height()).map(|row| cells(grid, row)));
    }
    let text = super::decode::decode(bytes).ok_or(Fault::File(Refusal::Unknown))?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    // A record that is none ends the rows, and is told after them.
    let mut broken = false;
    let records = reader.records().map_while(|record| match record {
        Ok(record) => Some(record.iter().map(|cell| export::fused(cell).to_owned()).collect()),
        Err(_) => {
            broken = true;
            None
        }
    });
    let read = rows(records);
    if broken { Err(Fault::File(Refusal::Corrupt)) } else { read }
}

fn cells(grid: &Grid, row: usize) -> Vec<String> {
    let width = grid.used(row).map(|at| at.column + 1).max().unwrap_or(0);
    (0..width).map(|column| grid.cell(At { row, column }).to_string()).collect()
}

fn rows(mut lines: impl Iterator<Item = Vec<String>>) -> Result<Whole, Fault> {
    let heads = lines.next().ok_or(Fault::Heading)?;
    let kind = heads.first().and_then(|head| head.strip_prefix(NUMBER)?.strip_prefix('（')?.strip_suffix('）'));
    let register = kind.and_then(catalog::register).ok_or(Fault::Heading)?;
    let known = headings(register);
    let fields = fields(register);
    let mut columns: Vec<&'static Field> = Vec::new();
    for head in &heads[1..] {
        let at = known.iter().skip(1).position(|k| k == head).ok_or_else(|| Fault::Field(head.clone()))?;
        columns.push(fields[at]);
    }
    let mut records = Vec::new();
    for (n, line) in lines.enumerate().filter(|(_, line)| line.iter().any(|cell| !cell.is_empty())) {
        let wrong = |column: usize| Fault::Cell(n + 2, heads[column].clone(), line.get(column).cloned().unwrap_or_default());
        let id = line.first().and_then(|cell| cell.parse().ok()).ok_or_else(|| wrong(0))?;
        let mut values = Values::new();
        for (column, field) in columns.iter().enumerate() {
            let text = line.get(column + 1).map_or("", String::as_str);
            values.push((*field, read_back(field, text).ok_or_else(|| wrong(column + 1))?));
        }
        records.push((id, values));
    }
    Ok(Whole { register, records })
}
