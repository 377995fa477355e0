//! Who gives a session: `张三、李四`, `王某（县委党校副教授）`, `曾某（郑某）`, `各组组长`.

use super::{Read, Row, Sheet, place};
use crate::catalog::draft::Draft;
use crate::domain::{clean, name, value::Value};
use crate::exchange::issue::Reason;

/// Teachers, assistants and host of a row.
#[derive(Debug, Default)]
pub struct Cast {
    /// The teachers as written, joined by `、`.
    pub teachers: Option<String>,
    /// The assistants.
    pub assistants: Option<String>,
    /// The host.
    pub host: Option<String>,
    /// Those on the roster: (id, role).
    pub links: Vec<(i64, &'static str)>,
}

/// Reads the columns of a row.
pub fn of(sheet: &mut Sheet, row: &Row, said: Option<&str>) -> Read<Cast> {
    let host = row.line_of("host").map(|t| t.split_once(['：', ':']).map_or(t.clone(), |(_, name)| name.trim().to_owned()));
    let mut cast = Cast { host: host.filter(|t| !t.is_empty()), ..Cast::default() };
    let mut assistants = Vec::new();
    if let Some(text) = said {
        let mut teachers = Vec::new();
        for found in names(sheet, text)? {
            if let Some(note) = found.note.as_deref().filter(|n| roster(sheet, n).is_some()) {
                assistants.push(note.to_owned());
                teachers.push(found.name.clone());
            } else {
                teachers.push(found.note.as_ref().map_or_else(|| found.name.clone(), |note| format!("{}（{note}）", found.name)));
            }
            join(sheet, row, "teacher", &found, "main", &mut cast.links)?;
        }
        cast.teachers = Some(teachers.join("、")).filter(|t| !t.is_empty());
    }
    for assistant in &assistants {
        join(sheet, row, "teacher", &name::parse(assistant), "assistant", &mut cast.links)?;
    }
    if let Some(text) = row.text("assistant") {
        for found in names(sheet, &text)? {
            assistants.push(found.name.clone());
            join(sheet, row, "assistant", &found, "assistant", &mut cast.links)?;
        }
    }
    cast.assistants = Some(assistants.join("、")).filter(|t| !t.is_empty());
    if let Some(host) = cast.host.as_deref() {
        let host = name::parse(host);
        if let Some(id) = roster(sheet, &host.name) {
            cast.links.push((id, "host"));
        }
    }
    Ok(cast)
}

fn names(sheet: &Sheet, text: &str) -> Read<Vec<name::Name>> {
    Ok(name::list(text, |part| roster(sheet, part).is_some() || (clean::fold(part).chars().count() > 2 && name::plausible(part))))
}

/// The only teacher of this name, or `None`.
pub fn roster(sheet: &Sheet, name: &str) -> Option<i64> {
    match &sheet.office.teachers_named(name).ok()?[..] {
        [one] => Some(one.id),
        _ => None,
    }
}

fn join(
    sheet: &mut Sheet,
    row: &Row,
    key: &str,
    found: &name::Name,
    role: &'static str,
    links: &mut Vec<(i64, &'static str)>,
) -> Read<()> {
    let all = sheet.office.teachers_named(&found.name)?;
    let note = found.note.as_deref().unwrap_or_default();
    let near =
        all.iter().filter(|t| t.unit_text.as_deref().is_some_and(|u| !note.is_empty() && note.contains(u))).collect::<Vec<_>>();
    match (&all[..], &near[..]) {
        ([one], _) => links.push((one.id, role)),
        (_, [one]) => links.push((one.id, role)),
        ([], _) if name::plausible(&found.name) => sheet.warn(place(row, key), Reason::TeacherUnmatched, found.name.clone()),
        ([], _) => {}
        _ => sheet.warn(place(row, key), Reason::TeacherAmbiguous, found.name.clone()),
    }
    Ok(())
}

/// Links a teacher to a session, once for each role.
pub fn link(sheet: &mut Sheet, session: i64, teacher: i64, role: &'static str) -> Read<()> {
    let key: [(&'static str, Value); 3] = [("session_id", session.into()), ("teacher_id", teacher.into()), ("role", role.into())];
    if sheet.ids("session_teacher", &key)?.is_empty() {
        let draft = Draft { table: "session_teacher", values: key.into_iter().collect() };
        sheet.office.save(&draft, None)?;
    }
    Ok(())
}
