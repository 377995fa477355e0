//! Step four: what the import would come to, row by row; who and what is meant where the file does not say; then the
//! writing.

mod lines;
mod refer;

use super::{
    Finished,
    row::Row,
    work::{Shared, Tried, Wrote},
};
use crate::{
    exchange::{
        export::{self, Format},
        findings,
        trace::Verdict,
    },
    pane_rows, store,
    text::{T, wizard as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        panes::{Paned, Panes},
        screens::{
            link::Linked,
            pick::{Choice, Pick, Picked},
            save,
        },
        show,
    },
};
use ratatui::layout::Rect;
use refer::Refer;
use std::any::Any;

const RECORDS: usize = 0;
const CHOOSE: usize = 1;
const CLEANED: usize = 2;
/// Lines above the panes.
const HEAD: u16 = 2;
/// The tags of the questions.
const FILTER: &str = "import_filter";
const WRITE: &str = "import_write";
const PERSON: &str = "import_person";

/// Every verdict with its word.
const VERDICTS: [(Verdict, T); 5] = [
    (Verdict::New, w::VERDICT_NEW),
    (Verdict::Changed, w::VERDICT_CHANGED),
    (Verdict::Same, w::VERDICT_SAME),
    (Verdict::Duplicate, w::VERDICT_DUPLICATE),
    (Verdict::Rejected, w::VERDICT_REJECTED),
];

/// The screen.
pub struct Check {
    work: Shared,
    panes: Panes,
    filter: Option<Verdict>,
    /// Sheet and record of each line.
    shown: Vec<(usize, usize)>,
    /// What needs a choice, or got one.
    refers: Vec<Refer>,
    /// Which of them is being asked about, and who was offered.
    asked: Option<(usize, Vec<i64>)>,
    begun: bool,
    writing: bool,
}

impl Check {
    /// Over the work.
    #[must_use]
    pub fn new(work: Shared) -> Self {
        Self {
            work,
            panes: Panes::new(&[w::TAB_RECORDS, w::TAB_CHOOSE, w::TAB_CLEANED]).one_at_a_time(),
            filter: None,
            shown: Vec::new(),
            refers: Vec::new(),
            asked: None,
            begun: false,
            writing: false,
        }
    }

    fn fill(&mut self, cx: &Cx) {
        let (shown, records) = lines::records(&self.work.borrow(), self.filter, cx);
        self.panes.set(RECORDS, records, Some(shown.len()));
        self.shown = shown;
        self.refers = refer::all(&self.work.borrow());
        self.panes.set(CHOOSE, lines::refers(&self.refers, &self.work.borrow(), cx), Some(self.refers.len()));
        let (count, cleaned) = lines::cleaned(&self.work.borrow(), cx);
        self.panes.set(CLEANED, cleaned, Some(count));
    }

    fn again(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.work.borrow().written.is_some() {
            return Ok(Effect::None);
        }
        self.begun = true;
        Ok(self.work.borrow_mut().rehearse(cx))
    }

    fn count(&self, verdict: Verdict) -> usize {
        let work = self.work.borrow();
        let Some(trial) = &work.trial else { return 0 };
        trial.report.sum(match verdict {
            Verdict::New => |o| o.new,
            Verdict::Changed => |o| o.updated,
            Verdict::Same => |o| o.same,
            Verdict::Duplicate => |o| o.duplicate,
            Verdict::Rejected => |o| o.rejected,
        })
    }

    fn ask_filter(&mut self, cx: &Cx) -> store::Result<Effect> {
        let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let mut choices = vec![Choice { word: cx.t(w::ALL).to_owned(), note: String::new() }];
        choices.extend(VERDICTS.map(|(verdict, word)| Choice { word: cx.t(word).to_owned(), note: count(self.count(verdict)) }));
        let at = self.filter.and_then(|f| VERDICTS.iter().position(|(v, _)| *v == f)).map_or(0, |n| n + 1);
        Ok(Effect::open(Window(Pick::new(FILTER, cx.t(w::FILTER_ASK), choices).at(at).by_digit())))
    }

    fn to_write(&self) -> usize {
        self.count(Verdict::New) + self.count(Verdict::Changed)
    }

    fn write(&mut self, cx: &Cx) -> store::Result<Effect> {
        let (dirty, known) = (self.work.borrow().dirty, self.work.borrow().trial.is_some());
        if dirty || !known {
            self.writing = true;
            return self.again(cx);
        }
        Ok(self.ask_write(cx))
    }

    fn ask_write(&mut self, cx: &Cx) -> Effect {
        self.writing = false;
        let count = self.to_write();
        if count == 0 {
            return Effect::Toast(cx.t(w::NOTHING_NEW).to_owned());
        }
        let choices = [w::WRITE_YES, w::WRITE_NO].map(|word| Choice { word: cx.t(word).to_owned(), note: String::new() });
        let question = w::write_ask(cx.lang, show::count(i64::try_from(count).unwrap_or(i64::MAX)));
        Effect::open(Window(Pick::new(WRITE, question, choices.to_vec())))
    }

    /// Why nothing can be written.
    fn closed(&self, _: &Cx) -> Option<T> {
        self.work.borrow().written.is_some().then_some(w::NOTHING_NEW)
    }

    fn save(&mut self, cx: &Cx) -> store::Result<Effect> {
        if let Some(words) = cx.no_files() {
            return Ok(words);
        }
        let work = self.work.borrow();
        let Some(trial) = &work.trial else { return Ok(Effect::None) };
        let (report, sources, lang) = (std::sync::Arc::clone(&trial.report), std::sync::Arc::clone(&work.sources), cx.lang);
        let path = export::free_name(cx.t(w::REPORT_NAME), cx.today, Format::Xlsx);
        Ok(Effect::Start(Job::new(cx.t(w::SAVE_REPORT), move |_, _| {
            export::save(&findings::sheet(&report, &sources, lang), &path, Format::Xlsx)?;
            Ok(save::Saved(crate::text::import::report_saved(lang, path.display())))
        })))
    }

    /// Takes a choice back.
    fn drop_choice(&mut self, cx: &Cx) -> store::Result<Effect> {
        let at = match self.panes.sheet().selected() {
            crate::ui::sheet::To::Here(n) if self.panes.at() == CHOOSE => *n,
            _ => return Ok(Effect::None),
        };
        if let Some(refer) = self.refers.get(at) {
            refer.forget(&mut self.work.borrow_mut());
        }
        self.fill(cx);
        Ok(Effect::None)
    }

    fn leave(&mut self, cx: &Cx) -> store::Result<Effect> {
        let written = self.work.borrow().written.as_ref().map(|(count, _)| *count);
        Ok(match written {
            Some(count) => Effect::Answer(Box::new(Finished(w::written_short(cx.lang, count)))),
            None => Effect::Close,
        })
    }

    /// Asks whom or what a text means: people of the name first, else the register.
    fn ask(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        let Some(refer) = self.refers.get(n) else { return Ok(Effect::None) };
        let people = match refer {
            Refer::Person { name, .. } => cx.db.people_called(name, 50)?,
            _ => Vec::new(),
        };
        if people.is_empty() {
            self.asked = Some((n, Vec::new()));
            return Ok(refer.search());
        }
        let mut choices: Vec<Choice> =
            people.iter().map(|p| Choice { word: format!("{}  {}", p.title, p.note()), note: String::new() }).collect();
        choices.push(Choice { word: cx.t(w::SEARCH_MORE).to_owned(), note: String::new() });
        let question = w::person_ask(cx.lang, refer.text());
        self.asked = Some((n, people.into_iter().map(|p| p.id).collect()));
        Ok(Effect::open(Window(Pick::new(PERSON, question, choices))))
    }

    fn picked_person(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        let Some((n, people)) = self.asked.clone() else { return Ok(Effect::None) };
        let Some(refer) = self.refers.get(n) else { return Ok(Effect::None) };
        let Some(id) = picked.chosen.first().and_then(|at| people.get(*at)).copied() else { return Ok(refer.search()) };
        let title = crate::catalog::register("cadre").map_or(Ok(None), |r| cx.db.title(r, id))?;
        self.chose(n, id, &title.unwrap_or_default(), cx)
    }

    fn chose(&mut self, n: usize, id: i64, title: &str, cx: &Cx) -> store::Result<Effect> {
        if let Some(refer) = self.refers.get(n) {
            refer.choose(&mut self.work.borrow_mut(), id, title);
        }
        self.asked = None;
        self.fill(cx);
        Ok(Effect::Toast(cx.t(w::DIRTY).to_owned()))
    }

    fn open_row(&self, n: usize, cx: &Cx) -> Effect {
        let work = self.work.borrow();
        let Some((trial, (o, d))) = work.trial.as_ref().zip(self.shown.get(n).copied()) else { return Effect::None };
        let outcome = &trial.report.outcomes[o];
        let Some(detail) = outcome.trace.details.get(d) else { return Effect::None };
        let findings = outcome.issues.iter().filter(|i| i.at.row == detail.at.row).cloned().collect();
        let place = work.place(&outcome.file, &outcome.sheet);
        let found = work.found.iter().find(|f| Some(f.at) == place);
        let header = outcome.header.unwrap_or_default();
        let table = found.and_then(|f| f.tables.iter().find(|t| t.header == header).or_else(|| f.tables.first()));
        let cell = |column: usize| crate::exchange::grid::At { row: detail.at.row, column };
        let columns = table.map(|t| t.columns.as_slice()).unwrap_or_default().iter();
        let original = columns
            .map(|c| {
                (format!("{} {}", cell(c.column), c.heading), place.map(|p| work.cell(p, cell(c.column))).unwrap_or_default())
            })
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let title = w::row_title(cx.lang, detail.at.row + 1, &outcome.sheet);
        Effect::open(Window(Row::new(title, original, findings, (detail.verdict, detail.table, detail.changes.clone()))))
    }
}

impl View for Check {
    const COMMANDS: &'static [Command<Self>] = pane_rows![
        Command::new("write", &[key::f(2)], w::WRITE, Self::write).changes().shown().when(Self::closed),
        Command::new("again", &[key::f(7)], w::AGAIN, Self::again).shown(),
        Command::new("filter", &[key::f(6)], w::FILTER, Self::ask_filter).shown(),
        Command::new("report", &[key::f(9)], w::SAVE_REPORT, Self::save).shown(),
        Command::new("unchoose", &[key::f(8), key::DELETE], w::FORGET, Self::drop_choice),
        Command::new("leave", &[key::ESC], crate::text::keys::BACK, Self::leave),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::STEP_TRIAL).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let open = self.work.borrow().trial.is_none() || self.work.borrow().dirty;
        if open && !self.begun {
            return self.again(cx);
        }
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Tried>() {
            Ok(tried) => {
                self.work.borrow_mut().tried(*tried);
                self.fill(cx);
                return Ok(if self.writing { self.ask_write(cx) } else { Effect::None });
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Wrote>() {
            Ok(wrote) => {
                let anew = self.work.borrow_mut().wrote(*wrote);
                self.fill(cx);
                return Ok(if anew { Effect::Toast(cx.t(w::ANEW).to_owned()) } else { Effect::None });
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<save::Saved>() {
            Ok(saved) => return Ok(Effect::Toast(saved.0)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Linked>() {
            Ok(linked) => {
                return match (self.asked.take(), linked.id) {
                    (Some((n, _)), Some(id)) => self.chose(n, id, &linked.title, cx),
                    _ => Ok(Effect::None),
                };
            }
            Err(other) => other,
        };
        let Ok(picked) = outcome.downcast::<Picked>() else { return Ok(Effect::None) };
        match (picked.tag, picked.chosen.first()) {
            (FILTER, Some(n)) => {
                self.filter = n.checked_sub(1).and_then(|n| VERDICTS.get(n)).map(|(verdict, _)| *verdict);
                self.panes.go(RECORDS);
                self.panes.home(RECORDS);
                self.fill(cx);
                Ok(Effect::None)
            }
            (WRITE, Some(0)) => Ok(self.work.borrow().write(cx)),
            (PERSON, Some(_)) => self.picked_person(&picked, cx),
            _ => Ok(Effect::None),
        }
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, plain, good, warn) = (paint.theme.heading(), paint.theme.plain(), paint.theme.good(), paint.theme.warn());
        let work = self.work.borrow();
        let Some(trial) = &work.trial else {
            paint.put(area.x, area.y, area.width, cx.t(w::STOPPED), heading);
            return;
        };
        let n = |v: Verdict| show::count(i64::try_from(self.count(v)).unwrap_or(i64::MAX));
        let warned = show::count(i64::try_from(trial.report.sum(crate::exchange::sheet::Outcome::warned)).unwrap_or(i64::MAX));
        let [added, updated, same, duplicate, rejected] = VERDICTS.map(|(verdict, _)| n(verdict));
        paint.put(area.x, area.y, area.width, &w::counts(cx.lang, added, duplicate, rejected, same, updated, warned), heading);
        let (words, style) = match &work.written {
            Some((count, copy)) => {
                let copy = copy.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                (w::written(cx.lang, copy, count), good)
            }
            None if work.dirty => (cx.t(w::DIRTY).to_owned(), warn),
            None => (cx.t(w::READY).to_owned(), plain),
        };
        if area.height > 1 {
            paint.put(area.x, area.y + 1, area.width, &words, style);
        }
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for Check {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = HEAD.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        match self.panes.at() {
            RECORDS => Ok(self.open_row(n, cx)),
            CHOOSE if self.work.borrow().written.is_none() => self.ask(n, cx),
            _ => Ok(Effect::None),
        }
    }
}
