//! Another process that works on a file until it is killed: this test binary, called again.
//!
//! It says a line for everything it was told is saved, after it was told so.

use crate::office::{act, course, take_in, values};
use chrono::NaiveDate;
use ganjiao::{
    domain::value::Value,
    store::{Error, Reader, Store, backup},
};
use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Not a test of its own: what the called process runs.
#[test]
fn hand() {
    let Ok(work) = env::var("GANJIAO_HAND") else { return };
    let (what, file) = work.split_once(':').unwrap();
    let path = Path::new(file);
    match what {
        "write" => write(path),
        "import" => import(path),
        "backup" => copies(path),
        "restore" => restore(path),
        "migrate" => migrate(path),
        "undo" => undo(path),
        "count" => count(path),
        _ => panic!("{work}"),
    }
}

/// A line of news; the test harness writes its own.
fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n> {words}").unwrap();
    out.flush().unwrap();
}

/// Starts it.
pub fn start(what: &str, path: &Path) -> Worker {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "hand::hand", "--nocapture", "--test-threads=1"])
        .env("GANJIAO_HAND", format!("{what}:{}", path.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (tell, news) = mpsc::channel();
    let out: ChildStdout = child.stdout.take().unwrap();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(words) = line.strip_prefix("> ") {
                tell.send(words.to_owned()).ok();
            }
        }
    });
    Worker { child, news }
}

/// A process at work.
pub struct Worker {
    child: Child,
    news: mpsc::Receiver<String>,
}

impl Worker {
    /// Waits for a line.
    pub fn news(&self) -> String {
        self.news.recv_timeout(Duration::from_secs(60)).expect("the other process says nothing")
    }

    /// Kills it after so long; what it had said.
    pub fn killed(mut self, after: Duration) -> Vec<String> {
        thread::sleep(after);
        self.child.kill().unwrap();
        let out = self.child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&out.stderr);
        assert!(!words.contains("panicked"), "it broke by itself: {words}");
        self.news.iter().collect()
    }

    /// Waits until it ends by itself; what it had said.
    pub fn done(self) -> Vec<String> {
        let out = self.child.wait_with_output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        self.news.iter().collect()
    }
}

/// Each step changes three courses to the same number and adds one course.
fn write(path: &Path) {
    let mut store = Store::open(path).unwrap();
    say("ready");
    for step in 1.. {
        store
            .write(&act("li"), "step", |tx| {
                for id in [1, 2, 3] {
                    let version = tx.version(course(), id)?.unwrap();
                    tx.update(course(), id, version, &values(&[("note", Value::text(step.to_string()))]))?;
                }
                tx.insert(course(), &values(&[("name", Value::text(format!("新课{step}")))]))
            })
            .unwrap();
        say(&format!("saved {step}"));
    }
}

fn import(path: &Path) {
    let mut store = Store::open(path).unwrap();
    say("ready");
    for batch in 1.. {
        let report = take_in(&mut store, batch, 40).unwrap();
        assert_eq!(report.sum(|o| o.new), 80);
        say(&format!("saved {batch}"));
    }
}

fn copies(path: &Path) {
    let reader = Reader::open(path).unwrap();
    say("ready");
    let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    for n in 0.. {
        let at = day.and_hms_opt(8, 0, 0).unwrap() + chrono::Duration::hours(n * 7);
        let (copy, _) = backup::back_up(&reader, &backup::folder(path), at).unwrap();
        backup::rotate(path, &backup::folder(path)).unwrap();
        say(&format!("saved {}", copy.path.display()));
    }
}

/// Puts the two copies beside the file in its place, in turn.
fn restore(path: &Path) {
    say("ready");
    let moment = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(8, 0, 0).unwrap();
    for n in 0.. {
        let copy = path.with_file_name(if n % 2 == 0 { "one.db" } else { "two.db" });
        backup::restore(path, &copy, moment + chrono::Duration::seconds(n)).unwrap();
        backup::rotate(path, &backup::folder(path)).unwrap();
        say(&format!("saved {}", copy.display()));
    }
}

/// Takes the last import back and brings it again, in turn.
fn undo(path: &Path) {
    let reader = Reader::open(path).unwrap();
    let mut store = Store::open(path).unwrap();
    say("ready");
    for n in 0.. {
        let step = if n % 2 == 0 { reader.undoable("li") } else { reader.redoable("li") }.unwrap().unwrap();
        store.undo(&act("li"), step.id, &step.label).unwrap();
        say(&format!("saved {}", n + 1));
    }
}

fn migrate(path: &Path) {
    say("ready");
    Store::open(path).unwrap();
    say("saved");
}

/// Raises the number in a course's note by one, many times, as a person with a form does: read, change, save
/// against the version read; says how long each save took.
fn count(path: &Path) {
    let times = env::var("GANJIAO_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let reader = Reader::open(path).unwrap();
    let mut store = Store::open(path).unwrap();
    let mut id = i64::from(std::process::id() % 4);
    for _ in 0..times {
        id = id % 4 + 1;
        let begun = Instant::now();
        loop {
            let version = reader.version(course(), id).unwrap().unwrap();
            let note: Option<String> =
                reader.conn().query_row("SELECT note FROM course WHERE id = ?1", [id], |row| row.get(0)).unwrap();
            let next: i64 = note.map_or(0, |n| n.parse::<i64>().unwrap()) + 1;
            let new = values(&[("note", Value::text(next.to_string()))]);
            match store.write(&act("li"), "count", |tx| tx.update(course(), id, version, &new)) {
                Ok(()) => break,
                Err(Error::Changed { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        say(&format!("{}", begun.elapsed().as_micros()));
    }
}

/// A folder of its own for one round.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    (folder, path)
}
