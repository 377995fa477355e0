//! The two faces of a screen: [`View`], which an author writes, and [`Screen`], which the application holds.

use super::{Command, Cx, Effect, Key, Paint, Shown, key};
use crate::{
    catalog::{self, Register},
    store,
};
use ratatui::layout::Rect;
use std::any::Any;

/// What an author of a screen writes.
pub trait View: Sized + 'static {
    /// The command rows.
    const COMMANDS: &'static [Command<Self>];

    /// What the path line calls it.
    fn title(&self, cx: &Cx) -> String;

    /// Reads what is shown: when opened, uncovered, resized, or the data changed. Bounded and indexed.
    fn load(&mut self, cx: &Cx) -> store::Result<Effect>;

    /// Draws; never changes anything.
    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx);

    /// True while printable keys are text.
    fn typing(&self) -> bool {
        false
    }

    /// A printable key, Backspace or another editing key while typing; or pasted text.
    fn text(&mut self, _input: Input, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    /// Text was pasted while nothing is typed into.
    fn pasted(&mut self, text: String, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::Find(text))
    }

    /// A job this screen started is done.
    fn done(&mut self, _outcome: Box<dyn Any + Send>, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }

    /// True where it draws over the screen below it.
    fn overlay(&self) -> bool {
        false
    }

    /// True where even control keys are its own while typing, because leaving or undoing could lose what was typed.
    fn holds(&self) -> bool {
        self.overlay()
    }

    /// True while there is nothing yet to press keys on, because a job still reads it; keys wait for it.
    fn waiting(&self) -> bool {
        false
    }

    /// True for a control key that edits what is typed into; all others are commands.
    fn edits(&self, _key: Key) -> bool {
        false
    }

    /// True where every key is its own, those of every screen too.
    fn takes_all(&self) -> bool {
        false
    }

    /// The rows it shows as whole cells under their headings, for copying; none where it is no table.
    fn cells(&self, _cx: &Cx) -> Option<Vec<Vec<String>>> {
        None
    }

    /// What to remember of it for the next start, as one line.
    fn memory(&self) -> Option<String> {
        None
    }

    /// What it would bring to the screen below if it were left now; for text that is kept there.
    fn unfinished(&self) -> Option<Box<dyn Any + Send>> {
        None
    }

    /// Keeps what would be lost if the program ended now; asked when no key was pressed for a second, and at the end.
    fn keep(&mut self, _cx: &Cx) -> Effect {
        Effect::None
    }

    /// The record under the cursor, or the one the screen is about: whose numbers can be shown, whose history is told.
    fn subject(&self) -> Subject {
        None
    }
}

/// A record: its register and id.
pub type Subject = Option<(&'static Register, i64)>;

/// A record by its register's code word.
#[must_use]
pub fn of(kind: &str, id: i64) -> Subject {
    catalog::register(kind).map(|register| (register, id))
}

/// What a field receives while typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text, without controls.
    Paste(String),
}

/// What the application holds. Only [`Window`] implements it.
pub trait Screen {
    /// See [`View::title`].
    fn title(&self, cx: &Cx) -> String;
    /// See [`View::load`].
    fn load(&mut self, cx: &Cx) -> store::Result<Effect>;
    /// See [`View::draw`].
    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx);
    /// See [`View::typing`].
    fn typing(&self) -> bool;
    /// See [`View::cells`].
    fn cells(&self, cx: &Cx) -> Option<Vec<Vec<String>>>;
    /// See [`View::takes_all`].
    fn takes_all(&self) -> bool;
    /// Handles a key; `None` if it means nothing here.
    fn key(&mut self, key: Key, cx: &Cx) -> store::Result<Option<Effect>>;
    /// Pasted text.
    fn paste(&mut self, text: String, cx: &Cx) -> store::Result<Effect>;
    /// Runs a command by its name.
    fn run(&mut self, name: &str, cx: &Cx) -> store::Result<Effect>;
    /// The command rows with their reasons.
    fn commands(&self, cx: &Cx) -> Vec<Shown>;
    /// See [`View::done`].
    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect>;
    /// See [`View::overlay`].
    fn overlay(&self) -> bool;
    /// True while it is typed into and keeps the keys of every screen to itself; see [`View::holds`].
    fn holds(&self) -> bool;
    /// See [`View::waiting`].
    fn waiting(&self) -> bool;
    /// See [`View::memory`].
    fn memory(&self) -> Option<String>;
    /// See [`View::unfinished`].
    fn unfinished(&self) -> Option<Box<dyn Any + Send>>;
    /// See [`View::keep`].
    fn keep(&mut self, cx: &Cx) -> Effect;
    /// See [`View::subject`].
    fn subject(&self) -> Subject;
}

/// A view as a screen: dispatches keys along its command rows.
pub struct Window<V>(pub V);

impl<V: View> Window<V> {
    fn row(key: Key, typing: bool) -> Option<&'static Command<V>> {
        let key = if typing { key } else { key.folded() };
        if typing && (key.typed().is_some() || key == key::BACKSPACE) {
            return None;
        }
        V::COMMANDS.iter().find(|c| c.keys.contains(&key))
    }

    fn try_run(&mut self, command: &Command<V>, cx: &Cx) -> store::Result<Effect> {
        match command.reason(&self.0, cx) {
            Some(reason) => Ok(Effect::Toast(reason.get(cx.lang).to_owned())),
            None => (command.run)(&mut self.0, cx),
        }
    }
}

impl<V: View> Screen for Window<V> {
    fn title(&self, cx: &Cx) -> String {
        self.0.title(cx)
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.0.load(cx)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.0.draw(paint, area, cx);
    }

    fn typing(&self) -> bool {
        self.0.typing()
    }

    fn key(&mut self, key: Key, cx: &Cx) -> store::Result<Option<Effect>> {
        if self.0.takes_all() {
            return self.0.text(Input::Key(key), cx).map(Some);
        }
        let typing = self.0.typing();
        if let Some(command) = Self::row(key, typing) {
            return self.try_run(command, cx).map(Some);
        }
        // What is typed into leaves function and control keys to what every screen has, but for those it edits with.
        let function = matches!(key.code, crossterm::event::KeyCode::F(_));
        let command = function || (key.ctrl || key.alt) && !self.0.edits(key);
        if typing && !command { self.0.text(Input::Key(key), cx).map(Some) } else { Ok(None) }
    }

    fn cells(&self, cx: &Cx) -> Option<Vec<Vec<String>>> {
        self.0.cells(cx)
    }

    fn takes_all(&self) -> bool {
        self.0.takes_all()
    }

    fn paste(&mut self, text: String, cx: &Cx) -> store::Result<Effect> {
        if self.0.typing() { self.0.text(Input::Paste(text), cx) } else { self.0.pasted(text, cx) }
    }

    fn run(&mut self, name: &str, cx: &Cx) -> store::Result<Effect> {
        match V::COMMANDS.iter().find(|c| c.name == name) {
            Some(command) => self.try_run(command, cx),
            None => Ok(Effect::None),
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Shown> {
        let row = |c: &Command<V>| Shown { reason: c.reason(&self.0, cx), ..Shown::of(c) };
        V::COMMANDS.iter().map(row).collect()
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        self.0.done(outcome, cx)
    }

    fn overlay(&self) -> bool {
        self.0.overlay()
    }

    fn holds(&self) -> bool {
        self.0.overlay() || self.0.typing() && self.0.holds()
    }

    fn waiting(&self) -> bool {
        self.0.waiting()
    }

    fn memory(&self) -> Option<String> {
        self.0.memory()
    }

    fn unfinished(&self) -> Option<Box<dyn Any + Send>> {
        self.0.unfinished()
    }

    fn keep(&mut self, cx: &Cx) -> Effect {
        self.0.keep(cx)
    }

    fn subject(&self) -> Subject {
        self.0.subject()
    }
}
