//! The 22 items of the year's plan and where each of them is: one table for this page, the README and the tests.
//!
//! 2022年*市干部教育培训工作要点 一至二十二. An office is asked for its items by their numbers; nobody should have to know
//! under which of ten places the answer stands.

use crate::{
    catalog,
    store::{self, query::Filter, reports},
    text::{Lang, T, place, plan_page as w},
    ui::{
        Command, Cx, Effect, Paint, Screen, View, Window, key,
        places::PLACES,
        screens::{browse::Browse, reports as screens_of_reports},
        sheet::{Line, Part, Sheet, To, Tone},
        text,
    },
};
use ratatui::layout::Rect;

/// Where something stands.
#[derive(Clone, Copy, Debug)]
pub enum Spot {
    /// A sub-tab of a place, by its name.
    Tab(T),
    /// A report, by its code word.
    Report(&'static str),
    /// The list of a register, by its code word.
    List(&'static str),
}

/// One item of the plan.
pub struct Item {
    /// Its number and what it asks for.
    pub name: T,
    /// Where it is; the first is what is asked most.
    pub spots: &'static [Spot],
}

use Spot::{List, Report, Tab};

const fn item(name: T, spots: &'static [Spot]) -> Item {
    Item { name, spots }
}

/// All of them, in the order of the plan.
pub const ITEMS: [Item; 22] = [
    item(w::ITEM_1, &[Report("study"), Tab(place::STUDY), Report("topics"), Report("forms")]),
    item(w::ITEM_2, &[Tab(place::PROGRAMMES), Report("coverage")]),
    item(w::ITEM_3, &[Tab(place::PROGRAMMES), Report("topics"), Tab(place::COURSES)]),
    item(w::ITEM_4, &[Report("sites"), Tab(place::SITES), Report("topics")]),
    item(w::ITEM_5, &[Tab(place::PUBLICATIONS), Tab(place::CLASSES), Tab(place::COURSES)]),
    item(w::ITEM_6, &[Report("kinds"), Report("plan"), Report("scoreboard")]),
    item(w::ITEM_7, &[Report("appointed"), Tab(place::PROGRAMMES), Report("coverage")]),
    item(w::ITEM_8, &[Report("young"), Tab(place::CLASSES), Report("categories")]),
    item(w::ITEM_9, &[Report("grassroots"), Tab(place::CADRES)]),
    item(w::ITEM_10, &[Report("categories"), Report("kinds"), Tab(place::QUOTAS)]),
    item(w::ITEM_11, &[Report("topics"), Tab(place::COURSES)]),
    item(w::ITEM_12, &[Report("indicators"), Report("forms"), Report("spot_check")]),
    item(w::ITEM_13, &[Tab(place::WARNINGS), Tab(place::OBLIGATIONS), Tab(crate::text::setting::TITLE)]),
    item(w::ITEM_14, &[Tab(place::TASKS), Tab(crate::text::circular::TITLE), Report("call_ups"), Report("make_ups")]),
    item(w::ITEM_15, &[Report("libraries"), Report("bases"), Tab(place::CASES), Tab(place::STORIES)]),
    item(w::ITEM_16, &[Report("drill"), Tab(place::ACTIVITIES), Tab(place::TEACHERS), Report("teachers")]),
    item(w::ITEM_17, &[Report("rectification"), Tab(place::RECTIFICATION), Tab(place::INSTITUTIONS)]),
    item(w::ITEM_18, &[Tab(place::CADRES), List("hour_entry"), List("import_batch")]),
    item(w::ITEM_19, &[Report("scoreboard"), Tab(place::TARGETS), Report("assessed"), Tab(place::ASSESSMENTS)]),
    item(w::ITEM_20, &[Report("projects"), Tab(place::WORK)]),
    item(w::ITEM_21, &[Report("needs"), Report("outreach"), Tab(place::FOLLOW_UPS), Tab(place::NEEDS)]),
    item(w::ITEM_22, &[Report("recommended"), Tab(place::RECOMMENDATIONS), Report("judged"), Report("teachers")]),
];

impl Spot {
    /// What it is called.
    #[must_use]
    pub fn name(self, lang: Lang) -> String {
        match self {
            Tab(name) => name.get(lang).to_owned(),
            Report(name) => w::in_report(lang, reports::report(name).map_or(name, |report| report.title.get(lang))),
            List(kind) => w::in_list(lang, catalog::register(kind).map_or(kind, |register| register.name.get(lang))),
        }
    }

    /// How it is reached without this page: keys of a place, or a command of the command line.
    #[must_use]
    pub fn way(self) -> String {
        match self {
            Tab(name) => keys(name).unwrap_or_default(),
            Report(name) => format!("ganjiao report {name}"),
            List(kind) => format!("ganjiao list {kind}"),
        }
    }

    /// Its screen; none where it names nothing, which the tests look for.
    #[must_use]
    pub fn open(self, cx: &Cx) -> Option<Box<dyn Screen>> {
        match self {
            Tab(name) => tab(name).map(|tab| (tab.open)(cx)),
            Report(name) => reports::report(name).map(|_| screens_of_reports::open(name, cx)),
            List(kind) => {
                let register = catalog::register(kind)?;
                let heading = register.name.get(cx.lang).to_owned();
                Some(Box::new(Window(Browse::filtered(register, Vec::<Filter>::new(), heading))))
            }
        }
    }
}

fn tab(name: T) -> Option<&'static crate::ui::places::Tab> {
    PLACES.iter().flat_map(|place| place.tabs).find(|tab| tab.name == name)
}

/// `9 ] ]`: the digit of the place, and a bracket for each sub-tab.
fn keys(name: T) -> Option<String> {
    let at = |place: &crate::ui::places::Place| place.tabs.iter().position(|tab| tab.name == name);
    PLACES.iter().find_map(|place| Some(format!("{}{}", place.digit, " ]".repeat(at(place)?))))
}

/// The table of the README.
#[must_use]
pub fn table(lang: Lang) -> String {
    let mut out = String::new();
    for item in &ITEMS {
        let spots: Vec<String> = item.spots.iter().map(|spot| format!("{} `{}`", spot.name(lang), spot.way())).collect();
        out.push_str(&format!("| {} | {} |\n", item.name.get(lang), spots.join("<br>")));
    }
    out
}

/// The page.
#[derive(Default)]
pub struct PlanPage {
    lines: Sheet,
}

impl PlanPage {
    fn spots() -> impl Iterator<Item = Spot> {
        ITEMS.iter().flat_map(|item| item.spots.iter().copied())
    }

    fn step(&mut self, by: isize, cx: &Cx) -> store::Result<Effect> {
        self.lines.step(by, height(cx));
        Ok(Effect::None)
    }

    fn edge(&mut self, last: bool, cx: &Cx) -> store::Result<Effect> {
        self.lines.edge(last, height(cx));
        Ok(Effect::None)
    }

    fn open(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Here(n) = self.lines.selected() else { return Ok(Effect::None) };
        Ok(Self::spots().nth(*n).and_then(|spot| spot.open(cx)).map_or(Effect::None, Effect::Open))
    }
}

/// Lines below the words that say what the page is.
fn height(cx: &Cx) -> usize {
    usize::from(cx.area.height.saturating_sub(1)).max(1)
}

impl View for PlanPage {
    const COMMANDS: &'static [Command<Self>] = &[
        Command::new("open", &[key::ENTER], crate::text::list::OPEN, Self::open).shown(),
        Command::new("up", &[key::UP, key::ch('k')], crate::text::list::UP, |v: &mut Self, cx| v.step(-1, cx)),
        Command::new("down", &[key::DOWN, key::ch('j')], crate::text::list::DOWN, |v: &mut Self, cx| v.step(1, cx)).shown(),
        Command::new("page_up", &[key::PAGE_UP], crate::text::list::PAGE_UP, |v: &mut Self, cx| v.step(-10, cx)),
        Command::new("page_down", &[key::PAGE_DOWN, key::SPACE], crate::text::list::PAGE_DOWN, |v: &mut Self, cx| v.step(10, cx))
            .shown(),
        Command::new("first", &[key::HOME], crate::text::list::FIRST, |v: &mut Self, cx| v.edge(false, cx)),
        Command::new("last", &[key::END], crate::text::list::LAST, |v: &mut Self, cx| v.edge(true, cx)),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let mut lines = Vec::new();
        let mut n = 0;
        for item in &ITEMS {
            lines.push(Line::heading(cx.t(item.name)));
            for spot in item.spots {
                let way = Part::text(spot.way(), 30).tone(Tone::Quiet);
                lines.push(Line::new(vec![Part::text(format!("  {}", spot.name(cx.lang)), 0), way]).to(To::Here(n)));
                n += 1;
            }
        }
        self.lines.set(lines);
        Ok(Effect::None)
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let about = text::cut(cx.t(w::ABOUT), usize::from(area.width), cx.glyphs.cut).into_owned();
        let quiet = paint.theme.quiet();
        paint.put(area.x, area.y, area.width, &about, quiet);
        let below = Rect::new(area.x, area.y + 1.min(area.height), area.width, area.height.saturating_sub(1));
        self.lines.draw(paint, below, true);
    }
}
