//! Checks of the data: each defect planted is found, and only it; mending is one step that can be taken back.

#[path = "harness.rs"]
mod harness;

use chrono::NaiveDate;
use ganjiao::{
    domain::{
        finding::{Finding, Mend, rules::ALL},
        id_card,
    },
    store::{
        Act, Error, Reader, Store,
        check::Group,
        demo::{Continue, Plan, build},
    },
};
use harness::Ui;
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn act() -> Act {
    Act { actor: "tester".into(), origin: "test".into(), at: "2026-11-24 09:00:00".into() }
}

struct City {
    folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

fn city() -> City {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    build(&path, &Plan { cadres: 200, seed: 6, today: today() }, &mut |_| Continue::Yes).unwrap();
    let store = Store::open(&path).unwrap();
    City { folder, path, store }
}

impl City {
    fn run(&mut self, sql: &str) {
        self.store
            .write(&act(), "plant", |tx| {
                for part in sql.split(';').filter(|s| !s.trim().is_empty()) {
                    assert!(tx.execute(part, [])? > 0, "nothing changed by {part}");
                }
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }
}

fn check(path: &Path, kind: Option<&str>) -> Vec<Group> {
    Reader::open(path).unwrap().check_data(today(), kind, &|_, _| true).unwrap().unwrap()
}

fn totals(path: &Path) -> BTreeMap<&'static str, usize> {
    check(path, None).iter().map(|g| (g.rule.code, g.total)).collect()
}

fn findings(path: &Path, code: &str) -> Vec<Finding> {
    check(path, None).into_iter().find(|g| g.rule.code == code).map(|g| g.findings).unwrap_or_default()
}

/// A sound number of a man or woman born on a day.
fn number(birth: &str, order: &str) -> String {
    let body = format!("532101{birth}{order}");
    format!("{body}{}", id_card::check(&body).unwrap())
}

type Plant = (String, &'static str, &'static [&'static str]);

/// What is planted: SQL, the rule that must speak, and other rules that may speak along.
fn plants() -> Vec<Plant> {
    fn n(sql: &str, rule: &'static str, along: &'static [&'static str]) -> Plant {
        (sql.to_owned(), rule, along)
    }
    let person = "UPDATE cadre SET version = version + 1, ";
    vec![
        n(&format!("{person} id_card = '532101197505120018' WHERE id = 3"), "cadre.id_form", &["cadre.birth_differs"]),
        n(&format!("{person} birth = '1951-01' WHERE id = 4"), "cadre.birth_differs", &["cadre.dates", "cadre.retired"]),
        n(&format!("{person} sex = CASE sex WHEN '男' THEN '女' ELSE '男' END WHERE id = 5"), "cadre.sex_differs", &[]),
        n(&format!("{person} sex = NULL WHERE id = 6"), "cadre.from_number", &[]),
        n(&format!("{person} unit_id = NULL WHERE id = 7"), "cadre.no_unit", &[]),
        n(&format!("{person} work_since = '2031-01' WHERE id = 8"), "cadre.dates", &[]),
        n(&format!("{person} phone = NULL WHERE id = 9"), "cadre.no_phone", &[]),
        n(&format!("{person} id_card = NULL WHERE id = 10"), "cadre.no_id", &[]),
        n(&format!("{person} position = NULL WHERE id = 11"), "cadre.no_position", &[]),
        n(&format!("{person} name = '王\u{200b}明' WHERE id = 12"), "text.untidy", &[]),
        n(&format!("{person} name = '王\u{e123}' WHERE id = 13"), "text.private", &[]),
        n(&format!("{person} unit_order = 987654 WHERE id = 14"), "file.order", &[]),
        n(
            &format!("{person} status = '调出' WHERE id = (SELECT min(cadre_id) FROM make_up WHERE state = 'owed')"),
            "cadre.left_but_open",
            &["unit.no_headcount"],
        ),
        n(&format!("{person} id_card = NULL, birth = '1960-01-01' WHERE id = 16"), "cadre.retired", &["cadre.no_id", "cadre.dates"]),
        n(
            "INSERT INTO cadre (id, name, sex, birth, unit_id, level, position, phone) SELECT 9001, name, sex, birth, unit_id, level, position, phone
             FROM cadre WHERE id = 20",
            "cadre.similar",
            &["cadre.no_id"],
        ),
        n("UPDATE unit SET parent_id = (SELECT min(id) FROM unit u WHERE u.parent_id = unit.id) WHERE id = (SELECT min(parent_id) FROM unit)", "unit.cycle", &[]),
        n("UPDATE unit SET active = 0 WHERE id = (SELECT unit_id FROM cadre WHERE id = 21)", "unit.closed", &[]),
        n(
            "INSERT INTO unit (id, name, short_name, parent_id) SELECT 9001, name || ' ', short_name, parent_id FROM unit WHERE id = (SELECT max(id) FROM unit)",
            "unit.similar",
            &["text.untidy"],
        ),
        n("DELETE FROM headcount WHERE year = 2026 AND unit_id = (SELECT unit_id FROM cadre WHERE id = 1)", "unit.no_headcount", &[]),
        n(
            "UPDATE training_class SET ends_on = '2026-09-01', starts_on = '2026-08-28', state = 'running' WHERE id = (SELECT min(id) FROM training_class WHERE state = 'running')",
            "class.state",
            &["session.outside", "nominee.open", "class.not_closed"],
        ),
        n(
            "UPDATE training_class SET starts_on = NULL, ends_on = NULL WHERE id = (SELECT min(id) FROM training_class WHERE state = 'enrolling')",
            "class.no_dates",
            &[],
        ),
        n("UPDATE session SET date = '2019-01-07' WHERE id = (SELECT min(id) FROM session)", "session.outside", &["teacher.stale", "site.stale"]),
        n("DELETE FROM session_teacher WHERE session_id = (SELECT min(s.id) FROM session s JOIN session_teacher t ON t.session_id = s.id WHERE s.kind = 'lecture' AND s.teacher_text IS NOT NULL)",
          "session.teacher", &["teacher.stale"]),
        n("UPDATE nominee SET state = 'rejected' WHERE id = (SELECT min(id) FROM nominee WHERE state = 'completed')", "nominee.log", &["quota.short"]),
        n("UPDATE make_up SET state = 'waived' WHERE id = (SELECT max(id) FROM make_up WHERE state = 'owed')", "make_up.log", &[]),
        n("UPDATE teacher SET state = 'paused' WHERE id = (SELECT min(id) FROM teacher WHERE state = 'active')", "teacher.log", &[]),
        n("UPDATE teacher SET term_until = '2020-01-01' WHERE id = (SELECT max(id) FROM teacher WHERE state = 'active')", "teacher.term", &[]),
        n("UPDATE hour_entry SET hours = 500 WHERE id = (SELECT min(id) FROM hour_entry WHERE days = 1 AND form <> '网络培训' AND year IS NOT NULL)", "hour_entry.impossible", &["warning.stale"]),
        n("UPDATE hour_entry SET source = 'manual', evidence = NULL WHERE id = 1", "hour_entry.no_evidence", &["warning.stale"]),
        n("UPDATE hour_entry SET starts_on = '2027-03-01', ends_on = '2027-03-02', year = 2027 WHERE id = 2", "hour_entry.future", &["warning.stale"]),
        n("UPDATE hour_entry SET year = 2001 WHERE id = (SELECT min(id) FROM hour_entry WHERE year = 2026)", "hour_entry.year", &["warning.stale"]),
        n("DELETE FROM hour_share WHERE entry_id = (SELECT min(entry_id) FROM hour_share)", "hour_entry.share", &["warning.stale"]),
        n(
            "INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, days, hours, source, evidence)
             SELECT 900001, cadre_id, year, form, title, starts_on, ends_on, days, hours, source, evidence FROM hour_entry WHERE id = (SELECT min(id) FROM hour_entry WHERE form = '脱产培训' AND year = 2026)",
            "hour_entry.twice",
            &["warning.stale"],
        ),
        n(
            "INSERT INTO hour_entry (id, cadre_id, year, form, title, starts_on, ends_on, days, hours, source, evidence)
             SELECT 900002, cadre_id, year, form, 'x', ends_on, ends_on, 1, 8, source, evidence FROM hour_entry WHERE id = (SELECT min(id) FROM hour_entry WHERE form = '脱产培训' AND year = 2026)",
            "hour_entry.overlap",
            &["warning.stale"],
        ),
        n("UPDATE course SET edition = '2019版', founded = '2019-01', stage = 'listed' WHERE id = 1", "course.old", &[]),
    ]
}

#[test]
fn each_defect_is_found_and_nothing_else_with_it() {
    let mut c = city();
    let mut before = totals(&c.path);
    for (sql, rule, along) in plants() {
        c.run(&sql);
        let after = totals(&c.path);
        let of = |t: &BTreeMap<&'static str, usize>, code: &str| t.get(code).copied().unwrap_or(0);
        assert!(of(&after, rule) > of(&before, rule), "{rule} does not speak of {sql}: {after:?}");
        for found in ALL.iter().map(|r| r.code).filter(|code| *code != rule && !along.contains(code)) {
            let stale = found == "warning.stale";
            assert!(
                stale || of(&after, found) == of(&before, found),
                "{found} speaks of {sql}: {} then {}",
                of(&before, found),
                of(&after, found)
            );
        }
        before = after;
    }
}

#[test]
fn what_is_derived_is_compared_and_made_anew() {
    let mut c = city();
    assert!(!totals(&c.path).keys().any(|code| code.starts_with("file.")), "{:?}", totals(&c.path));
    let raw = Connection::open(&c.path).unwrap();
    raw.execute_batch("DELETE FROM search_key WHERE kind = 1 AND k = (SELECT min(k) FROM search_key WHERE kind = 1)").unwrap();
    raw.execute_batch("UPDATE search_key SET k = 'zzz' WHERE kind = 3 AND k = (SELECT max(k) FROM search_key WHERE kind = 3)")
        .unwrap();
    raw.execute_batch("UPDATE row_count SET n = n + 3 WHERE table_name = 'unit'").unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO current_journal VALUES (1, 1); DELETE FROM course WHERE id = 2; DELETE FROM current_journal")
        .unwrap();
    let found = totals(&c.path);
    assert!(found["file.keys"] >= 2 && found["file.counts"] >= 1, "{found:?}");
    for code in ["file.keys", "file.counts"] {
        let mended = c.store.mend(&act(), today(), &findings(&c.path, code)).unwrap();
        assert!(mended.done > 0 && mended.left == 0);
        assert_eq!(findings(&c.path, code), vec![]);
    }
}

#[test]
fn mending_is_one_step_that_can_be_taken_back() {
    let mut c = city();
    c.run("UPDATE cadre SET sex = NULL, birth = NULL WHERE id IN (6, 7, 8)");
    c.run("UPDATE cadre SET name = '王\u{200b}明' WHERE id = 9; UPDATE cadre SET unit_order = 987654 WHERE id = 10");
    c.run("DELETE FROM hour_share WHERE entry_id = (SELECT min(entry_id) FROM hour_share)");
    for (code, n) in [("cadre.from_number", 3), ("text.untidy", 1), ("file.order", 1), ("hour_entry.share", 1)] {
        let asked = findings(&c.path, code);
        assert_eq!(asked.len(), n, "{code}");
        let before = rows(&c.path);
        let mended = c.store.mend(&act(), today(), &asked).unwrap();
        assert_eq!((mended.done, mended.left), (n, 0), "{code}");
        assert_eq!(findings(&c.path, code), vec![], "{code} is mended");
        let step = Reader::open(&c.path).unwrap().undoable("tester").unwrap().unwrap();
        assert!(step.label.starts_with("check "), "{}", step.label);
        if code == "file.order" {
            // The program's own: nobody wants the wrong order back.
            continue;
        }
        c.store.undo(&act(), step.id, &step.label).unwrap();
        assert!(rows(&c.path) == before, "{code} is taken back");
        let redo = Reader::open(&c.path).unwrap().redoable("tester").unwrap().unwrap();
        c.store.undo(&act(), redo.id, &redo.label).unwrap();
    }
    let (sex, birth): (String, String) =
        c.store.conn().query_row("SELECT sex, birth FROM cadre WHERE id = 6", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert!(["男", "女"].contains(&sex.as_str()) && birth.len() == 10);
}

/// Values of what mending touches, without versions and what the program keeps by itself.
fn rows(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut all = Vec::new();
    for sql in [
        "SELECT json_array(id, name, id_card, sex, birth, unit_id, phone, note) FROM cadre ORDER BY id",
        "SELECT json_array(entry_id, year, hours, days) FROM hour_share ORDER BY entry_id, year",
        "SELECT json_array(id, cadre_id, hours) FROM hour_entry ORDER BY id",
        "SELECT json_array(id, cadre_id, state) FROM nominee ORDER BY id",
    ] {
        let mut stmt = conn.prepare(sql).unwrap();
        all.extend(stmt.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    all
}

#[test]
fn two_records_of_a_person_become_one_where_nothing_contradicts() {
    let mut c = city();
    let number = number("19780304", "113");
    c.run(&format!(
        "INSERT INTO cadre (id, name, id_card, sex, birth, unit_id, level) SELECT 9001, '赵合并', '{number}', '男', '1978-03-04', unit_id, level FROM cadre WHERE id = 1;
         INSERT INTO cadre (id, name, birth, unit_id, phone) SELECT 9002, '赵合并', '1978-03', unit_id, '13800000009' FROM cadre WHERE id = 1;
         UPDATE hour_entry SET cadre_id = 9002 WHERE id IN (5, 6)"
    ));
    let asked: Vec<Finding> = findings(&c.path, "cadre.similar").into_iter().filter(|f| f.subject == "赵合并").collect();
    assert_eq!((asked.len(), asked[0].id, asked[0].other), (1, 9002, Some(9001)));
    let before = rows(&c.path);
    c.store.mend(&act(), today(), &asked).unwrap();
    let one = |sql: &str| c.store.conn().query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(one("SELECT count(*) || phone || id_card FROM cadre WHERE name = '赵合并'"), format!("113800000009{number}"));
    assert_eq!(one("SELECT group_concat(cadre_id) FROM hour_entry WHERE id IN (5, 6)"), "9001,9001");
    let step = Reader::open(&c.path).unwrap().undoable("tester").unwrap().unwrap();
    c.store.undo(&act(), step.id, &step.label).unwrap();
    assert!(rows(&c.path) == before, "taken back");
    // Another level contradicts; nothing is merged.
    c.run("UPDATE cadre SET level = '科员' WHERE id = 9002; UPDATE cadre SET level = '乡科级正职' WHERE id = 9001");
    let before = rows(&c.path);
    assert!(matches!(c.store.mend(&act(), today(), &asked), Err(Error::Unmet(_))));
    // Both on one list: neither.
    c.run("UPDATE cadre SET level = NULL WHERE id = 9002");
    c.run(
        "INSERT INTO nominee (id, call_up_id, cadre_id) SELECT 90001, min(id), 9001 FROM call_up;
         INSERT INTO nominee (id, call_up_id, cadre_id) SELECT 90002, min(id), 9002 FROM call_up",
    );
    assert!(matches!(c.store.mend(&act(), today(), &asked), Err(Error::Unmet(_))));
    assert_eq!(rows(&c.path).len(), before.len() + 2);
}

#[test]
fn an_old_number_of_fifteen_places_is_the_same_person() {
    let mut c = city();
    let new = number("19750512", "001");
    let old = format!("{}{}", &new[..6], &new[8..17]);
    c.run(&format!("UPDATE cadre SET id_card = '{new}' WHERE id = 30; UPDATE cadre SET id_card = '{old}' WHERE id = 31"));
    let twice = findings(&c.path, "cadre.id_twice");
    assert_eq!(twice.iter().map(|f| (f.id, f.other)).collect::<Vec<_>>(), [(31, Some(30))]);
}

#[test]
fn a_check_of_one_register_speaks_of_that_only_and_can_be_stopped() {
    let mut c = city();
    c.run("UPDATE cadre SET phone = NULL WHERE id = 9; UPDATE teacher SET term_until = '2020-01-01' WHERE id = 1");
    for kind in ["cadre", "teacher", "hour_entry", "unit"] {
        let found = check(&c.path, Some(kind));
        assert!(found.iter().all(|g| g.findings.iter().all(|f| f.kind == kind)), "{kind}");
    }
    assert!(check(&c.path, Some("cadre")).iter().any(|g| g.rule.code == "cadre.no_phone"));
    let stopped = Reader::open(&c.path).unwrap().check_data(today(), None, &|_, _| false).unwrap();
    assert!(stopped.is_none());
}

#[test]
fn a_clerk_mends_only_the_own_units() {
    let mut c = city();
    c.run("UPDATE cadre SET sex = NULL WHERE id IN (1, 2, 3, 40, 80, 120, 160)");
    let unit: i64 = c.store.conn().query_row("SELECT unit_id FROM cadre WHERE id = 40", [], |r| r.get(0)).unwrap();
    c.run(&format!(
        "INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES (1, 'tester', 't', 'manager', NULL), (2, 'clerk', 'c', 'clerk', {unit})"
    ));
    let clerk = Act { actor: "clerk".into(), ..act() };
    let all = findings(&c.path, "cadre.from_number");
    assert!(matches!(c.store.mend(&clerk, today(), &all), Err(Error::Outside(_))));
    let own: Vec<Finding> = all.into_iter().filter(|f| f.id == 40).collect();
    assert_eq!(c.store.mend(&clerk, today(), &own).unwrap().done, 1);
}

#[test]
fn the_command_says_what_it_found_and_how_bad() {
    let mut c = city();
    c.run("UPDATE cadre SET sex = NULL WHERE id IN (6, 7)");
    let run = |arguments: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_ganjiao"))
            .current_dir(c.folder.path())
            .args(["--db", c.path.to_str().unwrap(), "--lang", "zh", "--as", "tester", "--today", "2026-11-24"])
            .args(arguments)
            .output()
            .unwrap();
        (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap(), out.status.code())
    };
    let (out, said, code) = run(&["check", "--kind", "cadre"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("出生、性别可由身份证号补上：2") && said.contains("类"), "{out}{said}");
    let (out, _, code) = run(&["check", "--json"]);
    assert_eq!(code, Some(1));
    let groups: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    let group = groups.iter().find(|g| g["rule"] == "cadre.from_number").unwrap();
    assert_eq!(
        (group["total"].as_u64(), group["mend"].as_str(), group["severity"].as_str()),
        (Some(2), Some("auto"), Some("gap"))
    );
    assert_eq!(group["findings"].as_array().unwrap().len(), 2);
    let (_, said, code) = run(&["check", "--mend", "cadre.from_number"]);
    assert!(code == Some(0) && said.contains("已处理 2 条"), "{said}");
    let (out, ..) = run(&["check", "--kind", "cadre"]);
    assert!(!out.contains("from_number"), "{out}");
    assert_eq!(run(&["check", "--kind", "nothing"]).2, Some(2));
    assert_eq!(run(&["check", "--mend", "nothing"]).2, Some(2));
    // A register without findings is a success.
    assert_eq!(run(&["check", "--kind", "publication"]).2, Some(0));
}

#[test]
fn the_screen_opens_a_record_and_offers_the_mending() {
    let mut c = city();
    c.run("UPDATE cadre SET sex = NULL, birth = NULL WHERE id IN (6, 7); UPDATE cadre SET phone = NULL WHERE id = 9");
    let name: String = c.store.conn().query_row("SELECT name FROM cadre WHERE id = 9", [], |r| r.get(0)).unwrap();
    let mut ui = Ui::open(&c.path, today());
    // Keys that go to a sub-tab find it by its name.
    ui.keys("&").sees("[用户]").keys("1<c-a>").sees("[下周谁不在]");
    ui.keys("%").sees("[核查]").sees("没有电话").sees("出生、性别可由身份证号补上");
    let row = |ui: &Ui, words: &str| {
        let screen = ui.screen();
        let at = |what: &str| screen.lines().position(|l| l.contains(what)).unwrap();
        at(words) - at(">")
    };
    // The kind opens into its records; a record opens; F2 goes to the field.
    let down = row(&ui, "没有电话");
    ui.keys(&"<down>".repeat(down)).keys("<f2>").sees("先打开").keys("<enter>").sees(&name).keys("<down><f2>").sees("修改 干部");
    ui.keys("13812345678<f2>").sees("已保存").sees_no("没有电话");
    ui.keys("<home>");
    let down = row(&ui, "出生、性别");
    ui.keys(&"<down>".repeat(down))
        .keys("<f2>")
        .sees("处理 2 条")
        .keys("<down><enter>")
        .sees("已处理 2 条")
        .sees_no("出生、性别");
    ui.keys("<c-z>").sees("已撤销").sees("出生、性别");
    assert!(ALL.iter().any(|r| matches!(r.mend, Mend::Look)));
}
