//! A document as xlsx: its lines merged across, its tables with borders, a sheet a page, ready for A4.

use super::layout::{Block, Cell, Down, Table};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// Characters that a page that stands, or lies, has room for in all columns together.
const UPRIGHT: f64 = 84.0;
const LYING: f64 = 128.0;

struct Looks {
    title: Format,
    centre: Format,
    body: Format,
    right: Format,
    head: Format,
    cell: Format,
    left: Format,
}

fn looks() -> Looks {
    let base = || Format::new().set_font_name("宋体").set_font_size(11).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let boxed = || base().set_border(FormatBorder::Thin).set_num_format("@");
    Looks {
        title: base().set_font_name("方正小标宋简体").set_font_size(20).set_align(FormatAlign::Center),
        centre: base().set_align(FormatAlign::Center),
        body: base().set_align(FormatAlign::Left),
        right: base().set_align(FormatAlign::Right),
        head: boxed().set_font_name("黑体").set_align(FormatAlign::Center),
        cell: boxed().set_align(FormatAlign::Center),
        left: boxed().set_align(FormatAlign::Left),
    }
}

/// The document as the bytes of an xlsx.
///
/// # Errors
/// What the writer says.
pub fn xlsx(title: &str, blocks: &[Block]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = looks();
    let (mut lies, mut n) = (false, 0);
    for page in pages(blocks) {
        if let Some(Block::Turn(turned)) = page.iter().find(|b| matches!(b, Block::Turn(_))) {
            lies = *turned;
        }
        if !page.iter().any(|b| !matches!(b, Block::Turn(_) | Block::Page)) {
            continue;
        }
        n += 1;
        let sheet = book.add_worksheet();
        sheet.set_name(crate::exchange::export::tab_name(&if n == 1 { title.to_owned() } else { format!("{title} {n}") }))?;
        write(sheet, page, lies, &looks)?;
    }
    if n == 0 {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

/// The blocks of each page.
fn pages(blocks: &[Block]) -> Vec<&[Block]> {
    let mut pages = Vec::new();
    let mut from = 0;
    for (n, block) in blocks.iter().enumerate() {
        if n > from && matches!(block, Block::Page | Block::Attachment(_) | Block::Turn(_)) {
            // A turn right before an attachment is one page, not two.
            if blocks[from..n].iter().all(|b| matches!(b, Block::Page | Block::Turn(_))) {
                continue;
            }
            pages.push(&blocks[from..n]);
            from = n;
        }
    }
    pages.push(&blocks[from..]);
    pages
}

fn write(sheet: &mut Worksheet, page: &[Block], lies: bool, looks: &Looks) -> Result<(), XlsxError> {
    let room = if lies { LYING } else { UPRIGHT };
    let widest = page.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).max_by_key(|t| t.columns.len());
    let columns = widest.map_or(1, |t| t.columns.len().max(1));
    match widest {
        None => drop(sheet.set_column_width(0, room * 0.8)?),
        Some(table) => {
            let whole: f64 = table.columns.iter().map(|c| f64::from(c.width)).sum::<f64>().max(1.0);
            for (n, column) in (0..).zip(&table.columns) {
                sheet.set_column_width(n, room * f64::from(column.width) / whole)?;
            }
        }
    }
    let mut row = 0;
    for block in page {
        row = put(sheet, block, row, columns, room, looks)?;
    }
    sheet.set_paper_size(9);
    if lies {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.6, 0.75, 0.75, 0.3, 0.3);
    sheet.set_footer("&C— &P —");
    Ok(())
}

fn put(sheet: &mut Worksheet, block: &Block, row: u32, columns: usize, room: f64, looks: &Looks) -> Result<u32, XlsxError> {
    let (text, look, tall) = match block {
        Block::Title(text) => (text, &looks.title, 32.0),
        Block::Centre(text) => (text, &looks.centre, 18.0),
        Block::Right(text) => (text, &looks.right, 18.0),
        Block::Flush(text) | Block::Attachment(text) => (text, &looks.body, 18.0),
        Block::Body(text) => {
            let text = format!("　　{text}");
            let lines = wide(&text) / room;
            across(sheet, row, columns, &text, &looks.body)?;
            sheet.set_row_height(row, 18.0 * lines.ceil().max(1.0))?;
            return Ok(row + 1);
        }
        Block::Blank => return Ok(row + 1),
        Block::Page | Block::Turn(_) => return Ok(row),
        Block::Table(table) => return grid(sheet, table, row, room, looks),
    };
    across(sheet, row, columns, text, look)?;
    sheet.set_row_height(row, tall)?;
    Ok(row + 1)
}

/// Characters a text is wide, a Han character two.
#[allow(clippy::cast_precision_loss)]
fn wide(text: &str) -> f64 {
    unicode_width::UnicodeWidthStr::width(text) as f64
}

#[allow(clippy::cast_possible_truncation)]
fn across(sheet: &mut Worksheet, row: u32, columns: usize, text: &str, look: &Format) -> Result<(), XlsxError> {
    if columns > 1 {
        sheet.merge_range(row, 0, row, (columns - 1) as u16, text, look)?;
    } else {
        sheet.write_string_with_format(row, 0, text, look)?;
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation)]
fn grid(sheet: &mut Worksheet, table: &Table, top: u32, room: f64, looks: &Looks) -> Result<u32, XlsxError> {
    let whole: f64 = table.columns.iter().map(|c| f64::from(c.width)).sum::<f64>().max(1.0);
    let mut at = top;
    for (row, head) in table.head.iter().map(|row| (row, true)).chain(table.rows.iter().map(|row| (row, false))) {
        let (mut column, mut lines) = (0_u16, 1.0_f64);
        for cell in row {
            let left = !head && table.columns.get(usize::from(column)).is_some_and(|c| c.left);
            let look = if head {
                &looks.head
            } else if left {
                &looks.left
            } else {
                &looks.cell
            };
            one(sheet, at, column, cell, look)?;
            let reach = (usize::from(column) + cell.across).min(table.columns.len());
            let part: f64 = table.columns[usize::from(column).min(reach)..reach].iter().map(|c| f64::from(c.width)).sum();
            let needs: f64 =
                cell.text.split('\n').map(|line| (wide(line) / (room * part / whole).max(1.0)).ceil().max(1.0)).sum();
            lines = lines.max(needs);
            column = column.saturating_add(cell.across.min(usize::from(u16::MAX)) as u16);
        }
        // A point is a third of a millimetre and a bit.
        let least = f64::from(if table.height == 0 { 7 } else { table.height }) * 2.835;
        sheet.set_row_height(at, (lines * 15.0).max(least))?;
        at += 1;
    }
    if !table.head.is_empty() {
        sheet.set_repeat_rows(top, top + table.head.len() as u32 - 1)?;
    }
    Ok(at)
}

#[allow(clippy::cast_possible_truncation)]
fn one(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, look: &Format) -> Result<(), XlsxError> {
    let right = column.saturating_add(cell.across.saturating_sub(1).min(usize::from(u16::MAX)) as u16);
    let last = match cell.down {
        Down::More => return Ok(()),
        Down::First(rows) => row + rows as u32 - 1,
        Down::Alone => row,
    };
    if (row, column) != (last, right) {
        sheet.merge_range(row, column, last, right, &cell.text, look)?;
        return Ok(());
    }
    match counted(&cell.text) {
        Some(n) => drop(sheet.write_number_with_format(row, column, n, &look.clone().set_num_format("General"))?),
        None => drop(sheet.write_string_with_format(row, column, &cell.text, look)?),
    }
    Ok(())
}

/// The number of a cell that counts something: written as numbers are, and neither a code nor a month such as `1975.10`.
fn counted(text: &str) -> Option<f64> {
    let n: f64 = text.parse().ok().filter(|n: &f64| n.is_finite())?;
    let month = text.split_once('.').is_some_and(|(year, month)| year.len() == 4 && month.len() <= 2);
    let plain = n.to_string() == text || format!("{n:.1}") == text;
    (plain && !month && text.len() < 12).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn what_counts_is_a_number() {
        assert_eq!(
            [counted("12"), counted("37.5"), counted("94.0"), counted("0")],
            [Some(12.0), Some(37.5), Some(94.0), Some(0.0)]
        );
        for text in ["1975.10", "1983.04", "0012", "138****0001", "530325197001011239", "", "inf", "1e5", "-"] {
            assert_eq!(counted(text), None, "{text}");
        }
    }
}
