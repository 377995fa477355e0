//! What the lecturers of a class are paid, as a list and as a sheet to sign.

use crate::{
    domain::value::{self, Value},
    exchange::export::{Heading, Sheet},
    part_of_lines,
    store::{self, fees::Fee},
    text::{T, class_page as w, fee_standard as s, field as f, teacher as t},
    ui::{
        Cx, Effect,
        lines::{Lines, Tone, bit},
        page::{Act, Next, Part},
        screens::{pick::Picked, record, save},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// The part.
pub(super) struct Fees {
    class: i64,
    fees: Vec<Fee>,
    lines: Lines<i64>,
}

impl Fees {
    pub fn new(class: i64) -> Self {
        Self { class, fees: Vec::new(), lines: Lines::default() }
    }

    fn line(&mut self, fee: &Fee, width: u16, cx: &Cx) {
        let unit = (width / 5).clamp(10, 24);
        let mut notes = Vec::new();
        if fee.due.over {
            notes.push(cx.t(w::FEE_OVER).to_owned());
        }
        if fee.due.unknown > 0 {
            notes.push(w::fee_unknown(cx.lang, fee.due.unknown));
        }
        if fee.due.paid < fee.due.taught {
            notes.push(w::fee_taught(cx.lang, value::number(fee.due.taught)));
        }
        let bits = vec![
            bit(&fee.name, 10),
            bit(fee.title.clone().unwrap_or_default(), 12).tone(Tone::Quiet),
            bit(fee.unit.clone().unwrap_or_default(), unit).tone(Tone::Quiet),
            bit(value::number(fee.due.paid), 6).right(),
            bit(value::number(fee.due.rate), 7).right(),
            bit(value::number(fee.due.sum), 9).right(),
            bit(notes.join(" "), 0).tone(Tone::Warn),
        ];
        self.lines.link(bits, fee.teacher);
    }

    fn total(&self) -> f64 {
        self.fees.iter().map(|fee| fee.due.sum).sum()
    }

    /// A line a lecturer with room to sign.
    fn sheet(&self, cx: &Cx) -> Sheet {
        let heading = |name: &str, label: T, width, numeric| Heading {
            name: name.to_owned(),
            label: cx.t(label).to_owned(),
            width,
            numeric,
        };
        let headings = vec![
            heading("name", f::PERSON_NAME, 10, false),
            heading("unit", f::UNIT, 20, false),
            heading("title", t::TITLE, 12, false),
            heading("hours", f::HOURS, 8, true),
            heading("rate", s::FEE, 10, true),
            heading("sum", w::FEE_SUM, 10, true),
            heading("signature", w::SIGNATURE, 14, false),
        ];
        let mut sheet = Sheet::plain(cx.t(w::FEE_SHEET).to_owned(), headings);
        let cell = |text: &str| (Value::text(text), text.to_owned());
        let number = |n: f64| (Value::Real(n), value::number(n));
        for fee in &self.fees {
            sheet.row(vec![
                cell(&fee.name),
                cell(fee.unit.as_deref().unwrap_or_default()),
                cell(fee.title.as_deref().unwrap_or_default()),
                number(fee.due.paid),
                number(fee.due.rate),
                number(fee.due.sum),
                cell(""),
            ]);
        }
        let total = self.total();
        let words = cell(cx.t(crate::text::call_up_page::TOTAL));
        sheet.row(vec![words, cell(""), cell(""), cell(""), cell(""), number(total), cell("")]);
        sheet
    }
}

impl Part for Fees {
    part_of_lines!(lines);

    fn tag(&self) -> &'static str {
        "fees"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::FEES).to_owned()
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        self.lines.clear();
        self.fees = cx.db.class_fees(self.class)?;
        if self.fees.is_empty() {
            self.lines.say(vec![bit(cx.t(w::NO_FEES), 0).tone(Tone::Quiet)]);
        } else {
            self.lines.heading(w::fees_of(cx.lang, self.fees.len(), value::number(self.total())));
            for fee in self.fees.clone() {
                self.line(&fee, area.width, cx);
            }
        }
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |id: &i64| record::open(super::register("teacher"), *id, cx);
        Ok(Next::Effect(self.lines.selected().map_or(Effect::None, open)))
    }

    fn can(&self, act: Act) -> bool {
        act == Act::Export && !self.fees.is_empty()
    }

    fn act(&mut self, _: Act, cx: &Cx) -> store::Result<Effect> {
        Ok(save::ask(cx))
    }

    fn answer(&mut self, outcome: Box<dyn Any + Send>, _: Rect, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        match outcome.downcast::<Picked>() {
            Ok(picked) if picked.tag == save::TAG => Ok(save::save(self.sheet(cx), "fees", &picked, cx)),
            _ => Ok(Effect::None),
        }
    }
}
