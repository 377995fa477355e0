//! The way of an obligation to make up (补训), until it is done or waived.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Make-ups.
pub const MAKE_UP: Machine = Machine {
    kind: "make_up",
    table: "make_up",
    states: &["owed", "scheduled", "done", "waived", "overdue"],
    starts: &["owed", "scheduled"],
    steps: &[
        Transition::new("schedule", w::MAKE_UP_SCHEDULE, &["owed", "overdue"], "scheduled"),
        Transition::new("unschedule", w::MAKE_UP_UNSCHEDULE, &["scheduled"], "owed").with_reason(),
        Transition::new("finish", w::MAKE_UP_FINISH, &["owed", "scheduled", "overdue"], "done"),
        Transition::new("waive", w::MAKE_UP_WAIVE, &["owed", "scheduled", "overdue"], "waived")
            .with_reason()
            .with_approver()
            .by_office(),
        Transition::new("expire", w::MAKE_UP_EXPIRE, &["owed", "scheduled"], "overdue"),
        Transition::new(REOPEN, w::REOPEN, &["done", "waived"], "owed").with_reason().by_office(),
    ],
};
