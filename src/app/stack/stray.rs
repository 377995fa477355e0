//! Keys that the screen on top does not know: what they mean everywhere, or that they mean nothing.

use super::App;
use crate::{
    text::keys as k,
    ui::{Effect, Key, Screen as _, Shown, key},
};
use crossterm::event::KeyCode as C;

/// Commands of every screen that work over a screen that holds the keys.
pub(super) const HELD: [&str; 3] = ["help", "redraw", "glyphs"];

impl App {
    /// Over another screen, and in a form, only those keys of every screen work that cannot lose what was typed; of the
    /// others it is said what to do first.
    pub(super) fn unheld(&mut self, pressed: Key) {
        let typed = self.typing() && pressed.typed().is_some();
        let rows = self.globals.commands(&self.cx);
        let Some(row) = rows.iter().find(|row| row.keys.contains(&pressed) && !typed) else { return self.unknown(pressed) };
        if HELD.contains(&row.name) {
            return match self.globals.run(row.name, &self.cx) {
                Ok(effect) => self.apply(0, effect),
                Err(error) => self.fail(&error),
            };
        }
        let over = self.stack.last().is_some_and(|l| l.screen.overlay());
        let words = if over { k::close_first } else { k::leave_first };
        self.toast = Some(words(self.cx.lang, pressed, self.cx.t(row.label)));
    }

    /// The row of help among those of every screen.
    fn help_row(&self) -> Option<Shown> {
        self.globals.commands(&self.cx).into_iter().find(|row| row.name == "help")
    }

    /// A key that means nothing says so, but for those that only move.
    fn unknown(&mut self, pressed: Key) {
        let moves = matches!(
            pressed.code,
            C::Up | C::Down | C::Left | C::Right | C::Home | C::End | C::PageUp | C::PageDown | C::Tab | C::BackTab | C::Enter
        );
        if !moves && matches!(pressed.code, C::Char(_) | C::F(_) | C::Backspace | C::Delete | C::Insert) {
            let help = self.help_row().and_then(|row| row.keys.first().copied()).unwrap_or(key::f(1));
            self.toast = Some(k::unknown(self.cx.lang, help, pressed));
        }
    }

    /// Esc goes back but never quits; a Han character starts a find with it.
    pub(super) fn unbound(&mut self, pressed: Key) {
        if pressed == key::ESC {
            match self.stack.len() {
                0 | 1 => self.toast = Some(self.cx.t(k::QUIT_HINT).to_owned()),
                _ => self.close(self.stack.last().map_or(0, |l| l.id)),
            }
        } else if let Some(c) = pressed.typed().filter(|c| !c.is_ascii() && c.is_alphanumeric()) {
            self.apply(0, Effect::Find(c.to_string()));
        } else {
            self.unknown(pressed);
        }
    }
}
