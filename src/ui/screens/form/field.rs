//! One field of a form: what is typed, what it was read as, and the lists that help.

use super::edits;
use crate::{
    catalog::{
        Field, FieldKind,
        entry::{self, Fault, Remark},
        show::{Reading, show},
    },
    domain::value::Value,
    store::{self, query::Cell},
    text::form as w,
    ui::{
        Cx, Effect, Key, Paint, Window,
        screens::{link::LinkPick, long::Long},
        text,
    },
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// One field.
pub(super) struct Slot {
    pub field: &'static Field,
    /// What stands in the field.
    pub typed: String,
    /// The insertion point, in characters.
    caret: usize,
    /// What it was read as.
    pub value: Value,
    /// What it started from.
    pub original: Value,
    /// What a new record was given for it.
    pub begin: Value,
    pub fault: Option<Fault>,
    pub remark: Option<Remark>,
    /// Typed since it was last read.
    fresh: bool,
    /// What its text would be with the standard dot of names, while that is offered.
    pub dotted: Option<String>,
    /// The person saw the offer and went on.
    pub seen: bool,
}

impl Slot {
    pub fn new(field: &'static Field) -> Self {
        Self {
            field,
            typed: String::new(),
            caret: 0,
            value: Value::Null,
            original: Value::Null,
            begin: Value::Null,
            fault: None,
            remark: None,
            fresh: false,
            dotted: None,
            seen: false,
        }
    }

    pub fn changed(&self) -> bool {
        self.fresh || self.value != self.original
    }

    /// True where a new record says something of its own; what the catalog starts with is the store's to fill in.
    pub fn said(&self) -> bool {
        !self.value.is_null() && (self.field.default.is_none() || self.value != self.field.initial())
    }

    /// A record's value, in full: who edits it must see it.
    pub fn start(&mut self, cell: &Cell, cx: &Cx) {
        self.set(cell.value.clone(), cell.label.as_deref(), cx);
        self.original = self.value.clone();
    }

    /// A new record's value: what was given, or what the catalog starts with.
    pub fn begin_new(&mut self, cx: &Cx) -> store::Result<()> {
        let value = if self.begin.is_null() { self.field.initial() } else { self.begin.clone() };
        let label = match (self.field.kind, &value) {
            (FieldKind::Link(kind), Value::Int(id)) => {
                crate::catalog::register(kind).map(|r| cx.db.title(r, *id)).transpose()?.flatten()
            }
            _ => None,
        };
        self.set(value, label.as_deref(), cx);
        self.original = self.value.clone();
        Ok(())
    }

    /// Takes a value as chosen from a list.
    pub fn set(&mut self, value: Value, label: Option<&str>, cx: &Cx) {
        self.typed = show(self.field, &value, label, Reading { lang: cx.lang, reveal: true });
        self.caret = self.typed.chars().count();
        self.value = value;
        (self.fault, self.remark, self.fresh, self.dotted) = (None, None, false, None);
    }

    /// What a draft says: what stood in the field, what it was read as, and what it started from.
    pub fn resume(&mut self, typed: &str, value: Value, original: Value, cx: &Cx) {
        self.typed = typed.to_owned();
        self.caret = self.typed.chars().count();
        (self.value, self.original, self.fresh) = (value, original, true);
        self.read(cx);
    }

    pub fn wipe(&mut self) {
        self.typed.clear();
        (self.caret, self.value, self.fresh) = (0, Value::Null, true);
    }

    /// Takes the standard dot that was offered; false where there is no offer.
    pub fn mend(&mut self, cx: &Cx) -> bool {
        let Some(right) = self.dotted.take() else { return false };
        self.wipe();
        self.paste(&right);
        self.read(cx);
        true
    }

    pub fn paste(&mut self, pasted: &str) {
        for c in pasted.trim_end().chars() {
            self.insert(if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
        }
    }

    pub fn key(&mut self, key: Key) {
        if let Some(c) = key.typed() {
            return self.insert(c);
        }
        if !edits(key) {
            return;
        }
        let length = self.typed.chars().count();
        match key.code {
            KeyCode::Left => self.caret = self.caret.saturating_sub(1),
            KeyCode::Right => self.caret = (self.caret + 1).min(length),
            KeyCode::Home => self.caret = 0,
            KeyCode::End => self.caret = length,
            KeyCode::Backspace if self.caret > 0 => {
                self.caret -= 1;
                self.remove();
            }
            KeyCode::Delete if self.caret < length => self.remove(),
            _ => {}
        }
    }

    fn byte(&self, at: usize) -> usize {
        self.typed.char_indices().nth(at).map_or(self.typed.len(), |(byte, _)| byte)
    }

    fn insert(&mut self, c: char) {
        let at = self.byte(self.caret);
        self.typed.insert(at, c);
        self.caret += 1;
        self.fresh = true;
    }

    fn remove(&mut self) {
        let at = self.byte(self.caret);
        self.typed.remove(at);
        self.fresh = true;
    }

    /// Reads what was typed; a link was chosen and only needs to be there.
    pub fn read(&mut self, cx: &Cx) {
        if let FieldKind::Link(_) = self.field.kind {
            self.fault = (self.value.is_null() && self.field.required).then_some(Fault::Missing);
            self.fresh = false;
            return;
        }
        match entry::read(self.field, &self.typed, cx.ground()) {
            Ok(read) => {
                (self.fault, self.remark) = (None, read.remark);
                let offered = read.remark.filter(|r| *r == Remark::Dot).and(read.value.as_str());
                self.dotted = offered.and_then(|text| entry::dotted(self.field, text));
                if self.fresh {
                    let typed = show(self.field, &read.value, None, Reading { lang: cx.lang, reveal: true });
                    self.value = read.value;
                    self.typed = typed;
                    self.caret = self.caret.min(self.typed.chars().count());
                }
                self.fresh = false;
            }
            Err(fault) => self.fault = Some(fault),
        }
    }

    pub fn draw(&self, paint: &mut Paint, area: Rect, here: bool) {
        let style = if here { paint.theme.key() } else { paint.theme.plain() };
        let shown: String = self.typed.replace('\n', " ");
        let before: String = shown.chars().take(self.caret).collect();
        let room = usize::from(area.width.max(2)) - 1;
        // Scrolls so that the insertion point stays in sight.
        let mut skip = 0;
        let mut left = text::width(&text::safe(&before));
        let chars: Vec<char> = before.chars().collect();
        while left > room && skip < chars.len() {
            left -= text::width(&text::safe(&chars[skip].to_string()));
            skip += 1;
        }
        let rest: String = shown.chars().skip(skip).collect();
        paint.put_typed(area.x, area.y, area.width, &rest, style);
        if here {
            let x = area.x + u16::try_from(left).unwrap_or(0);
            paint.cursor = Some((x.min(area.right().saturating_sub(1)), area.y).into());
        }
    }
}

/// The words a field can have: value and text.
pub(super) fn words(field: &Field, cx: &Cx) -> store::Result<Vec<(Value, String)>> {
    if let FieldKind::State(states) = field.kind {
        return Ok(states.iter().map(|(code, word)| (Value::text(*code), cx.t(*word).to_owned())).collect());
    }
    if let FieldKind::Flag = field.kind {
        let unknown = (Value::Null, cx.t(w::UNKNOWN).to_owned());
        let known = [(1, crate::text::show::YES), (0, crate::text::show::NO)];
        return Ok(known.into_iter().map(|(n, t)| (Value::Int(n), cx.t(t).to_owned())).chain([unknown]).collect());
    }
    let Some(list) = field.list() else { return Ok(Vec::new()) };
    let words = cx.db.code_words(list)?;
    Ok(words.into_iter().map(|word| (Value::text(word.as_str()), word)).collect())
}

/// Chooses a record of another register, found as anywhere.
pub(super) fn link_picker(kind: &'static str, typed: &str) -> Effect {
    crate::catalog::register(kind).map_or(Effect::None, |register| Effect::open(Window(LinkPick::new(register, typed))))
}

/// Writes several lines.
pub(super) fn long_editor(label: &str, typed: &str) -> Effect {
    Effect::open(Window(Long::new(label, typed)))
}
