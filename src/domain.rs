//! Pure rules and values: no SQL, no terminal, no files, no clock (today is passed in).

pub mod arrange;
pub mod calendar;
pub mod candidates;
pub mod class_name;
pub mod clean;
pub mod conflict;
pub mod date;
pub mod finding;
pub mod half_day;
pub mod hours;
pub mod id_card;
pub mod leave;
pub mod make_up;
pub mod mask;
pub mod name;
pub mod number;
pub mod phone;
pub mod quotas;
pub mod rates;
pub mod rulebook;
pub mod search;
pub mod spot;
pub mod states;
pub mod timetable;
pub mod unit_name;
pub mod value;
