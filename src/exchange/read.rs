//! Reading rows into records: one file for each kind of sheet.

use super::kind::Kind;
use super::sheet::{Read, Row, Sheet};
use super::{grid::At, issue::Reason, sheet::Stop};
use crate::catalog::draft::Saved;
use crate::domain::{clean, rulebook};
use color_eyre::eyre::Result;

mod attendance;
mod cadre;
mod class;
mod course;
mod headcount;
mod hours;
mod make_up;
mod nominee;
mod post;
mod quota;
mod resource;
mod session;
mod site;
mod teacher;
mod unit;
mod work_item;

/// Reads a whole table.
pub fn table(sheet: &mut Sheet) -> Result<()> {
    match sheet.table.kind {
        Kind::Unit => each(sheet, unit::row),
        Kind::Cadre => each(sheet, cadre::row),
        Kind::Post => each(sheet, post::row),
        Kind::Headcount => each(sheet, headcount::row),
        Kind::Course => each(sheet, course::row),
        Kind::Case => each(sheet, resource::case),
        Kind::Story => each(sheet, resource::story),
        Kind::Site => each(sheet, site::row),
        Kind::Teacher => each(sheet, teacher::row),
        Kind::Class => each(sheet, class::row),
        Kind::Session => session::table(sheet),
        Kind::HoursOffline | Kind::HoursOnline => each(sheet, hours::row),
        Kind::Quota => quota::table(sheet),
        Kind::Nominee => each(sheet, nominee::row),
        Kind::Attendance => each(sheet, attendance::row),
        Kind::MakeUp => each(sheet, make_up::row),
        Kind::WorkItem => each(sheet, work_item::row),
        Kind::Resource | Kind::None => Ok(()),
    }
}

/// Reads a list of mixed things: the rows of one category.
pub fn category(sheet: &mut Sheet, word: &str) -> Result<()> {
    let read = match sheet.out.kind {
        Kind::Case => resource::case,
        Kind::Story => resource::story,
        Kind::Course => course::row,
        Kind::Site => site::row,
        _ => return Ok(()),
    };
    for row in records(sheet) {
        if row.text("category").is_some_and(|c| clean::squeeze(&c).contains(word)) {
            sheet.begin(&row);
            let result = read(sheet, &row);
            sheet.count(row.line.row, result)?;
        }
    }
    Ok(())
}

/// The records of a table in reading order: list by list, or for groups row by row.
pub fn records<'a>(sheet: &Sheet<'a>) -> Vec<Row<'a>> {
    let (table, grid) = (sheet.table, sheet.grid);
    let rows: Vec<Row> = if table.grouped {
        table.lines.iter().flat_map(|line| table.blocks.iter().map(move |block| Row::new(grid, block, line))).collect()
    } else {
        table.blocks.iter().flat_map(|block| table.lines.iter().map(move |line| Row::new(grid, block, line))).collect()
    };
    let many = table.blocks.len() > 1;
    let blank = |row: &Row| many && row.block.columns.iter().all(|(key, c)| *key == "number" || row.column(*c).is_empty());
    let total = |row: &Row| many && !table.grouped && row.total();
    rows.into_iter().filter(|row| !row.void() && !blank(row) && !total(row)).collect()
}

fn each(sheet: &mut Sheet, read: fn(&mut Sheet, &Row) -> Read<Saved>) -> Result<()> {
    for row in records(sheet) {
        sheet.begin(&row);
        let result = read(sheet, &row);
        sheet.count(row.line.row, result)?;
    }
    Ok(())
}

/// A number that belongs to a record of another name: in one import two things have one number, which stops the row;
/// else the thing was renamed, which is said.
fn renamed(sheet: &mut Sheet, table: &'static str, id: i64, name: &str, code: &str, at: At) -> Read<()> {
    let old = sheet.office.value(table, id, "name")?.to_string();
    let bare = |text: &str| clean::fold(&clean::without_brackets(text));
    if bare(&old) == bare(name) {
        return Ok(());
    }
    if sheet.written.contains_key(&(table, id)) {
        return Err(Stop::Reject(at, Reason::CodeTaken, code.to_owned()));
    }
    sheet.warn(at, Reason::Renamed, old);
    Ok(())
}

/// The word of a code list that is meant; a word the list does not have stays as written.
fn word(list: &str, text: Option<String>) -> Option<String> {
    let text = clean::squeeze(&text?);
    Some(rulebook::word(list, &text).map_or(text, str::to_owned))
}

/// The kind of a class, with or without the `班` at its end.
fn class_kind(text: Option<String>) -> Option<String> {
    let text = clean::squeeze(&text?);
    let found = rulebook::word("class_kind", &text).or_else(|| rulebook::word("class_kind", &format!("{text}班")));
    Some(found.map_or(text, str::to_owned))
}

/// Tags of a cell, joined by `、`.
fn tags(text: Option<String>) -> Option<String> {
    let text = text?;
    let text = text.replace("》《", "》、《");
    let parts = text.split(['、', '，', ',', ';', '；', '\n', '/']).map(|t| numberless(t.trim())).filter(|t| !t.is_empty());
    let parts: Vec<&str> = parts.map(|t| t.trim_matches(['《', '》'])).collect();
    (!parts.is_empty()).then(|| parts.join("、"))
}

/// A line of a list without its number: `1.宪法`, `（2）民法典`.
fn numberless(line: &str) -> &str {
    let bare = line.trim_start_matches(['（', '(']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &bare[digits..];
    let marked = rest.strip_prefix(['.', '．', '、', '）', ')']).filter(|_| (1..=2).contains(&digits));
    marked.map_or(line, str::trim)
}

/// Yes, no, or not known.
fn flag(text: Option<String>) -> Option<i64> {
    match clean::fold(&text?).to_uppercase().as_str() {
        "是" | "√" | "✓" | "✔" | "1" | "Y" | "YES" | "有" | "主" => Some(1),
        "否" | "×" | "X" | "0" | "N" | "NO" | "无" | "✗" => Some(0),
        _ => None,
    }
}

/// 男, 女 or `None`.
fn sex(text: &str) -> Option<&'static str> {
    match clean::fold(text).to_uppercase().as_str() {
        "男" | "1" | "M" | "男性" => Some("男"),
        "女" | "2" | "F" | "女性" => Some("女"),
        _ => None,
    }
}

/// A name of a thing: no white space around; none inside where it is all Chinese.
fn tidy(text: Option<String>) -> Option<String> {
    let text = text?;
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    Some(if latin { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { clean::squeeze(&text) })
}

/// Notes of a row, joined.
fn notes(mut parts: Vec<String>, own: Option<String>) -> Option<String> {
    parts.extend(own);
    (!parts.is_empty()).then(|| parts.join("；"))
}
