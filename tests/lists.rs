//! What lists and finds show of what there is: counts, widths, order, and the rest.

#[path = "harness.rs"]
mod harness;

use ganjiao::{
    catalog,
    store::{
        Reader,
        demo::{self, Continue, Plan},
        search::{COUNTED, Limits, groups},
    },
    text::Lang,
    ui::glyph,
};
use harness::Ui;
use std::{path::PathBuf, sync::OnceLock};

const TODAY: &str = "2026-11-24";

/// One city for all tests, which only look.
fn city() -> &'static PathBuf {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = Plan { cadres: 2_000, seed: 1, today: TODAY.parse().unwrap() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

fn ui(columns: u16, rows: u16) -> Ui {
    Ui::with(city(), TODAY.parse().unwrap(), Lang::Zh, &glyph::ASCII, columns, rows)
}

/// How many people a query finds.
fn people(query: &str) -> usize {
    let reader = Reader::open(city()).unwrap();
    let limits = Limits { counted: COUNTED, kind: Some("cadre"), ..Limits::default() };
    let groups = groups(reader.conn(), query, limits).unwrap();
    assert!(!groups[0].more);
    groups[0].count()
}

/// A surname's letter that many people but no more than can be counted have, with the number of them.
fn many() -> (&'static str, usize) {
    let found = ["zh", "li", "ya", "w"].into_iter().map(|query| (query, people(query)));
    found.filter(|(_, n)| (30..COUNTED).contains(n)).max_by_key(|(_, n)| *n).unwrap()
}

#[test]
fn a_find_fills_the_window_and_says_how_many_there_are() {
    let (query, n) = many();
    let mut ui = ui(80, 36);
    ui.keys(&format!("<f3>{query}")).sees(&format!("干部 {n}\n"));
    let screen = ui.screen();
    let empty = screen.lines().filter(|line| line.trim().is_empty()).count();
    assert!(empty <= 2, "{empty} empty lines on\n{screen}");
    assert!(screen.contains("另有"), "{screen}");
}

#[test]
fn what_a_find_does_not_show_opens_as_a_list() {
    let (query, n) = many();
    let mut ui = ui(80, 24);
    ui.keys(&format!("<f3>{query}"));
    for _ in 0..30 {
        if ui.screen().lines().any(|line| line.contains("另有") && line.contains('>')) {
            break;
        }
        ui.keys("<down>");
    }
    ui.keys("<enter>").sees(&format!("查找 {query}：干部")).sees(&format!("1/{n} 条"));
    ui.keys("<end>").sees(&format!("{n}/{n} 条")).keys("<esc>").sees("查找");
}

#[test]
fn where_only_one_register_has_hits_moving_down_reads_on() {
    let reader = Reader::open(city()).unwrap();
    let limits = Limits { counted: COUNTED, ..Limits::default() };
    let alone = |query: &String| {
        let groups = groups(reader.conn(), query, limits).unwrap();
        matches!(&groups[..], [group] if (40..COUNTED).contains(&group.count()))
    };
    let register = catalog::register("cadre").unwrap();
    let fields = [register.field("id_card").unwrap()];
    let rows = reader.rows(register, &fields, &(1..=60).collect::<Vec<i64>>()).unwrap();
    let cards = rows.iter().filter_map(|row| row.cells[0].value.as_str());
    let query = cards.flat_map(|card| (6..10).map(|n| card[..n].to_owned())).find(alone).unwrap();
    let n = people(&query);
    let mut ui = ui(80, 24);
    ui.keys(&format!("<f3>{query}"));
    for _ in 0..n / 10 + 2 {
        ui.keys("<pgdn>");
    }
    ui.sees_no("另有");
}
