//! The real program on a real (pseudo) terminal: what it leaves behind, and what it does when the line breaks.
#![cfg(unix)]

#[path = "pty/office.rs"]
mod office;
#[allow(dead_code)]
#[path = "pty/session.rs"]
mod session;
#[path = "pty/terminal.rs"]
mod terminal;

use session::{Session, Start};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(3);

fn office() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    office::office(&path);
    (folder, path)
}

fn screens(start: &Start) -> Session {
    let mut session = Session::start(start);
    session.sees("1今日");
    session.quiet();
    session
}

/// Fails unless the terminal is as it was before the program.
#[track_caller]
fn restored(session: &mut Session) {
    let bytes = String::from_utf8_lossy(&session.bytes(0)).into_owned();
    let tail: String = bytes.chars().skip(bytes.chars().count().saturating_sub(60)).collect();
    for code in ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"] {
        assert!(tail.contains(code), "{code:?} is not at the end: {tail:?}");
    }
    let screen = session.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(session.termios(), session.before);
}

#[test]
fn starts_with_the_ten_places() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    for place in ["1今日", "2课程", "3教学点", "4师资", "5班次", "6干部", "7调训", "8补训", "9清单", "0报表"]
    {
        session.sees(place);
    }
    assert!(session.screen().alternate_screen() && session.screen().bracketed_paste());
}

#[test]
fn keys_work_and_ctrl_q_gives_the_terminal_back() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    session.send("6");
    session.sees("王明1 ");
    session.send("\x1b[B\x1b[B");
    session.sees("3/120");
    session.send("\x1b[F");
    session.sees("120/120");
    session.send("\x1b\x1b");
    std::thread::sleep(Duration::from_millis(100));
    assert!(session.ended(Duration::ZERO).is_none(), "Esc left the program");
    session.send("\x11");
    assert!(session.ended(SOON).unwrap().success());
    restored(&mut session);
    let mut again = Session::start(&Start::on(&db));
    again.sees("/120");
}

#[test]
fn a_han_character_starts_a_find() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    session.send("王明");
    session.sees("王明");
    session.sees("查找");
    // Both characters may come in two reads, and so in two frames.
    std::thread::sleep(Duration::from_millis(300));
    session.sees("王明");
    let (row, column) = session.screen().cursor_position();
    let line: String = session.screen().contents_between(row, 0, row, column);
    assert!(line.ends_with("王明"), "the cursor stands after {line:?}: the input method would open elsewhere");
}

#[test]
fn tiny_windows_and_back() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    for (columns, rows) in [(1, 1), (2, 60), (30, 5), (200, 1), (40, 8)] {
        session.resize(columns, rows);
        std::thread::sleep(Duration::from_millis(60));
        assert!(session.ended(Duration::ZERO).is_none(), "ended at {columns}x{rows}");
    }
    session.resize(80, 24);
    session.sees("0报表");
}

#[test]
fn sigterm_gives_the_terminal_back() {
    for signal in ["TERM", "INT"] {
        let (_folder, db) = office();
        let mut session = screens(&Start::on(&db));
        session.signal(signal);
        assert!(session.ended(SOON).is_some(), "{signal} did not end it");
        restored(&mut session);
    }
}

#[test]
fn a_broken_line_ends_it() {
    for shell in [None, Some("trap '' HUP; exec \"$@\"")] {
        let (_folder, db) = office();
        let mut session = screens(&Start { shell, ..Start::on(&db) });
        session.send("6");
        session.sees("王明1 ");
        let since = Instant::now();
        session.hang_up("\x1b[B");
        assert!(session.ended(SOON).is_some(), "still there {:?} after the line broke ({shell:?})", since.elapsed());
    }
}

#[test]
fn sighup_leaves_the_terminal_alone() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    let from = session.pieces();
    session.signal("HUP");
    assert!(session.ended(SOON).is_some());
    assert_eq!(String::from_utf8_lossy(&session.bytes(from)), "");
}

fn without_terminal(db: &Path) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ganjiao"))
        .args(["--lang", "zh", "--db"])
        .arg(db)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"1\n").ok();
    let out = child.wait_with_output().unwrap();
    assert!(out.stdout.is_empty(), "words on stdout");
    (out.status.code(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn no_terminal_is_said_in_words() {
    let (folder, db) = office();
    for db in [db, folder.path().join("none.db")] {
        let (code, words) = without_terminal(&db);
        assert_eq!(code, Some(2));
        assert!(words.contains("不是终端") && words.contains("ganjiao find"), "{words}");
    }
    assert!(!folder.path().join("none.db").exists());
}

#[test]
fn a_dumb_terminal_is_refused() {
    let (_folder, db) = office();
    let mut session = Session::start(&Start { env: &[("TERM", "dumb")], ..Start::on(&db) });
    assert_eq!(session.ended(SOON).unwrap().exit_code(), 2);
    session.sees("ganjiao find");
    assert!(!session.bytes(0).contains(&0x1b), "escape sequences on a terminal that has none");
}

#[test]
fn every_locale_gets_utf8() {
    let (_folder, db) = office();
    for locale in ["C", "POSIX", "zh_CN.GBK", "zh_CN.GB18030", ""] {
        let mut session = screens(&Start { env: &[("LANG", locale), ("LC_ALL", locale)], ..Start::on(&db) });
        session.send("6");
        session.sees("干部");
        assert!(String::from_utf8(session.bytes(0)).is_ok(), "{locale}");
    }
}

#[test]
fn the_selected_row_is_reversed_without_colours() {
    let (_folder, db) = office();
    for term in ["vt100", "linux", "xterm-256color"] {
        let mut session = screens(&Start { env: &[("NO_COLOR", "1"), ("TERM", term)], ..Start::on(&db) });
        session.send("6");
        session.sees("王明1 ");
        session.send("\x1b[B");
        session.sees("2/120");
        let screen = session.screen();
        let row = (0..24).find(|y| screen.contents_between(*y, 0, *y, 79).contains("王明2 ")).unwrap();
        for x in 0..60 {
            let cell = screen.cell(row, x).unwrap();
            assert!(cell.inverse() || cell.is_wide_continuation(), "{term}: cell {x} of the selected row is not reversed");
            assert_eq!(cell.fgcolor(), vt100::Color::Default, "{term}: a colour although there are none");
        }
        let line = screen.contents_between(row, 0, row, 79);
        assert!(line.starts_with('>'), "{term}: no mark before the selected row: {line:?}");
    }
}

#[test]
fn nothing_is_sent_while_nothing_happens() {
    let (_folder, db) = office();
    // Else the copy of the day is made meanwhile.
    ganjiao::store::backup::daily(&db, ganjiao::app::clock::moment()).unwrap();
    let mut session = screens(&Start::on(&db));
    session.send("6");
    session.sees("王明1 ");
    std::thread::sleep(Duration::from_millis(300));
    let (from, before) = (session.pieces(), ticks(&session));
    std::thread::sleep(SOON);
    assert_eq!(session.bytes(from).len(), 0);
    assert!(ticks(&session) - before <= 2, "works while nothing happens");
}

/// Processor time used, in hundredths of a second.
fn ticks(session: &Session) -> u64 {
    let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", session.pid())) else { return 0 };
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}
