//! Who is away in a week: on a class, on leave, or a teacher not to be had; by unit, each line opens the person.

use crate::{
    domain::calendar::{add_days, monday},
    pane_rows,
    store::{
        self,
        away::{Away, Cause},
    },
    text::{T, away as w},
    ui::{
        Command, Cx, Effect, Paint, View, key,
        panes::{Paned, Panes},
        sheet::{Line, Part, To, Tone},
    },
};
use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

const PANES: &[T] = &[w::PEOPLE, w::BY_UNIT];

/// Who is away in a week.
pub struct AwayWeek {
    /// Weeks from the present one.
    week: i64,
    panes: Panes,
}

impl AwayWeek {
    /// The week so many weeks from the present one.
    #[must_use]
    pub fn new(week: i64) -> Self {
        Self { week, panes: Panes::new(PANES).one_at_a_time() }
    }

    fn span(&self, cx: &Cx) -> (NaiveDate, NaiveDate) {
        let from = add_days(monday(cx.today), 7 * self.week);
        (from, add_days(from, 6))
    }

    fn turn(&mut self, by: i64, cx: &Cx) -> store::Result<Effect> {
        self.week += by;
        self.load(cx)
    }
}

fn line(a: &Away, cx: &Cx) -> Line {
    let (cause, tone) = match a.cause {
        Cause::Class => (w::CLASS, Tone::Plain),
        Cause::Leave => (w::LEAVE, Tone::Warn),
        Cause::Teacher => (w::TEACHER, Tone::Quiet),
    };
    let span = format!("{}.{:02}-{}.{:02}", a.from.month(), a.from.day(), a.to.month(), a.to.day());
    let kind = if a.cause == Cause::Teacher { "teacher" } else { "cadre" };
    Line::new(vec![
        Part::text(&*a.name, 10),
        Part::text(a.unit_name.clone().unwrap_or_default(), 22),
        Part::text(span, 12),
        Part::text(cx.t(cause), 6).tone(tone),
        Part::text(&*a.what, 0),
    ])
    .to(To::Record(kind, a.who))
}

/// One line a unit: how many of it are away; opens the unit.
fn by_unit(all: &[Away], cx: &Cx) -> Vec<Line> {
    let mut units: Vec<(Option<i64>, String, usize)> = Vec::new();
    for a in all {
        match units.iter_mut().find(|(id, ..)| *id == a.unit) {
            Some((.., n)) => *n += 1,
            None => units.push((a.unit, a.unit_name.clone().unwrap_or_else(|| cx.t(w::NO_UNIT).to_owned()), 1)),
        }
    }
    let line = |(id, name, n): (Option<i64>, String, usize)| {
        let line = Line::new(vec![Part::text(name, 30), Part::number(n.to_string(), 6)]);
        id.map_or(line.clone(), |id| line.to(To::Record("unit", id)))
    };
    units.into_iter().map(line).collect()
}

impl View for AwayWeek {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("week_before", &[key::LEFT, key::ch('-')], w::WEEK_BEFORE, |v: &mut Self, cx| v.turn(-1, cx)).shown(),
        Command::new("week_after", &[key::RIGHT, key::ch('+'), key::ch('=')], w::WEEK_AFTER, |v: &mut Self, cx| v.turn(1, cx))
            .shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (from, to) = self.span(cx);
        let all = cx.db.away(from, to)?;
        let mut people: Vec<Line> = all.iter().map(|a| line(a, cx)).collect();
        if people.is_empty() {
            people.push(Line::words(cx.t(w::NOBODY), Tone::Quiet));
        }
        let units = by_unit(&all, cx);
        let count = units.len();
        self.panes.set(0, people, Some(all.len()));
        self.panes.set(1, units, Some(count));
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (from, to) = self.span(cx);
        let which = match self.week {
            0 => cx.t(w::THIS),
            1 => cx.t(w::NEXT),
            -1 => cx.t(w::LAST),
            _ => "",
        };
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &w::week(cx.lang, from, to, which), heading);
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for AwayWeek {
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
