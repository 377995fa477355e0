//! The frame around the screen: sub-tabs or path, the footer, trouble.
//!
//! The footer is made from the command rows; those that lead everywhere keep their place at its end in any window.

use super::{App, BELOW, Layer};
use crate::{
    catalog::Field,
    store::guard::of_role,
    text::{app as w, keys as k},
    ui::{Key, Paint, Shown, key, places::PLACES, text},
};
use ratatui::layout::Rect;

/// Columns between two commands of the footer.
const GAP: u16 = 2;
/// Commands that every footer ends with.
const ALWAYS: [&str; 3] = ["find", "palette", "help"];

impl App {
    /// The sub-tabs of the place; or the path to the top screen.
    pub(super) fn path(&self, paint: &mut Paint, frame: Rect) {
        let (y, mut x) = (frame.y + 1, frame.x);
        let right = frame.right();
        let (heading, plain) = (paint.theme.heading(), paint.theme.plain());
        let (place, tab) = self.place();
        let deep: Vec<&Layer> = self.stack.iter().skip(1).filter(|l| !l.screen.overlay()).collect();
        if deep.is_empty() {
            let names: Vec<&str> = PLACES[place].tabs.iter().map(|t| self.cx.t(t.name)).collect();
            for (n, name) in names.iter().enumerate().skip(first_tab(&names, tab, usize::from(frame.width))) {
                let words = if n == tab { format!("[{name}]") } else { format!(" {name} ") };
                x += paint.put(x, y, right.saturating_sub(x), &words, if n == tab { heading } else { plain });
            }
        } else {
            x += paint.put(x, y, right.saturating_sub(x), self.cx.t(PLACES[place].tabs[tab].name), plain);
            for layer in deep {
                let step = format!(" {} ", paint.glyphs.path);
                x += paint.put(x, y, right.saturating_sub(x), &step, plain);
                x += paint.put(x, y, right.saturating_sub(x), &layer.screen.title(&self.cx), heading);
            }
        }
        if let Some(job) = self.running.iter().rev().find(|r| !r.label.is_empty()) {
            let (done, whole) = job.progress.seen();
            let words = w::running(self.cx.lang, &job.label, (done * 100).checked_div(whole).unwrap_or(0));
            let wide = u16::try_from(text::width(&words)).unwrap_or(0).min(frame.width);
            paint.put(right - wide, y, wide, &words, heading);
        }
    }

    pub(super) fn footer(&self, paint: &mut Paint, frame: Rect) {
        let y = frame.bottom() - 1;
        if let Some(words) = &self.toast {
            let style = paint.theme.key();
            paint.put(frame.x, y, frame.width, words, style);
            return;
        }
        // What the person's role does not allow stands in brackets; what only does not fit the moment is left out.
        let rows: Vec<Shown> = self.commands().into_iter().filter(|row| row.footer && row.reason.is_none_or(of_role)).collect();
        let room = frame.width;
        // What leads everywhere stands at the end of every footer; the screen's own rows take what is left.
        let (last, own): (Vec<&Shown>, Vec<&Shown>) = rows.iter().partition(|row| ALWAYS.contains(&row.name));
        let (help, end): (Vec<&Shown>, Vec<&Shown>) = last.into_iter().partition(|row| row.name == "help");
        let wide = |rows: &[&Shown]| rows.iter().map(|row| self.wide(row)).fold(0, u16::saturating_add);
        let (whole, kept) = (room.saturating_add(GAP), wide(&help));
        let mut x = self.footer_rows(paint, frame.x, y, whole.saturating_sub(kept + wide(&end)), &own);
        x = self.footer_rows(paint, x, y, whole.saturating_sub(x - frame.x + kept), &end);
        self.footer_rows(paint, x, y, whole.saturating_sub(x - frame.x), &help);
    }

    /// Columns of a row in the footer, with the gap behind it.
    fn wide(&self, row: &Shown) -> u16 {
        let (key, label) = self.footer_words(row);
        u16::try_from(text::width(&key) + text::width(&label) + 1).unwrap_or(u16::MAX).saturating_add(GAP)
    }

    /// The key named for a row, one that works while typing, and what it does; in brackets where the role is against it.
    fn footer_words(&self, row: &Shown) -> (String, String) {
        let named = |key: &&Key| !self.typing() || key.typed().is_none() || key::SPACE == **key;
        let key = row.keys.iter().find(named).or_else(|| row.keys.first()).map(ToString::to_string).unwrap_or_default();
        let label = self.cx.t(row.label);
        if row.reason.is_some() { (format!("({key}"), format!("{label})")) } else { (key, label.to_owned()) }
    }

    /// As many rows as fit in so many columns, each with its gap; returns where they end.
    fn footer_rows(&self, paint: &mut Paint, from: u16, y: u16, room: u16, rows: &[&Shown]) -> u16 {
        let (key_style, plain, quiet) = (paint.theme.key(), paint.theme.plain(), paint.theme.quiet());
        let mut x = from;
        for row in rows {
            let wide = self.wide(row);
            if x.saturating_add(wide) > from.saturating_add(room) {
                break;
            }
            let (key, label) = self.footer_words(row);
            let allowed = row.reason.is_none();
            let used = paint.put(x, y, wide, &key, if allowed { key_style } else { quiet }) + 1;
            paint.put(x + used, y, wide - used, &label, if allowed { plain } else { quiet });
            x += wide;
        }
        x
    }

    /// A box above the footer, so that what the cursor is on stays in sight as far as it can.
    pub(super) fn draw_revealed(&self, paint: &mut Paint, frame: Rect) {
        if self.revealed.is_empty() {
            return;
        }
        let width = 64.min(frame.width.saturating_sub(2));
        let room = usize::from(width.saturating_sub(4)).max(2);
        let line = |(field, number): &(&Field, String)| text::wrap(&format!("{}: {number}", self.cx.t(field.label)), room);
        let lines: Vec<String> = self.revealed.iter().flat_map(|r| r.fields.iter().flat_map(line)).collect();
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(frame.height.saturating_sub(BELOW));
        let popup = Rect::new(frame.right() - width - 1, frame.bottom() - BELOW - height, width, height);
        let inside = paint.popup(popup, &self.revealed[0].title);
        let style = paint.theme.key();
        for (line, y) in lines.iter().zip(inside.y..inside.bottom()) {
            paint.put_typed(inside.x + 1, y, inside.width.saturating_sub(2), line, style);
        }
    }

    pub(super) fn draw_trouble(&self, paint: &mut Paint, frame: Rect, words: &str) {
        let width = 64.min(frame.width.saturating_sub(2));
        let lines = text::wrap(words, usize::from(width.saturating_sub(4)).max(2));
        let height = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX).min(frame.height);
        let popup = Rect::new(frame.x + (frame.width - width) / 2, frame.y + (frame.height - height) / 2, width, height);
        let inside = paint.popup(popup, self.cx.t(w::TROUBLE));
        let (bad, quiet) = (paint.theme.bad(), paint.theme.quiet());
        for (n, line) in lines.iter().enumerate().take(usize::from(inside.height.saturating_sub(1))) {
            #[allow(clippy::cast_possible_truncation)]
            paint.put(inside.x + 1, inside.y + n as u16, inside.width.saturating_sub(2), line, bad);
        }
        paint.put(inside.x + 1, inside.bottom().saturating_sub(1), inside.width.saturating_sub(2), self.cx.t(k::ANY_KEY), quiet);
    }
}

/// The first sub-tab shown, so that the present one stands in a window so wide.
fn first_tab(names: &[&str], tab: usize, room: usize) -> usize {
    let wide = |n: usize| text::width(names[n]) + 2;
    (0..tab).find(|first| (*first..=tab).map(wide).sum::<usize>() <= room).unwrap_or(tab)
}
