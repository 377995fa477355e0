//! The table of quotas: by unit in official order, places against people, each with a bar and a word.

use super::{CallUp, cell, head::number, heading};
use crate::{
    domain::{calendar::day, rates::Fill, value::Value},
    exchange::export::Sheet,
    store::call_ups::UnitFill,
    text::{call_up_page as w, field as f, quota as q},
    ui::{
        Cx,
        sheet::{GUTTER, Line, Part, To, Tone},
    },
};

/// Columns of a number.
const NUMBER: u16 = 5;
/// Columns of the word.
const STAND: u16 = 10;

impl CallUp {
    fn late(&self, cx: &Cx) -> bool {
        self.loaded.head.deadline.as_deref().and_then(day).is_some_and(|d| d < cx.today)
    }

    pub(super) fn quota_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        if self.loaded.units.is_empty() {
            return vec![Line::words(cx.t(w::NO_QUOTAS), Tone::Quiet)];
        }
        let look = Look::of(columns);
        let label = |text| Part::number(text, NUMBER).tone(Tone::Heading);
        let mut top = vec![Part::text(cx.t(f::UNIT), 0).tone(Tone::Heading)];
        top.extend([w::PLACES, f::NOMINATED, w::APPROVED, f::REPORTED, w::SHORT].map(|t| label(cx.t(t))));
        top.truncate(1 + look.numbers);
        top.push(Part::text("", look.bar));
        top.push(Part::text(cx.t(w::STAND), STAND).tone(Tone::Heading));
        let mut lines = vec![Line::new(top)];
        for (n, unit) in self.loaded.units.iter().enumerate() {
            lines.push(self.unit_line(unit, look, cx).to(To::Here(n)));
        }
        let total = UnitFill { unit: cx.t(w::TOTAL).to_owned(), ..self.loaded.total.clone() };
        let short = self.loaded.units.iter().map(|u| u.fill().short()).sum();
        let heading = |part: Part| if matches!(part, Part::Text { .. }) { part.tone(Tone::Heading) } else { part };
        let mut parts: Vec<Part> = numbers(&total, short, look, Tone::Good).into_iter().map(heading).collect();
        parts.push(Part::text("", STAND));
        lines.push(Line::new(parts));
        lines
    }

    fn unit_line(&self, unit: &UnitFill, look: Look, cx: &Cx) -> Line {
        let (words, tone) = self.stand(unit, cx);
        let mut named = unit.clone();
        if named.unit.is_empty() {
            w::NO_UNIT.get(cx.lang).clone_into(&mut named.unit);
        }
        let mut parts = numbers(&named, unit.fill().short(), look, tone);
        parts.push(Part::text(words, STAND).tone(tone));
        Line::new(parts)
    }

    /// How a unit stands, in words.
    fn stand(&self, unit: &UnitFill, cx: &Cx) -> (String, Tone) {
        let fill = unit.fill();
        match fill.fill(self.late(cx)) {
            Fill::Over => (w::over_by(cx.lang, fill.over()), Tone::Warn),
            Fill::Short => (w::short_by(cx.lang, fill.short()), Tone::Bad),
            Fill::Partly => (w::missing_yet(cx.lang, fill.short()), Tone::Warn),
            Fill::Filled => (cx.t(Fill::Filled.label()).to_owned(), Tone::Good),
            Fill::Open => (cx.t(Fill::Open.label()).to_owned(), Tone::Warn),
        }
    }

    pub(super) fn quota_sheet(&self, cx: &Cx) -> Sheet {
        let headings = vec![
            heading("unit", f::UNIT, 22, false, cx),
            heading("places", q::PLACES, 6, true, cx),
            heading("nominated", f::NOMINATED, 6, true, cx),
            heading("approved", w::APPROVED, 6, true, cx),
            heading("reported", f::REPORTED, 6, true, cx),
            heading("short", w::SHORT, 6, true, cx),
            heading("stand", w::STAND, 12, false, cx),
            heading("condition", q::CONDITION, 20, false, cx),
        ];
        let mut sheet = Sheet::plain(self.sheet_title(w::QUOTAS, cx), headings);
        let total = UnitFill { unit: cx.t(w::TOTAL).to_owned(), ..self.loaded.total.clone() };
        let short: u64 = self.loaded.units.iter().map(|u| u.fill().short()).sum();
        for unit in &self.loaded.units {
            sheet.row(row(unit, unit.fill().short(), &self.stand(unit, cx).0));
        }
        sheet.row(row(&total, short, ""));
        sheet
    }
}

fn row(unit: &UnitFill, short: u64, stand: &str) -> Vec<(Value, String)> {
    let count = |n: u64| (Value::Int(i64::try_from(n).unwrap_or(i64::MAX)), n.to_string());
    let numbers = [unit.places, unit.nominated, unit.approved, unit.reported, short].map(count);
    let words = [cell(stand), cell(unit.condition.as_deref().unwrap_or_default())];
    std::iter::once(cell(&unit.unit)).chain(numbers).chain(words).collect()
}

/// How a row is laid out: in a narrow pane the number of free places is left to the word.
#[derive(Clone, Copy)]
struct Look {
    numbers: usize,
    bar: u16,
}

impl Look {
    fn of(columns: u16) -> Self {
        let numbers = if columns < 70 { 4 } else { 5 };
        let taken = GUTTER + 14 + NUMBER * 5 + 5 + STAND + 1;
        Self { numbers, bar: (columns + if columns < 70 { NUMBER + 1 } else { 0 }).saturating_sub(taken).clamp(1, 16) }
    }
}

/// Name, numbers and bar.
fn numbers(unit: &UnitFill, short: u64, look: Look, tone: Tone) -> Vec<Part> {
    let numbers = [unit.places, unit.nominated, unit.approved, unit.reported, short];
    let mut parts = vec![Part::text(&unit.unit, 0)];
    parts.extend(numbers.iter().take(look.numbers).map(|n| Part::number(n.to_string(), NUMBER)));
    let whole = number(unit.places.max(unit.nominated));
    parts.push(Part::Bar { part: number(unit.nominated), whole, width: look.bar, tone });
    parts
}
