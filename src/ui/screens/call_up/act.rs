//! What is done on the page: marking people, steps, names, leave.

use super::{CallUp, PEOPLE, QUOTAS, people};
use crate::{
    catalog,
    domain::{
        leave::{self, Share, Span},
        states::Refusal,
    },
    store::{
        self,
        guard::Role,
        transition::{Naming, Steps as Found},
    },
    text::{call_up_page as w, leave as lw, steps as sw},
    ui::{
        Cx, Effect, Job, Window, panes,
        screens::{
            candidates::Candidates,
            link::LinkPick,
            pick::{Choice, Pick},
            prompt::Prompt,
            steps,
        },
        sheet::To,
        show,
    },
};

/// A leave under way: for whom, of which kind.
#[derive(Default)]
pub(super) struct Asked {
    nominee: i64,
    kinds: Vec<String>,
    kind: String,
}

/// What asking for a leave came to: the leave, and how much of the class it makes.
pub(super) struct Entered {
    leave: i64,
    span: Span,
    share: Share,
}

/// What nominating came to.
pub(super) struct Named(pub Found);

impl CallUp {
    /// Space: this person, or everybody of this state.
    pub(super) fn mark(&mut self, cx: &Cx) -> store::Result<Effect> {
        let ids: Vec<i64> = match self.panes.sheet().selected() {
            To::Record("nominee", id) => vec![*id],
            To::Here(n) if self.panes.at() == PEOPLE => {
                let state = people::ORDER.get(*n).copied().unwrap_or_default();
                self.loaded.people.iter().filter(|p| p.state == state && self.fits(p)).map(|p| p.id).collect()
            }
            _ => return panes::page(self, 1, cx),
        };
        let all = ids.iter().all(|id| self.marks.contains(id));
        for id in ids {
            if all {
                self.marks.remove(&id);
            } else {
                self.marks.insert(id);
            }
        }
        self.fill(cx);
        panes::step(self, 1, cx)
    }

    /// The marked people who are still there, or the selected one.
    fn meant(&self) -> Vec<i64> {
        let marked: Vec<i64> = self.loaded.people.iter().map(|p| p.id).filter(|id| self.marks.contains(id)).collect();
        match self.panes.sheet().selected() {
            To::Record("nominee", id) if marked.is_empty() => vec![*id],
            _ => marked,
        }
    }

    /// Steps of the people meant; of the call-up itself where the table of units has the keys and nobody is marked.
    pub(super) fn steps(&mut self, cx: &Cx) -> store::Result<Effect> {
        let meant = self.meant();
        if meant.is_empty() || (self.panes.at() == QUOTAS && self.marks.is_empty()) {
            return Ok(steps::open("call_up", vec![self.id], cx));
        }
        Ok(steps::open("nominee", meant, cx))
    }

    /// Who should go, and what each unit should send.
    pub(super) fn candidates(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::open(Window(Candidates::new(self.id))))
    }

    /// Another name for the call-up.
    pub(super) fn name_one(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(catalog::register("cadre").map_or(Effect::None, |cadre| Effect::open(Window(LinkPick::new(cadre, "")))))
    }

    /// Names people; with a reason also over the places of their unit.
    pub(super) fn nominate(&self, cadres: Vec<i64>, reason: Option<String>, cx: &Cx) -> Effect {
        let (act, id) = (cx.act(), self.id);
        Effect::Start(Job::new(cx.t(w::NOMINATE), move |desk, _| {
            let naming = Naming { route: "unit", reason: reason.as_deref(), ..Naming::default() };
            Ok(Named(desk.store()?.nominate(&act, id, &cadres, naming)?))
        }))
    }

    /// News of naming: who was refused and who was there first. Over the places the office is asked for a reason.
    pub(super) fn named(&mut self, found: &Found, cx: &Cx) -> store::Result<Effect> {
        let Some(refused) = found.refused.first() else {
            return Ok(Effect::Toast(w::named(cx.lang, found.taken.len())).and(Effect::Reload));
        };
        let state = if refused.state.is_empty() { String::new() } else { show::state("nominee", &refused.state, cx) };
        let mut words = refused.why.describe(cx.lang, &state);
        if let Some((who, at)) = &refused.last {
            words = w::refused_after(cx.lang, at.get(..16).unwrap_or(at).replace('T', " "), who, words);
        }
        if refused.why == Refusal::PlacesFull && !matches!(cx.role(), Role::Clerk(_)) {
            let cadre = catalog::register("cadre");
            let name = cadre.map(|r| cx.db.title(r, refused.id)).transpose()?.flatten().unwrap_or_default();
            self.over = vec![refused.id];
            return Ok(
                Effect::open(Window(Prompt::new("over_places", w::over_places(cx.lang, name), ""))).and(Effect::Toast(words))
            );
        }
        Ok(Effect::Trouble(words).and(Effect::Reload))
    }

    /// A leave of the selected person: which kind, then from when to when.
    pub(super) fn ask_leave(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Record("nominee", id) = *self.panes.sheet().selected() else {
            return Ok(Effect::Toast(cx.t(w::PICK_PERSON).to_owned()));
        };
        let kinds = cx.db.code_words("leave_kind")?;
        let choices = kinds.iter().map(|kind| Choice { word: kind.clone(), note: String::new() }).collect();
        self.asked = Asked { nominee: id, kinds, kind: String::new() };
        Ok(Effect::open(Window(Pick::new("leave_kind", cx.t(lw::KIND), choices))))
    }

    pub(super) fn leave_kind(&mut self, n: usize, cx: &Cx) -> Effect {
        self.asked.kind = self.asked.kinds.get(n).cloned().unwrap_or_default();
        self.ask_span("", cx)
    }

    fn ask_span(&self, typed: &str, cx: &Cx) -> Effect {
        Effect::open(Window(Prompt::new("leave_span", cx.t(w::LEAVE_SPAN), typed)))
    }

    pub(super) fn leave_span(&self, typed: &str, cx: &Cx) -> Effect {
        let Some(span) = leave::span(typed, cx.today) else {
            return Effect::Toast(cx.t(w::NO_SPAN).to_owned()).and(self.ask_span(typed, cx));
        };
        let (act, nominee, kind) = (cx.act(), self.asked.nominee, self.asked.kind.clone());
        Effect::Start(Job::new(cx.t(lw::REGISTER), move |desk, _| {
            let leave = desk.store()?.ask_leave(&act, nominee, &kind, &span, None)?;
            Ok(Entered { leave, span, share: desk.reader()?.leave_share(nominee, 0)? })
        }))
    }

    /// Says how long it is, who decides, and whether it is too much of the class; then offers the decision.
    pub(super) fn entered(entered: &Entered, cx: &Cx) -> Effect {
        let half_days = entered.span.half_days();
        let decides = cx.t(leave::Decides::on(half_days).label());
        let (hours, limit) = (entered.share.hours, entered.share.limit);
        let mut words = w::leave_entered(cx.lang, decides, half_days);
        if entered.share.over {
            words = format!("{words}  {}", w::leave_over(cx.lang, hours, limit));
        } else if entered.share.near {
            words = format!("{words}  {}", w::leave_near(cx.lang, hours, limit));
        }
        steps::open("leave", vec![entered.leave], cx).and(Effect::Toast(words))
    }

    /// Why the page cannot take names now.
    pub(super) fn no_names(&self, _: &Cx) -> Option<crate::text::T> {
        matches!(self.loaded.head.state.as_str(), "closed" | "cancelled").then_some(crate::text::step::CALL_UP_CLOSED)
    }

    /// Drops the marks of a step that was taken.
    pub(super) fn stepped(&mut self, taken: &[i64]) -> Effect {
        self.marks.retain(|id| !taken.contains(id));
        Effect::Reload
    }

    /// How many are marked, for the head.
    pub(super) fn marked(&self, cx: &Cx) -> Option<String> {
        (!self.marks.is_empty()).then(|| sw::many(cx.lang, self.marks.len()))
    }
}
