//! What one step changed: its records in the order in which it changed them, each with what became of it.

use crate::{
    catalog::Register,
    store::{
        self,
        history::{Step, Touched},
    },
    text::{history as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Paint, Subject, View, Window, key,
        lines::{Lines, Tone, bit},
        screens::{history::History, record},
        show, text,
    },
};
use ratatui::layout::Rect;

/// Records named; an import can have any number.
const SHOWN: usize = 500;

/// The records of a step.
pub struct StepRows {
    step: Step,
    lines: Lines<(&'static Register, i64)>,
}

impl StepRows {
    /// Of this step.
    #[must_use]
    pub fn new(step: Step) -> Self {
        Self { step, lines: Lines::default() }
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some((register, id)) = self.lines.selected().copied() else { return Ok(Effect::None) };
        Ok(match cx.db.title(register, id)? {
            Some(_) => record::open(register, id, cx),
            // It is gone: what it was, its history tells.
            None => Effect::open(Window(History::new(register, id))),
        })
    }

    fn row(&mut self, row: &Touched, cx: &Cx) -> store::Result<()> {
        let name = cx.t(row.register.name);
        let title = cx.db.title(row.register, row.row_id)?.unwrap_or_else(|| show::gone(row, cx.lang));
        let op = show::op(&row.change.op, cx.lang);
        let head = vec![bit(op, 4).tone(Tone::Quiet), bit(name, 12).tone(Tone::Quiet), bit(title, 0).tone(Tone::Heading)];
        self.lines.link(head, (row.register, row.row_id));
        if row.change.op != "update" {
            return Ok(());
        }
        let room = usize::from(cx.area.width.saturating_sub(8)).max(10);
        for (label, before, after) in show::differences(row.register, &row.change, cx.lang, &cx.db)? {
            for part in text::wrap(&format!("{label}: {before} {} {after}", cx.glyphs.path), room) {
                self.lines.say(vec![bit("", 3), bit(part, 0)]);
            }
        }
        Ok(())
    }
}

impl View for StepRows {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::enter).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.lines.step(-1, cx.area.height))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| Ok(v.lines.step(1, cx.area.height))),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], lw::PAGE_UP, |v: &mut Self, cx| {
            Ok(v.lines.page(-1, cx.area.height))
        }),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE, key::ctrl('f')], lw::PAGE_DOWN, |v: &mut Self, cx| {
            Ok(v.lines.page(1, cx.area.height))
        })
        .shown(),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| Ok(v.lines.edge(false, cx.area.height))),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| Ok(v.lines.edge(true, cx.area.height))),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        w::step(cx.lang, self.step.id)
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (rows, rest) = cx.db.touched(self.step.id, SHOWN)?;
        self.lines.clear();
        let step = &self.step;
        let when = crate::domain::calendar::moment(&step.at);
        let head = w::step_head(cx.lang, show::step_about(step, cx.lang, &cx.db)?, when, show::who(&step.actor, &step.origin));
        for part in text::wrap(&head, usize::from(cx.area.width.saturating_sub(4)).max(10)) {
            self.lines.say(vec![bit(part, 0)]);
        }
        for row in &rows {
            self.row(row, cx)?;
        }
        if rest > 0 {
            self.lines.say(vec![bit(w::and_more(cx.lang, show::count(rest)), 0).tone(Tone::Quiet)]);
        }
        self.lines.settle(cx.area.height);
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        self.lines.selected().copied()
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.lines.draw(paint, area);
    }
}
