//! Evaluations with their means: of a class, and of a teacher on the teacher's page.

use super::register;
use crate::{
    domain::value::number,
    part_of_lines,
    store::{
        self,
        evaluation::{Evaluation, means, overall},
    },
    text::class_page as w,
    ui::{
        Cx, Effect,
        lines::{Lines, Tone, bar, bit},
        page::{Next, Part},
        screens::record,
        show,
    },
};
use ratatui::layout::Rect;

/// The part.
pub struct Evaluations {
    of: i64,
    teacher: bool,
    lines: Lines<i64>,
}

impl Evaluations {
    /// Of a class.
    #[must_use]
    pub fn of_class(id: i64) -> Self {
        Self { of: id, teacher: false, lines: Lines::default() }
    }

    /// Of a teacher.
    #[must_use]
    pub fn of_teacher(id: i64) -> Self {
        Self { of: id, teacher: true, lines: Lines::default() }
    }

    fn means(&mut self, all: &[Evaluation], width: u16, cx: &Cx) {
        let Some(whole) = overall(all) else {
            return self.lines.say(vec![bit(cx.t(w::NO_EVALUATIONS), 0).tone(Tone::Quiet)]);
        };
        self.lines.heading(w::mean(cx.lang, show::count(whole.forms), score(whole.score)));
        self.lines.say(vec![bit(cx.t(w::BY_ITEM), 0).tone(Tone::Quiet)]);
        for mean in means(all) {
            let drawn = bar(mean.score, 100.0, width.saturating_sub(52).min(40)).tone(Tone::Good);
            let forms = bit(w::forms(cx.lang, show::count(mean.forms)), 12).right();
            self.lines.say(vec![bit(mean.item, 20), bit(score(mean.score), 6).right(), forms, drawn]);
        }
    }

    fn each(&mut self, all: &[Evaluation], width: u16, cx: &Cx) {
        if all.is_empty() {
            return;
        }
        self.lines.heading(cx.t(w::EACH));
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let course = (width / 3).clamp(12, 40);
        for one in all {
            let who = if self.teacher { bit(text(&one.class), 24) } else { bit(text(&one.teacher), 10) };
            let bits = vec![
                bit(text(&one.date).replace('-', "."), 10).tone(Tone::Quiet),
                bit(score(one.score), 5).right(),
                who,
                bit(text(&one.course), course),
                bit(&one.item, 0),
            ];
            self.lines.link(bits, one.id);
            if let Some(opinion) = &one.opinion {
                self.lines.say(vec![bit("", 16), bit(opinion, 0).tone(Tone::Quiet)]);
            }
        }
    }
}

/// Rounded to 0.1.
fn score(score: f64) -> String {
    number((score * 10.0).round() / 10.0)
}

impl Part for Evaluations {
    part_of_lines!(lines);

    fn tag(&self) -> &'static str {
        "evaluation"
    }

    fn name(&self, cx: &Cx) -> String {
        cx.t(w::EVALUATION).to_owned()
    }

    fn load(&mut self, area: Rect, cx: &Cx) -> store::Result<()> {
        let all = if self.teacher { cx.db.evaluations_of_teacher(self.of)? } else { cx.db.evaluations_of_class(self.of)? };
        self.lines.clear();
        self.means(&all, area.width, cx);
        self.each(&all, area.width, cx);
        self.lines.settle(area.height);
        Ok(())
    }

    fn enter(&mut self, cx: &Cx) -> store::Result<Next> {
        let open = |id: &i64| record::open(register("evaluation"), *id, cx);
        Ok(Next::Effect(self.lines.selected().map_or(Effect::None, open)))
    }
}
