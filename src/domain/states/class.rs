//! The way of a class (班次), from a draft to the archive.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Classes. Dates suggest a step on the start screen; nothing advances by itself, because classes are often postponed.
pub const CLASS: Machine = Machine {
    kind: "class",
    table: "training_class",
    states: &["draft", "applied", "returned", "approved", "enrolling", "running", "ended", "closed", "postponed", "cancelled"],
    starts: &["draft", "applied", "approved"],
    steps: &[
        Transition::new("apply", w::CLASS_APPLY, &["draft", "returned"], "applied"),
        Transition::new("approve", w::CLASS_APPROVE, &["applied"], "approved").with_approver(),
        Transition::new("return", w::CLASS_RETURN, &["applied"], "returned").with_reason(),
        Transition::new("enrol", w::CLASS_ENROL, &["approved"], "enrolling"),
        Transition::new("start", w::CLASS_START, &["approved", "enrolling"], "running"),
        Transition::new("end", w::CLASS_END, &["running"], "ended"),
        Transition::new("close", w::CLASS_CLOSE, &["ended"], "closed"),
        Transition::new("postpone", w::CLASS_POSTPONE, &["approved", "enrolling"], "postponed").with_reason().with_approver(),
        Transition::new("resume", w::CLASS_RESUME, &["postponed"], "approved"),
        Transition::new(
            "cancel",
            w::CLASS_CANCEL,
            &["draft", "applied", "returned", "approved", "enrolling", "postponed"],
            "cancelled",
        )
        .with_reason()
        .with_approver(),
        Transition::new(REOPEN, w::REOPEN, &["closed"], "ended").with_reason(),
        Transition::new(REOPEN, w::REOPEN, &["cancelled"], "draft").with_reason(),
    ],
};
