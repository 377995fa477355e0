//! The menu of reports: what there is, and what its numbers mean.

pub mod compared;
pub mod page;

use crate::{
    store::{
        self,
        reports::{self, Asked, REPORTS, Report},
    },
    text::{keys as k, list as lw, report as w},
    ui::{
        Command, Cx, Effect, Paint, Screen, View, Window, key,
        sheet::{Line, Part, Sheet, To, Tone},
        text,
    },
};
use chrono::Datelike;
use page::Page;
use ratatui::layout::Rect;

/// The screen of a report of this year.
#[must_use]
pub fn open(name: &str, cx: &Cx) -> Box<dyn Screen> {
    let report = reports::report(name).unwrap_or(REPORTS[0]);
    Box::new(Window(page(report, cx)))
}

/// A report of this year; or of the latest with data, where this one has none.
fn page(report: &'static Report, cx: &Cx) -> Page {
    let this = cx.today.year();
    let year = cx.db.year_with(report.rests_on(), cx.today).unwrap_or(this);
    Page::new(report, Asked::year(year, cx.today, cx.lang)).with_data(year)
}

/// Columns a title takes.
const TITLE: u16 = 20;
/// Rows below the list for what the selected report means, the blank one above it included.
const ABOUT: u16 = 5;
/// A window lower than this has no room for it.
const LOW: u16 = 14;

/// The menu.
#[derive(Default)]
pub struct Reports {
    menu: Sheet,
}

fn listed() -> impl Iterator<Item = &'static Report> {
    REPORTS.iter().copied().filter(|r| r.listed)
}

impl Reports {
    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.menu.step(by, usize::from(Self::menu_rows(cx.area)));
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        self.menu.edge(last, usize::from(Self::menu_rows(cx.area)));
        Ok(Effect::None)
    }

    /// The whole of what the list had to cut of the selected report.
    fn about(&self, area: Rect, cx: &Cx) -> Vec<String> {
        let To::Here(n) = self.menu.selected() else { return Vec::new() };
        let about = listed().nth(*n).map_or("", |report| cx.t(report.about));
        text::wrap(about, usize::from(area.width.saturating_sub(2)).max(10))
    }

    /// Rows of the list; the rest is for what the selected report means, where the window is not too low for both.
    fn menu_rows(area: Rect) -> u16 {
        let rows = u16::try_from(listed().count()).unwrap_or(u16::MAX);
        if area.height < LOW { area.height } else { rows.min(area.height - ABOUT) }
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Here(n) = self.menu.selected() else { return Ok(Effect::None) };
        Ok(listed().nth(*n).map_or(Effect::None, |report| Effect::open(Window(page(report, cx)))))
    }
}

impl View for Reports {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], w::OPEN_REPORT, Self::open).shown(),
        Command::new("up", &[key::UP, key::ch('k')], lw::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], lw::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("first", &[key::HOME, key::PAGE_UP], lw::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END, key::PAGE_DOWN], lw::LAST, |v: &mut Self, cx| v.edge(true, cx)),
        Command::new("papers", &[key::f(9), key::ctrl('e')], crate::text::document::WHICH, |_: &mut Self, _| {
            Ok(super::papers::ask(vec![("", None)], None, false))
        })
        .shown(),
        Command::new("reload", &[key::f(5)], k::RELOAD, |_: &mut Self, _| Ok(Effect::Reload)),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(crate::text::place::REPORTS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let room = usize::from(cx.area.width.saturating_sub(TITLE + 4)).max(10);
        let mut lines = Vec::new();
        for (n, report) in listed().enumerate() {
            let about = text::cut(cx.t(report.about), room, cx.glyphs.cut).into_owned();
            let parts = vec![Part::text(cx.t(report.title), TITLE), Part::text(about, 0).tone(Tone::Quiet)];
            lines.push(Line::new(parts).to(To::Here(n)));
        }
        self.menu.set(lines);
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let quiet = paint.theme.quiet();
        let menu = Self::menu_rows(area);
        self.menu.draw(paint, Rect::new(area.x, area.y, area.width, menu), true);
        for (line, y) in self.about(area, cx).iter().zip((area.y + menu).saturating_add(1)..area.bottom()) {
            paint.put(area.x + 2, y, area.width.saturating_sub(2), line, quiet);
        }
    }
}
