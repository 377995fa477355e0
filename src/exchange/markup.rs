//! Web pages and XML tables that were saved under a spreadsheet's name.
//!
//! Platforms export `<table>` as `.xls`; old Office wrote SpreadsheetML. Both are tags with cells in rows, so one pass
//! over the tokens reads both. Spans become merged areas; a table inside a cell becomes lines of its text.

use super::grid::{At, Cell, Grid, Merge, Show};
use super::open::{MAX_COLUMNS, MAX_ROWS, Refusal, room};
use html5gum::{HtmlString, StartTag, Token, Tokenizer};
use std::collections::HashSet;

/// Most cells that cells with spans may cover.
const MAX_SPANNED: usize = 2_000_000;

/// True for text that begins like a page or an XML workbook.
#[must_use]
pub fn is_markup(text: &str) -> bool {
    let head: String = text.chars().take(4096).collect::<String>().trim_start().to_lowercase();
    let tag = head.starts_with('<') || head.starts_with("mime-version:");
    tag && ["<html", "<table", "<workbook", "<ss:workbook", "<!doctype", "<meta", "<body", "<head"]
        .iter()
        .any(|t| head.contains(t))
}

/// The tables of a page, or the worksheets of an XML workbook.
pub fn read(text: &str) -> Result<Vec<Grid>, Refusal> {
    let mut reader = Page::default();
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.open(&tag)?,
            Token::EndTag(tag) => reader.close(&name_of(&tag.name))?,
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    reader.end_table();
    let grids: Vec<Grid> = reader.grids.into_iter().filter(|g| g.height() > 0).collect();
    if grids.is_empty() { Err(Refusal::Unknown) } else { Ok(grids) }
}

#[derive(Default)]
struct Page {
    grids: Vec<Grid>,
    grid: Option<Grid>,
    title: Option<String>,
    depth: usize,
    row: Option<usize>,
    next_row: usize,
    column: usize,
    cell: Option<Open>,
    taken: HashSet<At>,
    /// Cells that spans covered so far.
    spanned: usize,
    muted: bool,
}

/// A cell whose end has not come yet.
struct Open {
    text: String,
    across: usize,
    down: usize,
    number: bool,
}

impl Page {
    fn open(&mut self, tag: &StartTag<()>) -> Result<(), Refusal> {
        match name_of(&tag.name).as_str() {
            "style" | "script" | "title" | "styles" => self.muted = true,
            "worksheet" => self.title = attribute(tag, "ss:name").or_else(|| attribute(tag, "name")),
            "table" if self.cell.is_none() => {
                self.end_table();
                room(&self.grids)?;
                let name = self.title.take().unwrap_or_else(|| format!("({})", self.grids.len() + 1));
                self.grid = Some(Grid::new(&name));
            }
            "table" => self.depth += 1,
            "tr" | "row" if self.depth == 0 && self.grid.is_some() => self.start_row(tag)?,
            "td" | "th" | "cell" if self.depth == 0 && self.row.is_some() => self.start_cell(tag)?,
            "data" => {
                if let Some(cell) = &mut self.cell {
                    cell.number = attribute(tag, "ss:type").is_some_and(|t| t == "Number");
                }
            }
            "br" | "p" | "div" | "tr" | "li" => self.line(),
            "td" | "th" => self.text(" "),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "style" | "script" | "title" | "styles" => self.muted = false,
            "table" if self.depth > 0 => self.depth -= 1,
            "table" | "worksheet" => {
                self.end_table();
                room(&self.grids)?;
            }
            "tr" | "row" if self.depth == 0 => {
                self.end_cell();
                self.row = None;
            }
            "td" | "th" | "cell" if self.depth == 0 => self.end_cell(),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.muted {
            return;
        }
        if let Some(cell) = &mut self.cell {
            let joined: Vec<&str> = text.split(['\r', '\n', '\t']).collect();
            cell.text.push_str(&joined.join(" "));
        }
    }

    fn line(&mut self) {
        if let Some(cell) = &mut self.cell
            && !cell.text.trim().is_empty()
        {
            cell.text.push('\n');
        }
    }

    fn start_row(&mut self, tag: &StartTag<()>) -> Result<(), Refusal> {
        self.end_cell();
        let row = index(tag).map_or(self.next_row, |n| n - 1);
        if row >= MAX_ROWS {
            return Err(Refusal::TooManyRows);
        }
        self.row = Some(row);
        self.next_row = row + 1;
        self.column = 0;
        Ok(())
    }

    fn start_cell(&mut self, tag: &StartTag<()>) -> Result<(), Refusal> {
        self.end_cell();
        let span = |names: [&str; 2], more: usize| {
            names
                .iter()
                .find_map(|n| attribute(tag, n)?.parse::<usize>().ok())
                .map_or(1, |n| n.saturating_add(more).clamp(1, 2000))
        };
        let xml = name_of(&tag.name) == "cell";
        let (across, down) = if xml {
            (span(["ss:mergeacross", "mergeacross"], 1), span(["ss:mergedown", "mergedown"], 1))
        } else {
            (span(["colspan", "colspan"], 0), span(["rowspan", "rowspan"], 0))
        };
        if let Some(n) = index(tag).filter(|_| xml) {
            self.column = n - 1;
        }
        let row = self.row.unwrap_or_default();
        while self.taken.contains(&At { row, column: self.column }) {
            self.column += 1;
        }
        if self.column >= MAX_COLUMNS {
            return Err(Refusal::TooManyColumns);
        }
        self.spanned += if down > 1 { (down - 1) * across } else { 0 };
        self.cell = Some(Open { text: String::new(), across, down, number: false });
        if self.spanned > MAX_SPANNED { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    fn end_cell(&mut self) {
        let (Some(cell), Some(row), Some(grid)) = (self.cell.take(), self.row, &mut self.grid) else { return };
        let at = At { row, column: self.column };
        match cell.text.trim().parse::<f64>() {
            Ok(n) if cell.number => grid.put(at, Cell::Number(n, Show::default())),
            _ => grid.put_text(at, cell.text.trim_matches([' ', '\u{a0}', '\n'])),
        }
        let to = At { row: row + cell.down - 1, column: self.column + cell.across - 1 };
        if cell.down > 1 {
            let covered =
                (row + 1..=to.row.min(row + 2000)).flat_map(|r| (at.column..=to.column).map(move |c| At { row: r, column: c }));
            self.taken.extend(covered);
        }
        grid.merge(Merge { from: at, to });
        self.column += cell.across;
    }

    fn end_table(&mut self) {
        self.end_cell();
        self.grids.extend(self.grid.take());
        (self.row, self.next_row, self.depth) = (None, 0, 0);
        self.taken.clear();
    }
}

/// The name of a tag in lower case, without the prefix of spreadsheets.
pub(super) fn name_of(name: &HtmlString) -> String {
    let name = String::from_utf8_lossy(name).to_lowercase();
    name.strip_prefix("ss:").map_or(name.clone(), str::to_owned)
}

/// The value of an attribute.
pub(super) fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|(key, _)| String::from_utf8_lossy(key).eq_ignore_ascii_case(name));
    found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

/// `ss:Index` of SpreadsheetML, from 1.
fn index(tag: &StartTag<()>) -> Option<usize> {
    attribute(tag, "ss:index").or_else(|| attribute(tag, "index"))?.parse().ok().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(grid: &Grid, row: usize, column: usize) -> String {
        grid.filled(At { row, column }).to_string()
    }

    #[test]
    fn a_page_saved_as_a_workbook() {
        let page =
            "<html><style>td{}</style><table><tr><td colspan=2>标题</td></tr><tr><td rowspan=2>甲<br>乙</td><td>1</td></tr>
            <tr><td>2</td></tr></table></html>";
        assert!(is_markup(page));
        let grids = read(page).unwrap();
        assert_eq!(
            (at(&grids[0], 1, 0), at(&grids[0], 2, 0), at(&grids[0], 2, 1)),
            ("甲\n乙".into(), "甲\n乙".into(), "2".into())
        );
    }

    #[test]
    fn an_xml_workbook() {
        let xml = r#"<?xml version="1.0"?><Workbook xmlns:ss="urn:x"><Worksheet ss:Name="名单"><Table>
            <Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">40</Data></Cell></Row>
            </Table></Worksheet></Workbook>"#;
        assert!(is_markup(xml));
        let grids = read(xml).unwrap();
        assert_eq!((grids[0].name.as_str(), at(&grids[0], 0, 0), at(&grids[0], 0, 2)), ("名单", "姓名".into(), "40".into()));
    }
}
