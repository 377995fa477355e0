//! One change of many records: what it would come to, the question, and the write.
//!
//! Also of one record where it is removed: what goes with it is told first. The numbers come from a rehearsal of the very
//! write, so that what is said is what will be.

use super::globals::Announced;
use crate::{
    catalog::{self, Register},
    store::{
        self, backup,
        bulk::{Bulk, Edit, Plan},
        rules::{self, Change, Preview},
    },
    text::{T, bulk as w, keys as k, list as lw},
    ui::{Command, Cx, Effect, Job, Paint, View, key, show, text},
};
use chrono::NaiveDateTime;
use ratatui::layout::Rect;
use std::any::Any;

/// Refusals that are named; the others are counted.
const NAMED: usize = 200;

/// What a rehearsal found.
struct Rehearsed {
    plan: Plan,
    /// What names the refused records, and why.
    refused: Vec<(String, String)>,
    /// What names the only record.
    title: Option<String>,
    /// What it does to people's verdicts, where they follow from these records.
    preview: Option<Preview>,
}

/// The question.
pub struct Many {
    register: &'static Register,
    ids: Vec<i64>,
    bulk: Bulk,
    /// The new value, for the sentence.
    words: String,
    begun: bool,
    found: Option<Rehearsed>,
    yes: bool,
    top: usize,
}

impl Many {
    /// Asks about one change of these records; `words` says the new value.
    #[must_use]
    pub fn new(register: &'static Register, ids: Vec<i64>, bulk: Bulk, words: &str) -> Self {
        let yes = !matches!(bulk, Bulk::Delete);
        Self { register, ids, bulk, words: words.to_owned(), begun: false, found: None, yes, top: 0 }
    }

    /// Asks before records go.
    #[must_use]
    pub fn delete(register: &'static Register, ids: Vec<i64>) -> Self {
        Self::new(register, ids, Bulk::Delete, "")
    }

    const fn deletes(&self) -> bool {
        matches!(self.bulk, Bulk::Delete)
    }

    fn rehearse(&self, cx: &Cx) -> Effect {
        let (register, ids, bulk, act, lang) = (self.register, self.ids.clone(), self.bulk.clone(), cx.act(), cx.lang);
        let today = cx.today;
        Effect::Start(Job::new(cx.t(w::LOOKING), move |desk, progress| {
            let going = |done: u64, whole: u64| {
                progress.at(done, whole);
                !progress.cancelled()
            };
            let plan = desk.reader()?.consider(register, &ids, &bulk)?;
            let plan = desk.store()?.rehearse_plan(&act, register, plan, &going)?;
            let reader = desk.reader()?;
            let title = |id: i64| reader.title(register, id).map(|t| t.unwrap_or_else(|| id.to_string()));
            let mut refused = Vec::new();
            for (id, why) in plan.refused.iter().take(NAMED) {
                refused.push((title(*id)?, why.tell(lang)));
            }
            let title = if let [only] = ids[..] { Some(title(only)?) } else { None };
            let mut preview = None;
            if rules::judges(register) {
                let after = desk.store()?.rules_after(&act, &Change::Edits { register, edits: plan.edits.clone() })?;
                preview = desk.reader()?.compare(&after, today, &mut |_| !progress.cancelled())?;
            }
            Ok(Rehearsed { plan, refused, title, preview })
        }))
    }

    fn answer(&mut self, cx: &Cx) -> Effect {
        let Some(found) = self.found.take().filter(|_| self.yes) else { return Effect::Close };
        if found.plan.edits.is_empty() {
            return Effect::Close;
        }
        let word = match self.bulk {
            Bulk::Set(..) => "set",
            Bulk::Tag(..) => "tag",
            Bulk::Untag(..) => "untag",
            Bulk::Delete => "delete",
        };
        let (done, doing) = if self.deletes() { (w::deleted as Told, w::DELETING) } else { (w::changed as Told, w::CHANGING) };
        let label = format!("{word} {}", self.register.kind);
        Effect::Then(Box::new(write(self.register, found.plan.edits, label, done, doing, cx)))
    }

    /// What would happen, line by line.
    fn lines(&self, room: usize, cx: &Cx) -> Vec<(String, bool)> {
        let Some(found) = &self.found else { return vec![(cx.t(w::LOOKING).to_owned(), false)] };
        let (lang, plan) = (cx.lang, &found.plan);
        let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let (n, field) = (count(plan.edits.len()), self.field(cx));
        let mut lines = vec![match &self.bulk {
            Bulk::Delete => found.title.as_ref().map_or_else(|| w::to_delete(lang, &n), |title| w::to_delete_one(lang, title)),
            Bulk::Set(..) => w::to_set(lang, field, &n, &self.words),
            Bulk::Tag(..) => w::to_tag(lang, &n, &self.words),
            Bulk::Untag(..) => w::to_untag(lang, &n, &self.words),
        }];
        if !plan.also.is_empty() {
            let named = |(table, n): (&String, &i64)| format!("{} {}", table_name(table, cx), show::count(*n));
            lines.push(w::with_it(lang, plan.also.iter().map(named).collect::<Vec<_>>().join("  ")));
        }
        if let Some(preview) = &found.preview {
            lines.push(super::rules::effect::words(preview, cx));
        }
        if plan.already > 0 {
            lines.push(w::already(lang, count(plan.already)));
        }
        if !plan.refused.is_empty() {
            lines.push(w::refused(lang, count(plan.refused.len())));
        }
        let mut out: Vec<(String, bool)> = lines.iter().flat_map(|l| text::wrap(l, room)).map(|l| (l, false)).collect();
        for (title, why) in &found.refused {
            out.extend(text::wrap(&format!("{title}: {why}"), room).into_iter().map(|l| (l, true)));
        }
        out
    }

    fn field<'a>(&self, cx: &'a Cx) -> &'a str {
        match &self.bulk {
            Bulk::Set(field, _) | Bulk::Tag(field, _) | Bulk::Untag(field, _) => cx.t(field.label),
            Bulk::Delete => "",
        }
    }

    fn choices(&self, cx: &Cx) -> Vec<(bool, String)> {
        let Some(found) = self.found.as_ref().filter(|f| !f.plan.edits.is_empty()) else {
            return vec![(false, cx.t(k::BACK).to_owned())];
        };
        let n = show::count(i64::try_from(found.plan.edits.len()).unwrap_or(i64::MAX));
        let (no, yes) = if self.deletes() { (w::KEEP, w::delete(cx.lang, n)) } else { (w::LEAVE, w::change(cx.lang, n)) };
        vec![(false, cx.t(no).to_owned()), (true, yes)]
    }

    fn area(&self, area: Rect) -> Rect {
        let width = 64.min(area.width.saturating_sub(2));
        let height = 14.min(area.height);
        Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height)
    }
}

/// Words for so many done.
type Told = fn(crate::text::Lang, String) -> String;

/// Writes the edits as one entry of the journal, after a copy where there are several.
pub(super) fn write(register: &'static Register, edits: Vec<Edit>, label: String, done: Told, doing: T, cx: &Cx) -> Effect {
    let (act, lang) = (cx.act(), cx.lang);
    let at = NaiveDateTime::parse_from_str(&act.at, "%Y-%m-%d %H:%M:%S").ok();
    Effect::Start(Job::new(cx.t(doing), move |desk, progress| {
        if let (true, Some(at)) = (edits.len() > 1, at) {
            backup::current(desk.reader()?, at)?;
        }
        let going = |done: u64, whole: u64| {
            progress.at(done, whole);
            !progress.cancelled()
        };
        let applied = desk.store()?.apply(&act, &label, register, &edits, &going)?;
        let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let mut words = done(lang, count(applied.done));
        if let Some((_, why)) = applied.refused.first() {
            words.push_str(&w::but(lang, count(applied.refused.len()), why.tell(lang)));
        }
        Ok(Announced(words))
    }))
}

fn table_name<'a>(table: &'a str, cx: &Cx) -> &'a str {
    catalog::REGISTERS.iter().find(|r| r.table == table).map_or_else(|| cx.t(w::LOG), |r| cx.t(r.name))
}

impl View for Many {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("choose", &[key::ENTER], w::ANSWER, |v: &mut Self, cx| Ok(v.answer(cx))).shown(),
        Command::new("up", &[key::UP, key::LEFT], lw::UP, |v: &mut Self, _| {
            v.yes = false;
            Ok(Effect::None)
        }),
        Command::new("down", &[key::DOWN, key::RIGHT, key::TAB], lw::DOWN, |v: &mut Self, _| {
            v.yes = true;
            Ok(Effect::None)
        })
        .shown(),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| {
            let lines = v.lines(usize::from(v.area(cx.area).width.saturating_sub(4)), cx).len();
            v.top = (v.top + 5).min(lines.saturating_sub(1));
            Ok(Effect::None)
        }),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, _| {
            v.top = v.top.saturating_sub(5);
            Ok(Effect::None)
        }),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(if self.deletes() { crate::text::change::DELETE } else { w::TITLE }).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(if std::mem::replace(&mut self.begun, true) { Effect::None } else { self.rehearse(cx) })
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, _: &Cx) -> store::Result<Effect> {
        if let Ok(found) = outcome.downcast::<Rehearsed>() {
            self.found = Some(*found);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let title = format!("{} {} {}", View::title(self, cx), paint.glyphs.path, cx.t(self.register.name));
        let inside = paint.popup(self.area(area), &title);
        if inside.height < 4 {
            return;
        }
        let (x, wide) = (inside.x + 1, inside.width.saturating_sub(2));
        let choices = self.choices(cx);
        let rows = inside.height - 1 - u16::try_from(choices.len()).unwrap_or(0);
        let lines = self.lines(usize::from(wide), cx);
        for ((line, bad), y) in lines.iter().skip(self.top).zip(inside.y..inside.y + rows) {
            let style = if *bad { paint.theme.bad() } else { paint.theme.plain() };
            paint.put(x, y, wide, line, style);
        }
        for ((yes, words), y) in choices.iter().zip(inside.y + rows + 1..) {
            let here = *yes == self.yes || choices.len() == 1;
            let style = if here { paint.theme.selected() } else { paint.theme.plain() };
            paint.put(x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
            paint.fill(x + 1, y, wide.saturating_sub(1), words, style);
            if here {
                paint.cursor = Some((x, y).into());
            }
        }
    }

    fn overlay(&self) -> bool {
        true
    }
}
