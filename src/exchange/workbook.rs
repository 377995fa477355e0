//! Workbooks of spreadsheets: `.xlsx` and the old `.xls`.

use super::grid::{At, Cell, Grid, Merge, Show};
use super::open::{MAX_COLUMNS, MAX_ROWS, Refusal, room};
use crate::domain::calendar::Time;
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use std::io::Cursor;

/// The sheets of an `.xlsx`, read cell by cell: a stray cell far away costs nothing.
pub fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| xlsx_refusal(&e))?;
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    let mut grids = Vec::new();
    for (name, hidden) in sheets {
        let Some(mut grid) = xlsx_sheet(&mut book, &name)? else { continue };
        grid.hidden = hidden;
        grids.push(grid);
        room(&grids)?;
    }
    Ok(grids)
}

fn xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Grid>, Refusal> {
    let mut grid = Grid::new(name);
    let mut numbers = Vec::new();
    {
        let mut cells = match book.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
            Err(e) => return Err(xlsx_refusal(&e)),
        };
        while let Some(cell) = cells.next_cell().map_err(|e| xlsx_refusal(&e))? {
            let (row, column) = cell.get_position();
            let at = At { row: row as usize, column: column as usize };
            let value = cell.get_value();
            check(at, matches!(value, DataRef::Empty))?;
            match value {
                DataRef::SharedString(text) => grid.put_text(at, text),
                DataRef::String(text) => grid.put_text(at, text),
                DataRef::Float(n) => number(&mut grid, &mut numbers, at, *n),
                DataRef::Int(n) => number(&mut grid, &mut numbers, at, wide(*n)),
                DataRef::Bool(flag) => grid.put_text(at, if *flag { "是" } else { "否" }),
                DataRef::DateTime(day) => grid.put(at, date(day)),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => grid.put_text(at, text),
                DataRef::Error(_) | DataRef::Empty => {}
            }
        }
    }
    if numbers.iter().any(|(_, n): &(At, f64)| n.fract() != 0.0) {
        formats(book, name, &mut grid, &numbers);
    }
    let merges = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    merges.iter().for_each(|m| grid.merge(area(m)));
    Ok(Some(grid))
}

fn number(grid: &mut Grid, numbers: &mut Vec<(At, f64)>, at: At, n: f64) {
    grid.put(at, Cell::Number(n, Show::default()));
    numbers.push((at, n));
}

/// What the formats say about numbers: `2011.1` shown as `2011.10` is October.
fn formats(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid, numbers: &[(At, f64)]) {
    let Ok(styles) = book.worksheet_style(name) else { return };
    for (at, n) in numbers {
        let place = (u32::try_from(at.row).unwrap_or(u32::MAX), u32::try_from(at.column).unwrap_or(u32::MAX));
        let Some(format) = styles.get(place).and_then(|s| s.number_format.as_ref()) else { continue };
        let code = format.format_code.as_str();
        let decimals = code.split_once('.').map(|(_, tail)| tail.bytes().take_while(|b| *b == b'0').count());
        let show = Show { decimals: decimals.and_then(|d| u8::try_from(d).ok()), percent: code.contains('%') };
        grid.put(*at, Cell::Number(*n, show));
    }
}

/// The sheets of an `.xls`.
pub fn xls(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    if holds(bytes, "EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    if !holds(bytes, "Workbook") && !holds(bytes, "Book") {
        return Err(if holds(bytes, "WordDocument") { Refusal::Document } else { Refusal::Corrupt });
    }
    super::compound::check(bytes)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| xls_refusal(&e))?;
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    let mut grids = Vec::new();
    for (name, hidden) in sheets {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let mut grid = Grid::new(&name);
        grid.hidden = hidden;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = At { row: row + top as usize, column: column + left as usize };
            check(at, matches!(value, Data::Empty))?;
            put(&mut grid, at, value);
        }
        book.merge_cells_by_sheet_name(&name).unwrap_or_default().iter().for_each(|m| grid.merge(area(m)));
        grids.push(grid);
        room(&grids)?;
    }
    Ok(grids)
}

fn put(grid: &mut Grid, at: At, value: &Data) {
    match value {
        Data::String(text) => grid.put_text(at, text),
        Data::Float(n) => grid.put(at, Cell::Number(*n, Show::default())),
        Data::Int(n) => grid.put(at, Cell::Number(wide(*n), Show::default())),
        Data::Bool(flag) => grid.put_text(at, if *flag { "是" } else { "否" }),
        Data::DateTime(day) => grid.put(at, date(day)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => grid.put_text(at, text),
        Data::Error(_) | Data::Empty => {}
    }
}

/// A day, or a time of day where the number is less than one.
fn date(day: &ExcelDateTime) -> Cell {
    let serial = day.as_f64();
    if (0.0..1.0).contains(&serial) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let minutes = ((serial * 1440.0).round() as u16).min(1439);
        return Time::new(minutes / 60, minutes % 60).map_or(Cell::Empty, Cell::Time);
    }
    day.as_datetime().map_or(Cell::Number(serial, Show::default()), |at| {
        let rounded = at + chrono::Duration::milliseconds(500);
        Cell::Day(rounded)
    })
}

fn area(m: &Dimensions) -> Merge {
    let at = |(row, column): (u32, u32)| At { row: row as usize, column: column as usize };
    Merge { from: at(m.start), to: at(m.end) }
}

fn check(at: At, empty: bool) -> Result<(), Refusal> {
    match at {
        _ if empty => Ok(()),
        At { row, .. } if row >= MAX_ROWS => Err(Refusal::TooManyRows),
        At { column, .. } if column >= MAX_COLUMNS => Err(Refusal::TooManyColumns),
        _ => Ok(()),
    }
}

/// Whether the directory of the compound file names this stream.
fn holds(bytes: &[u8], stream: &str) -> bool {
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
    bytes.windows(name.len()).any(|w| w == name)
}

#[allow(clippy::cast_precision_loss)]
const fn wide(n: i64) -> f64 {
    n as f64
}

fn xlsx_refusal(error: &XlsxError) -> Refusal {
    if matches!(error, XlsxError::Password) { Refusal::Encrypted } else { Refusal::Corrupt }
}

fn xls_refusal(error: &XlsError) -> Refusal {
    if matches!(error, XlsError::Password) { Refusal::Encrypted } else { Refusal::Corrupt }
}
