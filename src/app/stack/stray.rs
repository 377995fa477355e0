//! Keys that the screen on top does not know: what they mean everywhere, or that they mean nothing.

use super::App;
use crate::{
    text::keys as k,
    ui::{Effect, Key, Screen as _, Shown, key},
};
use crossterm::event::KeyCode as C;

impl App {
    /// Over another screen, and in a form, help is the only key of every screen: the others could lose what was typed.
    pub(super) fn unheld(&mut self, pressed: Key) {
        let Some(help) = self.help_row() else { return };
        match help.keys.contains(&pressed) {
            true => self.apply(0, Effect::Help),
            false => self.unknown(pressed),
        }
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
