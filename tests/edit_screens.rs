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

#[test]
fn one_value_into_many_is_previewed_written_as_one_step_and_taken_back() {
    let o = Office::new();
    o.add("cadre", &[("name", Value::text("钱进")), ("position", Value::text("科员"))]);
    let mut ui = o.ui();
    ui.keys("6<right><right><c-a><c-d>").sees("把一项改成同一个值").keys("<enter>").sees("改哪一项");
    ui.keys("<enter>科员<enter>").sees("4 条的「职务」将改为「科员」").sees("1 条已是这样");
    assert_eq!(o.column("cadre", "position").iter().filter(|p| *p == "科员").count(), 1, "not before the answer");
    ui.keys("<enter>").sees("已改 4 条").sees("科员");
    assert_eq!(o.column("cadre", "position"), ["科员"; 5]);
    assert_eq!(o.steps()[0], ("set cadre".to_owned(), 4));
    assert_eq!(ganjiao::store::backup::copies(&o.path, &ganjiao::store::backup::folder(&o.path)).len(), 1, "a copy first");
    ui.keys("<c-z>").sees("已撤销");
    assert_eq!(o.column("cadre", "position").iter().filter(|p| *p == "科员").count(), 1);
}

#[test]
fn a_value_that_one_record_cannot_have_skips_it_with_the_reason() {
    let o = Office::new();
    for (name, from) in [("早班", "2026-03-01"), ("晚班", "2026-09-01")] {
        let year = Value::Int(2026);
        o.add("class", &[("name", Value::text(name)), ("year", year), ("starts_on", Value::text(from))]);
    }
    let mut ui = o.ui();
    ui.keys("5<c-a><c-d><enter>");
    let field = catalog::register("class").unwrap().field("ends_on").unwrap();
    ui.keys(field.label.zh).keys("<enter>2026.6.30<enter>").sees("1 条的").sees("1 条不能改").sees("结束早于开始");
    ui.keys("<enter>").sees("已改 1 条");
    assert_eq!(o.column("class", "ends_on").iter().filter(|d| *d == "2026-06-30").count(), 1);
}

#[test]
fn tags_are_added_and_removed() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<space><space><c-d><down><enter>选调生、青干班<enter>").sees("2 条将加上标签「选调生、青干班」").keys("<enter>");
    ui.sees("已改 2 条");
    assert_eq!(o.column("cadre", "tags"), ["选调生、青干班", "选调生、青干班", "", ""]);
    ui.keys("<c-d><down><down><enter>").sees("青干班").keys("<down><enter>").sees("去掉标签").keys("<enter>").sees("已改 2 条");
    let left = o.column("cadre", "tags");
    assert!(left[0] == "选调生" || left[0] == "青干班", "{left:?}");
    assert_eq!(left[0], left[1]);
}

#[test]
fn marked_people_move_to_another_unit() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<space><down><space><c-d><down><down><down><enter>").sees("单位").keys("财政<enter>");
    ui.sees("2 条的「单位」将改为「财政局」").keys("<enter>").sees("已改 2 条");
    assert_eq!(o.column("cadre", "unit_id"), ["1", "1", "2", "2"], "their new unit comes later in the official order");
    ui.keys("<c-z>");
    assert_eq!(o.column("cadre", "unit_id"), ["1"; 4]);
}

#[test]
fn what_is_still_used_is_not_deleted_and_what_goes_too_is_told() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6]<space><space><f8>")
        .sees("1 条将被删除")
        .sees("1 条不能改")
        .sees("水务局")
        .keys("<down><enter>")
        .sees("已删除 1 条");
    assert_eq!(o.column("unit", "name"), ["水务局"]);
    o.add("cadre_post", &[("cadre_id", Value::Int(1)), ("position", Value::text("科长"))]);
    ui.keys("6<f8>").sees("「张伟」将被删除").sees("一起删除的有").keys("<enter>");
    assert_eq!(o.column("cadre", "name").len(), 4, "the first answer keeps");
}

#[test]
fn a_change_between_question_and_answer_is_not_overwritten() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<right><right><c-a><c-d><enter><enter>科员<enter>").sees("4 条");
    let cadre = catalog::register("cadre").unwrap();
    let other = values("cadre", &[("position", Value::text("局长"))]);
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit", |tx| tx.update(cadre, 2, 1, &other)).unwrap();
    ui.keys("<enter>").sees("已改 3 条").sees("zhao");
    assert_eq!(o.column("cadre", "position"), ["科员", "局长", "科员", "科员"]);
}

#[test]
fn rows_change_places_and_marked_rows_come_to_the_cursor() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<down><lt>").sees("已移动 1 条").sees("第 1/4 条");
    assert_eq!(o.column("cadre", "name"), ["李娜", "张伟", "王强", "赵敏"]);
    ui.keys("<lt>").sees("已经在头上");
    ui.keys(">>");
    assert_eq!(o.column("cadre", "name"), ["张伟", "王强", "李娜", "赵敏"]);
    ui.keys("<home><space><space><end><lt>").sees("已移动 2 条");
    assert_eq!(o.column("cadre", "name"), ["李娜", "张伟", "王强", "赵敏"]);
    ui.keys("<c-z>");
    assert_eq!(o.column("cadre", "name"), ["张伟", "王强", "李娜", "赵敏"]);
}

#[test]
fn the_order_says_why_it_cannot_be_changed() {
    let o = Office::new();
    o.add("cadre", &[("name", Value::text("钱进")), ("unit_id", Value::Int(2))]);
    let mut ui = o.ui();
    ui.keys("6<end><lt>").sees("同一组");
    ui.keys("<esc><c-s><down><enter><lt>").sees("不是正式排序");
    ui.keys("7]]<lt>").sees_no("已移动");
}

#[test]
fn moving_one_of_many_numbers_few_anew() {
    let o = Office::new();
    let cadre = catalog::register("cadre").unwrap();
    let mut store = Store::open(&o.path).unwrap();
    store
        .write(&act("li"), "fill", |tx| {
            for n in 1..=3000 {
                let row = [("name", Value::text(format!("人{n}"))), ("unit_id", Value::Int(2)), ("sort_no", Value::Int(n))];
                tx.insert(cadre, &values("cadre", &row))?;
            }
            Ok(())
        })
        .unwrap();
    let ids = Reader::open(&o.path).unwrap().ids(&Query::all(cadre)).unwrap();
    let (last, middle) = (ids[ids.len() - 1], ids[1500]);
    let moved =
        store.write(&act("li"), "order cadre", |tx| tx.place(cadre, &[last], ganjiao::store::order::Place::Before(middle)));
    assert!(moved.unwrap() <= 1510, "no more than stand between");
    let now = Reader::open(&o.path).unwrap().ids(&Query::all(cadre)).unwrap();
    assert_eq!((now[1500], now[1501]), (last, middle));
    let mut without = now.clone();
    without.retain(|id| *id != last);
    assert_eq!(without[..], ids[..ids.len() - 1], "the others stay in their order");
    let step =
        store.write(&act("li"), "order cadre", |tx| tx.place(cadre, &[ids[701]], ganjiao::store::order::Place::Before(ids[700])));
    assert_eq!(step.unwrap(), 2, "neighbours without a gap change numbers");
}

/// Rows as a spreadsheet puts them on the clipboard.
fn paste(ui: &mut Ui, text: &str) {
    ui.app.paste(&text.replace('\n', "\r\n"));
}

#[test]
fn pasted_rows_with_headings_are_judged_and_written_as_one_step() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6");
    paste(
        &mut ui,
        "姓名\t工作单位\t出生年月\t职务\n张伟\t水务局\t1980.5\t科长\n钱进\t财政局\t1990.13\t科员\n李娜\t水务局\t\t\n孙丽\t水利局\t\t\n",
    );
    ui.sees("修改 1").sees("相同 1").sees("有错 2").sees("首行是表头");
    ui.keys("<tab>")
        .sees("第 3 行「出生年月」")
        .sees("没有这一天")
        .keys("<enter>")
        .keys(&"<bs>".repeat(7))
        .keys("1990.12<enter>");
    ui.sees("新增 1").sees("有错 1").keys("<tab>").sees("第 5 行「单位」").sees("没有找到");
    assert_eq!(o.column("cadre", "name").len(), 4, "nothing before it is asked for");
    ui.keys("<f2>").sees("有 1 行还有错").keys("<down><enter>").sees("已写入：新增 1，修改 1");
    assert_eq!(o.column("cadre", "position"), ["科长", "", "", "", "科员"]);
    assert_eq!(o.column("cadre", "birth")[4], "1990-12");
    assert_eq!(o.steps()[0].0, "paste cadre");
    ui.keys("<c-z>").sees("已撤销");
    assert_eq!(o.column("cadre", "name").len(), 4);
    assert_eq!(o.column("cadre", "position"), ["", "", "", ""]);
}

#[test]
fn rows_without_headings_follow_the_columns_of_the_list() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6");
    paste(&mut ui, "钱进\t财政局\t科员\n孙丽\t财政局\t股长\n");
    ui.sees("按当前各栏对应").sees("新增 2").keys("<c-s>").sees("已写入");
    let names = o.column("cadre", "name");
    assert_eq!((names[4].as_str(), names[5].as_str()), ("钱进", "孙丽"), "in the order they were pasted");
    assert_eq!(o.column("cadre", "position")[4..], ["科员", "股长"]);
}

#[test]
fn what_is_pasted_stays_until_it_is_written_or_dropped() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3");
    paste(&mut ui, "云台山\n云台山\n");
    ui.keys("<tab>")
        .sees("同一条记录")
        .keys("<f2>")
        .sees_no("已写入")
        .keys("<esc>")
        .sees("还没有写入")
        .keys("<enter>")
        .sees("云台山");
    ui.keys("<f8>").keys("<f2>").sees("没有要写入的行").keys("<esc><down><enter>").sees_no("粘贴");
}

#[test]
fn a_pasted_list_starts_with_what_the_list_is_filtered_by() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<f6>单位<enter>水务<enter>").sees("单位=水务局");
    paste(&mut ui, "姓名\t职务\n钱进\t科员\n");
    ui.sees("新增 1").keys("<f2>").sees("钱进");
    assert_eq!(o.column("cadre", "unit_id"), ["1"; 5]);
    ui.keys("<f4>").sees("水务局");
}

#[test]
fn one_word_pasted_onto_a_list_is_looked_for() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6");
    ui.app.paste("李娜\n");
    ui.sees("查找").sees("李娜");
}

#[test]
fn a_refused_row_writes_nothing_of_them() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6");
    paste(&mut ui, "姓名\t职务\n张伟\t科长\n李娜\t股长\n");
    ui.sees("修改 2");
    let cadre = catalog::register("cadre").unwrap();
    let other = values("cadre", &[("position", Value::text("局长"))]);
    Store::open(&o.path).unwrap().write(&act("zhao"), "edit", |tx| tx.update(cadre, 2, 1, &other)).unwrap();
    ui.keys("<f2>").sees("第 3 行不能写入").sees("zhao").keys("<enter>").sees("李娜");
    assert_eq!(o.column("cadre", "position"), ["", "局长", "", ""]);
}

#[test]
fn pages_edit_add_and_delete_what_they_show() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("6<enter>").sees("张伟").keys("<f2>").sees("修改 干部").keys("<c-u>张玮<f2>").sees("已保存").sees("张玮");
    ui.keys("<tab><f4>").sees("新建 学时").sees("张玮").keys("<esc>");
    ui.keys("<f8>").sees("「张玮」将被删除").keys("<down><enter>").sees("已删除 1 条");
    assert_eq!(o.column("cadre", "name").len(), 3);
    ui.keys("<c-z>");
    assert_eq!(o.column("cadre", "name").len(), 4);
    let mut ui = o.ui();
    ui.keys("6]<enter>")
        .sees("水务局")
        .keys("<f2>")
        .sees("修改 单位")
        .keys("<esc>")
        .keys("<f4>")
        .sees("新建 干部")
        .sees("水务局");
}

#[test]
fn a_record_adds_what_belongs_to_it() {
    let o = Office::new();
    let mut ui = o.ui();
    ui.keys("3<enter>").sees("石门纪念馆").keys("<f2>").sees("修改 现场教学点").keys("<esc><f4>").sees("新建");
    ui.keys("<enter>").sees("石门纪念馆").keys("<esc>");
}

#[test]
fn a_clerk_changes_the_own_people_and_the_others_are_skipped_with_the_reason() {
    let o = Office::new();
    o.add("cadre", &[("name", Value::text("钱进")), ("unit_id", Value::Int(2))]);
    let users = "INSERT INTO person_of_office (id, login, name, role, unit_id) VALUES (1, 'li', '李', 'manager', NULL), (2, 'tester', '测', 'clerk', 1)";
    Store::open(&o.path).unwrap().write(&act("li"), "users", |tx| Ok(tx.execute_batch(users)?)).unwrap();
    let mut ui = o.ui();
    ui.keys("6<right><right><c-a><c-d><enter><enter>科员<enter>").sees("4 条的").sees("1 条不能改").sees("钱进");
    ui.keys("<enter>").sees("已改 4 条");
    assert_eq!(o.column("cadre", "position"), ["科员", "科员", "科员", "科员", ""]);
    ui.keys("6");
    paste(&mut ui, "姓名\t单位\t职务\n张伟\t水务局\t科长\n孙丽\t财政局\t科长\n");
    ui.sees("修改 1").sees("有错 1");
}

#[test]
fn what_is_stopped_leaves_nothing() {
    let o = Office::new();
    let cadre = catalog::register("cadre").unwrap();
    let bulk = ganjiao::store::bulk::Bulk::Set(cadre.field("position").unwrap(), Value::text("科员"));
    let plan = Reader::open(&o.path).unwrap().consider(cadre, &[1, 2, 3, 4], &bulk).unwrap();
    let mut store = Store::open(&o.path).unwrap();
    let asked = std::cell::Cell::new(0);
    let going = |_: u64, _: u64| {
        asked.set(asked.get() + 1);
        false
    };
    let stopped = store.apply(&act("li"), "set cadre", cadre, &plan.edits, &going);
    assert!(matches!(stopped, Err(ganjiao::store::Error::Stopped)), "{stopped:?}");
    assert_eq!((asked.get(), o.column("cadre", "position")), (1, vec![String::new(); 4]));
    assert!(o.steps().iter().all(|(label, _)| label != "set cadre"));
}

#[test]
fn the_make_up_screen_edits_and_deletes_the_row_at_the_cursor() {
    let o = Office::new();
    let owed = [("cadre_id", Value::Int(1)), ("cause", Value::text("no_show")), ("hours", Value::Real(8.0))];
    let state = catalog::register("make_up").unwrap();
    let causes = state.field("cause").unwrap();
    let catalog::FieldKind::State(words) = causes.kind else { panic!("causes are a closed list") };
    let mut owed = owed.to_vec();
    owed[1].1 = Value::text(words[0].0);
    o.add("make_up", &owed);
    let mut ui = o.ui();
    ui.keys("8")
        .sees("张伟")
        .keys("<f2>")
        .sees("修改 补训")
        .keys("<esc><f8>")
        .sees("将被删除")
        .keys("<down><enter>")
        .sees("已删除 1 条");
}
