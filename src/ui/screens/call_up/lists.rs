//! The list as it went out, with its later numbers: who was added, who is no longer on it.

use super::CallUp;
use crate::{
    store::transition::Roster,
    text::call_up_page as w,
    ui::{
        Cx,
        sheet::{Line, Part, Tone},
    },
};

impl CallUp {
    pub(super) fn list_lines(&self, cx: &Cx) -> Vec<Line> {
        if self.lists.is_empty() {
            return vec![Line::words(cx.t(w::NO_LISTS), Tone::Quiet)];
        }
        let mut lines = Vec::new();
        for (n, list) in self.lists.iter().enumerate() {
            let at = list.at.get(..16).unwrap_or(&list.at).replace('T', " ");
            let heading = match list.number {
                1 => w::list_first(cx.lang, at, list.people.len(), &list.actor),
                number => w::list_update(cx.lang, at, list.people.len(), number, &list.actor),
            };
            lines.push(Line::heading(format!("{heading}  {}", list.reason.as_deref().unwrap_or_default())));
            match self.lists.get(n + 1) {
                Some(before) => lines.extend(changes(list, before, cx)),
                None => lines.extend(list.people.iter().map(|p| person(p, "", Tone::Plain))),
            }
        }
        lines
    }
}

/// What a number changed against the one before.
fn changes(list: &Roster, before: &Roster, cx: &Cx) -> Vec<Line> {
    let added = list.people.iter().filter(|p| !before.people.contains(p)).map(|p| person(p, cx.t(w::ADDED), Tone::Good));
    let gone = before.people.iter().filter(|p| !list.people.contains(p)).map(|p| person(p, cx.t(w::GONE), Tone::Bad));
    gone.chain(added).collect()
}

fn person([unit, name, position]: &[String; 3], sign: &str, tone: Tone) -> Line {
    Line::new(vec![Part::text(sign, 4).tone(tone), Part::text(name, 8), Part::text(unit, 18), Part::text(position, 0)])
}
