//! The year's heart: verdicts of everyone kept in the file, one entry saved with what follows from it, all obligations
//! arranged.

use crate::{
    table::{Column, Unit},
    today,
};
use ganjiao::{
    domain::{
        arrange::{Choice, Class, Debt, Problem, arrange, holds, value},
        calendar::add_days,
    },
    store::{Act, Reader, Store, verdicts},
};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// The size at which the budgets are given.
const CITY: u32 = 100_000;
/// Entries saved one by one.
const ENTRIES: i64 = 200;

/// Enters every figure; what writes works on a copy.
pub fn measure(db: &Path, column: &mut Column) {
    if column.size() <= CITY {
        let target = db.with_extension("hours.db");
        fs::copy(db, &target).unwrap();
        kept(&target, column);
        for ending in ["db", "db-wal", "db-shm"] {
            fs::remove_file(db.with_extension(format!("hours.{ending}"))).ok();
        }
    }
    if column.size() == CITY {
        arranged(column);
    }
}

fn act() -> Act {
    Act { actor: "bench".into(), origin: "bench".into(), at: "2026-11-24 09:00:00".into() }
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// Milliseconds of processor time of this process, ended threads included: what a busy machine cannot lengthen.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    // User and system time, in hundredths of a second.
    after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// Milliseconds of processor time of this thread, to the microsecond.
fn thread() -> f64 {
    let spent = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

fn kept(db: &Path, column: &mut Column) {
    let budget = |ms: f64| (column.size() == CITY).then_some(ms);
    let (all, one) = (budget(1000.0), Some(5.0));
    let mut store = Store::open(db).unwrap();
    store.note(|conn| Ok(conn.execute("DELETE FROM warning", [])?)).unwrap();
    let (since, before) = (Instant::now(), processor());
    let changed = store.note(|conn| verdicts::rebuild(conn, today(), &mut |_| true)).unwrap().unwrap();
    column.enter("verdicts kept for all, from nothing", all, Unit::Ms, ms(since));
    column.enter("verdicts from nothing, processor time", None, Unit::Ms, processor() - before);
    assert!(changed.added > column.size() as usize / 10, "{changed:?}");
    let since = Instant::now();
    store.advance_verdicts(add_days(today(), 1), &mut |_| true).unwrap().unwrap();
    column.enter("verdicts brought to the next day", None, Unit::Ms, ms(since));
    store.tidy_later().unwrap();
    let (mut times, mut spent, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let first: i64 = store.conn().query_row("SELECT max(id) FROM hour_entry", [], |row| row.get(0)).unwrap();
    for n in 1..=ENTRIES {
        let who = n * i64::from(column.size()) / (ENTRIES + 1) + 1;
        let sql = "INSERT INTO hour_entry (id, cadre_id, year, form, title, hours, source) VALUES (?1, ?2, 2026, '网络培训', '测', 4, 'manual')";
        let (since, before) = (Instant::now(), thread());
        store.write(&act(), "entry", |tx| Ok(tx.execute(sql, [first + n, who])?)).unwrap();
        times.push(since.elapsed());
        let since = Instant::now();
        store.tidy().unwrap();
        after.push(since.elapsed());
        spent.push(Duration::from_secs_f64((thread() - before) / 1e3));
    }
    column.times(["an entry saved, processor time, p50", "an entry saved, processor time, p99"], None, &spent);
    column.times(["tidying after an entry, p50", "tidying after an entry, p99"], None, &after);
    column.times(["an entry saved with its verdicts, p50", "an entry saved with its verdicts, p99"], one, &times);
    let reader = Reader::open(db).unwrap();
    let since = Instant::now();
    assert!(reader.differing_verdicts(&mut |_| true).unwrap().unwrap().is_empty());
    column.enter("verdicts compared with what makes them", None, Unit::Ms, ms(since));
}

/// 2,000 obligations over 60 classes: several of one person, units that may not all be away, too few seats.
fn arranged(column: &mut Column) {
    let mut state = 7_u64;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % n as u64).unwrap()
    };
    let class = |id: i64, at: usize, long: usize, seats: usize| {
        let starts = add_days(today(), i64::try_from(at).unwrap());
        let ends = add_days(starts, i64::try_from(long).unwrap());
        Class { id, starts, ends, hours: 8.0 * (long as f64 + 1.0), seats: u32::try_from(seats).ok(), online: false }
    };
    let classes: Vec<Class> = (1..=60).map(|id| class(id, 3 + below(120), 2 + below(8), 15 + below(30))).collect();
    let mut debts = Vec::new();
    for id in 1..=2_000 {
        let mut fits: Vec<(usize, u8)> = (0..12).map(|_| (below(classes.len()), u8::try_from(below(4)).unwrap())).collect();
        fits.sort_unstable();
        fits.dedup_by_key(|f| f.0);
        fits.retain(|f| classes[f.0].hours >= 16.0);
        let person = i64::try_from(below(1_700)).unwrap();
        let fits = fits.into_iter().map(|(class, unfit)| Choice::one(class, unfit)).collect();
        debts.push(Debt { id, person, unit: Some(person % 100), hours: 16.0, fits });
    }
    let problem = Problem { debts, classes, unit_limit: 5, ..Problem::default() };
    let (since, before) = (Instant::now(), processor());
    let plan = arrange(&problem, Duration::from_secs(4), &mut |_| true).unwrap();
    column.enter("2,000 obligations arranged over 60 classes", Some(5_000.0), Unit::Ms, ms(since));
    column.enter("2,000 obligations arranged, processor time", None, Unit::Ms, processor() - before);
    assert!(holds(&problem, &plan.places));
    eprintln!("settled, repeated travels, fit: {:?}, proved: {}", value(&problem, &plan.places), plan.proved);
}
