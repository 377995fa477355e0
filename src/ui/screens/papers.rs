//! What can be written about a record: its documents, the forms of others, and the table a page shows.
//!
//! It stays open until Esc, so that several can be written; the keys choose what a document is made as.

use super::{pick::Picked, reports::page::Page, save};
use crate::{
    catalog,
    exchange::{
        document::{self, As, Asked, Document, Made},
        export,
        facts::{Asking, Read, Record, Scope},
        fill::Fault,
        form::{self, Place},
    },
    store::{
        self,
        forms::Form,
        reports::{self, Asked as AskedReport},
    },
    text::{Lang, document as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Job, Key, Paint, View, Window,
        effect::Desk,
        key,
        sheet::{Line, Part, Sheet, To, Tone},
    },
};
use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;
use std::any::Any;

/// A record documents are about; a word without one is the office as a whole.
pub type About = (&'static str, Option<i64>);

enum Entry {
    Document(&'static Document, Option<i64>),
    Form(Form, Option<i64>),
    Report(&'static str, i64),
    Table(usize),
}

/// What came of the work.
enum Done {
    Written(String),
    Nothing,
    Wrong(Fault),
}

/// The screen.
#[derive(Default)]
pub struct Papers {
    about: Vec<About>,
    /// This year where none is named.
    year: Option<i32>,
    table: bool,
    entries: Vec<Entry>,
    menu: Sheet,
}

/// Opens what can be written about these records, in a year; `table` where the page below has one to save.
#[must_use]
pub fn ask(about: Vec<About>, year: Option<i32>, table: bool) -> Effect {
    Effect::open(Window(Papers { about, year, table, ..Papers::default() }))
}

/// Columns a title takes.
const TITLE: u16 = 34;

impl Papers {
    fn offered(&self, cx: &Cx) -> store::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let forms = cx.db.forms()?;
        for (kind, id) in &self.about {
            entries.extend(document::about(kind).map(|d| Entry::Document(d, *id)));
            if let (&"cadre", Some(id)) = (kind, id) {
                entries.push(Entry::Report("archive", *id));
            }
            let fitting = forms.iter().filter(|f| f.about.as_deref().unwrap_or_default() == *kind);
            entries.extend(fitting.map(|form| Entry::Form(form.clone(), *id)));
        }
        if self.table {
            entries.extend((0..export::FORMATS.len()).map(Entry::Table));
        }
        Ok(entries)
    }

    fn line(n: usize, entry: &Entry, cx: &Cx) -> store::Result<Line> {
        let subject = |kind: &str, id: Option<i64>| -> store::Result<String> {
            let Some((register, id)) = catalog::register(kind).zip(id) else { return Ok(String::new()) };
            Ok(cx.db.title(register, id)?.unwrap_or_default())
        };
        let (title, about) = match entry {
            Entry::Document(document, id) => (cx.t(document.title).to_owned(), subject(document.of, *id)?),
            Entry::Form(form, id) => (w::form(cx.lang, &form.name), subject(form.about.as_deref().unwrap_or_default(), *id)?),
            Entry::Report(name, _) => {
                let title = reports::report(name).map_or("", |r| cx.t(r.title));
                (title.to_owned(), cx.t(w::AS_REPORT).to_owned())
            }
            Entry::Table(n) => (w::table(cx.lang, export::FORMATS[*n].extension()), cx.t(w::AS_SHOWN).to_owned()),
        };
        Ok(Line::new(vec![Part::text(title, TITLE), Part::text(about, 0).tone(Tone::Quiet)]).to(To::Here(n)))
    }

    fn write(&mut self, kind: As, cx: &Cx) -> store::Result<Effect> {
        let To::Here(n) = self.menu.selected() else { return Ok(Effect::None) };
        let (today, year, lang) = (cx.today, self.year.unwrap_or(cx.today.year()), cx.lang);
        let entry = self.entries.get(*n);
        if let (Some(Entry::Document(..) | Entry::Form(..)), Some(words)) = (entry, cx.no_files()) {
            return Ok(words);
        }
        Ok(match entry {
            Some(Entry::Document(document, id)) => {
                let (document, of) = (*document, *id);
                let asked = Asked { of, year, today, kind };
                Effect::Start(Job::new(cx.t(lw::EXPORTING), move |desk, _| make(desk, document, &asked, lang)))
            }
            Some(Entry::Form(form, id)) => {
                let (form, id) = (form.clone(), *id);
                Effect::Start(Job::new(cx.t(lw::EXPORTING), move |desk, _| fill(desk, &form, id, (year, today), lang)))
            }
            Some(Entry::Report(name, id)) => reports::report(name).map_or(Effect::None, |report| {
                let asked = AskedReport { of: Some(*id), ..AskedReport::year(year, today, lang) };
                Effect::open(Window(Page::new(report, asked)))
            }),
            Some(Entry::Table(format)) => {
                let key: Key = key::ENTER;
                Effect::Answer(Box::new(Picked { tag: save::TAG, chosen: vec![*format], key }))
            }
            None => Effect::None,
        })
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.menu.step(by, usize::from(cx.area.height));
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        self.menu.edge(last, usize::from(cx.area.height));
        Ok(Effect::None)
    }
}

/// Makes a document and writes it under a free name in the working folder.
fn make(desk: &mut dyn Desk, document: &'static Document, asked: &Asked, lang: Lang) -> store::Result<Done> {
    let reader = desk.reader()?;
    let subject = match catalog::register(document.of).zip(asked.of) {
        Some((register, id)) => reader.title(register, id)?.unwrap_or_default(),
        None => asked.year.to_string(),
    };
    Ok(match document.make(reader, asked)? {
        Err(fault) => Done::Wrong(fault),
        Ok(None) => Done::Nothing,
        Ok(Some(made)) => {
            let path = document::free_name(document.title.zh, &subject, asked.today, asked.kind);
            document::save(&path, &made.bytes)?;
            Done::Written(document::told(&made, &path, lang))
        }
    })
}

/// Makes the document of this code word, and says what came of it.
///
/// # Errors
/// What the store or the disk says.
pub fn written(desk: &mut dyn Desk, name: &str, asked: &Asked, lang: Lang) -> store::Result<String> {
    let Some(document) = document::named(name) else { return Ok(w::NOTHING.get(lang).to_owned()) };
    Ok(match make(desk, document, asked, lang)? {
        Done::Written(words) => words,
        Done::Nothing => w::NOTHING.get(lang).to_owned(),
        Done::Wrong(fault) => fault.tell(lang),
    })
}

/// Fills a form of others.
fn fill(desk: &mut dyn Desk, kept: &Form, id: Option<i64>, (year, today): (i32, NaiveDate), lang: Lang) -> store::Result<Done> {
    let reader = desk.reader()?;
    let Some(bytes) = reader.form_file(kept.id)? else { return Ok(Done::Nothing) };
    let read = Read::default();
    let asking = Asking { reader, read: &read, today, year };
    let record = id.and_then(|id| Record::new(asking, kept.about.as_deref()?, id));
    let scopes: Vec<Scope> = std::iter::once(Scope::Office(asking)).chain(record.map(Scope::Record)).collect();
    let places: Vec<Place> = kept.places.iter().filter_map(Place::kept).collect();
    Ok(match form::fill(&bytes, &places, &scopes)? {
        Err(fault) => Done::Wrong(fault),
        Ok((bytes, blank)) => {
            let path = document::free_name(&kept.name, &year.to_string(), today, As::Xlsx);
            document::save(&path, &bytes)?;
            Done::Written(document::told(&Made { bytes, blank, own: None }, &path, lang))
        }
    })
}

impl View for Papers {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("docx", &[key::ENTER], w::AS_DOCX, |v: &mut Self, cx| v.write(As::Docx, cx)).shown(),
        Command::new("xlsx", &[key::f(6), key::ch('x')], w::AS_XLSX, |v: &mut Self, cx| v.write(As::Xlsx, cx)).shown(),
        Command::new("text", &[key::f(7), key::ch('t')], w::AS_TEXT, |v: &mut Self, cx| v.write(As::Text, cx)).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("first", &[key::HOME, key::PAGE_UP], lw::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END, key::PAGE_DOWN], lw::LAST, |v: &mut Self, cx| v.edge(true, cx)),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::WHICH).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.entries = self.offered(cx)?;
        if self.entries.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NONE_HERE).to_owned()).and(Effect::Close));
        }
        let lines = self.entries.iter().enumerate().map(|(n, entry)| Self::line(n, entry, cx)).collect::<store::Result<_>>()?;
        self.menu.set(lines);
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        self.menu.draw(paint, area, true);
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Ok(done) = outcome.downcast::<Done>() else { return Ok(Effect::None) };
        Ok(match *done {
            Done::Written(words) => Effect::Toast(words),
            Done::Nothing => Effect::Toast(cx.t(w::NOTHING).to_owned()),
            Done::Wrong(fault) => Effect::Trouble(fault.tell(cx.lang)),
        })
    }
}
