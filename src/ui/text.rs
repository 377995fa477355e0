//! Text on the screen: what is safe to show, how wide it is, and cutting it at whole characters.
//!
//! Data may hold anything: escape sequences, bidirectional controls, tabs. Everything drawn or printed goes through
//! [`safe`], and `Cell::set_symbol` is used in `paint` only.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Text without anything a terminal would obey: controls become `^X`, line breaks a space, invisible and bidirectional
/// marks vanish.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(unsafe_char) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' => out.push(' '),
            '\0'..='\x1f' => out.extend(['^', char::from(c as u8 + 64)]),
            '\x7f' => out.push_str("^?"),
            '\u{80}'..='\u{9f}' => out.push('?'),
            c if unsafe_char(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn unsafe_char(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e0fff}')
}

/// Columns a text takes; ambiguous characters count one.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns`, cut at a whole character and then ended with `mark` (one column wide).
#[must_use]
pub fn cut<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    if let Some(at) = term(text).filter(|at| width(&text[*at..]) + 5 <= columns) {
        let tail = &text[at..];
        return Cow::Owned(format!("{}{tail}", cut_end(&text[..at], columns - width(tail), mark)));
    }
    Cow::Owned(cut_end(text, columns, mark))
}

/// The text in at most `columns`, cut at its end even where it ends with a term: of a line that begins with what counts.
#[must_use]
pub fn keep_start<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= columns || columns == 0 {
        return cut(text, columns, mark);
    }
    Cow::Owned(cut_end(text, columns, mark))
}

/// Where the term that tells runs of a class apart starts, if the text ends with one: `（第7期）`, `第7期`.
fn term(text: &str) -> Option<usize> {
    let inner = text.strip_suffix(['）', ')']).unwrap_or(text).strip_suffix('期')?;
    let at = inner.rfind('第').filter(|at| inner.len() - at <= 12)?;
    let open = inner[..at].chars().next_back().filter(|c| matches!(c, '（' | '(') && inner.len() + 3 < text.len());
    Some(at - open.map_or(0, char::len_utf8))
}

/// Cuts at a whole character and ends with the mark.
fn cut_end(text: &str, columns: usize, mark: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for g in text.graphemes(true) {
        let w = width(g);
        if used + w + 1 > columns {
            break;
        }
        out.push_str(g);
        used += w;
    }
    out.push_str(mark);
    out
}

/// The text in at most `columns`, cut at its start where it is longer: of a room the number stands last.
#[must_use]
pub fn keep_end<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= columns || columns == 0 {
        return cut(text, columns, mark);
    }
    let mut kept = text.len();
    let mut used = 1;
    for (at, g) in text.grapheme_indices(true).rev() {
        used += width(g);
        if used > columns {
            break;
        }
        kept = at;
    }
    Cow::Owned(format!("{mark}{}", &text[kept..]))
}

/// How many bytes of a full line go to the next with this word: no line begins with a mark that closes something.
fn carried(line: &str, word: &str, columns: usize) -> usize {
    let closes = word.chars().next().is_some_and(|c| "，。、；：！？）》”’」】,.;:!?)]%".contains(c));
    let last = line.split_word_bounds().next_back().filter(|last| closes && last.len() < line.len() && !last.trim().is_empty());
    last.filter(|last| width(last) + width(word) <= columns).map_or(0, str::len)
}

/// Breaks a text into lines of at most `columns`, at any character as Chinese does, but not inside an ASCII word that
/// fits on the next line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_word_bounds() {
            let w = width(word);
            if used + w > columns && used > 0 {
                let carried = carried(&line, word, columns);
                let rest = line.split_off(line.len() - carried);
                lines.push(std::mem::replace(&mut line, rest));
                used = width(&line);
            }
            if w <= columns {
                line.push_str(word);
                used += w;
                continue;
            }
            for g in word.graphemes(true) {
                let w = width(g);
                if used + w > columns && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(g);
                used += w;
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_with_a_closing_mark() {
        assert_eq!(wrap("参训率高，好", 8), ["参训率", "高，好"]);
        assert_eq!(wrap("off-job training. Trained", 16), ["off-job ", "training. ", "Trained"]);
        assert_eq!(wrap("，，，", 2), ["，", "，", "，"]);
        assert_eq!(wrap("年度学时", 4), ["年度", "学时"]);
    }

    #[test]
    fn a_cut_keeps_the_term() {
        assert_eq!(cut("年轻干部理想信念宗旨教育班（第7期）", 24, "~"), "年轻干部理想信~（第7期）");
        assert_eq!(cut("年轻干部理想信念宗旨教育班第12期", 20, "~"), "年轻干部理想~第12期");
        assert_eq!(cut("年轻干部理想信念班（第7期）", 12, "~"), "年轻干部理~", "no room for both");
        assert_eq!(cut("班（第7期）", 30, "~"), "班（第7期）");
        assert_eq!(cut("第7期", 4, "~"), "第7~");
        assert_eq!(cut("长期", 3, "~"), "长~");
    }

    #[test]
    fn a_cut_keeps_the_start_or_the_end_and_never_half_a_character() {
        assert_eq!(cut("党校一教102", 6, "~"), "党校~");
        assert_eq!(keep_end("党校一教102", 6, "~"), "~教102");
        assert_eq!(keep_end("党校一教102", 5, "~"), "~102");
        assert_eq!(keep_end("102", 5, "~"), "102");
        assert_eq!(keep_end("党校", 0, "~"), "");
        assert_eq!(keep_end("党校", 1, "~"), "~");
    }
}
