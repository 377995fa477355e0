//! The key test: what each pressed key arrives as, and what it would do on the screen before.
//!
//! Terminals and input methods differ in what they send; where a key "does nothing", this says why.

use crate::{
    store,
    text::{key_test as w, keys as k},
    ui::{Command, Cx, Effect, Key, Paint, Shown, View, key, screen::Input, text},
};
use ratatui::layout::Rect;

/// Lines kept.
const KEPT: usize = 200;

/// The screen.
pub struct KeyTest {
    rows: Vec<Shown>,
    lines: Vec<String>,
    last: Option<Key>,
}

impl KeyTest {
    /// With the commands of the screen before.
    #[must_use]
    pub const fn new(rows: Vec<Shown>) -> Self {
        Self { rows, lines: Vec::new(), last: None }
    }

    fn what(&self, pressed: Key, cx: &Cx) -> String {
        let meant = pressed.folded();
        let row = self.rows.iter().find(|row| row.keys.contains(&meant));
        let what = match (row, pressed.typed()) {
            (Some(row), _) => cx.t(row.label).to_owned(),
            (None, Some(_)) => cx.t(w::TEXT).to_owned(),
            (None, None) => cx.t(w::NOTHING).to_owned(),
        };
        if meant == pressed { what } else { w::full_width(cx.lang, what) }
    }
}

impl View for KeyTest {
    const COMMANDS: &'static [Command<Self>] =
        &[Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown()];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn takes_all(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        let line = match input {
            Input::Paste(text) => {
                self.last = None;
                w::pasted(cx.lang, text.chars().count())
            }
            Input::Key(pressed) => {
                if self.last == Some(key::ESC) && pressed == key::ESC {
                    return Ok(Effect::Close);
                }
                self.last = Some(pressed);
                let bytes: Vec<String> = cx.bytes.iter().map(|b| format!("{b:02X}")).collect();
                w::line(cx.lang, bytes.join(" "), pressed, self.what(pressed, cx))
            }
        };
        self.lines.push(line);
        if self.lines.len() > KEPT {
            self.lines.remove(0);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (quiet, plain) = (paint.theme.quiet(), paint.theme.plain());
        let hint = text::wrap(cx.t(w::HINT), usize::from(area.width).max(2));
        let mut y = area.y;
        for line in hint.iter().take(usize::from(area.height)) {
            paint.put(area.x, y, area.width, line, quiet);
            y += 1;
        }
        let room = usize::from(area.bottom().saturating_sub(y));
        for line in self.lines.iter().skip(self.lines.len().saturating_sub(room)) {
            paint.put(area.x, y, area.width, line, plain);
            y += 1;
        }
        paint.cursor = Some((area.x, y.min(area.bottom().saturating_sub(1))).into());
    }
}
