//! The questions of a step: why, by whose word, and who comes instead.

use super::Steps;
use crate::domain::states::Grounds;
use crate::{
    catalog,
    store::{self, guard::Role, transition::Steps as Found},
    text::steps as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            link::LinkPick,
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
    },
};

/// What a list offered, in its order.
#[derive(Default)]
pub(super) struct Offered {
    reasons: Vec<String>,
    people: Vec<i64>,
}

/// The code list that offers reasons for a step.
fn reasons(step: &str) -> Option<&'static str> {
    match step {
        "replace" => Some("replace_reason"),
        "miss" | "excuse" | "decline" => Some("no_show_reason"),
        _ => None,
    }
}

impl Steps {
    /// The next question, or the step itself.
    pub(super) fn go_on(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(step) = self.chosen else { return Ok(Effect::None) };
        if step.name == "replace" && self.given.successor.is_none() {
            return self.ask_successor(cx);
        }
        if step.needs_reason && self.given.reason.is_none() {
            return self.ask_reason(cx);
        }
        // The clerk of a unit proposes who comes instead; the office approves it.
        let proposes = step.name == "replace" && matches!(cx.role(), Role::Clerk(_));
        if step.needs_approver && !proposes && self.given.approver.is_none() {
            return self.ask_approver(cx);
        }
        Ok(self.run(cx))
    }

    fn ask_successor(&mut self, cx: &Cx) -> store::Result<Effect> {
        let [id] = self.ids[..] else { return Ok(Effect::Toast(cx.t(w::ONE_ONLY).to_owned())) };
        let waiting = cx.db.waiting_beside(id)?;
        if waiting.is_empty() {
            return Ok(somebody());
        }
        let mut choices: Vec<Choice> = waiting
            .iter()
            .map(|p| Choice { word: format!("{}  {}", p.name, p.unit), note: cx.t(w::WAITING).to_owned() })
            .collect();
        choices.push(Choice { word: cx.t(w::SOMEBODY_ELSE).to_owned(), note: String::new() });
        self.offered.people = waiting.into_iter().map(|p| p.cadre_id).collect();
        Ok(Effect::open(Window(Pick::new("step_successor", cx.t(w::SUCCESSOR), choices))))
    }

    pub(super) fn ask_reason(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(step) = self.chosen else { return Ok(Effect::None) };
        let question = w::why(cx.lang, cx.t(step.label));
        let words = match reasons(step.name) {
            Some(list) => cx.db.code_words(list)?,
            None => Vec::new(),
        };
        if words.is_empty() {
            return Ok(Effect::open(Window(Prompt::new("step_reason", question, ""))));
        }
        let mut choices: Vec<Choice> = words.iter().map(|word| Choice { word: word.clone(), note: String::new() }).collect();
        choices.push(Choice { word: cx.t(w::OWN_WORDS).to_owned(), note: String::new() });
        self.offered.reasons = words;
        Ok(Effect::open(Window(Pick::new("step_reason", question, choices))))
    }

    /// Asks by whose word; the one whom the length of a leave asks for stands there already.
    pub(super) fn ask_approver(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(step) = self.chosen else { return Ok(Effect::None) };
        let who = match (self.kind, &self.ids[..]) {
            ("leave", [id]) => cx.db.leave(*id)?.map(|leave| cx.t(leave.decides().label()).to_owned()),
            _ => None,
        };
        let question = w::approver(cx.lang, cx.t(step.label));
        Ok(Effect::open(Window(Prompt::new("step_approver", question, &who.unwrap_or_default()))))
    }

    pub(super) fn typed(&mut self, typed: Typed, cx: &Cx) -> store::Result<Effect> {
        match typed.tag {
            "step_reason" => self.given.reason = Some(typed.text),
            _ => self.given.approver = Some(typed.text),
        }
        self.go_on(cx)
    }

    pub(super) fn picked(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        let Some(n) = picked.chosen.first().copied() else { return Ok(Effect::None) };
        if picked.tag == "step_successor" {
            let Some(cadre) = self.offered.people.get(n) else { return Ok(somebody()) };
            self.given.successor = Some(*cadre);
            return self.go_on(cx);
        }
        let Some(reason) = self.offered.reasons.get(n) else {
            let question = self.chosen.map(|step| w::why(cx.lang, cx.t(step.label))).unwrap_or_default();
            return Ok(Effect::open(Window(Prompt::new("step_reason", question, ""))));
        };
        self.given.reason = Some(reason.clone());
        self.go_on(cx)
    }

    /// Takes the step with those who have not taken it yet.
    fn run(&mut self, cx: &Cx) -> Effect {
        let Some(step) = self.chosen else { return Effect::None };
        let taken: Vec<i64> = self.found.taken.iter().map(|t| t.id).collect();
        let ids: Vec<i64> = self.ids.iter().copied().filter(|id| !taken.contains(id)).collect();
        let (act, kind, successor) = (cx.act(), self.kind, self.given.successor);
        let (reason, approver) = (self.given.reason.clone(), self.given.approver.clone());
        Effect::Start(Job::new(cx.t(step.label), move |desk, _| {
            let grounds = Grounds { reason: reason.as_deref(), approver: approver.as_deref() };
            match (successor, &ids[..]) {
                (Some(cadre), [id]) if step.name == "replace" => {
                    let mut found = Found::default();
                    match desk.store()?.replace(&act, *id, cadre, grounds)? {
                        Ok(taken) => found.taken.push(taken),
                        Err(refused) => found.refused.push(refused),
                    }
                    Ok(found)
                }
                _ => desk.store()?.step(&act, kind, &ids, step.name, grounds),
            }
        }))
    }
}

/// Any cadre.
fn somebody() -> Effect {
    catalog::register("cadre").map_or(Effect::None, |cadre| Effect::open(Window(LinkPick::new(cadre, ""))))
}
