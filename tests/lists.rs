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

/// The last row: the footer.
fn footer(ui: &Ui) -> String {
    let screen = ui.screen();
    screen.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn every_footer_ends_with_what_leads_everywhere() {
    for (columns, rows) in [(80, 24), (120, 36), (60, 20)] {
        let mut ui = ui(columns, rows);
        for place in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "6]", "5<enter>", "6<enter>", "7<enter>", "4<enter>"] {
            ui.keys(place);
            let footer = footer(&ui);
            assert!(footer.contains("F3 查找") && footer.contains("Ctrl-P 命令"), "{place} at {columns}: {footer}");
            assert!(footer.contains("F1 帮助"), "{place} at {columns}: {footer}");
        }
    }
    let narrow = footer(&ui(40, 10));
    assert!(narrow.contains("F1 帮助"), "{narrow}");
}

#[test]
fn the_footer_names_only_what_works() {
    let mut ui = ui(200, 36);
    ui.keys("6");
    assert!(!footer(&ui).contains("取消筛选"), "{}", footer(&ui));
    ui.keys("<tab><down>");
    assert!(footer(&ui).contains("取消筛选"), "{}", footer(&ui));
    ui.keys("<f6>");
    assert!(footer(&ui).contains("F1 帮助") && !footer(&ui).contains("F3"), "{}", footer(&ui));
    ui.keys("<f1>").sees("本页按键").keys("<esc>").sees("按哪一项筛选").keys("<esc>");
    ui.keys("<f4>");
    assert!(footer(&ui).contains("F1 帮助") && !footer(&ui).contains("F3"), "{}", footer(&ui));
    ui.keys("<f1>").sees("本页按键").sees("保存").keys("<esc><esc>");
}

#[test]
fn questions_say_where_they_are_and_when_nothing_fits() {
    let mut ui = ui(80, 24);
    ui.keys("<c-p>").sees("1/").keys("<down>").sees("2/").keys("查无此令").sees("没有符合的").keys("<esc>");
    ui.keys("6<c-k>").sees("左右键调宽");
    assert!(footer(&ui).contains("Space 多选"), "{}", footer(&ui));
    ui.keys("<esc><f6>");
    assert!(!footer(&ui).contains("Space"), "{}", footer(&ui));
    ui.keys("<esc>?").sees("1-");
}

#[test]
fn a_key_that_means_nothing_says_so() {
    let mut ui = ui(80, 24);
    ui.keys("6^").sees("^ 在这里没有作用").keys("<down>").sees_no("没有作用");
    ui.keys("<c-c>").sees("按 Ctrl-Q 退出").keys("<f6><c-c>").sees("按 Ctrl-Q 退出").keys("<esc>");
    ui.keys("<left>").sees_no("没有作用");
}

#[test]
fn leaving_a_form_takes_one_digit() {
    let mut ui = ui(80, 24);
    ui.keys("6<f4>王试").keys("<esc>").sees("1 继续填写").sees("4 放弃修改");
    ui.keys("<esc>").sees("王试").keys("<esc>4").sees_no("王试").sees("干部");
}

#[test]
fn all_places_stand_in_the_smallest_window() {
    let mut ui = ui(40, 10);
    for digit in "1234567890".chars() {
        ui.keys(&digit.to_string());
        let bar = ui.screen().lines().next().unwrap_or_default().to_owned();
        assert!("1234567890".chars().all(|d| bar.contains(d)), "{bar}");
    }
    ui.keys("0").sees("0报表").keys("9]]]]]]]]").sees("[质量评估]");
    ui.resize(30, 6).sees("至少要 40x8");
}

/// A class's title and days.
fn class(id: i64) -> (String, String, String) {
    let reader = Reader::open(city()).unwrap();
    let register = catalog::register("class").unwrap();
    let fields = ["title", "starts_on", "ends_on"].map(|name| register.field(name).unwrap());
    let row = reader.rows(register, &fields, &[id]).unwrap().remove(0);
    let text = |n: usize| row.cells[n].value.as_str().unwrap_or_default().to_owned();
    (text(0), text(1), text(2))
}

#[test]
fn classes_open_at_the_one_that_goes_on() {
    let reader = Reader::open(city()).unwrap();
    let register = catalog::register("class").unwrap();
    let (title, from, until) = class(reader.nearest(register, TODAY.parse().unwrap()).unwrap().unwrap());
    assert!(from.as_str() <= TODAY && until.as_str() >= TODAY, "{title} {from} {until}");
    let mut ui = ui(120, 36);
    ui.keys("5");
    let line = ui.screen().lines().find(|line| line.contains(&from.replace('-', ".")) && line.contains('>')).map(str::to_owned);
    assert!(line.is_some(), "{}", ui.screen());
    ui.keys("<enter>").sees(&title).keys("<tab><tab>").sees("学员");
    // After the last class began, the list stays at it.
    assert_eq!(reader.nearest(register, "2019-01-01".parse().unwrap()).unwrap(), None);
}

#[test]
fn a_question_for_a_class_offers_those_of_today_first() {
    let reader = Reader::open(city()).unwrap();
    let register = catalog::register("class").unwrap();
    let ids = reader.around(register, TODAY.parse().unwrap(), 60).unwrap().unwrap();
    let days: Vec<(String, String)> = ids.iter().map(|id| class(*id)).map(|(_, from, until)| (from, until)).collect();
    let part = |(from, until): &(String, String)| match () {
        () if from.as_str() > TODAY => 1,
        () if until.as_str() >= TODAY => 0,
        () => 2,
    };
    assert_eq!(part(&days[0]), 0, "{days:?}");
    let next: Vec<_> = days.iter().skip_while(|d| part(d) == 0).take_while(|d| part(d) == 1).map(|d| &d.0).collect();
    assert!(next.is_sorted() && !next.is_empty(), "{next:?}");
    assert_eq!(reader.around(catalog::register("cadre").unwrap(), TODAY.parse().unwrap(), 5).unwrap(), None);
}

#[test]
fn class_titles_keep_their_term_and_widen_with_the_window() {
    let title = "学习贯彻党的二十届四中全会精神专题研讨班（第2期）";
    let reader = Reader::open(city()).unwrap();
    let found = groups(reader.conn(), "学习贯彻党的二十届四中", Limits { kind: Some("class"), ..Limits::default() }).unwrap();
    assert!(found[0].hits(reader.conn(), 0..9).unwrap().iter().any(|hit| hit.title == title));
    let mut ui = ui(80, 24);
    ui.keys("5<home><pgdn>").sees("~（第1期）");
    for (columns, rows) in [(120, 36), (200, 60)] {
        ui.resize(columns, rows);
        let screen = ui.screen();
        let cut = screen.lines().filter(|line| line.contains('~') && line.contains("期）")).count();
        let whole = screen.lines().filter(|line| line.contains("期）") && !line.contains('~')).count();
        assert!(whole > cut * 8, "{cut} of {whole} cut on\n{screen}");
        assert!(!screen.lines().any(|line| line.contains("班（") && !line.contains("期）")), "{screen}");
    }
}

/// Keys to every place, sub-tab and a page of each, and through the parts of that page.
fn everywhere() -> Vec<String> {
    let mut scripts = Vec::new();
    for place in ganjiao::ui::places::PLACES {
        for tab in 0..place.tabs.len() {
            let to = format!("{}{}", place.digit, "]".repeat(tab));
            scripts.push(to.clone());
            for on in ["<enter>", "<enter><tab>", "<enter><tab><tab>", "<enter><tab><tab><tab>", "<enter><pgdn>", "<enter><c-o>"]
            {
                scripts.push(format!("{to}{on}"));
            }
        }
    }
    scripts
}

/// A day with hyphens, as files have it and people do not write it.
fn iso(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(10).any(|w| w.iter().enumerate().all(|(n, b)| if n == 4 || n == 7 { *b == b'-' } else { b.is_ascii_digit() }))
}

#[test]
fn days_are_written_with_dots_everywhere() {
    let mut ui = ui(140, 40);
    let mut found = Vec::new();
    for script in everywhere() {
        ui.keys("<esc><esc><esc><esc>").keys(&script);
        // A form shows what was or will be typed.
        if ui.app.typing() {
            continue;
        }
        found.extend(ui.screen().lines().filter(|line| iso(line)).map(|line| format!("{script}: {}", line.trim())));
    }
    for query in ["2026", "周", "学习", "dx"] {
        ui.keys("<esc><esc><esc>").keys(&format!("<f3>{query}"));
        found.extend(ui.screen().lines().filter(|line| iso(line)).map(|line| format!("{query}: {}", line.trim())));
    }
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// How many classes begin within these texts.
fn classes_between(from: &str, until: &str) -> usize {
    let reader = Reader::open(city()).unwrap();
    let ids = reader.ids(&ganjiao::store::query::Query::all(catalog::register("class").unwrap())).unwrap();
    ids.into_iter().map(class).filter(|(_, day, _)| day.as_str() >= from && day.as_str() <= until).count()
}

#[test]
fn days_are_filtered_by_year_month_or_span() {
    let mut ui = ui(100, 40);
    let (year, half) = (classes_between("2026", "2026-12-31"), classes_between("2026-01", "2026-06-30"));
    assert!(year > half && half > 0);
    // The field is found by its name, the first choice lets one type.
    ui.keys("5<f6>开始<enter>").sees("输入：2026").sees("2026.09").keys("<enter>2026<enter>");
    ui.sees(&format!("/{year} 条")).sees("开始=2026-2026.12.31");
    ui.keys("<f6>开始<enter><enter>春天<enter>").sees("看不懂").keys("<c-u>").keys(&"<bs>".repeat(4));
    ui.keys("2026.1-2026.6<enter>").sees(&format!("/{half} 条"));
    let month = classes_between("2026-09", "2026-09-31");
    ui.keys("<bs><f6>开始<enter>2026.09<enter>").sees(&format!("/{month} 条"));
}

#[test]
fn words_of_code_lists_are_english_in_english() {
    let mut ui = Ui::with(city(), TODAY.parse().unwrap(), Lang::En, &glyph::ASCII, 140, 36);
    let level = |ui: &Ui| {
        let screen = ui.screen();
        ["科级", "县处级", "厅局级"].iter().any(|word| screen.contains(word))
    };
    ui.keys("6");
    assert!(!level(&ui), "{}", ui.screen());
    ui.keys("<f6><enter>");
    assert!(!level(&ui), "{}", ui.screen());
    ui.keys("<esc><f3>zhou");
    let screen = ui.screen();
    assert!(screen.contains("Cadre") && !level(&ui), "{screen}");
}

#[test]
fn figures_have_separators_and_years_have_none() {
    let mut ui = ui(140, 40);
    let reader = Reader::open(city()).unwrap();
    let register = catalog::register("teacher").unwrap();
    let fields = [register.field("fee").unwrap()];
    let ids = reader.ids(&ganjiao::store::query::Query::all(register)).unwrap();
    let rows = reader.rows(register, &fields, &ids).unwrap();
    let fees: Vec<f64> = rows.iter().filter_map(|row| row.cells[0].value.as_number()).filter(|fee| *fee >= 1_000.0).collect();
    assert!(!fees.is_empty());
    ui.keys("4<c-s>课酬<enter><c-s>课酬<enter>");
    let screen = ui.screen();
    assert!(screen.contains("1,") || screen.contains("2,") || screen.contains("3,"), "{screen}");
    ui.keys("7").sees_no("2,026");
    ui.keys("5<enter><c-o>").sees_no("2,026").sees("2026");
}
