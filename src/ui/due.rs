//! How a deadline stands today, as a word: what is late must be seen without colour.

use super::{Cx, sheet::Tone};
use crate::{
    catalog::Due,
    domain::{calendar::day, value::Value},
    text::due as w,
};

/// Columns the word takes.
pub const WIDTH: u16 = 9;
/// Days ahead from which a deadline is worth a word.
const SOON: i64 = 7;

/// The word and its meaning; `None` where nothing is due, or not soon. A month is due on its last day.
#[must_use]
pub fn word(due: &Due, date: &Value, state: &Value, cx: &Cx) -> Option<(String, Tone)> {
    let state = state.as_str().unwrap_or_default();
    if !due.open.contains(&state) {
        return None;
    }
    let days = date.as_str().and_then(last_day).map(|d| (d - cx.today).num_days());
    match days {
        Some(n) if n < 0 => Some((w::late(cx.lang, -n), Tone::Bad)),
        Some(0) => Some((cx.t(w::TODAY).to_owned(), Tone::Warn)),
        Some(n) if n <= SOON => Some((w::soon(cx.lang, n), Tone::Warn)),
        _ if state == "overdue" => Some((cx.t(w::OVERDUE).to_owned(), Tone::Bad)),
        _ => None,
    }
}

/// The last day of an ISO day or month.
#[must_use]
pub fn last_day(text: &str) -> Option<chrono::NaiveDate> {
    use crate::domain::calendar::{add_days, add_months};
    if text.len() == 7 { day(&format!("{text}-01")).map(|first| add_days(add_months(first, 1), -1)) } else { day(text) }
}
