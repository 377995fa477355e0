//! Names and titles: as a form would have taken them, and without characters that other systems show differently.

use super::Sink;
use crate::{
    catalog::{
        Field, FieldKind, REGISTERS,
        entry::{self, Ground, Remark},
    },
    domain::finding::{Detail, Finding, rules as r},
    store::Result,
};
use chrono::NaiveDate;

pub(super) fn run(sink: &mut Sink) -> Result<bool> {
    let conn = sink.conn;
    for register in REGISTERS.iter().filter(|r| r.by_hand && r.kind != "hour_entry") {
        let field = register.title_field();
        if !field.entered() || !matches!(field.kind, FieldKind::Text) || sink.kind.is_some_and(|kind| kind != register.kind) {
            continue;
        }
        let mut stmt = conn.prepare(&format!("SELECT id, {} FROM {}", field.name, register.table))?;
        let mut rows = stmt.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str().unwrap_or_default();
            let Some((taken, remark)) = tidy(field, text, sink.today) else { continue };
            if taken != text {
                let finding = Finding::new(&r::UNTIDY, row.get(0)?, text, Detail::Text(taken)).of(register.kind);
                sink.add(finding);
            } else if remark == Some(Remark::PrivateCharacter) {
                let marks =
                    text.chars().filter(|c| ('\u{e000}'..='\u{f8ff}').contains(c)).map(|c| format!("U+{:04X}", u32::from(c)));
                let detail = Detail::Text(marks.collect::<Vec<_>>().join(" "));
                sink.add(Finding::new(&r::PRIVATE, row.get(0)?, text, detail).of(register.kind));
            }
        }
        drop(rows);
        if !sink.go_on(0) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A name or title as a form would take it, a person's with the standard dot; and what a form would remark.
pub(super) fn tidy(field: &Field, text: &str, today: NaiveDate) -> Option<(String, Option<Remark>)> {
    let read = entry::read(field, text, Ground { today, hours: entry::QUARTER }).ok().filter(|read| !read.value.is_null())?;
    let taken = read.value.to_string();
    Some((entry::dotted(field, &taken).unwrap_or(taken), read.remark))
}
