//! A programme (轮训): who of its people has not been, who is on the way, who is through; by unit and by level.
//!
//! A unit or level opens its people who have not been, because that is what is asked next.

mod lines;

use crate::{
    catalog, pane_rows,
    store::{self, coverage::Member},
    text::{T, keys as k, list as lw, programme_page as w},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, key,
        panes::{self, Paned, Panes},
        screen,
        screens::record::Record,
        show,
    },
};
use lines::{Group, Only};
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::NOT_YET, w::BY_UNIT, w::BY_LEVEL, w::THROUGH];
/// Programmes up to this many people are read at once.
const SHORT: i64 = 5_000;

/// The page of a programme.
pub struct ProgrammePage {
    id: i64,
    name: String,
    deadline: String,
    head: String,
    only: Only,
    /// People as of one state of the data.
    members: Option<(i64, Vec<Member>)>,
    asked: Option<i64>,
    units: Vec<Group>,
    levels: Vec<Group>,
    panes: Panes,
}

struct Ready(i64, Vec<Member>);

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
            members: None,
            asked: None,
            units: Vec::new(),
            levels: Vec::new(),
            panes: Panes::new(PANES).one_at_a_time(),
        }
    }

    /// Reads the people now or in a job; those read before stand until newer ones are there.
    fn read(&mut self, cx: &Cx) -> store::Result<Effect> {
        let version = cx.db.data_version()?;
        if self.members.as_ref().is_some_and(|(v, _)| *v == version) || self.asked == Some(version) {
            return Ok(Effect::None);
        }
        if cx.db.listed(self.id)? <= SHORT {
            self.members = Some((version, cx.db.members(self.id)?));
            return Ok(Effect::None);
        }
        self.asked = Some(version);
        let id = self.id;
        let work = move |desk: &mut dyn crate::ui::effect::Desk, _: &crate::ui::effect::Progress| {
            Ok(Ready(version, desk.reader()?.members(id)?))
        };
        Ok(Effect::Start(Job::new(cx.t(lw::WORKING), work)))
    }

    fn fill(&mut self, cx: &Cx) {
        let Some((_, members)) = &self.members else { return };
        self.head = lines::head(members, &self.deadline, cx);
        self.units = lines::groups(members, |m| (m.unit_name.clone(), m.unit));
        self.levels = lines::groups(members, |m| (m.level.clone(), None));
        let open = members.iter().filter(|m| !m.done).count();
        let not_yet = lines::not_yet(self.id, members, &self.only, cx);
        let units = lines::table(&self.units, 0, cx);
        let levels = lines::table(&self.levels, self.units.len(), cx);
        let through = lines::through(self.id, members, cx);
        self.panes.set(0, not_yet, Some(open));
        self.panes.set(1, units, Some(self.units.len()));
        self.panes.set(2, levels, None);
        self.panes.set(3, through, Some(members.len() - open));
    }
}

impl View for ProgrammePage {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("fields", &[key::ctrl('o')], crate::text::page::FIELDS, |v: &mut Self, _| {
            let record = catalog::register("programme").map(|r| Record::new(r, v.id));
            Ok(record.map_or(Effect::None, |record| Effect::open(Window(record))))
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
        self.fill(cx);
        Ok(effect)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        if let Ok(ready) = outcome.downcast::<Ready>() {
            self.asked = None;
            self.members = Some((ready.0, ready.1));
            self.fill(cx);
        }
        Ok(Effect::None)
    }

    fn waiting(&self) -> bool {
        self.members.is_none()
    }

    fn subject(&self) -> Subject {
        self.panes.subject().or_else(|| screen::of("programme", self.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, quiet) = (paint.theme.heading(), paint.theme.quiet());
        match &self.members {
            Some(_) => paint.put(area.x, area.y, area.width, &self.head, heading),
            None => paint.put(area.x, area.y, area.width, cx.t(lw::WORKING), quiet),
        };
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
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn own(&self) -> Subject {
        screen::of("programme", self.id)
    }

    fn adds(&self) -> Option<&'static str> {
        Some("programme_member")
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
        self.fill(cx);
        self.panes.home(0);
        Ok(Effect::None)
    }
}
