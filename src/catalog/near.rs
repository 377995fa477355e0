//! Which records have their time, so that a list opens at those of today and a question offers them first.
//!
//! Beside the registers instead of in each, because few have a time of their own.

use super::Register;

/// The time of a register's records.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// The field with the first day.
    pub from: &'static str,
    /// The field with the last day.
    pub until: &'static str,
    /// The field with the state.
    pub state: &'static str,
    /// The states of records that do not take place.
    pub idle: &'static [&'static str],
}

const NEAR: &[(&str, Near)] = &[(
    "class",
    Near {
        from: "starts_on",
        until: "ends_on",
        state: "state",
        idle: &["draft", "applied", "returned", "postponed", "cancelled"],
    },
)];

impl Register {
    /// The time of its records, where they have one.
    #[must_use]
    pub fn near(&self) -> Option<&'static Near> {
        NEAR.iter().find(|(kind, _)| *kind == self.kind).map(|(_, near)| near)
    }
}
