//! Teachers.

use super::{Read, Row, Saved, Sheet, cadre, notes, sex, tags, tidy, word};
use crate::catalog::draft::Draft;
use crate::domain::date::{self, Context};
use crate::domain::{name, number, unit_name, value::Value};
use crate::exchange::{issue::Reason, sheet::Stop};
use chrono::Months;

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let at = row.at("name");
    let said = row.text("name").map(|t| name::parse(&t)).filter(|n| !n.name.is_empty());
    let Some(said) = said else { return Err(Stop::Reject(at, Reason::MissingName, String::new())) };
    let names = sheet.office.units()?;
    let together = row.line_of("unit_position");
    let parted = together.as_deref().and_then(|t| names.prefix(t)).map(|(id, rest)| (Some(id), rest.to_owned()));
    let guessed = together.as_deref().and_then(unit_name::unit_and_post).map(|(unit, post)| (unit.to_owned(), post.to_owned()));
    let unit_text = tidy(row.line_of("unit_text"));
    let unit_text = unit_text.or_else(|| guessed.as_ref().map(|(unit, _)| unit.clone())).or_else(|| together.clone());
    let parted = parted.or_else(|| guessed.map(|(_, post)| (None, post)));
    let unit_id = match (&parted, &unit_text) {
        (Some((Some(id), _)), _) => Some(*id),
        (_, Some(text)) => sheet.unit_named(text)?.id(),
        _ => None,
    };
    let id = existing(sheet, &said.name, unit_text.as_deref(), unit_id)?;
    if let Some(earlier) = id.and_then(|id| sheet.earlier("teacher", id)) {
        return Err(Stop::Duplicate(at, earlier));
    }
    let cadre: Vec<i64> = sheet
        .office
        .people_named(&said.name)?
        .into_iter()
        .filter(|p| unit_id.is_some() && p.unit_id == unit_id)
        .map(|p| p.id)
        .collect();
    let (from, until, mut note) = term(sheet, row);
    let (noted, _) = cadre::from_note(said.note.as_deref());
    note.extend(said.note.filter(|n| sex(n).is_none()));
    let birth = sheet.month(row, "birth").map(|d| d.to_string());
    let draft = Draft::new("teacher")
        .with("name", said.name)
        .with("sex", row.text("sex").and_then(|t| sex(&t)).or(noted))
        .with("birth", birth)
        .with("unit_text", unit_text)
        .with("unit_id", unit_id)
        .with("cadre_id", if let [one] = cadre[..] { Some(one) } else { None })
        .with("title", word("teacher_title", row.line_of("title")))
        .with("position", row.line_of("position").or_else(|| parted.map(|(_, rest)| rest).filter(|r| !r.is_empty())))
        .with("education", word("education", row.line_of("education")))
        .with("major", row.line_of("major"))
        .with("kind", word("teacher_kind", row.line_of("kind")))
        .with("level", word("teacher_level", row.line_of("level")))
        .with("topics", tags(row.text("topics")))
        .with("research", row.line_of("research"))
        .with("term_from", from)
        .with("term_until", until)
        .with("fee", row.text("fee").and_then(|t| number::leading(&t)).map(|l| l.value))
        .with("phone", sheet.phone(row, "phone"))
        .with("note", notes(note, row.text("note")));
    sheet.save(&draft, id, at)
}

/// The same name from the same unit, however the unit is written.
fn existing(sheet: &Sheet, said: &str, unit_text: Option<&str>, unit_id: Option<i64>) -> Read<Option<i64>> {
    let all = sheet.office.teachers_named(said)?;
    let same = all.iter().find(|t| t.unit_text.as_deref() == unit_text || (unit_id.is_some() && t.unit_id == unit_id));
    let id = same.map(|t| t.id);
    let exact = sheet.ids("teacher", &[("name", said.into()), ("unit_text", Value::from(unit_text))])?;
    Ok(id.or(exact.first().copied()))
}

/// Whole years of a term: `3` below 聘期（年）, `三年`.
fn years_of(row: &Row, text: &str) -> Option<u32> {
    let found = number::leading(text)?;
    let unit = found.rest.is_empty() && (row.cell("term").number().is_some() || text.chars().count() <= 2)
        || matches!(found.rest.as_str(), "年" | "周年");
    number::whole(found.value).filter(|n| unit && (1..=30).contains(n)).and_then(|n| u32::try_from(n).ok())
}

fn term_start(from: &Option<String>, sheet: &Sheet) -> Option<chrono::NaiveDate> {
    date::parse(from.as_deref()?, &Context::monthly(sheet.today)).ok()?.first()
}

/// The term: two columns or one with both. What is no term goes to the note.
fn term(sheet: &mut Sheet, row: &Row) -> (Option<String>, Option<String>, Vec<String>) {
    let from = sheet.month(row, "term_from").map(|d| d.to_string());
    let until = sheet.month(row, "term_until").map(|d| d.to_string());
    let Some(text) = row.line_of("term") else { return (from, until, Vec::new()) };
    let context = Context::monthly(sheet.today);
    if let (Some(years), Some(first)) = (years_of(row, &text), term_start(&from, sheet)) {
        let last = first.checked_add_months(Months::new(years * 12)).and_then(|d| d.pred_opt());
        let until =
            until.or_else(|| last.map(|d| from.as_ref().map_or_else(String::new, |f| d.to_string()[..f.len()].to_owned())));
        return (from, until, Vec::new());
    }
    if let Some((from, until)) = date::range(&text, &context) {
        return (Some(from.to_string()), Some(until.to_string()), Vec::new());
    }
    if let Ok(date) = date::parse(&text, &context) {
        return (Some(date.to_string()), until, Vec::new());
    }
    sheet.warn(row.at("term"), Reason::DateAsText, text.clone());
    (from, until, vec![text])
}
