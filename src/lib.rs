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
//!
//! ## How a key becomes a frame
//!
//! A thread reads bytes, [`app::input`] makes keys of them. The seat (`app::seat`) waits for what happens, lets [`app::App`]
//! handle all of it, and draws once. The top screen
//! of the stack has the keys; what it does not know goes to [`ui::screens::globals`]. A command returns an
//! [`ui::Effect`]; only the stack carries effects out. Reads inside a screen's `load` are bounded and indexed; anything
//! longer is a [`ui::Job`] on the worker thread, whose outcome comes back to the screen that started it. The frame is a
//! buffer; [`app::surface`] makes bytes of what changed, and a thread of its own sends them in one write: a slow line skips
//! frames and never holds up the seat.
//!
//! ## Data
//!
//! One SQLite file. Every change goes through [`store::Store::write`]: the lock first, then the work, the role of the
//! person, the journal (kept by triggers made from each table's columns, so that nothing writes past it), and what is
//! derived (search keys, tags, verdicts in `store::verdicts`). What a role may change is judged from the journal of the write
//! itself (`store::guard`), so no way in goes past it. History, undo and redo come from the journal; an import is one step of it.
//! A list holds ids and reads the rows it shows; a register that can grow to a million pages along the index of its
//! official order.
//!
//! ## How to add
//!
//! * **a register**: a file in `catalog/` with its `const`, its two lines in `catalog.rs` (`mod` and `REGISTERS`), a
//!   migration in `assets/schema` with its line in `store::schema::MIGRATIONS`, and its words in `assets/text/<kind>.toml`
//!   (each line `key = ["中文", "English"]`; labels that others have, too, stand in `field.toml`). Its line in
//!   `ui/places.rs` puts it on the screen: without one only finds and links lead there. List, detail, filter, sort, form,
//!   pasting, export, find, history, undo and command line are then there. `cargo test --test catalog --test headings`
//!   says what is missing; the number is written down in `tests/catalog.rs`, because files keep it.
//!   Only where it needs more: a new code list in `assets/rules/codes.toml`; files of its own to import, as below; what
//!   clerks of a unit may change in `store::guard`; rows of the sample in `store/demo`.
//! * **a table that is no register**: a migration; and if it is derived or one person's convenience, its name in
//!   `UNJOURNALLED` of `store::schema::triggers`.
//! * **a screen**: a file in `ui/screens/` that implements [`ui::View`], its `mod` line and its line in `CHAPTERS` of
//!   `ui/screens.rs` (the manual); in a place: one line in `ui/places.rs`; for a record: one line in `OWN`. Start from
//!   [`ui::panes`]: its keys come with `pane_rows!`, and `ui/screens/gap.rs` shows a whole one. The key table of the README
//!   is written by `GANJIAO_UPDATE=1 cargo test --test keys`.
//! * **a report**: a file in `store/reports/` with a `Report`, its line in `REPORTS`, its words in `report.toml`; as a
//!   sub-tab of a place, one line in `ui/places.rs`. Each line leads somewhere; a year without anything is no error.
//! * **a document**: its template in `assets/templates`, its line in `exchange::document::DOCUMENTS` and its title in
//!   `assets/text/document.toml`; what a template may name stands in `exchange::facts`.
//! * **a step of a state**: its line in the machine under `domain/states`; `store::transition` takes it, with its log.
//! * **a check of the data**: its line in `domain/finding/rules.rs` and its reading in `store/check`.
//! * **a cause of make-up**: its case in `domain/make_up.rs`; `store::causes` raises it within the write.
//! * **a rule**: a function in `domain/` with the paper it comes from; a threshold is a row in `assets/rules`.
//! * **a kind of file to import**: its case in `exchange/kind.rs`, its words and columns in `exchange/layout/` with a line in
//!   `LAYOUTS`, its reading in `exchange/read/`. Without one, rows of any register can be pasted onto its list.
//! * **a command**: a file in `cli/` and its line in `VERBS`.
//!
//! ## Where this differs from what one might expect
//!
//! * Words stand by topic with both languages side by side, so that a missing one is seen where it is written.
//! * `cli` may use `ui` and `app`: it opens the screens and prints with the same text functions.
//! * The screen is drawn through [`ui::Paint`] on a ratatui buffer, without its widgets and its terminal: half-width
//!   safety, hostile text and the bytes of a frame are decided in one place each.

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
