//! Who is away in a week: on a class, on leave, or a teacher not to be had; by person, by day, by unit.
//!
//! Each person has a mark for each day of the week, so that one look says who can be asked on Thursday.

mod lines;

use crate::{
    domain::calendar::{add_days, dotted, monday},
    pane_rows,
    store::{self, away::Away},
    text::{T, away as w},
    ui::{
        Command, Cx, Effect, Paint, Subject, View, key,
        panes::{Paned, Panes},
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;

const PANES: &[T] = &[w::PEOPLE, w::BY_DAY, w::BY_UNIT];
/// Days of a week.
const DAYS: usize = 7;

/// Which of the people are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    All,
    /// Away on this day, from Monday.
    Day(usize),
    /// Of this unit; of none.
    Unit(Option<i64>),
}

/// Who is away in a week.
pub struct AwayWeek {
    /// Weeks from the present one.
    week: i64,
    only: Only,
    /// Units in the order of their pane.
    units: Vec<Option<i64>>,
    panes: Panes,
}

/// The people of a week.
struct Week {
    from: NaiveDate,
    all: Vec<Away>,
}

impl Week {
    fn day(&self, n: usize) -> NaiveDate {
        add_days(self.from, i64::try_from(n).unwrap_or(0))
    }

    /// The person is away on a day of the week.
    fn on(&self, away: &Away, n: usize) -> bool {
        (away.from..=away.to).contains(&self.day(n))
    }
}

impl AwayWeek {
    /// The week so many weeks from the present one.
    #[must_use]
    pub fn new(week: i64) -> Self {
        Self { week, only: Only::All, units: Vec::new(), panes: Panes::new(PANES).one_at_a_time() }
    }

    fn span(&self, cx: &Cx) -> (NaiveDate, NaiveDate) {
        let from = add_days(monday(cx.today), 7 * self.week);
        (from, add_days(from, 6))
    }

    fn turn(&mut self, by: i64, cx: &Cx) -> store::Result<Effect> {
        self.week += by;
        self.only = Only::All;
        self.load(cx)
    }
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
        let week = Week { from, all: cx.db.away(from, to)? };
        let (units, order) = lines::units(&week, cx);
        self.units = order;
        let days = lines::days(&week, cx);
        let people = lines::people(&week, self.only, cx);
        self.panes.set(0, people, Some(lines::distinct(week.all.iter())));
        self.panes.set(1, days, None);
        self.panes.set(2, units, Some(self.units.len()));
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        self.panes.subject()
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
        paint.put(area.x, area.y, area.width, &w::week(cx.lang, dotted(from), dotted(to), which), heading);
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

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.only = match n.checked_sub(1) {
            None => Only::All,
            Some(day) if day < DAYS => Only::Day(day),
            Some(n) => self.units.get(n - DAYS).map_or(Only::All, |unit| Only::Unit(*unit)),
        };
        self.panes.go(0);
        let effect = self.load(cx)?;
        self.panes.home(0);
        Ok(effect)
    }
}
