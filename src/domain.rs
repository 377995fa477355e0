//! Pure rules and values: no SQL, no terminal, no files, no clock (today is passed in).

pub mod search;
pub mod value;
