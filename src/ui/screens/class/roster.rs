//! Who was sent to a class, by state, those who did not come first; one unit at a time with the filter key.

use super::{register, word};
use crate::{
    catalog::Register,
    part_of_lines,
    store::{self, class_page::Person},
    text::class_page as w,
    ui::{
        Cx, Effect, Window,
        lines::{Lines, Tone, bit},
        page::{Next, Part},
        screens::{
            pick::{Choice, Pick, Picked},
            record,
        },
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// States in the order in which people ask for them.
const ORDER: &[&str] = &[
    "no_show",
    "excused",
    "expelled",
    "withdrawn",
    "partial",
    "declined",
    "rejected",
    "replaced",
    "waitlisted",
    "planned",
    "nominated",
    "approved",
    "notified",
    "reported",
    "completed",
];
/// Of these, those that are bad news.
const BAD: usize = 4;
/// Of these, those that need a reason; the others are the usual way.
const ODD: usize = 9;

/// The part.
pub(super) struct Roster {
    class: i64,
    people: Vec<Person>,
    unit: Option<Option<i64>>,
    lines: Lines<i64>,
}

impl Roster {
    pub fn new(class: i64) -> Self {
        Self { class, people: Vec::new(), unit: None, lines: Lines::default() }
    }

    /// Units that sent people, in the order of the roster, with how many.
    fn units(&self) -> Vec<(Option<i64>, String, usize)> {
        let mut units: Vec<(Option<i64>, String, usize)> = Vec::new();
        for person in &self.people {
            match units.iter_mut().find(|(id, ..)| *id == person.unit_id) {
                Some((.., n)) => *n += 1,
                None => units.push((person.unit_id, person.unit.clone().unwrap_or_default(), 1)),
            }
        }
        units
    }

    fn draw_up(&mut self, area: Rect, cx: &Cx) {
        self.lines.clear();
        let shown: Vec<&Person> = self.people.iter().filter(|p| self.unit.is_none_or(|u| u == p.unit_id)).collect();
        if shown.is_empty() {
            let words = if self.people.is_empty() { w::NOBODY } else { w::NOBODY_THERE };
            self.lines.say(vec![bit(cx.t(words), 0).tone(Tone::Quiet)]);
            return;
        }
        self.lines.say(vec![bit(self.summary(&shown, cx), 0).tone(Tone::Quiet)]);
        for (n, state) in ORDER.iter().enumerate() {
            let group: Vec<&&Person> = shown.iter().filter(|p| p.state == *state).collect();
            if group.is_empty() {
                continue;
            }
            self.lines.heading(w::group(cx.lang, group.len(), word("nominee", "state", state, cx)));
            let tone = if n < BAD { Tone::Bad } else { Tone::Plain };
            for person in group {
                let reason = person.reason.as_deref().filter(|_| n < ODD);
                self.lines.link(person_bits(person, reason, tone, area.width), person.id);
            }
        }
        self.lines.settle(area.height);
    }

    /// How many, and how many in each state.
    fn summary(&self, shown: &[&Person], cx: &Cx) -> String {
        let mut words = match self.unit {
            Some(unit) => {
                let name = self.units().into_iter().find(|(id, ..)| *id == unit).map(|(_, name, _)| name);
                w::roster_of_unit(cx.lang, shown.len(), name.unwrap_or_default())
            }
            None => w::roster_of(cx.lang, shown.len()),
        };
        for state in ORDER {
            let n = shown.iter().filter(|p| p.state == *state).count();
            if n > 0 {
                words.push_str(&format!("  {} {n}", word("nominee", "state", state, cx)));
            }
        }
        words
    }
}

fn person_bits(person: &Person, reason: Option<&str>, tone: Tone, width: u16) -> Vec<crate::ui::lines::Bit> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let notes: Vec<&str> = person.result.as_deref().into_iter().chain(reason).collect();
    let unit = (width / 4).clamp(12, 30);
    vec![
        bit(&person.name, 10).tone(tone),
        bit(text(&person.unit), unit),
        bit(text(&person.position), unit),
        bit(notes.join("  "), 0).tone(Tone::Quiet),
    ]
}

impl Part for Roster {
    part_of_lines!(lines);

    fn record(&self) -> Option<(&'static Register, i64)> {
        self.lines.selected().map(|id| (register("nominee"), *id))
    }

    fn tag(&self) -> &'static str {
        "roster"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::ROSTER).to_owned()
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        self.people = cx.db.class_roster(self.class)?;
        self.draw_up(area, cx);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |id: &i64| record::open(register("nominee"), *id, cx);
        Ok(Next::Effect(self.lines.selected().map_or(Effect::None, open)))
    }

    fn filter(&self, cx: &Cx) -> Option<Effect> {
        let all = Choice { word: cx.t(crate::text::list::ALL).to_owned(), note: self.people.len().to_string() };
        let units = self.units().into_iter().map(|(_, word, n)| Choice { word, note: n.to_string() });
        let choices = std::iter::once(all).chain(units).collect();
        Some(Effect::open(Window(Pick::new("unit", cx.t(w::WHICH_UNIT), choices))))
    }

    fn answer(&mut self, outcome: Box<dyn Any + Send>, area: Rect, cx: &Cx) -> store::Result<Effect> {
        let Some(at) = outcome.downcast_ref::<Picked>().and_then(|p| p.chosen.first()) else { return Ok(Effect::None) };
        self.unit = at.checked_sub(1).and_then(|n| self.units().get(n).map(|(id, ..)| *id));
        self.draw_up(area, cx);
        Ok(Effect::None)
    }
}
