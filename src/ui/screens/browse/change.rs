//! Changing records from a list: a new one, the selected one, or away with the marked ones.

use super::Browse;
use crate::{
    catalog::Field,
    domain::{states, value::Value},
    exchange::{open::Refusal, paste::Pasted},
    store::{self, query::Test},
    text::{T, change as w, paste as p},
    ui::{
        Cx, Effect, Window,
        screens::{bulk::Many, form::Form, paste::Paste, steps},
    },
};

impl Browse {
    /// Why no record can be made here; `None` when it can.
    pub(super) fn closed(&self, cx: &Cx) -> Option<T> {
        if !self.register().by_hand {
            return Some(w::NOT_BY_HAND);
        }
        cx.refuses(self.register(), None)
    }

    /// Why the selected record cannot be changed; `None` when it can.
    pub(super) fn locked(&self, cx: &Cx) -> Option<T> {
        self.closed(cx).or_else(|| cx.refuses(self.register(), self.rows.selected()))
    }

    /// What a new record starts with: what the list is filtered by. A part of a register that stands for several words
    /// starts with the first of them, so that what is added is seen where it was added.
    fn given(&self) -> Vec<(&'static str, Value)> {
        let value = |n: usize, test: &Test| match test {
            Test::Any(values) if values.len() == 1 || n < self.kept => values.first().cloned(),
            Test::Under(id) => Some(Value::Int(*id)),
            _ => None,
        };
        let filters = self.query.filters.iter().enumerate();
        let given = filters.filter_map(|(n, filter)| Some((filter.field, value(n, &filter.test)?)));
        given.filter(|(name, value)| !value.is_null() && self.register().field(name).is_some_and(Field::entered)).collect()
    }

    pub(super) fn new_record(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::open(Window(Form::new(self.register(), &self.given()))))
    }

    /// A table is looked at before it is written; anything else that is pasted is looked for.
    pub(super) fn paste(&mut self, text: String, cx: &Cx) -> Effect {
        let rows = text.trim_end().contains(['\t', '\n']);
        if !rows {
            return Effect::Find(text.trim().to_owned());
        }
        if let Some(why) = self.closed(cx) {
            return Effect::Toast(cx.t(why).to_owned());
        }
        match Pasted::read(&text) {
            Ok(pasted) => {
                let given = self.given().into_iter().filter_map(|(name, v)| Some((self.register().field(name)?, v))).collect();
                Effect::open(Window(Paste::new(self.register(), pasted, &self.columns, given)))
            }
            Err(Refusal::TooManyRows) => Effect::Trouble(cx.t(p::TOO_MANY).to_owned()),
            Err(_) => Effect::Toast(cx.t(p::UNREADABLE).to_owned()),
        }
    }

    pub(super) fn edit_record(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(self.rows.selected().map_or(Effect::None, |id| Effect::open(Window(Form::edit(self.register(), id)))))
    }

    /// The marked records, or the selected one.
    pub(super) fn targets(&self) -> Vec<i64> {
        if self.marks.is_empty() { self.rows.selected().into_iter().collect() } else { self.marks.iter().copied().collect() }
    }

    /// Steps of the marked records, or of the selected one.
    pub(super) fn steps(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(steps::open(self.register().kind, self.targets(), cx))
    }

    /// Why no step can be taken here; `None` where the register's records take steps.
    pub(super) fn no_steps(&self, cx: &Cx) -> Option<T> {
        states::machine(self.register().kind).is_none().then_some(crate::text::steps::NOTHING).or_else(|| self.locked(cx))
    }

    /// All of them in one write: one undo brings them back.
    pub(super) fn ask_delete(&mut self, _: &Cx) -> store::Result<Effect> {
        let targets = self.targets();
        if targets.is_empty() {
            return Ok(Effect::None);
        }
        Ok(Effect::open(Window(Many::delete(self.register(), targets))))
    }
}
