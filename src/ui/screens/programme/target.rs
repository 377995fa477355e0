//! Whom a programme is meant for: groups of conditions, who they would put on the list and who goes, written by one key.

use crate::{
    catalog,
    domain::programme::{Group, Target},
    pane_rows,
    store::{self, programme::Difference},
    text::{T, candidates as c, list as lw, programme_page as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        panes::{Paned, Panes},
        screens::{
            link::{LinkPick, Linked},
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        sheet::{Line, Part, To, Tone},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// How a condition is asked for.
#[derive(Clone, Copy)]
enum Kind {
    Words(&'static str),
    Word(&'static str),
    Typed,
    Number,
    Flag,
    Unit,
}

/// Every condition of a group, in the order shown.
const ALL: [(T, Kind); 11] = [
    (c::LEVELS, Kind::Words("level")),
    (w::UNIT_KINDS, Kind::Words("unit_kind")),
    (w::POSTS, Kind::Typed),
    (c::CATEGORIES, Kind::Words("category")),
    (c::TAGS, Kind::Words("tag")),
    (c::SEX, Kind::Word("sex")),
    (w::MINORITY, Kind::Flag),
    (c::ONLY_NON_PARTY, Kind::Flag),
    (c::UNDER, Kind::Unit),
    (c::AGE_TO, Kind::Number),
    (w::NEW_MONTHS, Kind::Number),
];
/// People listed at most; all are written.
const MOST: usize = 500;

/// The page.
pub struct TargetPage {
    id: i64,
    target: Target,
    found: Option<Difference>,
    /// Group and condition of the question under way, and the words it offered.
    asked: (usize, usize),
    words: Vec<String>,
    fresh: bool,
    panes: Panes,
}

struct Written(String);

impl TargetPage {
    /// For a programme: begins with the conditions taken last.
    #[must_use]
    pub fn new(id: i64) -> Self {
        let panes = Panes::new(&[w::CONDITIONS, w::COMING, w::GOING]);
        Self { id, target: Target::default(), found: None, asked: (0, 0), words: Vec::new(), fresh: true, panes }
    }

    /// Looks at everybody again.
    fn look(&mut self, cx: &Cx) -> Effect {
        let (id, target, today) = (self.id, self.target.clone(), cx.today);
        let whole = catalog::register("cadre").and_then(|r| cx.db.total(r).ok()).and_then(|n| u64::try_from(n).ok());
        Effect::Start(Job::new(cx.t(w::CONDITIONS), move |desk, progress| {
            desk.reader()?.target_difference(id, &target, today, &mut |done| {
                progress.at(done, whole.unwrap_or(0));
                !progress.cancelled()
            })
        }))
    }

    fn fill(&mut self, cx: &Cx) {
        self.panes.set(0, self.condition_lines(cx), None);
        let Some(found) = &self.found else { return };
        let line = |one: &store::programme::Mover| {
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            let why = one.group.map(|n| (n + 1).to_string()).unwrap_or_default();
            Line::new(vec![
                Part::text(why, 2).tone(Tone::Quiet),
                Part::text(&*one.name, 8),
                Part::text(text(&one.unit), 18),
                Part::text(text(&one.position), 0),
                Part::text(text(&one.level), 10),
            ])
            .to(To::Record("cadre", one.cadre))
        };
        let list = |all: &[store::programme::Mover]| {
            let mut lines: Vec<Line> = all.iter().take(MOST).map(line).collect();
            if all.is_empty() {
                lines.push(Line::words(cx.t(w::NOBODY), Tone::Quiet));
            } else if all.len() > MOST {
                lines.push(Line::words(w::and_more(cx.lang, all.len() - MOST), Tone::Quiet));
            }
            lines
        };
        let (coming, going) = (list(&found.added), list(&found.removed));
        self.panes.set(1, coming, Some(found.added.len()));
        self.panes.set(2, going, Some(found.removed.len()));
    }

    fn condition_lines(&self, cx: &Cx) -> Vec<Line> {
        let mut lines = Vec::new();
        for (n, group) in self.target.groups.iter().enumerate() {
            lines.push(Line::heading(w::group(cx.lang, n + 1)));
            for (i, (label, _)) in ALL.iter().enumerate() {
                let words = condition(group, i, cx);
                let (words, tone) = if words.is_empty() { (cx.t(c::ANY).to_owned(), Tone::Quiet) } else { (words, Tone::Plain) };
                let line = Line::new(vec![Part::text(cx.t(*label), 20), Part::text(words, 0).tone(tone)]);
                lines.push(line.to(To::Here(n * ALL.len() + i)));
            }
        }
        lines
    }

    fn group(&mut self) -> Option<&mut Group> {
        self.target.groups.get_mut(self.asked.0)
    }

    fn add_group(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.target.groups.push(Group::default());
        self.panes.go(0);
        self.fill(cx);
        let at = To::Here((self.target.groups.len() - 1) * ALL.len());
        self.panes.select(0, &at, usize::from(self.body(cx.area).height));
        Ok(Effect::None)
    }

    fn drop_group(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Here(n) = *self.panes.sheet().selected() else { return Ok(Effect::None) };
        if self.panes.at() == 0 && self.target.groups.len() > 1 {
            self.target.groups.remove(n / ALL.len());
            self.fill(cx);
            return Ok(self.look(cx));
        }
        Ok(Effect::None)
    }

    fn ask(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.asked = (n / ALL.len(), n % ALL.len());
        let ((label, kind), at) = (ALL[self.asked.1], self.asked.1);
        let Some(group) = self.target.groups.get(self.asked.0) else { return Ok(Effect::None) };
        let now = condition(group, at, cx);
        Ok(match kind {
            Kind::Number => Effect::open(Window(Prompt::new("number", c::ask_number(cx.lang, cx.t(label)), &now).empty_too())),
            Kind::Typed => Effect::open(Window(Prompt::new("posts", cx.t(w::ASK_POSTS), &now).empty_too())),
            Kind::Flag => {
                if let Some(group) = self.group() {
                    let flag = if at == 6 { &mut group.minority } else { &mut group.non_party };
                    *flag = !*flag;
                }
                self.look(cx)
            }
            Kind::Unit => catalog::register("unit").map_or(Effect::None, |unit| Effect::open(Window(LinkPick::new(unit, "")))),
            Kind::Words(list) | Kind::Word(list) => {
                self.words = cx.db.code_words(list)?;
                let mut choices: Vec<Choice> =
                    self.words.iter().map(|word| Choice { word: word.clone(), note: String::new() }).collect();
                choices.push(Choice { word: cx.t(c::ANY).to_owned(), note: String::new() });
                let marked: Vec<usize> = self
                    .words
                    .iter()
                    .enumerate()
                    .filter(|(_, word)| now.split('、').any(|w| w == *word))
                    .map(|(n, _)| n)
                    .collect();
                let pick = Pick::new("words", cx.t(label), choices).at(marked.first().copied().unwrap_or(0));
                Effect::open(Window(if matches!(kind, Kind::Words(_)) { pick.several(marked) } else { pick }))
            }
        })
    }

    fn picked(&mut self, picked: &Picked, cx: &Cx) -> Effect {
        let words: Vec<String> = picked.chosen.iter().filter_map(|n| self.words.get(*n).cloned()).collect();
        let at = self.asked.1;
        if let Some(group) = self.group() {
            match at {
                0 => group.levels = words,
                1 => group.unit_kinds = words,
                3 => group.categories = words,
                4 => group.tags = words,
                _ => group.sex = words.into_iter().next(),
            }
        }
        self.look(cx)
    }

    fn typed(&mut self, typed: &Typed, cx: &Cx) -> Effect {
        if typed.tag == "reason" {
            return self.write(&typed.text, cx);
        }
        let at = self.asked.1;
        let number: Option<u32> = typed.text.parse().ok().filter(|n| *n > 0);
        if typed.tag == "number" && number.is_none() && !typed.text.is_empty() {
            return Effect::Toast(cx.t(c::NO_NUMBER).to_owned());
        }
        if let Some(group) = self.group() {
            match (typed.tag, at) {
                ("posts", _) => {
                    let words = typed.text.split(['、', ',', '，', ' ']).filter(|word| !word.is_empty());
                    group.posts = words.map(ToOwned::to_owned).collect();
                }
                (_, 9) => group.age_to = number,
                _ => group.new_months = number,
            }
        }
        self.look(cx)
    }

    fn ask_reason(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::open(Window(Prompt::new("reason", cx.t(w::ASK_REASON), "").empty_too())))
    }

    fn write(&self, reason: &str, cx: &Cx) -> Effect {
        let (act, id, target, today, lang) = (cx.act(), self.id, self.target.clone(), cx.today, cx.lang);
        let whys: Vec<String> = target.groups.iter().map(|group| described(group, cx)).collect();
        let (gone, reason) = (cx.t(w::NO_LONGER).to_owned(), (!reason.is_empty()).then(|| reason.to_owned()));
        Effect::Start(Job::new(cx.t(w::WRITE), move |desk, _| {
            let words = (gone.as_str(), reason.as_deref());
            let (added, removed) = desk.store()?.take_target(&act, id, (&target, &whys), words, today)?;
            Ok(Written(w::written(lang, added, removed)))
        }))
    }

    /// Why there is nothing to write: no condition, or nobody looked at yet.
    fn nothing(&self, _: &Cx) -> Option<T> {
        let asked = self.target.groups.iter().any(|group| !group.is_empty());
        (!asked || self.found.is_none()).then_some(w::NO_CONDITIONS)
    }
}

/// A condition in words; empty where nothing is asked.
fn condition(group: &Group, n: usize, cx: &Cx) -> String {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let flag = |on: bool| if on { cx.t(c::YES).to_owned() } else { String::new() };
    match n {
        0 => group.levels.join("、"),
        1 => group.unit_kinds.join("、"),
        2 => group.posts.join("、"),
        3 => group.categories.join("、"),
        4 => group.tags.join("、"),
        5 => group.sex.clone().unwrap_or_default(),
        6 => flag(group.minority),
        7 => flag(group.non_party),
        8 => {
            let unit = catalog::register("unit").zip(group.under).and_then(|(r, id)| cx.db.title(r, id).ok().flatten());
            unit.unwrap_or_default()
        }
        9 => number(group.age_to),
        _ => number(group.new_months),
    }
}

/// A group in one line, as the list keeps it for each of its people.
pub(super) fn described(group: &Group, cx: &Cx) -> String {
    let one = |(n, (label, kind)): (usize, &(T, Kind))| {
        let words = condition(group, n, cx);
        match (words.is_empty(), kind) {
            (true, _) => None,
            (false, Kind::Flag) => Some(cx.t(*label).to_owned()),
            (false, _) => Some(w::condition(cx.lang, cx.t(*label), words)),
        }
    };
    ALL.iter().enumerate().filter_map(one).collect::<Vec<_>>().join(w::CONDITION_SEPARATOR.get(cx.lang))
}

impl View for TargetPage {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("write", &[key::f(2), key::ctrl('s')], w::WRITE, Self::ask_reason).changes().shown().when(Self::nothing),
        Command::new("add_group", &[key::f(4), key::ctrl('n')], w::ADD_GROUP, Self::add_group).shown(),
        Command::new("drop_group", &[key::f(8), key::DELETE], w::DROP_GROUP, Self::drop_group).shown(),
        Command::new("back", &[key::ESC], crate::text::keys::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TARGET).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        if std::mem::take(&mut self.fresh) {
            self.target = cx.db.takings(self.id)?.into_iter().next().map(|taking| taking.target).unwrap_or_default();
            if self.target.groups.is_empty() {
                self.target.groups.push(Group::default());
            }
            self.fill(cx);
            return Ok(self.look(cx));
        }
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Option<Difference>>() {
            Ok(found) => {
                self.found = *found;
                self.fill(cx);
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Written>() {
            Ok(written) => return Ok(Effect::Then(Box::new(Effect::Toast(written.0).and(Effect::Reload)))),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return Ok(self.typed(&typed, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => {
                if let Some(group) = self.group() {
                    group.under = linked.id;
                }
                return Ok(self.look(cx));
            }
            Err(other) => other,
        };
        match outcome.downcast::<Picked>() {
            Ok(picked) => Ok(self.picked(&picked, cx)),
            Err(_) => Ok(Effect::None),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, quiet) = (paint.theme.heading(), paint.theme.quiet());
        let words = match &self.found {
            Some(found) => w::difference(cx.lang, found.added.len(), found.fit, found.held_out, found.removed.len()),
            None => cx.t(lw::WORKING).to_owned(),
        };
        paint.put(area.x, area.y, area.width, &words, heading);
        if area.height > 1 {
            paint.put(area.x, area.y + 1, area.width, cx.t(w::HOW), quiet);
        }
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for TargetPage {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = 2.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        self.ask(n, cx)
    }
}
