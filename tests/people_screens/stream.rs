//! Many people at once give the numbers that each of them gives alone, on the sample city.

use chrono::{Datelike, NaiveDate};
use ganjiao::{
    domain::hours::Level,
    store::{
        Reader,
        demo::{Continue, Plan, build},
        ledger::Whom,
    },
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 11, 16).unwrap()
}

fn city() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        build(&path, &Plan { cadres: 1300, seed: 7, today: today() }, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    path
}

#[test]
fn a_stream_judges_as_one_ledger_does() {
    let db = Reader::open(city()).unwrap();
    let book = db.rulebook().unwrap();
    let (year, mut people, mut short) = (today().year(), 0, 0);
    db.judge(&book, Whom::All, year, today(), |judged| {
        let alone = db.ledger(&book, judged.cadre.id).unwrap().unwrap();
        let alone = alone.verdicts(&book, year, today());
        let numbers = |v: &ganjiao::domain::hours::Verdict| (v.rule.code.clone(), v.got, v.missing, v.level);
        assert_eq!(
            judged.verdicts.iter().map(numbers).collect::<Vec<_>>(),
            alone.iter().map(numbers).collect::<Vec<_>>(),
            "{}",
            judged.cadre.name
        );
        people += 1;
        short += usize::from(alone.iter().any(|v| v.level > Level::Normal));
        true
    })
    .unwrap();
    let active: i64 = db.conn().query_row("SELECT count(*) FROM cadre WHERE active = 1", [], |r| r.get(0)).unwrap();
    assert_eq!(people, active);
    assert!(short > 0, "the sample has people behind");
}

#[test]
fn a_stream_stops_when_told() {
    let db = Reader::open(city()).unwrap();
    let book = db.rulebook().unwrap();
    let mut seen = 0;
    db.judge(&book, Whom::All, 2022, today(), |_| {
        seen += 1;
        seen < 3
    })
    .unwrap();
    assert_eq!(seen, 3);
}

#[test]
fn counting_units_stops_when_told() {
    let db = Reader::open(city()).unwrap();
    let book = db.rulebook().unwrap();
    let mut told = Vec::new();
    let whole = db.standings(&book, 2022, &mut |n| {
        told.push(n);
        false
    });
    assert!(whole.unwrap().is_none());
    assert_eq!(told.len(), 1);
}

/// Trained, called, hours off the job, hours online of each unit, straight from the tables.
const PLAIN: &str = "
    SELECT c.unit_id, count(DISTINCT c.id), count(DISTINCT CASE WHEN g.parent = 'full_time' THEN c.id END),
      total(CASE WHEN g.parent = 'full_time' THEN coalesce(s.hours, e.hours) END),
      total(CASE WHEN g.parent = 'online' THEN coalesce(s.hours, e.hours) END)
    FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id LEFT JOIN hour_share s ON e.year IS NULL AND s.entry_id = e.id
    LEFT JOIN code g ON g.list = 'hour_form' AND g.name = e.form
    WHERE c.active = 1 AND coalesce(e.year, s.year) = ?1 GROUP BY c.unit_id";

#[test]
fn units_stand_as_their_people_do() {
    let db = Reader::open(city()).unwrap();
    let book = db.rulebook().unwrap();
    let mut shared = 0;
    for year in [2021, 2022] {
        let mut stmt = db.conn().prepare(PLAIN).unwrap();
        let plain: HashMap<i64, (u64, u64, f64, f64)> = stmt
            .query_map([year], |r| {
                let count = |n| r.get::<_, i64>(n).map(|n| u64::try_from(n).unwrap());
                Ok((r.get(0)?, (count(1)?, count(2)?, r.get(3)?, r.get(4)?)))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for unit in db.standings(&book, year, &mut |_| true).unwrap().unwrap() {
            let (trained, called, full_time, online) = plain.get(&unit.id).copied().unwrap_or_default();
            assert_eq!((unit.year.trained, unit.year.called), (trained, called), "{} {year}", unit.name);
            assert!((unit.year.full_time_hours - full_time).abs() < 0.01 && (unit.year.online_hours - online).abs() < 0.01);
            let mates = db.mates(&book, unit.id, year, today()).unwrap();
            assert_eq!(mates.iter().filter(|m| m.trained).count() as u64, trained, "{} {year}", unit.name);
            assert!((mates.iter().map(|m| m.full_time).sum::<f64>() - full_time).abs() < 0.01);
        }
        let count = "SELECT count(*) FROM hour_share WHERE year = ?1";
        shared += db.conn().query_row(count, [year], |r| r.get::<_, i64>(0)).unwrap();
    }
    assert!(shared > 0, "the sample has entries over a New Year");
}
