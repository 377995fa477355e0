//! F9 and what comes of it, on the pages of a class, a person, a unit, a make-up, a record and among the reports.

use super::{
    city::{City, parts, today},
    harness::Ui,
};
use ganjiao::{text::Lang, ui::glyph};
use std::{fs, path::PathBuf};

fn files(city: &City, ending: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(city.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|e| e == ending)).collect()
}

#[test]
fn documents_are_written_from_the_pages() {
    let city = City::own();
    // What a screen writes goes to the working folder; the other tests name whole paths.
    std::env::set_current_dir(city.folder.path()).unwrap();
    let mut ui = Ui::open(&city.path, today());
    ui.keys("5<end><enter>").keys("<f9>").sees("调训通知").sees("学员名册").sees("签到表");
    ui.keys("<down><down><enter>").sees("已写入").keys("x").sees("已写入").keys("t").sees("已写入");
    let made = files(&city, "docx");
    assert!(made.len() == 1 && made[0].file_name().unwrap().to_str().unwrap().starts_with("学员名册-"), "{made:?}");
    assert!(parts(&fs::read(&made[0]).unwrap()).contains_key("word/document.xml"));
    assert!(files(&city, "xlsx").len() == 1 && files(&city, "txt").len() == 1);
    ui.keys("<esc><esc>");
    for (keys, sees) in [
        ("6<enter><f9>", ["学时证明", "干部培训档案表"]),
        ("8<f9>", ["补训通知（全部单位）", "本页表格 xlsx"]),
        ("0<f9>", ["工作总结", "五年规划总结表"]),
        ("2<enter><f9>", ["好课程推荐表", "好课程推荐表"]),
    ] {
        let mut ui = Ui::open(&city.path, today());
        ui.keys(keys).sees(sees[0]).sees(sees[1]).keys("<esc>");
    }
    // The table a page shows is among them, and goes where it went before.
    let mut ui = Ui::open(&city.path, today());
    ui.keys("8<f9><end><enter>").sees("txt");
    assert_eq!(files(&city, "txt").len(), 2, "the list as text");
    for (columns, rows) in [(80, 24), (120, 36), (60, 15)] {
        let mut ui = Ui::with(&city.path, today(), Lang::En, &glyph::ASCII, columns, rows);
        ui.keys("5<end><enter><f9>").sees("Roster").keys("<end><home>");
    }
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
}

#[test]
fn a_report_is_kept_and_held_against_itself() {
    let city = City::own();
    let mut ui = Ui::open(&city.path, today());
    ui.keys("0<enter>").sees("四项指标").keys("<f7>").sees("还没有留存过");
    ui.keys("<f2>").sees("已留存快照").keys("<f7>").sees("与哪一次对比").keys("<enter>").sees("两次完全一样").keys("<esc>");
    city.write("UPDATE headcount SET section = section + 5");
    let mut ui = Ui::open(&city.path, today());
    ui.keys("0<enter><f7><enter>").sees("两次比较").sees("人数").sees("5");
}
