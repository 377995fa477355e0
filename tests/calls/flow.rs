//! From a provincial notice for twelve people to the circular, by keys only: on a sample city, and on an office that came
//! from files of another county.

use crate::harness::Ui;
use ganjiao::{
    catalog,
    domain::states::parts::Parts,
    exchange::import::{Request, Source, import},
    store::{
        Act, Reader, Store,
        demo::{self, Continue, Plan},
    },
    text::Lang,
    ui::glyph::ASCII,
};
use std::path::Path;

const TODAY: &str = "2026-11-24";
const CLASS: &str = "全省应急能力专题班";
const BASE: &str = include_str!("../import/district/base.txt");

/// Rows of a section of the district's papers, as CSV.
fn section(name: &str) -> String {
    let after = BASE.split(&format!("## {name}\n")).nth(1).unwrap();
    let rows = after.lines().take_while(|line| !line.starts_with("## ")).filter(|line| !line.starts_with(':'));
    let plain = |cell: &str| cell.trim_start_matches(['#', '@', '\'']).to_owned();
    rows.map(|row| row.split('|').map(plain).collect::<Vec<_>>().join(",") + "\n").collect()
}

/// The district: units and people as its own sheets have them.
fn district(path: &Path) {
    let mut store = Store::create(path).unwrap();
    let act = Act { actor: "tester".into(), origin: "test".into(), at: format!("{TODAY} 08:00:00") };
    store.write(&act, "init", ganjiao::store::seed::seed).unwrap();
    let sources = [Source::new("单位.csv", section("units").as_bytes()), Source::new("干部.csv", section("people").as_bytes())];
    let request = Request {
        kind: None,
        sheet: None,
        today: TODAY.parse().unwrap(),
        now: "2026-11-24T08:00:00",
        actor: "tester",
        lang: Lang::Zh,
    };
    store.take_in(&act, "import", |office| import(office, &sources, &request)).unwrap();
}

/// Keys to a field of a form.
fn to(kind: &str, name: &str) -> String {
    let register = catalog::register(kind).unwrap();
    let at = register.fields.iter().filter(|f| f.entered()).position(|f| f.name == name).unwrap();
    "<pgup>".repeat(10) + &"<down>".repeat(at)
}

fn fill(ui: &mut Ui, kind: &str, fields: &[(&str, &str)]) {
    for (name, keys) in fields {
        ui.keys(&to(kind, name)).keys(keys);
    }
    ui.keys("<f2>").sees("已保存");
}

/// The cursor to the line with these words, of a page or of a list over it.
fn select(ui: &mut Ui, words: &str) {
    ui.keys("<home>");
    for _ in 0..80 {
        if ui.screen().lines().any(|line| (line.starts_with('>') && line.contains(words)) || line.contains(&format!("|>{words}")))
        {
            return;
        }
        ui.keys("<down>");
    }
    panic!("no {words} on\n{}", ui.screen());
}

/// For each place of the call-up somebody of the unit: name and how to find them.
fn people(path: &Path, call_up: i64) -> Vec<(String, String)> {
    let reader = Reader::open(path).unwrap();
    let mut stmt = reader
        .conn()
        .prepare(
            "SELECT c.name, u.name FROM quota q JOIN unit u ON u.id = q.unit_id JOIN cadre c ON c.unit_id = u.id AND c.active = 1
             WHERE q.call_up_id = ?1 AND q.places >
               (SELECT count(*) FROM cadre o WHERE o.unit_id = c.unit_id AND o.active = 1 AND (o.sort_no, o.id) < (c.sort_no, c.id))
             ORDER BY u.sort_no, c.sort_no, c.id",
        )
        .unwrap();
    let found = stmt.query_map([call_up], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    found.map(Result::unwrap).collect()
}

fn flow(path: &Path) {
    let day = TODAY.parse().unwrap();
    let mut ui = Ui::with(path, day, Lang::Zh, &ASCII, 100, 30);
    // The notice: a class of the upper level, and its call-up with twelve places.
    ui.keys("5<f4>");
    let class = [
        ("name", CLASS),
        ("year", "<c-u>2026"),
        ("starts_on", "11.30"),
        ("ends_on", "12.4"),
        ("days", "5"),
        ("hours", "40"),
        ("call_level", "<f4>上级<enter>"),
    ];
    fill(&mut ui, "class", &class);
    ui.keys("7<f4>");
    let fields = [
        ("class_id", "<f4>应急能力专题<enter>"),
        ("level", "<f4>上级<enter>"),
        ("deadline", "<c-u>2026.12.31"),
        ("quota_total", "12"),
    ];
    fill(&mut ui, "call_up", &fields);
    ui.keys("7<home><enter>").sees(CLASS).sees("缺额");
    // Places in proportion, written by one key.
    ui.keys("w<tab>").sees("合计 12").keys("<f2>").sees("名额已写入").keys("<esc>");
    let id: i64 = {
        let reader = Reader::open(path).unwrap();
        reader.conn().query_row("SELECT max(id) FROM call_up", [], |row| row.get(0)).unwrap()
    };
    let names = people(path, id);
    assert_eq!(names.len(), 12, "{names:?}");
    for (name, unit) in &names {
        ui.keys(&format!("<f4>{name} {unit}<enter>"));
    }
    let page = || Reader::open(path).unwrap().call_up(id).unwrap().unwrap();
    let count = |state: &str| page().people.iter().filter(|p| p.state == state).count();
    assert_eq!(count("nominated"), 12, "{}", ui.screen());
    // One more than a unit has places is asked for a reason, and not entered without one.
    let (_, unit) = &names[0];
    let more: Option<String> = {
        let reader = Reader::open(path).unwrap();
        let sql = "SELECT c.name FROM cadre c JOIN unit u ON u.id = c.unit_id WHERE u.name = ?1 AND c.active = 1
                   AND NOT EXISTS (SELECT 1 FROM nominee n WHERE n.cadre_id = c.id AND n.call_up_id = ?2) ORDER BY c.sort_no, c.id LIMIT 1";
        reader.conn().query_row(sql, rusqlite::params![unit, id], |row| row.get(0)).ok()
    };
    if let Some(more) = more {
        ui.keys(&format!("<f4>{more} {unit}<enter>")).sees("名额已满").keys("<esc>");
        assert_eq!(page().people.len(), 12);
    }
    // Review and notice, all at once.
    ui.keys("<tab><home><space>").sees("选中的 12 条").keys(".").sees("审核通过").keys("<enter>");
    assert_eq!(count("approved"), 12, "{}", ui.screen());
    ui.keys("<home><space>.<enter>");
    assert_eq!(count("notified"), 12, "{}", ui.screen());
    // Somebody else comes instead, by the office's word; the list has a second number.
    let successor: (String, String) = {
        let reader = Reader::open(path).unwrap();
        let sql = "SELECT c.name, u.name FROM cadre c JOIN unit u ON u.id = c.unit_id WHERE c.active = 1
                   AND NOT EXISTS (SELECT 1 FROM nominee n WHERE n.cadre_id = c.id AND n.call_up_id = ?1) ORDER BY c.id LIMIT 1";
        reader.conn().query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    select(&mut ui, &names[0].0);
    ui.keys(".").keys("<down><down><down><enter>").keys(&format!("{} {}<enter>", successor.0, successor.1));
    ui.keys("<enter>").sees("批准人").keys("部务会<enter>").sees("已办");
    assert_eq!((count("replaced"), count("approved"), count("notified")), (1, 1, 11));
    select(&mut ui, &format!("替 {}", names[0].0));
    ui.keys(".<enter>").sees("通知：已办");
    // One is excused, one is missing, ten come, one leaves early, nine complete.
    let notified: Vec<String> = page().people.iter().filter(|p| p.state == "notified").map(|p| p.name.clone()).collect();
    select(&mut ui, &notified[3]);
    ui.keys(".<down><enter>").keys("身体<enter>").keys("县委组织部<enter>").sees("准假不参训：已办");
    let rest: Vec<String> = page().people.iter().filter(|p| p.state == "notified").map(|p| p.name.clone()).collect();
    select(&mut ui, &rest[4]);
    ui.keys(".<down><down><enter>").sees("记为缺训：已办");
    select(&mut ui, "已通知");
    ui.keys("<space>.<enter>").sees("报到：已办 10 条");
    let came: Vec<String> = page().people.iter().filter(|p| p.state == "reported").map(|p| p.name.clone()).collect();
    select(&mut ui, &came[5]);
    ui.keys(".<down><down><enter>家里有急事<enter>").sees("退学：已办");
    select(&mut ui, "已报到");
    ui.keys("<space>.<enter>").sees("结业：已办 9 条");
    let want = Parts { due: 13, came: 10, leave: 1, absent: 1, replaced: 1, open: 0 };
    assert_eq!(Parts::of(page().people.iter().map(|p| p.state.as_str())), want);
    // The call-up is closed, and the circular of its half-year has its numbers, kept for later.
    ui.keys("<btab>.").sees("办结");
    select(&mut ui, "办结");
    ui.keys("<enter>").sees("已办");
    let after = "2026-12-10".parse().unwrap();
    let mut ui = Ui::with(path, after, Lang::Zh, &ASCII, 100, 30);
    ui.keys("7]]]<tab>").sees(CLASS);
    let circular = Reader::open(path).unwrap().circular("2026-07-01".parse().unwrap(), after).unwrap();
    let line = circular.classes.iter().find(|line| line.name.contains(CLASS)).unwrap();
    assert_eq!(line.parts, [13, 10, 1, 1, 1, 0]);
    ui.keys("<f2>").sees("已定稿").keys("<f7><down><enter>").sees("定稿");
    let log = Reader::open(path).unwrap();
    for person in page().people {
        let log = log.state_log("nominee", person.id).unwrap();
        assert_eq!(log.last().unwrap().to, person.state);
    }
}

#[test]
fn a_notice_to_the_circular_in_a_sample_city() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    demo::build(&path, &Plan { cadres: 500, seed: 7, today: TODAY.parse().unwrap() }, &mut |_| Continue::Yes).unwrap();
    flow(&path);
}

#[test]
fn a_notice_to_the_circular_in_an_office_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("district.db");
    district(&path);
    flow(&path);
}
