//! Changing records from a list: a new one, the selected one, or away with the marked ones.

use super::Browse;
use crate::{
    catalog::FieldKind,
    domain::value::Value,
    store::{self, query::Test},
    text::{T, change as w},
    ui::{
        Cx, Effect, Window,
        screens::{bulk::Many, form::Form},
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
    pub(super) fn targets(&self) -> Vec<i64> {
        if self.marks.is_empty() { self.rows.selected().into_iter().collect() } else { self.marks.iter().copied().collect() }
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
