//! What every screen may look at: language, day, person, looks, the size of its area, and the data.

use super::{Effect, glyph::Glyphs, theme::Theme};
use crate::{
    catalog::{Register, entry},
    store::{Act, Reader, guard::Role},
    text::{Lang, T, serve as w},
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
    /// The person comes over the line, under an account that is not theirs: no file is written here.
    pub served: bool,
    /// The data, read-only.
    pub db: Reader,
    /// Where the screen draws; `load` and commands may rely on it.
    pub area: Rect,
    /// The bytes the present key came as, where the terminal sends bytes.
    pub bytes: Vec<u8>,
}

impl Cx {
    /// Who does something, from where, now.
    #[must_use]
    pub fn act(&self) -> Act {
        Act { actor: self.actor.clone(), origin: self.origin.clone(), at: (self.now)() }
    }

    /// What reading what is typed depends on.
    #[must_use]
    pub fn ground(&self) -> entry::Ground {
        entry::Ground { today: self.today, hours: self.db.hour_step(self.today).unwrap_or(entry::QUARTER) }
    }

    /// Why this person cannot change a record, or any of a register where none is named; `None` if they can. The store
    /// refuses by itself; this is for saying so before.
    #[must_use]
    pub fn refuses(&self, register: &Register, id: Option<i64>) -> Option<T> {
        self.db.refusal(&self.actor, register, id).unwrap_or(None)
    }

    /// Why this person cannot change anything, or cannot do what managers do.
    #[must_use]
    pub fn role(&self) -> Role {
        self.db.role(&self.actor).unwrap_or(Role::Viewer)
    }

    /// The words instead of a file, where none is written: how to get it on one's own machine.
    #[must_use]
    pub fn no_files(&self) -> Option<Effect> {
        self.served.then(|| Effect::Toast(self.t(w::NO_FILES).to_owned()))
    }

    /// A text in the person's language.
    #[must_use]
    pub const fn t(&self, text: T) -> &'static str {
        text.get(self.lang)
    }
}
