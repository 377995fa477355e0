//! A lesson in words: the same on the page of a class, of a teacher, and with all classes side by side.

use super::{Cx, Paint, grid::Piece, text, theme::Theme};
use crate::{
    domain::{
        calendar::{self, Half},
        conflict::{Conflict, Kind, Role, SessionView, Severity},
    },
    store::timetable::Checked,
    text::{T, field as f, timetable as w},
};
use chrono::{Datelike, NaiveDate};
use ratatui::{layout::Rect, style::Style};

/// Morning, afternoon, evening.
pub const HALVES: [(Half, T); 3] = [(Half::Am, f::AM), (Half::Pm, f::PM), (Half::Eve, f::EVE)];

const WEEKDAYS: [T; 7] = [w::MONDAY, w::TUESDAY, w::WEDNESDAY, w::THURSDAY, w::FRIDAY, w::SATURDAY, w::SUNDAY];

/// The name of the day in its week.
#[must_use]
pub fn weekday(date: NaiveDate, cx: &Cx) -> &'static str {
    cx.t(WEEKDAYS[date.weekday().num_days_from_monday() as usize])
}

/// `05.12 周四`.
#[must_use]
pub fn day(date: NaiveDate, cx: &Cx) -> String {
    format!("{} {}", date.format("%m.%d"), weekday(date, cx))
}

/// `2022.05.12`.
#[must_use]
pub fn date(date: NaiveDate) -> String {
    date.format("%Y.%m.%d").to_string()
}

/// From a Monday to its Sunday, with the number of the week.
#[must_use]
pub fn week(monday: NaiveDate, cx: &Cx) -> String {
    let (_, n) = calendar::iso_week(monday);
    w::week(cx.lang, date(monday), n, date(calendar::add_days(monday, 6)))
}

/// `2022.05.09 至 2022.05.22（第19、20周）`.
#[must_use]
pub fn two_weeks(monday: NaiveDate, cx: &Cx) -> String {
    let next = calendar::add_days(monday, 7);
    let [(_, first), (_, second)] = [monday, next].map(calendar::iso_week);
    w::two_weeks(cx.lang, first, date(monday), second, date(calendar::add_days(next, 6)))
}

/// The name of a half-day.
#[must_use]
pub fn half(half: Half, cx: &Cx) -> &'static str {
    let name = HALVES.iter().find(|(h, _)| *h == half).map_or(f::DAY, |(_, name)| *name);
    cx.t(name)
}

/// `08:30-11:30`; the half-day where the times are not known and it says more than its place in a grid.
#[must_use]
pub fn time(row: &SessionView, cx: &Cx) -> String {
    match row.slot.times {
        Some((from, to)) => format!("{from}-{to}"),
        None if row.slot.half == Half::Day => half(Half::Day, cx).to_owned(),
        None => String::new(),
    }
}

/// Who teaches, in the order of the row.
#[must_use]
pub fn teachers(row: &SessionView) -> String {
    let main = row.people.iter().filter(|p| p.role == Role::Main);
    main.map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
}

/// The place: the room, or else the site.
#[must_use]
pub fn place(row: &SessionView) -> String {
    row.place.clone().or_else(|| row.site.clone()).unwrap_or_default()
}

/// The sign before a lesson; empty where nothing is to be said.
#[must_use]
pub fn sign(id: i64, checked: &Checked) -> &'static str {
    match checked.worst(id) {
        Some(severity) => severity_sign(severity),
        None if checked.kept(id) => "k",
        None if checked.joint(id) => "=",
        None => "",
    }
}

/// The sign of a severity.
#[must_use]
pub const fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Clash => "!",
        Severity::Caution => "?",
        Severity::Info => "i",
    }
}

fn tone(id: i64, checked: &Checked, theme: Theme) -> Option<Style> {
    match checked.worst(id)? {
        Severity::Clash => Some(theme.bad()),
        Severity::Caution => Some(theme.warn()),
        Severity::Info => None,
    }
}

/// A lesson in a cell of a grid.
#[must_use]
pub fn piece(row: &SessionView, checked: &Checked, cx: &Cx) -> Piece {
    let (site, room) = if row.site_id.is_some() { (place(row), String::new()) } else { (String::new(), place(row)) };
    Piece {
        id: Some(row.id),
        sign: sign(row.id, checked),
        tone: tone(row.id, checked, cx.theme),
        time: time(row, cx),
        title: row.title.clone(),
        tail: [teachers(row), site].into_iter().filter(|w| !w.is_empty()).collect(),
        room: Some(room).filter(|w| !w.is_empty()),
    }
}

/// Draws everything about a lesson on two lines: when and what with whom where, and what is wrong. Where nothing is
/// wrong, the second line goes on or explains the signs.
pub fn draw_detail(paint: &mut Paint, area: Rect, row: Option<&SessionView>, otherwise: &str, checked: &Checked, cx: &Cx) {
    let (plain, quiet, bad) = (paint.theme.plain(), paint.theme.quiet(), paint.theme.bad());
    let words = row.map_or_else(|| otherwise.to_owned(), |row| in_words(row, cx));
    let wrong = row.map(|row| wrong(row, checked, cx)).unwrap_or_default();
    let lines = if wrong.is_empty() { text::wrap(&words, usize::from(area.width.max(2))) } else { vec![words, wrong] };
    let second = lines.get(1).map_or(cx.t(w::LEGEND), String::as_str);
    let style = match (lines.len(), row) {
        (1, _) => quiet,
        (_, Some(row)) if checked.worst(row.id) == Some(Severity::Clash) => bad,
        _ => plain,
    };
    paint.put(area.x, area.y, area.width, &lines[0], plain);
    paint.put(area.x, area.y + 1, area.width, second, style);
}

fn in_words(row: &SessionView, cx: &Cx) -> String {
    let when = [day(row.slot.date, cx), half(row.slot.half, cx).to_owned(), time(row, cx)];
    let what = [row.title.clone(), teachers(row), place(row), row.class_title.clone()];
    let mut words: Vec<String> = when.into_iter().chain(what).filter(|w| !w.is_empty()).collect();
    words.dedup();
    words.join(" ")
}

/// What is wrong with a row, and whether it is a joint lesson.
fn wrong(row: &SessionView, checked: &Checked, cx: &Cx) -> String {
    let mut wrong: Vec<String> = checked.of(row.id).map(|c| brief(c, row.id, checked, cx)).collect();
    if checked.joint(row.id) {
        wrong.push(cx.t(w::JOINT).to_owned());
    }
    wrong.join("  ")
}

/// A conflict of a row, with what the other row is.
fn brief(conflict: &Conflict, id: i64, checked: &Checked, cx: &Cx) -> String {
    let sign = severity_sign(conflict.severity());
    let other = if conflict.a == id { conflict.b } else { Some(conflict.a) };
    let mut words = format!("{sign} {}", reason(conflict, cx));
    if let Some(row) = other.and_then(|id| checked.row(id)) {
        words.push_str(&format!(" [{} {}]", row.class_title, row.title));
    }
    if let Some(kept) = &conflict.kept {
        words.push(' ');
        words.push_str(&w::kept(cx.lang, kept));
    }
    words
}

/// Why a conflict is one.
#[must_use]
pub fn reason(conflict: &Conflict, cx: &Cx) -> String {
    let (lang, what) = (cx.lang, conflict.what.as_str());
    match conflict.kind {
        Kind::Teacher => w::teacher_twice(lang, what),
        Kind::Place => w::place_twice(lang, what),
        Kind::Assistant => w::assistant_twice(lang, what),
        Kind::Class => w::class_twice(lang, what),
        Kind::SiteCapacity => w::site_small(lang, what),
        Kind::SiteBusy => w::site_busy(lang, what),
        Kind::TeacherAway => w::away(lang, what),
        Kind::Holiday if what.is_empty() => cx.t(w::WEEKEND).to_owned(),
        Kind::Holiday => w::holiday(lang, what),
        Kind::TeacherOverHours => w::over_hours(lang, what),
    }
}

/// How many conflicts of each severity.
#[must_use]
pub fn counts(checked: &Checked, cx: &Cx) -> String {
    let [clashes, cautions, infos] = checked.counts();
    w::counts(cx.lang, cautions, clashes, infos)
}
