//! From the bytes of a terminal to keys, pastes and answers.
//!
//! Our own reading, because every terminal sends something else and a slow line cuts anywhere: a sequence may come in
//! several reads, a lone Esc is one only after a pause, and what is no UTF-8 has to be noticed instead of dropped. What
//! a terminal answers or reports never becomes text.

mod sequence;

use crate::ui::{Key, key};
use crossterm::event::KeyCode;

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// A key, and the bytes it came as.
    Key(Key, Vec<u8>),
    /// Pasted text between its brackets.
    Paste(String),
    /// Where the cursor is: row and column from 1.
    At(u16, u16),
    /// Bytes that are no UTF-8, how many.
    Invalid(usize),
}

/// How the terminal writes what is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As it should be.
    #[default]
    Utf8,
    /// The old Chinese one.
    Gbk,
}

/// Bytes of a paste or of a string from the terminal at most; more is cut off.
const LONGEST: usize = 4 << 20;

/// Takes bytes as they come.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Vec<u8>,
    paste: Option<Vec<u8>>,
    encoding: Encoding,
}

/// What the front of the held bytes is.
enum Front {
    /// So many bytes are this; nothing where they mean nothing.
    Is(usize, Option<Came>),
    /// More has to come.
    More,
}

impl Decoder {
    /// How what is typed is written from now on.
    pub fn set(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// What these bytes complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Came> {
        self.held.extend_from_slice(bytes);
        let mut came = Vec::new();
        loop {
            if self.paste.is_some() {
                let Some(text) = self.pasting() else { break };
                came.push(Came::Paste(text));
                continue;
            }
            if self.held.is_empty() {
                break;
            }
            match self.front() {
                Front::More => break,
                Front::Is(n, what) => {
                    let bytes: Vec<u8> = self.held.drain(..n).collect();
                    if bytes == b"\x1b[200~" {
                        self.paste = Some(Vec::new());
                    } else if let Some(what) = what {
                        came.push(what.with(bytes));
                    }
                }
            }
        }
        invalid_together(came)
    }

    /// True where the held bytes are a lone Esc: a short pause decides.
    pub fn waits_shortly(&self) -> bool {
        self.paste.is_none() && self.held == [0x1b]
    }

    /// True where something has begun and not ended.
    pub fn waits(&self) -> bool {
        !self.held.is_empty() || self.paste.is_some()
    }

    /// Nothing more came: a lone Esc is Esc, what was begun is over.
    pub fn pause(&mut self) -> Vec<Came> {
        if let Some(mut pasted) = self.paste.take() {
            pasted.append(&mut self.held);
            return vec![Came::Paste(self.text(&pasted))];
        }
        let held = std::mem::take(&mut self.held);
        match held[..] {
            [] => Vec::new(),
            [0x1b] => vec![Came::Key(key::ESC, held)],
            [0x1b, c] if c.is_ascii_graphic() => vec![Came::Key(Key { alt: true, ..key::ch(char::from(c)) }, held)],
            // The beginning of a sequence that a broken line has cut off.
            [0x1b, ..] => Vec::new(),
            _ => vec![Came::Invalid(held.len())],
        }
    }

    fn front(&self) -> Front {
        let held = &self.held;
        match held[0] {
            0x1b => sequence::read(held, self.encoding),
            byte if byte < 0x80 => Front::Is(1, Some(Came::Key(plain(byte), Vec::new()))),
            _ => match character(held, self.encoding) {
                Char::Is(c, n) => Front::Is(n, Some(Came::Key(key::ch(c), Vec::new()))),
                Char::Cut => Front::More,
                Char::No(n) => Front::Is(n, Some(Came::Invalid(n))),
            },
        }
    }

    /// The pasted text once its end has come.
    fn pasting(&mut self) -> Option<String> {
        const END: &[u8] = b"\x1b[201~";
        let end = self.held.windows(END.len()).position(|w| w == END);
        // The end may be cut in two: that much is looked at again.
        let whole = end.unwrap_or(self.held.len().saturating_sub(END.len() - 1));
        let taken: Vec<u8> = self.held.drain(..whole).collect();
        let pasted = self.paste.get_or_insert_default();
        let room = LONGEST.saturating_sub(pasted.len());
        pasted.extend_from_slice(&taken[..taken.len().min(room)]);
        end?;
        self.held.drain(..END.len());
        let pasted = self.paste.take().unwrap_or_default();
        Some(self.text(&pasted))
    }

    fn text(&self, bytes: &[u8]) -> String {
        match self.encoding {
            Encoding::Gbk => encoding_rs::GBK.decode(bytes).0.into_owned(),
            Encoding::Utf8 => String::from_utf8_lossy(bytes).replace('\u{fffd}', ""),
        }
    }
}

impl Came {
    fn with(self, bytes: Vec<u8>) -> Self {
        match self {
            Self::Key(key, _) => Self::Key(key, bytes),
            other => other,
        }
    }
}

/// Neighbouring invalid bytes are told once.
fn invalid_together(came: Vec<Came>) -> Vec<Came> {
    let mut out: Vec<Came> = Vec::with_capacity(came.len());
    for what in came {
        match (out.last_mut(), what) {
            (Some(Came::Invalid(before)), Came::Invalid(n)) => *before += n,
            (_, what) => out.push(what),
        }
    }
    out
}

/// A byte below 0x80 as a key. Ctrl-H is Backspace and Ctrl-J is Enter: some terminals send nothing else.
fn plain(byte: u8) -> Key {
    match byte {
        0x00 => key::ctrl(' '),
        0x08 | 0x7f => key::BACKSPACE,
        b'\t' => key::TAB,
        b'\r' | b'\n' => key::ENTER,
        0x1b => key::ESC,
        1..=0x1a => key::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => key::ctrl(char::from(byte + 0x40)),
        _ => key::ch(char::from(byte)),
    }
}

/// What bytes from 0x80 on begin with.
enum Char {
    Is(char, usize),
    /// The rest has not come yet.
    Cut,
    /// So many bytes are no character.
    No(usize),
}

fn character(bytes: &[u8], encoding: Encoding) -> Char {
    if encoding == Encoding::Gbk {
        return gbk(bytes);
    }
    let longest = bytes.len().min(4);
    match std::str::from_utf8(&bytes[..longest]) {
        Ok(text) => text.chars().next().map_or(Char::No(1), |c| Char::Is(c, c.len_utf8())),
        Err(error) if error.valid_up_to() > 0 => {
            let text = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            text.chars().next().map_or(Char::No(1), |c| Char::Is(c, c.len_utf8()))
        }
        Err(error) if error.error_len().is_none() => Char::Cut,
        // In GBK the second half of a character may look like a letter, which would run a command.
        Err(_) => Char::No(if bytes.get(1).is_some_and(|next| (0x40..=0xfe).contains(next) && *next != 0x7f) { 2 } else { 1 }),
    }
}

fn gbk(bytes: &[u8]) -> Char {
    let [_, _, ..] = bytes else { return Char::Cut };
    let (text, failed) = encoding_rs::GBK.decode_without_bom_handling(&bytes[..2]);
    match text.chars().next() {
        Some(c) if !failed => Char::Is(c, 2),
        _ => Char::No(2),
    }
}

/// A key from a code of a newer terminal: the character or one of the control codes.
fn coded(code: u32, modifiers: u16) -> Option<Key> {
    let key = match code {
        13 => key::ENTER,
        27 => key::ESC,
        9 => key::TAB,
        8 | 127 => key::BACKSPACE,
        _ => key::ch(char::from_u32(code)?),
    };
    Some(modified(key, modifiers))
}

/// A key with the modifiers of xterm: 1 and the sum of shift 1, alt 2, control 4.
fn modified(key: Key, modifiers: u16) -> Key {
    let bits = modifiers.saturating_sub(1);
    let (shift, alt, ctrl) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
    match key.code {
        KeyCode::Tab if shift => Key { ctrl, alt, ..key::BACK_TAB },
        KeyCode::Char('h') if ctrl => key::BACKSPACE,
        KeyCode::Char('j') if ctrl => key::ENTER,
        KeyCode::Char(c) if ctrl => Key { code: KeyCode::Char(c.to_ascii_lowercase()), ctrl, alt },
        _ => Key { ctrl, alt, ..key },
    }
}
