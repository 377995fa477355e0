//! The entries that made a number: of a rule, of a year, or all of them; each opens.

use super::{EVERYTHING, Read, rule_name};
use crate::{
    domain::{
        calendar::dotted,
        hours::{Verdict, round},
        value::number,
    },
    store::ledger::Kept,
    text::person_page as w,
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
    },
};
use chrono::NaiveDate;

/// Which entries are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// All.
    All,
    /// Those that count for the rule of this line.
    Rule(usize),
    /// Those of a year.
    Year(i32),
}

/// Lines from here on are years.
const YEARS: usize = 1_000;

impl Why {
    pub fn line(self) -> usize {
        match self {
            Self::All => EVERYTHING,
            Self::Rule(n) => n,
            Self::Year(year) => YEARS + usize::try_from(year).unwrap_or(0),
        }
    }

    pub fn from_line(n: usize) -> Self {
        match n.checked_sub(YEARS).and_then(|year| i32::try_from(year).ok()) {
            Some(year) => Self::Year(year),
            None => Self::Rule(n),
        }
    }
}

pub(super) fn lines(read: &Read, verdicts: &[Verdict], why: Why, cx: &Cx) -> Vec<Line> {
    let (heading, entries) = chosen(read, verdicts, why, cx);
    let mut lines = vec![Line::heading(heading)];
    if why != Why::All {
        lines.push(Line::words(cx.t(w::SHOW_ALL), Tone::Quiet).to(To::Here(EVERYTHING)));
    }
    if entries.is_empty() {
        lines.push(Line::words(cx.t(w::NO_ENTRIES), Tone::Quiet));
    }
    let mut year = None;
    for entry in entries.iter().rev() {
        if year != Some(entry.year) {
            year = Some(entry.year);
            let hours = round(entries.iter().filter(|e| e.year == entry.year).map(|e| e.hours).sum());
            lines.push(Line::words(w::year_sum(cx.lang, number(hours), entry.year), Tone::Quiet));
        }
        lines.push(line(entry, cx));
    }
    lines
}

fn chosen<'a>(read: &'a Read, verdicts: &[Verdict], why: Why, cx: &Cx) -> (String, Vec<&'a Kept>) {
    let all = read.ledger.entries.iter();
    match why {
        Why::Rule(n) if n < verdicts.len() => {
            let verdict = &verdicts[n];
            let entries: Vec<&Kept> = all.filter(|e| verdict.counts(&e.entry())).collect();
            let rule = rule_name(&verdict.rule.code, &verdict.rule.name, cx);
            (w::rule_entries(cx.lang, dotted(verdict.from), entries.len(), rule, dotted(verdict.to)), entries)
        }
        Why::Year(year) => {
            let entries: Vec<&Kept> = all.filter(|e| e.year == year).collect();
            let hours = round(entries.iter().map(|e| e.hours).sum());
            (w::year_sum(cx.lang, number(hours), year), entries)
        }
        _ => {
            let entries: Vec<&Kept> = all.collect();
            let hours = round(entries.iter().map(|e| e.hours).sum());
            (w::all_entries(cx.lang, number(hours), entries.len()), entries)
        }
    }
}

/// The entry is in the rule's window and of what the rule counts.
fn line(entry: &Kept, cx: &Cx) -> Line {
    let days = entry.days.map(|d| w::days(cx.lang, number(d))).unwrap_or_default();
    Line::new(vec![
        Part::text(span(entry.starts, entry.ends), 16).tone(Tone::Quiet),
        Part::text(&entry.title, 0),
        Part::text(cx.db.word("hour_form", &entry.form, cx.lang), 10),
        Part::number(days, 7),
        Part::number(number(entry.hours), 6),
    ])
    .to(To::Record("hour_entry", entry.id))
}

/// `2026.05.12-05.16`, with the second year only where it is another.
pub(super) fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let full = |d: NaiveDate| d.format("%Y.%m.%d").to_string();
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{}-{}", full(from), to.format("%m.%d")),
        (Some(day), _) | (None, Some(day)) => full(day),
        (None, None) => String::new(),
    }
}
