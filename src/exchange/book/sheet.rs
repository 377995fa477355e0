//! A sheet of a workbook whose cells can be set: rows and cells as they were, byte for byte, until one is set.

use super::reference::{At, copied, shifted};
use crate::exchange::xml::{self, Token};

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
}

#[derive(Clone, Debug)]
struct Cell {
    column: u32,
    /// `<c …>` without its end.
    tag: String,
    /// What stands inside.
    inner: String,
    text: String,
}

impl Cell {
    fn formula(&self) -> bool {
        self.inner.contains("<f>") || self.inner.contains("<f ") || self.inner.contains("<f/>")
    }

    fn blank(&self) -> bool {
        self.text.is_empty() && !self.inner.contains("<v>") && !self.formula()
    }
}

#[derive(Clone, Debug)]
struct Row {
    number: u32,
    /// `<row …>` without its end.
    tag: String,
    cells: Vec<Cell>,
}

/// A sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    head: String,
    rows: Vec<Row>,
    tail: String,
    changed: bool,
    moves: Vec<(u32, u32)>,
}

/// A tag without `>` or `/>`.
fn open_tag(tag: &str) -> String {
    tag.trim_end_matches('>').trim_end_matches('/').trim_end().to_owned()
}

/// A tag with an attribute set to this; `None` takes it away.
fn with(tag: &str, name: &str, value: Option<&str>) -> String {
    let mut out = tag.to_owned();
    if let Some(old) = xml::attribute(&format!("{tag}>"), name) {
        for quote in ['"', '\''] {
            out = out.replacen(&format!(" {name}={quote}{old}{quote}"), "", 1);
        }
    }
    match value {
        Some(value) => format!("{out} {name}=\"{value}\""),
        None => out,
    }
}

impl Sheet {
    /// Reads the XML of a sheet; `None` where it is none.
    #[must_use]
    pub fn read(text: &str, shared: &[String]) -> Option<Self> {
        let start = text.find("<sheetData")?;
        let (head, data, tail) = match text[start..].find("</sheetData>") {
            Some(end) => {
                let inside = start + text[start..].find('>')? + 1;
                (&text[..inside], &text[inside..start + end], &text[start + end..])
            }
            // No row at all.
            None => return Self::empty(text, start),
        };
        let mut sheet =
            Self { head: head.to_owned(), rows: Vec::new(), tail: tail.to_owned(), changed: false, moves: Vec::new() };
        let mut next = 1;
        let mut cell: Option<Cell> = None;
        for token in xml::tokens(data)? {
            match (&token, cell.is_some()) {
                (Token::Tag(tag), false) if tag.starts_with("<row") => {
                    let number = xml::attribute(tag, "r").and_then(|r| r.parse().ok()).unwrap_or(next);
                    next = number + 1;
                    sheet.rows.push(Row { number, tag: open_tag(tag), cells: Vec::new() });
                }
                (Token::Tag(tag), false) if tag.starts_with("<c ") || tag.starts_with("<c>") || tag.starts_with("<c/") => {
                    let row = sheet.rows.last_mut()?;
                    let column = xml::attribute(tag, "r").and_then(At::parse).map(|at| at.column);
                    let column = column.unwrap_or_else(|| row.cells.last().map_or(1, |c| c.column + 1));
                    let read = Cell { column, tag: open_tag(tag), inner: String::new(), text: String::new() };
                    if tag.ends_with("/>") { row.cells.push(read) } else { cell = Some(read) }
                }
                (Token::Tag(tag), true) if tag == "</c>" => {
                    let mut read = cell.take()?;
                    read.text = shown(&read, shared);
                    sheet.rows.last_mut()?.cells.push(read);
                }
                (Token::Tag(part) | Token::Text(part), true) => cell.as_mut()?.inner.push_str(part),
                _ => {}
            }
        }
        Some(sheet)
    }

    fn empty(text: &str, start: usize) -> Option<Self> {
        let end = start + text[start..].find("/>")?;
        let (head, tail) = (format!("{}<sheetData>", &text[..start]), format!("</sheetData>{}", &text[end + 2..]));
        Some(Self { head, rows: Vec::new(), tail, changed: false, moves: Vec::new() })
    }

    /// True once a cell was set.
    #[must_use]
    pub const fn changed(&self) -> bool {
        self.changed
    }

    /// True where a cell has a formula.
    #[must_use]
    pub fn formulas(&self) -> bool {
        self.rows.iter().flat_map(|r| &r.cells).any(Cell::formula)
    }

    /// Rows that were put in: after which, how many.
    #[must_use]
    pub fn moves(&self) -> &[(u32, u32)] {
        &self.moves
    }

    /// The words of its cells, row by row; cells without any are left out.
    pub fn texts(&self) -> impl Iterator<Item = (At, &str)> {
        let cells = |row: &'_ Row| row.number;
        self.rows.iter().flat_map(move |row| {
            let number = cells(row);
            row.cells.iter().filter(|c| !c.text.is_empty()).map(move |c| (At { row: number, column: c.column }, c.text.as_str()))
        })
    }

    /// True where nothing stands in a cell.
    #[must_use]
    pub fn blank(&self, at: At) -> bool {
        self.cell(at).is_none_or(Cell::blank)
    }

    /// True where a cell computes.
    #[must_use]
    pub fn computes(&self, at: At) -> bool {
        self.cell(at).is_some_and(Cell::formula)
    }

    /// The last row that has a cell with something in it.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.rows.iter().rev().find(|r| r.cells.iter().any(|c| !c.blank())).map_or(0, |r| r.number)
    }

    fn cell(&self, at: At) -> Option<&Cell> {
        let row = self.rows.binary_search_by_key(&at.row, |r| r.number).ok()?;
        self.rows[row].cells.iter().find(|c| c.column == at.column)
    }

    /// Writes into a cell, its look kept; false where it has a formula, which stays.
    pub fn set(&mut self, at: At, value: &Written) -> bool {
        let n = match self.rows.binary_search_by_key(&at.row, |r| r.number) {
            Ok(n) => n,
            Err(n) => {
                self.rows.insert(n, Row { number: at.row, tag: format!("<row r=\"{}\"", at.row), cells: Vec::new() });
                n
            }
        };
        let row = &mut self.rows[n];
        let place = row.cells.iter().position(|c| c.column >= at.column).unwrap_or(row.cells.len());
        if row.cells.get(place).is_none_or(|c| c.column != at.column) {
            row.cells.insert(
                place,
                Cell { column: at.column, tag: format!("<c r=\"{at}\""), inner: String::new(), text: String::new() },
            );
        }
        let cell = &mut row.cells[place];
        if cell.formula() {
            return false;
        }
        self.changed = true;
        match value {
            Written::Number(n) => {
                cell.tag = with(&cell.tag, "t", None);
                cell.inner = format!("<v>{n}</v>");
                cell.text = n.to_string();
            }
            Written::Text(text) if text.is_empty() => {
                cell.tag = with(&cell.tag, "t", None);
                (cell.inner, cell.text) = (String::new(), String::new());
            }
            Written::Text(text) => {
                cell.tag = with(&cell.tag, "t", Some("inlineStr"));
                cell.inner = format!("<is><t xml:space=\"preserve\">{}</t></is>", xml::escaped(text));
                cell.text.clone_from(text);
            }
        }
        true
    }

    /// Puts rows in below one, each looking as it does and with its formulas; what stands below moves down.
    pub fn put_in(&mut self, after: u32, count: u32) {
        if count == 0 {
            return;
        }
        self.changed = true;
        self.moves.push((after, count));
        for row in &mut self.rows {
            for cell in row.cells.iter_mut().filter(|c| c.formula()) {
                cell.inner = formula(&cell.inner, &|f| shifted(f, after, count));
            }
            if row.number > after {
                row.renumber(row.number + count);
            }
        }
        let at = self.rows.iter().position(|r| r.number > after).unwrap_or(self.rows.len());
        let like = self.rows.iter().find(|r| r.number == after).cloned();
        let like = like.unwrap_or_else(|| Row { number: after, tag: format!("<row r=\"{after}\""), cells: Vec::new() });
        let new = (1..=count).map(|down| {
            let mut row = like.clone();
            for cell in &mut row.cells {
                match cell.formula() {
                    true => cell.inner = formula(&cell.inner, &|f| copied(f, down)),
                    false => {
                        cell.tag = with(&cell.tag, "t", None);
                        (cell.inner, cell.text) = (String::new(), String::new());
                    }
                }
            }
            row.renumber(after + down);
            row
        });
        self.rows.splice(at..at, new.collect::<Vec<_>>());
        self.head = areas(&self.head, after, count);
        self.tail = areas(&self.tail, after, count);
        self.merge_alike(after, count);
    }

    /// Areas merged within the row are merged in those put in below it, too.
    fn merge_alike(&mut self, after: u32, count: u32) {
        let Some(tokens) = xml::tokens(&self.tail) else { return };
        let mut more = String::new();
        for token in &tokens {
            let Token::Tag(tag) = token else { continue };
            let Some(area) = xml::attribute(tag, "ref").filter(|_| tag.starts_with("<mergeCell ")) else { continue };
            let Some((Some(from), Some(to))) = area.split_once(':').map(|(a, b)| (At::parse(a), At::parse(b))) else { continue };
            if from.row != after {
                continue;
            }
            // An area that ended in this row grew with it: it is one row high again.
            let high = to.row - from.row;
            if high == count {
                let own = format!("{from}:{}", At { row: after, ..to });
                self.tail = self.tail.replacen(&format!("ref=\"{area}\""), &format!("ref=\"{own}\""), 1);
                for down in 1..=count {
                    let at = |place: At| At { row: after + down, ..place };
                    more.push_str(&format!("<mergeCell ref=\"{}:{}\"/>", at(from), at(to)));
                }
            }
        }
        self.tail = self.tail.replacen("</mergeCells>", &format!("{more}</mergeCells>"), 1);
        let n = self.tail.matches("<mergeCell ").count();
        if let Some(at) = self.tail.find("<mergeCells") {
            let end = at + self.tail[at..].find('>').unwrap_or(0);
            let tag = with(&self.tail[at..end], "count", Some(&n.to_string()));
            self.tail.replace_range(at..end, &tag);
        }
    }

    /// The XML. What formulas came to before is left out where the sheet was changed: it would be of the old numbers.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = self.head.clone();
        for row in &self.rows {
            if row.cells.is_empty() {
                out.push_str(&format!("{}/>", row.tag));
                continue;
            }
            out.push_str(&format!("{}>", row.tag));
            for cell in &row.cells {
                let inner = if cell.formula() { without_result(&cell.inner) } else { cell.inner.clone() };
                let tag = if cell.formula() { with(&cell.tag, "t", None) } else { cell.tag.clone() };
                match inner.is_empty() {
                    true => out.push_str(&format!("{tag}/>")),
                    false => out.push_str(&format!("{tag}>{inner}</c>")),
                }
            }
            out.push_str("</row>");
        }
        out + &self.tail
    }
}

impl Row {
    fn renumber(&mut self, number: u32) {
        self.number = number;
        self.tag = with(&self.tag, "r", Some(&number.to_string()));
        for cell in &mut self.cells {
            cell.tag = with(&cell.tag, "r", Some(&At { row: number, column: cell.column }.to_string()));
        }
    }
}

/// The words of a cell.
fn shown(cell: &Cell, shared: &[String]) -> String {
    let inside = |name: &str| -> String {
        let mut text = String::new();
        let mut open = false;
        for token in xml::tokens(&cell.inner).unwrap_or_default() {
            match (&token, token.opens(), token.closes()) {
                (_, Some(tag), _) if tag == name => open = true,
                (_, _, Some(tag)) if tag == name => open = false,
                (Token::Text(part), ..) if open => text.push_str(&xml::plain(part)),
                _ => {}
            }
        }
        text
    };
    match xml::attribute(&format!("{}>", cell.tag), "t") {
        Some("s") => inside("v").trim().parse::<usize>().ok().and_then(|n| shared.get(n).cloned()).unwrap_or_default(),
        Some("inlineStr") => inside("t"),
        _ => inside("v"),
    }
}

fn without_result(inner: &str) -> String {
    match (inner.find("<v>"), inner.find("</v>")) {
        (Some(from), Some(to)) => format!("{}{}", &inner[..from], &inner[to + 4..]),
        _ => inner.to_owned(),
    }
}

/// Changes the formula of a cell, and the area it is shared over.
fn formula(inner: &str, change: &dyn Fn(&str) -> String) -> String {
    let Some(mut tokens) = xml::tokens(inner) else { return inner.to_owned() };
    let mut open = false;
    for token in &mut tokens {
        let (opens, closes) = (token.opens() == Some("f"), token.closes() == Some("f"));
        match token {
            Token::Tag(tag) if opens || tag.starts_with("<f ") => {
                if let Some(area) = xml::attribute(tag, "ref") {
                    *tag = tag.replacen(&format!("ref=\"{area}\""), &format!("ref=\"{}\"", change(area)), 1);
                }
                open = opens;
            }
            Token::Text(text) if open => *text = xml::escaped(&change(&xml::plain(text))),
            Token::Tag(_) if closes => open = false,
            _ => {}
        }
    }
    xml::joined(&tokens)
}

/// Areas named by attributes, such as merged cells and rules of input, after rows were put in.
fn areas(text: &str, after: u32, count: u32) -> String {
    let Some(mut tokens) = xml::tokens(text) else { return text.to_owned() };
    for token in &mut tokens {
        let Token::Tag(tag) = token else { continue };
        for name in ["ref", "sqref"] {
            if let Some(area) = xml::attribute(tag, name) {
                let moved: Vec<String> = area.split(' ').map(|one| shifted(one, after, count)).collect();
                *tag = tag.replacen(&format!(" {name}=\"{area}\""), &format!(" {name}=\"{}\"", moved.join(" ")), 1);
            }
        }
    }
    xml::joined(&tokens)
}
