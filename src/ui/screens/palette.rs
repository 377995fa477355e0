//! The list of all commands: those of the screen below, the places, and what every screen has; typing narrows it.

use super::{
    help,
    pick::{Choice, Pick},
};
use crate::{
    text::keys as k,
    ui::{Cx, Shown},
};

/// The question; the application answers it, because the commands are of the screen below.
#[must_use]
pub fn palette(rows: &[Shown], cx: &Cx) -> Pick {
    let choices = rows
        .iter()
        .map(|row| Choice {
            word: match row.reason {
                Some(reason) => format!("{}（{}）", cx.t(row.label), cx.t(reason)),
                None => cx.t(row.label).to_owned(),
            },
            note: help::keys(row),
        })
        .collect();
    Pick::new("palette", cx.t(k::PALETTE_TITLE), choices)
}
