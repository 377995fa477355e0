//! A full disk: a small file system of its own where one can be mounted, a limit of file sizes everywhere.

use crate::{
    hand::folder,
    office::{act, course, office, one, sound, take_in, values},
};
use chrono::NaiveDate;
use ganjiao::{
    domain::value::Value,
    store::{Error, Reader, Store, backup, schema},
    text::Lang,
};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A file system of this many kB; gone when dropped.
pub struct Disk(tempfile::TempDir);

impl Disk {
    /// `None`, said aloud, where this process may not mount one.
    pub fn of(kb: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kb}k,nr_inodes=100");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        if done.is_ok_and(|out| out.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: no small file system can be mounted here");
        None
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("office.db")
    }

    /// Leaves this many kB free.
    pub fn fill_but(&self, kb: usize) {
        let mut file = File::create(self.0.path().join("filler")).unwrap();
        while file.write_all(&[7; 4096]).is_ok() {}
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(kb as u64 * 1024)).unwrap();
    }

    pub fn free(&self) {
        fs::remove_file(self.0.path().join("filler")).unwrap();
    }

    fn rubbish(&self) -> Vec<String> {
        let mut names = Vec::new();
        for folder in [self.0.path().to_owned(), self.0.path().join("backups")] {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            names.extend(entries.map(|e| e.unwrap().file_name().into_string().unwrap()).filter(|n| n.contains("partial")));
        }
        names
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).status().ok();
    }
}

/// The sentence for a person.
#[track_caller]
fn said(error: &Error) {
    assert!(matches!(error, Error::Full), "{error:?}");
    let words = error.tell(Lang::Zh);
    assert!(words.contains("磁盘已满") && words.contains("没有保存") && words.contains("腾出空间"), "{words}");
}

fn add(store: &mut Store, n: i64, text: &str) -> ganjiao::store::Result<i64> {
    let values = values(&[("name", Value::text(format!("长课{n}"))), ("note", Value::text(text))]);
    store.write(&act("li"), "new", |tx| tx.insert(course(), &values))
}

#[test]
fn a_write_is_refused_in_words_and_the_next_one_works() {
    let Some(disk) = Disk::of(8_000) else { return };
    office(&disk.path(), 3);
    let mut store = Store::open(&disk.path()).unwrap();
    disk.fill_but(200);
    let text = "满".repeat(2_000);
    let mut saved = 0;
    let error = loop {
        match add(&mut store, saved, &text) {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 10_000, "the disk is never full");
    };
    said(&error);
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM course"), 3 + saved);
    said(&add(&mut store, saved, &text).unwrap_err());
    let reader = Reader::open(&disk.path()).unwrap();
    assert!(reader.history(course(), 1).unwrap().len() == 1, "reading works on a full disk");
    disk.free();
    add(&mut store, saved, &text).unwrap();
    drop(store);
    sound(&disk.path());
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM course"), 4 + saved);
}

#[test]
fn a_new_session_opens_and_reads_on_a_full_disk() {
    let Some(disk) = Disk::of(8_000) else { return };
    office(&disk.path(), 3);
    Store::open(&disk.path()).unwrap();
    disk.fill_but(0);
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM course"), 3);
    let out = program(&disk.path(), &["list", "course", "--format", "csv"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("课程3"), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn an_import_is_all_or_nothing() {
    let Some(disk) = Disk::of(8_000) else { return };
    office(&disk.path(), 3);
    let mut store = Store::open(&disk.path()).unwrap();
    disk.fill_but(100);
    said(&take_in(&mut store, 1, 1500).unwrap_err());
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM unit"), 0);
    disk.free();
    take_in(&mut store, 1, 300).unwrap();
    drop(store);
    sound(&disk.path());
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM unit"), 300);
}

fn moment(hour: u32) -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

#[test]
fn a_backup_that_does_not_fit_leaves_nothing() {
    let Some(disk) = Disk::of(8_000) else { return };
    office(&disk.path(), 300);
    let backups = backup::folder(&disk.path());
    disk.fill_but(64);
    let reader = Reader::open(&disk.path()).unwrap();
    said(&backup::back_up(&reader, &backups, moment(9)).unwrap_err());
    assert_eq!(backup::copies(&disk.path(), &backups), []);
    assert_eq!(disk.rubbish(), [""; 0], "rubbish on the full disk");
    disk.free();
    let (copy, _) = backup::back_up(&reader, &backups, moment(9)).unwrap();
    assert_eq!(one(&copy.path, "SELECT count(*) FROM course"), 300);
    drop(reader);
    disk.fill_but(64);
    said(&backup::restore(&disk.path(), &copy.path, moment(10)).unwrap_err());
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM course"), 300);
    disk.free();
    backup::restore(&disk.path(), &copy.path, moment(11)).unwrap();
    sound(&disk.path());
}

#[test]
fn a_migration_that_does_not_fit_is_not_begun() {
    let Some(disk) = Disk::of(8_000) else { return };
    crate::kill::older(&disk.path(), 900);
    disk.fill_but(100);
    said(&Store::open(&disk.path()).map(|_| ()).unwrap_err());
    assert_eq!(Reader::open(&disk.path()).unwrap().schema().unwrap(), 1);
    assert_eq!(disk.rubbish(), [""; 0]);
    disk.free();
    drop(Store::open(&disk.path()).unwrap());
    assert_eq!(Reader::open(&disk.path()).unwrap().schema().unwrap(), schema::version());
    assert_eq!(one(&disk.path(), "SELECT count(*) FROM course"), 900);
}

#[test]
fn a_new_database_that_does_not_fit_is_not_there() {
    let Some(disk) = Disk::of(8_000) else { return };
    disk.fill_but(100);
    said(&Store::create(&disk.path()).map(|_| ()).unwrap_err());
    assert!(!disk.path().exists());
    assert_eq!(disk.rubbish(), [""; 0]);
    disk.free();
    office(&disk.path(), 3);
    sound(&disk.path());
}

fn program(db: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.args(["--lang", "zh", "--as", "li", "--today", "2026-11-24", "--db"]).arg(db).args(args).output().unwrap()
}

/// The same through a limit of the size of files, which needs no rights.
#[test]
fn a_limit_of_file_sizes_is_told_as_a_full_disk() {
    let (folder, path) = folder();
    office(&path, 300);
    let mut people = "姓名,性别,单位名称\n".to_owned();
    let mut units = "机构名称,机构编码\n".to_owned();
    for n in 0..400 {
        units.push_str(&format!("第{n}号单位,09.{n:04}\n"));
        people.push_str(&format!("王明{},男,第{n}号单位\n", ["红", "强", "芳"][n % 3]));
    }
    fs::write(folder.path().join("单位.csv"), units).unwrap();
    fs::write(folder.path().join("干部.csv"), people).unwrap();
    let size = fs::metadata(&path).unwrap().len();
    // The unit is 512 bytes or 1024, as the shell likes.
    let limited = |blocks: u64, args: &[&str]| {
        let line = format!("ulimit -f {blocks} && exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &line, "sh", env!("CARGO_BIN_EXE_ganjiao"), "--lang", "zh", "--as", "li", "--db"]).arg(&path);
        let out = command.args(args).current_dir(folder.path()).output().unwrap();
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    for args in [&["import", "单位.csv", "干部.csv", "--yes"][..], &["backup"]] {
        let (code, words) = limited(size / 1024 / 3, args);
        assert_eq!(code, Some(1), "{args:?}: {words}");
        assert!(words.contains("磁盘已满"), "{args:?}: {words}");
        sound(&path);
        assert_eq!(one(&path, "SELECT count(*) FROM unit"), 0, "{args:?}");
    }
    let (code, words) = limited(1_000_000, &["import", "单位.csv", "干部.csv", "--yes"]);
    assert_eq!(code, Some(0), "{words}");
    assert_eq!(one(&path, "SELECT count(*) FROM unit"), 400);
    sound(&path);
}
