//! The page of a cadre: how many hours, how many are missing, and why; then entries, classes, what is owed, the record.
//!
//! The first pane answers the question asked in a meeting; each of its numbers opens into the entries that made it.

mod hours;
mod papers;
mod rest;
mod why;

pub use hours::{rule_name, tone};

use crate::{
    catalog, pane_rows,
    store::{
        self,
        ledger::{Ledger, Rulebook},
        person::{Called, Planned},
        query::Row,
        record,
        years::Of,
    },
    text::{T, hours as hw, keys as k, list as lw, paper as pw, person_page as w},
    ui::{
        Command, Cx, Effect, Paint, Subject, View, key,
        panes::{self, Paned, Panes},
        screen, show,
    },
};
use chrono::Datelike;
use ratatui::layout::Rect;
use std::any::Any;
use why::Why;

const PANES: &[T] = &[w::HOURS, w::ENTRIES, w::CLASSES, w::OWED, w::RECORD];
const ENTRIES: usize = 1;
const CLASSES: usize = 2;

/// What Enter on a line of the hours pane leads to, besides the number of a rule.
const UPPER: usize = 100_000;
const EVERYTHING: usize = 100_001;

/// The page of a cadre.
pub struct PersonPage {
    id: i64,
    year: Option<i32>,
    head: [Vec<String>; 2],
    name: String,
    why: Why,
    /// Classes to come, and which of them is supposed to be attended.
    offered: Vec<Planned>,
    supposed: Option<Planned>,
    /// The entry that is being put right.
    correcting: i64,
    panes: Panes,
}

/// What was read for one drawing of the page.
struct Read {
    row: Row,
    book: Rulebook,
    ledger: Ledger,
    called: Vec<Called>,
    planned: Vec<Planned>,
    supposed: Option<Planned>,
    year: i32,
}

impl PersonPage {
    /// The page of this cadre.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            year: None,
            head: [Vec::new(), Vec::new()],
            name: String::new(),
            why: Why::All,
            offered: Vec::new(),
            supposed: None,
            correcting: 0,
            panes: Panes::new(PANES),
        }
    }

    /// The same, seen in another year.
    #[must_use]
    pub fn in_year(id: i64, year: i32) -> Self {
        Self { year: Some(year), ..Self::new(id) }
    }

    fn read(&self, cx: &Cx) -> store::Result<Option<Read>> {
        let Some(register) = catalog::register("cadre") else { return Ok(None) };
        let Some(row) = cx.db.record(register, self.id)? else { return Ok(None) };
        let book = cx.db.rulebook_of(self.id)?;
        let Some(ledger) = cx.db.ledger(&book, self.id)? else { return Ok(None) };
        let called = cx.db.called(self.id)?;
        let planned = cx.db.planned(&book, self.id, cx.today)?;
        let (supposed, year) = (self.supposed.clone(), self.year.unwrap_or(cx.today.year()));
        Ok(Some(Read { row, book, ledger, called, planned, supposed, year }))
    }

    fn fill(&mut self, read: &Read, cx: &Cx) -> store::Result<()> {
        let text = |field: &str| cell(&read.row, field, cx);
        let some = |fields: &[&str]| fields.iter().map(|f| text(f)).filter(|t| !t.is_empty()).collect::<Vec<_>>();
        self.name = text("name");
        self.head = [some(&["unit_id", "position", "level", "rank"]), some(&["category", "status", "id_card", "phone", "tags"])];
        let body = self.body(cx.area);
        let verdicts = read.ledger.verdicts(&read.book, read.year, cx.today);
        let columns = |n: usize| self.panes.columns(n, body);
        let hours = hours::lines(read, &verdicts, columns(0), cx);
        let entries = why::lines(read, &verdicts, self.why, cx);
        let classes = rest::classes(read, cx);
        let owed = rest::owed(self.id, &read.book, cx)?;
        let record = rest::record(self.id, &read.row, columns(4), cx)?;
        self.panes.set(0, hours, None);
        self.panes.set(ENTRIES, entries, Some(read.ledger.entries.len()));
        self.panes.set(CLASSES, classes, Some(read.called.len()));
        self.panes.set(3, owed.0, Some(owed.1));
        self.panes.set(4, record, None);
        Ok(())
    }

    fn turn(&mut self, by: i32, cx: &Cx) -> store::Result<Effect> {
        self.year = Some(self.year.unwrap_or(cx.today.year()) + by);
        if let Why::Rule(_) = self.why {
            self.why = Why::All;
        }
        self.load(cx)
    }
}

/// The text of a field in the cadre's row, masked where it is private.
fn cell(row: &Row, field: &str, cx: &Cx) -> String {
    let Some(register) = catalog::register("cadre") else { return String::new() };
    match (register.field(field), record::cell(register, row, field)) {
        (Some(field), Some(cell)) => show::cell(field, cell, cx),
        _ => String::new(),
    }
}

impl View for PersonPage {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("what_if", &[key::ctrl('w'), key::ch('w')], w::WHAT_IF, |v: &mut Self, cx| v.ask_what_if(cx)).shown(),
        Command::new("correct", &[key::ch('*'), key::ch('c')], hw::CORRECT, |v: &mut Self, cx| v.ask_correct(cx)).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], crate::text::document::WHICH, |v: &mut Self, _| {
            Ok(super::papers::ask(vec![("cadre", Some(v.id))], v.year, false))
        })
        .shown(),
        Command::new("remind", &[key::ctrl('u'), key::ch('u')], pw::REMIND, |v: &mut Self, cx| v.ask_channel(cx)),
        Command::new("year_before", &[key::ch('-'), key::LEFT], w::YEAR_BEFORE, |v: &mut Self, cx| v.turn(-1, cx)).shown(),
        Command::new("year_after", &[key::ch('+'), key::ch('='), key::RIGHT], w::YEAR_AFTER, |v: &mut Self, cx| v.turn(1, cx))
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
        if self.year.is_none() {
            // The latest with hours, where the file has none of this one.
            self.year = Some(cx.db.year_with(Of::Hours, cx.today)?);
        }
        let Some(read) = self.read(cx)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.fill(&read, cx)?;
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        self.answer(outcome, cx)
    }

    fn subject(&self) -> Subject {
        self.panes.subject().or_else(|| screen::of("cadre", self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, plain) = (paint.theme.heading(), paint.theme.plain());
        let used = paint.put(area.x, area.y, area.width, &self.name, heading);
        let room = area.width.saturating_sub(used + 2);
        paint.put(area.x + used + 2, area.y, room, &self.head[0].join("  "), plain);
        if area.height > 6 {
            paint.put(area.x, area.y + 1, area.width, &self.head[1].join("  "), plain);
        }
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for PersonPage {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = if area.height > 6 { 2 } else { 1.min(area.height) };
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn own(&self) -> Subject {
        screen::of("cadre", self.id)
    }

    fn adds(&self) -> Option<&'static str> {
        match self.panes.at() {
            CLASSES => Some("nominee"),
            3 => Some("make_up"),
            4 => Some("cadre_post"),
            _ => Some("hour_entry"),
        }
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        match n {
            UPPER => {
                self.panes.go(CLASSES);
                self.panes.home(CLASSES);
                return Ok(Effect::None);
            }
            EVERYTHING => self.why = Why::All,
            n => self.why = Why::from_line(n),
        }
        self.panes.go(ENTRIES);
        let effect = self.load(cx)?;
        self.panes.home(ENTRIES);
        Ok(effect)
    }
}
