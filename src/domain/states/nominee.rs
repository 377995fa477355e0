//! The way of a person on a call-up (调训人员), from a plan to a certificate or a miss.

use super::{Machine, REOPEN, Transition};
use crate::text::step as w;

/// Nominees.
pub const NOMINEE: Machine = Machine {
    kind: "nominee",
    table: "nominee",
    states: &[
        "planned",
        "nominated",
        "waitlisted",
        "rejected",
        "declined",
        "approved",
        "notified",
        "reported",
        "completed",
        "partial",
        "withdrawn",
        "expelled",
        "excused",
        "no_show",
        "replaced",
    ],
    starts: &["planned", "nominated"],
    steps: &[
        Transition::new("nominate", w::NOMINEE_NOMINATE, &["planned", "rejected"], "nominated"),
        Transition::new("approve", w::NOMINEE_APPROVE, &["planned", "nominated", "waitlisted"], "approved").by_office(),
        Transition::new("waitlist", w::NOMINEE_WAITLIST, &["nominated"], "waitlisted").by_office(),
        Transition::new("reject", w::NOMINEE_REJECT, &["nominated", "waitlisted"], "rejected").with_reason().by_office(),
        Transition::new("decline", w::NOMINEE_DECLINE, &["planned", "nominated", "waitlisted"], "declined").with_reason(),
        Transition::new("notify", w::NOMINEE_NOTIFY, &["approved"], "notified").by_office(),
        Transition::new("report", w::NOMINEE_REPORT, &["approved", "notified"], "reported").by_office(),
        Transition::new("excuse", w::NOMINEE_EXCUSE, &["approved", "notified"], "excused")
            .with_reason()
            .with_approver()
            .by_office(),
        Transition::new("miss", w::NOMINEE_MISS, &["approved", "notified"], "no_show").by_office(),
        Transition::new("replace", w::NOMINEE_REPLACE, &["nominated", "approved", "notified"], "replaced")
            .with_reason()
            .with_approver(),
        Transition::new("complete", w::NOMINEE_COMPLETE, &["reported"], "completed").by_office(),
        Transition::new("complete_partly", w::NOMINEE_PARTLY, &["reported"], "partial").with_reason().by_office(),
        Transition::new("withdraw", w::NOMINEE_WITHDRAW, &["reported"], "withdrawn").with_reason().by_office(),
        Transition::new("expel", w::NOMINEE_EXPEL, &["reported"], "expelled").with_reason().with_approver().by_office(),
        Transition::new(REOPEN, w::REOPEN, &["completed", "partial", "withdrawn", "expelled"], "reported")
            .with_reason()
            .by_office(),
        Transition::new(REOPEN, w::REOPEN, &["excused", "no_show", "replaced"], "approved").with_reason().by_office(),
        Transition::new(REOPEN, w::REOPEN, &["declined"], "nominated").with_reason(),
    ],
};
