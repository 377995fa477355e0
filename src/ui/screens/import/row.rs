//! One row of a file: what stands in it, what was found, and what it would write, field by field.

use crate::{
    catalog::{FieldKind, REGISTERS, Register, register},
    domain::value::Value,
    exchange::{
        findings,
        issue::{Issue, Severity},
        trace::{Change, Verdict},
    },
    line_rows, store,
    store::query::Cell,
    text::wizard as w,
    ui::{
        Command, Cx, Effect, Paint, View,
        lines::{Lines, Tone, bit},
        show, text,
    },
};
use ratatui::layout::Rect;

/// The screen.
pub struct Row {
    title: String,
    original: Vec<(String, String)>,
    findings: Vec<Issue>,
    verdict: Verdict,
    table: &'static str,
    changes: Vec<Change>,
    lines: Lines<()>,
}

/// The register of a table.
#[must_use]
pub fn register_of(table: &str) -> Option<&'static Register> {
    REGISTERS.iter().copied().find(|r| r.table == table)
}

/// A change in words: the field, before, after; `None` for what no field shows.
#[must_use]
pub fn told(table: &str, (column, before, after): &Change, cx: &Cx) -> Option<(&'static str, String, String)> {
    let field = register_of(table)?.field(column).filter(|f| f.entered())?;
    let value = |value: &Value| {
        if value.is_null() {
            return String::new();
        }
        let label = match (field.kind, value) {
            (FieldKind::Link(kind), Value::Int(id)) => register(kind).and_then(|r| cx.db.title(r, *id).ok().flatten()),
            _ => None,
        };
        show::cell(field, &Cell { value: value.clone(), label }, cx)
    };
    Some((cx.t(field.label), value(before), value(after)))
}

impl Row {
    /// A row with its cells (heading, text), findings and changes.
    #[must_use]
    pub fn new(
        title: String,
        original: Vec<(String, String)>,
        findings: Vec<Issue>,
        (verdict, table, changes): (Verdict, &'static str, Vec<Change>),
    ) -> Self {
        Self { title, original, findings, verdict, table, changes, lines: Lines::default() }
    }

    fn body(area: Rect) -> Rect {
        area
    }

    fn finding(&mut self, cx: &Cx) {
        if self.findings.is_empty() {
            return;
        }
        self.lines.heading(cx.t(w::FINDINGS));
        for issue in &self.findings {
            let tone = match issue.severity {
                Severity::Reject => Tone::Bad,
                Severity::Duplicate | Severity::Warn => Tone::Warn,
                Severity::Info => Tone::Quiet,
            };
            let room = usize::from(cx.area.width.saturating_sub(20)).max(10);
            for (n, part) in text::wrap(&issue.sentence(cx.lang), room).into_iter().enumerate() {
                let (word, cell) =
                    if n == 0 { (cx.t(findings::word(issue.severity)), issue.at.to_string()) } else { ("", String::new()) };
                self.lines.say(vec![bit(word, 9).tone(tone), bit(cell, 6), bit(part, 0)]);
            }
        }
    }

    fn change(&mut self, cx: &Cx) {
        let changes: Vec<_> = self.changes.iter().filter_map(|change| told(self.table, change, cx)).collect();
        if changes.is_empty() {
            return;
        }
        let changed = self.verdict == Verdict::Changed;
        self.lines.heading(cx.t(if changed { w::DIFFERENCES } else { w::VALUES_NEW }));
        for (label, before, after) in changes {
            let words = if changed {
                let before = if before.is_empty() { cx.t(w::EMPTY_VALUE).to_owned() } else { before };
                w::cleaned_line(cx.lang, after, before)
            } else {
                after
            };
            self.lines.say(vec![bit(label, 16).tone(Tone::Quiet), bit(words, 0).tone(Tone::Good)]);
        }
    }
}

impl View for Row {
    const COMMANDS: &'static [Command<Self>] = line_rows![];

    fn title(&self, _: &Cx) -> String {
        self.title.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.lines.clear();
        self.finding(cx);
        self.change(cx);
        self.lines.heading(cx.t(w::ORIGINAL));
        for (heading, cell) in &self.original {
            self.lines.say(vec![bit(heading, 20).tone(Tone::Quiet), bit(cell, 0)]);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.lines.draw(paint, Self::body(area));
    }
}
