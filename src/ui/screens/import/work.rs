//! One import under way: the files, what was decided, what was found and what it would come to; and the jobs that work it
//! out.

use crate::{
    exchange::{
        choice::Choices,
        grid::At,
        import::{Guide, Report, Request, Source, Watch, guided},
        proposal::{Found, propose},
    },
    store::{self, backup, guard::Role, intake::Plan},
    text::{serve::NO_UPLOAD, wizard as w},
    ui::{Cx, Effect, Job, effect::Progress},
};
use chrono::NaiveDateTime;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

/// Shared by the steps.
pub type Shared = Rc<RefCell<Work>>;

/// One import.
#[derive(Default)]
pub struct Work {
    /// The files.
    pub sources: Arc<Vec<Source>>,
    /// What was decided.
    pub choices: Choices,
    /// What those who were chosen are called, for the list.
    pub titles: BTreeMap<String, String>,
    /// What stands in the files.
    pub found: Vec<Found>,
    /// What it would come to.
    pub trial: Option<Trial>,
    /// Something was decided since.
    pub dirty: bool,
    /// It is written: how many records, where the copy is.
    pub written: Option<(usize, PathBuf)>,
}

/// A rehearsal.
pub struct Trial {
    /// What it came to.
    pub report: Arc<Report>,
    plan: Arc<Plan>,
}

/// Files were read.
pub struct Opened(pub Arc<Vec<Source>>, pub Vec<Found>);

/// Sheets were looked at with what was decided.
pub struct Looked(pub Vec<Found>);

/// A rehearsal is done.
pub struct Tried(Report, Plan);

/// It is written.
pub struct Wrote {
    anew: Option<Report>,
    copy: PathBuf,
}

impl Watch for Progress {
    fn at(&self, done: u64, whole: u64) {
        Progress::at(self, done, whole);
    }

    fn stopped(&self) -> bool {
        self.cancelled()
    }
}

/// What the jobs know of the surroundings.
struct Around {
    act: store::Act,
    today: chrono::NaiveDate,
    lang: crate::text::Lang,
    learn: bool,
}

impl Around {
    fn of(cx: &Cx) -> Self {
        Self { act: cx.act(), today: cx.today, lang: cx.lang, learn: cx.role() == Role::Manager }
    }

    fn request(&self) -> Request<'_> {
        Request { kind: None, sheet: None, today: self.today, now: &self.act.at, actor: &self.act.actor, lang: self.lang }
    }
}

/// Reads files and looks at their sheets; the outcome is [`Opened`].
pub fn open(paths: Vec<PathBuf>, cx: &Cx) -> Effect {
    if cx.served {
        return Effect::Toast(cx.t(NO_UPLOAD).to_owned());
    }
    let around = Around::of(cx);
    Effect::Start(Job::new(cx.t(w::READING), move |desk, progress| {
        let whole = paths.len() as u64;
        let mut sources = Vec::new();
        for (n, path) in (0..).zip(&paths) {
            progress.at(n, whole);
            if progress.cancelled() {
                return Err(store::Error::Stopped);
            }
            sources.push(Source::open(&name(path), path));
        }
        let memory: Vec<_> = desk.reader()?.remembered_columns()?.into_iter().map(|(_, m)| m).collect();
        let found = propose(&sources, &around.request(), &Choices::default(), &memory);
        Ok(Opened(Arc::new(sources), found))
    }))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

impl Work {
    /// Begins with files.
    #[must_use]
    pub fn new(sources: Arc<Vec<Source>>, found: Vec<Found>) -> Self {
        Self { sources, found, ..Self::default() }
    }

    /// The names of the files in one line.
    #[must_use]
    pub fn names(&self) -> String {
        self.sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("、")
    }

    /// Something was decided: what it would come to is no longer known.
    pub fn decided(&mut self) {
        self.dirty = true;
    }

    /// Looks at the sheets again with what was decided; the outcome is `Looked`.
    pub fn look(&mut self, cx: &Cx) -> Effect {
        self.decided();
        let (sources, choices, around) = (Arc::clone(&self.sources), self.choices.clone(), Around::of(cx));
        Effect::Start(Job::new(cx.t(w::LOOKING), move |desk, _| {
            let memory: Vec<_> = desk.reader()?.remembered_columns()?.into_iter().map(|(_, m)| m).collect();
            Ok(Looked(propose(&sources, &around.request(), &choices, &memory)))
        }))
    }

    /// Rehearses; the outcome is `Tried`.
    pub fn rehearse(&mut self, cx: &Cx) -> Effect {
        let (sources, choices, around) = (Arc::clone(&self.sources), self.choices.clone(), Around::of(cx));
        Effect::Start(Job::new(cx.t(w::CHECKING), move |desk, progress| {
            let guide = Guide::new(choices, around.learn, Some(progress));
            let store = desk.store()?;
            let (report, plan) = store.rehearse_in(&around.act, |office| guided(office, &sources, &around.request(), &guide))?;
            Ok(Tried(report, plan))
        }))
    }

    /// Takes what a rehearsal came to.
    pub fn tried(&mut self, tried: Tried) {
        self.trial = Some(Trial { report: Arc::new(tried.0), plan: Arc::new(tried.1) });
        self.dirty = false;
    }

    /// Copies the database and writes what was rehearsed; the outcome is `Wrote`.
    pub fn write(&self, cx: &Cx) -> Effect {
        let Some(trial) = &self.trial else { return Effect::None };
        let (plan, sources, choices) = (Arc::clone(&trial.plan), Arc::clone(&self.sources), self.choices.clone());
        let around = Around::of(cx);
        let at = NaiveDateTime::parse_from_str(&around.act.at, "%Y-%m-%d %H:%M:%S").unwrap_or_default();
        Effect::Start(Job::new(cx.t(w::WRITING), move |desk, progress| {
            let copy = backup::current(desk.reader()?, at)?;
            let guide = Guide::new(choices, around.learn, Some(progress));
            let step = |done, whole| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            let work = |office: &mut dyn crate::catalog::lookup::Office| guided(office, &sources, &around.request(), &guide);
            let anew = desk.store()?.carry_out_seen(&around.act, "import", &plan, &step, work)?;
            Ok(Wrote { anew, copy: copy.path })
        }))
    }

    /// Takes what the writing came to; true where it had to be worked out anew.
    pub fn wrote(&mut self, wrote: Wrote) -> bool {
        let anew = wrote.anew.is_some();
        if let (Some(trial), Some(report)) = (&mut self.trial, wrote.anew) {
            trial.report = Arc::new(report);
        }
        let count = self.trial.as_ref().map_or(0, |t| t.report.sum(|o| o.new + o.updated));
        self.written = Some((count, wrote.copy));
        anew
    }

    /// The file and the sheet of an outcome, by their numbers.
    #[must_use]
    pub fn place(&self, file: &str, sheet: &str) -> Option<(usize, usize)> {
        self.found.iter().find(|f| f.file == file && f.sheet == sheet).map(|f| f.at)
    }

    /// A cell of the files.
    #[must_use]
    pub fn cell(&self, place: (usize, usize), at: At) -> String {
        let grid = self.sources.get(place.0).and_then(|s| s.grids.as_ref().ok()?.get(place.1));
        grid.map(|grid| grid.filled(at).to_string().replace('\n', " ")).unwrap_or_default()
    }
}
