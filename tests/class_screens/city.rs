//! The same screens on the sample city.

use crate::harness::{Ui, parse};
use chrono::{Days, NaiveDate};
use ganjiao::{
    catalog,
    domain::{calendar::monday, value::Value},
    store::{
        Reader,
        class_page::MISSED,
        demo::{self, Continue, Plan},
        query::{Filter, Query, Test},
    },
};
use std::{path::PathBuf, sync::OnceLock};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn city() -> &'static PathBuf {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = Plan { cadres: 2000, seed: 1, today: today() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

fn ask(keys: &str) -> Ui {
    assert!(parse(keys).len() <= 10, "{keys}");
    let mut ui = Ui::open(city(), today());
    ui.keys(keys);
    ui
}

#[test]
fn who_was_sent_to_a_class_that_ended_and_who_did_not_come() {
    let reader = Reader::open(city()).unwrap();
    let mut query = Query::all(catalog::register("class").unwrap());
    query.filters.push(Filter { field: "state", test: Test::Any(vec![Value::text("ended")]) });
    let class = reader.ids(&query).unwrap()[0];
    let mut ui = ask("5<f6><down><down><enter>待<enter><enter><tab><tab>");
    let people = reader.class_roster(class).unwrap();
    let missed: Vec<_> = people.iter().filter(|p| MISSED.contains(&p.state.as_str())).collect();
    assert!(!missed.is_empty());
    ui.sees(&format!("共 {} 人", people.len()));
    for person in missed {
        ui.sees(&person.name);
    }
}

#[test]
fn the_week_side_by_side_shows_what_is_wrong_with_it() {
    let reader = Reader::open(city()).unwrap();
    let from = monday(today());
    let checked = reader.check_between(from, from + Days::new(6)).unwrap();
    let [clashes, ..] = checked.counts();
    assert!(clashes > 0, "the sample city has conflicts around today");
    ask("5]").sees(&format!("冲突 {clashes}，"));
    // Each class's own page finds the same clashes as the week of all classes.
    let mut classes: Vec<i64> = checked.rows.iter().map(|r| r.class_id).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut found: Vec<_> =
        classes.iter().flat_map(|c| reader.check_class(*c, from, from + Days::new(6)).unwrap().conflicts).collect();
    found.sort_by_key(|c| (c.date, c.half, c.kind, c.a, c.b));
    found.dedup();
    let mut all = checked.conflicts;
    all.sort_by_key(|c| (c.date, c.half, c.kind, c.a, c.b));
    assert_eq!(found, all);
}

#[test]
fn a_teacher_is_taken_where_a_timetable_says_so() {
    let reader = Reader::open(city()).unwrap();
    let from = monday(today());
    let rows = reader.sessions_between(from, from + Days::new(6)).unwrap();
    let (row, teacher) = rows.iter().find_map(|r| Some((r, r.people.iter().find_map(|p| p.teacher_id)?))).unwrap();
    let name = &row.people[0].name;
    let own = reader.teacher_sessions(teacher, from, from + Days::new(6)).unwrap();
    assert!(own.iter().any(|r| r.id == row.id));
    let title: String = row.title.chars().take(5).collect();
    ask(&format!("{name}<enter>")).sees(name).sees(&title);
}
