//! Reports by name: `{{#四项指标}}…{{/四项指标}}` has a line a row, its names the headings of the columns; `四项指标合计`
//! is the last line. A part is named in brackets: `调训通报（上半年）`.

use super::{Asking, Fact, Scope};
use crate::{
    exchange::report::words,
    store::{
        Result,
        reports::{self, Asked, Cell, Column, Kind, Label, REPORTS, Report, Table},
    },
    text::Lang,
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// What is appended to the name of a report for its last line.
const TOTAL: &str = "合计";
/// What is appended for the words below it.
const NOTES: &str = "说明";

type Key = (&'static str, usize, i32, Option<i64>);

/// Reports read so far: a paper asks one for several figures.
#[derive(Default)]
pub struct Read(RefCell<HashMap<Key, Rc<Table>>>);

/// A report as a list, its last line or its notes.
pub fn fact<'r>(asking: Asking<'r>, name: &str, of: Option<i64>) -> Result<Option<Fact<'r>>> {
    let (name, what) = match (name.strip_suffix(TOTAL), name.strip_suffix(NOTES)) {
        (Some(name), _) if !name.is_empty() => (name, TOTAL),
        (_, Some(name)) if !name.is_empty() => (name, NOTES),
        _ => (name, ""),
    };
    let Some((report, part)) = named(name).filter(|(report, _)| report.listed == of.is_none()) else { return Ok(None) };
    let asked = Asked { part, of, ..Asked::year(asking.year, asking.today, Lang::Zh) };
    let table = read(asking, report, &asked)?;
    Ok(Some(match what {
        TOTAL => Fact::List(table.total.iter().map(|cells| row(report, &asked, cells)).collect()),
        NOTES => Fact::from(table.notes.join("；")),
        _ => Fact::List(table.lines.iter().map(|line| row(report, &asked, &line.cells)).collect()),
    }))
}

fn named(name: &str) -> Option<(&'static Report, usize)> {
    let (title, part) = match name.strip_suffix(['）', ')']).and_then(|name| name.split_once(['（', '('])) {
        Some((title, part)) => (title, Some(part)),
        None => (name, None),
    };
    let report = REPORTS.iter().copied().find(|r| r.title.zh == title)?;
    let at = match part {
        None => 0,
        Some(part) => report.parts.iter().position(|(_, word)| word.zh == part)?,
    };
    Some((report, at))
}

fn read(asking: Asking, report: &'static Report, asked: &Asked) -> Result<Rc<Table>> {
    let key = (report.name, asked.part, asked.year, asked.of);
    if let Some(table) = asking.read.0.borrow().get(&key) {
        return Ok(Rc::clone(table));
    }
    let table = Rc::new((report.load)(asking.reader, asked, &|_, _| true)?);
    asking.read.0.borrow_mut().insert(key, Rc::clone(&table));
    Ok(table)
}

fn row<'r>(report: &Report, asked: &Asked, cells: &[Cell]) -> Scope<'r> {
    let columns = report.columns.iter().zip(cells).filter(|(column, _)| column.kind != Kind::Bar);
    // A template cannot name a year that is asked for anew each time.
    let heading = |column: &Column| match column.label {
        Label::Year(0) => "本年".to_owned(),
        Label::Year(n @ -4..=-1) => format!("前{}年", ["四", "三", "二", "一"][usize::try_from(n + 4).unwrap_or(0)]),
        _ => column.heading(asked),
    };
    Scope::Fixed(
        columns
            .map(|(column, cell)| {
                let text = words(column.kind, &cell.value);
                let fact = match cell.value.as_number().filter(|_| column.kind.numeric()) {
                    Some(n) => Fact::Figure(n, text),
                    None => Fact::from(text),
                };
                (heading(column), fact)
            })
            .collect(),
    )
}

/// Reports that can be asked for by name.
pub fn listed() -> impl Iterator<Item = &'static Report> {
    reports::REPORTS.iter().copied().filter(|r| r.listed)
}
