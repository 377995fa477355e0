//! Command rows: one row a thing a person can do. Everything about keys is a `for` over them.

use super::{Cx, Effect, Key};
use crate::{store, text::T};

/// What a command does.
pub type Run<V> = fn(&mut V, &Cx) -> store::Result<Effect>;

/// Why a command cannot be used now; `None` when it can.
pub type When<V> = fn(&V, &Cx) -> Option<T>;

/// One row.
pub struct Command<V> {
    /// Unique within the screen; palette and tests use it.
    pub name: &'static str,
    /// Keys that run it; at least one is no letter.
    pub keys: &'static [Key],
    /// What it does, in a few words.
    pub label: T,
    /// Stands in the footer.
    pub footer: bool,
    /// Changes data: not for who only looks.
    pub writes: bool,
    /// Why not now.
    pub when: When<V>,
    /// Does it.
    pub run: Run<V>,
}

impl<V> Command<V> {
    /// A command that can always be used and does not stand in the footer.
    #[must_use]
    pub const fn new(name: &'static str, keys: &'static [Key], label: T, run: Run<V>) -> Self {
        Self { name, keys, label, footer: false, writes: false, when: |_, _| None, run }
    }

    /// Shown in the footer.
    #[must_use]
    pub const fn shown(mut self) -> Self {
        self.footer = true;
        self
    }

    /// Changes data: who only looks is told so beforehand. What else a role cannot do is up to [`Command::when`].
    #[must_use]
    pub const fn changes(mut self) -> Self {
        self.writes = true;
        self
    }

    /// Why this person cannot use it now on this screen; `None` if they can.
    pub fn reason(&self, screen: &V, cx: &Cx) -> Option<T> {
        (self.when)(screen, cx).or_else(|| if self.writes { cx.role().cannot_write() } else { None })
    }

    /// Only where `when` gives no reason against it.
    #[must_use]
    pub const fn when(mut self, when: When<V>) -> Self {
        self.when = when;
        self
    }
}

/// A command row without its screen's type: for footer, help and palette.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The row's name.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// What it does.
    pub label: T,
    /// Stands in the footer.
    pub footer: bool,
    /// Why not now.
    pub reason: Option<T>,
}

impl Shown {
    /// A row as the manual prints it: whether it can be used now is not asked.
    #[must_use]
    pub const fn of<V>(command: &Command<V>) -> Self {
        Self { name: command.name, keys: command.keys, label: command.label, footer: command.footer, reason: None }
    }
}
