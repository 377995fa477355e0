//! Units.

use super::{Read, Row, Saved, Sheet, notes, tidy, word};
use crate::catalog::draft::Draft;
use crate::exchange::{issue::Reason, resolve::Unit, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let at = row.at("name");
    let Some(name) = tidy(row.line_of("name")) else { return Err(Stop::Reject(at, Reason::MissingName, String::new())) };
    let code = row.text("code");
    let id = existing(sheet, row, &name, code.as_deref())?;
    let parent = match row.line_of("parent") {
        Some(text) => match sheet.unit_named(&text)? {
            Unit::One(parent) => Some(parent).filter(|p| Some(*p) != id),
            _ => {
                sheet.warn(row.at("parent"), Reason::ParentLeftOut, text);
                None
            }
        },
        None => None,
    };
    let mut note = Vec::new();
    let quota = sheet.whole(row, "staff_quota", &["人", "名"], Some(&mut note));
    let order = sheet.whole(row, "sort_no", &[], None).or_else(|| id.is_none().then(|| i64::try_from(row.line.row).unwrap_or(0)));
    let draft = Draft::new("unit")
        .with("name", name)
        .with("short_name", tidy(row.line_of("short_name")))
        .with("code", code)
        .with("parent_id", parent)
        .with("area", row.line_of("area"))
        .with("affiliation", row.line_of("affiliation"))
        .with("level", word("unit_level", row.line_of("level")))
        .with("kind", word("unit_kind", row.line_of("kind")))
        .with("system", row.line_of("system"))
        .with("staff_quota", quota)
        .with("contact", row.line_of("contact"))
        .with("phone", sheet.phone(row, "phone"))
        .with("sort_no", order)
        .with("note", notes(note, row.text("note")));
    sheet.save(&draft, id, at)
}

/// The unit that is meant: by number, else by name. A number that belongs to a unit of another name is a slip, unless
/// no unit has the new name: then the unit was renamed.
fn existing(sheet: &mut Sheet, row: &Row, name: &str, code: Option<&str>) -> Read<Option<i64>> {
    let by_name = sheet.ids("unit", &[("name", name.into())])?.first().copied();
    let Some(code) = code else { return Ok(by_name) };
    let by_code = sheet.ids("unit", &[("code", code.into())])?.first().copied();
    match (by_code, by_name) {
        (Some(a), Some(b)) if a != b => Err(Stop::Reject(row.at("code"), Reason::CodeTaken, code.to_owned())),
        (Some(a), None) => {
            super::renamed(sheet, "unit", a, name, code, row.at("code"))?;
            Ok(Some(a))
        }
        (a, b) => Ok(a.or(b)),
    }
}
