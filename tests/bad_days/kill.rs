//! kill -9 at any moment of writes, imports, backups, restores, migrations and beginnings.

use crate::{
    hand::{self, folder},
    office::{Dice, act, office, one, seeds, sound, take_in},
};
use chrono::NaiveDate;
use ganjiao::store::{Error, Reader, Store, backup, schema};
use rusqlite::Connection;
use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

fn saved(news: &[String]) -> impl Iterator<Item = &str> {
    news.iter().filter_map(|line| line.strip_prefix("saved "))
}

fn last(news: &[String]) -> i64 {
    saved(news).last().map_or(0, |n| n.parse().unwrap())
}

#[test]
fn writes_are_whole_and_what_was_reported_is_there() {
    for seed in seeds() {
        let (_folder, path) = folder();
        office(&path, 3);
        let worker = hand::start("write", &path);
        assert_eq!(worker.news(), "ready");
        let reported = last(&worker.killed(Duration::from_micros(Dice::new(seed).below(150_000))));
        sound(&path);
        let found = one(&path, "SELECT coalesce(max(cast(note AS INTEGER)), 0) FROM course WHERE id = 1");
        assert!(found == reported || found == reported + 1, "seed {seed}: reported {reported}, found {found}");
        let like = one(&path, "SELECT count(DISTINCT coalesce(note, '')) FROM course WHERE id IN (1, 2, 3)");
        assert_eq!(like, 1, "seed {seed}: half a step");
        assert_eq!(one(&path, "SELECT count(*) FROM course"), 3 + found, "seed {seed}: half a step");
        assert_eq!(one(&path, "SELECT count(*) FROM journal WHERE label = 'step'"), found, "seed {seed}");
    }
}

#[test]
fn imports_are_whole_or_not_there() {
    for seed in seeds() {
        let (_folder, path) = folder();
        office(&path, 1);
        let worker = hand::start("import", &path);
        assert_eq!(worker.news(), "ready");
        let reported = last(&worker.killed(Duration::from_micros(Dice::new(seed).below(400_000))));
        sound(&path);
        let found = one(&path, "SELECT count(*) FROM journal WHERE label = 'import'");
        assert!(found == reported || found == reported + 1, "seed {seed}: reported {reported}, found {found}");
        for (sql, each) in
            [("SELECT count(*) FROM unit", 40), ("SELECT count(*) FROM cadre", 40), ("SELECT count(*) FROM import_batch", 2)]
        {
            assert_eq!(one(&path, sql), found * each, "seed {seed}: half an import: {sql}");
        }
        take_in(&mut Store::open(&path).unwrap(), 999, 5).unwrap();
    }
}

#[test]
fn an_undo_is_whole_or_not_there() {
    for seed in seeds() {
        let (_folder, path) = folder();
        office(&path, 1);
        take_in(&mut Store::open(&path).unwrap(), 1, 60).unwrap();
        let worker = hand::start("undo", &path);
        assert_eq!(worker.news(), "ready");
        let reported = last(&worker.killed(Duration::from_micros(Dice::new(seed).below(300_000))));
        sound(&path);
        let steps = one(&path, "SELECT count(*) FROM journal WHERE undoes IS NOT NULL");
        assert!(steps == reported || steps == reported + 1, "seed {seed}: reported {reported}, found {steps}");
        let wanted = if steps % 2 == 0 { 60 } else { 0 };
        for sql in ["SELECT count(*) FROM unit", "SELECT count(*) FROM cadre"] {
            assert_eq!(one(&path, sql), wanted, "seed {seed}: half an undo after {steps} steps");
        }
    }
}

/// The program itself, with the copy it makes before.
#[test]
fn the_programs_import_is_whole_or_not_there() {
    for seed in seeds() {
        let (folder, path) = folder();
        office(&path, 50);
        let mut units = "机构名称,机构编码\n".to_owned();
        (1..=300).for_each(|n| units.push_str(&format!("第{n}号单位,07.{n:04}\n")));
        std::fs::write(folder.path().join("单位.csv"), units).unwrap();
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
            command.current_dir(folder.path()).args(["--lang", "zh", "--as", "li", "--db"]).arg(&path);
            command.args(["import", "单位.csv", "--yes"]).stdout(Stdio::null()).stderr(Stdio::piped());
            command
        };
        let mut child = start().spawn().unwrap();
        thread::sleep(Duration::from_micros(Dice::new(seed).below(500_000)));
        child.kill().unwrap();
        let out = child.wait_with_output().unwrap();
        sound(&path);
        let found = one(&path, "SELECT count(*) FROM unit");
        let reported = String::from_utf8_lossy(&out.stderr).contains("已写入");
        assert!(found == 300 || found == 0 && !reported, "seed {seed}: {found} units, reported: {reported}");
        for copy in backup::copies(&path, &backup::folder(&path)) {
            assert_eq!(one(&copy.path, "SELECT count(*) FROM course"), 50, "seed {seed}");
        }
        let again = start().output().unwrap();
        assert!(again.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(one(&path, "SELECT count(*) FROM unit"), 300, "seed {seed}");
        sound(&path);
        no_rubbish(&backup::folder(&path), seed);
    }
}

#[test]
fn backups_on_offer_are_good_ones() {
    for seed in seeds() {
        let (_folder, path) = folder();
        office(&path, 300);
        let worker = hand::start("backup", &path);
        assert_eq!(worker.news(), "ready");
        let news = worker.killed(Duration::from_micros(Dice::new(seed).below(300_000)));
        sound(&path);
        let copies = backup::copies(&path, &backup::folder(&path));
        if let Some(latest) = saved(&news).last() {
            // A newer one of the same day may have taken its place a moment before it was reported itself.
            assert!(copies.first().is_some_and(|c| c.path.as_path() >= Path::new(latest)), "seed {seed}: {latest} is gone");
        }
        for copy in &copies {
            let reader = Reader::open(&copy.path).unwrap();
            let verdict: String = reader.conn().query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).unwrap();
            assert_eq!(verdict, "ok", "seed {seed}");
            assert_eq!(one(&copy.path, "SELECT count(*) FROM course"), 300, "seed {seed}");
        }
        let noon = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap().and_hms_opt(12, 0, 0).unwrap();
        backup::back_up(&Reader::open(&path).unwrap(), &backup::folder(&path), noon).unwrap();
        no_rubbish(&backup::folder(&path), seed);
    }
}

/// What a killed process left unfinished is gone after the next copy.
#[track_caller]
fn no_rubbish(folder: &Path, seed: u64) {
    let names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|n| n.contains("partial") || n.contains("restoring")), "seed {seed}: {names:?}");
}

#[test]
fn a_restore_leaves_the_old_or_the_new() {
    for seed in seeds() {
        let (folder, path) = folder();
        let (first, second) = (folder.path().join("one.db"), folder.path().join("two.db"));
        office(&path, 5);
        backup::restore(&first, &path, moment()).unwrap();
        Store::open(&path).unwrap();
        take_in(&mut Store::open(&path).unwrap(), 1, 30).unwrap();
        backup::restore(&second, &path, moment()).unwrap();
        let worker = hand::start("restore", &path);
        assert_eq!(worker.news(), "ready");
        worker.killed(Duration::from_micros(Dice::new(seed).below(400_000)));
        sound(&path);
        let found = one(&path, "SELECT count(*) FROM unit");
        assert!(found == 0 || found == 30, "seed {seed}: {found} units");
        backup::restore(&path, &first, moment()).unwrap();
        sound(&path);
        assert_eq!(one(&path, "SELECT count(*) FROM unit"), 0, "seed {seed}: the next restore");
        no_rubbish(folder.path(), seed);
    }
}

fn moment() -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_hms_opt(8, 0, 0).unwrap()
}

/// A file as the first program wrote it: its schema, no journal, some rows.
pub fn older(path: &Path, rows: u32) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    conn.execute_batch(schema::MIGRATIONS[0]).unwrap();
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute_batch("BEGIN").unwrap();
    for n in 1..=rows {
        conn.execute("INSERT INTO course (id, name) VALUES (?1, ?2)", rusqlite::params![n, format!("课程{n}")]).unwrap();
    }
    conn.execute_batch("COMMIT").unwrap();
}

#[test]
fn a_migration_is_whole_or_not_begun() {
    for seed in seeds() {
        let (folder, path) = folder();
        older(&path, 400);
        let worker = hand::start("migrate", &path);
        assert_eq!(worker.news(), "ready");
        let news = worker.killed(Duration::from_micros(Dice::new(seed).below(120_000)));
        let found = Reader::open(&path).unwrap().schema().unwrap();
        assert!(found == 1 || found == schema::version(), "seed {seed}: schema {found}");
        assert!(found > 1 || !news.iter().any(|n| n == "saved"), "seed {seed}: reported and not there");
        drop(Store::open(&path).unwrap());
        assert_eq!(one(&path, "SELECT count(*) FROM course"), 400, "seed {seed}");
        assert_eq!(Reader::open(&path).unwrap().schema().unwrap(), schema::version());
        let before: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.to_string_lossy().contains("before-schema") && !p.to_string_lossy().contains("partial"))
            .collect();
        assert!(!before.is_empty(), "seed {seed}: migrated without a copy");
        for copy in before {
            assert_eq!(one(&copy, "SELECT count(*) FROM course"), 400, "seed {seed}: {}", copy.display());
        }
    }
}

#[test]
fn many_that_migrate_at_once_migrate_once() {
    let (folder, path) = folder();
    older(&path, 400);
    let workers: Vec<_> = (0..6).map(|_| hand::start("migrate", &path)).collect();
    for worker in workers {
        assert_eq!(worker.done(), ["ready", "saved"]);
    }
    sound(&path);
    assert_eq!(one(&path, "SELECT count(*) FROM course"), 400);
    no_rubbish(folder.path(), 0);
}

/// The program itself, killed while it makes a new database: there is none, or a whole one.
#[test]
fn a_new_database_is_whole_or_not_there() {
    for seed in seeds() {
        let (folder, path) = folder();
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
            command.args(["--lang", "zh", "--db"]).arg(&path).arg("init").stdout(Stdio::null()).stderr(Stdio::piped());
            command
        };
        let mut child = start().spawn().unwrap();
        thread::sleep(Duration::from_micros(Dice::new(seed).below(200_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        if !path.exists() {
            let out = start().output().unwrap();
            assert!(out.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&out.stderr));
        }
        sound(&path);
        assert!(one(&path, "SELECT count(*) FROM code") > 50, "seed {seed}: no code lists");
        no_rubbish(folder.path(), seed);
    }
}

#[test]
fn a_newer_program_at_work_stops_the_older_ones_writes() {
    let (_folder, path) = folder();
    office(&path, 1);
    let mut store = Store::open(&path).unwrap();
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let refused = store.write(&act("li"), "x", |tx| Ok(tx.execute("DELETE FROM course", [])?));
    assert!(matches!(refused, Err(Error::Newer { found: 99, .. })), "{refused:?}");
    newer.pragma_update(None, "user_version", schema::version()).unwrap();
    assert_eq!(one(&path, "SELECT count(*) FROM course"), 1);
}
