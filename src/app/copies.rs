//! The copy of the day, made by a thread of its own while the person works.
//!
//! It is not the worker's job, because the worker saves, and a copy of a large file takes seconds. Whether one is due is
//! asked once a day and session; it waits a moment first, so that start and first keys have the disk to themselves.

use super::clock;
use crate::store::{self, backup};
use chrono::NaiveDate;
use std::{cell::Cell, path::PathBuf, sync::mpsc, thread, time::Duration};

/// How long after the first frame, or after midnight.
const MOMENT: Duration = Duration::from_secs(3);

/// Sees to it that there is a copy of each day.
pub(super) struct Copies {
    days: mpsc::Sender<()>,
    seen: Cell<NaiveDate>,
}

impl Copies {
    /// Makes the first one where it is due; news comes as an event. Without a thread there is no copy, but work goes on.
    pub fn start<E: Send + 'static>(db: PathBuf, events: mpsc::Sender<E>, wrap: fn(store::Result<()>) -> E) -> Self {
        let (days, wanted) = mpsc::channel::<()>();
        let made = thread::Builder::new().name("copies".into()).stack_size(512 * 1024).spawn(move || {
            while wanted.recv().is_ok() {
                thread::sleep(MOMENT);
                let news = match backup::daily(&db, clock::moment()) {
                    Ok(None) => continue,
                    Ok(Some(_)) => Ok(()),
                    Err(error) => Err(error),
                };
                if events.send(wrap(news)).is_err() {
                    return;
                }
            }
        });
        if made.is_ok() {
            days.send(()).ok();
        }
        Self { days, seen: Cell::new(clock::today()) }
    }

    /// Asks again when another day has begun.
    pub fn look(&self) {
        if self.seen.replace(clock::today()) != self.seen.get() {
            self.days.send(()).ok();
        }
    }
}
