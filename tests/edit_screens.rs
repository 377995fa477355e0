//! Editing as a person does it: a cell in its list, many records at once, rows from a spreadsheet, the official order.

#[path = "harness.rs"]
mod harness;

use ganjiao::{
    catalog,
    domain::value::Value,
    store::{Act, Reader, Store, query::Query},
};
use harness::Ui;
use std::path::PathBuf;

struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn act(who: &str) -> Act {
    Act { actor: who.to_owned(), origin: "test".to_owned(), at: "2026-11-24 08:00:00".to_owned() }
}

/// Values of a new record, by field name.
fn values(kind: &str, of: &[(&str, Value)]) -> ganjiao::store::edit::Values {
    let register = catalog::register(kind).unwrap();
    of.iter().map(|(name, value)| (register.field(name).unwrap(), value.clone())).collect()
}

impl Office {
    /// Three sites, two units, four people of the first unit.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        let mut store = Store::create(&path).unwrap();
        store.write(&act("li"), "seed", ganjiao::store::seed::seed).unwrap();
        let office = Self { _folder: folder, path };
        for (n, name) in [(1, "石门纪念馆"), (2, "大坝村"), (3, "云台山")] {
            office.add("site", &[("name", Value::text(name)), ("sort_no", Value::Int(n))]);
        }
        for (n, name) in [(10, "水务局"), (20, "财政局")] {
            office.add("unit", &[("name", Value::text(name)), ("sort_no", Value::Int(n))]);
        }
        for name in ["张伟", "李娜", "王强", "赵敏"] {
            office.add("cadre", &[("name", Value::text(name)), ("unit_id", Value::Int(1))]);
        }
        office
    }

    fn add(&self, kind: &str, of: &[(&str, Value)]) -> i64 {
        let register = catalog::register(kind).unwrap();
        Store::open(&self.path).unwrap().write(&act("li"), "new", |tx| tx.insert(register, &values(kind, of))).unwrap()
    }

    fn ui(&self) -> Ui {
        Ui::open(&self.path, "2026-11-24".parse().unwrap())
    }

    /// One field of every record of a register, in official order.
    fn column(&self, kind: &str, name: &str) -> Vec<String> {
        let reader = Reader::open(&self.path).unwrap();
        let register = catalog::register(kind).unwrap();
        let ids = reader.ids(&Query::all(register)).unwrap();
        let rows = reader.rows(register, &[register.field(name).unwrap()], &ids).unwrap();
        rows.iter().map(|r| r.cells[0].value.to_string()).collect()
    }

    /// Journal entries, latest first: label and rows.
    fn steps(&self) -> Vec<(String, i64)> {
        let steps = Reader::open(&self.path).unwrap().steps(None, 50).unwrap();
        steps.into_iter().map(|s| (s.label, s.rows)).collect()
    }
}

#[test]
fn a_cell_is_edited_where_it_stands() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3=").keys("<c-u>石门旧址<enter>").sees("已保存").sees("石门旧址");
    assert_eq!(o.column("site", "name"), ["石门旧址", "大坝村", "云台山"]);
    ui.keys("<c-z>").sees("石门纪念馆");
}

#[test]
fn tab_goes_on_to_the_next_cell_and_esc_asks_before_it_loses_text() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<right><right>=科长<tab>").sees("已保存");
    assert_eq!(o.column("cadre", "position")[0], "科长");
    ui.keys("<esc>").sees_no("未保存");
    ui.keys("<home><left><left><left>=x<esc>").sees("未保存").keys("<enter>").keys("<esc><down><down><enter>");
    assert_eq!(o.column("cadre", "name")[0], "张伟");
}

#[test]
fn a_cell_has_the_faults_of_the_form() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3=<c-u><enter>").sees("必填");
    assert_eq!(o.column("site", "name")[0], "石门纪念馆");
}

#[test]
fn a_cell_never_overwrites_another_persons_change() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3=<c-u>石门陈列馆");
    let site = catalog::register("site").unwrap();
    let other = values("site", &[("name", Value::text("石门旧址"))]);
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit", |tx| tx.update(site, 1, 1, &other)).unwrap();
    ui.keys("<enter>").sees("zhao").sees("石门旧址").sees("石门陈列馆");
    assert_eq!(o.column("site", "name")[0], "石门旧址", "not before the person chose");
    ui.keys("<enter><enter>").sees("已保存");
    assert_eq!(o.column("site", "name")[0], "石门陈列馆");
}

#[test]
fn a_change_of_another_field_is_merged_without_a_question() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3=<c-u>石门陈列馆");
    let site = catalog::register("site").unwrap();
    let other = values("site", &[("guide", Value::text("周敏"))]);
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit", |tx| tx.update(site, 1, 1, &other)).unwrap();
    ui.keys("<enter>").sees("已保存");
    assert_eq!((o.column("site", "name")[0].as_str(), o.column("site", "guide")[0].as_str()), ("石门陈列馆", "周敏"));
}

#[test]
fn a_computed_column_says_why_it_cannot_be_edited() {
    let o = Office::new();
    let mut ui = o.ui();
    let columns = catalog::register("cadre").unwrap().columns;
    let computed = columns.iter().position(|c| !catalog::register("cadre").unwrap().field(c).unwrap().entered());
    let Some(at) = computed else { return };
    ui.keys("6").keys(&"<right>".repeat(at + 1)).keys("=").sees("由程序算出");
}
