//! All timetables of a week side by side (横向多班总课表): a row per half-day, a column per class that has lessons then.

use crate::{
    catalog,
    domain::calendar::{Half, add_days, monday},
    store::{self, timetable::Checked},
    text::{keys as k, list as lw, timetable as w},
    ui::{Command, Cx, Effect, Paint, View, grid::Grid, key, lesson, screens::record},
};
use chrono::NaiveDate;
use ratatui::layout::Rect;
use std::collections::BTreeSet;

/// Lines of a cell at most.
const CAP: usize = 6;
/// Columns of the screen below which a class scrolls away.
const NARROW: u16 = 16;

/// The screen.
#[derive(Default)]
pub struct SideBySide {
    week: Option<NaiveDate>,
    classes: Vec<(i64, String)>,
    halves: Vec<(NaiveDate, Half)>,
    checked: Checked,
    grid: Grid,
}

impl SideBySide {
    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let Some(week) = self.week else { return Ok(()) };
        self.checked = cx.db.check_between(week, add_days(week, 6))?;
        self.classes.clear();
        let mut halves = BTreeSet::new();
        for row in &self.checked.rows {
            if !self.classes.iter().any(|(id, _)| *id == row.class_id) {
                self.classes.push((row.class_id, row.class_title.clone()));
            }
            halves.extend(row.slot.half.parts().iter().map(|half| (row.slot.date, *half)));
        }
        self.classes.sort_unstable();
        self.halves = halves.into_iter().collect();
        self.fill(cx);
        Ok(())
    }

    fn fill(&mut self, cx: &Cx) {
        let name = |(date, half): &(NaiveDate, Half)| {
            format!("{} {}\n{}", lesson::weekday(*date, cx), lesson::half(*half, cx), date.format("%m.%d"))
        };
        let rows = self.halves.iter().map(name).collect();
        let mut grid = Grid::new(rows, self.classes.iter().map(|(_, title)| title.clone()).collect(), CAP, NARROW);
        for row in &self.checked.rows {
            let Some(column) = self.classes.iter().position(|(id, _)| *id == row.class_id) else { continue };
            for half in row.slot.half.parts() {
                if let Ok(line) = self.halves.binary_search(&(row.slot.date, *half)) {
                    grid.put(line, column, lesson::piece(row, &self.checked, cx));
                }
            }
        }
        self.grid = grid;
    }

    /// To a week; the cursor on today, or else on the first lesson.
    fn go(&mut self, week: NaiveDate, cx: &Cx) -> store::Result<Effect> {
        self.week = Some(week);
        self.read(cx)?;
        match self.halves.iter().position(|(date, _)| *date == cx.today) {
            Some(row) => self.grid.move_to(row, 0),
            None => self.grid.first(),
        }
        Ok(Effect::None)
    }

    /// This week, or the nearest with lessons.
    fn start(&mut self, cx: &Cx) -> store::Result<Effect> {
        let this = monday(cx.today);
        let nearest = cx.db.nearest_session(this)?.map_or(this, monday);
        self.go(nearest, cx)
    }

    fn turn(&mut self, by: i64, cx: &Cx) -> store::Result<Effect> {
        let week = self.week.unwrap_or_else(|| monday(cx.today));
        self.go(add_days(week, 7 * by), cx)
    }

    fn step(&mut self, across: isize, down: isize) -> Effect {
        self.grid.step(across, down);
        Effect::None
    }

    fn open(&mut self, cx: &Cx) -> Effect {
        match self.grid.selected().and_then(|p| p.id).zip(catalog::register("session")) {
            Some((id, register)) => record::open(register, id, cx),
            None => self.open_class(cx),
        }
    }

    fn open_class(&mut self, cx: &Cx) -> Effect {
        match self.classes.get(self.grid.cursor().1).zip(catalog::register("class")) {
            Some(((id, _), register)) => record::open(register, *id, cx),
            None => Effect::Toast(cx.t(w::NONE).to_owned()),
        }
    }
}

impl View for SideBySide {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, |v: &mut Self, cx| Ok(v.open(cx))).shown(),
        Command::new("class", &[key::ctrl('o')], w::CLASS_PAGE, |v: &mut Self, cx| Ok(v.open_class(cx))).shown(),
        Command::new("previous_week", &[key::PAGE_UP], w::PREVIOUS_WEEK, |v: &mut Self, cx| v.turn(-1, cx)).shown(),
        Command::new("next_week", &[key::PAGE_DOWN], w::NEXT_WEEK, |v: &mut Self, cx| v.turn(1, cx)).shown(),
        Command::new("this_week", &[key::HOME], w::THIS_WEEK, Self::start).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, _| Ok(v.step(0, -1))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, _| Ok(v.step(0, 1))),
        Command::new("left", &[key::LEFT, key::ch('h')], w::CELL_LEFT, |v: &mut Self, _| Ok(v.step(-1, 0))),
        Command::new("right", &[key::RIGHT, key::ch('l')], w::CELL_RIGHT, |v: &mut Self, _| Ok(v.step(1, 0))),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::SIDE_BY_SIDE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.week.is_none() {
            return self.start(cx);
        }
        let (kept, cursor) = (self.grid.selected().and_then(|p| p.id), self.grid.cursor());
        self.read(cx)?;
        if !kept.is_some_and(|id| self.grid.find(id)) {
            self.grid.move_to(cursor.0, cursor.1);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 6 {
            return self.grid.draw(paint, area);
        }
        let quiet = paint.theme.quiet();
        let week = self.week.map(|week| lesson::week(week, cx)).unwrap_or_default();
        let heading = if self.classes.is_empty() {
            format!("{week}  {}", cx.t(w::NONE))
        } else {
            format!("{week}  {}  {}", w::classes(cx.lang, self.classes.len()), lesson::counts(&self.checked, cx))
        };
        paint.put(area.x, area.y, area.width, &heading, quiet);
        self.grid.draw(paint, Rect::new(area.x, area.y + 1, area.width, area.height - 3));
        let row = self.grid.selected().and_then(|p| self.checked.row(p.id?));
        let below = Rect::new(area.x, area.bottom() - 2, area.width, 2);
        lesson::draw_detail(paint, below, row, "", &self.checked, cx);
    }
}
