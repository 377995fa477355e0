//! Places for the lessons of a class, as a proposal: what goes where, what finds no place and why, written by one key.

use crate::{
    catalog,
    domain::timetable::fill::Blocked,
    store::{
        self,
        timetable::{At, Proposal},
    },
    text::{list as lw, timetable as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key, lesson,
        screens::link::{LinkPick, Linked},
        sheet::{Line, Part, Sheet, To, Tone},
    },
};
use ratatui::layout::Rect;
use std::{any::Any, collections::BTreeMap};

/// The proposal.
pub struct Fill {
    class: i64,
    courses: Vec<i64>,
    found: Proposal,
    sheet: Sheet,
}

impl Fill {
    /// For a class.
    #[must_use]
    pub fn new(class: i64) -> Self {
        Self { class, courses: Vec::new(), found: Proposal::default(), sheet: Sheet::default() }
    }

    fn lines(&self, cx: &Cx) -> Vec<Line> {
        let (placed, failed) = (&self.found.placed, &self.found.failed);
        if placed.is_empty() && failed.is_empty() {
            return vec![Line::words(cx.t(w::FILL_NONE), Tone::Quiet)];
        }
        let mut lines = vec![Line::heading(w::fill_placed(cx.lang, placed.len()))];
        for (n, (one, title, before)) in placed.iter().enumerate() {
            let from = before.map_or_else(|| cx.t(w::FILL_NEW).to_owned(), |at| w::fill_from(cx.lang, when(at, cx)));
            let parts = vec![
                Part::text(when(one.at, cx), 18).tone(Tone::Good),
                Part::text(title, 0),
                Part::text(from, 24).tone(Tone::Quiet),
            ];
            lines.push(Line::new(parts).to(To::Here(n)));
        }
        if !failed.is_empty() {
            lines.push(Line::heading(w::fill_failed(cx.lang, failed.len())));
        }
        for (n, (title, why)) in failed.iter().enumerate() {
            lines.push(Line::words(title, Tone::Bad).to(To::Here(placed.len() + n)));
            lines.extend(reasons(why, cx).into_iter().map(|words| Line::words(format!("  {words}"), Tone::Quiet)));
        }
        lines
    }

    fn write(&mut self, cx: &Cx) -> store::Result<Effect> {
        let placed: Vec<_> = self.found.placed.iter().map(|(one, ..)| one.clone()).collect();
        let (act, class, lang) = (cx.act(), self.class, cx.lang);
        Ok(Effect::Start(Job::new(cx.t(w::FILL_TITLE), move |desk, _| {
            let n = desk.store()?.place_sessions(&act, class, &placed)?;
            Ok(Written(w::fill_done(lang, n)))
        })))
    }

    fn nothing(&self, _: &Cx) -> Option<crate::text::T> {
        self.found.placed.is_empty().then_some(w::FILL_NONE)
    }
}

struct Written(String);

fn when(at: At, cx: &Cx) -> String {
    format!("{} {}", lesson::day(at.date, cx), lesson::half(at.half, cx))
}

/// What stands in the way, each reason once with the half-days it closes.
fn reasons(why: &[(At, Option<Blocked>)], cx: &Cx) -> Vec<String> {
    if why.is_empty() {
        return vec![cx.t(w::FILL_NO_HALF_DAYS).to_owned()];
    }
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut taken = 0;
    for (at, blocked) in why {
        let words = match blocked {
            None => {
                taken += 1;
                continue;
            }
            Some(Blocked::Teacher(who, class)) => w::blocked_teacher(cx.lang, class, who),
            Some(Blocked::Away(who)) => w::blocked_away(cx.lang, who),
            Some(Blocked::Place(what, class)) => w::blocked_place(cx.lang, class, what),
            Some(Blocked::Site(what, class)) => w::blocked_site(cx.lang, class, what),
            Some(Blocked::Evening) => cx.t(w::BLOCKED_EVENING).to_owned(),
        };
        by.entry(words).or_default().push(when(*at, cx));
    }
    let mut lines: Vec<String> = by.into_iter().map(|(words, at)| format!("{words}: {}", at.join(" "))).collect();
    if taken > 0 {
        lines.push(w::fill_taken(cx.lang, taken));
    }
    lines
}

impl View for Fill {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("write", &[key::f(2), key::ctrl('s'), key::ENTER], w::FILL_WRITE, Self::write).shown().when(Self::nothing),
        Command::new("add", &[key::f(4), key::ctrl('n')], w::FILL_ADD, |_: &mut Self, _| {
            Ok(catalog::register("course").map_or(Effect::None, |course| Effect::open(Window(LinkPick::new(course, "")))))
        })
        .shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| {
            v.sheet.step(-1, usize::from(cx.area.height));
            Ok(Effect::None)
        }),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| {
            v.sheet.step(1, usize::from(cx.area.height));
            Ok(Effect::None)
        }),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| {
            v.sheet.page(-1, usize::from(cx.area.height));
            Ok(Effect::None)
        }),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| {
            v.sheet.page(1, usize::from(cx.area.height));
            Ok(Effect::None)
        }),
        Command::new("back", &[key::ESC], crate::text::keys::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::FILL_TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.found = cx.db.propose_places(self.class, &self.courses)?;
        let lines = self.lines(cx);
        self.sheet.set(lines);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => {
                self.courses.extend(linked.id);
                return self.load(cx);
            }
            Err(other) => other,
        };
        if let Ok(written) = outcome.downcast::<Written>() {
            return Ok(Effect::Then(Box::new(Effect::Toast(written.0).and(Effect::Reload))));
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.sheet.draw(paint, area, true);
    }
}
