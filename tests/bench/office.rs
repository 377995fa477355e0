//! Work an office waits for: what the rules say about everybody, and a large spreadsheet taken in.

use crate::{
    table::{Column, Unit},
    today,
};
use chrono::Datelike;
use ganjiao::{
    catalog::{Field, register},
    exchange::import::{Report, Request, Source, import},
    store::{Act, Reader, Store, ledger::Whom, query::Query},
    text::Lang,
};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// The size at which the budgets of the office's work are given.
const CITY: u32 = 100_000;
/// Rows of the spreadsheet.
const ROWS: usize = 100_000;

/// Enters every figure; the import only at the size its budget is given for.
pub fn measure(db: &Path, column: &mut Column) {
    let reader = Reader::open(db).unwrap();
    verdicts(&reader, column);
    if column.size() == CITY {
        intake(db, &reader, column);
    }
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn verdicts(reader: &Reader, column: &mut Column) {
    let (year, budget) = (today().year(), (column.size() == CITY).then_some(1000.0));
    let book = reader.rulebook().unwrap();
    let since = Instant::now();
    let (mut people, mut verdicts) = (0_usize, 0);
    let whole = reader.judge(&book, Whom::All, year, today(), |judged| {
        people += 1;
        verdicts += judged.verdicts.len();
        true
    });
    whole.unwrap();
    column.enter("verdicts for all, from nothing (budget at 100k)", budget, Unit::Ms, ms(since));
    assert!(people * 2 > column.size() as usize && verdicts > people / 2, "{verdicts} verdicts on {people} people");
    let mut times = Vec::new();
    for id in (1..=i64::from(column.size())).step_by(column.size() as usize / 500) {
        let since = Instant::now();
        if let Some(ledger) = reader.ledger(&book, id).unwrap() {
            std::hint::black_box(ledger.verdicts(&book, year, today()));
            times.push(since.elapsed());
        }
    }
    column.times(["one person judged anew, p50", "one person judged anew, p99"], Some(5.0), &times);
}

/// A ledger of hours as an office would send it: a row a person, told by identity number, name and unit.
fn ledger(reader: &Reader) -> String {
    let cadre = register("cadre").unwrap();
    let fields: Vec<&Field> = ["unit_id", "name", "id_card"].iter().filter_map(|name| cadre.field(name)).collect();
    let ids = reader.ids(&Query::all(cadre)).unwrap();
    let mut text = String::from("序号,工作单位,人员姓名,证件号码,班次名称,获得学时数,培训起始日期,结业日期\n");
    let mut n = 0;
    for chunk in ids.chunks(512) {
        for row in reader.rows(cadre, &fields, chunk).unwrap() {
            let unit = row.cells[0].label.clone().unwrap_or_default();
            n += 1;
            let (name, id_card) = (&row.cells[1].value, &row.cells[2].value);
            writeln!(
                text,
                "{n},{unit},{name},{id_card},年末集中学习（测）,{},2026.11.{},2026.11.{}",
                n % 8 + 1,
                n % 9 + 1,
                n % 9 + 2
            )
            .unwrap();
            if n == ROWS {
                return text;
            }
        }
    }
    text
}

fn intake(db: &Path, reader: &Reader, column: &mut Column) {
    let source = Source::new("学时台账.csv", ledger(reader).as_bytes());
    let target = db.with_extension("import.db");
    fs::copy(db, &target).unwrap();
    let mut store = Store::open(&target).unwrap();
    let act = Act { actor: "bench".into(), origin: "bench".into(), at: "2026-11-24 09:00:00".into() };
    let request = Request { kind: None, sheet: None, today: today(), now: "2026-11-24 09:00:00", actor: "bench", lang: Lang::Zh };
    let sources = [source];
    let since = Instant::now();
    let (seen, plan) = store.rehearse_in(&act, |office| import(office, &sources, &request)).unwrap();
    let rehearsed = since.elapsed();
    let anew = store.carry_out(&act, "import", &plan, |office| import(office, &sources, &request)).unwrap();
    assert!(anew.is_none(), "nobody else wrote");
    let written = since.elapsed();
    let new = seen.sum(|outcome| outcome.new);
    assert!(new * 10 > ROWS * 9, "{new} of {ROWS} rows are new: {}", told(&seen));
    let enter =
        |column: &mut Column, what, budget, time: Duration| column.enter(what, budget, Unit::Ms, time.as_secs_f64() * 1e3);
    enter(column, "import of 100,000 rows, dry run", None, rehearsed);
    enter(column, "import of 100,000 rows, dry run and write", Some(10_000.0), written);
    drop(store);
    for ending in ["db", "db-wal", "db-shm"] {
        fs::remove_file(db.with_extension(format!("import.{ending}"))).ok();
    }
}

fn told(seen: &Report) -> String {
    let first = seen.outcomes.iter().flat_map(|outcome| &outcome.issues).next();
    first.map_or("no finding".to_owned(), |issue| issue.sentence(Lang::Zh))
}
