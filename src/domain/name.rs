//! People's names: padding, separators of minority names, notes in brackets, lists of names.

use super::clean::{half_width_char, split_note};

/// A name in its stored form and what stood in brackets behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Without padding; the separator inside minority and foreign names is `·`.
    pub name: String,
    /// The note, such as `女，景颇族`.
    pub note: Option<String>,
}

/// Reads a name: `张　三` is `张三`, `岩温•甩` is `岩温·甩`, `王某（女）` is `王某` with a note.
#[must_use]
pub fn parse(text: &str) -> Name {
    let (name, note) = split_note(text);
    let name = name.trim().trim_end_matches(['*', '＊', '※', '▲', '★']);
    Name { name: stored(name), note: note.filter(|n| !n.is_empty()).map(str::to_owned) }
}

fn stored(name: &str) -> String {
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let parts: Vec<&str> = name.split_whitespace().collect();
    let joined = if latin { parts.join(" ") } else { parts.concat() };
    dotted(&joined)
}

/// The same name with the standard separator `·`: its look-alikes are neither in GBK nor equal to it. A full stop in a
/// Latin name stays.
#[must_use]
pub fn dotted(name: &str) -> String {
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let chars: Vec<char> = name.chars().collect();
    let inside = |i: usize| i > 0 && i + 1 < chars.len();
    let dot = |i: usize| inside(i) && separator(chars[i]) && (chars[i] != '.' || !latin);
    (0..chars.len()).map(|i| if dot(i) { '·' } else { chars[i] }).collect()
}

const fn separator(c: char) -> bool {
    matches!(c, '·' | '•' | '．' | '.' | '‧' | '・' | '･' | '∙' | '⋅' | '●')
}

/// The form in which names are compared: no white space, no separators, no note, half-width.
#[must_use]
pub fn key(text: &str) -> String {
    let (name, _) = split_note(text);
    name.chars().filter(|c| !c.is_whitespace() && !separator(*c)).map(half_width_char).collect()
}

/// Every stored form a key can have: itself, and with one separator at each inner place. Lets an index on stored
/// names answer for names that were written without (or with another) separator.
#[must_use]
pub fn stored_forms(text: &str) -> Vec<String> {
    let key: Vec<char> = key(text).chars().collect();
    let mut forms = vec![key.iter().collect::<String>(), parse(text).name];
    if (3..=12).contains(&key.len()) {
        forms.extend((1..key.len()).map(|i| key[..i].iter().chain(&['·']).chain(&key[i..]).collect()));
    }
    forms.sort();
    forms.dedup();
    forms
}

/// The names of a list, split at `、，,/;；` and line ends. Spaces split only where `known` knows every part, because
/// two-character names are padded with them.
#[must_use]
pub fn list(text: &str, known: impl Fn(&str) -> bool) -> Vec<Name> {
    let mut depth = 0_i32;
    let pieces = text.split(|c: char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        depth <= 0 && "、，,/;；\n／".contains(c)
    });
    let mut names = Vec::new();
    for piece in pieces.filter(|p| !p.trim().is_empty()) {
        let parts: Vec<&str> = piece.split_whitespace().collect();
        if parts.len() > 1 && parts.iter().all(|p| known(p)) {
            names.extend(parts.into_iter().map(parse));
        } else {
            names.push(parse(piece));
        }
    }
    names.retain(|n| !n.name.is_empty());
    names
}

/// True for what can be a person's name: two to four Han characters, or a longer name with a separator.
#[must_use]
pub fn plausible(name: &str) -> bool {
    let han = name.chars().filter(|c| *c != '·').count();
    let only = name.chars().all(|c| c == '·' || (!c.is_ascii() && c.is_alphabetic()));
    let office =
        ["组", "处", "科", "室", "部", "局", "委", "员", "办", "师", "长", "班", "队", "校"].iter().any(|w| name.ends_with(w))
            && (name.starts_with(['各', '全']) || han > 3);
    let group = name.starts_with(['各', '全']) && han > 2;
    only && !office && !group && (2..=4).contains(&han) || only && name.contains('·') && han <= 15
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stored_form_and_note() {
        assert_eq!(parse("张　三").name, "张三");
        assert_eq!(parse(" 石  磊 ").name, "石磊");
        assert_eq!(parse("岩温•甩").name, "岩温·甩");
        assert_eq!(parse("岩温.甩").name, "岩温·甩");
        assert_eq!(parse("李某（女，彝族）"), Name { name: "李某".into(), note: Some("女，彝族".into()) });
        assert_eq!(key("岩温 · 甩（傣族）"), key("岩温甩"));
        assert!(stored_forms("岩温甩").contains(&"岩温·甩".to_owned()));
    }

    #[test]
    fn lists() {
        let names = |t: &str, known: &[&str]| list(t, |n| known.contains(&n)).into_iter().map(|n| n.name).collect::<Vec<_>>();
        assert_eq!(names("张三、李四", &[]), ["张三", "李四"]);
        assert_eq!(names("张三 李四", &["张三", "李四"]), ["张三", "李四"]);
        assert_eq!(names("张　三", &[]), ["张三"]);
        assert_eq!(names("张三（甲，乙）；李四", &[]), ["张三", "李四"]);
        assert!(plausible("罗慕贤") && plausible("岩罕·龙") && !plausible("各组组长") && !plausible("教务处处长"));
    }

    proptest! {
        #[test]
        fn stored_is_stable(name in "[\u{4e00}-\u{9fa5}]{2,4}", pad in "[ \u{3000}]{0,2}") {
            let padded: String = name.chars().flat_map(|c| std::iter::once(c).chain(pad.chars())).collect();
            prop_assert_eq!(parse(&padded).name, name.clone());
            prop_assert_eq!(parse(&name).name, name);
        }
    }
}
