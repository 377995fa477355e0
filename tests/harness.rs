//! Screens as a person uses them: keys in, the frame read back, jobs run at once, today fixed.

use chrono::NaiveDate;
use crossterm::event::KeyCode;
use ganjiao::{
    app::{App, Inline},
    store::Reader,
    text::Lang,
    ui::{Cx, Key, glyph, glyph::Glyphs, key, theme::Theme},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// The application in a window without a terminal.
pub struct Ui {
    /// The application.
    pub app: App,
    /// The window.
    pub frame: Rect,
}

#[allow(dead_code)]
impl Ui {
    /// Opens a database at 80×24, in Chinese, with ASCII lines, on the given day.
    pub fn open(db: &Path, today: NaiveDate) -> Self {
        Self::with(db, today, Lang::Zh, &glyph::ASCII, 80, 24)
    }

    /// Opens a database in any window.
    pub fn with(db: &Path, today: NaiveDate, lang: Lang, glyphs: &'static Glyphs, columns: u16, rows: u16) -> Self {
        let frame = Rect::new(0, 0, columns, rows);
        let cx = Cx {
            lang,
            today,
            actor: "tester".to_owned(),
            origin: "test".to_owned(),
            now: || "2026-11-24 09:00:00".to_owned(),
            glyphs,
            theme: Theme::new(true),
            served: false,
            db: Reader::open(db).unwrap().on(today),
            area: frame,
            bytes: Vec::new(),
        };
        let runner = Inline::new(db.to_owned(), today);
        Self { app: App::new(cx, Box::new(runner), 0, 0, frame), frame }
    }

    /// Presses keys: plain characters, and names in angle brackets such as `<enter>`, `<f3>`, `<c-p>`, `<lt>` for `<`.
    pub fn keys(&mut self, script: &str) -> &mut Self {
        for key in parse(script) {
            self.app.key(key);
        }
        self
    }

    /// Another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.frame = Rect::new(0, 0, columns, rows);
        self.app.resize(self.frame);
        self
    }

    /// The frame as text, one line a row; a wide character stands once.
    pub fn screen(&self) -> String {
        let mut buf = Buffer::empty(self.frame);
        self.app.draw(&mut buf);
        text(&buf)
    }

    /// The frame itself.
    pub fn buffer(&self) -> Buffer {
        let mut buf = Buffer::empty(self.frame);
        self.app.draw(&mut buf);
        buf
    }

    /// Fails unless the frame shows this.
    #[track_caller]
    pub fn sees(&mut self, words: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(words), "no {words:?} on\n{screen}");
        self
    }

    /// Fails if the frame shows this.
    #[track_caller]
    pub fn sees_no(&mut self, words: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(words), "{words:?} on\n{screen}");
        self
    }
}

/// A buffer as text.
pub fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buf.area.left()..buf.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, y)].symbol();
            skip = symbol.width().saturating_sub(1);
            line.push_str(symbol);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Keys of a script.
pub fn parse(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        if c == '<'
            && let Some(end) = rest.find('>')
        {
            keys.push(named(&rest[1..end]));
            rest = &rest[end + 1..];
            continue;
        }
        keys.push(key::ch(c));
        rest = &rest[c.len_utf8()..];
    }
    keys
}

fn named(name: &str) -> Key {
    match name {
        "enter" => key::ENTER,
        "esc" => key::ESC,
        "tab" => key::TAB,
        "btab" => key::BACK_TAB,
        "up" => key::UP,
        "down" => key::DOWN,
        "left" => key::LEFT,
        "right" => key::RIGHT,
        "pgup" => key::PAGE_UP,
        "pgdn" => key::PAGE_DOWN,
        "home" => key::HOME,
        "end" => key::END,
        "bs" => key::BACKSPACE,
        "del" => key::DELETE,
        "space" => key::SPACE,
        "lt" => key::ch('<'),
        _ if name.starts_with("c-") => key::ctrl(name.chars().nth(2).unwrap()),
        _ if name.starts_with('f') => key::on(KeyCode::F(name[1..].parse().unwrap())),
        _ => panic!("no key {name}"),
    }
}
