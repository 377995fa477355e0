//! People of the register.

use super::{Read, Row, Saved, Sheet, notes, sex, word};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::Person;
use crate::domain::{date::Date, id_card::IdCard, name};
use crate::exchange::resolve::Unit;
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let said = row.text("name").map(|t| name::parse(&t)).filter(|n| !n.name.is_empty());
    let Some(said) = said else { return Err(Stop::Reject(row.at("name"), Reason::MissingName, String::new())) };
    let id_card = sheet.id_card(row, "id_card")?;
    let unit = match (sheet.unit(row)?, sheet.hinted(row)?) {
        (Unit::None, Some(id)) if !row.has("unit") && !row.has("unit_position") => Unit::One(id),
        (unit, _) => unit,
    };
    if let Unit::Other(text) | Unit::Many(text) = &unit {
        sheet.warn(row.at_any(&["unit", "unit_position"]), Reason::UnitLeftOut, text.clone());
    }
    if unit == Unit::None
        && !row.has("unit")
        && !row.has("unit_position")
        && !sheet.out.issues.iter().any(|i| i.reason == Reason::UnitMissing)
    {
        sheet.warn(row.at("name"), Reason::UnitMissing, String::new());
    }
    let birth = sheet.month(row, "birth").map(|date| month_of(row, date));
    let id = existing(sheet, &said.name, id_card.as_ref(), unit.id(), birth)?;
    not_anothers(sheet, row, id, &said.name)?;
    let at = if id_card.is_some() { row.at("id_card") } else { row.at("name") };
    if let Some(earlier) = id.and_then(|id| sheet.earlier("cadre", id)) {
        return Err(Stop::Duplicate(at, earlier));
    }
    let (said_sex, nation) = from_note(said.note.as_deref());
    let sex_text = row.text("sex").or_else(|| said_sex.map(str::to_owned));
    let sex = judged_sex(sheet, row, sex_text, id_card.as_ref());
    judge_number(sheet, row, id_card.as_ref(), birth);
    let mut draft = life(sheet, row)
        .with("name", said.name)
        .with("id_card", id_card.map(|id| id.number))
        .with("sex", sex)
        .with("birth", birth.map(|d| d.to_string()))
        .with("unit_id", unit.id())
        .with("position", sheet.position(row)?)
        .with("ethnicity", word("ethnicity", row.text("ethnicity").or(nation)));
    if id.is_none() {
        draft.set("sort_no", i64::try_from(row.line.row).unwrap_or(0));
    }
    sheet.save(&draft, id, at)
}

/// A number that the register has under another name is a slip far more often than a new name: the row is not written.
fn not_anothers(sheet: &Sheet, row: &Row, id: Option<i64>, said: &str) -> Read<()> {
    let Some(id) = id else { return Ok(()) };
    let known = sheet.office.value("cadre", id, "name")?.to_string();
    if name::key(&known) == name::key(said) {
        return Ok(());
    }
    Err(Stop::Reject(row.at("name"), Reason::NumberOfAnother(known), said.to_owned()))
}

/// What needs no judging.
fn life(sheet: &mut Sheet, row: &Row) -> Draft {
    let month = |sheet: &mut Sheet, key: &str| sheet.month(row, key).map(|d| d.to_string());
    Draft::new("cadre")
        .with("staff_no", row.text("staff_no"))
        .with("native_place", row.line_of("native_place"))
        .with("party", word("party", row.line_of("party")))
        .with("party_since", month(sheet, "party_since"))
        .with("work_since", month(sheet, "work_since"))
        .with("education", word("education", row.line_of("education")))
        .with("school", row.line_of("school"))
        .with("level", word("level", row.line_of("level")))
        .with("level_since", month(sheet, "level_since"))
        .with("rank", word("rank", row.line_of("rank")))
        .with("rank_since", month(sheet, "rank_since"))
        .with("category", word("category", row.line_of("category")))
        .with("status", word("cadre_status", row.line_of("status")))
        .with("managed_by", word("managed_by", row.line_of("managed_by")))
        .with("tech_title", row.line_of("tech_title"))
        .with("phone", sheet.phone(row, "phone"))
        .with("note", notes(Vec::new(), row.text("note")))
}

/// A column headed 出生年月 holds a month, also where some cells have more.
fn month_of(row: &Row, date: Date) -> Date {
    if row.heading("birth").is_some_and(|h| h.contains("年月") && !h.contains('日')) { Date { day: 0, ..date } } else { date }
}

/// The person who is meant: by number, else by name with unit or birth. A person without a number gets this one.
fn existing(sheet: &Sheet, said: &str, id_card: Option<&IdCard>, unit: Option<i64>, birth: Option<Date>) -> Read<Option<i64>> {
    if let Some(id_card) = id_card
        && let Some(person) = sheet.office.person_by_id_card(&id_card.number)?
    {
        return Ok(Some(person.id));
    }
    let mut people = sheet.office.people_named(said)?;
    people.retain(|p| unit.is_none() || p.unit_id.is_none() || p.unit_id == unit);
    if let Some(birth) = birth.map(|d| d.to_string()) {
        let fits = |p: &Person| p.birth.as_deref().is_none_or(|b| b.get(..7) == birth.get(..7));
        people.retain(fits);
    }
    if id_card.is_some() {
        let mut without = Vec::new();
        for person in people {
            if sheet.office.value("cadre", person.id, "id_card")?.is_null() {
                without.push(person);
            }
        }
        people = without;
    }
    let sure = unit.is_some() || birth.is_some();
    Ok(
        if let [person] = &people[..]
            && sure
        {
            Some(person.id)
        } else {
            None
        },
    )
}

/// Sex and ethnicity from a note behind a name, such as `女，彝族`.
pub fn from_note(note: Option<&str>) -> (Option<&'static str>, Option<String>) {
    let mut found = (None, None);
    for part in note.unwrap_or_default().split(['，', ',', '、', ' ']) {
        found.0 = found.0.or_else(|| sex(part));
        if part.ends_with('族') {
            found.1 = Some(part.to_owned());
        }
    }
    found
}

fn judged_sex(sheet: &mut Sheet, row: &Row, text: Option<String>, id_card: Option<&IdCard>) -> Option<&'static str> {
    let text = text?;
    let Some(sex) = sex(&text) else {
        sheet.warn(row.at("sex"), Reason::ValueLeftOut, text);
        return None;
    };
    if id_card.is_some_and(|id| id.sound && id.sex() != sex) {
        sheet.warn(row.at("sex"), Reason::SexMismatch, text);
    }
    Some(sex)
}

fn judge_number(sheet: &mut Sheet, row: &Row, id_card: Option<&IdCard>, birth: Option<Date>) {
    let Some(id) = id_card else { return };
    let at = row.at("id_card");
    if !id.sound {
        sheet.warn(at, Reason::IdChecksum, id.number.clone());
    } else if id.number.len() == 15 {
        sheet.warn(at, Reason::IdOld, id.number.clone());
    } else if let (Some(birth), Some(in_number)) = (birth, id.birth())
        && birth.month > 0
        && in_number.get(..7) != birth.to_string().get(..7)
    {
        sheet.warn(row.at("birth"), Reason::BirthMismatch, birth.to_string());
    }
}
