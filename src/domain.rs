//! Pure rules and values: no SQL, no terminal, no files, no clock (today is passed in).

pub mod calendar;
pub mod phone;
pub mod number;
pub mod id_card;
pub mod date;
pub mod clean;
pub mod conflict;
pub mod hours;
pub mod rates;
pub mod rulebook;
pub mod search;
pub mod states;
pub mod value;
