//! The official order of a list: a row one place up or down, or the marked rows to the row under the cursor.

use super::Browse;
use crate::{
    store::{self, order::Place},
    text::{T, order as w},
    ui::{Cx, Effect, Job, screens::globals::Announced, show},
};

/// Marked records moved at once at most.
const MOST: usize = 1000;

impl Browse {
    /// Why the order cannot be changed here; `None` when it can.
    pub(super) fn no_order(&self, cx: &Cx) -> Option<T> {
        if !self.register().ordered_by_hand() {
            return Some(w::NONE);
        }
        if !self.query.sort.is_empty() {
            return Some(w::SORTED);
        }
        self.locked(cx)
    }

    /// The row under the cursor changes places with its neighbour; marked rows come before or after the cursor instead.
    pub(super) fn put(&mut self, down: bool, cx: &Cx) -> store::Result<Effect> {
        let Some(here) = self.rows.selected() else { return Ok(Effect::None) };
        if self.marks.len() > MOST {
            return Ok(Effect::Toast(w::too_many(cx.lang, MOST)));
        }
        let only_here = self.marks.len() == 1 && self.marks.contains(&here);
        let gather = !self.marks.is_empty() && !only_here;
        if gather && self.marks.contains(&here) {
            return Ok(Effect::Toast(cx.t(w::MARKED_HERE).to_owned()));
        }
        let (ids, anchor) = if gather {
            (self.marks.iter().copied().collect(), Some(here))
        } else {
            (vec![here], self.rows.neighbour(down, self.register(), cx)?)
        };
        let Some(anchor) = anchor else { return Ok(Effect::Toast(cx.t(w::EDGE).to_owned())) };
        let place = if down { Place::After(anchor) } else { Place::Before(anchor) };
        let (register, act, lang) = (self.register(), cx.act(), cx.lang);
        Ok(Effect::Start(Job::new(cx.t(w::MOVING), move |desk, _| {
            let label = format!("order {}", register.kind);
            desk.store()?.write(&act, &label, |tx| tx.place(register, &ids, place))?;
            Ok(Announced(w::moved(lang, show::count(i64::try_from(ids.len()).unwrap_or(i64::MAX)))))
        })))
    }
}
