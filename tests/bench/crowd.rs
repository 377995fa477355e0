//! Many at once on one file, each served as behind a forced SSH command: what a session costs while it only stands there,
//! and how long a save takes while ten people save.
//!
//! `GANJIAO_CROWD` says how many sessions; without it they are a hundred.

use crate::{
    outside,
    session::{Session, Start},
    table::{Column, Unit},
};
use ganjiao::{
    catalog::register,
    domain::value::Value,
    store::{Act, Store, edit::Values},
};
use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

const CROWD: usize = 100;
const WRITERS: i64 = 10;
const SAVES: usize = 20;
const IDLE: Duration = Duration::from_secs(5);
/// Between two saves of one person; nobody is faster.
const PAUSE: Duration = Duration::from_millis(100);
/// The kernel counts processor time in hundredths of a second.
const TICK: f64 = 10.0;

/// Enters every figure of a crowd; on a copy of the database, because it is written to.
pub fn measure(db: &Path, column: &mut Column) {
    let folder = tempfile::tempdir_in(db.parent().unwrap()).unwrap();
    let copy = folder.path().join("crowd.db");
    fs::copy(db, &copy).unwrap();
    let user = ["--as", "crowd", "user", "add", "crowd", "--role", "manager"];
    let made = Command::new(env!("CARGO_BIN_EXE_ganjiao")).arg("--db").arg(&copy).args(user).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let many = std::env::var("GANJIAO_CROWD").ok().and_then(|n| n.parse().ok()).unwrap_or(CROWD);
    let args = ["--today", "2026-11-24", "serve", "--as", "crowd"];
    let mut sessions: Vec<Session> = (0..many)
        .map(|_| outside::ready(Session::start(&Start { size: (120, 36), args: &args, ..Start::on(&copy) })).0)
        .collect();
    thread::sleep(Duration::from_secs(1));
    let mean = |figure: fn(u32) -> f64| sessions.iter().map(|session| figure(session.pid())).sum::<f64>() / many as f64;
    column.enter(
        "crowd: resident memory of a session, shared parts divided",
        Some(8.0 * 1024.0),
        Unit::Mb,
        mean(|pid| kb(pid, "Pss:")),
    );
    column.enter("crowd: private memory of a session", Some(5.0 * 1024.0), Unit::Mb, mean(|pid| kb(pid, "Anonymous:")));
    let (before, from) = (mean(busy), sessions.iter().map(Session::pieces).collect::<Vec<_>>());
    thread::sleep(IDLE);
    column.enter("crowd: processor time of a session in 5 idle seconds", Some(10.0), Unit::Ms, mean(busy) - before);
    let sent: usize = sessions.iter().zip(&from).map(|(session, from)| session.bytes(*from).len()).sum();
    column.enter("crowd: bytes of all sessions in 5 idle seconds", Some(0.0), Unit::Bytes, sent as f64);
    column.times(["crowd: save with ten writing, p50", "crowd: save with ten writing, p99"], Some(500.0), &saves(&copy));
    for session in &mut sessions {
        outside::leave(session);
    }
}

/// Ten people, each with a connection of their own, change a remark of a person of their own, again and again.
fn saves(db: &Path) -> Vec<Duration> {
    let writers: Vec<_> = (1..=WRITERS)
        .map(|id| {
            let db = db.to_owned();
            thread::spawn(move || writer(&db, id))
        })
        .collect();
    writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
}

fn writer(db: &Path, id: i64) -> Vec<Duration> {
    let cadres = register("cadre").unwrap();
    let field = cadres.field("position").unwrap();
    let act = Act { actor: "crowd".to_owned(), origin: "bench".to_owned(), at: "2026-11-24 10:00:00".to_owned() };
    let mut store = Store::open(db).unwrap();
    let save = |n: usize| {
        thread::sleep(PAUSE);
        let values: Values = std::iter::once((field, Value::text(format!("post {n}")))).collect();
        let since = Instant::now();
        let change = |tx: &ganjiao::store::Tx| {
            let version = tx.version(cadres, id)?.unwrap_or_default();
            tx.update(cadres, id, version, &values)
        };
        store.write(&act, "edit", change).unwrap();
        since.elapsed()
    };
    (0..SAVES).map(save).collect()
}

fn kb(pid: u32, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(f64::NAN)
}

/// Processor time of a process in milliseconds: user and system.
fn busy(pid: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks * TICK
}
