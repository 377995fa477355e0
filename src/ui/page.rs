//! A page about one record: a head, and parts beside each other that Tab and the brackets walk.
//!
//! The page of a class and of a teacher differ in their head and parts only, so their keys are one table.

use super::{
    Command, Cx, Effect, Paint, View, Window, key,
    screens::{form::Form, record::Record, steps},
};
use crate::{
    catalog::Register,
    domain::{states, value::Value},
    store,
    text::{T, change as c, keys as k, list as lw, page as w, steps::STEPS},
};
use ratatui::layout::Rect;
use std::any::Any;

/// What Enter in a part leads to.
pub enum Next {
    /// Something of the application.
    Effect(Effect),
    /// Another part of this page; on this session, where one is named.
    Part(&'static str, Option<i64>),
}

/// A part of a page.
pub trait Part {
    /// Its name for [`Next::Part`].
    fn tag(&self) -> &'static str;
    /// Its name in the bar.
    fn name(&self, cx: &Cx) -> String;
    /// Reads what is shown; called while the part is in front.
    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()>;
    /// Draws.
    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx);
    /// Arrow keys.
    fn step(&mut self, across: isize, down: isize, area: Rect, cx: &Cx) -> store::Result<Effect>;
    /// Page up and down.
    fn page(&mut self, down: isize, area: Rect, cx: &Cx) -> store::Result<Effect>;
    /// Home and End.
    fn edge(&mut self, last: bool, area: Rect, cx: &Cx) -> store::Result<Effect>;
    /// Enter.
    fn enter(&mut self, cx: &Cx) -> store::Result<Next>;
    /// Goes to a session.
    fn show(&mut self, _session: i64, _cx: &Cx) -> store::Result<()> {
        Ok(())
    }
    /// The filter key; `None` where there is nothing to filter.
    fn filter(&self, _cx: &Cx) -> Option<Effect> {
        None
    }
    /// The record under the cursor, for the key that edits; `None` leaves the page's own.
    fn record(&self) -> Option<(&'static Register, i64)> {
        None
    }
    /// What a new record under the cursor starts with: its register, and fields that are known.
    fn start(&self) -> Option<(&'static Register, Vec<(&'static str, Value)>)> {
        None
    }
    /// What was chosen after the filter key.
    fn answer(&mut self, _outcome: Box<dyn Any + Send>, _area: Rect, _cx: &Cx) -> store::Result<()> {
        Ok(())
    }
}

/// Gives a [`Part`] the methods of its [`super::lines::Lines`].
#[macro_export]
#[doc(hidden)]
macro_rules! part_of_lines {
    ($lines:ident) => {
        fn draw(&self, paint: &mut $crate::ui::Paint, area: ratatui::layout::Rect, _: &$crate::ui::Cx) {
            self.$lines.draw(paint, area);
        }

        fn step(
            &mut self,
            _: isize,
            down: isize,
            area: ratatui::layout::Rect,
            _: &$crate::ui::Cx,
        ) -> $crate::store::Result<$crate::ui::Effect> {
            Ok(self.$lines.step(down, area.height))
        }

        fn page(
            &mut self,
            down: isize,
            area: ratatui::layout::Rect,
            _: &$crate::ui::Cx,
        ) -> $crate::store::Result<$crate::ui::Effect> {
            Ok(self.$lines.page(down, area.height))
        }

        fn edge(
            &mut self,
            last: bool,
            area: ratatui::layout::Rect,
            _: &$crate::ui::Cx,
        ) -> $crate::store::Result<$crate::ui::Effect> {
            Ok(self.$lines.edge(last, area.height))
        }
    };
}
pub use part_of_lines;

/// Lines above the parts.
pub type Head = fn(i64, &Cx) -> store::Result<Vec<String>>;

/// The page.
pub struct Page {
    register: &'static Register,
    id: i64,
    title: String,
    read_head: Head,
    head: Vec<String>,
    parts: Vec<Box<dyn Part>>,
    at: usize,
}

impl Page {
    /// The page of a record; it opens on its first part.
    #[must_use]
    pub fn new(register: &'static Register, id: i64, head: Head, parts: Vec<Box<dyn Part>>) -> Self {
        Self { register, id, title: String::new(), read_head: head, head: Vec::new(), parts, at: 0 }
    }

    /// Below head and bar.
    fn body(&self, area: Rect) -> Rect {
        let above = u16::try_from(self.head.len() + 1).unwrap_or(u16::MAX).min(area.height);
        Rect::new(area.x, area.y + above, area.width, area.height - above)
    }

    fn turn(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let count = self.parts.len();
        self.at = (self.at + count).saturating_add_signed(by) % count;
        self.front(cx)
    }

    fn front(&mut self, cx: &Cx) -> store::Result<Effect> {
        let body = self.body(cx.area);
        self.parts[self.at].load(body, cx)?;
        Ok(Effect::None)
    }

    fn step(&mut self, across: isize, down: isize, cx: &Cx) -> store::Result<Effect> {
        let body = self.body(cx.area);
        self.parts[self.at].step(across, down, body, cx)
    }

    fn page(&mut self, down: isize, cx: &Cx) -> store::Result<Effect> {
        let body = self.body(cx.area);
        self.parts[self.at].page(down, body, cx)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        let body = self.body(cx.area);
        self.parts[self.at].edge(last, body, cx)
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Effect> {
        match self.parts[self.at].enter(cx)? {
            Next::Effect(effect) => Ok(effect),
            Next::Part(tag, session) => {
                self.at = self.parts.iter().position(|p| p.tag() == tag).unwrap_or(self.at);
                self.front(cx)?;
                if let Some(id) = session {
                    self.parts[self.at].show(id, cx)?;
                }
                Ok(Effect::None)
            }
        }
    }

    fn filter(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(self.parts[self.at].filter(cx).unwrap_or_default())
    }

    fn no_filter(&self, cx: &Cx) -> Option<T> {
        self.parts[self.at].filter(cx).is_none().then_some(w::NO_FILTER)
    }

    /// Steps of the record under the cursor, where its register has any; else of the page's own.
    fn steps(&mut self, cx: &Cx) -> store::Result<Effect> {
        let own = (self.register, self.id);
        let (register, id) = self.parts[self.at].record().filter(|(r, _)| states::machine(r.kind).is_some()).unwrap_or(own);
        Ok(steps::open(register.kind, vec![id], cx))
    }

    fn edit(&mut self, _: &Cx) -> store::Result<Effect> {
        let (register, id) = self.parts[self.at].record().unwrap_or((self.register, self.id));
        Ok(Effect::open(Window(Form::edit(register, id))))
    }

    fn add(&mut self, _: &Cx) -> store::Result<Effect> {
        let start = self.parts[self.at].start();
        Ok(start.map_or(Effect::None, |(register, given)| Effect::open(Window(Form::new(register, &given)))))
    }

    fn nothing_to_add(&self, _: &Cx) -> Option<T> {
        self.parts[self.at].start().is_none().then_some(w::NOTHING_TO_ADD)
    }

    fn bar(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let mut x = area.x;
        for (n, part) in self.parts.iter().enumerate() {
            let here = n == self.at;
            let name = part.name(cx);
            let words = if here { format!("[{name}]") } else { format!(" {name} ") };
            let style = if here { paint.theme.heading() } else { paint.theme.plain() };
            x += paint.put(x, area.y, area.right().saturating_sub(x), &words, style);
        }
    }
}

impl View for Page {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::enter).shown(),
        Command::new("next_part", &[key::TAB, key::ch(']')], w::NEXT_PART, |v: &mut Self, cx| v.turn(1, cx)).shown(),
        Command::new("previous_part", &[key::BACK_TAB, key::ch('[')], w::PREVIOUS_PART, |v: &mut Self, cx| v.turn(-1, cx)),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], w::BACK, |v: &mut Self, cx| v.page(-1, cx)).shown(),
        Command::new("page_down", &[key::PAGE_DOWN, key::ctrl('f')], w::FORTH, |v: &mut Self, cx| v.page(1, cx)).shown(),
        Command::new("edit", &[key::f(2)], c::EDIT, Self::edit).shown(),
        Command::new("new", &[key::f(4), key::ctrl('n')], c::NEW, Self::add).shown().when(Self::nothing_to_add),
        Command::new("steps", &[key::ch('.')], STEPS, Self::steps).shown(),
        Command::new("filter", &[key::f(6)], lw::FILTER, Self::filter).shown().when(Self::no_filter),
        Command::new("fields", &[key::ctrl('o')], w::FIELDS, |v: &mut Self, _| {
            Ok(Effect::open(Window(Record::new(v.register, v.id))))
        })
        .shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(0, -1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(0, 1, cx)),
        Command::new("left", &[key::LEFT, key::ch('h')], w::LEFT, |v: &mut Self, cx| v.step(-1, 0, cx)),
        Command::new("right", &[key::RIGHT, key::ch('l')], w::RIGHT, |v: &mut Self, cx| v.step(1, 0, cx)),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| v.edge(true, cx)),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.title.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(title) = cx.db.title(self.register, self.id)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.title = title;
        self.head = (self.read_head)(self.id, cx)?;
        self.front(cx)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let style = paint.theme.plain();
        for (line, y) in self.head.iter().zip(area.y..area.bottom()) {
            paint.put(area.x + 1, y, area.width.saturating_sub(1), line, style);
        }
        let body = self.body(area);
        if body.y > area.y {
            self.bar(paint, Rect::new(area.x, body.y - 1, area.width, 1), cx);
        }
        self.parts[self.at].draw(paint, body, cx);
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let body = self.body(cx.area);
        self.parts[self.at].answer(outcome, body, cx)?;
        Ok(Effect::None)
    }
}
