//! What a change of the rules would do: working it out, the question with its numbers, and whom it affects, each with what
//! each rule says before and after.

use crate::{
    domain::{hours::Level, value::number},
    pane_rows,
    store::{
        self,
        rules::{Change, Preview, Said},
    },
    text::{T, keys as k, setting as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, Window, key,
        panes::{Paned, Panes},
        screens::{
            person::{rule_name, tone},
            pick::{Choice, Pick},
        },
        sheet::{Line, Part, To, Tone},
    },
};
use ratatui::layout::Rect;
use std::collections::HashMap;

const PANES: &[T] = &[w::AFFECTED];

/// The list was closed: the question stands again.
pub struct Seen;

/// What a change would do; nothing where it was stopped.
pub struct Checked(pub Option<Preview>);

/// The tag of the question.
pub const TAG: &str = "rule_save";

/// Works out whom a change would affect; the answer is [`Checked`].
#[must_use]
pub fn check(change: Change, cx: &Cx) -> Effect {
    let (act, today) = (cx.act(), cx.today);
    let whole = crate::catalog::register("cadre").and_then(|r| cx.db.total(r).ok()).unwrap_or(0).unsigned_abs();
    Effect::Start(Job::new(cx.t(w::CHECKING), move |desk, progress| {
        let after = desk.store()?.rules_after(&act, &change)?;
        let going = &mut |done| {
            progress.at(done, whole);
            !progress.cancelled()
        };
        Ok(Checked(desk.reader()?.compare(&after, today, going)?))
    }))
}

/// How many people a change would affect, in words.
#[must_use]
pub fn words(p: &Preview, cx: &Cx) -> String {
    if p.people == 0 { cx.t(w::NO_EFFECT).to_owned() } else { w::effect(cx.lang, p.better, p.people, p.worse) }
}

/// Asks whether to save, see whom it changes, or leave it; the answer is a pick with [`TAG`].
#[must_use]
pub fn ask(preview: &Preview, cx: &Cx) -> Effect {
    let choices = [w::SAVE, w::SEE, w::LEAVE].map(|word| Choice { word: cx.t(word).to_owned(), note: String::new() });
    Effect::open(Window(Pick::new(TAG, words(preview, cx), choices.into())))
}

/// It was stopped.
#[must_use]
pub fn stopped(cx: &Cx) -> Effect {
    Effect::Toast(cx.t(w::STOPPED).to_owned())
}

/// Whom a change would affect.
pub struct Affected {
    preview: Preview,
    panes: Panes,
}

impl Affected {
    /// The people of a preview.
    #[must_use]
    pub fn new(preview: Preview) -> Self {
        Self { preview, panes: Panes::new(PANES) }
    }
}

impl View for Affected {
    const COMMANDS: &'static [Command<Self>] =
        pane_rows![Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Answer(Box::new(Seen)))).shown(),];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::AFFECTED).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let units: HashMap<i64, String> = cx.db.unit_names()?.into_iter().collect();
        let names: HashMap<String, String> = cx.db.kept_rules()?.into_iter().map(|rule| (rule.code, rule.name)).collect();
        let mut lines = Vec::new();
        for person in &self.preview.named {
            for Said { rule, year, before, after } in &person.rules {
                let said = |(level, missing): &(Level, f64)| format!("{} {}", cx.t(level.label()), number(*missing));
                let rule = rule_name(rule, names.get(rule).map_or(rule, String::as_str), cx);
                let unit = person.unit.and_then(|id| units.get(&id)).cloned().unwrap_or_default();
                lines.push(
                    Line::new(vec![
                        Part::text(&*person.name, 8),
                        Part::text(unit, 0).tone(Tone::Quiet),
                        Part::text(format!("{year} {rule}"), 18),
                        Part::text(said(before), 12).tone(tone(before.0)),
                        Part::text(cx.glyphs.path, 2),
                        Part::text(said(after), 12).tone(tone(after.0)),
                    ])
                    .to(To::Record("cadre", person.cadre)),
                );
            }
        }
        self.panes.set(0, lines, Some(self.preview.people));
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.panes.draw(paint, area, cx);
    }
}

impl Paned for Affected {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        area
    }
}
