//! Find anything: one field over all registers, grouped, best first, with a preview of the selected hit.

use super::record;
use crate::{
    catalog,
    store::{
        self,
        search::{self, Hit, Limits},
    },
    text::{find as w, keys as k, list as lw},
    ui::{Command, Cx, Effect, Key, Paint, Subject, View, key, screen::Input, show, text},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// Hits of one register at first; typing more narrows.
const EACH: usize = 8;
/// Hits where only one register has any.
const ALONE: usize = 60;

/// A line of the result: a group's heading or a hit.
enum Line {
    Group(&'static catalog::Register, usize),
    Hit(usize),
}

/// Find anything.
pub struct Find {
    typed: String,
    hits: Vec<Hit>,
    lines: Vec<Line>,
    cursor: usize,
    top: usize,
    preview: Vec<(&'static str, String)>,
}

impl Find {
    /// Starts with this text in the field.
    #[must_use]
    pub fn new(typed: String) -> Self {
        Self { typed, hits: Vec::new(), lines: Vec::new(), cursor: 0, top: 0, preview: Vec::new() }
    }

    fn search(&mut self, cx: &Cx) -> store::Result<()> {
        self.hits = search::find(cx.db.conn(), &self.typed, Limits { each: EACH, ..Limits::default() })?;
        if let [first, .., last] = &self.hits[..]
            && first.register.kind == last.register.kind
        {
            let limits = Limits { each: ALONE, kind: Some(first.register.kind), ..Limits::default() };
            self.hits = search::find(cx.db.conn(), &self.typed, limits)?;
        }
        self.lines.clear();
        for (n, hit) in self.hits.iter().enumerate() {
            let new = n == 0 || self.hits[n - 1].register.kind != hit.register.kind;
            if new {
                let count = self.hits[n..].iter().take_while(|h| h.register.kind == hit.register.kind).count();
                self.lines.push(Line::Group(hit.register, count));
            }
            self.lines.push(Line::Hit(n));
        }
        self.cursor = usize::from(!self.lines.is_empty());
        self.top = 0;
        self.look(cx)
    }

    fn selected(&self) -> Option<&Hit> {
        match self.lines.get(self.cursor)? {
            Line::Hit(n) => self.hits.get(*n),
            Line::Group(..) => None,
        }
    }

    /// The preview beside the hits, where there is room for one.
    fn look(&mut self, cx: &Cx) -> store::Result<()> {
        self.preview.clear();
        let Some(hit) = self.selected() else { return Ok(()) };
        if cx.area.width < 140 {
            return Ok(());
        }
        let (register, id) = (hit.register, hit.id);
        let Some(row) = cx.db.record(register, id)? else { return Ok(()) };
        let fields = register.fields.iter().zip(&row.cells);
        self.preview = fields.map(|(f, c)| (cx.t(f.label), show::cell(f, c, cx))).filter(|(_, text)| !text.is_empty()).collect();
        Ok(())
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let mut at = self.cursor;
        for _ in 0..by.unsigned_abs() {
            let mut next = at.saturating_add_signed(by.signum());
            if matches!(self.lines.get(next), Some(Line::Group(..))) {
                next = next.saturating_add_signed(by.signum());
            }
            if matches!(self.lines.get(next), Some(Line::Hit(_))) {
                at = next;
            }
        }
        self.cursor = at;
        let height = usize::from(cx.area.height.saturating_sub(2)).max(1);
        if at < self.top + 1 {
            self.top = at.saturating_sub(1);
        } else if at >= self.top + height {
            self.top = at + 1 - height;
        }
        self.look(cx)?;
        Ok(Effect::None)
    }

    fn hit_line(&self, paint: &mut Paint, area: Rect, y: u16, n: usize, cx: &Cx) {
        let here = matches!(self.lines.get(self.cursor), Some(Line::Hit(at)) if *at == n);
        let hit = &self.hits[n];
        let style = if here { paint.theme.selected() } else { paint.theme.plain() };
        paint.put(area.x, y, 2, if here { paint.glyphs.cursor } else { " " }, style);
        let room = (area.width / 2).min(44);
        paint.fill(area.x + 2, y, room, &hit.title, style);
        for range in &hit.matched {
            let (Some(before), Some(found)) = (hit.title.get(..range.start), hit.title.get(range.clone())) else { continue };
            if text::width(before) + text::width(found) >= usize::from(room) {
                continue;
            }
            let x = area.x + 2 + u16::try_from(text::width(before)).unwrap_or(0);
            let wide = u16::try_from(text::width(found)).unwrap_or(0);
            paint.restyle(Rect::new(x, y, wide, 1), paint.theme.found());
        }
        paint.fill(area.x + 2 + room, y, area.width.saturating_sub(room + 2), &hit.context_text(cx.lang), style);
    }
}

impl View for Find {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, |v: &mut Self, cx| {
            Ok(v.selected().map_or(Effect::None, |hit| record::open(hit.register, hit.id, cx)))
        })
        .shown(),
        Command::new("down", &[key::DOWN, key::TAB], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("up", &[key::UP, key::BACK_TAB], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| v.step(10, cx)),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.step(-10, cx)),
        Command::new("wipe", &[key::ctrl('u'), key::f(3)], w::WIPE, |v: &mut Self, cx| {
            v.typed.clear();
            v.search(cx)?;
            Ok(Effect::None)
        })
        .shown(),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(k::FIND).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let at = self.cursor;
        self.search(cx)?;
        self.cursor = at.clamp(self.cursor, self.lines.len().saturating_sub(1).max(self.cursor));
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
            Input::Paste(text) => self.typed.push_str(&text.replace(['\r', '\n', '\t'], " ")),
        }
        self.search(cx)?;
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        self.selected().map(|hit| (hit.register, hit.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 2 {
            return;
        }
        let label = paint.put(area.x, area.y, area.width, cx.t(k::FIND), paint.theme.heading());
        let x = area.x + label + 1;
        let used = paint.put_typed(x, area.y, area.right().saturating_sub(x + 1), &self.typed, paint.theme.key());
        paint.cursor = Some((x + used, area.y).into());
        let wide = if self.preview.is_empty() { area.width } else { area.width * 3 / 5 };
        let list = Rect::new(area.x, area.y + 1, wide, area.height - 1);
        if self.lines.is_empty() {
            let words = if self.typed.trim().is_empty() { w::HINT } else { w::NOTHING };
            for (n, line) in text::wrap(cx.t(words), usize::from(list.width.saturating_sub(2)).max(2)).iter().enumerate() {
                #[allow(clippy::cast_possible_truncation)]
                paint.put(list.x + 1, list.y + n as u16, list.width.saturating_sub(1), line, paint.theme.quiet());
            }
        }
        for (n, line) in self.lines.iter().enumerate().skip(self.top).take(usize::from(list.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = list.y + (n - self.top) as u16;
            match line {
                Line::Group(register, count) => {
                    let words = w::group(cx.lang, count, cx.t(register.name));
                    paint.put(list.x, y, list.width, &words, paint.theme.heading());
                }
                Line::Hit(hit) => self.hit_line(paint, list, y, *hit, cx),
            }
        }
        let beside = Rect::new(list.right() + 1, list.y, area.right().saturating_sub(list.right() + 1), list.height);
        for (n, (label, value)) in self.preview.iter().enumerate().take(usize::from(beside.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = beside.y + n as u16;
            paint.put(beside.x, y, 12, label, paint.theme.quiet());
            paint.put(beside.x + 13, y, beside.width.saturating_sub(13), value, paint.theme.plain());
        }
    }
}
