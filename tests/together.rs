//! Two at one file, on real terminals: what one saves, the other sees soon and without losing the place. And pastes on
//! terminals that do not mark them.
#![cfg(unix)]

#[path = "pty/office.rs"]
mod office;
#[allow(dead_code)]
#[path = "pty/session.rs"]
mod session;

use ganjiao::store::{Act, Store};
use session::{Session, Start};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Others' changes are on screen after so long, and a little for a slow machine.
const SOON: Duration = Duration::from_millis(2_500);

fn office() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    office::office(&path);
    (folder, path)
}

fn at_people(db: &Path) -> Session {
    let mut session = Session::start(&Start::on(db));
    session.sees("1今日");
    session.quiet();
    session.send("6");
    session.sees("王明1 ");
    session
}

fn write(db: &Path, sql: &str) {
    let act = Act { actor: "zhao".to_owned(), origin: "other".to_owned(), at: "2022-07-01 11:00:00".to_owned() };
    Store::open(db).unwrap().write(&act, "edit cadre", |tx| Ok(tx.execute_batch(sql)?)).unwrap();
}

/// Fails unless the screen shows it in time.
#[track_caller]
fn soon(session: &mut Session, words: &str, since: Instant) {
    while !session.screen().contents().contains(words) {
        assert!(since.elapsed() < SOON, "no {words:?} after {:?} on\n{}", since.elapsed(), session.screen().contents());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_another_saves_appears_and_the_selection_stays() {
    let (_folder, db) = office();
    let mut session = at_people(&db);
    session.send("\x1b[B\x1b[B");
    session.sees("3/120");
    let since = Instant::now();
    write(&db, "INSERT INTO cadre (id, name, unit_id, sort_no) VALUES (500, '新来的', 1, 0)");
    soon(&mut session, "新来的", since);
    soon(&mut session, "4/121", since);
    let selected = session.screen().contents().lines().find(|l| l.starts_with('>')).unwrap_or_default().to_owned();
    assert!(selected.contains("王明3 "), "{selected:?}");
}

#[test]
fn it_appears_while_keys_are_pressed_too() {
    let (_folder, db) = office();
    let mut session = at_people(&db);
    let since = Instant::now();
    write(&db, "UPDATE cadre SET position = '村支书' WHERE id = 5");
    while since.elapsed() < SOON && !session.screen().contents().contains("村支书") {
        session.send("\x1b[B");
        std::thread::sleep(Duration::from_millis(150));
        session.send("\x1b[A");
        std::thread::sleep(Duration::from_millis(150));
    }
    soon(&mut session, "村支书", since);
}

#[test]
fn a_form_keeps_its_text_while_others_save() {
    let (_folder, db) = office();
    let mut session = at_people(&db);
    session.send("\x1bOQ");
    session.sees("王明1");
    session.send("改过");
    session.sees("王明1改过");
    write(&db, "UPDATE cadre SET position = '村支书' WHERE id = 5");
    std::thread::sleep(Duration::from_millis(1_500));
    session.sees("王明1改过");
}

#[test]
fn a_column_pasted_into_a_field_without_brackets_does_not_send_it() {
    let (_folder, db) = office();
    let mut session = at_people(&db);
    session.send("\x1bOS");
    session.sees("姓名");
    session.quiet();
    session.send("张三\r李四\r王五\r");
    session.sees("张三 李四 王五");
}

#[test]
fn rows_pasted_onto_a_list_are_shown_before_they_are_written() {
    for (before, after) in [("", ""), ("\x1b[200~", "\x1b[201~")] {
        let (_folder, db) = office();
        let mut session = at_people(&db);
        session.send(&format!("{before}姓名\t单位\r张三\t东风村\r李四\t望云镇\r{after}"));
        session.sees("首行是表头");
        session.sees("新增 2");
        session.send("\x13");
        session.sees("已写入");
        session.sees("122");
    }
}
