//! Papers as plain text, to print or to paste: the notice to a unit (学时预警通知单) and a person's certificate (学时证明).
//!
//! Han characters count two columns, as every printer of fixed-width type has them.

use crate::{
    domain::{calendar::iso, mask, value::number},
    store::notice::{Certificate, Notice},
    text::{Lang, T, paper as w},
};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// Columns of a paper: A4 upright in twelve-point type.
const WIDTH: usize = 78;

/// The notice to a unit: who is short of what, by when, and what is asked.
#[must_use]
pub fn notice(notice: &Notice, today: NaiveDate, lang: Lang) -> String {
    let mut out = String::new();
    let day = iso(today).replace('-', ".");
    push(&mut out, &centred(&w::notice_title(lang, &notice.unit)));
    push(&mut out, "");
    push(&mut out, &w::notice_to(lang, &notice.unit));
    for line in wrapped(&w::notice_body(lang, &day, notice.people.len(), notice.year), 2) {
        push(&mut out, &line);
    }
    push(&mut out, "");
    let heads = [w::NAME, w::POSITION, w::RULE, w::FULL_TIME, w::ONLINE, w::TOTAL, w::TARGET, w::MISSING, w::LEVEL];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for p in &notice.people {
        let numbers = [p.full_time, p.online, p.total, p.target, p.missing].map(number);
        let [full_time, online, total, target, missing] = numbers;
        let level = p.level.label().get(lang).to_owned();
        rows.push(vec![p.name.clone(), p.position.clone(), p.rule.clone(), full_time, online, total, target, missing, level]);
    }
    table(&mut out, &heads, &[8, 14, 12, 6, 6, 6, 6, 6, 6], &rows, lang);
    push(&mut out, "");
    for citation in &notice.citations {
        for line in wrapped(&w::basis(lang, citation), 0) {
            push(&mut out, &line);
        }
    }
    push(&mut out, "");
    push(&mut out, &right(w::OFFICE.get(lang)));
    push(&mut out, &right(&day));
    out
}

/// What a person has: hours by form in a span, then each entry, and room for a signature.
#[must_use]
pub fn certificate(c: &Certificate, today: NaiveDate, lang: Lang) -> String {
    let mut out = String::new();
    let dots = |date: NaiveDate| iso(date).replace('-', ".");
    push(&mut out, &centred(w::CERTIFICATE.get(lang)));
    push(&mut out, "");
    let who = [c.unit.as_str(), c.position.as_str()].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(" ");
    for line in wrapped(&w::certificate_body(lang, dots(c.from), &c.name, dots(c.to), number(c.total), &who), 2) {
        push(&mut out, &line);
    }
    push(&mut out, "");
    for (form, hours) in &c.by_form {
        push(&mut out, &format!("    {}{}", padded(form, 20), right_in(&number(*hours), 8)));
    }
    push(&mut out, "");
    let rows: Vec<Vec<String>> = c.entries.iter().map(|e| vec![e.0.clone(), e.1.clone(), e.2.clone(), number(e.3)]).collect();
    table(&mut out, &[w::DAYS, w::FORM, w::ENTRY, w::HOURS], &[22, 12, 34, 6], &rows, lang);
    push(&mut out, "");
    push(&mut out, &right(w::OFFICE.get(lang)));
    push(&mut out, &right(&dots(today)));
    out
}

/// Writes a paper under a free name in the working folder: whole or not at all.
///
/// # Errors
/// What the disk says.
pub fn save(stem: &str, today: NaiveDate, text: &str) -> std::io::Result<PathBuf> {
    let safe: String = stem.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    let name = |n: usize| {
        let more = if n == 1 { String::new() } else { format!("-{n}") };
        PathBuf::from(format!("{safe}-{}{more}.txt", today.format("%Y%m%d")))
    };
    let path = (1..10_000).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(1));
    write(&path, text)?;
    Ok(path)
}

/// Writes a paper to a file: whole or not at all, identity and telephone numbers in it masked.
///
/// # Errors
/// What the disk says.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let partial = path.with_extension("txt.partial");
    std::fs::write(&partial, mask::inside(text).as_bytes())?;
    std::fs::File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, path)
}

fn push(out: &mut String, line: &str) {
    // Nothing from a record may steer a terminal or a printer.
    out.extend(line.trim_end().chars().filter(|c| !c.is_control()));
    out.push('\n');
}

fn table(out: &mut String, heads: &[T], widths: &[usize], rows: &[Vec<String>], lang: Lang) {
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().zip(widths).map(|(cell, width)| padded(cell, *width));
        cells.collect::<Vec<_>>().join(" ")
    };
    push(out, &line(heads.iter().map(|head| head.get(lang)).collect()));
    push(out, &"-".repeat(WIDTH));
    for row in rows {
        push(out, &line(row.iter().map(String::as_str).collect()));
    }
    push(out, &"-".repeat(WIDTH));
}

/// Text in so many columns, cut where it is longer.
fn padded(text: &str, width: usize) -> String {
    let (mut fitted, mut used) = (String::new(), 0);
    for c in text.chars() {
        let columns = UnicodeWidthStr::width(c.encode_utf8(&mut [0; 4]) as &str);
        if used + columns > width {
            break;
        }
        fitted.push(c);
        used += columns;
    }
    fitted + &" ".repeat(width - used)
}

fn right_in(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

fn right(text: &str) -> String {
    right_in(text, WIDTH - 4)
}

fn centred(text: &str) -> String {
    format!("{}{text}", " ".repeat(WIDTH.saturating_sub(text.width()) / 2))
}

/// Words over lines, the first indented by so many Han characters.
fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let mut lines = vec!["  ".repeat(indent)];
    let mut used = indent * 2;
    for c in text.chars() {
        let columns = UnicodeWidthStr::width(c.encode_utf8(&mut [0; 4]) as &str);
        if used + columns > WIDTH {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
        used += columns;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_han_as_two() {
        assert_eq!(padded("东风镇党委书记", 8), "东风镇党");
        assert_eq!(padded("东a", 4), "东a ");
        assert_eq!(padded("东东", 3), "东 ");
        assert_eq!(right_in("90", 4), "  90");
    }

    #[test]
    fn long_words_wrap_at_the_width() {
        let lines = wrapped(&"学".repeat(60), 2);
        assert!(lines.iter().all(|line| line.width() <= WIDTH));
        assert!(lines[0].starts_with("    学"));
        assert_eq!(lines.concat().matches('学').count(), 60);
    }
}
