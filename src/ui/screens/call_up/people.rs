//! The people of a call-up: grouped by state with counts, and those who did not come; what should make one look twice
//! stands in words behind each.

use super::{CallUp, cell, heading};
use crate::{
    domain::{calendar::day, value::Value},
    exchange::export::Sheet,
    store::call_ups::{Flag, Person, WAITING},
    text::{T, call_up_page as w, field as f, nominee as n},
    ui::{
        Cx,
        sheet::{Line, Part, To, Tone},
        show,
    },
};

/// States in the order shown: who did not come, who came, who is on the way, who fell out.
pub(super) const ORDER: &[&str] = &[
    "no_show",
    "excused",
    "reported",
    "completed",
    "partial",
    "withdrawn",
    "expelled",
    "notified",
    "approved",
    "nominated",
    "waitlisted",
    "planned",
    "rejected",
    "declined",
    "replaced",
];

/// Days of waiting that are long.
const LONG: i64 = 7;

impl CallUp {
    pub(super) fn people_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(what) = self.shown_only(cx) {
            lines.push(Line::words(w::shown_only(cx.lang, what), Tone::Quiet));
        }
        for (at, state) in ORDER.iter().enumerate() {
            let group: Vec<&Person> = self.loaded.people.iter().filter(|p| p.state == *state && self.fits(p)).collect();
            if group.is_empty() {
                continue;
            }
            let words = w::group(cx.lang, group.len(), show::state("nominee", state, cx));
            lines.push(Line::heading(words).to(To::Here(at)));
            lines.extend(group.into_iter().map(|p| self.person_line(p, columns, false, cx)));
        }
        if lines.is_empty() {
            lines.push(Line::words(cx.t(w::NO_PEOPLE), Tone::Quiet));
        }
        lines
    }

    pub(super) fn absent_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        let absent = self.absentees(cx);
        if absent.is_empty() {
            return vec![Line::words(cx.t(w::NOBODY_ABSENT), Tone::Quiet)];
        }
        absent.into_iter().map(|p| self.person_line(p, columns, true, cx)).collect()
    }

    /// A person's line: with the state and the reason where they did not come, else with how long they wait and the flags.
    fn person_line(&self, p: &Person, columns: u16, absent: bool, cx: &Cx) -> Line {
        let mark = if self.marks.contains(&p.id) { cx.glyphs.mark } else { " " };
        let mut parts =
            vec![Part::text(mark, 1), Part::text(&p.name, 8), Part::text(&p.unit, if columns < 70 { 12 } else { 16 })];
        if columns >= 70 {
            parts.push(Part::text(p.position.as_deref().unwrap_or_default(), 14));
        }
        if absent {
            let bad = if p.state == "no_show" { Tone::Bad } else { Tone::Warn };
            parts.push(Part::text(show::state("nominee", &p.state, cx), 9).tone(bad));
            parts.push(Part::text(p.reason.as_deref().unwrap_or_default(), 0));
            return Line::new(parts).to(To::Record("nominee", p.id));
        }
        let (since, late) = waits(p, cx);
        parts.push(Part::text(since, 10).tone(if late { Tone::Warn } else { Tone::Quiet }));
        let named = if p.route == "unit" { String::new() } else { show::word("nominee", "route", &p.route, cx) };
        let mut words = vec![flags(p, cx), named];
        words.retain(|word| !word.is_empty());
        let tone = if p.flags.is_empty() { Tone::Quiet } else { Tone::Warn };
        parts.push(Part::text(words.join(" "), 0).tone(tone));
        Line::new(parts).to(To::Record("nominee", p.id))
    }

    /// The filters in words.
    fn shown_only(&self, cx: &Cx) -> Option<String> {
        let unit = self.unit.and_then(|id| self.loaded.units.iter().find(|u| u.unit_id == id)).map(|u| u.unit.clone());
        let state = self.state.as_ref().map(|state| show::state("nominee", state, cx));
        let words: Vec<String> = unit.into_iter().chain(state).collect();
        (!words.is_empty()).then(|| words.join("  "))
    }

    pub(super) fn people_sheet<'a>(&self, people: impl Iterator<Item = &'a Person>, pane: T, cx: &Cx) -> Sheet {
        let headings = vec![
            heading("name", f::PERSON_NAME, 10, false, cx),
            heading("unit", f::UNIT, 18, false, cx),
            heading("position", f::POSITION, 18, false, cx),
            heading("state", f::STATE, 10, false, cx),
            heading("since", n::STATE_SINCE, 10, false, cx),
            heading("route", n::ROUTE, 10, false, cx),
            heading("reason", f::REASON, 20, false, cx),
            heading("flags", w::HEADING_FLAGS, 24, false, cx),
        ];
        let mut sheet = Sheet::plain(self.sheet_title(pane, cx), headings);
        for p in people {
            let since = p.since.clone().unwrap_or_default();
            sheet.row(vec![
                cell(&p.name),
                cell(&p.unit),
                cell(p.position.as_deref().unwrap_or_default()),
                cell(&show::state("nominee", &p.state, cx)),
                (Value::text(&since), since.replace('-', ".")),
                cell(&show::word("nominee", "route", &p.route, cx)),
                cell(p.reason.as_deref().unwrap_or_default()),
                cell(&flags(p, cx)),
            ]);
        }
        sheet
    }
}

/// Since when somebody is in the state; where the office has something to do, for how many days, and whether that is long.
fn waits(p: &Person, cx: &Cx) -> (String, bool) {
    let since = p.since.as_deref().map(|d| d.replace('-', ".")).unwrap_or_default();
    let days = p.since.as_deref().and_then(day).map(|day| (cx.today - day).num_days());
    match days {
        Some(n) if n > 0 && WAITING.contains(&p.state.as_str()) => (w::waits(cx.lang, n), n > LONG),
        _ => (since, false),
    }
}

/// What should make one look twice, in words.
fn flags(p: &Person, cx: &Cx) -> String {
    let flag = |flag: &Flag| match flag {
        Flag::OverQuota => cx.t(w::FLAG_OVER).to_owned(),
        Flag::SameKind(class) => w::flag_kind(cx.lang, class),
        Flag::SameName(class) => w::flag_name(cx.lang, class),
        Flag::OverLeave => cx.t(w::FLAG_LEAVE).to_owned(),
    };
    let replaces = p.replaces.as_ref().map(|name| w::stands_in(cx.lang, name));
    p.flags.iter().map(flag).chain(replaces).collect::<Vec<_>>().join(" ")
}
