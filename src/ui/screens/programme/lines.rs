//! The lines of a programme: people with how far they are, units and levels with a bar.

use crate::{
    domain::{rates::Rate, value::Value},
    store::{
        coverage::Member,
        programme::{Change, Edition, Taking},
        query::{Filter, Test},
    },
    text::{class, field as f, list as lw, programme_page as w},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use std::collections::HashMap;

/// People listed at most; the rest through unit, level or the list.
const MOST: usize = 1_000;

/// Whose people are listed.
pub(super) enum Only {
    /// All.
    All,
    /// Of a unit, by name and record.
    Unit(Option<String>, Option<i64>),
    /// Of a level.
    Level(Option<String>),
}

/// People of one unit or level: all and those who are through.
pub(super) struct Group {
    pub name: Option<String>,
    pub unit: Option<i64>,
    pub all: u64,
    pub done: u64,
}

pub(super) fn head(members: &[Member], deadline: &str, cx: &Cx) -> String {
    let done = members.iter().filter(|m| m.done).count();
    let rate = percent(done as u64, members.len() as u64);
    w::head(cx.lang, members.len(), deadline, done, members.len() - done, rate)
}

fn percent(done: u64, all: u64) -> String {
    Rate::coverage(done, all).percent().map_or("-".to_owned(), |r| format!("{r:.1}%"))
}

/// People who have not been, in official order.
pub(super) fn not_yet(id: i64, members: &[Member], only: &Only, cx: &Cx) -> Vec<Line> {
    let wanted = |m: &&Member| match only {
        Only::All => true,
        Only::Unit(name, unit) => m.unit == *unit && m.unit_name == *name,
        Only::Level(level) => m.level == *level,
    };
    let open: Vec<&Member> = members.iter().filter(|m| !m.done).filter(wanted).collect();
    let mut lines = Vec::new();
    if let Only::Unit(name, _) | Only::Level(name) = only {
        let which = name.as_deref().unwrap_or(cx.t(lw::UNKNOWN));
        lines.push(Line::heading(w::only(cx.lang, open.len(), which)).to(To::Here(0)));
    }
    lines.extend(people(id, &open, false, cx));
    lines
}

/// People who are through, in official order.
pub(super) fn through(id: i64, members: &[Member], cx: &Cx) -> Vec<Line> {
    let done: Vec<&Member> = members.iter().filter(|m| m.done).collect();
    people(id, &done, true, cx)
}

fn people(id: i64, members: &[&Member], done: bool, cx: &Cx) -> Vec<Line> {
    if members.is_empty() {
        return vec![Line::words(cx.t(w::NOBODY), Tone::Quiet)];
    }
    let mut lines: Vec<Line> = members.iter().take(MOST).map(|m| person(m, cx)).collect();
    if members.len() > MOST {
        let null = |field| Filter { field, test: Test::Any(vec![Value::Null]) };
        let mut filters = vec![Filter { field: "programme_id", test: Test::Any(vec![Value::Int(id)]) }, null("removed_on")];
        if !done {
            filters.push(null("done_on"));
        }
        let words = w::more(cx.lang, members.len() - MOST);
        lines.push(Line::words(words, Tone::Quiet).to(To::List("programme_member", filters, cx.t(w::NOT_YET).to_owned())));
    }
    lines
}

fn person(m: &Member, cx: &Cx) -> Line {
    let state = match (m.done, &m.scheduled) {
        (true, _) => Part::text(cx.t(w::DONE), 16).tone(Tone::Good),
        (false, Some(class)) => Part::text(w::scheduled(cx.lang, class), 16).tone(Tone::Warn),
        (false, None) => Part::text(cx.t(w::OPEN), 16).tone(Tone::Bad),
    };
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    Line::new(vec![
        Part::text(&*m.name, 8),
        Part::text(text(&m.unit_name), 22),
        Part::text(text(&m.position), 0),
        Part::text(text(&m.level), 10),
        state,
    ])
    .to(To::Record("cadre", m.cadre))
}

/// People by unit or level, in the order in which they first come.
pub(super) fn groups(members: &[Member], by: impl Fn(&Member) -> (Option<String>, Option<i64>)) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at: HashMap<(Option<String>, Option<i64>), usize> = HashMap::new();
    for m in members {
        let (name, unit) = by(m);
        let n = *at.entry((name.clone(), unit)).or_insert_with(|| {
            groups.push(Group { name, unit, all: 0, done: 0 });
            groups.len() - 1
        });
        groups[n].all += 1;
        groups[n].done += u64::from(m.done);
    }
    groups
}

/// One line a group; it opens those of it who have not been. `first` groups stand in panes before.
#[allow(clippy::cast_precision_loss)]
pub(super) fn table(groups: &[Group], first: usize, cx: &Cx) -> Vec<Line> {
    let line = |(n, g): (usize, &Group)| {
        let tone = if g.done == g.all { Tone::Good } else { Tone::Plain };
        let name = g.name.as_deref().unwrap_or(cx.t(lw::UNKNOWN));
        Line::new(vec![
            Part::text(name, 0),
            Part::Bar { part: g.done as f64, whole: g.all as f64, width: 16, tone },
            Part::number(format!("{}/{}", show::count(g.done.cast_signed()), show::count(g.all.cast_signed())), 12),
            Part::number(percent(g.done, g.all), 7).tone(tone),
        ])
        .to(To::Here(1 + first + n))
    };
    groups.iter().enumerate().map(line).collect()
}

/// The classes of a programme, each with how many of those on it completed.
pub(super) fn editions(all: &[Edition], cx: &Cx) -> Vec<Line> {
    if all.is_empty() {
        return vec![Line::words(cx.t(w::NO_EDITIONS), Tone::Quiet)];
    }
    let dot = |day: &Option<String>| day.as_deref().unwrap_or_default().replace('-', ".");
    let line = |one: &Edition| {
        Line::new(vec![
            Part::text(dot(&one.starts), 10).tone(Tone::Quiet),
            Part::text(dot(&one.ends).get(5..).unwrap_or_default(), 5).tone(Tone::Quiet),
            Part::text(&*one.title, 0),
            Part::text(show::state("class", &one.state, cx), 8),
            Part::number(format!("{}/{}", one.done, one.people), 9),
        ])
        .to(To::Record("class", one.id))
    };
    let head = Line::new(vec![
        Part::text(cx.t(f::STARTS_ON), 10).tone(Tone::Quiet),
        Part::text(cx.t(f::ENDS_ON), 5).tone(Tone::Quiet),
        Part::text(cx.t(class::REGISTER), 0).tone(Tone::Quiet),
        Part::text(cx.t(f::STATE), 8).tone(Tone::Quiet),
        Part::number(cx.t(w::EDITION_PEOPLE), 9).tone(Tone::Quiet),
    ]);
    std::iter::once(head).chain(all.iter().map(line)).collect()
}

/// How the list came about: each taking from conditions, then later additions and removals.
pub(super) fn changes(takings: &[Taking], changes: &[Change], cx: &Cx) -> Vec<Line> {
    let mut lines = Vec::new();
    for taking in takings {
        let words =
            w::taking(cx.lang, taking.added, taking.on_day.replace('-', "."), taking.people, taking.removed, &taking.actor);
        lines.push(Line::heading(words));
        for group in &taking.target.groups {
            lines.push(Line::words(format!("  {}", super::target::described(group, cx)), Tone::Plain));
        }
        if let Some(reason) = &taking.reason {
            lines.push(Line::words(format!("  {reason}"), Tone::Quiet));
        }
    }
    if lines.is_empty() {
        lines.push(Line::words(cx.t(w::NO_TAKING), Tone::Quiet));
    }
    if !changes.is_empty() {
        lines.push(Line::heading(cx.t(w::LATER)));
    }
    lines.extend(changes.iter().map(|one| {
        let (word, tone) = if one.added { (w::ADDED, Tone::Good) } else { (w::REMOVED, Tone::Warn) };
        Line::new(vec![
            Part::text(one.day.replace('-', "."), 10).tone(Tone::Quiet),
            Part::text(cx.t(word), 4).tone(tone),
            Part::text(&*one.name, 8),
            Part::text(one.unit.clone().unwrap_or_default(), 18),
            Part::text(one.why.clone().unwrap_or_default(), 0),
        ])
        .to(To::Record("cadre", one.cadre))
    }));
    lines
}
