//! What every screen may look at: language, day, person, looks, the size of its area, and the data.

use super::{glyph::Glyphs, theme::Theme};
use crate::{
    store::{Act, Reader},
    text::{Lang, T},
};
use chrono::NaiveDate;
use ratatui::layout::Rect;

/// The surroundings of a screen.
pub struct Cx {
    /// The language.
    pub lang: Lang,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The person's login.
    pub actor: String,
    /// Where the person sits: a terminal or a host, for the journal.
    pub origin: String,
    /// Reads the clock, for the journal.
    pub now: fn() -> String,
    /// Characters of the chrome.
    pub glyphs: &'static Glyphs,
    /// Styles by meaning.
    pub theme: Theme,
    /// The data, read-only.
    pub db: Reader,
    /// Where the screen draws; `load` and commands may rely on it.
    pub area: Rect,
}

impl Cx {
    /// Who does something, from where, now.
    #[must_use]
    pub fn act(&self) -> Act {
        Act { actor: self.actor.clone(), origin: self.origin.clone(), at: (self.now)() }
    }

    /// A text in the person's language.
    #[must_use]
    pub const fn t(&self, text: T) -> &'static str {
        text.get(self.lang)
    }
}
