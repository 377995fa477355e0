//! The column the arrow keys are on, and editing the cell under the cursor where it stands.

use super::Browse;
use crate::{
    catalog::FieldKind,
    domain::states,
    store,
    text::{T, change as w, step::BY_STEP_ONLY},
    ui::{Cx, Effect, Window, screens::form::cell::Cell, table},
};
use ratatui::layout::Rect;

impl Browse {
    fn shown(&self, cx: &Cx) -> Vec<(usize, u16, u16)> {
        let room = table::room(self.list_area(cx.area).width, self.register().due().is_some());
        table::shown(&self.columns, self.skip, room, self.rows.widest(), cx)
    }

    /// To another column; the others scroll under it.
    pub(super) fn go_column(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let last = self.columns.len().saturating_sub(1);
        self.column = self.column.saturating_add_signed(by).min(last);
        self.reveal_column(cx);
        Ok(Effect::None)
    }

    /// Scrolls no further than the column needs.
    pub(super) fn reveal_column(&mut self, cx: &Cx) {
        if self.column == 0 {
            self.skip = 0;
            return;
        }
        self.skip = self.skip.min(self.column - 1);
        while self.skip + 1 < self.column && !self.whole_column(cx) {
            self.skip += 1;
        }
    }

    fn whole_column(&self, cx: &Cx) -> bool {
        let found = self.shown(cx).into_iter().find(|(n, ..)| *n == self.column);
        found.is_some_and(|(_, _, width)| width == self.columns[self.column].width)
    }

    /// Why the cell under the cursor cannot be edited; `None` when it can.
    pub(super) fn cell_locked(&self, cx: &Cx) -> Option<T> {
        let field = self.columns.get(self.column)?.field;
        let made = match field.kind {
            FieldKind::Rollup(_) => true,
            _ => !field.entered(),
        };
        let stepped = field.name == "state" && states::machine(self.register().kind).is_some();
        self.locked(cx).or(made.then_some(w::COMPUTED)).or(stepped.then_some(BY_STEP_ONLY))
    }

    pub(super) fn edit_cell(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (Some(id), Some(column)) = (self.rows.selected(), self.columns.get(self.column)) else { return Ok(Effect::None) };
        self.in_side = false;
        let list = self.list_area(cx.area);
        let found = self.shown(cx).into_iter().find(|(n, ..)| *n == self.column);
        let (x, width) = found.map_or((2, column.width), |(_, x, width)| (x, width));
        let row = u16::try_from(self.rows.cursor().unwrap_or(0)).unwrap_or(0);
        let place = Rect::new(list.x + x, (list.y + 1).saturating_add(row), width, 1);
        Ok(Effect::open(Window(Cell::edit(self.register(), id, column.field, place))))
    }

    /// The cell was saved and the next one is wanted: the next column that people enter, on the same row.
    pub(super) fn next_cell(&mut self, cx: &Cx) -> store::Result<Effect> {
        let read = self.rows.load(self.height(cx), &self.query, &self.columns, cx)?;
        let next = (self.column + 1..self.columns.len()).find(|n| self.columns[*n].field.entered());
        let Some(next) = next else { return Ok(read) };
        self.column = next;
        self.reveal_column(cx);
        Ok(read.and(self.edit_cell(cx)?))
    }
}
