//! The list of all commands: those of the screen below, the places, what every screen has, and the questions of the
//! office; typing narrows it.

use super::{
    help,
    pick::{Choice, Pick},
};
use crate::{
    store::question::Question,
    text::{keys as k, list::OF_OFFICE},
    ui::{Cx, Shown},
};

/// The question; the application answers it, because the commands are of the screen below.
#[must_use]
pub fn palette(rows: &[Shown], questions: &[Question], cx: &Cx) -> Pick {
    let choices = rows
        .iter()
        .map(|row| Choice {
            word: match row.reason {
                Some(reason) => format!("{}（{}）", cx.t(row.label), cx.t(reason)),
                None => cx.t(row.label).to_owned(),
            },
            note: help::keys(row),
        })
        .chain(questions.iter().map(|q| Choice { word: q.name.clone(), note: cx.t(OF_OFFICE).to_owned() }))
        .collect();
    Pick::new("palette", cx.t(k::PALETTE_TITLE), choices)
}
