//! Which records are due, and while they are in which states: a list then says how late a row is.
//!
//! Beside the registers instead of in each, because few have a deadline.

use super::Register;

/// The deadline of a register's records.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// The field with the last day.
    pub field: &'static str,
    /// The field with the state.
    pub state: &'static str,
    /// The states in which the deadline still counts.
    pub open: &'static [&'static str],
}

const DUES: &[(&str, Due)] = &[
    ("call_up", Due { field: "deadline", state: "state", open: &["open", "short"] }),
    ("make_up", Due { field: "due_on", state: "state", open: &["owed", "scheduled", "overdue"] }),
    ("work_item", Due { field: "due_on", state: "state", open: &["waiting", "running", "late"] }),
];

impl Register {
    /// The deadline of its records, where they have one.
    #[must_use]
    pub fn due(&self) -> Option<&'static Due> {
        DUES.iter().find(|(kind, _)| *kind == self.kind).map(|(_, due)| due)
    }
}
