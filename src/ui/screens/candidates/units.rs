//! Places for units: eligible, trained, left, what they have and what is proposed; a proposal until it is written.

use super::Candidates;
use crate::{
    catalog,
    domain::{
        quotas::{propose, propose_part},
        value::Value,
    },
    exchange::export::{Heading, Sheet},
    store::{self, candidates::UnitNeed},
    text::{T, candidates as w, field as f},
    ui::{
        Cx, Effect, Job,
        screens::globals::Announced,
        sheet::{Line, Part, To, Tone},
    },
};

/// Columns of a number.
const NUMBER: u16 = 6;

impl Candidates {
    fn needs(&self) -> &[UnitNeed] {
        self.found.as_ref().map_or(&[], |found| &found.needs)
    }

    /// Proposes places for all units.
    pub(super) fn share(&mut self) {
        let needs: Vec<_> = self.needs().iter().map(|unit| unit.need).collect();
        let places = propose(self.total, &needs);
        self.plan = self.needs().iter().map(|unit| unit.unit).zip(places).collect();
    }

    /// Of each unit's places: women, and people outside the party.
    fn parts(&self) -> Vec<[u64; 2]> {
        let places: Vec<u64> = self.needs().iter().map(|unit| self.planned(unit)).collect();
        let women: Vec<u64> = self.needs().iter().map(|unit| unit.women).collect();
        let others: Vec<u64> = self.needs().iter().map(|unit| unit.non_party).collect();
        let (women, others) = (propose_part(self.least[0], &places, &women), propose_part(self.least[1], &places, &others));
        women.into_iter().zip(others).map(|(a, b)| [a, b]).collect()
    }

    fn planned(&self, unit: &UnitNeed) -> u64 {
        self.plan.get(&unit.unit).copied().unwrap_or_default()
    }

    pub(super) fn adjust(&mut self, by: i64, cx: &Cx) -> store::Result<Effect> {
        let To::Record("unit", id) = *self.panes.sheet().selected() else { return Ok(Effect::None) };
        let most = self.needs().iter().find(|unit| unit.unit == id).map_or(0, |unit| unit.need.left());
        let places = self.plan.entry(id).or_default();
        *places = places.saturating_add_signed(by).min(most);
        self.fill(cx);
        Ok(Effect::None)
    }

    pub(super) fn unit_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        let label = |t: T| Part::number(cx.t(t), NUMBER).tone(Tone::Heading);
        let narrow = columns < 70;
        let mut top = vec![Part::text(cx.t(f::UNIT), 0).tone(Tone::Heading)];
        top.extend([w::ELIGIBLE, w::TRAINED, w::LEFT, w::NOW, w::PROPOSED].map(label));
        if !narrow {
            top.extend([w::WOMEN, w::NON_PARTY].map(label));
        }
        let sum: u64 = self.needs().iter().map(|unit| self.planned(unit)).sum();
        let mut lines = vec![Line::new(top), Line::heading(w::sum(cx.lang, sum))];
        for (unit, parts) in self.needs().iter().zip(self.parts()) {
            let (now, planned) = (self.now.get(&unit.unit).copied().unwrap_or(0), self.planned(unit));
            let number = |n: u64| Part::number(n.to_string(), NUMBER);
            let tone = if planned == now { Tone::Plain } else { Tone::Warn };
            let mut cells = vec![Part::text(&unit.name, 0), number(unit.need.eligible), number(unit.need.trained)];
            cells.extend([number(unit.need.left()), number(now), number(planned).tone(tone)]);
            if !narrow {
                cells.extend(parts.map(number));
            }
            lines.push(Line::new(cells).to(To::Record("unit", unit.unit)));
        }
        lines
    }

    /// Writes what differs from the places the units have.
    pub(super) fn write(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(register) = catalog::register("quota") else { return Ok(Effect::None) };
        let condition = |[women, others]: [u64; 2]| {
            let women = (women > 0).then(|| w::women_condition(cx.lang, women));
            let others = (others > 0).then(|| w::non_party_condition(cx.lang, others));
            let words: Vec<String> = women.into_iter().chain(others).collect();
            (!words.is_empty()).then(|| words.join("，"))
        };
        let places: Vec<(i64, u64, Option<String>)> = self
            .needs()
            .iter()
            .zip(self.parts())
            .map(|(unit, parts)| (unit.unit, self.planned(unit), condition(parts)))
            .collect();
        let (act, call_up, lang) = (cx.act(), self.call_up, cx.lang);
        Ok(Effect::Start(Job::new(cx.t(w::WRITE), move |desk, _| {
            let changed = desk.store()?.set_quotas(&act, register, call_up, &places)?;
            Ok(Announced(w::written(lang, changed)))
        })))
    }

    pub(super) fn unit_sheet(&self, cx: &Cx) -> Sheet {
        let columns = [
            ("eligible", w::ELIGIBLE),
            ("trained", w::TRAINED),
            ("left", w::LEFT),
            ("now", w::NOW),
            ("proposed", w::PROPOSED),
            ("women", w::WOMEN),
            ("non_party", w::NON_PARTY),
        ];
        let heading = |name: &str, label: T, width, numeric| Heading {
            name: name.to_owned(),
            label: cx.t(label).to_owned(),
            width,
            numeric,
        };
        let headings = std::iter::once(heading("unit", f::UNIT, 22, false))
            .chain(columns.map(|(name, label)| heading(name, label, 6, true)))
            .collect();
        let mut sheet = Sheet::plain(format!("{} {}", self.head.class, cx.t(w::UNITS)), headings);
        for (unit, [women, others]) in self.needs().iter().zip(self.parts()) {
            let now = self.now.get(&unit.unit).copied().unwrap_or(0);
            let numbers = [unit.need.eligible, unit.need.trained, unit.need.left(), now, self.planned(unit), women, others];
            let name = (Value::text(&*unit.name), unit.name.clone());
            let numbers = numbers.map(|n| (Value::Int(i64::try_from(n).unwrap_or(i64::MAX)), n.to_string()));
            sheet.row(std::iter::once(name).chain(numbers).collect());
        }
        sheet
    }
}
