//! Which records a list holds and which of them are on screen.
//!
//! A list that is small or narrowed holds all its ids. A huge register in official order holds only a page of ids and
//! moves along the index. A huge register that is filtered or sorted gets its ids from a job; the list says so until
//! they come.

use crate::{
    catalog::{Field, Register},
    store::{
        self,
        query::{Edge, Query, Row},
    },
    text::list as w,
    ui::{
        Cx, Effect, Job, show,
        table::{Column, Widest},
    },
};

/// Above this many records a filter or sort is work for a job.
const LONG: i64 = 150_000;
/// Below this many records a huge register is like any other.
const SHORT: i64 = 2_000;
/// Ids kept around the window of a huge register.
const PAGE: usize = 256;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unread,
    Waiting,
    All,
    Paged,
}

/// Ids a job found.
pub(super) struct Ready {
    ticket: u64,
    ids: Vec<i64>,
}

/// The rows of a list.
#[derive(Default)]
pub(super) struct Rows {
    state: State,
    ids: Vec<i64>,
    start: usize,
    total: usize,
    cursor: usize,
    top: usize,
    cached: Vec<Row>,
    widest: Widest,
    ticket: u64,
    wish: Option<i64>,
}

impl Rows {
    pub fn selected(&self) -> Option<i64> {
        self.ids.get(self.cursor.checked_sub(self.start)?).copied()
    }

    /// The record after or before the selected one.
    pub fn neighbour(&self, after: bool, register: &Register, cx: &Cx) -> store::Result<Option<i64>> {
        let Some(here) = self.selected() else { return Ok(None) };
        let at = if after { self.cursor.checked_add(1) } else { self.cursor.checked_sub(1) };
        let known = at.and_then(|at| at.checked_sub(self.start)).and_then(|n| self.ids.get(n).copied());
        if known.is_some() || self.state != State::Paged {
            return Ok(known);
        }
        let edge = if after { Edge::After(here) } else { Edge::Before(here) };
        Ok(cx.db.page(register, edge, 1)?.first().copied())
    }

    pub const fn total(&self) -> usize {
        self.total
    }

    pub const fn widest(&self) -> &Widest {
        &self.widest
    }

    pub fn shown(&self) -> &[Row] {
        &self.cached
    }

    /// The cursor's row within the window.
    pub fn cursor(&self) -> Option<usize> {
        (self.total > 0).then(|| self.cursor.saturating_sub(self.top))
    }

    /// Words that stand where rows would.
    pub fn instead(&self, filtered: bool, cx: &Cx) -> Option<&'static str> {
        match self.state {
            State::Waiting => Some(cx.t(w::WORKING)),
            State::Unread => None,
            _ if self.total > 0 => None,
            _ if filtered => Some(cx.t(w::EMPTY_FILTERED)),
            _ => Some(cx.t(w::EMPTY)),
        }
    }

    pub fn position(&self, cx: &Cx) -> String {
        let number = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        if self.total == 0 {
            return String::new();
        }
        w::position(cx.lang, number(self.cursor + 1), number(self.total))
    }

    /// Opens at this record, if nothing was read yet.
    pub fn open_at(&mut self, id: Option<i64>) {
        if self.state == State::Unread {
            self.wish = self.wish.or(id);
        }
    }

    /// Reads the list, keeping the selected record selected.
    pub fn load(&mut self, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<Effect> {
        self.wish = self.selected().or(self.wish);
        let total = cx.db.total(query.register)?;
        if query.plain() && query.register.huge && total > SHORT {
            self.state = State::Paged;
            self.total = usize::try_from(total).unwrap_or(0);
            self.ids.clear();
            self.find_wish(query.register, cx)?;
            self.window(height, query, columns, cx)?;
            return Ok(Effect::None);
        }
        if total > LONG && !query.named() {
            self.state = State::Waiting;
            (self.total, self.cursor, self.top, self.start) = (0, 0, 0, 0);
            self.ids.clear();
            self.cached.clear();
            self.ticket += 1;
            let (ticket, query) = (self.ticket, query.clone());
            return Ok(Effect::Start(Job::new("", move |desk, _| Ok(Ready { ticket, ids: desk.reader()?.ids(&query)? }))));
        }
        let ids = cx.db.ids(query)?;
        self.hold(ids, height, query, columns, cx)?;
        Ok(Effect::None)
    }

    /// A job brought the ids; an answer to an older question is dropped.
    pub fn ready(&mut self, ready: Ready, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        if ready.ticket == self.ticket && self.state == State::Waiting {
            self.hold(ready.ids, height, query, columns, cx)?;
        }
        Ok(())
    }

    fn hold(&mut self, ids: Vec<i64>, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        let opening = self.state == State::Unread;
        self.state = State::All;
        self.total = ids.len();
        self.start = 0;
        let wished = self.wish.take().and_then(|id| ids.iter().position(|i| *i == id));
        self.ids = ids;
        self.cursor = wished.unwrap_or(self.cursor).min(self.total.saturating_sub(1));
        if opening && wished.is_some() {
            // What comes next stands below it, what was before above.
            self.top = self.cursor.saturating_sub(height / 3);
        }
        self.window(height, query, columns, cx)
    }

    fn find_wish(&mut self, register: &Register, cx: &Cx) -> store::Result<()> {
        if let Some(id) = self.wish.take() {
            self.cursor = usize::try_from(cx.db.place(register, id)?).unwrap_or(0);
        }
        self.cursor = self.cursor.min(self.total.saturating_sub(1));
        Ok(())
    }

    pub fn step(&mut self, by: isize, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        let last = self.total.saturating_sub(1);
        let cursor = self.cursor.saturating_add_signed(by).min(last);
        if cursor == self.cursor {
            return Ok(());
        }
        self.cursor = cursor;
        // Half a page at the edge: a line at a time would redraw the page for each line.
        if cursor < self.top {
            self.top = cursor.saturating_sub(height / 2);
        } else if cursor >= self.top + height {
            self.top = (cursor - height / 2).min(self.total.saturating_sub(height));
        } else {
            return Ok(());
        }
        self.window(height, query, columns, cx)
    }

    pub fn page(&mut self, by: isize, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        let step = by * isize::try_from(height).unwrap_or(1);
        let last = self.total.saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(step).min(last);
        self.top = self.top.saturating_add_signed(step).min(self.total.saturating_sub(height));
        self.window(height, query, columns, cx)
    }

    pub fn edge(&mut self, last: bool, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        self.cursor = if last { self.total.saturating_sub(1) } else { 0 };
        self.window(height, query, columns, cx)
    }

    /// Selects this record if the list has it.
    pub fn go_to(&mut self, id: i64, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        match self.state {
            State::All => self.cursor = self.ids.iter().position(|i| *i == id).unwrap_or(self.cursor),
            State::Paged => {
                self.wish = Some(id);
                self.find_wish(query.register, cx)?;
            }
            State::Waiting | State::Unread => self.wish = Some(id),
        }
        self.window(height, query, columns, cx)
    }

    /// Reads the rows around the cursor.
    fn window(&mut self, height: usize, query: &Query, columns: &[Column], cx: &Cx) -> store::Result<()> {
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(self.total.saturating_sub(1));
        let end = (self.top + height).min(self.total);
        if self.state == State::Paged {
            self.fetch(end, query.register, cx)?;
        }
        let from = self.top.saturating_sub(self.start);
        let ids = self.ids.get(from..(end - self.start.min(end)).min(self.ids.len())).unwrap_or_default();
        // What says how a deadline stands comes after the cells shown.
        let due = query.register.due().map(|due| [due.field, due.state].map(|name| query.register.field(name)));
        let fields: Vec<&'static Field> = columns.iter().map(|c| c.field).chain(due.into_iter().flatten().flatten()).collect();
        self.cached = cx.db.rows(query.register, &fields, ids)?;
        self.widest.take(columns, &self.cached, cx);
        Ok(())
    }

    /// Makes the page of ids cover `top..end`, from the nearest known edge.
    fn fetch(&mut self, end: usize, register: &Register, cx: &Cx) -> store::Result<()> {
        let known = self.start..self.start + self.ids.len();
        if known.contains(&self.top) && end <= known.end {
            return Ok(());
        }
        let want = PAGE.max(end - self.top);
        let at = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let (edge, start) = if end == self.total && self.total > want {
            (Edge::End, self.total - want)
        } else if known.contains(&self.top) && !self.ids.is_empty() {
            (Edge::After(self.ids[self.ids.len() - 1]), known.end)
        } else if known.contains(&(end - 1)) && !self.ids.is_empty() {
            (Edge::Before(self.ids[0]), self.start.saturating_sub(want))
        } else {
            let start = self.top.saturating_sub(want / 4);
            (Edge::At(at(start)), start)
        };
        let page = cx.db.page(register, edge, want)?;
        match edge {
            Edge::After(_) => {
                let drop = self.top.saturating_sub(self.start);
                self.ids.drain(..drop.min(self.ids.len()));
                self.start += drop;
                self.ids.extend(page);
            }
            Edge::Before(_) => {
                self.start = self.start.saturating_sub(page.len());
                let keep = end - known.start;
                self.ids.truncate(keep);
                self.ids.splice(0..0, page);
            }
            Edge::At(_) | Edge::End => {
                self.start = if matches!(edge, Edge::End) { self.total - page.len().min(self.total) } else { start };
                self.ids = page;
            }
        }
        Ok(())
    }
}
