//! A page about one record: a head, and parts beside each other that Tab and the brackets walk.
//!
//! The page of a class and of a teacher differ in their head and parts only, so their keys are one table.

use super::{
    Command, Cx, Effect, Key, Paint, Subject, View, Window, hand, key,
    screens::{
        form::Form,
        papers,
        record::Record,
        steps::{self, Stepped},
    },
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
    /// What was chosen after the filter key, or what a job of this part came to.
    fn answer(&mut self, _outcome: Box<dyn Any + Send>, _area: Rect, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }
    /// True where the part knows this act now.
    fn can(&self, _act: Act) -> bool {
        false
    }
    /// Does it.
    fn act(&mut self, _act: Act, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }
    /// Esc, before it leaves the page: true where there was something to give up.
    fn escape(&mut self) -> bool {
        false
    }
}

/// What some parts do beyond moving about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Takes the lesson under the cursor up, or puts the one held down.
    Hold,
    /// Puts a copy of the lesson held down.
    Copy,
    /// The lesson held and the one under the cursor change places.
    Swap,
    /// Says why a lesson stays although it conflicts.
    Keep,
    /// Locks a lesson where it is.
    Lock,
    /// Who and what is free.
    Free,
    /// The timetable of an earlier class.
    Earlier,
    /// Looks for places.
    Fill,
    /// A mark of attendance, by its code word; an empty one takes it away.
    Mark(&'static str),
    /// Everybody without a mark in this half-day was there.
    MarkRest,
    /// A file of what is shown.
    Export,
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

    /// The record the keys that change are about.
    fn about(&self) -> (&'static Register, i64) {
        self.parts[self.at].record().unwrap_or((self.register, self.id))
    }

    fn locked(&self, cx: &Cx) -> Option<T> {
        hand::locked(Some(self.about()), cx)
    }

    fn add(&mut self, _: &Cx) -> store::Result<Effect> {
        let start = self.parts[self.at].start();
        Ok(start.map_or(Effect::None, |(register, given)| Effect::open(Window(Form::new(register, &given)))))
    }

    fn act(&mut self, act: Act, cx: &Cx) -> store::Result<Effect> {
        self.parts[self.at].act(act, cx)
    }

    /// Documents about the record, and the table of a part that has one.
    fn papers(&self) -> Effect {
        papers::ask(vec![(self.register.kind, Some(self.id))], None, self.parts[self.at].can(Act::Export))
    }

    fn cannot(&self, act: Act) -> Option<T> {
        (!self.parts[self.at].can(act)).then_some(w::NOT_HERE)
    }

    fn nothing_to_add(&self, cx: &Cx) -> Option<T> {
        let Some((register, _)) = self.parts[self.at].start() else { return Some(w::NOTHING_TO_ADD) };
        hand::refused(register, None, cx)
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

/// Marks of attendance, in the order of their keys.
const MARKS: [Act; 6] =
    [Act::Mark("present"), Act::Mark("absent"), Act::Mark("leave"), Act::Mark("late"), Act::Mark("early"), Act::Mark("")];

/// A row of what only some parts do; it stands in the footer where it can be used.
const fn act(
    name: &'static str,
    keys: &'static [Key],
    label: T,
    run: fn(&mut Page, &Cx) -> store::Result<Effect>,
    when: fn(&Page, &Cx) -> Option<T>,
) -> Command<Page> {
    Command::new(name, keys, label, run).shown().when(when)
}

impl View for Page {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::enter).shown(),
        Command::new("next_part", &[key::TAB, key::ch(']')], w::NEXT_PART, |v: &mut Self, cx| v.turn(1, cx)).shown(),
        Command::new("previous_part", &[key::BACK_TAB, key::ch('[')], w::PREVIOUS_PART, |v: &mut Self, cx| v.turn(-1, cx)),
        act("hold", &[key::SPACE], w::HOLD, |v, cx| v.act(Act::Hold, cx), |v, _| v.cannot(Act::Hold)).changes(),
        act("copy", &[key::ch(','), key::ch('c')], w::COPY, |v, cx| v.act(Act::Copy, cx), |v, _| v.cannot(Act::Copy)).changes(),
        act("swap", &[key::ch('^'), key::ch('x')], w::SWAP, |v, cx| v.act(Act::Swap, cx), |v, _| v.cannot(Act::Swap)).changes(),
        act("keep", &[key::ch(')')], w::KEEP, |v, cx| v.act(Act::Keep, cx), |v, _| v.cannot(Act::Keep)).changes(),
        act("lock", &[key::ch('(')], w::LOCK, |v, cx| v.act(Act::Lock, cx), |v, _| v.cannot(Act::Lock)).changes(),
        act("free", &[key::ch('@'), key::ch('w')], w::FREE, |v, cx| v.act(Act::Free, cx), |v, _| v.cannot(Act::Free)),
        act("earlier", &[key::ch('<'), key::ch('y')], w::EARLIER, |v, cx| v.act(Act::Earlier, cx), |v, _| v.cannot(Act::Earlier))
            .changes(),
        act("fill", &[key::ch('>'), key::ch('f')], w::FILL, |v, cx| v.act(Act::Fill, cx), |v, _| v.cannot(Act::Fill)).changes(),
        act("present", &[key::ch('+')], w::PRESENT, |v, cx| v.act(MARKS[0], cx), |v, _| v.cannot(MARKS[0])).changes(),
        act("absent", &[key::ch('-')], w::ABSENT, |v, cx| v.act(MARKS[1], cx), |v, _| v.cannot(MARKS[1])).changes(),
        act("on_leave", &[key::ch('=')], w::ON_LEAVE, |v, cx| v.act(MARKS[2], cx), |v, _| v.cannot(MARKS[2])).changes(),
        act("late", &[key::ch('~')], w::LATE, |v, cx| v.act(MARKS[3], cx), |v, _| v.cannot(MARKS[3])).changes(),
        act("early", &[key::ch('_')], w::EARLY, |v, cx| v.act(MARKS[4], cx), |v, _| v.cannot(MARKS[4])).changes(),
        act("no_mark", &[key::BACKSPACE], w::NO_MARK, |v, cx| v.act(MARKS[5], cx), |v, _| v.cannot(MARKS[5])).changes(),
        act("all_present", &[key::ch('*')], w::ALL_PRESENT, |v, cx| v.act(Act::MarkRest, cx), |v, _| v.cannot(Act::MarkRest))
            .changes(),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |v: &mut Self, _| Ok(v.papers())).shown(),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], w::BACK, |v: &mut Self, cx| v.page(-1, cx)).shown(),
        Command::new("page_down", &[key::PAGE_DOWN, key::ctrl('f')], w::FORTH, |v: &mut Self, cx| v.page(1, cx)).shown(),
        Command::new("edit", &[key::f(2)], c::EDIT, |v: &mut Self, _| Ok(hand::edit(Some(v.about()))))
            .changes()
            .shown()
            .when(Self::locked),
        Command::new("delete", &[key::f(8), key::DELETE], c::DELETE, |v: &mut Self, _| Ok(hand::delete(Some(v.about()))))
            .changes()
            .when(Self::locked),
        Command::new("new", &[key::f(4), key::ctrl('n')], c::NEW, Self::add).shown().when(Self::nothing_to_add),
        Command::new("steps", &[key::ch('.')], STEPS, Self::steps).changes().shown(),
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
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, _| {
            Ok(if v.parts[v.at].escape() { Effect::None } else { Effect::Close })
        })
        .shown(),
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

    fn subject(&self) -> Subject {
        Some(self.about())
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
        let Err(outcome) = outcome.downcast::<Stepped>() else { return Ok(Effect::Reload) };
        let body = self.body(cx.area);
        self.parts[self.at].answer(outcome, body, cx)
    }
}
