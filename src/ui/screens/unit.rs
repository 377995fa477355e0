//! The card of a unit: how it stands in a year and at which rank; its people, quotas, make-ups, the whole ranking.
//!
//! What the unit itself has is read at once. What needs every person of the register, as a rank does, comes from a job
//! where the register is large, and is kept until the data change.

mod lists;
mod overview;
mod papers;

use crate::{
    domain::rates::UnitYear,
    pane_rows,
    store::{
        self, Reader,
        ledger::Rulebook,
        standing::{Mate, Place, UnitStanding},
        years::Of,
    },
    text::{T, keys as k, list as lw, paper as pw, person_page, unit_page as w},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, key,
        panes::{self, Paned, Panes},
        screen,
        sheet::To,
        show,
    },
};
use chrono::{Datelike, NaiveDate};
use lists::Only;
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::OVERVIEW, w::PEOPLE, w::CLASSES, w::OWED, w::RANKING, w::RECORD];
const PEOPLE: usize = 1;
const CLASSES: usize = 2;
const OWED: usize = 3;
const RANKING: usize = 4;

/// Registers up to this many people are counted at once.
const SHORT: i64 = 5_000;

/// What Enter on the overview leads to: a pane, with which people.
const TO: [(usize, Only); 6] = [
    (PEOPLE, Only::All),
    (PEOPLE, Only::Trained),
    (PEOPLE, Only::Called),
    (CLASSES, Only::All),
    (OWED, Only::All),
    (RANKING, Only::All),
];

/// Numbers of a year, as of one state of the data.
struct Numbers {
    key: (i32, i64),
    mates: Vec<Mate>,
    units: Vec<UnitStanding>,
    trend: Vec<(i32, UnitYear)>,
}

/// The card of a unit.
pub struct UnitPage {
    id: i64,
    year: Option<i32>,
    name: String,
    head: String,
    only: Only,
    by_missing: bool,
    by: usize,
    numbers: Option<Numbers>,
    asked: Option<(i32, i64)>,
    stopped: bool,
    panes: Panes,
}

/// What one drawing of the card is made of.
struct Read<'a> {
    id: i64,
    year: i32,
    book: &'a Rulebook,
    heads: Option<[u64; 5]>,
    places: Vec<Place>,
    owed: Vec<i64>,
    numbers: Option<&'a Numbers>,
    /// What stands where numbers are not there yet.
    instead: T,
}

impl UnitPage {
    /// The card of this unit.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            year: None,
            name: String::new(),
            head: String::new(),
            only: Only::All,
            by_missing: false,
            by: 0,
            numbers: None,
            asked: None,
            stopped: false,
            panes: Panes::new(PANES),
        }
    }

    fn in_year(id: i64, year: i32) -> Self {
        Self { year: Some(year), ..Self::new(id) }
    }

    fn year(&self, cx: &Cx) -> i32 {
        self.year.unwrap_or(cx.today.year())
    }

    /// Reads what needs many rows, here or in a job.
    fn count(&mut self, book: &Rulebook, cx: &Cx) -> store::Result<Effect> {
        let key = (self.year(cx), cx.db.data_version()?);
        if self.numbers.as_ref().is_some_and(|n| n.key == key) || self.asked == Some(key) {
            return Ok(Effect::None);
        }
        let total = crate::catalog::register("cadre").map_or(Ok(0), |r| cx.db.total(r))?;
        if total <= SHORT {
            self.numbers = numbers(&cx.db, book, self.id, key, cx.today, &mut |_| true)?;
            return Ok(Effect::None);
        }
        self.asked = Some(key);
        self.stopped = false;
        let (id, today) = (self.id, cx.today);
        Ok(Effect::Start(Job::new(cx.t(w::COUNTING), move |desk, progress| {
            let reader = desk.reader()?;
            let book = reader.rulebook()?;
            let whole = u64::try_from(total).unwrap_or(0);
            let going = &mut |done| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            numbers(reader, &book, id, key, today, going)
        })))
    }

    fn fill(&mut self, book: &Rulebook, cx: &Cx) -> store::Result<()> {
        let year = self.year(cx);
        let read = Read {
            id: self.id,
            year,
            book,
            heads: cx.db.heads(self.id, year)?,
            places: cx.db.places(self.id, year)?,
            owed: lists::owed_ids(self.id, cx)?,
            numbers: self.numbers.as_ref().filter(|n| n.key.0 == year),
            instead: if self.stopped { w::STOPPED } else { w::WORKING },
        };
        let body = self.body(cx.area);
        let overview = overview::lines(&read, self.panes.columns(0, body), cx);
        let people = lists::people(&read, self.only, self.by_missing, self.panes.columns(PEOPLE, body), cx);
        let classes = lists::classes(&read, cx);
        let owed = lists::owed(&read, cx)?;
        let ranking = lists::ranking(&read, self.by, cx);
        let record = lists::record(self.id, self.panes.columns(5, body), cx)?;
        let counts = (read.numbers.map(|n| n.mates.len()), read.places.len(), read.owed.len());
        self.panes.set(0, overview, None);
        self.panes.set(PEOPLE, people, counts.0);
        self.panes.set(CLASSES, classes, Some(counts.1));
        self.panes.set(OWED, owed, Some(counts.2));
        self.panes.set(RANKING, ranking, None);
        self.panes.set(5, record, None);
        Ok(())
    }

    fn turn(&mut self, by: i32, cx: &Cx) -> store::Result<Effect> {
        self.year = Some(self.year(cx) + by);
        self.load(cx)
    }

    /// In the ranking the next indicator; else people by what they miss, or officially.
    fn sort(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.panes.at() == RANKING {
            self.by = (self.by + 1) % lists::BY.len();
            return self.load(cx);
        }
        self.by_missing = !self.by_missing;
        self.panes.go(PEOPLE);
        let effect = self.load(cx)?;
        self.panes.home(PEOPLE);
        Ok(effect)
    }
}

/// The numbers of a year; `None` where `going` stopped the work.
fn numbers(
    db: &Reader,
    book: &Rulebook,
    id: i64,
    key: (i32, i64),
    today: NaiveDate,
    going: &mut dyn FnMut(u64) -> bool,
) -> store::Result<Option<Numbers>> {
    let Some(units) = db.standings(book, key.0, going)? else { return Ok(None) };
    let trend = db.unit_years(book, id, key.0 - 4..=key.0)?;
    Ok(Some(Numbers { key, mates: db.mates(book, id, key.0, today)?, units, trend }))
}

impl View for UnitPage {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("sort", &[key::ctrl('s'), key::ch('s')], w::SORTED, |v: &mut Self, cx| v.sort(cx)).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], crate::text::document::WHICH, |v: &mut Self, cx| {
            Ok(super::papers::ask(vec![("unit", Some(v.id))], Some(v.year(cx)), false))
        })
        .shown(),
        Command::new("remind", &[key::ctrl('u'), key::ch('u')], pw::REMIND, |v: &mut Self, cx| v.ask_channel(cx)),
        Command::new("year_before", &[key::ch('-'), key::LEFT], person_page::YEAR_BEFORE, |v: &mut Self, cx| v.turn(-1, cx))
            .shown(),
        Command::new("year_after", &[key::ch('+'), key::ch('='), key::RIGHT], person_page::YEAR_AFTER, |v: &mut Self, cx| {
            v.turn(1, cx)
        })
        .shown(),
        panes::edit_row(),
        panes::new_row(),
        panes::delete_row(),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.name.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(register) = crate::catalog::register("unit") else { return Ok(Effect::Close) };
        let Some(row) = cx.db.record(register, self.id)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        let text = |name: &str| {
            let cell = store::record::cell(register, &row, name);
            register.field(name).zip(cell).map(|(field, cell)| show::cell(field, cell, cx)).unwrap_or_default()
        };
        let [name, head @ ..] = ["name", "parent_id", "kind", "level", "area", "contact"].map(text);
        self.name = name;
        self.head = head.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  ");
        if self.year.is_none() {
            self.year = Some(cx.db.year_with(Of::Hours, cx.today)?);
        }
        let book = cx.db.rulebook()?;
        let effect = self.count(&book, cx)?;
        self.fill(&book, cx)?;
        Ok(effect)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let numbers = match outcome.downcast::<Option<Numbers>>() {
            Ok(numbers) => numbers,
            Err(other) => return self.answer(other, cx),
        };
        match *numbers {
            // What was asked stays noted, so that it does not start again by itself.
            None => self.stopped = true,
            Some(numbers) if numbers.key.0 == self.year(cx) => {
                self.asked = None;
                self.numbers = Some(numbers);
            }
            Some(_) => {}
        }
        let book = cx.db.rulebook()?;
        self.fill(&book, cx)?;
        Ok(Effect::None)
    }

    fn waiting(&self) -> bool {
        self.numbers.is_none() && !self.stopped
    }

    fn subject(&self) -> Subject {
        self.panes.subject().or_else(|| screen::of("unit", self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, plain) = (paint.theme.heading(), paint.theme.plain());
        let used = paint.put(area.x, area.y, area.width, &self.name, heading);
        paint.put(area.x + used + 2, area.y, area.width.saturating_sub(used + 2), &self.head, plain);
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for UnitPage {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn own(&self) -> Subject {
        screen::of("unit", self.id)
    }

    fn adds(&self) -> Option<&'static str> {
        match self.panes.at() {
            CLASSES => None,
            OWED => Some("make_up"),
            5 => Some("unit"),
            _ => Some("cadre"),
        }
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        if let Some(id) = n.checked_sub(TO.len()).and_then(|id| i64::try_from(id).ok()) {
            return Ok(Effect::open(crate::ui::Window(Self::in_year(id, self.year(cx)))));
        }
        let (pane, only) = TO[n];
        self.only = only;
        self.panes.go(pane);
        let effect = self.load(cx)?;
        self.panes.home(pane);
        if let Some(own) = usize::try_from(self.id).ok().filter(|_| pane == RANKING) {
            let rows = usize::from(self.body(cx.area).height);
            self.panes.select(pane, &To::Here(TO.len() + own), rows);
        }
        Ok(effect)
    }
}
