//! Who owes make-up training: the obligations beside a summary by cause, due month or unit, in which moving narrows them.
//!
//! All obligations are held as a few numbers each and read by a job; rows are read for the window only.

mod groups;

use crate::{
    catalog,
    domain::value::Value,
    exchange::{
        document::{As, Asked},
        export::Sheet as FileSheet,
    },
    store::{self, causes::Found, make_ups::Owed, query::Row},
    text::{T, arrange as aw, change as c, keys as k, list as lw, make_up_page as w, steps as sw},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, due, hand, key,
        screens::{
            arrange::Arrange,
            fit::Fits,
            papers,
            pick::Picked,
            record, save,
            steps::{self, Stepped},
        },
        sheet::{self, Sheet, To, Tone},
        show,
        table::{Column, Table, Widest},
    },
};
use chrono::Datelike;
use groups::{By, Group};
use ratatui::layout::Rect;
use std::{
    any::Any,
    collections::{BTreeSet, HashSet},
};

/// What a job read.
struct Ready {
    all: Vec<Owed>,
    units: Vec<(i64, String)>,
}

/// Notices that were written: how many, and where.
struct Printed(String);

/// The screen.
pub struct MakeUps {
    all: Vec<Owed>,
    units: Vec<(i64, String)>,
    read: bool,
    by: By,
    groups: Vec<Group>,
    side: Sheet,
    group: usize,
    in_side: bool,
    closed: bool,
    shown: Vec<usize>,
    rows: Vec<Row>,
    widest: Widest,
    columns: Vec<Column>,
    cursor: usize,
    top: usize,
    skip: usize,
    marks: BTreeSet<i64>,
}

/// Columns of the list.
const COLUMNS: &[&str] = &["cadre_id", "unit_id", "cause", "due_on", "state", "class_id", "hours"];

impl Default for MakeUps {
    fn default() -> Self {
        let register = catalog::register("make_up");
        let fields = COLUMNS.iter().filter_map(|name| register.and_then(|r| r.field(name)));
        let width = |f: &catalog::Field| if f.name == "class_id" { 16 } else { f.width.min(14) };
        Self {
            all: Vec::new(),
            units: Vec::new(),
            read: false,
            by: By::Cause,
            groups: Vec::new(),
            side: Sheet::default(),
            group: 0,
            in_side: false,
            closed: false,
            shown: Vec::new(),
            rows: Vec::new(),
            widest: Widest::default(),
            columns: fields.map(|field| Column { field, width: width(field) }).collect(),
            cursor: 0,
            top: 0,
            skip: 0,
            marks: BTreeSet::new(),
        }
    }
}

impl MakeUps {
    fn side_width(&self, area: Rect) -> u16 {
        match area.width {
            100.. => 30,
            _ if self.in_side => area.width / 2,
            _ => 0,
        }
    }

    fn list_area(&self, area: Rect) -> Rect {
        let left = self.side_width(area);
        Rect::new(area.x + left, area.y, area.width.saturating_sub(left), area.height.saturating_sub(1))
    }

    fn height(&self, cx: &Cx) -> usize {
        usize::from(self.list_area(cx.area).height.saturating_sub(1)).max(1)
    }

    /// Groups and list from what was read.
    fn order(&mut self, cx: &Cx) -> store::Result<Effect> {
        let keep = self.selected().map(|o| o.id);
        let wanted: Vec<&Owed> = self.all.iter().filter(|o| self.closed || o.open()).collect();
        self.groups = groups::groups(self.by, &wanted, &self.units, cx);
        self.group = self.group.min(self.groups.len());
        let most = self.groups.iter().map(|g| g.count).max().unwrap_or(0);
        let lines = groups::lines(&self.groups, wanted.len(), most, cx);
        self.side.set(lines);
        self.narrow(keep, cx)
    }

    /// The list as the group lets it through.
    fn narrow(&mut self, keep: Option<i64>, cx: &Cx) -> store::Result<Effect> {
        let group = self.group.checked_sub(1).and_then(|n| self.groups.get(n));
        let fits = |o: &Owed| (self.closed || o.open()) && group.is_none_or(|g| g.holds(self.by, o, cx));
        self.shown = self.all.iter().enumerate().filter(|(_, o)| fits(o)).map(|(n, _)| n).collect();
        let at = keep.and_then(|id| self.shown.iter().position(|n| self.all[*n].id == id));
        self.cursor = at.unwrap_or(self.cursor).min(self.shown.len().saturating_sub(1));
        self.window(cx)
    }

    /// Reads the rows on the screen.
    fn window(&mut self, cx: &Cx) -> store::Result<Effect> {
        let height = self.height(cx);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(self.shown.len().saturating_sub(1));
        let ids: Vec<i64> = self.shown.iter().skip(self.top).take(height).map(|n| self.all[*n].id).collect();
        let fields: Vec<_> = self.columns.iter().map(|c| c.field).collect();
        self.rows = match catalog::register("make_up") {
            Some(register) => cx.db.rows(register, &fields, &ids)?,
            None => Vec::new(),
        };
        self.widest.take(&self.columns, &self.rows, cx);
        Ok(Effect::None)
    }

    fn selected(&self) -> Option<&Owed> {
        self.shown.get(self.cursor).and_then(|n| self.all.get(*n))
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        if self.in_side {
            self.side.step(by, usize::from(cx.area.height));
            if let To::Here(n) = self.side.selected() {
                self.group = *n;
            }
            (self.cursor, self.top) = (0, 0);
            return self.narrow(None, cx);
        }
        self.cursor = self.cursor.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
        self.window(cx)
    }

    fn page(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        let height = isize::try_from(self.height(cx)).unwrap_or(1);
        self.step(by * height, cx)
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.in_side {
            return self.toggle_side(cx);
        }
        let to = self.selected().map_or(To::Nothing, |o| To::Record("make_up", o.id));
        Ok(sheet::follow(&to, cx))
    }

    fn person(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(owed) = self.selected() else { return Ok(Effect::None) };
        Ok(catalog::register("cadre").map_or(Effect::None, |register| record::open(register, owed.cadre_id, cx)))
    }

    /// Space: marks the obligation, or everything in the group of the summary.
    fn mark(&mut self, cx: &Cx) -> store::Result<Effect> {
        let ids: Vec<i64> = match (self.in_side, self.selected()) {
            (false, Some(owed)) => vec![owed.id],
            (true, _) => self.shown.iter().map(|n| self.all[*n].id).collect(),
            (false, None) => return Ok(Effect::None),
        };
        let all = ids.iter().all(|id| self.marks.contains(id));
        for id in ids {
            if all {
                self.marks.remove(&id);
            } else {
                self.marks.insert(id);
            }
        }
        self.step(isize::from(!self.in_side), cx)
    }

    fn clear(&mut self, _: &Cx) -> store::Result<Effect> {
        self.marks.clear();
        Ok(Effect::None)
    }

    /// What is marked and still there, or the selected one.
    fn meant(&self) -> Vec<i64> {
        let marked: Vec<i64> = self.all.iter().map(|o| o.id).filter(|id| self.marks.contains(id)).collect();
        if marked.is_empty() { self.selected().map(|o| o.id).into_iter().collect() } else { marked }
    }

    fn steps(&mut self, cx: &Cx) -> store::Result<Effect> {
        Ok(steps::open("make_up", self.meant(), cx))
    }

    /// What would settle the selected one.
    fn fit(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(self.selected().map_or(Effect::None, |owed| Effect::open(Window(Fits::new(owed.id)))))
    }

    /// All of them at once, or what is marked.
    fn arrange(&mut self, _: &Cx) -> store::Result<Effect> {
        let only = (!self.marks.is_empty()).then(|| self.marks.iter().copied().collect::<HashSet<i64>>());
        Ok(Effect::open(Window(Arrange::new(only))))
    }

    /// Looks again for years and programmes that ended short.
    fn look(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (act, today) = (cx.act(), cx.today);
        Ok(Effect::Start(Job::new(cx.t(w::LOOKING), move |desk, _| {
            let store = desk.store()?;
            store.advance_verdicts(today, &mut |_| true)?;
            store.look_around(&act, today, true)
        })))
    }

    /// The notices on hours to all units, in one file to print.
    fn notices(&mut self, cx: &Cx) -> store::Result<Effect> {
        if let Some(words) = cx.no_files() {
            return Ok(words);
        }
        let (today, lang) = (cx.today, cx.lang);
        Ok(Effect::Start(Job::new(cx.t(lw::EXPORTING), move |desk, _| {
            let asked = Asked { of: None, year: today.year(), today, kind: As::Docx };
            Ok(Printed(papers::written(desk, "warning_notices", &asked, lang)?))
        })))
    }

    fn cannot_manage(&self, cx: &Cx) -> Option<crate::text::T> {
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_manage)
    }

    fn toggle_side(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.in_side = !self.in_side;
        self.window(cx)
    }

    fn turn(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.by = self.by.next();
        (self.group, self.cursor, self.top) = (0, 0, 0);
        self.side.home();
        self.order(cx)
    }

    fn toggle_closed(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.closed = !self.closed;
        self.order(cx)
    }

    fn late(&self, cx: &Cx) -> usize {
        self.shown.iter().filter(|n| groups::late(&self.all[**n], cx)).count()
    }

    /// Starts writing the list as shown; rows are read by the job.
    fn save(&self, picked: &Picked, cx: &Cx) -> Effect {
        let Some(register) = catalog::register("make_up") else { return Effect::None };
        let fields: Vec<_> = self.columns.iter().map(|c| c.field).collect();
        let ids: Vec<i64> = self.shown.iter().map(|n| self.all[*n].id).collect();
        let lang = cx.lang;
        save::save_with("make_up", picked, cx, move |desk| {
            let mut sheet = FileSheet::new(register, &fields, lang);
            for row in desk.reader()?.rows(register, &fields, &ids)? {
                sheet.push(row.cells.iter().map(|c| (&c.value, c.label.as_deref())));
            }
            Ok(sheet)
        })
    }

    fn note(&self, row: &Row, cx: &Cx) -> Option<(String, Tone)> {
        let due = catalog::register("make_up")?.due()?;
        let owed = self.all.iter().find(|o| o.id == row.id)?;
        let date = owed.due_on.clone().map_or(Value::Null, Value::Text);
        due::word(due, &date, &Value::text(&owed.state), cx)
    }
}

impl MakeUps {
    /// What is written to the unit of the selected one, to all units, and the list.
    fn papers(&self) -> Effect {
        let unit = self.selected().and_then(|owed| owed.unit_id);
        let about = unit.map(|id| ("unit", Some(id))).into_iter().chain([("", None)]);
        papers::ask(about.collect(), None, true)
    }

    fn locked(&self, cx: &Cx) -> Option<T> {
        hand::locked(self.subject(), cx)
    }
}

impl View for MakeUps {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], lw::OPEN, Self::open).shown(),
        Command::new("side", &[key::TAB, key::BACK_TAB], lw::SIDE, Self::toggle_side).shown(),
        Command::new("steps", &[key::ch('.')], sw::STEPS, Self::steps).changes().shown(),
        Command::new("fit", &[key::ctrl('w'), key::ch('w')], aw::FITS, Self::fit).shown(),
        Command::new("arrange", &[key::f(6)], aw::TITLE, Self::arrange).shown(),
        Command::new("mark", &[key::SPACE], lw::MARK, Self::mark).shown(),
        Command::new("clear", &[key::BACKSPACE], lw::CLEAR, Self::clear),
        Command::new("look", &[key::ctrl('u'), key::ch('u')], w::LOOK, Self::look).when(Self::cannot_manage),
        Command::new("notices", &[key::ctrl('n'), key::ch('n')], w::NOTICES, Self::notices),
        Command::new("turn", &[key::f(7), key::ch('v')], w::TURN, Self::turn).shown(),
        Command::new("person", &[key::ctrl('o'), key::ch('o')], w::PERSON, Self::person).shown(),
        Command::new("closed", &[key::ctrl('a'), key::ch('a')], w::CLOSED, Self::toggle_closed).shown(),
        Command::new("edit", &[key::f(2)], c::EDIT, |v: &mut Self, _| Ok(hand::edit(v.subject())))
            .changes()
            .shown()
            .when(Self::locked),
        Command::new("delete", &[key::f(8), key::DELETE], c::DELETE, |v: &mut Self, _| Ok(hand::delete(v.subject())))
            .changes()
            .when(Self::locked),
        Command::new("export", &[key::f(9), key::ctrl('e')], lw::EXPORT, |v: &mut Self, _| Ok(v.papers())).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.page(-1, cx)),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| v.page(1, cx)),
        Command::new("first", &[key::HOME], lw::FIRST, |v: &mut Self, cx| v.step(-100_000_000, cx)),
        Command::new("last", &[key::END], lw::LAST, |v: &mut Self, cx| v.step(100_000_000, cx)),
        Command::new("left", &[key::LEFT], lw::LEFT, |v: &mut Self, _| {
            v.skip = v.skip.saturating_sub(1);
            Ok(Effect::None)
        }),
        Command::new("right", &[key::RIGHT], lw::RIGHT, |v: &mut Self, _| {
            v.skip = (v.skip + 1).min(v.columns.len().saturating_sub(2));
            Ok(Effect::None)
        }),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(crate::text::place::OBLIGATIONS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let words = self.order(cx)?;
        Ok(words.and(Effect::Start(Job::new("", |desk, _| {
            let reader = desk.reader()?;
            Ok(Ready { all: reader.obligations()?, units: reader.unit_names()? })
        }))))
    }

    fn subject(&self) -> Subject {
        Some((catalog::register("make_up")?, self.selected()?.id))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if area.height < 3 {
            return;
        }
        let list = self.list_area(area);
        if list.x > area.x {
            let side = Rect::new(area.x, area.y, list.x - area.x - 1, area.height);
            paint.put(side.x, side.y, side.width, cx.t(self.by.label()), paint.theme.heading());
            self.side.draw(paint, Rect::new(side.x, side.y + 1, side.width, side.height - 1), self.in_side);
            paint.rule(list.x - 1, area.y, area.height, paint.theme.plain());
        }
        let table = Table {
            columns: &self.columns,
            widest: &self.widest,
            skip: self.skip,
            at: 0,
            sort: &[],
            rows: &self.rows,
            cursor: (!self.shown.is_empty()).then(|| self.cursor - self.top),
            focus: !self.in_side,
            marked: &|id| self.marks.contains(&id),
            tone: &|_| None,
            note: Some(&|row| self.note(row, cx)),
        };
        table.draw(paint, list, cx);
        let (n, late) = (show::count(i64::try_from(self.shown.len()).unwrap_or(i64::MAX)), self.late(cx));
        let words = match (self.read, self.closed) {
            (false, _) => cx.t(lw::WORKING).to_owned(),
            (true, false) => w::summary(cx.lang, late, n),
            (true, true) => w::summary_all(cx.lang, late, n),
        };
        paint.put(list.x, area.bottom() - 1, list.width, &words, paint.theme.quiet());
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Ready>() {
            Ok(ready) => {
                (self.all, self.units, self.read) = (ready.all, ready.units, true);
                return self.order(cx);
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Found>() {
            Ok(found) => {
                let words = w::found(cx.lang, found.overdue, found.programme_gaps, found.year_gaps);
                return Ok(Effect::Reload.and(Effect::Toast(words)));
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Printed>() {
            Ok(printed) => return Ok(Effect::Toast(printed.0)),
            Err(other) => other,
        };
        if outcome.is::<Stepped>() {
            self.marks.clear();
            return Ok(Effect::Reload);
        }
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        Ok(if picked.tag == save::TAG { self.save(&picked, cx) } else { Effect::None })
    }
}
