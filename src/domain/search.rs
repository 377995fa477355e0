//! Finding: what a name, a title or a number can be found by, and what a query asks for.
//!
//! People type what their input method lets them: characters, initials, full pinyin, a mix, or the tail of a number. So
//! each text gives a bounded set of keys, each found by its beginning, in ranks that say how good such a hit is; the
//! store keeps them in one ordered table and a query is a range scan. Completeness comes first, order second: a rare
//! reading is found, but last. Readings come from the `pinyin` table, corrected by `assets/rules/readings.toml`.

mod document;
mod fold;
mod keys;
mod matching;
mod query;
mod readings;

pub use fold::fold;
pub use matching::{Found, Subject};
pub use query::{Query, Word, parse};

/// Ranks of keys, best first; the order in which a query walks them.
pub mod rank {
    /// The text from its start.
    pub const TEXT: u8 = 0;
    /// The initials of the main readings, from the start.
    pub const INITIALS: u8 = 1;
    /// The pinyin of the main readings, from the start.
    pub const PINYIN: u8 = 2;
    /// From a later character on, and mixes of pinyin and initials.
    pub const INSIDE: u8 = 3;
    /// With a reading that is not the main one.
    pub const RARE: u8 = 4;
    /// A number from its start, or by its tail.
    pub const NUMBER: u8 = 5;
    /// Not the record itself but what stands beside it: its unit or its post.
    pub const BESIDE: u8 = 6;
}

/// Characters kept of a key; a longer word is looked up by so many and checked against the text.
pub const KEY_CHARS: usize = 32;

/// Stands before the reversed digits of a number, so that a tail is the beginning of a key.
pub const TAIL: char = '-';

/// One key of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// How good a hit by this key is, see [`rank`].
    pub rank: u8,
    /// Folded text, pinyin, initials, digits, or [`TAIL`] and reversed digits.
    pub k: String,
}

/// The keys of a person's name, distinct, by rank and key.
///
/// `corrected_pinyin` is what the office entered: one syllable a character (`mu zi qing`) replaces the main readings;
/// anything else is one more full spelling.
#[must_use]
pub fn person_keys(name: &str, corrected_pinyin: Option<&str>) -> Vec<Key> {
    keys::person(name, corrected_pinyin)
}

/// The keys of a title, distinct, by rank and key: about three a character.
#[must_use]
pub fn title_keys(title: &str) -> Vec<Key> {
    keys::title(title)
}

/// The keys of a number or of several (`13887654321/0874-7621234`): each as a whole and reversed behind [`TAIL`].
#[must_use]
pub fn number_keys(number: &str) -> Vec<Key> {
    keys::number(number)
}

/// The keys of a document number (`霞组通〔2026〕223号`): from each of its parts on, without brackets.
#[must_use]
pub fn document_keys(number: &str) -> Vec<Key> {
    document::keys(number)
}

/// A text that sorts names by pinyin, character by character: `wang 王 xiao 小 ming 明`.
#[must_use]
pub fn sort_pinyin(name: &str) -> String {
    keys::sort(name)
}
