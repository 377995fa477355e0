//! The timetable of a class as a week: half-days down, days across; weeks turn with Page keys or past the edge.

mod edit;

use super::register;
use crate::{
    catalog::Register,
    domain::{
        calendar::{add_days, is_weekday, iso, monday},
        value::Value,
    },
    store::{self, timetable::Checked},
    text::{class_page as cw, timetable as w},
    ui::{
        Cx, Effect, Paint,
        grid::Grid,
        lesson,
        page::{Act, Next, Part},
        screens::record,
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;
use std::any::Any;

/// Lines of a cell at most.
const CAP: usize = 9;
/// Columns of the screen below which a day scrolls away.
const NARROW: u16 = 10;

/// The part.
pub(super) struct Timetable {
    class: i64,
    span: Option<(NaiveDate, NaiveDate)>,
    week: Option<NaiveDate>,
    days: Vec<NaiveDate>,
    checked: Checked,
    grid: Grid,
    held: Option<edit::Held>,
    offered: edit::Offered,
    /// A session to go to once the week was read again.
    go_to: Option<i64>,
}

impl Timetable {
    pub fn new(class: i64) -> Self {
        Self {
            class,
            span: None,
            week: None,
            days: Vec::new(),
            checked: Checked::default(),
            grid: Grid::default(),
            held: None,
            offered: edit::Offered::default(),
            go_to: None,
        }
    }

    /// This week while the class runs, its first week otherwise.
    fn start(&self, cx: &Cx) -> Option<NaiveDate> {
        let (from, to) = self.span?;
        let inside = (monday(from)..=add_days(monday(to), 6)).contains(&cx.today);
        Some(monday(if inside { cx.today } else { from }))
    }

    /// The days of its sessions, and those it is planned for.
    fn days_of_class(&self, cx: &Cx) -> store::Result<Option<(NaiveDate, NaiveDate)>> {
        let (there, planned) = (cx.db.class_span(self.class)?, cx.db.class_dates(self.class)?);
        Ok(match (there, planned) {
            (Some(there), Some(planned)) => Some((there.0.min(planned.0), there.1.max(planned.1))),
            (there, planned) => there.or(planned),
        })
    }

    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let Some(week) = self.week else { return Ok(()) };
        self.checked = cx.db.check_class(self.class, week, add_days(week, 6))?;
        let rows = &self.checked.rows;
        let holding = self.held.is_some();
        let shown = |date: &NaiveDate| holding || is_weekday(*date) || rows.iter().any(|r| r.slot.date == *date);
        self.days = (0..7).map(|n| add_days(week, n)).filter(shown).collect();
        let halves = lesson::HALVES.iter().map(|(_, name)| cx.t(*name).to_owned()).collect();
        let days = self.days.iter().map(|d| lesson::day(*d, cx)).collect();
        let mut grid = Grid::new(halves, days, CAP, NARROW);
        for row in rows {
            let Some(column) = self.days.iter().position(|d| *d == row.slot.date) else { continue };
            for (line, (half, _)) in lesson::HALVES.iter().enumerate() {
                if row.slot.half.parts().contains(half) {
                    grid.put(line, column, lesson::piece(row, &self.checked, cx));
                }
            }
        }
        self.grid = grid;
        Ok(())
    }

    /// Turns weeks within the class; false at its ends.
    fn turn(&mut self, by: i64, cx: &Cx) -> store::Result<bool> {
        let Some(((from, to), week)) = self.span.zip(self.week) else { return Ok(false) };
        let next = add_days(week, by * 7);
        if next < monday(from) || next > monday(to) {
            return Ok(false);
        }
        self.week = Some(next);
        self.read(cx)?;
        Ok(true)
    }

    fn heading(&self, cx: &Cx) -> String {
        let Some(((from, to), week)) = self.span.zip(self.week) else { return String::new() };
        let weeks = |a: NaiveDate, b: NaiveDate| (b - a).num_days() / 7 + 1;
        let (at, total) = (weeks(monday(from), week), weeks(monday(from), monday(to)));
        format!("{}  {}", w::week_of(cx.lang, at, total, lesson::week(week, cx)), lesson::counts(&self.checked, cx))
    }
}

impl Part for Timetable {
    fn tag(&self) -> &'static str {
        "timetable"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(cw::TIMETABLE).to_owned()
    }

    fn load(&mut self, _: Rect, cx: &Cx) -> store::Result<()> {
        let fresh = self.week.is_none();
        self.span = self.days_of_class(cx)?;
        self.week = self.week.or_else(|| self.start(cx));
        if let Some(id) = self.go_to.take() {
            return self.show(id, cx);
        }
        let (kept, cursor) = (self.grid.selected().and_then(|p| p.id), self.grid.cursor());
        self.read(cx)?;
        if fresh {
            let today = self.days.iter().position(|d| *d == cx.today);
            self.grid.first();
            if let Some(column) = today {
                self.grid.move_to(0, column);
            }
        } else if !kept.is_some_and(|id| self.grid.find(id)) {
            self.grid.move_to(cursor.0, cursor.1);
        }
        Ok(())
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let quiet = paint.theme.quiet();
        if self.week.is_none() {
            paint.put(area.x + 1, area.y, area.width.saturating_sub(1), cx.t(w::NONE_EVER), quiet);
            return;
        }
        if area.height < 6 {
            return self.grid.draw(paint, area);
        }
        paint.put(area.x, area.y, area.width, &self.heading(cx), quiet);
        self.grid.draw(paint, Rect::new(area.x, area.y + 1, area.width, area.height - 3));
        let row = self.grid.selected().and_then(|p| self.checked.row(p.id?));
        let below = Rect::new(area.x, area.bottom() - 2, area.width, 2);
        if let Some(held) = &self.held {
            return self.draw_held(paint, below, held, cx);
        }
        lesson::draw_detail(paint, below, row, cx.t(w::NOTHING_HERE), &self.checked, cx);
    }

    fn step(&mut self, across: isize, down: isize, _: Rect, cx: &Cx) -> store::Result<Effect> {
        if self.grid.step(across, down) || across == 0 {
            self.try_here(cx)?;
            return Ok(Effect::None);
        }
        let (row, _) = self.grid.cursor();
        if self.turn(if across > 0 { 1 } else { -1 }, cx)? {
            self.grid.move_to(row, if across > 0 { 0 } else { self.days.len() });
            self.try_here(cx)?;
        }
        Ok(Effect::None)
    }

    fn page(&mut self, down: isize, _: Rect, cx: &Cx) -> store::Result<Effect> {
        let (row, column) = self.grid.cursor();
        if self.turn(if down > 0 { 1 } else { -1 }, cx)? {
            self.grid.move_to(row, column);
            self.try_here(cx)?;
        }
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, _: Rect, cx: &Cx) -> store::Result<Effect> {
        self.week = self.span.map(|(from, to)| monday(if last { to } else { from }));
        self.read(cx)?;
        self.grid.first();
        Ok(Effect::None)
    }

    fn can(&self, act: Act) -> bool {
        self.knows(act)
    }

    fn act(&mut self, act: Act, cx: &Cx) -> store::Result<Effect> {
        self.do_it(act, cx)
    }

    fn escape(&mut self) -> bool {
        self.held.take().is_some()
    }

    fn answer(&mut self, outcome: Box<dyn Any + Send>, _: Rect, cx: &Cx) -> store::Result<Effect> {
        Ok(self.came_back(outcome, cx))
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        if self.held.is_some() {
            return Ok(Next::Effect(self.put_down(false, cx)));
        }
        Ok(Next::Effect(match self.grid.selected().and_then(|p| p.id) {
            Some(id) => record::open(register("session"), id, cx),
            None => Effect::Toast(cx.t(w::NOTHING_HERE).to_owned()),
        }))
    }

    fn record(&self) -> Option<(&'static Register, i64)> {
        Some((register("session"), self.grid.selected()?.id?))
    }

    fn start(&self) -> Option<(&'static Register, Vec<(&'static str, Value)>)> {
        let (row, column) = self.grid.cursor();
        let mut given = vec![("class_id", Value::Int(self.class))];
        if let Some(date) = self.days.get(column) {
            given.push(("date", Value::text(iso(*date))));
            given.push(("half", Value::text(lesson::HALVES[row.min(2)].0.code())));
        }
        Some((register("session"), given))
    }

    fn show(&mut self, session: i64, cx: &Cx) -> store::Result<()> {
        let Some((from, to)) = self.span else { return Ok(()) };
        let rows = cx.db.class_sessions(self.class, from, to)?;
        if let Some(row) = rows.iter().find(|r| r.id == session) {
            self.week = Some(monday(row.slot.date));
            self.read(cx)?;
            self.grid.find(session);
        }
        Ok(())
    }
}
