//! Masking identity and telephone numbers, in fields of their own and wherever they stand in other text.
//!
//! People write them with spaces, hyphens and full-width digits; a number that is written in the usual groups is as much
//! a number as one that is not. What is hidden of an identity number is birth and place in the register, of a
//! telephone number its middle, so that two people can still compare the ends aloud.

use std::borrow::Cow;

/// Which kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Identity,
    Phone,
}

impl Kind {
    /// Characters that stay at the start.
    const fn head(self) -> usize {
        match self {
            Self::Identity => 6,
            Self::Phone => 3,
        }
    }
}

/// Digits that stay at the end.
const TAIL: usize = 4;
/// Text with fewer digits holds no number worth hiding.
const FEWEST: usize = 10;

/// An identity number that is a field's whole value: `539999********1234`.
#[must_use]
pub fn identity(text: &str) -> String {
    whole(text, Kind::Identity)
}

/// A telephone number that is a field's whole value: `199****0001`.
#[must_use]
pub fn phone(text: &str) -> String {
    whole(text, Kind::Phone)
}

fn whole(text: &str, kind: Kind) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= kind.head() + TAIL {
        return "*".repeat(chars.len());
    }
    let last = chars.len() - TAIL;
    chars.iter().enumerate().map(|(n, c)| if n < kind.head() || n >= last { *c } else { '*' }).collect()
}

/// A text with the numbers in it masked; borrowed where there is none.
#[must_use]
pub fn inside(text: &str) -> Cow<'_, str> {
    if text.len() < FEWEST || text.chars().filter(|c| digit(*c).is_some()).count() < FEWEST {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out: Option<Vec<char>> = None;
    let mut at = 0;
    while at < chars.len() {
        if digit(chars[at]).is_none() {
            at += 1;
            continue;
        }
        let end = run(&chars, at);
        if let Some((from, to, kind)) = number(&chars, at, end) {
            let out = out.get_or_insert_with(|| chars.clone());
            hide(&chars, out, from, to, kind);
            at = to;
        } else {
            at = end;
        }
    }
    out.map_or(Cow::Borrowed(text), |out| Cow::Owned(out.into_iter().collect()))
}

/// True where a text holds a number that [`inside`] would mask.
#[must_use]
pub fn holds(text: &str) -> bool {
    matches!(inside(text), Cow::Owned(_))
}

/// The digit a character writes, half or full width.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn separator(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '-' | '－' | '—' | '–' | '‐' | '‑')
}

/// Where the digits from `at` end; a check character X after seventeen belongs to them.
fn run(chars: &[char], at: usize) -> usize {
    let end = chars[at..].iter().position(|c| digit(*c).is_none()).map_or(chars.len(), |n| at + n);
    let check = end - at == 17 && chars.get(end).is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ'));
    end + usize::from(check)
}

/// The number that begins with the digits `at..end`, as a span of characters.
fn number(chars: &[char], at: usize, end: usize) -> Option<(usize, usize, Kind)> {
    let starts = |n: usize, with: u32| chars.get(n).and_then(|c| digit(*c)) == Some(with);
    match end - at {
        15 | 18 => return Some((at, end, Kind::Identity)),
        11 if starts(at, 1) => return Some((at, end, Kind::Phone)),
        13 if starts(at, 8) && starts(at + 1, 6) && starts(at + 2, 1) => return Some((at + 2, end, Kind::Phone)),
        11 | 12 if starts(at, 0) => return Some((at, end, Kind::Phone)),
        _ => {}
    }
    let groups = groups(chars, at);
    let sizes: Vec<usize> = groups.iter().map(|(from, to)| to - from).collect();
    let to = |n: usize| groups[n - 1].1;
    match sizes[..] {
        [3, 4, 4, ..] if starts(at, 1) => Some((at, to(3), Kind::Phone)),
        [2, 3, 4, 4, ..] if starts(at, 8) && starts(groups[1].0, 1) => Some((groups[1].0, to(4), Kind::Phone)),
        [2, 11, ..] if starts(at, 8) && starts(groups[1].0, 1) => Some((groups[1].0, to(2), Kind::Phone)),
        [3 | 4, 7 | 8, ..] if starts(at, 0) => Some((at, to(2), Kind::Phone)),
        [6, 8, 4, ..] => Some((at, to(3), Kind::Identity)),
        [6, 4, 4, 4, ..] => Some((at, to(4), Kind::Identity)),
        [6, 6, 6, ..] => Some((at, to(3), Kind::Identity)),
        _ => None,
    }
}

/// Groups of digits from `at`, one separator between two; at most four. The last may end with a check character.
fn groups(chars: &[char], at: usize) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut from = at;
    while groups.len() < 4 && chars.get(from).is_some_and(|c| digit(*c).is_some()) {
        let mut to = run(chars, from);
        if to - from == 3 || to - from == 5 {
            to += usize::from(chars.get(to).is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ')));
        }
        groups.push((from, to));
        if !chars.get(to).is_some_and(|c| separator(*c)) {
            break;
        }
        from = to + 1;
    }
    groups
}

/// Stars over the middle; separators stay.
fn hide(chars: &[char], out: &mut [char], from: usize, to: usize, kind: Kind) {
    let places: Vec<usize> = (from..to).filter(|n| !separator(chars[*n])).collect();
    let last = places.len().saturating_sub(TAIL);
    for (nth, place) in places.iter().enumerate() {
        if nth >= kind.head() && nth < last {
            out[*place] = '*';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_in_text_are_hidden_however_they_are_written() {
        let all = [
            ("电话13887654321。", "电话138****4321。"),
            ("138-8765-4321", "138-****-4321"),
            ("138 8765 4321或13912345678", "138 **** 4321或139****5678"),
            ("１３８８７６５４３２１", "１３８****４３２１"),
            ("+86 13887654321", "+86 138****4321"),
            ("8613887654321", "86138****4321"),
            ("0871-63123456", "087*-****3456"),
            ("087163123456", "087*****3456"),
            ("身份证53210119750512001X，", "身份证532101********001X，"),
            ("532101 19750512 001x", "532101 ******** 001x"),
            ("532101-1975-0512-0010", "532101-****-****-0010"),
            ("532101750512001", "532101*****2001"),
        ];
        for (text, hidden) in all {
            assert_eq!(inside(text), hidden);
        }
    }

    #[test]
    fn other_numbers_stay() {
        let all = [
            "2026-11-24至2026-11-25",
            "组通〔2026〕15号，计划4000人",
            "08:30-11:30 14:30-17:30",
            "53.5 学时，共 12 345 678 元",
            "6222021234567890123",
            "2025.01、2026.02、2027.03",
            "1 2026-11-24 9",
        ];
        for text in all {
            assert!(matches!(inside(text), Cow::Borrowed(_)), "{text} became {}", inside(text));
        }
    }

    #[test]
    fn fields_keep_their_ends() {
        assert_eq!(identity("532101197505120010"), "532101********0010");
        assert_eq!(phone("13887654321/0899-2200006"), "138*****************0006");
        assert_eq!(phone("12345"), "*****");
    }

    proptest! {
        #[test]
        fn no_number_comes_through(
            before in "[^0-9０-９Xx -]{0,6}", after in "[^0-9０-９Xx -]{0,6}",
            id in "[1-6][0-9]{16}[0-9X]", phone in "1[3-9][0-9]{9}",
        ) {
            for number in [&id, &phone] {
                let text = format!("{before}{number}{after}");
                prop_assert!(!inside(&text).contains(number.as_str()));
            }
        }

        #[test]
        fn masked_text_has_nothing_left_to_mask_and_keeps_its_length(text in "[0-9X 电话-]{0,40}") {
            let once = inside(&text).into_owned();
            prop_assert_eq!(once.chars().count(), text.chars().count());
            prop_assert_eq!(inside(&once).into_owned(), once);
        }
    }
}
