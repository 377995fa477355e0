//! What belongs to a teacher, as the catalog says it: sessions, courses, drill.

use crate::{
    catalog::{Belongs, Field},
    part_of_lines, store,
    text::teacher_page as w,
    ui::{
        Cx, Effect,
        lines::{Lines, Tone, bit},
        page::{Next, Part},
        screens::record,
        show,
    },
};
use ratatui::layout::Rect;

/// Rows shown at most; beyond them the register's own list is the better place.
const MOST: usize = 500;

/// The part.
pub(super) struct Section {
    belongs: &'static Belongs,
    id: i64,
    count: Option<i64>,
    lines: Lines<i64>,
}

impl Section {
    pub fn new(belongs: &'static Belongs, id: i64) -> Self {
        Self { belongs, id, count: None, lines: Lines::default() }
    }
}

impl Part for Section {
    part_of_lines!(lines);

    fn tag(&self) -> &'static str {
        self.belongs.kind
    }

    fn name(&self, cx: &Cx) -> String {
        let name = cx.t(self.belongs.label);
        self.count.map_or_else(|| name.to_owned(), |n| format!("{name} {n}"))
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        let register = super::register(self.belongs.kind);
        let names = std::iter::once(register.title).chain(self.belongs.columns.iter().copied());
        // What names the row may be the teacher: the page says that already.
        let fields: Vec<&'static Field> =
            names.filter(|name| *name != self.belongs.via).filter_map(|name| register.field(name)).collect();
        let count = cx.db.belonging_count(self.belongs, self.id)?;
        self.count = Some(count);
        self.lines.clear();
        let ids = cx.db.belonging(self.belongs, self.id, 0, MOST)?;
        // The last column has the rest of the line.
        let last = fields.len().saturating_sub(1);
        let width = |(n, f): (usize, &&'static Field)| (*f, if n == last { 0 } else { f.width });
        let columns: Vec<(&'static Field, u16)> = fields.iter().enumerate().map(width).collect();
        self.lines.say(columns.iter().map(|(f, width)| bit(cx.t(f.label), *width).tone(Tone::Heading)).collect());
        for row in cx.db.rows(register, &fields, &ids)? {
            let cells = columns.iter().zip(&row.cells).map(|((f, width), c)| bit(show::cell(f, c, cx), *width));
            self.lines.link(cells.collect(), row.id);
        }
        if count > i64::try_from(MOST).unwrap_or(i64::MAX) {
            self.lines.say(vec![bit(w::more(cx.lang, MOST), 0).tone(Tone::Quiet)]);
        } else if count == 0 {
            self.lines.say(vec![bit(cx.t(w::NONE), 0).tone(Tone::Quiet)]);
        }
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let register = super::register(self.belongs.kind);
        let open = |id: &i64| record::open(register, *id, cx);
        Ok(Next::Effect(self.lines.selected().map_or(Effect::None, open)))
    }
}
