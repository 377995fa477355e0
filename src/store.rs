//! SQLite: the only place with SQL.
//!
//! [`Store`] owns the one writing connection of a process; a [`Reader`] is any number of read-only ones. Statements
//! stay in the subset that PostgreSQL takes too, wherever that costs nothing; what is SQLite's own (pragmas, triggers,
//! backup) stands in [`schema`]. Queries over registers are built from `catalog` in [`query`]; rules get typed values
//! from one file per aggregate.

pub mod admission;
pub mod arrange;
pub mod attendance;
pub mod away;
pub mod backup;
pub mod bulk;
pub mod call_ups;
pub mod candidates;
pub mod causes;
pub mod check;
pub mod circular;
pub mod class_page;
pub mod coverage;
pub mod demo;
mod derive;
pub mod doctor;
pub mod draft;
pub mod edit;
mod error;
pub mod evaluation;
pub mod fees;
pub mod forms;
pub mod gap;
pub mod guard;
pub mod history;
pub mod intake;
pub mod leave;
pub mod ledger;
pub mod log;
pub mod make_ups;
mod near;
pub mod notice;
pub mod open;
pub mod order;
mod partial;
pub mod person;
pub mod place;
pub mod programme;
pub mod query;
pub mod record;
pub mod reports;
pub mod reveal;
pub mod rules;
pub mod schema;
pub mod search;
pub mod seed;
pub mod setting;
pub mod snapshot;
mod sql;
pub mod standing;
pub mod timetable;
pub mod today;
pub mod transition;
pub mod verdicts;
pub mod waiting;
pub mod warnings;
pub mod whole;
pub mod write;
pub mod years;

pub use error::{Error, Result};
pub use open::Reader;
pub use write::{Act, Store, Tx};
