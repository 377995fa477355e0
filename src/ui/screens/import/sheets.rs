//! Step two: the sheets of the files and the tables found on them, each with what it is taken for.

use super::{
    Finished,
    columns::Columns,
    trial::Check,
    work::{Looked, Shared},
};
use crate::{
    exchange::{
        issue,
        kind::Kind,
        proposal::{Found, Proposal, slot_name},
    },
    line_rows, store,
    text::{Lang, wizard as w},
    ui::{
        Command, Cx, Effect, Paint, View, Window, key,
        lines::{Lines, Tone, bit},
        screens::pick::{Choice, Pick, Picked},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// The tag of the question for a kind.
pub const KIND: &str = "import_kind";

/// A table: file, sheet and its number there.
pub type At = (usize, usize, usize);

/// The screen.
pub struct Sheets {
    work: Shared,
    lines: Lines<At>,
}

/// Rows as a person counts them.
#[must_use]
pub fn rows(header: (usize, usize), lang: Lang) -> String {
    if header.0 == header.1 { w::row_at(lang, header.0 + 1) } else { w::rows_at(lang, header.0 + 1, header.1 + 1) }
}

/// What a table is taken for, in words.
#[must_use]
pub fn kinds(table: &Proposal, lang: Lang) -> String {
    table.kinds.iter().map(|kind| kind.label().get(lang)).collect::<Vec<_>>().join("、")
}

/// What is missing of a table, in words.
#[must_use]
pub fn missing(table: &Proposal, lang: Lang) -> String {
    let kind = table.kinds.first().copied().unwrap_or(Kind::None);
    let or = if lang == Lang::Zh { w::OR.zh.to_owned() } else { format!(" {} ", w::OR.en) };
    let group =
        |keys: &Vec<&'static str>| keys.iter().take(3).map(|key| slot_name(kind, key, lang)).collect::<Vec<_>>().join(&or);
    w::missing(lang, table.missing.iter().filter(|keys| !keys.is_empty()).map(group).collect::<Vec<_>>().join("；"))
}

/// Asks what a table is about; the answer comes back as [`Picked`] with [`KIND`].
#[must_use]
pub fn ask_kind(now: Option<Kind>, cx: &Cx) -> Effect {
    let mut choices = vec![Choice { word: cx.t(w::AUTO).to_owned(), note: String::new() }];
    choices.extend(Kind::ALL.map(|kind| Choice { word: cx.t(kind.label()).to_owned(), note: String::new() }));
    let at = now.and_then(|now| Kind::ALL.iter().position(|kind| *kind == now)).map_or(0, |n| n + 1);
    Effect::open(Window(Pick::new(KIND, cx.t(w::KIND_ASK), choices).at(at)))
}

/// Takes the answer to [`ask_kind`].
pub fn take_kind(work: &Shared, at: At, picked: &Picked, cx: &Cx) -> Effect {
    let Some(n) = picked.chosen.first() else { return Effect::None };
    let mut work = work.borrow_mut();
    let chosen = work.choices.table_mut(at.0, at.1, at.2);
    chosen.kind = n.checked_sub(1).and_then(|n| Kind::ALL.get(n)).copied();
    chosen.skip = false;
    chosen.columns.clear();
    work.look(cx)
}

impl Sheets {
    /// Over the work.
    #[must_use]
    pub fn new(work: Shared) -> Self {
        Self { work, lines: Lines::default() }
    }

    fn body(area: Rect) -> Rect {
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn fill(&mut self, cx: &Cx) {
        self.lines.clear();
        let work = self.work.borrow();
        for source in work.sources.iter() {
            if let Err(why) = &source.grids {
                self.lines.heading(source.name.as_str());
                self.lines.say(vec![bit(w::refused(cx.lang, issue::refusal(why, cx.lang)), 0).tone(Tone::Bad)]);
            }
        }
        for found in &work.found {
            let hidden = if found.hidden { format!(" {}", cx.t(w::HIDDEN)) } else { String::new() };
            let size = w::size(cx.lang, found.size.1, found.size.0);
            self.lines.heading(format!("{}{hidden}  {size}", w::sheet_title(cx.lang, &found.file, &found.sheet)));
            if found.tables.is_empty() {
                let bits = vec![bit("", 14), bit(cx.t(w::UNKNOWN), 0).tone(Tone::Warn)];
                self.lines.link(bits, (found.at.0, found.at.1, 0));
            }
            for (n, table) in found.tables.iter().enumerate() {
                let (kind, tone) = if table.skip {
                    (cx.t(w::SKIP_MARK).to_owned(), Tone::Quiet)
                } else {
                    (kinds(table, cx.lang), if table.missing.is_empty() { Tone::Plain } else { Tone::Warn })
                };
                let bits = vec![
                    bit(kind, 14).tone(tone),
                    bit(w::records(cx.lang, table.rows), 9).right(),
                    bit(about(table, cx.lang), 0).tone(Tone::Quiet),
                ];
                self.lines.link(bits, (found.at.0, found.at.1, n));
            }
        }
        self.lines.settle(Self::body(cx.area).height);
    }

    fn table<T>(&self, read: impl FnOnce(&Found, Option<&Proposal>) -> T) -> Option<T> {
        let at = *self.lines.selected()?;
        let work = self.work.borrow();
        let found = work.found.iter().find(|f| f.at == (at.0, at.1))?;
        Some(read(found, found.tables.get(at.2)))
    }

    fn columns(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(at) = self.lines.selected().copied() else { return Ok(Effect::None) };
        let known = self.table(|_, table| table.is_some_and(|t| t.kinds.iter().any(|k| *k != Kind::None))).unwrap_or(false);
        Ok(if known { Effect::open(Window(Columns::new(self.work.clone(), at))) } else { ask_kind(None, cx) })
    }

    fn kind(&mut self, cx: &Cx) -> store::Result<Effect> {
        let now = self.table(|_, table| table.and_then(|t| t.kinds.first().copied())).flatten();
        Ok(if self.lines.selected().is_some() { ask_kind(now, cx) } else { Effect::None })
    }

    fn leave_out(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(at) = self.lines.selected().copied() else { return Ok(Effect::None) };
        let mut work = self.work.borrow_mut();
        let chosen = work.choices.table_mut(at.0, at.1, at.2);
        chosen.skip = !chosen.skip;
        Ok(work.look(cx))
    }

    fn try_it(&mut self, cx: &Cx) -> store::Result<Effect> {
        let some = self.work.borrow().found.iter().flat_map(|f| &f.tables).any(|t| !t.skip && t.missing.is_empty());
        if !some {
            return Ok(Effect::Toast(cx.t(w::NOTHING_TO_TAKE).to_owned()));
        }
        Ok(Effect::open(Window(Check::new(self.work.clone()))))
    }
}

/// Headings, columns, lists, sections and what is skipped, in one line.
fn about(table: &Proposal, lang: Lang) -> String {
    let mapped = table.columns.iter().filter(|c| c.key.is_some()).count();
    let mut said = vec![w::header_rows(lang, rows(table.header, lang)), w::mapped(lang, table.columns.len(), mapped)];
    if !table.missing.is_empty() {
        said.insert(0, missing(table, lang));
    }
    if table.lists > 1 {
        said.push(if table.grouped { w::lists_grouped(lang, table.lists) } else { w::lists_beside(lang, table.lists) });
    }
    if table.sections > 0 {
        said.push(w::sections(lang, table.sections));
    }
    if !table.skipped.is_empty() {
        said.push(w::skipped_rows(lang, table.skipped.len()));
    }
    if table.remembered {
        said.push(w::REMEMBERED_MARK.get(lang).to_owned());
    }
    said.join("  ")
}

impl View for Sheets {
    const COMMANDS: &'static [Command<Self>] = line_rows![
        Command::new("columns", &[key::ENTER], w::COLUMNS_OF, Self::columns).shown(),
        Command::new("trial", &[key::f(2)], w::TRIAL, Self::try_it).changes().shown(),
        Command::new("kind", &[key::f(4), key::SPACE], w::CHOOSE_KIND, Self::kind).shown(),
        Command::new("leave_out", &[key::f(8), key::DELETE], w::LEAVE_OUT, Self::leave_out).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::STEP_SHEETS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Looked>() {
            Ok(looked) => {
                self.work.borrow_mut().found = looked.0;
                self.fill(cx);
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Picked>() {
            Ok(picked) => {
                let at = self.lines.selected().copied();
                return Ok(at.map_or(Effect::None, |at| take_kind(&self.work, at, &picked, cx)));
            }
            Err(other) => other,
        };
        Ok(outcome.downcast::<Finished>().map_or(Effect::None, |finished| Effect::Answer(finished)))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &self.work.borrow().names(), heading);
        self.lines.draw(paint, Self::body(area));
    }
}
