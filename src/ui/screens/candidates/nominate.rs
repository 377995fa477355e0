//! Marking candidates and putting them on the call-up: by their unit, by name, or by rotation.

use super::{Candidates, PEOPLE};
use crate::{
    store::{
        self,
        transition::{Naming, Steps},
    },
    text::{call_up_page as cw, candidates as w, nominee as n},
    ui::{
        Cx, Effect, Job, Window, panes,
        screens::pick::{Choice, Pick, Picked},
        sheet::To,
        show,
    },
};

/// Ways to be chosen, as the register has them.
const ROUTES: [&str; 3] = ["unit", "named", "rotation"];

/// What nominating came to.
pub(super) struct Done(Steps);

impl Candidates {
    pub(super) fn mark(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Record("cadre", id) = *self.panes.sheet().selected() else { return panes::page(self, 1, cx) };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.fill(cx);
        panes::step(self, 1, cx)
    }

    pub(super) fn ask_route(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.panes.at() == PEOPLE
            && self.marks.is_empty()
            && let To::Record("cadre", id) = *self.panes.sheet().selected()
        {
            self.marks.insert(id);
            self.fill(cx);
        }
        if self.marks.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NOBODY_MARKED).to_owned()));
        }
        let choices = ROUTES.map(|route| Choice { word: show::word("nominee", "route", route, cx), note: String::new() });
        Ok(Effect::open(Window(Pick::new("route", cx.t(w::ROUTE), choices.to_vec()))))
    }

    /// Who is called by name is told why; then all marked ones go on the call-up.
    pub(super) fn routed(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        let at = picked.chosen.first().copied().unwrap_or(0);
        let reasons = cx.db.code_words("named_reason")?;
        if picked.tag == "named_reason" {
            return Ok(self.nominate("named", reasons.get(at).cloned(), cx));
        }
        match ROUTES.get(at).copied().unwrap_or("unit") {
            "named" => {
                let choices = reasons.into_iter().map(|word| Choice { word, note: String::new() }).collect();
                Ok(Effect::open(Window(Pick::new("named_reason", cx.t(n::NAMED_REASON), choices))))
            }
            route => Ok(self.nominate(route, None, cx)),
        }
    }

    fn nominate(&self, route: &'static str, reason: Option<String>, cx: &Cx) -> Effect {
        // In the order of the list, so that the best come first in their unit.
        let best = self.found.iter().flat_map(|found| &found.best).map(|c| c.id);
        let cadres: Vec<i64> = best.filter(|id| self.marks.contains(id)).collect();
        let (act, call_up) = (cx.act(), self.call_up);
        Effect::Start(Job::new(cx.t(w::NOMINATE), move |desk, _| {
            let naming = Naming { route, named_reason: reason.as_deref(), reason: reason.as_deref() };
            Ok(Done(desk.store()?.nominate(&act, call_up, &cadres, naming)?))
        }))
    }

    pub(super) fn nominated(&mut self, done: &Done, cx: &Cx) -> Effect {
        self.marks.clear();
        let mut words = cw::named(cx.lang, done.0.taken.len());
        if let Some(refused) = done.0.refused.first() {
            let state = if refused.state.is_empty() { String::new() } else { show::state("nominee", &refused.state, cx) };
            words = format!("{words} {}", refused.why.describe(cx.lang, &state));
        }
        Effect::Toast(words).and(self.look(cx))
    }
}
