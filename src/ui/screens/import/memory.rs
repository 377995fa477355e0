//! What imports remember: columns by their headings, and other names of units; each can be forgotten.

use crate::{
    exchange::kind::Kind,
    line_rows,
    store::{self, guard::Role},
    text::{T, wizard as w},
    ui::{
        Command, Cx, Effect, Job, Paint, View, key,
        lines::{Lines, Tone, bit},
    },
};
use ratatui::layout::Rect;
use std::any::Any;

/// Other names of units listed.
const MOST: usize = 2_000;

#[derive(Clone, Copy)]
enum To {
    Columns(i64),
    Alias(i64),
}

/// The screen.
#[derive(Default)]
pub struct Memory {
    lines: Lines<To>,
}

struct Forgotten;

impl Memory {
    fn body(area: Rect) -> Rect {
        area
    }

    fn locked(&self, cx: &Cx) -> Option<T> {
        match self.lines.selected() {
            Some(To::Alias(_)) if cx.role() != Role::Manager => cx.role().cannot_manage(),
            _ => None,
        }
    }

    fn forget(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(to) = self.lines.selected().copied() else { return Ok(Effect::None) };
        let act = cx.act();
        Ok(Effect::Start(Job::new("", move |desk, _| {
            match to {
                To::Columns(id) => desk.store()?.forget_columns(&act, id)?,
                To::Alias(id) => desk.store()?.forget_alias(&act, id)?,
            }
            Ok(Forgotten)
        })))
    }
}

impl View for Memory {
    const COMMANDS: &'static [Command<Self>] = line_rows![
        Command::new("forget", &[key::f(8), key::DELETE], w::FORGET, Self::forget).changes().shown().when(Self::locked),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::MEMORY_TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.lines.clear();
        let columns = cx.db.remembered_columns()?;
        let aliases = cx.db.learnt_aliases(MOST)?;
        if !columns.is_empty() {
            self.lines.heading(cx.t(w::MEMORY_COLUMNS));
        }
        for (id, known) in &columns {
            let kind = Kind::parse(&known.kind).map_or(known.kind.as_str(), |kind| cx.t(kind.label()));
            let labels: Vec<&str> = known.mapping.lines().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
            let set = labels.len();
            let bits = vec![bit(w::memory_line(cx.lang, set, kind), 26), bit(labels.join("、"), 0).tone(Tone::Quiet)];
            self.lines.link(bits, To::Columns(*id));
        }
        if !aliases.is_empty() {
            self.lines.heading(cx.t(w::MEMORY_ALIASES));
        }
        for alias in &aliases {
            self.lines.link(vec![bit(&alias.alias, 30), bit(&alias.unit, 0).tone(Tone::Quiet)], To::Alias(alias.id));
        }
        self.lines.settle(Self::body(cx.area).height);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        if outcome.downcast::<Forgotten>().is_err() {
            return Ok(Effect::None);
        }
        self.load(cx)?;
        Ok(Effect::Toast(cx.t(w::FORGOTTEN).to_owned()))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        if self.lines.is_empty() {
            paint.put(area.x + 2, area.y + 1, area.width.saturating_sub(2), cx.t(w::MEMORY_NONE), paint.theme.quiet());
        }
        self.lines.draw(paint, Self::body(area));
    }
}
