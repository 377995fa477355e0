//! The release binary as a person at a terminal of 120×36 meets it: keys to the last byte of the answer.
//!
//! An answer ends when the line was silent for 30 ms (the first frame: 50 ms); the silence is not part of the figure.
//! The reading thread stamps the bytes, and nothing interprets them until the end.

use crate::{
    session::{Answer, Session, Start},
    table::{Column, Unit, share},
};
use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const PAGE_DOWN: &str = "\x1b[6~";
const PAGE_UP: &str = "\x1b[5~";
const HOME: &str = "\x1b[H";
const END: &str = "\x1b[F";
const FIND: &str = "\x1bOR";
const WIPE: &str = "\x15";
const QUIT: &str = "\x11";

const STARTS: usize = 9;
const IDLE: Duration = Duration::from_secs(5);
/// The program is ready when its line was silent for so long.
const QUIET: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(30);
/// Bytes no first frame is below.
const FRAME: usize = 1000;

/// What is typed into a find: initials, full pinyin, Han, parts of titles, numbers, two words.
const TYPED: &[&str] = &[
    "wxm",
    "zyl",
    "lixiao",
    "zhangwei",
    "yl",
    "cjh",
    "王",
    "李明",
    "张伟",
    "党校",
    "公文写作",
    "乡村",
    "1024",
    "0007",
    "139",
    "wx 镇",
    "李 局",
    "gwxz",
    "乡镇党委书记",
    "a",
    "s",
    "陈 学 ",
    "x",
    "杨",
];

/// Enters every figure that is measured from outside.
pub fn measure(db: &Path, column: &mut Column) {
    // The place where a session ends is where the next one starts.
    for (place, what) in [("1", "start to first full frame, on today"), ("6", "start to first full frame, on the cadres")] {
        let mut first = start(db).0;
        first.press(place);
        leave(&mut first);
        let mut starts: Vec<f64> = (0..STARTS)
            .map(|_| {
                let (mut session, ready) = start(db);
                leave(&mut session);
                ready
            })
            .collect();
        starts.sort_by(f64::total_cmp);
        column.enter(what, Some(20.0), Unit::Ms, share(&starts, 0.5));
    }
    let (mut session, _) = start(db);
    thread::sleep(Duration::from_millis(300));
    memory(&session, column, ["resident memory at start", "of it private, at start"]);
    lists(&mut session, column);
    finds(&mut session, column);
    memory(&session, column, ["resident memory after all keys", "of it private, after all keys"]);
    idle(&mut session, column);
    leave(&mut session);
}

/// Starts a session; milliseconds until its first frame was complete. What is sent before the frame, when the terminal
/// is taken, does not count as one.
fn start(db: &Path) -> (Session, f64) {
    ready(Session::start(&Start { size: (120, 36), args: &["--today", "2026-11-24"], ..Start::on(db) }))
}

/// Waits for the first frame of a session.
pub fn ready(session: Session) -> (Session, f64) {
    loop {
        let ready = session.settle(0, session.started, QUIET, LONGEST);
        if ready.bytes > FRAME {
            return (session, ready.last.unwrap_or(LONGEST).as_secs_f64() * 1e3);
        }
        assert!(session.started.elapsed() < LONGEST, "no frame within {LONGEST:?}");
    }
}

/// Ends a session by its key.
pub fn leave(session: &mut Session) {
    session.send(QUIT);
    assert!(session.ended(Duration::from_secs(10)).is_some(), "does not leave");
}

fn lists(session: &mut Session, column: &mut Column) {
    let mut moves = Vec::new();
    let mut pages = Vec::new();
    // Moves stay within the window; the pages between them make each meet other rows.
    for _ in 0..12 {
        (0..10).for_each(|_| moves.push(session.press(DOWN)));
        (0..10).for_each(|_| moves.push(session.press(UP)));
        (0..8).for_each(|_| pages.push(session.press(PAGE_DOWN)));
        pages.push(session.press(PAGE_UP));
    }
    let ends: Vec<Answer> = (0..10).flat_map(|_| [session.press(END), session.press(PAGE_UP), session.press(HOME)]).collect();
    group(column, ["cursor move, p50", "cursor move, p99", "bytes of a cursor move, p99"], [Some(3.0), Some(300.0)], &moves);
    group(column, ["page, p50", "page, p99", "bytes of a page, p99"], [Some(8.0), Some(4000.0)], &pages);
    group(column, ["end, home, p50", "end, home, p99", "bytes of end, home, p99"], [Some(8.0), None], &ends);
}

fn finds(session: &mut Session, column: &mut Column) {
    session.press(FIND);
    let mut keys = Vec::new();
    for typed in TYPED.iter().cycle().take(TYPED.len() * 3) {
        keys.extend(typed.chars().map(|c| session.press(c.encode_utf8(&mut [0; 4]))));
        session.press(WIPE);
    }
    session.press("\x1b");
    group(column, ["find key, p50", "find key, p99", "bytes of a find key, p99"], [Some(8.0), None], &keys);
}

fn group(column: &mut Column, what: [&'static str; 3], budgets: [Option<f64>; 2], answers: &[Answer]) {
    let times: Vec<Duration> = answers.iter().filter_map(|answer| answer.last).collect();
    assert!(times.len() * 2 > answers.len(), "{}: {} of {} keys were answered", what[0], times.len(), answers.len());
    column.times([what[0], what[1]], budgets[0], &times);
    let mut bytes: Vec<f64> = answers.iter().map(|answer| answer.bytes as f64).collect();
    bytes.sort_by(f64::total_cmp);
    column.enter(what[2], budgets[1], Unit::Bytes, share(&bytes, 0.99));
}

/// Resident memory, and the part of it that is no file: what each session costs on a server.
fn memory(session: &Session, column: &mut Column, what: [&'static str; 2]) {
    let Ok(text) = fs::read_to_string(format!("/proc/{}/smaps_rollup", session.pid())) else { return };
    let kb = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(f64::NAN)
    };
    column.enter(what[0], Some(14.0 * 1024.0), Unit::Mb, kb("Rss:"));
    column.enter(what[1], Some(5.0 * 1024.0), Unit::Mb, kb("Anonymous:"));
}

fn idle(session: &mut Session, column: &mut Column) {
    session.settle(session.pieces(), Instant::now(), QUIET, Duration::from_millis(300));
    let from = session.pieces();
    thread::sleep(IDLE);
    column.enter("bytes in 5 idle seconds", Some(0.0), Unit::Bytes, session.bytes(from).len() as f64);
}
