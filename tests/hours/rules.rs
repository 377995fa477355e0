//! Changing rules and choices: what is previewed is what comes, and what makes no sense is refused.

use crate::{
    harness::Ui,
    town::{Town, act, d, today},
};
use ganjiao::{
    catalog,
    domain::value::Value,
    store::{bulk::Edit, edit::Values, rules::Change},
};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept of each person: rule and year, level and hours missing.
fn kept(town: &Town) -> BTreeMap<String, BTreeSet<String>> {
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in town.rows("SELECT cadre_id, rule_code, year, level, round(missing, 2) FROM warning") {
        let (who, what) = row.split_once('|').unwrap();
        people.entry(who.to_owned()).or_default().insert(what.to_owned());
    }
    people
}

/// A rule of the office's own.
const OWN: &[(&str, &str)] = &[
    ("name", "本县脱产学时"),
    ("code", "OWN"),
    ("scope", "level:乡科级正职、乡科级副职"),
    ("period", "year"),
    ("metric", "full_time"),
    ("target", "24"),
    ("valid_from", "2026-01-01"),
    ("doc_title", "《本县办法》"),
];

/// Values of a rule as a form has read them.
fn values(of: &[(&str, &str)]) -> Values {
    let register = catalog::register("hour_rule").unwrap();
    let value = |text: &str| text.parse().map_or_else(|_| Value::text(text), Value::Real);
    of.iter().map(|(name, text)| (register.field(name).unwrap(), value(text))).collect()
}

fn preview(town: &Town, change: &Change) -> ganjiao::store::rules::Preview {
    let after = town.store().rules_after(&act(), change).unwrap();
    town.reader().compare(&after, today(), &mut |_| true).unwrap().unwrap()
}

fn rule(town: &Town, code: &str) -> (i64, i64) {
    let rules = town.reader().kept_rules().unwrap();
    let rule = rules.iter().find(|r| r.code == code && r.valid_until.is_none()).unwrap();
    (rule.id, rule.version)
}

#[test]
fn what_is_previewed_is_what_comes() {
    let town = Town::city(400);
    let field = |field, value| move |(rule, version)| Change::Field { rule, version, field, value };
    type Make = Box<dyn FnOnce((i64, i64)) -> Change>;
    let choice = |name, value: &str| -> Make {
        let value = value.to_owned();
        Box::new(move |_| Change::Choice { name, value })
    };
    let record = |edit: fn((i64, i64)) -> Edit| -> Make {
        let register = catalog::register("hour_rule").unwrap();
        Box::new(move |rule| Change::Edits { register, edits: vec![edit(rule)] })
    };
    let changes: [Make; 9] = [
        record(|(id, version)| Edit::Change { id, version, values: values(&[("target", "80"), ("alternative", "days=11")]) }),
        record(|(id, version)| Edit::Remove { id, version }),
        record(|_| Edit::Add(values(OWN))),
        Box::new(field("target", Value::Real(60.0))),
        Box::new(field("target", Value::Real(140.0))),
        Box::new(field("scope", Value::text("level:乡科级正职"))),
        choice("alarm_from", "11-01"),
        choice("online_cap", "10"),
        Box::new(|(rule, version)| Change::From { rule, version, from: d("2026-07-01"), target: 120.0 }),
    ];
    for make in changes {
        let change = make(rule(&town, "N-1Y"));
        let before = kept(&town);
        let preview = preview(&town, &change);
        assert_eq!(kept(&town), before, "a preview changes nothing");
        town.store().change_rules(&act(), &change).unwrap();
        let after = kept(&town);
        let people: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let none = BTreeSet::new();
        let altered = people.iter().filter(|p| before.get(**p).unwrap_or(&none) != after.get(**p).unwrap_or(&none)).count();
        assert_eq!(preview.people, altered, "{change:?}");
        assert!(altered > 0 && preview.worse + preview.better <= altered, "{change:?}");
        assert_eq!(preview.named.len(), altered.min(500));
        town.undo();
        assert_eq!(kept(&town), before, "{change:?}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let town = Town::small();
    let (yearly, version) = rule(&town, "N-1Y");
    let field = |field, value| Change::Field { rule: yearly, version, field, value };
    for change in [
        field("target", Value::text("多")),
        field("scope", Value::text("nobody:甲")),
        field("valid_until", Value::text("明年")),
        Change::Choice { name: "warn_below", value: "7".into() },
        Change::From { rule: yearly, version, from: d("2000-01-01"), target: 100.0 },
    ] {
        assert!(town.store().change_rules(&act(), &change).is_err(), "{change:?}");
    }
    let stale = Change::Field { rule: yearly, version: version + 3, field: "target", value: Value::Real(80.0) };
    assert!(town.store().change_rules(&act(), &stale).is_err());
}

#[test]
fn a_target_from_a_day_on_is_a_version_of_its_own() {
    let town = Town::small();
    let (yearly, version) = rule(&town, "N-1Y");
    town.store().change_rules(&act(), &Change::From { rule: yearly, version, from: d("2027-01-01"), target: 100.0 }).unwrap();
    let versions = "SELECT target, valid_until FROM hour_rule WHERE code = 'N-1Y' AND valid_from >= '2023' ORDER BY valid_from";
    assert_eq!(town.rows(versions), ["90|2026-12-31", "100|-"]);
    assert_eq!(town.one("SELECT target FROM warning WHERE rule_code = 'N-1Y' AND year = 2026"), "90");
    town.store().advance_verdicts(d("2027-01-01"), &mut |_| true).unwrap();
    assert_eq!(town.one("SELECT target FROM warning WHERE rule_code = 'N-1Y' AND year = 2027"), "100");
}

#[test]
fn a_manager_sees_the_effect_before_it_is_saved() {
    let town = Town::small();
    let mut ui = Ui::open(&town.path, today());
    ui.keys("8]]]]").sees("学时标准与设置").sees("N-1Y");
    ui.keys("<tab>").sees("从哪天起未达标即告警").sees("12-01");
    for _ in 0..8 {
        ui.keys("<down>");
    }
    ui.keys("<enter>").sees("现为 12-01");
    for _ in 0..5 {
        ui.keys("<bs>");
    }
    ui.keys("11-01<enter>").sees("将改变 6 人的结论（加重 6，减轻 0）");
    ui.keys("<down><enter>").sees("受影响的人").sees("告警").keys("<esc>").sees("将改变 6 人");
    assert_eq!(town.one("SELECT count(*) FROM office_setting"), "0");
    ui.keys("<enter>").sees("已保存");
    assert_eq!(town.one("SELECT value FROM office_setting WHERE name = 'alarm_from'"), "11-01");
    assert_eq!(town.one("SELECT count(*) FROM warning WHERE year = 2026 AND level = 'alarm'"), "11");
}

#[test]
fn a_clerk_changes_no_rule() {
    let town = Town::small();
    town.write(&["INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES (1, 'boss', '主任', 'manager', NULL), (2, 'tester', '经办', 'clerk', 1)"]);
    let change = Change::Choice { name: "alarm_from", value: "11-01".into() };
    assert!(town.store().change_rules(&act(), &change).is_err());
    Ui::open(&town.path, today()).keys("8]]]]<tab><enter>").sees_no("现为");
}

/// The whole form, one made new and a deletion ask the same question as the short way.
#[test]
fn no_way_around_the_preview() {
    let town = Town::small();
    let count = |sql: &str| town.one(&format!("SELECT count(*) FROM {sql}"));
    let mut ui = Ui::open(&town.path, today());
    ui.keys("8]]]]");
    for _ in 0..40 {
        if ui.screen().lines().any(|l| l.starts_with('>') && l.contains("年度学时")) {
            break;
        }
        ui.keys("<down>");
    }
    ui.keys("<f2>").sees("修改 学时标准");
    let current = ui.screen().contains("2023-09-19");
    for _ in 0..5 {
        ui.keys("<down>");
    }
    ui.keys("<c-u>60<f2>");
    if current {
        ui.sees("将改变 5 人的结论");
    } else {
        ui.sees("不改变任何人的结论");
    }
    assert_eq!(count("hour_rule WHERE code = 'N-1Y' AND target = 60"), "0", "nothing is saved before the answer");
    ui.keys("<down><enter>").sees("受影响的人").keys("<esc>").sees("人的结论");
    ui.keys("<down><down><enter>").sees("修改 学时标准");
    assert_eq!(count("hour_rule WHERE code = 'N-1Y' AND target = 60"), "0");
    ui.keys("<f2><enter>").sees("已保存");
    assert_eq!(count("hour_rule WHERE code = 'N-1Y' AND target = 60"), "1");
    ui.keys("<f8>").sees("人的结论").keys("<down><enter>");
    assert_eq!(count("hour_rule WHERE code = 'N-1Y' AND target = 60"), "0", "{}", ui.screen());
    ui.keys("<c-z>");
    assert_eq!(count("hour_rule WHERE code = 'N-1Y' AND target = 60"), "1");
}
