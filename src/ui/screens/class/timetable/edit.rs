//! Changing the timetable in its week: a lesson is picked up, carried over the grid with what would then be wrong, and
//! put down; who and what is free; an earlier timetable on the days of this class.

use super::Timetable;
use crate::{
    domain::conflict::SessionView,
    store::{
        self, Store,
        timetable::{Assign, At, Checked},
    },
    text::{session, timetable as w},
    ui::{
        Cx, Effect, Job, Paint, Window, lesson,
        page::Act,
        screens::{
            fill::Fill,
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        text,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// A lesson that is carried.
pub(super) struct Held {
    row: SessionView,
    /// As it would be where the cursor is.
    trial: Checked,
}

/// What a list offered, in its order.
#[derive(Default)]
pub(super) struct Offered {
    earlier: Vec<i64>,
    free: Vec<Assign>,
}

/// Something was changed: where to look at it, and the news.
struct Changed {
    session: Option<i64>,
    words: String,
}

impl Timetable {
    /// The half-day under the cursor.
    fn here(&self) -> Option<At> {
        let (row, column) = self.grid.cursor();
        Some(At { date: *self.days.get(column)?, half: lesson::HALVES[row.min(2)].0 })
    }

    fn selected(&self) -> Option<&SessionView> {
        self.grid.selected().and_then(|piece| self.checked.row(piece.id?))
    }

    /// What would be wrong if the lesson held were put down here.
    pub(super) fn try_here(&mut self, cx: &Cx) -> store::Result<()> {
        let Some((held, at)) = self.held.as_ref().zip(self.here()) else { return Ok(()) };
        let trial = cx.db.try_session(&held.row, at)?;
        if let Some(held) = &mut self.held {
            held.trial = trial;
        }
        Ok(())
    }

    pub(super) fn knows(&self, act: Act) -> bool {
        let holding = self.held.is_some();
        let selected = self.grid.selected().is_some_and(|piece| piece.id.is_some());
        match act {
            Act::Hold => holding || selected,
            Act::Copy => holding,
            Act::Swap => holding && selected,
            Act::Keep | Act::Lock => !holding && selected,
            Act::Free => self.week.is_some(),
            Act::Earlier | Act::Fill => !holding,
            _ => false,
        }
    }

    pub(super) fn do_it(&mut self, act: Act, cx: &Cx) -> store::Result<Effect> {
        match act {
            Act::Hold if self.held.is_some() => Ok(self.put_down(false, cx)),
            Act::Hold => self.pick_up(cx),
            Act::Copy => Ok(self.put_down(true, cx)),
            Act::Swap => Ok(self.swap(cx)),
            Act::Keep => Ok(Effect::open(Window(Prompt::new("keep", cx.t(session::KEEP_REASON), "")))),
            Act::Lock => Ok(self.lock(cx)),
            Act::Free => self.ask_free(cx),
            Act::Earlier => self.ask_earlier(cx),
            Act::Fill => Ok(Effect::open(Window(Fill::new(self.class)))),
            _ => Ok(Effect::None),
        }
    }

    fn pick_up(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(row) = self.selected().cloned() else { return Ok(Effect::None) };
        let (title, cursor) = (row.title.clone(), row.id);
        self.held = Some(Held { row, trial: Checked::default() });
        // A lesson can be carried to a weekend, which is not shown otherwise.
        self.read(cx)?;
        self.grid.find(cursor);
        self.try_here(cx)?;
        Ok(Effect::Toast(w::held(cx.lang, title)))
    }

    pub(super) fn put_down(&mut self, copy: bool, cx: &Cx) -> Effect {
        let (Some(at), Some(held)) = (self.here(), self.held.take()) else { return Effect::None };
        let (act, id, lang) = (cx.act(), held.row.id, cx.lang);
        let clashes = held.trial.of(id).filter(|c| c.kept.is_none()).count();
        let label = format!("{} {}", lesson::day(at.date, cx), lesson::half(at.half, cx));
        change(cx, move |store| {
            let (session, words) = if copy {
                (store.copy_session(&act, id, at)?, w::copied_to(lang, label))
            } else {
                store.move_session(&act, id, at)?;
                (id, w::moved_to(lang, label))
            };
            let words = if clashes > 0 { format!("{words}  {}", w::still_wrong(lang, clashes)) } else { words };
            Ok(Changed { session: Some(session), words })
        })
    }

    fn swap(&mut self, cx: &Cx) -> Effect {
        let Some((held, other)) = self.held.as_ref().map(|h| h.row.id).zip(self.selected().map(|row| row.id)) else {
            return Effect::None;
        };
        if held == other {
            return Effect::Toast(cx.t(w::SWAP_WITH_ITSELF).to_owned());
        }
        self.held = None;
        let (act, lang) = (cx.act(), cx.lang);
        change(cx, move |store| {
            store.swap_sessions(&act, held, other)?;
            Ok(Changed { session: Some(held), words: w::SWAPPED.get(lang).to_owned() })
        })
    }

    fn lock(&self, cx: &Cx) -> Effect {
        let Some(id) = self.selected().map(|row| row.id) else { return Effect::None };
        let (act, lang) = (cx.act(), cx.lang);
        change(cx, move |store| {
            let words = if store.lock_session(&act, id)? { w::LOCKED } else { w::UNLOCKED };
            Ok(Changed { session: Some(id), words: words.get(lang).to_owned() })
        })
    }

    fn ask_free(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(at) = self.here() else { return Ok(Effect::None) };
        let course = match self.selected() {
            Some(row) => cx.db.session_course(row.id)?,
            None => None,
        };
        let free = cx.db.free_at(at, course)?;
        let mut choices = Vec::new();
        self.offered.free.clear();
        for (id, name, topics) in free.teachers {
            choices.push(Choice { word: format!("{name}  {}", topics.unwrap_or_default()), note: cx.t(w::A_TEACHER).to_owned() });
            self.offered.free.push(Assign::Teacher(id));
        }
        for place in free.places {
            choices.push(Choice { word: place.clone(), note: cx.t(w::A_ROOM).to_owned() });
            self.offered.free.push(Assign::Place(place));
        }
        for (id, name, capacity) in free.sites {
            let capacity = capacity.map(|n| n.to_string()).unwrap_or_default();
            choices.push(Choice { word: format!("{name}  {capacity}"), note: cx.t(w::A_SITE).to_owned() });
            self.offered.free.push(Assign::Site(id));
        }
        let when = format!("{} {}", lesson::day(at.date, cx), lesson::half(at.half, cx));
        Ok(Effect::open(Window(Pick::new("free", w::free_then(cx.lang, when), choices))))
    }

    fn ask_earlier(&mut self, cx: &Cx) -> store::Result<Effect> {
        let earlier = cx.db.earlier(self.class)?;
        if earlier.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NO_EARLIER).to_owned()));
        }
        let choice = |e: &store::timetable::Earlier| Choice {
            word: format!("{}  {}", e.year, e.title),
            note: w::sessions(cx.lang, e.sessions),
        };
        let choices = earlier.iter().map(choice).collect();
        self.offered.earlier = earlier.into_iter().map(|e| e.id).collect();
        Ok(Effect::open(Window(Pick::new("earlier", cx.t(w::WHICH_EARLIER), choices))))
    }

    /// What a question, a list or a job came back with.
    pub(super) fn came_back(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> Effect {
        let outcome = match outcome.downcast::<Changed>() {
            Ok(changed) => {
                self.go_to = changed.session;
                return Effect::Toast(changed.words).and(Effect::Reload);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return self.keep(typed.text, cx),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Effect::None };
        let Some(n) = picked.chosen.first().copied() else { return Effect::None };
        match picked.tag {
            "free" => self.assign(n, cx),
            _ => self.copy_earlier(n, cx),
        }
    }

    fn keep(&self, reason: String, cx: &Cx) -> Effect {
        let Some(id) = self.selected().map(|row| row.id) else { return Effect::None };
        let (act, lang) = (cx.act(), cx.lang);
        change(cx, move |store| {
            store.keep_session(&act, id, &reason)?;
            Ok(Changed { session: Some(id), words: w::kept(lang, reason) })
        })
    }

    fn assign(&self, n: usize, cx: &Cx) -> Effect {
        let Some((what, id)) = self.offered.free.get(n).cloned().zip(self.selected().map(|row| row.id)) else {
            return Effect::Toast(cx.t(w::NOTHING_HERE).to_owned());
        };
        let (act, lang) = (cx.act(), cx.lang);
        change(cx, move |store| {
            store.assign_session(&act, id, &what)?;
            Ok(Changed { session: Some(id), words: w::ASSIGNED.get(lang).to_owned() })
        })
    }

    fn copy_earlier(&mut self, n: usize, cx: &Cx) -> Effect {
        let Some(from) = self.offered.earlier.get(n).copied() else { return Effect::None };
        let (act, to, lang) = (cx.act(), self.class, cx.lang);
        self.week = None;
        change(cx, move |store| {
            let copied = store.copy_timetable(&act, from, to)?;
            let (from, to) = copied.span.map(|(a, b)| (lesson::date(a), lesson::date(b))).unwrap_or_default();
            Ok(Changed { session: None, words: w::copied(lang, from, copied.sessions, to) })
        })
    }

    /// The lesson held, where it would go, and what would be wrong there; the other row below.
    pub(super) fn draw_held(&self, paint: &mut Paint, area: Rect, held: &Held, cx: &Cx) {
        let Some(at) = self.here() else { return };
        let (plain, good, bad) = (paint.theme.plain(), paint.theme.good(), paint.theme.bad());
        let when = format!("{} {}", lesson::day(at.date, cx), lesson::half(at.half, cx));
        let words = w::would_go(cx.lang, &held.row.title, when);
        let used = paint.put(area.x, area.y, area.width, &words, plain) + 2;
        let room = area.width.saturating_sub(used);
        let Some(conflict) = held.trial.of(held.row.id).next() else {
            paint.put(area.x + used, area.y, room, cx.t(crate::text::class_page::NO_CONFLICTS), good);
            return;
        };
        paint.put(area.x + used, area.y, room, &lesson::reason(conflict, cx), bad);
        let other = if conflict.a == held.row.id { conflict.b } else { Some(conflict.a) };
        if let Some(row) = other.and_then(|id| held.trial.row(id)) {
            let words =
                [row.class_title.clone(), lesson::time(row, cx), row.title.clone(), lesson::teachers(row), lesson::place(row)];
            let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
            paint.put(area.x, area.y + 1, area.width, &text::safe(&words.join("  ")), bad);
        }
    }
}

/// A write off the screen's thread that comes back as news.
fn change(cx: &Cx, work: impl FnOnce(&mut Store) -> store::Result<Changed> + Send + 'static) -> Effect {
    Effect::Start(Job::new(cx.t(crate::text::form::SAVING), move |desk, _| work(desk.store()?)))
}
