//! A record on its way in: what an import, a form or another program wants to save.

use crate::domain::value::Value;

/// Values for one row of a table. Links hold ids: whoever makes a draft has looked them up.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The table.
    pub table: &'static str,
    /// Columns and values, each column once. A `Null` says nothing and never clears what is known.
    pub values: Vec<(&'static str, Value)>,
}

impl Draft {
    /// An empty draft for a table.
    #[must_use]
    pub const fn new(table: &'static str) -> Self {
        Self { table, values: Vec::new() }
    }

    /// With a value; `Null` is left out.
    #[must_use]
    pub fn with(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        self.set(column, value);
        self
    }

    /// Sets a value; `Null` is left out.
    pub fn set(&mut self, column: &'static str, value: impl Into<Value>) {
        let value = value.into();
        if value.is_null() {
            return;
        }
        match self.values.iter_mut().find(|(c, _)| *c == column) {
            Some((_, old)) => *old = value,
            None => self.values.push((column, value)),
        }
    }

    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values.iter().find(|(c, _)| *c == column).map(|(_, value)| value)
    }
}

/// What saving a draft came to. Each holds the id of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// A new row.
    New(i64),
    /// A row was changed.
    Changed(i64),
    /// Everything was there already.
    Same(i64),
}

impl Saved {
    /// The id of the row.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::New(id) | Self::Changed(id) | Self::Same(id) => id,
        }
    }
}
