//! The lines of a week: people with a mark a day, days with their classes, units with counts a day.

use super::{DAYS, Only, Week};
use crate::{
    store::away::{Away, Cause},
    text::{away as w, today as t},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
    },
};
use chrono::Datelike;
use std::collections::{BTreeSet, HashMap};

/// Columns of a day in the week.
const DAY: u16 = 4;
/// Names on a line of a day.
const NAMES: usize = 12;

fn name(n: usize, cx: &Cx) -> &'static str {
    cx.t([t::MON, t::TUE, t::WED, t::THU, t::FRI, t::SAT, t::SUN][n.min(DAYS - 1)])
}

/// The headings of the days.
fn heads(week: &Week) -> impl Iterator<Item = Part> {
    (0..DAYS).map(|n| Part::number(week.day(n).day().to_string(), DAY - 1).tone(Tone::Quiet))
}

/// People are counted once a day, whatever takes them away.
pub(super) fn distinct<'a>(all: impl Iterator<Item = &'a Away>) -> usize {
    all.map(|a| (a.cause == Cause::Teacher, a.who)).collect::<BTreeSet<_>>().len()
}

pub(super) fn people(week: &Week, only: Only, cx: &Cx) -> Vec<Line> {
    let wanted = |a: &&Away| match only {
        Only::All => true,
        Only::Day(n) => week.on(a, n),
        Only::Unit(unit) => a.unit == unit,
    };
    let chosen: Vec<&Away> = week.all.iter().filter(wanted).collect();
    if chosen.is_empty() {
        return vec![Line::words(cx.t(w::NOBODY), Tone::Quiet)];
    }
    let mut lines = Vec::new();
    if only != Only::All {
        let which = match only {
            Only::Day(n) => name(n, cx).to_owned(),
            _ => chosen[0].unit_name.clone().unwrap_or_else(|| cx.t(w::NO_UNIT).to_owned()),
        };
        lines.push(Line::words(w::only(cx.lang, distinct(chosen.iter().copied()), which), Tone::Heading).to(To::Here(0)));
    }
    let mut head = vec![Part::text("", 8), Part::text("", 18)];
    head.extend(heads(week));
    head.push(Part::text("", 0));
    lines.push(Line::new(head));
    lines.extend(chosen.into_iter().map(|a| person(week, a, cx)));
    lines
}

fn person(week: &Week, a: &Away, cx: &Cx) -> Line {
    let (cause, tone) = match a.cause {
        Cause::Class => (w::CLASS, Tone::Plain),
        Cause::Leave => (w::LEAVE, Tone::Warn),
        Cause::Teacher => (w::TEACHER, Tone::Quiet),
    };
    let kind = if a.cause == Cause::Teacher { "teacher" } else { "cadre" };
    let mut parts = vec![Part::text(&*a.name, 8), Part::text(a.unit_name.clone().unwrap_or_default(), 18)];
    parts.extend((0..DAYS).map(|n| Part::number(cx.glyphs.bar[usize::from(!week.on(a, n))], DAY - 1).tone(tone)));
    parts.push(Part::text(format!("{} {}", cx.t(cause), a.what), 0).tone(tone));
    Line::new(parts).to(To::Record(kind, a.who))
}

/// Each day with how many are away, and its classes with the names.
pub(super) fn days(week: &Week, cx: &Cx) -> Vec<Line> {
    let mut lines = Vec::new();
    for n in 0..DAYS {
        let away: Vec<&Away> = week.all.iter().filter(|a| week.on(a, n)).collect();
        let date = week.day(n);
        let heading = w::day(cx.lang, format!("{}.{}", date.month(), date.day()), distinct(away.iter().copied()), name(n, cx));
        lines.push(Line::heading(heading).to(To::Here(1 + n)));
        for (what, class, names) in groups(&away) {
            let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(" ");
            let more = if names.len() > NAMES { format!("{shown} +{}", names.len() - NAMES) } else { shown };
            let line = Line::new(vec![
                Part::number(names.len().to_string(), 4),
                Part::text(what, 26),
                Part::text(more, 0).tone(Tone::Quiet),
            ]);
            lines.push(class.map_or(line.clone(), |id| line.to(To::Record("class", id))));
        }
    }
    lines
}

/// What takes people away, with the class and the names.
type Group<'a> = (&'a str, Option<i64>, Vec<&'a str>);

fn groups<'a>(away: &[&'a Away]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for a in away {
        let same = |g: &&mut Group| g.0 == a.what && g.1 == a.class;
        match groups.iter_mut().find(same) {
            Some((.., names)) => names.push(&a.name),
            None => groups.push((&a.what, a.class, vec![&a.name])),
        }
    }
    groups
}

/// Each unit with how many of its people are away on each day; and the units in that order.
pub(super) fn units(week: &Week, cx: &Cx) -> (Vec<Line>, Vec<Option<i64>>) {
    let mut order: Vec<Option<i64>> = Vec::new();
    let mut people: HashMap<Option<i64>, Vec<&Away>> = HashMap::new();
    for a in &week.all {
        let of = people.entry(a.unit).or_default();
        if of.is_empty() {
            order.push(a.unit);
        }
        of.push(a);
    }
    if order.is_empty() {
        return (vec![Line::words(cx.t(w::NOBODY), Tone::Quiet)], order);
    }
    let mut head = vec![Part::text("", 0)];
    head.extend(heads(week));
    head.push(Part::number(cx.t(w::PEOPLE), 8).tone(Tone::Quiet));
    let mut lines = vec![Line::new(head)];
    for (n, unit) in order.iter().enumerate() {
        let of = &people[unit];
        let name = of[0].unit_name.clone().filter(|_| unit.is_some()).unwrap_or_else(|| cx.t(w::NO_UNIT).to_owned());
        let day = |n: usize| match distinct(of.iter().copied().filter(|a| week.on(a, n))) {
            0 => String::from("-"),
            n => n.to_string(),
        };
        let mut parts = vec![Part::text(name, 0)];
        parts.extend((0..DAYS).map(|n| Part::number(day(n), DAY - 1)));
        parts.push(Part::number(distinct(of.iter().copied()).to_string(), 8));
        lines.push(Line::new(parts).to(To::Here(1 + DAYS + n)));
    }
    (lines, order)
}
