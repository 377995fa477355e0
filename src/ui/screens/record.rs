//! One record of any register: its fields, and below them what belongs to it; every linked line opens.

use super::{
    browse::Browse,
    form::Form,
    pick::{Choice, Pick, Picked},
};
use crate::{
    catalog::{self, Belongs, Field, FieldKind, Register},
    domain::{states, value::Value},
    store::{
        self,
        query::{Cell, Filter, Row, Test},
    },
    text::{
        T, change as c, keys as k, list as lw,
        page::NOTHING_TO_ADD,
        record as w,
        steps::{NOTHING, STEPS},
    },
    ui::{
        Command, Cx, Effect, Paint, Subject, View, Window, hand, key, screens,
        screens::steps,
        share::{Want, share},
        show, text,
    },
};
use ratatui::layout::Rect;
use std::{any::Any, rc::Rc};

/// Rows shown of each section; Enter on the heading lists all.
const SOME: usize = 12;

/// The screen of a record: its own where the register has one, this one otherwise.
#[must_use]
pub fn open(register: &'static Register, id: i64, _cx: &Cx) -> Effect {
    match screens::own(register.kind, id) {
        Some(screen) => Effect::Open(screen),
        None => Effect::open(Window(Record::new(register, id))),
    }
}

/// A line of the screen.
enum Line {
    Field { label: &'static str, text: String, to: Option<(&'static Register, i64)> },
    Heading { text: String, section: usize },
    Row { text: Vec<String>, needs: Rc<Vec<u16>>, to: (&'static Register, i64) },
    Blank,
}

/// One record.
pub struct Record {
    register: &'static Register,
    id: i64,
    title: String,
    lines: Vec<Line>,
    cursor: usize,
    top: usize,
}

impl Record {
    /// A record of a register.
    #[must_use]
    pub const fn new(register: &'static Register, id: i64) -> Self {
        Self { register, id, title: String::new(), lines: Vec::new(), cursor: 0, top: 0 }
    }

    fn fields(&mut self, row: &Row, cx: &Cx) {
        for (field, cell) in self.register.fields.iter().zip(&row.cells) {
            let shown = show::cell(field, cell, cx);
            if shown.is_empty() {
                continue;
            }
            let to = linked(field, cell);
            let label = cx.t(field.label);
            let room = usize::from(cx.area.width.saturating_sub(18)).max(10);
            let mut parts = text::wrap(&shown, room).into_iter();
            self.lines.push(Line::Field { label, text: parts.next().unwrap_or_default(), to });
            self.lines.extend(parts.map(|text| Line::Field { label: "", text, to: None }));
        }
    }

    fn section(&mut self, n: usize, belongs: &Belongs, cx: &Cx) -> store::Result<()> {
        let Some(register) = catalog::register(belongs.kind) else { return Ok(()) };
        let count = cx.db.belonging_count(belongs, self.id)?;
        if count == 0 {
            return Ok(());
        }
        self.lines.push(Line::Blank);
        self.lines.push(Line::Heading { text: w::section(cx.lang, show::count(count), cx.t(belongs.label)), section: n });
        let ids = cx.db.belonging(belongs, self.id, 0, SOME)?;
        let fields = section_fields(register, belongs);
        let words = |row: &Row| fields.iter().zip(&row.cells).map(|(f, c)| show::cell(f, c, cx)).collect::<Vec<_>>();
        let rows: Vec<(i64, Vec<String>)> = cx.db.rows(register, &fields, &ids)?.iter().map(|row| (row.id, words(row))).collect();
        let widest = |n: usize| rows.iter().map(|(_, text)| text::width(&text[n])).max().unwrap_or(0);
        let needs: Vec<u16> = (0..fields.len()).map(|n| u16::try_from(widest(n)).unwrap_or(u16::MAX)).collect();
        let needs = Rc::new(needs);
        let line = |(id, text)| Line::Row { text, needs: Rc::clone(&needs), to: (register, id) };
        self.lines.extend(rows.into_iter().map(line));
        Ok(())
    }

    /// The steps the record has gone through, newest last.
    fn log(&mut self, cx: &Cx) -> store::Result<()> {
        let steps = cx.db.state_log(self.register.kind, self.id)?;
        if steps.is_empty() {
            return Ok(());
        }
        self.lines.push(Line::Blank);
        let count = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        let heading = w::section(cx.lang, show::count(count), cx.t(w::STEPS));
        self.lines.push(Line::Field { label: "", text: heading, to: None });
        for step in steps {
            let word = |state: &str| show::state(self.register.kind, state, cx);
            let from = step.from.as_deref().map(word).unwrap_or_default();
            let change = if from.is_empty() { word(&step.to) } else { format!("{from} {} {}", cx.glyphs.path, word(&step.to)) };
            let at = crate::domain::calendar::moment(&step.at);
            let parts = [at, change, step.actor, step.reason.unwrap_or_default()];
            let text = parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join("  ");
            self.lines.push(Line::Field { label: "", text, to: None });
        }
        Ok(())
    }

    /// The rows of files it came from.
    fn origins(&mut self, cx: &Cx) -> store::Result<()> {
        for (n, words) in show::origins(self.register, self.id, cx)?.into_iter().enumerate() {
            if n == 0 {
                self.lines.push(Line::Blank);
            }
            let label = if n == 0 { cx.t(crate::text::wizard::ORIGIN) } else { "" };
            let room = usize::from(cx.area.width.saturating_sub(18)).max(10);
            let parts = text::wrap(&words, room).into_iter().enumerate();
            self.lines.extend(parts.map(|(m, text)| Line::Field { label: if m == 0 { label } else { "" }, text, to: None }));
        }
        Ok(())
    }

    fn stops(line: &Line) -> bool {
        !matches!(line, Line::Blank | Line::Field { to: None, .. })
    }

    /// To the next line that opens; scrolls by a line where there is none in reach.
    fn step(&mut self, by: isize, cx: &Cx) -> Effect {
        let height = usize::from(cx.area.height.saturating_sub(1)).max(1);
        let last = self.lines.len().saturating_sub(1);
        let mut at = self.cursor;
        loop {
            let next = at.saturating_add_signed(by.signum()).min(last);
            if next == at {
                break;
            }
            at = next;
            if Self::stops(&self.lines[at]) || at.abs_diff(self.cursor) >= height / 2 {
                break;
            }
        }
        self.cursor = at;
        self.reveal(height);
        Effect::None
    }

    fn page(&mut self, by: isize, cx: &Cx) -> Effect {
        let height = usize::from(cx.area.height.saturating_sub(1)).max(1);
        let step = by * isize::try_from(height).unwrap_or(1);
        self.cursor = self.cursor.saturating_add_signed(step).min(self.lines.len().saturating_sub(1));
        self.reveal(height);
        Effect::None
    }

    fn reveal(&mut self, height: usize) {
        if self.cursor < self.top {
            self.top = self.cursor.saturating_sub(height / 3);
        } else if self.cursor >= self.top + height {
            self.top = (self.cursor + height / 3 + 1).saturating_sub(height);
        }
    }

    fn enter(&mut self, cx: &Cx) -> Effect {
        match self.lines.get(self.cursor) {
            Some(Line::Field { to: Some((register, id)), .. } | Line::Row { to: (register, id), .. }) => open(register, *id, cx),
            Some(Line::Heading { section, .. }) => self.list_section(*section, cx),
            _ => Effect::Toast(cx.t(w::NOTHING_HERE).to_owned()),
        }
    }

    /// The section the cursor is in.
    fn section_here(&self) -> Option<&'static Belongs> {
        let above = self.lines.iter().take(self.cursor + 1).rev();
        let at = above.take_while(|l| !matches!(l, Line::Field { .. })).find_map(|line| match line {
            Line::Heading { section, .. } => Some(*section),
            _ => None,
        })?;
        self.register.belongs.get(at)
    }

    /// What the keys that change are about: the row at the cursor, else the record shown.
    fn target(&self) -> Subject {
        match self.lines.get(self.cursor) {
            Some(Line::Row { to, .. }) => Some(*to),
            _ => Some((self.register, self.id)),
        }
    }

    fn locked(&self, cx: &Cx) -> Option<T> {
        hand::locked(self.target(), cx)
    }

    /// Sections that people add to.
    fn addable(&self) -> Vec<&'static Belongs> {
        let by_hand = |b: &&Belongs| b.through.is_none() && catalog::register(b.kind).is_some_and(|r| r.by_hand);
        self.register.belongs.iter().filter(by_hand).collect()
    }

    fn no_add(&self, _: &Cx) -> Option<T> {
        self.addable().is_empty().then_some(NOTHING_TO_ADD)
    }

    /// One more of the section at the cursor; elsewhere it asks which, because empty sections are not shown.
    fn add(&mut self, cx: &Cx) -> store::Result<Effect> {
        let addable = self.addable();
        if let Some(here) = self.section_here().filter(|b| addable.iter().any(|a| a.via == b.via && a.kind == b.kind)) {
            return Ok(self.add_to(here, cx));
        }
        let choices = addable.iter().map(|b| Choice { word: cx.t(b.label).to_owned(), note: String::new() }).collect();
        Ok(Effect::open(Window(Pick::new("record_add", cx.t(c::NEW), choices))))
    }

    fn add_to(&self, belongs: &Belongs, cx: &Cx) -> Effect {
        let Some(register) = catalog::register(belongs.kind) else { return Effect::None };
        if let Some(why) = hand::refused(register, None, cx) {
            return Effect::Toast(cx.t(why).to_owned());
        }
        match register.field(belongs.via) {
            Some(field) => Effect::open(Window(Form::new(register, &[(field.name, Value::Int(self.id))]))),
            None => hand::add(register, Some((self.register, self.id))),
        }
    }

    /// All of a section as a list of its own.
    fn list_section(&self, n: usize, cx: &Cx) -> Effect {
        let Some(belongs) = self.register.belongs.get(n) else { return Effect::None };
        let Some(register) = catalog::register(belongs.kind) else { return Effect::None };
        let heading = format!("{} {} {}", self.title, cx.glyphs.path, cx.t(belongs.label));
        match (belongs.through, register.field(belongs.via)) {
            (None, Some(field)) => {
                let filter = Filter { field: field.name, test: Test::Any(vec![Value::Int(self.id)]) };
                Effect::open(Window(Browse::filtered(register, vec![filter], heading)))
            }
            _ => Effect::Toast(cx.t(w::NOTHING_HERE).to_owned()),
        }
    }
}

fn section_fields(register: &'static Register, belongs: &Belongs) -> Vec<&'static Field> {
    let names = std::iter::once(register.title).chain(belongs.columns.iter().copied());
    names.filter_map(|name| register.field(name)).collect()
}

fn linked(field: &Field, cell: &Cell) -> Option<(&'static Register, i64)> {
    match (field.kind, &cell.value) {
        (FieldKind::Link(kind), Value::Int(id)) => Some((catalog::register(kind)?, *id)),
        _ => None,
    }
}

impl View for Record {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, |v: &mut Self, cx| Ok(v.enter(cx))).shown(),
        Command::new("edit", &[key::f(2)], c::EDIT, |v: &mut Self, _| Ok(hand::edit(v.target())))
            .changes()
            .shown()
            .when(Self::locked),
        Command::new("new", &[key::f(4), key::ctrl('n')], c::NEW, Self::add).changes().shown().when(Self::no_add),
        Command::new("delete", &[key::f(8), key::DELETE], c::DELETE, |v: &mut Self, _| Ok(hand::delete(v.target())))
            .changes()
            .when(Self::locked),
        Command::new("steps", &[key::ch('.')], STEPS, |v: &mut Self, cx| Ok(steps::open(v.register.kind, vec![v.id], cx)))
            .changes()
            .shown()
            .when(|v: &Self, _| states::machine(v.register.kind).is_none().then_some(NOTHING)),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |v: &mut Self, _| {
            Ok(super::papers::ask(vec![(v.register.kind, Some(v.id))], None, false))
        }),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| Ok(v.step(-1, cx))),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| Ok(v.step(1, cx))).shown(),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| Ok(v.page(-1, cx))),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE], lw::PAGE_DOWN, |v: &mut Self, cx| Ok(v.page(1, cx))).shown(),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| {
            v.cursor = 0;
            Ok(v.page(0, cx))
        }),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| {
            v.cursor = v.lines.len().saturating_sub(1);
            Ok(v.page(0, cx))
        }),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, _: &Cx) -> String {
        self.title.clone()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(row) = cx.db.record(self.register, self.id)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.title = cx.db.title(self.register, self.id)?.unwrap_or_default();
        self.lines.clear();
        self.fields(&row, cx);
        for (n, belongs) in self.register.belongs.iter().enumerate() {
            self.section(n, belongs, cx)?;
        }
        self.log(cx)?;
        self.origins(cx)?;
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        let chosen = picked.chosen.first().and_then(|n| self.addable().get(*n).copied());
        Ok(chosen.map_or(Effect::None, |belongs| self.add_to(belongs, cx)))
    }

    fn subject(&self) -> Subject {
        match self.lines.get(self.cursor) {
            Some(Line::Row { to, .. } | Line::Field { to: Some(to), .. }) => Some(*to),
            _ => Some((self.register, self.id)),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, _: &Cx) {
        let label_width = 14.min(area.width / 4);
        for (n, line) in self.lines.iter().enumerate().skip(self.top).take(usize::from(area.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = area.y + (n - self.top) as u16;
            let here = n == self.cursor;
            let (quiet, plain) = (paint.theme.quiet(), if here { paint.theme.selected() } else { paint.theme.plain() });
            paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, plain);
            match line {
                Line::Blank => {}
                Line::Field { label, text, to } => {
                    paint.put(area.x + 2, y, label_width, label, quiet);
                    let x = area.x + 3 + label_width;
                    let used = paint.put(x, y, area.right().saturating_sub(x), text, plain);
                    if to.is_some() {
                        paint.put(x + used + 1, y, 2, paint.glyphs.path, quiet);
                    }
                }
                Line::Heading { text, .. } => {
                    let style = if here { paint.theme.selected() } else { paint.theme.heading() };
                    paint.put(area.x + 2, y, area.width.saturating_sub(2), text, style);
                }
                Line::Row { text, needs, .. } => row(paint, area, y, text, needs, plain),
            }
            if here {
                paint.cursor = Some((area.x, y).into());
            }
        }
    }
}

/// The cells of a section row share the line: the first gets the most, and what the others do not need.
fn row(paint: &mut Paint, area: Rect, y: u16, cells: &[String], needs: &[u16], style: ratatui::style::Style) {
    let others = u16::try_from(cells.len().saturating_sub(1)).unwrap_or(0);
    let room = area.width.saturating_sub(4 + others);
    let first = (room * 2 / (others + 2).max(1)).clamp(10, 44).min(room);
    let each = room.saturating_sub(first).checked_div(others).unwrap_or(0).min(26);
    let width = |n: usize| if n == 0 { first } else { each };
    let wants: Vec<Want> = needs.iter().enumerate().map(|(n, need)| Want { width: width(n), need: *need }).collect();
    let mut x = area.x + 4;
    for (n, (cell, width)) in cells.iter().zip(share(&wants, room)).enumerate() {
        if n > 0 {
            paint.blank(x, y, 1, style);
            x += 1;
        }
        paint.fill(x, y, width, cell, style);
        x += width;
    }
}
