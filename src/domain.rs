//! Pure rules and values: no SQL, no terminal, no files, no clock (today is passed in).

pub mod class_name;
pub mod clean;
pub mod date;
pub mod half_day;
pub mod hours_split;
pub mod id_card;
pub mod name;
pub mod number;
pub mod phone;
pub mod unit_name;
pub mod value;
