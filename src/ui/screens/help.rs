//! The keys of a screen, made from its command rows and the ones every screen has.

use crate::{
    store,
    text::{keys as k, list as lw},
    ui::{Command, Cx, Effect, Paint, Shown, View, key},
};
use ratatui::layout::Rect;

/// A table of keys.
pub struct Help {
    rows: Vec<Shown>,
    top: usize,
}

impl Help {
    /// The rows of the screen below, then those of every screen.
    #[must_use]
    pub const fn new(rows: Vec<Shown>) -> Self {
        Self { rows, top: 0 }
    }

    fn area(area: Rect) -> Rect {
        let width = 64.min(area.width);
        Rect::new(area.x + (area.width - width) / 2, area.y, width, area.height)
    }

    fn scroll(&mut self, by: isize, cx: &Cx) -> Effect {
        let height = usize::from(Self::area(cx.area).height.saturating_sub(2)).max(1);
        self.top = self.top.saturating_add_signed(by).min(self.rows.len().saturating_sub(height));
        Effect::None
    }
}

/// Keys as people read them: `F3 /`.
#[must_use]
pub fn keys(row: &Shown) -> String {
    row.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl View for Help {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("back", &[key::ESC, key::ENTER, key::f(1), key::ch('?')], k::BACK, |_: &mut Self, _| Ok(Effect::Close))
            .shown(),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| Ok(v.scroll(1, cx))).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.scroll(-1, cx))),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE], lw::PAGE_DOWN, |v: &mut Self, cx| Ok(v.scroll(15, cx))),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| Ok(v.scroll(-15, cx))),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(k::HELP).to_owned()
    }

    fn load(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let inside = paint.popup(Self::area(area), cx.t(k::HELP_TITLE));
        if self.rows.len() > usize::from(inside.height) {
            let last = (self.top + usize::from(inside.height)).min(self.rows.len());
            paint.popup_foot(Self::area(area), "", &format!("{}-{last}/{}", self.top + 1, self.rows.len()));
        }
        for (n, row) in self.rows.iter().skip(self.top).take(usize::from(inside.height)).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let y = inside.y + n as u16;
            paint.put(inside.x + 1, y, 22, &keys(row), paint.theme.key());
            let used = paint.put(inside.x + 24, y, inside.width.saturating_sub(25), cx.t(row.label), paint.theme.plain());
            if let Some(reason) = row.reason {
                let x = inside.x + 25 + used;
                let words = k::not_here(cx.lang, cx.t(reason));
                paint.put(x, y, inside.right().saturating_sub(x), &words, paint.theme.quiet());
            }
        }
    }

    fn overlay(&self) -> bool {
        true
    }
}
