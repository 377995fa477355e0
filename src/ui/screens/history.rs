//! Who changed a record, and who looked at its numbers: latest first, each with what it was before and after.

use crate::{
    catalog::Register,
    store::{
        self,
        history::{Change, Past},
        reveal::Look,
    },
    text::{history as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Paint, Subject, View, Window, key,
        lines::{Lines, Tone, bit},
        screens::journal::{Journal, rows::StepRows},
        show, text,
    },
};
use ratatui::layout::Rect;

/// The history of a record.
pub struct History {
    register: &'static Register,
    id: i64,
    title: String,
    lines: Lines<Option<i64>>,
}

impl History {
    /// Of this record.
    #[must_use]
    pub fn new(register: &'static Register, id: i64) -> Self {
        Self { register, id, title: String::new(), lines: Lines::default() }
    }

    fn change(&mut self, change: &Change, cx: &Cx) -> store::Result<()> {
        let step = &change.step;
        let what = format!("{}  {}", show::taken_back(step, cx.lang), show::step(&step.label, cx.lang));
        self.head(&step.at, &step.actor, &step.origin, what.trim_start(), Some(step.id));
        for (label, before, after) in show::differences(self.register, change, cx.lang, &cx.db)? {
            let words = match change.op.as_str() {
                "insert" => format!("{label}: {after}"),
                "delete" => format!("{label}: {before}"),
                _ => format!("{label}: {before} {} {after}", cx.glyphs.path),
            };
            let room = usize::from(cx.area.width.saturating_sub(8)).max(10);
            for part in text::wrap(&words, room) {
                self.lines.say(vec![bit("", 3), bit(part, 0)]);
            }
        }
        Ok(())
    }

    fn look(&mut self, look: &Look, cx: &Cx) {
        let words = show::look(self.register, look, cx.lang);
        self.head(&look.at, &look.actor, &look.origin, &words, None);
    }

    /// The step under the cursor with all its records.
    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(Some(id)) = self.lines.selected() else { return Ok(Effect::Toast(cx.t(w::NO_STEP).to_owned())) };
        Ok(cx.db.step(*id)?.map_or(Effect::None, |step| Effect::open(Window(StepRows::new(step)))))
    }

    fn head(&mut self, at: &str, actor: &str, origin: &str, what: &str, step: Option<i64>) {
        let who = show::who(actor, origin);
        let at = crate::domain::calendar::moment(at);
        self.lines.link(vec![bit(at, 16), bit(who, 18).tone(Tone::Heading), bit(what, 0)], step);
    }
}

impl View for History {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], w::RECORDS, Self::open).shown(),
        Command::new("journal", &[key::ch('$'), key::f(6)], w::JOURNAL, |_: &mut Self, _| {
            Ok(Effect::open(Window(Journal::default())))
        })
        .shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.lines.step(-1, cx.area.height))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| Ok(v.lines.step(1, cx.area.height)))
            .shown(),
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
        w::of(cx.lang, &self.title)
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.title = cx.db.title(self.register, self.id)?.unwrap_or_else(|| cx.t(lw::ROW_GONE).to_owned());
        self.lines.clear();
        for words in crate::ui::show::origins(self.register, self.id, cx)? {
            self.lines.say(vec![bit(words, 0).tone(Tone::Quiet)]);
        }
        for past in cx.db.past(self.register, self.id)? {
            match past {
                Past::Change(change) => self.change(&change, cx)?,
                Past::Look(look) => self.look(&look, cx),
            }
        }
        if self.lines.is_empty() {
            self.lines.say(vec![bit(cx.t(w::NONE), 0).tone(Tone::Quiet)]);
        }
        self.lines.settle(cx.area.height);
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        Some((self.register, self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.lines.draw(paint, area);
    }
}
