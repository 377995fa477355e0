//! The year's plan: each of its 22 items leads somewhere, its reports say what plain SQL says.

#[path = "harness.rs"]
mod harness;

use chrono::NaiveDate;
use ganjiao::{
    store::{
        Reader,
        demo::{Continue, Plan, build},
        reports::{Asked, Table, report},
    },
    text::Lang,
    ui::screens::plan_page::{ITEMS, table},
};
use harness::Ui;
use std::{fs, path::Path, path::PathBuf, sync::OnceLock};
use tempfile::TempDir;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

/// The sample city, made once.
fn city() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        build(&path, &Plan { cadres: 600, seed: 5, today: today() }, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

fn read(name: &str, part: usize) -> Table {
    let reader = Reader::open(city()).unwrap();
    let asked = Asked { part, ..Asked::year(2026, today(), Lang::Zh) };
    (report(name).unwrap().load)(&reader, &asked, &|_, _| true).unwrap()
}

/// A cell of the total, or the sum of a column where there is none.
fn sum(table: &Table, name: &str, column: &str) -> f64 {
    let at = report(name).unwrap().columns.iter().position(|c| c.name == column).unwrap();
    table.lines.iter().filter_map(|line| line.cells[at].value.as_number()).sum()
}

fn number(sql: &str) -> f64 {
    let conn = rusqlite::Connection::open(city()).unwrap();
    conn.query_row(sql, [], |row| row.get::<_, Option<f64>>(0)).unwrap().unwrap_or(0.0)
}

#[track_caller]
fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.05, "{found} is not {expected}");
}

#[test]
fn every_item_of_the_plan_leads_somewhere() {
    let mut ui = Ui::with(city(), today(), Lang::Zh, &ganjiao::ui::glyph::ASCII, 120, 36);
    ui.keys("}").sees("年度计划22项").sees("（一）").sees("ganjiao report study");
    let spots = ITEMS.iter().map(|item| item.spots.len()).sum::<usize>();
    assert!(ITEMS.iter().all(|item| !item.spots.is_empty()));
    for n in 0..spots {
        let below = ui.screen();
        ui.keys("<enter>");
        assert_ne!(ui.screen(), below, "spot {n} opens nothing");
        ui.sees_no("没有这个").keys("<esc>");
        assert_eq!(ui.screen(), below, "spot {n} does not come back");
        ui.keys("<down>");
    }
}

#[test]
fn every_word_of_the_table_is_a_way_that_exists() {
    for item in &ITEMS {
        for spot in item.spots {
            let way = spot.way();
            assert!(!way.is_empty(), "{:?} stands nowhere", spot);
            assert!(!spot.name(Lang::Zh).is_empty() && !spot.name(Lang::En).is_empty());
            if let Some(name) = way.strip_prefix("ganjiao report ") {
                assert!(report(name).is_some_and(|r| r.listed), "{name} is no listed report");
            }
            if let Some(kind) = way.strip_prefix("ganjiao list ") {
                assert!(ganjiao::catalog::register(kind).is_some(), "{kind} is no register");
            }
        }
    }
}

const BEGIN: &str = "<!-- plan:begin -->\n";
const END: &str = "<!-- plan:end -->";

#[test]
fn the_readme_has_this_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let from = readme.find(BEGIN).expect("begin of the table") + BEGIN.len();
    let to = from + readme[from..].find(END).expect("end of the table");
    let wanted = format!("\n| 要点 | 在哪里 |\n|---|---|\n{}\n", table(Lang::Zh));
    if std::env::var_os("GANJIAO_UPDATE").is_some() {
        fs::write(&path, format!("{}{wanted}{}", &readme[..from], &readme[to..])).unwrap();
        return;
    }
    assert!(readme[from..to] == wanted, "the table is old: run `GANJIAO_UPDATE=1 cargo test --test plan`");
}

#[test]
fn reports_of_the_plan_add_up() {
    let study = read("study", 0);
    let of_year = "date BETWEEN '2026-01-01' AND '2026-12-31'";
    same(sum(&study, "study", "hours"), number(&format!("SELECT sum(hours) FROM study_session WHERE {of_year}")));
    let quarters: f64 = ["q1", "q2", "q3", "q4"].map(|q| sum(&study, "study", q)).iter().sum();
    same(quarters, number(&format!("SELECT count(*) FROM study_session WHERE {of_year}")));

    let put_right = read("rectification", 0);
    let of_kind = "FROM work_item WHERE kind = 'rectification' AND year = 2026";
    same(sum(&put_right, "rectification", "all"), number(&format!("SELECT count(*) {of_kind}")));
    same(sum(&put_right, "rectification", "closed"), number(&format!("SELECT count(*) {of_kind} AND state = 'closed'")));
    let parts: f64 = ["running", "late", "done", "closed"].map(|c| sum(&put_right, "rectification", c)).iter().sum();
    same(parts, sum(&put_right, "rectification", "all"));

    let assessed = read("assessed", 1);
    same(sum(&assessed, "assessed", "score"), number("SELECT sum(score) FROM assessment WHERE year = 2026"));
    same(sum(&assessed, "assessed", "score"), sum(&read("assessed", 0), "assessed", "score"));

    let went = read("outreach", 0);
    same(
        sum(&went, "outreach", "people"),
        number(&format!("SELECT sum(people) FROM outreach WHERE {of_year} AND date <= '2026-11-24'")),
    );

    let drill = read("drill", 0);
    same(sum(&drill, "drill", "times"), number(&format!("SELECT count(*) FROM teacher_activity WHERE {of_year}")));
}

#[test]
fn people_by_category_are_everyone_in_service() {
    let everyone = number("SELECT count(*) FROM cadre WHERE active = 1");
    for part in 0..6 {
        same(sum(&read("categories", part), "categories", "people"), everyone);
    }
    let hours =
        "SELECT sum(h) FROM (SELECT sum(e.hours) AS h FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE e.year = 2026 AND
        c.active = 1 UNION ALL SELECT sum(s.hours) FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id JOIN cadre c ON c.id =
        e.cadre_id WHERE s.year = 2026 AND e.year IS NULL AND c.active = 1)";
    same(sum(&read("categories", 0), "categories", "hours"), number(hours));
    same(sum(&read("categories", 1), "categories", "trained"), sum(&read("categories", 5), "categories", "trained"));
}

#[test]
fn village_cadres_without_rank_count_with_their_days() {
    let table = read("grassroots", 0);
    let villages = &table.lines[4].cells;
    let tagged = "instr(coalesce(c.tags, ''), '集体经济组织书记') = 0 AND instr(coalesce(c.tags, ''), '非公和社会组织书记') = 0";
    let of_village = format!(
        "FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id WHERE c.active = 1 AND {tagged} AND (c.category IN ('村（社区）干部', '驻村干部')
         OR instr(coalesce(c.tags, ''), '驻村工作队员') > 0 OR instr(coalesce(u.kind, ''), '村') > 0)"
    );
    let people = number(&format!("SELECT count(*) {of_village}"));
    assert!(people > 0.0);
    same(villages[1].value.as_number().unwrap(), people);
    let days = format!(
        "SELECT sum(coalesce(e.days, e.hours / 8.0)) FROM hour_entry e WHERE e.year = 2026 AND e.hours > 0
         AND e.form NOT IN ('网络培训', '网上专题班', '考试') AND e.cadre_id IN (SELECT c.id {of_village})"
    );
    assert!((villages[8].value.as_number().unwrap() - number(&days) / people).abs() < 0.051);
}

/// The same figures as bars, as a heat map and over the years; each line still opens what made it.
#[test]
fn a_report_turns_into_a_picture() {
    for glyphs in [&ganjiao::ui::glyph::ASCII, &ganjiao::ui::glyph::UNICODE] {
        let mut ui = Ui::with(city(), today(), Lang::Zh, glyphs, 100, 30);
        ui.keys("0<down><down><enter>").sees("调训通报").keys("~").sees("左右键换一项");
        let bars = ui.screen();
        assert!(bars.contains(&glyphs.bar[0].repeat(5)), "{bars}");
        ui.keys("<right>");
        assert_ne!(ui.screen(), bars);
        ui.keys("~").sees_no("左右键换一项").sees("应调").sees("实调");
        assert!(ui.screen().contains(&glyphs.shade[4].repeat(2)), "{}", ui.screen());
        ui.keys("~").sees("合计");
        ui.keys("<esc><down><down><down><down><down><enter>")
            .sees("学时构成")
            .keys("~~~")
            .sees("2022")
            .sees("2026")
            .sees("左右键换一项");
        ui.keys("<enter>").sees_no("左右键换一项");
    }
}

#[test]
fn one_key_shows_what_the_people_of_a_list_are_made_of() {
    let women = number("SELECT count(*) FROM cadre WHERE sex = '女'");
    let mut ui = Ui::with(city(), today(), Lang::Zh, &ganjiao::ui::glyph::ASCII, 80, 24);
    ui.keys("6~").sees("人员结构").sees("600 人").sees("平均年龄");
    let screen = ui.screen();
    let line = screen.lines().find(|line| line.trim_start_matches(['>', ' ']).starts_with('女')).unwrap();
    assert!(line.contains(&format!(" {women} ")), "{line}");
    ui.keys("<down><down>").sees("民族");
    ui.keys("<esc>2~").sees("这张清单里不是人员");
    ui.keys("5<esc>6<space><down><space>~").sees("2 人");
}

#[test]
fn a_spreadsheet_of_a_report_has_its_chart() {
    let asked = Asked::year(2026, today(), Lang::Zh);
    for (name, has) in [("sites", true), ("forms", true), ("projects", true), ("recommended", false)] {
        let table = read(name, 0);
        let order: Vec<usize> = (0..table.lines.len()).collect();
        let sheet = ganjiao::exchange::report::sheet(report(name).unwrap(), &asked, &table, &order);
        let mut file = std::io::Cursor::new(Vec::new());
        ganjiao::exchange::export::write(&sheet, &mut file, ganjiao::exchange::export::Format::Xlsx).unwrap();
        let part = b"xl/charts/chart1.xml";
        assert_eq!(file.get_ref().windows(part.len()).any(|w| w == part), has, "{name}");
    }
}

/// A question is asked once and then everybody's: in the list, in the palette, on the command line.
#[test]
fn a_question_of_the_office_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("city.db");
    fs::copy(city(), &db).unwrap();
    let mut ui = Ui::open(&db, today());
    ui.keys("6<f6>").sees("状态");
    ui.keys("<esc><f7><down><enter>").sees("问题名称").keys("<c-u>").keys("谁在职<enter>").sees("问题已保存");
    ui.keys("1<c-p>谁在职").sees("全单位").keys("<enter>").sees("谁在职").sees("600");
    ui.keys("<esc>6<f7>").sees("谁在职").keys("<esc>");
    let run = |arguments: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_ganjiao"))
            .args(["--db", db.to_str().unwrap(), "--as", "colleague", "--lang", "zh"])
            .args(arguments)
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    assert_eq!(run(&["question"]).1, "cadre 谁在职\n");
    let rows = run(&["question", "谁在职", "--format", "csv"]);
    assert_eq!(rows.1.lines().count(), 601, "{}", rows.2);
    assert_eq!(run(&["list", "cadre", "--view", "谁在职", "--format", "csv"]).1, rows.1);
    let unknown = run(&["question", "谁出差"]);
    assert_eq!(unknown.0, Some(2));
    assert!(unknown.2.contains("谁在职"), "{}", unknown.2);
}

/// Every question of the meeting opens from its key; nothing can be changed until the meeting ends.
#[test]
fn a_meeting_only_looks() {
    let mut ui = Ui::open(city(), today());
    ui.keys("{").sees("会议模式").sees("某人学时多少");
    for sign in "123456789abcde".chars() {
        ui.keys(&sign.to_string()).sees_no("只看不改").keys("<esc>").sees("只看不改");
    }
    ui.keys("2<f4>").sees_no("新增班次").keys("<esc><esc>").sees_no("只看不改");
}

/// The first screen says what the month asks for, and each line opens.
#[test]
fn today_says_what_the_month_asks_for() {
    let mut ui = Ui::with(city(), today(), Lang::Zh, &ganjiao::ui::glyph::ASCII, 80, 60);
    ui.sees("11 月常做的事").sees("网络学时收口").keys("<end>").sees("五年规划总结评估").keys("<enter>").sees("五年规划完成情况");
}
