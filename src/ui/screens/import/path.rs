//! Typing the path of a file, with Tab completing it from what is on the disk.

use crate::{
    store,
    text::{keys as k, pick as p, wizard as w},
    ui::{Command, Cx, Effect, Key, Paint, View, key, screen::Input, text},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::path::{Path as OsPath, PathBuf};

/// What was typed: the answer to the screen below.
pub struct Typed(pub PathBuf);

/// Names offered below the field.
const OFFERED: usize = 8;

/// The field.
pub struct Path {
    base: PathBuf,
    typed: String,
    offered: Vec<String>,
}

impl Path {
    /// Paths that do not begin at the root begin here.
    #[must_use]
    pub fn new(base: &OsPath) -> Self {
        Self { base: base.to_owned(), typed: String::new(), offered: Vec::new() }
    }

    /// Where the typed path leads, `~` being the home folder.
    fn whole(&self, typed: &str) -> PathBuf {
        let typed = typed.trim().trim_matches(['"', '\'']);
        match (typed.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.base.join(typed),
        }
    }

    /// Names that go on from what is typed; folders end in a slash.
    fn fitting(&self) -> Vec<String> {
        let (folder, start) = self.typed.rsplit_once('/').map_or(("", self.typed.as_str()), |(f, s)| (f, s));
        let within =
            if self.typed.starts_with('/') && folder.is_empty() { PathBuf::from("/") } else { self.whole(&format!("{folder}/")) };
        let within = if folder.is_empty() && !self.typed.starts_with('/') { self.base.clone() } else { within };
        let Ok(entries) = std::fs::read_dir(within) else { return Vec::new() };
        let named = |entry: std::fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let fits = name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
            fits.then(|| if entry.path().is_dir() { format!("{name}/") } else { name })
        };
        let mut names: Vec<String> = entries.flatten().take(2_000).filter_map(named).collect();
        names.sort();
        names
    }

    fn complete(&mut self, cx: &Cx) -> Effect {
        let names = self.fitting();
        let Some(first) = names.first() else { return Effect::Toast(cx.t(w::NO_COMPLETION).to_owned()) };
        let shared = names.iter().fold(first.clone(), |shared, name| {
            shared.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        });
        let kept = self.typed.rfind('/').map_or(0, |at| at + 1);
        self.typed.truncate(kept);
        self.typed.push_str(&shared);
        self.offered = if names.len() > 1 { names } else { Vec::new() };
        Effect::None
    }

    fn area(&self, area: Rect) -> Rect {
        let width = 74.min(area.width.saturating_sub(2));
        let rows = u16::try_from(self.offered.len().min(OFFERED)).unwrap_or(0);
        Rect::new(area.x + (area.width - width) / 2, area.y + area.height / 4, width, (3 + rows).min(area.height))
    }
}

impl View for Path {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("accept", &[key::ENTER], p::ACCEPT, |v: &mut Self, cx| {
            if v.typed.trim().is_empty() {
                return Ok(Effect::Toast(cx.t(p::NOTHING_TYPED).to_owned()));
            }
            Ok(Effect::Answer(Box::new(Typed(v.whole(&v.typed)))))
        })
        .shown(),
        Command::new("complete", &[key::TAB], w::TYPED_ASK, |v: &mut Self, cx| Ok(v.complete(cx))),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TYPED).to_owned()
    }

    fn load(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, _: &Cx) -> store::Result<Effect> {
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
        self.offered.clear();
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let popup = self.area(area);
        let inside = paint.popup(popup, cx.t(w::TYPED_ASK));
        if inside.height == 0 {
            return;
        }
        let room = usize::from(inside.width.saturating_sub(3));
        let mut shown = self.typed.as_str();
        while text::width(shown) > room {
            shown = &shown[shown.chars().next().map_or(0, char::len_utf8)..];
        }
        let used = paint.put_typed(inside.x + 1, inside.y, inside.width.saturating_sub(2), shown, paint.theme.key());
        paint.cursor = Some((inside.x + 1 + used, inside.y).into());
        let quiet = paint.theme.quiet();
        for (name, y) in self.offered.iter().take(OFFERED).zip(inside.y + 1..inside.bottom()) {
            paint.put(inside.x + 2, y, inside.width.saturating_sub(3), name, quiet);
        }
        let more = if self.offered.len() > OFFERED { format!("{}/{}", OFFERED, self.offered.len()) } else { String::new() };
        paint.popup_foot(popup, "", &more);
    }

    fn overlay(&self) -> bool {
        true
    }
}
