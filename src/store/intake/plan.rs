//! What a rehearsal came to, kept so that it need not be worked out again: statements and their values, packed.
//!
//! An import of a hundred thousand rows is a few dozen different statements; what differs is the values, and those of a
//! row take some hundred bytes. A plan fits the data it was made from and no other: [`Plan::fits`] says whether anything
//! was written since.

use crate::{
    domain::value::Value,
    store::{Error, Result, Tx},
};
use rusqlite::{
    ToSql, params_from_iter,
    types::{ToSqlOutput, Value as Owned, ValueRef},
};
use std::{collections::HashMap, sync::Arc};

/// One way to write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// Run a statement with the values.
    Run(Arc<str>),
    /// Log the state that a new record (its id) of this register has.
    Entered(&'static str),
    /// Log that a state was read over another, for a record (its id, the state before).
    Read(&'static str),
}

impl What {
    /// Writes.
    pub(super) fn carry_out<V: ToSql + Given>(&self, tx: &Tx, values: &[V]) -> Result<()> {
        match (self, values) {
            (Self::Run(sql), values) => {
                tx.prepare_cached(sql)?.execute(params_from_iter(values))?;
                Ok(())
            }
            (Self::Entered(kind), [id]) => tx.log_entered(kind, id.int().ok_or_else(broken)?),
            (Self::Read(kind), [id, before]) => tx.log_read(kind, id.int().ok_or_else(broken)?, before.text()),
            _ => Err(broken()),
        }
    }
}

/// A value to write, as the import has it or as a plan keeps it.
pub(super) trait Given {
    fn int(&self) -> Option<i64>;
    fn text(&self) -> Option<&str>;
}

impl Given for &Value {
    fn int(&self) -> Option<i64> {
        self.as_int()
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }
}

impl Given for ToSqlOutput<'_> {
    fn int(&self) -> Option<i64> {
        match self {
            ToSqlOutput::Owned(Owned::Integer(n)) | ToSqlOutput::Borrowed(ValueRef::Integer(n)) => Some(*n),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            ToSqlOutput::Borrowed(value) => value.as_str().ok(),
            _ => None,
        }
    }
}

/// The writes of a rehearsal, in order.
#[derive(Debug)]
pub struct Plan {
    /// The journal entry the rehearsal had; the next one gets the same number if nobody wrote in between.
    journal: i64,
    ways: Vec<What>,
    numbers: HashMap<What, usize>,
    bytes: Vec<u8>,
}

/// Bytes between two words about how far it is.
const EACH: usize = 64 << 10;
const NULL: u8 = 0;
const INT: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;

impl Plan {
    pub(super) fn new(journal: i64) -> Self {
        Self { journal, ways: Vec::new(), numbers: HashMap::new(), bytes: Vec::new() }
    }

    /// True where the data is what it was when the plan was made.
    pub(super) const fn fits(&self, journal: i64) -> bool {
        self.journal == journal
    }

    /// Notes a write.
    pub(super) fn note(&mut self, what: What, values: &[&Value]) {
        let next = self.ways.len();
        let number = *self.numbers.entry(what.clone()).or_insert(next);
        if number == next {
            self.ways.push(what);
        }
        self.size(number);
        self.size(values.len());
        values.iter().for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes.push(NULL),
            Value::Int(n) => {
                self.bytes.push(INT);
                self.bytes.extend(n.to_le_bytes());
            }
            Value::Real(n) => {
                self.bytes.push(REAL);
                self.bytes.extend(n.to_le_bytes());
            }
            Value::Text(text) => {
                self.bytes.push(TEXT);
                self.size(text.len());
                self.bytes.extend(text.as_bytes());
            }
        }
    }

    fn size(&mut self, n: usize) {
        self.bytes.extend((n as u64).to_le_bytes());
    }

    /// Writes everything. `step` hears how far it is (done, whole), and says whether to go on.
    ///
    /// # Errors
    /// [`Error::Stopped`] where it said no.
    pub(super) fn carry_out(&self, tx: &Tx, step: &dyn Fn(u64, u64) -> bool) -> Result<()> {
        let mut rest = Packed(&self.bytes);
        let whole = self.bytes.len();
        let mut told = whole;
        while !rest.0.is_empty() {
            if told - rest.0.len() >= EACH {
                told = rest.0.len();
                if !step((whole - told) as u64, whole as u64) {
                    return Err(Error::Stopped);
                }
            }
            let what = rest.size().and_then(|n| self.ways.get(n)).ok_or_else(broken)?;
            let count = rest.size().ok_or_else(broken)?;
            let values = (0..count).map(|_| rest.value()).collect::<Option<Vec<_>>>().ok_or_else(broken)?;
            what.carry_out(tx, &values)?;
        }
        Ok(())
    }
}

fn broken() -> Error {
    Error::Refused("plan".to_owned())
}

struct Packed<'p>(&'p [u8]);

impl<'p> Packed<'p> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.take()?)).ok()
    }

    fn value(&mut self) -> Option<ToSqlOutput<'p>> {
        Some(match self.take::<1>()?[0] {
            NULL => ToSqlOutput::from(rusqlite::types::Null),
            INT => ToSqlOutput::from(i64::from_le_bytes(self.take()?)),
            REAL => ToSqlOutput::from(f64::from_le_bytes(self.take()?)),
            _ => {
                let size = self.size()?;
                let (text, tail) = self.0.split_at_checked(size)?;
                self.0 = tail;
                ToSqlOutput::from(std::str::from_utf8(text).ok()?)
            }
        })
    }
}
