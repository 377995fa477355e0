//! # ganjiao 干教台
//!
//! A keyboard-driven terminal program for the people who run cadre education and training. This page is the
//! architecture: read it once, and the folder names tell you where a change belongs.
//!
//! ## Layers
//!
//! ```text
//! text ← domain ← catalog ← store ← exchange ← {cli, ui} ← app ← main
//! ```
//!
//! An arrow points at what may be imported; `tests/layers.rs` reads the `use` lines and fails with file and line.
//!
//! | folder | what is in it | what is not |
//! |---|---|---|
//! | [`text`] | words for people, made from `assets/text` at build time | logic |
//! | [`domain`] | rules and values: hours, conflicts, states, dates, identity numbers, search keys | SQL, terminal, files, the clock |
//! | [`catalog`] | the registers described as data, one small file each | SQL, behaviour |
//! | [`store`] | SQLite: open, migrate, read, write, find; one file per aggregate | words, terminal |
//! | [`exchange`] | spreadsheets and text files: reading, cleaning, matching, writing | SQL, terminal |
//! | [`cli`] | one-shot commands | screens |
//! | [`ui`] | screens, and what they share | the loop, threads |
//! | [`app`] | the stack of screens, the loop, effects, the worker thread, the terminal | what any screen shows |

#![forbid(unsafe_code)]
#![warn(clippy::pedantic)]
#![deny(clippy::all, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro, clippy::todo)]
#![deny(clippy::disallowed_methods)]
#![warn(missing_docs)]
#![allow(clippy::module_name_repetitions, clippy::must_use_candidate, clippy::missing_errors_doc, clippy::similar_names)]
// Command rows and verbs share one signature, whether or not a row can fail.
#![allow(clippy::unnecessary_wraps, clippy::unused_self)]
#![allow(clippy::format_push_string, clippy::needless_for_each, clippy::single_match_else, clippy::match_same_arms)]
#![allow(
    clippy::option_option,
    clippy::ref_option,
    clippy::assigning_clones,
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    clippy::match_bool
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr))]

pub mod app;
pub mod catalog;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod store;
pub mod text;
pub mod ui;
