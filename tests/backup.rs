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
    assert_eq!(backup::kept(&often).iter().filter(|k| **k).count(), backup::LATEST, "one a day, and the latest");
}

#[test]
fn the_copy_of_the_day_is_made_once_by_whoever_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    (0..300).for_each(|n| add(&mut store, &format!("课{n}")));
    drop(store);
    let children: Vec<_> = (0..6)
        .map(|_| {
            std::process::Command::new(env!("CARGO_BIN_EXE_ganjiao"))
                .args(["--db", db.to_str().unwrap(), "redo"])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let out = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!said.contains("自动备份"), "{said}");
    }
    let made = backup::copies(&db, &backup::folder(&db));
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(courses(&made[0].path), 300);
    assert_eq!(backup::daily(&db, made[0].at).unwrap(), None, "not twice a day");
    let next = made[0].at + Duration::days(1);
    assert_eq!(backup::daily(&db, next).unwrap().unwrap().at, next);
    let left: Vec<_> = std::fs::read_dir(backup::folder(&db)).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().contains("partial")), "{left:?}");
}

#[test]
fn others_write_while_the_copy_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    (0..200).for_each(|n| add(&mut store, &format!("课{n}")));
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (path, done) = (db.clone(), std::sync::Arc::clone(&stop));
    let writer = std::thread::spawn(move || {
        let mut store = Store::open(&path).unwrap();
        let mut n = 0;
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            add(&mut store, &format!("新{n}"));
            n += 1;
        }
        n
    });
    for hour in 0..8 {
        let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &backup::folder(&db), moment(0, hour)).unwrap();
        assert!(courses(&copy.path) >= 200);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(writer.join().unwrap() > 0, "the writer went on");
}

#[test]
fn what_is_hard_to_take_back_has_a_copy_of_this_very_state() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    add(&mut store, "一");
    let reader = Reader::open(&db).unwrap();
    let first = backup::current(&reader, moment(0, 9)).unwrap();
    assert_eq!(backup::current(&reader, moment(0, 10)).unwrap(), first, "nothing was written since");
    add(&mut store, "二");
    let second = backup::current(&reader, moment(0, 11)).unwrap();
    assert_eq!((courses(&second.path), second.at), (2, moment(0, 11)));
}

#[test]
fn a_copy_that_fails_is_told_until_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    add(&mut Store::create(&db).unwrap(), "一");
    let copies = backup::folder(&db);
    std::fs::create_dir_all(&copies).unwrap();
    // Something that is no lock stands where the lock would.
    std::fs::create_dir(copies.join(".turn")).unwrap();
    assert!(backup::daily(&db, moment(0, 9)).is_err());
    let standing = backup::standing(&db);
    assert!(standing.latest.is_none() && standing.failed.is_some_and(|f| f.starts_with("2026-11-24 09:00")));
    std::fs::remove_dir(copies.join(".turn")).unwrap();
    backup::daily(&db, moment(0, 10)).unwrap().unwrap();
    assert_eq!(backup::standing(&db), backup::Standing { latest: Some(moment(0, 10)), failed: None });
}

#[test]
fn a_folder_that_was_there_keeps_its_rights() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    add(&mut Store::create(&db).unwrap(), "一");
    let shared = folder.path().join("shared");
    std::fs::create_dir(&shared).unwrap();
    let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &shared, moment(0, 9)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o755)).unwrap();
        backup::back_up(&Reader::open(&db).unwrap(), &shared, moment(0, 10)).unwrap();
        assert_eq!((mode(&shared), mode(&copy.path)), (0o755, 0o600));
        backup::back_up(&Reader::open(&db).unwrap(), &backup::folder(&db), moment(0, 9)).unwrap();
        assert_eq!(mode(&backup::folder(&db)), 0o700);
    }
}

/// A restored file goes on in write-ahead mode, in the same file, and says who restored it.
#[test]
fn a_restored_database_is_worked_on_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    add(&mut store, "一");
    let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &backup::folder(&db), moment(0, 9)).unwrap();
    add(&mut store, "二");
    // The write-ahead log still holds what was written last.
    drop(store);
    let run = |arguments: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_ganjiao"))
            .args(["--db", db.to_str().unwrap(), "--lang", "zh", "--as", "li"])
            .args(arguments)
            .output()
            .unwrap();
        (String::from_utf8_lossy(&out.stderr).into_owned(), out.status.success())
    };
    let other = Reader::open(&db).unwrap();
    other.rows_of_all().unwrap();
    let (said, done) = run(&["restore", copy.path.to_str().unwrap(), "--yes"]);
    assert!(!done && said.contains("其他会话"), "{said}");
    assert!(said.contains("课程：备份 1，现在 2 *"), "{said}");
    if cfg!(target_os = "linux") {
        assert!(said.contains(&std::process::id().to_string()), "{said}");
    }
    drop(other);
    let (said, done) = run(&["restore", copy.path.to_str().unwrap(), "--yes"]);
    assert!(done, "{said}");
    let mode: String = Connection::open(&db).unwrap().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let (mut store, reader) = (Store::open(&db).unwrap(), Reader::open(&db).unwrap());
    add(&mut store, "三");
    assert_eq!((courses(&db), reader.rows_of_all().unwrap() > 0), (2, true));
    let who: String = store.conn().query_row("SELECT actor FROM audit WHERE action = 'restore'", [], |row| row.get(0)).unwrap();
    assert_eq!(who, "li");
}

/// Many copies within one second have names of their own, and the latest is the last made.
#[test]
fn copies_of_one_second_do_not_collide() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("o.db");
    let mut store = Store::create(&db).unwrap();
    let copies = backup::folder(&db);
    for n in 1..=11 {
        add(&mut store, &format!("课{n}"));
        let (copy, _) = backup::back_up(&Reader::open(&db).unwrap(), &copies, moment(0, 9)).unwrap();
        assert_eq!(courses(&copy.path), n);
        assert_eq!(backup::copies(&db, &copies)[0], copy);
    }
    let all: Vec<usize> = backup::copies(&db, &copies).iter().map(|copy| courses(&copy.path)).collect();
    assert_eq!(all, (1..=11).rev().collect::<Vec<_>>());
}
