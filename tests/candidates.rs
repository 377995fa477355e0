//! Who should go, on a sample city: found again by SQL of the test's own.

use ganjiao::{
    domain::candidates::{Con, Out, Verdict, Wanted},
    store::{
        Reader,
        demo::{self, Continue, Plan},
    },
};
use std::{path::PathBuf, sync::OnceLock};

const TODAY: &str = "2026-11-24";

fn city() -> Reader {
    static CITY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CITY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = Plan { cadres: 1500, seed: 3, today: TODAY.parse().unwrap() };
        demo::build(&path, &plan, &mut |_| Continue::Yes).unwrap();
        (folder, path)
    });
    Reader::open(path).unwrap()
}

fn number(reader: &Reader, sql: &str) -> i64 {
    reader.conn().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The next call-up, with its class's first day.
fn next(reader: &Reader) -> (i64, i64, String) {
    let sql = "SELECT c.id, t.id, t.starts_on FROM call_up c JOIN training_class t ON t.id = c.class_id
               WHERE t.starts_on <= '2026-11-24' AND t.kind IS NOT NULL ORDER BY t.starts_on DESC LIMIT 1";
    reader.conn().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
}

#[test]
fn everybody_is_either_out_for_a_reason_or_fits() {
    let reader = city();
    let (call_up, ..) = next(&reader);
    let wanted = Wanted { levels: vec!["乡科级正职".to_owned()], age_to: Some(50), cap: 2, ..Wanted::default() };
    let found = reader.candidates(call_up, &wanted, TODAY.parse().unwrap(), 50, &mut |_| true).unwrap().unwrap();
    let people = number(&reader, "SELECT count(*) FROM cadre WHERE active = 1");
    assert_eq!(found.asked as i64, people);
    assert_eq!(found.asked, found.fit + found.out.values().sum::<u64>());
    let named = number(
        &reader,
        &format!(
            "SELECT count(*) FROM nominee n JOIN cadre c ON c.id = n.cadre_id WHERE n.call_up_id = {call_up} AND c.active = 1 AND n.state NOT IN ('rejected', 'declined')"
        ),
    );
    assert_eq!(found.out.get(&Out::Named).copied().unwrap_or(0) as i64, named);
    let level = number(&reader, "SELECT count(*) FROM cadre WHERE active = 1 AND level = '乡科级正职'");
    assert!(found.fit as i64 <= level && found.fit > 0);
    assert!(found.best.len() <= 50);
}

#[test]
fn the_best_come_first_and_what_is_against_them_is_true() {
    let reader = city();
    let (call_up, class, _) = next(&reader);
    let wanted = Wanted { cap: 2, ..Wanted::default() };
    let found = reader.candidates(call_up, &wanted, TODAY.parse().unwrap(), 2000, &mut |_| true).unwrap().unwrap();
    for pair in found.best.windows(2) {
        let rank = |v: &Verdict| (v.against(), std::cmp::Reverse(v.score()));
        assert!(rank(&pair[0].verdict) <= rank(&pair[1].verdict));
    }
    let same: Vec<i64> = found
        .best
        .iter()
        .filter(|c| matches!(&c.verdict, Verdict::Fits { cons, .. } if cons.iter().any(|con| matches!(con, Con::Same(_)))))
        .map(|c| c.id)
        .collect();
    let had = |cadre: i64| {
        number(
            &reader,
            &format!(
                "SELECT EXISTS (SELECT 1 FROM training_class k, training_class t WHERE k.id = {class} AND t.id <> k.id
                   AND (t.name = k.name OR (t.kind = k.kind AND t.year = k.year))
                   AND (EXISTS (SELECT 1 FROM nominee n, call_up c WHERE c.class_id = t.id AND n.call_up_id = c.id AND n.cadre_id = {cadre}
                          AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))
                     OR EXISTS (SELECT 1 FROM hour_entry e WHERE e.class_id = t.id AND e.cadre_id = {cadre})))"
            ),
        )
    };
    assert!(!same.is_empty());
    assert!(same.iter().all(|id| had(*id) == 1));
    let others = found.best.iter().map(|c| c.id).filter(|id| !same.contains(id));
    assert!(others.take(200).all(|id| had(id) == 0));
}

#[test]
fn needs_of_units_add_up_to_those_who_fit() {
    let reader = city();
    let (call_up, ..) = next(&reader);
    let found = reader.candidates(call_up, &Wanted::default(), TODAY.parse().unwrap(), 10, &mut |_| true).unwrap().unwrap();
    let eligible: u64 = found.needs.iter().map(|unit| unit.need.eligible).sum();
    let named = found.out.get(&Out::Named).copied().unwrap_or(0);
    let without_unit = number(&reader, "SELECT count(*) FROM cadre WHERE active = 1 AND unit_id IS NULL") as u64;
    assert_eq!(eligible, found.fit + named - without_unit);
    for unit in &found.needs {
        assert!(unit.women <= unit.need.left() && unit.non_party <= unit.need.left());
    }
}

#[test]
fn it_can_be_stopped() {
    let reader = city();
    let (call_up, ..) = next(&reader);
    let mut told = 0;
    let found = reader.candidates(call_up, &Wanted::default(), TODAY.parse().unwrap(), 10, &mut |done| {
        told = done;
        false
    });
    assert!(found.unwrap().is_none() && told > 0);
}
