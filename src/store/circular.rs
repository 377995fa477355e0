//! The circular on call-ups (调训情况通报): who was due and who came in a period, by class and by unit.
//!
//! What was sent out is kept as it was, so that the number of then can be shown again when the tables have moved on.

pub use super::snapshot::Kept;
use super::{Act, Reader, Result, Store};
use crate::domain::{
    calendar::iso,
    rates::Rate,
    states::parts::{Part, Parts},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of its snapshots.
const NAME: &str = "circular";

/// A line: a class or a unit, and what became of those called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The class or unit.
    pub id: Option<i64>,
    /// What it is called.
    pub name: String,
    /// First and last day of a class; nothing for a unit.
    pub dates: String,
    /// Due, came, leave, absent, replaced, open.
    pub parts: [u64; 6],
}

/// Somebody who did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The nominee.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Name of the unit.
    pub unit: String,
    /// The class.
    pub class: String,
    /// State of the nominee.
    pub state: String,
    /// Why.
    pub reason: String,
}

/// The circular of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circular {
    /// First day of the period, ISO.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Classes that began in it, in order.
    pub classes: Vec<Line>,
    /// Units in official order.
    pub units: Vec<Line>,
    /// Who did not come, by unit in official order.
    pub missed: Vec<Missed>,
}

impl Line {
    /// Its numbers by name.
    #[must_use]
    pub const fn counted(&self) -> Parts {
        let [due, came, leave, absent, replaced, open] = self.parts;
        Parts { due, came, leave, absent, replaced, open }
    }

    /// 参训率: came, of those due whom nobody replaced. Whoever came instead counts for themselves.
    #[must_use]
    pub const fn rate(&self) -> Rate {
        self.counted().rate()
    }
}

impl Circular {
    /// All units together.
    #[must_use]
    pub fn total(&self) -> Line {
        let mut total = Parts::default();
        self.units.iter().for_each(|unit| total.add(&unit.counted()));
        Line { parts: numbers(&total), ..Line::default() }
    }
}

const fn numbers(parts: &Parts) -> [u64; 6] {
    [parts.due, parts.came, parts.leave, parts.absent, parts.replaced, parts.open]
}

impl Reader {
    /// The circular of classes that began from one day to another, both included, of call-ups that took place.
    pub fn circular(&self, from: NaiveDate, to: NaiveDate) -> Result<Circular> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT n.id, n.state, t.id, t.title, coalesce(t.starts_on, ''), coalesce(t.ends_on, ''), u.id, coalesce(u.short_name, u.name, ''),
               coalesce(u.sort_no, 9999999), c.name,
               coalesce((SELECT l.reason FROM nominee_log l WHERE l.nominee_id = n.id ORDER BY l.id DESC LIMIT 1), n.note, '')
             FROM training_class t JOIN call_up p ON p.class_id = t.id JOIN nominee n ON n.call_up_id = p.id
             JOIN cadre c ON c.id = n.cadre_id LEFT JOIN unit u ON u.id = n.unit_id
             WHERE t.starts_on BETWEEN ?1 AND ?2 AND t.state NOT IN ('cancelled', 'postponed') AND p.state NOT IN ('draft', 'cancelled')
             ORDER BY u.id IS NULL, u.sort_no, u.id, t.starts_on, t.id, n.sort_no, n.id",
        )?;
        let mut rows = stmt.query([iso(from), iso(to)])?;
        let mut circular = Circular { from: iso(from), to: iso(to), ..Circular::default() };
        let mut classes: BTreeMap<(String, i64), Line> = BTreeMap::new();
        let mut units: BTreeMap<(bool, i64, i64), Line> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let state: String = row.get(1)?;
            let Some(part) = Part::of(&state) else { continue };
            let (class, title, starts, ends): (i64, String, String, String) =
                (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
            let (unit, unit_name, order): (Option<i64>, String, i64) = (row.get(6)?, row.get(7)?, row.get(8)?);
            let parts = Parts::of([state.as_str()]);
            let dates = format!("{starts}-{ends}");
            let line = classes.entry((starts, class)).or_default();
            if line.name.is_empty() {
                *line = Line { id: Some(class), name: title.clone(), dates, ..Line::default() };
            }
            add(line, &parts);
            let line = units.entry((unit.is_none(), order, unit.unwrap_or_default())).or_default();
            (line.id, line.name) = (unit, unit_name.clone());
            add(line, &parts);
            if matches!(part, Part::Leave | Part::Absent) {
                let (id, name, reason) = (row.get(0)?, row.get(9)?, row.get(10)?);
                circular.missed.push(Missed { id, name, unit: unit_name, class: title, state, reason });
            }
        }
        circular.classes = classes.into_values().collect();
        circular.units = units.into_values().collect();
        Ok(circular)
    }

    /// Circulars that were kept, latest first.
    pub fn kept_circulars(&self) -> Result<Vec<Kept>> {
        self.kept(NAME)
    }

    /// A circular as it was kept; `None` if it is gone or cannot be read.
    pub fn kept_circular(&self, id: i64) -> Result<Option<Circular>> {
        self.kept_as(NAME, id)
    }
}

impl Store {
    /// Keeps a circular as it is; returns its record.
    pub fn keep_circular(&mut self, act: &Act, circular: &Circular) -> Result<i64> {
        self.keep(act, NAME, &format!("{} - {}", circular.from, circular.to), circular)
    }
}

fn add(line: &mut Line, parts: &Parts) {
    for (sum, n) in line.parts.iter_mut().zip(numbers(parts)) {
        *sum += n;
    }
}
