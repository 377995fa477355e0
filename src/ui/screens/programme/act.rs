//! What is done on the page of a programme: people by name onto the list and off it, another day, what was kept.

use super::{ProgrammePage, Then};
use crate::{
    catalog,
    domain::{
        calendar::{dotted, iso},
        date::{self, Context},
    },
    store,
    text::{form, programme_page as w},
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            link::{LinkPick, Linked},
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        sheet::To,
    },
};

/// Something was changed: the news.
pub(super) struct Done(pub String);

/// Entries of the list of what was kept that lead elsewhere: now, and keeping.
const OTHERS: usize = 2;

impl ProgrammePage {
    /// From another day back to today, then away.
    pub(super) fn back(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.then == Then::Now {
            return Ok(Effect::Close);
        }
        self.show(Then::Now, cx)
    }

    fn show(&mut self, then: Then, cx: &Cx) -> store::Result<Effect> {
        self.then = then;
        let effect = self.read(cx)?;
        self.fill(cx)?;
        Ok(effect)
    }

    pub(super) fn ask_day(cx: &Cx) -> Effect {
        Effect::open(Window(Prompt::new("day", w::ASK_DAY.get(cx.lang), "").empty_too()))
    }

    pub(super) fn ask_kept(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.offered = cx.db.kept_coverages(self.id)?;
        let plain = |word: &str| Choice { word: word.to_owned(), note: String::new() };
        let mut choices = vec![plain(cx.t(w::KEEP)), plain(cx.t(w::BACK_TO_NOW))];
        choices.extend(self.offered.iter().map(|kept| Choice {
            word: kept.day.replace('-', "."),
            note: format!("{} {}", kept.at.get(..16).unwrap_or(&kept.at).replace('T', " "), kept.actor),
        }));
        Ok(Effect::open(Window(Pick::new("kept", cx.t(w::KEPT), choices))))
    }

    pub(super) fn picked(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        match picked.chosen.first().copied() {
            Some(0) => Ok(self.keep(cx)),
            Some(1) => self.show(Then::Now, cx),
            Some(n) => match self.offered.get(n - OTHERS).cloned() {
                Some(kept) => self.show(Then::Kept(kept), cx),
                None => Ok(Effect::None),
            },
            None => Ok(Effect::None),
        }
    }

    fn keep(&self, cx: &Cx) -> Effect {
        let Some((_, members)) = self.members.clone() else { return Effect::None };
        let day = match &self.then {
            Then::Now => iso(cx.today),
            Then::Day(day) => iso(*day),
            Then::Kept(kept) => kept.day.clone(),
        };
        let (act, id, words) = (cx.act(), self.id, cx.t(w::WAS_KEPT).to_owned());
        Effect::Start(Job::new(cx.t(w::KEEP), move |desk, _| {
            desk.store()?.keep_coverage(&act, id, &day, &members)?;
            Ok(Done(words))
        }))
    }

    pub(super) fn ask_person() -> Effect {
        catalog::register("cadre").map_or(Effect::None, |cadre| Effect::open(Window(LinkPick::new(cadre, ""))))
    }

    pub(super) fn linked(&mut self, linked: &Linked, cx: &Cx) -> Effect {
        self.mover = linked.id;
        if self.mover.is_none() {
            return Effect::None;
        }
        Effect::open(Window(Prompt::new("why_on", w::why_on(cx.lang, &linked.title), "")))
    }

    pub(super) fn ask_why_off(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Record("cadre", id) = *self.panes.sheet().selected() else {
            return Ok(Effect::Toast(cx.t(w::PICK_PERSON).to_owned()));
        };
        let name = self.members.as_ref().and_then(|(_, all)| all.iter().find(|m| m.cadre == id)).map(|m| m.name.clone());
        let Some(name) = name else { return Ok(Effect::Toast(cx.t(w::PICK_PERSON).to_owned())) };
        self.mover = Some(id);
        Ok(Effect::open(Window(Prompt::new("why_off", w::why_off(cx.lang, name), ""))))
    }

    pub(super) fn typed(&mut self, typed: &Typed, cx: &Cx) -> store::Result<Effect> {
        match typed.tag {
            "day" => self.go_to_day(&typed.text, cx),
            tag => Ok(self.change(tag == "why_on", &typed.text, cx)),
        }
    }

    /// An empty answer is today; a day to come is none.
    fn go_to_day(&mut self, text: &str, cx: &Cx) -> store::Result<Effect> {
        if text.trim().is_empty() {
            return self.show(Then::Now, cx);
        }
        let day = date::parse(text, &Context::new(cx.today)).ok().and_then(|date| date.exact());
        match day.filter(|day| *day <= cx.today) {
            Some(day) => Ok(self.show(Then::Day(day), cx)?.and(Effect::Toast(w::shown_as_of(cx.lang, dotted(day))))),
            None => Ok(Effect::Toast(cx.t(w::NO_DAY).to_owned())),
        }
    }

    fn change(&mut self, on: bool, why: &str, cx: &Cx) -> Effect {
        let Some(cadre) = self.mover.take() else { return Effect::None };
        let (act, id, today, why) = (cx.act(), self.id, cx.today, why.to_owned());
        let words = cx.t(if on { w::WAS_PUT_ON } else { w::WAS_TAKEN_OFF }).to_owned();
        let there = self.members.as_ref().is_some_and(|(_, all)| all.iter().any(|m| m.cadre == cadre));
        if on && there {
            return Effect::Toast(cx.t(w::ON_IT).to_owned());
        }
        Effect::Start(Job::new(cx.t(form::SAVING), move |desk, _| {
            let store = desk.store()?;
            if on {
                store.put_on_list(&act, id, cadre, today, &why)?;
            } else {
                store.take_off_list(&act, id, cadre, today, &why)?;
            }
            Ok(Done(words))
        }))
    }
}
