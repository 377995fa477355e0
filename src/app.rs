//! The stack of screens, the loop, effects, the worker thread and the terminal.
//!
//! [`stack::App`] has no terminal and no threads: tests press keys on it and read the frame. [`run`] puts it on a
//! terminal: one thread reads keys, one works (and owns the only writing connection), one sends what was drawn, and this
//! one draws, after an event and never otherwise.

mod burst;
pub mod clock;
mod copies;
mod desk;
mod end;
pub mod input;
mod keys;
mod line;
mod probe;
mod run;
mod seat;
pub mod stack;
pub mod surface;
mod terminal;

pub use desk::{Inline, Runner};
pub use run::{Options, run};
pub use stack::App;
pub use terminal::present;
