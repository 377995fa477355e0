//! Changing records from a list: a new one, the selected one, or away with the marked ones.

use super::Browse;
use crate::{
    catalog::FieldKind,
    domain::{states, value::Value},
    store::{self, query::Test},
    text::{T, change as w},
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            form::Form,
            globals::Announced,
            pick::{Choice, Pick},
            steps,
        },
    },
};

impl Browse {
    /// Why nothing can be changed here; `None` when it can.
    pub(super) fn locked(&self, cx: &Cx) -> Option<T> {
        if !self.register().by_hand {
            return Some(w::NOT_BY_HAND);
        }
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_write)
    }

    /// A new record starts with what the list is filtered by.
    pub(super) fn new_record(&mut self, _: &Cx) -> store::Result<Effect> {
        let given: Vec<(&'static str, Value)> = self
            .query
            .filters
            .iter()
            .filter_map(|filter| match &filter.test {
                Test::Any(values) if values.len() == 1 => Some((filter.field, values[0].clone())),
                Test::Under(id) => Some((filter.field, Value::Int(*id))),
                _ => None,
            })
            .filter(|(name, _)| {
                self.register().field(name).is_some_and(|f| f.entered() && !matches!(f.kind, FieldKind::Rollup(_)))
            })
            .collect();
        Ok(Effect::open(Window(Form::new(self.register(), &given))))
    }

    pub(super) fn edit_record(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(self.rows.selected().map_or(Effect::None, |id| Effect::open(Window(Form::edit(self.register(), id)))))
    }

    /// The marked records, or the selected one.
    fn targets(&self) -> Vec<i64> {
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

    pub(super) fn ask_delete(&mut self, cx: &Cx) -> store::Result<Effect> {
        let count = self.targets().len();
        if count == 0 {
            return Ok(Effect::None);
        }
        let choices = [w::KEEP.get(cx.lang).to_owned(), w::delete_n(cx.lang, count)];
        let choices = choices.map(|word| Choice { word, note: String::new() }).to_vec();
        Ok(Effect::open(Window(Pick::new("delete", w::ASK_DELETE.get(cx.lang), choices))))
    }

    /// All of them in one write: one undo brings them back.
    pub(super) fn delete(&mut self, cx: &Cx) -> Effect {
        let (ids, register, act, lang) = (self.targets(), self.register(), cx.act(), cx.lang);
        self.marks.clear();
        Effect::Start(Job::new(cx.t(w::DELETING), move |desk, _| {
            desk.store()?.write(&act, &format!("delete {}", register.kind), |tx| {
                for id in &ids {
                    if let Some(version) = tx.version(register, *id)? {
                        tx.delete(register, *id, version)?;
                    }
                }
                Ok(())
            })?;
            Ok(Announced(w::deleted(lang, ids.len())))
        }))
    }
}
