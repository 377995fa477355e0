//! The way of a call-up (调训), from a draft to the report.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Call-ups. Whether places are filled or short is counted; the step records that somebody looked at the deadline.
pub const CALL_UP: Machine = Machine {
    kind: "call_up",
    table: "call_up",
    states: &["draft", "open", "filled", "short", "closed", "cancelled"],
    starts: &["draft", "open"],
    steps: &[
        Transition::new("issue", w::CALL_UP_ISSUE, &["draft"], "open").by_office(),
        Transition::new("fill", w::CALL_UP_FILL, &["open", "short"], "filled").by_office(),
        Transition::new("fall_short", w::CALL_UP_SHORT, &["open", "filled"], "short").by_office(),
        Transition::new("vacate", w::CALL_UP_VACATE, &["filled", "short"], "open").by_office(),
        Transition::new("close", w::CALL_UP_CLOSE, &["open", "filled", "short"], "closed").by_office(),
        Transition::new("cancel", w::CALL_UP_CANCEL, &["draft", "open", "filled", "short"], "cancelled")
            .with_reason()
            .by_office(),
        Transition::new(REOPEN, w::REOPEN, &["closed", "cancelled"], "open").with_reason().by_office(),
    ],
};
