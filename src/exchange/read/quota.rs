//! Places by unit, for a class's call-up.

use super::{Read, Row, Saved, Sheet, notes};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::Class;
use crate::domain::value::Value;
use crate::exchange::{rows, sheet::Stop};
use color_eyre::eyre::Result;

/// Reads the table; what the sheet says above it about conditions goes to the call-up.
pub fn table(sheet: &mut Sheet) -> Result<()> {
    for row in super::records(sheet) {
        sheet.begin(&row);
        let result = one(sheet, &row);
        sheet.count(row.line.row, result)?;
    }
    Ok(())
}

fn one(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let unit = sheet.own_unit(row)?;
    let class = sheet.class_of(row)?;
    let mut note = Vec::new();
    let Some(places) = sheet.whole_or_stop(row, "places", &["人", "名", "个"], Some(&mut note))? else {
        return Err(Stop::NoData);
    };
    let call_up = call_up(sheet, &class)?;
    let id = sheet.ids("quota", &[("call_up_id", call_up.into()), ("unit_id", unit.into())])?.first().copied();
    let mut draft = Draft::new("quota")
        .with("call_up_id", call_up)
        .with("unit_id", unit)
        .with("places", places)
        .with("condition", row.line_of("condition"))
        .with("must_names", row.line_of("must_names"))
        .with("note", notes(note, row.text("note")));
    if id.is_none() {
        draft.set("sort_no", i64::try_from(sheet.out.records + 1).unwrap_or(0));
    }
    sheet.save(&draft, id, row.at_any(&["unit", "unit_code"]))
}

/// The call-up of a class; made where the class has none yet.
pub fn call_up(sheet: &mut Sheet, class: &Class) -> Read<i64> {
    if let Some(id) = sheet.ids("call_up", &[("class_id", class.id.into())])?.first() {
        return Ok(*id);
    }
    let level = match sheet.office.value("training_class", class.id, "call_level")? {
        Value::Text(level) => level,
        _ => "own".to_owned(),
    };
    let pairs = rows::pairs(&sheet.table.above);
    let requirement = pairs.iter().find(|(key, _)| ["结构要求", "选调条件", "调训要求", "选调要求"].contains(&key.as_str()));
    let draft = Draft::new("call_up")
        .with("class_id", class.id)
        .with("level", level)
        .with("requirement", requirement.map(|(_, text)| text.as_str()));
    Ok(sheet.office.save(&draft, None)?.id())
}
