//! Pure rules and values: no SQL, no terminal, no files, no clock (today is passed in).

pub mod calendar;
pub mod conflict;
pub mod hours;
pub mod rates;
pub mod rulebook;
pub mod search;
pub mod states;
pub mod value;
