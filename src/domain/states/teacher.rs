//! The way of a teacher (师资) through the roster: admission, pause, exit.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Teachers.
pub const TEACHER: Machine = Machine {
    kind: "teacher",
    table: "teacher",
    states: &["trial", "active", "paused", "left"],
    starts: &["trial", "active"],
    steps: &[
        Transition::new("admit", w::TEACHER_ADMIT, &["trial"], "active").with_approver().by_office(),
        Transition::new("pause", w::TEACHER_PAUSE, &["active"], "paused").with_reason().by_office(),
        Transition::new("resume", w::TEACHER_RESUME, &["paused"], "active").by_office(),
        Transition::new("leave", w::TEACHER_LEAVE, &["trial", "active", "paused"], "left").with_reason().by_office(),
        Transition::new(REOPEN, w::TEACHER_READMIT, &["left"], "trial").with_reason().with_approver().by_office(),
    ],
};
