//! Headcounts by unit and year.

use super::{Read, Row, Saved, Sheet};
use crate::catalog::draft::Draft;
use crate::domain::date::{self, Context};
use crate::exchange::{issue::Reason, sheet::Stop};

const BANDS: [&str; 8] =
    ["city_chief", "city_deputy", "county_chief", "county_deputy", "section", "section_chief", "section_deputy", "section_other"];

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let unit = sheet.own_unit(row)?;
    let Some(year) = year(sheet, row) else {
        return Err(Stop::Reject(row.at("year"), Reason::MissingYear, row.text("year").unwrap_or_default()));
    };
    let mut counts = [0; 5];
    let mut said = false;
    for (i, band) in BANDS.iter().enumerate() {
        if let Some(n) = sheet.whole(row, band, &["人", "名"]) {
            counts[i.min(4)] += n;
            said = true;
        }
    }
    if !said && let Some(n) = sheet.whole(row, "people", &["人", "名"]) {
        counts[4] = n;
        said = true;
        sheet.info(row.at("people"), Reason::PeopleAsSection, String::new());
    }
    if !said {
        return Err(Stop::NoData);
    }
    let id = sheet.ids("headcount", &[("unit_id", unit.into()), ("year", year.into())])?.first().copied();
    let mut draft = Draft::new("headcount").with("unit_id", unit).with("year", year);
    for (band, n) in BANDS.iter().zip(counts) {
        draft.set(band, n);
    }
    sheet.save(&draft, id, row.at_any(&["unit_code", "unit"]))
}

fn year(sheet: &Sheet, row: &Row) -> Option<i64> {
    let text = row.text("year").or_else(|| row.block.group.clone());
    let said = text.and_then(|t| date::parse(&t, &Context::new(sheet.today)).ok()).map(|d| d.year);
    said.or(sheet.year).map(i64::from)
}
