//! Rows pasted onto a list: what each would come to, cell by cell, before any of it is written; then all of it in one
//! step.
//!
//! Nothing pasted is lost on a fault: the rows stay here, each cell can be set right, and leaving asks.

mod draw;
mod work;

use crate::{
    catalog::{Field, Register},
    exchange::paste::{Judged, Pasted, Verdict},
    store::{self, edit::Values},
    text::{keys as k, list as lw, paste as w},
    ui::{
        Command, Cx, Effect, Paint, View, Window, key,
        screens::{
            pick::{Choice, Pick},
            prompt::Prompt,
        },
        table::Column,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// The pasted rows.
pub struct Paste {
    register: &'static Register,
    pasted: Pasted,
    /// What a new record starts with: what the list is filtered by.
    given: Values,
    /// The list's columns, for rows without headings.
    shown: Vec<&'static Field>,
    /// The field of each pasted column.
    columns: Vec<Option<&'static Field>>,
    headed: bool,
    judged: Vec<Judged>,
    /// Counts judgements, so that an old one that comes late is dropped.
    ticket: u64,
    known: bool,
    begun: bool,
    row: usize,
    top: usize,
    at: usize,
    skip: usize,
}

impl Paste {
    /// Rows pasted onto a list with these columns; `None` where the text makes no table.
    #[must_use]
    pub fn new(register: &'static Register, pasted: Pasted, columns: &[Column], given: Values) -> Self {
        let mut paste = Self {
            register,
            pasted,
            given,
            shown: columns.iter().map(|c| c.field).collect(),
            columns: Vec::new(),
            headed: false,
            judged: Vec::new(),
            ticket: 0,
            known: false,
            begun: false,
            row: 0,
            top: 0,
            at: 0,
            skip: 0,
        };
        paste.map(true);
        paste
    }

    /// Maps the columns: by headings where the first row has some and they are wanted, else by the list's columns.
    fn map(&mut self, headings: bool) {
        let found = if headings { self.pasted.headings(self.register) } else { None };
        self.headed = found.is_some();
        self.columns = found.unwrap_or_else(|| (0..self.pasted.width()).map(|n| self.shown.get(n).copied()).collect());
    }

    /// The first row with data.
    fn first(&self) -> usize {
        usize::from(self.headed)
    }

    fn rows(&self) -> usize {
        self.pasted.height().saturating_sub(self.first())
    }

    /// New, changed, same, wrong.
    fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for judged in &self.judged {
            counts[match judged.verdict {
                Verdict::New(_) => 0,
                Verdict::Changed(..) => 1,
                Verdict::Same => 2,
                Verdict::Wrong(_) => 3,
            }] += 1;
        }
        counts
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.row = self.row.saturating_add_signed(by).min(self.rows().saturating_sub(1));
        let height = draw::height(cx.area);
        if self.row < self.top {
            self.top = self.row;
        } else if self.row >= self.top + height {
            self.top = self.row + 1 - height;
        }
        Ok(Effect::None)
    }

    /// To the next row that is wrong, round to the first.
    fn next_wrong(&mut self, cx: &Cx) -> store::Result<Effect> {
        let wrong = |j: &&Judged| matches!(j.verdict, Verdict::Wrong(_));
        let rows: Vec<usize> = self.judged.iter().filter(wrong).map(|j| j.row - self.first()).collect();
        let Some(to) = rows.iter().find(|r| **r > self.row).or(rows.first()).copied() else {
            return Ok(Effect::Toast(cx.t(w::NONE_WRONG).to_owned()));
        };
        let judged = self.judged.iter().find(|j| j.row == to + self.first());
        if let Some(Verdict::Wrong(wrong)) = judged.map(|j| &j.verdict)
            && let Some(column) = wrong.first().and_then(|w| w.column)
        {
            self.at = column;
            self.reveal_column(cx);
        }
        let by = isize::try_from(to).unwrap_or(0) - isize::try_from(self.row).unwrap_or(0);
        self.step(by, cx)
    }

    fn walk(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.at = self.at.saturating_add_signed(by).min(self.columns.len().saturating_sub(1));
        self.reveal_column(cx);
        Ok(Effect::None)
    }

    fn correct(&mut self, cx: &Cx) -> Effect {
        let text = self.pasted.cell(self.row + self.first(), self.at);
        let label = self.columns.get(self.at).copied().flatten().map_or(w::UNUSED, |f| f.label);
        Effect::open(Window(Prompt::new("paste_cell", cx.t(label), text).empty_too()))
    }

    fn mappable(&self) -> Vec<&'static Field> {
        self.register.fields.iter().filter(|f| f.entered()).collect()
    }

    fn choose_field(&mut self, cx: &Cx) -> Effect {
        let fields = self.mappable();
        let now = self.columns.get(self.at).copied().flatten();
        let at = fields.iter().position(|f| Some(f.name) == now.map(|n| n.name)).map_or(0, |n| n + 1);
        let unused = std::iter::once(choice(cx.t(w::UNUSED)));
        let choices = unused.chain(fields.iter().map(|f| choice(cx.t(f.label)))).collect();
        Effect::open(Window(Pick::new("paste_field", cx.t(w::WHICH_FIELD), choices).at(at)))
    }

    /// A field stands for one column only.
    fn take_field(&mut self, n: usize, cx: &Cx) -> Effect {
        let field = n.checked_sub(1).and_then(|n| self.mappable().get(n).copied());
        for column in &mut self.columns {
            if field.is_some() && column.map(|c| c.name) == field.map(|f| f.name) {
                *column = None;
            }
        }
        if let Some(column) = self.columns.get_mut(self.at) {
            *column = field;
        }
        self.look(cx)
    }

    fn drop_row(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.pasted.drop_row(self.row + self.first());
        if self.rows() == 0 {
            return Ok(Effect::Close);
        }
        self.step(0, cx)?;
        Ok(self.look(cx))
    }

    fn escape(&self, cx: &Cx) -> Effect {
        let choices = [w::GO_ON, w::DROP].map(|t| choice(cx.t(t))).to_vec();
        Effect::open(Window(Pick::new("paste_leave", w::leave(cx.lang, self.rows()), choices)))
    }
}

fn choice(word: &str) -> Choice {
    Choice { word: word.to_owned(), note: String::new() }
}

impl View for Paste {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("write", &[key::f(2), key::ctrl('s')], w::WRITE, |v: &mut Self, cx| Ok(v.write(cx))).changes().shown(),
        Command::new("correct", &[key::ENTER, key::ch('=')], w::SET_RIGHT, |v: &mut Self, cx| Ok(v.correct(cx))).shown(),
        Command::new("wrong", &[key::TAB], w::NEXT_WRONG, Self::next_wrong).shown(),
        Command::new("map", &[key::f(4)], w::MAP, |v: &mut Self, cx| Ok(v.choose_field(cx))).shown(),
        Command::new("first_row", &[key::f(6)], w::FIRST_ROW, |v: &mut Self, cx| {
            v.map(!v.headed);
            v.step(0, cx)?;
            Ok(v.look(cx))
        })
        .shown(),
        Command::new("drop_row", &[key::f(8), key::DELETE], w::DROP_ROW, Self::drop_row).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.step(-15, cx)),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| v.step(15, cx)),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| v.step(isize::MIN / 2, cx)),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| v.step(isize::MAX / 2, cx)),
        Command::new("left", &[key::LEFT], lw::LEFT, |v: &mut Self, cx| v.walk(-1, cx)),
        Command::new("right", &[key::RIGHT], lw::RIGHT, |v: &mut Self, cx| v.walk(1, cx)),
        Command::new("back", &[key::ESC], k::BACK, |v: &mut Self, cx| Ok(v.escape(cx))).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.step(0, cx)?;
        Ok(if std::mem::replace(&mut self.begun, true) { Effect::None } else { self.look(cx) })
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        Ok(self.answered(outcome, cx))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        // Who pasted the numbers has them; they must be seen to be set right.
        paint.in_full = true;
        self.paint(paint, area, cx);
        paint.in_full = false;
    }
}
