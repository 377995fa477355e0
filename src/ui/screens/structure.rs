//! What the people of a list are made of, as bars: sex, age, ethnicity, party, education, level.

use crate::{
    catalog,
    store::{self, structure},
    text::{cadre, keys as k, list as lw, structure as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        sheet::{Line, Part, Sheet, To, Tone},
        show,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// Columns of a word beside its bar.
const WORD: u16 = 18;

/// The screen.
pub struct Structure {
    kind: &'static str,
    ids: Vec<i64>,
    name: String,
    found: Option<structure::Structure>,
    lines: Sheet,
}

/// Opens the picture of these people or nominees.
#[must_use]
pub fn open(kind: &'static str, ids: Vec<i64>, name: String) -> Effect {
    Effect::open(Window(Structure { kind, ids, name, found: None, lines: Sheet::default() }))
}

impl Structure {
    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.lines.step(by, usize::from(cx.area.height));
        Ok(Effect::None)
    }

    #[allow(clippy::cast_precision_loss)]
    fn fill(&mut self, cx: &Cx) {
        let Some(found) = &self.found else { return };
        let people = show::count(found.people.cast_signed());
        let head = match found.age {
            Some(age) => w::head(cx.lang, age, &self.name, people),
            None => w::head_no_age(cx.lang, &self.name, people),
        };
        let mut lines = vec![Line::heading(head)];
        if found.people == 0 {
            lines.push(Line::words(cx.t(w::NONE), Tone::Quiet));
        }
        for (side, words) in &found.sides {
            let label = match *side {
                "sex" => cadre::SEX,
                "age" => w::AGE,
                "ethnicity" => cadre::ETHNICITY,
                "party" => cadre::PARTY,
                "education" => cadre::EDUCATION,
                _ => crate::text::report::LEVEL,
            };
            lines.push(Line::heading(cx.t(label)));
            for (n, (word, count)) in words.iter().enumerate() {
                let name = match word {
                    None => cx.t(lw::UNKNOWN).to_owned(),
                    Some(last) if *side == "age" => band(last, cx),
                    Some(word) => word.clone(),
                };
                let percent = 100.0 * *count as f64 / found.people.max(1) as f64;
                let parts = vec![
                    Part::text(name, WORD),
                    Part::Bar { part: *count as f64, whole: found.people as f64, width: 0, tone: Tone::Plain },
                    Part::number(show::count(count.cast_signed()), 7),
                    Part::number(format!("{percent:.1}%"), 7),
                ];
                // The first word of each side takes the cursor, so that the arrows walk the sides.
                lines.push(if n == 0 { Line::new(parts).to(To::Here(0)) } else { Line::new(parts) });
            }
        }
        self.lines.set(lines);
    }
}

impl View for Structure {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j'), key::SPACE], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("page_up", &[key::PAGE_UP], lw::PAGE_UP, |v: &mut Self, cx| v.step(-2, cx)),
        Command::new("page_down", &[key::PAGE_DOWN], lw::PAGE_DOWN, |v: &mut Self, cx| v.step(2, cx)),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.fill(cx);
        if self.found.is_some() {
            return Ok(Effect::None);
        }
        let (kind, ids, today) = (self.kind, self.ids.clone(), cx.today);
        Ok(Effect::Start(Job::new(cx.t(w::TITLE), move |desk, _| desk.reader()?.structure(kind, &ids, today))))
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        if let Ok(found) = outcome.downcast::<structure::Structure>() {
            self.found = Some(*found);
            self.fill(cx);
        }
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if self.found.is_none() {
            let quiet = paint.theme.quiet();
            paint.put(area.x + 2, area.y + 1, area.width, cx.t(lw::WORKING), quiet);
            return;
        }
        self.lines.draw(paint, area, true);
    }
}

/// A band of ages in words, by its last year.
fn band(last: &str, cx: &Cx) -> String {
    let at = structure::BANDS.iter().position(|band| band.to_string() == last).unwrap_or(0);
    match at {
        0 => w::up_to(cx.lang, last),
        n if n + 1 == structure::BANDS.len() => w::from(cx.lang, structure::BANDS[n - 1] + 1),
        n => w::between(cx.lang, structure::BANDS[n - 1] + 1, last),
    }
}

/// True for lists whose rows are people.
#[must_use]
pub fn people(register: &catalog::Register) -> bool {
    matches!(register.kind, "cadre" | "nominee")
}
