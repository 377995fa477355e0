//! A report held against what it was: a line a number that is not the same.

use crate::{
    exchange::{export::Sheet as Table, report as sheets},
    store::{self, reports::Report, snapshot::Snapshot},
    text::{keys as k, list as lw, report as w},
    ui::{
        Command, Cx, Effect, Paint, View, key,
        screens::{pick::Picked, save},
        sheet::{Line, Part, Sheet, Tone},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// The screen.
pub struct Compared {
    report: &'static Report,
    before: Snapshot,
    after: Snapshot,
    lines: Sheet,
}

/// Columns of a number, and of what it is.
const NUMBER: u16 = 10;
const WHAT: u16 = 14;

impl Compared {
    /// What is not as it was before.
    #[must_use]
    pub fn new(report: &'static Report, before: Snapshot, after: Snapshot) -> Self {
        Self { report, before, after, lines: Sheet::default() }
    }

    fn table(&self, cx: &Cx) -> Table {
        sheets::compared(self.report, &self.before, &self.after, cx.lang)
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.lines.step(by, usize::from(cx.area.height));
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        self.lines.edge(last, usize::from(cx.area.height));
        Ok(Effect::None)
    }
}

impl View for Compared {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |_: &mut Self, cx| Ok(save::ask(cx))).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("first", &[key::HOME, key::PAGE_UP], lw::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END, key::PAGE_DOWN], lw::LAST, |v: &mut Self, cx| v.edge(true, cx)),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        w::compared(cx.lang, self.report.title.get(cx.lang))
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let table = self.table(cx);
        let first = cx.area.width.saturating_sub(WHAT + 3 * NUMBER + 6).max(10);
        let line = |cells: Vec<&str>, tone: Tone| {
            let widths = [first, WHAT, NUMBER, NUMBER, NUMBER];
            let parts = cells.iter().zip(widths).map(|(cell, width)| Part::text(*cell, width).tone(tone));
            Line::new(parts.collect())
        };
        let mut lines = vec![line(table.headings().iter().map(String::as_str).collect(), Tone::Quiet)];
        lines.extend(table.texts().map(|cells| line(cells, Tone::default())));
        if lines.len() == 1 {
            lines.push(line(vec![cx.t(w::NO_DIFFERENCE)], Tone::default()));
        }
        self.lines.set(lines);
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.lines.draw(paint, area, true);
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        Ok(if picked.tag == save::TAG { save::save(self.table(cx), self.report.name, &picked, cx) } else { Effect::None })
    }
}
