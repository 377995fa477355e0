//! Any terminal, any line: what it is asked and answers, rests and goes on, nobody reads it, it is pulled about.

use super::{SOON, office, screens, session::Session, session::Start, ticks};
use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// How long something may take on a machine with much else to do.
const LONG: Duration = Duration::from_secs(20);

/// Waits until something is so.
#[track_caller]
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let end = Instant::now() + LONG;
    while !so() {
        assert!(Instant::now() < end, "never: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn state(session: &Session) -> char {
    let stat = fs::read_to_string(format!("/proc/{}/stat", session.pid())).unwrap_or_default();
    stat.rsplit(')').next().and_then(|rest| rest.trim().chars().next()).unwrap_or('X')
}

fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|w| *w == what).count()
}

/// Ctrl-L asks again; the answer is given at once, and again where the machine was too slow for it.
#[track_caller]
fn answers(session: &mut Session, answer: &str, so: impl Fn(&mut Session) -> bool) {
    for _ in 0..10 {
        let from = session.pieces();
        session.send("\x0c");
        until("a question", || count(&session.bytes(from), b"\x1b[6n") == 2);
        session.send(answer);
        for _ in 0..20 {
            if so(session) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    panic!("the answer {answer:?} did nothing");
}

#[test]
fn a_rest_gives_the_terminal_to_the_shell_and_goes_on() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    session.send("6");
    session.sees("王明1 ");
    for _ in 0..2 {
        session.signal("TSTP");
        until("stopped", || state(&session) == 'T');
        until("the shell's screen", || !session.screen().alternate_screen() && !session.screen().bracketed_paste());
        assert!(!session.screen().hide_cursor());
        assert_eq!(session.termios(), session.before);
        session.signal("CONT");
        session.sees("王明1 ");
        until("our screen", || session.screen().alternate_screen() && session.screen().bracketed_paste());
        assert_ne!(session.termios(), session.before);
    }
    // Stopped without being told: all is drawn again as well.
    session.signal("STOP");
    until("stopped", || state(&session) == 'T');
    let from = session.pieces();
    session.signal("CONT");
    until("drawn anew", || count(&session.bytes(from), b"\x1b[2J") >= 1);
    session.send("\x1b[B");
    session.sees("2/120");
    session.send("\x11");
    assert!(session.ended(SOON).unwrap().success());
    assert_eq!(session.termios(), session.before);
}

/// A window that nobody reads: no spinning, the draft is kept, the end comes in time and the lock is gone.
#[test]
fn a_frozen_window_holds_nothing_up() {
    for signal in ["TERM", "HUP"] {
        let (_folder, db) = office();
        let mut session = screens(&Start::on(&db));
        session.send("6");
        session.sees("王明1 ");
        session.send("\x1bOS");
        session.sees("新建");
        session.send("李大山\t");
        session.sees("李大山");
        session.freeze("\x0c");
        for _ in 0..60 {
            session.send("\x0c");
            thread::sleep(Duration::from_millis(5));
        }
        let before = ticks(&session);
        thread::sleep(Duration::from_secs(1));
        assert!(ticks(&session) - before <= 20, "busy although nobody reads");
        session.signal(signal);
        assert!(session.ended(Duration::from_secs(5)).is_some(), "{signal}: still there");
        let mut next = Session::start(&Start::on(&db));
        next.sees("没填完");
        next.send("\r");
        next.sees("李大山");
        next.send("\x1bOQ");
        next.sees("已保存");
    }
}

#[test]
fn lines_are_lines_where_the_terminal_draws_them_narrow() {
    let (_folder, db) = office();
    let start = Start { env: &[("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")], ..Start::on(&db) };
    let mut session = screens(&start);
    assert_eq!(count(&session.bytes(0), b"\x1b[6n"), 2, "one round trip");
    session.send("\x10");
    session.sees("命令");
    let corner = |wanted: char| move |s: &mut Session| s.screen().contents().contains(wanted);
    answers(&mut session, "\x1b[2;2R\x1b[2;5R", corner('┌'));
    answers(&mut session, "\x1b[2;3R\x1b[2;5R", corner('+'));
    assert!(!session.screen().contents().contains('┌'));
    answers(&mut session, "\x1b[2;2R\x1b[2;5R", corner('┌'));
    // Chosen by hand it stays, whatever is answered.
    session.send("\x18");
    until("ASCII", || !session.screen().contents().contains('┌'));
    let from = session.pieces();
    session.send("\x0c");
    until("a question", || count(&session.bytes(from), b"\x1b[6n") == 2);
    session.send("\x1b[2;2R\x1b[2;5R");
    session.quiet();
    assert!(!session.screen().contents().contains('┌'));
}

/// Late answers, answers nobody asked for, and what terminals report by themselves: never text, never a command.
#[test]
fn nothing_a_terminal_says_is_text() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    thread::sleep(Duration::from_millis(400));
    let noise =
        "\x1b[2;2R\x1b[2;5R\x1b[>0;136;0c\x1bP>|TTY 0.81\x1b\\\x1b[?1;2c\x1b[?0u\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[O\x1b[I";
    let before = session.screen().contents();
    session.send(noise);
    session.quiet();
    assert_eq!(session.screen().contents(), before);
    session.send("/");
    session.sees("查找");
    session.send(noise);
    session.send("wm");
    session.sees("wm");
    session.quiet();
    let (row, column) = session.screen().cursor_position();
    let line = session.screen().contents_between(row, 0, row, column);
    assert!(line.ends_with(" wm") || line.ends_with(":wm") || line.trim_start_matches(['|', ' ']) == "wm", "{line:?}");
}

#[test]
fn a_gbk_terminal_is_told_and_can_go_on() {
    let (_folder, db) = office();
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let start = Start { env: &[("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")], ..Start::on(&db) };
    let mut session = screens(&start);
    let page = gbk("本终端按 GBK 解码");
    answers(&mut session, "\x1b[2;3R\x1b[2;7R", |s| count(&s.bytes(0), &page) >= 1);
    // Enter goes on in GBK: what is shown and what is typed.
    let from = session.pieces();
    session.send("\r");
    until("the screen in GBK", || count(&session.bytes(from), &gbk("今日")) >= 1);
    let from = session.pieces();
    session.send_raw(&gbk("王明"));
    until("the find", || count(&session.bytes(from), &gbk("望云镇")) >= 1);
    // Set right: looked at again, in UTF-8.
    session.send("\x1b");
    thread::sleep(Duration::from_millis(300));
    session.send("\x1b");
    thread::sleep(Duration::from_millis(300));
    let from = session.pieces();
    session.send("\x0c");
    until("the screen in UTF-8", || count(&session.bytes(from), "今日".as_bytes()) >= 1);
}

#[test]
fn what_is_typed_in_another_encoding_is_told() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    session.send_raw(b"\xc4\xe3\xba\xc3");
    session.sees("终端编码不是 UTF-8");
    session.send("王");
    session.sees("查找");
}

#[test]
fn every_terminal_starts_and_its_keys_work() {
    let (_folder, db) = office();
    for term in ["xterm", "xterm-256color", "linux", "vt100", "screen", "tmux", "tmux-256color", "putty", ""] {
        let mut session = screens(&Start { env: &[("TERM", term)], ..Start::on(&db) });
        session.send("6");
        session.sees("王明1 ");
        for (end, home) in [("\x1b[4~", "\x1b[1~"), ("\x1bOF", "\x1bOH"), ("\x1b[8~", "\x1b[7~"), ("\x1b[F", "\x1b[H")] {
            session.send(end);
            session.sees(" 120/120");
            session.send(home);
            session.sees(" 1/120");
        }
        let bytes = session.bytes(0);
        for mouse in ["\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h", "\x1b[?1006h", "\x1b[>c", "\x1b[>q", "\x1b[?u", "\x1b="] {
            assert_eq!(count(&bytes, mouse.as_bytes()), 0, "{term}: {mouse:?}");
        }
        session.send("\x11");
        assert!(session.ended(SOON).unwrap().success(), "{term}");
    }
}

/// A window pulled about sends one frame for its last size, not one for each.
#[test]
fn a_storm_of_sizes_is_one_frame() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    let from = session.pieces();
    for n in 0..60 {
        session.resize(60 + n, 20 + n % 9);
    }
    session.resize(100, 30);
    session.sees("0报表");
    session.quiet();
    assert!(count(&session.bytes(from), b"\x1b[2J") <= 20, "a frame for each size");
    assert!(session.screen().contents_between(29, 0, 29, 99).contains("F3"), "the footer is on the last row");
}

/// What a slow line has to carry, at 120×40.
#[test]
fn bytes_stay_within_their_budgets() {
    let (_folder, db) = office();
    let mut session = screens(&Start { size: (120, 40), ..Start::on(&db) });
    session.send("6");
    session.sees("王明1 ");
    session.quiet();
    let mut pressed = |keys: &str, most: usize, what: &str| {
        let from = session.pieces();
        session.send(keys);
        session.quiet();
        let bytes = session.bytes(from).len();
        assert!(bytes <= most, "{what}: {bytes} bytes");
    };
    pressed("\x1b[B", 600, "a row down");
    pressed("\x1b[6~", 6_000, "a page down");
    pressed("\x1b[A", 600, "a row up");
    pressed(&"\x1b[B".repeat(50), 6_000, "50 rows down at once");
    pressed("\x1b[H", 6_000, "home");
    pressed("\x1bOS", 8_000, "a form");
    pressed("x", 200, "a letter in a field");
    pressed("明", 200, "a Han character in a field");
    pressed("\x1b[D", 100, "the cursor in a field");
}

#[test]
fn the_copy_view_is_plain_text() {
    let (_folder, db) = office();
    let mut session = screens(&Start { args: &["--glyphs", "unicode"], ..Start::on(&db) });
    session.send("6");
    session.sees("王明1 ");
    session.send("\"");
    session.sees("用鼠标选中");
    session.quiet();
    let shown = session.screen().contents();
    assert!(shown.contains("王明1") && !shown.contains("1今日") && !shown.contains(['│', '─', '>']), "{shown}");
    assert!(shown.starts_with("姓名"), "the rows under their headings, without the list beside: {shown}");
    session.send("\t");
    session.sees("姓名    王明1");
    let from = session.pieces();
    session.send("\x1b[17~");
    session.sees("终端可能不支持");
    assert_eq!(count(&session.bytes(from), b"\x1b]52;c;"), 1);
    session.send("\x1b");
    session.sees("1今日");
}

#[test]
fn the_key_test_shows_what_arrives() {
    let (_folder, db) = office();
    let mut session = screens(&Start::on(&db));
    session.send("6");
    session.sees("王明1 ");
    session.send("`");
    session.sees("按任意键");
    for (keys, says) in [
        ("\x1b[1~", "Home    收到 1B 5B 31 7E    首条"),
        ("\x11", "Ctrl-Q    收到 11    退出"),
        ("ｊ", "ｊ    收到 EF BD 8A    下移（按半角算）"),
        ("\x08", "Backspace    收到 08"),
        ("\x1b[200~张三\x1b[201~", "粘贴了 2 个字"),
    ] {
        session.send(keys);
        session.sees(says);
    }
    session.send("\x1b");
    session.sees("Esc    收到 1B");
    thread::sleep(Duration::from_millis(200));
    session.send("\x1b");
    session.sees("1/120");
}
