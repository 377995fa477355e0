//! The way of a task on the work list (清单), until it is struck off.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Tasks.
pub const WORK_ITEM: Machine = Machine {
    kind: "work_item",
    table: "work_item",
    states: &["waiting", "running", "late", "done", "closed"],
    starts: &["waiting", "running"],
    steps: &[
        Transition::new("start", w::WORK_START, &["waiting"], "running"),
        Transition::new("fall_late", w::WORK_LATE, &["waiting", "running"], "late"),
        Transition::new("catch_up", w::WORK_CATCH_UP, &["late"], "running"),
        Transition::new("finish", w::WORK_FINISH, &["waiting", "running", "late"], "done"),
        Transition::new("close", w::WORK_CLOSE, &["done"], "closed").with_approver().by_office(),
        Transition::new(REOPEN, w::REOPEN, &["done", "closed"], "running").with_reason(),
    ],
};
