//! The page of a teacher: who it is in the head; free and taken half-days, sessions, courses, drill, evaluations.

mod free;
mod section;

use super::class::Evaluations;
use crate::{
    catalog::{self, Field, Register},
    store,
    text::teacher_page as w,
    ui::{
        Cx, Screen, Window,
        page::{Page, Part},
        show, text,
    },
};

/// The page.
#[must_use]
pub fn open(id: i64) -> Box<dyn Screen> {
    let register = register("teacher");
    let mut parts: Vec<Box<dyn Part>> = vec![Box::new(free::Free::new(id))];
    for kind in ["session", "course", "teacher_activity"] {
        if let Some(belongs) = register.belongs.iter().find(|b| b.kind == kind) {
            parts.push(Box::new(section::Section::new(belongs, id)));
        }
    }
    parts.push(Box::new(Evaluations::of_teacher(id)));
    Box::new(Window(Page::new(register, id, head, parts)))
}

/// Lines of topics at most; all of them stand among the fields.
const TOPICS: usize = 2;

/// Who; topics; term, fee, rating, when last.
fn head(id: i64, cx: &Cx) -> store::Result<Vec<String>> {
    const WHO: &[&str] = &["kind", "level", "title", "unit_text", "position", "state"];
    const REST: &[&str] = &["topics", "term_from", "term_until", "fee", "rating", "times", "last_on"];
    let register = register("teacher");
    let fields: Vec<&'static Field> = WHO.iter().chain(REST).filter_map(|n| register.field(n)).collect();
    let rows = cx.db.rows(register, &fields, &[id])?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    let words: Vec<String> = fields.iter().zip(&row.cells).map(|(f, c)| show::cell(f, c, cx)).collect();
    let word = |name: &str| fields.iter().position(|f| f.name == name).map_or("", |at| words[at].as_str());
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let who: Vec<&str> = WHO.iter().map(|n| word(n)).filter(|w| !w.is_empty()).collect();
    let term = or_dash(format!("{}-{}", word("term_from"), word("term_until")).trim_matches('-'));
    let [fee, rating, times, last] = ["fee", "rating", "times", "last_on"].map(|n| or_dash(word(n)));
    let topics = text::wrap(&w::head_topics(cx.lang, or_dash(word("topics"))), usize::from(cx.area.width.max(12) - 2));
    let lines = [who.join("  ")].into_iter().chain(topics.into_iter().take(TOPICS));
    Ok(lines.chain([w::head_term(cx.lang, fee, last, rating, term, times)]).collect())
}

/// A register that the catalog has.
fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap_or(catalog::REGISTERS[0])
}
