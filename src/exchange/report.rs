//! A report as a file's sheet, and how its values read: the same on the screen, on the command line and in files.

use super::export::{Heading, Sheet};
use crate::{
    domain::value::{self, Value},
    store::{
        reports::{self, Asked, Kind, Report, Table},
        snapshot::Snapshot,
    },
    text::{Lang, T, report as w},
};

/// What a report is called: with what it is about, where others open it.
#[must_use]
pub fn title(report: &Report, asked: &Asked, table: Option<&Table>) -> String {
    let title = report.title.get(asked.lang);
    match table.and_then(|t| t.subject.as_deref()) {
        Some(subject) => w::report_of(asked.lang, subject, title),
        None => title.to_owned(),
    }
}

/// A report as a sheet, its lines in this order: period, meaning and notes above, bars left out, the total last.
#[must_use]
pub fn sheet(report: &Report, asked: &Asked, table: &Table, order: &[usize]) -> Sheet {
    let shown: Vec<usize> = report.columns.iter().enumerate().filter(|(_, c)| c.kind != Kind::Bar).map(|(n, _)| n).collect();
    let headings = shown.iter().map(|n| {
        let column = &report.columns[*n];
        let (name, label) = (column.name.to_owned(), column.heading(asked));
        Heading { name, label, width: column.width, numeric: column.kind.numeric() }
    });
    let mut sheet = Sheet::plain(title(report, asked, Some(table)), headings.collect());
    sheet.note(reports::period(report, asked));
    sheet.note(report.about.get(asked.lang));
    table.notes.iter().for_each(|note| sheet.note(note));
    if table.stopped {
        sheet.note(w::STOPPED.get(asked.lang));
    }
    let lines = order.iter().filter_map(|n| table.lines.get(*n)).map(|l| &l.cells);
    for cells in lines.chain(&table.total) {
        let row = shown.iter().map(|n| {
            let value = cells.get(*n).map_or(Value::Null, |c| c.value.clone());
            let text = words(report.columns[*n].kind, &value);
            (value, text)
        });
        sheet.row(row.collect());
    }
    sheet
}

/// A value as people read it: shares and means to one place, dates with dots.
#[must_use]
pub fn words(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Tenths, Value::Real(n)) => format!("{n:.1}"),
        (Kind::Date, Value::Text(iso)) => iso.replace('-', "."),
        (_, Value::Real(n)) => value::number(*n),
        (_, value) => value.to_string(),
    }
}

/// What is not as it was, a line a number.
#[must_use]
pub fn compared(report: &Report, before: &Snapshot, after: &Snapshot, lang: Lang) -> Sheet {
    let heading = |name: &str, label: T, numeric: bool| {
        let width = if numeric { 9 } else { 18 };
        Heading { name: name.to_owned(), label: label.get(lang).to_owned(), width, numeric }
    };
    let headings = vec![
        heading("line", w::LINE, false),
        heading("number", w::NUMBER, false),
        heading("before", w::BEFORE, true),
        heading("after", w::AFTER, true),
        heading("difference", w::DIFFERENCE, true),
    ];
    let mut sheet = Sheet::plain(w::compared(lang, report.title.get(lang)), headings);
    let cell = |n: Option<f64>| (n.map_or(Value::Null, Value::Real), n.map(value::number).unwrap_or_default());
    for d in after.since(before) {
        let (what, before, after) = match (d.number.is_empty(), d.before) {
            (true, None) => (w::CAME_IN.get(lang).to_owned(), None, None),
            (true, Some(_)) => (w::WENT_OUT.get(lang).to_owned(), None, None),
            _ => (d.number, d.before, d.after),
        };
        let change = before.zip(after).map(|(b, a)| a - b);
        let text = |text: String| (Value::text(text.as_str()), text);
        sheet.row(vec![text(d.line), text(what), cell(before), cell(after), cell(change)]);
    }
    sheet
}
