//! Many at once: eight processes that edit the same records, fifty readers while an import runs.

use crate::{
    hand::{self, folder},
    office::{act, course, office, one, sound, take_in, values},
};
use ganjiao::{
    domain::value::Value,
    store::{Reader, Store, query::Query, search},
};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::{
    io::Write,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

#[test]
fn eight_processes_lose_no_update() {
    let (_folder, path) = folder();
    office(&path, 4);
    let workers: Vec<_> = (0..8).map(|_| hand::start("count", &path)).collect();
    let mut times: Vec<u64> = workers.into_iter().flat_map(hand::Worker::done).map(|t| t.parse().unwrap()).collect();
    times.sort_unstable();
    let sum = one(&path, "SELECT sum(cast(note AS INTEGER)) FROM course");
    assert_eq!(usize::try_from(sum).unwrap(), times.len(), "updates were lost");
    sound(&path);
    let at = |per_mille: usize| Duration::from_micros(times[(times.len() - 1) * per_mille / 1000]);
    eprintln!("{} saves by 8 processes: median {:?}, p99 {:?}, longest {:?}", times.len(), at(500), at(990), at(1000));
    assert!(at(990) < Duration::from_secs(5), "p99 {:?}", at(990));
}

#[test]
fn fifty_readers_see_all_of_an_import_or_nothing() {
    let (_folder, path) = folder();
    office(&path, 4);
    let mut store = Store::open(&path).unwrap();
    let (done, reads) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for n in 0..50 {
            let (path, done, reads) = (&path, &done, &reads);
            scope.spawn(move || {
                let mut reader = Reader::open(path).unwrap();
                while !done.load(Ordering::Relaxed) {
                    read(&reader);
                    reads.fetch_add(1, Ordering::Relaxed);
                    if n % 10 == 0 {
                        reader = reader.another().unwrap();
                    }
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
        for batch in 1..=4 {
            take_in(&mut store, batch, 100).unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) > 100);
    sound(&path);
}

/// A session whose terminal takes nothing any more, as over a link that froze, keeps nobody from anything: it holds no
/// reading transaction while it waits to write, so the side file can be emptied.
#[test]
fn a_frozen_terminal_holds_no_snapshot() {
    let (_folder, path) = folder();
    office(&path, 200);
    let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.args(["--lang", "zh", "--db"]);
    command.arg(&path);
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut keys = pair.master.take_writer().unwrap();
    // Redraws more than the line takes; nothing is ever read from it.
    for _ in 0..60 {
        keys.write_all(b"2\x0c6\x0c").unwrap();
        thread::sleep(Duration::from_millis(10));
    }
    let mut store = Store::open(&path).unwrap();
    for _ in 0..20 {
        store
            .write(&act("li"), "many", |tx| {
                (0..25).try_for_each(|n| tx.insert(course(), &values(&[("name", Value::text(format!("新课{n}")))])).map(|_| ()))
            })
            .unwrap();
    }
    let busy: i64 = store.conn().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0, "the frozen session holds the side file");
    assert_eq!(std::fs::metadata(path.with_extension("db-wal")).unwrap().len(), 0);
    assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
}

const WHOLE: &str = "SELECT (SELECT count(*) FROM unit), (SELECT count(*) FROM cadre), (SELECT count(*) FROM import_batch),
                            (SELECT count(*) FROM journal WHERE label = 'import')";

fn read(reader: &Reader) {
    let (units, people, files, steps): (i64, i64, i64, i64) =
        reader.conn().query_row(WHOLE, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
    assert_eq!((units, people, files), (100 * steps, 100 * steps, 2 * steps), "half of an import was seen");
    let ids = reader.ids(&Query::all(course())).unwrap();
    assert_eq!(ids.len(), 4);
    search::find(reader.conn(), "王明", search::Limits::default()).unwrap();
}
