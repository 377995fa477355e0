//! Cells of reports, made of what a row has.

use crate::domain::value::Value;

/// A cell: a value, and where a target says so, whether it is met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Met or not; `None` where nothing is asked.
    pub met: Option<bool>,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, met: None }
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Self {
        Value::Int(i64::try_from(n).unwrap_or(i64::MAX)).into()
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Value::Int(n).into()
    }
}

impl From<Option<f64>> for Cell {
    fn from(n: Option<f64>) -> Self {
        n.map_or(Value::Null, Value::Real).into()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Value::text(text).into()
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Value::Null, Value::Text).into()
    }
}
