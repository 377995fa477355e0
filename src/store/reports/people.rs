//! The people behind a line of the four indicators, with their hours of the year.

use super::{
    Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target,
    indicators::CUTS,
    ledger::{self, Hours, Units},
};
use crate::{
    store::{Reader, Result, ledger::Rulebook},
    text::{Lang, field as f, report as w},
};
use rusqlite::Row;

/// The people of a unit in a set of bands; the parts are those of [`CUTS`].
pub const PEOPLE: Report = Report {
    name: "people",
    title: w::PEOPLE,
    about: w::PEOPLE_ABOUT,
    parts: &[
        ("county", w::COUNTY_UP),
        ("section", w::SECTION_DOWN),
        ("city_chief", w::CITY_CHIEF),
        ("city_deputy", w::CITY_DEPUTY),
        ("county_chief", w::COUNTY_CHIEF),
        ("county_deputy", w::COUNTY_DEPUTY),
    ],
    columns: &[
        Column::new("name", f::PERSON_NAME, Kind::Text, 10),
        Column::new("unit", f::UNIT, Kind::Text, 14),
        Column::new("position", f::POSITION, Kind::Text, 18),
        Column::new("level", w::LEVEL, Kind::Text, 10),
        Column::new("full_time", w::FULL_TIME_HOURS, Kind::Number, 7),
        Column::new("online", w::ONLINE_HOURS, Kind::Number, 7),
        Column::new("total", w::TOTAL_HOURS, Kind::Number, 7),
    ],
    listed: false,
    computed: false,
    load,
};

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let Some(unit) = asked.of else { return Ok(Table::default()) };
    let units = Units::read(reader, asked.year)?;
    let book = reader.rulebook()?;
    let mut table = Table { subject: units.list.iter().find(|u| u.id == unit).map(|u| u.name.clone()), ..Table::default() };
    let mut all = Hours::default();
    let mut stmt = reader.conn.prepare_cached(
        "SELECT c.id, c.name, coalesce(u.short_name, u.name), c.position, c.level, c.rank FROM cadre c JOIN unit u ON u.id = c.unit_id
         WHERE c.unit_id = ?1 AND c.active = 1 ORDER BY c.sort_no, c.id",
    )?;
    for unit in units.counted_in(unit) {
        let mut rows = stmt.query([unit])?;
        while let Some(row) = rows.next()? {
            let Some(mut line) = person(reader, row, &book, asked.part, asked.lang)? else { continue };
            let hours = ledger::person(reader, &book, row.get(0)?, asked.year)?;
            all.join(hours);
            line.cells.extend(numbers(hours));
            line.look = if hours.trained { Look::Plain } else { Look::Warn };
            table.lines.push(line);
        }
    }
    let mut total: Vec<Cell> = vec![w::TOTAL.get(asked.lang).into(), Cell::default(), Cell::default(), Cell::default()];
    total.extend(numbers(all));
    table.total = Some(total);
    Ok(table)
}

/// A person's line without hours; `None` where they are in another band.
fn person(reader: &Reader, row: &Row, book: &Rulebook, part: usize, lang: Lang) -> Result<Option<Line>> {
    let word = |n: usize| row.get::<_, Option<String>>(n);
    let (level, rank) = (word(4)?, word(5)?);
    let band = book.band(level.as_deref(), rank.as_deref());
    if !CUTS[part.min(CUTS.len() - 1)].bands.contains(&band) {
        return Ok(None);
    }
    let shown = level.map(|level| reader.word("level", &level, lang));
    let shown = shown.or_else(|| rank.map(|rank| reader.word("rank", &rank, lang)));
    let cells = vec![word(1)?.into(), word(2)?.into(), word(3)?.into(), shown.into()];
    Ok(Some(Line::new(cells, Target::Record("cadre", row.get(0)?))))
}

fn numbers(hours: Hours) -> [Cell; 3] {
    [hours.full_time, hours.online, hours.total].map(|n| Some(n).into())
}
