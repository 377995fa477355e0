//! Tables of a word processor's document, each as a sheet: what stands above a table is its title.
//!
//! Offices write lists into documents as often as into spreadsheets. Cells merged downwards or across keep that, a table
//! within a cell is text of that cell, and what a document only remembers (deleted text, field codes) is not read.

use super::grid::{At, Grid, Merge};
use super::markup::{attribute, name_of};
use super::open::{MAX_COLUMNS, MAX_ROWS, Refusal, room};
use html5gum::{StartTag, Token, Tokenizer};
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// Paragraphs above a table that are taken for its title.
const ABOVE: usize = 12;
/// Most bytes of text and marks of a document.
const MAX_TEXT: u64 = 64 << 20;
/// Deepest table within a table.
const MAX_DEPTH: usize = 50;

/// The tables of a document.
///
/// # Errors
/// [`Refusal::Document`] where there is none; limits as for sheets.
pub fn read(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Corrupt)?;
    let mut part = archive.by_name("word/document.xml").map_err(|_| Refusal::Document)?;
    if part.size() > MAX_TEXT {
        return Err(Refusal::TooLarge);
    }
    let mut raw = Vec::new();
    part.by_ref().take(MAX_TEXT).read_to_end(&mut raw).map_err(|_| Refusal::Corrupt)?;
    let text = String::from_utf8(raw).map_err(|_| Refusal::Corrupt)?;
    tables(&text)
}

fn tables(text: &str) -> Result<Vec<Grid>, Refusal> {
    let mut document = Document::default();
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => document.open(&tag)?,
            Token::EndTag(tag) => document.close(&name_of(&tag.name))?,
            Token::String(text) if document.reading => document.text.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    if document.depth > 0 {
        return Err(Refusal::Corrupt);
    }
    if document.grids.is_empty() { Err(Refusal::Document) } else { Ok(document.grids) }
}

#[derive(Default)]
struct Document {
    grids: Vec<Grid>,
    above: Vec<String>,
    table: Option<Table>,
    depth: usize,
    /// In a run of text that is shown.
    reading: bool,
    muted: usize,
    text: String,
}

#[derive(Default)]
struct Table {
    grid: Grid,
    row: usize,
    column: usize,
    across: usize,
    /// The cell goes on from the one above.
    goes_on: bool,
    /// The last cell of each column, which may go on downwards.
    open: HashMap<usize, Merge>,
    begun: bool,
}

impl Document {
    fn open(&mut self, tag: &StartTag<()>) -> Result<(), Refusal> {
        match name_of(&tag.name).as_str() {
            "mc:fallback" if !tag.self_closing => self.muted += 1,
            "w:tbl" if !tag.self_closing => self.start_table()?,
            "w:tr" if self.depth == 1 => self.start_row()?,
            "w:tc" if self.depth == 1 => self.start_cell()?,
            "w:gridspan" if self.depth == 1 => {
                let n = value(tag).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                if let Some(table) = &mut self.table {
                    table.across = n.clamp(1, MAX_COLUMNS);
                }
            }
            "w:vmerge" if self.depth == 1 => {
                if let Some(table) = &mut self.table {
                    table.goes_on = value(tag).is_none_or(|v| v != "restart");
                }
            }
            "w:gridbefore" if self.depth == 1 => {
                let n = value(tag).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
                if let Some(table) = &mut self.table {
                    table.column = n.min(MAX_COLUMNS);
                }
            }
            "w:t" => self.reading = !tag.self_closing && self.muted == 0,
            "w:tab" if self.depth == 0 => self.text.push_str("    "),
            "w:br" | "w:cr" | "w:tab" => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "mc:fallback" => self.muted = self.muted.saturating_sub(1),
            "w:t" => self.reading = false,
            "w:p" if self.depth == 0 => {
                let said = std::mem::take(&mut self.text);
                if !said.trim().is_empty() {
                    self.above.push(said.trim().to_owned());
                }
            }
            "w:p" if !self.text.trim().is_empty() => self.text.push('\n'),
            "w:tc" if self.depth == 1 => self.end_cell(),
            "w:tbl" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn start_table(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > 1 {
            return if self.depth > MAX_DEPTH { Err(Refusal::TooLarge) } else { Ok(()) };
        }
        let mut table = Table { grid: Grid::new(&format!("({})", self.grids.len() + 1)), ..Table::default() };
        let above = std::mem::take(&mut self.above);
        for line in &above[above.len().saturating_sub(ABOVE)..] {
            table.grid.put_text(At { row: table.row, column: 0 }, line);
            table.row += 1;
        }
        self.text.clear();
        self.table = Some(table);
        Ok(())
    }

    fn start_row(&mut self) -> Result<(), Refusal> {
        let Some(table) = &mut self.table else { return Ok(()) };
        table.row += usize::from(table.begun);
        (table.begun, table.column) = (true, 0);
        if table.row >= MAX_ROWS { Err(Refusal::TooManyRows) } else { Ok(()) }
    }

    fn start_cell(&mut self) -> Result<(), Refusal> {
        self.text.clear();
        let Some(table) = &mut self.table else { return Ok(()) };
        (table.across, table.goes_on) = (1, false);
        if table.column >= MAX_COLUMNS { Err(Refusal::TooManyColumns) } else { Ok(()) }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let Some(table) = &mut self.table else { return };
        if table.across == 0 || table.column >= MAX_COLUMNS {
            return;
        }
        let at = At { row: table.row, column: table.column };
        let right = at.column + table.across - 1;
        let to = At { row: at.row, column: right };
        match table.open.get_mut(&at.column).filter(|_| table.goes_on) {
            Some(area) => area.to.row = at.row,
            None => {
                table.grid.put_text(at, text.trim());
                let ended = table.open.insert(at.column, Merge { from: at, to });
                ended.into_iter().for_each(|area| table.grid.merge(area));
            }
        }
        (table.column, table.across) = (right + 1, 0);
    }

    fn end_table(&mut self) -> Result<(), Refusal> {
        self.depth = self.depth.checked_sub(1).ok_or(Refusal::Corrupt)?;
        if self.depth > 0 {
            return Ok(());
        }
        self.text.clear();
        self.grids.extend(self.table.take().map(Table::whole).filter(|grid| grid.height() > 0));
        room(&self.grids)
    }
}

impl Table {
    fn whole(mut self) -> Grid {
        self.open.into_values().for_each(|area| self.grid.merge(area));
        self.grid
    }
}

fn value(tag: &StartTag<()>) -> Option<String> {
    attribute(tag, "w:val")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    }

    #[test]
    fn merged_cells_titles_and_tables_within_cells() {
        let merged = |how: &str, text: &str| {
            format!("<w:tc><w:tcPr><w:vMerge{how}/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
        };
        let xml = format!(
            "<w:document><w:p><w:r><w:t>培训班</w:t></w:r><w:r><w:t xml:space=\"preserve\">课程表</w:t></w:r></w:p><w:tbl>
             <w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>时间</w:t></w:r></w:p></w:tc>{}</w:tr>
             <w:tr>{}{}{}</w:tr><w:tr>{}{}<w:tc><w:tbl><w:tr>{}</w:tr></w:tbl><w:p><w:r><w:delText>旧</w:delText></w:r></w:p></w:tc></w:tr>
             </w:tbl></w:document>",
            cell("内容"),
            merged(" w:val=\"restart\"", "5月12日"),
            cell("上午"),
            cell("甲&amp;乙"),
            merged("", ""),
            cell("下午"),
            cell("丙")
        );
        let grids = tables(&xml).unwrap();
        let at = |row, column| grids[0].filled(At { row, column }).to_string();
        assert_eq!((grids.len(), grids[0].height()), (1, 4));
        assert_eq!([at(0, 0), at(1, 0), at(1, 2)], ["培训班课程表", "时间", "内容"]);
        assert_eq!([at(2, 0), at(3, 0), at(3, 1), at(2, 2), at(3, 2)], ["5月12日", "5月12日", "下午", "甲&乙", "丙"]);
        assert!(matches!(tables("<w:document><w:p/></w:document>"), Err(Refusal::Document)));
    }

    #[test]
    fn tables_that_do_not_end_or_go_too_far() {
        let table = |inner: &str| tables(&format!("<w:document><w:tbl>{inner}</w:tbl></w:document>"));
        assert_eq!(table(&"<w:tbl>".repeat(100_000)).err(), Some(Refusal::TooLarge));
        assert_eq!(tables(&format!("<w:tbl><w:tr>{}", cell("甲"))).err(), Some(Refusal::Corrupt));
        assert_eq!(tables("</w:tbl>").err(), Some(Refusal::Corrupt));
        assert_eq!(table(&format!("<w:tr>{}</w:tr>", cell("甲").repeat(1_001))).err(), Some(Refusal::TooManyColumns));
        assert_eq!(table(&"<w:tr/>".repeat(200_001)).err(), Some(Refusal::TooManyRows));
        assert_eq!(table(&format!("<w:tr></w:tc>{}</w:tc></w:tr>", cell("甲"))).unwrap()[0].width(), 1);
        let wide = "<w:tc><w:tcPr><w:gridSpan w:val=\"99999999999999999999\"/></w:tcPr><w:p><w:t>甲</w:t></w:p></w:tc>";
        assert_eq!(table(&format!("<w:tr>{wide}</w:tr>")).unwrap().len(), 1);
    }
}
