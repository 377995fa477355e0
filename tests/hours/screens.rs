//! The make-up page with its keys: steps for one or many, what would fit, arranging all, undo.

use crate::{
    harness::Ui,
    town::{Town, today},
};

/// Four people owe: 1 and 2 missed class 1, 3 owes hours of a year, 4 owes a class whose place is taken.
fn town() -> Town {
    let town = Town::small();
    town.write(&[
        "INSERT INTO training_class (id, year, name, term, kind, starts_on, ends_on, days, hours, planned, state) VALUES
         (1, 2026, '乡镇干部班', '第1期', '主体班', '2026-11-09', '2026-11-13', 5, 40, 30, 'ended'),
         (2, 2026, '乡镇干部班', '第2期', '主体班', '2026-12-07', '2026-12-11', 5, 40, 2, 'enrolling'),
         (3, 2026, '专题班', NULL, '培训班', '2026-12-14', '2026-12-16', 3, 24, 1, 'approved')",
        "INSERT INTO call_up (id, class_id) VALUES (1, 1), (2, 2)",
        "INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id, hours, arose_on, due_on) VALUES
         (1, 1, 1, 'no_show', 1, 40, '2026-11-13', '2027-02-11'), (2, 2, 1, 'no_show', 1, 40, '2026-11-13', '2027-02-11'),
         (3, 3, 1, 'year_gap', NULL, 20, '2026-01-01', '2026-12-20'), (4, 4, 2, 'no_show', 1, 40, '2026-11-13', '2026-12-12')",
    ]);
    town
}

const STATES: &str = "SELECT id, state, to_class_id FROM make_up ORDER BY id";

fn ui(town: &Town) -> Ui {
    let mut ui = Ui::open(&town.path, today());
    ui.keys("8");
    ui
}

#[test]
fn many_are_waived_at_once_with_a_reason_and_who_approved() {
    let town = town();
    let mut ui = ui(&town);
    ui.sees("应补 4 条").keys("<space><space>.").sees("批准免补").sees("安排补训");
    ui.keys("<down><down>");
    for _ in 0..5 {
        if ui.screen().lines().any(|l| l.contains('>') && l.contains("批准免补")) {
            break;
        }
        ui.keys("<down>");
    }
    ui.keys("<enter>病休<enter>部务会<enter>");
    let waived = town.rows("SELECT reason, approver, actor FROM make_up_log WHERE to_state = 'waived'");
    assert_eq!(waived, ["病休|部务会|tester", "病休|部务会|tester"], "{}", ui.screen());
    ui.sees("应补 2 条").keys("<c-z>").sees("应补 4 条");
}

#[test]
fn what_would_fit_one_and_choosing_it() {
    let town = town();
    let mut ui = ui(&town);
    // The first due is the class that 4 missed.
    ui.keys("<home><c-w>").sees("丁").sees("怎样补").sees("同一班次再办").sees("结束晚于补训时限");
    ui.keys("<enter>").sees("已登记");
    assert_eq!(town.one("SELECT state, to_class_id FROM make_up WHERE id = 4"), "scheduled|2");
    assert_eq!(town.one("SELECT cadre_id, call_up_id, state, route, flags FROM nominee"), "4|2|nominated|rotation|补训");
    ui.keys("<c-z>");
    assert_eq!(town.one("SELECT state, to_class_id FROM make_up WHERE id = 4"), "owed|-");
    assert_eq!(town.one("SELECT count(*) FROM nominee"), "0");
}

#[test]
fn an_entry_settles_one() {
    let town = town();
    town.write(&["INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, hours, source)
        VALUES (1, 3, 2026, '脱产培训', '自学班', '2026-03-02', '2026-03-06', 40, 'manual')"]);
    let mut ui = ui(&town);
    ui.keys("<home><down><c-w><tab><tab>").sees("自学班").keys("<enter>");
    assert_eq!(town.one("SELECT state, done_entry_id FROM make_up WHERE id = 3"), "done|1");
    assert_eq!(town.one("SELECT actor, step FROM make_up_log WHERE make_up_id = 3"), "tester|finish");
}

#[test]
fn all_are_arranged_by_row_and_taken_back_in_one_step() {
    let town = town();
    let mut ui = ui(&town);
    // Class 2 has two seats for 1, 2 and 4; class 3 has the hours for 3.
    ui.keys("<f6>").sees("可安排 3/4 条").sees("乡镇干部班（第2期）").sees("学时够").sees("[x]");
    ui.keys("<tab>").sees("合适的班次已满").keys("<tab>");
    ui.keys("<home><space>").sees("已勾选 1 条").keys("<home><space>").sees("已勾选 3 条");
    ui.keys("<f2>").sees("已安排 3 条");
    let states = town.rows(STATES);
    assert_eq!(states.iter().filter(|s| s.contains("scheduled|2")).count(), 2, "{states:?}");
    assert_eq!(states[2], "3|scheduled|3");
    assert_eq!(town.one("SELECT count(*) FROM nominee WHERE call_up_id = 2"), "2");
    ui.keys("<c-z>");
    assert_eq!(town.rows(STATES), ["1|owed|-", "2|owed|-", "3|owed|-", "4|owed|-"]);
    assert_eq!(town.one("SELECT count(*) FROM nominee"), "0");
}

#[test]
fn only_what_is_marked_is_arranged() {
    let town = town();
    let mut ui = ui(&town);
    ui.keys("<home><space><f6>").sees("可安排 1/1 条").keys("<f2>");
    assert_eq!(town.one("SELECT count(*) FROM make_up WHERE state = 'scheduled'"), "1");
}

#[test]
fn missing_the_class_to_attend_leaves_one_obligation() {
    let town = town();
    ui(&town).keys("<f6><f2>");
    let nominee = town.one("SELECT id FROM nominee WHERE call_up_id = 2 ORDER BY id");
    town.write(&[&format!("UPDATE nominee SET state = 'no_show' WHERE id = {nominee}")]);
    assert_eq!(town.one("SELECT count(*) FROM make_up"), "4");
    let who =
        format!("SELECT state, to_class_id FROM make_up WHERE cadre_id = (SELECT cadre_id FROM nominee WHERE id = {nominee})");
    assert_eq!(town.one(&who), "owed|-");
}

#[test]
fn the_pages_hold_at_any_size() {
    let town = town();
    for (columns, rows) in [(120, 36), (80, 24), (40, 10), (20, 4)] {
        let mut ui = ui(&town);
        ui.resize(columns, rows);
        for keys in ["<c-w>", "<tab>", "<tab>", "<esc>", "<f6>", "<tab>", "<esc>"] {
            ui.keys(keys).screen();
        }
    }
}

#[test]
fn what_is_done_without_an_entry_says_how() {
    let town = town();
    let take = |name: &str, reason| {
        let grounds = ganjiao::domain::states::Grounds { reason, approver: None };
        town.store().step(&crate::town::act(), "make_up", &[1], name, grounds).unwrap().taken.len()
    };
    assert_eq!((take("finish", None), take("schedule", None)), (0, 0));
    assert_eq!((take("schedule", Some("自学并交心得")), take("finish", Some("已交心得"))), (1, 1));
}

/// 90 hours and classes of 40, 40 and 24: three together, nobody in two places; each gives its part, and the last entry
/// settles it. Missing one of them opens it again.
#[test]
fn several_classes_settle_what_one_cannot() {
    let town = town();
    town.write(&[
        "DELETE FROM make_up",
        "INSERT INTO training_class (id, year, name, kind, starts_on, ends_on, days, hours, planned, state) VALUES
         (4, 2026, '同期班', '培训班', '2026-12-09', '2026-12-15', 5, 40, 9, 'approved'),
         (5, 2027, '春训班', '培训班', '2027-03-01', '2027-03-05', 5, 40, 9, 'approved')",
        "INSERT INTO make_up (id, cadre_id, unit_id, cause, hours, arose_on, due_on) VALUES (9, 3, 1, 'year_gap', 90, '2026-01-01', '2027-06-30')",
    ]);
    let mut ui = ui(&town);
    ui.keys("<home><c-w>").sees("几班合计够").sees("共3个班").sees("学时不够").keys("<esc>");
    ui.keys("<f6>").sees("可安排 1/1 条，3 个班次，2 人次重复外出").sees("已勾选 1 条").keys("<f2>").sees("已安排 1 条");
    assert_eq!(town.one("SELECT state, to_class_id FROM make_up"), "scheduled|5");
    assert_eq!(town.rows("SELECT class_id FROM make_up_class ORDER BY class_id"), ["2", "3"]);
    assert_eq!(town.one("SELECT reason FROM make_up_log ORDER BY id DESC"), "乡镇干部班（第2期）、专题班、春训班");
    let entry = |id: i64, class: i64, hours: i64| {
        town.write(&[&format!(
            "INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, hours, source) VALUES ({id}, 3, 2026, '脱产培训', '班', {class}, {hours}, 'manual')"
        )]);
        town.one("SELECT state, done_entry_id FROM make_up")
    };
    assert_eq!((entry(1, 5, 40), entry(2, 2, 40)), ("scheduled|-".into(), "scheduled|-".into()));
    assert_eq!(entry(3, 3, 24), "done|3");
    for _ in 0..3 {
        town.undo();
    }
    town.write(&[
        "INSERT INTO call_up (id, class_id) VALUES (3, 3)",
        "INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state) VALUES (900, 3, 3, 1, 'notified')",
    ]);
    town.write(&["UPDATE nominee SET state = 'no_show' WHERE id = 900"]);
    assert_eq!(town.rows("SELECT state, to_class_id, cause FROM make_up"), ["owed|-|year_gap"]);
    assert_eq!(town.one("SELECT count(*) FROM make_up_class"), "0");
}

/// Who is arranged already is away, too: of a unit that may miss one person a day, nobody else goes that week.
#[test]
fn those_arranged_before_count_as_away() {
    let town = town();
    town.write(&[
        "INSERT INTO office_setting (id, name, value) VALUES (1, 'unit_away_most', '1')",
        "UPDATE make_up SET state = 'scheduled', to_class_id = 2 WHERE id = 1",
        "DELETE FROM make_up WHERE id = 4",
    ]);
    let mut ui = ui(&town);
    ui.keys("<f6>").sees("可安排 1/2 条").keys("<tab>").sees("单位同日外出超过 1 人");
    town.write(&["UPDATE office_setting SET value = '2'"]);
    ui.keys("<esc><f6>").sees("可安排 2/2 条");
}
