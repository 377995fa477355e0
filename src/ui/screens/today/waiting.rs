//! What waits for the office: people between two steps of a call-up, classes whose dates suggest a step.

use super::{Room, section, short, some, text};
use crate::{
    domain::{calendar::day, states::class::CLASS, value::Value},
    store::{
        self,
        query::{Filter, Test},
        waiting::{Suggested, Waiting},
    },
    text::today as w,
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show,
    },
};

/// Days of waiting that are long.
const LONG: i64 = 7;

pub(super) fn lines(room: Room, cx: &Cx) -> store::Result<Vec<Line>> {
    let mut lines = Vec::new();
    let waiting = cx.db.waiting(room.some + 1)?;
    if !waiting.is_empty() {
        let rows = waiting.iter().map(|waiting| people(waiting, cx)).collect();
        let states = ["planned", "nominated", "waitlisted", "approved"];
        let filters = vec![Filter { field: "state", test: Test::Any(states.map(Value::text).to_vec()) }];
        let all = To::List("nominee", filters, cx.t(w::WAITING).to_owned());
        lines.extend(section(cx.t(w::WAITING).to_owned(), some(rows, room.some, all, cx), w::NONE_DUE, cx));
    }
    let classes = cx.db.suggested(cx.today, room.some + 1)?;
    if !classes.is_empty() {
        let rows = classes.iter().map(|class| suggestion(class, cx)).collect();
        let states = ["approved", "enrolling", "running", "ended"];
        let filters = vec![
            Filter { field: "state", test: Test::Any(states.map(Value::text).to_vec()) },
            Filter { field: "starts_on", test: Test::Between(Value::Null, Value::text(cx.today.to_string())) },
        ];
        let all = To::List("class", filters, cx.t(w::SUGGESTED).to_owned());
        lines.extend(section(cx.t(w::SUGGESTED).to_owned(), some(rows, room.some, all, cx), w::NONE_DUE, cx));
    }
    Ok(lines)
}

fn people(waiting: &Waiting, cx: &Cx) -> Line {
    let days = waiting.since.as_deref().and_then(day).map(|since| (cx.today - since).num_days());
    let tone = if days.is_some_and(|n| n > LONG) { Tone::Bad } else { Tone::Plain };
    let since = days.map(|n| w::waited(cx.lang, n)).unwrap_or_default();
    let counts = w::waiting_for(cx.lang, waiting.listed, waiting.review, waiting.tell);
    Line::new(vec![text(since, 12, tone), Part::text(&*waiting.class, 0), Part::text(counts, 26)])
        .to(To::Record("call_up", waiting.call_up))
}

fn suggestion(class: &Suggested, cx: &Cx) -> Line {
    let step = CLASS.transition(&class.state, class.step).map(|step| cx.t(step.label)).unwrap_or_default();
    let (from, to) = (class.starts_on.as_deref().map(short), class.ends_on.as_deref().map(short));
    let dates = format!("{}-{}", from.unwrap_or_default(), to.unwrap_or_default());
    let words = w::suggestion(cx.lang, show::state("class", &class.state, cx), step);
    Line::new(vec![text(dates, 12, Tone::Plain), Part::text(&*class.title, 0), Part::text(words, 26).tone(Tone::Warn)])
        .to(To::Record("class", class.id))
}
