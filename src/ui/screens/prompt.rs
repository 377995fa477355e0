//! Asking for one line of text.

use crate::{
    store,
    text::{keys as k, pick as w},
    ui::{Command, Cx, Effect, Paint, View, key, screen::Input},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use tui_textarea::TextArea;

/// What was typed: the answer to the screen below.
#[derive(Debug)]
pub struct Typed {
    /// What the question was called.
    pub tag: &'static str,
    /// The text, trimmed; empty only where that was allowed.
    pub text: String,
}

/// A question with a field for one line.
pub struct Prompt {
    tag: &'static str,
    question: String,
    field: TextArea<'static>,
    empty: bool,
}

impl Prompt {
    /// A question; the answer comes back as [`Typed`] with this tag.
    #[must_use]
    pub fn new(tag: &'static str, question: impl Into<String>, text: &str) -> Self {
        let mut field = TextArea::new(vec![text.to_owned()]);
        field.move_cursor(tui_textarea::CursorMove::End);
        Self { tag, question: question.into(), field, empty: false }
    }

    /// Nothing typed is an answer too.
    #[must_use]
    pub const fn empty_too(mut self) -> Self {
        self.empty = true;
        self
    }

    fn line(&self) -> String {
        self.field.lines().join(" ").trim().to_owned()
    }
}

impl View for Prompt {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("accept", &[key::ENTER], w::ACCEPT, |v: &mut Self, cx| {
            let text = v.line();
            if text.is_empty() && !v.empty {
                return Ok(Effect::Toast(cx.t(w::NOTHING_TYPED).to_owned()));
            }
            Ok(Effect::Answer(Box::new(Typed { tag: v.tag, text })))
        })
        .shown(),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.question.clone()
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

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        match input {
            Input::Key(key) if key.code != KeyCode::Enter => {
                let modifiers = if key.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                self.field.input(KeyEvent::new(key.code, modifiers));
            }
            Input::Key(_) => {}
            Input::Paste(text) => {
                let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                self.field.insert_str(lines.join(" "));
                if lines.len() > 1 {
                    return Ok(Effect::Toast(cx.t(w::LINES_JOINED).to_owned()));
                }
            }
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        let width = 50.min(area.width.saturating_sub(4));
        let popup = Rect::new(area.x + (area.width - width) / 2, area.y + area.height / 3, width, 3.min(area.height));
        let inside = paint.popup(popup, &self.question);
        if inside.height == 0 {
            return;
        }
        let text = self.field.lines().join(" ");
        paint.put_typed(inside.x + 1, inside.y, inside.width.saturating_sub(2), &text, paint.theme.plain());
        let before: String = text.chars().take(self.field.cursor().1).collect();
        let column = u16::try_from(crate::ui::text::width(&before)).unwrap_or(0).min(inside.width.saturating_sub(2));
        paint.cursor = Some((inside.x + 1 + column, inside.y).into());
    }

    fn overlay(&self) -> bool {
        true
    }
}
