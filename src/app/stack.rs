//! The application without terminal and threads: a stack of screens, keys in, a frame out.

mod ahead;
mod copy;
mod frame;
mod outer;
mod stray;

use super::desk::Runner;
use crate::{
    domain::clean,
    store::{self, draft::Draft, reveal::Revealed},
    text::keys as k,
    ui::{
        Cx, Effect, Job, Key, Paint, Screen, Shown, Subject, Window,
        effect::{Outcome, Progress},
        glyph, key,
        places::PLACES,
        screens::{
            drafts,
            find::Find,
            globals::{Announced, Globals},
            help::Help,
            history::History,
            keytest::KeyTest,
            palette,
            pick::Picked,
        },
        text,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use std::{any::Any, collections::HashMap, sync::Arc};

/// Rows of the frame around the screen: places, path, and the footer.
const ABOVE: u16 = 2;
const BELOW: u16 = 1;
/// Below this size there is only a word.
const SMALLEST: (u16, u16) = (40, 8);

struct Layer {
    id: u64,
    screen: Box<dyn Screen>,
}

struct Running {
    owner: u64,
    label: String,
    progress: Arc<Progress>,
}

/// The application.
pub struct App {
    /// What screens look at.
    pub cx: Cx,
    /// Set once the person leaves.
    pub left: bool,
    /// Set when everything is to be drawn anew.
    pub redraw: bool,
    /// What concerns the terminal itself.
    pub(super) outer: outer::Outer,
    copying: Option<copy::Copying>,
    frame: Rect,
    stack: Vec<Layer>,
    resting: HashMap<(usize, usize), Box<dyn Screen>>,
    globals: Window<Globals>,
    runner: Box<dyn Runner>,
    running: Vec<Running>,
    toast: Option<String>,
    trouble: Option<String>,
    revealed: Vec<Revealed>,
    next_id: u64,
    palette: Vec<Shown>,
    drafts: Vec<Draft>,
    ahead: Vec<Key>,
}

impl App {
    /// Opens on a place; the frame has this size.
    pub fn new(mut cx: Cx, runner: Box<dyn Runner>, place: usize, tab: usize, frame: Rect) -> Self {
        cx.area = inside(frame);
        let mut app = Self {
            cx,
            left: false,
            redraw: false,
            outer: outer::Outer::default(),
            copying: None,
            frame,
            stack: Vec::new(),
            resting: HashMap::new(),
            globals: Window(Globals::default()),
            runner,
            running: Vec::new(),
            toast: None,
            trouble: None,
            revealed: Vec::new(),
            next_id: 1,
            palette: Vec::new(),
            drafts: Vec::new(),
            ahead: Vec::new(),
        };
        let place = place.min(PLACES.len() - 1);
        app.go(place, tab.min(PLACES[place].tabs.len() - 1));
        app
    }

    /// Where the person is: place and sub-tab.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        (self.globals.0.place, self.globals.0.tab)
    }

    /// True while the top screen takes text.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.stack.last().is_some_and(|l| l.screen.typing())
    }

    /// A key was pressed.
    pub fn key(&mut self, pressed: Key) {
        self.toast = None;
        if self.copying.is_some() {
            return self.copy_key(pressed);
        }
        let shown = !std::mem::take(&mut self.revealed).is_empty();
        if shown && (pressed == key::ESC || key::REVEAL.contains(&pressed.folded())) {
            return;
        }
        if self.trouble.take().is_some() {
            return;
        }
        if pressed == key::ESC && self.stop_job() {
            return;
        }
        if self.tests_keys() {
            return self.command_or_text(pressed);
        }
        if self.waits(pressed) {
            return;
        }
        let Some(top) = self.stack.last_mut() else { return };
        let (owner, holds, typing) = (top.id, top.screen.holds(), top.screen.typing());
        if pressed == key::ctrl('c') && !top.screen.commands(&self.cx).iter().any(|row| row.keys.contains(&pressed)) {
            self.toast = Some(self.cx.t(k::QUIT_HINT).to_owned());
            return;
        }
        match top.screen.key(pressed, &self.cx) {
            Ok(Some(effect)) => return self.apply(owner, effect),
            Ok(None) => {}
            Err(error) => return self.fail(&error),
        }
        if holds {
            return self.unheld(pressed);
        }
        // While typing, characters are text, but function and control keys still mean what they mean everywhere.
        if typing && pressed.typed().is_some() {
            return;
        }
        match self.globals.key(pressed, &self.cx) {
            Ok(Some(effect)) => self.apply(0, effect),
            Ok(None) => self.unbound(pressed),
            Err(error) => self.fail(&error),
        }
    }

    fn command_or_text(&mut self, pressed: Key) {
        let Some(top) = self.stack.last_mut() else { return };
        let owner = top.id;
        match top.screen.key(pressed, &self.cx) {
            Ok(effect) => self.apply(owner, effect.unwrap_or_default()),
            Err(error) => self.fail(&error),
        }
    }

    /// Text was pasted.
    pub fn paste(&mut self, text: &str) {
        // Tabs part the cells of a table; everything else hidden goes, whole escape sequences too.
        let clean = text.split('\t').map(|part| clean::clean(part).0).collect::<Vec<_>>().join("\t");
        self.copying = None;
        let Some(top) = self.stack.last_mut() else { return };
        let owner = top.id;
        match top.screen.paste(clean, &self.cx) {
            Ok(effect) => self.apply(owner, effect),
            Err(error) => self.fail(&error),
        }
    }

    /// Runs a command of the top screen, or of every screen, by name.
    pub fn command(&mut self, name: &str) {
        let Some(top) = self.stack.last_mut() else { return };
        let owner = top.id;
        let own = top.screen.commands(&self.cx).iter().any(|c| c.name == name);
        let result = if own { top.screen.run(name, &self.cx) } else { self.globals.run(name, &self.cx) };
        match result {
            Ok(effect) => self.apply(owner, effect),
            Err(error) => self.fail(&error),
        }
    }

    /// What is said at the start: that there is little room, and, once, what this person left unfinished.
    pub fn begin(&mut self) {
        if let Some(free) = store::place::little_room(self.cx.db.path()) {
            self.toast = Some(crate::text::app::little_room(self.cx.lang, free >> 20));
        }
        match drafts::offer(&self.cx) {
            Ok(Some((waiting, pick, job))) => {
                self.drafts = waiting;
                self.push(Box::new(Window(pick)));
                self.start(0, job);
            }
            Ok(None) => {}
            Err(error) => self.fail(&error),
        }
    }

    /// Keeps what would be lost if the program ended now.
    pub fn keep(&mut self) {
        for at in (1..self.stack.len()).rev() {
            if let Some(unfinished) = self.stack[at].screen.unfinished() {
                self.deliver(self.stack[at - 1].id, unfinished);
            }
        }
        for at in 0..self.stack.len() {
            let (owner, effect) = (self.stack[at].id, self.stack[at].screen.keep(&self.cx));
            self.apply(owner, effect);
        }
    }

    /// Keeps what would be lost, stops what runs, and waits a moment until the rest is on the disk.
    pub fn end(&mut self) {
        for running in &self.running {
            running.progress.cancel();
        }
        self.keep();
        self.runner.finish();
    }

    /// The frame has another size.
    pub fn resize(&mut self, frame: Rect) {
        self.frame = frame;
        self.cx.area = inside(frame);
        self.redraw = true;
        self.load_all();
    }

    /// Somebody else changed the data.
    pub fn changed(&mut self) {
        self.load_all();
        let (found, known) = (self.cx.db.schema(), store::schema::version());
        if let Ok(found) = found
            && found > known
        {
            // Whatever is typed is kept; nothing can be saved before the program is started anew.
            self.keep();
            self.fail(&store::Error::Newer { found, known });
        }
    }

    /// The copy of the day was made, or could not be: that stops nobody, but is said.
    pub fn copied(&mut self, copied: store::Result<()>) {
        self.load_all();
        if let Err(error) = copied {
            self.toast = Some(crate::text::backup::failed(self.cx.lang, error.tell(self.cx.lang)));
        }
    }

    /// A job is done.
    pub fn finished(&mut self, owner: u64, outcome: Outcome) {
        if let Some(at) = self.running.iter().position(|r| r.owner == owner) {
            self.running.remove(at);
        }
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => return self.fail(&error),
        };
        let outcome = match outcome.downcast::<Vec<Revealed>>() {
            Ok(revealed) if revealed.is_empty() => return self.toast = Some(self.cx.t(k::NO_NUMBER).to_owned()),
            Ok(revealed) => return self.revealed = *revealed,
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Announced>() {
            Ok(words) => {
                self.load_all();
                self.toast = Some(words.0);
                return;
            }
            Err(other) => other,
        };
        self.deliver(owner, outcome);
        self.catch_up(owner);
    }

    fn deliver(&mut self, owner: u64, outcome: Box<dyn Any + Send>) {
        let Some(layer) = self.stack.iter_mut().find(|l| l.id == owner) else { return };
        match layer.screen.done(outcome, &self.cx) {
            Ok(effect) => self.apply(owner, effect),
            Err(error) => self.fail(&error),
        }
    }

    fn apply(&mut self, owner: u64, effect: Effect) {
        match effect {
            Effect::None => {}
            Effect::Open(screen) => self.push(screen),
            Effect::Close => self.close(owner),
            Effect::Then(next) => {
                self.close(owner);
                self.apply(0, *next);
            }
            Effect::Answer(answer) => self.answer(owner, answer),
            Effect::Go(place, tab) => self.go(place, tab),
            Effect::Reload => self.load_all(),
            Effect::Toast(words) => self.toast = Some(words),
            Effect::Trouble(words) => self.trouble = Some(words),
            Effect::Start(job) => self.start(owner, job),
            Effect::Find(typed) => self.push(Box::new(Window(Find::new(typed)))),
            Effect::Palette => self.open_palette(),
            Effect::Help => {
                let rows = self.commands();
                self.push(Box::new(Window(Help::new(rows))));
            }
            Effect::Run(name) => self.command(name),
            Effect::Redraw => (self.redraw, self.outer.asks) = (true, true),
            Effect::CopyView => self.copy_view(),
            Effect::KeyTest => {
                let rows = self.commands();
                self.push(Box::new(Window(KeyTest::new(rows))));
            }
            Effect::Language => {
                self.cx.lang = if self.cx.lang == crate::text::Lang::Zh { crate::text::Lang::En } else { crate::text::Lang::Zh };
                self.load_all();
            }
            Effect::Glyphs => {
                self.cx.glyphs = if *self.cx.glyphs == glyph::ASCII { &glyph::UNICODE } else { &glyph::ASCII };
                (self.redraw, self.outer.chosen) = (true, true);
            }
            Effect::Leave => self.left = true,
            Effect::Reveal => self.reveal(),
            Effect::History => match self.subject() {
                Some((register, id)) => self.push(Box::new(Window(History::new(register, id)))),
                None => self.toast = Some(self.cx.t(k::NO_SUBJECT).to_owned()),
            },
            Effect::Both(first, second) => {
                self.apply(owner, *first);
                self.apply(owner, *second);
            }
        }
    }

    fn subject(&self) -> Subject {
        self.stack.last().and_then(|l| l.screen.subject())
    }

    /// Shows the numbers of the record under the cursor, after the store noted who looks.
    fn reveal(&mut self) {
        let Some((register, id)) = self.subject() else {
            self.toast = Some(self.cx.t(k::NO_SUBJECT).to_owned());
            return;
        };
        let act = self.cx.act();
        self.start(0, Job::new("", move |desk, _| desk.store()?.reveal(&act, register, id)));
    }

    fn push(&mut self, screen: Box<dyn Screen>) {
        let id = self.next_id;
        self.next_id += 1;
        self.stack.push(Layer { id, screen });
        self.load(self.stack.len() - 1);
    }

    fn close(&mut self, id: u64) {
        if self.stack.len() < 2 {
            return;
        }
        if let Some(at) = self.stack.iter().position(|l| l.id == id) {
            self.stack.remove(at);
        }
        self.load(self.stack.len() - 1);
    }

    /// The asking screen is the one below the one that answers.
    fn answer(&mut self, owner: u64, answer: Box<dyn Any + Send>) {
        let Some(at) = self.stack.iter().position(|l| l.id == owner).filter(|at| *at > 0) else { return };
        self.stack.remove(at);
        if let Some(picked) = answer.downcast_ref::<Picked>().filter(|p| p.tag == "palette") {
            let row = picked.chosen.first().and_then(|n| self.palette.get(*n)).map(|row| row.name);
            return row.map_or((), |name| self.command(name));
        }
        if let Some(picked) = answer.downcast_ref::<Picked>().filter(|p| p.tag == drafts::TAG) {
            let draft = picked.chosen.first().filter(|n| **n < self.drafts.len()).map(|n| self.drafts.swap_remove(*n));
            return draft.and_then(drafts::resume).map_or((), |form| self.push(form));
        }
        let asking = self.stack[at - 1].id;
        self.deliver(asking, answer);
    }

    fn go(&mut self, place: usize, tab: usize) {
        self.ahead.clear();
        let here = self.place();
        if self.stack.len() == 1 && here == (place, tab) {
            return;
        }
        self.stack.truncate(1);
        if let Some(base) = self.stack.pop() {
            self.resting.insert(here, base.screen);
        }
        self.globals.0 = Globals { place, tab };
        let screen = self.resting.remove(&(place, tab)).unwrap_or_else(|| (PLACES[place].tabs[tab].open)(&self.cx));
        self.push(screen);
    }

    fn load(&mut self, at: usize) {
        let Some(layer) = self.stack.get_mut(at) else { return };
        let owner = layer.id;
        match layer.screen.load(&self.cx) {
            Ok(effect) => self.apply(owner, effect),
            Err(error) => self.fail(&error),
        }
    }

    /// The top screen, and those it lies over.
    fn load_all(&mut self) {
        let from = self.stack.iter().rposition(|l| !l.screen.overlay()).unwrap_or(0);
        for at in from..self.stack.len() {
            self.load(at);
        }
    }

    fn start(&mut self, owner: u64, job: Job) {
        let progress = Arc::new(Progress::default());
        let label = job.label.clone();
        match self.runner.start(owner, job, Arc::clone(&progress)) {
            Some(outcome) => self.finished(owner, outcome),
            None => self.running.push(Running { owner, label, progress }),
        }
    }

    /// Stops the last job worth mentioning; false if there is none.
    fn stop_job(&mut self) -> bool {
        let Some(job) = self.running.iter().rev().find(|r| !r.label.is_empty()) else { return false };
        job.progress.cancel();
        self.ahead.clear();
        self.toast = Some(k::stopped(self.cx.lang, &job.label));
        true
    }

    /// True while a job is running that should be seen moving.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.running.iter().any(|r| !r.label.is_empty())
    }

    fn open_palette(&mut self) {
        self.palette = self.commands();
        let pick = palette::palette(&self.palette, &self.cx);
        self.push(Box::new(Window(pick)));
    }

    fn fail(&mut self, error: &store::Error) {
        self.trouble = Some(error.tell(self.cx.lang));
    }

    /// Everything that can be done now: the top screen's commands, then those of every screen.
    #[must_use]
    pub fn commands(&self) -> Vec<Shown> {
        let mut rows = self.stack.last().map(|l| l.screen.commands(&self.cx)).unwrap_or_default();
        let taken: Vec<&str> = rows.iter().map(|r| r.name).collect();
        let holds = self.stack.last().is_some_and(|l| l.screen.holds());
        let rest = self.globals.commands(&self.cx).into_iter().filter(|r| !taken.contains(&r.name));
        let mut rest: Vec<Shown> = rest.filter(|r| !holds || stray::HELD.contains(&r.name)).collect();
        for row in &mut rest {
            row.footer &= !rows.iter().any(|own| row.keys.first().is_some_and(|key| own.keys.contains(key)));
        }
        rows.extend(rest);
        rows
    }

    /// Draws the frame; returns where the terminal's cursor goes.
    pub fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        if let Some(copying) = &self.copying {
            return self.draw_copy(copying, buf);
        }
        let frame = buf.area;
        let mut paint = Paint::new(buf, self.cx.glyphs, self.cx.theme);
        if frame.width < SMALLEST.0 || frame.height < SMALLEST.1 {
            let style = paint.theme.plain();
            let words = k::too_small(self.cx.lang, SMALLEST.0, SMALLEST.1);
            for (line, y) in text::wrap(&words, usize::from(frame.width).max(2)).iter().zip(frame.top()..frame.bottom()) {
                paint.put(frame.x, y, frame.width, line, style);
            }
            return None;
        }
        let area = inside(frame);
        self.globals.draw(&mut paint, Rect::new(frame.x, frame.y, frame.width, 1), &self.cx);
        self.path(&mut paint, frame);
        let from = self.stack.iter().rposition(|l| !l.screen.overlay()).unwrap_or(0);
        for layer in &self.stack[from..] {
            layer.screen.draw(&mut paint, area, &self.cx);
        }
        self.footer(&mut paint, frame);
        self.draw_revealed(&mut paint, frame);
        if let Some(words) = &self.trouble {
            self.draw_trouble(&mut paint, frame, words);
        }
        paint.cursor
    }
}

fn inside(frame: Rect) -> Rect {
    Rect::new(frame.x, frame.y + ABOVE, frame.width, frame.height.saturating_sub(ABOVE + BELOW))
}
