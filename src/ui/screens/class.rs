//! The page of a class: overview, timetable as a week, roster, attendance, evaluations, conflicts, day list.

mod attendance;
mod conflicts;
mod days;
mod evaluations;
mod fees;
mod overview;
mod roster;
mod timetable;

pub use evaluations::Evaluations;

use crate::{
    catalog::{self, Field, Register},
    domain::value::Value,
    store::{self, query::Cell},
    text::class_page as w,
    ui::{Cx, Screen, Window, page::Page, show},
};

/// The page.
#[must_use]
pub fn open(id: i64) -> Box<dyn Screen> {
    let parts: Vec<Box<dyn crate::ui::page::Part>> = vec![
        Box::new(overview::Overview::new(id)),
        Box::new(timetable::Timetable::new(id)),
        Box::new(roster::Roster::new(id)),
        Box::new(attendance::Attendance::new(id)),
        Box::new(Evaluations::of_class(id)),
        Box::new(conflicts::Conflicts::new(id)),
        Box::new(fees::Fees::new(id)),
        Box::new(days::Days::new(id)),
    ];
    Box::new(Window(Page::new(register("class"), id, head, parts)))
}

/// State, days, place and fill in one line.
fn head(id: i64, cx: &Cx) -> store::Result<Vec<String>> {
    let register = register("class");
    let fields: Vec<&'static Field> =
        ["state", "starts_on", "ends_on", "place"].iter().filter_map(|n| register.field(n)).collect();
    let rows = cx.db.rows(register, &fields, &[id])?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    let words: Vec<String> = fields.iter().zip(&row.cells).map(|(f, c)| show::cell(f, c, cx)).collect();
    let dates = [words[1].as_str(), words[2].as_str()].into_iter().filter(|d| !d.is_empty()).collect::<Vec<_>>().join("-");
    let fill = cx.db.class_fill(id)?;
    let planned = fill.planned.map_or_else(|| "?".to_owned(), |n| n.to_string());
    Ok(vec![w::head(cx.lang, dates, fill.nominated(), &words[3], planned, fill.reported(), &words[0])])
}

/// A register that the catalog has.
fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap_or(catalog::REGISTERS[0])
}

/// The word of a code of a closed list.
fn word(kind: &str, field: &str, code: &str, cx: &Cx) -> String {
    let Some(field) = register(kind).field(field) else { return code.to_owned() };
    show::cell(field, &Cell { value: Value::text(code), label: None }, cx)
}
