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
    let progress = progress.or_else(|| state.as_deref().and_then(share));
    let dated = due.as_deref().is_some_and(|t| t.chars().any(|c| c.is_ascii_digit()));
    if due_on.is_none() && dated {
        sheet.warn(row.at("due"), Reason::DueUnknown, due.clone().unwrap_or_default());
    }
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
        .with("note", notes(state.filter(|s| !plain(s)).into_iter().collect(), row.text("note")));
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    sheet.save(&draft, id, row.at_any(&["name", "content"]))
}

/// True for a text that its state says completely: everything else of it is kept as a note.
fn plain(state: &str) -> bool {
    state_of(state).is_some() && state.chars().count() <= 4
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

/// The state a text means: what is done, what is only partly done or planned, and what is not begun.
fn state_of(text: &str) -> Option<&'static str> {
    let text = clean::squeeze(text);
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if let Some(part) = share(&text) {
        return Some(if part >= 100.0 { "done" } else { "running" });
    }
    if has(&["未销号", "未办结", "未完成", "未办", "没有完成", "尚未"]) && !has(&["未开始", "未启动", "未开展", "未开启"])
    {
        Some(if has(&["滞后", "逾期", "超期"]) { "late" } else { "running" })
    } else if has(&["销号", "办结"]) && !has(PART) {
        Some("closed")
    } else if has(&["未开始", "未启动", "未开启", "未开展", "待启动", "未推进", "待开展"]) {
        Some("waiting")
    } else if has(&["滞后", "逾期", "超期", "缓慢"]) {
        Some("late")
    } else if has(PART) {
        Some("running")
    } else if has(&["计划", "拟", "预计", "将于", "力争", "准备", "争取"]) && !has(&["按计划", "推进", "进行", "正在"])
    {
        Some("waiting")
    } else if has(&["推进", "进行", "正在", "已启动", "持续", "长期坚持", "开展中", "办理中", "整改中"]) {
        Some("running")
    } else if has(&["完成", "已办", "整改到位", "落实到位", "已到位", "已解决", "已落实", "已整改", "已验收"])
    {
        Some("done")
    } else {
        None
    }
}

/// Words of something that is not done altogether.
const PART: &[&str] = &[
    "基本",
    "部分",
    "阶段性",
    "初步",
    "大部分",
    "接近",
    "即将",
    "剩余",
    "还剩",
    "尚有",
    "尚需",
    "还需",
    "其余",
    "仍有",
    "待完成",
];

/// The per cent a text names: `完成60%`, `完成率80%`, `完成率0.3`.
fn share(text: &str) -> Option<f64> {
    let text = clean::fold(text);
    let number = |from: usize| {
        let tail = &text[from..];
        let digits = tail.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
        tail[..digits].parse::<f64>().ok()
    };
    if let Some(at) = text.find('%') {
        let from = text[..at]
            .rfind(|c: char| !c.is_ascii_digit() && c != '.')
            .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        return number(from).filter(|n| (0.0..=100.0).contains(n));
    }
    let from = text.find("完成率").map(|at| at + "完成率".len())?;
    let from = from
        + text[from..].chars().take_while(|c| matches!(c, ':' | '：' | '为' | '达' | '约')).map(char::len_utf8).sum::<usize>();
    number(from).map(|n| if n <= 1.0 { n * 100.0 } else { n }).filter(|n| (0.0..=100.0).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_as_offices_write_them() {
        for (text, state) in [
            ("已完成", Some("done")),
            ("完成", Some("done")),
            ("已整改到位", Some("done")),
            ("已办结", Some("closed")),
            ("销号", Some("closed")),
            ("完成60%", Some("running")),
            ("完成率80%", Some("running")),
            ("完成100%", Some("done")),
            ("未完成，完成率0.3", Some("running")),
            ("基本完成，剩余3处", Some("running")),
            ("基本完成", Some("running")),
            ("未完成", Some("running")),
            ("未办结", Some("running")),
            ("计划10月完成", Some("waiting")),
            ("预计年底完成", Some("waiting")),
            ("按计划推进", Some("running")),
            ("未启动", Some("waiting")),
            ("正在推进", Some("running")),
            ("持续推进", Some("running")),
            ("推进缓慢", Some("late")),
            ("提前完成(提前7天)", Some("done")),
            ("情况见附件", None),
        ] {
            assert_eq!(state_of(text), state, "{text}");
        }
        assert_eq!(share("完成60%，正在收尾"), Some(60.0));
        assert_eq!(share("完成率0.3"), Some(30.0));
        assert_eq!(share("完成3项"), None);
    }
}
