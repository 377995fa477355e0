//! Sites.

use super::{Read, Row, Saved, Sheet, flag, tidy, word};
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
    let travel = row.text("travel_minutes").and_then(|t| number::minutes(&t));
    let fee = row.text("fee").and_then(|t| number::leading(&t)).map(|l| l.value);
    let draft = Draft::new("site")
        .with("name", name)
        .with("code", row.text("code"))
        .with("kind", word("site_kind", row.line_of("kind")))
        .with("area", row.line_of("area"))
        .with("town", tidy(row.line_of("town")))
        .with("address", row.line_of("address"))
        .with("contact", row.line_of("contact"))
        .with("phone", sheet.phone(row, "phone"))
        .with("guide", row.line_of("guide"))
        .with("theme", row.line_of("theme"))
        .with("route", row.text("route"))
        .with("capacity", sheet.whole(row, "capacity", &["人", "名", "人次"]))
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
        .with("note", row.text("note"));
    sheet.save(&draft, id, at)
}
