//! The classes of a year's plan (年度计划) by kind: planned, held, running, to come, put off, called off, and people.
//!
//! A class counts as held by its state, and also where its last day is over and nobody has closed it yet: the plan asks
//! what took place, not what was filed.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::{calendar::iso, rates::Rate, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{T, field as f, report as w},
};

/// Plan and what was held.
pub const PLAN: Report = Report {
    name: "plan",
    title: w::PLAN,
    about: w::PLAN_ABOUT,
    parts: PARTS,
    columns: &[
        Column::new("kind", f::KIND, Kind::Text, 18),
        Column::new("planned", w::PLANNED, Kind::Count, 5),
        Column::new("held", w::HELD, Kind::Count, 5),
        Column::new("running", w::RUNNING, Kind::Count, 5),
        Column::new("ahead", w::AHEAD, Kind::Count, 5),
        Column::new("off", w::CALLED_OFF, Kind::Count, 5),
        Column::new("rate", w::HELD_RATE, Kind::Tenths, 7),
        Column::new("bar", w::HELD_RATE, Kind::Bar, 8),
        Column::new("seats", w::PEOPLE_PLANNED, Kind::Count, 6),
        Column::new("came", w::CAME, Kind::Count, 6),
    ],
    listed: true,
    computed: false,
    load,
};

const PARTS: &[(&str, T)] = &[("all", w::EVERYONE), ("upper", f::CALL_UPPER), ("own", f::CALL_OWN), ("other", f::CALL_OTHER)];

/// Where a class stands: 0 held, 1 running, 2 to come, 3 put off or called off. `?2` is today.
const STAND: &str = "CASE WHEN t.state IN ('cancelled', 'postponed', 'returned') THEN 3
    WHEN t.state IN ('ended', 'closed') OR t.ends_on < ?2 THEN 0
    WHEN t.state = 'running' OR (t.starts_on <= ?2 AND t.ends_on >= ?2) THEN 1 ELSE 2 END";

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    stands: [u64; 4],
    seats: i64,
    came: i64,
}

impl Tally {
    fn cells(&self) -> Vec<Cell> {
        let [held, running, ahead, off] = self.stands;
        let planned = held + running + ahead + off;
        let rate = Rate::new(held, planned).percent();
        let counts = [planned, held, running, ahead, off].into_iter().map(Cell::from);
        counts.chain([rate.into(), rate.into(), self.seats.into(), self.came.into()]).collect()
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.stands.iter_mut().zip(other.stands) {
            *mine += theirs;
        }
        self.seats += other.seats;
        self.came += other.came;
    }
}

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let sql = format!(
        "SELECT t.kind, {STAND}, coalesce(t.planned, 0),
         (SELECT count(*) FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = t.id
          AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))
         FROM training_class t LEFT JOIN code k ON k.list = 'class_kind' AND k.name = t.kind
         WHERE t.year = ?1 AND t.state NOT IN ('draft', 'applied') AND (?3 = '' OR t.call_level = ?3)
         ORDER BY k.sort_no IS NULL, k.sort_no, t.kind"
    );
    let level = asked.part.checked_sub(1).map_or("", |_| PARTS[asked.part.min(PARTS.len() - 1)].0);
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query(rusqlite::params![asked.year, iso(asked.today), level])?;
    let mut kinds: Vec<(Option<String>, Tally)> = Vec::new();
    let mut all = Tally::default();
    while let Some(row) = rows.next()? {
        let kind: Option<String> = row.get(0)?;
        let mut one = Tally { seats: row.get(2)?, came: row.get(3)?, ..Tally::default() };
        one.stands[usize::try_from(row.get::<_, i64>(1)?).unwrap_or(3).min(3)] = 1;
        all.add(&one);
        match kinds.last_mut().filter(|(k, _)| *k == kind) {
            Some((_, tally)) => tally.add(&one),
            None => kinds.push((kind, one)),
        }
    }
    let mut table = Table::default();
    for (kind, tally) in kinds {
        table.lines.push(line(reader, kind, &tally, level, asked));
    }
    table.total = Some(std::iter::once(w::TOTAL.get(asked.lang).into()).chain(all.cells()).collect());
    Ok(table)
}

fn line(reader: &Reader, kind: Option<String>, tally: &Tally, level: &str, asked: &Asked) -> Line {
    let mut filters = vec![
        Filter { field: "year", test: Test::Any(vec![Value::Int(i64::from(asked.year))]) },
        Filter { field: "kind", test: Test::Any(vec![kind.clone().map_or(Value::Null, Value::Text)]) },
    ];
    if !level.is_empty() {
        filters.push(Filter { field: "call_level", test: Test::Any(vec![Value::text(level)]) });
    }
    let name = kind.map_or_else(|| w::NOT_KNOWN.get(asked.lang).to_owned(), |kind| reader.word("class_kind", &kind, asked.lang));
    let look = if tally.stands[3] > 0 { Look::Warn } else { Look::Plain };
    Line { cells: std::iter::once(Some(name).into()).chain(tally.cells()).collect(), to: Target::List("class", filters), look }
}
