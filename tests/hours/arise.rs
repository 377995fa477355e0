//! Obligations arise by themselves, once for a cause; an undo takes them along; what settles them closes them.

use crate::town::{Town, act, d, today};
use ganjiao::domain::states::Grounds;

/// A class of unit people: 1 came, 2 was notified, 3 was named and notified, 4 is approved.
fn town() -> Town {
    let town = Town::small();
    town.write(&[
        "INSERT INTO training_class (id, year, name, kind, starts_on, ends_on, days, hours, state)
         VALUES (1, 2026, '乡镇干部班', '主体班', '2026-11-09', '2026-11-13', 5, 40, 'running')",
        "INSERT INTO call_up (id, class_id) VALUES (1, 1)",
        "INSERT INTO nominee (id, call_up_id, cadre_id, unit_id, state, route) VALUES (1, 1, 1, 1, 'reported', 'unit'),
         (2, 1, 2, 1, 'notified', 'unit'), (3, 1, 3, 1, 'notified', 'named'), (4, 1, 4, 2, 'approved', 'unit')",
    ]);
    town
}

const OWED: &str =
    "SELECT cadre_id, unit_id, cause, class_id, nominee_id, hours, arose_on, due_on, state FROM make_up ORDER BY id";

fn grounds() -> Grounds<'static> {
    Grounds { reason: Some("因公"), approver: Some("县委组织部") }
}

fn step(town: &Town, kind: &str, id: i64, name: &str) {
    let steps = town.store().step(&act(), kind, &[id], name, grounds()).unwrap();
    assert_eq!(steps.taken.len(), 1, "{name} {kind} {id}: {:?}", steps.refused);
}

#[test]
fn a_no_show_an_excuse_and_a_person_called_by_name() {
    let town = town();
    step(&town, "nominee", 2, "miss");
    assert_eq!(town.rows(OWED), ["2|1|no_show|1|2|40|2026-11-13|2027-02-11|owed"]);
    assert_eq!(town.one("SELECT from_state, to_state, actor FROM make_up_log"), "-|owed|tester");
    assert!(town.one("SELECT citation FROM make_up").contains("90 天"));
    step(&town, "nominee", 3, "miss");
    step(&town, "nominee", 4, "excuse");
    let owed = town.rows("SELECT cadre_id, cause FROM make_up ORDER BY id");
    assert_eq!(owed, ["2|no_show", "3|named", "4|leave"]);
}

#[test]
fn a_cause_gives_one_and_undo_takes_it_along() {
    let town = town();
    step(&town, "nominee", 2, "miss");
    town.write(&["UPDATE nominee SET note = '再登记' WHERE id = 2", "UPDATE nominee SET state = 'no_show' WHERE id = 2"]);
    assert_eq!(town.rows(OWED).len(), 1);
    town.undo();
    town.undo();
    assert_eq!(town.rows(OWED), Vec::<String>::new());
    assert_eq!(town.one("SELECT state FROM nominee WHERE id = 2"), "notified");
    town.redo();
    assert_eq!(town.rows(OWED).len(), 1);
    assert_eq!(town.one("SELECT count(*) FROM make_up_log"), "1");
    step(&town, "nominee", 2, "reopen");
    assert_eq!(town.rows(OWED), Vec::<String>::new());
}

#[test]
fn what_was_taken_further_stays_when_its_cause_is_corrected() {
    let town = town();
    step(&town, "nominee", 2, "miss");
    step(&town, "make_up", 1, "waive");
    step(&town, "nominee", 2, "reopen");
    assert_eq!(town.one("SELECT state FROM make_up"), "waived");
}

#[test]
fn one_entered_by_hand_or_from_a_file_is_not_doubled() {
    let town = town();
    town.write(&["INSERT INTO make_up (id, cadre_id, unit_id, cause, class_id) VALUES (1, 2, 1, 'leave', 1)"]);
    step(&town, "nominee", 2, "miss");
    assert_eq!(town.rows(OWED), ["2|1|leave|1|-|-|-|2027-02-11|owed"]);
}

fn attendance(town: &Town, nominee: i64, marks: &str) {
    let mut rows = Vec::new();
    for (n, mark) in marks.chars().enumerate() {
        let mark = match mark {
            'p' => "present",
            'l' => "leave",
            _ => "absent",
        };
        let (day, half) = (9 + n / 2, if n % 2 == 0 { "am" } else { "pm" });
        rows.push(format!("({}, {nominee}, '2026-11-{day:02}', '{half}', '{mark}')", nominee * 100 + i64::try_from(n).unwrap()));
    }
    town.write(&[&format!("INSERT INTO attendance (id, nominee_id, date, half, mark) VALUES {}", rows.join(", "))]);
}

/// Closing a class makes entries from attendance, each once, and what is short by more than a seventh is owed.
#[test]
fn a_class_that_closes_gives_hours_once() {
    let town = town();
    attendance(&town, 1, "pppppppppp");
    attendance(&town, 2, "pppppppppl");
    attendance(&town, 3, "ppppppppll");
    attendance(&town, 4, "pppppppppp");
    town.write(&["UPDATE nominee SET state = 'reported'", "UPDATE training_class SET state = 'ended'"]);
    assert_eq!(town.one("SELECT count(*) FROM hour_entry"), "0");
    town.write(&["INSERT INTO leave (id, nominee_id, kind, since, until, half_days, state) VALUES (1, 3, '事假', '2026-11-13', '2026-11-13', 2, 'approved')"]);
    town.write(&["INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, hours, source) VALUES (1, 4, 2026, '脱产培训', '已登记', 1, 40, 'ledger')"]);
    step(&town, "class", 1, "close");
    let entries = "SELECT cadre_id, year, form, hours, days, source, class_id, nominee_id FROM hour_entry ORDER BY cadre_id";
    assert_eq!(
        town.rows(entries),
        [
            "1|2026|脱产培训|40|5|attendance|1|1",
            "2|2026|脱产培训|36|4.5|attendance|1|2",
            "3|2026|脱产培训|32|4|attendance|1|3",
            "4|2026|脱产培训|40|-|ledger|1|-"
        ]
    );
    assert_eq!(town.rows("SELECT cadre_id, cause, hours FROM make_up"), ["3|leave|8"]);
    assert_eq!(town.one("SELECT got FROM warning WHERE cadre_id = 3 AND rule_code = 'N-1Y' AND year = 2026"), "32");
    step(&town, "class", 1, "reopen");
    step(&town, "class", 1, "close");
    assert_eq!(town.rows(entries).len(), 4);
    town.undo();
    town.undo();
    town.undo();
    assert_eq!(town.rows(entries).len(), 1);
    assert_eq!(town.rows(OWED), Vec::<String>::new());
}

#[test]
fn an_office_may_grant_the_whole_class_within_a_seventh() {
    let town = town();
    attendance(&town, 1, "pppppppppl");
    town.write(&[
        "INSERT INTO office_setting (id, name, value) VALUES (1, 'grant_whole_class', '1')",
        "DELETE FROM nominee WHERE id > 1",
    ]);
    step(&town, "nominee", 1, "complete");
    town.write(&["UPDATE training_class SET state = 'ended'"]);
    step(&town, "class", 1, "close");
    assert_eq!(town.one("SELECT hours FROM hour_entry"), "40");
}

/// The entry of the class to attend settles what was owed.
#[test]
fn hours_of_the_class_to_attend_settle_it() {
    let town = town();
    step(&town, "nominee", 2, "miss");
    town.write(&["INSERT INTO training_class (id, year, name, starts_on, ends_on, hours) VALUES (2, 2026, '补训班', '2026-12-07', '2026-12-11', 40)"]);
    town.write(&["UPDATE make_up SET to_class_id = 2"]);
    step(&town, "make_up", 1, "schedule");
    let entry = "INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, hours, source) VALUES";
    town.write(&[&format!("{entry} (1, 2, 2026, '脱产培训', '补训班', 2, 8, 'manual')")]);
    assert_eq!(town.one("SELECT state FROM make_up"), "scheduled");
    town.write(&[&format!("{entry} (2, 2, 2026, '脱产培训', '补训班', 2, 40, 'manual')")]);
    assert_eq!(town.one("SELECT state, done_entry_id FROM make_up"), "done|2");
    assert_eq!(town.one("SELECT from_state, to_state, step FROM make_up_log ORDER BY id DESC"), "scheduled|done|finish");
    town.undo();
    assert_eq!(town.one("SELECT state, done_entry_id FROM make_up"), "scheduled|-");
}

#[test]
fn a_year_that_ended_short_is_owed_once() {
    let town = town();
    let new_year = d("2027-01-05");
    let entry = "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source) VALUES";
    town.write(&[&format!("{entry} (1, 1, 2026, '脱产培训', '班', 60, 'manual'), (2, 1, 2026, '网络培训', '课', 50, 'manual')")]);
    assert!(town.reader().day_brings(new_year).unwrap());
    let found = town.store().bring_day(&act(), new_year).unwrap();
    // Five people short of two rules, but for 1 who has all and 6 whose five years are not over.
    assert_eq!((found.year_gaps, found.overdue), (4 * 2 + 1, 0));
    assert_eq!(
        town.rows("SELECT cadre_id, hours, arose_on, due_on, cause_key FROM make_up WHERE cadre_id = 2 ORDER BY id"),
        ["2|90|2027-01-01|2027-06-30|year:2026:N-1Y:2", "2|50|2027-01-01|2027-06-30|year:2026:N-NET:2"]
    );
    assert!(town.one("SELECT citation FROM make_up WHERE cadre_id = 2").contains("《干部教育培训工作条例》"));
    assert!(!town.reader().day_brings(new_year).unwrap());
    assert!(town.store().bring_day(&act(), new_year).unwrap().nothing());
    // What a day brings is nobody's last step, and can be taken back all the same.
    let step: i64 = town.one("SELECT max(id) FROM journal WHERE label = 'make-ups of the day'").parse().unwrap();
    town.store().undo(&act(), step, "undo").unwrap();
    assert_eq!(town.one("SELECT count(*) FROM make_up"), "0");
    assert!(town.store().bring_day(&act(), new_year).unwrap().nothing(), "taken back is not brought again");
    assert_eq!(town.store().look_around(&act(), new_year, true).unwrap().year_gaps, 9);
    assert_eq!(town.store().look_around(&act(), new_year, true).unwrap().year_gaps, 0);
}

#[test]
fn dates_make_them_overdue_and_programmes_leave_gaps() {
    let town = town();
    town.write(&[
        "INSERT INTO programme (id, name, deadline, min_days) VALUES (1, '全会精神轮训', '2026-11-20', 5), (2, '明年', '2027-11', NULL)",
        "INSERT INTO programme_member (id, programme_id, cadre_id, added_on, done_on, removed_on) VALUES (1, 1, 1, '2026-01-01', '2026-05-01', NULL),
         (2, 1, 2, '2026-01-01', NULL, NULL), (3, 1, 3, '2026-01-01', NULL, '2026-03-01'), (4, 2, 4, '2026-01-01', NULL, NULL)",
        "INSERT INTO make_up (id, cadre_id, cause, due_on, state) VALUES (1, 5, 'other', '2026-10-31', 'owed'), (2, 5, 'other', '2026-11', 'owed'),
         (3, 4, 'other', '2026-12-01', 'owed')",
    ]);
    let found = town.store().bring_day(&act(), today()).unwrap();
    assert_eq!((found.overdue, found.programme_gaps), (1, 1));
    assert_eq!(town.rows("SELECT id, state FROM make_up WHERE id < 4"), ["1|overdue", "2|owed", "3|owed"]);
    assert_eq!(town.one("SELECT cadre_id, hours, due_on FROM make_up WHERE cause = 'programme_gap'"), "2|40|2027-01-19");
    assert_eq!(town.one("SELECT step, reason FROM make_up_log WHERE make_up_id = 1"), "expire|时限已过");
    let later = town.store().bring_day(&act(), d("2026-12-01")).unwrap();
    assert_eq!((later.overdue, later.programme_gaps), (1, 0));
}

#[test]
fn only_who_may_change_everything_brings_the_day() {
    let town = town();
    town.write(&["INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES (1, 'boss', '主任', 'manager', NULL), (2, 'tester', '经办', 'clerk', 1)"]);
    assert!(town.store().bring_day(&act(), d("2027-01-05")).unwrap().nothing());
    assert_eq!(town.reader().verdict_day().unwrap(), Some(today()));
    // What a clerk changes in the own unit brings its obligation along.
    town.write(&["UPDATE nominee SET state = 'excused' WHERE id = 2"]);
    assert_eq!(town.rows(OWED).len(), 1);
}

#[test]
fn an_entry_over_new_year_is_parted_by_itself() {
    let town = town();
    town.write(&["INSERT INTO hour_entry (id, cadre_id, form, title, starts_on, ends_on, days, hours, source)
        VALUES (1, 1, '脱产培训', '跨年班', '2025-12-29', '2026-01-09', 10, 80, 'manual'), (2, 1, '脱产培训', '一年内', '2026-03-02', '2026-03-03', 2, 16, 'manual')"]);
    assert_eq!(town.rows("SELECT year, hours, days FROM hour_share ORDER BY year"), ["2025|24|3", "2026|56|7"]);
    assert_eq!(town.one("SELECT year FROM hour_entry WHERE id = 2"), "2026");
    town.write(&["UPDATE hour_entry SET hours = 40 WHERE id = 1"]);
    assert_eq!(town.rows("SELECT hours FROM hour_share ORDER BY year"), ["12", "28"]);
}
