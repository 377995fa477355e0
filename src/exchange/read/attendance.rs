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
use crate::exchange::{issue::Reason, marks, sheet::Stop};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

type Marks = Vec<(NaiveDate, Half, Mark)>;

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let class = sheet.class_of(row)?;
    let person = sheet.person(row)?;
    let marks = marks(sheet, row, &class)?;
    if marks.is_empty() {
        sheet.warn(row.at("name"), Reason::NoMarks, person.name.clone());
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
    assumed(sheet, row);
    let marks = all_marks(sheet, nominee, marks)?;
    let worth = sheet.worth(class.ends_on.or(class.starts_on))?;
    let sum = Attended::of(marks.iter().copied(), &worth);
    earn(sheet, &class, &person, nominee, (&marks, &sum, &worth))?;
    if sum.attended > 0 || whole(&class, &marks) {
        settle(sheet, nominee, &sum)?;
    }
    if sum.no_show() && whole(&class, &marks) {
        owe(sheet, &class, &person, nominee, (&sum, &worth))?;
    }
    Ok(match (new, changed) {
        (true, _) => Saved::New(nominee),
        (_, true) => Saved::Changed(nominee),
        _ => Saved::Same(nominee),
    })
}

/// The marks of a row. A blank is no mark, unless the sheet says what it means; what is no mark stops the row.
fn marks(sheet: &Sheet, row: &Row, class: &Class) -> Read<Marks> {
    let context = class_days(sheet, class);
    let legend = &sheet.table.legend;
    let blank = legend.iter().find(|(sign, _)| sign == "空白").and_then(|(_, word)| mark(word, &[]));
    let used =
        |c: &marks::Column| sheet.table.lines.iter().any(|l| !sheet.grid.cell(At { row: l.row, column: c.column }).is_empty());
    let mut found = Vec::new();
    for column in &row.block.marks {
        let cell = row.column(column.column);
        let at = At { row: row.line.row, column: column.column };
        let text = cell.to_string();
        let mark = match (cell, blank) {
            (Cell::Empty, _) if column.signed && used(column) => Mark::Absent,
            (Cell::Empty, Some(mark)) if used(column) => mark,
            (Cell::Empty, _) => continue,
            _ => match mark(&text, legend) {
                Some(mark) => mark,
                None if column.signed => Mark::Present,
                None => return Err(Stop::Reject(at, Reason::BadMark, text)),
            },
        };
        let half = match &column.half {
            Ok(half) => *half,
            Err(said) => return Err(Stop::Reject(at, Reason::HalfUnclear, format!("{} {said}", column.day))),
        };
        let moment = half_day::moment(&column.day, &context).ok();
        let date = moment.and_then(|m| m.date).or_else(|| date::parse(&column.day, &context).ok()).and_then(|d: Date| d.exact());
        let Some(date) = date else { return Err(Stop::Reject(at, Reason::BadDate, column.day.clone())) };
        found.extend(half.parts().iter().map(|part| (date, *part, mark)));
    }
    Ok(found)
}

/// Signs that other offices use in another way, and this sheet does not explain. Said once a sheet.
fn assumed(sheet: &mut Sheet, row: &Row) {
    let said = sheet.out.issues.iter().any(|i| i.reason == Reason::SignAssumed);
    let explained = |sign: &str| sheet.table.legend.iter().any(|(s, _)| clean::fold(s) == sign);
    let sign = row.block.marks.iter().find_map(|c| {
        let text = clean::fold(&row.column(c.column).to_string());
        (matches!(text.as_str(), "△" | "○") && !explained(&text)).then_some((At { row: row.line.row, column: c.column }, text))
    });
    if let Some((at, sign)) = sign.filter(|_| !said) {
        sheet.warn(at, Reason::SignAssumed, sign);
    }
}

/// The marks of this sheet and those kept from others: a class can have one sheet a day.
fn all_marks(sheet: &Sheet, nominee: i64, mut marks: Marks) -> Read<Marks> {
    let kept = sheet.ids("attendance", &[("nominee_id", nominee.into())])?;
    if kept.len() == marks.len() {
        return Ok(marks);
    }
    for id in kept {
        let text = |column| sheet.office.value("attendance", id, column).map(|v| v.to_string());
        let date = text("date")?.parse::<NaiveDate>().ok();
        let (half, mark) = (text("half")?, text("mark")?);
        let half = [Half::Am, Half::Pm, Half::Eve, Half::Day].into_iter().find(|h| h.code() == half);
        let mark = Mark::ALL.into_iter().find(|m| m.code() == mark);
        if let (Some(date), Some(half), Some(mark)) = (date, half, mark)
            && !marks.iter().any(|(d, h, _)| *d == date && *h == half)
        {
            marks.push((date, half, mark));
        }
    }
    Ok(marks)
}

/// True where the marks cover the class: from one half-day of a longer class nobody is called absent from all of it.
fn whole(class: &Class, marks: &Marks) -> bool {
    let Some((first, last)) = class.starts_on.zip(class.ends_on) else { return true };
    let days = marks.iter().map(|m| m.0).collect::<std::collections::BTreeSet<_>>().len();
    days > 1 || first == last || marks.iter().any(|m| m.0 == last)
}

/// Days without a year are days of the class: from its first day on, or in the year of its plan.
fn class_days(sheet: &Sheet, class: &Class) -> Context {
    let year = i32::try_from(class.year).ok();
    Context { start: class.starts_on, year: sheet.year.or(year), ..sheet.days() }
}

/// Marks as this sheet explains them, or as offices write them.
fn mark(text: &str, legend: &[(String, String)]) -> Option<Mark> {
    let text = clean::without_brackets(&clean::fold(text));
    if let Some((_, word)) = legend.iter().find(|(sign, _)| clean::fold(sign) == text) {
        return mark(word, &[]);
    }
    Some(match text.as_str() {
        "到" | "√" | "✓" | "✔" | "出勤" | "已到" | "1" | "是" | "到课" | "实到" | "签到" | "出席" | "勤" | "出" | "全勤" => {
            Mark::Present
        }
        "迟到" | "迟" => Mark::Late,
        "早退" | "退" => Mark::Early,
        "缺训" | "缺" | "旷课" | "旷" | "×" | "X" | "x" | "✗" | "╳" | "未到" | "缺席" | "缺勤" | "缺课" | "旷训" | "0" | "否" => {
            Mark::Absent
        }
        "事" | "病" | "公" | "婚" | "产" | "丧" | "公差" | "△" | "○" => Mark::Leave,
        _ if text.contains('假') => Mark::Leave,
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
fn earn(
    sheet: &mut Sheet,
    class: &Class,
    person: &Person,
    nominee: i64,
    (marks, sum, worth): (&Marks, &Attended, &DayWorth),
) -> Read<()> {
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
            let part = Attended::of(marks, worth);
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
fn owe(sheet: &mut Sheet, class: &Class, person: &Person, nominee: i64, (sum, worth): (&Attended, &DayWorth)) -> Read<()> {
    if !sheet.ids("make_up", &[("cadre_id", person.id.into()), ("class_id", class.id.into())])?.is_empty() {
        return Ok(());
    }
    let draft = Draft::new("make_up")
        .with("cadre_id", person.id)
        .with("unit_id", person.unit_id)
        .with("cause", if sum.absent == 0 { "leave" } else { "no_show" })
        .with("class_id", class.id)
        .with("nominee_id", nominee)
        .with("hours", f64::from(sum.marked) * worth.half_day)
        .with("arose_on", class.ends_on.map(|d| d.to_string()));
    let id = sheet.office.save(&draft, None)?.id();
    super::make_up::log(sheet, id, None, "owed")
}
