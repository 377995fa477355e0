//! The list of any register: rows, side pane, filters, sort, columns, marks. Everything about a register comes from
//! the catalog, so every register has the same keys.

mod bulk;
mod cell;
mod change;
mod choose;
mod memory;
mod order;
mod rows;
mod side;
mod spans;
mod tree;

use crate::{
    catalog::{Field, FieldKind, Register},
    domain::value::Value,
    store::{
        self,
        query::{Filter, Query, Row, Test},
    },
    text::{T, change as c, keys as k, list as w, order as o, steps::STEPS},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, due, key,
        screens::{record, steps::Stepped},
        sheet::Tone,
        show,
        table::{self, Column, Table},
    },
};
use ratatui::layout::Rect;
use rows::Rows;
use side::Side;
use std::{any::Any, collections::BTreeSet};

/// The list of a register.
pub struct Browse {
    query: Query,
    columns: Vec<Column>,
    rows: Rows,
    skip: usize,
    /// The column the arrow keys are on; the first stands for the whole row.
    column: usize,
    marks: BTreeSet<i64>,
    side: Option<Side>,
    in_side: bool,
    heading: Option<String>,
    /// Filters in front that make this list what it is; they are never cleared.
    kept: usize,
    recalled: bool,
    offered: Option<(&'static Field, Vec<Value>)>,
    /// Spans of days offered for a field.
    spans: Option<(&'static Field, Vec<Test>)>,
    /// What was chosen to be done to many records, and the tags offered for it.
    way: Option<bulk::Way>,
    tags: Vec<String>,
    /// How many records the register had when it was read last.
    seen: i64,
}

impl Browse {
    /// Everything of a register, in official order.
    #[must_use]
    pub fn new(register: &'static Register) -> Self {
        let side = register.side.and_then(|name| register.field(name)).map(Side::new);
        Self {
            query: Query::all(register),
            columns: columns(register),
            rows: Rows::default(),
            skip: 0,
            column: 0,
            marks: BTreeSet::new(),
            side,
            in_side: false,
            heading: None,
            kept: 0,
            recalled: false,
            offered: None,
            spans: None,
            way: None,
            tags: Vec::new(),
            seen: 0,
        }
    }

    /// Only what these filters let through, under a heading of its own.
    #[must_use]
    pub fn filtered(register: &'static Register, filters: Vec<Filter>, heading: String) -> Self {
        let mut browse = Self::new(register);
        browse.query.filters = filters;
        browse.heading = Some(heading);
        browse.side = None;
        browse
    }

    /// These records of a register, under a heading of their own.
    #[must_use]
    pub fn among(register: &'static Register, ids: Vec<i64>, heading: String) -> Self {
        let mut browse = Self::filtered(register, vec![Filter { field: "id", test: Test::Among(ids) }], heading);
        browse.kept = 1;
        browse
    }

    /// A list that is a part of a register for good, such as the work items of one kind.
    #[must_use]
    pub fn part(register: &'static Register, filters: Vec<Filter>) -> Self {
        let mut browse = Self::new(register);
        browse.kept = filters.len();
        browse.query.filters = filters;
        browse
    }

    /// True where nothing was chosen beyond what the list is.
    fn plain(&self) -> bool {
        self.query.filters.len() <= self.kept && self.query.sort.is_empty()
    }

    /// What the list is before anything was chosen.
    fn whole(&self) -> Query {
        let filters = self.query.filters.iter().take(self.kept).cloned().collect();
        Query { register: self.query.register, filters, sort: Vec::new() }
    }

    fn register(&self) -> &'static Register {
        self.query.register
    }

    /// The rows' part of the area: side pane to the left, a line above for filters, a line below for the position.
    fn list_area(&self, area: Rect) -> Rect {
        let left = self.side_width(area);
        let top = u16::from(!self.plain());
        Rect::new(area.x + left, area.y + top, area.width.saturating_sub(left), area.height.saturating_sub(top + 1))
    }

    /// At 80 columns the side pane shows only while it has the keys.
    fn side_width(&self, area: Rect) -> u16 {
        match &self.side {
            Some(_) if area.width >= 100 => 24,
            Some(_) if self.in_side => 26.min(area.width / 2),
            _ => 0,
        }
    }

    fn height(&self, cx: &Cx) -> usize {
        usize::from(self.list_area(cx.area).height.saturating_sub(1)).max(1)
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        if self.in_side {
            let moved = self.side.as_mut().is_some_and(|side| side.step(by, cx.area.height));
            return if moved { self.narrow(cx) } else { Ok(Effect::None) };
        }
        self.rows.step(by, self.height(cx), &self.query, &self.columns, cx)?;
        Ok(Effect::None)
    }

    fn page(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let height = isize::try_from(self.height(cx)).unwrap_or(1);
        if self.in_side {
            return self.step(by * (height - 1).max(1), cx);
        }
        self.rows.page(by, self.height(cx), &self.query, &self.columns, cx)?;
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        if self.in_side {
            return self.step(if last { isize::MAX / 2 } else { isize::MIN / 2 }, cx);
        }
        self.rows.edge(last, self.height(cx), &self.query, &self.columns, cx)?;
        Ok(Effect::None)
    }

    /// The side pane's value becomes the filter on its field.
    fn narrow(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(side) = &self.side else { return Ok(Effect::None) };
        let field = side.field();
        self.query.filters.retain(|f| f.field != field.name);
        if let Some(test) = side.test() {
            self.query.filters.push(Filter { field: field.name, test });
        }
        self.again(cx)
    }

    /// Reads the list anew from its top.
    fn again(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.rows = Rows::default();
        self.rows.load(self.height(cx), &self.query, &self.columns, cx)
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.in_side {
            self.in_side = false;
            return self.rows.load(self.height(cx), &self.query, &self.columns, cx);
        }
        match self.rows.selected() {
            Some(id) => Ok(record::open(self.register(), id, cx)),
            None => Ok(Effect::None),
        }
    }

    fn mark(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(id) = self.rows.selected() else { return Ok(Effect::None) };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.step(1, cx)
    }

    /// Marks every record of the list, or none if all are marked.
    fn mark_all(&mut self, cx: &Cx) -> store::Result<Effect> {
        let query = self.query.clone();
        let (marked, total) = (self.marks.len(), self.rows.total());
        if marked == total {
            self.marks.clear();
            return Ok(Effect::None);
        }
        Ok(Effect::Start(Job::new(cx.t(w::MARK_ALL), move |desk, _| Ok(memory::Marks(desk.reader()?.ids(&query)?)))))
    }

    /// Marks first, then filters and sort: one key back to everything.
    fn clear(&mut self, cx: &Cx) -> store::Result<Effect> {
        if !self.marks.is_empty() {
            self.marks.clear();
            return Ok(Effect::None);
        }
        let keep = self.rows.selected();
        self.query.filters.truncate(self.kept);
        self.query.sort.clear();
        if let Some(side) = &mut self.side {
            side.reset();
        }
        let effect = self.again(cx)?;
        if let Some(id) = keep {
            self.rows.go_to(id, self.height(cx), &self.query, &self.columns, cx)?;
        }
        Ok(effect)
    }

    fn nothing_to_clear(&self, _: &Cx) -> Option<T> {
        (self.marks.is_empty() && self.plain()).then_some(w::NOTHING_TO_CLEAR)
    }

    /// Marks of records that are gone go too; looked at only when the register has become smaller.
    fn forget_gone(&mut self, cx: &Cx) -> store::Result<()> {
        let now = cx.db.total(self.register())?;
        let fewer = now < std::mem::replace(&mut self.seen, now);
        if fewer && !self.marks.is_empty() {
            let marked: Vec<i64> = self.marks.iter().copied().collect();
            self.marks = cx.db.living(self.register(), &marked)?.into_iter().collect();
        }
        Ok(())
    }

    fn toggle_side(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.side.is_none() {
            return Ok(Effect::Toast(cx.t(w::NO_SIDE).to_owned()));
        }
        self.in_side = !self.in_side;
        let whole = self.whole();
        if let Some(side) = &mut self.side {
            side.load(&whole, cx)?;
        }
        self.rows.load(self.height(cx), &self.query, &self.columns, cx)
    }

    /// Filters and sort as one line of words.
    fn conditions(&self, cx: &Cx) -> String {
        let mut words = Vec::new();
        for filter in self.query.filters.iter().skip(self.kept) {
            let Some(field) = self.register().field(filter.field) else { continue };
            words.push(format!("{}={}", cx.t(field.label), self.test_words(field, &filter.test, cx)));
        }
        for sort in &self.query.sort {
            let Some(field) = self.register().field(sort.field) else { continue };
            words.push(format!("{}{}", cx.t(field.label), cx.glyphs.sort[usize::from(sort.descending)]));
        }
        words.join("  ")
    }

    fn test_words(&self, field: &'static Field, test: &Test, cx: &Cx) -> String {
        let word = |value: &Value| {
            if value.is_null() {
                return cx.t(w::UNKNOWN).to_owned();
            }
            let label = match (field.kind, value) {
                (FieldKind::Link(kind), Value::Int(id)) => {
                    crate::catalog::register(kind).and_then(|r| cx.db.title(r, *id).ok().flatten())
                }
                _ => None,
            };
            show::cell(field, &store::query::Cell { value: value.clone(), label }, cx)
        };
        match test {
            Test::Any(values) => values.iter().map(word).collect::<Vec<_>>().join("/"),
            Test::Under(id) => word(&Value::Int(*id)),
            Test::Between(from, to) => {
                let side = |value: &Value| if value.is_null() { String::new() } else { word(value) };
                format!("{}-{}", side(from), side(to))
            }
            Test::Contains(text) => format!("*{text}*"),
            Test::Among(ids) => show::count(i64::try_from(ids.len()).unwrap_or(i64::MAX)),
        }
    }

    /// How the deadline of a row stands; its date and state come after the cells shown.
    fn note(&self, row: &Row, cx: &Cx) -> Option<(String, Tone)> {
        let due = self.register().due()?;
        let [.., date, state] = &row.cells[..] else { return None };
        due::word(due, &date.value, &state.value, cx)
    }

    fn status(&self, cx: &Cx) -> String {
        let mut words = self.rows.position(cx);
        if !self.marks.is_empty() {
            words.push_str("  ");
            words.push_str(&w::marked(cx.lang, self.marks.len()));
        }
        words
    }
}

fn columns(register: &'static Register) -> Vec<Column> {
    let names = std::iter::once(register.title).chain(register.columns.iter().copied());
    names.filter_map(|name| register.field(name)).map(Column::new).collect()
}

impl View for Browse {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], w::OPEN, Self::open).shown(),
        Command::new("edit", &[key::f(2)], c::EDIT, Self::edit_record).shown().when(Self::locked),
        Command::new("cell", &[key::ch('='), key::ch('e')], c::CELL, Self::edit_cell).changes().shown().when(Self::cell_locked),
        Command::new("new", &[key::f(4), key::ctrl('n')], c::NEW, Self::new_record).shown().when(Self::closed),
        Command::new("filter", &[key::f(6)], w::FILTER, Self::choose_filter).shown(),
        Command::new("side", &[key::TAB, key::BACK_TAB], w::SIDE, Self::toggle_side).shown(),
        Command::new("many", &[key::ctrl('d'), key::ch('m')], c::MANY, Self::choose_bulk).changes().shown().when(Self::closed),
        Command::new("sort", &[key::ctrl('s'), key::ch('s')], w::SORTED, Self::choose_sort).shown(),
        Command::new("columns", &[key::ctrl('k'), key::ch('c')], w::COLUMNS, Self::choose_columns).shown(),
        Command::new("views", &[key::f(7)], w::VIEWS, Self::choose_view).shown(),
        Command::new("export", &[key::f(9), key::ctrl('e')], w::EXPORT, Self::choose_format).shown(),
        Command::new("delete", &[key::f(8), key::DELETE], c::DELETE, Self::ask_delete).changes().when(Self::locked),
        Command::new("steps", &[key::ch('.')], STEPS, Self::steps).changes().when(|v: &Self, cx| v.no_steps(cx)),
        Command::new("mark", &[key::SPACE], w::MARK, Self::mark),
        Command::new("mark_all", &[key::ch('*'), key::ctrl('a')], w::MARK_ALL, |v: &mut Self, cx| v.mark_all(cx)),
        Command::new("clear", &[key::BACKSPACE], w::CLEAR, Self::clear).shown().when(Self::nothing_to_clear),
        Command::new("up", &[key::UP, key::ch('k')], w::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], w::DOWN, |v: &mut Self, cx| v.step(1, cx)),
        Command::new("page_up", &[key::PAGE_UP, key::ctrl('b')], w::PAGE_UP, |v: &mut Self, cx| v.page(-1, cx)),
        Command::new("page_down", &[key::PAGE_DOWN, key::ctrl('f')], w::PAGE_DOWN, |v: &mut Self, cx| v.page(1, cx)),
        Command::new("first", &[key::HOME], w::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END, key::ch('G')], w::LAST, |v: &mut Self, cx| v.edge(true, cx)),
        Command::new("left", &[key::LEFT], w::LEFT, |v: &mut Self, cx| v.go_column(-1, cx)),
        Command::new("right", &[key::RIGHT], w::RIGHT, |v: &mut Self, cx| v.go_column(1, cx)),
        Command::new("put_up", &[key::ch('<'), key::with_ctrl(key::UP)], o::UP, |v: &mut Self, cx| v.put(false, cx))
            .changes()
            .when(Self::no_order),
        Command::new("put_down", &[key::ch('>'), key::with_ctrl(key::DOWN)], o::DOWN, |v: &mut Self, cx| v.put(true, cx))
            .changes()
            .when(Self::no_order),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
    ];

    fn title(&self, cx: &Cx) -> String {
        self.heading.clone().unwrap_or_else(|| cx.t(self.register().name).to_owned())
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        if !self.recalled && self.plain() {
            self.rows.open_at(cx.db.nearest(self.register(), cx.today)?);
        }
        self.recall_columns(cx)?;
        self.forget_gone(cx)?;
        let (wide, whole) = (self.side_width(cx.area) > 0, self.whole());
        let mut effect = self.rows.load(self.height(cx), &self.query, &self.columns, cx)?;
        if let Some(side) = self.side.as_mut().filter(|_| wide) {
            effect = effect.and(side.begin(&whole, cx)?);
        }
        Ok(effect)
    }

    fn cells(&self, cx: &Cx) -> Option<Vec<Vec<String>>> {
        let heads = self.columns.iter().map(|c| cx.t(c.field.label).to_owned()).collect();
        let row = |row: &store::query::Row| {
            self.columns
                .iter()
                .zip(&row.cells)
                .map(|(c, cell)| crate::ui::show::cell(c.field, cell, cx).replace('\n', " "))
                .collect()
        };
        Some(std::iter::once(heads).chain(self.rows.shown().iter().map(row)).collect())
    }

    fn subject(&self) -> Subject {
        Some((self.register(), self.rows.selected()?))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 3 {
            return;
        }
        let list = self.list_area(area);
        if let Some(side) = self.side.as_ref().filter(|_| list.x > area.x) {
            side.draw(paint, Rect::new(area.x, area.y, list.x - area.x - 1, area.height), self.in_side, cx);
            paint.rule(list.x - 1, area.y, area.height, paint.theme.plain());
        }
        if !self.plain() {
            paint.put(list.x, list.y - 1, list.width, &self.conditions(cx), paint.theme.quiet());
        }
        let marks = &self.marks;
        let note = |row: &Row| self.note(row, cx);
        let table = Table {
            columns: &self.columns,
            widest: self.rows.widest(),
            skip: self.skip,
            at: self.column,
            sort: &self.query.sort,
            rows: self.rows.shown(),
            cursor: self.rows.cursor(),
            focus: !self.in_side,
            marked: &|id| marks.contains(&id),
            tone: &|_| None,
            note: self.register().due().map(|_| &note as table::Note),
        };
        table.draw(paint, list, cx);
        if let Some(words) = self.rows.instead(self.query.filters.len() > self.kept, cx) {
            paint.put(list.x + 2, list.y + 2, list.width.saturating_sub(2), words, paint.theme.quiet());
        }
        paint.put(list.x, area.bottom() - 1, list.width, &self.status(cx), paint.theme.quiet());
    }

    fn pasted(&mut self, text: String, cx: &Cx) -> store::Result<Effect> {
        Ok(self.paste(text, cx))
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<rows::Ready>() {
            Ok(ready) => {
                let height = self.height(cx);
                self.rows.ready(*ready, height, &self.query, &self.columns, cx)?;
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Stepped>() {
            Ok(stepped) => {
                self.marks.retain(|id| !stepped.taken.contains(id));
                return Ok(Effect::Reload);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<side::Ready>() {
            Ok(ready) => {
                if let Some(side) = &mut self.side {
                    side.ready(*ready);
                }
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        self.chosen(outcome, cx)
    }

    fn memory(&self) -> Option<String> {
        self.heading.is_none().then(|| self.describe())
    }
}
