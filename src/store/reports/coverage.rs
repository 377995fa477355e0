//! Coverage of programmes (轮训覆盖率): who of those who must go has been, by programme, by unit, by person.
//!
//! A member is done once the date is entered, or a class of the programme was completed; the second, so that nobody has
//! to enter what the call-ups already say.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target, span};
use crate::{
    domain::{rates::Rate, value::Value},
    store::{
        Reader, Result,
        coverage::{listed, through},
        query::{Filter, Test},
    },
    text::{field as f, programme, report as w},
};
use rusqlite::{Row, params};

/// Coverage by programme.
pub const COVERAGE: Report = Report {
    name: "coverage",
    title: w::COVERAGE,
    about: w::COVERAGE_ABOUT,
    parts: &[],
    columns: &[
        Column::new("programme", programme::REGISTER, Kind::Text, 20),
        Column::new("deadline", f::DEADLINE, Kind::Date, 10),
        Column::new("members", w::MEMBERS, Kind::Count, 7),
        Column::new("done", w::DONE, Kind::Count, 7),
        Column::new("left", w::LEFT, Kind::Count, 7),
        Column::new("rate", w::COVERED, Kind::Tenths, 7),
        Column::new("bar", w::COVERED, Kind::Bar, 10),
    ],
    listed: true,
    computed: false,
    load,
};

/// Coverage of one programme by unit.
pub const UNITS: Report = Report {
    name: "coverage_units",
    title: w::COVERAGE_UNITS,
    about: w::COVERAGE_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 22),
        Column::new("members", w::MEMBERS, Kind::Count, 7),
        Column::new("done", w::DONE, Kind::Count, 7),
        Column::new("left", w::LEFT, Kind::Count, 7),
        Column::new("rate", w::COVERED, Kind::Tenths, 7),
        Column::new("rank", w::RANK, Kind::Count, 4),
        Column::new("bar", w::COVERED, Kind::Bar, 12),
    ],
    listed: false,
    computed: false,
    load: load_units,
};

/// Members of one programme, all or of a unit: those not done first by its parts.
pub const MEMBERS: Report = Report {
    name: "coverage_members",
    title: w::COVERAGE_MEMBERS,
    about: w::COVERAGE_ABOUT,
    parts: &[("left", w::NOT_DONE), ("done", w::DONE), ("all", w::EVERYONE)],
    columns: &[
        Column::new("name", f::PERSON_NAME, Kind::Text, 10),
        Column::new("unit", f::UNIT, Kind::Text, 18),
        Column::new("position", f::POSITION, Kind::Text, 20),
        Column::new("level", w::LEVEL, Kind::Text, 10),
        Column::new("state", f::STATE, Kind::Text, 8),
        Column::new("done_on", w::DONE_ON, Kind::Date, 10),
    ],
    listed: false,
    computed: false,
    load: load_members,
};

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (from, to) = span(asked.year);
    let sql = format!(
        "SELECT p.id, p.name, p.deadline, count(m.id), count(*) FILTER (WHERE {}) FROM programme p
         LEFT JOIN programme_member m ON m.programme_id = p.id AND {}
         WHERE (p.starts_on IS NULL OR p.starts_on <= ?2) AND (p.deadline IS NULL OR p.deadline >= ?1)
         GROUP BY p.id, p.name, p.deadline ORDER BY p.sort_no, p.id",
        through("m"),
        listed("m")
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([from, to])?;
    let mut table = Table::default();
    let mut all = Rate::default();
    let today = crate::domain::calendar::iso(asked.today);
    while let Some(row) = rows.next()? {
        let rate = rate(row, 3)?;
        all = Rate::new(all.part + rate.part, all.whole + rate.whole);
        let deadline: Option<String> = row.get(2)?;
        let late = deadline.as_ref().is_some_and(|d| **d < today[..d.len().min(today.len())]) && rate.part < rate.whole;
        let mut cells = vec![row.get::<_, Option<String>>(1)?.into(), deadline.into()];
        cells.extend(covered(rate));
        cells.push(rate.percent().into());
        let of = Asked { of: Some(row.get(0)?), part: 0, ..asked.clone() };
        table.lines.push(Line {
            cells,
            to: Target::Report("coverage_units", of),
            look: if late { Look::Bad } else { Look::Plain },
        });
    }
    let mut total = vec![w::TOTAL.get(asked.lang).into(), Cell::default()];
    total.extend(covered(all));
    total.push(all.percent().into());
    table.total = Some(total);
    Ok(table)
}

fn rate(row: &Row, at: usize) -> rusqlite::Result<Rate> {
    let number = |n: usize| Ok::<_, rusqlite::Error>(u64::try_from(row.get::<_, i64>(n)?).unwrap_or(0));
    Ok(Rate::coverage(number(at + 1)?, number(at)?))
}

fn covered(rate: Rate) -> [Cell; 4] {
    [rate.whole.into(), rate.part.into(), (rate.whole - rate.part.min(rate.whole)).into(), rate.percent().into()]
}

fn subject(reader: &Reader, programme: i64) -> Result<Option<String>> {
    let mut stmt = reader.conn.prepare_cached("SELECT name FROM programme WHERE id = ?1")?;
    Ok(rusqlite::OptionalExtension::optional(stmt.query_row([programme], |row| row.get(0)))?)
}

fn load_units(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let Some(programme) = asked.of else { return Ok(Table::default()) };
    let sql = format!(
        "SELECT u.id, coalesce(u.short_name, u.name), count(*), count(*) FILTER (WHERE {}) FROM programme_member m
         JOIN cadre c ON c.id = m.cadre_id LEFT JOIN unit u ON u.id = c.unit_id
         WHERE m.programme_id = ?1 AND {} GROUP BY u.id ORDER BY u.id IS NULL, u.sort_no, u.id",
        through("m"),
        listed("m")
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([programme])?;
    let mut table = Table { subject: subject(reader, programme)?, ..Table::default() };
    let mut all = Rate::default();
    while let Some(row) = rows.next()? {
        let rate = rate(row, 2)?;
        all = Rate::new(all.part + rate.part, all.whole + rate.whole);
        let mut cells = vec![row.get::<_, Option<String>>(1)?.into()];
        cells.extend(covered(rate));
        cells.extend([Cell::default(), rate.percent().into()]);
        let to = match row.get::<_, Option<i64>>(0)? {
            Some(unit) => Target::Report("coverage_members", Asked { unit: Some(unit), ..asked.clone() }),
            None => members_of(programme),
        };
        table.lines.push(Line::new(cells, to));
    }
    table.rank(4, 5);
    let mut total = vec![w::TOTAL.get(asked.lang).into()];
    total.extend(covered(all));
    total.extend([Cell::default(), all.percent().into()]);
    table.total = Some(total);
    Ok(table)
}

/// The register's own list, for members whose unit is not known.
fn members_of(programme: i64) -> Target {
    Target::List("programme_member", vec![Filter { field: "programme_id", test: Test::Any(vec![Value::Int(programme)]) }])
}

fn load_members(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (Some(programme), Some(unit)) = (asked.of, asked.unit) else { return Ok(Table::default()) };
    let sql = format!(
        "SELECT c.id, c.name, coalesce(u.short_name, u.name), c.position, c.level, m.done_on, {} FROM programme_member m
         JOIN cadre c ON c.id = m.cadre_id JOIN unit u ON u.id = c.unit_id
         WHERE m.programme_id = ?1 AND c.unit_id = ?2 AND {} ORDER BY c.sort_no, c.id",
        through("m"),
        listed("m")
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query(params![programme, unit])?;
    let mut table = Table { subject: subject(reader, programme)?, ..Table::default() };
    while let Some(row) = rows.next()? {
        let done: bool = row.get(6)?;
        if (asked.part == 0 && done) || (asked.part == 1 && !done) {
            continue;
        }
        let word = |n: usize| row.get::<_, Option<String>>(n);
        let state = if done { w::DONE } else { w::NOT_DONE };
        let cells = vec![
            word(1)?.into(),
            word(2)?.into(),
            word(3)?.into(),
            word(4)?.map(|level| reader.word("level", &level, asked.lang)).into(),
            state.get(asked.lang).into(),
            word(5)?.into(),
        ];
        let look = if done { Look::Plain } else { Look::Warn };
        table.lines.push(Line { cells, to: Target::Record("cadre", row.get(0)?), look });
    }
    Ok(table)
}
