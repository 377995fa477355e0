//! Drafts: an unfinished form is kept after each field, and offered once when the same form is opened again.

use super::Form;
use crate::{
    domain::value::Value,
    store,
    text::form as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::pick::{Choice, Pick},
    },
};
use serde_json::{Map, Value as Json};

/// The draft a job wrote or removed.
pub(super) struct Kept(pub Option<i64>);

impl Form {
    fn body(&self) -> String {
        let changed = self.slots.iter().filter(|s| s.changed());
        let map: Map<String, Json> = changed
            .map(|s| {
                let value = match &s.value {
                    Value::Int(n) => (*n).into(),
                    _ => Json::Null,
                };
                (s.field.name.to_owned(), serde_json::json!([s.typed, value]))
            })
            .collect();
        Json::Object(map).to_string()
    }

    /// Writes the draft; nothing while nothing changed.
    pub(super) fn keep_draft(&self, cx: &Cx) -> Effect {
        if self.single() || !self.changed() {
            return Effect::None;
        }
        let (draft, act, kind, record, body) = (self.draft, cx.act(), self.register.kind, self.id, self.body());
        Effect::Start(Job::new("", move |desk, _| Ok(Kept(Some(desk.store()?.keep_draft(draft, &act, kind, record, &body)?)))))
    }

    pub(super) fn forget_draft(&mut self) -> Effect {
        let Some(id) = self.draft.take() else { return Effect::None };
        Effect::Start(Job::new("", move |desk, _| {
            desk.store()?.forget_draft(id)?;
            Ok(Kept(None))
        }))
    }

    /// Offers what this person left unfinished here.
    pub(super) fn find_draft(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.single() {
            return Ok(Effect::None);
        }
        let Some(draft) = cx.db.draft(&cx.actor, self.register.kind, self.id)? else { return Ok(Effect::None) };
        self.draft = Some(draft.id);
        let choices = [w::TAKE_DRAFT, w::DROP_DRAFT].map(|t| Choice { word: cx.t(t).to_owned(), note: draft.at.clone() });
        Ok(Effect::open(Window(Pick::new("form_draft", cx.t(w::DRAFT), choices.to_vec()))))
    }

    pub(super) fn take_draft(&mut self, choice: usize, cx: &Cx) -> store::Result<Effect> {
        if choice != 0 {
            return Ok(self.forget_draft());
        }
        let Some(draft) = cx.db.draft(&cx.actor, self.register.kind, self.id)? else { return Ok(Effect::None) };
        let Ok(body) = serde_json::from_str::<Map<String, Json>>(&draft.body) else { return Ok(self.forget_draft()) };
        for slot in &mut self.slots {
            let Some(kept) = body.get(slot.field.name) else { continue };
            slot.wipe();
            slot.paste(kept[0].as_str().unwrap_or_default());
            match kept[1].as_i64() {
                Some(id) if matches!(slot.field.kind, crate::catalog::FieldKind::Link(_)) => slot.value = Value::Int(id),
                _ => slot.read(cx),
            }
        }
        Ok(Effect::None)
    }
}
