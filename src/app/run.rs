//! The loop: events in, one frame out.

use super::{
    App, burst,
    copies::Copies,
    desk::{Done, Worker},
    end::{self, End},
    surface::Surface,
    terminal::{self, Terminal},
};
use crate::{
    store::{Reader, Store},
    text::Lang,
    ui::{Cx, Key, glyph::Glyphs, theme::Theme},
};
use chrono::NaiveDate;
use color_eyre::eyre::{Result, eyre};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How the screens start.
pub struct Options {
    /// The database.
    pub path: PathBuf,
    /// The person's login.
    pub actor: String,
    /// Where the person sits, for the journal.
    pub origin: String,
    /// The language.
    pub lang: Lang,
    /// The characters of the chrome.
    pub glyphs: &'static Glyphs,
    /// Colours, or attributes only.
    pub colours: bool,
    /// What counts as today.
    pub today: NaiveDate,
    /// The person comes over the line, under an account that is not theirs: no files are written, nothing is suspended.
    pub served: bool,
}

enum Happening {
    Terminal(Event),
    Done(Done),
    Copied(crate::store::Result<()>),
    End(End),
}

/// The setting that remembers the person's place.
const PLACE: &str = "place";
/// How often others' changes are looked for.
const WATCH: Duration = Duration::from_secs(1);

/// Runs the screens until the person leaves.
pub fn run(options: &Options) -> Result<()> {
    let db = Reader::open_current(&options.path).map_err(|e| eyre!(e.tell(options.lang)))?;
    let (events, happenings) = mpsc::channel();
    let ends = events.clone();
    end::listen(move |end| {
        ends.send(Happening::End(end)).ok();
    })?;
    let terminal = Terminal::take()?;
    let worker = Worker::start(options.path.clone(), options.today, events.clone(), Happening::Done)?;
    let frame = terminal::size();
    let before = db.setting(&options.actor, PLACE).ok().flatten().unwrap_or_default();
    let (place, tab) = before.split_once('.').map_or((0, 0), |(p, t)| (p.parse().unwrap_or(0), t.parse().unwrap_or(0)));
    let cx = Cx {
        lang: options.lang,
        today: options.today,
        actor: options.actor.clone(),
        origin: options.origin.clone(),
        now: super::clock::now,
        glyphs: options.glyphs,
        theme: Theme::new(options.colours),
        served: options.served,
        db: db.on(options.today),
        area: frame,
    };
    let mut app = App::new(cx, Box::new(worker), place, tab, frame);
    app.begin();
    let mut surface = Surface::new(io::stdout(), frame);
    surface.frame(|buf| app.draw(buf))?;
    listen(events.clone())?;
    let copies = Copies::start(options.path.clone(), events, Happening::Copied);
    let end = watch(&mut app, &mut surface, &happenings, &copies);
    app.end();
    if end? == End::HungUp {
        terminal.forget();
    }
    let (place, tab) = app.place();
    remember(options, &before, &format!("{place}.{tab}"));
    Ok(())
}

fn listen(events: mpsc::Sender<Happening>) -> io::Result<()> {
    thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
        while let Ok(event) = event::read() {
            if events.send(Happening::Terminal(event)).is_err() {
                return;
            }
        }
        events.send(Happening::End(End::HungUp)).ok();
    })?;
    Ok(())
}

/// Handles everything that has happened, then draws once; until someone leaves or has to.
fn watch(
    app: &mut App,
    surface: &mut Surface<io::Stdout>,
    happenings: &mpsc::Receiver<Happening>,
    copies: &Copies,
) -> Result<End> {
    let mut version = app.cx.db.data_version().unwrap_or_default();
    let mut looked = Instant::now();
    while !app.left {
        let wait = if app.busy() { Duration::from_millis(200) } else { WATCH };
        let first = match happenings.recv_timeout(wait) {
            Ok(happening) => Some(happening),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(End::Asked),
        };
        let idle = first.is_none();
        for happening in burst::gathered(first, happenings, app.typing(), typed, |text| Happening::Terminal(Event::Paste(text))) {
            match happening {
                Happening::Terminal(event) => handle(app, surface, event),
                Happening::Done(done) => app.finished(done.owner, done.outcome),
                Happening::Copied(copied) => app.copied(copied),
                Happening::End(end) => return Ok(end),
            }
        }
        // Nobody's list waits for a pause of its reader; a field that is typed into does.
        if idle || (!app.typing() && looked.elapsed() >= WATCH) {
            looked = Instant::now();
            copies.look();
            app.keep();
            let now = app.cx.db.data_version().unwrap_or(version);
            if idle && now == version && !app.busy() {
                continue;
            }
            if now != version {
                version = now;
                app.changed();
            }
        }
        if std::mem::take(&mut app.redraw) {
            surface.anew();
        }
        if surface.frame(|buf| app.draw(buf)).is_err() {
            return Ok(End::HungUp);
        }
    }
    Ok(End::Asked)
}

/// The character a plain key types; Enter and Tab as those of a text.
fn typed(happening: &Happening) -> Option<char> {
    let Happening::Terminal(Event::Key(key)) = happening else { return None };
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) && key.kind != KeyEventKind::Release;
    match key.code {
        KeyCode::Char(c) if plain => Some(c),
        KeyCode::Enter if plain => Some('\n'),
        // A line feed: Enter, on any terminal.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Tab if plain => Some('\t'),
        _ => None,
    }
}

fn handle(app: &mut App, surface: &mut Surface<io::Stdout>, event: Event) {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(Key::from_event(key)),
        Event::Paste(text) => app.paste(&text),
        Event::Resize(..) => {
            let frame = terminal::size();
            if frame != surface.area() {
                surface.resize(frame);
                app.resize(frame);
            }
        }
        _ => {}
    }
}

/// The next start opens where this one ended; if that cannot be noted, nothing is lost.
fn remember(options: &Options, before: &str, place: &str) {
    if before != place
        && let Ok(mut store) = Store::open(Path::new(&options.path))
    {
        store.set(&options.actor, PLACE, place).ok();
    }
}
