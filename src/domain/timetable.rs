//! Making timetables: last year's with other days, lessons put where they fit, and what a class must contain.

pub mod content;
pub mod fill;
pub mod shift;
