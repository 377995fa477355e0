//! Judging and writing pasted rows, off the screen's thread.

use super::{Paste, choice};
use crate::{
    exchange::paste::{Judged, judge, try_out},
    store::{Error, backup, bulk::Edit},
    text::paste as w,
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            pick::{Pick, Picked},
            prompt::Typed,
        },
    },
};
use chrono::NaiveDateTime;
use std::any::Any;

/// Rows a job judged.
struct Looked {
    ticket: u64,
    judged: Vec<Judged>,
}

/// What writing came to: how many, or the row that was refused.
struct Written(Result<usize, (usize, Error)>);

impl Paste {
    /// Judges all rows anew.
    pub(super) fn look(&mut self, cx: &Cx) -> Effect {
        self.ticket += 1;
        self.known = false;
        let (ticket, register, act, on) = (self.ticket, self.register, cx.act(), cx.ground());
        let (pasted, columns, from, given) = (self.pasted.clone(), self.columns.clone(), self.first(), self.given.clone());
        Effect::Start(Job::new(cx.t(w::LOOKING), move |desk, _| {
            let store = desk.store()?;
            let read =
                |office: &mut dyn crate::catalog::lookup::Office| judge(&*office, register, &pasted, &columns, from, &given, on);
            let (mut judged, _) = store.rehearse_in(&act, read)?;
            try_out(store, &act, register, &mut judged)?;
            Ok(Looked { ticket, judged })
        }))
    }

    fn edits(&self) -> (Vec<Edit>, Vec<usize>) {
        self.judged.iter().filter_map(|j| Some((j.edit()?, j.row))).unzip()
    }

    /// Writes, or asks first where rows are wrong.
    pub(super) fn write(&mut self, cx: &Cx) -> Effect {
        if !self.known {
            return Effect::Toast(cx.t(w::NOT_YET).to_owned());
        }
        let [new, changed, _, wrong] = self.counts();
        match (new + changed, wrong) {
            (0, 0) => Effect::Toast(cx.t(w::NOTHING).to_owned()),
            (0, wrong) => Effect::Toast(w::some_wrong(cx.lang, wrong)),
            (_, 0) => self.write_now(cx),
            (right, wrong) => {
                let choices = vec![choice(cx.t(w::GO_ON)), choice(&w::only_right(cx.lang, right))];
                Effect::open(Window(Pick::new("paste_wrong", w::some_wrong(cx.lang, wrong), choices)))
            }
        }
    }

    fn write_now(&mut self, cx: &Cx) -> Effect {
        let (edits, rows) = self.edits();
        let (register, act) = (self.register, cx.act());
        let at = NaiveDateTime::parse_from_str(&act.at, "%Y-%m-%d %H:%M:%S").ok();
        Effect::Start(Job::new(cx.t(w::WRITING), move |desk, progress| {
            if let (true, Some(at)) = (edits.len() > 1, at) {
                backup::current(desk.reader()?, at)?;
            }
            let going = |done: u64, whole: u64| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            let mut refused = None;
            let done = desk.store()?.write(&act, &format!("paste {}", register.kind), |tx| {
                let mut applied = tx.edits(register, &edits, &going)?;
                if applied.refused.is_empty() {
                    return Ok(applied.done);
                }
                let (at, why) = applied.refused.swap_remove(0);
                refused = Some((rows[at], why));
                Err(Error::Stopped)
            });
            match (done, refused) {
                (_, Some(refused)) => Ok(Written(Err(refused))),
                (Ok(done), None) => Ok(Written(Ok(done))),
                (Err(error), None) => Err(error),
            }
        }))
    }

    /// Answers of the screens this one opened, and of its jobs.
    pub(super) fn answered(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> Effect {
        let outcome = match outcome.downcast::<Looked>() {
            Ok(looked) if looked.ticket == self.ticket => {
                (self.judged, self.known) = (looked.judged, true);
                return Effect::None;
            }
            Ok(_) => return Effect::None,
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Written>() {
            Ok(written) => return self.written(written.0, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => {
                self.pasted.set(self.row + self.first(), self.at, &typed.text);
                return self.look(cx);
            }
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Effect::None };
        match (picked.tag, picked.chosen.first().copied()) {
            ("paste_field", Some(n)) => self.take_field(n, cx),
            ("paste_wrong", Some(1)) => self.write_now(cx),
            ("paste_leave", Some(1)) => Effect::Close,
            _ => Effect::None,
        }
    }

    fn written(&mut self, result: Result<usize, (usize, Error)>, cx: &Cx) -> Effect {
        match result {
            Ok(_) => {
                let [new, changed, ..] = self.counts();
                Effect::Toast(w::written(cx.lang, changed, new)).and(Effect::Close)
            }
            Err((row, why)) => self.look(cx).and(Effect::Trouble(w::refused(cx.lang, row + 1, why.tell(cx.lang)))),
        }
    }
}
