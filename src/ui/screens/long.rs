//! Writing several lines.

use crate::{
    store,
    text::{form as f, keys as k},
    ui::{Command, Cx, Effect, Paint, View, key, screen::Input, text},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use std::any::Any;
use tui_textarea::{CursorMove, TextArea};

/// What was written: the answer to the screen below.
#[derive(Debug)]
pub struct Written(pub String);

/// What is being written: news for the screen below, which keeps it.
#[derive(Debug)]
pub struct Writing(pub String);

/// A field of several lines.
pub struct Long {
    label: String,
    field: TextArea<'static>,
    before: String,
}

impl Long {
    /// Starts with this text.
    #[must_use]
    pub fn new(label: &str, typed: &str) -> Self {
        let mut field = TextArea::new(typed.split('\n').map(ToOwned::to_owned).collect());
        field.move_cursor(CursorMove::Bottom);
        field.move_cursor(CursorMove::End);
        Self { label: label.to_owned(), field, before: typed.to_owned() }
    }

    fn written(&self) -> String {
        self.field.lines().join("\n").trim_end().to_owned()
    }
}

impl View for Long {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("accept", &[key::f(2), key::ctrl('s')], f::ACCEPT, |v: &mut Self, _| {
            Ok(Effect::Answer(Box::new(Written(v.written()))))
        })
        .shown(),
        Command::new("undo", &[key::ctrl('z')], f::UNDO_TYPING, |v: &mut Self, _| {
            v.field.undo();
            Ok(Effect::None)
        })
        .shown(),
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, _| {
            // What was typed is taken along: Esc never loses text.
            let written = v.written();
            Ok(if written == v.before { Effect::Close } else { Effect::Answer(Box::new(Written(written))) })
        })
        .shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.label.clone()
    }

    fn load(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn edits(&self, key: key::Key) -> bool {
        key::moves_in_text(key)
    }

    fn text(&mut self, input: Input, _: &Cx) -> store::Result<Effect> {
        match input {
            Input::Key(key) => {
                let modifiers = if key.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                self.field.input(KeyEvent::new(if key.code == KeyCode::Null { KeyCode::Enter } else { key.code }, modifiers));
            }
            Input::Paste(text) => {
                self.field.insert_str(text.replace('\r', ""));
            }
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        let width = area.width.saturating_sub(4).min(90);
        let popup = Rect::new(area.x + (area.width - width) / 2, area.y, width, area.height);
        let inside = paint.popup(popup, &self.label);
        let room = usize::from(inside.width.saturating_sub(1)).max(2);
        let (row, column) = (self.field.cursor().0, self.field.cursor().1);
        let mut lines = Vec::new();
        let mut caret = (0, 0);
        for (n, line) in self.field.lines().iter().enumerate() {
            if n == row {
                let before: String = line.chars().take(column).collect();
                let parts = text::wrap(&before, room);
                caret = (lines.len() + parts.len() - 1, parts.last().map_or(0, |l| text::width(l)));
            }
            lines.extend(text::wrap(line, room));
        }
        let height = usize::from(inside.height).max(1);
        let top = (caret.0 + 1).saturating_sub(height);
        for (n, line) in lines.iter().skip(top).take(height).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            paint.put_typed(inside.x, inside.y + n as u16, inside.width, line, paint.theme.plain());
        }
        let x = inside.x + u16::try_from(caret.1).unwrap_or(0);
        let y = inside.y + u16::try_from(caret.0 - top).unwrap_or(0);
        paint.cursor = Some((x.min(inside.right().saturating_sub(1)), y).into());
    }

    fn overlay(&self) -> bool {
        true
    }

    fn unfinished(&self) -> Option<Box<dyn Any + Send>> {
        let written = self.written();
        (written != self.before).then(|| Box::new(Writing(written)) as Box<dyn Any + Send>)
    }
}
