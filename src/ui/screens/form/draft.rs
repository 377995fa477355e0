//! Drafts: what a form holds is kept whenever the typing rests, and offered once when it is gone.
//!
//! Beside what was typed a draft knows what each field started from and the version of the record, so that going on with
//! it days later never overwrites what someone else saved in between.

use super::Form;
use crate::{
    domain::value::Value,
    store::{self, draft::Draft},
    text::form as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::pick::{Choice, Pick},
    },
};
use serde_json::{Map, Value as Json, json};

/// What keeping a draft came to.
pub(super) struct Kept {
    result: store::Result<()>,
    close: bool,
}

impl Form {
    fn body(&self) -> String {
        let changed = self.slots.iter().filter(|s| s.changed());
        let fields: Map<String, Json> =
            changed.map(|s| (s.field.name.to_owned(), json!([s.typed, plain(&s.value), plain(&s.original)]))).collect();
        json!({"version": self.version, "fields": fields}).to_string()
    }

    /// Keeps what is new since it was last kept; nothing while nothing changed, nor of one field by itself.
    pub(super) fn keep_draft(&mut self, cx: &Cx) -> Effect {
        if self.single() {
            return Effect::None;
        }
        if !self.changed() {
            return self.forget_draft();
        }
        let body = self.body();
        if self.kept.as_ref() == Some(&body) {
            return Effect::None;
        }
        self.keep_body(body, false, cx)
    }

    /// Keeps all of it, and closes the form once that is done.
    pub(super) fn keep_and_close(&mut self, cx: &Cx) -> Effect {
        let body = self.body();
        self.keep_body(body, true, cx)
    }

    fn keep_body(&mut self, body: String, close: bool, cx: &Cx) -> Effect {
        self.kept = Some(body.clone());
        let (key, act, kind, record) = (self.hold.key(), cx.act(), self.register.kind, self.id);
        Effect::Start(Job::new("", move |desk, _| {
            let result = desk.store().and_then(|store| store.keep_draft(&key, &act, kind, record, &body));
            Ok(Kept { result, close })
        }))
    }

    /// A draft that cannot be kept is told once; the form still has everything, and tries again.
    pub(super) fn draft_kept(&mut self, kept: Kept, cx: &Cx) -> Effect {
        match kept.result {
            Ok(()) => {
                self.unkept = false;
                if kept.close { Effect::Close } else { Effect::None }
            }
            Err(store::Error::Busy) if !kept.close => {
                self.kept = None;
                Effect::None
            }
            Err(error) => {
                self.kept = None;
                let told = std::mem::replace(&mut self.unkept, true) && !kept.close;
                if told { Effect::None } else { Effect::Trouble(w::not_kept(cx.lang, error.tell(cx.lang))) }
            }
        }
    }

    pub(super) fn forget_draft(&mut self) -> Effect {
        if self.kept.take().is_none() {
            return Effect::None;
        }
        let key = self.hold.key();
        Effect::Start(Job::new("", move |desk, _| desk.store()?.forget_draft_of(&key)))
    }

    /// Goes on with the draft it was opened for, or offers what this person left unfinished here.
    pub(super) fn find_draft(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.single() {
            return Ok(Effect::None);
        }
        if let Some(draft) = self.waiting.take() {
            return Ok(self.take_draft(&draft, cx));
        }
        let Some(draft) = cx.db.draft(&cx.actor, self.register.kind, self.id)? else { return Ok(Effect::None) };
        let choices = [w::TAKE_DRAFT, w::DROP_DRAFT].map(|t| Choice { word: cx.t(t).to_owned(), note: draft.at.clone() });
        self.waiting = Some(draft);
        Ok(Effect::open(Window(Pick::new("form_draft", cx.t(w::DRAFT), choices.to_vec()))))
    }

    /// What the person chose to do with the draft offered; without an answer it stays for the next time.
    pub(super) fn draft_chosen(&mut self, choice: usize, cx: &Cx) -> Effect {
        let Some(draft) = self.waiting.take() else { return Effect::None };
        if choice == 0 {
            return self.take_draft(&draft, cx);
        }
        let id = draft.id;
        Effect::Start(Job::new("", move |desk, _| desk.store()?.forget_draft(id)))
    }

    fn take_draft(&mut self, draft: &Draft, cx: &Cx) -> Effect {
        let Ok(body) = serde_json::from_str::<Json>(&draft.body) else { return Effect::None };
        for slot in &mut self.slots {
            let Some(kept) = body["fields"].get(slot.field.name) else { continue };
            slot.resume(kept[0].as_str().unwrap_or_default(), value(&kept[1]), value(&kept[2]), cx);
        }
        if self.id.is_some() {
            self.version = body["version"].as_i64().unwrap_or(self.version);
        }
        self.kept = Some(draft.body.clone());
        let (id, key) = (draft.id, self.hold.key());
        Effect::Start(Job::new("", move |desk, _| desk.store()?.adopt_draft(id, &key)))
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(n) => (*n).into(),
        Value::Real(n) => (*n).into(),
        Value::Text(text) => text.clone().into(),
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        _ => Value::Null,
    }
}
