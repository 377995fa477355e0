//! Registers, fields and values by the names people read: code words, Chinese and English labels, headings of files.

use super::{Field, FieldKind, REGISTERS, Register, register};
use crate::text::T;

/// True where this is what a label says, in either language and any case.
#[must_use]
pub fn says(label: T, text: &str) -> bool {
    label.zh == text || label.en.eq_ignore_ascii_case(text)
}

/// The register of this name: its code word, its table, or what the screen calls it.
#[must_use]
pub fn register_named(text: &str) -> Option<&'static Register> {
    let named = |r: &&Register| says(r.name, text) || r.table == text || r.kind.eq_ignore_ascii_case(text);
    register(text).or_else(|| REGISTERS.iter().copied().find(named))
}

impl Register {
    /// The field of this name: its column, with or without `_id`, its label, or a heading that files give it.
    #[must_use]
    pub fn field_named(&self, text: &str) -> Option<&'static Field> {
        let link = |f: &&Field| matches!(f.kind, FieldKind::Link(_)) && f.name.strip_suffix("_id") == Some(text);
        let fields = || self.fields.iter();
        self.field(text)
            .or_else(|| fields().find(link))
            .or_else(|| fields().find(|f| says(f.label, text)))
            .or_else(|| fields().find(|f| f.aliases.contains(&text)))
    }
}

impl Field {
    /// The code of a closed list that a person names by its code or its word.
    #[must_use]
    pub fn code_named(&self, text: &str) -> Option<&'static str> {
        let FieldKind::State(words) = self.kind else { return None };
        words.iter().find(|(code, word)| *code == text || says(*word, text)).map(|(code, _)| *code)
    }
}
