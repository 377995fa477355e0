//! Makes the keys of a text.
//!
//! All streams of a text (characters, initials, pinyin) are written once into one buffer; a key is a part of it, so a
//! million names cost few allocations. A key that only repeats the beginning of a better one is dropped.

use super::{KEY_CHARS, Key, TAIL, fold, rank, readings::Sounds};
use std::fmt::Write as _;
use unicode_normalization::char::is_combining_mark;

/// Characters of a name or title that get keys; the rest is found by nothing but a check of the text.
const MOST_CHARS: usize = 64;
/// Combinations of initials of characters with several readings.
const MOST_COMBINATIONS: usize = 64;

/// Keys under way: a buffer, and parts of it with a rank.
#[derive(Default)]
struct Builder {
    text: String,
    parts: Vec<(u8, usize, usize)>,
}

impl Builder {
    fn with_room(chars: usize) -> Self {
        Self { text: String::with_capacity(chars * 24), parts: Vec::with_capacity(chars * 6) }
    }

    /// Adds a key written by `write`, unless that writes nothing.
    fn add(&mut self, rank: u8, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        let end = cut(&self.text, start, self.text.len());
        if end > start {
            self.parts.push((rank, start, end));
        }
    }

    /// Writes a stream of one piece a character and adds a key from each character on that `begins`.
    fn stream(&mut self, ranks: (u8, u8), chars: usize, write: impl Fn(&mut String, usize), begins: impl Fn(usize) -> bool) {
        let first = self.parts.len();
        for at in 0..chars {
            if begins(at) {
                self.parts.push((if at == 0 { ranks.0 } else { ranks.1 }, self.text.len(), 0));
            }
            write(&mut self.text, at);
        }
        let end = self.text.len();
        for part in &mut self.parts[first..] {
            part.2 = cut(&self.text, part.1, end);
        }
    }

    /// The distinct keys, without those that a longer key of the same or a better rank answers too.
    fn keys(mut self) -> Vec<Key> {
        let text = self.text.as_str();
        self.parts.sort_unstable_by(|a, b| text[a.1..a.2].cmp(&text[b.1..b.2]).then(a.0.cmp(&b.0)));
        self.parts.dedup_by(|b, a| text[a.1..a.2] == text[b.1..b.2]);
        let repeats = |at: usize| {
            let (rank, start, end) = self.parts[at];
            let longer = self.parts[at + 1..].iter().take_while(|part| text[part.1..part.2].starts_with(&text[start..end]));
            rank >= super::rank::INSIDE && { longer }.any(|part| part.0 <= rank)
        };
        let mut kept: Vec<_> = (0..self.parts.len()).filter(|&at| !repeats(at)).map(|at| self.parts[at]).collect();
        // In order of the text already, so this is the order of rank and key.
        kept.sort_by_key(|part| part.0);
        kept.into_iter().map(|(rank, start, end)| Key { rank, k: text[start..end].to_owned() }).collect()
    }
}

/// The end of a key that starts at `start`: at most [`KEY_CHARS`] characters.
fn cut(text: &str, start: usize, end: usize) -> usize {
    if end - start <= KEY_CHARS {
        return end;
    }
    text[start..end].char_indices().nth(KEY_CHARS).map_or(end, |(at, _)| start + at)
}

pub(super) fn person(name: &str, corrected: Option<&str>) -> Vec<Key> {
    let corrected = corrected.map(spelled);
    let sounds = Sounds::person(chars(name), fold::has_dot(name), corrected.as_deref());
    let mut keys = Builder::with_room(sounds.chars.len());
    streams(&mut keys, &sounds);
    mixed(&mut keys, &sounds);
    long_initials(&mut keys, &sounds);
    combinations(&mut keys, &sounds);
    rare_pinyin(&mut keys, &sounds);
    if let Some(spelling) = &sounds.spelling {
        keys.add(rank::PINYIN, |out| out.push_str(spelling));
    }
    keys.keys()
}

pub(super) fn title(title: &str) -> Vec<Key> {
    let sounds = Sounds::title(chars(title));
    let mut keys = Builder::with_room(sounds.chars.len() * 2);
    streams(&mut keys, &sounds);
    let mut rare = sounds.chars.len() / 2 + 8;
    for (at, said) in (0..sounds.chars.len()).flat_map(|at| sounds.others(at).iter().map(move |said| (at, said))) {
        let mut add = |write: &dyn Fn(&mut String)| {
            if rare > 0 {
                keys.add(rank::RARE, write);
            }
            rare = rare.saturating_sub(1);
        };
        add(&|out| pinyin_with(out, &sounds, at, at, said));
        if at > 0 {
            add(&|out| pinyin_with(out, &sounds, at - 1, at, said));
        }
        if sounds.main(at).is_some_and(|main| main[..1] != said[..1]) {
            add(&|out| initials_with(out, &sounds, at, said));
        }
    }
    keys.keys()
}

pub(super) fn number(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    for digits in numbers(text) {
        let tail = std::iter::once(TAIL).chain(digits.chars().rev()).collect();
        keys.push(Key { rank: rank::NUMBER, k: digits });
        keys.push(Key { rank: rank::NUMBER, k: tail });
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A text in initials and in pinyin, by the main readings of a name.
pub(super) fn spellings(text: &str) -> [String; 2] {
    let sounds = Sounds::person(chars(text), false, None);
    let write = |piece: fn(&mut String, &Sounds, usize)| {
        let mut out = String::new();
        (0..sounds.chars.len()).for_each(|at| piece(&mut out, &sounds, at));
        out
    };
    [write(initial), write(syllable)]
}

pub(super) fn sort(name: &str) -> String {
    let sounds = Sounds::person(chars(name), fold::has_dot(name), None);
    let mut out = String::with_capacity(sounds.chars.len() * 10);
    for (at, c) in sounds.chars.iter().enumerate() {
        let _ = write!(out, "{} {c} ", sounds.main(at).unwrap_or_default());
    }
    out
}

/// The numbers in a cell: digits and letters only, folded.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for part in text.split(['/', '、', '，', ',', ';', '；', '／', '\n']) {
        let words: Vec<String> = part.split_whitespace().map(digits).filter(|word| !word.is_empty()).collect();
        let apart = words.len() > 1 && words.iter().all(|word| word.len() >= 7);
        if apart {
            all.extend(words);
        } else if !words.is_empty() {
            all.push(words.concat());
        }
    }
    for digits in &mut all {
        digits.truncate(KEY_CHARS);
    }
    all
}

fn digits(text: &str) -> String {
    let folded = fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let mobile = folded.strip_prefix("86").filter(|rest| rest.len() == 11 && text.contains('+'));
    mobile.map_or_else(|| folded.clone(), str::to_owned)
}

pub(super) fn chars(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len() / 3 + 1);
    fold::each(text, |c, _| chars.push(c));
    chars.truncate(MOST_CHARS);
    chars
}

/// The office's spelling with syllables kept apart, tones and capitals folded.
pub(super) fn spelled(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).map(fold);
    parts.filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase())).collect::<Vec<_>>().join(" ")
}

/// Characters, initials and pinyin of the main readings, from each character on.
fn streams(keys: &mut Builder, sounds: &Sounds) {
    let n = sounds.chars.len();
    let starts = |at: usize| at == 0 || !(sounds.chars[at].is_ascii() && sounds.chars[at - 1].is_ascii());
    keys.stream((rank::TEXT, rank::INSIDE), n, |out, at| out.push(sounds.chars[at]), |_| true);
    if (0..n).all(|at| sounds.of(at).is_empty()) {
        return;
    }
    keys.stream((rank::INITIALS, rank::INSIDE), n, |out, at| initial(out, sounds, at), starts);
    keys.stream((rank::PINYIN, rank::INSIDE), n, |out, at| syllable(out, sounds, at), starts);
}

/// Surname written out and the rest as initials (`zhangsf`), and the other way round (`zsanfeng`).
fn mixed(keys: &mut Builder, sounds: &Sounds) {
    let (n, surname) = (sounds.chars.len(), sounds.surname);
    if surname == 0 || n <= surname {
        return;
    }
    let mut with = |rank: u8, surname_said: &str| {
        keys.add(rank, |out| {
            out.push_str(surname_said);
            (surname..n).for_each(|at| initial(out, sounds, at));
        });
    };
    let main: String = (0..surname).filter_map(|at| sounds.main(at)).collect();
    with(rank::INSIDE, &main);
    if surname == 1 {
        sounds.others(0).iter().for_each(|said| with(rank::RARE, said));
    }
    keys.add(rank::INSIDE, |out| {
        (0..surname).for_each(|at| initial(out, sounds, at));
        (surname..n).for_each(|at| syllable(out, sounds, at));
    });
}

/// Initials with `zh`, `ch` and `sh` written out, in each way for up to three of them.
fn long_initials(keys: &mut Builder, sounds: &Sounds) {
    let long = |at: usize| sounds.main(at).filter(|said| is_long(said));
    let places: Vec<usize> = (0..sounds.chars.len()).filter(|&at| long(at).is_some()).take(3).collect();
    for ways in 1_usize..1 << places.len() {
        let written_out = |at: usize| places.iter().position(|&place| place == at).is_some_and(|bit| ways >> bit & 1 == 1);
        let write = |out: &mut String, at: usize| match long(at).filter(|_| written_out(at)) {
            Some(said) => out.push_str(&said[..2]),
            None => initial(out, sounds, at),
        };
        keys.stream((rank::INSIDE, rank::INSIDE), sounds.chars.len(), write, |_| true);
    }
}

/// Initials in every combination of the characters' readings.
fn combinations(keys: &mut Builder, sounds: &Sounds) {
    let n = sounds.chars.len();
    if (0..n).all(|at| sounds.others(at).is_empty()) {
        return;
    }
    let letters: Vec<String> = (0..n).map(|at| letters(sounds, at)).collect();
    let total = letters.iter().fold(1_usize, |total, letters| total.saturating_mul(letters.len()).min(MOST_COMBINATIONS));
    for number in 1..total {
        let mut rest = number;
        let chosen: Vec<usize> = letters.iter().map(|l| (rest % l.len(), rest /= l.len()).0).collect();
        let write = |out: &mut String, at: usize| match letters[at].as_bytes()[chosen[at]] {
            b'?' => out.push(sounds.chars[at]),
            letter => out.push(char::from(letter)),
        };
        keys.stream((rank::RARE, rank::RARE), n, write, |_| true);
    }
}

/// The distinct first letters of a character's readings, the main one first; `?` for a character without.
fn letters(sounds: &Sounds, at: usize) -> String {
    let mut letters = String::new();
    for letter in sounds.of(at).iter().filter_map(|said| said.chars().next()) {
        if !letters.contains(letter) {
            letters.push(letter);
        }
    }
    if letters.is_empty() { "?".to_owned() } else { letters }
}

/// Pinyin with one character in another reading, from each character up to that one; and with no surname known.
fn rare_pinyin(keys: &mut Builder, sounds: &Sounds) {
    let n = sounds.chars.len();
    for at in 0..n {
        for said in sounds.others(at) {
            for start in 0..=at {
                keys.add(rank::RARE, |out| pinyin_with(out, sounds, start, at, said));
            }
        }
    }
    if sounds.surname < 2 {
        return;
    }
    keys.add(rank::RARE, |out| {
        (0..n).for_each(|at| match sounds.others(at).first().filter(|_| at < sounds.surname) {
            Some(said) => out.push_str(said),
            None => syllable(out, sounds, at),
        });
    });
}

fn pinyin_with(out: &mut String, sounds: &Sounds, start: usize, at: usize, said: &str) {
    (start..at).for_each(|at| syllable(out, sounds, at));
    out.push_str(said);
    (at + 1..sounds.chars.len()).for_each(|at| syllable(out, sounds, at));
}

fn initials_with(out: &mut String, sounds: &Sounds, at: usize, said: &str) {
    out.push_str(&said[..1]);
    (at + 1..sounds.chars.len()).for_each(|at| initial(out, sounds, at));
}

pub(super) fn initial(out: &mut String, sounds: &Sounds, at: usize) {
    match sounds.main(at) {
        Some(said) => out.push_str(&said[..1]),
        None => out.push(sounds.chars[at]),
    }
}

pub(super) fn syllable(out: &mut String, sounds: &Sounds, at: usize) {
    match sounds.main(at) {
        Some(said) => out.push_str(said),
        None => out.push(sounds.chars[at]),
    }
}

pub(super) fn is_long(said: &str) -> bool {
    said.starts_with("zh") || said.starts_with("ch") || said.starts_with("sh")
}
