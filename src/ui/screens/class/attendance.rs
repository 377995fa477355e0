//! Attendance of a class: people down, half-days across; signs, not colours.

use super::register;
use crate::{
    catalog::ARRIVED,
    domain::{calendar::Half, value::Value},
    exchange::export::{Heading, Sheet},
    store::{
        self,
        class_page::{Mark, Person},
    },
    text::{T, class_page as w, field as f},
    ui::{
        Cx, Effect, Job, Paint, lesson,
        page::{Act, Next, Part},
        screens::{pick::Picked, record, save},
        text,
    },
};
use chrono::NaiveDate;
use ratatui::layout::Rect;
use std::{
    any::Any,
    collections::{BTreeSet, HashMap},
};
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
    opened: bool,
}

/// A mark was set; with news, where many were.
struct Marked(Option<String>);

impl Attendance {
    pub fn new(class: i64) -> Self {
        Self { class, people: Vec::new(), halves: Vec::new(), marks: HashMap::new(), at: (0, 0), opened: false }
    }

    fn read(&mut self, cx: &Cx) -> store::Result<()> {
        let marks = cx.db.class_marks(self.class)?;
        let marked: BTreeSet<i64> = marks.iter().map(|m| m.nominee).collect();
        self.people = cx.db.class_roster(self.class)?;
        self.people.retain(|p| marked.contains(&p.id) || ARRIVED.contains(&p.state.as_str()));
        let mut halves: BTreeSet<(NaiveDate, Half)> = marks.iter().map(|m| (m.date, m.half)).collect();
        halves.extend(cx.db.class_half_days(self.class)?);
        self.halves = halves.into_iter().collect();
        self.marks = marks.into_iter().map(|Mark { nominee, date, half, mark }| ((nominee, date, half), mark)).collect();
        // The half-day of today, once.
        if !std::mem::replace(&mut self.opened, true) {
            self.at.1 = self.halves.iter().position(|(date, _)| *date == cx.today).unwrap_or(0);
        }
        self.walk(0, 0);
        Ok(())
    }

    /// Sets the mark under the cursor and goes to the next person, so that a column is a run down the keys.
    fn mark(&mut self, mark: &'static str, cx: &Cx) -> Effect {
        let Some((person, half)) = self.people.get(self.at.0).map(|p| p.id).zip(self.halves.get(self.at.1).copied()) else {
            return Effect::None;
        };
        let act = cx.act();
        self.walk(0, 1);
        Effect::Start(Job::new("", move |desk, _| {
            Ok(Marked(desk.store()?.mark_attendance(&act, person, half, mark).map(|_| None)?))
        }))
    }

    fn mark_rest(&self, cx: &Cx) -> Effect {
        let Some(half) = self.halves.get(self.at.1).copied() else { return Effect::None };
        let (act, lang) = (cx.act(), cx.lang);
        let people: Vec<i64> = self.people.iter().map(|p| p.id).collect();
        Effect::Start(Job::new("", move |desk, _| {
            let (present, leave) = desk.store()?.mark_rest(&act, &people, half)?;
            Ok(Marked(Some(w::marked_rest(lang, leave, present))))
        }))
    }

    /// The sign-in sheet: a line a person, a column a half-day, with the marks there are.
    fn sheet(&self, cx: &Cx) -> Sheet {
        let heading = |name: String, label: String, width| Heading { name, label, width, numeric: false };
        let field = |name: &str, label: T, width| heading(name.to_owned(), cx.t(label).to_owned(), width);
        let mut headings =
            vec![field("name", f::PERSON_NAME, 10), field("unit", f::UNIT, 18), field("position", f::POSITION, 16)];
        for (n, (date, half)) in self.halves.iter().enumerate() {
            let label = format!("{}{}", date.format("%m.%d"), lesson::half(*half, cx));
            headings.push(heading(format!("h{n}"), label, 10));
        }
        let mut sheet = Sheet::plain(cx.t(w::SIGN_IN).to_owned(), headings);
        let cell = |text: &str| (Value::text(text), text.to_owned());
        for person in &self.people {
            let mut cells = vec![
                cell(&person.name),
                cell(person.unit.as_deref().unwrap_or_default()),
                cell(person.position.as_deref().unwrap_or_default()),
            ];
            for (date, half) in &self.halves {
                let mark = self.marks.get(&(person.id, *date, *half));
                let sign = mark.and_then(|mark| SIGNS.iter().find(|(code, _)| code == mark)).map_or("", |(_, sign)| cx.t(*sign));
                cells.push(cell(sign));
            }
            sheet.row(cells);
        }
        sheet
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

    fn can(&self, act: Act) -> bool {
        let some = !self.people.is_empty() && !self.halves.is_empty();
        some && matches!(act, Act::Mark(_) | Act::MarkRest | Act::Export)
    }

    fn act(&mut self, act: Act, cx: &Cx) -> store::Result<Effect> {
        Ok(match act {
            Act::Mark(mark) => self.mark(mark, cx),
            Act::MarkRest => self.mark_rest(cx),
            Act::Export => save::ask(cx),
            _ => Effect::None,
        })
    }

    fn answer(&mut self, outcome: Box<dyn Any + Send>, _: Rect, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Marked>() {
            Ok(marked) => return Ok(marked.0.map_or(Effect::None, Effect::Toast).and(Effect::Reload)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        match outcome.downcast::<Picked>() {
            Ok(picked) if picked.tag == save::TAG => Ok(save::save(self.sheet(cx), "sign_in", &picked, cx)),
            _ => Ok(Effect::None),
        }
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |p: &Person| record::open(register("nominee"), p.id, cx);
        Ok(Next::Effect(self.people.get(self.at.0).map_or(Effect::None, open)))
    }
}
