//! Attendance of a class: people down, half-days across; signs, not colours.

use super::register;
use crate::{
    catalog::ARRIVED,
    domain::calendar::Half,
    store::{
        self,
        class_page::{Mark, Person},
    },
    text::{T, class_page as w},
    ui::{
        Cx, Effect, Paint, lesson,
        page::{Next, Part},
        screens::record,
        text,
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;
use std::collections::{BTreeSet, HashMap};
use unicode_segmentation::UnicodeSegmentation;

/// Columns of the screen before the first half-day: name, how often.
const STUB: u16 = 19;
/// Columns of the screen of a half-day.
const CELL: u16 = 3;

/// Sign of a mark: its code word, the sign.
const SIGNS: &[(&str, T)] = &[
    ("present", w::SIGN_PRESENT),
    ("late", w::SIGN_LATE),
    ("early", w::SIGN_EARLY),
    ("leave", w::SIGN_LEAVE),
    ("absent", w::SIGN_ABSENT),
];

/// The part.
pub(super) struct Attendance {
    class: i64,
    people: Vec<Person>,
    halves: Vec<(NaiveDate, Half)>,
    marks: HashMap<(i64, NaiveDate, Half), String>,
    at: (usize, usize),
}

impl Attendance {
    pub fn new(class: i64) -> Self {
        Self { class, people: Vec::new(), halves: Vec::new(), marks: HashMap::new(), at: (0, 0) }
    }

    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let marks = cx.db.class_marks(self.class)?;
        let marked: BTreeSet<i64> = marks.iter().map(|m| m.nominee).collect();
        self.people = cx.db.class_roster(self.class)?;
        self.people.retain(|p| marked.contains(&p.id) || ARRIVED.contains(&p.state.as_str()));
        let mut halves: BTreeSet<(NaiveDate, Half)> = marks.iter().map(|m| (m.date, m.half)).collect();
        if let Some((from, to)) = cx.db.class_span(self.class)? {
            let rows = cx.db.class_sessions(self.class, from, to)?;
            halves.extend(rows.iter().flat_map(|r| r.slot.half.parts().iter().map(|h| (r.slot.date, *h))));
        }
        self.halves = halves.into_iter().collect();
        self.marks = marks.into_iter().map(|Mark { nominee, date, half, mark }| ((nominee, date, half), mark)).collect();
        self.walk(0, 0);
        Ok(())
    }

    fn walk(&mut self, across: isize, down: isize) {
        let (people, halves) = (self.people.len().saturating_sub(1), self.halves.len().saturating_sub(1));
        self.at = (self.at.0.saturating_add_signed(down).min(people), self.at.1.saturating_add_signed(across).min(halves));
    }

    /// How often a person came, of how many marks.
    fn came(&self, person: &Person) -> (usize, usize) {
        let marks = self.halves.iter().filter_map(|(date, half)| self.marks.get(&(person.id, *date, *half)));
        marks.fold((0, 0), |(came, all), mark| (came + usize::from(!missing(mark)), all + 1))
    }

    fn status(&self, cx: &Cx) -> String {
        let came = self.marks.values().filter(|m| !missing(m)).count();
        let words = w::attendance_of(cx.lang, came, self.halves.len(), self.marks.len());
        format!("{words}  {}", cx.t(w::SIGNS))
    }

    fn headings(&self, paint: &mut Paint, area: Rect, left: usize, cx: &Cx) {
        let style = paint.theme.heading();
        paint.put(area.x + 12, area.y + 1, 6, cx.t(w::CAME), style);
        if let Some((first, _)) = self.halves.get(left) {
            paint.put(area.x + 1, area.y, 17, &first.format("%Y.%m").to_string(), style);
        }
        let mut day = None;
        for ((date, half), x) in self.halves.iter().skip(left).zip((area.x + STUB..area.right().saturating_sub(1)).step_by(3)) {
            if day.replace(*date) != Some(*date) {
                paint.put(x, area.y, 2, &date.format("%d").to_string(), style);
            }
            let name = lesson::half(*half, cx).graphemes(true).next().unwrap_or_default();
            paint.put(x, area.y + 1, 2, name, style);
        }
    }

    fn person(&self, paint: &mut Paint, area: Rect, y: u16, n: usize, left: usize, cx: &Cx) {
        let person = &self.people[n];
        let here = n == self.at.0;
        let style = if here { paint.theme.selected() } else { paint.theme.plain() };
        let (came, all) = self.came(person);
        paint.put(area.x, y, 1, if here { paint.glyphs.cursor } else { " " }, style);
        paint.fill(area.x + 1, y, 10, &person.name, style);
        paint.fill_right(area.x + 11, y, 7, &format!("{came}/{all}"), style);
        let columns = (area.x + STUB..area.right().saturating_sub(1)).step_by(usize::from(CELL));
        for ((half, (date, part)), x) in self.halves.iter().enumerate().skip(left).zip(columns) {
            let Some(mark) = self.marks.get(&(person.id, *date, *part)) else { continue };
            let sign = SIGNS.iter().find(|(code, _)| code == mark).map_or("?", |(_, sign)| cx.t(*sign));
            let style = match (here && half == self.at.1, missing(mark)) {
                (true, _) => paint.theme.selected(),
                (_, true) => paint.theme.bad(),
                _ => paint.theme.plain(),
            };
            paint.put(x, y, 2, sign, style);
        }
        if here {
            #[allow(clippy::cast_possible_truncation)]
            let x = area.x + STUB + (self.at.1 - left) as u16 * CELL;
            paint.cursor = Some((x.min(area.right().saturating_sub(1)), y).into());
        }
    }
}

/// A half-day that was not attended.
fn missing(mark: &str) -> bool {
    matches!(mark, "leave" | "absent")
}

impl Part for Attendance {
    fn tag(&self) -> &'static str {
        "attendance"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::ATTENDANCE).to_owned()
    }

    fn load(&mut self, _: Rect, cx: &Cx) -> store::Result<()> {
        self.read(cx)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let quiet = paint.theme.quiet();
        if self.people.is_empty() {
            paint.put(area.x + 1, area.y, area.width.saturating_sub(1), cx.t(w::NO_MARKS), quiet);
            return;
        }
        if area.height < 4 || area.width <= STUB + CELL {
            return;
        }
        let columns = usize::from((area.width - STUB) / CELL);
        let left = (self.at.1 + 1).saturating_sub(columns);
        self.headings(paint, area, left, cx);
        let rows = usize::from(area.height - 3);
        let top = (self.at.0 + 1).saturating_sub(rows);
        for (n, y) in (top..self.people.len()).zip(area.y + 2..area.bottom() - 1) {
            self.person(paint, area, y, n, left, cx);
        }
        let status = self.status(cx);
        paint.put(area.x, area.bottom() - 1, area.width, &text::safe(&status), quiet);
    }

    fn step(&mut self, across: isize, down: isize, _: Rect, _: &Cx) -> store::Result<Effect> {
        self.walk(across, down);
        Ok(Effect::None)
    }

    fn page(&mut self, down: isize, area: Rect, _: &Cx) -> store::Result<Effect> {
        self.walk(0, down * isize::try_from(area.height.saturating_sub(3).max(1)).unwrap_or(1));
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, _: Rect, _: &Cx) -> store::Result<Effect> {
        self.at.1 = 0;
        self.walk(if last { isize::MAX / 2 } else { 0 }, 0);
        Ok(Effect::None)
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |p: &Person| record::open(register("nominee"), p.id, cx);
        Ok(Next::Effect(self.people.get(self.at.0).map_or(Effect::None, open)))
    }
}
