//! The report of an import: on the terminal, as JSON, and as a file of findings.

use super::super::output;
use crate::{
    exchange::{
        export::{self, Format},
        findings::{self, word},
        import::{Report, Source},
        issue::{self, Issue, Severity},
        sheet::Outcome,
    },
    text::{Lang, T, import as w},
};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;
use std::path::Path;

/// One line a sheet, its findings below it, and the sum.
pub fn print(seen: &Report, sources: &[Source], lang: Lang) -> Result<()> {
    for source in sources {
        if let Err(why) = &source.grids {
            output::data(&w::refused_line(lang, &source.name, issue::refusal(why, lang)))?;
        }
    }
    for o in &seen.outcomes {
        outcome(o, lang)?;
    }
    let sum = |count: fn(&Outcome) -> usize| seen.sum(count);
    output::data(&w::sum_line(
        lang,
        sum(|o| o.new),
        sum(|o| o.duplicate),
        sum(|o| o.rejected),
        sum(|o| o.same),
        sum(|o| o.updated),
        sum(Outcome::warned),
    ))?;
    if seen.outcomes.iter().flat_map(|o| &o.issues).any(|i| i.severity == Severity::Reject && cause(&i.reason).is_some()) {
        output::data(w::ORDER_HINT.get(lang))?;
    }
    Ok(())
}

/// Rows rejected for one cause are said one by one up to this many.
const MANY: usize = 5;

/// One line for the sheet, then its findings; many rows of one cause become one line.
fn outcome(o: &Outcome, lang: Lang) -> Result<()> {
    let (kind, warned, sheet) = (o.kind.label().get(lang), o.warned(), sheet_of(o, lang));
    output::data(&w::sheet_line(
        lang,
        o.new,
        o.duplicate,
        &o.file,
        kind,
        o.records,
        o.rejected,
        o.same,
        &sheet,
        o.updated,
        warned,
    ))?;
    let alike = |issue: &Issue| o.issues.iter().filter(|i| i.severity == Severity::Reject && i.reason == issue.reason).count();
    let mut summed: Vec<&issue::Reason> = Vec::new();
    for issue in &o.issues {
        let severity = word(issue.severity).get(lang);
        let line = match cause(&issue.reason).filter(|_| issue.severity == Severity::Reject && alike(issue) > MANY) {
            Some(_) if summed.contains(&&issue.reason) => continue,
            Some(cause) => {
                summed.push(&issue.reason);
                w::many(lang, issue.at, alike(issue), &o.file, cause.get(lang), severity, &sheet)
            }
            None => w::issue_line(lang, issue.at, &o.file, issue.sentence(lang), severity, &sheet),
        };
        output::data(&format!("  {line}"))?;
    }
    Ok(())
}

/// The name of a sheet, where the file has such names.
fn sheet_of(o: &Outcome, lang: Lang) -> String {
    if o.sheet.starts_with('(') { String::new() } else { format!(" {}", w::sheet_of(lang, &o.sheet)) }
}

/// What many rows have in common that cannot be written before something else is there.
const fn cause(reason: &issue::Reason) -> Option<T> {
    match reason {
        issue::Reason::PersonNotFound => Some(w::CAUSE_PERSON_NOT_FOUND),
        issue::Reason::UnitNotFound => Some(w::CAUSE_UNIT_NOT_FOUND),
        issue::Reason::ClassNotFound => Some(w::CAUSE_CLASS_NOT_FOUND),
        _ => None,
    }
}

/// `{written, refused: [{file, why}], sheets: [{file, sheet, kind, records, new, updated, same, duplicate, rejected,
/// warned, issues: [{cell, severity, code, value, text}]}]}`.
#[must_use]
pub fn json(seen: &Report, sources: &[Source], written: bool, lang: Lang) -> serde_json::Value {
    let refused: Vec<serde_json::Value> = sources
        .iter()
        .filter_map(|s| s.grids.as_ref().err().map(|why| json!({"file": s.name, "why": issue::refusal(why, lang)})))
        .collect();
    let issue = |i: &Issue| json!({"cell": i.at.to_string(), "severity": i.severity.code(), "code": i.reason.code(), "value": i.shown(), "text": i.sentence(lang)});
    let sheet = |o: &Outcome| {
        json!({
            "file": o.file, "sheet": o.sheet, "kind": o.kind.code(), "records": o.records, "new": o.new, "updated": o.updated,
            "same": o.same, "duplicate": o.duplicate, "rejected": o.rejected, "warned": o.warned(),
            "issues": o.issues.iter().map(issue).collect::<Vec<_>>(),
        })
    };
    json!({"written": written, "refused": refused, "sheets": seen.outcomes.iter().map(sheet).collect::<Vec<_>>()})
}

/// The findings as a file.
pub fn save(seen: &Report, sources: &[Source], path: &Path, lang: Lang) -> Result<()> {
    let Some(format) = Format::of(path) else { return Ok(()) };
    export::save(&findings::sheet(seen, sources, lang), path, format).map_err(|e| eyre!(e.tell(lang)))
}
