//! The first pane of a cadre: each rule with a bar, the verdict in words and its source; then hours by year and form.

use super::{Read, UPPER, Why};
use crate::{
    domain::{
        calendar::dotted,
        hours::{Group, Level, Reason, Rule, Verdict, round},
        rulebook,
        value::number,
    },
    store::{ledger::Kept, person::Planned, years::Of},
    text::{Lang, field as f, person_page as w},
    ui::{
        Cx,
        sheet::{GUTTER, Line, Part, To, Tone},
    },
};
use chrono::Datelike;

/// Columns of a number in the table by year and form.
const CELL: u16 = 8;
/// Columns of its first column.
const YEAR: u16 = 6;

/// The name of a rule in the person's language.
#[must_use]
pub fn rule_name(code: &str, name: &str, cx: &Cx) -> String {
    let english = || rulebook::hour_rules().iter().find(|row| row.rule.code == code).and_then(|row| row.name_en.clone());
    if cx.lang == Lang::En { english().unwrap_or_else(|| name.to_owned()) } else { name.to_owned() }
}

/// The meaning of a level.
#[must_use]
pub const fn tone(level: Level) -> Tone {
    match level {
        Level::Normal => Tone::Plain,
        Level::Remind | Level::Warn => Tone::Warn,
        Level::Alarm | Level::Overdue => Tone::Bad,
    }
}

pub(super) fn lines(read: &Read, verdicts: &[Verdict], columns: u16, cx: &Cx) -> Vec<Line> {
    let mut lines = vec![Line::heading(w::as_of(cx.lang, dotted(cx.today), read.year))];
    let this = cx.today.year();
    if read.year < this && cx.db.year_with(Of::Hours, cx.today).unwrap_or(this) == read.year {
        lines.extend(Line::wrapped(&crate::text::report::instead(cx.lang, this, read.year), columns, Tone::Warn));
    }
    if verdicts.is_empty() {
        lines.push(Line::words(cx.t(w::NO_RULES), Tone::Quiet));
    }
    let with_plan = (!read.planned.is_empty()).then(|| read.ledger.verdicts_with(&read.book, &read.planned, read.year, cx.today));
    let supposed: Vec<Planned> = read.planned.iter().chain(&read.supposed).cloned().collect();
    let what_if = read.supposed.as_ref().map(|class| {
        let class = &class.title;
        (class, read.ledger.verdicts_with(&read.book, &supposed, read.year, cx.today))
    });
    for (n, verdict) in verdicts.iter().enumerate() {
        lines.push(bar(verdict, cx).to(To::Here(n)));
        if let Some(later) = with_plan.as_ref().and_then(|list| list.get(n)).filter(|later| later.got > verdict.got) {
            lines.push(ahead(cx.t(w::WITH_PLAN), verdict, later, cx));
        }
        if let Some((class, later)) = what_if.as_ref().and_then(|(class, list)| Some((class, list.get(n)?))) {
            lines.push(ahead(&w::after(cx.lang, class), verdict, later, cx));
        }
        let words = format!("{}  {}", cx.t(verdict.level.label()), verdict.describe(cx.lang));
        lines.extend(Line::wrapped(&words, columns, tone(verdict.level)));
        lines.extend(Line::wrapped(&basis(verdict, cx), columns, Tone::Quiet));
    }
    lines.push(upper(read, cx));
    lines.push(Line::heading(cx.t(w::BY_YEAR)));
    lines.extend(table(&read.ledger.entries, columns, cx));
    lines
}

fn bar(verdict: &Verdict, cx: &Cx) -> Line {
    let Rule { code, name, .. } = verdict.rule;
    let tone = if verdict.met { Tone::Good } else { tone(verdict.level) };
    let missing = if verdict.met { String::new() } else { w::missing(cx.lang, number(verdict.missing)) };
    let met = match verdict {
        Verdict { met: true, .. } => w::MET,
        Verdict { exempt: true, .. } => w::EXEMPT,
        _ => w::NOT_MET,
    };
    Line::new(vec![
        Part::text(rule_name(code, name, cx), 15),
        Part::Bar { part: verdict.got, whole: verdict.target, width: 0, tone },
        Part::number(format!("{}/{}", number(verdict.got), number(verdict.target)), 11),
        Part::text(missing, 11).tone(tone),
        Part::text(cx.t(met), 7).tone(tone),
    ])
}

/// What a rule would say after more: a bar whose second part is what is to come.
fn ahead(words: &str, now: &Verdict, later: &Verdict, cx: &Cx) -> Line {
    let more = round(later.got - now.got);
    let (word, tone) =
        if later.met { (cx.t(w::MET).to_owned(), Tone::Good) } else { (w::missing(cx.lang, number(later.missing)), Tone::Warn) };
    Line::new(vec![
        Part::text(format!("  {words}"), 0).tone(Tone::Quiet),
        Part::text(w::more(cx.lang, number(more)), 12).tone(Tone::Quiet),
        Part::number(format!("{}/{}", number(later.got), number(later.target)), 11),
        Part::text(word, 11).tone(tone),
    ])
}

/// The paper a rule stands in, and its other currency.
fn basis(verdict: &Verdict, cx: &Cx) -> String {
    let mut words = w::basis(cx.lang, verdict.citation());
    // Where the reason speaks of pace, it has said this.
    if !verdict.met && !matches!(verdict.reason, Reason::Exempt | Reason::OnPace | Reason::Behind | Reason::FarBehind) {
        words.push_str("  ");
        words.push_str(&w::pace(cx.lang, number(verdict.expected)));
    }
    if let Some((other, got)) = verdict.rule.alternative.zip(verdict.alternative) {
        words.push_str("  ");
        words.push_str(&w::or_days(cx.lang, number(got), number(other.target)));
    }
    words
}

fn upper(read: &Read, cx: &Cx) -> Line {
    let mut came = read.called.iter().filter(|c| c.upper() && c.came());
    let Some(last) = came.next() else { return Line::words(cx.t(w::UPPER_NONE), Tone::Quiet) };
    let when = last.starts_on.as_deref().unwrap_or_default().replace('-', ".");
    let words = w::upper(cx.lang, format!("{when} {}", last.title), came.count() + 1);
    Line::words(words, Tone::Plain).to(To::Here(UPPER))
}

/// Forms in the order of their group and hours; as many as fit, the others together.
fn forms(entries: &[Kept], room: usize) -> (Vec<&str>, bool) {
    let mut forms: Vec<(Group, &str, f64)> = Vec::new();
    for entry in entries {
        match forms.iter_mut().find(|(_, form, _)| *form == entry.form) {
            Some((_, _, hours)) => *hours += entry.hours,
            None => forms.push((entry.group, &entry.form, entry.hours)),
        }
    }
    forms.sort_by(|a, b| b.2.total_cmp(&a.2));
    let more = forms.len() > room;
    forms.truncate(if more { room.saturating_sub(1) } else { room });
    forms.sort_by_key(|a| a.0);
    (forms.into_iter().map(|(_, form, _)| form).collect(), more)
}

fn table(entries: &[Kept], columns: u16, cx: &Cx) -> Vec<Line> {
    if entries.is_empty() {
        return vec![Line::words(cx.t(w::NO_ENTRIES), Tone::Quiet)];
    }
    let room = usize::from(columns.saturating_sub(GUTTER + YEAR) / (CELL + 1)).saturating_sub(1);
    let (forms, more) = forms(entries, room);
    let sums = |of: &[&Kept]| {
        let sum = |wanted: &dyn Fn(&Kept) -> bool| round(of.iter().filter(|e| wanted(e)).map(|e| e.hours).sum());
        let mut cells: Vec<f64> = forms.iter().map(|form| sum(&|e| e.form == *form)).collect();
        if more {
            cells.push(sum(&|e| !forms.contains(&e.form.as_str())));
        }
        cells.push(sum(&|_| true));
        cells
    };
    let mut years: Vec<i32> = entries.iter().map(|e| e.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let mut words: Vec<String> = forms.iter().map(|form| cx.db.word("hour_form", form, cx.lang)).collect();
    words.extend(more.then(|| cx.t(w::OTHER).to_owned()));
    words.push(cx.t(w::SUM).to_owned());
    let heads = words.into_iter().map(|word| Part::number(word, CELL).tone(Tone::Quiet));
    let mut lines = vec![Line::new(std::iter::once(Part::text(cx.t(f::YEAR), YEAR).tone(Tone::Quiet)).chain(heads).collect())];
    let all: Vec<&Kept> = entries.iter().collect();
    lines.push(row(cx.t(w::SUM).to_owned(), &sums(&all)).to(To::Here(super::EVERYTHING)));
    for year in years {
        let of: Vec<&Kept> = entries.iter().filter(|e| e.year == year).collect();
        lines.push(row(year.to_string(), &sums(&of)).to(To::Here(Why::Year(year).line())));
    }
    lines
}

fn row(first: String, cells: &[f64]) -> Line {
    let shown = |hours: &f64| if *hours == 0.0 { "-".to_owned() } else { number(*hours) };
    let cells = cells.iter().map(|hours| Part::number(shown(hours), CELL));
    Line::new(std::iter::once(Part::text(first, YEAR)).chain(cells).collect())
}
