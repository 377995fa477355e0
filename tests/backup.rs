//! Backups: verified, tight, rotated, and restored whole.

use chrono::{Duration, NaiveDate, NaiveDateTime};
use ganjiao::{
    catalog,
    domain::value::Value,
    store::{Act, Error, Reader, Store, backup, query::Query},
};
use rusqlite::Connection;
use std::path::Path;

fn act() -> Act {
    Act { actor: "li".into(), origin: "test".into(), at: "2026-11-24 09:00:00".into() }
}

fn moment(day: i64, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(hour, 0, 0).unwrap() - Duration::days(day)
}

fn add(store: &mut Store, name: &str) {
    let course = catalog::register("course").unwrap();
    let name = Value::text(name);
    store.write(&act(), "add", |tx| tx.insert(course, &vec![(course.field("name").unwrap(), name.clone())])).unwrap();
}

fn courses(path: &Path) -> usize {
    Reader::open(path).unwrap().ids(&Query::all(catalog::register("course").unwrap())).unwrap().len()
}

#[test]
fn a_copy_of_a_live_database_is_whole_and_only_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    add(&mut store, "一");
    let copies = backup::folder(&db);
    let (copy, rows) = backup::back_up(&Reader::open(&db).unwrap(), &copies, moment(0, 9)).unwrap();
    assert!(rows > 0);
    assert_eq!(courses(&copy.path), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&copy.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(backup::copies(&db, &copies), vec![copy]);
}

#[test]
fn a_restore_brings_back_what_was_and_keeps_what_is() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    add(&mut store, "一");
    let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &backup::folder(&db), moment(0, 9)).unwrap();
    add(&mut store, "二");
    let other = Reader::open(&db).unwrap();
    assert!(matches!(backup::restore(&db, &copy.path, moment(0, 10)), Err(Error::Busy)), "someone has it open");
    assert_eq!(courses(&db), 2);
    drop((store, other));
    let before = backup::restore(&db, &copy.path, moment(0, 11)).unwrap().unwrap();
    assert_eq!((courses(&db), courses(&before.path)), (1, 2));
    add(&mut Store::open(&db).unwrap(), "三");
}

#[test]
fn a_damaged_copy_is_refused_and_a_damaged_database_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    add(&mut Store::create(&db).unwrap(), "一");
    let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &backup::folder(&db), moment(0, 9)).unwrap();
    let garbage = folder.path().join("bad.db");
    std::fs::write(&garbage, "这不是数据库。".repeat(200)).unwrap();
    assert!(matches!(backup::restore(&db, &garbage, moment(0, 10)), Err(Error::Foreign(_))));
    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(backup::restore(&db, &foreign, moment(0, 10)), Err(Error::Foreign(_))));
    for side in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", db.display())).ok();
    }
    std::fs::write(&db, "坏了".repeat(999)).unwrap();
    let aside = backup::restore(&db, &copy.path, moment(0, 12)).unwrap().unwrap();
    assert!(std::fs::read(&aside.path).unwrap().starts_with("坏了".as_bytes()));
    assert_eq!(courses(&db), 1);
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    drop(Store::create(&db).unwrap());
    Connection::open(&db).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 99").unwrap();
    Connection::open(&db).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let before = std::fs::read(&db).unwrap();
    assert!(matches!(Reader::open(&db), Err(Error::Newer { found: 99, .. })));
    assert!(matches!(Store::open(&db), Err(Error::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(&db).unwrap(), before);
}

#[test]
fn the_rotation_keeps_seven_days_four_weeks_twelve_months() {
    let daily: Vec<NaiveDateTime> = (0..800).map(|day| moment(day, 9)).collect();
    let keep = backup::kept(&daily);
    assert!(keep[..7].iter().all(|k| *k), "the last seven days");
    let kept = keep.iter().filter(|k| **k).count();
    assert!((19..=23).contains(&kept), "{kept}: 7 + 4 + 12, some of which are the same");
    let oldest = keep.iter().rposition(|k| *k).unwrap();
    assert!((300..370).contains(&oldest), "{oldest} days back");
    let often: Vec<NaiveDateTime> = (0..9).map(|n| moment(0, 20 - n)).collect();
    assert_eq!(backup::kept(&often).iter().filter(|k| **k).count(), 1, "one a day");
}
