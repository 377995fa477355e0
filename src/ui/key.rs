//! Keys as the program knows them: one value a key, folded so that the input method does not change what a key means.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// One key with its modifiers. Shift is part of a character, and kept only for other keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Control.
    pub ctrl: bool,
    /// Alt.
    pub alt: bool,
}

/// A plain character key.
#[must_use]
pub const fn ch(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false, alt: false }
}

/// A character with Control.
#[must_use]
pub const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true, alt: false }
}

/// The same key with Control.
#[must_use]
pub const fn with_ctrl(key: Key) -> Key {
    Key { ctrl: true, ..key }
}

/// A function key.
#[must_use]
pub const fn f(n: u8) -> Key {
    Key { code: KeyCode::F(n), ctrl: false, alt: false }
}

/// Any other key.
#[must_use]
pub const fn on(code: KeyCode) -> Key {
    Key { code, ctrl: false, alt: false }
}

/// The keys that show numbers in full, on every screen.
pub const REVEAL: [Key; 2] = [f(12), ch('#')];
/// Enter.
pub const ENTER: Key = on(KeyCode::Enter);
/// Escape.
pub const ESC: Key = on(KeyCode::Esc);
/// Tab.
pub const TAB: Key = on(KeyCode::Tab);
/// Shift-Tab.
pub const BACK_TAB: Key = on(KeyCode::BackTab);
/// Up.
pub const UP: Key = on(KeyCode::Up);
/// Down.
pub const DOWN: Key = on(KeyCode::Down);
/// Left.
pub const LEFT: Key = on(KeyCode::Left);
/// Right.
pub const RIGHT: Key = on(KeyCode::Right);
/// Page up.
pub const PAGE_UP: Key = on(KeyCode::PageUp);
/// Page down.
pub const PAGE_DOWN: Key = on(KeyCode::PageDown);
/// Home.
pub const HOME: Key = on(KeyCode::Home);
/// End.
pub const END: Key = on(KeyCode::End);
/// Delete.
pub const DELETE: Key = on(KeyCode::Delete);
/// Backspace.
pub const BACKSPACE: Key = on(KeyCode::Backspace);
/// Space.
pub const SPACE: Key = ch(' ');

impl Key {
    /// From the terminal. Ctrl-H is Backspace and Ctrl-J is Enter on every terminal: some send nothing else.
    #[must_use]
    pub fn from_event(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        match event.code {
            KeyCode::Char('h') if ctrl => BACKSPACE,
            KeyCode::Char('j') if ctrl => ENTER,
            KeyCode::Char(c) if ctrl => Self { code: KeyCode::Char(c.to_ascii_lowercase()), ctrl, alt },
            code => Self { code, ctrl, alt },
        }
    }

    /// The character it types, if it types one.
    #[must_use]
    pub const fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key meant in a list while the input method is in full-width or Chinese punctuation mode.
    #[must_use]
    pub const fn folded(self) -> Self {
        let KeyCode::Char(c) = self.code else { return self };
        Self { code: KeyCode::Char(fold(c)), ..self }
    }

    /// True for a letter without Control: the input method takes those.
    #[must_use]
    pub const fn is_letter(self) -> bool {
        matches!(self.typed(), Some(c) if c.is_ascii_alphabetic())
    }
}

/// Control keys with which a text area moves and deletes.
#[must_use]
pub const fn moves_in_text(key: Key) -> bool {
    let letter = matches!(key.code, KeyCode::Char('a' | 'b' | 'd' | 'e' | 'f' | 'k' | 'n' | 'p' | 'u' | 'w' | 'y'));
    let other = matches!(
        key.code,
        KeyCode::Left
            | KeyCode::Right
            | KeyCode::Up
            | KeyCode::Down
            | KeyCode::Home
            | KeyCode::End
            | KeyCode::Backspace
            | KeyCode::Delete
    );
    key.ctrl && !key.alt && (letter || other)
}

/// Full-width and Chinese punctuation to the ASCII character on the same key.
#[must_use]
pub const fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(c) => c,
            None => c,
        },
        '\u{3000}' => ' ',
        '、' => '/',
        '。' => '.',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '·' => '`',
        '￥' | '¥' => '$',
        '…' => '^',
        '—' => '_',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::Delete => f.write_str("Del"),
            code => write!(f, "{code:?}"),
        }
    }
}
