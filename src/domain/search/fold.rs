//! Folding: one form for texts that people take for the same.
//!
//! Width, case, accents and `ü` are made equal; spaces, dots of names (· • ・ ‧ .), quotes, brackets and invisible
//! characters are dropped, because tables pad names with spaces and nobody remembers punctuation. Rare characters stay as
//! they are, also those that no standard knows yet.

use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds a text: `Ｗáng　小·明` becomes `wang小明`, `lü` becomes `lv`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each(text, |c, _| out.push(c));
    out
}

/// True for a name with a dot between its parts, as names written from another language have.
pub(super) fn has_dot(name: &str) -> bool {
    let is_dot = |c: char| matches!(c, '·' | '•' | '・' | '‧' | '∙' | '⋅' | '･' | '．' | '.');
    name.trim_matches(|c: char| c.is_whitespace() || is_dot(c)).contains(is_dot)
}

/// Gives each folded character with the bytes of `text` it came from.
pub(super) fn each(text: &str, mut give: impl FnMut(char, Range<usize>)) {
    let mut held: Option<(char, Range<usize>)> = None;
    for (at, c) in text.char_indices() {
        let bytes = at..at + c.len_utf8();
        if is_plain(c) {
            if let Some((c, bytes)) = held.take() {
                give(c, bytes);
            }
            held = Some((c.to_ascii_lowercase(), bytes));
            continue;
        }
        if c.is_ascii() {
            continue;
        }
        decompose_compatible(c, |part| add(part, &bytes, &mut held, &mut give));
    }
    if let Some((c, bytes)) = held {
        give(c, bytes);
    }
}

/// Adds one decomposed character: a mark joins the character before it, `u` with a diaeresis is `v`.
fn add(part: char, bytes: &Range<usize>, held: &mut Option<(char, Range<usize>)>, give: &mut impl FnMut(char, Range<usize>)) {
    if is_combining_mark(part) {
        if let Some((base, old)) = held {
            *base = if part == '\u{308}' && *base == 'u' { 'v' } else { *base };
            old.end = bytes.end;
        }
        return;
    }
    if !is_kept(part) {
        return;
    }
    for low in part.to_lowercase() {
        if let Some((c, bytes)) = held.replace((low, bytes.clone())) {
            give(c, bytes);
        }
    }
}

/// Characters that need no decomposition: letters, digits and the common Han.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2f7ff}' | '\u{30000}'..='\u{3ffff}')
}

fn is_kept(c: char) -> bool {
    match c {
        '\u{2e80}'..='\u{2fff}' => true,
        '\u{fe00}'..='\u{ffef}' | '\u{e0000}'..='\u{e0fff}' => c.is_alphanumeric(),
        c => c.is_alphanumeric() || c >= '\u{3400}',
    }
}

#[cfg(test)]
mod tests {
    use super::{each, fold, has_dot};

    #[test]
    fn folds_width_case_dots_spaces_and_accents() {
        for (text, folded) in [
            ("王　明", "王明"),
            ("ＷＸＭ１２３", "wxm123"),
            ("买买提•艾力", "买买提艾力"),
            ("买买提・艾力‧x", "买买提艾力x"),
            ("lü", "lv"),
            ("lu\u{308}", "lv"),
            ("LǙ", "lv"),
            ("Wáng", "wang"),
            ("《党课》（第3期）", "党课第3期"),
            ("𬭎", "𬭎"),
            ("\u{e001}\u{200b}\u{feff}a", "\u{e001}a"),
            ("葛\u{e0100}", "葛"),
            ("〇", "〇"),
            (" ·、", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn bytes_point_into_the_text() {
        let text = "a·王u\u{308}";
        let mut parts = Vec::new();
        each(text, |c, bytes| parts.push((c, &text[bytes])));
        assert_eq!(parts, [('a', "a"), ('王', "王"), ('v', "u\u{308}")]);
    }

    #[test]
    fn a_dot_counts_only_between_parts() {
        assert!(has_dot("买买提·艾力") && has_dot("买买提.艾力"));
        assert!(!has_dot("王明.") && !has_dot("王 明"));
    }
}
