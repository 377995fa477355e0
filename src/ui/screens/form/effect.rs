//! Before a form or a cell saves a rule on hours: how many verdicts it would alter, and the question whether to.

use super::Form;
use crate::{
    store::{
        bulk::Edit,
        edit::Values,
        rules::{self, Change, Preview},
    },
    ui::{
        Cx, Effect, Window,
        screens::rules::{Affected, effect},
    },
};

/// What waits for an answer.
pub(super) struct Waiting {
    values: Values,
    preview: Preview,
}

impl Form {
    /// Works out whom it would change; `None` where verdicts do not follow from these records.
    pub(super) fn consider(&mut self, values: &Values, cx: &Cx) -> Option<Effect> {
        if !rules::judges(self.register) {
            return None;
        }
        let (values, version) = (values.clone(), self.version);
        self.waiting_rule = Some(Waiting { values: values.clone(), preview: Preview::default() });
        let edit = self.id.map_or_else(|| Edit::Add(values.clone()), |id| Edit::Change { id, version, values: values.clone() });
        Some(effect::check(Change::Edits { register: self.register, edits: vec![edit] }, cx))
    }

    /// Asks with the numbers found; nothing where it was stopped.
    pub(super) fn considered(&mut self, checked: effect::Checked, cx: &Cx) -> Effect {
        let (Some(waiting), Some(preview)) = (&mut self.waiting_rule, checked.0) else {
            self.waiting_rule = None;
            return effect::stopped(cx);
        };
        waiting.preview = preview;
        effect::ask(&waiting.preview, cx)
    }

    /// The question again, after the list of people was looked at.
    pub(super) fn ask_again(&self, cx: &Cx) -> Effect {
        self.waiting_rule.as_ref().map_or(Effect::None, |waiting| effect::ask(&waiting.preview, cx))
    }

    /// The first choice saves, the second shows whom it changes, any other goes back to the form.
    pub(super) fn decide(&mut self, choice: usize, cx: &Cx) -> Effect {
        match (choice, self.waiting_rule.take()) {
            (0, Some(waiting)) => self.commit(waiting.values, cx),
            (1, Some(waiting)) => {
                let list = Affected::new(waiting.preview.clone());
                self.waiting_rule = Some(waiting);
                Effect::open(Window(list))
            }
            _ => Effect::None,
        }
    }
}
