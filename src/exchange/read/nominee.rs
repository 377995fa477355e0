//! People put forward for a class: written as pending, with what speaks against them.

use super::{Read, Row, Saved, Sheet, notes, quota, word};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::{Class, Person};
use crate::domain::value::Value;
use crate::domain::{class_name, name};
use crate::exchange::issue::Reason;
use chrono::Datelike;

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let class = sheet.class_of(row)?;
    let person = sheet.person(row)?;
    let call_up = quota::call_up(sheet, &class)?;
    let at = row.at_any(&["name", "id_card"]);
    let id = sheet.ids("nominee", &[("call_up_id", call_up.into()), ("cadre_id", person.id.into())])?.first().copied();
    let unit = sheet.unit_or(row, &person)?;
    let note = row.text("name").and_then(|t| name::parse(&t).note);
    let mut draft = Draft::new("nominee")
        .with("call_up_id", call_up)
        .with("cadre_id", person.id)
        .with("unit_id", unit)
        .with("position", sheet.position(row)?)
        .with("level", word("level", row.line_of("level")))
        .with("phone", sheet.phone(row, "phone"))
        .with("lodging", row.line_of("lodging"))
        .with("group_no", row.line_of("group_no").or_else(|| group(row)))
        .with("room", row.line_of("room"))
        .with("class_post", row.line_of("class_post"))
        .with("note", notes(note.into_iter().collect(), row.text("note")));
    if id.is_some() {
        return sheet.save(&draft, id, at);
    }
    let flags = flags(sheet, row, &class, call_up, &person, unit)?;
    draft.set("sort_no", i64::try_from(row.line.row).unwrap_or(0));
    draft.set("state", "nominated");
    draft.set("state_since", sheet.today.to_string());
    draft.set("flags", flags.join("、"));
    let saved = sheet.save(&draft, None, at)?;
    log(sheet, saved.id(), None, "nominated")?;
    Ok(saved)
}

/// 第一组（组长：某某） above the rows of a group.
fn group(row: &Row) -> Option<String> {
    let section = row.line.section.as_deref()?;
    let name = section.split(['（', '(']).next()?.trim();
    name.ends_with('组').then(|| name.to_owned())
}

/// What someone has to decide: over the quota, no quota at all, or here this year already.
fn flags(
    sheet: &mut Sheet,
    row: &Row,
    class: &Class,
    call_up: i64,
    person: &Person,
    unit: Option<i64>,
) -> Read<Vec<&'static str>> {
    let at = row.at_any(&["name", "id_card"]);
    let mut flags = Vec::new();
    if let Some(unit) = unit
        && !sheet.ids("quota", &[("call_up_id", call_up.into())])?.is_empty()
    {
        let name = sheet.office.unit_name(unit)?;
        let places = match sheet.ids("quota", &[("call_up_id", call_up.into()), ("unit_id", unit.into())])?.first() {
            Some(id) => sheet.office.value("quota", *id, "places")?.as_int(),
            None => None,
        };
        let nth = i64::try_from(counted(sheet, call_up, unit)?).unwrap_or(0) + 1;
        match places {
            None => {
                flags.push("no_quota");
                sheet.warn(at, Reason::NoQuota, name);
            }
            Some(places) if nth > places => {
                flags.push("over_quota");
                sheet.warn(at, Reason::OverQuota { places, nth }, name);
            }
            Some(_) => {}
        }
    }
    if let Some(title) = attended(sheet, class, person)? {
        flags.push("same_type_attended");
        sheet.warn(at, Reason::SameTypeAttended, title);
    }
    Ok(flags)
}

/// Nominees of a unit that fill its places.
fn counted(sheet: &Sheet, call_up: i64, unit: i64) -> Read<usize> {
    let mut n = 0;
    for id in sheet.ids("nominee", &[("call_up_id", call_up.into()), ("unit_id", unit.into())])? {
        let state = sheet.office.value("nominee", id, "state")?;
        n += usize::from(!matches!(state.as_str(), Some("rejected" | "declined" | "replaced" | "withdrawn")));
    }
    Ok(n)
}

/// Another term of the same class that the person attended in the same year.
fn attended(sheet: &Sheet, class: &Class, person: &Person) -> Read<Option<String>> {
    let classes = sheet.office.classes()?;
    let name = class_name::key(&class.name);
    for entry in sheet.office.entries(person.id)? {
        let here = entry.class_id == Some(class.id);
        let year = entry.year.or(entry.ends_on.map(|d| i64::from(d.year())));
        let of = entry.class_id.and_then(|id| classes.of(id));
        let title = class_name::parse(&entry.title, None);
        let series = of.map_or_else(|| class_name::key(&title.name), |c| class_name::key(&c.name));
        if !here && year == Some(class.year) && series == name && entry.source != "academy" {
            return Ok(Some(of.map_or(entry.title, |c| c.title.clone())));
        }
    }
    Ok(None)
}

/// A line of the nominee's log.
pub fn log(sheet: &mut Sheet, nominee: i64, from: Option<&str>, to: &str) -> Read<()> {
    let draft = Draft::new("nominee_log")
        .with("nominee_id", nominee)
        .with("from_state", Value::from(from))
        .with("to_state", to)
        .with("at", sheet.now)
        .with("actor", sheet.actor)
        .with("reason", sheet.out.file.as_str());
    sheet.office.save(&draft, None)?;
    Ok(())
}
