//! The page of a person and the card of a unit: what is planned, what if, corrections, papers, reminders, the trend; and the
//! reports on where warnings go.

use crate::{
    harness::Ui,
    town::{Town, act, d, today},
};
use ganjiao::{
    exchange::document::{As, Asked as Wanted, named},
    store::reports::{Asked, report},
    text::Lang,
};

fn paper(town: &Town, name: &str, of: i64) -> String {
    let wanted = Wanted { of: Some(of), year: 2026, today: today(), kind: As::Text };
    let made = named(name).unwrap().make(&town.reader(), &wanted).unwrap().unwrap().unwrap();
    String::from_utf8(made.bytes).unwrap()
}

/// 1 has 60 hours of this year from a file, is on a class of 40 in December, and had 20 last year.
fn town() -> Town {
    let town = Town::small();
    town.write(&[
        "INSERT INTO training_class (id, year, name, kind, starts_on, ends_on, days, hours, planned, state) VALUES
         (1, 2026, '冬训班', '主体班', '2026-12-07', '2026-12-11', 5, 40, 30, 'enrolling'),
         (2, 2026, '跨年班', '主体班', '2026-12-28', '2027-01-08', 10, 80, 30, 'approved')",
        "INSERT INTO call_up (id, class_id) VALUES (1, 1)",
        "INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES (1, 1, 1, 1, 'approved')",
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, days, hours, source) VALUES
         (1, 1, 2026, '脱产培训', '春训班', '2026-03-02', '2026-03-06', 5, 40, 'ledger'),
         (2, 1, 2026, '网络培训', '网课', '2026-05-06', '2026-05-06', NULL, 20, 'academy'),
         (3, 1, 2025, '脱产培训', '去年班', '2025-03-02', '2025-03-06', 5, 20, 'ledger'),
         (4, 2, 2026, '网络培训', '网课', '2026-05-06', '2026-05-06', NULL, 9, 'academy'),
         (5, 2, 2026, '网络培训', '网课二', '2026-05-06', '2026-05-06', NULL, 9, 'academy')",
        "INSERT INTO headcount (id, unit_id, year, section) VALUES (1, 1, 2025, 4), (2, 1, 2026, 4)",
    ]);
    town
}

fn person(town: &Town) -> Ui {
    let mut ui = Ui::open(&town.path, today());
    ui.keys("/甲<enter>");
    ui
}

#[test]
fn what_is_planned_and_what_if() {
    let town = town();
    let mut ui = person(&town);
    ui.sees("差 30").sees("含已报名和已安排的").sees("+40 学时").sees("100/90").sees("按进度应有 80.88");
    // Of a class over New Year, half counts in this one: four days of ten.
    ui.keys("<c-w>").sees("跨年班").keys("跨年<enter>").sees("如果参加「跨年班」").sees("132/90");
    ui.keys("<c-w><enter>").sees_no("如果参加「");
}

#[test]
fn hours_from_a_file_are_corrected_by_an_entry() {
    let town = town();
    let mut ui = person(&town);
    ui.keys("*").sees("选一条").keys("<tab><down>");
    ui.keys("<home>");
    while !ui.screen().lines().any(|l| l.starts_with('>') && l.contains("春训班")) {
        ui.keys("<down>");
    }
    ui.keys("*24 重复登记<enter>").sees("已另记更正");
    assert_eq!(
        town.rows("SELECT hours, days, corrects_id, source, verifier, note FROM hour_entry WHERE corrects_id IS NOT NULL"),
        ["-16|-2|1|manual|tester|重复登记"]
    );
    let got = "SELECT got FROM warning WHERE cadre_id = 1 AND rule_code = 'N-1Y' AND year = 2026";
    assert_eq!((town.one("SELECT hours FROM hour_entry WHERE id = 1"), town.one(got)), ("40".into(), "44".into()));
    // Again: what counts is what it comes to in the end.
    town.store().correct(&act(), 6, 32.0, "又查实").unwrap();
    assert_eq!(town.one(got), "52");
    assert!(town.store().correct(&act(), 1, 32.0, "没变").is_err());
    assert!(town.store().correct(&act(), 1, 30.0, " ").is_err());
    ui.keys("<c-z>");
    assert_eq!(town.one(got), "44");
}

#[test]
fn a_form_changes_no_hours_of_a_file() {
    let town = town();
    let register = ganjiao::catalog::register("hour_entry").unwrap();
    let change = |field: &str, value: ganjiao::domain::value::Value| {
        let field = register.field(field).unwrap();
        town.store()
            .write(&act(), "form", |tx| tx.update(register, 1, tx.version(register, 1)?.unwrap(), &vec![(field, value.clone())]))
    };
    assert!(change("hours", 50.0.into()).is_err());
    assert!(change("year", 2025.into()).is_err());
    assert!(change("hours", 40.0.into()).is_ok(), "the same is no change");
    assert!(change("note", "看过签到表".into()).is_ok());
}

#[test]
fn a_correction_over_new_year_falls_in_the_years_of_its_entry() {
    let town = town();
    town.write(&["INSERT INTO hour_entry (id, cadre_id, form, title, starts_on, ends_on, days, hours, source)
        VALUES (9, 3, '脱产培训', '跨年', '2025-12-29', '2026-01-09', 10, 80, 'ledger')"]);
    let id = town.store().correct(&act(), 9, 40.0, "只到一半").unwrap();
    assert_eq!(
        town.rows(&format!("SELECT year, hours, days FROM hour_share WHERE entry_id = {id}")),
        ["2025|-12|-1.5", "2026|-28|-3.5"]
    );
    assert_eq!(town.one("SELECT got FROM warning WHERE cadre_id = 3 AND rule_code = 'N-1Y' AND year = 2026"), "28");
}

#[test]
fn an_archive_and_a_certificate() {
    let town = town();
    person(&town)
        .keys("<f9>")
        .sees("学时证明")
        .sees("干部培训档案表")
        .keys("<down><down><enter>")
        .sees("干部培训档案")
        .sees("去年班")
        .sees("共 80 学时");
    let paper = paper(&town, "certificate", 1).replace(['\n', ' '], "");
    for words in ["学时证明", "甲同志", "2026年1月1日至2026年11月24日", "共60学时", "脱产培训", "春训班", "2026年11月24日"]
    {
        assert!(paper.contains(words), "{words} not in\n{paper}");
    }
    assert!(!paper.contains("去年班"));
}

#[test]
fn a_notice_to_a_unit_and_a_reminder_of_all_its_people() {
    let town = town();
    let reader = town.reader();
    let notice = reader.notice(&reader.rulebook().unwrap(), 1, 2026, today()).unwrap().unwrap();
    let text = paper(&town, "warning_notice", 1);
    for words in ["东风镇干部学时预警通知单", "截至2026年11月24日", "甲", "60", "30", "《干部教育培训工作条例》"]
    {
        assert!(text.contains(words), "{words} not in\n{text}");
    }
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    let lines = notice.people.len();
    let mut ui = Ui::open(&town.path, today());
    ui.keys("/东风镇<enter>")
        .sees("五年趋势")
        .sees("  2026  ")
        .keys("<c-u>")
        .sees("怎样提醒的")
        .keys("<enter>")
        .sees("已登记提醒");
    assert_eq!(
        town.one("SELECT count(*) FROM reminder WHERE reminded_on = '2026-11-24' AND by_whom = 'tester'"),
        lines.to_string()
    );
    assert_eq!(town.one("SELECT count(*) FROM reminder r JOIN cadre c ON c.id = r.cadre_id WHERE c.unit_id <> 1"), "0");
}

fn lines(town: &Town, name: &str, part: usize) -> Vec<String> {
    let asked = Asked { part, ..Asked::year(2026, today(), Lang::Zh) };
    let table = (report(name).unwrap().load)(&town.reader(), &asked, &|_, _| true).unwrap();
    table.lines.iter().map(|l| l.cells.iter().map(|c| c.value.to_string()).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn what_changed_in_a_week() {
    let town = town();
    // All were found on the first day; a week later only what happened since counts.
    town.store().advance_verdicts(d("2026-12-02"), &mut |_| true).unwrap();
    town.write_at(
        "2026-12-02 09:00:00",
        &["INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source)
        VALUES (20, 1, 2026, '网络培训', '补网课', 30, 'manual')"],
    );
    let week = lines(&town, "warning_changes", 0);
    let of =
        |name: &str, rule: &str| week.iter().find(|l| l.contains(&format!("|{name}|{rule}|2026"))).cloned().unwrap_or_default();
    assert!(
        of("甲", "年度学时").contains("|正常|解除|2026.12.02") || of("甲", "年度学时").contains("|解除|2026-12-02"),
        "{week:?}"
    );
    assert!(of("丙", "年度学时").contains("预警|告警|加重"), "{week:?}");
    assert!(of("己", "五年累计学时").is_empty(), "{week:?}");
}

/// 328 of 365 days have passed: 60 hours come to 66.8, which misses 90; 90 are met.
#[test]
fn who_will_miss_the_years_end() {
    let town = town();
    let before = lines(&town, "forecast", 0);
    assert!(before[0].starts_with("东风镇|3|0|0|3|"), "{before:?}");
    // 82 come to 91.2 at the end of the year, 46 online to 51.2: not met, and will be.
    town.write(&["INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source)
        VALUES (20, 1, 2026, '网络培训', '网课续', 26, 'manual')"]);
    let after = lines(&town, "forecast", 0);
    assert!(after[0].starts_with("东风镇|3|0|1|2|"), "{after:?}");
}

#[test]
fn online_hours_to_look_at() {
    let town = town();
    let found = lines(&town, "spot_check", 0);
    // 2 finished 18 hours of courses on one day without anything that proves it.
    assert!(found.iter().any(|l| l.contains("|乙|18|2|18|2|单日学时异常")), "{found:?}");
    assert!(found.iter().any(|l| l.contains("|甲|20|1|0|1|没有佐证")), "{found:?}");
}

/// People of units add up to everyone: hours, verdicts and the forecast.
#[test]
fn units_add_up_to_the_whole() {
    let town = Town::city(300);
    let reader = town.reader();
    let book = reader.rulebook().unwrap();
    let all = reader.standings(&book, 2026, &mut |_| true).unwrap().unwrap();
    let (mut trained, mut called, mut hours) = (0, 0, 0.0);
    for unit in &all {
        let mates = reader.mates(&book, unit.id, 2026, today()).unwrap();
        assert_eq!(mates.iter().filter(|m| m.trained).count() as u64, unit.year.trained, "{}", unit.name);
        assert_eq!(mates.iter().filter(|m| m.called).count() as u64, unit.year.called, "{}", unit.name);
        let years = reader.unit_years(&book, unit.id, 2026..=2026).unwrap();
        assert_eq!((years[0].1.trained, years[0].1.called), (unit.year.trained, unit.year.called));
        trained += unit.year.trained;
        called += unit.year.called;
        hours += unit.year.full_time_hours + unit.year.online_hours;
    }
    let on = "FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id LEFT JOIN hour_share s ON s.entry_id = e.id AND e.year IS NULL
              JOIN code f ON f.list = 'hour_form' AND f.name = e.form WHERE c.active = 1 AND coalesce(s.year, e.year) = 2026";
    let whole = |sql: &str| town.one(sql).parse::<f64>().unwrap();
    assert_eq!(trained as f64, whole(&format!("SELECT count(DISTINCT c.id) {on}")));
    assert_eq!(called as f64, whole(&format!("SELECT count(DISTINCT c.id) {on} AND f.parent = 'full_time'")));
    let sum = whole(&format!("SELECT sum(coalesce(s.hours, e.hours)) {on} AND f.parent IN ('full_time', 'online')"));
    assert!((hours - sum).abs() < 0.5, "{hours} {sum}");
    let warned: u64 = lines(&town, "forecast", 0).iter().map(|l| l.split('|').nth(1).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(warned.to_string(), town.one("SELECT count(*) FROM cadre WHERE active = 1"));
}

#[test]
fn verdicts_that_something_wrote_past_are_found() {
    let town = town();
    // Nobody who is not in service is in the way of the answer.
    town.write(&["UPDATE cadre SET status = '退休' WHERE id = 5"]);
    let wrong = || -> Vec<i64> {
        let found = town.reader().differing_verdicts(&mut |_| true).unwrap().unwrap();
        let people: std::collections::BTreeSet<i64> = found.iter().map(|d| d.cadre).collect();
        people.into_iter().collect()
    };
    assert_eq!(wrong(), Vec::<i64>::new());
    let conn = rusqlite::Connection::open(&town.path).unwrap();
    conn.execute_batch(
        "UPDATE warning SET level = 'normal' WHERE cadre_id = 2 AND rule_code = 'N-1Y'; DELETE FROM warning WHERE cadre_id = 4",
    )
    .unwrap();
    drop(conn);
    assert_eq!(wrong(), [2, 4]);
    town.store().rebuild_verdicts(2026, today(), &mut |_| true).unwrap();
    assert_eq!(wrong(), Vec::<i64>::new());
}

#[test]
fn warnings_by_whoever_manages_people() {
    let town = town();
    town.write(&[
        "UPDATE cadre SET managed_by = '县委管理' WHERE id IN (1, 2)",
        "UPDATE cadre SET managed_by = '市委管理' WHERE id = 6",
    ]);
    let people: Vec<u64> = [0, 1]
        .map(|part| lines(&town, "warnings", part).iter().map(|l| l.split('|').nth(5).unwrap().parse::<u64>().unwrap()).sum())
        .into();
    assert_eq!(people[0], people[1], "the same people, grouped otherwise");
    let managers = lines(&town, "warnings", 1);
    assert!(managers.iter().any(|l| l.starts_with("县委管理|0|2|0|0|2|")), "{managers:?}");
}

/// Somebody who moves takes the year's hours along: people count in the unit they are in now. What was said of them stays,
/// the whole stays, and the list of a class keeps the unit of its day.
#[test]
fn a_person_who_moved_takes_the_year_along() {
    let town = town();
    let verdicts = || town.rows("SELECT id, rule_code, level, got, missing FROM warning ORDER BY id");
    let sums = || -> Vec<(u64, f64)> {
        let reader = town.reader();
        let all = reader.standings(&reader.rulebook().unwrap(), 2026, &mut |_| true).unwrap().unwrap();
        all.iter().map(|unit| (unit.year.trained, unit.year.full_time_hours + unit.year.online_hours)).collect()
    };
    let before = verdicts();
    assert_eq!(sums(), [(2, 78.0), (0, 0.0)]);
    town.write(&["UPDATE cadre SET unit_id = 2 WHERE id = 1"]);
    assert_eq!(sums(), [(1, 18.0), (1, 60.0)]);
    assert_eq!(verdicts(), before);
    assert_eq!(town.one("SELECT unit_id FROM nominee WHERE id = 1"), "1");
    let people =
        |part| lines(&town, "warnings", part).iter().map(|l| l.split('|').nth(5).unwrap().parse::<u64>().unwrap()).sum::<u64>();
    assert_eq!(people(0), 6);
}

/// A class gives a person hours once; a meeting of a study group on another day is another entry.
#[test]
fn what_is_entered_already_is_refused() {
    use ganjiao::domain::value::Value;
    let town = town();
    let register = ganjiao::catalog::register("hour_entry").unwrap();
    let enter = |of: &[(&str, Value)]| {
        let values = of.iter().map(|(name, value)| (register.field(name).unwrap(), value.clone())).collect();
        town.store().write(&act(), "form", |tx| tx.insert(register, &values)).map(|_| ())
    };
    let study = |day: &str| {
        let of = [
            ("cadre_id", Value::Int(2)),
            ("year", Value::Int(2026)),
            ("form", Value::text("中心组学习")),
            ("title", Value::text("中心组学习")),
            ("source", Value::text("manual")),
        ];
        enter(&[&of[..], &[("hours", Value::Real(2.0)), ("starts_on", Value::text(day))]].concat())
    };
    assert!(study("2026-03-02").is_ok() && study("2026-04-02").is_ok());
    assert!(study("2026-03-02").is_err());
    let class = |who: i64, title: &str| {
        enter(&[
            ("cadre_id", Value::Int(who)),
            ("year", Value::Int(2026)),
            ("form", Value::text("脱产培训")),
            ("title", Value::text(title)),
            ("class_id", Value::Int(1)),
            ("source", Value::text("manual")),
            ("hours", Value::Real(40.0)),
        ])
    };
    assert!(class(2, "冬训班").is_ok() && class(3, "冬训班").is_ok());
    assert!(class(2, "冬季轮训班").is_err(), "by another name it is the same class");
}
