//! Files that are not what they should be, and places where they should not be: said in words, and left as they are.

use crate::{
    hand::{self, folder},
    office::{act, course, office, one, sound, values},
};
use chrono::NaiveDate;
use ganjiao::{
    domain::value::Value,
    store::{Error, Reader, Store, backup, schema},
};
use rusqlite::Connection;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

/// Words of the engine that say nothing to people.
const JARGON: [&str; 8] = [
    "unable to open",
    "malformed",
    "not a database",
    "readonly database",
    "SqliteFailure",
    "Error code",
    "constraint failed",
    "panicked",
];

fn program(db: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.env("RUST_BACKTRACE", "0").args(["--lang", "zh", "--as", "li", "--db"]).arg(db).args(args).output().unwrap()
}

/// Refused with exit 1, in words that hold these.
#[track_caller]
fn refused(out: &Output, words: &str) {
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains(words), "{words} is not in {said}");
    for jargon in JARGON {
        assert!(!said.contains(jargon), "{jargon} is in {said}");
    }
}

fn moment() -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(9, 0, 0).unwrap()
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_left_alone() {
    let (folder, good) = folder();
    office(&good, 3);
    let file = |name: &str| folder.path().join(name);
    fs::write(file("empty.db"), "").unwrap();
    fs::write(file("text.db"), "姓名,单位\n王明,县水务局\n".repeat(300)).unwrap();
    fs::write(file("short.db"), "SQLite format 3\0").unwrap();
    fs::create_dir(file("folder.db")).unwrap();
    let sql = |name: &str, sql: &str| Connection::open(file(name)).unwrap().execute_batch(sql).unwrap();
    sql("foreign.db", "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    sql("other.db", "CREATE TABLE t (a); PRAGMA application_id = 4711; PRAGMA user_version = 2");
    for name in ["empty.db", "text.db", "short.db", "folder.db", "foreign.db", "other.db"] {
        let bytes = fs::read(file(name)).ok();
        assert!(matches!(Reader::open(&file(name)), Err(Error::Foreign(_))), "{name}");
        assert!(matches!(Store::open(&file(name)), Err(Error::Foreign(_))), "{name}");
        for args in [&["list", "course"][..], &["undo"], &["backup"], &["doctor"]] {
            refused(&program(&file(name), args), "不是本程序的数据库");
        }
        assert!(matches!(backup::restore(&good, &file(name), moment()), Err(Error::Foreign(_))), "{name} as a copy");
        assert_eq!(fs::read(file(name)).ok(), bytes, "{name} was written to");
    }
    refused(&program(&file("none.db"), &["list", "course"]), "没有找到数据库");
    assert!(!file("none.db").exists());
    refused(&program(&good, &["init"]), "已经存在");
    sound(&good);
}

#[test]
fn a_newer_schema_is_refused_before_anything_is_written() {
    let (folder, path) = folder();
    office(&path, 3);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99").unwrap();
    drop(conn);
    let bytes = fs::read(&path).unwrap();
    for args in [&["list", "course"][..], &["undo"], &["backup"], &["import", "x.csv", "--yes"]] {
        refused(&program(&path, args), "请升级程序");
    }
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, ["office.db"], "something was put beside it");
}

/// A sound office and its copy, and the file of the office broken in some way.
fn broken(how: impl Fn(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf, backup::Copy) {
    let (folder, path) = folder();
    office(&path, 400);
    let (copy, _) = backup::back_up(&Reader::open(&path).unwrap(), &backup::folder(&path), moment()).unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut bytes = fs::read(&path).unwrap();
    how(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    (folder, path, copy)
}

#[test]
fn a_damaged_file_is_told_kept_and_replaced_by_its_copy() {
    type How = fn(&mut Vec<u8>);
    let ways: [(&str, How); 4] = [
        ("half of it", |b| b.truncate(b.len() / 2)),
        ("a ragged end", |b| b.truncate(b.len() - 1000)),
        ("pages overwritten", |b| {
            let pages = b.len() / 4096;
            for page in (2..pages).step_by(3) {
                b[page * 4096..page * 4096 + 200].fill(0xa5);
            }
        }),
        ("zeros in the middle", |b| {
            let at = b.len() / 3 / 4096 * 4096;
            let end = b.len() / 3 * 2;
            b[at..end].fill(0);
        }),
    ];
    for (name, how) in ways {
        let (_folder, path, copy) = broken(how);
        let bytes = fs::read(&path).unwrap();
        let out = program(&path, &["doctor"]);
        assert_eq!(out.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&out.stderr));
        let mut told = 0;
        for args in [&["list", "course"][..], &["find", "课程"], &["history"], &["list", "code"], &["list", "unit"], &["backup"]]
        {
            let out = program(&path, args);
            let words = String::from_utf8_lossy(&out.stderr).into_owned();
            assert!(!words.contains("panicked"), "{name} {args:?}: {words}");
            if out.status.code() == Some(1) {
                refused(&out, "已损坏");
                assert!(words.contains("备份"), "{name} {args:?}: {words}");
                told += 1;
            }
        }
        assert!(told > 0, "{name}: nobody noticed");
        assert_eq!(backup::copies(&path, &backup::folder(&path)).len(), 1, "{name}: a damaged copy is on offer");
        let out = program(&path, &["restore", copy.path.to_str().unwrap(), "--yes"]);
        assert_eq!(out.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&out.stderr));
        sound(&path);
        assert_eq!(one(&path, "SELECT count(*) FROM course"), 400, "{name}");
        let aside = fs::read_dir(path.parent().unwrap()).unwrap().map(|e| e.unwrap().path());
        let aside: Vec<_> = aside.filter(|p| p.to_string_lossy().contains(".damaged-")).collect();
        assert!(aside.iter().any(|p| fs::read(p).unwrap() == bytes), "{name}: the damaged file is gone ({aside:?})");
    }
}

#[test]
fn a_file_found_damaged_is_not_written_to_any_more() {
    let (_folder, path, _) = broken(|b| {
        let pages = b.len() / 4096;
        for page in (4..pages).step_by(2) {
            b[page * 4096..page * 4096 + 4096].fill(0xa5);
        }
    });
    let Ok(mut store) = Store::open(&path) else { return };
    let mut add = || store.write(&act("li"), "new", |tx| tx.insert(course(), &values(&[("name", Value::text("新课"))])));
    let first = add();
    assert!(matches!(first, Err(Error::Damaged(_))), "{first:?}");
    let bytes = fs::read(&path).unwrap();
    assert!(matches!(add(), Err(Error::Damaged(_))));
    let noted = store.note(|conn| Ok(conn.execute("DELETE FROM setting", [])?));
    assert!(matches!(noted, Err(Error::Damaged(_))), "{noted:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn without_its_side_file_or_with_a_strangers() {
    let (_folder, path) = folder();
    office(&path, 50);
    let worker = hand::start("write", &path);
    worker.news();
    worker.killed(Duration::from_millis(100));
    // What was only in the side file is lost with it; the rest opens.
    fs::remove_file(path.with_extension("db-wal")).unwrap();
    fs::remove_file(path.with_extension("db-shm")).ok();
    match Store::open(&path) {
        Ok(_) => {}
        Err(Error::Damaged(_)) => return,
        Err(other) => panic!("{other}"),
    }
    let out = program(&path, &["list", "course"]);
    assert!(!String::from_utf8_lossy(&out.stderr).contains("panicked"));

    // Garbage beside a file that was closed in order.
    let (_folder, path) = folder_with(50);
    for garbage in [&b"abc"[..], &[0; 40_000], &[0x37, 0x7f, 0x06, 0x82, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9][..]] {
        fs::remove_file(path.with_extension("db-shm")).ok();
        fs::write(path.with_extension("db-wal"), garbage).unwrap();
        sound(&path);
        assert_eq!(one(&path, "SELECT count(*) FROM course"), 50);
    }
}

fn folder_with(courses: i64) -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = folder();
    office(&path, courses);
    let last = values(&[("note", Value::text("补充"))]);
    Store::open(&path).unwrap().write(&act("li"), "edit", |tx| tx.update(course(), 1, 1, &last)).unwrap();
    (folder, path)
}

/// Runs the program as nobody in particular; `None`, said aloud, where that cannot be.
fn as_nobody(db: &Path, args: &[&str]) -> Option<Output> {
    // The program may stand where nobody may look.
    let program = db.with_file_name("ganjiao");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ganjiao"), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
    let out = command.args(["--lang", "zh", "--as", "li", "--db"]).arg(db).args(args).output();
    let out = out.ok().filter(|o| !String::from_utf8_lossy(&o.stderr).contains("setpriv:"));
    if out.is_none() {
        eprintln!("SKIPPED: no other user can be taken here");
    }
    out
}

#[test]
fn rights_are_told_by_the_name_of_the_file() {
    let (folder, path) = folder_with(3);
    Store::open(&path).unwrap();
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let side = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    let all = |file: u32| ["", "-wal", "-shm"].iter().filter(|e| side(e).exists()).for_each(|e| mode(&side(e), file));
    mode(folder.path(), 0o755);
    all(0o600);
    let Some(out) = as_nobody(&path, &["list", "course"]) else { return };
    refused(&out, path.to_str().unwrap());
    refused(&as_nobody(&path, &["list", "course"]).unwrap(), "没有读取权限");
    all(0o644);
    let out = as_nobody(&path, &["list", "course", "--format", "csv"]).unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("课程3"), "reading: {}", String::from_utf8_lossy(&out.stderr));
    refused(&as_nobody(&path, &["undo"]).unwrap(), "没有写入权限");
    refused(&as_nobody(&path, &["backup"]).unwrap(), "没有写入权限");
    mode(folder.path(), 0o700);
    // Nobody can even see whether the file is there; the program cannot be reached either, so it stands elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    mode(elsewhere.path(), 0o755);
    fs::copy(env!("CARGO_BIN_EXE_ganjiao"), elsewhere.path().join("ganjiao")).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(elsewhere.path().join("ganjiao"));
    let out = command.args(["--lang", "zh", "--as", "li", "--db"]).arg(&path).args(["list", "course"]).output().unwrap();
    refused(&out, "没有读取权限");
    sound(&path);
}

#[test]
fn a_read_only_place_reads_and_says_why_it_does_not_write() {
    let (folder, path) = folder_with(3);
    Store::open(&path).unwrap();
    let place = folder.path().to_str().unwrap();
    let mount = |args: &[&str]| Command::new("mount").args(args).output().is_ok_and(|o| o.status.success());
    if !mount(&["--bind", place, place]) || !mount(&["-o", "remount,bind,ro", place]) {
        eprintln!("SKIPPED: no read-only place can be mounted here");
        return;
    }
    let list = program(&path, &["list", "course", "--format", "csv"]);
    let undo = program(&path, &["undo"]);
    let backup = program(&path, &["backup"]);
    let written = Store::open(&path).and_then(|mut s| s.note(|conn| Ok(conn.execute("DELETE FROM draft", [])?)));
    Command::new("umount").arg("-l").arg(place).status().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).contains("课程3"), "reading: {}", String::from_utf8_lossy(&list.stderr));
    refused(&undo, "没有写入权限");
    refused(&backup, "没有写入权限");
    assert!(matches!(written, Err(Error::ReadOnly)), "{written:?}");
    sound(&path);
}

/// What a later program brings is there for the first command, be it one that only reads.
#[test]
fn a_file_of_an_older_program_is_brought_up_to_date_by_reading_it() {
    let (_folder, path) = folder();
    crate::kill::older(&path, 3);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(schema::MIGRATIONS[1]).unwrap();
    conn.execute("INSERT INTO code (id, list, name) VALUES (7, 'topic', '本办自己的词')", []).unwrap();
    conn.pragma_update(None, "user_version", 2).unwrap();
    drop(conn);
    let list = program(&path, &["list", "fee_standard", "--format", "csv"]);
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let reader = Reader::open(&path).unwrap();
    assert_eq!(reader.schema().unwrap(), schema::version());
    let words = |list: &str| one(&path, &format!("SELECT count(*) FROM code WHERE list = '{list}'"));
    assert_eq!(words("topic"), 1, "a list the office has is its own");
    assert!(words("sex") == 2 && words("publication_kind") > 0, "lists it does not have come with the program");
    sound(&path);
}

#[test]
fn the_file_is_for_its_office_only() {
    let (_folder, path) = folder_with(1);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o007, 0, "strangers may read it");
    let (copy, _) = backup::back_up(&Reader::open(&path).unwrap(), &backup::folder(&path), moment()).unwrap();
    assert_eq!(fs::metadata(&copy.path).unwrap().permissions().mode() & 0o077, 0);
    assert!(schema::version() > 1);
}
