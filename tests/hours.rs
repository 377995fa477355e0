//! Hours from end to end: verdicts kept in the file, obligations that arise from their causes, and what settles them.

#[path = "harness.rs"]
#[allow(dead_code)]
mod harness;
#[path = "hours/command.rs"]
mod command;
#[path = "hours/kept.rs"]
mod kept;
#[path = "hours/town.rs"]
mod town;
