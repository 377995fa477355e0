//! What became of those who were called (调训情况): each is in exactly one part, so that the parts add up.

use crate::domain::rates::Rate;

/// A part of those due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Came (实调).
    Came,
    /// Excused (请假).
    Leave,
    /// Missing without leave (无故缺训).
    Absent,
    /// Somebody else came instead (调换).
    Replaced,
    /// Not yet decided, or not yet begun.
    Open,
}

impl Part {
    /// The part of a nominee's state; `None` for those who are not due: sent back, or declined.
    #[must_use]
    pub fn of(state: &str) -> Option<Self> {
        match state {
            "reported" | "completed" | "partial" | "withdrawn" | "expelled" => Some(Self::Came),
            "excused" => Some(Self::Leave),
            "no_show" => Some(Self::Absent),
            "replaced" => Some(Self::Replaced),
            "planned" | "nominated" | "waitlisted" | "approved" | "notified" => Some(Self::Open),
            _ => None,
        }
    }
}

/// How many are in each part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Called.
    pub due: u64,
    /// Came.
    pub came: u64,
    /// Excused.
    pub leave: u64,
    /// Missing without leave.
    pub absent: u64,
    /// Replaced.
    pub replaced: u64,
    /// Open.
    pub open: u64,
}

impl Parts {
    /// Counts states.
    #[must_use]
    pub fn of<'a>(states: impl IntoIterator<Item = &'a str>) -> Self {
        let mut parts = Self::default();
        for part in states.into_iter().filter_map(Part::of) {
            parts.due += 1;
            *match part {
                Part::Came => &mut parts.came,
                Part::Leave => &mut parts.leave,
                Part::Absent => &mut parts.absent,
                Part::Replaced => &mut parts.replaced,
                Part::Open => &mut parts.open,
            } += 1;
        }
        parts
    }

    /// 参训率: came, of those due whom nobody replaced. Whoever came instead counts for themselves.
    #[must_use]
    pub const fn rate(&self) -> Rate {
        Rate::new(self.came, self.due.saturating_sub(self.replaced))
    }

    /// Adds another's numbers: for the total.
    pub const fn add(&mut self, other: &Self) {
        self.due += other.due;
        self.came += other.came;
        self.leave += other.leave;
        self.absent += other.absent;
        self.replaced += other.replaced;
        self.open += other.open;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::states::nominee::NOMINEE;

    /// Every state is in one part or fell out for a decision of the office or the unit.
    #[test]
    fn every_state_has_its_part() {
        let out: Vec<&str> = NOMINEE.states.iter().copied().filter(|state| Part::of(state).is_none()).collect();
        assert_eq!(out, ["rejected", "declined"]);
    }

    #[test]
    fn parts_add_up() {
        let parts = Parts::of(NOMINEE.states.iter().copied());
        assert_eq!(parts, Parts { due: 13, came: 5, leave: 1, absent: 1, replaced: 1, open: 5 });
        assert_eq!(parts.due, parts.came + parts.leave + parts.absent + parts.replaced + parts.open);
    }
}
