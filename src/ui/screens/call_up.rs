//! The page of a call-up: how its places stand by unit, who was sent, and who did not come.
//!
//! Who did not come stands in the head too, because that is the question of every meeting.

mod act;
mod head;
mod lists;
mod people;
mod quotas;

use crate::{
    catalog,
    domain::{calendar::iso, value::Value},
    exchange::export::{Heading, Sheet},
    pane_rows,
    store::{self, call_ups::CallUp as Loaded, transition::Roster},
    text::{T, call_up_page as w, candidates as cw, leave, list as lw, pick as pw, steps as sw},
    ui::{
        Command, Cx, Effect, Paint, Subject, View, Window, key,
        panes::{self, Paned, Panes},
        screen,
        screens::{
            link::Linked,
            papers,
            pick::{Choice, Pick, Picked},
            prompt::Typed,
            record::{self, Record},
            save,
            steps::Stepped,
        },
        sheet::{self, To},
        show,
    },
};
use ratatui::layout::Rect;
use std::{any::Any, collections::BTreeSet};

/// The panes, in their order.
const QUOTAS: usize = 0;
const PEOPLE: usize = 1;
const ABSENT: usize = 2;
const LISTS: usize = 3;

/// The page.
pub struct CallUp {
    id: i64,
    loaded: Loaded,
    panes: Panes,
    /// Only people of this unit, where one was chosen in the table.
    unit: Option<Option<i64>>,
    /// Only people in this state.
    state: Option<String>,
    offered: Vec<String>,
    /// Marked people, by nominee.
    marks: BTreeSet<i64>,
    /// The list as it went out, latest number first.
    lists: Vec<Roster>,
    asked: act::Asked,
    /// Whom the places have no room for, until a reason is given.
    over: Vec<i64>,
}

impl CallUp {
    /// The page of a call-up.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            loaded: Loaded::default(),
            panes: Panes::new(&[w::QUOTAS, w::PEOPLE, w::ABSENT, w::LISTS]),
            unit: None,
            state: None,
            offered: Vec::new(),
            marks: BTreeSet::new(),
            lists: Vec::new(),
            asked: act::Asked::default(),
            over: Vec::new(),
        }
    }

    /// True where a person passes the filters.
    fn fits(&self, person: &store::call_ups::Person) -> bool {
        self.unit.is_none_or(|unit| person.unit_id == unit) && self.state.as_ref().is_none_or(|state| person.state == *state)
    }

    /// True for one who was to come and did not: by state, or accepted while the class has begun.
    fn absent(&self, person: &store::call_ups::Person, today: &str) -> bool {
        let begun = self.loaded.head.starts_on.as_deref().is_some_and(|day| day < today);
        match person.state.as_str() {
            "no_show" | "excused" => true,
            "approved" | "notified" => begun,
            _ => false,
        }
    }

    /// Who did not come: without excuse first, then with, then those nobody has heard of.
    fn absentees(&self, cx: &Cx) -> Vec<&store::call_ups::Person> {
        let today = iso(cx.today);
        let mut found: Vec<_> = self.loaded.people.iter().filter(|p| self.absent(p, &today)).collect();
        found.sort_by_key(|p| match p.state.as_str() {
            "no_show" => 0,
            "excused" => 1,
            _ => 2,
        });
        found
    }

    /// Fills the panes from what was loaded.
    fn fill(&mut self, cx: &Cx) {
        let quotas = self.quota_lines(self.panes.columns(QUOTAS, cx.area), cx);
        let people = self.people_lines(self.panes.columns(PEOPLE, cx.area), cx);
        let absent = self.absent_lines(self.panes.columns(ABSENT, cx.area), cx);
        let shown = self.loaded.people.iter().filter(|p| self.fits(p)).count();
        let missing = self.absentees(cx).len();
        self.panes.set(QUOTAS, quotas, Some(self.loaded.units.len()));
        self.panes.set(PEOPLE, people, Some(shown));
        self.panes.set(ABSENT, absent, Some(missing));
        self.panes.set(LISTS, self.list_lines(cx), Some(self.lists.len()).filter(|n| *n > 0));
    }

    fn person(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Record("nominee", id) = self.panes.sheet().selected() else {
            return Ok(Effect::Toast(cx.t(w::PICK_PERSON).to_owned()));
        };
        let cadre = self.loaded.people.iter().find(|p| p.id == *id).map(|p| p.cadre_id);
        Ok(cadre.map_or(Effect::None, |id| sheet::follow(&To::Record("cadre", id), cx)))
    }

    /// Everything the register keeps of it, such as its requirement and remarks.
    fn record(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(catalog::register("call_up").map_or(Effect::None, |register| Effect::open(Window(Record::new(register, self.id)))))
    }

    fn class(&mut self, cx: &Cx) -> store::Result<Effect> {
        let class = self.loaded.head.class_id;
        Ok(catalog::register("class").map_or(Effect::None, |register| record::open(register, class, cx)))
    }

    fn choose_state(&mut self, cx: &Cx) -> store::Result<Effect> {
        let count = |state: &str| self.loaded.people.iter().filter(|p| p.state == state).count();
        let states: Vec<(String, usize)> =
            people::ORDER.iter().map(|s| ((*s).to_owned(), count(s))).filter(|(_, n)| *n > 0).collect();
        let all = Choice { word: cx.t(w::ALL_STATES).to_owned(), note: self.loaded.people.len().to_string() };
        let choice = |(state, n): &(String, usize)| Choice { word: show::state("nominee", state, cx), note: n.to_string() };
        let choices = std::iter::once(all).chain(states.iter().map(choice)).collect();
        self.offered = states.into_iter().map(|(state, _)| state).collect();
        Ok(Effect::open(Window(Pick::new("state", cx.t(w::FILTER), choices))))
    }

    fn clear(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.unit.take().is_none() & self.state.take().is_none() {
            return Ok(Effect::Toast(cx.t(w::NOTHING_TO_CLEAR).to_owned()));
        }
        self.fill(cx);
        Ok(Effect::None)
    }

    /// The pane with the keys as a file's sheet.
    fn sheet(&self, cx: &Cx) -> Sheet {
        match self.panes.at() {
            QUOTAS => self.quota_sheet(cx),
            PEOPLE => self.people_sheet(self.loaded.people.iter().filter(|p| self.fits(p)), w::PEOPLE, cx),
            _ => self.people_sheet(self.absentees(cx).into_iter(), w::ABSENT, cx),
        }
    }

    fn sheet_title(&self, pane: T, cx: &Cx) -> String {
        format!("{} {}", self.loaded.head.class, cx.t(pane))
    }
}

/// A heading of a sheet.
fn heading(name: &str, label: T, width: u16, numeric: bool, cx: &Cx) -> Heading {
    Heading { name: name.to_owned(), label: cx.t(label).to_owned(), width, numeric }
}

fn cell(text: &str) -> (Value, String) {
    (Value::text(text), text.to_owned())
}

impl Paned for CallUp {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn own(&self) -> Subject {
        screen::of("call_up", self.id)
    }

    fn body(&self, area: Rect) -> Rect {
        let head = head::HEIGHT.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    /// Enter on a unit narrows the people to it; on a state, to that state.
    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        if self.panes.at() == QUOTAS {
            self.unit = self.loaded.units.get(n).map(|unit| unit.unit_id);
            self.state = None;
            self.panes.go(PEOPLE);
        } else {
            self.state = people::ORDER.get(n).map(|state| (*state).to_owned());
        }
        self.panes.home(PEOPLE);
        self.fill(cx);
        Ok(Effect::None)
    }
}

impl View for CallUp {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("steps", &[key::ch('.')], sw::STEPS, Self::steps).changes().shown(),
        Command::new("mark", &[key::SPACE], pw::MARK, Self::mark).shown(),
        Command::new("nominate", &[key::f(4), key::ctrl('n')], w::NOMINATE, Self::name_one)
            .changes()
            .shown()
            .when(Self::no_names),
        Command::new("candidates", &[key::ctrl('k'), key::ch('w')], cw::TITLE, Self::candidates).shown().when(Self::no_names),
        Command::new("leave", &[key::ctrl('u'), key::ch('l')], leave::REGISTER, Self::ask_leave).changes().shown(),
        panes::edit_row(),
        panes::delete_row(),
        Command::new("filter", &[key::f(6)], w::FILTER, Self::choose_state).shown(),
        Command::new("person", &[key::ctrl('o'), key::ch('o')], w::PERSON, Self::person).shown(),
        Command::new("class", &[key::ctrl('d'), key::ch('b')], crate::text::class::REGISTER, Self::class).shown(),
        Command::new("record", &[key::ctrl('r'), key::ch('r')], w::RECORD, Self::record).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |v: &mut Self, _| {
            Ok(papers::ask(vec![("class", Some(v.loaded.head.class_id))], None, true))
        })
        .shown(),
        Command::new("clear", &[key::BACKSPACE], lw::CLEAR, Self::clear),
    ];

    fn title(&self, _: &Cx) -> String {
        self.loaded.head.class.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(loaded) = cx.db.call_up(self.id)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.loaded = loaded;
        self.lists = cx.db.rosters(self.id)?;
        self.marks.retain(|id| self.loaded.people.iter().any(|p| p.id == *id));
        self.fill(cx);
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        self.panes.subject().or_else(|| screen::of("call_up", self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.draw_head(paint, area, cx);
        self.panes.draw(paint, self.body(area), cx);
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Stepped>() {
            Ok(stepped) => return Ok(self.stepped(&stepped.taken)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => return Ok(linked.id.map_or(Effect::None, |cadre| self.nominate(vec![cadre], None, cx))),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<act::Named>() {
            Ok(named) => return self.named(&named.0, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) if typed.tag == "over_places" => {
                let over = std::mem::take(&mut self.over);
                return Ok(self.nominate(over, Some(typed.text), cx));
            }
            Ok(typed) => return Ok(self.leave_span(&typed.text, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<act::Entered>() {
            Ok(entered) => return Ok(Self::entered(&entered, cx)),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        match (picked.tag, picked.chosen.first()) {
            (save::TAG, Some(_)) => Ok(save::save(self.sheet(cx), "call_up", &picked, cx)),
            ("leave_kind", Some(n)) => Ok(self.leave_kind(*n, cx)),
            ("state", Some(n)) => {
                self.state = n.checked_sub(1).and_then(|n| self.offered.get(n).cloned());
                self.panes.go(PEOPLE);
                self.panes.home(PEOPLE);
                self.fill(cx);
                Ok(Effect::None)
            }
            _ => Ok(Effect::None),
        }
    }
}
