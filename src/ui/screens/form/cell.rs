//! One field by itself: a cell of a list edited where it stands, or a value asked for.
//!
//! It is a form of which only one field is on screen, so that reading, faults, lists to choose from, conflict and saving
//! are the form's own.

use super::{Form, Goal};
use crate::{
    catalog::{Field, Register},
    domain::value::Value,
    store,
    text::{form as w, keys as k},
    ui::{Command, Cx, Effect, Paint, View, key, screen::Input, text},
};
use ratatui::layout::Rect;
use std::any::Any;

/// A value that was asked for: the answer to the screen below.
#[derive(Debug)]
pub struct Entered {
    /// The field.
    pub field: &'static Field,
    /// What was read.
    pub value: Value,
    /// As it stood in the field.
    pub words: String,
}

/// The cell is saved and the next one of the row is wanted.
#[derive(Debug)]
pub struct Next;

/// Columns a field gets at least, where the screen has them.
const WIDEST: u16 = 34;

/// One field on screen.
pub struct Cell {
    form: Form,
    /// Where the cell stands; without one the field stands in a window of its own.
    place: Option<Rect>,
    begun: bool,
}

impl Cell {
    /// A field of a record, edited in place.
    #[must_use]
    pub fn edit(register: &'static Register, id: i64, field: &Field, place: Rect) -> Self {
        let mut form = Form::edit(register, id).at(field.name);
        form.goal = Goal::Cell;
        Self { form, place: Some(place), begun: false }
    }

    /// A value for a field; the answer is [`Entered`].
    #[must_use]
    pub fn ask(register: &'static Register, field: &Field) -> Self {
        let mut form = Form::new(register, &[]).at(field.name);
        form.goal = Goal::Value;
        Self { form, place: None, begun: false }
    }

    fn shown(&self) -> &super::Slot {
        &self.form.slots[self.form.at]
    }

    fn save(&mut self, next: bool, cx: &Cx) -> store::Result<Effect> {
        if self.form.goal != Goal::Value {
            self.form.goal = if next { Goal::CellThenNext } else { Goal::Cell };
        }
        self.form.save(cx)
    }

    fn area(&self, area: Rect) -> Rect {
        let width = WIDEST.min(area.width);
        match self.place {
            Some(cell) => {
                let wide = cell.width.max(width).min(area.width);
                let x = cell.x.min(area.right().saturating_sub(wide)).max(area.x);
                let y = cell.y.min(area.bottom().saturating_sub(1)).max(area.y);
                Rect::new(x, y, wide, 1)
            }
            None => {
                let wide = 60.min(area.width.saturating_sub(4));
                Rect::new(area.x + (area.width - wide) / 2, area.y + area.height / 3, wide, 1)
            }
        }
    }
}

impl View for Cell {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("save", &[key::ENTER, key::f(2), key::ctrl('s')], w::ACCEPT, |v: &mut Self, cx| v.save(false, cx)).shown(),
        Command::new("next", &[key::TAB], w::NEXT_CELL, |v: &mut Self, cx| v.save(true, cx)).shown(),
        Command::new("choose", &[key::f(4), key::ctrl('d')], w::CHOOSE, |v: &mut Self, cx| v.form.choose("", cx)).shown(),
        Command::new("wipe", &[key::ctrl('u')], w::WIPE, |v: &mut Self, _| {
            v.form.slot().wipe();
            Ok(Effect::None)
        })
        .shown(),
        Command::new("mend", &[key::f(6), key::ctrl('r')], w::MEND, |v: &mut Self, cx| Ok(v.form.mend(cx))),
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, cx| Ok(v.form.escape(cx))).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(self.shown().field.label).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let effect = self.form.load(cx)?;
        if std::mem::replace(&mut self.begun, true) {
            return Ok(effect);
        }
        if self.form.goal == Goal::Value {
            self.form.slot().wipe();
        }
        let offers = matches!(self.shown().field.kind, crate::catalog::FieldKind::Link(_) | crate::catalog::FieldKind::Long);
        // There is nothing to type into a link, and several lines need room.
        Ok(if offers { effect.and(self.form.choose("", cx)?) } else { effect })
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        self.form.text(input, cx)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        self.form.done(outcome, cx)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.width < 8 || area.height < 3 {
            return;
        }
        let (at, slot) = (self.area(area), self.shown());
        let (label, note) = (cx.t(slot.field.label), self.form.note(slot, cx));
        let inside = match self.place {
            Some(_) => at,
            None => {
                let popup = paint.popup(Rect::new(at.x, at.y, at.width, 4.min(area.bottom() - at.y)), label);
                Rect::new(popup.x + 1, popup.y, popup.width.saturating_sub(2), popup.height.min(1))
            }
        };
        paint.blank(inside.x, inside.y, inside.width, paint.theme.found());
        paint.in_full = true;
        slot.draw(paint, inside, true);
        paint.in_full = false;
        if note.is_empty() {
            return;
        }
        // Beside the cell stands what is wrong with it; what it is says its heading.
        let below = if inside.y + 1 < area.bottom() { inside.y + 1 } else { inside.y - 1 };
        let (words, style) = (note, if slot.fault.is_some() { paint.theme.bad() } else { paint.theme.warn() });
        let wide = u16::try_from(text::width(&words)).unwrap_or(0).clamp(inside.width, area.right().saturating_sub(inside.x));
        paint.fill(inside.x, below, wide, &words, style);
    }

    fn overlay(&self) -> bool {
        true
    }
}
