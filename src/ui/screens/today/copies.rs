//! How the copies of the database stand: a line on the first screen, louder the older the latest is.

use crate::{
    store::backup::{Standing, standing},
    text::backup as w,
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
    },
};

/// From this many days on, a word; from the second on, loud.
const OLD: [i64; 2] = [2, 4];

/// The lines, and whether they are worth standing first.
pub(super) fn lines(cx: &Cx, here: usize) -> (Vec<Line>, bool) {
    let standing = standing(cx.db.path());
    let (words, tone) = word(&standing, cx);
    // Without any, the program is about to make one.
    let loud = standing.failed.is_some() || (tone != Tone::Plain && standing.latest.is_some());
    let failed = standing.failed.map(|what| Line::words(format!("  {}", w::failed_at(cx.lang, what)), Tone::Bad));
    let age = Line::new(vec![Part::text(words, 40).tone(tone), Part::text(cx.t(w::NOW), 0).tone(Tone::Quiet)]).to(To::Here(here));
    let lines = std::iter::once(Line::heading(cx.t(w::HEADING))).chain(failed).chain([age]).collect();
    (lines, loud)
}

fn word(standing: &Standing, cx: &Cx) -> (String, Tone) {
    let Some(latest) = standing.latest else { return (cx.t(w::NEVER).to_owned(), Tone::Warn) };
    let days = (cx.today - latest.date()).num_days();
    let tone = match days {
        n if n >= OLD[1] => Tone::Bad,
        n if n >= OLD[0] => Tone::Warn,
        _ => Tone::Plain,
    };
    let words = if days <= 0 {
        w::today_at(cx.lang, latest.format("%H:%M"))
    } else {
        w::days_ago(cx.lang, latest.format("%Y.%m.%d"), days)
    };
    (words, tone)
}
