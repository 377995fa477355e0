//! Every screen at every size, and any keys in any order: nothing panics, nothing is lost by Esc, and the chrome of the
//! ASCII set is as wide as every terminal thinks.

#[path = "harness.rs"]
mod harness;

use chrono::NaiveDate;
use ganjiao::{
    store::demo::{Continue, Plan, build},
    text::Lang,
    ui::{Key, glyph, key, places::PLACES},
};
use harness::Ui;
use proptest::{prelude::*, test_runner::Config};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 7, 1).unwrap()
}

/// The sample city, made once.
fn city() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        build(&path, &Plan { cadres: 300, seed: 3, today: today() }, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

/// Keys to every place and sub-tab, with the place's name.
fn tabs() -> Vec<(String, String)> {
    let tab = |place: &'static ganjiao::ui::places::Place, n: usize| {
        (format!("{} {}", place.name.zh, place.tabs[n].name.zh), format!("{}{}", place.digit, "]".repeat(n)))
    };
    PLACES.iter().flat_map(|place| (0..place.tabs.len()).map(move |n| tab(place, n))).collect()
}

/// What is opened on top of a place.
const ON_TOP: &[&str] =
    &["", "<enter>", "<enter><end><enter>", "<f3>王", "<f3>", "<c-p>", "?", "<f6>", "<f6><enter>", "<tab>", "<c-k>", "<f7>"];

/// Every width up to 20, then in steps; likewise heights: the sizes at which layouts change, and their neighbours.
fn sizes() -> Vec<(u16, u16)> {
    let widths: Vec<u16> =
        (1..=20).chain([30, 38, 39, 40, 41, 59, 60, 79, 80, 99, 100, 101, 119, 120, 139, 140, 141, 160, 200]).collect();
    let heights: Vec<u16> = (1..=12).chain([15, 23, 24, 25, 36, 47, 60]).collect();
    widths.iter().flat_map(|w| heights.iter().map(|h| (*w, *h))).collect()
}

/// Opens a screen and takes it through the sizes.
fn through(db: &Path, keys: &str, sizes: &[(u16, u16)]) {
    let mut ui = Ui::open(db, today());
    ui.keys(keys);
    for (columns, rows) in sizes {
        ui.resize(*columns, *rows);
        let buffer = ui.buffer();
        assert_eq!(buffer.area, ui.frame);
    }
    for script in ["<down>", "<pgdn>", "<end>", "<up>", "<home>", "<right>", "<left>"] {
        ui.resize(41, 9).keys(script);
        ui.buffer();
    }
    ui.resize(80, 24);
    ui.buffer();
}

#[test]
fn every_place_at_every_size() {
    let db = city();
    for (name, keys) in tabs() {
        println!("{name}");
        through(db, &keys, &sizes());
    }
}

#[test]
fn everything_on_top_at_every_size() {
    let db = city();
    let few: Vec<(u16, u16)> = sizes().into_iter().filter(|(w, h)| *w >= 38 && *h >= 7).collect();
    for (name, keys) in tabs() {
        for on_top in ON_TOP {
            println!("{name} {on_top}");
            // The cadres' list stands for all with many sizes, the others with a few.
            let some: Vec<_> = few.iter().copied().step_by(if keys == "6" { 3 } else { 29 }).collect();
            through(db, &format!("{keys}{on_top}"), &some);
        }
    }
}

#[test]
fn bar_names_all_ten_places_in_eighty_columns() {
    let db = city();
    for (lang, last) in [(Lang::Zh, "0报表"), (Lang::En, "0Reports")] {
        let screen = Ui::with(db, today(), lang, &glyph::ASCII, 80, 24).screen();
        assert!(screen.lines().next().unwrap_or_default().contains(last), "{screen}");
    }
}

/// Without data only chrome and words stand on the screen.
#[test]
fn chrome_is_as_wide_as_every_terminal_thinks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    ganjiao::store::Store::create(&path).unwrap();
    let mut wrong = std::collections::BTreeSet::new();
    for lang in [Lang::Zh, Lang::En] {
        for (name, keys) in tabs() {
            for on_top in ON_TOP {
                let mut ui = Ui::with(&path, today(), lang, &glyph::ASCII, 120, 36);
                ui.keys(&format!("{keys}{}", on_top.replace('王', "a")));
                for line in ui.screen().lines() {
                    let odd: String = line.chars().filter(|c| c.to_string().width() != c.to_string().width_cjk()).collect();
                    if !odd.is_empty() {
                        wrong.insert(format!("{odd} in {:?} ({name} {on_top})", line.trim()));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "characters some terminals draw two columns wide:\n{}",
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}

fn any_key() -> impl Strategy<Value = Key> {
    let named = prop::sample::select(vec![
        key::ENTER,
        key::ENTER,
        key::ESC,
        key::TAB,
        key::BACK_TAB,
        key::UP,
        key::DOWN,
        key::DOWN,
        key::LEFT,
        key::RIGHT,
        key::PAGE_UP,
        key::PAGE_DOWN,
        key::HOME,
        key::END,
        key::DELETE,
        key::BACKSPACE,
        key::SPACE,
    ]);
    let typed =
        prop::sample::select("1234567890[]/?:;*<>+-=.,abcdefghijklmnopqrstuvwxyzG王明（）·　ｊ，".chars().collect::<Vec<_>>());
    let control = prop::sample::select("abcdefgklnoprstuvwxyz".chars().collect::<Vec<_>>());
    prop_oneof![
        4 => named,
        4 => typed.prop_map(key::ch),
        1 => control.prop_map(key::ctrl),
        2 => (1..=12_u8).prop_filter("leaves", |n| *n != 10).prop_map(key::f),
    ]
}

#[test]
fn any_keys_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("city.db");
    fs::copy(city(), &db).unwrap();
    // Exports go where the program was started.
    std::env::set_current_dir(folder.path()).unwrap();
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    proptest!(config, |(keys in prop::collection::vec(any_key(), 300), wide in any::<bool>())| {
        let (columns, rows) = if wide { (160, 40) } else { (80, 24) };
        let mut ui = Ui::with(&db, today(), Lang::Zh, &glyph::ASCII, columns, rows);
        for (n, pressed) in keys.iter().enumerate() {
            ui.app.key(*pressed);
            // Choosing "leave" from the list of all commands is the one other way out.
            let chosen = *pressed == key::ENTER && ui.app.left;
            prop_assert!(!ui.app.left || chosen, "{} left the program", pressed);
            ui.app.left = false;
            if n % 7 == 0 {
                ui.buffer();
            }
        }
        for _ in 0..60 {
            ui.app.key(key::ESC);
        }
        prop_assert!(!ui.app.left, "Esc left the program");
        let screen = ui.screen();
        prop_assert!(screen.contains("0报表") || screen.contains("0Reports"), "{}", screen);
    });
}
