//! Sample data: a fictional city of any size, in which every register is filled and everything agrees.
//!
//! It is built as an import would never be: without journal, into a new file beside the target, in one stream. Memory
//! holds a few bytes a person, so that a million of them fit; what else is needed of a person is made again from the
//! seed. Nothing in it exists: names of places are invented, identity numbers use area codes that were never given
//! out, telephone numbers start with 1990.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_precision_loss, clippy::cast_sign_loss)]

mod attendance;
mod bulk;
mod calendar;
mod calls;
mod chance;
mod city;
mod classes;
mod debts;
mod fill;
mod follow;
mod hours;
mod keys;
mod ledger;
mod library;
mod names;
mod people;
mod picks;
mod places;
mod sheet;
mod study;
mod teachers;
mod timetable;
mod words;
mod work;

use chance::Chance;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use words::Words;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many cadres; from 100 to 2,000,000 (less or more is brought into that range).
    pub cadres: u32,
    /// The same seed gives the same file content.
    pub seed: u64,
    /// The day the city lives in: classes run on it, deadlines lie around it.
    pub today: NaiveDate,
}

/// What is being made at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Units and people.
    People,
    /// Curriculum, sites, teachers.
    Library,
    /// Classes, timetables, call-ups, attendance.
    Classes,
    /// Hours, warnings, make-ups.
    Hours,
    /// Indexes and search keys.
    Indexes,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// What is being made.
    pub stage: Stage,
    /// Parts of the whole done so far, out of 1000.
    pub per_mille: u32,
}

/// The answer to a progress report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continue {
    /// Go on.
    Yes,
    /// Stop and leave nothing behind.
    No,
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Units.
    pub units: u64,
    /// Cadres.
    pub cadres: u64,
    /// Classes.
    pub classes: u64,
    /// People on call-ups.
    pub nominees: u64,
    /// Entries of the hour ledger.
    pub entries: u64,
}

/// Why no sample data was made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Someone said stop; nothing is left.
    #[error("stopped")]
    Stopped,
    /// What went wrong with the file; [`super::Error::Exists`] where there is one already.
    #[error(transparent)]
    Store(#[from] super::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}

type Result<T> = std::result::Result<T, Error>;

/// Builds the file at `path`.
///
/// Progress is reported some hundred times. The file appears at `path` only when it is complete.
///
/// # Errors
/// [`super::Error::Exists`] where there is a file already, [`Error::Stopped`] where `progress` said so, or what went wrong
/// with the disk. In each case nothing stays.
pub fn build(path: &Path, plan: &Plan, progress: &mut dyn FnMut(Progress) -> Continue) -> Result<Summary> {
    if path.exists() {
        return Err(super::Error::Exists(path.to_owned()).into());
    }
    let partial = PathBuf::from(format!("{}.partial", path.display()));
    let made = make(&partial, plan, progress);
    if made.is_err() {
        let _ = std::fs::remove_file(&partial);
        return made;
    }
    std::fs::rename(&partial, path)?;
    made
}

fn make(partial: &Path, plan: &Plan, progress: &mut dyn FnMut(Progress) -> Continue) -> Result<Summary> {
    let _ = std::fs::remove_file(partial);
    let conn = bulk::create(partial)?;
    let plan = Plan { cadres: plan.cadres.clamp(100, 2_000_000), ..*plan };
    let cx = Cx { conn: &conn, plan, words: Words::load() };
    let summary = fill::everything(&cx, &mut Report { last: None, to: progress })?;
    bulk::close(conn, partial)?;
    Ok(summary)
}

/// What every part of the city is made from.
struct Cx<'c> {
    conn: &'c Connection,
    plan: Plan,
    words: Words,
}

impl Cx<'_> {
    /// The stream of chance of one theme and one number within it.
    fn chance(&self, theme: &str, n: impl TryInto<u64>) -> Chance {
        Chance::of(self.plan.seed, theme, n.try_into().unwrap_or(0))
    }

    fn year(&self) -> i32 {
        chrono::Datelike::year(&self.plan.today)
    }
}

/// Where progress goes.
struct Report<'p> {
    last: Option<u32>,
    to: &'p mut dyn FnMut(Progress) -> Continue,
}

impl Report<'_> {
    /// Reports `done` of `total` of a stage; the first parts of a million are not worth a call.
    fn at(&mut self, stage: Stage, done: usize, total: usize) -> Result<()> {
        let (from, until): (usize, usize) = match stage {
            Stage::People => (0, 90),
            Stage::Library => (90, 100),
            Stage::Classes => (100, 180),
            Stage::Hours => (180, 560),
            Stage::Indexes => (560, 1000),
        };
        let per_mille = (from + ((until - from) * done.min(total)).checked_div(total).unwrap_or(0)) as u32;
        if self.last == Some(per_mille) {
            return Ok(());
        }
        self.last = Some(per_mille);
        match (self.to)(Progress { stage, per_mille }) {
            Continue::Yes => Ok(()),
            Continue::No => Err(Error::Stopped),
        }
    }
}
