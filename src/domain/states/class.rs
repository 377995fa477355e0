//! The way of a class (班次), from a draft to the archive.

use super::{Machine, REOPEN, Transition};
use crate::{domain::calendar::add_days, text::step as w};
use chrono::NaiveDate;

/// Days before its first day in which a class should be enrolling.
pub const ENROL_BEFORE: i64 = 14;
/// Days after its last day after which a class should be closed.
pub const CLOSE_AFTER: i64 = 15;

/// Classes. Dates suggest a step on the start screen; nothing advances by itself, because classes are often postponed.
pub const CLASS: Machine = Machine {
    kind: "class",
    table: "training_class",
    states: &["draft", "applied", "returned", "approved", "enrolling", "running", "ended", "closed", "postponed", "cancelled"],
    starts: &["draft", "applied", "approved"],
    steps: &[
        Transition::new("apply", w::CLASS_APPLY, &["draft", "returned"], "applied").by_office(),
        Transition::new("approve", w::CLASS_APPROVE, &["applied"], "approved").with_approver().by_office(),
        Transition::new("return", w::CLASS_RETURN, &["applied"], "returned").with_reason().by_office(),
        Transition::new("enrol", w::CLASS_ENROL, &["approved"], "enrolling").by_office(),
        Transition::new("start", w::CLASS_START, &["approved", "enrolling"], "running").by_office(),
        Transition::new("end", w::CLASS_END, &["running"], "ended").by_office(),
        Transition::new("close", w::CLASS_CLOSE, &["ended"], "closed").by_office(),
        Transition::new("postpone", w::CLASS_POSTPONE, &["approved", "enrolling"], "postponed")
            .with_reason()
            .with_approver()
            .by_office(),
        Transition::new("resume", w::CLASS_RESUME, &["postponed"], "approved").by_office(),
        Transition::new(
            "cancel",
            w::CLASS_CANCEL,
            &["draft", "applied", "returned", "approved", "enrolling", "postponed"],
            "cancelled",
        )
        .with_reason()
        .with_approver()
        .by_office(),
        Transition::new(REOPEN, w::REOPEN, &["closed"], "ended").with_reason().by_office(),
        Transition::new(REOPEN, w::REOPEN, &["cancelled"], "draft").with_reason().by_office(),
    ],
};

/// The step that the dates of a class suggest on a day; nothing is done by itself.
#[must_use]
pub fn suggested(state: &str, starts: Option<NaiveDate>, ends: Option<NaiveDate>, today: NaiveDate) -> Option<&'static str> {
    let ends = ends.or(starts);
    match state {
        "approved" | "enrolling" if starts.is_some_and(|day| day <= today) => Some("start"),
        "approved" if starts.is_some_and(|day| day <= add_days(today, ENROL_BEFORE)) => Some("enrol"),
        "running" if ends.is_some_and(|day| day < today) => Some("end"),
        "ended" if ends.is_some_and(|day| day < add_days(today, -CLOSE_AFTER)) => Some("close"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    #[test]
    fn what_is_suggested_can_be_taken() {
        let at = |text: &str| day(text);
        let today = day("2026-11-24").unwrap();
        for (state, starts, ends, want) in [
            ("approved", "2026-12-20", "2026-12-24", None),
            ("approved", "2026-12-08", "2026-12-12", Some("enrol")),
            ("approved", "2026-11-24", "2026-11-28", Some("start")),
            ("enrolling", "2026-11-30", "2026-12-04", None),
            ("enrolling", "2026-11-23", "2026-11-27", Some("start")),
            ("running", "2026-11-20", "2026-11-24", None),
            ("running", "2026-11-19", "2026-11-23", Some("end")),
            ("ended", "2026-11-02", "2026-11-09", None),
            ("ended", "2026-11-02", "2026-11-08", Some("close")),
            ("postponed", "2026-11-02", "2026-11-08", None),
        ] {
            let step = suggested(state, at(starts), at(ends), today);
            assert_eq!(step, want, "{state} {starts}");
            assert!(step.is_none_or(|step| CLASS.transition(state, step).is_some()));
        }
        assert_eq!(suggested("running", at("2026-11-20"), None, today), Some("end"));
        assert_eq!(suggested("approved", None, None, today), None);
    }
}
