//! Text as it comes through the door: what must not enter the database is taken out here, once.
//!
//! Control characters, terminal escape sequences, bidi controls and zero-width characters in a cell can rewrite a
//! screen or make two names look alike. Nothing that came from outside is stored before it went through [`clean`].

/// Text without anything that is not meant to be seen, and whether something was taken out.
///
/// Tabs become spaces, line ends become `\n`; neither counts as taken out. Escape sequences go whole, so that
/// `ESC [31m` leaves nothing behind.
#[must_use]
pub fn clean(text: &str) -> (String, bool) {
    if text.chars().all(|c| c == '\n' || !hidden(c)) {
        return (text.to_owned(), false);
    }
    let mut out = String::with_capacity(text.len());
    let mut taken = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\t' => out.push(' '),
            '\n' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\r' => {
                if rest.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{1b}' | '\u{9b}' | '\u{9d}' => {
                taken = true;
                skip_sequence(c, &mut rest);
            }
            _ if hidden(c) => taken = true,
            _ => out.push(c),
        }
    }
    (out, taken)
}

/// Control, bidi, zero-width or otherwise invisible: nothing a cell of an office table needs.
const fn hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Skips what belongs to an escape: `[` up to a final letter, `]` up to BEL or ST, else nothing.
fn skip_sequence(first: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let kind = match first {
        '\u{9b}' => '[',
        '\u{9d}' => ']',
        _ => match rest.peek() {
            Some(&k @ ('[' | ']')) => {
                rest.next();
                k
            }
            _ => return,
        },
    };
    if kind == '[' {
        while rest.next_if(|c| matches!(c, '\u{20}'..='\u{3f}')).is_some() {}
        rest.next_if(|c| matches!(c, '@'..='~'));
        return;
    }
    while let Some(c) = rest.next_if(|&c| c != '\n') {
        if matches!(c, '\u{7}' | '\u{9c}') {
            return;
        }
        if c == '\u{1b}' {
            rest.next_if_eq(&'\\');
            return;
        }
    }
}

/// Full-width ASCII and the ideographic space as their half-width forms. For codes, numbers and headings only: names
/// and remarks keep their width.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

/// One character as its half-width form.
#[must_use]
pub const fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        _ => c,
    }
}

/// Without any white space, Chinese or other.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Half-width and without white space: the form in which codes, numbers, dates and headings are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(half_width_char).filter(|c| !c.is_whitespace()).collect()
}

/// The text before a bracket and what stands in the last closing pair: `王某（女）` gives `王某` and `女`.
#[must_use]
pub fn split_note(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    let Some(end) = text.strip_suffix(['）', ')', '】', ']']) else { return (text, None) };
    let Some(at) = end.rfind(['（', '(', '【', '[']) else { return (text, None) };
    let note = end[at..].trim_start_matches(['（', '(', '【', '[']).trim();
    (end[..at].trim_end(), Some(note))
}

/// Without any bracketed part, wherever it stands.
#[must_use]
pub fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_out_sequences_whole() {
        assert_eq!(clean("\u{1b}[31m红字\u{1b}[0m某"), ("红字某".into(), true));
        assert_eq!(clean("\u{1b}]0;pwn\u{7}后"), ("后".into(), true));
        assert_eq!(clean("易\u{9b}2J寒"), ("易寒".into(), true));
        assert_eq!(clean("吴\u{202e}甲乙\u{202c}"), ("吴甲乙".into(), true));
        assert_eq!(clean("a\tb\r\nc"), ("a b\nc".into(), false));
    }

    #[test]
    fn notes_stand_in_the_last_brackets() {
        assert_eq!(split_note("王某某(女)"), ("王某某", Some("女")));
        assert_eq!(split_note("曾令（郑子）"), ("曾令", Some("郑子")));
        assert_eq!(split_note("王某"), ("王某", None));
        assert_eq!(without_brackets("时长（分钟）"), "时长");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in "\\PC*|[\\x00-\\x20\\u{7f}-\\u{9f}\\u{200b}-\\u{202e}a-z\\[\\];]*") {
            let (out, _) = clean(&text);
            prop_assert!(out.chars().all(|c| c == '\n' || !hidden(c)));
            prop_assert_eq!(clean(&out), (out.clone(), false));
        }
    }
}
