//! Lines of a work list: project list, rectification, supervision.

use super::{Read, Row, Saved, Sheet, notes};
use crate::catalog::draft::Draft;
use crate::domain::value::Value;
use crate::domain::{clean, date, number};
use crate::exchange::grid::Cell;
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let name = row.line_of("name").or_else(|| row.line_of("content"));
    let Some(name) = name else { return Err(Stop::Reject(row.at("name"), Reason::MissingName, String::new())) };
    let content = row.text("content");
    let kind = kind(&sheet.names);
    let year = sheet.year.map(i64::from);
    let key: [(&'static str, Value); 4] =
        [("kind", kind.into()), ("year", year.into()), ("name", name.into()), ("content", content.into())];
    let id = sheet.ids("work_item", &key)?.first().copied();
    let unit_text = row.line_of("responsible");
    let unit = match &unit_text {
        Some(text) => sheet.unit_named(text)?.id(),
        None => None,
    };
    let (starts, due) = (row.line_of("starts_on"), row.line_of("due"));
    let context = sheet.days_of_year();
    let starts = starts.and_then(|t| date::parse(&t, &context).ok());
    let due_on = match row.cell("due") {
        Cell::Day(at) => Some(at.date()),
        _ => due.as_deref().and_then(|t| date::deadline(t, &context)),
    };
    let (progress, said) = progress(sheet, row);
    let state = row.line_of("state").or(said);
    let progress = progress.or_else(|| state.as_deref().filter(|t| t.ends_with('%')).and_then(|t| number::percent(t, false)));
    let mut draft = Draft::new("work_item")
        .with("code", row.text("code"))
        .with("standard", row.text("standard"))
        .with("unit_id", unit)
        .with("unit_text", unit_text)
        .with("person", row.line_of("person"))
        .with("partners", row.line_of("partners"))
        .with("leader", row.line_of("leader"))
        .with("starts_on", starts.map(|d| d.to_string()))
        .with("due_on", due_on.map(|d| d.to_string()))
        .with("due_text", due)
        .with("progress", progress)
        .with("state", state.as_deref().and_then(state_of).or((progress == Some(100.0)).then_some("done")))
        .with("evidence", row.text("evidence"))
        .with(
            "note",
            notes(state.filter(|s| state_of(s).is_none() && !s.ends_with('%')).into_iter().collect(), row.text("note")),
        );
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    sheet.save(&draft, id, row.at_any(&["name", "content"]))
}

/// What kind of list it is.
fn kind(names: &str) -> &'static str {
    if names.contains("整改") {
        "rectification"
    } else if names.contains("督办") || names.contains("督查") {
        "supervision"
    } else {
        "project"
    }
}

/// The progress of a row: per cent, or words that say the state instead (`提前完成（提前7天）`, `未启动`).
fn progress(sheet: &mut Sheet, row: &Row) -> (Option<f64>, Option<String>) {
    let Some(text) = row.text("progress") else { return (None, None) };
    let cell = row.cell("progress");
    let fraction = cell.number().is_some_and(|n| n > 0.0 && n <= 1.0) && !text.contains('%');
    if let Some(found) = number::percent(&text, fraction) {
        return (Some(found), None);
    }
    match state_of(&text) {
        Some("done" | "closed") => (Some(100.0), Some(text)),
        Some("waiting") => (Some(0.0), Some(text)),
        Some(_) => (None, Some(text)),
        None => {
            sheet.warn(row.at("progress"), Reason::ValueLeftOut, text);
            (None, None)
        }
    }
}

/// The state a word means.
fn state_of(text: &str) -> Option<&'static str> {
    let text = clean::squeeze(text);
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if has(&["销号", "办结"]) {
        Some("closed")
    } else if has(&["未开始", "未启动", "未开启", "待启动", "未推进"]) {
        Some("waiting")
    } else if has(&["滞后", "逾期", "超期", "缓慢"]) {
        Some("late")
    } else if has(&["未完成", "推进", "进行", "正在", "已启动", "持续"]) {
        Some("running")
    } else if has(&["完成", "已办"]) {
        Some("done")
    } else {
        None
    }
}
