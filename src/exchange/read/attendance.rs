//! Attendance sheets: people by half-days. They say who came, what it is worth, and who owes the class.

use super::{Read, Row, Saved, Sheet, nominee, quota};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::{Class, Person};
use crate::domain::calendar::Half;
use crate::domain::date::{Context, Date};
use crate::domain::half_day;
use crate::domain::hours::attendance::{Attended, DayWorth, Mark};
use crate::domain::value::Value;
use crate::domain::{clean, date};
use crate::exchange::grid::{At, Cell};
use crate::exchange::{issue::Reason, sheet::Stop};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

type Marks = Vec<(NaiveDate, Half, Mark)>;

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let class = sheet.class_of(row)?;
    let person = sheet.person(row)?;
    let marks = marks(sheet, row, &class)?;
    if marks.is_empty() {
        return Err(Stop::NoData);
    }
    let call_up = quota::call_up(sheet, &class)?;
    let (nominee, made) = nominee_of(sheet, row, call_up, &person)?;
    let at = row.at("name");
    if let Some(earlier) = sheet.earlier("nominee", nominee) {
        return Err(Stop::Duplicate(at, earlier));
    }
    sheet.mark("nominee", nominee, row.line.row);
    let (mut new, mut changed) = (made, false);
    for (date, half, mark) in &marks {
        match put(sheet, nominee, *date, *half, *mark)? {
            Saved::New(_) => new = true,
            Saved::Changed(_) => changed = true,
            Saved::Same(_) => {}
        }
    }
    let sum = Attended::of(marks.iter().copied(), &DayWorth::default());
    settle(sheet, nominee, &sum)?;
    earn(sheet, &class, &person, nominee, &marks, &sum)?;
    if sum.no_show() {
        owe(sheet, &class, &person, nominee, &sum)?;
    }
    Ok(match (new, changed) {
        (true, _) => Saved::New(nominee),
        (_, true) => Saved::Changed(nominee),
        _ => Saved::Same(nominee),
    })
}

/// The marks of a row. A blank is no mark; what is no mark stops the row.
fn marks(sheet: &Sheet, row: &Row, class: &Class) -> Read<Marks> {
    let context = Context { start: class.starts_on.or(sheet.days().start), ..sheet.days() };
    let legend = legend(sheet);
    let mut marks = Vec::new();
    for (column, day, half) in &row.block.marks {
        let cell = row.column(*column);
        if *cell == Cell::Empty {
            continue;
        }
        let at = At { row: row.line.row, column: *column };
        let moment = half_day::moment(day, &context).ok();
        let Some(date) = moment.and_then(|m| m.date).or_else(|| date::parse(day, &context).ok()).and_then(|d: Date| d.exact())
        else {
            return Err(Stop::Reject(at, Reason::BadDate, day.clone()));
        };
        let half =
            half_day::take_half(half.trim()).map(|(h, _)| h).or_else(|| moment.and_then(|m| m.span.half)).unwrap_or(Half::Day);
        let text = cell.to_string();
        let own = legend.iter().find(|(sign, _)| text.trim().starts_with(*sign)).map(|(_, mark)| *mark);
        let Some(mark) = own.or_else(|| mark(&text)) else { return Err(Stop::Reject(at, Reason::BadMark, text)) };
        marks.extend(half.parts().iter().map(|part| (date, *part, mark)));
    }
    Ok(marks)
}

/// What the notes of the sheet say its signs mean: `√出勤，○迟到`.
fn legend(sheet: &Sheet) -> Vec<(char, Mark)> {
    const WORDS: [(&str, Mark); 9] = [
        ("迟到", Mark::Late),
        ("早退", Mark::Early),
        ("假", Mark::Leave),
        ("缺", Mark::Absent),
        ("旷", Mark::Absent),
        ("未到", Mark::Absent),
        ("出勤", Mark::Present),
        ("到", Mark::Present),
        ("出席", Mark::Present),
    ];
    let sign = |c: &char| "√✓✔×✗○●△▲☆★◎□■◇◆※＋+".contains(*c);
    let lines = sheet.table.notes.iter().chain(&sheet.table.above);
    let parts = lines.flat_map(|line| line.split(['，', ',', '；', ';', '、', '。', '\n', '　', ' ']));
    let pair = |part: &str| {
        let sign = part.chars().find(sign)?;
        WORDS.iter().find(|(word, _)| part.contains(word)).map(|(_, mark)| (sign, *mark))
    };
    parts.filter_map(pair).collect()
}

/// Marks as offices write them.
fn mark(text: &str) -> Option<Mark> {
    let text = clean::without_brackets(&clean::fold(text));
    Some(match text.as_str() {
        "到" | "√" | "✓" | "✔" | "出勤" | "已到" | "1" | "是" | "到课" | "实到" | "签到" | "出" | "在" | "出席" | "参加"
        | "全勤" | "正常" => Mark::Present,
        "迟到" | "迟" => Mark::Late,
        "早退" => Mark::Early,
        "缺训" | "缺" | "旷课" | "旷" | "×" | "X" | "x" | "✗" | "未到" | "缺席" | "缺勤" | "0" | "否" | "无故缺席" | "●" => {
            Mark::Absent
        }
        _ if text.contains('假') => Mark::Leave,
        "△" | "○" => Mark::Leave,
        _ => return None,
    })
}

/// The nominee of a person; someone who came without having been put forward is added, with a finding.
fn nominee_of(sheet: &mut Sheet, row: &Row, call_up: i64, person: &Person) -> Read<(i64, bool)> {
    if let Some(id) = sheet.ids("nominee", &[("call_up_id", call_up.into()), ("cadre_id", person.id.into())])?.first() {
        return Ok((*id, false));
    }
    let all = sheet.ids("nominee", &[("call_up_id", call_up.into())])?.len();
    let others = sheet.ids("nominee", &[("call_up_id", call_up.into()), ("flags", "not_nominated".into())])?.len();
    if all > others {
        sheet.warn(row.at("name"), Reason::NotNominated, person.name.clone());
    }
    let draft = Draft::new("nominee")
        .with("call_up_id", call_up)
        .with("cadre_id", person.id)
        .with("unit_id", person.unit_id)
        .with("position", sheet.position(row)?)
        .with("state", "nominated")
        .with("sort_no", i64::try_from(row.line.row).unwrap_or(0))
        .with("flags", "not_nominated");
    let id = sheet.office.save(&draft, None)?.id();
    nominee::log(sheet, id, None, "nominated")?;
    Ok((id, true))
}

fn put(sheet: &mut Sheet, nominee: i64, date: NaiveDate, half: Half, mark: Mark) -> Read<Saved> {
    let key: [(&'static str, Value); 3] =
        [("nominee_id", nominee.into()), ("date", date.to_string().into()), ("half", half.code().into())];
    let id = sheet.ids("attendance", &key)?.first().copied();
    let mut draft = Draft::new("attendance").with("mark", mark.code());
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    Ok(sheet.office.save(&draft, id)?)
}

/// The nominee's state after the class, by the steps that lead there.
fn settle(sheet: &mut Sheet, nominee: i64, sum: &Attended) -> Read<()> {
    let way: &[&str] = if !sum.no_show() {
        &["approved", "reported", "completed"]
    } else if sum.absent == 0 {
        &["approved", "excused"]
    } else {
        &["approved", "no_show"]
    };
    let state = sheet.office.value("nominee", nominee, "state")?;
    let state = state.as_str().unwrap_or("nominated").to_owned();
    let open = ["planned", "nominated", "waitlisted", "approved", "notified", "reported"];
    let goal = way.last().copied().unwrap_or("approved");
    if !open.contains(&state.as_str()) {
        return Ok(());
    }
    let mut from = state.as_str();
    let skip = match from {
        "approved" | "notified" => 1,
        "reported" => 2,
        _ => 0,
    };
    for to in way.iter().skip(skip.min(way.len() - 1)) {
        nominee::log(sheet, nominee, Some(from), to)?;
        from = to;
    }
    let draft = Draft::new("nominee").with("state", goal).with("state_since", sheet.today.to_string()).with("hours", sum.hours);
    sheet.office.save(&draft, Some(nominee))?;
    Ok(())
}

/// The entry in the person's ledger: attended half-days, at most a full day a day.
fn earn(sheet: &mut Sheet, class: &Class, person: &Person, nominee: i64, marks: &Marks, sum: &Attended) -> Read<()> {
    let entries = sheet.office.entries(person.id)?;
    let known = entries.iter().find(|e| e.class_id == Some(class.id));
    if sum.attended == 0 || known.is_some_and(|e| e.source != "attendance") {
        return Ok(());
    }
    let mut years: BTreeMap<i32, Marks> = BTreeMap::new();
    for mark in marks {
        years.entry(mark.0.year()).or_default().push(*mark);
    }
    let dates = || marks.iter().map(|m| m.0);
    let year = if let [year] = years.keys().copied().collect::<Vec<_>>()[..] { Some(i64::from(year)) } else { None };
    let draft = Draft::new("hour_entry")
        .with("cadre_id", person.id)
        .with("year", year)
        .with("form", "脱产培训")
        .with("title", class.title.as_str())
        .with("class_id", class.id)
        .with("nominee_id", nominee)
        .with("unit_id", person.unit_id)
        .with("starts_on", class.starts_on.or_else(|| dates().min()).map(|d| d.to_string()))
        .with("ends_on", class.ends_on.or_else(|| dates().max()).map(|d| d.to_string()))
        .with("days", f64::from(sum.attended) / 2.0)
        .with("hours", sum.hours)
        .with("source", "attendance")
        .with("batch_id", known.is_none().then_some(sheet.batch));
    let entry = sheet.office.save(&draft, known.map(|e| e.id))?.id();
    if years.len() > 1 {
        for (year, marks) in years {
            let part = Attended::of(marks, &DayWorth::default());
            let key: [(&'static str, Value); 2] = [("entry_id", entry.into()), ("year", i64::from(year).into())];
            let id = sheet.ids("hour_share", &key)?.first().copied();
            let mut draft = Draft::new("hour_share").with("hours", part.hours).with("days", f64::from(part.attended) / 2.0);
            key.into_iter().for_each(|(column, value)| draft.set(column, value));
            sheet.office.save(&draft, id)?;
        }
    }
    Ok(())
}

/// Someone who was never there owes the class.
fn owe(sheet: &mut Sheet, class: &Class, person: &Person, nominee: i64, sum: &Attended) -> Read<()> {
    if !sheet.ids("make_up", &[("cadre_id", person.id.into()), ("class_id", class.id.into())])?.is_empty() {
        return Ok(());
    }
    let draft = Draft::new("make_up")
        .with("cadre_id", person.id)
        .with("unit_id", person.unit_id)
        .with("cause", if sum.absent == 0 { "leave" } else { "no_show" })
        .with("class_id", class.id)
        .with("nominee_id", nominee)
        .with("hours", f64::from(sum.marked) * DayWorth::default().half_day)
        .with("arose_on", class.ends_on.map(|d| d.to_string()));
    let id = sheet.office.save(&draft, None)?.id();
    super::make_up::log(sheet, id)
}
