//! Forms as a person uses them: new, edit, faults, conflict, draft, delete and undo.

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

/// An office with two sites.
fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::create(&path).unwrap();
    store.write(&act("li"), "init", ganjiao::store::seed::seed).unwrap();
    let site = catalog::register("site").unwrap();
    for (n, name) in [(1, "石门纪念馆"), (2, "大坝村")] {
        let values = vec![(site.field("name").unwrap(), Value::text(name)), (site.field("sort_no").unwrap(), Value::Int(n))];
        store.write(&act("li"), "new", |tx| tx.insert(site, &values)).unwrap();
    }
    Office { _folder: folder, path }
}

fn ui(office: &Office) -> Ui {
    Ui::open(&office.path, "2026-11-24".parse().unwrap())
}

fn column(office: &Office, name: &str) -> Vec<String> {
    let reader = Reader::open(&office.path).unwrap();
    let site = catalog::register("site").unwrap();
    let field = site.field(name).unwrap();
    let ids = reader.ids(&Query::all(site)).unwrap();
    reader.rows(site, &[field], &ids).unwrap().iter().map(|r| r.cells[0].value.to_string()).collect()
}

#[test]
fn a_new_record_is_typed_saved_and_undone() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<f4>").sees("新建").keys("云台山<f2>").sees("云台山").sees("已保存");
    assert_eq!(column(&o, "name").len(), 3);
    ui.keys("<c-z>").sees("已撤销").sees_no("云台山");
    ui.keys("<c-y>").sees("云台山");
}

#[test]
fn a_required_field_and_a_bad_number_are_named_and_nothing_is_saved() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<f4><f2>").sees("必填").sees("处要改");
    assert_eq!(column(&o, "name").len(), 2);
}

#[test]
fn leaving_asks_and_a_draft_comes_back_once() {
    let o = office();
    ui(&o).keys("3<f4>云台山<enter><esc>").sees("未保存").keys("<down><down><enter>").sees_no("未保存");
    let mut next = ui(&o);
    next.keys("3<f4>").sees("草稿").keys("<enter>").sees("云台山").keys("<f2>").sees("已保存");
    assert_eq!(column(&o, "name").len(), 3);
    ui(&o).keys("3<f4>").sees_no("草稿");
}

#[test]
fn another_persons_change_is_never_overwritten() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<f2><c-u>石门陈列馆");
    let site = catalog::register("site").unwrap();
    let other = vec![(site.field("name").unwrap(), Value::text("石门旧址")), (site.field("guide").unwrap(), Value::text("周敏"))];
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit", |tx| tx.update(site, 1, 1, &other)).unwrap();
    ui.keys("<f2>").sees("zhao").sees("石门旧址").sees("石门陈列馆");
    assert_eq!(column(&o, "name")[0], "石门旧址", "not before the person chose");
    ui.keys("<enter><f2>").sees("已保存");
    assert_eq!(column(&o, "name")[0], "石门陈列馆");
    assert_eq!(column(&o, "guide")[0], "周敏", "what only the other changed stays");
}

#[test]
fn marked_rows_are_deleted_together_and_come_back_in_one_step() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<space><space><f8>").sees("删除 2 条").keys("<down><enter>").sees("没有记录");
    assert!(column(&o, "name").is_empty());
    ui.keys("<c-z>").sees("大坝村").sees("石门纪念馆");
}

/// Each kind of field, typed or chosen on the screen, and what is stored.
#[test]
fn every_kind_of_field_works_on_the_screen() {
    let o = office();
    let mut ui = ui(&o);
    let register = catalog::register("class").unwrap();
    let entered: Vec<&str> = register.fields.iter().filter(|f| f.entered()).map(|f| f.name).collect();
    let to = |name: &str| "<pgup>".repeat(10) + &"<down>".repeat(entered.iter().position(|f| *f == name).unwrap());
    ui.keys("5<f4>").sees("新建");
    let typed = [
        ("name", "青干班", "青干班"),
        ("year", "2026", "2026"),
        ("starts_on", "5.12", "2026.05.12"),
        ("days", "2.5天", "2.5"),
        ("hours", "２０", "20"),
        ("abroad", "否", "否"),
    ];
    for (name, keys, shown) in typed {
        ui.keys(&to(name)).keys("<c-u>").keys(keys).keys("<enter>").sees(shown);
    }
    // A closed list, by its word.
    ui.keys(&to("state")).keys("<f4>").sees("状态").keys("<down><enter>");
    // A link, found by pinyin.
    let link = register.fields.iter().find(|f| matches!(f.kind, catalog::FieldKind::Link("site" | "institution" | "programme")));
    if let Some(link) = link {
        ui.keys(&to(link.name)).keys("<f4>").sees(register.field(link.name).unwrap().label.zh).keys("<esc>");
    }
    // Several lines.
    let long = register.fields.iter().find(|f| matches!(f.kind, catalog::FieldKind::Long)).unwrap();
    ui.keys(&to(long.name)).keys("<f4>第一行<f2>").sees("第一行");
    ui.keys("<f2>").sees("已保存");
    let reader = Reader::open(&o.path).unwrap();
    let row = reader.record(register, 1).unwrap().unwrap();
    let value = |name: &str| ganjiao::store::record::cell(register, &row, name).unwrap().value.clone();
    assert_eq!(value("name"), Value::text("青干班"));
    assert_eq!(value("starts_on"), Value::text("2026-05-12"));
    assert_eq!((value("days"), value("hours"), value("abroad")), (Value::Real(2.5), Value::Real(20.0), Value::Int(0)));
    assert_eq!(value(long.name), Value::text("第一行"));
}

#[test]
fn a_person_is_checked_against_the_identity_number() {
    let o = office();
    let mut ui = ui(&o);
    let register = catalog::register("cadre").unwrap();
    let entered: Vec<&str> = register.fields.iter().filter(|f| f.entered()).map(|f| f.name).collect();
    let to = |name: &str| "<pgup>".repeat(10) + &"<down>".repeat(entered.iter().position(|f| *f == name).unwrap());
    ui.keys("6<f4>艾力•买买提<enter>").sees("艾力•买买提").sees("F6 改为 艾力·买买提");
    ui.keys(&to("birth")).keys("81.01<enter>").sees("1981.01");
    ui.keys(&to("id_card")).keys("539923198001010010<enter>").sees("校验位不符");
    ui.keys(&to("birth")).sees("与身份证号中的出生日期不一致");
    ui.keys(&to("tags")).keys("选调生，青干班<enter>").sees("选调生、青干班");
    ui.keys("<f6>").sees("改为 艾力·买买提").sees_no("艾力•买买提").keys("<f2>").sees("已保存");
    assert_eq!(names(&o), ["艾力·买买提"]);
}

fn names(office: &Office) -> Vec<String> {
    let reader = Reader::open(&office.path).unwrap();
    let cadre = catalog::register("cadre").unwrap();
    let ids = reader.ids(&Query::all(cadre)).unwrap();
    let rows = reader.rows(cadre, &[cadre.field("name").unwrap()], &ids).unwrap();
    rows.iter().map(|r| r.cells[0].value.to_string()).collect()
}

/// The dot is offered once, also to who saves at once, and may stay as it is.
#[test]
fn a_look_alike_dot_is_offered_and_may_stay() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("6<f4>艾力•买买提<f2>").sees("F6 改为").sees_no("已保存").keys("<f2>").sees("已保存");
    assert_eq!(names(&o), ["艾力•买买提"]);
    // A saved name is not nagged about, but the offer stands.
    ui.keys("<f2><down><down><f2>").sees("没有修改");
    ui.keys("<f2><f6><f2>").sees("已保存");
    assert_eq!(names(&o), ["艾力·买买提"]);
}

/// No key is silent in a form: it does its thing, or says what to do first.
#[test]
fn keys_that_do_not_work_in_a_form_say_so() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<f4>云台山");
    for (key, says) in [
        ("<c-q>", "先离开"),
        ("<f10>", "先离开"),
        ("<c-z>", "先离开"),
        ("<f3>", "先离开"),
        ("<c-p>", "先离开"),
        ("<f5>", "先离开"),
        ("<f7>", "没有作用"),
        ("<c-k>", "没有作用"),
        ("<f6>", "没有要改的"),
    ] {
        ui.keys(key).sees(says).sees("云台山");
    }
    ui.keys("<c-l>").sees("云台山");
    assert!(ui.app.redraw, "Ctrl-L draws everything anew");
    // In a small window over it the way out is another.
    ui.keys("<esc>").sees("未保存").keys("<c-q>").sees("先关掉").keys("<esc><f2>").sees("已保存");
    assert_eq!(column(&o, "name").len(), 3);
}

/// Half hours, or quarters while a conversion of the office counts them.
#[test]
fn the_step_of_hours_is_the_offices() {
    let o = office();
    let register = catalog::register("class").unwrap();
    let entered: Vec<&str> = register.fields.iter().filter(|f| f.entered()).map(|f| f.name).collect();
    let hours = "<down>".repeat(entered.iter().position(|f| *f == "hours").unwrap());
    let typed = |what: &str, says: &str| {
        ui(&o).keys("5<f4>").keys(&hours).keys("<c-u>").keys(what).keys("<enter>").sees(says);
    };
    typed("1.3", "学时以 0.25 为单位");
    let conversion = catalog::register("hour_conversion").unwrap();
    let reader = Reader::open(&o.path).unwrap();
    let until = conversion.field("valid_until").unwrap();
    let mut store = Store::open(&o.path).unwrap();
    let quarters: Vec<i64> = reader
        .ids(&Query::all(conversion))
        .unwrap()
        .into_iter()
        .filter(|id| {
            let row = reader.record(conversion, *id).unwrap().unwrap();
            let hours = ganjiao::store::record::cell(conversion, &row, "hours").unwrap().value.as_number().unwrap();
            (hours * 2.0).fract() != 0.0
        })
        .collect();
    assert!(!quarters.is_empty());
    for id in quarters {
        let ended = vec![(until, Value::text("2025-12-31"))];
        store.write(&act("li"), "edit", |tx| tx.update(conversion, id, 1, &ended)).unwrap();
    }
    typed("1.25", "学时以 0.5 为单位");
}

/// The latest steps of all: what they changed, and taking an older one back while newer ones stay.
#[test]
fn the_journal_shows_steps_and_takes_one_back() {
    let o = office();
    let mut ui = ui(&o);
    ui.keys("3<f2><c-u>石门陈列馆<f2>").sees("已保存");
    ui.keys("<down><f2><c-u>大坝新村<f2>").sees("已保存");
    ui.keys("$").sees("操作记录").sees("所有人的操作").sees("修改 现场教学点（1 行）  大坝新村").sees("新建（1 行）");
    // The older of the two, with what it changed.
    ui.keys("<down><enter>")
        .sees("石门纪念馆")
        .sees("石门陈列馆")
        .sees_no("大坝")
        .keys("<enter>")
        .sees("石门陈列馆")
        .keys("<esc><esc>");
    ui.keys("<f8>").sees("撤销自己的").keys("<enter>").sees_no("已撤销");
    ui.keys("<f8><down><enter>").sees("已撤销");
    assert_eq!(column(&o, "name"), ["石门纪念馆", "大坝新村"]);
    // The step it undid says so, and cannot be undone again; the undo itself can.
    ui.keys("<home>").sees("撤销了第").keys("<down><down>").keys("<f8>").sees("已经撤销过了");
    ui.keys("<home><f8><down><enter>").sees("已重做");
    assert_eq!(column(&o, "name"), ["石门陈列馆", "大坝新村"]);
    // What the office began with is nobody's to undo.
    ui.keys("<end><f8>").sees("不能撤销").keys("<esc>");
    // Someone who built on it is named.
    let site = catalog::register("site").unwrap();
    let other = vec![(site.field("name").unwrap(), Value::text("石门旧址"))];
    let version = Reader::open(&o.path).unwrap().version(site, 1).unwrap().unwrap();
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit site", |tx| tx.update(site, 1, version, &other)).unwrap();
    ui.keys("$<down><down><down><down><f8><down><enter>").sees("没有撤销").sees("zhao").keys("<esc>");
    ui.keys("<home><f8>").sees("撤销 zhao 的").keys("<esc>");
    ui.keys("<f6>").sees("自己的操作").sees_no("zhao");
    // From the history of a record to the step and back.
    ui.keys("<esc><home>!").sees("石门旧址").keys("<enter>").sees("第 8 步").keys("<esc>").keys("<f6>").sees("所有人的操作");
}

#[test]
fn a_new_record_comes_last_in_the_official_order() {
    let o = office();
    ui(&o).keys("3<f4>云台山<f2>").sees("已保存");
    assert_eq!(column(&o, "name"), ["石门纪念馆", "大坝村", "云台山"]);
}
