//! The loop: events in, one frame out.

use super::{
    App,
    copies::Copies,
    desk::{Done, Worker},
    end::{self, End, News},
    input::Came,
    keys,
    line::Line,
    seat::Seat,
    surface::Surface,
    terminal::{self, Terminal},
};
use crate::{
    store::{Reader, Store},
    text::Lang,
    ui::{Cx, glyph::Glyphs, theme::Theme},
};
use chrono::NaiveDate;
use color_eyre::eyre::{Result, eyre};
use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

/// How the screens start.
#[allow(clippy::struct_excessive_bools)]
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
    /// They are to be chosen by what the terminal answers.
    pub measured: bool,
    /// The person sits at another machine.
    pub far: bool,
    /// Colours, or attributes only.
    pub colours: bool,
    /// What counts as today.
    pub today: NaiveDate,
    /// The person comes over the line, under an account that is not theirs: no files are written, nothing is suspended.
    pub served: bool,
}

/// What happens to the screens.
pub(super) enum Happening {
    /// Something from the terminal.
    Came(Came),
    /// Something from the system.
    News(News),
    /// A job is done.
    Done(Done),
    /// The copy of the day.
    Copied(crate::store::Result<()>),
    /// The last frame is gone: there is room for the next.
    Sent,
}

/// The setting that remembers the person's place.
const PLACE: &str = "place";
/// How long the end waits for a slow line before it leaves the terminal as it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// Runs the screens until the person leaves.
pub fn run(options: &Options) -> Result<()> {
    let db = Reader::open_current(&options.path).map_err(|e| eyre!(e.tell(options.lang)))?;
    let (events, happenings) = mpsc::channel();
    let news = events.clone();
    end::listen(move |what| {
        news.send(Happening::News(what)).ok();
    })?;
    let terminal = Terminal::take()?;
    let sent = events.clone();
    let line = Line::start(io::stdout(), move || {
        sent.send(Happening::Sent).ok();
    })?;
    let worker = Worker::start(options.path.clone(), options.today, events.clone(), Happening::Done)?;
    let frame = terminal::size();
    let before = db.setting(&options.actor, PLACE).ok().flatten().unwrap_or_default();
    let (place, tab) = before.split_once('.').map_or((0, 0), |(p, t)| (p.parse().unwrap_or(0), t.parse().unwrap_or(0)));
    let mut app = App::new(surroundings(options, db, frame), Box::new(worker), place, tab, frame);
    app.begin();
    let typing = keys::Typing::default();
    let mut seat = Seat::new(app, Surface::new(line.clone(), frame), line.clone(), typing.clone(), options);
    seat.first()?;
    let came = events.clone();
    keys::listen(typing, move |what| came.send(what.map_or(Happening::News(News::End(End::HungUp)), Happening::Came)).is_ok())?;
    let copies = Copies::start(options.path.clone(), events, Happening::Copied);
    let end = seat.watch(&happenings, &copies);
    seat.app.end();
    if end == End::HungUp || line.broken() {
        terminal.forget();
    } else if !line.finish(PATIENCE) {
        terminal.forget_words();
    }
    let (place, tab) = seat.app.place();
    remember(options, &before, &format!("{place}.{tab}"));
    Ok(())
}

fn surroundings(options: &Options, db: Reader, frame: ratatui::layout::Rect) -> Cx {
    Cx {
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
        bytes: Vec::new(),
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
