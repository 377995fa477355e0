//! Choosing one record of a register, found by text, pinyin, initials or number.

use crate::{
    catalog::Register,
    store::{
        self,
        query::Query,
        search::{self, Limits},
    },
    text::{form as f, keys as k, list as lw, pick as w},
    ui::{Command, Cx, Effect, Key, Paint, View, key, screen::Input, show},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The record that was chosen: the answer to the screen below.
#[derive(Debug)]
pub struct Linked {
    /// The record, or none.
    pub id: Option<i64>,
    /// Its title.
    pub title: String,
}

/// A list of one register's records to choose from.
pub struct LinkPick {
    register: &'static Register,
    typed: String,
    found: Vec<(i64, String, String)>,
    cursor: usize,
}

/// Records offered at most.
const MOST: usize = 60;

impl LinkPick {
    /// Starts with this text in the field.
    #[must_use]
    pub fn new(register: &'static Register, typed: &str) -> Self {
        Self { register, typed: typed.to_owned(), found: Vec::new(), cursor: 0 }
    }

    fn search(&mut self, cx: &Cx) -> store::Result<()> {
        self.cursor = 0;
        if self.typed.trim().is_empty() {
            return self.first(cx);
        }
        let limits = Limits { each: MOST, kind: Some(self.register.kind), ..Limits::default() };
        let hits = search::find(cx.db.conn(), &self.typed, limits)?;
        self.found = hits
            .into_iter()
            .map(|h| (h.id, h.title.clone(), h.context_in(cx.lang, |field, text| show::translated(field, text, cx.lang, &cx.db))))
            .collect();
        Ok(())
    }

    /// Nothing typed: those of today, or the first in official order.
    fn first(&mut self, cx: &Cx) -> store::Result<()> {
        let ids = match (cx.db.around(self.register, cx.today, MOST)?, self.register.huge) {
            (Some(ids), _) => ids,
            (None, true) => cx.db.page(self.register, store::query::Edge::At(0), MOST)?,
            (None, false) => cx.db.ids(&Query::all(self.register))?.into_iter().take(MOST).collect(),
        };
        let fields: Vec<_> = [self.register.title]
            .iter()
            .chain(self.register.columns.iter().take(2))
            .filter_map(|n| self.register.field(n))
            .collect();
        let rows = cx.db.rows(self.register, &fields, &ids)?;
        self.found = rows
            .into_iter()
            .map(|row| {
                let mut words: Vec<String> = fields.iter().zip(&row.cells).map(|(f, c)| show::cell(f, c, cx)).collect();
                let title = words.remove(0);
                (row.id, title, words.join("  "))
            })
            .collect();
        Ok(())
    }

    fn answer(&self) -> Effect {
        match self.found.get(self.cursor) {
            Some((id, title, _)) => Effect::Answer(Box::new(Linked { id: Some(*id), title: title.clone() })),
            None => Effect::None,
        }
    }

    fn step(&mut self, by: isize) -> Effect {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.found.len().saturating_sub(1));
        Effect::None
    }
}

impl View for LinkPick {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("choose", &[key::ENTER], w::CHOOSE, |v: &mut Self, _| Ok(v.answer())).shown(),
        Command::new("none", &[key::DELETE], f::NO_LINK, |_: &mut Self, _| {
            Ok(Effect::Answer(Box::new(Linked { id: None, title: String::new() })))
        })
        .shown(),
        Command::new("up", &[key::UP], lw::UP, |v: &mut Self, _| Ok(v.step(-1))),
        Command::new("down", &[key::DOWN, key::TAB], lw::DOWN, |v: &mut Self, _| Ok(v.step(1))),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, _| Ok(v.step(-10))),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, _| Ok(v.step(10))),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(self.register.name).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.search(cx)?;
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        match input {
            Input::Key(Key { code: KeyCode::Backspace, .. }) => {
                self.typed.pop();
            }
            Input::Key(key) => match key.typed() {
                Some(c) => self.typed.push(c),
                None => return Ok(Effect::None),
            },
            Input::Paste(text) => self.typed.push_str(text.trim()),
        }
        self.search(cx)?;
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let width = area.width.saturating_sub(4).min(76);
        let height = area.height.min(18);
        let popup = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height);
        let inside = paint.popup(popup, cx.t(self.register.name));
        if inside.height < 2 {
            return;
        }
        let used = paint.put_typed(inside.x + 1, inside.y, inside.width.saturating_sub(2), &self.typed, paint.theme.key());
        paint.cursor = Some((inside.x + 1 + used, inside.y).into());
        let rows = usize::from(inside.height - 1);
        if self.found.len() > rows {
            paint.popup_foot(popup, "", &format!("{}/{}", self.cursor + 1, self.found.len()));
        }
        if self.found.is_empty() {
            paint.put(inside.x + 2, inside.y + 1, inside.width.saturating_sub(2), cx.t(w::NO_CHOICE), paint.theme.quiet());
        }
        let top = (self.cursor + 1).saturating_sub(rows);
        for (line, (n, (_, title, context))) in self.found.iter().enumerate().skip(top).take(rows).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let y = inside.y + 1 + line as u16;
            let here = n == self.cursor;
            let style = if here { paint.theme.selected() } else { paint.theme.plain() };
            let half = inside.width / 2;
            paint.put(inside.x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
            paint.fill(inside.x + 1, y, half, title, style);
            paint.fill(inside.x + 1 + half, y, inside.width.saturating_sub(half + 2), context, style);
        }
    }

    fn overlay(&self) -> bool {
        true
    }
}
