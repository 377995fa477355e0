//! The questions of a meeting, as a person answers them: from the start screen, on sample data, in at most ten keys; each
//! answer is found again by plain SQL.
//!
//! The city has 600 people; `GANJIAO_CADRES=20000` asks a larger one.

#[path = "harness.rs"]
mod harness;

use ganjiao::store::{
    Act, Reader, Store,
    demo::{self, Continue, Plan},
};
use harness::{Ui, parse};
use rusqlite::types::Value;
use std::{path::PathBuf, sync::OnceLock};

const TODAY: &str = "2026-11-24";

/// One city for all questions.
fn city() -> &'static PathBuf {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let cadres = std::env::var("GANJIAO_CADRES").ok().and_then(|n| n.parse().ok()).unwrap_or(600);
        let plan = Plan { cadres, seed: 1, today: TODAY.parse().unwrap() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

/// Presses the keys on a new start, and counts them.
fn ask(keys: &str) -> Ui {
    let count = parse(keys).len();
    assert!(count <= 10, "{keys}: {count} keys");
    let mut ui = Ui::open(city(), TODAY.parse().unwrap());
    ui.keys(keys);
    ui
}

/// The rows of a query as text.
fn rows(sql: &str) -> Vec<Vec<String>> {
    let reader = Reader::open(city()).unwrap();
    let mut stmt = reader.conn().prepare(sql).unwrap();
    let columns = stmt.column_count();
    let text = |row: &rusqlite::Row, n: usize| match row.get::<_, Value>(n).unwrap() {
        Value::Null | Value::Blob(_) => String::new(),
        Value::Integer(n) => n.to_string(),
        Value::Real(n) => n.to_string(),
        Value::Text(text) => text,
    };
    let rows = stmt.query_map([], |row| Ok((0..columns).map(|n| text(row, n)).collect())).unwrap();
    rows.map(Result::unwrap).collect()
}

fn row(sql: &str) -> Vec<String> {
    rows(sql).into_iter().next().unwrap_or_else(|| panic!("nothing by {sql}"))
}

fn number(sql: &str) -> u64 {
    row(sql)[0].parse().unwrap()
}

/// Digits with separators of thousands.
fn grouped(n: u64) -> String {
    ganjiao::ui::show::count(i64::try_from(n).unwrap())
}

/// A condition on cadres `c`: a name of three characters that nobody else has, neither cadre nor teacher.
const ALONE: &str =
    "length(c.name) = 3 AND c.active = 1 AND NOT EXISTS (SELECT 1 FROM cadre o WHERE o.name = c.name AND o.id <> c.id)
    AND NOT EXISTS (SELECT 1 FROM teacher o WHERE o.name = c.name)";

/// 1
#[test]
fn how_many_hours_does_x_have_and_how_many_are_missing() {
    let found = row(&format!(
        "SELECT c.name, w.got, w.target, w.missing FROM warning w JOIN cadre c ON c.id = w.cadre_id
         WHERE w.year = 2026 AND w.rule_code = 'N-1Y' AND w.level = 'warn' AND w.missing > 0 AND {ALONE} ORDER BY c.id LIMIT 1"
    ));
    let [name, got, target, missing] = &found[..] else { panic!() };
    ask(&format!("{name}<enter>")).sees(name).sees(&format!("{got}/{target}")).sees(&format!("差 {missing}")).sees("依据");
    // What the verdict says is what the ledger has.
    let ledger = row(&format!(
        "SELECT round(sum(h), 2) FROM (SELECT e.hours h FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE e.year = 2026 AND c.name = '{name}'
         UNION ALL SELECT s.hours FROM hour_share s JOIN hour_entry e ON e.id = s.entry_id JOIN cadre c ON c.id = e.cadre_id
         WHERE s.year = 2026 AND e.year IS NULL AND c.name = '{name}')"
    ));
    assert_eq!(ledger[0].parse::<f64>().unwrap(), got.parse::<f64>().unwrap(), "{name}");
}

/// 2
#[test]
fn who_was_sent_to_this_class_and_who_did_not_come() {
    let mut ui = ask("5<enter><tab><tab>");
    let screen = ui.sees("[学员]").screen();
    let title = screen.lines().nth(1).unwrap().split('>').next_back().unwrap().trim().to_owned();
    let of = |states: &str| {
        number(&format!(
            "SELECT count(*) FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class k ON k.id = p.class_id
             WHERE k.title = '{title}' AND k.year = 2026 AND n.state IN ({states})"
        ))
    };
    let came = of("'reported', 'completed', 'partial', 'withdrawn', 'expelled'");
    ui.sees(&format!("报到{came}"));
    for (state, word) in [("'no_show'", "无故缺训"), ("'excused'", "请假未训")] {
        let n = of(state);
        if n > 0 {
            ui.sees(&format!("{word} {n}")).sees(&format!("{word}（{n}）"));
        }
    }
}

/// 3
#[test]
fn how_does_unit_y_stand_and_at_which_rank() {
    let name = &row(
        "SELECT u.short_name FROM unit u JOIN headcount h ON h.unit_id = u.id AND h.year = 2026 WHERE length(u.short_name) BETWEEN 4 AND 8
         AND h.total > 2 AND NOT EXISTS (SELECT 1 FROM unit o WHERE o.id <> u.id AND (o.name LIKE '%' || u.short_name || '%'
         OR o.short_name LIKE '%' || u.short_name || '%')) ORDER BY u.id LIMIT 1 OFFSET 3",
    )[0];
    // Distinct people with any hours of the year in each unit, of its heads.
    let rates = "SELECT u.id, u.short_name, (SELECT count(DISTINCT c.id) FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id
          LEFT JOIN hour_share s ON s.entry_id = e.id AND e.year IS NULL
          WHERE c.unit_id = u.id AND c.active = 1 AND coalesce(s.year, e.year) = 2026) AS n, h.total AS heads
        FROM unit u JOIN headcount h ON h.unit_id = u.id AND h.year = 2026 AND h.total > 0 WHERE u.active = 1";
    let found = row(&format!("SELECT n, heads, round(n * 100.0 / heads, 1) FROM ({rates}) WHERE short_name = '{name}'"));
    let [n, heads, rate] = &found[..] else { panic!() };
    let place = 1 + number(&format!("SELECT count(*) FROM ({rates}) WHERE round(n * 100.0 / heads, 1) > {rate}"));
    let of = number(&format!("SELECT count(*) FROM ({rates})"));
    let rate: f64 = rate.parse().unwrap();
    ask(&format!("{name}<enter>"))
        .sees("参训率")
        .sees(&format!("{rate:.1}%"))
        .sees(&format!("{n}/{heads}"))
        .sees(&format!("第 {place}/{of} 位"));
}

/// 4
#[test]
fn which_of_the_programme_have_not_been_through() {
    let member = "FROM programme_member m JOIN cadre c ON c.id = m.cadre_id WHERE m.removed_on IS NULL
        AND m.programme_id = (SELECT id FROM programme ORDER BY sort_no, id LIMIT 1)";
    let left = format!(
        "{member} AND m.done_on IS NULL AND NOT EXISTS (SELECT 1 FROM nominee n JOIN call_up k ON k.id = n.call_up_id
         JOIN training_class t ON t.id = k.class_id WHERE n.cadre_id = m.cadre_id AND t.programme_id = m.programme_id AND n.state = 'completed')"
    );
    let (all, open) = (number(&format!("SELECT count(*) {member}")), number(&format!("SELECT count(*) {left}")));
    ask("5]]<enter>").sees(&format!("对象 {all} 人，已训 {} 人，未训 {open} 人", all - open)).sees("还没轮训");
    let chiefs = number(&format!("SELECT count(*) {left} AND c.level = '乡科级正职'"));
    ask("5]]<enter><tab><tab><end><up><enter>").sees(&format!("只看乡科级正职：{chiefs} 人"));
}

/// 5
#[test]
fn who_is_away_next_week() {
    let away = number(
        "SELECT count(*) FROM (SELECT 'c', n.cadre_id FROM training_class k JOIN call_up p ON p.class_id = k.id JOIN nominee n ON n.call_up_id = p.id
           WHERE k.starts_on <= '2026-12-06' AND coalesce(k.ends_on, k.starts_on) >= '2026-11-30'
           AND k.state IN ('approved', 'enrolling', 'running', 'ended', 'closed')
           AND n.state IN ('approved', 'notified', 'reported', 'completed', 'partial')
         UNION SELECT 'c', n.cadre_id FROM leave l JOIN nominee n ON n.id = l.nominee_id WHERE l.since <= '2026-12-06' AND l.until >= '2026-11-30'
           AND l.state IN ('approved', 'overdue')
         UNION SELECT 't', teacher_id FROM teacher_absence WHERE since <= '2026-12-06' AND until >= '2026-11-30')",
    );
    assert!(away > 0);
    ask("1]").sees("下周").sees("2026.11.30").sees(&format!("人员 {away}")).sees("培训");
}

/// 6
#[test]
fn who_can_teach_topic_z_when_last_how_rated_at_what_fee() {
    let mut ui = ask("4<tab><down>");
    let screen = ui.sees("最近课次").sees("评分").sees("课酬").screen();
    let topic = screen.lines().find_map(|line| line.split("可讲专题=").nth(1)).unwrap().trim().to_owned();
    let can = number(&format!("SELECT count(*) FROM teacher WHERE '、' || topics || '、' LIKE '%、{topic}、%'"));
    ui.sees(&format!("第 1/{can} 条"));
    let first =
        row(&format!("SELECT name FROM teacher WHERE '、' || topics || '、' LIKE '%、{topic}、%' ORDER BY sort_no, id LIMIT 1"));
    ui.sees(&first[0]);
}

/// 7
#[test]
fn which_site_fits_a_half_day() {
    let mut ui = ask("3<c-s><down><down><enter>");
    let screen = ui.sees("车程^").sees("容量").sees("时长").screen();
    let nearest = rows("SELECT name FROM site WHERE travel_minutes IS NOT NULL ORDER BY travel_minutes, sort_no, id LIMIT 3");
    let places: Vec<usize> =
        nearest.iter().map(|name| screen.find(&name[0]).unwrap_or_else(|| panic!("{name:?} on\n{screen}"))).collect();
    assert!(places.is_sorted(), "{nearest:?} on\n{screen}");
}

/// 8
#[test]
fn which_courses_are_on_this_topic_and_who_taught_them() {
    let screen = ask("2<tab><down><enter>").sees("授课人").sees("课次").screen();
    let topic = screen.lines().find_map(|line| line.split("主题=").nth(1)).unwrap().trim().to_owned();
    let on = format!("FROM course WHERE '、' || topics || '、' LIKE '%、{topic}、%'");
    assert!(screen.contains(&format!("第 1/{} 条", number(&format!("SELECT count(*) {on}")))), "{screen}");
    let first = row(&format!("SELECT id, name {on} ORDER BY sort_no, id LIMIT 1"));
    let held = number(&format!("SELECT count(*) FROM session WHERE course_id = {}", first[0]));
    ask("2<tab><down><enter><enter><pgdn>").sees(&first[1]).sees(&format!("授课记录（{held}"));
}

/// 9
#[test]
fn is_this_teacher_free_on_that_day() {
    let taught = row(
        "SELECT t.name, count(DISTINCT s.id) FROM teacher t JOIN session_teacher l ON l.teacher_id = t.id JOIN session s ON s.id = l.session_id
         JOIN training_class k ON k.id = s.class_id
         WHERE s.date BETWEEN '2026-11-23' AND '2026-12-06' AND length(t.name) <= 4 AND s.half IN ('am', 'pm', 'eve') AND s.kind <> 'break'
         AND k.state NOT IN ('cancelled', 'postponed', 'returned')
         AND NOT EXISTS (SELECT 1 FROM teacher_absence a WHERE a.teacher_id = t.id AND a.until >= '2026-11-23' AND a.since <= '2026-12-06')
         AND NOT EXISTS (SELECT 1 FROM cadre c WHERE c.name = t.name)
         GROUP BY t.id HAVING count(DISTINCT s.id) = count(DISTINCT s.date || s.half) AND count(DISTINCT s.id) BETWEEN 1 AND 5 ORDER BY t.id LIMIT 1",
    );
    let (name, busy) = (&taught[0], taught[1].parse::<usize>().unwrap());
    for keys in [format!("<f3>{name}<enter>"), format!("{name}<enter>")] {
        let screen = ask(&keys).sees(name).sees("上午").sees("下午").screen();
        let cells: Vec<&str> =
            screen.lines().filter(|line| line.contains(" 周")).flat_map(|line| line.split('|').skip(1)).collect();
        let free = cells.iter().filter(|cell| cell.trim().trim_start_matches('>').trim() == "空").count();
        assert_eq!(cells.len(), 14 * 3, "{screen}");
        assert_eq!(cells.len() - free, busy, "{name} on\n{screen}");
    }
    // Who is on the list of cadres as well stands there first, and as a teacher right below.
    let both = row(
        "SELECT t.name FROM teacher t JOIN cadre c ON c.name = t.name GROUP BY t.id HAVING count(*) = 1 AND length(t.name) < 4 ORDER BY t.id LIMIT 1",
    );
    ask(&format!("<f3>{}<down><enter>", both[0])).sees(&both[0]).sees("上午").sees("下午");
}

/// 11
#[test]
fn who_is_under_warning() {
    let people = number("SELECT count(*) FROM (SELECT 1 FROM warning WHERE year = 2026 AND level <> 'normal' GROUP BY cadre_id)");
    let screen = ask("8]").sees("学时预警").screen();
    let total = screen.lines().find(|line| line.trim_start().starts_with("合计")).unwrap();
    assert!(total.split_whitespace().any(|word| word == people.to_string()), "{people} in {total}");
    let lines = number("SELECT count(*) FROM warning WHERE year = 2026 AND level <> 'normal'").min(5000);
    ask("8]]").sees("[预警名单]").sees(&format!("第 1/{} 条", grouped(lines))).sees("还缺");
}

/// 12
#[test]
fn how_many_classes_of_the_plan_are_done() {
    let screen = ask("0<down><down><down><enter>").sees("年度计划执行").screen();
    let of = "FROM training_class WHERE year = 2026 AND state NOT IN ('draft', 'applied')";
    let planned = number(&format!("SELECT count(*) {of}"));
    let held = number(&format!(
        "SELECT count(*) {of} AND state NOT IN ('cancelled', 'postponed', 'returned') AND (state IN ('ended', 'closed') OR ends_on < '{TODAY}')"
    ));
    let total: Vec<&str> =
        screen.lines().find(|line| line.trim_start().starts_with("合计")).unwrap().split_whitespace().collect();
    assert_eq!(total[1..3], [planned.to_string(), held.to_string()], "{screen}");
}

/// 13
#[test]
fn how_often_has_this_person_been_to_upper_classes() {
    let found = row(&format!(
        "SELECT c.name, count(*) FROM nominee n JOIN cadre c ON c.id = n.cadre_id JOIN call_up p ON p.id = n.call_up_id
         JOIN training_class k ON k.id = p.class_id WHERE k.call_level = 'upper' AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled')
         AND {ALONE} GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1"
    ));
    ask(&format!("<f3>{}<enter>", found[0])).sees(&format!("上级选调参训 {} 次", found[1]));
}

/// 14
#[test]
fn which_deputy_county_heads_have_had_no_off_job_training_in_five_years() {
    let of = "FROM cadre c WHERE c.active = 1 AND c.level = '县处级副职'";
    let without = number(&format!(
        "SELECT count(*) {of} AND NOT EXISTS (SELECT 1 FROM hour_entry e JOIN code k ON k.list = 'hour_form' AND k.name = e.form
         AND k.parent = 'full_time' WHERE e.cadre_id = c.id AND coalesce(e.ends_on, e.starts_on, e.year || '-12-31') >= '2021-11-24')"
    ));
    let above = number(
        "SELECT count(DISTINCT c.level) FROM cadre c JOIN code k ON k.list = 'level' AND k.name = c.level WHERE c.active = 1
         AND k.sort_no < (SELECT sort_no FROM code WHERE list = 'level' AND name = '县处级副职')",
    );
    let down = "<down>".repeat(usize::try_from(above).unwrap());
    ask(&format!("6]]{down}<enter>")).sees("5 年内没有脱产培训").sees(&format!("县处级副职：{without} 人"));
    let all = number(&format!("SELECT count(*) {of}"));
    ask("6]]").sees(&format!("{}/{}", grouped(without), grouped(all)));
}

/// 10. A class of next year was just entered; last year's timetable of its name goes onto its days.
#[test]
fn last_years_timetable_of_the_same_kind_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.db");
    std::fs::copy(city(), &path).unwrap();
    let mut store = Store::open(&path).unwrap();
    let act = Act { actor: "tester".into(), origin: "test".into(), at: format!("{TODAY} 08:00:00") };
    store
        .write(&act, "next year", |tx| {
            tx.execute(
                "INSERT INTO training_class (id, year, name, term, kind, starts_on, ends_on, planned, state)
                 SELECT (SELECT max(id) + 1 FROM training_class), 2027, t.name, '第1期', t.kind, '2027-03-01', '2027-04-30', 40, 'approved' FROM training_class t
                 WHERE t.id = (SELECT s.class_id FROM session s JOIN training_class k ON k.id = s.class_id AND k.year = 2026
                   GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let keys = "5<home><enter><tab><lt><enter>";
    assert!(parse(keys).len() <= 10);
    let mut ui = Ui::open(&path, TODAY.parse().unwrap());
    ui.keys(keys).sees("已复制").sees("节假日已跳过").sees("2027.03.01");
}
