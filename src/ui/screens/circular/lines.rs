//! The lines of the circular and their files: a table of numbers with rates, and the people who did not come.

use super::Circular;
use crate::{
    domain::value::Value,
    exchange::export::{Heading, Sheet},
    store::circular::Line as Counted,
    text::{T, circular as w, class, field as f},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show,
    },
};

/// Columns of a number.
const NUMBER: u16 = 5;

/// The numbers of a line, in the order of the table.
const COLUMNS: [(&str, T); 6] = [
    ("due", w::DUE),
    ("came", w::CAME),
    ("leave", w::LEAVE),
    ("absent", w::ABSENT),
    ("replaced", w::REPLACED),
    ("open", w::OPEN),
];

/// The rate of a line, as it is printed.
pub(super) fn percent(line: &Counted) -> String {
    line.rate().percent().map_or_else(|| "-".to_owned(), |percent| format!("{percent:.1}%"))
}

impl Circular {
    /// Units in official order, or by rate.
    pub(super) fn units(&self) -> Vec<&Counted> {
        let mut units: Vec<&Counted> = self.loaded.units.iter().collect();
        if self.by_rate {
            units.sort_by_key(|unit| std::cmp::Reverse(unit.rate().per_mille()));
        }
        units
    }

    pub(super) fn unit_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        if self.loaded.units.is_empty() {
            return vec![Line::words(cx.t(w::NOBODY), Tone::Quiet)];
        }
        let mut lines = vec![top(cx.t(f::UNIT), columns, cx)];
        for unit in self.units() {
            let line = numbers(&unit.name, unit, columns);
            lines.push(unit.id.map_or_else(|| Line::new(line.clone()), |id| Line::new(line.clone()).to(To::Record("unit", id))));
        }
        let total = self.loaded.total();
        let parts = numbers(cx.t(w::TOTAL), &total, columns).into_iter().map(|part| part.tone(Tone::Heading)).collect();
        lines.push(Line::new(parts));
        lines
    }

    pub(super) fn class_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        if self.loaded.classes.is_empty() {
            return vec![Line::words(cx.t(w::NOBODY), Tone::Quiet)];
        }
        let mut lines = vec![top(cx.t(class::REGISTER), columns, cx)];
        for class in &self.loaded.classes {
            let line = Line::new(numbers(&class.name, class, columns));
            lines.push(class.id.map_or_else(|| line.clone(), |id| line.clone().to(To::Record("class", id))));
        }
        lines
    }

    pub(super) fn missed_lines(&self, cx: &Cx) -> Vec<Line> {
        if self.loaded.missed.is_empty() {
            return vec![Line::words(cx.t(w::NOBODY_MISSED), Tone::Quiet)];
        }
        if !self.names {
            let parts = self.loaded.total().counted();
            return vec![Line::words(w::counted(cx.lang, parts.absent, parts.leave), Tone::Plain)];
        }
        let line = |missed: &crate::store::circular::Missed| {
            let tone = if missed.state == "no_show" { Tone::Bad } else { Tone::Warn };
            Line::new(vec![
                Part::text(&missed.name, 8),
                Part::text(&missed.unit, 14),
                Part::text(show::state("nominee", &missed.state, cx), 9).tone(tone),
                Part::text(&missed.class, 24),
                Part::text(&missed.reason, 0),
            ])
            .to(To::Record("nominee", missed.id))
        };
        self.loaded.missed.iter().map(line).collect()
    }

    pub(super) fn table(&self, rows: &[&Counted], name: T, cx: &Cx) -> Sheet {
        let mut headings = vec![heading("name", if name == w::UNITS { f::UNIT } else { class::REGISTER }, 26, false, cx)];
        if name == w::CLASSES {
            headings.push(heading("dates", w::DATES, 22, false, cx));
        }
        headings.extend(COLUMNS.map(|(name, label)| heading(name, label, 6, true, cx)));
        headings.push(heading("rate", w::RATE, 8, true, cx));
        let mut sheet = Sheet::plain(self.sheet_title(name, cx), headings);
        let total = Counted { name: cx.t(w::TOTAL).to_owned(), ..self.loaded.total() };
        for row in rows.iter().copied().chain(std::iter::once(&total)) {
            let mut cells = vec![(Value::text(&*row.name), row.name.clone())];
            if name == w::CLASSES {
                cells.push((Value::text(&*row.dates), row.dates.replacen('-', ".", 2)));
            }
            cells.extend(row.parts.map(|n| (Value::Int(n.cast_signed()), n.to_string())));
            cells.push((row.rate().percent().map_or(Value::Null, Value::Real), percent(row)));
            sheet.row(cells);
        }
        sheet
    }

    pub(super) fn missed_sheet(&self, cx: &Cx) -> Sheet {
        let headings = vec![
            heading("name", f::PERSON_NAME, 10, false, cx),
            heading("unit", f::UNIT, 20, false, cx),
            heading("state", f::STATE, 10, false, cx),
            heading("class", class::REGISTER, 26, false, cx),
            heading("reason", f::REASON, 24, false, cx),
        ];
        let mut sheet = Sheet::plain(self.sheet_title(w::MISSED, cx), headings);
        let cell = |text: &str| (Value::text(text), text.to_owned());
        for missed in self.loaded.missed.iter().filter(|_| self.names) {
            let state = show::state("nominee", &missed.state, cx);
            sheet.row([&missed.name, &missed.unit, &state, &missed.class, &missed.reason].map(|text| cell(text)).to_vec());
        }
        sheet
    }

    fn sheet_title(&self, pane: T, cx: &Cx) -> String {
        let period = w::period(cx.lang, self.loaded.from.replace('-', "."), self.loaded.to.replace('-', "."));
        format!("{} {period} {}", cx.t(w::TITLE), cx.t(pane))
    }
}

fn heading(name: &str, label: T, width: u16, numeric: bool, cx: &Cx) -> Heading {
    Heading { name: name.to_owned(), label: cx.t(label).to_owned(), width, numeric }
}

/// In a narrow pane what is rare (replaced, open) is left to the totals above.
fn shown(columns: u16) -> usize {
    if columns < 70 { 4 } else { 6 }
}

fn top(name: &str, columns: u16, cx: &Cx) -> Line {
    let mut parts = vec![Part::text(name, 0).tone(Tone::Heading)];
    let labels = COLUMNS.iter().take(shown(columns));
    parts.extend(labels.map(|(_, label)| Part::number(cx.t(*label), NUMBER).tone(Tone::Heading)));
    parts.push(Part::number(cx.t(w::RATE), 7).tone(Tone::Heading));
    Line::new(parts)
}

fn numbers(name: &str, line: &Counted, columns: u16) -> Vec<Part> {
    let mut parts = vec![Part::text(name, 0)];
    parts.extend(line.parts.iter().take(shown(columns)).map(|n| Part::number(n.to_string(), NUMBER)));
    parts.push(Part::number(percent(line), 7));
    parts
}
