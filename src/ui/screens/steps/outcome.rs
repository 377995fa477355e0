//! What a step came to: the next question where only a ground is missing, else news of who took it and who did not.

use super::{Stepped, Steps};
use crate::{
    catalog,
    domain::states::Refusal,
    store::{
        self,
        transition::{Refused, Steps as Found},
    },
    text::steps as w,
    ui::{Cx, Effect, show},
};

/// Refusals told one by one; the rest is counted.
const TOLD: usize = 6;

impl Steps {
    pub(super) fn took(&mut self, found: Found, cx: &Cx) -> store::Result<Effect> {
        self.found.taken.extend(found.taken);
        self.found.refused = found.refused;
        let lacks = |why: fn(Refusal) -> bool| self.found.refused.iter().any(|r| why(r.why));
        if self.given.reason.is_none()
            && lacks(|why| matches!(why, Refusal::NeedsReason | Refusal::PapersMissing | Refusal::PeopleOpen))
        {
            return self.ask_reason(cx);
        }
        if self.given.approver.is_none() && lacks(|why| matches!(why, Refusal::NeedsApprover | Refusal::NamedNeedsApprover)) {
            return self.ask_approver(cx);
        }
        let taken = self.found.taken.iter().map(|t| t.id).collect();
        let news = self.news(cx)?;
        let told = if self.found.refused.is_empty() { Effect::Toast(news) } else { Effect::Trouble(news) };
        Ok(told.and(Effect::Answer(Box::new(Stepped { taken }))))
    }

    fn news(&self, cx: &Cx) -> store::Result<String> {
        let step = self.chosen.map(|step| cx.t(step.label)).unwrap_or_default();
        let mut lines = vec![match &self.found.taken[..] {
            [] => w::none(cx.lang, step),
            [one] if self.ids.len() == 1 => w::done_one(cx.lang, show::state(self.kind, one.to, cx), step),
            taken => w::done(cx.lang, taken.len(), step),
        }];
        for refused in self.found.refused.iter().take(TOLD) {
            lines.push(self.refusal(refused, cx)?);
        }
        let more = self.found.refused.len().saturating_sub(TOLD);
        if more > 0 {
            lines.push(w::more(cx.lang, more));
        }
        Ok(lines.join("\n"))
    }

    fn refusal(&self, refused: &Refused, cx: &Cx) -> store::Result<String> {
        let name = match catalog::register(self.kind) {
            Some(register) => cx.db.title(register, refused.id)?.unwrap_or_default(),
            None => String::new(),
        };
        let why = self.tell(refused.why, &refused.state, cx);
        Ok(match &refused.last {
            Some((who, at)) => w::not_done_after(cx.lang, at.get(..16).unwrap_or(at).replace('T', " "), name, who, why),
            None => w::not_done(cx.lang, name, why),
        })
    }
}
