//! What the day brings: sessions, who is away, replies due, duties due, warnings, imports; each line opens.
//!
//! It is the first screen of every start, so it reads only short ranges of indexes; what grows with the register, the
//! count of warnings, comes from a job where it is large. A narrow window shows one column with a few lines a section.

mod copies;
mod day;
mod duties;
mod waiting;

use crate::{
    catalog,
    domain::value::Value,
    pane_rows,
    store::{
        self, backup,
        causes::Found,
        query::{Filter, Test},
        today::Warnings,
    },
    text::{T, backup as b, today as w},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, key,
        panes::{Paned, Panes},
        places,
        screens::globals::Announced,
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::DAY, w::DUTIES];
/// Registers with up to this many warnings are counted at once.
const SHORT: i64 = 20_000;
/// The sub-tab of who is away next week.
const AWAY_TAB: T = crate::text::place::AWAY_NEXT;
/// What Enter leads to besides records and lists: who is away next week.
const AWAY_NEXT: usize = 0;
/// A copy of the database now.
const COPY: usize = 1;
/// The four indicators, of the latest year with data.
const INDICATORS: usize = 2;

/// What the day brings.
pub struct Today {
    warned: Option<Warned>,
    asked: Option<(i32, i64)>,
    /// The day whose causes were looked for.
    brought: Option<NaiveDate>,
    panes: Panes,
}

/// Warnings of a year by level, as of one state of the data.
struct Warned {
    key: (i32, i64),
    counts: Warnings,
}

impl Default for Today {
    fn default() -> Self {
        Self { warned: None, asked: None, brought: None, panes: Panes::new(PANES) }
    }
}

/// How much room the lines have.
#[derive(Clone, Copy)]
struct Room {
    /// Columns of the pane.
    columns: u16,
    /// Lines of a section.
    some: usize,
}

impl Today {
    /// Counts warnings now or in a job; the last count stands until a newer one is there.
    fn count(&mut self, cx: &Cx) -> store::Result<Effect> {
        let key = (cx.today.year(), cx.db.data_version()?);
        if self.warned.as_ref().is_some_and(|w| w.key == key) || self.asked == Some(key) {
            return Ok(Effect::None);
        }
        if catalog::register("warning").map_or(Ok(0), |r| cx.db.total(r))? <= SHORT {
            self.warned = Some(Warned { key, counts: cx.db.warnings(key.0)? });
            return Ok(Effect::None);
        }
        self.asked = Some(key);
        Ok(Effect::Start(Job::new("", move |desk, _| Ok(Warned { key, counts: desk.reader()?.warnings(key.0)? }))))
    }

    /// What a day that has come brings is looked for once, by the first of those who may change everything.
    fn bring(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.brought == Some(cx.today) {
            return Ok(Effect::None);
        }
        self.brought = Some(cx.today);
        if cx.db.role(&cx.actor)? != store::guard::Role::Manager || !cx.db.day_brings(cx.today)? {
            return Ok(Effect::None);
        }
        let (act, today) = (cx.act(), cx.today);
        Ok(Effect::Start(Job::new("", move |desk, _| desk.store()?.bring_day(&act, today))))
    }

    fn fill(&mut self, cx: &Cx) -> store::Result<()> {
        let wide = Panes::fits_two(cx.area.width);
        self.panes.alone(!wide);
        let counts = self.warned.as_ref().map(|w| &w.counts);
        if wide {
            let room = |n| Room { columns: self.panes.columns(n, cx.area), some: 12 };
            let (day, duties) = (day::whole(room(0), cx)?, duties::lines(room(1), counts, cx)?);
            self.panes.set(0, day, None);
            self.panes.set(1, duties, None);
            return Ok(());
        }
        let room = Room { columns: cx.area.width, some: 3 };
        let mut lines = day::now(room, cx)?;
        lines.extend(duties::lines(room, counts, cx)?);
        lines.extend(day::later(room, cx)?);
        self.panes.set(0, lines, None);
        Ok(())
    }
}

/// A copy of the database, by hand.
fn back_up(cx: &Cx) -> Effect {
    let (lang, now) = (cx.lang, (cx.now)());
    Effect::Start(Job::new(cx.t(b::MAKING), move |desk, _| {
        let at = NaiveDateTime::parse_from_str(&now, "%Y-%m-%d %H:%M:%S").unwrap_or_default();
        let reader = desk.reader()?;
        let folder = backup::folder(reader.path());
        let (copy, rows) = backup::back_up(reader, &folder, at)?;
        backup::rotate(reader.path(), &folder)?;
        Ok(Announced(b::made(lang, copy.path.display(), show::count(rows))))
    }))
}

/// A heading, and below it lines or a word that there are none.
fn section(heading: String, rows: Vec<Line>, none: T, cx: &Cx) -> Vec<Line> {
    let mut lines = vec![Line::heading(heading)];
    if rows.is_empty() {
        lines.push(Line::words(format!("  {}", cx.t(none)), Tone::Quiet));
    }
    lines.extend(rows);
    lines
}

/// Cuts rows to what there is room for; a last line opens all of them.
fn some(mut rows: Vec<Line>, most: usize, all: To, cx: &Cx) -> Vec<Line> {
    if rows.len() > most {
        rows.truncate(most);
        rows.push(Line::words(cx.t(w::MORE), Tone::Quiet).to(all));
    }
    rows
}

/// A list of a register from one day to another.
fn between(kind: &'static str, field: &'static str, from: Value, to: NaiveDate, name: T, cx: &Cx) -> To {
    let span = Test::Between(from, Value::text(to.to_string()));
    To::List(kind, vec![Filter { field, test: span }], cx.t(name).to_owned())
}

/// `5.18 Wed` in the person's language.
fn day_name(date: NaiveDate, cx: &Cx) -> String {
    let names = [w::MON, w::TUE, w::WED, w::THU, w::FRI, w::SAT, w::SUN];
    let name = names[date.weekday().num_days_from_monday() as usize];
    format!("{}.{} {}", date.month(), date.day(), cx.t(name))
}

/// Month and day of an ISO day.
fn short(iso: &str) -> String {
    iso.get(5..).unwrap_or(iso).replace('-', ".")
}

/// A line with a day in front, which opens nothing yet.
fn text(words: impl Into<String>, width: u16, tone: Tone) -> Part {
    Part::text(words, width).tone(tone)
}

impl View for Today {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("away", &[key::ctrl('a'), key::ch('w')], w::AWAY, |_: &mut Self, _| Ok(places::to(AWAY_TAB))).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(crate::text::place::TODAY).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let effect = self.bring(cx)?.and(self.count(cx)?);
        self.fill(cx)?;
        Ok(effect)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Warned>() {
            Ok(warned) => {
                self.asked = None;
                self.warned = Some(*warned);
                self.fill(cx)?;
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        match outcome.downcast::<Found>() {
            Ok(found) if !found.nothing() => {
                let words = crate::text::make_up_page::found(cx.lang, found.overdue, found.programme_gaps, found.year_gaps);
                Ok(Effect::Reload.and(Effect::Toast(words)))
            }
            Ok(_) => Ok(Effect::Reload),
            Err(_) => Ok(Effect::None),
        }
    }

    fn subject(&self) -> Subject {
        self.panes.subject()
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.panes.draw(paint, area, cx);
    }
}

impl Paned for Today {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        area
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        Ok(match n {
            AWAY_NEXT => places::to(AWAY_TAB),
            COPY => back_up(cx),
            INDICATORS => Effect::Open(super::reports::open("indicators", cx)),
            _ => Effect::None,
        })
    }
}
