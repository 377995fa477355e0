//! Who is under warning (学时预警): by level and unit, and by person in official order as a list to print.
//!
//! Both read the verdicts kept and say of which day they are; a person counts once, at the worst of their levels.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::{calendar::iso, hours::Level, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{Lang, field as f, report as w, rule, warning},
};
use rusqlite::params;
use std::collections::HashMap;

/// Warnings by level and unit.
pub const WARNINGS: Report = Report {
    name: "warnings",
    title: w::WARNINGS,
    about: w::WARNINGS_ABOUT,
    parts: &[("unit", w::BY_UNIT), ("manager", w::BY_MANAGER)],
    columns: &[
        Column::new("unit", w::UNIT_OR_MANAGER, Kind::Text, 20),
        Column::new("remind", rule::REMIND, Kind::Count, 7),
        Column::new("warn", rule::WARN, Kind::Count, 7),
        Column::new("alarm", rule::ALARM, Kind::Count, 7),
        Column::new("overdue", rule::OVERDUE, Kind::Count, 7),
        Column::new("all", w::WARNED_PEOPLE, Kind::Count, 7),
        Column::new("settled", w::SETTLED, Kind::Count, 7),
        Column::new("bar", w::WARNED_PEOPLE, Kind::Bar, 12),
    ],
    listed: true,
    computed: true,
    load,
};

/// The people under warning, all or of a unit.
pub const WARNED: Report = Report {
    name: "warned",
    title: w::WARNED,
    about: w::WARNED_ABOUT,
    parts: &[
        ("all", w::EVERYONE),
        ("remind", rule::REMIND),
        ("warn", rule::WARN),
        ("alarm", rule::ALARM),
        ("overdue", rule::OVERDUE),
    ],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 14),
        Column::new("name", f::PERSON_NAME, Kind::Text, 8),
        Column::new("position", f::POSITION, Kind::Text, 10),
        Column::new("level", warning::LEVEL, Kind::Text, 7),
        Column::new("rule", warning::RULE, Kind::Text, 12),
        Column::new("target", warning::TARGET, Kind::Number, 6),
        Column::new("got", warning::GOT, Kind::Number, 6),
        Column::new("missing", warning::MISSING, Kind::Number, 7),
        Column::new("reminded_on", warning::REMINDED_ON, Kind::Date, 10),
    ],
    listed: true,
    computed: true,
    load: load_people,
};

/// SQL: what became of the shortfall of a year that is over, of a warning `w`: `done`, `waived`, or nothing.
const SETTLED: &str =
    "(SELECT m.state FROM make_up m WHERE m.cadre_id = w.cadre_id AND m.cause = 'year_gap' AND m.state IN ('done', 'waived')
    AND w.level = 'overdue' AND substr(m.arose_on, 1, 4) = CAST(w.year + 1 AS TEXT)
    AND (m.cause_key IS NULL OR m.cause_key = 'year:' || w.year || ':' || w.rule_code || ':' || w.cadre_id) LIMIT 1)";

const LEVELS: [Level; 4] = [Level::Remind, Level::Warn, Level::Alarm, Level::Overdue];

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let by_manager = asked.part == 1;
    let group = if by_manager { "c.managed_by" } else { "CAST(c.unit_id AS TEXT)" };
    let mut groups = counts(reader, asked.year, group)?;
    let mut table = Table::default();
    let mut all = [0; 5];
    for (key, name, to) in if by_manager { managers(reader, asked.lang)? } else { units(reader, asked)? } {
        let Some(counts) = groups.remove(&key) else { continue };
        all = std::array::from_fn(|n| all[n] + counts[n]);
        let name = if key.is_none() { w::NOT_KNOWN.get(asked.lang) } else { &name };
        let look = if counts[3] > 0 { Look::Bad } else { Look::Plain };
        table.lines.push(Line { cells: cells(name, counts), to, look });
    }
    table.share(5, 7);
    table.total = Some(cells(w::TOTAL.get(asked.lang), all));
    table.notes.extend(computed(reader, asked)?);
    Ok(table)
}

/// People by level, mildest first, then those whose every shortfall is made up or waived; by what `group` says.
fn counts(reader: &Reader, year: i32, group: &str) -> Result<HashMap<Option<String>, [u64; 5]>> {
    let mut stmt = reader.conn.prepare_cached(&format!(
        "SELECT w.cadre_id, w.level, {group}, {SETTLED} IS NOT NULL FROM warning w JOIN cadre c ON c.id = w.cadre_id
         WHERE w.year = ?1 AND w.level IN ('remind', 'warn', 'alarm', 'overdue')"
    ))?;
    let mut rows = stmt.query([year])?;
    let mut worst: HashMap<i64, (Option<Level>, Option<String>)> = HashMap::new();
    while let Some(row) = rows.next()? {
        let Some(level) = Level::parse(row.get_ref(1)?.as_str().unwrap_or_default()) else { continue };
        let level = Some(level).filter(|_| !row.get(3).unwrap_or(false));
        let found = worst.entry(row.get(0)?).or_insert((level, row.get(2)?));
        found.0 = found.0.max(level);
    }
    let mut groups: HashMap<Option<String>, [u64; 5]> = HashMap::new();
    for (level, group) in worst.into_values() {
        let at = level.map_or(LEVELS.len(), |level| LEVELS.iter().position(|l| *l == level).unwrap_or(0));
        groups.entry(group).or_default()[at] += 1;
    }
    Ok(groups)
}

/// What stands in the first column: its key, its name, and where it leads.
type Group = (Option<String>, String, Target);

/// Units in official order; each leads to its people.
fn units(reader: &Reader, asked: &Asked) -> Result<Vec<Group>> {
    let group = |(id, name): (Option<i64>, String)| {
        let to = Target::Report("warned", Asked { unit: id, part: 0, ..asked.clone() });
        (id.map(|id| id.to_string()), name, to)
    };
    let units = reader.unit_names()?.into_iter().map(|(id, name)| (Some(id), name));
    Ok(units.chain([(None, String::new())]).map(group).collect())
}

/// Whoever manages people (干部管理权限), in the order of the code list, then by the words people used.
fn managers(reader: &Reader, lang: Lang) -> Result<Vec<Group>> {
    let mut stmt = reader.conn.prepare_cached(
        "SELECT g.word FROM (SELECT DISTINCT c.managed_by AS word FROM cadre c WHERE c.active = 1) g
         LEFT JOIN code k ON k.list = 'managed_by' AND k.name = g.word
         ORDER BY g.word IS NULL, k.sort_no IS NULL, k.sort_no, g.word",
    )?;
    let words = stmt.query_map([], |row| row.get::<_, Option<String>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let group = |word: Option<String>| {
        let value = word.clone().map_or(Value::Null, Value::Text);
        let filter = Filter { field: "managed_by", test: Test::Any(vec![value]) };
        (
            word.clone(),
            word.map(|word| reader.word("managed_by", &word, lang)).unwrap_or_default(),
            Target::List("cadre", vec![filter]),
        )
    };
    Ok(words.into_iter().map(group).collect())
}

fn cells(name: &str, [remind, warn, alarm, overdue, settled]: [u64; 5]) -> Vec<Cell> {
    let open = [remind, warn, alarm, overdue];
    let all = open.iter().sum::<u64>();
    std::iter::once(name.into()).chain(open.map(Cell::from)).chain([all.into(), settled.into(), Cell::default()]).collect()
}

/// The day the verdicts are of; or that those of this year are not kept.
pub(super) fn computed(reader: &Reader, asked: &Asked) -> Result<Vec<String>> {
    let day = reader.verdict_day()?.filter(|_| reader.keeps(asked.year).unwrap_or(false));
    Ok(vec![match day {
        None => w::NEVER_COMPUTED.get(asked.lang).to_owned(),
        Some(day) => w::computed_on(asked.lang, iso(day).replace('-', ".")),
    }])
}

fn load_people(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let level = asked.part.checked_sub(1).and_then(|n| LEVELS.get(n)).map_or("", |l| l.code());
    let sql = format!(
        "SELECT c.id, coalesce(u.short_name, u.name), c.name, c.position, w.level, w.rule_code, w.target, w.got, w.missing,
           (SELECT max(r.reminded_on) FROM reminder r WHERE r.cadre_id = w.cadre_id AND r.year = w.year AND r.rule_code = w.rule_code),
           {SETTLED}
         FROM warning w JOIN cadre c ON c.id = w.cadre_id LEFT JOIN unit u ON u.id = c.unit_id
         WHERE w.year = ?1 AND w.level <> 'normal' AND (?2 = '' OR w.level = ?2) AND (?3 IS NULL OR c.unit_id = ?3)
         ORDER BY u.id IS NULL, c.unit_order, u.id, c.sort_no, c.id, w.missing DESC"
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query(params![asked.year, level, asked.unit])?;
    let mut table = Table::default();
    let mut names = RuleNames::new(reader, asked.lang);
    while let Some(row) = rows.next()? {
        if asked.most == Some(table.lines.len()) {
            table.cut = true;
            break;
        }
        table.lines.push(person(row, &mut names)?);
    }
    if table.cut {
        table.notes.push(w::cut(asked.lang, table.lines.len()));
    }
    if let Some(unit) = asked.unit {
        table.subject = reader.unit_names()?.into_iter().find(|(id, _)| *id == unit).map(|(_, name)| name);
    }
    table.notes.extend(computed(reader, asked)?);
    Ok(table)
}

/// Names of rules, each asked for once.
pub(super) struct RuleNames<'a> {
    reader: &'a Reader,
    lang: Lang,
    known: HashMap<String, String>,
}

impl<'a> RuleNames<'a> {
    pub(super) fn new(reader: &'a Reader, lang: Lang) -> Self {
        Self { reader, lang, known: HashMap::new() }
    }

    /// What people call a rule.
    pub(super) fn get(&mut self, code: &str) -> &str {
        let (reader, lang) = (self.reader, self.lang);
        self.known.entry(code.to_owned()).or_insert_with(|| reader.rule_name(code, lang))
    }
}

/// A warning as a line; what is made up or waived says so.
fn person(row: &rusqlite::Row, names: &mut RuleNames) -> Result<Line> {
    let word = |n: usize| row.get::<_, Option<String>>(n);
    let level = Level::parse(row.get_ref(4)?.as_str().unwrap_or_default()).unwrap_or(Level::Normal);
    let number = |n: usize| Ok::<Cell, rusqlite::Error>(row.get::<_, Option<f64>>(n)?.into());
    let (settled, lang) = (word(10)?, names.lang);
    let name = level.label().get(lang);
    let shown = match settled.as_deref() {
        None => name.to_owned(),
        Some("waived") => w::settled_waived(lang, name),
        Some(_) => w::settled_done(lang, name),
    };
    let rule = names.get(&word(5)?.unwrap_or_default()).to_owned();
    let mut cells: Vec<Cell> =
        vec![word(1)?.into(), word(2)?.into(), word(3)?.into(), shown.as_str().into(), rule.as_str().into()];
    cells.extend([number(6)?, number(7)?, number(8)?, word(9)?.into()]);
    let look = if settled.is_none() && level >= Level::Alarm { Look::Bad } else { Look::Plain };
    Ok(Line { cells, to: Target::Record("cadre", row.get(0)?), look })
}
