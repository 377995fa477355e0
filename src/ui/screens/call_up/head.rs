//! The head of a call-up: what for, by whom, by when, how the places stand in all, and who did not come.

use super::CallUp;
use crate::{
    domain::{calendar::day, value},
    text::call_up_page as w,
    ui::{Cx, Paint, show, text},
};
use ratatui::{layout::Rect, style::Style};

/// Its lines: call, class, reply, totals, absentees.
pub(super) const HEIGHT: u16 = 5;
/// Columns of the bar of all places.
const BAR: u16 = 16;

impl CallUp {
    pub(super) fn draw_head(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let head = &self.loaded.head;
        let (plain, quiet) = (paint.theme.plain(), paint.theme.quiet());
        let bold = paint.theme.heading();
        let used = paint.put(area.x, area.y, area.width, &head.class, bold) + 2;
        let by = [show::word("call_up", "level", &head.level, cx), text_of(&head.sender), text_of(&head.doc_no)];
        let by: Vec<String> = by.into_iter().filter(|t| !t.is_empty()).collect();
        paint.put(area.x + used, area.y, area.width.saturating_sub(used), &by.join("  "), plain);
        paint.put(area.x, area.y + 1, area.width, &self.class_line(cx), quiet);
        let (reply, style) = self.reply_line(paint, cx);
        paint.put(area.x, area.y + 2, area.width, &reply, style);
        self.draw_totals(paint, area, cx);
        self.draw_absentees(paint, area, cx);
    }

    fn class_line(&self, cx: &Cx) -> String {
        let head = &self.loaded.head;
        let date = |iso: &Option<String>| iso.as_deref().unwrap_or("?").replace('-', ".");
        let dates = format!("{}-{}", date(&head.starts_on), date(&head.ends_on));
        let days = head.days.map(value::number).unwrap_or_default();
        w::class_line(cx.lang, dates, days, text_of(&head.place))
    }

    /// The deadline with days left or over, and the state; over and still open is what must be seen.
    fn reply_line(&self, paint: &Paint, cx: &Cx) -> (String, Style) {
        let head = &self.loaded.head;
        let open = matches!(head.state.as_str(), "open" | "short" | "draft");
        let days = head.deadline.as_deref().and_then(day).map(|d| (d - cx.today).num_days());
        let (left, style) = match days {
            None => (cx.t(w::NO_DEADLINE).to_owned(), paint.theme.plain()),
            Some(_) if !open => (cx.t(w::ENDED).to_owned(), paint.theme.plain()),
            Some(0) => (cx.t(w::TODAY).to_owned(), paint.theme.warn()),
            Some(n) if n < 0 => (w::over(cx.lang, -n), paint.theme.bad()),
            Some(n) => (w::left(cx.lang, n), if n <= 3 { paint.theme.warn() } else { paint.theme.plain() }),
        };
        let deadline = head.deadline.as_deref().map(|d| d.replace('-', ".")).unwrap_or_default();
        let state = w::state(cx.lang, show::state("call_up", &head.state, cx));
        (format!("{}  {state}", w::reply_line(cx.lang, deadline, left)), style)
    }

    fn draw_totals(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let total = &self.loaded.total;
        let places = self.loaded.head.quota_total.and_then(|n| u64::try_from(n).ok()).unwrap_or(total.places).max(total.places);
        let short: u64 = self.loaded.units.iter().map(|u| u.fill().short()).sum();
        let (approved, came, named) = (total.approved, total.reported, total.nominated);
        let mut words = w::totals(cx.lang, approved, came, named, places, short);
        if let Some(marked) = self.marked(cx) {
            words = format!("{words}  {marked}");
        }
        let y = area.y + 3;
        let used = paint.put(area.x, y, area.width, &words, paint.theme.plain()) + 2;
        if used + BAR <= area.width {
            paint.bar(area.x + used, y, BAR, number(named), number(places), paint.theme.good());
        }
    }

    fn draw_absentees(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let absent = self.absentees(cx);
        let y = area.y + 4;
        if absent.is_empty() {
            paint.put(area.x, y, area.width, cx.t(w::NOBODY_ABSENT), paint.theme.quiet());
            return;
        }
        let name = |p: &&crate::store::call_ups::Person| w::absent_name(cx.lang, &p.name, show::state("nominee", &p.state, cx));
        let names: Vec<String> = absent.iter().map(name).collect();
        let words = w::absent_line(cx.lang, absent.len(), names.join(" "));
        let words = text::cut(&words, usize::from(area.width), paint.glyphs.cut);
        paint.put(area.x, y, area.width, &words, paint.theme.bad());
    }
}

fn text_of(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn number(n: u64) -> f64 {
    n as f64
}
