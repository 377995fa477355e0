//! Find anything: one field over all registers, grouped, best first, with a preview of the selected hit.

use super::{browse::Browse, record};
use crate::{
    store::{
        self,
        search::{self, COUNTED, Group, Hit, Limits},
    },
    text::{find as w, keys as k, list as lw},
    ui::{Command, Cx, Effect, Key, Paint, Subject, View, Window, key, screen::Input, show, text},
};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// Hits of the only register that has any, read at a time.
const AGAIN: usize = 60;
/// Rows of a register with many hits, even where the window is small: of the first, which has the people, and of others.
const FEWEST: [usize; 2] = [6, 3];

/// A line of the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The heading of a register.
    Group(usize),
    /// A hit of a register.
    Hit(usize, usize),
    /// What is not shown of a register.
    More(usize),
}

/// Find anything.
pub struct Find {
    typed: String,
    groups: Vec<Group>,
    /// The hits read of each group.
    hits: Vec<Vec<Hit>>,
    lines: Vec<Line>,
    cursor: usize,
    top: usize,
    preview: Vec<(&'static str, String)>,
}

/// How many hits of each register a window of so many rows shows: all of those with few, the rest in equal parts. A row
/// goes to each heading, and one to what is not shown.
fn share(counts: &[usize], rows: usize) -> Vec<usize> {
    let mut left = rows.saturating_sub(counts.len());
    let mut shown = vec![0; counts.len()];
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|n| counts[*n]);
    for (done, n) in order.into_iter().enumerate() {
        let part = (left / (counts.len() - done)).max(FEWEST[usize::from(n > 0)]);
        shown[n] = if counts[n] <= part { counts[n] } else { part - 1 };
        left = left.saturating_sub(counts[n].min(part));
    }
    shown
}

impl Find {
    /// Starts with this text in the field.
    #[must_use]
    pub fn new(typed: String) -> Self {
        Self { typed, groups: Vec::new(), hits: Vec::new(), lines: Vec::new(), cursor: 0, top: 0, preview: Vec::new() }
    }

    fn height(cx: &Cx) -> usize {
        usize::from(cx.area.height.saturating_sub(1)).max(1)
    }

    fn search(&mut self, cx: &Cx) -> store::Result<()> {
        let limits = Limits { each: Self::height(cx), counted: COUNTED, ..Limits::default() };
        self.groups = search::groups(cx.db.conn(), &self.typed, limits)?;
        let counts: Vec<usize> = self.groups.iter().map(|group| group.count() + usize::from(group.more)).collect();
        let shown = share(&counts, Self::height(cx));
        let read = self.groups.iter().zip(shown).map(|(group, n)| group.hits(cx.db.conn(), 0..n));
        self.hits = read.collect::<Result<_, _>>()?;
        self.rule_lines();
        self.cursor = usize::from(!self.lines.is_empty());
        self.top = 0;
        self.look(cx)
    }

    fn rule_lines(&mut self) {
        self.lines.clear();
        for (at, (group, hits)) in self.groups.iter().zip(&self.hits).enumerate() {
            self.lines.push(Line::Group(at));
            self.lines.extend((0..hits.len()).map(|n| Line::Hit(at, n)));
            if group.more || hits.len() < group.count() {
                self.lines.push(Line::More(at));
            }
        }
    }

    /// Where only one register has hits, moving down reads more of them.
    fn read_on(&mut self, to: usize, cx: &Cx) -> store::Result<()> {
        let ([group], [hits]) = (&self.groups[..], &mut self.hits[..]) else { return Ok(()) };
        if to < hits.len() || hits.len() >= group.count() {
            return Ok(());
        }
        let more = group.hits(cx.db.conn(), hits.len()..to + AGAIN)?;
        hits.extend(more);
        self.rule_lines();
        Ok(())
    }

    fn selected(&self) -> Option<&Hit> {
        match self.lines.get(self.cursor)? {
            Line::Hit(group, n) => self.hits.get(*group)?.get(*n),
            Line::Group(_) | Line::More(_) => None,
        }
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        if let Some(hit) = self.selected() {
            return Ok(record::open(hit.register, hit.id, cx));
        }
        let Some(Line::More(at)) = self.lines.get(self.cursor) else { return Ok(Effect::None) };
        let register = self.groups[*at].register();
        let limits = Limits { each: COUNTED, counted: COUNTED, kind: Some(register.kind), ..Limits::default() };
        let ids = search::groups(cx.db.conn(), &self.typed, limits)?.first().map(Group::ids).unwrap_or_default();
        let heading = w::found(cx.lang, cx.t(register.name), self.typed.trim());
        Ok(Effect::open(Window(Browse::among(register, ids, heading))))
    }

    /// The preview beside the hits, where there is room for one.
    fn look(&mut self, cx: &Cx) -> store::Result<()> {
        self.preview.clear();
        let Some(hit) = self.selected() else { return Ok(()) };
        if cx.area.width < 140 {
            return Ok(());
        }
        let (register, id) = (hit.register, hit.id);
        let Some(row) = cx.db.record(register, id)? else { return Ok(()) };
        let fields = register.fields.iter().zip(&row.cells);
        self.preview = fields.map(|(f, c)| (cx.t(f.label), show::cell(f, c, cx))).filter(|(_, text)| !text.is_empty()).collect();
        Ok(())
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.read_on(self.cursor.saturating_add_signed(by), cx)?;
        let mut at = self.cursor;
        for _ in 0..by.unsigned_abs() {
            let mut next = at.saturating_add_signed(by.signum());
            if matches!(self.lines.get(next), Some(Line::Group(_))) {
                next = next.saturating_add_signed(by.signum());
            }
            if matches!(self.lines.get(next), Some(Line::Hit(..) | Line::More(_))) {
                at = next;
            }
        }
        self.cursor = at;
        let height = Self::height(cx);
        if at < self.top + 1 {
            self.top = at.saturating_sub(1);
        } else if at >= self.top + height {
            self.top = at + 1 - height;
        }
        self.look(cx)?;
        Ok(Effect::None)
    }

    /// Columns of the titles: what the longest on the screen takes, as long as the context keeps a third.
    fn title_room(&self, area: Rect) -> u16 {
        let lines = self.lines.iter().skip(self.top).take(usize::from(area.height));
        let titles = lines.filter_map(|line| match line {
            Line::Hit(group, n) => Some(text::width(&self.hits[*group][*n].title)),
            Line::Group(_) | Line::More(_) => None,
        });
        let widest = u16::try_from(titles.max().unwrap_or(0) + 2).unwrap_or(u16::MAX);
        widest.clamp(10, (area.width * 2 / 3).max(10))
    }

    fn hit_line(&self, paint: &mut Paint, area: Rect, y: u16, line: Line, cx: &Cx) {
        let here = self.lines.get(self.cursor) == Some(&line);
        let style = if here { paint.theme.selected() } else { paint.theme.plain() };
        paint.put(area.x, y, 2, if here { paint.glyphs.cursor } else { " " }, style);
        if here {
            paint.blank(area.x + 1, y, 1, style);
        }
        let Line::Hit(group, n) = line else {
            let Line::More(group) = line else { return };
            let style = if here { paint.theme.selected() } else { paint.theme.quiet() };
            paint.put(area.x + 2, y, area.width.saturating_sub(2), &self.more_words(group, cx), style);
            return;
        };
        let hit = &self.hits[group][n];
        let room = self.title_room(area).min(area.width.saturating_sub(2));
        paint.fill(area.x + 2, y, room, &hit.title, style);
        for range in &hit.matched {
            let (Some(before), Some(found)) = (hit.title.get(..range.start), hit.title.get(range.clone())) else { continue };
            if text::width(before) + text::width(found) >= usize::from(room) {
                continue;
            }
            let x = area.x + 2 + u16::try_from(text::width(before)).unwrap_or(0);
            let wide = u16::try_from(text::width(found)).unwrap_or(0);
            paint.restyle(Rect::new(x, y, wide, 1), paint.theme.found());
        }
        paint.fill(area.x + 2 + room, y, area.width.saturating_sub(room + 2), &context(hit, cx), style);
    }

    fn more_words(&self, group: usize, cx: &Cx) -> String {
        let (group, shown) = (&self.groups[group], self.hits[group].len());
        if group.more { w::many_more(cx.lang, number(COUNTED)) } else { w::more(cx.lang, number(group.count() - shown)) }
    }

    fn heading(&self, group: &Group, cx: &Cx) -> String {
        let count = number(group.count());
        let count = if group.more { w::at_least(cx.lang, count) } else { count };
        w::group(cx.lang, count, cx.t(group.register().name))
    }
}

fn context(hit: &Hit, cx: &Cx) -> String {
    hit.context_in(cx.lang, |field, text| show::translated(field, text, cx.lang, &cx.db))
}

fn number(n: usize) -> String {
    show::count(i64::try_from(n).unwrap_or(i64::MAX))
}

impl View for Find {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::open).shown(),
        Command::new("down", &[key::DOWN, key::TAB], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("up", &[key::UP, key::BACK_TAB], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| v.step(10, cx)),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.step(-10, cx)),
        Command::new("wipe", &[key::ctrl('u'), key::f(3)], w::WIPE, |v: &mut Self, cx| {
            v.typed.clear();
            v.search(cx)?;
            Ok(Effect::None)
        })
        .shown(),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(k::FIND).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (at, top) = (self.cursor, self.top);
        self.search(cx)?;
        self.read_on(at, cx)?;
        self.cursor = at.clamp(self.cursor, self.lines.len().saturating_sub(1).max(self.cursor));
        self.top = top.clamp((self.cursor + 1).saturating_sub(Self::height(cx)), self.cursor.saturating_sub(1));
        self.look(cx)?;
        Ok(Effect::None)
    }

    fn typing(&self) -> bool {
        true
    }

    fn text(&mut self, input: Input, cx: &Cx) -> store::Result<Effect> {
        match input {
            Input::Key(Key { code: KeyCode::Backspace, .. }) => {
                self.typed.pop();
            }
            Input::Key(key) => match key.typed() {
                Some(c) => self.typed.push(c),
                None => return Ok(Effect::None),
            },
            Input::Paste(text) => self.typed.push_str(&lines_as_list(&text)),
        }
        self.search(cx)?;
        Ok(Effect::None)
    }

    fn subject(&self) -> Subject {
        self.selected().map(|hit| (hit.register, hit.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 2 {
            return;
        }
        let label = paint.put(area.x, area.y, area.width, cx.t(k::FIND), paint.theme.heading());
        let x = area.x + label + 1;
        let used = paint.put_typed(x, area.y, area.right().saturating_sub(x + 1), &self.typed, paint.theme.key());
        paint.cursor = Some((x + used, area.y).into());
        let wide = if self.preview.is_empty() { area.width } else { area.width * 3 / 5 };
        let list = Rect::new(area.x, area.y + 1, wide, area.height - 1);
        if self.lines.is_empty() {
            let words = if self.typed.trim().is_empty() { w::HINT } else { w::NOTHING };
            for (n, line) in text::wrap(cx.t(words), usize::from(list.width.saturating_sub(2)).max(2)).iter().enumerate() {
                #[allow(clippy::cast_possible_truncation)]
                paint.put(list.x + 1, list.y + n as u16, list.width.saturating_sub(1), line, paint.theme.quiet());
            }
        }
        for (n, line) in self.lines.iter().enumerate().skip(self.top).take(usize::from(list.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = list.y + (n - self.top) as u16;
            match line {
                Line::Group(at) => {
                    let words = self.heading(&self.groups[*at], cx);
                    paint.put(list.x, y, list.width, &words, paint.theme.heading());
                }
                Line::Hit(..) | Line::More(_) => self.hit_line(paint, list, y, *line, cx),
            }
        }
        let beside = Rect::new(list.right() + 1, list.y, area.right().saturating_sub(list.right() + 1), list.height);
        for (n, (label, value)) in self.preview.iter().enumerate().take(usize::from(beside.height)) {
            #[allow(clippy::cast_possible_truncation)]
            let y = beside.y + n as u16;
            paint.put(beside.x, y, 12, label, paint.theme.quiet());
            paint.put(beside.x + 13, y, beside.width.saturating_sub(13), value, paint.theme.plain());
        }
    }
}

/// Pasted lines as a list of which any may fit, as `、` parts them.
fn lines_as_list(text: &str) -> String {
    let lines = text.lines().map(|line| line.replace('\t', " ").trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::{lines_as_list, share};

    #[test]
    fn rows_go_to_those_who_have_more() {
        assert_eq!(share(&[67], 21), [19]);
        assert_eq!(share(&[20], 21), [20]);
        assert_eq!(share(&[67, 2, 1, 50], 21), [6, 2, 1, 6]);
        assert_eq!(share(&[9, 9, 9], 4), [5, 2, 2]);
        assert!(share(&[], 21).is_empty());
    }

    #[test]
    fn a_pasted_column_is_a_list() {
        assert_eq!(lines_as_list("王明\r\n\n 李四\t科长\n"), "王明、李四 科长");
        assert_eq!(lines_as_list("王明"), "王明");
    }
}
