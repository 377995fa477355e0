//! Bad days: killed at any moment, a full disk, a broken file, a dropped line, a crowd. Whatever was reported saved is
//! there, nothing half-written stays, and the person reads what happened.
//!
//! `GANJIAO_ROUNDS` is how often the killing tests kill (default 25 over all), `GANJIAO_SEED` begins their dice. Each
//! message of a failure names its seed.
#![cfg(unix)]

#[path = "bad_days/hand.rs"]
mod hand;
#[path = "bad_days/kill.rs"]
mod kill;
#[path = "bad_days/office.rs"]
mod office;
#[path = "pty/office.rs"]
mod people;
#[allow(dead_code)]
#[path = "pty/session.rs"]
mod session;
