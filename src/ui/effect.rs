//! What a screen wants to happen. Values, so that screens never reach into the application.

use super::{Cx, Screen};
use crate::store::{self, Reader, Store};
use std::{
    any::Any,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

/// What should happen next.
#[derive(Default)]
pub enum Effect {
    /// Nothing beyond drawing.
    #[default]
    None,
    /// A new screen on top.
    Open(Box<dyn Screen>),
    /// This screen goes.
    Close,
    /// This screen goes, and then something else happens.
    Then(Box<Effect>),
    /// Another place, with its sub-tab.
    Go(usize, usize),
    /// Read again what this screen shows.
    Reload,
    /// A line of news that stays until the next key.
    Toast(String),
    /// An error, until read.
    Trouble(String),
    /// Work off the screen's thread; the screen that starts it gets the outcome.
    Start(Job),
    /// This screen goes, and the one below gets the answer in `done`.
    Answer(Box<dyn Any + Send>),
    /// Find anything, starting with this text.
    Find(String),
    /// The list of all commands.
    Palette,
    /// The keys of this screen.
    Help,
    /// Run a command of the screen below by its name.
    Run(&'static str),
    /// Draw everything anew, and ask the terminal again what it is.
    Redraw,
    /// What the screen below shows as plain text, to be copied.
    CopyView,
    /// What keys arrive as.
    KeyTest,
    /// The other language.
    Language,
    /// The other set of characters.
    Glyphs,
    /// Away from the program.
    Leave,
    /// The numbers of the record under the cursor of the screen below, in full until the next key.
    Reveal,
    /// Who changed and looked at the record under the cursor of the screen below.
    History,
    /// Two in turn.
    Both(Box<Effect>, Box<Effect>),
}

impl Effect {
    /// Opens a screen.
    pub fn open(screen: impl Screen + 'static) -> Self {
        Self::Open(Box::new(screen))
    }

    /// This, then that.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        Self::Both(Box::new(self), Box::new(next))
    }
}

/// What a job works with: its own connections.
pub trait Desk {
    /// A read-only connection of the job's own.
    fn reader(&mut self) -> store::Result<&Reader>;
    /// The writing connection.
    fn store(&mut self) -> store::Result<&mut Store>;
}

/// How far a job is, and whether it should stop. Shared by the two threads.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    whole: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Says how far the work is.
    pub fn at(&self, done: u64, whole: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.whole.store(whole, Ordering::Relaxed);
    }

    /// (done, whole); (0, 0) where that is not known.
    #[must_use]
    pub fn seen(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.whole.load(Ordering::Relaxed))
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// True once someone asked it to stop.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What a job brings back.
pub type Outcome = store::Result<Box<dyn Any + Send>>;

/// The work of a job.
pub type Work = Box<dyn FnOnce(&mut dyn Desk, &Progress) -> Outcome + Send>;

/// Work off the screen's thread.
pub struct Job {
    /// Shown while it runs; empty for work too short to mention.
    pub label: String,
    /// The work; what it returns comes to `done` of the screen.
    pub work: Work,
}

impl Job {
    /// A job from a closure that returns any value.
    pub fn new<T: Any + Send>(
        label: impl Into<String>,
        work: impl FnOnce(&mut dyn Desk, &Progress) -> store::Result<T> + Send + 'static,
    ) -> Self {
        Self {
            label: label.into(),
            work: Box::new(move |desk, progress| Ok(Box::new(work(desk, progress)?) as Box<dyn Any + Send>)),
        }
    }
}

/// Turns what went wrong into words on the screen.
pub fn tell(result: store::Result<Effect>, cx: &Cx) -> Effect {
    result.unwrap_or_else(|error| Effect::Trouble(error.tell(cx.lang)))
}
