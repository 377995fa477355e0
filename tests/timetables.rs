//! Making a timetable by keys: carrying lessons with what would be wrong, keeping with a reason, who is free, an
//! earlier timetable on new days, places found by search.

#[path = "harness.rs"]
mod harness;
#[path = "class_screens/office.rs"]
#[allow(dead_code)]
mod office;

use harness::Ui;
use office::{Office, office};

fn rows(office: &Office, sql: &str) -> Vec<Vec<String>> {
    let reader = office.reader();
    let mut stmt = reader.conn().prepare(sql).unwrap();
    let n = stmt.column_count();
    let text = |row: &rusqlite::Row, n: usize| match row.get::<_, rusqlite::types::Value>(n).unwrap() {
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Integer(n) => n.to_string(),
        rusqlite::types::Value::Real(n) => n.to_string(),
        _ => String::new(),
    };
    stmt.query_map([], |row| Ok((0..n).map(|n| text(row, n)).collect())).unwrap().map(Result::unwrap).collect()
}

fn at(office: &Office, session: i64) -> Vec<String> {
    rows(office, &format!("SELECT date, half, starts, ends FROM session WHERE id = {session}")).remove(0)
}

/// The week of class 1, with the cursor on today's morning: 党的创新理论.
fn week(office: &Office) -> Ui {
    let mut ui = office.wide();
    ui.keys("5<enter><tab>").sees("党的创新理论");
    ui
}

#[test]
fn a_lesson_is_carried_with_what_would_be_wrong() {
    let office = office();
    let mut ui = week(&office);
    ui.keys("<space>").sees("拿起「党的创新理论」").keys("<left>").sees("放到 05.10").sees("没有冲突");
    // On Monday morning the class has another lesson: which, when, where.
    ui.keys("<left>").sees("排了两门课").sees("突发事件应对").sees("08:30-11:30").sees("第一教室");
    ui.keys("<esc>").sees_no("放到");
    assert_eq!(at(&office, 5)[0], "2022-05-11", "given up");
    ui.keys("<space>").keys("<left><down>").keys("<esc>");
    ui.keys("<esc>");
}

#[test]
fn put_down_it_takes_the_times_of_the_half_day() {
    let office = office();
    let mut ui = week(&office);
    ui.keys("<space><down><enter>").sees("已移到");
    assert_eq!(at(&office, 5), ["2022-05-11", "pm", "14:30", "17:30"]);
    // The cursor stays with it; one undo takes it back.
    ui.keys("<c-z>");
    assert_eq!(at(&office, 5), ["2022-05-11", "am", "08:30", "11:30"]);
}

#[test]
fn copies_and_swaps() {
    let office = office();
    let mut ui = week(&office);
    ui.keys("<space><left>,").sees("已复制到 05.10");
    let copy = rows(&office, "SELECT id, date, half, title FROM session WHERE id > 10");
    assert_eq!(copy[0][1..], ["2022-05-10", "am", "党的创新理论"]);
    let teachers = rows(&office, &format!("SELECT teacher_id, role FROM session_teacher WHERE session_id = {}", copy[0][0]));
    assert_eq!(teachers, [["2", "main"]]);
    ui.keys("<c-z>");
    assert!(rows(&office, "SELECT id FROM session WHERE id > 10").is_empty());
    let mut ui = week(&office);
    ui.keys("<space><right>").sees("案例研讨").keys("^").sees("已对调");
    assert_eq!((at(&office, 5)[0].as_str(), at(&office, 7)[0].as_str()), ("2022-05-12", "2022-05-11"));
}

#[test]
fn a_conflict_is_kept_with_a_reason() {
    let office = office();
    let mut ui = office.wide();
    ui.keys("5<enter><tab><left><left><down>").sees("舆情引导").keys(")").keys("已与讲师商定<enter>").sees("保留：已与讲师商定");
    assert_eq!(rows(&office, "SELECT keep_reason FROM session WHERE id = 2"), [["已与讲师商定"]]);
}

#[test]
fn who_and_what_is_free() {
    let office = office();
    let mut ui = week(&office);
    // 周讲师 teaches then, 孙教授 does not; the hall and the second room are told apart.
    ui.keys("@").sees("空闲").sees("孙教授").sees("第一教室").sees_no("周讲师  乡村振兴").keys("孙教授<enter>").sees("已安排");
    assert_eq!(rows(&office, "SELECT teacher_id, role FROM session_teacher WHERE session_id = 5"), [["1", "main"]]);
    assert_eq!(rows(&office, "SELECT teacher_text FROM session WHERE id = 5"), [["孙教授"]]);
}

#[test]
fn an_earlier_timetable_on_new_days() {
    let office = office();
    office.add(
        "INSERT INTO training_class (id, year, name, term, starts_on, ends_on, planned, state) VALUES
           (9, 2023, '应急管理专题班', '第1期', '2023-04-27', '2023-05-12', 30, 'approved');
         INSERT INTO code (id, list, name, parent) VALUES (9001, 'holiday', '2023-05-01', '劳动节'), (9002, 'holiday', '2023-05-02', '劳动节'),
           (9003, 'holiday', '2023-05-03', '劳动节');",
    );
    let mut ui = office.wide();
    // From the start screen: the class, its timetable, the earlier one, taken.
    let keys = "5<home><enter><tab><lt><enter>";
    assert!(harness::parse(keys).len() <= 10);
    ui.keys(keys).sees("已复制 6 课次").sees("2023.04.27 至 2023.05.09").sees("突发事件应对");
    let days = rows(&office, "SELECT DISTINCT date FROM session WHERE class_id = 9 ORDER BY 1");
    // Monday to Thursday, then Monday after: the holidays of May and the weekends are left out, and so was the Friday.
    assert_eq!(days.concat(), ["2023-04-27", "2023-04-28", "2023-05-04", "2023-05-05", "2023-05-09"]);
    let people =
        rows(&office, "SELECT count(*) FROM session_teacher p JOIN session s ON s.id = p.session_id WHERE s.class_id = 9");
    assert_eq!(people, [["3"]]);
    assert_eq!(rows(&office, "SELECT count(*) FROM session WHERE class_id = 9 AND keep_reason IS NOT NULL"), [["0"]]);
    ui.keys("<lt><enter>").sees("已经有课表");
    ui.keys("<esc><c-z>");
    assert!(rows(&office, "SELECT id FROM session WHERE class_id = 9").is_empty());
}

/// What clashes gets a place; what is locked, kept or clean stays.
#[test]
fn places_are_found_by_search_and_written_by_one_key() {
    let office = office();
    let mut ui = week(&office);
    ui.keys(">").sees("可以排下 1 个").sees("舆情引导").sees("原在 05.09");
    ui.keys("<f4>产业<enter>").sees("可以排下 2 个").sees("产业振兴路径").sees("新课次");
    ui.keys("<f2>").sees("已排 2 个课次");
    let checked = office.reader().check_class(1, "2022-05-01".parse().unwrap(), "2022-05-31".parse().unwrap()).unwrap();
    assert_eq!(checked.counts()[0], 0, "{:?}", checked.conflicts);
    let new = rows(
        &office,
        "SELECT date, half, starts, teacher_text, place FROM session WHERE class_id = 1 AND title = '产业振兴路径'",
    );
    assert_eq!(new[0][3..], ["周讲师", "第一教室"]);
    assert!(!new[0][2].is_empty());
    // The lesson did not go to a weekend, nor where another one stands.
    let twice = rows(&office, "SELECT date, half FROM session WHERE class_id = 1 GROUP BY 1, 2 HAVING count(*) > 1");
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn what_is_locked_stays_and_what_finds_no_place_says_why() {
    let office = office();
    let mut ui = office.wide();
    ui.keys("5<enter><tab><left><left><down>").sees("舆情引导").keys("(").sees("已锁定").keys(">").sees("没有要重排的课次");
    ui.keys("<esc>(").sees("已解锁");
    // The teacher is away all the time: no half-day is left.
    office.add(
        "INSERT INTO teacher_absence (id, teacher_id, since, until, reason) VALUES (9, 1, '2022-05-01', '2022-05-31', '进修')",
    );
    let found = office.reader().propose_places(1, &[]).unwrap();
    let failed: Vec<&str> = found.failed.iter().map(|(title, _)| title.as_str()).collect();
    assert!(failed.contains(&"舆情引导") && failed.contains(&"突发事件应对"), "{found:?}");
    ui.keys(">").sees("排不下").sees("孙教授不能来");
}

/// The grid of people and half-days: a column is a run down the keys; the rest in one, with leaves as leaves.
#[test]
fn attendance_is_taken_by_keys() {
    let office = office();
    office.add(
        "INSERT INTO leave (id, nominee_id, kind, since, until, half_days, state) VALUES (1, 4, '病假', '2022-05-11', '2022-05-11', 2, 'approved')",
    );
    let mut ui = office.wide();
    // It opens on today's half-day.
    ui.keys("5<enter><tab><tab><tab>").sees("王小明").keys("+").keys("~");
    let marks =
        |date: &str| rows(&office, &format!("SELECT nominee_id, mark FROM attendance WHERE date = '{date}' ORDER BY nominee_id"));
    assert_eq!(marks("2022-05-11"), [["1", "present"], ["2", "late"]]);
    ui.keys("*").sees("到 0 人，请假 1 人");
    assert_eq!(marks("2022-05-11"), [["1", "present"], ["2", "late"], ["4", "leave"]]);
    ui.keys("<home><down><bs>");
    assert_eq!(marks("2022-05-11").len(), 3, "Home goes to the first half-day");
}

/// Enter on a missing document enters it; the class closes once nothing is missing, and its certificates are numbered.
#[test]
fn a_class_closes_by_keys() {
    let office = office();
    office.add("UPDATE training_class SET state = 'ended' WHERE id = 1; UPDATE nominee SET state = 'completed' WHERE state = 'reported';");
    let mut ui = office.wide();
    ui.keys("5<enter>").sees("结班材料").sees("学员都有结论").keys(".").sees("结班归档").keys("<enter>").sees("结班归档：原因");
    ui.keys("材料后补<enter>").sees("已办（已结班");
    let numbers = rows(&office, "SELECT certificate_no FROM nominee WHERE certificate_no IS NOT NULL ORDER BY id");
    assert_eq!(numbers, [["2022-1-001"], ["2022-1-002"], ["2022-1-003"]]);
    let log = office.reader().state_log("class", 1).unwrap();
    assert_eq!((log[0].to.as_str(), log[0].reason.as_deref()), ("closed", Some("材料后补")));
    // Opened again and closed again: the numbers stay, and somebody new gets the next.
    ui.keys(".<enter>补录<enter>").sees("重新打开");
    office.add("UPDATE nominee SET state = 'completed' WHERE id = 3");
    ui.keys(".<enter>再结<enter>");
    let last = rows(&office, "SELECT certificate_no FROM nominee WHERE id = 3");
    assert_eq!(last, [["2022-1-004"]]);
}

/// What a core class must contain stands in its overview.
#[test]
fn content_is_checked_against_its_kind() {
    let office = office();
    office.add(
        "UPDATE training_class SET kind = '主体班' WHERE id = 1; UPDATE course SET kind = '专业化能力' WHERE id = 1;
         UPDATE session SET course_id = 1 WHERE class_id = 1 AND kind = 'lecture';",
    );
    let mut ui = office.wide();
    ui.keys("5<enter>").sees("缺必修课：习近平新时代中国特色社会主义思想").sees("党性教育占 0%，应不低于 20%");
    office.add("UPDATE course SET kind = '党性教育', topics = '习近平新时代中国特色社会主义思想' WHERE id = 1");
    ui.keys("<f5>").sees_no("缺必修课").sees_no("应不低于");
}

/// A half-day is paid for four hours, a joint lecture once and with the class entered first; the sheet is a file.
#[test]
fn fees_of_a_class() {
    let office = office();
    let fees = |class: i64| -> Vec<(String, f64, f64)> {
        let fees = office.reader().class_fees(class).unwrap();
        fees.into_iter().map(|fee| (fee.name, fee.due.paid, fee.due.sum)).collect()
    };
    assert_eq!(fees(1), [("孙教授".to_owned(), 8.0, 8000.0), ("周讲师".to_owned(), 4.0, 2000.0)]);
    assert_eq!(fees(2), [("孙教授".to_owned(), 4.0, 4000.0), ("周讲师".to_owned(), 0.0, 0.0)]);
    office.add("UPDATE session SET hours = 6 WHERE id = 1; UPDATE teacher SET fee = 1200 WHERE id = 1");
    let mut ui = office.wide();
    ui.keys("5<enter><btab><btab>").sees("讲课费共 10000 元").sees("实讲 10 学时").sees("约定高于标准");
}
