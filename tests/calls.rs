//! The whole life of a call-up by keys: names, review, list, replacement, report-in, leave, end; every state from its log.

#[path = "calls/flow.rs"]
mod flow;
#[path = "harness.rs"]
mod harness;

use ganjiao::{
    catalog::{self, Register},
    domain::{states::parts::Parts, value::Value},
    store::{Act, Reader, Store, edit::Values},
    text::Lang,
    ui::glyph::ASCII,
};
use harness::Ui;
use std::path::PathBuf;

const TODAY: &str = "2026-11-24";

fn act(actor: &str) -> Act {
    Act { actor: actor.to_owned(), origin: "test".to_owned(), at: "2026-11-20 09:00:00".to_owned() }
}

fn register(kind: &str) -> &'static Register {
    catalog::register(kind).unwrap()
}

fn values(kind: &str, pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| (register(kind).field(name).unwrap(), value.clone())).collect()
}

/// Units with people, and a class of the upper level that calls twelve of them.
struct Office {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

const PEOPLE: &[(&str, &str)] = &[
    ("王建国", "水务局"),
    ("李红梅", "水务局"),
    ("张伟", "水务局"),
    ("赵敏", "财政局"),
    ("钱学勤", "财政局"),
    ("孙立", "财政局"),
    ("周涛", "东山镇"),
    ("吴芳", "东山镇"),
    ("郑凯", "东山镇"),
    ("冯玉", "西河镇"),
    ("陈晨", "西河镇"),
    ("褚明", "西河镇"),
    ("卫国强", "西河镇"),
    ("蒋欣", "东山镇"),
];

fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::create(&path).unwrap();
    let text = |s: &str| Value::text(s);
    store
        .write(&act("li"), "begin", |tx| {
            ganjiao::store::seed::fill(tx)?;
            let mut units = Vec::new();
            for (n, unit) in ["水务局", "财政局", "东山镇", "西河镇"].iter().enumerate() {
                let fields = [("name", text(unit)), ("sort_no", Value::Int(n as i64))];
                units.push((*unit, tx.insert(register("unit"), &values("unit", &fields))?));
            }
            for (n, (name, unit)) in PEOPLE.iter().enumerate() {
                let unit = units.iter().find(|(u, _)| u == unit).unwrap().1;
                let fields = [
                    ("name", text(name)),
                    ("unit_id", Value::Int(unit)),
                    ("position", text("副职")),
                    ("sort_no", Value::Int(n as i64)),
                ];
                tx.insert(register("cadre"), &values("cadre", &fields))?;
            }
            let class = [
                ("year", Value::Int(2026)),
                ("name", text("全省乡村振兴专题班")),
                ("starts_on", text("2026-11-30")),
                ("ends_on", text("2026-12-04")),
                ("days", Value::Real(5.0)),
                ("hours", Value::Real(40.0)),
                ("call_level", text("upper")),
            ];
            let class = tx.insert(register("class"), &values("class", &class))?;
            let call_up = [
                ("class_id", Value::Int(class)),
                ("level", text("upper")),
                ("deadline", text("2026-11-26")),
                ("quota_total", Value::Int(12)),
            ];
            let call_up = tx.insert(register("call_up"), &values("call_up", &call_up))?;
            for (_, unit) in &units {
                let fields = [("call_up_id", Value::Int(call_up)), ("unit_id", Value::Int(*unit)), ("places", Value::Int(3))];
                tx.insert(register("quota"), &values("quota", &fields))?;
            }
            Ok(())
        })
        .unwrap();
    Office { _folder: folder, path }
}

impl Office {
    fn ui(&self, columns: u16, rows: u16) -> Ui {
        Ui::with(&self.path, TODAY.parse().unwrap(), Lang::Zh, &ASCII, columns, rows)
    }

    fn states(&self) -> Vec<String> {
        let page = Reader::open(&self.path).unwrap().call_up(1).unwrap().unwrap();
        page.people.into_iter().map(|p| p.state).collect()
    }

    fn count(&self, state: &str) -> usize {
        self.states().iter().filter(|s| *s == state).count()
    }
}

/// A call-up with twelve people named, by keys.
fn with_names(o: &Office) -> Ui {
    let mut ui = o.ui(100, 30);
    ui.keys("7<enter>").sees("缺额 12");
    for (name, _) in PEOPLE.iter().take(12) {
        ui.keys(&format!("<f4>{name}<enter>"));
    }
    ui.sees("已报 12");
    ui
}

#[test]
fn from_the_notice_to_the_end_by_keys() {
    let o = office();
    let mut ui = with_names(&o);
    // Space on a state marks everybody in it; one key offers the steps; one step takes all.
    ui.keys("<tab><home><space>")
        .sees("选中的 12 条")
        .keys(".")
        .sees("审核通过")
        .sees("当前状态「已推荐」不能这样操作")
        .keys("<enter>");
    assert_eq!(o.count("approved"), 12);
    ui.sees("已审 12").sees_no("选中的");
    ui.keys("<home><space>.<enter>").sees("已通知");
    assert_eq!(o.count("notified"), 12);
    // The list went out; somebody else comes instead: who, why, by whose word.
    ui.keys("<btab><btab>").sees("第 1 版").keys("<tab><tab>");
    ui.keys("<home><down>.").keys("<down><down><down><enter>").sees("干部").keys("卫国强<enter>").sees("工作冲突");
    ui.keys("<enter>").sees("批准人").keys("部务会<enter>").sees("已办");
    assert_eq!((o.count("replaced"), o.count("approved"), o.count("notified")), (1, 1, 11));
    ui.sees("替 王建国").keys("<btab><btab>").sees("第 2 版（更新）").sees("换下").sees("新增").keys("<tab><tab>");
    // The one who comes instead is told; eleven come, one is excused, one is missing; one leaves early.
    to(&mut ui, "卫国强");
    ui.keys(".<enter>").sees("通知：已办");
    to(&mut ui, "褚明");
    ui.keys(".<down><enter>").sees("身体原因").keys("身体<enter>县委组织部<enter>").sees("准假不参训：已办");
    to(&mut ui, "陈晨");
    ui.keys(".<down><down><enter>").sees("记为缺训：已办").sees("未到 2 人");
    ui.keys("<home>");
    to(&mut ui, "已通知");
    ui.keys("<space>.<enter>").sees("报到：已办 10 条").sees("报到 10");
    to(&mut ui, "吴芳");
    ui.keys(".<down><down><enter>家里有急事<enter>").sees("退学：已办");
    to(&mut ui, "已报到");
    ui.keys("<space>.<enter>").sees("结业：已办 9 条");
    let page = Reader::open(&o.path).unwrap().call_up(1).unwrap().unwrap();
    let parts = Parts::of(page.people.iter().map(|p| p.state.as_str()));
    assert_eq!(parts, Parts { due: 13, came: 10, leave: 1, absent: 1, replaced: 1, open: 0 });
    // The call-up itself ends from the table of units.
    ui.keys("<btab>.").sees("办结").keys("办结").keys("<esc>");
    let log =
        Reader::open(&o.path).unwrap().state_log("nominee", page.people.iter().find(|p| p.name == "褚明").unwrap().id).unwrap();
    assert_eq!(log.iter().map(|step| step.to.as_str()).collect::<Vec<_>>(), ["nominated", "approved", "notified", "excused"]);
    assert_eq!(log[3].approver.as_deref(), Some("县委组织部"));
    // The circular of the half-year says the same.
    let mut after = Ui::with(&o.path, "2026-12-10".parse().unwrap(), Lang::Zh, &ASCII, 100, 30);
    after
        .keys("7]]]")
        .sees("应调 13　实调 10　请假 1　缺训 1　调换 1　未定 0　参训率 83.3%")
        .keys("<tab><tab>")
        .sees("陈晨")
        .sees("褚明");
    // One undo takes one step of many back.
    ui.keys("<c-z>");
    assert_eq!((o.count("reported"), o.count("completed")), (9, 0));
}

/// The cursor to the line with these words.
fn to(ui: &mut Ui, words: &str) {
    ui.keys("<home>");
    for _ in 0..60 {
        if ui.screen().lines().any(|line| line.starts_with('>') && line.contains(words)) {
            return;
        }
        ui.keys("<down>");
    }
    panic!("no {words} on\n{}", ui.screen());
}

#[test]
fn what_waits_is_seen_on_the_page_and_on_today() {
    let o = office();
    let mut store = Store::open(&o.path).unwrap();
    let early = Act { at: "2026-11-10 09:00:00".to_owned(), ..act("li") };
    store.nominate(&early, 1, &[1, 2, 3], ganjiao::store::transition::Naming::default()).unwrap();
    let mut ui = o.ui(120, 36);
    ui.sees("等待办理的人").sees("已等 14 天").sees("待审 3").sees("可以开始报名");
    ui.keys("7<enter><tab>").sees("等 14 天");
}

/// Half a day is near the seventh of a short class, a second is over it; its length decides who decides.
#[test]
fn leave_asks_whom_its_length_asks_for_and_warns_of_the_seventh() {
    let o = office();
    let mut ui = with_names(&o);
    ui.keys("<tab><home><space>.<enter>").keys("<home><down>l").sees("病假").keys("<down><enter>").keys("11.30下午<enter>");
    ui.sees("请假 1 个半天，由班主任批准")
        .sees("再请就超七分之一")
        .keys("<enter>")
        .sees("班主任")
        .keys("<enter>")
        .sees("准假：已办");
    ui.sees_no("请假超过七分之一");
    ui.keys("<home><down>l<enter>").keys("12.2-12.4<enter>").sees("由组织部批准").sees("已超七分之一");
    ui.keys("<esc>").sees("请假超过七分之一");
    let reader = Reader::open(&o.path).unwrap();
    let leaves: Vec<(String, String)> = {
        let mut stmt = reader.conn().prepare("SELECT state, coalesce(approver, '') FROM leave ORDER BY id").unwrap();
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(leaves, [("approved".to_owned(), "班主任".to_owned()), ("applied".to_owned(), String::new())]);
}

#[test]
fn a_span_that_cannot_be_read_is_asked_again() {
    let o = office();
    let mut ui = with_names(&o);
    ui.keys("<tab><home><down>l<enter>").keys("明年<enter>").sees("看不懂").sees("明年");
    ui.keys("<esc>");
    let n: i64 = Reader::open(&o.path).unwrap().conn().query_row("SELECT count(*) FROM leave", [], |row| row.get(0)).unwrap();
    assert_eq!(n, 0);
}

/// Two windows on one call-up: who comes second is told who was first.
#[test]
fn two_clerks_on_one_page() {
    let o = office();
    let mut first = with_names(&o);
    let mut second = o.ui(100, 30);
    second.keys("7<enter><tab><home><space>.");
    first.keys("<tab><home><down>.<down><enter>").sees("已办（候补）");
    first.keys("<home><down>.").sees("审核通过");
    second.keys("<down><down><down><enter>").sees("原因").keys("自己写<enter>").keys("自己放弃<enter>");
    second.sees("放弃：已办 12 条");
    first.keys("<enter>").sees("没有办成").sees("当前状态「放弃」").sees("tester");
}

/// The state of a record with a machine is not typed, and says which key changes it.
#[test]
fn the_form_points_to_the_key() {
    let o = office();
    let mut ui = with_names(&o);
    ui.keys("<esc>]]")
        .sees("王建国")
        .keys("<f2>")
        .keys("<down><down><down><down><down><down><down><down>")
        .keys("x")
        .sees("按 .");
    ui.keys("<esc>").keys("<space><down><space>.").sees("选中的 2 条").keys("<enter>").sees("审核通过：已办 2 条");
    assert_eq!(o.count("approved"), 2);
}

/// Who should go: the best first with reasons, marked ones go on the call-up, and are then no longer asked.
#[test]
fn candidates_are_marked_and_nominated() {
    let o = office();
    let mut store = Store::open(&o.path).unwrap();
    store
        .write(&act("li"), "facts", |tx| {
            tx.execute("UPDATE cadre SET tags = '挂职' WHERE name = '王建国'", [])?;
            // Everybody but one has most of the year's hours.
            tx.execute(
                "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source)
                 SELECT id, id, 2026, '网络培训', '网上专题班', 60, 'manual' FROM cadre WHERE name <> '郑凯'",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let mut ui = o.ui(100, 30);
    ui.keys("7<enter>w").sees("看了 14 人，符合 14 人").sees("没有脱产培训记录");
    let screen = ui.screen();
    let at = |name: &str| screen.lines().position(|line| line.contains(name)).unwrap();
    assert!(at("郑凯") < at("李红梅") && at("蒋欣") < at("王建国"), "{screen}");
    ui.sees("理由：今年还缺 90 学时").sees("没有顾虑");
    ui.keys("<space><space><f4>").sees("单位推荐").keys("<down><enter>").sees("学时不足").keys("<enter>").sees("已报 2 人");
    ui.sees("符合 12 人").sees("已在名单 2");
    ui.keys("<esc><tab>").sees("郑凯").sees("点名调训");
    let reader = Reader::open(&o.path).unwrap();
    let named: i64 = reader
        .conn()
        .query_row("SELECT count(*) FROM nominee WHERE route = 'named' AND named_reason = '学时不足'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(named, 2);
}

/// Places by largest remainder of those left, as a preview; written by one key, and one undo takes them back.
#[test]
fn places_are_proposed_and_then_written() {
    let o = office();
    let mut store = Store::open(&o.path).unwrap();
    store
        .write(&act("li"), "facts", |tx| {
            tx.execute("UPDATE call_up SET quota_total = 7", [])?;
            tx.execute("UPDATE cadre SET sex = '女' WHERE name IN ('李红梅', '吴芳')", [])?;
            Ok(())
        })
        .unwrap();
    let places = || -> Vec<(i64, i64, Option<String>)> {
        let reader = Reader::open(&o.path).unwrap();
        let mut stmt = reader.conn().prepare("SELECT unit_id, places, condition FROM quota ORDER BY unit_id").unwrap();
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect()
    };
    let mut ui = o.ui(120, 36);
    ui.keys("7<enter>w<tab>").sees("建议").sees("合计 7");
    assert_eq!(places().iter().map(|p| p.1).collect::<Vec<_>>(), [3, 3, 3, 3], "nothing is written yet");
    // Women: at least one, asked for among the conditions; then a place by hand.
    ui.keys("<tab><down><enter>")
        .sees("其中女干部不少于")
        .keys("<bs>1<enter><btab>")
        .keys("<home>+")
        .sees("合计 8")
        .keys("-")
        .sees("合计 7");
    ui.keys("<f2>").sees("名额已写入 4 个单位");
    let now = places();
    // 3, 3, 4, 4 people left: 1.5, 1.5, 2, 2 of 7.
    assert_eq!(now.iter().map(|p| p.1).sum::<i64>(), 7);
    assert_eq!(now.iter().map(|p| p.1).collect::<Vec<_>>(), [2, 1, 2, 2]);
    assert_eq!(now.iter().filter(|p| p.2.as_deref() == Some("女干部不少于 1 名")).count(), 1);
    ui.keys("<c-z>");
    assert_eq!(places().iter().map(|p| p.1).collect::<Vec<_>>(), [3, 3, 3, 3]);
}

#[test]
fn conditions_are_kept_as_a_set() {
    let o = office();
    let mut ui = o.ui(120, 36);
    ui.keys("7<enter>w<tab><tab>").sees("职务层次").keys("<home><down><down><down><enter>").sees("县处级正职");
    ui.keys("县处级正职<tab><enter>").sees("符合 0 人").sees("职务层次 14");
    ui.keys("<f7><enter>县处<enter>").sees("已存：县处");
    let mut other = o.ui(120, 36);
    other.keys("7<enter>w").sees("符合 14 人").keys("<f7>县处<enter>").sees("符合 0 人");
}
