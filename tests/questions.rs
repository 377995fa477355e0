//! The questions of a meeting, as a person answers them: from the start screen, on sample data, in at most ten keys.

#[path = "harness.rs"]
mod harness;

use ganjiao::{
    catalog,
    store::{
        Act, Reader, Store,
        demo::{self, Continue, Plan},
        query::{Query, Row},
    },
};
use harness::{Ui, parse};
use std::{path::PathBuf, sync::OnceLock};

const TODAY: &str = "2026-11-24";

/// One city for all questions.
fn city() -> &'static PathBuf {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = Plan { cadres: 600, seed: 1, today: TODAY.parse().unwrap() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

/// Presses the keys on a new start, and counts them.
fn ask(keys: &str) -> Ui {
    let count = parse(keys).len();
    assert!(count <= 10, "{keys}: {count} keys");
    let mut ui = Ui::open(city(), TODAY.parse().unwrap());
    ui.keys(keys);
    ui
}

fn rows(kind: &str, fields: &[&str]) -> Vec<Row> {
    let reader = Reader::open(city()).unwrap();
    let register = catalog::register(kind).unwrap();
    let fields: Vec<_> = fields.iter().map(|name| register.field(name).unwrap()).collect();
    let ids = reader.ids(&Query::all(register)).unwrap();
    reader.rows(register, &fields, &ids).unwrap()
}

fn text(row: &Row, n: usize) -> String {
    row.cells[n].label.clone().unwrap_or_else(|| row.cells[n].value.to_string())
}

/// A person with a name of three characters that nobody else has.
fn somebody() -> String {
    let all: Vec<String> = rows("cadre", &["name"]).iter().map(|r| text(r, 0)).collect();
    let alone = |name: &&String| name.chars().count() == 3 && all.iter().filter(|n| n == name).count() == 1;
    all.iter().skip(40).find(alone).unwrap().clone()
}

#[test]
fn how_many_hours_does_x_have_and_how_many_are_missing() {
    let name = somebody();
    ask(&format!("{name}<enter>")).sees(&name).sees("学时").sees("依据");
}

#[test]
fn who_was_sent_to_this_class_and_who_did_not_come() {
    ask("5<enter><tab><tab>").sees("学员").sees("[学员").sees("报到");
    ask("7<enter>").sees("未到人员");
}

#[test]
fn how_does_unit_y_stand_and_at_which_rank() {
    ask("财政局<enter>").sees("财政局").sees("参训率").sees("第");
}

#[test]
fn which_of_the_programme_have_not_been_through() {
    ask("5]]<enter>").sees("还没轮训").sees("覆盖率");
}

#[test]
fn who_is_away_next_week() {
    ask("]").sees("下周").sees("2026.11.30").sees("培训");
}

#[test]
fn who_can_teach_topic_z_when_last_how_rated_at_what_fee() {
    ask("4<tab><down>").sees("最近课次").sees("评分").sees("课酬");
}

#[test]
fn which_site_fits_a_half_day() {
    ask("3").sees("车程").sees("容量");
}

#[test]
fn which_courses_are_on_this_topic_and_who_taught_them() {
    ask("2<tab><down><enter>").sees("授课人").sees("课次");
    ask("2<tab><down><enter><enter><pgdn>").sees("授课记录（");
}

#[test]
fn is_this_teacher_free_on_that_day() {
    let name = text(&rows("teacher", &["name"])[0], 0);
    ask("4<enter>").sees(&name).sees("上午").sees("下午");
}

#[test]
fn who_is_under_warning() {
    ask("8]").sees("预警");
}

#[test]
fn how_many_classes_of_the_plan_are_done() {
    ask("0<down><down><down><enter>").sees("计划");
}

#[test]
fn how_often_has_this_person_been_to_upper_classes() {
    let name = somebody();
    ask(&format!("{name}<enter>")).sees("上级选调");
}

/// A class of next year was just entered; last year's timetable of its name goes onto its days.
#[test]
fn last_years_timetable_of_the_same_kind_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.db");
    std::fs::copy(city(), &path).unwrap();
    let mut store = Store::open(&path).unwrap();
    let act = Act { actor: "tester".into(), origin: "test".into(), at: format!("{TODAY} 08:00:00") };
    store
        .write(&act, "next year", |tx| {
            tx.execute(
                "INSERT INTO training_class (id, year, name, term, kind, starts_on, ends_on, planned, state)
                 SELECT (SELECT max(id) + 1 FROM training_class), 2027, t.name, '第1期', t.kind, '2027-03-01', '2027-04-30', 40, 'approved' FROM training_class t
                 WHERE t.id = (SELECT s.class_id FROM session s JOIN training_class k ON k.id = s.class_id AND k.year = 2026
                   GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let keys = "5<home><enter><tab><lt><enter>";
    assert!(parse(keys).len() <= 10);
    let mut ui = Ui::open(&path, TODAY.parse().unwrap());
    ui.keys(keys).sees("已复制").sees("节假日已跳过").sees("2027.03.01");
}
