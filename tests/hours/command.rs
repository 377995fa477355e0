//! The command `hours`, as a process.

use crate::town::Town;
use serde_json::Value;
use std::process::{Command, Output};

fn ganjiao(town: &Town, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ganjiao"))
        .args(["--lang", "zh", "--today", "2026-11-24", "--db"])
        .arg(&town.path)
        .args(arguments)
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn town() -> Town {
    let town = Town::small();
    let entry = "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source) VALUES";
    town.write(&[
        &format!("{entry} (1, 1, 2026, '脱产培训', '中青班', 90, 'manual')"),
        &format!("{entry} (2, 1, 2025, '网络培训', '去年', 20, 'manual')"),
        "UPDATE unit SET parent_id = 2 WHERE id = 1",
    ]);
    town
}

#[test]
fn a_person_in_words_with_source_and_entries() {
    let town = town();
    let said = String::from_utf8(ganjiao(&town, &["hours", "甲"]).stdout).unwrap();
    for words in ["甲  东风镇", "已达标", "还差 50 学时", "《干部教育培训工作条例》", "中青班"] {
        assert!(said.contains(words), "{words} not in {said}");
    }
    assert!(!said.contains("去年"), "{said}");
    assert!(!String::from_utf8(ganjiao(&town, &["hours", "甲", "--below"]).stdout).unwrap().contains("已达标"));
    assert_eq!(ganjiao(&town, &["hours", "没有此人"]).status.code(), Some(1));
    assert_eq!(ganjiao(&town, &["hours"]).status.code(), Some(2));
}

#[test]
fn a_person_as_json_in_another_year() {
    let town = town();
    let answer = json(&ganjiao(&town, &["hours", "甲", "--year", "2025", "--json"]));
    assert_eq!((answer["year"].as_i64(), answer["people"][0]["name"].as_str()), (Some(2025), Some("甲")));
    let online = &answer["people"][0]["verdicts"][1];
    assert_eq!(
        (online["rule"].as_str(), online["got"].as_f64(), online["level"].as_str()),
        (Some("N-NET"), Some(20.0), Some("overdue"))
    );
    assert_eq!(online["entries"][0].as_i64(), Some(2));
}

#[test]
fn a_unit_with_the_units_below_it() {
    let town = town();
    let answer = json(&ganjiao(&town, &["hours", "--unit", "县教育局", "--json"]));
    assert_eq!(answer["people"].as_array().unwrap().len(), 6);
    let below = json(&ganjiao(&town, &["hours", "--unit", "1", "--below", "--json"]));
    assert_eq!(below["people"].as_array().unwrap().len(), 3);
    let table = ganjiao(&town, &["hours", "--unit", "东风镇", "--below"]);
    let (lines, words) = (String::from_utf8(table.stdout).unwrap(), String::from_utf8(table.stderr).unwrap());
    assert_eq!(lines.lines().count(), 1 + 5, "{lines}");
    assert!(words.contains("共 3 人，未达标 3 人"), "{words}");
}

/// A verdict that something wrote past the program is found, and put right.
#[test]
fn a_wrong_verdict_is_found_and_mended() {
    let town = town();
    let found = |arguments: &[&str]| {
        let output = ganjiao(&town, arguments);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let words = "预警与按规定重算不符";
    assert!(!found(&["check"]).1.contains(words));
    let conn = rusqlite::Connection::open(&town.path).unwrap();
    conn.execute_batch("UPDATE warning SET level = 'normal', missing = 1 WHERE cadre_id = 2 AND rule_code = 'N-1Y'").unwrap();
    drop(conn);
    let (code, said) = found(&["check"]);
    assert!(code == Some(1) && said.contains(words) && said.contains('乙'), "{said}");
    town.store().rebuild_verdicts(2026, crate::town::today(), &mut |_| true).unwrap();
    assert!(!found(&["check"]).1.contains(words));
}
