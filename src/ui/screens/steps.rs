//! Taking a step with one or many records: the steps there are, those that cannot be taken with their reason, and the
//! questions a step asks before it is taken.
//!
//! The same window for every register with a machine, so that a state is changed in one way everywhere. A refusal that
//! only lacks a reason or a name becomes the question for it; everything else is told, record by record.

mod ask;
mod outcome;

use crate::{
    catalog,
    domain::states::{self, Refusal, Transition},
    store::{self, transition::Steps as Found},
    text::{keys as k, list as lw, step as sw, steps as w},
    ui::{
        Command, Cx, Effect, Paint, View, Window, key,
        screens::{link::Linked, pick::Picked, prompt::Typed},
        show, text,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// Records looked at for what they can do; more are still taken along.
const LOOK: usize = 300;

/// A step was taken, or tried: the answer to the screen below, which drops its marks.
#[derive(Debug)]
pub struct Stepped {
    /// Records that took it.
    pub taken: Vec<i64>,
}

/// A step with what stands for and against it.
struct Row {
    step: &'static Transition,
    can: usize,
    /// The first reason against it, with the state it was found in.
    why: Option<(Refusal, String)>,
}

/// The window.
pub struct Steps {
    kind: &'static str,
    ids: Vec<i64>,
    about: String,
    rows: Vec<Row>,
    cursor: usize,
    top: usize,
    /// The step under way, and what was given for it.
    chosen: Option<&'static Transition>,
    given: Given,
    offered: ask::Offered,
    /// Of the step under way: who took it already.
    found: Found,
}

/// What was given for a step.
#[derive(Default)]
struct Given {
    reason: Option<String>,
    approver: Option<String>,
    /// The person who comes instead.
    successor: Option<i64>,
}

/// Opens the window for records of a register; says so where there is nothing to do.
#[must_use]
pub fn open(kind: &'static str, ids: Vec<i64>, cx: &Cx) -> Effect {
    if ids.is_empty() || states::machine(kind).is_none() {
        return Effect::Toast(cx.t(w::NOTHING).to_owned());
    }
    Effect::open(Window(Steps {
        kind,
        ids,
        about: String::new(),
        rows: Vec::new(),
        cursor: 0,
        top: 0,
        chosen: None,
        given: Given::default(),
        offered: ask::Offered::default(),
        found: Found::default(),
    }))
}

impl Steps {
    /// What each step comes to, those that can be taken first, in the order of the machine.
    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let Some(machine) = states::machine(self.kind) else { return Ok(()) };
        let mut rows: Vec<Row> = Vec::new();
        for step in machine.steps {
            if !rows.iter().any(|row| row.step.name == step.name && row.step.label == step.label) {
                rows.push(Row { step, can: 0, why: None });
            }
        }
        for id in self.ids.iter().take(LOOK) {
            let Some((state, offers)) = cx.db.offers(&cx.actor, self.kind, *id)? else { continue };
            for row in &mut rows {
                let offer = offers.iter().find(|offer| offer.step.name == row.step.name);
                // One name leads from several states to several: what counts is where it leads from here.
                row.step = offer.filter(|_| row.can == 0).map_or(row.step, |offer| offer.step);
                match offer.map(|offer| offer.why_not) {
                    Some(None) => row.can += 1,
                    Some(Some(why)) if why.asks() => row.can += 1,
                    Some(Some(why)) => row.why = row.why.take().or(Some((why, state.clone()))),
                    None => row.why = row.why.take().or(Some((Refusal::NotHere, state.clone()))),
                }
            }
        }
        rows.sort_by_key(|row| row.can == 0);
        self.rows = rows;
        self.about = match self.ids[..] {
            [id] => match catalog::register(self.kind) {
                Some(register) => cx.db.title(register, id)?.unwrap_or_default(),
                None => String::new(),
            },
            _ => w::many(cx.lang, self.ids.len()),
        };
        Ok(())
    }

    fn choose(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(row) = self.rows.get(self.cursor) else { return Ok(Effect::None) };
        if row.can == 0 {
            let why = row.why.as_ref().map(|(why, state)| self.tell(*why, state, cx)).unwrap_or_default();
            return Ok(Effect::Toast(why));
        }
        (self.chosen, self.given, self.found) = (Some(row.step), Given::default(), Found::default());
        self.go_on(cx)
    }

    /// A refusal in words.
    fn tell(&self, why: Refusal, state: &str, cx: &Cx) -> String {
        why.describe(cx.lang, &show::state(self.kind, state, cx))
    }

    fn step(&mut self, by: isize, cx: &Cx) -> Effect {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        let height = usize::from(self.inside(cx.area)).max(1);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        Effect::None
    }

    fn area(&self, area: Rect) -> Rect {
        let width = 72.min(area.width.saturating_sub(2));
        let height = u16::try_from(self.rows.len() + 2).unwrap_or(u16::MAX).clamp(4, 20).min(area.height);
        Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height)
    }

    fn inside(&self, area: Rect) -> u16 {
        self.area(area).height.saturating_sub(2)
    }
}

impl View for Steps {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("take", &[key::ENTER], w::TAKE, Self::choose).changes().shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.step(-1, cx))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| Ok(v.step(1, cx))),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| Ok(v.step(isize::MIN / 2, cx))),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| Ok(v.step(isize::MAX / 2, cx))),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::STEPS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.read(cx)?;
        Ok(self.step(0, cx))
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return self.typed(*typed, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Picked>() {
            Ok(picked) => return self.picked(&picked, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => {
                self.given.successor = linked.id;
                return if linked.id.is_some() { self.go_on(cx) } else { Ok(Effect::None) };
            }
            Err(other) => other,
        };
        match outcome.downcast::<Found>() {
            Ok(found) => self.took(*found, cx),
            Err(_) => Ok(Effect::None),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let inside = paint.popup(self.area(area), &w::title(cx.lang, &self.about));
        let label = self.rows.iter().map(|row| text::width(cx.t(row.step.label))).max().unwrap_or(0);
        let label = u16::try_from(label).unwrap_or(20).min(inside.width / 2);
        for (n, row) in self.rows.iter().enumerate().skip(self.top).take(usize::from(inside.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = inside.y + (n - self.top) as u16;
            let here = n == self.cursor;
            let style = match (here, row.can > 0) {
                (true, _) => paint.theme.selected(),
                (false, true) => paint.theme.plain(),
                (false, false) => paint.theme.quiet(),
            };
            let words = match &row.why {
                _ if row.can > 0 && self.ids.len() > 1 => w::count(cx.lang, row.can),
                _ if row.can > 0 => format!("{} {}", cx.glyphs.path, show::state(self.kind, row.step.to, cx)),
                Some((why, state)) => self.tell(*why, state, cx),
                None => cx.t(sw::GONE).to_owned(),
            };
            paint.put(inside.x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
            paint.fill(inside.x + 1, y, label, cx.t(row.step.label), style);
            paint.fill(inside.x + 1 + label, y, inside.width.saturating_sub(label + 1), &format!("  {words}"), style);
            if here {
                paint.cursor = Some((inside.x, y).into());
            }
        }
    }

    fn overlay(&self) -> bool {
        true
    }
}
