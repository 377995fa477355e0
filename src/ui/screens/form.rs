//! The form of any register: every field in its order, read as it is left, all of them at saving.
//!
//! Nothing typed is lost: leaving asks, a busy file keeps the form open, someone else's change is shown field by field,
//! and an unfinished form is kept as a draft.

pub mod cell;
mod draft;
mod effect;
mod field;
mod save;

use super::pick::{Choice, Pick};
use crate::{
    catalog::{FieldKind, Register, entry::Across},
    domain::{states, value::Value},
    store::{
        self,
        draft::{Draft, Hold},
        query::{Cell, Row},
    },
    text::{T, form as w, keys as k, list as lw, step::BY_STEP_ONLY},
    ui::{Command, Cx, Effect, Job, Key, Paint, View, Window, key, screen::Input, show, text},
};
use crossterm::event::KeyCode;
use field::Slot;
use ratatui::layout::Rect;
use std::any::Any;

/// A form.
pub struct Form {
    register: &'static Register,
    id: Option<i64>,
    version: i64,
    slots: Vec<Slot>,
    at: usize,
    top: usize,
    across: Vec<(&'static str, Across)>,
    hold: Hold,
    waiting: Option<Draft>,
    kept: Option<String>,
    unkept: bool,
    loaded: bool,
    offered: Vec<Value>,
    /// What someone else saved meanwhile and this form has not decided on: the version, and their cells by slot.
    theirs: Option<(i64, Vec<(usize, Cell)>)>,
    /// A rule on hours that is not saved before its effect was seen.
    waiting_rule: Option<effect::Waiting>,
    goal: Goal,
}

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// All fields of a record.
    Record,
    /// One field of a record.
    Cell,
    /// The same, and then the next one of the list.
    CellThenNext,
    /// A value for the screen below.
    Value,
}

impl Form {
    /// A new record, with these values to begin with.
    #[must_use]
    pub fn new(register: &'static Register, given: &[(&'static str, Value)]) -> Self {
        let mut form = Self::empty(register, None);
        for (name, value) in given {
            if let Some(slot) = form.slots.iter_mut().find(|s| s.field.name == *name) {
                slot.begin = value.clone();
            }
        }
        form
    }

    /// An existing record.
    #[must_use]
    pub fn edit(register: &'static Register, id: i64) -> Self {
        Self::empty(register, Some(id))
    }

    /// Goes on with a draft without asking.
    #[must_use]
    pub fn resume(mut self, draft: Draft) -> Self {
        self.waiting = Some(draft);
        self
    }

    /// Starts at a field.
    #[must_use]
    pub fn at(mut self, name: &str) -> Self {
        self.at = self.slots.iter().position(|s| s.field.name == name).unwrap_or(0);
        self
    }

    fn empty(register: &'static Register, id: Option<i64>) -> Self {
        let slots = register.fields.iter().filter(|f| f.entered()).map(Slot::new).collect();
        Self {
            register,
            id,
            version: 0,
            slots,
            at: 0,
            top: 0,
            across: Vec::new(),
            hold: Hold::new(),
            waiting: None,
            kept: None,
            unkept: false,
            loaded: false,
            offered: Vec::new(),
            theirs: None,
            waiting_rule: None,
            goal: Goal::Record,
        }
    }

    /// True where only one field is on screen.
    const fn single(&self) -> bool {
        !matches!(self.goal, Goal::Record)
    }

    fn slot(&mut self) -> &mut Slot {
        let at = self.at.min(self.slots.len() - 1);
        &mut self.slots[at]
    }

    /// True at a state that only a step of its machine changes.
    fn by_step(&self) -> bool {
        let at = self.slots.get(self.at).map(|s| s.field.name);
        self.id.is_some() && at == Some("state") && states::machine(self.register.kind).is_some()
    }

    fn changed(&self) -> bool {
        self.slots.iter().any(Slot::changed)
    }

    /// Takes a record's values as what the form starts from.
    fn take(&mut self, row: &Row, cx: &Cx) {
        for slot in &mut self.slots {
            if let Some(cell) = store::record::cell(self.register, row, slot.field.name) {
                slot.start(cell, cx);
            }
        }
    }

    /// Leaves the present field: reads it, and what must fit together.
    fn leave(&mut self, cx: &Cx) {
        self.slot().read(cx);
        let values: Vec<_> = self.slots.iter().map(|s| (s.field, s.value.clone())).collect();
        self.across = crate::catalog::entry::across(&values);
    }

    fn go(&mut self, by: isize, cx: &Cx) -> Effect {
        self.leave(cx);
        if self.single() {
            return Effect::None;
        }
        // Its note tells of the offer from now on.
        self.slot().seen = self.slot().dotted.is_some();
        let last = self.slots.len() - 1;
        self.at = self.at.saturating_add_signed(by).min(last);
        self.reveal(cx);
        self.keep_draft(cx)
    }

    /// Takes the correction offered for this field, else for the first that has one.
    fn mend(&mut self, cx: &Cx) -> Effect {
        self.leave(cx);
        let slots = if self.single() { self.at..=self.at } else { 0..=self.slots.len() - 1 };
        let at = slots.filter(|n| self.slots[*n].dotted.is_some()).min_by_key(|n| (*n != self.at, *n));
        let Some(at) = at else { return Effect::Toast(cx.t(w::NOTHING_TO_MEND).to_owned()) };
        self.slots[at].mend(cx);
        Effect::Toast(w::mended(cx.lang, cx.t(self.slots[at].field.label), &self.slots[at].typed))
    }

    /// The first offer of a correction that the person has not seen yet: saving shows it once before it goes on.
    fn unseen(&mut self, cx: &Cx) -> Option<Effect> {
        let slots = if self.single() { self.at..=self.at } else { 0..=self.slots.len() - 1 };
        let at = slots.clone().find(|n| self.slots[*n].dotted.is_some() && self.slots[*n].changed() && !self.slots[*n].seen)?;
        self.at = at;
        self.reveal(cx);
        let slot = &mut self.slots[at];
        slot.seen = true;
        let right = slot.dotted.as_deref().unwrap_or_default();
        Some(Effect::Toast(w::dot_offered(cx.lang, cx.t(slot.field.label), right, &slot.typed)))
    }

    fn reveal(&mut self, cx: &Cx) {
        let height = usize::from(cx.area.height).max(1);
        if self.at < self.top {
            self.top = self.at;
        } else if self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
    }

    /// The list that helps with the present field.
    fn choose(&mut self, typed: &str, cx: &Cx) -> store::Result<Effect> {
        if self.by_step() {
            return Ok(Effect::Toast(cx.t(BY_STEP_ONLY).to_owned()));
        }
        let field = self.slot().field;
        match field.kind {
            FieldKind::Link(kind) => Ok(field::link_picker(kind, typed)),
            FieldKind::Long => Ok(field::long_editor(cx.t(field.label), &self.slot().typed)),
            _ => self.choose_word(cx),
        }
    }

    fn choose_word(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (field, typed) = (self.slot().field, self.slot().typed.clone());
        let words = field::words(field, cx)?;
        if words.is_empty() {
            return Ok(Effect::Toast(cx.t(w::NO_LIST).to_owned()));
        }
        let chosen = |n: &usize| typed.split('、').any(|t| t == words[*n].1);
        let marked: Vec<usize> = (0..words.len()).filter(chosen).collect();
        let note = |word: &str| show::meaning(field, word, cx).unwrap_or_default();
        let choices = words.iter().map(|(_, word)| Choice { word: word.clone(), note: note(word) }).collect();
        self.offered = words.into_iter().map(|(value, _)| value).collect();
        let pick = Pick::new("form_word", cx.t(field.label), choices).at(marked.first().copied().unwrap_or(0));
        let pick = if matches!(field.kind, FieldKind::Tags) { pick.several(marked) } else { pick };
        Ok(Effect::open(Window(pick)))
    }

    fn escape(&mut self, cx: &Cx) -> Effect {
        self.leave(cx);
        if !self.changed() {
            return self.forget_draft().and(Effect::Close);
        }
        let choices = self.ways_out().iter().map(|t| Choice { word: cx.t(*t).to_owned(), note: String::new() }).collect();
        Effect::open(Window(Pick::new("form_leave", cx.t(w::UNSAVED), choices).by_digit()))
    }

    /// What can be done with what was typed. One field alone makes no draft.
    const fn ways_out(&self) -> &'static [T] {
        if self.single() { &[w::GO_ON, w::SAVE, w::DROP] } else { &[w::GO_ON, w::SAVE, w::LATER, w::DROP] }
    }

    fn left(&mut self, choice: usize, cx: &Cx) -> store::Result<Effect> {
        Ok(match choice {
            0 => Effect::None,
            1 => return self.save(cx),
            2 if !self.single() => self.keep_and_close(cx),
            _ => self.forget_draft().and(Effect::Close),
        })
    }
}

impl View for Form {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("save", &[key::f(2), key::ctrl('s')], w::SAVE, |v: &mut Self, cx| v.save(cx)).shown(),
        Command::new("next", &[key::ENTER, key::TAB, key::DOWN], w::NEXT, |v: &mut Self, cx| Ok(v.go(1, cx))).shown(),
        Command::new("previous", &[key::UP, key::BACK_TAB], w::PREVIOUS, |v: &mut Self, cx| Ok(v.go(-1, cx))),
        Command::new("choose", &[key::f(4), key::ctrl('d')], w::CHOOSE, |v: &mut Self, cx| v.choose("", cx)).shown(),
        Command::new("mend", &[key::f(6), key::ctrl('r')], w::MEND, |v: &mut Self, cx| Ok(v.mend(cx))),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| Ok(v.go(10, cx))),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| Ok(v.go(-10, cx))),
        Command::new("wipe", &[key::ctrl('u')], w::WIPE, |v: &mut Self, cx| {
            if v.by_step() {
                return Ok(Effect::Toast(cx.t(BY_STEP_ONLY).to_owned()));
            }
            v.slot().wipe();
            Ok(Effect::None)
        })
        .shown(),
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, cx| Ok(v.escape(cx))).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        let words = if self.id.is_some() { w::EDITING } else { w::NEW };
        format!("{} {}", cx.t(words), cx.t(self.register.name))
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.reveal(cx);
        if std::mem::replace(&mut self.loaded, true) {
            return Ok(Effect::None);
        }
        // A form shows numbers in full, so whoever could not save it does not see it.
        if let Some(why) = cx.refuses(self.register, self.id) {
            return Ok(Effect::Toast(cx.t(why).to_owned()).and(Effect::Close));
        }
        if let Some(id) = self.id {
            // The version first: a change in between is then found at saving instead of written over.
            self.version = cx.db.version(self.register, id)?.unwrap_or(0);
            let Some(row) = cx.db.record(self.register, id)? else {
                return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
            };
            self.take(&row, cx);
        } else {
            for slot in &mut self.slots {
                slot.begin_new(cx)?;
            }
        }
        Ok(self.find_draft(cx)?.and(self.note_reveal(cx)))
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        let link = matches!(self.slot().field.kind, FieldKind::Link(_));
        if self.by_step() {
            return Ok(Effect::Toast(cx.t(BY_STEP_ONLY).to_owned()));
        }
        match input {
            Input::Paste(text) if link => return self.choose(text.trim(), cx),
            Input::Paste(text) => {
                // A slow line may cut a paste short: the length says whether all of it came.
                self.slot().paste(&text);
                return Ok(Effect::Toast(w::pasted(cx.lang, text.trim_end().chars().count())));
            }
            Input::Key(pressed) => match (pressed.typed(), link) {
                (Some(c), true) => return self.choose(&c.to_string(), cx),
                (None, true) if pressed.code == KeyCode::Backspace || pressed == key::DELETE => self.slot().wipe(),
                _ => self.slot().key(pressed),
            },
        }
        Ok(Effect::None)
    }

    fn holds(&self) -> bool {
        true
    }

    fn keep(&mut self, cx: &Cx) -> Effect {
        self.keep_draft(cx)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        self.answered(outcome, cx)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let label_width = 16.min(area.width / 3);
        for (n, slot) in self.slots.iter().enumerate().skip(self.top).take(usize::from(area.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + (n - self.top) as u16;
            let here = n == self.at;
            let (quiet, plain) = (paint.theme.quiet(), paint.theme.plain());
            paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, plain);
            let need = if slot.field.required { "*" } else { " " };
            paint.put(area.x + 1, y, 1, need, paint.theme.key());
            paint.put(area.x + 2, y, label_width, cx.t(slot.field.label), quiet);
            let x = area.x + label_width + 3;
            let note = self.note(slot, cx);
            let room = area.right().saturating_sub(x + 1);
            let tail = u16::try_from(text::width(&note)).unwrap_or(0).min(room / 2);
            slot.draw(paint, Rect::new(x, y, room - tail, 1), here);
            let style = match (slot.fault, note.starts_with('!')) {
                (Some(_), _) => paint.theme.bad(),
                (None, true) => paint.theme.warn(),
                (None, false) => quiet,
            };
            paint.put(area.right().saturating_sub(tail), y, tail, &note, style);
        }
    }
}

impl Form {
    /// A form shows numbers in full, because who corrects one must see it; that leaves a line in the audit.
    fn note_reveal(&self, cx: &Cx) -> Effect {
        let shown = !self.single() || self.slots[self.at].field.privacy == crate::catalog::Privacy::Masked;
        let Some(id) = self.id.filter(|_| shown) else { return Effect::None };
        let (act, register) = (cx.act(), self.register);
        Effect::Start(Job::new("", move |desk, _| desk.store()?.reveal(&act, register, id).map(|_| ())))
    }

    /// What is wrong or odd about a field; else what a word of a code list says in the person's language.
    fn note(&self, slot: &Slot, cx: &Cx) -> String {
        if let Some(right) = slot.dotted.as_ref().filter(|_| slot.fault.is_none()) {
            return format!("! {}", w::dot_note(cx.lang, right));
        }
        let across = self.across.iter().find(|(name, _)| *name == slot.field.name).map(|(_, a)| a.tell(cx.lang));
        let own = slot.fault.map(|f| f.tell(cx.lang)).or_else(|| slot.remark.map(|r| r.tell(cx.lang)));
        let said = own.or(across).map(|words| format!("! {words}"));
        said.or_else(|| show::meaning(slot.field, &slot.typed, cx)).unwrap_or_default()
    }
}

/// A key that a one-line field understands.
pub(super) const fn edits(key: Key) -> bool {
    matches!(key.code, KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End | KeyCode::Backspace | KeyCode::Delete)
}
