//! The person's seat: what happens goes to the application, and one frame to the line when there is room for it.
//!
//! Everything that has happened is handled first, then one frame is drawn; frames that a slow line has no room for are
//! left out. What the terminal is (its widths, its encoding) is asked with the first frame and again with Ctrl-L.

use super::{
    App, burst,
    copies::Copies,
    end::{End, News},
    input::{Came, Encoding},
    keys::Typing,
    line::Line,
    probe::{Found, Probe},
    run::{Happening, Options},
    surface::Surface,
    terminal,
};
use crate::ui::{Key, glyph, key};
use crossterm::event::KeyCode;
use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError},
    time::{Duration, Instant},
};

/// How often others' changes are looked for.
const WATCH: Duration = Duration::from_secs(1);
/// While a job shows how far it is.
const MOVING: Duration = Duration::from_millis(200);
/// A window that is pulled reports many sizes: the one that stays so long counts.
const STILL: Duration = Duration::from_millis(50);
/// Invalid bytes at once from which on the terminal's encoding is to blame.
const SEVERAL: usize = 2;

/// The seat.
pub(super) struct Seat {
    pub app: App,
    surface: Surface<Line>,
    line: Line,
    typing: Typing,
    probe: Probe,
    measured: bool,
    /// The terminal reads UTF-8 as GBK, and the page that says so is shown.
    old: bool,
    dirty: bool,
    resized: Option<Instant>,
    version: i64,
    looked: Instant,
}

impl Seat {
    pub fn new(app: App, surface: Surface<Line>, line: Line, typing: Typing, options: &Options) -> Self {
        let version = app.cx.db.data_version().unwrap_or_default();
        let (probe, measured) = (Probe::new(options.far), options.measured);
        let now = Instant::now();
        Self { app, surface, line, typing, probe, measured, old: false, dirty: true, resized: None, version, looked: now }
    }

    /// The first frame, with the question of what the terminal is before it.
    pub fn first(&mut self) -> io::Result<()> {
        self.ask();
        self.draw()
    }

    /// Handles what happens until someone leaves or has to.
    pub fn watch(&mut self, happenings: &mpsc::Receiver<Happening>, copies: &Copies) -> End {
        while !self.app.left {
            let first = match happenings.recv_timeout(self.wait()) {
                Ok(happening) => Some(happening),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return End::Asked,
            };
            let idle = first.is_none() && self.resized.is_none();
            let paste = |text| Happening::Came(Came::Paste(text));
            for happening in burst::gathered(first, happenings, self.app.typing(), typed, paste) {
                if let Some(end) = self.handle(happening) {
                    return end;
                }
            }
            if self.resized.is_some_and(|at| at.elapsed() >= STILL) {
                self.resize();
            }
            self.look(idle, copies);
            if self.dirty && self.line.free() && self.draw().is_err() {
                return End::HungUp;
            }
        }
        End::Asked
    }

    fn wait(&self) -> Duration {
        match self.resized {
            Some(at) => STILL.saturating_sub(at.elapsed()).max(Duration::from_millis(1)),
            None if self.app.busy() => MOVING,
            None => WATCH,
        }
    }

    /// Others' changes. Nobody's list waits for a pause of its reader; a field that is typed into does.
    fn look(&mut self, idle: bool, copies: &Copies) {
        if !idle && (self.app.typing() || self.looked.elapsed() < WATCH) {
            return;
        }
        self.looked = Instant::now();
        copies.look();
        self.app.keep();
        let now = self.app.cx.db.data_version().unwrap_or(self.version);
        self.dirty |= self.app.busy();
        if now != self.version {
            self.version = now;
            self.app.changed();
            self.dirty = true;
        }
    }

    fn handle(&mut self, happening: Happening) -> Option<End> {
        match happening {
            Happening::Came(Came::At(row, column)) => {
                if let Some(found) = self.probe.answer(row, column, Instant::now()) {
                    self.found(found);
                }
                return None;
            }
            Happening::Sent => return self.line.broken().then_some(End::HungUp),
            Happening::News(News::End(end)) => return Some(end),
            Happening::News(News::Resized) => {
                self.resized = Some(Instant::now());
                return None;
            }
            Happening::News(News::Suspend) => {
                self.line.finish(WATCH);
                terminal::give_back();
                super::end::stop();
                return None;
            }
            Happening::News(News::Continued) => {
                terminal::hold().ok();
                self.surface.before(terminal::TAKE);
                self.ask_again();
            }
            Happening::Came(Came::Key(pressed, bytes)) => self.key(pressed, bytes),
            Happening::Came(Came::Paste(text)) => self.app.paste(&text),
            Happening::Came(Came::Invalid(n)) => {
                if n >= SEVERAL {
                    self.app.not_utf8();
                }
            }
            Happening::Done(done) => self.app.finished(done.owner, done.outcome),
            Happening::Copied(copied) => self.app.copied(copied),
        }
        self.dirty = true;
        None
    }

    fn key(&mut self, pressed: Key, bytes: Vec<u8>) {
        if self.old {
            return self.answer_old(pressed);
        }
        self.app.cx.bytes = bytes;
        if pressed.alt && !self.app.tests_keys() {
            // No command has Alt: Esc and a key that a slow line brought together.
            self.app.key(key::ESC);
            return self.app.key(Key { alt: false, ..pressed });
        }
        self.app.key(pressed);
    }

    /// On the page for terminals of the old encoding: go on in it, leave, or look again.
    fn answer_old(&mut self, pressed: Key) {
        self.old = false;
        match pressed.folded() {
            key::ENTER => {
                self.typing.set(Encoding::Gbk);
                self.app.narrow(false);
                self.surface.anew();
            }
            pressed if pressed == key::ctrl('q') || pressed == key::ctrl('c') => self.app.left = true,
            _ => self.ask_again(),
        }
    }

    fn ask_again(&mut self) {
        self.surface.anew();
        self.ask();
        self.dirty = true;
    }

    fn ask(&mut self) {
        self.line.set(Encoding::Utf8);
        self.typing.set(Encoding::Utf8);
        self.old = false;
        if let Some(question) = self.probe.ask(self.surface.area().height, Instant::now()) {
            self.surface.before(question);
        }
    }

    fn found(&mut self, found: Found) {
        if found.gbk {
            self.old = true;
            self.line.set(Encoding::Gbk);
            self.surface.anew();
            self.dirty = true;
        } else if self.measured && self.app.narrow(found.narrow) {
            self.dirty = true;
        }
    }

    fn resize(&mut self) {
        self.resized = None;
        let frame = terminal::size();
        if frame != self.surface.area() {
            self.surface.resize(frame);
            self.app.resize(frame);
            self.dirty = true;
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        self.dirty = false;
        if std::mem::take(&mut self.app.outer.asks) {
            self.ask_again();
            self.dirty = false;
        }
        if std::mem::take(&mut self.app.redraw) {
            self.surface.anew();
        }
        if let Some(bytes) = self.app.outer.bytes.take() {
            self.surface.before(&bytes);
        }
        let (app, old) = (&self.app, self.old);
        self.surface.frame(|buf| if old { app.draw_old(buf, &glyph::ASCII) } else { app.draw(buf) })
    }
}

/// The character a plain key types; Enter and Tab as those of a text.
fn typed(happening: &Happening) -> Option<char> {
    let Happening::Came(Came::Key(key, _)) = happening else { return None };
    match key.code {
        _ if key.ctrl || key.alt => None,
        KeyCode::Char(c) => Some(c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}
