//! Programmes, the year's plan and ratings: lists from conditions, additions and removals by name, the coverage of another
//! day, plan lines against what was held, ranking by evaluation.

#[path = "harness.rs"]
mod harness;

use chrono::NaiveDate;
use ganjiao::{
    catalog,
    domain::{
        programme::{Group, Target},
        value::Value,
    },
    store::{
        Act, Reader, Store,
        coverage::Member,
        demo::{self, Continue, Plan},
        edit::Values,
        reports::{self, Asked, Table},
    },
    text::Lang,
    ui::glyph::ASCII,
};
use harness::Ui;
use std::path::PathBuf;

const TODAY: &str = "2026-11-24";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(at: &str) -> Act {
    Act { actor: "li".to_owned(), origin: "test".to_owned(), at: format!("{at} 09:00:00") }
}

fn values(kind: &str, pairs: &[(&str, Value)]) -> Values {
    let register = catalog::register(kind).unwrap();
    pairs.iter().map(|(name, value)| (register.field(name).unwrap(), value.clone())).collect()
}

struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

/// Name, unit, level, sex, ethnicity, birth.
const PEOPLE: &[[&str; 6]] = &[
    ["王建国", "1", "乡科级正职", "男", "汉族", "1975-02"],
    ["李红梅", "1", "乡科级副职", "女", "彝族", "1988-06"],
    ["赵敏", "2", "乡科级正职", "女", "汉族", "1980-01"],
    ["周涛", "3", "乡科级正职", "男", "傣族", "1979-04"],
    ["吴芳", "3", "一级科员", "女", "汉族", "1995-09"],
    ["郑凯", "4", "乡科级副职", "男", "汉族", "1990-12"],
];

fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::create(&path).unwrap();
    let text = |s: &str| Value::text(s);
    store
        .write(&act("2026-01-05"), "begin", |tx| {
            ganjiao::store::seed::fill(tx)?;
            for (n, (name, kind)) in
                [("水务局", "县直部门"), ("财政局", "县直部门"), ("东山镇", "乡镇"), ("西河镇", "乡镇")].iter().enumerate()
            {
                let fields = [("name", text(name)), ("kind", text(kind)), ("sort_no", Value::Int(n as i64))];
                tx.insert(catalog::register("unit").unwrap(), &values("unit", &fields))?;
            }
            for (n, [name, unit, level, sex, ethnicity, birth]) in PEOPLE.iter().enumerate() {
                let fields = [
                    ("name", text(name)),
                    ("unit_id", Value::Int(unit.parse().unwrap())),
                    ("level", text(level)),
                    ("sex", text(sex)),
                    ("ethnicity", text(ethnicity)),
                    ("birth", text(birth)),
                    ("sort_no", Value::Int(n as i64)),
                ];
                tx.insert(catalog::register("cadre").unwrap(), &values("cadre", &fields))?;
            }
            let fields = [("name", text("正职轮训")), ("deadline", text("2026-12-20"))];
            tx.insert(catalog::register("programme").unwrap(), &values("programme", &fields))?;
            Ok(())
        })
        .unwrap();
    Office { _folder: folder, path, store }
}

impl Office {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap()
    }

    fn ui(&self, columns: u16, rows: u16) -> Ui {
        Ui::with(&self.path, day(TODAY), Lang::Zh, &ASCII, columns, rows)
    }

    fn sql(&mut self, at: &str, sql: &str) {
        self.store.write(&act(at), "change", |tx| tx.execute_batch(sql).map_err(Into::into)).unwrap();
    }

    fn take(&mut self, target: &Target, on: &str) -> (usize, usize) {
        let whys: Vec<String> = (1..=target.groups.len()).map(|n| format!("第{n}类")).collect();
        self.store.take_target(&act(on), 1, (target, &whys), ("不再符合", Some("按计划")), day(on)).unwrap()
    }

    fn names(&self, members: &[Member]) -> Vec<String> {
        members.iter().map(|m| m.name.clone()).collect()
    }
}

/// Heads of units, and minorities.
fn target() -> Target {
    Target {
        groups: vec![
            Group { levels: vec!["乡科级正职".into()], ..Group::default() },
            Group { minority: true, ..Group::default() },
        ],
    }
}

#[test]
fn a_list_is_taken_changed_and_told_again() {
    let mut o = office();
    assert_eq!(o.take(&target(), "2026-02-01"), (4, 0));
    let members = o.reader().members(1).unwrap();
    assert_eq!(o.names(&members), ["王建国", "李红梅", "赵敏", "周涛"]);
    assert_eq!(members[1].why.as_deref(), Some("第2类"));
    assert_eq!(members[0].added_on, "2026-02-01");
    // By name: one comes, one goes; each says why.
    o.store.put_on_list(&act("2026-03-01"), 1, 5, day("2026-03-01"), "组织推荐").unwrap();
    o.store.take_off_list(&act("2026-04-01"), 1, 4, day("2026-04-01"), "已在省里参训").unwrap();
    assert!(o.store.put_on_list(&act("2026-03-01"), 1, 5, day("2026-03-02"), "再来").is_err());
    assert!(o.store.take_off_list(&act("2026-04-01"), 1, 6, day("2026-04-01"), "不在").is_err());
    // Conditions again: one was promoted, one demoted; who was taken off by name stays off, who was put on by name stays on,
    // who is through stays.
    o.sql("2026-05-01", "UPDATE cadre SET level = '乡科级正职' WHERE name = '郑凯'; UPDATE cadre SET level = '四级调研员' WHERE name IN ('王建国', '赵敏'); UPDATE programme_member SET done_on = '2026-04-20' WHERE cadre_id = 3;");
    let found = o.reader().target_difference(1, &target(), day("2026-05-02"), &mut |_| true).unwrap().unwrap();
    assert_eq!((found.fit, found.held_out, found.added.len(), found.removed.len()), (3, 1, 1, 1));
    assert_eq!(o.take(&target(), "2026-05-02"), (1, 1));
    let now = o.reader().members(1).unwrap();
    assert_eq!(o.names(&now), ["李红梅", "赵敏", "吴芳", "郑凯"]);
    // Each day tells its own list.
    let on = |text: &str| o.names(&o.reader().members_on(1, day(text)).unwrap());
    assert_eq!(on("2026-01-31"), Vec::<String>::new());
    assert_eq!(on("2026-02-01"), ["王建国", "李红梅", "赵敏", "周涛"]);
    assert_eq!(on("2026-03-31"), ["王建国", "李红梅", "赵敏", "周涛", "吴芳"]);
    assert_eq!(on("2026-04-01"), ["王建国", "李红梅", "赵敏", "吴芳"]);
    assert_eq!(on("2026-05-02"), ["李红梅", "赵敏", "吴芳", "郑凯"]);
    // Somebody who left by the conditions comes back by them: a second stay.
    o.sql("2026-06-01", "UPDATE cadre SET level = '乡科级正职' WHERE name = '王建国'");
    assert_eq!(o.take(&target(), "2026-06-02"), (1, 0));
    let reader = o.reader();
    let changes = reader.list_changes(1).unwrap();
    let told: Vec<(&str, &str, bool)> = changes.iter().map(|c| (c.day.as_str(), c.name.as_str(), c.added)).collect();
    assert_eq!(
        told,
        [
            ("2026-06-02", "王建国", true),
            ("2026-05-02", "王建国", false),
            ("2026-05-02", "郑凯", true),
            ("2026-04-01", "周涛", false),
            ("2026-03-01", "吴芳", true),
        ]
    );
    assert_eq!(changes[3].why.as_deref(), Some("已在省里参训"));
    let takings = reader.takings(1).unwrap();
    assert_eq!(takings.iter().map(|t| (t.people, t.added, t.removed)).collect::<Vec<_>>(), [(5, 1, 0), (4, 1, 1), (4, 4, 0)]);
    assert_eq!(takings[2].target, target());
}

/// The coverage of a day is told by what was known then: states by their log, units by the journal; what was kept stays.
#[test]
fn the_coverage_of_yesterday_is_shown_again() {
    let mut o = office();
    o.take(&target(), "2026-02-01");
    o.sql(
        "2026-02-02",
        "INSERT INTO training_class (id, year, name, programme_id, starts_on, ends_on) VALUES (1, 2026, '正职班', 1, '2026-03-02', '2026-03-06');
         INSERT INTO call_up (id, class_id) VALUES (1, 1);",
    );
    o.store.nominate(&act("2026-02-10"), 1, &[1, 3], ganjiao::store::transition::Naming::default()).unwrap();
    let none = ganjiao::domain::states::Grounds::default();
    for (name, at) in [("approve", "2026-02-11"), ("report", "2026-03-02"), ("complete", "2026-03-06")] {
        o.store.step(&act(at), "nominee", &[1, 2], name, none).unwrap();
    }
    let of = |o: &Office, text: &str| -> Vec<(String, Option<String>, bool, bool)> {
        let members = o.reader().members_on(1, day(text)).unwrap();
        members.into_iter().map(|m| (m.name, m.unit_name, m.done, m.scheduled.is_some())).collect()
    };
    let yesterday = of(&o, "2026-03-05");
    assert_eq!(yesterday[0], ("王建国".into(), Some("水务局".into()), false, true));
    assert!(of(&o, "2026-03-06")[0].2);
    let kept = o.reader().members(1).unwrap();
    let id = o.store.keep_coverage(&act("2026-03-06"), 1, "2026-03-06", &kept).unwrap();
    // A transfer and a reopening later change today, not the days before.
    o.sql("2026-03-10", "UPDATE cadre SET unit_id = 2 WHERE name = '王建国'");
    let again = ganjiao::domain::states::Grounds { reason: Some("材料不全"), approver: None };
    o.store.step(&act("2026-03-11"), "nominee", &[1], "reopen", again).unwrap();
    assert_eq!(of(&o, "2026-03-05"), yesterday);
    let before = of(&o, "2026-03-06");
    assert_eq!((before[0].1.as_deref(), before[0].2), (Some("水务局"), true));
    let now = o.reader().members(1).unwrap();
    let moved = now.iter().find(|m| m.name == "王建国").unwrap();
    assert_eq!((moved.unit_name.as_deref(), moved.done), (Some("财政局"), false));
    assert_eq!(o.reader().kept_coverage(id).unwrap().unwrap(), kept);
}

#[test]
fn conditions_people_days_and_kept_numbers_by_keys() {
    let mut o = office();
    let mut ui = o.ui(100, 30);
    // Conditions by keys: a level for the first group; minorities as a second.
    ui.keys("5]]<enter>").sees("正职轮训").keys("w").sees("轮训对象的条件");
    ui.keys("<enter>乡科级正职<tab><enter>").sees("符合 3 人：将列入 3");
    ui.keys("<f4><down><down><down><down><down><down><enter>").sees("符合 4 人：将列入 4");
    ui.keys("<tab>").sees("李红梅").keys("<f2>年度计划<enter>").sees("已写入：列入 4 人");
    let why = o.reader().members(1).unwrap()[0].why.clone();
    assert_eq!(why.as_deref(), Some("职务层次：乡科级正职"));
    ui.sees("对象 4 人，已训 0 人").sees("今天（2026.11.24）");
    // One more by name, one away with a reason.
    ui.keys("<f4>吴芳<enter>组织推荐<enter>").sees("已列入").sees("对象 5 人");
    ui.keys("<home><f8>").sees("为什么移出王建国").keys("调出<enter>").sees("已移出").sees("对象 4 人");
    ui.keys("<btab>").sees("年度计划").sees("只要少数民族").sees("组织推荐").sees("调出");
    // Kept, changed, seen again; and the day before anything was.
    ui.keys("<tab><f7><enter>").sees("已存下");
    o.sql(TODAY, &format!("UPDATE programme_member SET done_on = '{TODAY}' WHERE cadre_id = 3"));
    ui.keys("<f5>").sees("已训 1 人").keys("<f7><down><down><enter>").sees("已训 0 人").sees("存（Esc 回到今天）");
    ui.keys("<f8>").sees("先按 Esc 回到今天").keys("<esc>").sees("已训 1 人");
    ui.keys("<f6>昨天<enter>").sees("截至 2026.11.23").sees("对象 0 人").keys("<esc>").sees("对象 4 人");
    ui.keys("<f6>2027.1.1<enter>").sees("请输入今天或以前的日期");
    // The list of classes of the programme.
    o.sql(TODAY, "INSERT INTO training_class (id, year, name, programme_id, starts_on, ends_on) VALUES (1, 2026, '正职班', 1, '2026-12-01', '2026-12-03')");
    ui.keys("<f5><btab><btab>").sees("正职班").sees("0/0");
}

#[test]
fn the_sample_city_has_lists_with_their_conditions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    demo::build(&path, &Plan { cadres: 800, seed: 5, today: day(TODAY) }, &mut |_| Continue::Yes).unwrap();
    let reader = Reader::open(&path).unwrap();
    let taking = &reader.takings(1).unwrap()[0];
    let now = reader.members(1).unwrap();
    assert!(taking.people > 50 && taking.people == now.len() as u64);
    let removed = reader.list_changes(1).unwrap().into_iter().filter(|c| !c.added);
    assert!(removed.clone().count() > 0 && removed.clone().all(|c| c.why.is_some()));
    // The stored conditions give the list nearly as it is.
    let found = reader.target_difference(1, &taking.target, day(TODAY), &mut |_| true).unwrap().unwrap();
    assert!(found.added.len() * 20 < now.len() && found.removed.len() * 20 < now.len(), "{found:?}");
    let half_year = reader.members_on(1, day("2026-06-30")).unwrap();
    let done = |members: &[Member]| members.iter().filter(|m| m.done).count();
    assert!(done(&half_year) < done(&now) && done(&half_year) > 0);
    // Plan and ratings are filled.
    let table = |name: &str| report(&reader, name, 0);
    assert!(table("plan_lines").lines.len() > 10);
    assert!(table("plan_lines").lines.iter().any(|line| line.cells[5].value.to_string().contains("滞后")));
    assert_eq!(table("plan_months").lines.len(), 12);
    assert!(table("ratings").lines.iter().all(|line| !line.cells[3].value.is_null() && !line.cells[4].value.is_null()));
}

fn report(reader: &Reader, name: &str, part: usize) -> Table {
    let asked = Asked { part, ..Asked::year(2026, day(TODAY), Lang::Zh) };
    (reports::report(name).unwrap().load)(reader, &asked, &|_, _| true).unwrap()
}

fn cells(table: &Table, n: usize) -> Vec<String> {
    table.lines[n].cells.iter().map(|cell| cell.value.to_string()).collect()
}

/// Lines by the class they are named in or by their name; behind once the month is over, ahead before; the rest beside.
#[test]
fn the_plan_line_by_line_and_month_by_month() {
    let mut o = office();
    o.sql(
        TODAY,
        "INSERT INTO plan_line (id, sort_no, year, name, terms, people, month) VALUES
           (1, 1, 2026, '科级班', 3, 120, 6), (2, 2, 2026, '村干部班', 2, 80, 12), (3, 3, 2026, '党外班', 1, 40, 11), (4, 4, 2025, '科级班', 1, 40, 5);
         INSERT INTO training_class (id, year, name, term, plan_line_id, starts_on, ends_on, hours, state) VALUES
           (1, 2026, '科级干部班', '第1期', 1, '2026-05-11', '2026-05-15', 40, 'closed'),
           (2, 2026, '科级班', '第2期', NULL, '2026-06-08', '2026-06-10', 24, 'approved'),
           (3, 2026, '村干部班', NULL, NULL, '2026-10-12', '2026-10-14', 24, 'ended'),
           (4, 2026, '村干部班', '第9期', NULL, '2026-11-02', '2026-11-03', 16, 'cancelled'),
           (5, 2026, '临时班', NULL, NULL, '2026-11-23', '2026-11-25', 24, 'running'),
           (6, 2026, '临时班', '第2期', NULL, '2026-09-07', '2026-09-08', 16, 'closed');
         INSERT INTO call_up (id, class_id) VALUES (1, 1);
         INSERT INTO nominee (id, call_up_id, cadre_id, state) VALUES (1, 1, 1, 'completed'), (2, 1, 2, 'no_show');",
    );
    let reader = o.reader();
    let table = report(&reader, "plan_lines", 0);
    assert_eq!(cells(&table, 0)[..9], ["科级班", "6", "3", "2", "0", "滞后 1 期", "120", "1", "64"]);
    assert_eq!(cells(&table, 1)[..7], ["村干部班", "12", "2", "1", "0", "超前 1 期", "80"]);
    assert_eq!(cells(&table, 2)[..6], ["党外班", "11", "1", "0", "0", "正常"]);
    assert_eq!(cells(&table, 3)[..5], ["计划外班次", "", "0", "1", "1"]);
    let months = report(&reader, "plan_months", 0);
    assert_eq!(cells(&months, 4)[..5], ["5", "0", "1", "0", "1"]);
    assert_eq!(cells(&months, 5)[..6], ["6", "3", "1", "3", "2", "滞后 1 期"]);
    assert_eq!(cells(&months, 9)[..6], ["10", "0", "1", "3", "3", "正常"]);
    assert_eq!(months.total.as_ref().unwrap()[1].value.to_string(), "6");
    let mut ui = o.ui(120, 36);
    ui.keys("5]]]").sees("年度计划").sees("科级班").keys("<enter>").sees("所办班次");
}

/// By the weights of the form and the number of forms; few forms are marked and come last without a rank.
#[test]
fn ratings_are_weighed_and_few_forms_are_marked() {
    let mut o = office();
    o.sql(
        TODAY,
        "INSERT INTO teacher (id, sort_no, name, kind) VALUES (1, 1, '孙教授', '外聘专家'), (2, 2, '周讲师', '专职'), (3, 3, '钱老师', '专职');
         INSERT INTO training_class (id, year, name, starts_on, ends_on) VALUES (1, 2026, '科级班', '2026-05-11', '2026-05-15');
         INSERT INTO evaluation (id, class_id, teacher_id, date, item, score, forms, satisfied) VALUES
           (1, 1, 1, '2026-05-12', '教学内容', 90, 40, 38), (2, 1, 1, '2026-05-12', '教学方法', 80, 40, 30),
           (3, 1, 2, '2026-05-13', '教学内容', 95, 20, 20), (4, 1, 3, '2026-05-14', '教学内容', 99, 5, NULL),
           (5, 1, NULL, '2026-05-15', '培训方案', 92, 42, 40), (6, 1, NULL, '2026-05-15', '培训实施', 88, 42, 36),
           (7, 1, 1, '2025-05-12', '教学内容', 10, 40, 0);",
    );
    let table = report(&o.reader(), "ratings", 0);
    assert_eq!(cells(&table, 0)[..7], ["周讲师", "专职", "20", "95", "100", "1", ""]);
    // (90 × 30 + 80 × 20) / 50, 68 of 80; forms are those of the item with most.
    assert_eq!(cells(&table, 1)[..7], ["孙教授", "外聘专家", "40", "86", "85", "2", ""]);
    assert_eq!(cells(&table, 2)[..7], ["钱老师", "专职", "5", "99", "", "", "样本少"]);
    let classes = report(&o.reader(), "ratings", 1);
    assert_eq!(cells(&classes, 0)[2..6], ["42", "90", "90.5", "1"]);
}
