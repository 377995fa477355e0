//! Step three: what each column of a table means, where its headings are, and what is skipped.

use super::{
    sheets::{self, At},
    work::{Looked, Shared},
};
use crate::{
    exchange::{
        grid::At as Cell,
        kind::Kind,
        proposal::{Column, How, Proposal, slot_name, slots},
        rows::Why,
    },
    line_rows, store,
    text::{T, wizard as w},
    ui::{
        Command, Cx, Effect, Paint, View, Window, key,
        lines::{Lines, Tone, bit},
        screens::pick::{Choice, Pick, Picked},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// The tag of the question for a field.
const FIELD: &str = "import_field";
/// Most rows of headings.
const MOST_ROWS: usize = 4;
/// Skipped rows listed.
const LISTED: usize = 200;

/// The screen.
pub struct Columns {
    work: Shared,
    at: At,
    lines: Lines<usize>,
}

const fn why(why: Why) -> T {
    match why {
        Why::Total => w::WHY_TOTAL,
        Why::Note => w::WHY_NOTE,
        Why::Header => w::WHY_HEADER,
        Why::Section => w::WHY_SECTION,
        Why::Zero => w::WHY_ZERO,
    }
}

const fn how(how: How) -> (T, Tone) {
    match how {
        How::Sure => (w::HOW_SURE, Tone::Good),
        How::Guess => (w::HOW_GUESS, Tone::Warn),
        How::Said => (w::HOW_SAID, Tone::Good),
        How::Unread => (w::HOW_UNREAD, Tone::Quiet),
    }
}

impl Columns {
    /// The columns of a table.
    #[must_use]
    pub fn new(work: Shared, at: At) -> Self {
        Self { work, at, lines: Lines::default() }
    }

    fn body(area: Rect) -> Rect {
        let head = 2.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn table(&self) -> Option<Proposal> {
        let work = self.work.borrow();
        let found = work.found.iter().find(|f| f.at == (self.at.0, self.at.1))?;
        found.tables.get(self.at.2).cloned()
    }

    fn kind(&self) -> Kind {
        self.table().and_then(|t| t.kinds.first().copied()).unwrap_or(Kind::None)
    }

    fn fill(&mut self, cx: &Cx) {
        self.lines.clear();
        let Some(table) = self.table() else { return };
        let kind = table.kinds.first().copied().unwrap_or(Kind::None);
        self.lines.heading(cx.t(w::COLUMNS_HEAD));
        for (n, column) in table.columns.iter().enumerate() {
            let (word, tone) = how(column.how);
            let field = column.key.map_or_else(|| cx.t(w::NOT_IMPORTED).to_owned(), |key| slot_name(kind, key, cx.lang));
            let bits = vec![
                bit(Cell::letters(column.column), 3).tone(Tone::Quiet),
                bit(&column.heading, 20),
                bit(field, 14).tone(if column.key.is_some() { Tone::Heading } else { Tone::Quiet }),
                bit(cx.t(word), 8).tone(tone),
                bit(column.samples.join("｜"), 0).tone(Tone::Quiet),
            ];
            self.lines.link(bits, n);
        }
        if !table.skipped.is_empty() {
            self.lines.heading(cx.t(w::SKIPPED_HEAD));
        }
        let work = self.work.borrow();
        for skip in table.skipped.iter().take(LISTED) {
            let said: Vec<String> = (0..12)
                .map(|column| work.cell((self.at.0, self.at.1), Cell { row: skip.row, column }))
                .filter(|t| !t.is_empty())
                .collect();
            let bits = vec![
                bit((skip.row + 1).to_string(), 5).right().tone(Tone::Quiet),
                bit(cx.t(why(skip.why)), 12).tone(Tone::Warn),
                bit(said.join(" "), 0).tone(Tone::Quiet),
            ];
            self.lines.say(bits);
        }
        if !table.above.is_empty() {
            self.lines.heading(cx.t(w::ABOVE_HEAD));
            for line in &table.above {
                self.lines.say(vec![bit(line.replace('\n', " "), 0).tone(Tone::Quiet)]);
            }
        }
        drop(work);
        self.lines.settle(Self::body(cx.area).height);
    }

    fn column(&self) -> Option<Column> {
        let n = *self.lines.selected()?;
        self.table()?.columns.get(n).cloned()
    }

    fn ask(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(column) = self.column() else { return Ok(Effect::None) };
        let kind = self.kind();
        let slots = slots(kind);
        let table = self.table();
        let taken = |key: &str| {
            let columns = table.as_ref().map(|t| t.columns.as_slice()).unwrap_or_default();
            columns.iter().find(|c| c.key == Some(key)).map(|c| Cell::letters(c.column)).unwrap_or_default()
        };
        let mut choices = vec![Choice { word: cx.t(w::NOT_IMPORTED).to_owned(), note: String::new() }];
        choices.extend(slots.iter().map(|key| Choice { word: slot_name(kind, key, cx.lang), note: taken(key) }));
        let now = column.key.and_then(|key| slots.iter().position(|slot| *slot == key)).map_or(0, |n| n + 1);
        Ok(Effect::open(Window(Pick::new(FIELD, w::field_ask(cx.lang, &column.heading), choices).at(now))))
    }

    /// A column stands for a field, or for nothing; the one that stood for it before gives way.
    fn map(&mut self, key: Option<&'static str>, cx: &Cx) -> Effect {
        let (Some(column), Some(table)) = (self.column(), self.table()) else { return Effect::None };
        let before = table.columns.iter().find(|c| key.is_some() && c.key == key && c.label != column.label);
        let mut work = self.work.borrow_mut();
        if self.at.2 == 0 {
            // Headings that nobody knows are found by their place alone.
            let sheet = work.choices.sheets.entry((self.at.0, self.at.1)).or_default();
            sheet.header = sheet.header.or(Some(table.header));
        }
        let chosen = work.choices.table_mut(self.at.0, self.at.1, self.at.2);
        if let [kind] = table.kinds[..]
            && kind != Kind::None
        {
            chosen.kind = Some(kind);
        }
        let gone = before.filter(|_| table.lists == 1).map(|c| (c.label.clone(), None));
        for (label, key) in gone.into_iter().chain([(column.label, key)]) {
            chosen.columns.retain(|(l, _)| *l != label);
            chosen.columns.push((label, key));
        }
        work.look(cx).and(Effect::Toast(cx.t(w::MAPPING_KEPT).to_owned()))
    }

    /// Other rows of headings.
    fn header(&mut self, change: fn((usize, usize)) -> (usize, usize), cx: &Cx) -> store::Result<Effect> {
        if self.at.2 > 0 {
            return Ok(Effect::Toast(cx.t(w::FIRST_ONLY).to_owned()));
        }
        let Some(table) = self.table() else { return Ok(Effect::None) };
        let header = change(table.header);
        let mut work = self.work.borrow_mut();
        let last = work.found.iter().find(|f| f.at == (self.at.0, self.at.1)).map_or(0, |f| f.size.0);
        if header.1 >= last || header == table.header {
            return Ok(Effect::None);
        }
        let chosen = work.choices.sheets.entry((self.at.0, self.at.1)).or_default();
        chosen.header = Some(header);
        let kind = table.kinds.first().copied().filter(|kind| *kind != Kind::None);
        let first = chosen.tables.entry(0).or_default();
        first.kind = first.kind.or(kind);
        Ok(work.look(cx))
    }
}

impl View for Columns {
    const COMMANDS: &'static [Command<Self>] = line_rows![
        Command::new("choose", &[key::ENTER], w::CHOOSE_FIELD, Self::ask).shown(),
        Command::new("drop", &[key::DELETE, key::f(8)], w::NOT_IMPORTED, |v: &mut Self, cx| Ok(v.map(None, cx))).shown(),
        Command::new("kind", &[key::f(4)], w::CHOOSE_KIND, |v: &mut Self, cx| Ok(sheets::ask_kind(Some(v.kind()), cx))).shown(),
        Command::new("header_up", &[key::LEFT, key::ch('-')], w::HEADER_UP, |v: &mut Self, cx| {
            v.header(|(first, last)| if first == 0 { (first, last) } else { (first - 1, last - 1) }, cx)
        })
        .shown(),
        Command::new("header_down", &[key::RIGHT, key::ch('+')], w::HEADER_DOWN, |v: &mut Self, cx| {
            v.header(|(first, last)| (first + 1, last + 1), cx)
        })
        .shown(),
        Command::new("header_more", &[key::f(6)], w::HEADER_MORE, |v: &mut Self, cx| {
            v.header(|(first, last)| if last - first + 1 >= MOST_ROWS { (first, first) } else { (first, last + 1) }, cx)
        })
        .shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::STEP_COLUMNS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Looked>() {
            Ok(looked) => {
                self.work.borrow_mut().found = looked.0;
                self.fill(cx);
                return Ok(Effect::None);
            }
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        if picked.tag == sheets::KIND {
            return Ok(sheets::take_kind(&self.work, self.at, &picked, cx));
        }
        let Some(n) = picked.chosen.first() else { return Ok(Effect::None) };
        let key = n.checked_sub(1).and_then(|n| slots(self.kind()).get(n).copied());
        Ok(self.map(key, cx))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, warn) = (paint.theme.heading(), paint.theme.warn());
        let Some(table) = self.table() else { return };
        let (kind, header) = (sheets::kinds(&table, cx.lang), sheets::rows(table.header, cx.lang));
        let words = match table.first {
            Some(first) => w::kind_line(cx.lang, first + 1, header, kind, table.rows),
            None => w::kind_line_empty(cx.lang, header, kind),
        };
        paint.put(area.x, area.y, area.width, &words, heading);
        if !table.missing.is_empty() && area.height > 1 {
            paint.put(area.x, area.y + 1, area.width, &sheets::missing(&table, cx.lang), warn);
        }
        self.lines.draw(paint, Self::body(area));
    }
}
