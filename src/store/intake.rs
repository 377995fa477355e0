//! An import's view of the data within one write: it looks up whom a row means, and saves.
//!
//! Everything happens in the transaction of the caller, so a row sees what an earlier row saved. What is asked for
//! thousands of times (units, classes) is read once and again only after it changed. A rehearsal is the same work in a
//! transaction that is given up; it leaves a [`Plan`], and writing carries that out without doing the work again, as long
//! as nothing was written in between.

mod lookup;
pub mod memory;
mod plan;
mod save;

pub use plan::Plan;

use super::{Error, Result, Store, Tx, write::Act};
use crate::catalog::lookup::{Classes, Office};
use crate::domain::{hours::conversion::Conversion, unit_name};
use color_eyre::eyre::Report;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The office's data within a write.
pub struct Intake<'a> {
    tx: &'a Tx<'a>,
    next: HashMap<&'static str, i64>,
    shapes: HashMap<&'static str, save::Shape>,
    units: RefCell<Option<Rc<unit_name::Names>>>,
    classes: RefCell<Option<Rc<Classes>>>,
    conversions: RefCell<Option<Rc<Vec<Conversion>>>>,
    plan: Option<Plan>,
    quiet: HashSet<&'static str>,
}

impl<'a> Intake<'a> {
    /// Within this write.
    #[must_use]
    pub fn new(tx: &'a Tx<'a>) -> Self {
        Self {
            tx,
            next: HashMap::new(),
            shapes: HashMap::new(),
            units: RefCell::default(),
            classes: RefCell::default(),
            conversions: RefCell::default(),
            plan: None,
            quiet: HashSet::new(),
        }
    }
}

impl Store {
    /// Runs `work` on the office's data in one write, kept as one entry of the journal.
    ///
    /// # Errors
    /// As [`Store::write`]; what `work` itself fails with comes back as [`Error::Refused`].
    pub fn take_in<T>(&mut self, act: &Act, label: &str, mut work: impl FnMut(&mut dyn Office) -> Outcome<T>) -> Result<T> {
        self.roomy(|store| store.write(act, label, |tx| work(&mut Intake::new(tx)).map_err(told)))
    }

    /// Runs `work` as [`Store::take_in`] does, and gives everything up: what would an import come to? The plan is what
    /// [`Store::carry_out`] needs.
    pub fn rehearse_in<T>(&mut self, act: &Act, mut work: impl FnMut(&mut dyn Office) -> Outcome<T>) -> Result<(T, Plan)> {
        self.roomy(|store| {
            store.rehearse(act, |tx| {
                let mut intake = Intake::new(tx);
                intake.plan = Some(Plan::new(tx.journal()?));
                let done = work(&mut intake).map_err(told)?;
                let plan = intake.plan.take().ok_or_else(|| Error::Refused("plan".to_owned()))?;
                Ok((done, plan))
            })
        })
    }

    /// Writes what a rehearsal planned, as one entry of the journal. Where anything was written since, the work is done
    /// anew on what is there now, and what it came to is given back.
    ///
    /// # Errors
    /// As [`Store::take_in`].
    pub fn carry_out<T>(
        &mut self,
        act: &Act,
        label: &str,
        plan: &Plan,
        work: impl FnMut(&mut dyn Office) -> Outcome<T>,
    ) -> Result<Option<T>> {
        self.carry_out_seen(act, label, plan, &|_, _| true, work)
    }

    /// The same, telling how far it is (done, whole); where `step` says no, nothing is written.
    ///
    /// # Errors
    /// As [`Store::take_in`]; [`Error::Stopped`] where it was stopped.
    pub fn carry_out_seen<T>(
        &mut self,
        act: &Act,
        label: &str,
        plan: &Plan,
        step: &dyn Fn(u64, u64) -> bool,
        mut work: impl FnMut(&mut dyn Office) -> Outcome<T>,
    ) -> Result<Option<T>> {
        self.roomy(|store| {
            store.write(act, label, |tx| {
                if plan.fits(tx.journal()?) {
                    plan.carry_out(tx, step)?;
                    return Ok(None);
                }
                work(&mut Intake::new(tx)).map(Some).map_err(told)
            })
        })
    }

    /// Runs `work` with room for the pages that an import goes back to again and again, and gives the room back.
    fn roomy<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let usual: i64 = self.conn().pragma_query_value(None, "cache_size", |row| row.get(0))?;
        self.conn().pragma_update(None, "cache_size", ROOM)?;
        let done = work(self);
        self.conn().pragma_update(None, "cache_size", usual)?;
        self.conn().execute_batch("PRAGMA shrink_memory")?;
        done
    }
}

/// The page cache of an import, as SQLite counts it: KiB below zero.
const ROOM: i64 = -32_768;

/// What work on the office's data gives back.
pub type Outcome<T> = std::result::Result<T, Report>;

fn told(report: Report) -> Error {
    match report.downcast::<Error>() {
        Ok(error) => error,
        Err(report) => Error::Refused(format!("{report:#}")),
    }
}
