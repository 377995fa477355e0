//! Case studies and stories, in lists of their own or together.

use super::{Read, Row, Saved, Sheet, tidy, word};
use crate::catalog::draft::Draft;
use crate::domain::{number, value::Value};
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn case(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let (name, source, unit) = head(sheet, row)?;
    let id = sheet.ids("case_study", &key(&name, source.as_deref()))?.first().copied();
    let note = row.text("note");
    let mixed = row.has("category");
    let kind = if mixed { None } else { row.line_of("kind") };
    let draft = Draft::new("case_study")
        .with("name", name)
        .with("source", source)
        .with("unit_id", unit)
        .with("kind", word("case_kind", kind).or_else(|| note.as_deref().and_then(|n| case_kind(n)).map(str::to_owned)))
        .with("field", word("case_field", row.line_of("field")))
        .with("author", row.line_of("author"))
        .with("background", row.text("background"))
        .with("problem", row.text("problem"))
        .with("practice", row.text("practice"))
        .with("lesson", row.text("lesson"))
        .with("secrecy", word("secrecy", row.line_of("secrecy")))
        .with("recommended", word("recommend_level", row.line_of("recommended")))
        .with("note", note);
    sheet.save(&draft, id, row.at("name"))
}

pub fn story(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let (name, source, unit) = head(sheet, row)?;
    let id = sheet.ids("story", &key(&name, source.as_deref()))?.first().copied();
    let site = match row.line_of("site") {
        Some(site) => sheet.ids("site", &[("name", site.into())])?.first().copied(),
        None => None,
    };
    let minutes = row.text("minutes").and_then(|t| number::minutes(&t));
    let draft = Draft::new("story")
        .with("name", name)
        .with("source", source)
        .with("unit_id", unit)
        .with("theme", word("story_theme", row.line_of("theme").or_else(|| row.line_of("field"))))
        .with("people", row.line_of("people"))
        .with("narrator", row.line_of("narrator").or_else(|| row.line_of("author")))
        .with("minutes", minutes)
        .with("media", row.line_of("media"))
        .with("site_id", site)
        .with("note", row.text("note"));
    sheet.save(&draft, id, row.at("name"))
}

fn head(sheet: &Sheet, row: &Row) -> Read<(String, Option<String>, Option<i64>)> {
    let Some(name) = tidy(row.line_of("name")) else {
        return Err(Stop::Reject(row.at("name"), Reason::MissingName, String::new()));
    };
    let source = tidy(row.line_of("source"));
    let unit = match &source {
        Some(source) => sheet.unit_named(source)?.id(),
        None => None,
    };
    Ok((name, source, unit))
}

/// The same thing again: its name, and its source where one is given.
fn key(name: &str, source: Option<&str>) -> Vec<(&'static str, Value)> {
    let mut key = vec![("name", Value::from(name))];
    if let Some(source) = source {
        key.push(("source", source.into()));
    }
    key
}

fn case_kind(note: &str) -> Option<&'static str> {
    crate::domain::rulebook::word("case_kind", note)
}
