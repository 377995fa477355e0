//! Panes: several sheets of one page, walked with Tab; side by side where the window is wide.
//!
//! The keys of every page made of panes are the same rows, added to the page's own by [`rows`](crate::pane_rows).

use super::{
    Command, Cx, Effect, Key, Paint, Subject, View, hand, key,
    sheet::{self, Sheet, To},
    show,
};
use crate::{
    catalog, store,
    text::{T, change as c, page::NOTHING_TO_ADD},
};
use ratatui::layout::Rect;

/// From this width on the first pane stays beside the others.
const WIDE: u16 = 110;

/// Sheets with their names.
pub struct Panes {
    names: &'static [T],
    sheets: Vec<Sheet>,
    counts: Vec<Option<usize>>,
    at: usize,
    beside: usize,
    split: bool,
    lone: bool,
}

impl Panes {
    /// So many empty panes.
    #[must_use]
    pub fn new(names: &'static [T]) -> Self {
        let sheets = names.iter().map(|_| Sheet::default()).collect();
        Self { names, sheets, counts: vec![None; names.len()], at: 0, beside: 1, split: true, lone: false }
    }

    /// One pane at a time in any window.
    #[must_use]
    pub const fn one_at_a_time(mut self) -> Self {
        self.split = false;
        self
    }

    /// Only the first pane, without names: for a page that puts everything there in a narrow window.
    pub fn alone(&mut self, lone: bool) {
        self.lone = lone;
        if lone {
            self.at = 0;
        }
    }

    /// True where panes stand side by side in an area of this width.
    #[must_use]
    pub const fn fits_two(columns: u16) -> bool {
        columns >= WIDE
    }

    /// The record the selected line leads to.
    #[must_use]
    pub fn subject(&self) -> Subject {
        sheet::subject(self.sheet().selected())
    }

    /// Fills a pane; `count` stands beside its name.
    pub fn set(&mut self, n: usize, lines: Vec<sheet::Line>, count: Option<usize>) {
        if let Some(sheet) = self.sheets.get_mut(n) {
            sheet.set(lines);
            self.counts[n] = count;
        }
    }

    /// Which pane has the keys.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Gives the keys to a pane.
    pub fn go(&mut self, n: usize) {
        self.at = n.min(self.sheets.len().saturating_sub(1));
        if self.at > 0 {
            self.beside = self.at;
        }
    }

    /// The cursor of a pane back to its top.
    pub fn home(&mut self, n: usize) {
        if let Some(sheet) = self.sheets.get_mut(n) {
            sheet.home();
        }
    }

    /// The cursor of a pane to the line that leads there, in the middle of so many rows.
    pub fn select(&mut self, n: usize, to: &To, rows: usize) {
        if let Some(sheet) = self.sheets.get_mut(n) {
            sheet.select(to, rows);
        }
    }

    fn walk(&mut self, by: isize) {
        let n = if self.lone { 1 } else { self.sheets.len().max(1) };
        self.go((self.at + n).saturating_add_signed(by) % n);
    }

    /// The pane with the keys.
    #[must_use]
    pub fn sheet(&self) -> &Sheet {
        &self.sheets[self.at]
    }

    fn wide(&self, area: Rect) -> bool {
        self.split && !self.lone && Self::fits_two(area.width) && self.sheets.len() > 1
    }

    /// Columns a pane has in an area.
    #[must_use]
    pub fn columns(&self, n: usize, area: Rect) -> u16 {
        match (self.wide(area), n) {
            (false, _) => area.width,
            (true, 0) => area.width / 2 - 1,
            (true, _) => area.width - area.width / 2,
        }
    }

    /// Draws names and panes.
    pub fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if self.lone {
            return self.sheets[0].draw(paint, area, true);
        }
        if area.height < 2 {
            return;
        }
        if !self.wide(area) {
            self.strip(paint, area, 0..self.sheets.len(), cx);
            self.sheets[self.at].draw(paint, below(area), true);
            return;
        }
        let half = area.width / 2;
        let left = Rect::new(area.x, area.y, half - 1, area.height);
        let right = Rect::new(area.x + half, area.y, area.width - half, area.height);
        let plain = paint.theme.plain();
        paint.rule(right.x - 1, area.y, area.height, plain);
        self.strip(paint, left, 0..1, cx);
        self.sheets[0].draw(paint, below(left), self.at == 0);
        self.strip(paint, right, 1..self.sheets.len(), cx);
        self.sheets[self.beside].draw(paint, below(right), self.at != 0);
    }

    fn strip(&self, paint: &mut Paint, area: Rect, panes: std::ops::Range<usize>, cx: &Cx) {
        let mut x = area.x;
        let (here, other) = (paint.theme.heading(), paint.theme.plain());
        for n in panes {
            let count = self.counts[n].map(|c| show::count(i64::try_from(c).unwrap_or(i64::MAX))).unwrap_or_default();
            let name = format!("{}{}{count}", cx.t(self.names[n]), if count.is_empty() { "" } else { " " });
            let words = if n == self.at { format!("[{name}]") } else { format!(" {name} ") };
            x += paint.put(x, area.y, area.right().saturating_sub(x), &words, if n == self.at { here } else { other });
        }
    }
}

fn below(area: Rect) -> Rect {
    Rect::new(area.x, area.y + 1, area.width, area.height - 1)
}

/// A page made of panes.
pub trait Paned: View {
    /// The panes.
    fn panes(&self) -> &Panes;
    /// The panes, to move in them.
    fn panes_mut(&mut self) -> &mut Panes;
    /// The part of the page the panes are drawn in.
    fn body(&self, area: Rect) -> Rect;
    /// The record the page is about.
    fn own(&self) -> Subject {
        None
    }
    /// The kind of record that the key for new ones makes in the pane with the keys.
    fn adds(&self) -> Option<&'static str> {
        None
    }
    /// Enter on a line that leads to something only the page knows.
    fn here(&mut self, _n: usize, _cx: &Cx) -> store::Result<Effect> {
        Ok(Effect::None)
    }
}

fn height<V: Paned>(page: &V, cx: &Cx) -> usize {
    let names = u16::from(!page.panes().lone);
    usize::from(page.body(cx.area).height.saturating_sub(names)).max(1)
}

/// Moves the cursor of the pane with the keys.
pub fn step<V: Paned>(page: &mut V, by: isize, cx: &Cx) -> store::Result<Effect> {
    let height = height(page, cx);
    let panes = page.panes_mut();
    let at = panes.at;
    panes.sheets[at].step(by, height);
    Ok(Effect::None)
}

/// A page up or down.
pub fn page<V: Paned>(page: &mut V, by: isize, cx: &Cx) -> store::Result<Effect> {
    let height = height(page, cx);
    let panes = page.panes_mut();
    let at = panes.at;
    panes.sheets[at].page(by, height);
    Ok(Effect::None)
}

/// To the first or last line.
pub fn edge<V: Paned>(page: &mut V, last: bool, cx: &Cx) -> store::Result<Effect> {
    let height = height(page, cx);
    let panes = page.panes_mut();
    let at = panes.at;
    panes.sheets[at].edge(last, height);
    Ok(Effect::None)
}

/// The next pane, or the one before.
pub fn walk<V: Paned>(page: &mut V, by: isize, cx: &Cx) -> store::Result<Effect> {
    page.panes_mut().walk(by);
    step(page, 0, cx)
}

/// Goes where the selected line leads.
pub fn open<V: Paned>(page: &mut V, cx: &Cx) -> store::Result<Effect> {
    match page.panes().sheet().selected().clone() {
        To::Here(n) => page.here(n, cx),
        to => Ok(sheet::follow(&to, cx)),
    }
}

/// What the keys that change are about.
fn target<V: Paned>(page: &V) -> Subject {
    hand::target(page.panes().subject(), page.own())
}

/// Why what the keys are about cannot be changed.
fn locked<V: Paned>(page: &V, cx: &Cx) -> Option<T> {
    hand::locked(target(page), cx)
}

/// The form of what the keys are about.
fn edit<V: Paned>(page: &mut V) -> store::Result<Effect> {
    Ok(hand::edit(target(page)))
}

/// Away with what the keys are about, after a question.
fn delete<V: Paned>(page: &mut V) -> store::Result<Effect> {
    Ok(hand::delete(target(page)))
}

/// A new record in the pane with the keys.
fn add<V: Paned>(page: &mut V) -> store::Result<Effect> {
    let register = page.adds().and_then(catalog::register);
    Ok(register.map_or(Effect::None, |register| hand::add(register, page.own())))
}

/// Why there can be none.
fn no_add<V: Paned>(page: &V, cx: &Cx) -> Option<T> {
    match page.adds().and_then(catalog::register) {
        Some(register) => hand::refused(register, None, cx),
        None => Some(NOTHING_TO_ADD),
    }
}

const EDIT: &[Key] = &[key::f(2)];
const NEW: &[Key] = &[key::f(4), key::ctrl('n')];
const DELETE: &[Key] = &[key::f(8), key::DELETE];

/// The row of the key that edits what stands at the cursor, or the page's own record.
#[must_use]
pub const fn edit_row<V: Paned>() -> Command<V> {
    Command::new("edit", EDIT, c::EDIT, |v: &mut V, _| edit(v)).changes().shown().when(locked)
}

/// The row of the key that adds a record in the pane with the keys.
#[must_use]
pub const fn new_row<V: Paned>() -> Command<V> {
    Command::new("new", NEW, c::NEW, |v: &mut V, _| add(v)).changes().shown().when(no_add)
}

/// The row of the key that removes what stands at the cursor, or the page's own record.
#[must_use]
pub const fn delete_row<V: Paned>() -> Command<V> {
    Command::new("delete", DELETE, c::DELETE, |v: &mut V, _| delete(v)).changes().when(locked)
}

/// The command rows of a page made of panes: its own first.
#[macro_export]
macro_rules! pane_rows {
    // Where Enter does not open but decides, its row says so.
    (enter $enter:expr; $($own:expr),* $(,)?) => {
        &[
            $crate::ui::Command::new("open", &[$crate::ui::key::ENTER], $enter, |v: &mut Self, cx| $crate::ui::panes::open(v, cx)).shown(),
            $($own,)*
            $crate::ui::Command::new("pane", &[$crate::ui::key::TAB], $crate::text::panes::NEXT, |v: &mut Self, cx| $crate::ui::panes::walk(v, 1, cx)).shown(),
            $crate::ui::Command::new("pane_before", &[$crate::ui::key::BACK_TAB], $crate::text::panes::BEFORE, |v: &mut Self, cx| $crate::ui::panes::walk(v, -1, cx)),
            $crate::ui::Command::new("up", &[$crate::ui::key::UP, $crate::ui::key::ch('k')], $crate::text::list::UP, |v: &mut Self, cx| $crate::ui::panes::step(v, -1, cx)),
            $crate::ui::Command::new("down", &[$crate::ui::key::DOWN, $crate::ui::key::ch('j')], $crate::text::list::DOWN, |v: &mut Self, cx| $crate::ui::panes::step(v, 1, cx)),
            $crate::ui::Command::new("page_up", &[$crate::ui::key::PAGE_UP], $crate::text::list::PAGE_UP, |v: &mut Self, cx| $crate::ui::panes::page(v, -1, cx)),
            $crate::ui::Command::new("page_down", &[$crate::ui::key::PAGE_DOWN], $crate::text::list::PAGE_DOWN, |v: &mut Self, cx| $crate::ui::panes::page(v, 1, cx)),
            $crate::ui::Command::new("first", &[$crate::ui::key::HOME], $crate::text::list::FIRST, |v: &mut Self, cx| $crate::ui::panes::edge(v, false, cx)),
            $crate::ui::Command::new("last", &[$crate::ui::key::END], $crate::text::list::LAST, |v: &mut Self, cx| $crate::ui::panes::edge(v, true, cx)),
            $crate::ui::Command::new("reload", &[$crate::ui::key::f(5)], $crate::text::keys::RELOAD, |_: &mut Self, _| Ok($crate::ui::Effect::Reload)),
        ]
    };
    ($($own:expr),* $(,)?) => {
        $crate::pane_rows!(enter $crate::text::list::OPEN; $($own),*)
    };
}
