//! Who should go to a class, and how many places each unit should have: one look at everybody in service.
//!
//! The ranked list says for each what speaks for and against it; the table of units is a proposal until it is written;
//! the conditions stand beside them and can be kept as a set for the next class of the kind.

mod conditions;
mod nominate;
mod people;
mod units;

use crate::{
    domain::candidates::Wanted,
    exchange::export::Sheet,
    pane_rows,
    store::{self, call_ups::Head, candidates::Candidates as Found},
    text::{T, candidates as w, list as lw, pick as pw},
    ui::{
        Command, Cx, Effect, Job, Paint, View, key,
        panes::{Paned, Panes},
        screens::{link::Linked, pick::Picked, prompt::Typed, save},
        sheet::To,
    },
};
use ratatui::layout::Rect;
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
};

/// The panes, in their order.
const PEOPLE: usize = 0;
const UNITS: usize = 1;
const CONDITIONS: usize = 2;
/// People listed at most.
const MOST: usize = 200;
/// Lines above the panes, and below them.
const HEAD: u16 = 2;
const FOOT: u16 = 2;

/// The screen.
pub struct Candidates {
    call_up: i64,
    head: Head,
    wanted: Wanted,
    /// Places in all; women and people outside the party, at least.
    total: u64,
    least: [u64; 2],
    found: Option<Found>,
    /// Places proposed, by unit; what a person changed stays.
    plan: BTreeMap<i64, u64>,
    now: BTreeMap<i64, u64>,
    marks: BTreeSet<i64>,
    panes: Panes,
    fresh: bool,
    stopped: bool,
    asked: conditions::Asked,
}

impl Candidates {
    /// For a call-up.
    #[must_use]
    pub fn new(call_up: i64) -> Self {
        Self {
            call_up,
            head: Head::default(),
            wanted: Wanted { cap: 2, ..Wanted::default() },
            total: 0,
            least: [0, 0],
            found: None,
            plan: BTreeMap::new(),
            now: BTreeMap::new(),
            marks: BTreeSet::new(),
            panes: Panes::new(&[w::PEOPLE, w::UNITS, w::CONDITIONS]),
            fresh: true,
            stopped: false,
            asked: conditions::Asked::default(),
        }
    }

    /// Looks at everybody again.
    fn look(&mut self, cx: &Cx) -> Effect {
        let (call_up, wanted, today) = (self.call_up, self.wanted.clone(), cx.today);
        self.stopped = false;
        let whole = crate::catalog::register("cadre").and_then(|r| cx.db.total(r).ok()).unwrap_or(0);
        let whole = u64::try_from(whole).unwrap_or(0);
        Effect::Start(Job::new(cx.t(w::TITLE), move |desk, progress| {
            desk.reader()?.candidates(call_up, &wanted, today, MOST, &mut |done| {
                progress.at(done, whole);
                !progress.cancelled()
            })
        }))
    }

    /// Shares the places anew and fills the panes.
    fn took(&mut self, found: Found, cx: &Cx) {
        self.found = Some(found);
        self.marks.retain(|id| self.found.as_ref().is_some_and(|f| f.best.iter().any(|c| c.id == *id)));
        self.share();
        self.fill(cx);
    }

    fn fill(&mut self, cx: &Cx) {
        let Some(found) = &self.found else { return };
        let (shown, units) = (found.best.len(), found.needs.len());
        let people = self.people_lines(self.panes.columns(PEOPLE, cx.area), cx);
        let plan = self.unit_lines(self.panes.columns(UNITS, cx.area), cx);
        let conditions = self.condition_lines(cx);
        self.panes.set(PEOPLE, people, Some(shown));
        self.panes.set(UNITS, plan, Some(units));
        self.panes.set(CONDITIONS, conditions, None);
    }

    fn sheet(&self, cx: &Cx) -> Sheet {
        if self.panes.at() == UNITS { self.unit_sheet(cx) } else { self.people_sheet(cx) }
    }

    fn selected(&self) -> Option<&store::candidates::Candidate> {
        match self.panes.sheet().selected() {
            To::Record("cadre", id) => self.found.as_ref()?.best.iter().find(|c| c.id == *id),
            _ => None,
        }
    }

    fn not_units(&self, _: &Cx) -> Option<T> {
        (self.panes.at() != UNITS).then_some(w::UNITS)
    }
}

impl View for Candidates {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("mark", &[key::SPACE], pw::MARK, Self::mark).shown(),
        Command::new("nominate", &[key::f(4), key::ctrl('n')], w::NOMINATE, Self::ask_route).changes().shown(),
        Command::new("write", &[key::f(2), key::ctrl('s')], w::WRITE, Self::write).changes().shown().when(Self::not_units),
        Command::new("more", &[key::ch('+'), key::ch('='), key::RIGHT], w::MORE, |v: &mut Self, cx| v.adjust(1, cx))
            .when(Self::not_units),
        Command::new("fewer", &[key::ch('-'), key::LEFT], w::FEWER, |v: &mut Self, cx| v.adjust(-1, cx)).when(Self::not_units),
        Command::new("sets", &[key::f(7)], w::SETS, Self::ask_set).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |_: &mut Self, cx| Ok(save::ask(cx))).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(page) = cx.db.call_up(self.call_up)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.now = page.units.iter().filter_map(|u| Some((u.unit_id?, u.places))).collect();
        if std::mem::take(&mut self.fresh) {
            self.total = page.head.quota_total.and_then(|n| u64::try_from(n).ok()).unwrap_or(page.total.places);
            self.begin(&page.head, cx)?;
            self.head = page.head;
            return Ok(self.look(cx));
        }
        self.head = page.head;
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Option<Found>>() {
            Ok(found) => {
                self.stopped = found.is_none();
                if let Some(found) = *found {
                    self.took(found, cx);
                }
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
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
        let outcome = match outcome.downcast::<nominate::Done>() {
            Ok(done) => return Ok(self.nominated(&done, cx)),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        if picked.tag == save::TAG {
            return Ok(save::save(self.sheet(cx), "candidates", &picked, cx));
        }
        self.picked(&picked, cx)
    }

    fn subject(&self) -> crate::ui::Subject {
        self.panes.subject()
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.draw_head(paint, area, cx);
        let body = self.body(area);
        self.panes.draw(paint, body, cx);
        self.draw_foot(paint, Rect::new(area.x, body.bottom(), area.width, area.bottom() - body.bottom()), cx);
    }
}

impl Paned for Candidates {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = HEAD.min(area.height);
        let foot = FOOT.min(area.height - head);
        Rect::new(area.x, area.y + head, area.width, area.height - head - foot)
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.ask_condition(n, cx)
    }
}
