//! Whether a word fits a text, how well, and which part of it.
//!
//! Used where keys are not enough: for the further words of a query, for words longer than a key, and to mark the part
//! that fits. Each key that [`super::person_keys`] or [`super::title_keys`] gives fits here with the same rank or a better
//! one; mixes that no key has (`王xm`, `zsanf`) fit too.

use super::{Word, fold, keys, rank, readings::Sounds};
use std::ops::Range;

/// Steps of one search, so that no text and word can make it long.
const MOST_STEPS: u32 = 4_000;

/// How a word fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As good as a key of this rank.
    pub rank: u8,
    /// Bytes of the text as given.
    pub bytes: Range<usize>,
}

/// A text to compare words with.
pub struct Subject<'a> {
    sounds: Sounds<'a>,
    bytes: Vec<Range<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Initials,
    Pinyin,
    Mixed,
    Rare,
}

impl<'a> Subject<'a> {
    /// A person's name; `spelling` is the office's pinyin as [`Self::spelling`] gives it.
    #[must_use]
    pub fn person(name: &str, spelling: Option<&'a str>) -> Self {
        let (chars, bytes) = parts(name);
        Self { sounds: Sounds::person(chars, fold::has_dot(name), spelling), bytes }
    }

    /// A title.
    #[must_use]
    pub fn title(title: &str) -> Self {
        let (chars, bytes) = parts(title);
        Self { sounds: Sounds::title(chars), bytes }
    }

    /// The office's pinyin of a name, prepared for [`Self::person`].
    #[must_use]
    pub fn spelling(corrected_pinyin: &str) -> String {
        keys::spelled(corrected_pinyin)
    }

    /// Where and how well the word fits; the best way, and of those the first.
    #[must_use]
    pub fn find(&self, word: &Word) -> Option<Found> {
        let chars: Vec<char> = word.text.chars().collect();
        let text = (0..self.bytes.len()).find(|&at| self.sounds.chars[at..].starts_with(&chars));
        let text = |rank: u8| text.map(|at| self.found(rank, at..at + chars.len()));
        if let Some(found) = text(rank::TEXT).filter(|found| found.bytes.start == self.bytes[0].start) {
            return Some(found);
        }
        if !chars.iter().any(char::is_ascii) {
            return text(rank::INSIDE);
        }
        let n = self.sounds.chars.len();
        let walk = |from: Range<usize>, mode: Mode, rank: u8| {
            let mut from = from;
            let mut steps = MOST_STEPS;
            from.find_map(|at| Some(self.found(rank, at..self.walk(&chars, at, mode, &mut steps)?)))
        };
        let first = 0..n.min(1);
        walk(first.clone(), Mode::Initials, rank::INITIALS)
            .or_else(|| walk(first, Mode::Pinyin, rank::PINYIN))
            .or_else(|| self.spelled(word))
            .or_else(|| text(rank::INSIDE))
            .or_else(|| walk(0..n, Mode::Mixed, rank::INSIDE))
            .or_else(|| walk(0..n, Mode::Rare, rank::RARE))
    }

    /// True where the word is the whole text.
    #[must_use]
    pub fn is(&self, word: &Word) -> bool {
        self.sounds.chars.iter().copied().eq(word.text.chars())
    }

    fn spelled(&self, word: &Word) -> Option<Found> {
        let spelling = self.sounds.spelling.as_ref()?;
        spelling.starts_with(&word.text).then(|| self.found(rank::PINYIN, 0..self.bytes.len()))
    }

    fn found(&self, rank: u8, chars: Range<usize>) -> Found {
        let start = self.bytes.get(chars.start).map_or(0, |bytes| bytes.start);
        let end = chars.end.checked_sub(1).and_then(|last| self.bytes.get(last)).map_or(start, |bytes| bytes.end);
        Found { rank, bytes: start..end.max(start) }
    }

    /// The character behind the last one that the word takes, starting with the character at `at`.
    fn walk(&self, word: &[char], at: usize, mode: Mode, steps: &mut u32) -> Option<usize> {
        let Some(&first) = word.first() else { return Some(at) };
        let &c = self.sounds.chars.get(at)?;
        *steps = steps.checked_sub(1)?;
        let main = self.sounds.main(at);
        if first == c && (main.is_none() || matches!(mode, Mode::Mixed | Mode::Rare)) {
            return self.walk(&word[1..], at + 1, mode, steps);
        }
        let readings = if mode == Mode::Rare { self.sounds.of(at) } else { main.as_slice() };
        readings.iter().find_map(|said| self.take(word, said, at, mode, steps))
    }

    /// Goes on after the word took as much of the reading `said` as `mode` lets it: the longest first.
    fn take(&self, word: &[char], said: &str, at: usize, mode: Mode, steps: &mut u32) -> Option<usize> {
        let same = word.iter().zip(said.chars()).take_while(|(a, b)| **a == *b).count();
        if same == 0 {
            return None;
        }
        let whole = mode != Mode::Initials;
        if whole && same == word.len() {
            return Some(at + 1);
        }
        let mut lengths = [0; 3];
        if whole && same == said.len() {
            lengths[0] = same;
        }
        if mode != Mode::Initials && mode != Mode::Pinyin && same >= 2 && keys::is_long(said) {
            lengths[1] = 2;
        }
        if mode != Mode::Pinyin {
            lengths[2] = 1;
        }
        lengths.iter().filter(|&&n| n > 0).find_map(|&n| self.walk(&word[n..], at + 1, mode, steps))
    }
}

fn parts(text: &str) -> (Vec<char>, Vec<Range<usize>>) {
    let (mut chars, mut bytes) = (Vec::new(), Vec::new());
    fold::each(text, |c, at| {
        chars.push(c);
        bytes.push(at);
    });
    (chars, bytes)
}

impl Word {
    /// True where the word is the beginning of a number in this cell or, of three places or more, stands in one.
    #[must_use]
    pub fn fits_number(&self, cell: &str) -> bool {
        let inside = self.tail().is_some();
        keys::numbers(cell).iter().any(|number| number.starts_with(&self.text) || inside && number.contains(&self.text))
    }

    /// True where the word is the end of a number in this cell.
    #[must_use]
    pub fn ends_number(&self, cell: &str) -> bool {
        keys::numbers(cell).iter().any(|number| number.ends_with(&self.text))
    }

    /// True where the word is the beginning of a number in this cell.
    #[must_use]
    pub fn starts_number(&self, cell: &str) -> bool {
        keys::numbers(cell).iter().any(|number| number.starts_with(&self.text))
    }
}
