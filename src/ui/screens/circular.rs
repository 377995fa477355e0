//! The circular on call-ups: a period by unit, by class, and who did not come; by rate or in official order, with or
//! without names; kept as it was when it went out.

mod lines;

use crate::{
    domain::calendar::{add_days, add_months, day},
    exchange::export::Sheet,
    pane_rows,
    store::{
        self,
        circular::{Circular as Loaded, Kept},
    },
    text::{T, circular as w, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        panes::{Paned, Panes},
        screens::{
            papers,
            pick::{Choice, Pick, Picked},
            save,
        },
        show,
    },
};
use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;
use std::any::Any;

const UNITS: usize = 0;
const CLASSES: usize = 1;
const MISSED: usize = 2;
/// Lines above the panes.
const HEAD: u16 = 3;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Year,
    Half,
    Quarter,
    Month,
}

const SPANS: [(Span, T, u32); 4] =
    [(Span::Year, w::YEAR, 12), (Span::Half, w::HALF, 6), (Span::Quarter, w::QUARTER, 3), (Span::Month, w::MONTH, 1)];

impl Span {
    fn months(self) -> u32 {
        SPANS.iter().find(|(span, ..)| *span == self).map_or(12, |(.., months)| *months)
    }

    /// The period of this length that holds a day.
    fn around(self, date: NaiveDate) -> (NaiveDate, NaiveDate) {
        let months = self.months();
        let first = date.month0() / months * months + 1;
        let from = NaiveDate::from_ymd_opt(date.year(), first, 1).unwrap_or(date);
        (from, add_days(add_months(from, months.cast_signed()), -1))
    }
}

/// The screen.
pub struct Circular {
    span: Span,
    /// A day of the period; today's where nobody turned.
    day: Option<NaiveDate>,
    loaded: Loaded,
    /// The one that was kept, where it is shown.
    kept: Option<Kept>,
    offered: Vec<Kept>,
    by_rate: bool,
    names: bool,
    panes: Panes,
}

impl Default for Circular {
    fn default() -> Self {
        Self {
            span: Span::Half,
            day: None,
            loaded: Loaded::default(),
            kept: None,
            offered: Vec::new(),
            by_rate: false,
            names: true,
            panes: Panes::new(&[w::UNITS, w::CLASSES, w::MISSED]),
        }
    }
}

struct Frozen;

impl Circular {
    fn turn(&mut self, by: i32, cx: &Cx) -> store::Result<Effect> {
        let day = self.day.unwrap_or(cx.today);
        self.day = Some(add_months(self.span.around(day).0, by * self.span.months().cast_signed()));
        self.kept = None;
        self.load(cx)
    }

    fn next_span(&mut self, cx: &Cx) -> store::Result<Effect> {
        let at = SPANS.iter().position(|(span, ..)| *span == self.span).unwrap_or(0);
        self.span = SPANS[(at + 1) % SPANS.len()].0;
        self.kept = None;
        self.load(cx)
    }

    fn fill(&mut self, cx: &Cx) {
        let units = self.unit_lines(self.panes.columns(UNITS, cx.area), cx);
        let classes = self.class_lines(self.panes.columns(CLASSES, cx.area), cx);
        let missed = self.missed_lines(cx);
        self.panes.set(UNITS, units, Some(self.loaded.units.len()));
        self.panes.set(CLASSES, classes, Some(self.loaded.classes.len()));
        self.panes.set(MISSED, missed, Some(self.loaded.missed.len()));
    }

    fn toggle(&mut self, what: fn(&mut Self) -> &mut bool, cx: &Cx) -> store::Result<Effect> {
        let flag = what(self);
        *flag = !*flag;
        self.fill(cx);
        Ok(Effect::None)
    }

    fn freeze(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (act, circular) = (cx.act(), self.loaded.clone());
        Ok(Effect::Start(Job::new(cx.t(w::KEEP), move |desk, _| {
            desk.store()?.keep_circular(&act, &circular)?;
            Ok(Frozen)
        })))
    }

    fn ask_kept(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.offered = cx.db.kept_circulars()?;
        let mut choices = vec![Choice { word: cx.t(w::CURRENT).to_owned(), note: String::new() }];
        choices.extend(self.offered.iter().map(|kept| Choice {
            word: kept.period.replace('-', ".").replace(" . ", " - "),
            note: format!("{} {}", kept.at.get(..16).unwrap_or(&kept.at).replace('T', " "), kept.actor),
        }));
        Ok(Effect::open(Window(Pick::new("kept", cx.t(w::KEPT_BEFORE), choices))))
    }

    fn show_kept(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.kept = n.checked_sub(1).and_then(|n| self.offered.get(n).cloned());
        self.load(cx)
    }

    fn sheet(&self, cx: &Cx) -> Sheet {
        match self.panes.at() {
            UNITS => self.table(&self.units(), w::UNITS, cx),
            CLASSES => self.table(&self.loaded.classes.iter().collect::<Vec<_>>(), w::CLASSES, cx),
            _ => self.missed_sheet(cx),
        }
    }

    fn already_kept(&self, _: &Cx) -> Option<T> {
        self.kept.is_some().then_some(w::KEPT)
    }
}

impl View for Circular {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("earlier", &[key::LEFT, key::ch('-')], w::EARLIER, |v: &mut Self, cx| v.turn(-1, cx)).shown(),
        Command::new("later", &[key::RIGHT, key::ch('+'), key::ch('=')], w::LATER, |v: &mut Self, cx| v.turn(1, cx)),
        Command::new("span", &[key::f(6)], w::SPAN, Self::next_span).shown(),
        Command::new("order", &[key::ctrl('s'), key::ch('s')], w::ORDER, |v: &mut Self, cx| v.toggle(|v| &mut v.by_rate, cx))
            .shown(),
        Command::new("names", &[key::ctrl('n'), key::ch('n')], w::NAMES, |v: &mut Self, cx| v.toggle(|v| &mut v.names, cx))
            .shown(),
        Command::new("keep", &[key::f(2)], w::KEEP, Self::freeze).shown().when(Self::already_kept),
        Command::new("kept", &[key::f(7)], w::KEPT_BEFORE, Self::ask_kept).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |v: &mut Self, _| {
            Ok(papers::ask(vec![("", None)], v.day.map(|day| day.year()), true))
        })
        .shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let kept = match &self.kept {
            Some(kept) => cx.db.kept_circular(kept.id)?,
            None => None,
        };
        self.loaded = match kept {
            Some(kept) => kept,
            None => {
                let (from, to) = self.span.around(self.day.unwrap_or(cx.today));
                cx.db.circular(from, to.min(cx.today).max(from))?
            }
        };
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Err(outcome) = outcome.downcast::<Frozen>() else { return Ok(Effect::Toast(cx.t(w::KEPT).to_owned())) };
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        match (picked.tag, picked.chosen.first()) {
            (save::TAG, Some(_)) => Ok(save::save(self.sheet(cx), "circular", &picked, cx)),
            ("kept", Some(n)) => self.show_kept(*n, cx),
            _ => Ok(Effect::None),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (bold, plain, quiet) = (paint.theme.heading(), paint.theme.plain(), paint.theme.quiet());
        let dot = |iso: &str| day(iso).map_or_else(|| iso.to_owned(), |_| iso.replace('-', "."));
        let of = match &self.kept {
            Some(kept) => w::frozen(cx.lang, kept.at.get(..16).unwrap_or(&kept.at).replace('T', " "), &kept.actor),
            None => cx.t(w::NOW).to_owned(),
        };
        let period = format!("{}  {of}", w::period(cx.lang, dot(&self.loaded.from), dot(&self.loaded.to)));
        paint.put(area.x, area.y, area.width, &period, bold);
        let total = self.loaded.total();
        let parts = total.counted();
        let n = |n: u64| show::count(n.cast_signed());
        let words = w::totals(
            cx.lang,
            n(parts.absent),
            n(parts.came),
            n(parts.due),
            n(parts.leave),
            n(parts.open),
            lines::percent(&total),
            n(parts.replaced),
        );
        if area.height > 2 {
            paint.put(area.x, area.y + 1, area.width, &words, plain);
            paint.put(area.x, area.y + 2, area.width, cx.t(w::DEFINITION), quiet);
        }
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for Circular {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = HEAD.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }
}
