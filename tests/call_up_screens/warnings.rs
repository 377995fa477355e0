//! Warnings by level and unit, and as a list to print.

use crate::city::{City, today};
use ganjiao::{
    store::reports::{Asked, report},
    text::Lang,
};

/// Question 11, as a list to print.
#[test]
fn who_is_under_warning_by_unit() {
    let city = City::shared();
    let people = city.number("SELECT count(DISTINCT cadre_id) FROM warning WHERE year = 2026 AND level <> 'normal'");
    let mut ui = city.ui();
    let shown = ui.keys("8]").sees("告警").screen();
    let total = shown.lines().find(|l| l.contains("合计")).unwrap();
    assert_eq!(total.split_whitespace().nth(5), Some(people.to_string().as_str()), "{total}");
    let rows = city.number("SELECT count(*) FROM warning WHERE year = 2026 AND level <> 'normal'");
    ui.keys("]").sees("还缺").sees(&format!("/{rows} 条"));
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
