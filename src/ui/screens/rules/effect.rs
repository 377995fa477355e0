//! Whom a change of the rules would affect: each person with what each rule says before and after.

use crate::{
    domain::{hours::Level, value::number},
    pane_rows,
    store::{
        self,
        rules::{Preview, Said},
    },
    text::{T, keys as k, setting as w},
    ui::{
        Command, Cx, Effect, Paint, View, key,
        panes::{Paned, Panes},
        screens::person::tone,
        sheet::{Line, Part, To, Tone},
    },
};
use ratatui::layout::Rect;
use std::collections::HashMap;

const PANES: &[T] = &[w::AFFECTED];

/// The list was closed: the question stands again.
pub(super) struct Seen;

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
        let mut lines = Vec::new();
        for person in &self.preview.named {
            for Said { rule, year, before, after } in &person.rules {
                let said = |(level, missing): &(Level, f64)| format!("{} {}", cx.t(level.label()), number(*missing));
                let unit = person.unit.and_then(|id| units.get(&id)).cloned().unwrap_or_default();
                lines.push(
                    Line::new(vec![
                        Part::text(&*person.name, 8),
                        Part::text(unit, 0).tone(Tone::Quiet),
                        Part::text(format!("{rule} {year}"), 12),
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
