//! The latest steps of all records: who changed what, when and from where; and taking one of them back.
//!
//! Any step can be taken back from here, not only the person's last: the store refuses where somebody built on it and
//! says who, so the order in which steps are taken back needs no rule of its own.

pub mod rows;

use super::{
    globals::Announced,
    pick::{Choice, Pick, Picked},
};
use crate::{
    store::{self, history::Step},
    text::{T, change as c, history as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, key,
        lines::{Lines, Tone, bit},
        show,
    },
};
use ratatui::layout::Rect;
use rows::StepRows;
use std::any::Any;

/// Steps read at a time.
const BATCH: usize = 200;
/// The question before a step is taken back.
const ASK: &str = "journal_undo";

/// Where a line leads.
enum To {
    Step(Box<Step>),
    More,
}

/// The journal.
pub struct Journal {
    lines: Lines<To>,
    shown: usize,
    own: bool,
    asked: Option<Step>,
}

impl Default for Journal {
    fn default() -> Self {
        Self { lines: Lines::default(), shown: BATCH, own: false, asked: None }
    }
}

impl Journal {
    fn selected(&self) -> Option<&Step> {
        match self.lines.selected()? {
            To::Step(step) => Some(step),
            To::More => None,
        }
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Effect> {
        match self.lines.selected() {
            Some(To::Step(step)) => Ok(Effect::open(Window(StepRows::new((**step).clone())))),
            Some(To::More) => {
                self.shown += BATCH;
                self.load(cx)
            }
            None => Ok(Effect::None),
        }
    }

    /// Why the step under the cursor cannot be taken back.
    fn cannot(&self, _: &Cx) -> Option<T> {
        let Some(step) = self.selected() else { return Some(w::NO_STEP) };
        step.stands().err()
    }

    fn ask(&mut self, cx: &Cx) -> Effect {
        let Some(step) = self.selected().cloned() else { return Effect::None };
        let what = show::step_label(&step, cx.lang);
        let question = match step.actor == cx.actor {
            true => w::ask_own(cx.lang, step.id, what),
            false => w::ask_other(cx.lang, &step.actor, step.id, what),
        };
        self.asked = Some(step);
        let choices = [w::LEAVE_IT, w::TAKE_BACK].map(|t| Choice { word: cx.t(t).to_owned(), note: String::new() });
        Effect::open(Window(Pick::new(ASK, question, choices.to_vec())))
    }

    fn take_back(&mut self, cx: &Cx) -> Effect {
        let Some(step) = self.asked.take() else { return Effect::None };
        let (act, lang) = (cx.act(), cx.lang);
        Effect::Start(Job::new(cx.t(c::UNDOING), move |desk, _| {
            let rows = desk.store()?.undo(&act, step.id, &step.label)?;
            let label = show::step(&step.label, lang);
            let words = match step.undoes {
                Some(_) => c::redone(lang, &step.at, &label, rows),
                None => c::undone(lang, &step.at, &label, rows),
            };
            Ok(Announced(words))
        }))
    }

    fn body(area: Rect) -> Rect {
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn turn(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.own = !self.own;
        self.shown = BATCH;
        self.lines.edge(false, 1);
        self.load(cx)
    }
}

impl View for Journal {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], w::RECORDS, Self::enter).shown(),
        Command::new("take_back", &[key::f(8), key::DELETE], w::TAKE_BACK, |v: &mut Self, cx| Ok(v.ask(cx)))
            .changes()
            .shown()
            .when(Self::cannot),
        Command::new("own", &[key::f(6), key::ch('m')], w::OWN_OR_ALL, Self::turn).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.lines.step(-1, Self::body(cx.area).height))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| {
            Ok(v.lines.step(1, Self::body(cx.area).height))
        }),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], lw::PAGE_UP, |v: &mut Self, cx| {
            Ok(v.lines.page(-1, Self::body(cx.area).height))
        }),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE, key::ctrl('f')], lw::PAGE_DOWN, |v: &mut Self, cx| {
            Ok(v.lines.page(1, Self::body(cx.area).height))
        }),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| Ok(v.lines.edge(false, Self::body(cx.area).height))),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| Ok(v.lines.edge(true, Self::body(cx.area).height))),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::JOURNAL).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let steps = cx.db.steps(self.own.then_some(cx.actor.as_str()), self.shown + 1)?;
        let more = steps.len() > self.shown;
        self.lines.clear();
        for step in steps.into_iter().take(self.shown) {
            let tone = if step.undone_by.is_some() { Tone::Quiet } else { Tone::Plain };
            let bits = vec![
                bit(crate::domain::calendar::moment(&step.at), 16).tone(tone),
                bit(show::who(&step.actor, &step.origin), 16).tone(if tone == Tone::Plain { Tone::Heading } else { tone }),
                bit(step.id.to_string(), 6).right().tone(Tone::Quiet),
                bit(show::step_about(&step, cx.lang, &cx.db)?, 0).tone(tone),
            ];
            self.lines.link(bits, To::Step(Box::new(step)));
        }
        if more {
            self.lines.link(vec![bit(cx.t(w::EARLIER), 0).tone(Tone::Quiet)], To::More);
        }
        if self.lines.is_empty() {
            self.lines.say(vec![bit(cx.t(w::NO_STEPS), 0).tone(Tone::Quiet)]);
        }
        self.lines.settle(Self::body(cx.area).height);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        let yes = picked.tag == ASK && picked.chosen.first() == Some(&1);
        if !yes {
            self.asked = None;
            return Ok(Effect::None);
        }
        Ok(self.take_back(cx))
    }

    fn subject(&self) -> Subject {
        let (kind, id) = self.selected()?.first.as_ref()?;
        let register = crate::catalog::REGISTERS.iter().find(|r| r.table == *kind)?;
        Some((register, *id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, cx.t(if self.own { w::OWN_STEPS } else { w::ALL_STEPS }), heading);
        self.lines.draw(paint, Self::body(area));
    }
}
