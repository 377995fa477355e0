//! What others changed since this person's last working day: a line a register, which opens the records.

use crate::{
    catalog::REGISTERS,
    domain::value::Value,
    store::{
        self,
        query::{Filter, Test},
    },
    text::rhythm as w,
    ui::{
        Cx, Effect, Job,
        sheet::{Line, Part, To, Tone},
    },
};

/// The setting with this person's present day.
const DAY: &str = "today.day";
/// The setting with the day before it.
const BEFORE: &str = "today.before";
/// Changes looked at most; more is an import, which has its own line.
const MOST: usize = 2_000;

/// Keeps which day this person is on; a new day makes the one before the last.
pub(super) fn remember(cx: &Cx) -> store::Result<Effect> {
    let (today, kept) = (cx.today.to_string(), cx.db.setting(&cx.actor, DAY)?);
    if kept.as_deref() == Some(&*today) {
        return Ok(Effect::None);
    }
    let actor = cx.actor.clone();
    Ok(Effect::Start(Job::new("", move |desk, _| {
        let store = desk.store()?;
        if let Some(before) = kept {
            store.set(&actor, BEFORE, &before)?;
        }
        store.set(&actor, DAY, &today)
    })))
}

/// The lines; none before there was a day before.
pub(super) fn lines(cx: &Cx) -> store::Result<Vec<Line>> {
    let day = match cx.db.setting(&cx.actor, DAY)? {
        Some(day) if day != cx.today.to_string() => Some(day),
        _ => cx.db.setting(&cx.actor, BEFORE)?,
    };
    let Some(day) = day else { return Ok(Vec::new()) };
    let changes = cx.db.changed_since(&day, &cx.actor, MOST)?;
    let mut lines = vec![Line::heading(w::changed(cx.lang, day.replace('-', ".")))];
    for register in REGISTERS {
        let here: Vec<&store::history::ByOther> = changes.iter().filter(|c| c.table == register.table).collect();
        let mut ids: Vec<i64> = here.iter().map(|c| c.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let Some(last) = here.first().filter(|_| !ids.is_empty()) else { continue };
        let several = here.iter().any(|c| c.actor != last.actor);
        let words = if several {
            w::changed_line(cx.lang, ids.len(), &last.actor)
        } else {
            w::changed_by(cx.lang, ids.len(), &last.actor)
        };
        let filters = vec![Filter { field: "id", test: Test::Any(ids.into_iter().map(Value::Int).collect()) }];
        let to = To::List(register.kind, filters, w::changed(cx.lang, day.replace('-', ".")));
        lines.push(Line::new(vec![Part::text(cx.t(register.name), 16), Part::text(words, 0)]).to(to));
    }
    if lines.len() == 1 {
        lines.push(Line::words(format!("  {}", cx.t(w::NOTHING_CHANGED)), Tone::Quiet));
    }
    Ok(lines)
}
