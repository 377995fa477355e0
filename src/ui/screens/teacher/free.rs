//! When a teacher is free: this week and the next, a line per day, its half-days beside each other.

use crate::{
    catalog::Register,
    domain::calendar::{add_days, monday},
    store::{
        self,
        timetable::{Checked, days_of},
    },
    text::{teacher_page as w, timetable as tw},
    ui::{
        Cx, Effect, Paint,
        grid::{Grid, Piece},
        lesson,
        page::{Next, Part},
        screens::record,
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;

/// Days shown: two weeks.
const DAYS: i64 = 14;

/// The part.
pub(super) struct Free {
    teacher: i64,
    week: Option<NaiveDate>,
    checked: Checked,
    grid: Grid,
}

impl Free {
    pub fn new(teacher: i64) -> Self {
        Self { teacher, week: None, checked: Checked::default(), grid: Grid::default() }
    }

    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let from = self.week.unwrap_or_else(|| monday(cx.today));
        let to = add_days(from, DAYS - 1);
        self.checked = cx.db.check_teacher(self.teacher, from, to)?;
        let days = days_of(&self.checked.rows, &cx.db.teacher_away(self.teacher, from, to)?, from, to);
        let name = |date: NaiveDate| {
            let mark = if date == cx.today { cx.glyphs.mark } else { " " };
            format!("{mark}{}", lesson::day(date, cx))
        };
        let halves = lesson::HALVES.iter().map(|(_, name)| cx.t(*name).to_owned()).collect();
        let mut grid = Grid::new(days.iter().map(|d| name(d.date)).collect(), halves, 1, 14);
        for (line, day) in days.iter().enumerate() {
            for (column, ids) in day.halves.iter().enumerate() {
                for row in ids.iter().filter_map(|id| self.checked.row(*id)) {
                    let piece = lesson::piece(row, &self.checked, cx);
                    let time = row.slot.times.map_or_else(|| piece.time.clone(), |(from, _)| from.to_string());
                    grid.put(line, column, Piece { time, tail: vec![row.class_title.clone()], room: None, ..piece });
                }
                if let Some(reason) = &day.away {
                    let title = reason.as_ref().map_or_else(|| cx.t(w::AWAY).to_owned(), |r| w::away_for(cx.lang, r));
                    grid.put(line, column, Piece { title, tone: Some(cx.theme.warn()), ..Piece::default() });
                } else if ids.is_empty() {
                    let title = cx.t(w::FREE_CELL).to_owned();
                    grid.put(line, column, Piece { title, tone: Some(cx.theme.good()), ..Piece::default() });
                }
            }
        }
        self.grid = grid;
        Ok(())
    }

    /// To another week; the cursor on the same day of the week.
    fn go(&mut self, week: NaiveDate, cx: &Cx) -> store::Result<Effect> {
        let (row, column) = self.grid.cursor();
        self.week = Some(week);
        self.read(cx)?;
        self.grid.move_to(row, column);
        Ok(Effect::None)
    }

    fn turn(&mut self, by: i64, cx: &Cx) -> store::Result<Effect> {
        self.go(add_days(self.week.unwrap_or_else(|| monday(cx.today)), 7 * by), cx)
    }
}

impl Part for Free {
    fn tag(&self) -> &'static str {
        "free"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::FREE).to_owned()
    }

    fn load(&mut self, _: Rect, cx: &Cx) -> store::Result<()> {
        let fresh = self.week.is_none();
        let week = self.week.unwrap_or_else(|| monday(cx.today));
        self.go(week, cx)?;
        if fresh {
            self.grid.move_to(usize::try_from((cx.today - week).num_days()).unwrap_or(0), 0);
        }
        Ok(())
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 4 {
            return self.grid.draw(paint, area);
        }
        let row = self.grid.selected().and_then(|p| self.checked.row(p.id?));
        let grid = Rect::new(area.x, area.y, area.width, area.height - 2);
        self.grid.draw(paint, grid);
        let week = self.week.map(|week| lesson::two_weeks(week, cx)).unwrap_or_default();
        let below = Rect::new(area.x, area.bottom() - 2, area.width, 2);
        lesson::draw_detail(paint, below, row, &week, &self.checked, cx);
    }

    fn step(&mut self, across: isize, down: isize, _: Rect, cx: &Cx) -> store::Result<Effect> {
        if self.grid.step(across, down) || down == 0 {
            return Ok(Effect::None);
        }
        self.turn(if down > 0 { 1 } else { -1 }, cx)
    }

    fn page(&mut self, down: isize, _: Rect, cx: &Cx) -> store::Result<Effect> {
        self.turn(if down > 0 { 1 } else { -1 }, cx)
    }

    fn edge(&mut self, _: bool, _: Rect, cx: &Cx) -> store::Result<Effect> {
        self.week = None;
        let week = monday(cx.today);
        self.go(week, cx)?;
        self.grid.move_to(usize::try_from((cx.today - week).num_days()).unwrap_or(0), 0);
        Ok(Effect::None)
    }

    fn record(&self) -> Option<(&'static Register, i64)> {
        Some((super::register("session"), self.grid.selected()?.id?))
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        Ok(Next::Effect(match self.grid.selected().and_then(|p| p.id) {
            Some(id) => record::open(super::register("session"), id, cx),
            None => Effect::Toast(cx.t(tw::NOTHING_HERE).to_owned()),
        }))
    }
}
