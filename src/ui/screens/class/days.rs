//! The timetable of a class as a list, day by day.

use super::register;
use crate::{
    catalog::Register,
    domain::value::Value,
    part_of_lines,
    store::{self, timetable::Checked},
    text::{Lang, class_page as cw, timetable as w},
    ui::{
        Cx, Effect, lesson,
        lines::{Lines, Tone, bit},
        page::{Next, Part},
        screens::record,
    },
};
use ratatui::layout::Rect;

/// The part.
pub(super) struct Days {
    class: i64,
    lines: Lines<i64>,
}

impl Days {
    pub fn new(class: i64) -> Self {
        Self { class, lines: Lines::default() }
    }

    fn rows(&mut self, checked: &Checked, width: u16, cx: &Cx) {
        let mut day = None;
        let half = if cx.lang == Lang::Zh { 4 } else { 7 };
        let title = width.saturating_sub(half + 52).clamp(16, 60);
        for row in &checked.rows {
            if day.replace(row.slot.date) != Some(row.slot.date) {
                self.lines.heading(lesson::day(row.slot.date, cx));
            }
            let sign = lesson::sign(row.id, checked);
            let tone = if sign == "!" { Tone::Bad } else { Tone::Plain };
            let bits = vec![
                bit(sign, 1).tone(tone),
                bit(lesson::half(row.slot.half, cx), half).tone(Tone::Quiet),
                bit(lesson::time(row, cx), 11),
                bit(&row.title, title).tone(tone),
                bit(lesson::teachers(row), 8),
                bit(lesson::place(row), 0),
            ];
            self.lines.link(bits, row.id);
        }
    }
}

impl Part for Days {
    part_of_lines!(lines);

    fn record(&self) -> Option<(&'static Register, i64)> {
        self.lines.selected().map(|id| (register("session"), *id))
    }

    fn start(&self) -> Option<(&'static Register, Vec<(&'static str, Value)>)> {
        Some((register("session"), vec![("class_id", Value::Int(self.class))]))
    }

    fn tag(&self) -> &'static str {
        "days"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(cw::DAY_LIST).to_owned()
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        self.lines.clear();
        match cx.db.class_span(self.class)? {
            Some((from, to)) => self.rows(&cx.db.check_class(self.class, from, to)?, area.width, cx),
            None => self.lines.say(vec![bit(cx.t(w::NONE_EVER), 0).tone(Tone::Quiet)]),
        }
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |id: &i64| record::open(register("session"), *id, cx);
        Ok(Next::Effect(self.lines.selected().map_or(Effect::None, open)))
    }
}
