//! Where jobs are worked on: their own connections, on a thread of their own or, in tests, at once.

use crate::{
    store::{self, Reader, Store},
    ui::{
        Job,
        effect::{Desk, Outcome, Progress},
    },
};
use chrono::NaiveDate;
use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

/// The two connections of a worker, opened when first wanted.
pub(super) struct Bench {
    path: PathBuf,
    today: NaiveDate,
    reader: Option<Reader>,
    store: Option<Store>,
}

impl Bench {
    pub fn new(path: PathBuf, today: NaiveDate) -> Self {
        Self { path, today, reader: None, store: None }
    }

    fn run(&mut self, job: Job, progress: &Progress) -> Outcome {
        (job.work)(self, progress)
    }

    /// What a save did not wait for. It loses nothing where it fails: the next one does it.
    fn tidy(&self) {
        if let Some(store) = &self.store {
            store.tidy().ok();
        }
    }
}

impl Desk for Bench {
    fn reader(&mut self) -> store::Result<&Reader> {
        if self.reader.is_none() {
            self.reader = Some(Reader::open(&self.path)?.on(self.today));
        }
        self.reader.as_ref().ok_or_else(|| store::Error::Missing(self.path.clone()))
    }

    fn store(&mut self) -> store::Result<&mut Store> {
        if self.store.is_none() {
            let mut store = Store::open(&self.path)?;
            store.tidy_later()?;
            self.store = Some(store);
        }
        self.store.as_mut().ok_or_else(|| store::Error::Missing(self.path.clone()))
    }
}

/// Takes jobs.
pub trait Runner {
    /// Starts a job for a screen; the outcome if it is there at once.
    fn start(&mut self, owner: u64, job: Job, progress: Arc<Progress>) -> Option<Outcome>;

    /// Waits a moment for the jobs that were started; takes no more.
    fn finish(&mut self) {}
}

/// Works at once: for tests and one-shot commands.
pub struct Inline(Bench);

impl Inline {
    /// On this database, on this day.
    #[must_use]
    pub fn new(path: PathBuf, today: NaiveDate) -> Self {
        Self(Bench::new(path, today))
    }
}

impl Runner for Inline {
    fn start(&mut self, _: u64, job: Job, progress: Arc<Progress>) -> Option<Outcome> {
        let outcome = self.0.run(job, &progress);
        self.0.tidy();
        Some(outcome)
    }
}

/// A finished job on its way back.
pub(super) struct Done {
    pub owner: u64,
    pub outcome: Outcome,
}

/// A worker thread; ends when this is dropped.
pub(super) struct Worker {
    jobs: Option<mpsc::Sender<(u64, Job, Arc<Progress>)>>,
    done: mpsc::Receiver<()>,
}

/// How long leaving waits for jobs; a line that broke gives no more.
const PATIENCE: Duration = Duration::from_millis(1500);

impl Worker {
    pub fn start<E: Send + 'static>(
        path: PathBuf,
        today: NaiveDate,
        events: mpsc::Sender<E>,
        wrap: fn(Done) -> E,
    ) -> std::io::Result<Self> {
        let (jobs, todo) = mpsc::channel::<(u64, Job, Arc<Progress>)>();
        let (finished, done) = mpsc::channel();
        thread::Builder::new().name("worker".into()).stack_size(512 * 1024).spawn(move || {
            // Dropped when the thread ends, which is what the other side waits for.
            let _finished: mpsc::Sender<()> = finished;
            let mut bench = Bench::new(path, today);
            while let Ok((owner, job, progress)) = todo.recv() {
                let outcome = bench.run(job, &progress);
                // With nobody left to tell, what was started before the end is still worked off.
                events.send(wrap(Done { owner, outcome })).ok();
                bench.tidy();
            }
        })?;
        Ok(Self { jobs: Some(jobs), done })
    }
}

impl Runner for Worker {
    fn start(&mut self, owner: u64, job: Job, progress: Arc<Progress>) -> Option<Outcome> {
        if let Some(jobs) = &self.jobs {
            jobs.send((owner, job, progress)).ok();
        }
        None
    }

    fn finish(&mut self) {
        self.jobs = None;
        self.done.recv_timeout(PATIENCE).ok();
    }
}
