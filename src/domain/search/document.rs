//! Document numbers (文号): who issued it, the year in brackets, a number and 号.
//!
//! People type a part of one, with whatever brackets the input method gives. So the parts are found from their start (who,
//! year, number), never from the middle of digits: `90号` is not 190号. A year with its number is as good as the whole.

use super::{KEY_CHARS, Key, Word, fold, keys, rank, readings::Sounds};

/// Characters of a number that get keys.
const MOST_CHARS: usize = 64;
/// What a number ends with; people leave it out.
const ENDS: [char; 2] = ['号', '號'];
const OPENS: &str = "〔[［（(【﹝";
const CLOSES: &str = "〕]］）)】﹞";

/// The distinct keys of a document number, by rank and key.
pub(super) fn keys(text: &str) -> Vec<Key> {
    let mut chars = Vec::new();
    let mut begins = Vec::new();
    let mut last = 0;
    fold::each(text, |c, bytes| {
        let apart = bytes.start > last || chars.last().is_none_or(|before: &char| !c.is_ascii() || !before.is_ascii());
        if apart {
            begins.push(chars.len());
        }
        chars.push(c);
        last = bytes.end;
    });
    chars.truncate(MOST_CHARS);
    let without_end = chars.len() - usize::from(chars.last().is_some_and(|c| ENDS.contains(c)));
    let mut all = Vec::new();
    let mut add = |rank: u8, chars: &[char]| {
        if !chars.is_empty() {
            all.push(Key { rank, k: chars.iter().take(KEY_CHARS).collect() });
        }
    };
    for &at in begins.iter().filter(|at| **at < chars.len()) {
        let year = is_year(&chars, at);
        let rank = if at == 0 || year { rank::TEXT } else { rank::INSIDE };
        add(rank, &chars[at..]);
        // So that 223 comes before 2230.
        add(rank, &chars[at..without_end.max(at)]);
    }
    spelled(&chars, &mut add);
    spelled(&chars[..without_end], &mut add);
    all.sort_unstable();
    all.dedup();
    all
}

/// True where four digits that read as a year stand here.
fn is_year(chars: &[char], at: usize) -> bool {
    let century: String = chars[at..].iter().take(2).collect();
    matches!(century.as_str(), "19" | "20") && chars.len() >= at + 4 && chars[at..at + 4].iter().all(char::is_ascii_digit)
}

/// Who issued it in initials and in pinyin.
fn spelled(chars: &[char], add: &mut impl FnMut(u8, &[char])) {
    let who: Vec<char> = chars.iter().copied().take_while(|c| !c.is_ascii_digit()).collect();
    if who.is_empty() || who.iter().all(char::is_ascii) {
        return;
    }
    let rest = &chars[who.len()..];
    let sounds = Sounds::title(who.clone());
    for (rank, piece) in [(rank::INITIALS, keys::initial as fn(&mut String, &Sounds, usize)), (rank::PINYIN, keys::syllable)] {
        let mut out = String::new();
        (0..who.len()).for_each(|at| piece(&mut out, &sounds, at));
        let whole: Vec<char> = out.chars().chain(rest.iter().copied()).collect();
        add(rank, &whole);
    }
}

/// A query with the parts of a document number written together: `〔 2026 〕 223 号` is one word.
pub(super) fn together(query: &str) -> String {
    let chars: Vec<char> = query.chars().collect();
    let mut out = String::with_capacity(query.len());
    let mut at = 0;
    while at < chars.len() {
        match year(&chars, at) {
            Some((digits, next)) => {
                out.push_str(&digits);
                at = number(&chars, next, &mut out);
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// The year in brackets that starts here, with its brackets, and the place behind it.
fn year(chars: &[char], at: usize) -> Option<(String, usize)> {
    if !OPENS.contains(*chars.get(at)?) {
        return None;
    }
    let start = skip_spaces(chars, at + 1);
    let digits: String = chars[start..].iter().take_while(|c| is_digit(**c)).collect();
    let close = skip_spaces(chars, start + digits.chars().count());
    (digits.chars().count() == 4 && CLOSES.contains(*chars.get(close)?)).then(|| (format!("〔{digits}〕"), close + 1))
}

/// The number behind a year, and 号 behind that, without the spaces before each; the place behind both.
fn number(chars: &[char], at: usize, out: &mut String) -> usize {
    let start = skip_spaces(chars, at);
    let digits = chars[start..].iter().take_while(|c| is_digit(**c)).count();
    if digits == 0 {
        return at;
    }
    let end = start + digits;
    out.extend(&chars[start..end]);
    let next = skip_spaces(chars, end);
    if chars.get(next).is_some_and(|c| ENDS.contains(c)) { next } else { end }
}

fn skip_spaces(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_whitespace()).count()
}

const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

impl Word {
    /// How well the word fits a document number: the best rank of a key that begins with it.
    #[must_use]
    pub fn fits_document(&self, cell: &str) -> Option<u8> {
        keys(cell).into_iter().filter(|key| key.k.starts_with(self.start())).map(|key| key.rank).min()
    }
}

#[cfg(test)]
mod tests {
    use super::{keys, rank, together};
    use crate::domain::search::parse;

    #[test]
    fn parts_are_found_from_their_start() {
        let all = keys("霞组通〔2026〕223号");
        let has = |rank: u8, k: &str| all.iter().any(|key| key.rank == rank && key.k == k);
        assert!(has(rank::TEXT, "霞组通2026223号") && has(rank::TEXT, "2026223号") && has(rank::TEXT, "2026223"));
        assert!(has(rank::INSIDE, "组通2026223号") && has(rank::INSIDE, "223号"));
        assert!(has(rank::INITIALS, "xzt2026223号") && has(rank::PINYIN, "xiazutong2026223号"));
        assert!(!all.iter().any(|key| key.k.starts_with("23号") || key.k.starts_with("26223")));
        assert!(keys("").is_empty() && keys("〔〕").is_empty());
    }

    #[test]
    fn a_number_typed_with_spaces_is_one_word() {
        for query in ["〔2026〕223号", "〔 2026 〕 223 号", "[2026] 223号", "（２０２６）２２３号", "【2026】223 号"]
        {
            let words = &parse(query).any[0];
            assert_eq!(words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["2026223号"], "{query}");
        }
        assert_eq!(together("王明（2026） 班"), "王明〔2026〕 班");
        assert_eq!(together("(12) 3 ("), "(12) 3 (");
    }
}
