//! Sites.

use super::{Read, Row, Saved, Sheet, flag, notes, tidy, word};
use crate::catalog::draft::Draft;
use crate::domain::number;
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let at = row.at("name");
    let Some(name) = tidy(row.line_of("name")) else { return Err(Stop::Reject(at, Reason::MissingName, String::new())) };
    let id = sheet.ids("site", &[("name", name.as_str().into())])?.first().copied();
    let unit = match row.line_of("responsible") {
        Some(text) => sheet.unit_named(&text)?.id(),
        None => None,
    };
    let travel = travel(sheet, row);
    let (contact, phone) = contact(sheet, row);
    let fee = row.text("fee").and_then(|t| number::leading(&t)).map(|l| l.value);
    let mut note = Vec::new();
    let capacity = capacity(sheet, row, &mut note);
    let draft = Draft::new("site")
        .with("name", name)
        .with("code", row.text("code"))
        .with("kind", word("site_kind", row.line_of("kind")))
        .with("area", row.line_of("area"))
        .with("town", tidy(row.line_of("town")))
        .with("address", row.line_of("address"))
        .with("contact", contact)
        .with("phone", phone)
        .with("guide", row.line_of("guide"))
        .with("theme", row.line_of("theme"))
        .with("route", row.text("route"))
        .with("capacity", capacity)
        .with("fee", fee)
        .with("travel_minutes", travel)
        .with("duration", row.line_of("duration"))
        .with("opening", row.line_of("opening"))
        .with("season", row.line_of("season"))
        .with("facilities", row.line_of("facilities"))
        .with("grade", word("site_grade", row.line_of("grade")))
        .with("base", flag(row.text("base")))
        .with("unit_id", unit)
        .with("audit", word("site_audit", row.line_of("audit")))
        .with("note", notes(note, row.text("note")));
    sheet.save(&draft, id, at)
}

/// Minutes on the road; of `15公里/25分钟` the part that is a time. A distance alone is left out, with a finding.
fn travel(sheet: &mut Sheet, row: &Row) -> Option<i64> {
    let text = row.text("travel_minutes")?;
    let part = text.split(['/', '、', '，', '；', ' ']).find(|p| ["分", "小时", "时"].iter().any(|w| p.contains(w)));
    let bare = !text.contains("公里") && !text.to_lowercase().contains("km") && !text.contains('里');
    let found = part.or(Some(text.as_str()).filter(|_| bare)).and_then(number::minutes);
    if found.is_none() {
        sheet.warn(row.at("travel_minutes"), Reason::ValueLeftOut, text);
    }
    found
}

/// How many can be taken at once: of `200-300人` the most, with a finding.
fn capacity(sheet: &mut Sheet, row: &Row, note: &mut Vec<String>) -> Option<i64> {
    const PEOPLE: &[&str] = &["人", "名", "人次"];
    let text = row.text("capacity")?;
    let range = number::leading(&text).is_some_and(|l| number::measure(&l, PEOPLE) == number::Measure::Range);
    if !range {
        return sheet.whole(row, "capacity", PEOPLE, Some(note));
    }
    let most = text.split(|c: char| "-—–－~～〜至到".contains(c)).next_back().and_then(number::leading);
    sheet.warn(row.at("capacity"), Reason::NumberWithNote, text.clone());
    note.push(text);
    most.and_then(|l| number::whole(l.value))
}

/// The person to ask and the telephone; one column may hold both.
fn contact(sheet: &mut Sheet, row: &Row) -> (Option<String>, Option<String>) {
    let Some(text) = row.line_of("contact") else { return (None, sheet.phone(row, "phone")) };
    if row.has("phone") {
        return (Some(text), sheet.phone(row, "phone"));
    }
    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let phone = crate::domain::phone::parse(&text[at..]).ok().flatten();
    let name = text[..at].trim_matches(|c: char| !c.is_alphanumeric());
    (Some(if phone.is_some() { name.to_owned() } else { text.clone() }).filter(|t| !t.is_empty()), phone)
}
