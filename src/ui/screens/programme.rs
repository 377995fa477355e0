//! A programme (轮训): who of its people has not been, who is on the way, who is through; by unit and by level; now, as of
//! a day, or as it was kept; its classes, and how its list came about.
//!
//! A unit or level opens its people who have not been, because that is what is asked next.

mod act;
mod lines;
mod target;

use crate::{
    catalog, pane_rows,
    store::{
        self,
        coverage::{Kept, Member},
    },
    text::{T, keys as k, list as lw, programme_page as w},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, key,
        panes::{self, Paned, Panes},
        screen,
        screens::{link::Linked, pick::Picked, prompt::Typed, record::Record},
        show,
    },
};
use chrono::NaiveDate;
use lines::{Group, Only};
use ratatui::layout::Rect;
use std::any::Any;
pub use target::TargetPage;

const PANES: &[T] = &[w::NOT_YET, w::BY_UNIT, w::BY_LEVEL, w::THROUGH, w::EDITIONS, w::CHANGES];
/// Programmes up to this many people are read at once.
const SHORT: i64 = 5_000;
/// Lines above the panes.
const HEAD: u16 = 2;

/// Of when the people are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Then {
    Now,
    Day(NaiveDate),
    Kept(Kept),
}

/// The page of a programme.
pub struct ProgrammePage {
    id: i64,
    name: String,
    deadline: String,
    head: String,
    only: Only,
    then: Then,
    /// People as of one state of the data.
    members: Option<((i64, Then), Vec<Member>)>,
    asked: Option<(i64, Then)>,
    units: Vec<Group>,
    levels: Vec<Group>,
    offered: Vec<Kept>,
    /// Who is about to be put on the list or taken off it.
    mover: Option<i64>,
    panes: Panes,
}

struct Ready((i64, Then), Vec<Member>);

impl ProgrammePage {
    /// The page of this programme.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            name: String::new(),
            deadline: String::new(),
            head: String::new(),
            only: Only::All,
            then: Then::Now,
            members: None,
            asked: None,
            units: Vec::new(),
            levels: Vec::new(),
            offered: Vec::new(),
            mover: None,
            panes: Panes::new(PANES).one_at_a_time(),
        }
    }

    /// Reads the people now or in a job; those read before stand until newer ones are there.
    fn read(&mut self, cx: &Cx) -> store::Result<Effect> {
        let key = (cx.db.data_version()?, self.then.clone());
        if self.members.as_ref().is_some_and(|(k, _)| *k == key) || self.asked.as_ref() == Some(&key) {
            return Ok(Effect::None);
        }
        if cx.db.listed(self.id)? <= SHORT {
            let members = people(&cx.db, self.id, &key.1)?;
            self.members = Some((key, members));
            return Ok(Effect::None);
        }
        self.asked = Some(key.clone());
        let id = self.id;
        let work = move |desk: &mut dyn crate::ui::effect::Desk, _: &crate::ui::effect::Progress| {
            let members = people(desk.reader()?, id, &key.1)?;
            Ok(Ready(key, members))
        };
        Ok(Effect::Start(Job::new(cx.t(lw::WORKING), work)))
    }

    fn fill(&mut self, cx: &Cx) -> store::Result<()> {
        let Some((_, members)) = &self.members else { return Ok(()) };
        self.head = lines::head(members, &self.deadline, cx);
        self.units = lines::groups(members, |m| (m.unit_name.clone(), m.unit));
        self.levels = lines::groups(members, |m| (m.level.clone(), None));
        let open = members.iter().filter(|m| !m.done).count();
        let not_yet = lines::not_yet(self.id, members, &self.only, cx);
        let units = lines::table(&self.units, 0, cx);
        let levels = lines::table(&self.levels, self.units.len(), cx);
        let through = lines::through(self.id, members, cx);
        let through_count = members.len() - open;
        let editions = cx.db.editions(self.id)?;
        let (takings, changes) = (cx.db.takings(self.id)?, cx.db.list_changes(self.id)?);
        self.panes.set(0, not_yet, Some(open));
        self.panes.set(1, units, Some(self.units.len()));
        self.panes.set(2, levels, None);
        self.panes.set(3, through, Some(through_count));
        self.panes.set(4, lines::editions(&editions, cx), Some(editions.len()));
        self.panes.set(5, lines::changes(&takings, &changes, cx), Some(changes.len()));
        Ok(())
    }

    /// Of when what is shown is.
    fn when(&self, cx: &Cx) -> String {
        match &self.then {
            Then::Now => w::as_now(cx.lang, crate::domain::calendar::dotted(cx.today)),
            Then::Day(day) => w::as_of(cx.lang, crate::domain::calendar::dotted(*day)),
            Then::Kept(kept) => w::as_kept(
                cx.lang,
                kept.at.get(..16).unwrap_or(&kept.at).replace('T', " "),
                kept.day.replace('-', "."),
                &kept.actor,
            ),
        }
    }

    /// The list itself is changed as it is now, not as it was.
    fn not_now(&self, _: &Cx) -> Option<T> {
        (self.then != Then::Now).then_some(w::ONLY_NOW)
    }
}

fn people(db: &store::Reader, id: i64, then: &Then) -> store::Result<Vec<Member>> {
    match then {
        Then::Now => db.members(id),
        Then::Day(day) => db.members_on(id, *day),
        Then::Kept(kept) => Ok(db.kept_coverage(kept.id)?.unwrap_or_default()),
    }
}

impl View for ProgrammePage {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("target", &[key::ctrl('k'), key::ch('w')], w::TARGET, |v: &mut Self, _| {
            Ok(Effect::open(Window(TargetPage::new(v.id))))
        })
        .shown(),
        Command::new("as_of", &[key::f(6)], w::AS_OF_DAY, |_: &mut Self, cx| Ok(Self::ask_day(cx))).shown(),
        Command::new("kept", &[key::f(7)], w::KEPT, Self::ask_kept).shown(),
        Command::new("put_on", &[key::f(4), key::ctrl('n')], w::PUT_ON, |_: &mut Self, _| Ok(Self::ask_person()))
            .changes()
            .shown()
            .when(Self::not_now),
        Command::new("take_off", &[key::f(8), key::DELETE], w::TAKE_OFF, Self::ask_why_off).changes().shown().when(Self::not_now),
        panes::edit_row(),
        Command::new("fields", &[key::ctrl('o')], crate::text::page::FIELDS, |v: &mut Self, _| {
            let record = catalog::register("programme").map(|r| Record::new(r, v.id));
            Ok(record.map_or(Effect::None, |record| Effect::open(Window(record))))
        }),
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, cx| v.back(cx)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.name.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(register) = catalog::register("programme") else { return Ok(Effect::Close) };
        let Some(row) = cx.db.record(register, self.id)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        let text = |name: &str| {
            let cell = store::record::cell(register, &row, name);
            register.field(name).zip(cell).map(|(field, cell)| show::cell(field, cell, cx)).unwrap_or_default()
        };
        self.name = text("name");
        self.deadline = text("deadline");
        let effect = self.read(cx)?;
        self.fill(cx)?;
        Ok(effect)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Ready>() {
            Ok(ready) => {
                self.asked = None;
                self.members = Some((ready.0, ready.1));
                self.fill(cx)?;
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<act::Done>() {
            Ok(done) => return Ok(Effect::Toast(done.0).and(Effect::Reload)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return self.typed(&typed, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => return Ok(self.linked(&linked, cx)),
            Err(other) => other,
        };
        match outcome.downcast::<Picked>() {
            Ok(picked) => self.picked(&picked, cx),
            Err(_) => Ok(Effect::None),
        }
    }

    fn waiting(&self) -> bool {
        self.members.is_none()
    }

    fn subject(&self) -> Subject {
        self.panes.subject().or_else(|| screen::of("programme", self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, quiet, warn) = (paint.theme.heading(), paint.theme.quiet(), paint.theme.warn());
        match &self.members {
            Some(_) => paint.put(area.x, area.y, area.width, &self.head, heading),
            None => paint.put(area.x, area.y, area.width, cx.t(lw::WORKING), quiet),
        };
        if area.height > 1 {
            let style = if self.then == Then::Now { quiet } else { warn };
            paint.put(area.x, area.y + 1, area.width, &self.when(cx), style);
        }
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for ProgrammePage {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = HEAD.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn own(&self) -> Subject {
        screen::of("programme", self.id)
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.only = match n.checked_sub(1) {
            None => Only::All,
            Some(n) => match (self.units.get(n), self.levels.get(n.saturating_sub(self.units.len()))) {
                (Some(unit), _) => Only::Unit(unit.name.clone(), unit.unit),
                (None, Some(level)) => Only::Level(level.name.clone()),
                (None, None) => Only::All,
            },
        };
        self.panes.go(0);
        self.fill(cx)?;
        self.panes.home(0);
        Ok(Effect::None)
    }
}
