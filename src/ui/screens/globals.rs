//! What every screen has: places, find, palette, help, leave. The same rows as any screen's, below them in dispatch.

use crate::{
    store,
    text::{change as c, check as ck, history as h, keys as k, place as p},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        places::{self, PLACES},
        screens::journal::Journal,
        show, text,
    },
};
use ratatui::layout::Rect;

/// Where the person is: which place and which sub-tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Globals {
    /// Index in [`PLACES`].
    pub place: usize,
    /// Index in its tabs.
    pub tab: usize,
}

impl Globals {
    fn tab(self, by: isize) -> Effect {
        let tabs = PLACES[self.place].tabs.len();
        let tab = (self.tab + tabs).saturating_add_signed(by) % tabs;
        if tab == self.tab { Effect::None } else { Effect::Go(self.place, tab) }
    }
}

/// Takes the person's last step back, or brings the last undone one again.
fn again(redo: bool, cx: &Cx) -> store::Result<Effect> {
    let step = if redo { cx.db.redoable(&cx.actor)? } else { cx.db.undoable(&cx.actor)? };
    let Some(step) = step else {
        let words = if redo { h::NOTHING_TO_REDO } else { h::NOTHING_TO_UNDO };
        return Ok(Effect::Toast(cx.t(words).to_owned()));
    };
    let (act, lang) = (cx.act(), cx.lang);
    Ok(Effect::Start(Job::new(cx.t(c::UNDOING), move |desk, _| {
        let rows = desk.store()?.undo(&act, step.id, &step.label)?;
        let label = show::step(&step.label, lang);
        let words = if redo { c::redone(lang, &step.at, &label, rows) } else { c::undone(lang, &step.at, &label, rows) };
        Ok(Announced(words))
    })))
}

/// Words a job of every screen brings, after which everything shown is read again.
pub struct Announced(pub String);

/// A command that goes to the place of a digit.
macro_rules! place {
    ($name:literal, $digit:literal, $label:expr, $n:literal) => {
        Command::new($name, &[key::ch($digit)], $label, |_: &mut Self, _| Ok(Effect::Go($n, 0)))
    };
}

impl View for Globals {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("find", &[key::f(3), key::ch('/')], k::FIND, |_: &mut Self, _| Ok(Effect::Find(String::new()))).shown(),
        Command::new("palette", &[key::ctrl('p'), key::ch(':'), key::ch(';')], k::PALETTE, |_: &mut Self, _| Ok(Effect::Palette))
            .shown(),
        Command::new("help", &[key::f(1), key::ch('?'), key::ctrl('g')], k::HELP, |_: &mut Self, _| Ok(Effect::Help)).shown(),
        place!("today", '1', p::TODAY, 0),
        place!("curriculum", '2', p::CURRICULUM, 1),
        place!("sites", '3', p::SITES, 2),
        place!("teachers", '4', p::TEACHERS, 3),
        place!("classes", '5', p::CLASSES, 4),
        place!("cadres", '6', p::CADRES, 5),
        place!("call_ups", '7', p::CALL_UPS, 6),
        place!("make_up", '8', p::MAKE_UP, 7),
        place!("work", '9', p::WORK, 8),
        place!("reports", '0', p::REPORTS, 9),
        Command::new("next_tab", &[key::ch(']')], k::NEXT_TAB, |v: &mut Self, _| Ok(v.tab(1))),
        Command::new("previous_tab", &[key::ch('[')], k::PREVIOUS_TAB, |v: &mut Self, _| Ok(v.tab(-1))),
        Command::new("undo", &[key::ctrl('z')], c::UNDO, |_: &mut Self, cx| again(false, cx)).changes(),
        Command::new("redo", &[key::ctrl('y')], c::REDO, |_: &mut Self, cx| again(true, cx)).changes(),
        Command::new("check", &[key::ch('%')], ck::TITLE, |_: &mut Self, _| Ok(places::to(ck::TITLE))),
        Command::new("reveal", &key::REVEAL, k::REVEAL, |_: &mut Self, _| Ok(Effect::Reveal))
            .when(|_, cx| cx.role().cannot_reveal()),
        Command::new("history", &[key::ch('!')], h::OPEN, |_: &mut Self, _| Ok(Effect::History)),
        Command::new("journal", &[key::ch('$')], h::JOURNAL, |_: &mut Self, _| Ok(Effect::open(Window(Journal::default())))),
        Command::new("users", &[key::ch('&')], crate::text::user::REGISTER, |_: &mut Self, _| {
            Ok(places::to(crate::text::user::REGISTER))
        })
        .when(|_, cx| cx.role().cannot_manage()),
        Command::new("import", &[key::ch('|')], crate::text::wizard::TITLE, |_: &mut Self, _| {
            Ok(places::to(crate::text::wizard::TITLE))
        })
        .when(|_, cx| cx.role().cannot_write()),
        Command::new("redraw", &[key::ctrl('l')], k::REDRAW, |_: &mut Self, _| Ok(Effect::Redraw)),
        Command::new("copy_view", &[key::ch('"')], crate::text::copy::TITLE, |_: &mut Self, _| Ok(Effect::CopyView)),
        Command::new("key_test", &[key::ch('`')], crate::text::key_test::TITLE, |_: &mut Self, _| Ok(Effect::KeyTest)),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
        Command::new("language", &[key::ctrl('t')], k::LANGUAGE, |_: &mut Self, _| Ok(Effect::Language)),
        Command::new("glyphs", &[key::ctrl('x')], k::GLYPHS, |_: &mut Self, _| Ok(Effect::Glyphs)),
        Command::new("quit", &[key::ctrl('q'), key::f(10)], k::QUIT, |_: &mut Self, _| Ok(Effect::Leave)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(PLACES[self.place].name).to_owned()
    }

    fn load(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let names = named(self.place, usize::from(area.width), cx);
        let mut x = area.x;
        for (n, place) in PLACES.iter().enumerate() {
            let style = if n == self.place { paint.theme.here() } else { paint.theme.plain() };
            let words = format!("{}{}", place.digit, if names[n] { cx.t(place.name) } else { "" });
            x += paint.put(x, area.y, area.right().saturating_sub(x), &words, style) + 1;
        }
    }
}

/// Which places have their name in a bar so wide: that of the present one always, then its neighbours; the digits stay.
fn named(here: usize, room: usize, cx: &Cx) -> [bool; PLACES.len()] {
    let wide = |n: usize| text::width(cx.t(PLACES[n].name));
    let mut left = room.saturating_sub(PLACES.len() * 2 - 1 + wide(here));
    let mut names = [false; PLACES.len()];
    names[here] = true;
    let mut others: Vec<usize> = (0..PLACES.len()).filter(|n| *n != here).collect();
    others.sort_by_key(|n| n.abs_diff(here));
    for n in others {
        if wide(n) > left {
            break;
        }
        left -= wide(n);
        names[n] = true;
    }
    names
}
