//! The reads behind the screens, in process: a list, a page deep in a huge one, values with counts, a find.

use crate::table::{Column, Unit};
use ganjiao::{
    catalog::{Field, REGISTERS, Register, register},
    domain::{search::sort_pinyin, value::Value},
    store::{
        Reader,
        query::{Edge, Filter, Query, Test},
        search::{Limits, find},
    },
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// What a screen may read before it draws.
const READ: f64 = 5.0;
/// Rows of a window.
const WINDOW: usize = 32;
const FINDS: usize = 2_000;

/// Enters every figure that is measured in process.
pub fn measure(db: &Path, column: &mut Column) {
    let reader = Reader::open(db).unwrap();
    let cadre = register("cadre").unwrap();
    lists(&reader, column);
    pages(&reader, cadre, column);
    records(&reader, cadre, column);
    jobs(&reader, cadre, column);
    finds(&reader, cadre, column);
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let since = Instant::now();
    let made = std::hint::black_box(work());
    (made, since.elapsed())
}

/// How long this thread was on a processor, where the system tells: a loaded machine does not change it.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

fn columns(register: &'static Register) -> Vec<&'static Field> {
    let names = std::iter::once(register.title).chain(register.columns.iter().copied());
    names.filter_map(|name| register.field(name)).collect()
}

/// The first window of every register that pages by key; what others read grows with the register, as a job.
fn lists(reader: &Reader, column: &mut Column) {
    let mut times = Vec::new();
    for register in REGISTERS.iter().copied().filter(|register| register.huge) {
        let columns = columns(register);
        for _ in 0..40 {
            let open = || {
                let ids = reader.page(register, Edge::At(0), WINDOW).unwrap();
                (reader.total(register).unwrap(), reader.rows(register, &columns, &ids).unwrap())
            };
            times.push(timed(open).1);
        }
    }
    column.times(["a huge list opens, p50", "a huge list opens, p99"], Some(READ), &times);
}

/// Ids spread over a register.
fn spread(reader: &Reader, register: &Register, n: i64) -> Vec<i64> {
    let total = reader.total(register).unwrap();
    (0..n).map(|at| 1 + at * (total - 1) / n).collect()
}

fn pages(reader: &Reader, cadre: &'static Register, column: &mut Column) {
    let columns = columns(cadre);
    let mut times = Vec::new();
    for id in spread(reader, cadre, 200) {
        for edge in [Edge::After(id), Edge::Before(id)] {
            let page = || reader.rows(cadre, &columns, &reader.page(cadre, edge, WINDOW).unwrap()).unwrap();
            times.push(timed(page).1);
        }
    }
    column.times(["a page deep in a huge list, p50", "a page deep in a huge list, p99"], Some(READ), &times);
    let unit = register("unit").unwrap();
    let people = unit.belongs.iter().find(|belongs| belongs.kind == "cadre").unwrap();
    let mut times = Vec::new();
    for id in spread(reader, unit, 300) {
        let page = || reader.rows(cadre, &columns, &reader.belonging(people, id, 0, WINDOW).unwrap()).unwrap();
        times.push(timed(page).1);
    }
    column.times(["the people of a unit, p50", "the people of a unit, p99"], Some(READ), &times);
}

/// A person's page: all fields, and of each section its count and first rows.
fn records(reader: &Reader, cadre: &'static Register, column: &mut Column) {
    let mut times = Vec::new();
    for id in spread(reader, cadre, 400) {
        let page = || {
            let row = reader.record(cadre, id).unwrap();
            for belongs in cadre.belongs {
                let to = register(belongs.kind).unwrap();
                reader.belonging_count(belongs, id).unwrap();
                reader.rows(to, &columns(to), &reader.belonging(belongs, id, 0, 12).unwrap()).unwrap();
            }
            row
        };
        times.push(timed(page).1);
    }
    column.times(["a person's page, p50", "a person's page, p99"], Some(READ), &times);
}

/// Work that grows with the register and therefore runs beside the screen.
fn jobs(reader: &Reader, cadre: &'static Register, column: &mut Column) {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let all = Query::all(cadre);
    for (what, field) in [("values of a level with counts", "level"), ("units with counts", "unit_id")] {
        let field = cadre.field(field).unwrap();
        let (facets, time) = timed(|| reader.facets(&all, field, 5_000).unwrap());
        assert!(!facets.is_empty());
        column.enter(what, None, Unit::Ms, ms(time));
    }
    let level = cadre.field("level").unwrap();
    let most = reader.facets(&all, level, 1).unwrap().swap_remove(0);
    let filter = Filter { field: level.name, test: Test::Any(vec![most.cell.value]) };
    let (ids, time) = timed(|| reader.ids(&Query { filters: vec![filter], ..Query::all(cadre) }).unwrap());
    assert_eq!(i64::try_from(ids.len()).unwrap(), most.count);
    column.enter("ids of the largest level", None, Unit::Ms, ms(time));
    let under = Filter { field: "unit_id", test: Test::Under(1) };
    let (_, time) = timed(|| reader.ids(&Query { filters: vec![under], ..Query::all(cadre) }).unwrap());
    column.enter("ids below a unit", None, Unit::Ms, ms(time));
}

/// What people type who look for somebody: parts of a name in Han, initials and pinyin, tails of numbers, two words.
fn queries(reader: &Reader, cadre: &'static Register) -> Vec<String> {
    let fields: Vec<&Field> = ["name", "id_card", "phone", "unit_id"].iter().filter_map(|name| cadre.field(name)).collect();
    let ids = spread(reader, cadre, i64::try_from(FINDS / 8).unwrap());
    let mut queries = Vec::new();
    for row in reader.rows(cadre, &fields, &ids).unwrap() {
        let text = |n: usize| match row.cells.get(n).map(|cell| &cell.value) {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let name = text(0);
        // `wang 王 ming 明`
        let syllables: Vec<String> = sort_pinyin(&name).split(' ').step_by(2).map(ToOwned::to_owned).collect();
        let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let unit: String = row.cells.last().and_then(|cell| cell.label.clone()).unwrap_or_default().chars().take(2).collect();
        let tail = |text: String| text.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>();
        let whole = syllables.concat();
        let part: String = name.chars().take(2).collect();
        let surname: String = name.chars().take(1).collect();
        queries.extend([tail(text(1)), tail(text(2)), format!("{initials} {unit}"), initials, whole, part, surname, name]);
    }
    queries.retain(|query| !query.trim().is_empty());
    queries
}

fn finds(reader: &Reader, cadre: &'static Register, column: &mut Column) {
    let queries = queries(reader, cadre);
    assert!(queries.len() > FINDS / 2, "only {} queries", queries.len());
    let mut found = 0;
    let mut slow: Vec<(Duration, &str)> = Vec::new();
    let mut cpus = Vec::new();
    for query in &queries {
        let before = on_processor();
        let (hits, time) = timed(|| find(reader.conn(), query, Limits::default()).unwrap());
        cpus.extend(on_processor().zip(before).map(|(after, before)| (after - before, query)));
        found += usize::from(!hits.is_empty());
        slow.push((time, query));
    }
    let times: Vec<Duration> = slow.iter().map(|(time, _)| *time).collect();
    slow.sort();
    slow.iter().rev().take(5).for_each(|(time, query)| eprintln!("slow find: {query:?} {time:.1?}"));
    cpus.sort();
    cpus.iter().rev().take(5).for_each(|(time, query)| eprintln!("dear find: {query:?} {time:.1?} on the processor"));
    if let Some((time, _)) = cpus.get(cpus.len() * 99 / 100) {
        eprintln!("finds on the processor: p99 {time:.1?}, p50 {:.1?}", cpus[cpus.len() / 2].0);
    }
    assert!(found * 10 > queries.len() * 9, "only {found} of {} queries found something", queries.len());
    column.times(["a find, p50", "a find, p99"], Some(READ), &times);
}
