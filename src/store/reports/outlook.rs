//! Where warnings go: what changed in the last days, person by person, and how many of each unit will miss the year's end
//! at their present pace.

use super::{
    Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target,
    warnings::{RuleNames, computed},
};
use crate::{
    domain::{
        calendar::{add_days, iso},
        hours::{self, Level, Metric, pace},
    },
    store::{Reader, Result},
    text::{T, field as f, report as w, warning},
};
use rusqlite::{Rows, params};
use std::collections::{BTreeMap, HashMap};

/// Levels that became others.
pub const CHANGES: Report = Report {
    name: "warning_changes",
    title: w::CHANGES,
    about: w::CHANGES_ABOUT,
    parts: &[("week", w::LAST_WEEK), ("month", w::LAST_MONTH), ("quarter", w::LAST_QUARTER)],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 16),
        Column::new("name", f::PERSON_NAME, Kind::Text, 8),
        Column::new("rule", warning::RULE, Kind::Text, 12),
        Column::new("year", f::YEAR, Kind::Count, 5),
        Column::new("from", w::LEVEL_BEFORE, Kind::Text, 7),
        Column::new("to", w::LEVEL_NOW, Kind::Text, 7),
        Column::new("way", w::WAY, Kind::Text, 7),
        Column::new("day", warning::COMPUTED_ON, Kind::Date, 10),
        Column::new("missing", warning::MISSING, Kind::Number, 7),
    ],
    listed: true,
    computed: true,
    load: load_changes,
};

/// How many of each unit will miss the year's end.
pub const FORECAST: Report = Report {
    name: "forecast",
    title: w::FORECAST,
    about: w::FORECAST_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 18),
        Column::new("people", w::PEOPLE_IN_SERVICE, Kind::Count, 7),
        Column::new("met", w::MET_NOW, Kind::Count, 9),
        Column::new("will_meet", w::WILL_MEET, Kind::Count, 9),
        Column::new("will_miss", w::WILL_MISS, Kind::Count, 9),
        Column::new("rate", w::MISS_RATE, Kind::Tenths, 7),
        Column::new("bar", w::MISS_RATE, Kind::Bar, 12),
    ],
    listed: true,
    computed: true,
    load: load_forecast,
};

const DAYS: [i64; 3] = [7, 30, 90];

/// A level's way since a day: what it was, what it is, and when it last changed.
struct Way {
    from: Level,
    to: Level,
    day: String,
    missing: Option<f64>,
    who: (Option<String>, String),
}

impl Way {
    /// What it is called, and how it looks.
    fn kind(&self) -> (T, Look) {
        match (self.from, self.to) {
            (Level::Normal, _) => (w::WAY_NEW, Look::Warn),
            (_, Level::Normal) => (w::WAY_ENDED, Look::Plain),
            (from, to) if to > from => (w::WAY_WORSE, Look::Bad),
            _ => (w::WAY_BETTER, Look::Plain),
        }
    }
}

/// Person, rule, year.
type Key = (i64, String, i32);

/// Adds the changes of each person and rule up, in the order in which they come.
fn ways(mut rows: Rows) -> Result<Vec<(Key, Way)>> {
    let mut ways: Vec<(Key, Way)> = Vec::new();
    while let Some(row) = rows.next()? {
        let key: Key = (row.get(0)?, row.get(1)?, row.get(2)?);
        let level = |n: usize| row.get_ref(n).map(|v| Level::parse(v.as_str().unwrap_or_default()).unwrap_or(Level::Normal));
        let (from, to, day) = (level(3)?, level(4)?, row.get(5)?);
        // Rows of one person and rule stand together.
        match ways.last_mut().filter(|(last, _)| *last == key) {
            Some((_, way)) => (way.to, way.day) = (to, day),
            None => ways.push((key, Way { from, to, day, missing: row.get(8)?, who: (row.get(6)?, row.get(7)?) })),
        }
    }
    Ok(ways)
}

fn load_changes(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let today = reader.verdict_day()?.unwrap_or(asked.today);
    let since = iso(add_days(today, -DAYS[asked.part.min(DAYS.len() - 1)]));
    let mut stmt = reader.conn.prepare_cached(
        "SELECT g.cadre_id, g.rule_code, g.year, g.from_level, g.to_level, g.day, coalesce(u.short_name, u.name), c.name,
           (SELECT w.missing FROM warning w WHERE w.cadre_id = g.cadre_id AND w.rule_code = g.rule_code AND w.year = g.year)
         FROM warning_change g JOIN cadre c ON c.id = g.cadre_id LEFT JOIN unit u ON u.id = c.unit_id
         WHERE g.year IN (?1, ?1 - 1) AND g.day > ?2 AND (?3 IS NULL OR c.unit_id = ?3)
         ORDER BY c.unit_order, c.unit_id, c.sort_no, c.id, g.rule_code, g.year, g.id",
    )?;
    let ways = ways(stmt.query(params![asked.year, since, asked.unit])?)?;
    let mut table = Table::default();
    let mut names = RuleNames::new(reader, asked.lang);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (key, way) in ways.iter().filter(|(_, way)| way.from != way.to) {
        let (word, look) = way.kind();
        *counts.entry(word.get(asked.lang)).or_default() += 1;
        if asked.most.is_some_and(|most| table.lines.len() >= most) {
            table.cut = true;
            continue;
        }
        let cells = vec![
            way.who.0.clone().into(),
            way.who.1.as_str().into(),
            names.get(&key.1).into(),
            i64::from(key.2).into(),
            way.from.label().get(asked.lang).into(),
            way.to.label().get(asked.lang).into(),
            word.get(asked.lang).into(),
            way.day.as_str().into(),
            way.missing.into(),
        ];
        table.lines.push(Line { cells, to: Target::Record("cadre", key.0), look });
    }
    let sums: Vec<String> = counts.iter().map(|(word, n)| format!("{word} {n}")).collect();
    table.notes.push(w::since(
        asked.lang,
        since.replace('-', "."),
        if sums.is_empty() { "0".to_owned() } else { sums.join("  ") },
    ));
    table.notes.extend(computed(reader, asked)?);
    Ok(table)
}

fn load_forecast(reader: &Reader, asked: &Asked, step: Step) -> Result<Table> {
    let book = reader.rulebook_of(0)?;
    let today = reader.verdict_day()?.unwrap_or(asked.today);
    let windows: HashMap<&str, _> = book
        .rules
        .iter()
        .filter(|rule| rule.metric != Metric::FullTimePart)
        .filter_map(|rule| Some((rule.code.as_str(), hours::common_window(rule.period, asked.year, &book.settings)?)))
        .collect();
    let mut stmt = reader.conn.prepare_cached(
        "SELECT w.cadre_id, c.unit_id, w.rule_code, w.target, w.got, w.level FROM warning w JOIN cadre c ON c.id = w.cadre_id
         WHERE w.year = ?1 AND w.reason <> 'exempt' ORDER BY w.id",
    )?;
    let mut rows = stmt.query([asked.year])?;
    let mut open: HashMap<i64, (Option<i64>, bool)> = HashMap::new();
    let mut done = 0;
    while let Some(row) = rows.next()? {
        let (cadre, code): (i64, String) = (row.get(0)?, row.get(2)?);
        let (target, got, level): (f64, f64, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
        // A window of the person's own, and a ratio, have no pace in common; there the level says it.
        let misses = match windows.get(code.as_str()) {
            Some((from, to)) => pace::projected(got, *from, *to, today).is_some_and(|at_end| at_end + 0.005 < target),
            None => Level::parse(&level).is_some_and(|level| level > Level::Remind),
        };
        open.entry(cadre).or_insert((row.get(1)?, false)).1 |= misses;
        done += 1;
        if done % 4096 == 0 && !step(done, done) {
            return Ok(Table { stopped: true, ..Table::default() });
        }
    }
    let mut units: HashMap<Option<i64>, [u64; 2]> = HashMap::new();
    for (unit, misses) in open.into_values() {
        let counts = units.entry(unit).or_default();
        counts[0] += 1;
        counts[1] += u64::from(misses);
    }
    lines(reader, asked, &units)
}

fn lines(reader: &Reader, asked: &Asked, units: &HashMap<Option<i64>, [u64; 2]>) -> Result<Table> {
    let mut stmt = reader.conn.prepare_cached("SELECT unit_id, count(*) FROM cadre WHERE active = 1 GROUP BY unit_id")?;
    let people: HashMap<Option<i64>, i64> =
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut table = Table::default();
    let mut all = [0; 3];
    for (id, name) in reader.unit_names()?.into_iter().map(|(id, name)| (Some(id), name)).chain([(None, String::new())]) {
        let Some(count) = people.get(&id) else { continue };
        let [open, miss] = units.get(&id).copied().unwrap_or_default();
        let counts = [count.unsigned_abs(), open, miss];
        all = std::array::from_fn(|n| all[n] + counts[n]);
        let name = if id.is_none() { w::NOT_KNOWN.get(asked.lang) } else { &name };
        let to = Target::Report("warned", Asked { unit: id, part: 0, ..asked.clone() });
        table.lines.push(Line { cells: cells(name, counts), to, look: if miss > 0 { Look::Warn } else { Look::Plain } });
    }
    table.total = Some(cells(w::TOTAL.get(asked.lang), all));
    table.notes.extend(computed(reader, asked)?);
    Ok(table)
}

#[allow(clippy::cast_precision_loss)]
fn cells(name: &str, [people, open, miss]: [u64; 3]) -> Vec<Cell> {
    let rate = (people > 0).then(|| miss as f64 * 100.0 / people as f64);
    vec![
        name.into(),
        people.into(),
        people.saturating_sub(open).into(),
        open.saturating_sub(miss).into(),
        miss.into(),
        rate.into(),
        rate.into(),
    ]
}
