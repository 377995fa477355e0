//! Bad days: killed at any moment, a full disk, a broken file, a dropped line, a crowd. Whatever was reported saved is
//! there, nothing half-written stays, and the person reads what happened.
//!
//! `GANJIAO_ROUNDS` is how often the killing tests kill (default 15, a fifth of it for each kind), `GANJIAO_SEED` begins their dice. Each
//! message of a failure names its seed.
#![cfg(unix)]

#[path = "bad_days/crowd.rs"]
mod crowd;
#[path = "bad_days/drafts.rs"]
mod drafts;
#[path = "bad_days/files.rs"]
mod files;
#[path = "bad_days/full.rs"]
mod full;
#[path = "bad_days/hand.rs"]
mod hand;
#[path = "bad_days/kill.rs"]
mod kill;
#[path = "bad_days/office.rs"]
mod office;
#[allow(dead_code)]
#[path = "pty/session.rs"]
mod session;
