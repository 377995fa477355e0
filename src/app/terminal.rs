//! Taking the terminal and giving it back in order, also on panic.

use crossterm::{
    cursor, event, execute,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::layout::Rect;
use std::io::{self, IsTerminal, Write};

/// The terminal in our hands; dropping it gives it back.
pub(super) struct Terminal;

/// True where there is a terminal that can show screens.
#[must_use]
pub fn present() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
    !dumb && io::stdout().is_terminal() && io::stdin().is_terminal()
}

impl Terminal {
    /// Raw keys, the alternate screen, bracketed paste.
    pub fn take() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, event::EnableBracketedPaste)?;
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
            // Without the thread that failed nothing more can be saved; what was typed is kept each second.
            std::process::exit(101);
        }));
        Ok(Self)
    }

    /// Leaves a terminal that is gone as it is.
    pub fn forget(self) {
        std::mem::forget(self);
    }

    /// Gives the keyboard back, and says nothing to a line that takes nothing.
    pub fn forget_words(self) {
        terminal::disable_raw_mode().ok();
        std::mem::forget(self);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// What makes the screen ours, as bytes: the alternate screen, bracketed paste.
pub(super) const TAKE: &[u8] = b"\x1b[?1049h\x1b[?2004h";

/// Takes the keyboard again after a rest, in which a shell may have set it otherwise.
pub(super) fn hold() -> io::Result<()> {
    terminal::disable_raw_mode().ok();
    terminal::enable_raw_mode()
}

/// Gives screen and keyboard back.
pub(super) fn give_back() {
    let mut out = io::stdout();
    out.write_all(b"\x1b[0m").ok();
    execute!(out, event::DisableBracketedPaste, LeaveAlternateScreen, cursor::Show).ok();
    terminal::disable_raw_mode().ok();
}

/// The size of the frame; a terminal that does not know its size counts as 80×24.
pub(super) fn size() -> Rect {
    match terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => Rect::new(0, 0, columns.min(400), rows.min(160)),
        _ => Rect::new(0, 0, 80, 24),
    }
}
