//! The pages about people as a person uses them: the numbers on the screen are those that SQL finds.

#[path = "harness.rs"]
mod harness;

#[path = "people_screens/ahead.rs"]
mod ahead;

#[path = "people_screens/office.rs"]
mod office;

#[path = "people_screens/stream.rs"]
mod stream;

use ganjiao::{
    domain::value::number,
    text::Lang,
    ui::glyph::{ASCII, UNICODE},
};
use harness::{Ui, parse};
use office::{Office, today};
use unicode_width::UnicodeWidthStr;

/// A question of a meeting, asked from the start in at most ten keys.
#[track_caller]
fn asked(office: &Office, script: &str) -> Ui {
    assert!(parse(script).len() <= 10, "{script} is too long");
    let mut ui = Ui::open(&office.path, today());
    ui.keys(script);
    ui
}

const HOURS: &str = "SELECT sum(h) FROM (SELECT hours h FROM hour_entry WHERE cadre_id = 1 AND year = 2026
    UNION ALL SELECT s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id WHERE e.cadre_id = 1 AND s.year = 2026)";

/// Question 1: how many hours does X have, how many are missing, and why.
#[test]
fn how_many_hours_are_missing_and_why() {
    let office = Office::new();
    let hours = office.number(HOURS);
    let mut ui = asked(&office, "/wxm<enter>");
    ui.sees("王小明").sees("东风镇").sees("199****0001").sees("年轻干部");
    ui.sees_no("19900000001").sees_no("539999198001011234");
    ui.sees(&format!("{}/90", number(hours))).sees(&format!("差 {}", number(90.0 - hours))).sees("未达标");
    ui.sees("《干部教育培训工作条例》（2023年修订）第十四条第二款");
    ui.keys("<enter>").sees("2026.01.01 至 2026.12.31，3 条计入").sees("乡镇党政正职轮训班").sees("跨年学习");
    ui.sees_no("省委党校县处级进修班");
    ui.keys("<down><down><enter>").sees("2026.03.02").sees("考勤");
}

/// The same by Han characters, as the input method sends them.
#[test]
fn a_name_typed_as_it_is_written() {
    let office = Office::new();
    asked(&office, "王小明<enter>").sees("56.5/90");
}

/// Question 13: how often has this person been to provincial classes.
#[test]
fn how_often_at_classes_of_superiors() {
    let office = Office::new();
    let n = office.number(
        "SELECT count(*) FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class k ON k.id = p.class_id
         WHERE n.cadre_id = 1 AND k.call_level = 'upper' AND n.state IN ('reported', 'completed', 'partial')",
    );
    let mut ui = asked(&office, "/wxm<enter>");
    ui.sees(&format!("上级选调参训 {n} 次，最近 2025.09.01"));
    ui.keys("<down><down><enter>").sees("上级选调：1 次，到班 1 次").sees("省委党校县处级进修班");
    asked(&office, "/zm<enter>").sees("没有参加过上级选调的班次");
}

#[test]
fn the_year_turns_and_other_panes_open() {
    let office = Office::new();
    let mut ui = asked(&office, "/wxm<enter>-");
    ui.sees("2025年").sees("172/90").sees("已达标");
    ui.keys("+<tab><tab>").sees("本级选调：2 次，到班 1 次").sees("新任职干部培训班");
    ui.keys("<tab>").sees("乡镇党政正职轮训").sees("预警");
    ui.keys("<tab>").sees("党委书记").sees("身份证号").sees("539999********1234");
}

/// Question 3: how does unit Y stand this year, and at which rank.
#[test]
fn how_a_unit_stands_and_at_which_rank() {
    let office = Office::new();
    let trained = office.number(
        "SELECT count(DISTINCT c.id) FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id LEFT JOIN hour_share s ON s.entry_id = e.id
         WHERE c.unit_id IN (2, 4) AND c.active = 1 AND coalesce(e.year, s.year) = 2026",
    );
    let heads = office.number("SELECT total FROM headcount WHERE unit_id = 2 AND year = 2026");
    let off_job = office.number(
        "SELECT sum(e.hours) FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id
         WHERE c.unit_id IN (2, 4) AND e.year = 2026 AND e.form = '脱产培训'",
    );
    let mut ui = asked(&office, "/东风镇<enter>");
    ui.sees(&format!("{:.1}%", trained * 100.0 / heads)).sees(&format!("{trained}/{heads}")).sees("第 1/3 位");
    ui.sees(&format!("{:.1}", off_job / heads)).sees(&format!("{}/{heads}", number(off_job)));
    ui.sees("处级副职 1, 科及以下 4").sees("已报 2，缺 2，报到 1").sees("含下级参训率");
    ui.keys("<enter>").sees("有学时记录的人员").sees("王小明").sees("张伟").sees_no("李建国");
    ui.keys("<enter>").sees("56.5/90").keys("<esc>").sees("有学时记录的人员");
}

#[test]
fn a_unit_lists_people_quotas_make_ups_and_ranks() {
    let office = Office::new();
    let mut ui = asked(&office, "/东风镇<enter><tab>");
    let screen = ui.sees("按规定次序").screen();
    assert!(screen.find("王小明") < screen.find("李建国"), "official order on\n{screen}");
    let screen = ui.keys("s").sees("按所缺学时").screen();
    assert!(screen.find("李建国") < screen.find("王小明"), "the most missing first on\n{screen}");
    ui.keys("<tab>").sees("新任职干部培训班").sees("2026.05.22");
    ui.keys("<tab>").sees("李建国").sees("无故缺训").sees_no("年度欠学时");
    ui.keys("<tab>").sees("参训率排名").sees("红旗镇").sees("20.0%").sees("0.0%");
    ui.keys("<down><enter>").sees("东风镇 > 红旗镇").sees("第 2/3 位");
    ui.keys("<esc>").keys("s").sees("脱产调训率排名");
    ui.keys("-").sees("2025年");
}

/// Ties share a place and the next is left out; units without heads have none.
#[test]
fn ties_share_a_place() {
    let office = Office::with(
        "UPDATE headcount SET county_deputy = 0, section = 10 WHERE year = 2026;
         DELETE FROM hour_share; DELETE FROM hour_entry WHERE id <> 5;
         INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source) VALUES (20, 2, 2026, '专题讲座', '讲座', 4, 'manual');",
    );
    asked(&office, "/东风镇<enter>").sees("第 1/3 位（2 家并列）");
    asked(&office, "/县委办<enter>").sees("第 3/3 位");
    asked(&office, "/东风镇中心<enter>").sees("未填报人数，不排名");
}

/// Question 4: which township heads have not been through the rotation.
#[test]
fn who_has_not_been_through_the_rotation() {
    let office = Office::new();
    let mut ui = asked(&office, "5]]<enter>");
    ui.sees("对象 4 人，已训 2 人，未训 2 人，覆盖率 50.0%").sees("李建国").sees("孙强");
    // One through by the list, one by a class of the programme, one taken off the list.
    ui.sees_no("王小明").sees_no("赵敏").sees_no("吴涛");
    ui.keys("<tab>").sees("东风镇").sees("1/2").keys("<down><enter>").sees("只看红旗镇：1 人").sees("孙强").sees_no("李建国");
    ui.keys("<home><enter>").sees("李建国").keys("<tab><tab>").sees("乡科级正职").sees("2/4");
    ui.keys("<tab>").sees("王小明").sees("赵敏");
}

/// Question 5: who is away next week.
#[test]
fn who_is_away_next_week() {
    let office = Office::new();
    let mut ui = asked(&office, "1]");
    ui.sees("下周 2026.05.25 至 2026.05.31").sees("王小明").sees("刘洋").sees("钱教授");
    // Not approved yet, and on a class that was cancelled.
    ui.sees_no("赵敏").sees_no("孙强");
    ui.keys("<tab>").sees("周一 5.25  2 人").sees("周二 5.26  3 人").sees("周六 5.30  0 人");
    ui.keys("<tab>").sees("东风镇").keys("<enter>").sees("只看县委办公室：1 人").sees_no("王小明");
    ui.keys("<left>").sees("本周 2026.05.18 至 2026.05.24").sees("张伟").sees("因公请假");
}

/// Question 14: which deputy county heads have had no off-job training in five years.
#[test]
fn who_has_had_no_off_job_training_in_five_years() {
    let office = Office::with(
        "INSERT INTO cadre (id, name, unit_id, sort_no, position, level) VALUES
           (20, '郑华', 1, 3, '副主任', '县处级副职'), (21, '冯远', 3, 0, '副书记', '县处级副职');
         INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, hours, source) VALUES
           (30, 20, 2020, '脱产培训', '进修班', '2020-05-01', '2020-05-20', 80, 'ledger'),
           (31, 20, 2026, '网络培训', '网络学院', '2026-01-01', '2026-03-31', 50, 'academy'),
           (32, 21, 2021, '脱产培训', '进修班', '2021-05-10', '2021-05-20', 80, 'ledger');",
    );
    let mut ui = asked(&office, "6]]<enter>");
    ui.sees("5 年内没有脱产培训（2021.05.20 以后）").sees("县处级副职：1 人");
    // Off the job on the first day that counts; this year, but online; last year.
    ui.sees("郑华").sees("2020.05.20").sees_no("冯远").sees_no("陈静");
    ui.keys("-").sees("4 年内").sees("县处级副职：2 人").sees("冯远");
    let people = office.number("SELECT count(*) FROM cadre WHERE active = 1 AND level = '乡科级副职'");
    ui.keys("+<tab>").sees("县处级副职").keys("<down><down><enter>").sees("乡科级副职：2 人").sees("从未");
    ui.keys("<tab>").sees(&format!("2/{people}"));
}

#[test]
fn today_says_what_the_day_brings() {
    let office = Office::new();
    for (columns, rows) in [(80, 60), (120, 36)] {
        let mut ui = Ui::with(&office.path, today(), Lang::Zh, &ASCII, columns, rows);
        ui.sees("今天 5.20 周三").sees("基层治理案例研讨").sees("结业典礼");
        ui.sees("在办班次 1 个，报到 2 人").sees("下周 1 个班：应到 2 人");
        ui.sees("已报 3/6，3 个单位未报齐").sees("还有2天").sees("李建国").sees("精品课程开发").sees("逾期19天");
        let warned = office.number("SELECT count(*) FROM warning WHERE year = 2026 AND level = 'warn'");
        ui.sees("2026 年学时预警").sees(&format!("人（{warned} 条）")).sees("学时台账.xlsx");
        ui.sees_no("年度总结");
        ui.keys("<enter>").sees("教学内容");
    }
}

/// A screen over the day reads at most this many statements' worth: no list of the register is scanned.
#[test]
fn today_uses_indexes() {
    let office = Office::new();
    let plan = |sql: &str| {
        let mut stmt = office.store.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        stmt.query_map([], |row| row.get::<_, String>(3)).unwrap().map(Result::unwrap).collect::<Vec<_>>().join("\n")
    };
    for sql in [
        "SELECT s.id FROM session s JOIN training_class k ON k.id = s.class_id WHERE s.date BETWEEN '2026' AND '2027'",
        "SELECT 1 FROM make_up WHERE state = 'owed' AND due_on <= '2026' LIMIT 1000",
        "SELECT id FROM hour_entry WHERE cadre_id = 1 ORDER BY year, id",
        "SELECT level, count(*) FROM warning WHERE year = 2026 GROUP BY level",
    ] {
        assert!(!plan(sql).contains("SCAN"), "{sql}\n{}", plan(sql));
    }
}

/// The tree beside the cadres: official order, units below theirs, counts of all below.
#[test]
fn units_stand_beside_the_cadres_as_a_tree() {
    let office = Office::new();
    let mut ui = Ui::with(&office.path, today(), Lang::Zh, &ASCII, 120, 36);
    let screen = ui.keys("6").sees("县委办公室").screen();
    let at = |words: &str| screen.find(words).unwrap_or_else(|| panic!("no {words} on\n{screen}"));
    assert!(
        at(" 县委办公室          2") < at(" 东风镇              4")
            && at(" 东风镇              4") < at("  东风镇中心校       1"),
        "{screen}"
    );
    ui.keys("<tab><down><down>").sees("单位=东风镇").sees("周红").sees_no("陈静").sees("/4 条");
}

/// Every page about people, in both languages, at any size.
#[test]
fn pages_hold_at_any_size() {
    let office = Office::new();
    let pages = ["1", "1]", "1]<tab>", "1]<tab><tab>", "/wxm<enter>", "/东风镇<enter>", "/东风镇<enter><tab>", "5]]<enter>"];
    for (page, lang) in pages.iter().flat_map(|p| [(p, Lang::Zh), (p, Lang::En)]) {
        let mut ui = Ui::with(&office.path, today(), lang, &UNICODE, 80, 24);
        ui.keys(page);
        for (columns, rows) in
            [(1, 1), (2, 3), (39, 8), (40, 8), (41, 9), (60, 12), (80, 24), (109, 30), (110, 30), (120, 36), (200, 60)]
        {
            ui.resize(columns, rows).screen();
            ui.keys("<tab><end><up><pgup><pgdn><home><btab>").screen();
        }
    }
}

/// Nothing of the pages themselves is wider on some terminals than on others.
#[test]
fn pages_are_as_wide_everywhere() {
    let office = Office::new();
    let pages = [
        "1",
        "1]",
        "1]<tab>",
        "/wxm<enter>",
        "/wxm<enter><tab>",
        "/东风镇<enter>",
        "/东风镇<enter><btab><btab>",
        "5]]<enter><tab>",
    ];
    for (page, lang) in pages.iter().flat_map(|p| [(p, Lang::Zh), (p, Lang::En)]) {
        let mut ui = Ui::with(&office.path, today(), lang, &ASCII, 120, 36);
        let screen = ui.keys(page).screen();
        // A dash of a document's title is data, not chrome.
        for line in screen.lines().filter(|line| !line.contains('《') && !line.contains('—')) {
            assert_eq!(line.width(), line.width_cjk(), "{page}: {line}");
        }
    }
}

/// A file whose data are of an earlier year does not look dead: it says which year it has, and opens there.
#[test]
fn a_file_of_an_earlier_year_opens_on_it() {
    let office = Office::new();
    let later = || Ui::open(&office.path, "2030-03-01".parse().unwrap());
    let mut ui = later();
    ui.sees("2030 年还没有班次和学时；最近有数据的年度是 2026 年").sees("2026 年班次");
    ui.keys("<enter>").sees("中青年干部培训班").keys("<esc><down><down><enter>").sees("四项指标").sees("2026 年度");
    later().keys("0<enter>").sees("2026 年度").sees("2030 年还没有数据").sees("东风镇");
    later()
        .keys("0<enter>+")
        .sees("2027 年度")
        .sees("最近有数据的年度是 2026，按 * 去看")
        .keys("*")
        .sees("2026 年度")
        .sees("东风镇");
    later().keys("8]").sees("2026 年度");
    later().keys("/东风镇<enter>").sees("2026年").sees("2030 年还没有数据").sees("60.0%");
    later().keys("/wxm<enter>").sees("2026年 截至").sees("2030 年还没有数据").keys("+").sees("2027年").sees_no("还没有数据");
    // With data of this year nothing is said.
    Ui::open(&office.path, today()).sees_no("还没有班次和学时").keys("0<enter>").sees("2026 年度").sees_no("还没有数据");
}

/// What a report means can be read whole in a small window.
#[test]
fn notes_of_reports_can_be_read() {
    let office = Office::new();
    let mut ui = Ui::open(&office.path, today());
    ui.keys("0").sees("未填层次计入科级及以下");
    ui.keys("<enter>").sees("Ctrl-O").sees_no("未填层次计入科级及以下");
    ui.keys("<c-o>").sees("未填层次计入科级及以下").sees("东风镇").keys("o").sees_no("未填层次计入科级及以下");
}
