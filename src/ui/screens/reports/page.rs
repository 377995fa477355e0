//! A report: period and meaning above, lines with bars, the total below; the year turns with `+` and `-`.
//!
//! It is read by a job, because some add up a million entries; what was read stays until something else is asked or the
//! data changed, so that coming back from a line costs nothing.

mod draw;

use crate::{
    catalog,
    domain::value::Value,
    exchange::report,
    store::{
        self,
        reports::{self, Asked, Kind, Report, Table, Target},
        snapshot::{Kept, Snapshot},
        verdicts::Changed,
    },
    text::{Lang, T, keys as k, list as lw, report as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        screens::{
            browse::Browse,
            pick::{Choice, Pick, Picked},
            record,
            reports::compared::Compared,
            save,
        },
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// A report as read, with what was asked.
struct Ready {
    asked: Asked,
    seen: i64,
    table: Table,
}

/// A snapshot was kept, under this number.
struct KeptAs(i64);

/// What it was, and what it is.
struct Then {
    before: Snapshot,
    after: Snapshot,
}

/// Lines kept for the screen; nobody reads more, and a session must stay small.
const MOST: usize = 5_000;

/// The screen of a report.
pub struct Page {
    report: &'static Report,
    asked: Asked,
    read: Option<Ready>,
    /// Lines in the order shown.
    order: Vec<usize>,
    sort: Option<usize>,
    cursor: usize,
    top: usize,
    skip: usize,
    /// Snapshots to choose from.
    offered: Vec<Kept>,
    /// All of the words above the table.
    whole: bool,
    /// The latest year with data.
    data: i32,
}

impl Page {
    /// A report for what is asked.
    #[must_use]
    pub const fn new(report: &'static Report, mut asked: Asked) -> Self {
        asked.most = Some(MOST);
        let data = asked.year;
        let offered = Vec::new();
        Self { report, asked, read: None, order: Vec::new(), sort: None, cursor: 0, top: 0, skip: 0, whole: false, data, offered }
    }

    /// The same, knowing the latest year with data.
    #[must_use]
    pub const fn with_data(mut self, year: i32) -> Self {
        self.data = year;
        self
    }

    fn latest(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.ask(Asked { year: self.data, ..self.asked.clone() }, cx)
    }

    /// Shows all of what the numbers mean, or as much as leaves room for the lines.
    fn turn_notes(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.whole = !self.whole;
        self.reveal(cx);
        Ok(Effect::None)
    }

    fn table(&self) -> Option<&Table> {
        self.read.as_ref().map(|ready| &ready.table)
    }

    /// Starts reading, unless what is there is what is asked and nobody changed the data since.
    fn read(&self, cx: &Cx) -> store::Result<Effect> {
        let seen = cx.db.data_version()?;
        if self.read.as_ref().is_some_and(|r| r.asked == self.asked && r.seen == seen) {
            return Ok(Effect::None);
        }
        let (report, asked) = (self.report, self.asked.clone());
        Ok(Effect::Start(Job::new(cx.t(report.title), move |desk, progress| {
            let step = |done, whole| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            let table = (report.load)(desk.reader()?, &asked, &step)?;
            Ok(Ready { asked, seen, table })
        })))
    }

    fn ask(&mut self, asked: Asked, cx: &Cx) -> store::Result<Effect> {
        self.asked = asked;
        self.read(cx)
    }

    fn turn_year(&mut self, by: i32, cx: &Cx) -> store::Result<Effect> {
        let year = (self.asked.year + by).clamp(1949, 2200);
        self.ask(Asked { year, ..self.asked.clone() }, cx)
    }

    fn turn_part(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let n = self.report.parts.len().max(1);
        let part = (self.asked.part + n).saturating_add_signed(by) % n;
        self.ask(Asked { part, ..self.asked.clone() }, cx)
    }

    /// Why the part cannot be turned.
    fn parted(&self, _: &Cx) -> Option<T> {
        self.report.parts.is_empty().then_some(w::NO_PARTS)
    }

    /// Why the lines cannot be sorted.
    fn unsorted(&self, _: &Cx) -> Option<T> {
        self.table().is_some_and(|t| t.cut).then_some(w::CUT_SORT)
    }

    /// Why nothing can be computed here.
    fn uncomputed(&self, cx: &Cx) -> Option<T> {
        if !self.report.computed {
            return Some(w::NOT_COMPUTED);
        }
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_manage)
    }

    /// Judges everyone anew as of today and keeps what was found.
    fn compute(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (year, today) = (self.asked.year, self.asked.today);
        let whole = catalog::register("cadre").map_or(Ok(0), |r| cx.db.total(r))?;
        Ok(Effect::Start(Job::new(cx.t(w::COMPUTING), move |desk, progress| {
            let going = &mut |done| {
                progress.at(done, whole.unsigned_abs());
                !progress.cancelled()
            };
            desk.store()?.rebuild_verdicts(year, today, going)
        })))
    }

    /// Puts the lines in order: official, or by a column, numbers largest first.
    fn arrange(&mut self) {
        let Some(ready) = &self.read else { return };
        let lines = &ready.table.lines;
        self.order = (0..lines.len()).collect();
        if let Some(column) = self.sort {
            let value = |n: &usize| lines[*n].cells.get(column).map(|c| &c.value);
            self.order.sort_by(|a, b| match (value(a), value(b)) {
                (Some(Value::Text(a)), Some(Value::Text(b))) => a.cmp(b),
                (a, b) => {
                    let number = |v: Option<&Value>| v.and_then(Value::as_number).unwrap_or(f64::NEG_INFINITY);
                    number(b).total_cmp(&number(a))
                }
            });
        }
        self.cursor = self.cursor.min(self.order.len().saturating_sub(1));
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.order.len().saturating_sub(1));
        self.reveal(cx);
        Ok(Effect::None)
    }

    fn page(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let height = isize::try_from(self.height(cx)).unwrap_or(1);
        self.step(by * height, cx)
    }

    fn reveal(&mut self, cx: &Cx) {
        let height = self.height(cx);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(self.order.len().saturating_sub(1));
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        let line = self.order.get(self.cursor).and_then(|n| self.table()?.lines.get(*n));
        let Some(line) = line else { return Ok(Effect::None) };
        Ok(match &line.to {
            Target::Nothing => Effect::Toast(cx.t(crate::text::record::NOTHING_HERE).to_owned()),
            Target::Record(kind, id) => catalog::register(kind).map_or(Effect::None, |register| record::open(register, *id, cx)),
            Target::List(kind, filters) => {
                let Some(register) = catalog::register(kind) else { return Ok(Effect::None) };
                let first = line.cells.first().and_then(|c| c.value.as_str()).unwrap_or_default();
                let heading = w::report_of(cx.lang, first, cx.t(register.name));
                Effect::open(Window(Browse::filtered(register, filters.clone(), heading)))
            }
            Target::Report(name, asked) => {
                reports::report(name).map_or(Effect::None, |report| Effect::open(Window(Self::new(report, asked.clone()))))
            }
        })
    }

    /// Writes what is shown; all of it where the screen has only the first lines.
    fn save(&self, picked: &Picked, cx: &Cx) -> Effect {
        let Some(table) = self.table() else { return Effect::None };
        let (report, asked) = (self.report, Asked { most: None, ..self.asked.clone() });
        if !table.cut {
            return save::save(report::sheet(report, &asked, table, &self.order), report.name, picked, cx);
        }
        save::save_with(report.name, picked, cx, move |desk| {
            let table = (report.load)(desk.reader()?, &asked, &|_, _| true)?;
            let order: Vec<usize> = (0..table.lines.len()).collect();
            Ok(report::sheet(report, &asked, &table, &order))
        })
    }

    /// Keeps the numbers and the records of the lines as they are now.
    fn keep(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (report, asked, act) = (self.report, self.asked.clone(), cx.act());
        let period = reports::period(report, &Asked { lang: Lang::Zh, ..asked.clone() });
        Ok(Effect::Start(Job::new(cx.t(report.title), move |desk, _| {
            let snapshot = desk.reader()?.snapshot(report, &asked)?;
            Ok(KeptAs(desk.store()?.keep(&act, report.name, &period, &snapshot)?))
        })))
    }

    fn ask_kept(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.offered = cx.db.kept(self.report.name)?;
        if self.offered.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NEVER_KEPT).to_owned()));
        }
        let choice = |kept: &Kept| {
            let when = kept.at.get(..16).unwrap_or(&kept.at).replace('T', " ");
            Choice { word: kept.period.clone(), note: format!("{when} {}", kept.actor) }
        };
        Ok(Effect::open(Window(Pick::new("kept", cx.t(w::WHICH_KEPT), self.offered.iter().map(choice).collect()))))
    }

    fn compare(&self, n: usize, cx: &Cx) -> Effect {
        let Some(kept) = self.offered.get(n) else { return Effect::None };
        let (report, asked, id) = (self.report, self.asked.clone(), kept.id);
        Effect::Start(Job::new(cx.t(report.title), move |desk, _| {
            let reader = desk.reader()?;
            let before = reader.kept_as::<Snapshot>(report.name, id)?.unwrap_or_default();
            Ok(Then { before, after: reader.snapshot(report, &asked)? })
        }))
    }

    fn choose_sort(&mut self, cx: &Cx) -> store::Result<Effect> {
        let official = Choice { word: cx.t(lw::OFFICIAL).to_owned(), note: String::new() };
        let columns = self.report.columns.iter().filter(|c| c.kind != Kind::Bar);
        let choices = columns.map(|c| Choice { word: c.heading(&self.asked), note: String::new() });
        let choices = std::iter::once(official).chain(choices).collect();
        Ok(Effect::open(Window(Pick::new("sort", cx.t(w::SORT_COLUMN), choices))))
    }

    fn sort_by(&mut self, chosen: usize) {
        let mut columns = self.report.columns.iter().enumerate().filter(|(_, c)| c.kind != Kind::Bar).map(|(n, _)| n);
        self.sort = chosen.checked_sub(1).and_then(|n| columns.nth(n));
        (self.cursor, self.top) = (0, 0);
        self.arrange();
    }
}

impl View for Page {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::open).shown(),
        Command::new("year_down", &[key::ch('-')], w::YEAR_DOWN, |v: &mut Self, cx| v.turn_year(-1, cx)).shown(),
        Command::new("year_up", &[key::ch('+'), key::ch('=')], w::YEAR_UP, |v: &mut Self, cx| v.turn_year(1, cx)).shown(),
        Command::new("part", &[key::TAB], w::PART_NEXT, |v: &mut Self, cx| v.turn_part(1, cx)).when(Self::parted).shown(),
        Command::new("part_before", &[key::BACK_TAB], w::PART_BEFORE, |v: &mut Self, cx| v.turn_part(-1, cx)).when(Self::parted),
        Command::new("sort", &[key::ctrl('s'), key::ch('s')], lw::SORTED, Self::choose_sort).when(Self::unsorted).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |_: &mut Self, cx| Ok(save::ask(cx))).shown(),
        Command::new("keep", &[key::f(2)], w::KEEP, Self::keep).shown(),
        Command::new("compare", &[key::f(7)], w::COMPARE, Self::ask_kept).shown(),
        Command::new("compute", &[key::ctrl('u'), key::ch('u')], w::COMPUTE, Self::compute).when(Self::uncomputed).shown(),
        Command::new("notes", &[key::ctrl('o'), key::ch('o')], w::NOTES, Self::turn_notes),
        Command::new("data_year", &[key::ch('*'), key::ch('y')], w::DATA_YEAR, Self::latest),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.page(-1, cx)),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE], lw::PAGE_DOWN, |v: &mut Self, cx| v.page(1, cx)),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| v.step(isize::MIN / 2, cx)),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| v.step(isize::MAX / 2, cx)),
        Command::new("left", &[key::LEFT], lw::LEFT, |v: &mut Self, _| {
            v.skip = v.skip.saturating_sub(1);
            Ok(Effect::None)
        }),
        Command::new("right", &[key::RIGHT], lw::RIGHT, |v: &mut Self, _| {
            v.skip = (v.skip + 1).min(v.report.columns.len().saturating_sub(2));
            Ok(Effect::None)
        }),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
    ];

    fn title(&self, cx: &Cx) -> String {
        report::title(self.report, &Asked { lang: cx.lang, ..self.asked.clone() }, self.table())
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.asked.lang = cx.lang;
        self.reveal(cx);
        self.read(cx)
    }

    fn waiting(&self) -> bool {
        self.read.is_none()
    }

    fn subject(&self) -> crate::ui::Subject {
        match self.order.get(self.cursor).and_then(|n| self.table()?.lines.get(*n)).map(|line| &line.to) {
            Some(Target::Record(kind, id)) => crate::ui::screen::of(kind, *id),
            _ => None,
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.paint(paint, area, cx);
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Ready>() {
            Ok(ready) => {
                if ready.asked == self.asked {
                    self.read = Some(*ready);
                    self.arrange();
                    self.reveal(cx);
                }
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Option<Changed>>() {
            Ok(kept) => {
                let words = kept.map_or_else(|| cx.t(w::STOPPED).to_owned(), |k| w::kept(cx.lang, k.added, k.changed, k.ended));
                return Ok(Effect::Reload.and(Effect::Toast(words)));
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<KeptAs>() {
            Ok(kept) => return Ok(Effect::Toast(w::kept_as(cx.lang, kept.0))),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Then>() {
            Ok(then) => return Ok(Effect::open(Window(Compared::new(self.report, then.before, then.after)))),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        match (picked.tag, picked.chosen.first()) {
            ("kept", Some(n)) => Ok(self.compare(*n, cx)),
            (save::TAG, Some(_)) => Ok(self.save(&picked, cx)),
            ("sort", Some(n)) => {
                self.sort_by(*n);
                Ok(Effect::None)
            }
            _ => Ok(Effect::None),
        }
    }
}
