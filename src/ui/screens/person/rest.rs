//! The other panes of a cadre: classes by who called, what is owed, posts and all fields.

use super::{Read, rule_name, why::span};
use crate::{
    catalog::{self, Register},
    domain::{
        calendar::day,
        value::{Value, number},
    },
    store::{
        self,
        ledger::Rulebook,
        person::Called,
        query::{Cell, Filter, Row, Test},
    },
    text::{field as f, person_page as w, record as rw},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show, text,
    },
};

/// Lines of a section at most; its heading lists all.
const SOME: usize = 50;

/// Classes by who called: superiors first.
pub(super) fn classes(read: &Read, cx: &Cx) -> Vec<Line> {
    let mut lines = Vec::new();
    for (level, name) in [("upper", f::CALL_UPPER), ("own", f::CALL_OWN), ("other", f::CALL_OTHER)] {
        let of: Vec<&Called> = read.called.iter().filter(|c| c.level == level).collect();
        if of.is_empty() {
            continue;
        }
        let came = of.iter().filter(|c| c.came()).count();
        lines.push(Line::heading(w::by_level(cx.lang, came, cx.t(name), of.len())));
        lines.extend(of.iter().map(|c| class(c, cx)));
    }
    if lines.is_empty() {
        lines.push(Line::words(cx.t(w::NO_CLASSES), Tone::Quiet));
    }
    lines
}

fn class(called: &Called, cx: &Cx) -> Line {
    let date = |text: &Option<String>| text.as_deref().and_then(day);
    let state = called.state.as_deref().map(|state| state_word("nominee", state, cx)).unwrap_or_default();
    let to = match (called.nominee, called.entry) {
        (Some(id), _) => To::Record("nominee", id),
        (None, Some(id)) => To::Record("hour_entry", id),
        (None, None) => To::Record("class", called.class),
    };
    let tone = if called.came() { Tone::Plain } else { Tone::Warn };
    Line::new(vec![
        Part::text(span(date(&called.starts_on), date(&called.ends_on)), 16).tone(Tone::Quiet),
        Part::text(&called.title, 0),
        Part::text(state, 10).tone(tone),
        Part::number(called.hours.map(number).unwrap_or_default(), 6),
    ])
    .to(to)
}

/// The word of a state of a register.
fn state_word(kind: &str, state: &str, cx: &Cx) -> String {
    let field = catalog::register(kind).and_then(|r| r.field("state"));
    field.map_or_else(|| state.to_owned(), |f| show::cell(f, &Cell { value: Value::text(state), label: None }, cx))
}

/// Make-ups, warnings, exceptions and programmes; and how many lines open.
pub(super) fn owed(id: i64, book: &Rulebook, cx: &Cx) -> store::Result<(Vec<Line>, usize)> {
    let mut lines = Vec::new();
    for kind in ["make_up", "warning"] {
        lines.extend(section(kind, id, cx)?);
    }
    let exceptions = book.exceptions(id);
    if !exceptions.is_empty() {
        lines.push(Line::heading(cx.t(w::EXCEPTIONS)));
    }
    for (code, year) in exceptions {
        let name = book.rules.iter().find(|r| r.code == code).map_or_else(|| code.to_owned(), |r| rule_name(code, &r.name, cx));
        lines.push(Line::words(w::exception(cx.lang, name, year), Tone::Plain));
    }
    lines.extend(section("programme_member", id, cx)?);
    if lines.is_empty() {
        lines.push(Line::words(cx.t(w::NOTHING_OWED), Tone::Quiet));
    }
    let count = lines.iter().filter(|l| matches!(l.to, To::Record(..))).count();
    Ok((lines, count))
}

/// Posts, teaching, and all fields.
pub(super) fn record(id: i64, row: &Row, columns: u16, cx: &Cx) -> store::Result<Vec<Line>> {
    let mut lines = section("cadre_post", id, cx)?;
    lines.extend(section("teacher", id, cx)?);
    let Some(register) = catalog::register("cadre") else { return Ok(lines) };
    lines.push(Line::heading(cx.t(w::RECORD)));
    for (field, cell) in register.fields.iter().zip(&row.cells) {
        let shown = show::cell(field, cell, cx);
        if shown.is_empty() {
            continue;
        }
        let to = match (field.kind, &cell.value) {
            (catalog::FieldKind::Link(kind), Value::Int(id)) => To::Record(kind, *id),
            _ => To::Nothing,
        };
        let room = usize::from(columns.saturating_sub(18)).max(8);
        for (n, part) in text::wrap(&shown, room).into_iter().enumerate() {
            let label = if n == 0 { cx.t(field.label) } else { "" };
            let line = Line::new(vec![Part::text(label, 14).tone(Tone::Quiet), Part::text(part, 0)]);
            lines.push(if n == 0 { line.to(to.clone()) } else { line });
        }
    }
    for (n, words) in show::origins(register, id, cx)?.iter().enumerate() {
        let label = if n == 0 { cx.t(crate::text::wizard::ORIGIN) } else { "" };
        for (m, part) in text::wrap(words, usize::from(columns.saturating_sub(18)).max(8)).into_iter().enumerate() {
            let label = if m == 0 { label } else { "" };
            lines.push(Line::new(vec![Part::text(label, 14).tone(Tone::Quiet), Part::text(part, 0)]));
        }
    }
    Ok(lines)
}

/// What belongs to the cadre in another register, as the catalog says: heading with count, then rows that open.
fn section(kind: &'static str, id: i64, cx: &Cx) -> store::Result<Vec<Line>> {
    let Some((belongs, register)) =
        catalog::register("cadre").and_then(|r| r.belongs.iter().find(|b| b.kind == kind)).zip(catalog::register(kind))
    else {
        return Ok(Vec::new());
    };
    let count = cx.db.belonging_count(belongs, id)?;
    if count == 0 {
        return Ok(Vec::new());
    }
    let name = cx.t(belongs.label);
    let heading = Line::heading(rw::section(cx.lang, show::count(count), name));
    let filter = Filter { field: belongs.via, test: Test::Any(vec![Value::Int(id)]) };
    let mut lines = vec![heading.to(To::List(kind, vec![filter], name.to_owned()))];
    let fields: Vec<_> = belongs.columns.iter().filter_map(|name| register.field(name)).collect();
    let ids = cx.db.belonging(belongs, id, 0, SOME)?;
    for row in cx.db.rows(register, &fields, &ids)? {
        lines.push(cells(register, &fields, &row, cx));
    }
    Ok(lines)
}

/// The widest text column takes what the others leave.
fn cells(register: &'static Register, fields: &[&'static catalog::Field], row: &Row, cx: &Cx) -> Line {
    let widest = fields.iter().enumerate().max_by_key(|(_, f)| if f.numeric() { 0 } else { f.width }).map(|(n, _)| n);
    let part = |(n, (field, cell)): (usize, (&&'static catalog::Field, &Cell))| {
        let width = if widest == Some(n) { 0 } else { field.width };
        let shown = show::cell(field, cell, cx);
        if field.numeric() { Part::number(shown, width) } else { Part::text(shown, width) }
    };
    let parts = fields.iter().zip(&row.cells).enumerate().map(part).collect();
    Line::new(parts).to(To::Record(register.kind, row.id))
}
