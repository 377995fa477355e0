//! Choosing from a list of words: one, or several with Space; typing narrows it by text, pinyin or initials.

use crate::{
    domain::search,
    store,
    text::{keys as k, pick as w},
    ui::{Command, Cx, Effect, Key, Paint, View, key, screen::Input, text},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::collections::BTreeSet;

/// A line to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The word.
    pub word: String,
    /// Beside it, such as a count.
    pub note: String,
}

/// What was chosen: the answer to the screen below.
#[derive(Debug)]
pub struct Picked {
    /// What the question was called.
    pub tag: &'static str,
    /// Which lines, in order.
    pub chosen: Vec<usize>,
    /// The key that chose: Enter, or another the asking screen offered.
    pub key: Key,
}

/// A list of words to choose from.
pub struct Pick {
    tag: &'static str,
    question: String,
    choices: Vec<Choice>,
    several: bool,
    digits: bool,
    hint: String,
    exact: bool,
    extra: &'static [Key],
    marked: BTreeSet<usize>,
    typed: String,
    fitting: Vec<usize>,
    cursor: usize,
    top: usize,
}

impl Pick {
    /// A question; the answer comes back as [`Picked`] with this tag.
    #[must_use]
    pub fn new(tag: &'static str, question: impl Into<String>, choices: Vec<Choice>) -> Self {
        let fitting = (0..choices.len()).collect();
        Self {
            tag,
            question: question.into(),
            choices,
            several: false,
            digits: false,
            hint: String::new(),
            exact: false,
            extra: &[],
            marked: BTreeSet::new(),
            typed: String::new(),
            fitting,
            cursor: 0,
            top: 0,
        }
    }

    /// Several may be chosen.
    #[must_use]
    pub fn several(mut self, marked: impl IntoIterator<Item = usize>) -> Self {
        self.several = true;
        self.marked = marked.into_iter().collect();
        self
    }

    /// The marks are the answer, also when there is none; otherwise Enter without a mark takes the line it is on.
    #[must_use]
    pub const fn exactly(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Starts on this line.
    #[must_use]
    pub fn at(mut self, line: usize) -> Self {
        self.cursor = line.min(self.choices.len().saturating_sub(1));
        self
    }

    /// Up to nine choices with their digits in front; a digit chooses at once.
    #[must_use]
    pub fn by_digit(mut self) -> Self {
        self.digits = self.choices.len() < 10;
        self
    }

    /// Words in the lower edge, such as what the other keys do.
    #[must_use]
    pub fn hint(mut self, words: impl Into<String>) -> Self {
        self.hint = words.into();
        self
    }

    /// Other keys that answer too.
    #[must_use]
    pub const fn also(mut self, keys: &'static [Key]) -> Self {
        self.extra = keys;
        self
    }

    /// The choice a digit names.
    fn digit(&self, key: Key) -> Option<usize> {
        let digit = usize::try_from(key.folded().typed()?.to_digit(10)?).ok()?;
        digit.checked_sub(1).filter(|n| *n < self.choices.len())
    }

    fn answer(&self, key: Key) -> Effect {
        let mut chosen: Vec<usize> = self.marked.iter().copied().collect();
        if !self.exact && chosen.is_empty() || !self.several || key != key::ENTER {
            chosen = self.fitting.get(self.cursor).copied().into_iter().collect();
        }
        Effect::Answer(Box::new(Picked { tag: self.tag, chosen, key }))
    }

    fn narrow(&mut self) {
        let query = search::parse(&self.typed);
        self.fitting = (0..self.choices.len()).filter(|n| query.fits(&self.choices[*n].word)).collect();
        (self.cursor, self.top) = (0, 0);
    }

    fn step(&mut self, by: isize, height: usize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.fitting.len().saturating_sub(1));
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
    }

    fn area(&self, area: Rect) -> Rect {
        let widest = self.choices.iter().map(|c| text::width(&c.word) + text::width(&c.note) + 6).max().unwrap_or(0);
        let widest = widest + if self.digits { 2 } else { 0 };
        let wanted = widest.max(text::width(&self.question) + 6).max(text::width(&self.hint) + 20).max(30);
        let width = u16::try_from(wanted).unwrap_or(u16::MAX).min(area.width.saturating_sub(4));
        let height = u16::try_from(self.choices.len() + 3).unwrap_or(u16::MAX).clamp(6, 22).min(area.height);
        Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height)
    }

    fn rows(&self, area: Rect) -> usize {
        usize::from(self.area(area).height.saturating_sub(3)).max(1)
    }
}

impl View for Pick {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("choose", &[key::ENTER], w::CHOOSE, |v: &mut Self, _| Ok(v.answer(key::ENTER))).shown(),
        Command::new("mark", &[key::SPACE], w::MARK, |v: &mut Self, cx| {
            if let Some(n) = v.fitting.get(v.cursor).copied().filter(|_| v.several)
                && !v.marked.remove(&n)
            {
                v.marked.insert(n);
            }
            v.step(1, v.rows(cx.area));
            Ok(Effect::None)
        })
        .shown()
        .when(|v, _| (!v.several).then_some(w::ONLY_ONE)),
        Command::new("up", &[key::UP], crate::text::list::UP, |v: &mut Self, cx| {
            v.step(-1, v.rows(cx.area));
            Ok(Effect::None)
        }),
        Command::new("down", &[key::DOWN, key::TAB], crate::text::list::DOWN, |v: &mut Self, cx| {
            v.step(1, v.rows(cx.area));
            Ok(Effect::None)
        }),
        Command::new("page_up", &[key::PAGE_UP], crate::text::list::PAGE_UP, |v: &mut Self, cx| {
            let rows = v.rows(cx.area);
            v.step(-isize::try_from(rows).unwrap_or(1), rows);
            Ok(Effect::None)
        }),
        Command::new("page_down", &[key::PAGE_DOWN], crate::text::list::PAGE_DOWN, |v: &mut Self, cx| {
            let rows = v.rows(cx.area);
            v.step(isize::try_from(rows).unwrap_or(1), rows);
            Ok(Effect::None)
        }),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.question.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.step(0, self.rows(cx.area));
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        match input {
            Input::Key(key) if self.extra.contains(&key.folded()) && self.typed.is_empty() => {
                return Ok(self.answer(key.folded()));
            }
            Input::Key(key) if self.several && key.folded() == key::SPACE => {
                return (Self::COMMANDS[1].run)(self, cx);
            }
            Input::Key(key) if self.digits && self.digit(key).is_some() => {
                let chosen = self.digit(key).into_iter().collect();
                return Ok(Effect::Answer(Box::new(Picked { tag: self.tag, chosen, key: key::ENTER })));
            }
            Input::Key(Key { code: KeyCode::Backspace, .. }) => {
                self.typed.pop();
            }
            Input::Key(key) => match key.typed() {
                Some(c) => self.typed.push(c),
                None => return Ok(Effect::None),
            },
            Input::Paste(text) => self.typed.push_str(text.trim()),
        }
        self.narrow();
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let popup = self.area(area);
        let inside = paint.popup(popup, &self.question);
        if inside.height < 2 {
            return;
        }
        let all = self.fitting.len() < usize::from(inside.height);
        let place = if all { String::new() } else { format!("{}/{}", self.cursor + 1, self.fitting.len()) };
        paint.popup_foot(popup, &self.hint, &place);
        if self.fitting.is_empty() {
            paint.put(inside.x + 2, inside.y + 1, inside.width.saturating_sub(2), cx.t(w::NO_CHOICE), paint.theme.quiet());
        }
        let used = paint.put_typed(inside.x + 1, inside.y, inside.width.saturating_sub(2), &self.typed, paint.theme.key());
        paint.cursor = Some((inside.x + 1 + used, inside.y).into());
        let rows = self.fitting.iter().enumerate().skip(self.top).take(usize::from(inside.height - 1));
        for (line, (at, n)) in rows.enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let y = inside.y + 1 + line as u16;
            let choice = &self.choices[*n];
            let here = at == self.cursor;
            let style = if here { paint.theme.selected() } else { paint.theme.plain() };
            let mark = if self.marked.contains(n) { paint.glyphs.mark } else { " " };
            let note = u16::try_from(text::width(&choice.note)).unwrap_or(0).min(inside.width / 2);
            paint.put(inside.x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
            paint.put(inside.x + 1, y, 1, mark, style);
            let word = if self.digits { format!("{} {}", n + 1, choice.word) } else { choice.word.clone() };
            paint.fill(inside.x + 2, y, inside.width.saturating_sub(note + 3), &word, style);
            paint.fill(inside.x + inside.width - note - 1, y, note, &choice.note, style);
        }
    }

    fn overlay(&self) -> bool {
        true
    }
}
