//! The way of a leave (请假), from the application to the return.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Leaves.
pub const LEAVE: Machine = Machine {
    kind: "leave",
    table: "leave",
    states: &["applied", "approved", "rejected", "returned", "overdue"],
    starts: &["applied"],
    steps: &[
        Transition::new("approve", w::LEAVE_APPROVE, &["applied"], "approved").with_approver().by_office(),
        Transition::new("reject", w::LEAVE_REJECT, &["applied"], "rejected").with_reason().with_approver().by_office(),
        Transition::new("return", w::LEAVE_RETURN, &["approved", "overdue"], "returned"),
        Transition::new("overstay", w::LEAVE_OVERSTAY, &["approved"], "overdue").by_office(),
        Transition::new(REOPEN, w::REOPEN, &["rejected"], "applied").with_reason().by_office(),
        Transition::new(REOPEN, w::REOPEN, &["returned"], "approved").with_reason().by_office(),
    ],
};
