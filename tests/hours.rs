//! Hours from end to end: verdicts kept in the file, obligations that arise from their causes, and what settles them.

#[path = "hours/apart.rs"]
#[allow(clippy::cast_possible_truncation)]
mod apart;
#[path = "hours/arise.rs"]
mod arise;
#[path = "hours/command.rs"]
mod command;
#[path = "harness.rs"]
#[allow(dead_code)]
mod harness;
#[path = "hours/kept.rs"]
mod kept;
#[path = "hours/pages.rs"]
mod pages;
#[path = "hours/rules.rs"]
mod rules;
#[path = "hours/screens.rs"]
mod screens;
#[path = "hours/town.rs"]
mod town;
