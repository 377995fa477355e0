//! Arranging all obligations at once: a proposal with its reasons, what stays open and why; accepted whole or by row.

use crate::{
    domain::{
        arrange::{self, Open, Plan},
        calendar::iso,
        value::number,
    },
    pane_rows,
    store::{
        self,
        arrange::{Accepted, Placed, ToArrange},
    },
    text::{T, arrange as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, View, key,
        panes::{self, Paned, Panes},
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use ratatui::layout::Rect;
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet, HashSet},
    time::Duration,
};

const PANES: &[T] = &[w::PLAN, w::STAYS_OPEN];
/// How long the search may take.
const TIME: Duration = Duration::from_secs(4);
/// Lines of classes count from here; those before are obligations.
const CLASS: usize = 1_000_000;

/// The proposal.
pub struct Arrange {
    only: Option<HashSet<i64>>,
    found: Option<Found>,
    without: BTreeSet<usize>,
    stopped: bool,
    panes: Panes,
}

/// What the search found.
struct Found {
    read: ToArrange,
    plan: Plan,
}

impl Arrange {
    /// For all open obligations, or for these.
    #[must_use]
    pub fn new(only: Option<HashSet<i64>>) -> Self {
        Self { only, found: None, without: BTreeSet::new(), stopped: false, panes: Panes::new(PANES).one_at_a_time() }
    }

    fn search(&mut self, cx: &Cx) -> Effect {
        let (only, today) = (self.only.clone(), cx.today);
        Effect::Start(Job::new(cx.t(w::SEARCHING), move |desk, progress| {
            let read = desk.reader()?.to_arrange(only.as_ref(), today)?;
            let going = &mut |part: f64| {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                progress.at((part * 100.0) as u64, 100);
                !progress.cancelled()
            };
            Ok(arrange::arrange(&read.problem, TIME, going).map(|plan| Found { read, plan }))
        }))
    }

    fn fill(&mut self, cx: &Cx) {
        let Some(found) = &self.found else { return };
        let (plan, count) = found.plan_lines(&self.without, cx);
        let open = found.open_lines(cx);
        let left = open.len();
        self.panes.set(0, plan, Some(count));
        self.panes.set(1, open, Some(left));
    }

    /// Space: this obligation, or all of this class, in or out.
    fn toggle(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (To::Here(n), Some(found)) = (self.panes.sheet().selected().clone(), &self.found) else {
            return panes::page(self, 1, cx);
        };
        let rows: Vec<usize> = match n.checked_sub(CLASS) {
            None => vec![n],
            Some(class) => (0..found.plan.places.len()).filter(|n| found.at(*n).contains(&class)).collect(),
        };
        let all_out = rows.iter().all(|n| self.without.contains(n));
        for n in rows {
            if all_out {
                self.without.remove(&n);
            } else {
                self.without.insert(n);
            }
        }
        self.fill(cx);
        panes::step(self, 1, cx)
    }

    fn chosen(&self) -> Vec<Placed> {
        let Some(found) = &self.found else { return Vec::new() };
        let place = |n: usize| {
            let classes: Vec<i64> = found.at(n).iter().map(|class| found.read.classes[*class].id).collect();
            let chosen = !classes.is_empty() && !self.without.contains(&n);
            chosen.then(|| Placed { make_up: found.read.owed[n].id, classes })
        };
        (0..found.plan.places.len()).filter_map(place).collect()
    }

    fn accept(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (act, placed) = (cx.act(), self.chosen());
        if placed.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NOTHING_CHOSEN).to_owned()));
        }
        Ok(Effect::Start(Job::new(cx.t(w::ACCEPTING), move |desk, _| desk.store()?.place(&act, &placed))))
    }

    fn cannot(&self, cx: &Cx) -> Option<T> {
        if self.found.is_none() {
            return Some(lw::WORKING);
        }
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_manage)
    }

    fn words(&self, cx: &Cx) -> String {
        let Some(found) = &self.found else { return cx.t(if self.stopped { w::STOPPED } else { w::SEARCHING }).to_owned() };
        let (settled, again, _) = arrange::value(&found.read.problem, &found.plan.places);
        let classes: BTreeSet<usize> = (0..found.plan.places.len()).flat_map(|n| found.at(n)).copied().collect();
        let words =
            w::summary(cx.lang, again.unsigned_abs(), found.plan.places.len(), self.chosen().len(), classes.len(), settled);
        if found.plan.proved { words } else { format!("{words} ({})", cx.t(w::NOT_PROVED)) }
    }
}

impl Found {
    /// The classes at which an obligation is made up; none where it stays open.
    fn at(&self, n: usize) -> &[usize] {
        let choice = self.plan.places[n].and_then(|at| self.read.problem.debts[n].fits.get(at));
        choice.map_or(&[], |choice| &choice.classes)
    }

    /// The classes with who goes there.
    fn plan_lines(&self, without: &BTreeSet<usize>, cx: &Cx) -> (Vec<Line>, usize) {
        let mut by_class: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for n in 0..self.plan.places.len() {
            for class in self.at(n) {
                by_class.entry(*class).or_default().push(n);
            }
        }
        let mut lines = Vec::new();
        let count = self.plan.places.iter().flatten().count();
        for (class, rows) in by_class {
            let held = &self.read.classes[class];
            let span = format!("{}-{}", iso(held.starts).replace('-', "."), iso(held.ends)[5..].replace('-', "."));
            let seats = held.seats.map_or_else(|| cx.t(w::NO_LIMIT).to_owned(), |n| w::seats(cx.lang, n));
            let words = w::class_line(cx.lang, rows.len(), seats, span, &held.title);
            lines.push(Line::heading(words).to(To::Here(CLASS + class)));
            lines.extend(rows.into_iter().map(|n| self.row(n, class, !without.contains(&n), cx)));
        }
        if lines.is_empty() {
            lines.push(Line::words(cx.t(w::NOTHING_TO_ARRANGE), Tone::Quiet));
        }
        (lines, count)
    }

    fn row(&self, n: usize, class: usize, chosen: bool, cx: &Cx) -> Line {
        let owed = &self.read.owed[n];
        let why = self.plan.places[n].map(|at| cx.t(self.read.fit(n, at).label())).unwrap_or_default();
        let choice = self.plan.places[n].map(|at| &self.read.problem.debts[n].fits[at]);
        let shares = choice.map(|choice| arrange::shares(&self.read.problem, &self.read.problem.debts[n], choice));
        // Of several classes each gives a part.
        let part = shares.filter(|shares| shares.len() > 1).and_then(|shares| shares.into_iter().find(|s| s.0 == class));
        let hours = part.map(|part| part.1).or(owed.hours);
        let due = owed.due.map(|d| iso(d).replace('-', ".")).unwrap_or_default();
        let tone = if chosen { Tone::Plain } else { Tone::Quiet };
        Line::new(vec![
            Part::text(if chosen { "[x]" } else { "[ ]" }, 3).tone(tone),
            Part::text(&*owed.name, 8).tone(tone),
            Part::text(owed.unit_name.clone().unwrap_or_default(), 0).tone(tone),
            Part::text(show::word("make_up", "cause", &owed.cause, cx), 10).tone(tone),
            Part::number(hours.map(number).unwrap_or_default(), 6).tone(tone),
            Part::text(due, 10).tone(tone),
            Part::text(why, 18).tone(if chosen { Tone::Good } else { Tone::Quiet }),
        ])
        .to(To::Here(n))
    }

    /// What stays open, with the reason.
    fn open_lines(&self, cx: &Cx) -> Vec<Line> {
        let open = arrange::open(&self.read.problem, &self.plan.places);
        open.into_iter().map(|(n, why)| self.open_line(n, why, cx)).collect()
    }

    fn open_line(&self, n: usize, why: Open, cx: &Cx) -> Line {
        let owed = &self.read.owed[n];
        let words = match (why, self.read.obstacles.get(&owed.id)) {
            (Open::NothingFits, Some(obstacle)) => w::nothing_fits(cx.lang, cx.t(obstacle.label())),
            (Open::NothingFits, None) => cx.t(w::OPEN_NOTHING).to_owned(),
            (Open::Full, _) => cx.t(w::OPEN_FULL).to_owned(),
            (Open::Busy, _) => cx.t(w::OPEN_BUSY).to_owned(),
            (Open::UnitAway, _) => w::open_unit(cx.lang, self.read.problem.unit_limit),
        };
        Line::new(vec![
            Part::text(&*owed.name, 8),
            Part::text(owed.unit_name.clone().unwrap_or_default(), 0),
            Part::text(show::word("make_up", "cause", &owed.cause, cx), 10),
            Part::number(owed.hours.map(number).unwrap_or_default(), 6),
            Part::text(owed.due.map(|d| iso(d).replace('-', ".")).unwrap_or_default(), 10),
            Part::text(words, 28).tone(Tone::Warn),
        ])
        .to(To::Record("make_up", owed.id))
    }
}

impl View for Arrange {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("accept", &[key::f(2)], w::ACCEPT, |v: &mut Self, cx| v.accept(cx)).shown().when(Self::cannot),
        Command::new("toggle", &[key::SPACE], lw::MARK, |v: &mut Self, cx| v.toggle(cx)).shown(),
        Command::new("again", &[key::ctrl('u'), key::ch('u')], w::AGAIN, |v: &mut Self, cx| {
            (v.found, v.stopped) = (None, false);
            v.without.clear();
            Ok(v.search(cx))
        }),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.found.is_none() && !self.stopped {
            return Ok(self.search(cx));
        }
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Option<Found>>() {
            Ok(found) => {
                (self.stopped, self.found) = (found.is_none(), *found);
                self.fill(cx);
                self.panes.home(0);
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let Ok(accepted) = outcome.downcast::<Accepted>() else { return Ok(Effect::None) };
        let words = w::accepted(cx.lang, accepted.left, accepted.named, accepted.placed);
        Ok(Effect::Toast(words).and(Effect::Close))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &self.words(cx), heading);
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for Arrange {
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
        let Some(found) = &self.found else { return Ok(Effect::None) };
        let (kind, id) = match n.checked_sub(CLASS) {
            Some(class) => ("class", found.read.classes[class].id),
            None => ("make_up", found.read.owed[n].id),
        };
        Ok(crate::ui::sheet::follow(&To::Record(kind, id), cx))
    }
}
