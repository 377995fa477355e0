//! Keys pressed while the screen on top still reads what it shows: they wait for it, and mean then what they say.
//!
//! Who knows a way by heart types it in one go; on a large register the page is not there yet when its keys come.

use super::App;
use crate::ui::Key;

/// Keys kept at most: a way through a page is shorter.
const MOST: usize = 32;

impl App {
    /// Keeps a key of the screen on top until its job is done; false where there is nothing to wait for.
    pub(super) fn waits(&mut self, pressed: Key) -> bool {
        let Some(top) = self.stack.last() else { return false };
        if !top.screen.waiting() || !self.running.iter().any(|job| job.owner == top.id) {
            return false;
        }
        let known = top.screen.commands(&self.cx).iter().any(|row| row.keys.contains(&pressed.folded()));
        if known && self.ahead.len() < MOST {
            self.ahead.push(pressed);
        }
        known
    }

    /// The job of a screen is done: the keys that waited for it come now. Any of them may start the next waiting.
    pub(super) fn catch_up(&mut self, owner: u64) {
        if self.stack.last().is_none_or(|top| top.id != owner) {
            return;
        }
        for key in std::mem::take(&mut self.ahead) {
            self.key(key);
        }
    }
}
