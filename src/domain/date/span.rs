//! Spans of days as people ask for them: a year, a month, a day, or from one to another.

use super::{Context, Date, parse, prepared, range};
use crate::domain::calendar::iso;

/// Reads `2026`, `2026.3`, `2026.1-2026.6`, `2025-2026`, `2026.3-` and `-2026.3` as the first and the last text that a day
/// or a month kept as ISO text can have in it; `None` on a side that is open, and where it reads as none of these.
#[must_use]
pub fn span(text: &str, context: &Context) -> Option<(Option<String>, Option<String>)> {
    let text = prepared(text.trim());
    let text = text.trim().trim_end_matches('年');
    let long = |c: char| "-—–―－~～〜至到".contains(c);
    if let Some(first) = text.strip_suffix(long).and_then(|rest| one(rest, context)) {
        return Some((Some(first.0), None));
    }
    if let Some(last) = text.strip_prefix(long).and_then(|rest| one(rest, context)) {
        return Some((None, Some(last.1)));
    }
    if let Some(only) = one(text, context) {
        return Some((Some(only.0), Some(only.1)));
    }
    if let Some((from, until)) = range(text, context) {
        return Some((Some(first(from)), Some(last(until)?)));
    }
    let (left, right) = text.split_once(long)?;
    let right = right.trim_start_matches(long);
    let from = one(left, context)?;
    // `2026.1-6`: the months of one year.
    let month = from.0.len() == 7 && right.len() <= 2 && right.bytes().all(|b| b.is_ascii_digit());
    let until = if month { one(&format!("{}.{right}", &from.0[..4]), context)? } else { one(right, context)? };
    (from.0 <= until.1).then_some((Some(from.0), Some(until.1)))
}

/// A year, a month or a day.
fn one(text: &str, context: &Context) -> Option<(String, String)> {
    let text = text.trim().trim_end_matches('年');
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text.to_owned(), format!("{text}-12-31")));
    }
    let date = parse(text, context).ok()?;
    Some((first(date), last(date)?))
}

fn first(date: Date) -> String {
    match (date.month, date.day) {
        (0, _) => format!("{:04}", date.year),
        (month, 0) => format!("{:04}-{month:02}", date.year),
        (month, day) => format!("{:04}-{month:02}-{day:02}", date.year),
    }
}

fn last(date: Date) -> Option<String> {
    date.last().map(iso)
}

#[cfg(test)]
mod tests {
    use super::span;
    use crate::domain::date::Context;
    use chrono::NaiveDate;

    #[test]
    fn years_months_days_and_from_to() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let read = |text: &str| {
            let (from, until) = span(text, &Context::of_year(today, Some(2026)))?;
            Some(format!("{} {}", from.unwrap_or_default(), until.unwrap_or_default()))
        };
        for (text, wanted) in [
            ("2026", "2026 2026-12-31"),
            ("2026年", "2026 2026-12-31"),
            ("2026.3", "2026-03 2026-03-31"),
            ("2026年2月", "2026-02 2026-02-28"),
            ("2026.3.5", "2026-03-05 2026-03-05"),
            ("2026-03-05", "2026-03-05 2026-03-05"),
            ("2026.1-2026.6", "2026-01 2026-06-30"),
            ("2026.1—6", "2026-01 2026-06-30"),
            ("2025-2026", "2025 2026-12-31"),
            ("2025至2026.6", "2025 2026-06-30"),
            ("2026.3-", "2026-03 "),
            ("-2026.3", " 2026-03-31"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "-", "春天", "2027-2026"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
