//! Headcounts by unit and year.

use super::{Read, Row, Saved, Sheet};
use crate::catalog::draft::Draft;
use crate::domain::date::{self, Context};
use crate::exchange::{issue::Reason, sheet::Stop};

const BANDS: [&str; 8] =
    ["city_chief", "city_deputy", "county_chief", "county_deputy", "section", "section_chief", "section_deputy", "section_other"];

/// Where people of the county band count who are not told apart.
const DEPUTY: usize = 3;

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let unit = sheet.own_unit(row)?;
    let Some(year) = year(sheet, row) else {
        return Err(Stop::Reject(row.at("year"), Reason::MissingYear, row.text("year").unwrap_or_default()));
    };
    let (mut counts, mut said) = bands(sheet, row)?;
    let people = count(sheet, row, "people")?;
    let total = count(sheet, row, "total")?.or(people).filter(|_| said);
    if let Some(n) = people.filter(|_| !said) {
        counts[4] = n;
        said = true;
        sheet.info(row.at("people"), Reason::PeopleAsSection, String::new());
    }
    if !said {
        return Err(Stop::NoData);
    }
    check_total(sheet, row, total, counts.iter().sum());
    let id = sheet.ids("headcount", &[("unit_id", unit.into()), ("year", year.into())])?.first().copied();
    let mut draft = Draft::new("headcount").with("unit_id", unit).with("year", year);
    for (band, n) in BANDS.iter().zip(counts) {
        draft.set(band, n);
    }
    sheet.save(&draft, id, row.at_any(&["unit_code", "unit"]))
}

/// The counts by band, and whether any was given.
fn bands(sheet: &mut Sheet, row: &Row) -> Read<([i64; 5], bool)> {
    let mut counts = [0; 5];
    let mut said = false;
    for (i, band) in BANDS.iter().enumerate() {
        if let Some(n) = count(sheet, row, band)? {
            counts[i.min(4)] += n;
            said = true;
        }
    }
    if let Some(n) = count(sheet, row, "county")? {
        counts[DEPUTY] += n;
        said = true;
        if n > 0 {
            sheet.info(row.at("county"), Reason::BandMerged, row.heading("county").unwrap_or_default());
        }
    }
    Ok((counts, said))
}

/// A count of people; a cell that is filled and no count stops the row.
fn count(sheet: &mut Sheet, row: &Row, key: &str) -> Read<Option<i64>> {
    sheet.whole_or_stop(row, key, &["人", "名"], None)
}

fn check_total(sheet: &mut Sheet, row: &Row, total: Option<i64>, sum: i64) {
    if let Some(total) = total.filter(|n| *n != sum) {
        sheet.warn(row.at_any(&["total", "people"]), Reason::TotalDiffers(sum.to_string()), total.to_string());
    }
}

fn year(sheet: &Sheet, row: &Row) -> Option<i64> {
    let text = row.text("year").or_else(|| row.block.group.clone());
    let said = text.and_then(|t| date::parse(&t, &Context::new(sheet.today)).ok()).map(|d| d.year);
    said.or(sheet.year).map(i64::from)
}
