//! What may happen to a class, a nominee, a call-up, a leave, a make-up, a teacher and a task, and in which order.
//!
//! A state changes only by a step with a name, so that the log says what was done and not only what came out. The
//! states are those of the schema; a test reads both. What the office must give with a step (a reason, who approved
//! it) belongs to the step.

use crate::text::{Lang, T, step as words};

pub mod call_up;
pub mod class;
pub mod leave;
pub mod make_up;
pub mod nominee;
pub mod parts;
pub mod teacher;
pub mod work_item;

/// Every machine.
pub const MACHINES: [&Machine; 7] = [
    &class::CLASS,
    &call_up::CALL_UP,
    &nominee::NOMINEE,
    &leave::LEAVE,
    &make_up::MAKE_UP,
    &teacher::TEACHER,
    &work_item::WORK_ITEM,
];

/// The machine of a register, by its code word.
#[must_use]
pub fn machine(kind: &str) -> Option<&'static Machine> {
    MACHINES.into_iter().find(|machine| machine.kind == kind)
}

/// The states of one kind of record and the steps between them.
#[derive(Debug)]
pub struct Machine {
    /// Code word of the register.
    pub kind: &'static str,
    /// The table with the column `state`.
    pub table: &'static str,
    /// Code words of the states, as the schema lists them.
    pub states: &'static [&'static str],
    /// States in which a record can begin.
    pub starts: &'static [&'static str],
    /// All steps, in the order in which a screen offers them.
    pub steps: &'static [Transition],
}

/// A step from some states to one.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    /// Code word; one state has at most one step of a name.
    pub name: &'static str,
    /// What the screen calls it.
    pub label: T,
    /// States in which it can be taken.
    pub from: &'static [&'static str],
    /// The state it leads to.
    pub to: &'static str,
    /// A reason must be given.
    pub needs_reason: bool,
    /// Somebody who approved it must be named.
    pub needs_approver: bool,
    /// Taken by the calling office (组织部), not by the unit that sends people.
    pub office: bool,
}

/// The name of steps that lead out of a final state, to put right what was entered wrongly.
pub const REOPEN: &str = "reopen";

/// What is given with a step; blank text is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grounds<'a> {
    /// Why.
    pub reason: Option<&'a str>,
    /// Who approved it, or the paper that does.
    pub approver: Option<&'a str>,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The record's state is none of the machine.
    UnknownState,
    /// No step of this name leads out of the state.
    NotHere,
    /// The step needs a reason.
    NeedsReason,
    /// The step needs to know who approved it.
    NeedsApprover,
    /// The record is gone.
    Gone,
    /// The call-up takes no more names.
    CallUpClosed,
    /// Somebody called by name cannot step back without approval.
    NamedNeedsApprover,
    /// A replacement needs the person who comes instead.
    NeedsSuccessor,
    /// Documents for closing are missing; a reason closes without them.
    PapersMissing,
    /// People of the class are not yet settled; a reason closes without that.
    PeopleOpen,
    /// The person is on this call-up already.
    OnCallUp,
    /// The person came for somebody else on this call-up before.
    ReplacesAnother,
    /// The places of the unit are all taken; a reason goes over them.
    PlacesFull,
    /// The calling office takes this step, not the unit.
    OfficeOnly,
}

/// True where a text says something.
#[must_use]
pub fn given(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

impl Refusal {
    /// True where a reason or a name takes it out of the way: the step can be offered, and asks for it.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(
            self,
            Self::NeedsReason
                | Self::NeedsApprover
                | Self::NamedNeedsApprover
                | Self::NeedsSuccessor
                | Self::PapersMissing
                | Self::PeopleOpen
                | Self::PlacesFull
        )
    }

    /// Says what is in the way; `state` is what the screen calls the record's state.
    #[must_use]
    pub fn describe(self, lang: Lang, state: &str) -> String {
        match self {
            Self::UnknownState => words::unknown_state(lang, state),
            Self::NotHere => words::not_here(lang, state),
            Self::NeedsReason => words::NEEDS_REASON.get(lang).to_owned(),
            Self::NeedsApprover => words::NEEDS_APPROVER.get(lang).to_owned(),
            Self::Gone => words::GONE.get(lang).to_owned(),
            Self::CallUpClosed => words::CALL_UP_CLOSED.get(lang).to_owned(),
            Self::NamedNeedsApprover => words::NAMED_NEEDS_APPROVER.get(lang).to_owned(),
            Self::NeedsSuccessor => words::NEEDS_SUCCESSOR.get(lang).to_owned(),
            Self::PapersMissing => words::PAPERS_MISSING.get(lang).to_owned(),
            Self::PeopleOpen => words::PEOPLE_OPEN.get(lang).to_owned(),
            Self::OnCallUp => words::ON_CALL_UP.get(lang).to_owned(),
            Self::ReplacesAnother => words::REPLACES_ANOTHER.get(lang).to_owned(),
            Self::PlacesFull => words::PLACES_FULL.get(lang).to_owned(),
            Self::OfficeOnly => words::OFFICE_ONLY.get(lang).to_owned(),
        }
    }
}

impl Machine {
    /// The step of this name that leads out of a state.
    #[must_use]
    pub fn transition(&self, from: &str, name: &str) -> Option<&'static Transition> {
        self.transitions(from).find(|step| step.name == name)
    }

    /// The steps that lead out of a state.
    pub fn transitions(&self, from: &str) -> impl Iterator<Item = &'static Transition> {
        self.steps.iter().filter(move |step| step.from.contains(&from))
    }

    /// Takes a step and returns the new state.
    ///
    /// # Errors
    /// A [`Refusal`] where the state has no such step, or the step lacks its grounds.
    pub fn step(&self, from: &str, name: &str, grounds: Grounds<'_>) -> Result<&'static str, Refusal> {
        if !self.states.contains(&from) {
            return Err(Refusal::UnknownState);
        }
        let step = self.transition(from, name).ok_or(Refusal::NotHere)?;
        if step.needs_reason && !given(grounds.reason) {
            return Err(Refusal::NeedsReason);
        }
        if step.needs_approver && !given(grounds.approver) {
            return Err(Refusal::NeedsApprover);
        }
        Ok(step.to)
    }

    /// True where some steps are the calling office's.
    #[must_use]
    pub fn has_office_steps(&self) -> bool {
        self.steps.iter().any(|step| step.office)
    }

    /// True where nothing but a reopening leads out of a state.
    #[must_use]
    pub fn is_final(&self, state: &str) -> bool {
        self.transitions(state).all(|step| step.name == REOPEN)
    }
}

impl Transition {
    const fn new(name: &'static str, label: T, from: &'static [&'static str], to: &'static str) -> Self {
        Self { name, label, from, to, needs_reason: false, needs_approver: false, office: false }
    }

    const fn with_reason(mut self) -> Self {
        self.needs_reason = true;
        self
    }

    const fn by_office(mut self) -> Self {
        self.office = true;
        self
    }

    const fn with_approver(mut self) -> Self {
        self.needs_approver = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const SCHEMA: &str = include_str!("../../assets/schema/001_registers.sql");
    const ALL_GROUNDS: Grounds<'static> = Grounds { reason: Some("因公"), approver: Some("县委组织部") };

    /// The words of the CHECK list on column `state` of a table, and its default.
    fn declared(table: &str) -> (BTreeSet<&'static str>, &'static str) {
        let (_, body) = SCHEMA.split_once(&format!("CREATE TABLE {table} (")).unwrap();
        let (before, list) = body.split_once("CHECK (state IN (").unwrap();
        let default = before.rsplit("DEFAULT '").next().unwrap().split('\'').next().unwrap();
        let (list, _) = list.split_once(')').unwrap();
        (list.split(',').map(|word| word.trim().trim_matches('\'')).collect(), default)
    }

    #[test]
    fn states_are_those_of_the_schema() {
        for machine in MACHINES {
            let (states, default) = declared(machine.table);
            assert_eq!(machine.states.iter().copied().collect::<BTreeSet<_>>(), states, "{}", machine.kind);
            assert_eq!(machine.states.len(), states.len());
            assert!(machine.starts.contains(&default), "{} starts as {default}", machine.kind);
        }
    }

    #[test]
    fn steps_use_declared_states_and_are_not_ambiguous() {
        for machine in MACHINES {
            let known = |state: &str| machine.states.contains(&state);
            for step in machine.steps {
                assert!(step.from.iter().all(|s| known(s)) && known(step.to), "{}: {}", machine.kind, step.name);
                assert!(!step.from.contains(&step.to), "{}: {} leads nowhere", machine.kind, step.name);
            }
            for state in machine.states {
                let names: Vec<_> = machine.transitions(state).map(|step| step.name).collect();
                assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: {state}", machine.kind);
            }
        }
    }

    #[test]
    fn every_state_is_reached_and_something_ends() {
        for machine in MACHINES {
            let mut reached: BTreeSet<&str> = machine.starts.iter().copied().collect();
            while let Some(step) =
                machine.steps.iter().find(|s| !reached.contains(s.to) && s.from.iter().any(|f| reached.contains(f)))
            {
                reached.insert(step.to);
            }
            assert_eq!(reached.len(), machine.states.len(), "{}", machine.kind);
            assert!(machine.states.iter().any(|state| machine.is_final(state)), "{} never ends", machine.kind);
            assert!(machine.starts.iter().all(|state| !machine.is_final(state)), "{} ends where it starts", machine.kind);
        }
    }

    /// What the unit that sends people does by itself: names them, takes them back, and asks; the rest is the office's.
    #[test]
    fn a_unit_names_and_asks_and_the_office_decides() {
        let of = |kind: &str| -> BTreeSet<&str> {
            let steps = machine(kind).unwrap().steps.iter();
            steps.filter(|step| !step.office && step.name != REOPEN).map(|step| step.name).collect()
        };
        assert_eq!(of("nominee"), BTreeSet::from(["nominate", "decline", "replace"]));
        assert_eq!(of("leave"), BTreeSet::from(["return"]));
        assert!(of("class").is_empty() && of("call_up").is_empty() && of("teacher").is_empty());
        assert!(!of("make_up").contains("waive") && !of("work_item").contains("close"));
    }

    /// Reopening undoes a decision, so it always says why.
    #[test]
    fn reopening_needs_a_reason() {
        for step in MACHINES.iter().flat_map(|machine| machine.steps).filter(|step| step.name == REOPEN) {
            assert!(step.needs_reason);
        }
    }

    #[test]
    fn grounds_are_asked_for() {
        let take = |grounds| nominee::NOMINEE.step("approved", "excuse", grounds);
        assert_eq!(take(Grounds::default()), Err(Refusal::NeedsReason));
        assert_eq!(take(Grounds { reason: Some("  "), approver: Some("部务会") }), Err(Refusal::NeedsReason));
        assert_eq!(take(Grounds { reason: Some("住院"), approver: None }), Err(Refusal::NeedsApprover));
        assert_eq!(take(ALL_GROUNDS), Ok("excused"));
        assert_eq!(nominee::NOMINEE.step("completed", "excuse", ALL_GROUNDS), Err(Refusal::NotHere));
        assert_eq!(nominee::NOMINEE.step("gone", "excuse", ALL_GROUNDS), Err(Refusal::UnknownState));
    }

    #[test]
    fn the_way_of_a_nominee() {
        let mut state = "planned";
        for name in ["nominate", "reject", "nominate", "waitlist", "approve", "notify", "report", "complete"] {
            state = nominee::NOMINEE.step(state, name, ALL_GROUNDS).unwrap();
        }
        assert_eq!(state, "completed");
        assert!(nominee::NOMINEE.is_final(state));
    }

    #[test]
    fn refusals_are_said_in_words() {
        assert!(Refusal::NotHere.describe(Lang::Zh, "已结业").contains("已结业"));
        assert!(!Refusal::NeedsReason.describe(Lang::En, "").is_empty());
    }

    proptest! {
        #[test]
        fn no_walk_leaves_the_declared_states(which in 0usize..7, picks in proptest::collection::vec((0usize..100, any::<bool>()), 0..60)) {
            let machine = MACHINES[which];
            let mut state = machine.starts[0];
            for (pick, reason) in picks {
                let name = machine.steps[pick % machine.steps.len()].name;
                let grounds = if reason { ALL_GROUNDS } else { Grounds::default() };
                let was_final = machine.is_final(state);
                match machine.step(state, name, grounds) {
                    Ok(next) => {
                        prop_assert!(machine.states.contains(&next));
                        prop_assert!(!was_final || name == REOPEN);
                        state = next;
                    }
                    Err(refusal) => prop_assert!(refusal != Refusal::UnknownState),
                }
            }
        }
    }
}
