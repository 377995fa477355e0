//! Who has been without training off the job for years: levels with their counts, then the people of one.

use crate::{
    catalog,
    domain::{
        calendar::{add_months, dotted},
        rates::Rate,
    },
    pane_rows,
    store::{
        self, Reader,
        gap::{LevelGap, Without},
    },
    text::{T, gap as w, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, key,
        panes::{self, Paned, Panes},
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::LEVELS, w::PEOPLE];
/// Registers up to this many people are read at once.
const SHORT: i64 = 5_000;
/// People listed at most.
const MOST: usize = 2_000;
/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1..=10;

/// Who has been without training off the job for years.
pub struct Gap {
    years: i32,
    /// Which level's people are listed, as an index.
    level: usize,
    found: Option<Found>,
    asked: Option<Key>,
    stopped: bool,
    panes: Panes,
}

/// Years, level, state of the data.
type Key = (i32, usize, i64);

struct Found {
    key: Key,
    levels: Vec<LevelGap>,
    people: Vec<Without>,
}

impl Default for Gap {
    fn default() -> Self {
        Self { years: 5, level: 0, found: None, asked: None, stopped: false, panes: Panes::new(PANES) }
    }
}

/// `None` where `going` stopped the work.
fn find(db: &Reader, key: Key, since: NaiveDate, going: &mut dyn FnMut(u64) -> bool) -> store::Result<Option<Found>> {
    let Some(levels) = db.levels_without(since, going)? else { return Ok(None) };
    let people = match levels.get(key.1) {
        Some(level) => db.without(level.level.as_deref(), since, MOST)?,
        None => Vec::new(),
    };
    Ok(Some(Found { key, levels, people }))
}

impl Gap {
    fn since(&self, cx: &Cx) -> NaiveDate {
        add_months(cx.today, -12 * self.years)
    }

    fn turn(&mut self, by: i32, cx: &Cx) -> store::Result<Effect> {
        self.years = (self.years + by).clamp(*YEARS.start(), *YEARS.end());
        self.load(cx)
    }

    /// Reads now or in a job; what was found before stands until then.
    fn read(&mut self, cx: &Cx) -> store::Result<Effect> {
        let key = (self.years, self.level, cx.db.data_version()?);
        if self.found.as_ref().is_some_and(|f| f.key == key) || self.asked == Some(key) {
            return Ok(Effect::None);
        }
        let since = self.since(cx);
        let total = catalog::register("cadre").map_or(Ok(0), |r| cx.db.total(r))?;
        if total <= SHORT {
            self.found = find(&cx.db, key, since, &mut |_| true)?;
            return Ok(Effect::None);
        }
        (self.asked, self.stopped) = (Some(key), false);
        let whole = u64::try_from(total).unwrap_or(0);
        Ok(Effect::Start(Job::new(cx.t(w::TITLE), move |desk, progress| {
            let going = &mut |done| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            find(desk.reader()?, key, since, going)
        })))
    }

    fn fill(&mut self, cx: &Cx) {
        let Some(found) = &self.found else { return };
        let levels = found.levels.iter().enumerate().map(|(n, level)| level_line(n, level, cx)).collect();
        let mut people: Vec<Line> = Vec::new();
        if let Some(level) = found.levels.get(found.key.1) {
            let name = level_name(level, cx);
            people.push(Line::heading(w::of_level(cx.lang, name, show::count(level.without.cast_signed()))));
        }
        people.extend(found.people.iter().map(|p| person(p, cx)));
        if found.people.is_empty() {
            people.push(Line::words(cx.t(w::NOBODY), Tone::Quiet));
        }
        if found.people.len() == MOST {
            people.push(Line::words(w::many(cx.lang, MOST), Tone::Quiet));
        }
        self.panes.set(0, levels, None);
        self.panes.set(1, people, Some(found.people.len()));
    }
}

#[allow(clippy::cast_precision_loss)]
fn level_line(n: usize, level: &LevelGap, cx: &Cx) -> Line {
    let percent = Rate::new(level.without, level.people).percent().map_or("-".to_owned(), |p| format!("{p:.1}%"));
    let tone = if level.without == 0 { Tone::Good } else { Tone::Warn };
    Line::new(vec![
        Part::text(level_name(level, cx), 14),
        Part::Bar { part: level.without as f64, whole: level.people as f64, width: 0, tone },
        Part::number(format!("{}/{}", show::count(level.without.cast_signed()), show::count(level.people.cast_signed())), 15),
        Part::number(percent, 7).tone(tone),
    ])
    .to(To::Here(n))
}

fn level_name(level: &LevelGap, cx: &Cx) -> String {
    level.level.as_deref().map_or_else(|| cx.t(lw::UNKNOWN).to_owned(), |level| cx.db.word("level", level, cx.lang))
}

fn person(p: &Without, cx: &Cx) -> Line {
    let last = p.last.as_deref().map_or_else(|| cx.t(w::NEVER).to_owned(), |last| last.replace('-', "."));
    Line::new(vec![
        Part::text(&*p.name, 8),
        Part::text(p.unit.clone().unwrap_or_default(), 22),
        Part::text(p.position.clone().unwrap_or_default(), 0),
        Part::text(last, 10).tone(Tone::Warn),
    ])
    .to(To::Record("cadre", p.id))
}

impl View for Gap {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        panes::edit_row(),
        Command::new("fewer", &[key::LEFT, key::ch('-')], w::FEWER, |v: &mut Self, cx| v.turn(-1, cx)).shown(),
        Command::new("more", &[key::RIGHT, key::ch('+'), key::ch('=')], w::MORE, |v: &mut Self, cx| v.turn(1, cx)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let effect = self.read(cx)?;
        self.fill(cx);
        Ok(effect)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Ok(found) = outcome.downcast::<Option<Found>>() else { return Ok(Effect::None) };
        match *found {
            // What was asked stays noted, so that it does not start again by itself.
            None => self.stopped = true,
            Some(found) if (found.key.0, found.key.1) == (self.years, self.level) => {
                self.asked = None;
                self.found = Some(found);
                self.fill(cx);
            }
            Some(_) => {}
        }
        Ok(Effect::None)
    }

    fn waiting(&self) -> bool {
        self.found.as_ref().is_none_or(|found| (found.key.0, found.key.1) != (self.years, self.level)) && !self.stopped
    }

    fn subject(&self) -> Subject {
        self.panes.subject()
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let heading = paint.theme.heading();
        let words = match &self.found {
            None if self.stopped => cx.t(w::STOPPED).to_owned(),
            None => cx.t(lw::WORKING).to_owned(),
            Some(found) => {
                let sum = |of: fn(&LevelGap) -> u64| show::count(found.levels.iter().map(of).sum::<u64>().cast_signed());
                let since = add_months(cx.today, -12 * found.key.0);
                w::head(cx.lang, sum(|l| l.people), dotted(since), sum(|l| l.without), found.key.0)
            }
        };
        paint.put(area.x, area.y, area.width, &words, heading);
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for Gap {
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
        self.level = n;
        self.panes.go(1);
        let effect = self.load(cx)?;
        self.panes.home(1);
        Ok(effect)
    }
}
