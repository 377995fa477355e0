//! The lines of the panes: rows with what becomes of them, choices, cleanings.

use super::{
    super::row::{register_of, told},
    VERDICTS,
    refer::Refer,
};
use crate::{
    exchange::{
        grid::At,
        proposal::slot_name,
        sheet::Outcome,
        trace::{self, Detail, Verdict},
    },
    text::wizard as w,
    ui::{
        Cx,
        screens::import::Work,
        sheet::{Line, Part, To, Tone},
    },
};

/// Changes told in the line of a row.
const TOLD: usize = 3;

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::New | Verdict::Changed => Tone::Good,
        Verdict::Same => Tone::Quiet,
        Verdict::Duplicate => Tone::Warn,
        Verdict::Rejected => Tone::Bad,
    }
}

/// The rows, of one verdict or of all, with the sheet and record of each.
pub fn records(work: &Work, filter: Option<Verdict>, cx: &Cx) -> (Vec<(usize, usize)>, Vec<Line>) {
    let (mut shown, mut lines) = (Vec::new(), Vec::new());
    let Some(trial) = &work.trial else { return (shown, lines) };
    for (o, outcome) in trial.report.outcomes.iter().enumerate() {
        let kind = outcome.kind.label().get(cx.lang);
        lines.push(Line::heading(format!("{}  {kind}", w::sheet_title(cx.lang, &outcome.file, &outcome.sheet))));
        // A finding of the sheet itself stands in no row of data.
        let rows: std::collections::HashSet<usize> = outcome.trace.details.iter().map(|d| d.at.row).collect();
        for issue in outcome.issues.iter().filter(|i| filter.is_none() && !rows.contains(&i.at.row)) {
            let parts = vec![
                Part::text(issue.at.to_string(), 7).tone(Tone::Quiet),
                Part::text(issue.sentence(cx.lang), 0).tone(Tone::Warn),
            ];
            lines.push(Line::new(parts));
        }
        let before = shown.len();
        for (d, detail) in outcome.trace.details.iter().enumerate() {
            if filter.is_none_or(|f| f == detail.verdict) {
                lines.push(record(outcome, detail, cx).to(To::Here(shown.len())));
                shown.push((o, d));
            }
        }
        if shown.len() == before {
            lines.push(Line::words(cx.t(w::NO_ROWS_HERE), Tone::Quiet));
        }
        if outcome.records > outcome.trace.details.len() && outcome.trace.details.len() >= trace::MOST {
            lines.push(Line::words(w::more_rows(cx.lang, trace::MOST), Tone::Quiet));
        }
    }
    (shown, lines)
}

fn record(outcome: &Outcome, detail: &Detail, cx: &Cx) -> Line {
    let word = VERDICTS.iter().find(|(verdict, _)| *verdict == detail.verdict).map_or("", |(_, word)| cx.t(*word));
    let at = At { row: detail.at.row, column: detail.at.column };
    let (said, meaning) = about(outcome, detail, cx);
    Line::new(vec![
        Part::text(at.to_string(), 7).tone(Tone::Quiet),
        Part::text(word, if cx.lang == crate::text::Lang::Zh { 4 } else { 9 }).tone(tone(detail.verdict)),
        Part::text(&detail.title, 16),
        Part::text(said, 0).tone(meaning),
    ])
}

/// Why a row is not written, what it changes, or what should be looked at.
fn about(outcome: &Outcome, detail: &Detail, cx: &Cx) -> (String, Tone) {
    let here = outcome.issues.iter().filter(|i| i.at.row == detail.at.row);
    let exact = here.clone().find(|i| i.at == detail.at && matches!(detail.verdict, Verdict::Rejected | Verdict::Duplicate));
    if let Some(issue) = exact.or_else(|| here.min_by_key(|i| i.severity)) {
        return (issue.sentence(cx.lang), if detail.verdict == Verdict::Rejected { Tone::Plain } else { Tone::Warn });
    }
    if detail.verdict != Verdict::Changed {
        return (String::new(), Tone::Quiet);
    }
    let told = detail.changes.iter().filter_map(|change| told(detail.table, change, cx));
    let words = told.take(TOLD).map(|(label, before, after)| {
        let before = if before.is_empty() { cx.t(w::EMPTY_VALUE).to_owned() } else { before };
        format!("{label} {}", w::cleaned_line(cx.lang, after, before))
    });
    (words.collect::<Vec<_>>().join("；"), Tone::Quiet)
}

/// What needs a choice, under headings.
pub fn refers(all: &[Refer], work: &Work, cx: &Cx) -> Vec<Line> {
    let mut lines = Vec::new();
    if all.is_empty() {
        lines.push(Line::words(cx.t(w::NOTHING_TO_CHOOSE), Tone::Quiet));
    }
    let mut last = None;
    for (n, refer) in all.iter().enumerate() {
        let heading = match refer {
            Refer::Unit(..) => w::CHOOSE_UNITS,
            Refer::Person { .. } => w::CHOOSE_PEOPLE,
            Refer::Class(..) => w::CHOOSE_CLASSES,
        };
        if last != Some(heading.zh) {
            lines.push(Line::heading(cx.t(heading)));
            last = Some(heading.zh);
        }
        let place = match refer {
            Refer::Unit(_, 0) | Refer::Class(_, 0) => String::new(),
            Refer::Unit(_, times) | Refer::Class(_, times) => w::times(cx.lang, times),
            Refer::Person { at, .. } => at.to_string(),
        };
        let (chosen, tone) = match work.titles.get(&refer.key()) {
            Some(title) => (w::chosen(cx.lang, title), Tone::Good),
            None => (cx.t(w::NOT_CHOSEN).to_owned(), Tone::Warn),
        };
        let parts = vec![Part::text(refer.text(), 34), Part::text(place, 8).tone(Tone::Quiet), Part::text(chosen, 0).tone(tone)];
        lines.push(Line::new(parts).to(To::Here(n)));
    }
    lines
}

/// Cells kept in other words, and how many kinds of them.
pub fn cleaned(work: &Work, cx: &Cx) -> (usize, Vec<Line>) {
    let (mut count, mut lines) = (0, Vec::new());
    let outcomes = work.trial.iter().flat_map(|t| &t.report.outcomes);
    for outcome in outcomes.filter(|o| !o.trace.cleaned.is_empty()) {
        lines.push(Line::heading(w::sheet_title(cx.lang, &outcome.file, &outcome.sheet)));
        let register = outcome.trace.details.iter().find_map(|d| register_of(d.table));
        for cleaned in &outcome.trace.cleaned {
            count += 1;
            let field = register.and_then(|r| r.field(cleaned.key));
            let name = field.map_or_else(|| slot_name(outcome.kind, cleaned.key, cx.lang), |f| cx.t(f.label).to_owned());
            lines.push(Line::new(vec![
                Part::text(name, 14),
                Part::text(w::cleaned_line(cx.lang, &cleaned.after, &cleaned.before), 0),
                Part::text(cleaned.at.to_string(), 7).tone(Tone::Quiet),
                Part::number(w::times(cx.lang, cleaned.times), 8).tone(Tone::Quiet),
            ]));
        }
    }
    if count == 0 {
        lines.push(Line::words(cx.t(w::NOTHING_CLEANED), Tone::Quiet));
    }
    (count, lines)
}
