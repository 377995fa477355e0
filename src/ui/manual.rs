//! The keys of every screen as tables for people, made from the command rows: there is no second list of keys.

use super::{Shown, View, screens};
use crate::text::T;

/// A screen of the manual.
pub(super) struct Chapter {
    title: T,
    rows: fn() -> Vec<Shown>,
}

/// The chapter of a screen.
pub(super) const fn chapter<V: View>(title: T) -> Chapter {
    Chapter { title, rows: || V::COMMANDS.iter().map(Shown::of).collect() }
}

/// Every screen's name with its command rows; first the ones every screen has.
#[must_use]
pub fn manual() -> Vec<(T, Vec<Shown>)> {
    screens::CHAPTERS.iter().map(|chapter| (chapter.title, (chapter.rows)())).collect()
}
