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
        let fields: Vec<&'static Field> = names.filter_map(|name| register.field(name)).collect();
        let count = cx.db.belonging_count(self.belongs, self.id)?;
        self.count = Some(count);
        self.lines.clear();
        let ids = cx.db.belonging(self.belongs, self.id, 0, MOST)?;
        let heads = fields.iter().map(|f| bit(cx.t(f.label), f.width).tone(Tone::Heading));
        self.lines.say(heads.collect());
        for row in cx.db.rows(register, &fields, &ids)? {
            let cells = fields.iter().zip(&row.cells).map(|(f, c)| bit(show::cell(f, c, cx), f.width));
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
