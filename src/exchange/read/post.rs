//! Posts (任职) of people who are in the register: the second post of a person never makes a second person.

use super::{Read, Row, Saved, Sheet, flag, word};
use crate::catalog::draft::Draft;
use crate::domain::value::Value;
use crate::exchange::{issue::Reason, resolve::Unit, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let person = sheet.person(row)?;
    let unit = sheet.unit(row)?;
    let Some(position) = row.line_of("position") else {
        return Err(Stop::Reject(row.at("position"), Reason::MissingTitle, String::new()));
    };
    let since = sheet.month(row, "since").map(|d| d.to_string());
    let main = flag(row.text("main"));
    let unit_text = match &unit {
        Unit::Other(text) | Unit::Many(text) => {
            sheet.info(row.at("unit"), Reason::UnitLeftOut, text.clone());
            Some(text.clone())
        }
        _ => None,
    };
    let order = sheet.whole(row, "sort_no", &[], None);
    let key: [(&'static str, Value); 5] = [
        ("cadre_id", person.id.into()),
        ("unit_id", unit.id().into()),
        ("unit_text", unit_text.into()),
        ("position", position.as_str().into()),
        ("since", since.into()),
    ];
    let id = sheet.ids("cadre_post", &key)?.first().copied();
    let mut draft = Draft::new("cadre_post")
        .with("level", word("level", row.line_of("level")))
        .with("main", main)
        .with("leader", flag(row.text("leader")))
        .with("sort_no", order)
        .with("until", sheet.month(row, "until").map(|d| d.to_string()))
        .with("state", word("post_state", row.line_of("state")))
        .with("doc_no", row.line_of("doc_no"));
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    let saved = sheet.save(&draft, id, row.at("name"))?;
    if main == Some(1) {
        complete(sheet, person.id, unit.id(), &position, order)?;
    }
    Ok(saved)
}

/// The main post says what the person's own row leaves open, and the order within the unit.
fn complete(sheet: &mut Sheet, person: i64, unit: Option<i64>, position: &str, order: Option<i64>) -> Read<()> {
    let mut draft = Draft::new("cadre").with("sort_no", order);
    if sheet.office.value("cadre", person, "position")?.is_null() {
        draft.set("position", position);
    }
    if sheet.office.value("cadre", person, "unit_id")?.is_null() {
        draft.set("unit_id", unit);
    }
    if !draft.values.is_empty() {
        sheet.office.save(&draft, Some(person))?;
    }
    Ok(())
}
