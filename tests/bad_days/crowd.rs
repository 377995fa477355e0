//! Many at once: eight processes that edit the same records, fifty readers while an import runs.

use crate::{
    hand::{self, folder},
    office::{course, office, one, sound, take_in},
};
use ganjiao::store::{Reader, Store, query::Query, search};
use std::{
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
