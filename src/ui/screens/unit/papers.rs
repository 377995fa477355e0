//! What is done on the card of a unit: reminders recorded for all its people under warning.

use super::UnitPage;
use crate::{
    store::{self, warnings::Reminder},
    text::paper as pw,
    ui::{
        Cx, Effect, Job, Window,
        screens::pick::{Choice, Pick, Picked},
    },
};
use std::any::Any;

/// Reminders were recorded.
struct Reminded(usize);

impl UnitPage {
    pub(super) fn ask_channel(&self, cx: &Cx) -> store::Result<Effect> {
        if let Some(why) = cx.db.role(&cx.actor)?.cannot_write() {
            return Ok(Effect::Toast(cx.t(why).to_owned()));
        }
        if cx.db.warnings_in(self.id, self.year(cx))?.is_empty() {
            return Ok(Effect::Toast(cx.t(pw::NOBODY).to_owned()));
        }
        let choices = cx.db.code_words("reminder_channel")?.into_iter().map(|word| Choice { word, note: String::new() });
        Ok(Effect::open(Window(Pick::new("channel", cx.t(pw::HOW), choices.collect()))))
    }

    pub(super) fn answer(&self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Reminded>() {
            Ok(told) => return Ok(Effect::Reload.and(Effect::Toast(pw::reminded(cx.lang, told.0)))),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        let n = picked.chosen.first().copied().unwrap_or_default();
        let Some(channel) = cx.db.code_words("reminder_channel")?.into_iter().nth(n) else { return Ok(Effect::None) };
        let (warnings, act, on) = (cx.db.warnings_in(self.id, self.year(cx))?, cx.act(), cx.today);
        Ok(Effect::Start(Job::new("", move |desk, _| {
            let reminder = Reminder { warnings: &warnings, on, channel: &channel, note: None };
            Ok(Reminded(desk.store()?.remind(&act, &reminder)?))
        })))
    }
}
