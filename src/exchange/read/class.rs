//! Classes of a year's plan, and classes that were held.

use super::{Read, Row, Saved, Sheet, class_kind, notes, tidy};
use crate::catalog::draft::Draft;
use crate::domain::date::{self, Context, Date};
use crate::domain::{class_name, clean, number, value::Value};
use crate::exchange::{grid::At, issue::Reason, sheet::Stop};
use chrono::{Datelike, NaiveDate};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let at = row.at("name");
    let Some(title) = tidy(row.line_of("name")) else { return Err(Stop::Reject(at, Reason::MissingName, String::new())) };
    let home = sheet.office.units()?.home().map(str::to_owned);
    let title = class_name::parse(&title, home.as_deref());
    let mut note = Vec::new();
    let term = term(sheet, row, &mut note).or(title.term);
    let (starts, ends) = dates(sheet, row, title.year, &mut note)?;
    let context = Context::new(sheet.today);
    let said = row.text("year").and_then(|t| date::parse(&t, &context).ok()).map(|d| d.year).or(title.year);
    let Some(year) = said.or(sheet.year).or(starts.map(|d| d.year())) else {
        return Err(Stop::Reject(at, Reason::MissingYear, String::new()));
    };
    let code = row.text("code");
    let id = existing(sheet, year, &title.name, term.as_deref(), code.as_deref())?;
    if let (Some(id), Some(code)) = (id, code.as_deref()) {
        super::renamed(sheet, "training_class", id, &title.name, code, row.at("code"))?;
    }
    let days = sheet.day_count(row, "days", &mut note);
    let days = softly(sheet, days, &mut note)?;
    let hours = sheet.hours(row, "hours", &mut note);
    let hours = softly(sheet, hours, &mut note)?;
    let planned = sheet.whole(row, "planned", &["人", "名", "人次"], Some(&mut note));
    let level = row.line_of("call_level").map(|t| {
        if t.contains("上级") {
            "upper"
        } else if t.contains("其他") {
            "other"
        } else {
            "own"
        }
    });
    let draft = Draft::new("training_class")
        .with("code", code)
        .with("year", i64::from(year))
        .with("name", title.name)
        .with("term", term)
        .with("kind", class_kind(row.line_of("kind")))
        .with("call_level", level)
        .with("organiser", row.line_of("organiser"))
        .with("undertaker", row.line_of("undertaker"))
        .with("audience", row.line_of("audience"))
        .with("starts_on", starts.map(|d| d.to_string()))
        .with("ends_on", ends.map(|d| d.to_string()))
        .with("days", days)
        .with("hours", hours)
        .with("planned", planned)
        .with("place", row.line_of("place"))
        .with("head_teacher", row.line_of("head_teacher"))
        .with("budget", row.text("budget").and_then(|t| number::leading(&t)).map(|l| l.value))
        .with("note", notes(note, row.text("note")));
    sheet.save(&draft, id, at)
}

/// The term of a row. A bare number below 期数 is how many times the class is held, unless other rows of the same class
/// have other numbers.
fn term(sheet: &mut Sheet, row: &Row, note: &mut Vec<String>) -> Option<String> {
    let text = row.line_of("term")?;
    let bare = text.chars().all(|c| c.is_ascii_digit());
    let counted = row.heading("term") == Some("期数") && bare && alone(sheet, row) && text != "1";
    let several = !counted && class_name::term_number(&text).is_none() && text.contains(|c: char| "-—–－~～至、".contains(c));
    if counted || several {
        sheet.warn(row.at("term"), Reason::SeveralTerms, text.clone());
        note.push(if counted { format!("共{text}期") } else { text });
        return None;
    }
    Some(class_name::term_number(&text).map_or(text, |n| format!("第{n}期")))
}

/// True where no other row has the same name.
fn alone(sheet: &Sheet, row: &Row) -> bool {
    let Some(column) = row.block.columns.get("name").copied() else { return true };
    let name = |row: usize| clean::squeeze(&sheet.grid.filled(At { row, column }).to_string());
    let own = name(row.line.row);
    sheet.table.lines.iter().filter(|l| name(l.row) == own).count() < 2
}

/// A figure of a plan; what is none is left out, with a finding.
fn softly(sheet: &mut Sheet, read: Read<Option<f64>>, note: &mut Vec<String>) -> Read<Option<f64>> {
    match read {
        Err(Stop::Reject(at, _, text)) => {
            sheet.warn(at, Reason::ValueLeftOut, text.clone());
            note.push(text);
            Ok(None)
        }
        read => read,
    }
}

fn existing(sheet: &Sheet, year: i32, name: &str, term: Option<&str>, code: Option<&str>) -> Read<Option<i64>> {
    if let Some(code) = code
        && let Some(id) = sheet.ids("training_class", &[("code", code.into())])?.first()
    {
        return Ok(Some(*id));
    }
    let key: [(&'static str, Value); 3] = [("year", i64::from(year).into()), ("name", name.into()), ("term", term.into())];
    Ok(sheet.ids("training_class", &key)?.first().copied())
}

/// First and last day. A plan may know no more than a month: that is no day, and goes to the note.
fn dates(
    sheet: &mut Sheet,
    row: &Row,
    year: Option<i32>,
    note: &mut Vec<String>,
) -> Read<(Option<NaiveDate>, Option<NaiveDate>)> {
    let year = row.text("year").and_then(|t| t.get(..4)?.parse().ok()).or(year).or(sheet.year);
    let context = Context::of_year(sheet.today, year);
    let (mut starts, mut ends) = (soft(sheet, row, "starts_on", &context, note)?, None);
    if row.has("ends_on") {
        let after = Context { start: starts.and_then(|d| d.exact()), ..context };
        ends = soft(sheet, row, "ends_on", &after, note)?;
    }
    if let Some(text) = row.line_of("dates") {
        let more = row.more("dates").into_iter().filter(|c| !c.is_empty()).map(ToString::to_string);
        let text = std::iter::once(text).chain(more).collect::<Vec<_>>().join("至");
        match date::range(&text, &context) {
            Some((from, until)) => (starts, ends) = (Some(from), Some(until)),
            None => {
                starts = soft(sheet, row, "dates", &context, note)?;
                ends = starts;
            }
        }
    }
    let whole = |d: Option<Date>| d.and_then(|d| d.exact());
    for date in [starts, ends].into_iter().flatten().filter(|d| d.exact().is_none()) {
        note.push(date.to_string());
    }
    match (whole(starts), whole(ends)) {
        (Some(from), Some(until)) if until < from => {
            Err(Stop::Reject(row.at_any(&["ends_on", "dates"]), Reason::DateOrder, format!("{from}—{until}")))
        }
        found => Ok(found),
    }
}

/// A date that may be words such as 下半年: those go to the note. A day that does not exist stops the row.
fn soft(sheet: &mut Sheet, row: &Row, key: &str, context: &Context, note: &mut Vec<String>) -> Read<Option<Date>> {
    match crate::exchange::sheet::read_date(row.cell(key), context) {
        Ok(date) => Ok(date),
        Err(date::Trouble::NoSuchDay) => Err(Stop::Reject(row.at(key), Reason::BadDate, row.text(key).unwrap_or_default())),
        Err(_) => {
            let text = row.text(key).unwrap_or_default();
            sheet.warn(row.at(key), Reason::DateAsText, text.clone());
            note.push(text);
            Ok(None)
        }
    }
}
