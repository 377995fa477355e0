//! Escape sequences: keys of many terminals, the answers that are wanted, and much that is passed over.

use super::{Came, Char, Encoding, Front, LONGEST, character, coded, modified, plain};
use crate::ui::{Key, key};
use crossterm::event::KeyCode;

/// What bytes that begin with Esc are.
pub(super) fn read(held: &[u8], encoding: Encoding) -> Front {
    let Some(&second) = held.get(1) else { return Front::More };
    match second {
        // Esc twice: the first is one by itself.
        0x1b => Front::Is(1, Some(Came::Key(key::ESC, Vec::new()))),
        b'[' => csi(held),
        b'O' => held.get(2).map_or(Front::More, |last| keypad(*last)),
        b']' | b'P' | b'_' | b'^' | b'X' => string(held),
        0x80.. => match character(&held[1..], encoding) {
            Char::Is(c, n) => Front::Is(1 + n, Some(Came::Key(Key { alt: true, ..key::ch(c) }, Vec::new()))),
            Char::Cut => Front::More,
            Char::No(n) => Front::Is(1 + n, Some(Came::Invalid(n))),
        },
        _ => Front::Is(2, Some(Came::Key(Key { alt: true, ..plain(second) }, Vec::new()))),
    }
}

/// Text of the terminal's own, up to its end: titles, colours, versions.
fn string(held: &[u8]) -> Front {
    if held.len() < 3 {
        return Front::More;
    }
    let ends = (2..held.len()).find(|n| held[*n] == 0x07 || held[*n] == 0x1b && held.get(n + 1) == Some(&b'\\'));
    match ends {
        Some(n) => Front::Is(n + if held[n] == 0x07 { 1 } else { 2 }, None),
        None if held.len() > LONGEST => Front::Is(held.len(), None),
        None => Front::More,
    }
}

/// `ESC O` and one more: function keys, cursor keys, and the keypad where a program before this one left it so.
fn keypad(last: u8) -> Front {
    let key = match last {
        b'A' => key::UP,
        b'B' => key::DOWN,
        b'C' => key::RIGHT,
        b'D' => key::LEFT,
        b'H' => key::HOME,
        b'F' => key::END,
        b'M' => key::ENTER,
        b'I' => key::TAB,
        b'P'..=b'S' => key::f(last - b'P' + 1),
        b'p'..=b'y' => key::ch(char::from(last - b'p' + b'0')),
        b'j'..=b'o' => key::ch(char::from(last - b'j' + b'*')),
        b'X' => key::ch('='),
        b' ' => key::SPACE,
        _ => return Front::Is(3, None),
    };
    Front::Is(3, Some(Came::Key(key, Vec::new())))
}

/// `ESC [`, numbers, and a letter.
fn csi(held: &[u8]) -> Front {
    // The Linux console's F1 to F5.
    if held.get(2) == Some(&b'[') {
        return match held.get(3) {
            None => Front::More,
            Some(c @ b'A'..=b'E') => Front::Is(4, Some(Came::Key(key::f(c - b'A' + 1), Vec::new()))),
            Some(_) => Front::Is(4, None),
        };
    }
    let Some(end) = (2..held.len()).find(|n| !(0x20..=0x3f).contains(&held[*n])) else {
        return if held.len() > 64 { Front::Is(held.len(), None) } else { Front::More };
    };
    let (inside, last) = (&held[2..end], held[end]);
    match (inside, last) {
        // A control character within a sequence ends it.
        (_, 0..=0x1f | 0x7f..) => Front::Is(end, None),
        // The old mouse, three bytes more.
        ([], b'M') => {
            if held.len() < end + 4 {
                Front::More
            } else {
                Front::Is(end + 4, None)
            }
        }
        // PuTTY's End in its rxvt mode; by itself a report that the window lost the keys.
        ([], b'O') if held.get(end + 1) == Some(&b'w') => Front::Is(end + 2, Some(Came::Key(key::END, Vec::new()))),
        _ => Front::Is(end + 1, meaning(inside, last)),
    }
}

fn meaning(inside: &[u8], last: u8) -> Option<Came> {
    // Answers to questions of others: what kind of terminal, which modes.
    if inside.iter().any(|byte| !byte.is_ascii_digit() && *byte != b';' && *byte != b':') {
        return None;
    }
    let text = std::str::from_utf8(inside).ok()?;
    let numbers: Vec<u16> = text.split(';').map(|n| n.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0)).collect();
    let (first, second) = (numbers.first().copied().unwrap_or(0), numbers.get(1).copied().unwrap_or(1));
    let key = match last {
        // F3 with a modifier looks like an answer from the first row; nothing is ever asked there.
        b'R' if first == 1 && (2..=8).contains(&second) => key::f(3),
        b'R' if numbers.len() == 2 => return Some(Came::At(first, second)),
        b'A' | b'a' => key::UP,
        b'B' | b'b' => key::DOWN,
        b'C' | b'c' if inside.is_empty() || second > 1 => key::RIGHT,
        b'D' | b'd' => key::LEFT,
        b'H' => key::HOME,
        b'F' => key::END,
        b'Z' => key::BACK_TAB,
        b'P' | b'Q' | b'S' => key::f(last - b'P' + 1),
        b'u' => return coded(u32::from(first), second).map(|key| Came::Key(key, Vec::new())),
        b'~' if first == 27 => return coded(u32::from(*numbers.get(2)?), second).map(|key| Came::Key(key, Vec::new())),
        b'~' | b'^' | b'@' => numbered(first)?,
        _ => return None,
    };
    let modifiers = if last == b'^' || last == b'@' { 5 } else { second };
    Some(Came::Key(modified(key, modifiers), Vec::new()))
}

fn numbered(n: u16) -> Option<Key> {
    #[allow(clippy::cast_possible_truncation)]
    let f = |from: u16, first: u8| Some(key::f((n - from) as u8 + first));
    match n {
        1 | 7 => Some(key::HOME),
        2 => Some(key::on(KeyCode::Insert)),
        3 => Some(key::DELETE),
        4 | 8 => Some(key::END),
        5 => Some(key::PAGE_UP),
        6 => Some(key::PAGE_DOWN),
        11..=15 => f(11, 1),
        17..=21 => f(17, 6),
        23..=26 => f(23, 11),
        28 | 29 => f(28, 15),
        31..=34 => f(31, 17),
        // The brackets of a paste are seen by who collects it.
        _ => None,
    }
}
