//! The conflicts of a class, each with its reason and both rows; Enter goes to the lesson in the timetable.

use crate::{
    domain::conflict::{Conflict, SessionView, Severity},
    part_of_lines,
    store::{self, timetable::Checked},
    text::{class_page as cw, timetable as w},
    ui::{
        Cx, Effect, lesson,
        lines::{Lines, Tone, bit, labelled},
        page::{Next, Part},
    },
};
use ratatui::layout::Rect;

/// The part.
pub(super) struct Conflicts {
    class: i64,
    found: Option<usize>,
    lines: Lines<i64>,
}

impl Conflicts {
    pub fn new(class: i64) -> Self {
        Self { class, found: None, lines: Lines::default() }
    }

    fn group(&mut self, severity: Severity, checked: &Checked, cx: &Cx) {
        let group: Vec<&Conflict> = checked.conflicts.iter().filter(|c| c.severity() == severity).collect();
        if group.is_empty() {
            return;
        }
        let name = match severity {
            Severity::Clash => w::CLASH,
            Severity::Caution => w::CAUTION,
            Severity::Info => w::INFO,
        };
        self.lines.heading(cw::group(cx.lang, group.len(), cx.t(name)));
        for conflict in group {
            self.conflict(conflict, checked, cx);
        }
    }

    fn conflict(&mut self, conflict: &Conflict, checked: &Checked, cx: &Cx) {
        let own = |id: i64| checked.rows.iter().find(|r| r.id == id);
        let Some(row) = own(conflict.a).or_else(|| own(conflict.b?)) else { return };
        let tone = match conflict.severity() {
            Severity::Clash if conflict.kept.is_none() => Tone::Bad,
            _ => Tone::Plain,
        };
        let when = format!("{} {}", lesson::day(row.slot.date, cx), lesson::half(row.slot.half, cx));
        let sign = if conflict.kept.is_some() { "k" } else { lesson::severity_sign(conflict.severity()) };
        let bits = vec![bit(sign, 1).tone(tone), bit(when, 19), bit(lesson::reason(conflict, cx), 0).tone(tone)];
        self.lines.link(bits, row.id);
        self.row(w::THIS_ROW, row, cx);
        let other = if conflict.a == row.id { conflict.b } else { Some(conflict.a) };
        if let Some(other) = other.and_then(|id| checked.row(id)) {
            self.row(w::OTHER_ROW, other, cx);
        }
        if let Some(kept) = &conflict.kept {
            self.lines.say(vec![bit("", 12), bit(w::kept(cx.lang, kept), 0).tone(Tone::Quiet)]);
        }
    }

    fn row(&mut self, label: crate::text::T, row: &SessionView, cx: &Cx) {
        let words =
            [row.class_title.clone(), lesson::time(row, cx), row.title.clone(), lesson::teachers(row), lesson::place(row)];
        let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
        labelled(&mut self.lines, cx.t(label), &words.join("  "), cx.area.width);
    }
}

impl Part for Conflicts {
    part_of_lines!(lines);

    fn tag(&self) -> &'static str {
        "conflicts"
    }

    fn name(&self, cx: &Cx) -> String {
        let name = cx.t(cw::CONFLICTS);
        self.found.map_or_else(|| name.to_owned(), |n| format!("{name} {n}"))
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        self.lines.clear();
        let checked = match cx.db.class_span(self.class)? {
            Some((from, to)) => cx.db.check_class(self.class, from, to)?,
            None => Checked::default(),
        };
        self.found = Some(checked.conflicts.len());
        for severity in [Severity::Clash, Severity::Caution, Severity::Info] {
            self.group(severity, &checked, cx);
        }
        if self.lines.is_empty() {
            self.lines.say(vec![bit(cx.t(cw::NO_CONFLICTS), 0).tone(Tone::Good)]);
        }
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, _: &Cx) -> store::Result<Next> {
        Ok(self.lines.selected().map_or(Next::Effect(Effect::None), |id| Next::Part("timetable", Some(*id))))
    }
}
