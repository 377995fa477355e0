//! Saving a form: as one write, refused with its reason, or in conflict with someone else's change.

use super::{
    Form, Goal,
    cell::{Entered, Next},
};
use crate::{
    catalog::{
        entry,
        show::{Reading, show},
    },
    domain::value::Value,
    store::{self, Error, edit::Values},
    text::form as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            link::Linked,
            long::{Writing, Written},
            pick::{Choice, Pick, Picked},
            rules::effect,
        },
    },
};
use std::any::Any;

/// What saving came to.
struct Saved(Result<i64, Error>);

impl Form {
    /// Reads every field, then saves; stops at the first that is wrong.
    pub(super) fn save(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.single() {
            return self.save_cell(cx);
        }
        for slot in &mut self.slots {
            slot.read(cx);
        }
        self.leave(cx);
        let wrong = self.slots.iter().position(|s| s.fault.is_some());
        let across = self
            .across
            .iter()
            .find(|(_, a)| a.refuses())
            .and_then(|(name, _)| self.slots.iter().position(|s| s.field.name == *name));
        if let Some(at) = wrong.or(across) {
            self.at = at;
            self.reveal(cx);
            let count = self.slots.iter().filter(|s| s.fault.is_some()).count().max(1);
            return Ok(Effect::Toast(w::faults(cx.lang, count)));
        }
        match self.unseen(cx) {
            Some(offer) => Ok(offer),
            None => self.write(cx),
        }
    }

    /// One field is judged by itself: what is wrong with the others is not this person's present business.
    fn save_cell(&mut self, cx: &Cx) -> store::Result<Effect> {
        let before: Vec<_> = self.slots.iter().map(|s| (s.field, s.original.clone())).collect();
        let before = entry::across(&before);
        self.leave(cx);
        if let Some(fault) = self.slot().fault {
            return Ok(Effect::Toast(fault.tell(cx.lang).to_owned()));
        }
        if let Some(offer) = self.unseen(cx) {
            return Ok(offer);
        }
        if self.goal == Goal::Value {
            let slot = self.slot();
            return Ok(Effect::Answer(Box::new(Entered {
                field: slot.field,
                value: slot.value.clone(),
                words: slot.typed.clone(),
            })));
        }
        let new = self.across.iter().find(|found| found.1.refuses() && !before.contains(found));
        if let Some((_, across)) = new {
            return Ok(Effect::Toast(across.tell(cx.lang).to_owned()));
        }
        self.write(cx)
    }

    fn write(&mut self, cx: &Cx) -> store::Result<Effect> {
        let values: Values = match self.id {
            Some(_) => self.slots.iter().filter(|s| s.changed()).map(|s| (s.field, s.value.clone())).collect(),
            None => self.slots.iter().filter(|s| s.said()).map(|s| (s.field, s.value.clone())).collect(),
        };
        if values.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NOTHING_CHANGED).to_owned()).and(self.forget_draft()).and(self.over()));
        }
        if let Some(first) = self.consider(&values, cx) {
            return Ok(first);
        }
        Ok(self.commit(values, cx))
    }

    pub(super) fn commit(&mut self, values: Values, cx: &Cx) -> Effect {
        let (act, register, id, version) = (cx.act(), self.register, self.id, self.version);
        let key = self.hold.key();
        let label = format!("{} {}", if id.is_some() { "edit" } else { "new" }, register.kind);
        Effect::Start(Job::new(cx.t(w::SAVING), move |desk, _| {
            let done = desk.store()?.write(&act, &label, |tx| {
                tx.draft_is_saved(&key)?;
                match id {
                    Some(id) => tx.update(register, id, version, &values).map(|()| id),
                    None => tx.insert(register, &values),
                }
            });
            Ok(Saved(done))
        }))
    }

    /// Answers of the screens this form opened, and of its jobs.
    pub(super) fn answered(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Saved>() {
            Ok(saved) => return self.saved(saved.0, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => {
                let value = linked.id.map_or(Value::Null, Value::Int);
                self.slot().set(value, Some(&linked.title), cx);
                return self.after_choice(cx);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Written>() {
            Ok(written) => {
                self.slot().set(Value::text(written.0.as_str()), None, cx);
                return if self.single() { self.save(cx) } else { Ok(self.keep_draft(cx)) };
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Writing>() {
            Ok(writing) => {
                if !self.single() {
                    self.slot().set(Value::text(writing.0.as_str()), None, cx);
                }
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<super::draft::Kept>() {
            Ok(kept) => return Ok(self.draft_kept(*kept, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<effect::Checked>() {
            Ok(checked) => return Ok(self.considered(*checked, cx)),
            Err(other) => other,
        };
        if outcome.is::<effect::Seen>() {
            return Ok(self.ask_again(cx));
        }
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        match picked.tag {
            effect::TAG => Ok(self.decide(picked.chosen.first().copied().unwrap_or(usize::MAX), cx)),
            "form_word" => self.take_words(&picked.chosen, cx),
            "form_leave" => self.left(picked.chosen.first().copied().unwrap_or(0), cx),
            "form_draft" => Ok(self.draft_chosen(picked.chosen.first().copied().unwrap_or(0), cx)),
            "form_conflict" => Ok(self.settle(&picked.chosen, cx)),
            _ => Ok(Effect::None),
        }
    }

    /// Choosing is deciding: in a single field it saves, in a form it goes on.
    fn after_choice(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.single() { self.save(cx) } else { Ok(self.go(1, cx)) }
    }

    /// The form has done what it was for.
    fn over(&self) -> Effect {
        if self.goal == Goal::CellThenNext { Effect::Answer(Box::new(Next)) } else { Effect::Close }
    }

    fn take_words(&mut self, chosen: &[usize], cx: &Cx) -> store::Result<Effect> {
        let values: Vec<Value> = chosen.iter().filter_map(|n| self.offered.get(*n).cloned()).collect();
        let value = match values.len() {
            0 => Value::Null,
            1 => values[0].clone(),
            _ => Value::text(values.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")),
        };
        self.slot().set(value, None, cx);
        self.after_choice(cx)
    }

    fn saved(&mut self, result: Result<i64, Error>, cx: &Cx) -> store::Result<Effect> {
        match result {
            Ok(_) => Ok(Effect::Toast(cx.t(w::SAVED).to_owned()).and(self.over())),
            Err(Error::Changed { by, at }) => self.conflict(&by, &at, cx),
            Err(error) => Ok(self.keep_draft(cx).and(Effect::Trouble(error.tell(cx.lang)))),
        }
    }

    /// Someone else saved meanwhile: what only they changed is taken, what only this form changed stays, and for what
    /// both changed the person chooses.
    fn conflict(&mut self, by: &str, at: &str, cx: &Cx) -> store::Result<Effect> {
        let Some(id) = self.id else { return Ok(Effect::None) };
        // The version first: a change in between is then found at the next save instead of written over.
        let version = cx.db.version(self.register, id)?.unwrap_or(self.version);
        let Some(row) = cx.db.record(self.register, id)? else { return Ok(Effect::Trouble(Error::Gone.tell(cx.lang))) };
        let (mut choices, mut both) = (Vec::new(), Vec::new());
        let reading = Reading { lang: cx.lang, reveal: true };
        for (n, slot) in self.slots.iter_mut().enumerate() {
            let Some(theirs) = store::record::cell(self.register, &row, slot.field.name) else { continue };
            if theirs.value == slot.original {
                continue;
            }
            if slot.value == slot.original || slot.value == theirs.value {
                slot.start(theirs, cx);
                continue;
            }
            let their = show(slot.field, &theirs.value, theirs.label.as_deref(), reading);
            choices.push(Choice { word: w::both(cx.lang, cx.t(slot.field.label), &slot.typed, their), note: String::new() });
            both.push((n, theirs.clone()));
        }
        if choices.is_empty() {
            self.version = version;
        } else {
            self.theirs = Some((version, both));
        }
        if choices.is_empty() && self.single() {
            return self.save(cx);
        }
        if choices.is_empty() {
            return Ok(Effect::Toast(w::merged(cx.lang, at, by)));
        }
        let all = 0..choices.len();
        Ok(Effect::open(Window(Pick::new("form_conflict", w::conflict(cx.lang, at, by), choices).several(all).exactly())))
    }

    /// Marked lines keep this form's value, the others take theirs; saving is for the person to do. Without an answer
    /// nothing is decided, and the next save asks again.
    fn settle(&mut self, mine: &[usize], cx: &Cx) -> Effect {
        let Some((version, both)) = self.theirs.take() else { return Effect::None };
        self.version = version;
        for (n, (at, theirs)) in both.into_iter().enumerate() {
            if mine.contains(&n) {
                self.slots[at].original = theirs.value;
            } else {
                self.slots[at].start(&theirs, cx);
            }
        }
        Effect::Toast(cx.t(w::SETTLED).to_owned())
    }
}
