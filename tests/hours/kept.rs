//! Verdicts kept in the file are those the rules give, whatever happened before: forms, imports, undo, rules, days.

use crate::town::{Town, act, d, rows, today};
use ganjiao::store::{Reader, verdicts};
use rusqlite::Connection;

const ALL: &str = "SELECT id, cadre_id, rule_code, year, level, reason, target, got, missing, until_on FROM warning ORDER BY id";

/// What is kept is what making everything from nothing gives.
#[track_caller]
fn same_from_nothing(town: &Town) {
    let kept = town.rows(ALL);
    let counted = town.one("SELECT n FROM row_count WHERE table_name = 'warning'");
    assert_eq!(counted, kept.len().to_string());
    let conn = Connection::open(&town.path).unwrap();
    conn.execute_batch("BEGIN; DELETE FROM warning").unwrap();
    let day = verdicts::day(&conn).unwrap().unwrap();
    verdicts::rebuild(&conn, day, &mut |_| true).unwrap();
    let anew = rows(&conn, ALL);
    conn.execute_batch("ROLLBACK").unwrap();
    assert_eq!(kept.len(), anew.len());
    for (kept, anew) in kept.iter().zip(&anew) {
        assert_eq!(kept, anew);
    }
}

/// Each row by the domain's own verdict of the person's ledger, and nothing for who has none.
#[track_caller]
fn same_as_the_rules(town: &Town, year: i32) {
    let reader = town.reader();
    let day = reader.verdict_day().unwrap().unwrap();
    for id in town.rows("SELECT id FROM cadre WHERE active = 1") {
        let id: i64 = id.parse().unwrap();
        let book = reader.rulebook().unwrap();
        let ledger = reader.ledger(&book, id).unwrap().unwrap();
        let mut wanted: Vec<String> = ledger
            .verdicts(&book, year, day)
            .iter()
            .filter(|v| !v.met)
            .map(|v| format!("{}|{}|{}|{}|{}", v.rule.code, v.level.code(), v.reason.code(), v.got, v.missing))
            .collect();
        wanted.sort();
        let sql = "SELECT rule_code, level, reason, got, missing FROM warning WHERE year =";
        let kept = town.rows(&format!("{sql} {year} AND cadre_id = {id} ORDER BY rule_code"));
        assert_eq!(kept, wanted, "person {id}");
    }
}

fn entry(id: i64, who: i64, year: i32, form: &str, hours: f64) -> String {
    format!(
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source) VALUES ({id}, {who}, {year}, '{form}', 't{id}', {hours}, 'manual')"
    )
}

#[test]
fn the_sample_city_has_them_at_once() {
    let town = Town::city(400);
    assert!(town.rows(ALL).len() > 100);
    same_from_nothing(&town);
    same_as_the_rules(&town, 2026);
}

#[test]
fn people_have_verdicts_as_soon_as_they_are_there() {
    let town = Town::small();
    assert_eq!(town.reader().verdict_day().unwrap(), Some(today()));
    assert_eq!(town.one("SELECT count(*) FROM warning WHERE year = 2026 AND level <> 'normal'"), "12");
    assert_eq!(town.one("SELECT level FROM warning WHERE cadre_id = 1 AND rule_code = 'N-1Y' AND year = 2026"), "warn");
    same_from_nothing(&town);
}

#[test]
fn an_entry_changes_them_in_its_own_write_and_undo_takes_it_back() {
    let town = Town::small();
    let level = "SELECT level, missing FROM warning WHERE cadre_id = 1 AND rule_code = 'N-1Y' AND year = 2026";
    assert_eq!(town.one(level), "warn|90");
    town.write(&[&entry(1, 1, 2026, "脱产培训", 60.0)]);
    assert_eq!(town.one(level), "remind|30");
    town.write(&[&entry(2, 1, 2026, "网络培训", 30.0)]);
    assert_eq!(town.rows(level), Vec::<String>::new());
    same_from_nothing(&town);
    town.undo();
    assert_eq!(town.one(level), "remind|30");
    town.redo();
    assert_eq!(town.rows(level), Vec::<String>::new());
    town.write(&["DELETE FROM hour_entry WHERE id = 1"]);
    assert_eq!(town.one(level), "warn|60");
    town.write(&["UPDATE hour_entry SET cadre_id = 2 WHERE id = 2"]);
    assert_eq!(town.one(level), "warn|90");
    same_from_nothing(&town);
    same_as_the_rules(&town, 2026);
}

#[test]
fn people_exceptions_rules_and_choices_change_them_too() {
    let town = Town::small();
    let of = |who: i64| {
        town.rows(&format!("SELECT rule_code, level FROM warning WHERE cadre_id = {who} AND year = 2026 ORDER BY rule_code"))
    };
    assert_eq!(of(1), ["N-1Y|warn", "N-NET|warn"]);
    town.write(&["UPDATE cadre SET level = '县处级副职' WHERE id = 1"]);
    assert_eq!(of(1)[0], "N-5Y|warn");
    town.write(&["UPDATE cadre SET status = '退休' WHERE id = 2"]);
    assert_eq!(of(2), Vec::<String>::new());
    town.write(&["INSERT INTO hour_exception (id, cadre_id, rule_code, year, reason, approver) VALUES (1, 3, 'N-1Y', 2026, '病休', '部务会')"]);
    assert_eq!(of(3)[0], "N-1Y|normal");
    town.write(&["INSERT INTO hour_exception (id, cadre_id, rule_code, year, reason) VALUES (2, 4, 'N-1Y', 2026, '未批')"]);
    assert_eq!(of(4)[0], "N-1Y|warn");
    same_from_nothing(&town);
    town.write(&["UPDATE hour_rule SET target = 0 WHERE code = 'N-NET'"]);
    assert_eq!(of(4), ["N-1Y|warn"]);
    town.write(&["INSERT INTO office_setting (id, name, value) VALUES (1, 'alarm_from', '11-01')"]);
    assert_eq!(of(4), ["N-1Y|alarm"]);
    town.undo();
    assert_eq!(of(4), ["N-1Y|warn"]);
    same_from_nothing(&town);
    same_as_the_rules(&town, 2026);
}

#[test]
fn a_day_that_passes_changes_only_levels_whose_last_day_was() {
    let town = Town::city(300);
    for to in ["2026-11-25", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01", "2027-04-01", "2027-10-01", "2026-11-24"] {
        town.store().advance_verdicts(d(to), &mut |_| true).unwrap().unwrap();
        assert_eq!(town.reader().verdict_day().unwrap(), Some(d(to)));
        same_from_nothing(&town);
    }
    same_as_the_rules(&town, 2026);
}

#[test]
fn what_was_stopped_leaves_nothing_behind() {
    let town = Town::city(1500);
    let before = town.rows(ALL);
    assert_eq!(town.store().rebuild_verdicts(2026, d("2026-12-20"), &mut |_| false).unwrap(), None);
    assert_eq!(town.rows(ALL), before);
    assert_eq!(town.reader().verdict_day().unwrap(), Some(today()));
}

#[test]
fn changes_of_levels_are_logged_once() {
    let town = Town::small();
    assert_eq!(town.one("SELECT count(*) FROM warning_change WHERE year = 2026 AND from_level = 'normal'"), "12");
    town.write(&[&entry(1, 1, 2026, "脱产培训", 90.0)]);
    let log = "SELECT cadre_id, rule_code, from_level, to_level, day FROM warning_change ORDER BY id DESC LIMIT 1";
    assert_eq!(town.one(log), "1|N-1Y|warn|normal|2026-11-24");
    town.store().advance_verdicts(d("2026-12-01"), &mut |_| true).unwrap();
    assert_eq!(
        town.one("SELECT count(*) FROM warning_change WHERE day = '2026-12-01' AND to_level = 'alarm' AND from_level = 'warn'"),
        "10"
    );
}

#[test]
fn an_entry_over_new_year_is_taken_back_with_its_shares() {
    let town = Town::small();
    town.write(&[
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, days, hours, source)
         VALUES (1, 1, NULL, '脱产培训', '跨年班', '2025-12-29', '2026-01-09', 10, 80, 'manual')",
        "INSERT INTO hour_share (id, entry_id, year, hours, days) VALUES (1, 1, 2025, 24, 3), (2, 1, 2026, 56, 7)",
    ]);
    let got = "SELECT got FROM warning WHERE cadre_id = 1 AND rule_code = 'N-1Y' AND year = 2026";
    assert_eq!(town.one(got), "56");
    town.undo();
    assert_eq!(town.one(got), "0");
    town.redo();
    assert_eq!(town.one(got), "56");
    assert_eq!(town.one("SELECT count(*) FROM hour_share"), "2");
    same_from_nothing(&town);
}

#[test]
fn a_reminder_stays_with_its_warning() {
    use ganjiao::store::warnings::Reminder;
    let town = Town::small();
    let ids = town.reader().warnings_of(1, 2026).unwrap();
    let reminder = Reminder { warnings: &ids, on: today(), channel: "电话", note: None };
    assert_eq!(town.store().remind(&act(), &reminder).unwrap(), 2);
    assert_eq!(
        town.rows("SELECT cadre_id, rule_code, level, missing, by_whom FROM reminder ORDER BY id"),
        ["1|N-1Y|warn|90|tester", "1|N-NET|warn|50|tester"]
    );
    let reader: Reader = town.reader();
    assert!(reader.keeps(2025).unwrap() && !reader.keeps(2024).unwrap());
    town.undo();
    assert_eq!(town.one("SELECT count(*) FROM reminder"), "0");
}

#[test]
fn a_person_who_is_deleted_takes_them_along() {
    let town = Town::small();
    town.write(&["DELETE FROM cadre WHERE id = 1"]);
    assert_eq!(town.one("SELECT count(*) FROM warning WHERE cadre_id = 1"), "0");
    same_from_nothing(&town);
    town.undo();
    assert!(town.rows("SELECT id FROM warning WHERE cadre_id = 1").len() > 1);
    same_from_nothing(&town);
}

#[test]
fn rules_on_topics_and_programmes_are_kept_too() {
    let town = Town::small();
    town.write(&[
        "INSERT INTO programme (id, name) VALUES (1, '全员轮训')",
        "INSERT INTO hour_rule (id, sort_no, code, name, scope, period, metric, target, valid_from, doc_title) VALUES
         (901, 90, 'TOPIC', '党性教育学时', 'level:乡科级副职;topic:党性教育', 'year', 'total', 16, '2020-01-01', '本单位'),
         (902, 91, 'PROG', '轮训学时', 'programme:全员轮训', 'year', 'full_time', 24, '2020-01-01', '本单位')",
        "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, topics, source) VALUES
         (1, 1, 2026, '脱产培训', '党性班', 10, '党性教育、党史', 'manual'), (2, 1, 2026, '脱产培训', '业务班', 40, '公文写作', 'manual')",
    ]);
    let of = |who: i64| {
        town.rows(&format!("SELECT rule_code, got FROM warning WHERE cadre_id = {who} AND year = 2026 AND rule_code IN ('TOPIC', 'PROG') ORDER BY 1"))
    };
    assert_eq!((of(1), of(2)), (vec!["TOPIC|10".to_owned()], vec!["TOPIC|0".to_owned()]));
    town.write(&["INSERT INTO programme_member (id, programme_id, cadre_id, added_on) VALUES (1, 1, 2, '2026-01-01')"]);
    assert_eq!(of(2), ["PROG|0", "TOPIC|0"]);
    same_from_nothing(&town);
    same_as_the_rules(&town, 2026);
    town.write(&["UPDATE programme SET name = '另一轮训' WHERE id = 1"]);
    assert_eq!(of(2), ["TOPIC|0"]);
    same_from_nothing(&town);
}
