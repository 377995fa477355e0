//! What falls due: names for call-ups, make-ups, work items; warnings by level; the last imports.

use super::{COPY, Room, between, copies, section, short, some, text};
use crate::{
    domain::{calendar::add_days, hours::Level, value::Value},
    store::{
        self,
        query::{Filter, Test},
        today::Warnings,
        today::{Due, MANY},
    },
    text::{T, today as w},
    ui::{
        Cx,
        screens::person::tone,
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use chrono::{Datelike, NaiveDate};

/// Days ahead for what falls due.
const AHEAD: i64 = 14;
/// Days back for names that are still owed.
const BACK: i64 = 30;
/// Imports shown.
const IMPORTS: usize = 3;
/// States of what is not done.
const OWED: [&str; 3] = ["owed", "scheduled", "overdue"];
const OPEN: [&str; 3] = ["waiting", "running", "late"];

pub(super) fn lines(room: Room, warned: Option<&Warnings>, cx: &Cx) -> store::Result<Vec<Line>> {
    let until = add_days(cx.today, AHEAD);
    let (copies, loud) = copies::lines(cx, COPY);
    let mut lines = if loud { copies.clone() } else { Vec::new() };
    lines.extend(replies(room, until, cx)?);
    lines.extend(super::waiting::lines(room, cx)?);
    lines.extend(warnings(warned, cx));
    let (owed, total) = cx.db.make_ups_due(until, room.some + 1)?;
    lines.extend(section(w::make_ups(cx.lang, many(total)), rows("make_up", &owed, OWED, until, room, cx), w::NONE_DUE, cx));
    let (work, total) = cx.db.work_due(until, room.some + 1)?;
    lines.extend(section(w::work(cx.lang, many(total)), rows("work_item", &work, OPEN, until, room, cx), w::NONE_DUE, cx));
    let imports = cx.db.imports(IMPORTS)?.into_iter().map(|i| {
        let counts = w::import(cx.lang, show::count(i.rejected.cast_signed()), show::count(i.rows.cast_signed()));
        Line::new(vec![Part::text(i.file, 0), Part::text(counts, 26), Part::text(i.at.get(..16).unwrap_or(&i.at), 16)])
            .to(To::Record("import_batch", i.id))
    });
    lines.extend(section(cx.t(w::IMPORTS).to_owned(), imports.collect(), w::NO_IMPORTS, cx));
    if !loud {
        lines.extend(copies);
    }
    Ok(lines)
}

fn replies(room: Room, until: NaiveDate, cx: &Cx) -> store::Result<Vec<Line>> {
    let from = add_days(cx.today, -BACK);
    let replies = cx.db.replies(from, until, room.some + 1)?;
    let rows = replies.iter().map(|r| {
        let n = |n: u64| show::count(n.cast_signed());
        let fill = match r.places {
            0 => cx.t(w::NO_PLACES).to_owned(),
            _ => w::fill(cx.lang, n(r.named), n(r.places), n(r.units)),
        };
        dated(&r.deadline, cx, vec![Part::text(&*r.title, 0), Part::text(fill, 26)]).to(To::Record("call_up", r.id))
    });
    let all = between("call_up", "deadline", Value::text(from.to_string()), until, w::REPLIES, cx);
    Ok(section(cx.t(w::REPLIES).to_owned(), some(rows.collect(), room.some, all, cx), w::NONE_DUE, cx))
}

/// One line a level, each opening its people.
fn warnings(counts: Option<&Warnings>, cx: &Cx) -> Vec<Line> {
    let year = cx.today.year();
    let heading = w::warnings(cx.lang, year);
    let Some(counts) = counts else { return section(heading, Vec::new(), crate::text::list::WORKING, cx) };
    let levels = Level::ALL.iter().zip(counts.people.iter().zip(&counts.rows));
    let rows = levels.skip(1).filter(|(_, (_, rows))| **rows > 0).map(|(level, (people, rows))| {
        let name = cx.t(level.label());
        let filters = vec![
            Filter { field: "level", test: Test::Any(vec![Value::text(level.code())]) },
            Filter { field: "year", test: Test::Any(vec![Value::Int(year.into())]) },
        ];
        let [people, rows] = [people, rows].map(|n| show::count(n.cast_signed()));
        let n = Part::text(w::warned(cx.lang, people, rows), 0);
        Line::new(vec![text(name, 10, tone(*level)), n]).to(To::List("warning", filters, name.to_owned()))
    });
    section(heading, rows.rev().collect(), if counts.kept { w::NO_WARNINGS } else { w::NOT_JUDGED }, cx)
}

/// Lines of what falls due; the last leads to all of them.
fn rows(kind: &'static str, due: &[Due], states: [&'static str; 3], until: NaiveDate, room: Room, cx: &Cx) -> Vec<Line> {
    let lines = due.iter().map(|d| {
        let unit = text(d.unit.clone().unwrap_or_default(), 22, Tone::Quiet);
        dated(&d.due_on, cx, vec![Part::text(&*d.title, 0), unit]).to(To::Record(kind, d.id))
    });
    let filters = vec![
        Filter { field: "state", test: Test::Any(states.map(Value::text).to_vec()) },
        Filter { field: "due_on", test: Test::Between(Value::Null, Value::text(until.to_string())) },
    ];
    some(lines.collect(), room.some, To::List(kind, filters, cx.t(w::DUTIES).to_owned()), cx)
}

fn many(n: usize) -> String {
    if n >= MANY { format!("{MANY}+") } else { n.to_string() }
}

/// A line with a day in front: what is over says so in a word.
fn dated(iso: &str, cx: &Cx, rest: Vec<Part>) -> Line {
    let left = iso.parse::<NaiveDate>().map(|d| (d - cx.today).num_days());
    let (words, tone) = match left {
        Ok(n) if n < 0 => (w::over(cx.lang, -n), Tone::Bad),
        Ok(0) => (word(w::TO_DAY, cx), Tone::Warn),
        Ok(n) => (w::left(cx.lang, n), Tone::Plain),
        Err(_) => (String::new(), Tone::Plain),
    };
    let mut parts = vec![Part::text(short(iso), 5), text(words, 9, tone)];
    parts.extend(rest);
    Line::new(parts)
}

fn word(words: T, cx: &Cx) -> String {
    cx.t(words).to_owned()
}
