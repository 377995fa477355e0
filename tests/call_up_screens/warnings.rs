//! Warnings are computed when somebody asks, and say whether they still hold.

use crate::city::{City, today};
use ganjiao::{
    domain::hours::Level,
    store::{
        Act,
        reports::{Asked, report},
    },
    text::Lang,
};
use std::collections::BTreeSet;

fn act() -> Act {
    Act { actor: "tester".into(), origin: "test".into(), at: "2026-11-24T08:00:00".into() }
}

/// Question 11, as a list to print.
#[test]
fn who_is_under_warning_by_unit() {
    let city = City::shared();
    let people = city.number("SELECT count(DISTINCT cadre_id) FROM warning WHERE year = 2026 AND level <> 'normal'");
    let mut ui = city.ui();
    let shown = ui.keys("8]").sees("告警").screen();
    let total = shown.lines().find(|l| l.contains("合计")).unwrap();
    assert!(total.trim_end().ends_with(&people.to_string()), "{total}");
    let rows = city.number("SELECT count(*) FROM warning WHERE year = 2026 AND level <> 'normal'");
    ui.keys("]").sees("还缺").sees(&format!("/{rows} 条"));
}

/// What is computed is what the sample city was built with, for those the rules bind.
#[test]
fn computing_finds_what_the_rules_say() {
    let city = City::own();
    let found = city.reader().warned(2026, today(), &|_, _| true).unwrap().unwrap();
    let rows = city.rows("SELECT cadre_id, rule_code, level FROM warning WHERE year = 2026 AND level <> 'normal'");
    let kept: BTreeSet<(i64, String, String)> =
        rows.into_iter().map(|r| (r[0].parse().unwrap(), r[1].clone(), r[2].clone())).collect();
    let now: BTreeSet<_> = found.iter().map(|w| (w.cadre, w.rule.clone(), w.level.code().to_owned())).collect();
    assert_eq!(now, kept);
    let again = city.store().keep_warnings(&act(), 2026, today(), &found).unwrap();
    assert_eq!((again.added, again.ended), (0, 0));
    assert!(!city.reader().warnings_since(2026).unwrap().stale);
}

#[test]
fn hours_that_change_make_them_stale_and_computing_ends_a_warning() {
    let city = City::own();
    let who = city.number("SELECT cadre_id FROM warning WHERE year = 2026 AND rule_code = 'N-1Y' AND level <> 'normal' LIMIT 1");
    let mut ui = city.ui();
    ui.keys("8]").sees_no("有变动");
    let entry = "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, days, source)";
    city.write(&[&format!("{entry} VALUES (8000001, {who}, 2026, '脱产培训', '补学', 500, 60, 'manual')")]);
    ui.app.changed();
    ui.sees("有变动");
    ui.keys("<c-u>").sees("解除").keys("<down>").sees_no("有变动");
    let level = format!("SELECT level FROM warning WHERE year = 2026 AND rule_code = 'N-1Y' AND cadre_id = {who}");
    assert_eq!(city.text(&level), Level::Normal.code());
    // One step back brings the warning back.
    ui.keys("<c-z>");
    assert_ne!(city.text(&level), Level::Normal.code());
}

/// A screen keeps the first lines of a long list and says so; a file has all of them.
#[test]
fn a_long_list_is_cut_for_the_screen_only() {
    let city = City::shared();
    let warned = report("warned").unwrap();
    let all = Asked::year(2026, today(), Lang::Zh);
    let some = Asked { most: Some(3), ..all.clone() };
    let table = (warned.load)(&city.reader(), &some, &|_, _| true).unwrap();
    assert!(table.cut && table.lines.len() == 3 && table.notes.iter().any(|n| n.contains("前 3 条")), "{:?}", table.notes);
    let whole = (warned.load)(&city.reader(), &all, &|_, _| true).unwrap();
    assert!(!whole.cut && whole.lines.len() > 3 && whole.lines[..3] == table.lines[..]);
}

#[test]
fn a_stopped_computation_keeps_nothing() {
    let city = City::own();
    assert!(
        city.reader().warned(2026, today(), &|_, _| false).unwrap().is_none()
            || city.number("SELECT count(*) FROM cadre") < 512.0
    );
}
