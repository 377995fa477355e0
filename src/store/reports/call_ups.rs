//! The call-up report (调训情况通报) by unit for a period: due, came, excused, missing, replaced, open, rate; and places.
//!
//! People are counted as the circular counts them: each of those called is in exactly one part, and the rate is of those
//! due whom nobody replaced. Places of quotas stand beside, because a unit may name more people, or fewer.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    catalog::COUNTED,
    domain::{calendar::iso, states::parts::Parts, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{field as f, quota, report as w},
};
use std::collections::HashMap;

/// The call-up report.
pub const CALL_UPS: Report = Report {
    name: "call_ups",
    title: w::CALL_UPS,
    about: w::CALL_UPS_ABOUT,
    parts: PARTS,
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 14),
        Column::new("due", w::DUE, Kind::Count, 5),
        Column::new("came", w::CAME, Kind::Count, 5),
        Column::new("excused", w::EXCUSED, Kind::Count, 5),
        Column::new("missing", w::MISSING, Kind::Count, 5),
        Column::new("replaced", w::REPLACED, Kind::Count, 5),
        Column::new("open", w::OPEN, Kind::Count, 5),
        Column::new("rate", w::CAME_RATE, Kind::Tenths, 7),
        Column::new("rank", w::RANK, Kind::Count, 4),
        Column::new("bar", w::CAME_RATE, Kind::Bar, 8),
        Column::new("places", quota::PLACES, Kind::Count, 5),
        Column::new("named", f::NOMINATED, Kind::Count, 5),
        Column::new("short", w::SHORT, Kind::Count, 5),
    ],
    listed: true,
    computed: false,
    load,
};

const PARTS: &[(&str, crate::text::T)] = &[
    ("year", w::WHOLE_YEAR),
    ("h1", w::FIRST_HALF),
    ("h2", w::SECOND_HALF),
    ("q1", w::QUARTER_1),
    ("q2", w::QUARTER_2),
    ("q3", w::QUARTER_3),
    ("q4", w::QUARTER_4),
];

/// First and last month of each part.
const MONTHS: &[(u8, u8)] = &[(1, 12), (1, 6), (7, 12), (1, 3), (4, 6), (7, 9), (10, 12)];

/// What a unit did on the call-ups of a period.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    parts: Parts,
    places: u64,
    named: u64,
    short: u64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.parts.add(&other.parts);
        self.places += other.places;
        self.named += other.named;
        self.short += other.short;
    }

    fn person(&mut self, state: &str) {
        self.parts.add(&Parts::of([state]));
        self.named += u64::from(COUNTED.contains(&state));
    }

    fn cells(&self) -> Vec<Cell> {
        let Parts { due, came, leave, absent, replaced, open } = self.parts;
        let rate = self.parts.rate().percent();
        let people = [due, came, leave, absent, replaced, open].into_iter().map(Cell::from);
        let places = [self.places, self.named, self.short].into_iter().map(Cell::from);
        people.chain([rate.into(), Cell::default(), rate.into()]).chain(places).collect()
    }
}

/// Unit and call-up.
type Pairs = HashMap<(Option<i64>, i64), Tally>;

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (from, to) = MONTHS[asked.part.min(MONTHS.len() - 1)];
    let span = [format!("{:04}-{from:02}-01", asked.year), format!("{:04}-{to:02}-31", asked.year), iso(asked.today)];
    let pairs = pairs(reader, &span)?;
    let mut units: HashMap<Option<i64>, (Tally, Vec<i64>)> = HashMap::new();
    for ((unit, call_up), mut tally) in pairs {
        tally.short = tally.places.saturating_sub(tally.named);
        let (sum, call_ups) = units.entry(unit).or_default();
        sum.add(&tally);
        call_ups.push(call_up);
    }
    let mut table = Table::default();
    let mut all = Tally::default();
    let names = reader.unit_names()?;
    for (unit, name) in names.into_iter().map(|(id, name)| (Some(id), name)).chain([(None, String::new())]) {
        let Some((tally, mut call_ups)) = units.remove(&unit) else { continue };
        call_ups.sort_unstable();
        all.add(&tally);
        table.lines.push(line(unit, &name, &tally, call_ups));
    }
    table.rank(7, 8);
    table.total = Some(std::iter::once(w::TOTAL.get(asked.lang).into()).chain(all.cells()).collect());
    let classes = reader
        .conn
        .prepare_cached(&format!("SELECT count(*) {CALLED}"))?
        .query_row([&span[0], &span[1], &span[2]], |row| row.get::<_, i64>(0))?;
    table.notes.push(w::call_ups_held(asked.lang, classes));
    Ok(table)
}

/// Call-ups whose class started within a span, until today, but for those called off.
const CALLED: &str = "FROM call_up c JOIN training_class t ON t.id = c.class_id
    WHERE t.starts_on BETWEEN ?1 AND ?2 AND t.starts_on <= ?3 AND c.state NOT IN ('draft', 'cancelled') AND t.state NOT IN ('cancelled', 'postponed')";

fn pairs(reader: &Reader, span: &[String; 3]) -> Result<Pairs> {
    let mut pairs = Pairs::new();
    let sql = format!("SELECT q.unit_id, q.call_up_id, q.places FROM quota q WHERE q.call_up_id IN (SELECT c.id {CALLED})");
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([&span[0], &span[1], &span[2]])?;
    while let Some(row) = rows.next()? {
        let tally = pairs.entry((row.get(0)?, row.get(1)?)).or_default();
        tally.places += u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
    }
    let sql = format!("SELECT n.unit_id, n.call_up_id, n.state FROM nominee n WHERE n.call_up_id IN (SELECT c.id {CALLED})");
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([&span[0], &span[1], &span[2]])?;
    while let Some(row) = rows.next()? {
        pairs.entry((row.get(0)?, row.get(1)?)).or_default().person(row.get_ref(2)?.as_str().unwrap_or_default());
    }
    Ok(pairs)
}

fn line(unit: Option<i64>, name: &str, tally: &Tally, call_ups: Vec<i64>) -> Line {
    let cells = std::iter::once(name.into()).chain(tally.cells()).collect();
    let filters = vec![
        Filter { field: "unit_id", test: Test::Any(vec![unit.map_or(Value::Null, Value::Int)]) },
        Filter { field: "call_up_id", test: Test::Any(call_ups.into_iter().map(Value::Int).collect()) },
    ];
    let look = match (tally.parts.absent, tally.short) {
        (0, 0) => Look::Plain,
        (0, _) => Look::Warn,
        _ => Look::Bad,
    };
    Line { cells, to: Target::List("nominee", filters), look }
}
