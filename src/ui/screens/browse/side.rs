//! The pane beside a list: the values of one field with their counts, in official order; moving in it narrows the list.

use super::tree::tree;
use crate::{
    catalog::{Field, FieldKind},
    domain::value::Value,
    store::{
        self, Reader,
        query::{Cell, Facet, Query, Test},
    },
    text::list as w,
    ui::{Cx, Effect, Job, Paint, show},
};
use ratatui::layout::Rect;

/// Values shown at most; beyond that the filter key is the better way.
const MOST: usize = 2_000;
/// Above this many records the counts come from a job.
const LONG: i64 = 20_000;

/// The values of a field, those of units as a tree.
fn values(db: &Reader, query: &Query, field: &'static Field) -> store::Result<Vec<(Facet, usize)>> {
    let facets = db.facets(query, field, MOST)?;
    if matches!(field.kind, FieldKind::Link("unit")) {
        return Ok(tree(facets, &db.unit_tree()?));
    }
    Ok(facets.into_iter().map(|facet| (facet, 0)).collect())
}

/// Values a job counted.
pub(super) struct Ready(Vec<(Facet, usize)>);

/// The pane.
pub(super) struct Side {
    field: &'static Field,
    /// Values with their depth in a tree.
    facets: Vec<(Facet, usize)>,
    cursor: usize,
    top: usize,
    read: bool,
}

impl Side {
    pub const fn new(field: &'static Field) -> Self {
        Self { field, facets: Vec::new(), cursor: 0, top: 0, read: false }
    }

    pub const fn field(&self) -> &'static Field {
        self.field
    }

    pub fn reset(&mut self) {
        (self.cursor, self.top) = (0, 0);
    }

    /// What the selected value lets through; `None` for "all".
    pub fn test(&self) -> Option<Test> {
        let (facet, _) = self.facets.get(self.cursor.checked_sub(1)?)?;
        Some(match (self.field.kind, &facet.cell.value) {
            (FieldKind::Link("unit"), Value::Int(id)) => Test::Under(*id),
            (_, value) => Test::Any(vec![value.clone()]),
        })
    }

    /// Reads the values among the records of `query` where that is quick, or starts a job.
    pub fn begin(&mut self, query: &Query, cx: &Cx) -> store::Result<Effect> {
        if self.read {
            return Ok(Effect::None);
        }
        if cx.db.total(query.register)? <= LONG {
            self.load(query, cx)?;
            return Ok(Effect::None);
        }
        self.read = true;
        let (query, field) = (query.clone(), self.field);
        Ok(Effect::Start(Job::new("", move |desk, _| Ok(Ready(values(desk.reader()?, &query, field)?)))))
    }

    /// Reads the values now.
    pub fn load(&mut self, query: &Query, cx: &Cx) -> store::Result<()> {
        if !self.read || self.facets.is_empty() {
            self.facets = values(&cx.db, query, self.field)?;
            self.read = true;
        }
        Ok(())
    }

    pub fn ready(&mut self, ready: Ready) {
        self.facets = ready.0;
    }

    /// Moves; true if the value changed.
    pub fn step(&mut self, by: isize, height: u16) -> bool {
        let cursor = self.cursor.saturating_add_signed(by).min(self.facets.len());
        let moved = cursor != self.cursor;
        self.cursor = cursor;
        let height = usize::from(height.saturating_sub(1)).max(1);
        if cursor < self.top {
            self.top = cursor;
        } else if cursor >= self.top + height {
            self.top = cursor + 1 - height;
        }
        moved
    }

    pub fn draw(&self, paint: &mut Paint, area: Rect, focus: bool, cx: &Cx) {
        paint.put(area.x, area.y, area.width, cx.t(self.field.label), paint.theme.heading());
        let rows = std::iter::once(None).chain(self.facets.iter().map(Some)).enumerate().skip(self.top);
        for (line, (n, facet)) in rows.take(usize::from(area.height.saturating_sub(1))).enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + 1 + line as u16;
            let style = match (n == self.cursor, focus) {
                (true, true) => paint.theme.selected(),
                (true, false) => paint.theme.resting(),
                _ => paint.theme.plain(),
            };
            let (text, count) = match facet {
                None => (cx.t(w::ALL).to_owned(), String::new()),
                Some((facet, depth)) => {
                    (format!("{:depth$}{}", "", self.word(&facet.cell, cx)), format!(" {}", show::count(facet.count)))
                }
            };
            let room = area.width.saturating_sub(2);
            let tail = u16::try_from(count.len()).unwrap_or(0);
            paint.put(area.x, y, 1, if n == self.cursor { paint.glyphs.cursor } else { " " }, style);
            paint.fill(area.x + 1, y, room.saturating_sub(tail), &text, style);
            paint.fill(area.x + 1 + room.saturating_sub(tail), y, tail, &count, style);
            if focus && n == self.cursor {
                paint.cursor = Some((area.x, y).into());
            }
        }
    }

    fn word(&self, cell: &Cell, cx: &Cx) -> String {
        if cell.value.is_null() { cx.t(w::UNKNOWN).to_owned() } else { show::cell(self.field, cell, cx) }
    }
}
