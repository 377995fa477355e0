//! What is done on the page of a cadre: supposing a class, recording a reminder, putting an entry right.

use super::PersonPage;
use crate::{
    domain::{calendar::iso, value::number},
    store::{self, warnings::Reminder},
    text::{hours as hw, paper as pw, person_page as w},
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        sheet::To,
    },
};
use chrono::Datelike;
use std::any::Any;

/// Reminders were recorded.
struct Reminded(usize);

/// An entry was put right.
struct Corrected;

fn choices(words: impl IntoIterator<Item = String>) -> Vec<Choice> {
    words.into_iter().map(|word| Choice { word, note: String::new() }).collect()
}

impl PersonPage {
    /// Which class to come is supposed to be attended; the first choice is none.
    pub(super) fn ask_what_if(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.offered = cx.db.classes_to_come(&cx.db.rulebook_of(0)?, cx.today)?;
        let mut list = choices([cx.t(w::SUPPOSE_NONE).to_owned()]);
        list.extend(self.offered.iter().map(|class| Choice {
            word: class.title.clone(),
            note: format!("{} {}", class.starts.map(iso).unwrap_or_default().replace('-', "."), number(class.hours)),
        }));
        Ok(Effect::open(Window(Pick::new("what_if", cx.t(w::WHAT_IF), list))))
    }

    pub(super) fn ask_channel(&self, cx: &Cx) -> store::Result<Effect> {
        if let Some(why) = cx.db.role(&cx.actor)?.cannot_write() {
            return Ok(Effect::Toast(cx.t(why).to_owned()));
        }
        let year = self.year.unwrap_or(cx.today.year());
        if cx.db.warnings_of(self.id, year)?.is_empty() {
            return Ok(Effect::Toast(cx.t(pw::NOBODY).to_owned()));
        }
        Ok(Effect::open(Window(Pick::new("channel", cx.t(pw::HOW), choices(cx.db.code_words("reminder_channel")?)))))
    }

    /// What the entry under the cursor should come to, and why.
    pub(super) fn ask_correct(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Record("hour_entry", id) = *self.panes.sheet().selected() else {
            return Ok(Effect::Toast(cx.t(hw::PICK_ENTRY).to_owned()));
        };
        if let Some(why) = cx.db.role(&cx.actor)?.cannot_manage() {
            return Ok(Effect::Toast(cx.t(why).to_owned()));
        }
        self.correcting = id;
        Ok(Effect::open(Window(Prompt::new("correct", cx.t(hw::ASK_CORRECT), ""))))
    }

    fn correct(&self, typed: &Typed, cx: &Cx) -> Effect {
        let said = typed.text.split_once(char::is_whitespace).and_then(|(hours, why)| Some((hours.parse::<f64>().ok()?, why)));
        let Some((hours, why)) = said else { return Effect::Toast(cx.t(hw::NO_CORRECTION).to_owned()) };
        let (act, id, why) = (cx.act(), self.correcting, why.to_owned());
        Effect::Start(Job::new("", move |desk, _| {
            desk.store()?.correct(&act, id, hours, &why)?;
            Ok(Corrected)
        }))
    }

    pub(super) fn answer(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Reminded>() {
            Ok(told) => return Ok(Effect::Reload.and(Effect::Toast(pw::reminded(cx.lang, told.0)))),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return Ok(self.correct(&typed, cx)),
            Err(other) => other,
        };
        if outcome.is::<Corrected>() {
            return Ok(Effect::Reload.and(Effect::Toast(cx.t(hw::CORRECTED).to_owned())));
        }
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        let n = picked.chosen.first().copied().unwrap_or_default();
        match picked.tag {
            "what_if" => {
                self.supposed = n.checked_sub(1).and_then(|n| self.offered.get(n)).cloned();
                Ok(Effect::Reload)
            }
            _ => self.remind(n, cx),
        }
    }

    fn remind(&self, channel: usize, cx: &Cx) -> store::Result<Effect> {
        let year = self.year.unwrap_or(cx.today.year());
        let warnings = cx.db.warnings_of(self.id, year)?;
        let Some(channel) = cx.db.code_words("reminder_channel")?.into_iter().nth(channel) else { return Ok(Effect::None) };
        let (act, on) = (cx.act(), cx.today);
        Ok(Effect::Start(Job::new("", move |desk, _| {
            let reminder = Reminder { warnings: &warnings, on, channel: &channel, note: None };
            Ok(Reminded(desk.store()?.remind(&act, &reminder)?))
        })))
    }
}
