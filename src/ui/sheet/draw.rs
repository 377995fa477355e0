//! Drawing a sheet: fixed parts get their columns, parts of width 0 what these leave.

use super::{GUTTER, Line, Part, Sheet, To};
use crate::ui::{Paint, share::Shapes};
use ratatui::{layout::Rect, style::Style};

impl Sheet {
    /// Draws in an area; the terminal's cursor goes to the selected line where the sheet has the keys.
    pub fn draw(&self, paint: &mut Paint, area: Rect, focus: bool) {
        for (n, line) in self.lines.iter().enumerate().skip(self.top).take(usize::from(area.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + (n - self.top) as u16;
            let here = n == self.cursor && line.to != To::Nothing;
            let style = match (here, focus) {
                (true, true) => Some(paint.theme.selected()),
                (true, false) => Some(paint.theme.resting()),
                _ => None,
            };
            if here {
                let cursor = paint.glyphs.cursor;
                paint.put(area.x, y, 1, cursor, style.unwrap_or_default());
            }
            if focus && n == self.cursor {
                paint.cursor = Some((area.x, y).into());
            }
            let room = Rect::new(area.x + GUTTER, y, area.width.saturating_sub(GUTTER), 1);
            draw_line(paint, line, &self.shapes, room, style);
        }
    }
}

fn draw_line(paint: &mut Paint, line: &Line, shapes: &Shapes, area: Rect, selected: Option<Style>) {
    let gaps = u16::try_from(line.parts.len().saturating_sub(1)).unwrap_or(0);
    let made: Vec<u16> = line.parts.iter().map(Part::width).collect();
    let widths = shapes.widths(&made, area.width.saturating_sub(gaps));
    let mut x = area.x;
    for (part, width) in line.parts.iter().zip(widths) {
        let width = width.min(area.right().saturating_sub(x));
        if width == 0 {
            continue;
        }
        match part {
            Part::Text { text, tone, right, .. } => {
                let style = selected.unwrap_or_else(|| tone.style(paint.theme));
                if *right {
                    paint.fill_right(x, area.y, width, text, style);
                } else {
                    paint.fill(x, area.y, width, text, style);
                }
            }
            Part::Bar { part, whole, tone, .. } => {
                let style = tone.style(paint.theme);
                paint.bar(x, area.y, width, *part, *whole, style);
            }
        }
        x += width + 1;
    }
}
