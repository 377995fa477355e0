//! What the day brings: sessions, classes running, replies due, duties due, warnings, imports; each line opens.
//!
//! It is the first screen of every start, so it reads only short ranges of indexes.

use crate::{
    domain::{
        calendar::{add_days, monday},
        hours::Level,
        value::Value,
    },
    pane_rows,
    store::{
        self,
        query::{Filter, Test},
        today::{Due, Lesson, MANY},
    },
    text::{T, today as w},
    ui::{
        Command, Cx, Effect, Paint, View,
        panes::{Paned, Panes},
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

const PANES: &[T] = &[w::DAY, w::DUTIES];
/// Lines of a section.
const SOME: usize = 12;
/// Days ahead for what falls due.
const AHEAD: i64 = 14;

/// What the day brings.
pub struct Today {
    panes: Panes,
}

impl Default for Today {
    fn default() -> Self {
        Self { panes: Panes::new(PANES) }
    }
}

fn count(n: u64) -> String {
    show::count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn section(lines: &mut Vec<Line>, heading: String, rows: Vec<Line>, none: T, cx: &Cx) {
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    lines.push(Line::heading(heading));
    if rows.is_empty() {
        lines.push(Line::words(format!("  {}", cx.t(none)), Tone::Quiet));
    }
    lines.extend(rows);
}

/// `11.24 (Tue)` in the person's language.
fn day(date: NaiveDate, cx: &Cx) -> String {
    let names = [w::MON, w::TUE, w::WED, w::THU, w::FRI, w::SAT, w::SUN];
    let name = names[date.weekday().num_days_from_monday() as usize];
    format!("{}.{:02} {}", date.month(), date.day(), cx.t(name))
}

fn lesson(l: &Lesson, room: u16, cx: &Cx) -> Line {
    let (class, place) = if room < 72 { (14, 10) } else { (20, 16) };
    let when = l.date.parse().map_or_else(|_| l.date.clone(), |d| day(d, cx));
    let half = match l.half.as_str() {
        "am" => w::AM,
        "pm" => w::PM,
        "eve" => w::EVE,
        _ => w::ALL_DAY,
    };
    let time = l.starts.clone().unwrap_or_else(|| cx.t(half).to_owned());
    let who = [l.teacher.as_deref(), l.place.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Line::new(vec![
        Part::text(when, 11),
        Part::text(time, 6),
        Part::text(&*l.title, 0),
        Part::text(&*l.class, class).tone(Tone::Quiet),
        Part::text(who, place),
    ])
    .to(To::Record("session", l.id))
}

impl Today {
    fn day(room: u16, cx: &Cx) -> store::Result<Vec<Line>> {
        let mut lines = Vec::new();
        let (today, sunday) = (cx.today, add_days(monday(cx.today), 6));
        let rows = |list: Vec<Lesson>| list.iter().map(|l| lesson(l, room, cx)).collect();
        let sessions = cx.db.lessons(today, today, SOME)?;
        section(&mut lines, w::today(cx.lang, day(today, cx)), rows(sessions), w::NO_SESSIONS, cx);
        let running = cx.db.running(today, today)?;
        let classes = running.iter().take(SOME).map(|c| {
            let span = format!("{}-{}", short(&c.starts_on), c.ends_on.as_deref().map(short).unwrap_or_default());
            let people = w::people_away(cx.lang, count(c.people));
            Line::new(vec![Part::text(&*c.title, 0), Part::text(span, 12), Part::text(people, 14)]).to(To::Record("class", c.id))
        });
        section(&mut lines, w::running(cx.lang, running.len()), classes.collect(), w::NONE_RUNNING, cx);
        let week = if today < sunday { cx.db.lessons(add_days(today, 1), sunday, SOME)? } else { Vec::new() };
        section(&mut lines, cx.t(w::THIS_WEEK).to_owned(), rows(week), w::NO_SESSIONS, cx);
        Ok(lines)
    }

    fn duties(cx: &Cx) -> store::Result<Vec<Line>> {
        let mut lines = Vec::new();
        let until = add_days(cx.today, AHEAD);
        let replies = cx.db.replies(add_days(cx.today, -30), until, SOME)?;
        let rows = replies.iter().map(|r| {
            let fill = w::fill(cx.lang, count(r.named), count(r.places), count(r.units));
            dated(&r.deadline, cx, vec![Part::text(&*r.title, 0), Part::text(fill, 26)]).to(To::Record("call_up", r.id))
        });
        section(&mut lines, cx.t(w::REPLIES).to_owned(), rows.collect(), w::NONE_DUE, cx);
        warnings(&mut lines, cx)?;
        let (owed, total) = cx.db.make_ups_due(until, SOME)?;
        section(
            &mut lines,
            w::make_ups(cx.lang, many(total)),
            owed.iter().map(|d| due("make_up", d, cx)).collect(),
            w::NONE_DUE,
            cx,
        );
        let (work, total) = cx.db.work_due(until, SOME)?;
        section(
            &mut lines,
            w::work(cx.lang, many(total)),
            work.iter().map(|d| due("work_item", d, cx)).collect(),
            w::NONE_DUE,
            cx,
        );
        let imports = cx.db.imports(4)?.into_iter().map(|i| {
            let rows = w::import(cx.lang, count(i.rejected), count(i.rows));
            Line::new(vec![Part::text(i.file, 0), Part::text(rows, 26), Part::text(i.at, 16)])
                .to(To::Record("import_batch", i.id))
        });
        section(&mut lines, cx.t(w::IMPORTS).to_owned(), imports.collect(), w::NO_IMPORTS, cx);
        Ok(lines)
    }
}

fn many(n: usize) -> String {
    if n >= MANY { format!("{MANY}+") } else { n.to_string() }
}

fn short(iso: &str) -> String {
    iso.get(5..).unwrap_or(iso).replace('-', ".")
}

/// A line with a day in front: what is over says so in a word.
fn dated(iso: &str, cx: &Cx, rest: Vec<Part>) -> Line {
    let left = iso.parse::<NaiveDate>().map(|d| (d - cx.today).num_days());
    let (words, tone) = match left {
        Ok(n) if n < 0 => (w::over(cx.lang, -n), Tone::Bad),
        Ok(0) => (cx.t(w::TO_DAY).to_owned(), Tone::Warn),
        Ok(n) => (w::left(cx.lang, n), Tone::Plain),
        Err(_) => (String::new(), Tone::Plain),
    };
    let mut parts = vec![Part::text(short(iso), 6), Part::text(words, 9).tone(tone)];
    parts.extend(rest);
    Line::new(parts)
}

fn due(kind: &'static str, d: &Due, cx: &Cx) -> Line {
    let unit = Part::text(d.unit.clone().unwrap_or_default(), 22).tone(Tone::Quiet);
    dated(&d.due_on, cx, vec![Part::text(&*d.title, 0), unit]).to(To::Record(kind, d.id))
}

/// One line a level, each opening its people.
fn warnings(lines: &mut Vec<Line>, cx: &Cx) -> store::Result<()> {
    let year = cx.today.year();
    let counts = cx.db.warnings(year)?;
    let levels = ["normal", "remind", "warn", "alarm", "overdue"];
    let rows = levels.iter().zip(counts).skip(1).filter(|(_, n)| *n > 0).map(|(code, n)| {
        let name = Level::parse(code).map_or("", |l| cx.t(l.label()));
        let filters = vec![
            Filter { field: "level", test: Test::Any(vec![Value::text(*code)]) },
            Filter { field: "year", test: Test::Any(vec![Value::Int(year.into())]) },
        ];
        let tone = if matches!(*code, "alarm" | "overdue") { Tone::Bad } else { Tone::Warn };
        Line::new(vec![Part::text(name, 10).tone(tone), Part::number(count(n), 8)]).to(To::List(
            "warning",
            filters,
            name.to_owned(),
        ))
    });
    let rows: Vec<Line> = rows.collect();
    section(lines, w::warnings(cx.lang, year), rows, w::NO_WARNINGS, cx);
    Ok(())
}

impl View for Today {
    const COMMANDS: &'static [Command<Self>] = pane_rows![];

    fn title(&self, cx: &Cx) -> String {
        cx.t(crate::text::place::TODAY).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.panes.set(0, Self::day(self.panes.columns(0, cx.area), cx)?, None);
        self.panes.set(1, Self::duties(cx)?, None);
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.panes.draw(paint, area, cx);
    }
}

impl Paned for Today {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        area
    }
}
