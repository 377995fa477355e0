//! Sessions and classes: today, the rest of the week, next week.

use super::{AWAY_NEXT, INDICATORS, Room, between, day_name, section, short, some, text};
use crate::{
    domain::{
        calendar::{add_days, monday},
        value::Value,
    },
    store::{
        self,
        query::{Filter, Test},
        today::{Lesson, Running},
        years::Of,
    },
    text::{T, hour_entry, place, report, today as w},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use chrono::{Datelike, NaiveDate};

/// Names on leave read at most.
const LEAVES: usize = 50;

/// Today and, below it, what is to come.
pub(super) fn whole(room: Room, cx: &Cx) -> store::Result<Vec<Line>> {
    let mut lines = now(room, cx)?;
    lines.extend(later(room, cx)?);
    Ok(lines)
}

/// Today's sessions, and who is away today.
pub(super) fn now(room: Room, cx: &Cx) -> store::Result<Vec<Line>> {
    let today = cx.today;
    let rows = sessions(today, today, room, cx)?;
    let mut lines = earlier(cx)?;
    lines.extend(section(w::today(cx.lang, day_name(today, cx)), rows, w::NO_SESSIONS, cx));
    let running = cx.db.running(today, today)?;
    let heading = w::running(cx.lang, running.len(), people(running.iter(), cx));
    let all = on("class", ["starts_on", "ends_on"], today, w::DAY, cx);
    lines.extend(section(heading, some(running.iter().map(|c| class(c, cx)).collect(), room.some, all, cx), w::NONE_RUNNING, cx));
    lines.extend(leaves(cx)?);
    Ok(lines)
}

/// Where the file has nothing of this year: which year it is of, and where its lists are.
fn earlier(cx: &Cx) -> store::Result<Vec<Line>> {
    let this = cx.today.year();
    let latest = |of| cx.db.latest_year(of, this);
    let (classes, hours) = (latest(Of::Classes)?, latest(Of::Hours)?);
    let Some(year) = classes.max(hours).filter(|year| *year < this) else { return Ok(Vec::new()) };
    let mut lines = vec![Line::words(w::nothing_of(cx.lang, this, year), Tone::Warn)];
    let list = |kind: &'static str, year: i32, name: T| {
        let filters = vec![Filter { field: "year", test: Test::Any(vec![Value::Int(year.into())]) }];
        let words = format!("  {}", w::of_year(cx.lang, cx.t(name), year));
        let heading = w::of_year(cx.lang, cx.t(name), year);
        Line::words(words, Tone::Plain).to(To::List(kind, filters, heading))
    };
    lines.extend(classes.map(|year| list("class", year, place::CLASSES)));
    lines.extend(hours.map(|year| list("hour_entry", year, hour_entry::REGISTER)));
    let indicators = w::of_year(cx.lang, cx.t(report::INDICATORS), hours.unwrap_or(year));
    lines.push(Line::words(format!("  {indicators}"), Tone::Plain).to(To::Here(INDICATORS)));
    Ok(lines)
}

/// Who is on leave from a class today, in one line.
fn leaves(cx: &Cx) -> store::Result<Option<Line>> {
    let leaves = cx.db.on_leave_today(cx.today, LEAVES)?;
    if leaves.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = leaves.iter().map(|l| l.name.as_str()).collect();
    let n = if leaves.len() == LEAVES { format!("{LEAVES}+") } else { leaves.len().to_string() };
    let words = w::on_leave_names(cx.lang, n, names.join(" "));
    let to = on("leave", ["since", "until"], cx.today, w::ON_LEAVE, cx);
    Ok(Some(Line::words(words, Tone::Warn).to(to)))
}

/// The rest of the week, and next week's classes.
pub(super) fn later(room: Room, cx: &Cx) -> store::Result<Vec<Line>> {
    let (today, sunday) = (cx.today, add_days(monday(cx.today), 6));
    let rest = if today < sunday { sessions(add_days(today, 1), sunday, room, cx)? } else { Vec::new() };
    let mut lines = section(cx.t(w::THIS_WEEK).to_owned(), rest, w::NO_SESSIONS, cx);
    let (from, to) = (add_days(sunday, 1), add_days(sunday, 7));
    let next = cx.db.running(from, to)?;
    let starting = next.iter().filter(|c| c.starts_on >= from.to_string());
    let mut rows =
        vec![Line::words(w::away_next(cx.lang, next.len(), people(next.iter(), cx)), Tone::Plain).to(To::Here(AWAY_NEXT))];
    let all = between("class", "starts_on", Value::text(from.to_string()), to, w::NEXT_WEEK, cx);
    rows.extend(some(starting.map(|c| class(c, cx)).collect(), room.some, all, cx));
    lines.extend(section(cx.t(w::NEXT_WEEK).to_owned(), rows, w::NO_SESSIONS, cx));
    Ok(lines)
}

/// A list of what lasts over a day.
fn on(kind: &'static str, [since, until]: [&'static str; 2], day: NaiveDate, name: T, cx: &Cx) -> To {
    let date = || Value::text(day.to_string());
    let filters = vec![
        Filter { field: since, test: Test::Between(Value::Null, date()) },
        Filter { field: until, test: Test::Between(date(), Value::Null) },
    ];
    To::List(kind, filters, cx.t(name).to_owned())
}

/// Who came, and who is expected and not yet there.
fn people<'a>(classes: impl Iterator<Item = &'a Running>, cx: &Cx) -> String {
    let (came, expected) = classes.fold((0, 0), |(came, expected), c| (came + c.came, expected + c.expected));
    match (came, expected) {
        (came, 0) => w::came(cx.lang, count(came)),
        (0, expected) => w::expected(cx.lang, count(expected)),
        (came, expected) => w::came_and_expected(cx.lang, count(came), count(expected)),
    }
}

fn count(n: u64) -> String {
    show::count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn sessions(from: NaiveDate, to: NaiveDate, room: Room, cx: &Cx) -> store::Result<Vec<Line>> {
    let lessons = cx.db.lessons(from, to, room.some + 1)?;
    let rows = lessons.iter().map(|l| lesson(l, from != to, room.columns, cx)).collect();
    let all = between("session", "date", Value::text(from.to_string()), to, w::SESSIONS, cx);
    Ok(some(rows, room.some, all, cx))
}

fn lesson(l: &Lesson, dated: bool, columns: u16, cx: &Cx) -> Line {
    let (class, who) = if columns < 72 { (14, 10) } else { (20, 16) };
    let half = match l.half.as_str() {
        "am" => w::AM,
        "pm" => w::PM,
        "eve" => w::EVE,
        _ => w::ALL_DAY,
    };
    let time = l.starts.clone().unwrap_or_else(|| cx.t(half).to_owned());
    let with = [l.teacher.as_deref(), l.place.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut parts = Vec::new();
    if dated {
        let when = l.date.parse().map_or_else(|_| l.date.clone(), |d| day_name(d, cx));
        parts.push(Part::text(when, 10));
    }
    parts.extend([Part::text(time, 5), Part::text(&*l.title, 0), text(&*l.class, class, Tone::Quiet), Part::text(with, who)]);
    Line::new(parts).to(To::Record("session", l.id))
}

fn class(c: &Running, cx: &Cx) -> Line {
    let span = format!("{}-{}", short(&c.starts_on), c.ends_on.as_deref().map(short).unwrap_or_default());
    let words = people(std::iter::once(c), cx);
    Line::new(vec![Part::text(&*c.title, 0), Part::text(span, 12), Part::text(words, 16)]).to(To::Record("class", c.id))
}
