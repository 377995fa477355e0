//! People who owe a class: joined with what the attendance sheet says already, so that no one owes a class twice.

use super::{Read, Row, Saved, Sheet, notes, word};
use crate::catalog::draft::Draft;
use crate::domain::value::Value;
use crate::domain::{clean, date};
use crate::exchange::{issue::Reason, sheet::Stop};

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let person = sheet.person(row)?;
    let mut note = Vec::new();
    let class = match sheet.class_of(row) {
        Ok(class) => Some(class),
        Err(Stop::Reject(at, reason, text)) => {
            sheet.warn(at, reason, text.clone());
            note.push(text);
            None
        }
        Err(stop) => return Err(stop),
    };
    let id = match &class {
        Some(class) => sheet.ids("make_up", &[("cadre_id", person.id.into()), ("class_id", class.id.into())])?.first().copied(),
        None => {
            let text = note.first().map(String::as_str);
            sheet
                .ids("make_up", &[("cadre_id", person.id.into()), ("class_id", Value::Null), ("note", text.into())])?
                .first()
                .copied()
        }
    };
    let unit = sheet.unit_or(row, &person)?;
    let suggested = row.line_of("suggested");
    let due = row.line_of("due_on").or_else(|| suggested.clone()).and_then(|t| date::deadline(&t, &sheet.days_of_year()));
    let mut draft = Draft::new("make_up")
        .with("cadre_id", person.id)
        .with("unit_id", unit)
        .with("class_id", class.as_ref().map(|c| c.id))
        .with("cause_text", word("no_show_reason", row.line_of("cause_text")))
        .with("suggested", suggested)
        .with("due_on", due.map(|d| d.to_string()))
        .with("note", notes(note, row.text("note")));
    let to_class = match row.line_of("to_class") {
        Some(text) => sheet.class_named(&text, sheet.year, None)?,
        None => Vec::new(),
    };
    if let [class] = &to_class[..] {
        draft.set("to_class_id", class.id);
    } else if let Some(text) = row.text("to_class") {
        sheet.warn(row.at("to_class"), Reason::ClassNotFound, text);
    }
    let done = done(sheet, row);
    if done {
        draft.set("state", "done");
    }
    let mut none = Vec::new();
    draft.set("hours", sheet.hours(row, "hours", &mut none)?);
    if id.is_none() {
        draft.set("cause", "no_show");
        draft.set("arose_on", class.as_ref().and_then(|c| c.ends_on).map(|d| d.to_string()));
    }
    if due.is_none() && row.text("due_on").is_some() {
        sheet.info(row.at("due_on"), Reason::DateAsText, row.text("due_on").unwrap_or_default());
    }
    let saved = sheet.save(&draft, id, row.at_any(&["name", "id_card"]))?;
    if let Saved::New(id) = saved {
        log(sheet, id, None, "owed")?;
    }
    if done && !matches!(saved, Saved::Same(_)) {
        log(sheet, saved.id(), Some("owed"), "done")?;
    }
    Ok(saved)
}

/// True where the row says that the class was made up for; other words of its state are told.
fn done(sheet: &mut Sheet, row: &Row) -> bool {
    let Some(text) = row.line_of("state") else { return false };
    let word = clean::fold(&text);
    let open =
        ["未", "否", "没有", "待", "不"].iter().any(|w| word.starts_with(w)) || word.contains("未补") || word.contains("未完成");
    let done = !open && (["是", "√", "✓", "已"].iter().any(|w| word.starts_with(w)) || word.contains("完成"));
    if !open && !done {
        sheet.warn(row.at("state"), Reason::ValueLeftOut, text);
    }
    done
}

/// A line of an obligation's log.
pub fn log(sheet: &mut Sheet, make_up: i64, from: Option<&str>, to: &str) -> Read<()> {
    let draft = Draft::new("make_up_log")
        .with("make_up_id", make_up)
        .with("from_state", Value::from(from))
        .with("to_state", to)
        .with("at", sheet.now)
        .with("actor", sheet.actor)
        .with("reason", sheet.out.file.as_str());
    sheet.office.save(&draft, None)?;
    Ok(())
}
