//! What matters about a class: fields, people, the check of its timetable, closing documents.

use super::{register, word};
use crate::{
    catalog::{Field, FieldKind},
    domain::{
        timetable::content::Lack,
        value::{self, Value},
    },
    part_of_lines,
    store::{self, class_page::Fill, query::Cell},
    text::class_page as w,
    ui::{
        Cx, Effect, Window, lesson,
        lines::{Lines, Tone, bar, bit, labelled},
        page::{Next, Part},
        screens::{form::Form, record},
        show,
    },
};
use ratatui::layout::Rect;

/// Fields that fit two in a line.
const SHORT: &[&str] = &[
    "kind",
    "call_level",
    "organiser",
    "undertaker",
    "starts_on",
    "ends_on",
    "days",
    "hours",
    "place",
    "head_teacher",
    "report_on",
    "offsite_place",
    "approval_no",
    "notice_no",
    "budget",
    "spent",
];
/// Fields over the whole line.
const LONG: &[&str] = &["programme_id", "plan_line_id", "audience", "note"];

enum Goal {
    Record(&'static str, i64),
    Part(&'static str),
    /// A document that is missing: entered from here.
    Paper(String),
}

/// What the content of the timetable lacks, in words.
fn lacks(class: i64, cx: &Cx) -> store::Result<Vec<String>> {
    let word = |lack: Lack| match lack {
        Lack::Theme(theme) => w::lack_theme(cx.lang, theme),
        Lack::Share(kinds, percent, least) => {
            w::lack_share(cx.lang, kinds.join("、"), least, value::number((percent * 10.0).round() / 10.0))
        }
        Lack::Unknown(n) => w::lack_unknown(cx.lang, n),
    };
    Ok(cx.db.content_lacks(class)?.into_iter().map(word).collect())
}

/// The part.
pub(super) struct Overview {
    class: i64,
    lines: Lines<Goal>,
}

impl Overview {
    pub fn new(class: i64) -> Self {
        Self { class, lines: Lines::default() }
    }

    fn fields(&mut self, width: u16, cx: &Cx) -> store::Result<()> {
        let register = register("class");
        let fields: Vec<&'static Field> = SHORT.iter().chain(LONG).filter_map(|name| register.field(name)).collect();
        let rows = cx.db.rows(register, &fields, &[self.class])?;
        let Some(row) = rows.first() else { return Ok(()) };
        let known: Vec<(&'static Field, &Cell)> =
            fields.into_iter().zip(&row.cells).filter(|(_, cell)| cell.value != Value::Null).collect();
        self.lines.heading(cx.t(w::FIELDS));
        let (short, long): (Vec<_>, Vec<_>) = known.into_iter().partition(|(field, _)| SHORT.contains(&field.name));
        let room = (width.saturating_sub(4) / 2).saturating_sub(14).max(6);
        for pair in short.chunks(2) {
            let mut bits = Vec::new();
            for (field, cell) in pair {
                bits.extend([bit(cx.t(field.label), 12).tone(Tone::Quiet), bit(show::cell(field, cell, cx), room)]);
            }
            self.lines.say(bits);
        }
        for (field, cell) in long {
            match (field.kind, &cell.value) {
                (FieldKind::Link(kind), Value::Int(id)) => {
                    let words = show::cell(field, cell, cx);
                    self.lines.link(vec![bit(cx.t(field.label), 12).tone(Tone::Quiet), bit(words, 0)], Goal::Record(kind, *id));
                }
                _ => labelled(&mut self.lines, cx.t(field.label), &show::cell(field, cell, cx), width),
            }
        }
        Ok(())
    }

    fn people(&mut self, fill: &Fill, width: u16, cx: &Cx) {
        self.lines.heading(cx.t(w::PEOPLE));
        let rows = [
            (w::PLANNED, fill.planned, Tone::Plain),
            (w::PLACES, fill.places, Tone::Plain),
            (w::NOMINATED, Some(fill.nominated()), Tone::Plain),
            (w::APPROVED, Some(fill.approved()), Tone::Plain),
            (w::REPORTED, Some(fill.reported()), Tone::Good),
            (w::COMPLETED, Some(fill.completed()), Tone::Good),
            (w::MISSED, Some(fill.missed()), Tone::Bad),
        ];
        let whole = rows.iter().filter_map(|(_, n, _)| *n).max().unwrap_or(0);
        for (label, n, tone) in rows {
            let Some(n) = n.filter(|n| *n > 0) else { continue };
            #[allow(clippy::cast_precision_loss)]
            let drawn = bar(n as f64, whole as f64, width.saturating_sub(24).min(40)).tone(tone);
            let bits = vec![bit(cx.t(label), 12).tone(Tone::Quiet), bit(show::count(n), 6).right(), drawn];
            self.lines.link(bits, Goal::Part("roster"));
        }
        let states: Vec<String> = fill.states.iter().map(|(s, n)| format!("{} {n}", word("nominee", "state", s, cx))).collect();
        match fill.call_up {
            Some(id) => self
                .lines
                .link(vec![bit(cx.t(w::CALL_UP), 12).tone(Tone::Quiet), bit(states.join("  "), 0)], Goal::Record("call_up", id)),
            None => self.lines.say(vec![bit(cx.t(w::NO_CALL_UP), 0).tone(Tone::Quiet)]),
        }
    }

    fn checks(&mut self, cx: &Cx) -> store::Result<()> {
        self.lines.heading(cx.t(w::CHECKS));
        let Some((from, to)) = cx.db.class_span(self.class)? else {
            self.lines.say(vec![bit(cx.t(crate::text::timetable::NONE_EVER), 0).tone(Tone::Quiet)]);
            return Ok(());
        };
        let checked = cx.db.check_class(self.class, from, to)?;
        let words = format!("{}  {}-{}", w::sessions(cx.lang, checked.rows.len()), lesson::date(from), lesson::date(to));
        self.lines.link(vec![bit(words, 0)], Goal::Part("timetable"));
        let [clashes, cautions, infos] = checked.counts();
        let (words, tone) = match (clashes, cautions + infos) {
            (0, 0) => (cx.t(w::NO_CONFLICTS).to_owned(), Tone::Good),
            (0, _) => (lesson::counts(&checked, cx), Tone::Warn),
            _ => (lesson::counts(&checked, cx), Tone::Bad),
        };
        self.lines.link(vec![bit(words, 0).tone(tone)], Goal::Part("conflicts"));
        for words in lacks(self.class, cx)? {
            self.lines.link(vec![bit(words, 0).tone(Tone::Warn)], Goal::Part("timetable"));
        }
        Ok(())
    }

    fn papers(&mut self, cx: &Cx) -> store::Result<()> {
        let papers = cx.db.class_papers(self.class)?;
        let needed = papers.iter().filter(|p| p.needed).count();
        let got = papers.iter().filter(|p| p.needed && p.id.is_some()).count();
        self.lines.heading(w::closing(cx.lang, got, needed));
        let (words, tone) = match cx.db.class_unsettled(self.class)? {
            0 => (cx.t(w::SETTLED).to_owned(), Tone::Good),
            n => (w::unsettled(cx.lang, n), Tone::Warn),
        };
        self.lines.link(vec![bit(words, 0).tone(tone)], Goal::Part("roster"));
        let mut others = false;
        for paper in papers {
            if !paper.needed && !others {
                others = true;
                self.lines.say(vec![bit(cx.t(w::OTHER_PAPERS), 0).tone(Tone::Quiet)]);
            }
            let date = paper.received_on.map(|d| d.replace('-', "."));
            let Some(id) = paper.id else {
                let missing = bit(cx.t(w::MISSING), 0).tone(Tone::Bad);
                let bits = vec![bit("[ ]", 3).tone(Tone::Bad), bit(&paper.kind, 20), missing];
                self.lines.link(bits, Goal::Paper(paper.kind));
                continue;
            };
            let bits = vec![bit("[x]", 3).tone(Tone::Good), bit(paper.kind, 20), bit(date.unwrap_or_default(), 0)];
            self.lines.link(bits, Goal::Record("class_doc", id));
        }
        Ok(())
    }
}

impl Part for Overview {
    part_of_lines!(lines);

    fn tag(&self) -> &'static str {
        "overview"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::OVERVIEW).to_owned()
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        self.lines.clear();
        let fill = cx.db.class_fill(self.class)?;
        self.fields(area.width, cx)?;
        self.people(&fill, area.width, cx);
        self.checks(cx)?;
        self.papers(cx)?;
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        Ok(match self.lines.selected() {
            Some(Goal::Part(tag)) => Next::Part(tag, None),
            Some(Goal::Record(kind, id)) => Next::Effect(record::open(register(kind), *id, cx)),
            Some(Goal::Paper(kind)) => {
                let given = [("class_id", Value::Int(self.class)), ("kind", Value::text(kind.as_str()))];
                Next::Effect(Effect::open(Window(Form::new(register("class_doc"), &given))))
            }
            None => Next::Effect(Effect::None),
        })
    }
}
