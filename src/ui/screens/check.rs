//! What is wrong, doubtful or missing in the data: kinds with their counts, each opening into its records; one key mends.
//!
//! The check reads everything, so it is a job; it starts when the screen is first seen, and again by itself only where
//! the file is small, because jobs of one session wait for each other and saving must not.

use super::{
    form::Form,
    pick::{Choice, Pick, Picked},
    record,
};
use crate::{
    catalog,
    domain::finding::{Finding, Mend, Severity},
    store::{
        self,
        check::{Group, Mended},
    },
    text::{T, check as w, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, key,
        lines::{Lines, Tone, bit},
        screen, show, text,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// Files with up to this many people are checked again whenever the data changed.
const SHORT: i64 = 5_000;
/// The tag of the question before mending.
const ASK: &str = "check_mend";

/// A line that leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// A kind of finding.
    Group(usize),
    /// A finding of a kind.
    Finding(usize, usize),
}

/// The screen.
#[derive(Default)]
pub struct Check {
    found: Option<Vec<Group>>,
    seen: i64,
    asked: bool,
    stopped: bool,
    /// Code words of the kinds that are open.
    open: Vec<&'static str>,
    lines: Lines<At>,
    mending: Vec<Finding>,
}

/// What a check found, and of which state of the data.
struct Found(Option<Vec<Group>>, i64);

impl Check {
    fn begin(&mut self, cx: &Cx) -> Effect {
        (self.asked, self.stopped) = (true, false);
        let (today, seen) = (cx.today, cx.db.data_version().unwrap_or_default());
        Effect::Start(Job::new(cx.t(w::TITLE), move |desk, progress| {
            let step = |done, whole| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            Ok(Found(desk.reader()?.check_data(today, None, &step)?, seen))
        }))
    }

    fn groups(&self) -> &[Group] {
        self.found.as_deref().unwrap_or_default()
    }

    fn fill(&mut self, cx: &Cx) {
        self.lines.clear();
        let groups = self.found.take().unwrap_or_default();
        for (g, group) in groups.iter().enumerate() {
            let open = self.open.contains(&group.rule.code);
            let tone = tone(group.rule.severity);
            let total = show::count(i64::try_from(group.total).unwrap_or(i64::MAX));
            let mark = if open { "-" } else { "+" };
            let bits = vec![
                bit(mark, 1).tone(Tone::Quiet),
                bit(cx.t(group.rule.severity.word()), 6).tone(tone),
                bit(total, 7).right(),
                bit(cx.t(group.rule.title), 0),
            ];
            self.lines.link(bits, At::Group(g));
            let shown = if open { group.findings.as_slice() } else { &[] };
            for (n, finding) in shown.iter().enumerate() {
                let subject = if finding.id == 0 { whole(finding, cx) } else { finding.subject.clone() };
                let detail = finding.detail.tell(cx.lang);
                self.lines.link(vec![bit("", 3), bit(subject, 28), bit(detail, 0).tone(Tone::Quiet)], At::Finding(g, n));
            }
            if open && group.total > group.findings.len() {
                let rest = show::count(i64::try_from(group.total - group.findings.len()).unwrap_or(0));
                self.lines.say(vec![bit("", 3), bit(w::more(cx.lang, rest), 0).tone(Tone::Quiet)]);
            }
        }
        self.found = Some(groups);
        self.lines.settle(Self::body(cx.area).height);
    }

    fn body(area: Rect) -> Rect {
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn finding(&self) -> Option<&Finding> {
        match self.lines.selected()? {
            At::Finding(g, n) => self.groups().get(*g)?.findings.get(*n),
            At::Group(_) => None,
        }
    }

    fn group(&self) -> Option<&Group> {
        let (At::Group(g) | At::Finding(g, _)) = self.lines.selected()?;
        self.groups().get(*g)
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Effect> {
        match self.lines.selected() {
            Some(At::Group(_)) => {
                let Some(code) = self.group().map(|g| g.rule.code) else { return Ok(Effect::None) };
                match self.open.iter().position(|open| *open == code) {
                    Some(at) => drop(self.open.remove(at)),
                    None => self.open.push(code),
                }
                self.fill(cx);
                Ok(Effect::None)
            }
            Some(At::Finding(..)) => Ok(self.finding().map_or(Effect::None, |f| go(f, cx))),
            None => Ok(Effect::None),
        }
    }

    /// Why what is under the cursor cannot be mended from here.
    fn locked(&self, cx: &Cx) -> Option<T> {
        let Some(group) = self.group() else { return Some(w::NOTHING) };
        match (group.rule.mend, self.finding()) {
            (Mend::Auto(_), _) => cx.role().cannot_write(),
            (Mend::Edit(_), Some(f)) => catalog::register(f.kind).and_then(|register| cx.refuses(register, Some(f.id))),
            (Mend::Edit(_) | Mend::Look, None) => Some(w::OPEN_FIRST),
            (Mend::Look, Some(_)) => None,
        }
    }

    fn mend(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(group) = self.group() else { return Ok(Effect::None) };
        match (group.rule.mend, self.finding()) {
            (Mend::Auto(_), one) => {
                let findings = one.map_or_else(|| group.findings.clone(), |f| vec![f.clone()]);
                let words = [cx.t(w::KEEP).to_owned(), w::mend_n(cx.lang, findings.len())];
                self.mending = findings;
                let choices = words.map(|word| Choice { word, note: String::new() }).to_vec();
                Ok(Effect::open(Window(Pick::new(ASK, cx.t(w::ASK), choices))))
            }
            (Mend::Edit(field), Some(f)) => Ok(match catalog::register(f.kind) {
                Some(register) => Effect::open(Window(Form::edit(register, f.id).at(field))),
                None => Effect::None,
            }),
            (_, Some(f)) => Ok(go(f, cx)),
            (_, None) => Ok(Effect::None),
        }
    }

    fn answered(&mut self, picked: &Picked, cx: &Cx) -> Effect {
        let findings = std::mem::take(&mut self.mending);
        if picked.tag != ASK || picked.chosen.first() != Some(&1) {
            return Effect::None;
        }
        let (act, today) = (cx.act(), cx.today);
        Effect::Start(Job::new(cx.t(w::MENDING), move |desk, _| desk.store()?.mend(&act, today, &findings)))
    }

    fn head(&self, cx: &Cx) -> String {
        let Some(found) = &self.found else {
            return cx.t(if self.stopped { w::STOPPED } else { lw::WORKING }).to_owned();
        };
        let of = |severity: Severity| {
            let n: usize = found.iter().filter(|g| g.rule.severity == severity).map(|g| g.total).sum();
            format!("{} {}", cx.t(severity.word()), show::count(i64::try_from(n).unwrap_or(i64::MAX)))
        };
        let counts = [Severity::Fault, Severity::Doubt, Severity::Gap].map(of).join("  ");
        let stale = cx.db.data_version().is_ok_and(|now| now != self.seen);
        if found.is_empty() {
            cx.t(w::CLEAN).to_owned()
        } else if stale {
            format!("{counts}  {}", cx.t(w::STALE))
        } else {
            counts
        }
    }
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Fault => Tone::Bad,
        Severity::Doubt => Tone::Warn,
        Severity::Gap => Tone::Plain,
    }
}

/// What a finding about a register as a whole is called.
fn whole(finding: &Finding, cx: &Cx) -> String {
    let register = catalog::register(finding.subject.as_str());
    register.map_or_else(|| finding.subject.clone(), |register| cx.t(register.name).to_owned())
}

/// Where a finding is looked at.
fn go(finding: &Finding, cx: &Cx) -> Effect {
    match catalog::register(finding.kind).filter(|_| finding.id != 0) {
        Some(register) => record::open(register, finding.id, cx),
        None => Effect::Toast(cx.t(w::WHOLE).to_owned()),
    }
}

impl View for Check {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::enter).shown(),
        Command::new("mend", &[key::f(2)], w::MEND, Self::mend).changes().shown().when(Self::locked),
        Command::new("reload", &[key::f(5)], w::AGAIN, |v: &mut Self, cx| Ok(v.begin(cx))).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.lines.step(-1, Self::body(cx.area).height))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| {
            Ok(v.lines.step(1, Self::body(cx.area).height))
        }),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], lw::PAGE_UP, |v: &mut Self, cx| {
            Ok(v.lines.page(-1, Self::body(cx.area).height))
        }),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE, key::ctrl('f')], lw::PAGE_DOWN, |v: &mut Self, cx| {
            Ok(v.lines.page(1, Self::body(cx.area).height))
        }),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| Ok(v.lines.edge(false, Self::body(cx.area).height))),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| Ok(v.lines.edge(true, Self::body(cx.area).height))),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let people = catalog::register("cadre").map_or(Ok(0), |r| cx.db.total(r))?;
        let changed = self.found.is_some() && people <= SHORT && cx.db.data_version()? != self.seen;
        if !self.asked && (self.found.is_none() || changed) {
            return Ok(self.begin(cx));
        }
        if self.found.is_some() {
            self.fill(cx);
        }
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Found>() {
            Ok(found) => {
                self.asked = found.0.is_none();
                self.stopped = found.0.is_none();
                if found.0.is_some() {
                    (self.found, self.seen) = (found.0, found.1);
                    self.fill(cx);
                }
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        match outcome.downcast::<Mended>() {
            Ok(mended) => Ok(self.begin(cx).and(Effect::Toast(w::mended(cx.lang, mended.done, mended.left)))),
            Err(other) => Ok(other.downcast::<Picked>().map_or(Effect::None, |picked| self.answered(&picked, cx))),
        }
    }

    fn subject(&self) -> Subject {
        self.finding().filter(|f| f.id != 0).and_then(|f| screen::of(f.kind, f.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &self.head(cx), heading);
        let body = Self::body(area);
        self.lines.draw(paint, body);
        if self.found.is_none() || self.lines.is_empty() {
            let words = if self.found.is_some() { w::CLEAN_HINT } else { w::HINT };
            for (line, y) in
                text::wrap(cx.t(words), usize::from(body.width.saturating_sub(2)).max(2)).iter().zip(body.y..body.bottom())
            {
                paint.put(body.x + 1, y, body.width.saturating_sub(1), line, paint.theme.quiet());
            }
        }
    }
}
