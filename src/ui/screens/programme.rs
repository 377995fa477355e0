//! A programme (轮训): who of its people is through, who is on the way, who has not been; by unit and level.

use crate::{
    catalog,
    domain::rates::Rate,
    pane_rows,
    store::{self, coverage::Member},
    text::{T, keys as k, list as lw, programme_page as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, key,
        panes::{Paned, Panes},
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::NOT_YET, w::BY_UNIT, w::BY_LEVEL, w::THROUGH];
/// Programmes up to this many people are read at once.
const SHORT: i64 = 5_000;

/// The page of a programme.
pub struct ProgrammePage {
    id: i64,
    name: String,
    head: String,
    panes: Panes,
}

struct Ready(Vec<Member>);

/// People of one unit or level: all and those who are through.
struct Group {
    name: String,
    unit: Option<i64>,
    all: u64,
    done: u64,
}

impl ProgrammePage {
    /// The page of this programme.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self { id, name: String::new(), head: String::new(), panes: Panes::new(PANES).one_at_a_time() }
    }

    fn fill(&mut self, members: &[Member], cx: &Cx) {
        let done = members.iter().filter(|m| m.done).count();
        let rate = Rate::new(done as u64, members.len() as u64).percent();
        let deadline = std::mem::take(&mut self.head);
        self.head = w::head(cx.lang, members.len(), deadline, done, rate.map_or("-".to_owned(), |r| format!("{r}%")));
        let person = |m: &Member| {
            let state = match (m.done, &m.scheduled) {
                (true, _) => Part::text(cx.t(w::DONE), 20).tone(Tone::Good),
                (false, Some(class)) => Part::text(w::scheduled(cx.lang, class), 20).tone(Tone::Warn),
                (false, None) => Part::text(cx.t(w::OPEN), 20).tone(Tone::Bad),
            };
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            Line::new(vec![
                Part::text(&*m.name, 10),
                Part::text(text(&m.unit_name), 20),
                Part::text(text(&m.position), 0),
                Part::text(text(&m.level), 10),
                state,
            ])
            .to(To::Record("cadre", m.cadre))
        };
        let open: Vec<Line> = members.iter().filter(|m| !m.done).map(person).collect();
        let through: Vec<Line> = members.iter().filter(|m| m.done).map(person).collect();
        let units = groups(members, |m| (m.unit_name.clone(), m.unit));
        let levels = groups(members, |m| (m.level.clone(), None));
        let (n, t, u) = (open.len(), through.len(), units.len());
        self.panes.set(0, open, Some(n));
        self.panes.set(1, units.iter().map(|g| group(g, cx)).collect(), Some(u));
        self.panes.set(2, levels.iter().map(|g| group(g, cx)).collect(), None);
        self.panes.set(3, through, Some(t));
    }
}

fn groups(members: &[Member], by: impl Fn(&Member) -> (Option<String>, Option<i64>)) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = std::collections::HashMap::new();
    for m in members {
        let (name, unit) = by(m);
        let name = name.unwrap_or_default();
        let n = *at.entry((name.clone(), unit)).or_insert_with(|| {
            groups.push(Group { name, unit, all: 0, done: 0 });
            groups.len() - 1
        });
        groups[n].all += 1;
        groups[n].done += u64::from(m.done);
    }
    groups
}

#[allow(clippy::cast_precision_loss)]
fn group(g: &Group, cx: &Cx) -> Line {
    let rate = Rate::new(g.done, g.all).percent().map_or("-".to_owned(), |r| format!("{r}%"));
    let tone = if g.done == g.all { Tone::Good } else { Tone::Plain };
    let name = if g.name.is_empty() { cx.t(lw::UNKNOWN).to_owned() } else { g.name.clone() };
    let line = Line::new(vec![
        Part::text(name, 26),
        Part::Bar { part: g.done as f64, whole: g.all as f64, width: 12, tone },
        Part::number(format!("{}/{}", show::count(g.done.cast_signed()), show::count(g.all.cast_signed())), 12),
        Part::number(rate, 8),
    ]);
    g.unit.map_or(line.clone(), |id| line.to(To::Record("unit", id)))
}

impl View for ProgrammePage {
    const COMMANDS: &'static [Command<Self>] =
        pane_rows![Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown()];

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
        self.head = text("deadline");
        if cx.db.listed(self.id)? > SHORT {
            let id = self.id;
            return Ok(Effect::Start(Job::new(cx.t(lw::WORKING), move |desk, _| Ok(Ready(desk.reader()?.members(id)?)))));
        }
        let members = cx.db.members(self.id)?;
        self.fill(&members, cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        if let Ok(ready) = outcome.downcast::<Ready>() {
            self.fill(&ready.0, cx);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &self.head, heading);
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
}
