//! Courses.

use super::{Read, Row, Saved, Sheet, notes, tags, tidy, word};
use crate::catalog::draft::Draft;
use crate::domain::number::{self, Measure};
use crate::domain::{name, value::Value};
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let at = row.at("name");
    let Some(name) = tidy(row.line_of("name")).map(|n| n.trim_matches(['《', '》']).to_owned()) else {
        return Err(Stop::Reject(at, Reason::MissingName, String::new()));
    };
    let code = row.text("code");
    let developer = row.line_of("developer");
    let id = existing(sheet, &name, code.as_deref(), developer.as_deref())?;
    if let (Some(id), Some(code)) = (id, code.as_deref()) {
        super::renamed(sheet, "course", id, &name, code, row.at("code"))?;
    }
    let mut note = Vec::new();
    let hours = match sheet.hours(row, "hours", &mut note) {
        Err(Stop::Reject(at, _, text)) => {
            let first = number::leading(&text).filter(|l| number::measure(l, &[]) == Measure::Range).map(|l| l.value);
            sheet.warn(at, if first.is_some() { Reason::NumberWithNote } else { Reason::ValueLeftOut }, text.clone());
            note.push(text);
            first
        }
        read => read?,
    };
    let lecturers = row.text("lecturers").map(|t| name::list(&t, name::plausible));
    let names = lecturers.as_ref().map(|l| l.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join("、"));
    let founded = sheet.month(row, "founded").map(|d| d.to_string());
    let draft = Draft::new("course")
        .with("name", name)
        .with("code", code)
        .with("developer", developer)
        .with("kind", word("course_kind", row.line_of("kind")))
        .with("topics", tags(row.text("topics")))
        .with("lecturers", names)
        .with("method", word("course_method", row.line_of("method")))
        .with("hours", hours)
        .with("audience", row.line_of("audience"))
        .with("founded", founded)
        .with("edition", row.line_of("edition"))
        .with("grade", word("course_grade", row.line_of("grade")))
        .with("awards", row.line_of("awards"))
        .with("note", notes(note, row.text("note")));
    let saved = sheet.save(&draft, id, at)?;
    for lecturer in lecturers.unwrap_or_default() {
        link(sheet, saved.id(), &lecturer.name)?;
    }
    Ok(saved)
}

/// By number; else by name (and developer, if one is given).
fn existing(sheet: &Sheet, name: &str, code: Option<&str>, developer: Option<&str>) -> Read<Option<i64>> {
    if let Some(code) = code
        && let Some(id) = sheet.ids("course", &[("code", code.into())])?.first()
    {
        return Ok(Some(*id));
    }
    let mut key = vec![("name", Value::from(name))];
    if let Some(developer) = developer {
        key.push(("developer", developer.into()));
    }
    Ok(sheet.ids("course", &key)?.first().copied())
}

fn link(sheet: &mut Sheet, course: i64, lecturer: &str) -> Read<()> {
    let [teacher] = &sheet.office.teachers_named(lecturer)?[..] else { return Ok(()) };
    let key: [(&'static str, Value); 2] = [("course_id", course.into()), ("teacher_id", teacher.id.into())];
    if sheet.ids("course_teacher", &key)?.is_empty() {
        let draft = Draft { table: "course_teacher", values: key.into_iter().collect() };
        sheet.office.save(&draft, None)?;
    }
    Ok(())
}
