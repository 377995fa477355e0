//! Filling in somebody else's xlsx: figures and lists go into its cells, its looks stay.
//!
//! Which cell gets what is either written in the cells (`{{名称}}`, as in any template) or kept beside the form
//! ([`Place`]). A list goes down from its cell; where the form has fewer rows than the list, rows are put in that look like
//! the last one, and what stands below moves down.

use super::{
    book::{At, Book, Sheet, Written},
    facts::{Fact, Scope},
    fill::{self, Fault},
};
use crate::store;

/// A cell of a form and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sheet; empty for the first.
    pub sheet: String,
    /// The cell.
    pub at: At,
    /// A name, such as `四项指标合计.参训率%`; `#名单.姓名` is a column of a list, going down; a text with `{{名称}}` in it.
    pub what: String,
}

/// Bytes of the filled form, and names that have nothing.
pub type Made = (Vec<u8>, Vec<String>);

type Outcome<T> = store::Result<Result<T, Fault>>;

/// Goes on with the value, or ends with the fault.
macro_rules! sound {
    ($outcome:expr) => {
        match $outcome {
            Ok(value) => value,
            Err(fault) => return Ok(Err(fault)),
        }
    };
}

fn plain(text: &str) -> String {
    text.to_owned()
}

/// What a text with names in it comes to in a cell: a number where it is one name of a figure.
fn cell_of(text: &str, scopes: &[(&Scope, usize)], blank: &mut Vec<String>) -> Outcome<Written> {
    let text = fill::plain_braces(text);
    if let [(0, end, name)] = fill::places(&text)[..]
        && end == text.trim_end().len()
        && let Some(Fact::Figure(n, _)) = fill::look_up(name, scopes)?
    {
        return Ok(Ok(Written::Number(n)));
    }
    let filled = sound!(fill::fill_in(&text, scopes, &plain)?);
    blank.extend(filled.blank);
    Ok(Ok(Written::Text(filled.text)))
}

/// Fills the places that a form names by itself.
///
/// # Errors
/// The outer result is what the store says; the inner one what is wrong with the form.
pub fn fill_places(bytes: &[u8], scopes: &[Scope]) -> Outcome<Made> {
    let mut book = sound!(Book::open(bytes));
    let outer: Vec<(&Scope, usize)> = scopes.iter().map(|scope| (scope, 0)).collect();
    let (mut blank, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for name in book.names() {
        let Ok(sheet) = book.sheet(&name) else { continue };
        let mut rows = Vec::new();
        for (at, text) in sheet.texts() {
            if fill::plain_braces(text).contains("{{") {
                match rows.last_mut() {
                    Some((row, cells)) if *row == at.row => Vec::push(cells, (at, fill::plain_braces(text))),
                    _ => rows.push((at.row, vec![(at, fill::plain_braces(text))])),
                }
            }
        }
        // From the last row up, so that rows put in move nothing that is still to come.
        for (row, cells) in rows.into_iter().rev() {
            match row_of(sheet, row, cells, &outer, &mut blank)? {
                Err(Fault::Unknown(names)) => unknown.extend(names),
                Err(fault) => return Ok(Err(fault)),
                Ok(()) => {}
            }
        }
    }
    if !unknown.is_empty() {
        unknown.sort();
        unknown.dedup();
        return Ok(Err(Fault::Unknown(unknown)));
    }
    Ok(Ok((book.save()?, blank)))
}

/// Fills a row; one that begins and ends a part is repeated.
fn row_of(
    sheet: &mut Sheet,
    row: u32,
    mut cells: Vec<(At, String)>,
    outer: &[(&Scope, usize)],
    blank: &mut Vec<String>,
) -> Outcome<()> {
    if let Some(name) = sound!(repeated(&mut cells)) {
        return table_of(sheet, row, &name, &cells, outer, blank);
    }
    for (at, text) in cells {
        let value = sound!(cell_of(&text, outer, blank)?);
        sheet.set(at, &value);
    }
    Ok(Ok(()))
}

/// Writes a list down from a row, into these cells of each.
fn table_of(
    sheet: &mut Sheet,
    row: u32,
    list: &str,
    cells: &[(At, String)],
    outer: &[(&Scope, usize)],
    blank: &mut Vec<String>,
) -> Outcome<()> {
    let Some(Fact::List(lines)) = fill::look_up(list, outer)? else { return Ok(Err(Fault::Unknown(vec![list.to_owned()]))) };
    let free = free_rows(sheet, row, cells);
    let more = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_sub(free);
    sheet.put_in(row + free - 1, more);
    if lines.is_empty() {
        for (at, _) in cells {
            sheet.set(*at, &Written::Text(String::new()));
        }
    }
    for (n, line) in (0..).zip(&lines) {
        let inner: Vec<(&Scope, usize)> = outer.iter().copied().chain([(line, n as usize + 1)]).collect();
        for (at, text) in cells {
            let value = sound!(cell_of(text, &inner, blank)?);
            sheet.set(At { row: row + n, ..*at }, &value);
        }
    }
    Ok(Ok(()))
}

/// The part a row repeats, its beginning and end taken out of the cells.
fn repeated(cells: &mut [(At, String)]) -> Result<Option<String>, Fault> {
    let mut begun: Option<String> = None;
    for (n, (_, text)) in cells.to_vec().iter().enumerate() {
        for (start, end, inside) in fill::places(text) {
            let (sign, name) = inside.split_at(inside.chars().next().map_or(0, char::len_utf8));
            let ends_here = text.contains(&format!("{{{{/{}}}}}", name.trim()));
            match sign {
                "#" if !ends_here => {
                    if begun.replace(name.trim().to_owned()).is_some() {
                        return Err(Fault::Uneven(name.trim().to_owned()));
                    }
                    cells[n].1 = cells[n].1.replacen(&text[start..end], "", 1);
                }
                "/" if !text.contains(&format!("{{{{#{}}}}}", name.trim())) => {
                    if begun.as_deref() != Some(name.trim()) {
                        return Err(Fault::Stray(name.trim().to_owned()));
                    }
                    cells[n].1 = cells[n].1.replacen(&text[start..end], "", 1);
                    return Ok(begun);
                }
                _ => {}
            }
        }
    }
    match begun {
        Some(name) => Err(Fault::Open(name)),
        None => Ok(None),
    }
}

/// Rows from this one on in which these cells are free; the first counts, whatever it holds. Below the last row of the
/// sheet there is room without end.
fn free_rows(sheet: &Sheet, row: u32, cells: &[(At, String)]) -> u32 {
    let last = sheet.last();
    if last <= row {
        return u32::from(u16::MAX) * 16;
    }
    let free = |row: &u32| cells.iter().all(|(at, _)| sheet.blank(At { row: *row, ..*at }));
    let n = (row + 1..=last).take_while(free).count();
    1 + u32::try_from(n).unwrap_or(0)
}

/// Fills a form by places that are kept beside it.
///
/// # Errors
/// The outer result is what the store says; the inner one what is wrong: a name that is not known, a cell with a formula.
pub fn fill_by(bytes: &[u8], places: &[Place], scopes: &[Scope]) -> Outcome<Made> {
    let mut book = sound!(Book::open(bytes));
    let outer: Vec<(&Scope, usize)> = scopes.iter().map(|scope| (scope, 0)).collect();
    let mut blank = Vec::new();
    let mut sorted: Vec<&Place> = places.iter().collect();
    sorted.sort_by_key(|p| std::cmp::Reverse((p.at.row, p.at.column)));
    for place in sorted.iter().filter(|p| !p.what.starts_with('#')) {
        let text = if place.what.contains("{{") { place.what.clone() } else { format!("{{{{{}}}}}", place.what) };
        let value = sound!(cell_of(&text, &outer, &mut blank)?);
        let sheet = sound!(book.sheet(&place.sheet));
        if !sheet.set(place.at, &value) {
            return Ok(Err(Fault::Computes(place.at.to_string())));
        }
    }
    // Columns of one list that begin in one row are one table; the lowest comes first.
    let mut done: Vec<(&str, u32, &str)> = Vec::new();
    for place in sorted.iter().filter(|p| p.what.starts_with('#')) {
        let list = list_of(&place.what);
        let key = (place.sheet.as_str(), place.at.row, list);
        if done.contains(&key) {
            continue;
        }
        done.push(key);
        let columns = places.iter().filter(|p| p.what.starts_with('#') && (p.sheet.as_str(), p.at.row, list_of(&p.what)) == key);
        let cells: Vec<(At, String)> = columns.map(|p| (p.at, format!("{{{{{}}}}}", column_of(&p.what)))).collect();
        let sheet = sound!(book.sheet(&place.sheet));
        if let Some((at, _)) = cells.iter().find(|(at, _)| sheet.computes(*at)) {
            return Ok(Err(Fault::Computes(at.to_string())));
        }
        sound!(table_of(sheet, place.at.row, list, &cells, &outer, &mut blank)?);
    }
    Ok(Ok((book.save()?, blank)))
}

/// The list of `#名单.姓名`.
fn list_of(what: &str) -> &str {
    let what = what.trim_start_matches('#');
    what.split_once('.').map_or(what, |(list, _)| list)
}

/// The column of `#名单.姓名`; the number of the line where none is named.
fn column_of(what: &str) -> &str {
    what.split_once('.').map_or("序号", |(_, column)| column)
}

impl Place {
    /// From how the store keeps it: sheet, cell, what goes into it.
    #[must_use]
    pub fn kept((sheet, cell, what): &(Option<String>, String, String)) -> Option<Self> {
        Some(Self { sheet: sheet.clone().unwrap_or_default(), at: At::parse(cell)?, what: what.clone() })
    }
}

/// Fills a form by what is kept beside it, then by the names in its own cells.
///
/// # Errors
/// As [`fill_by`].
pub fn fill(bytes: &[u8], places: &[Place], scopes: &[Scope]) -> Outcome<Made> {
    let (bytes, mut blank) = sound!(fill_places(bytes, scopes)?);
    let (bytes, more) = sound!(fill_by(&bytes, places, scopes)?);
    blank.extend(more);
    Ok(Ok((bytes, blank)))
}

/// Rows above a list in which its headings are looked for.
const ABOVE: u32 = 6;

/// Which cells of a row get which columns of a list, by the headings above them.
///
/// # Errors
/// The outer result is what the store says; the inner one that there is no such list.
pub fn columns_of(sheet: &Sheet, list: &str, row: u32, scopes: &[Scope]) -> Outcome<Vec<(At, String)>> {
    let outer: Vec<(&Scope, usize)> = scopes.iter().map(|scope| (scope, 0)).collect();
    let Some(Fact::List(lines)) = fill::look_up(list, &outer)? else { return Ok(Err(Fault::Unknown(vec![list.to_owned()]))) };
    let Some(first) = lines.first() else { return Ok(Ok(Vec::new())) };
    let mut headings: Vec<(At, String)> = sheet
        .texts()
        .filter(|(at, _)| at.row < row && at.row + ABOVE >= row)
        .map(|(at, text)| (at, text.chars().filter(|c| !c.is_whitespace()).collect()))
        .collect();
    // The heading nearest to the row counts.
    headings.sort_by_key(|(at, _)| (at.column, std::cmp::Reverse(at.row)));
    let mut cells: Vec<(At, String)> = Vec::new();
    for (at, heading) in headings {
        let taken = cells.last().is_some_and(|(last, _)| last.column == at.column);
        let known = heading == "序号" || first.fact(&heading)?.is_some();
        if !taken && known {
            let what = if heading == "序号" { format!("#{list}") } else { format!("#{list}.{heading}") };
            cells.push((At { row, ..at }, what));
        }
    }
    Ok(Ok(cells))
}

/// The columns of a list, as far as they can be named.
///
/// # Errors
/// What the store says.
pub fn names_of(list: &str, scopes: &[Scope]) -> store::Result<Vec<String>> {
    let outer: Vec<(&Scope, usize)> = scopes.iter().map(|scope| (scope, 0)).collect();
    let Some(Fact::List(lines)) = fill::look_up(list, &outer)? else { return Ok(Vec::new()) };
    Ok(lines.first().map(Scope::names).unwrap_or_default())
}
