//! An import's view of the data within one write: it looks up whom a row means, and saves.
//!
//! Everything happens in the transaction of the caller, so a row sees what an earlier row saved. What is asked for
//! thousands of times (units, classes) is read once and again only after it changed.

mod lookup;
mod save;

use super::{Error, Result, Store, Tx, write::Act};
use crate::catalog::lookup::{Classes, Office};
use crate::domain::unit_name;
use color_eyre::eyre::Report;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// The office's data within a write.
pub struct Intake<'a> {
    tx: &'a Tx<'a>,
    next: HashMap<&'static str, i64>,
    units: RefCell<Option<Rc<unit_name::Names>>>,
    classes: RefCell<Option<Rc<Classes>>>,
    reads: Cell<u64>,
}

impl<'a> Intake<'a> {
    /// Within this write.
    #[must_use]
    pub fn new(tx: &'a Tx<'a>) -> Self {
        Self { tx, next: HashMap::new(), units: RefCell::default(), classes: RefCell::default(), reads: Cell::new(0) }
    }
}

impl Store {
    /// Runs `work` on the office's data in one write, kept as one entry of the journal.
    ///
    /// # Errors
    /// As [`Store::write`]; what `work` itself fails with comes back as [`Error::Refused`].
    pub fn take_in<T>(&mut self, act: &Act, label: &str, mut work: impl FnMut(&mut dyn Office) -> Outcome<T>) -> Result<T> {
        self.write(act, label, |tx| work(&mut Intake::new(tx)).map_err(told))
    }

    /// Runs `work` as [`Store::take_in`] does, and gives everything up: what would an import come to?
    pub fn rehearse_in<T>(&mut self, act: &Act, mut work: impl FnMut(&mut dyn Office) -> Outcome<T>) -> Result<T> {
        self.rehearse(act, |tx| work(&mut Intake::new(tx)).map_err(told))
    }
}

/// What work on the office's data gives back.
pub type Outcome<T> = std::result::Result<T, Report>;

fn told(report: Report) -> Error {
    match report.downcast::<Error>() {
        Ok(error) => error,
        Err(report) => Error::Refused(format!("{report:#}")),
    }
}
