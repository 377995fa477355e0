//! A person's training archive (干部培训档案), entry by entry, and online hours to look at again (抽查).

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::{
        hours::{Group, round},
        spot,
    },
    store::{Reader, Result},
    text::{field as f, hour_entry as h, report as w},
};
use rusqlite::params;

/// Everything a person has in the ledger, or what counts in a year.
pub const ARCHIVE: Report = Report {
    name: "archive",
    title: w::ARCHIVE,
    about: w::ARCHIVE_ABOUT,
    parts: &[("all", w::ALL_YEARS), ("year", w::ONE_YEAR)],
    columns: &[
        Column::new("year", f::YEAR, Kind::Text, 5),
        Column::new("form", h::FORM, Kind::Text, 10),
        Column::new("title", h::TITLE, Kind::Text, 24),
        Column::new("starts_on", f::STARTS_ON, Kind::Date, 10),
        Column::new("ends_on", f::ENDS_ON, Kind::Date, 10),
        Column::new("days", f::DAYS, Kind::Number, 5),
        Column::new("hours", f::HOURS, Kind::Number, 6),
        Column::new("evidence", f::EVIDENCE, Kind::Text, 10),
        Column::new("verifier", h::VERIFIER, Kind::Text, 8),
    ],
    listed: false,
    computed: false,
    load: load_archive,
};

/// People whose online hours are looked at again: drawn by chance that anyone can repeat, and those who stand out.
pub const SPOT_CHECK: Report = Report {
    name: "spot_check",
    title: w::SPOT_CHECK,
    about: w::SPOT_CHECK_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 16),
        Column::new("name", f::PERSON_NAME, Kind::Text, 8),
        Column::new("hours", w::ONLINE_HOURS, Kind::Number, 8),
        Column::new("entries", w::ENTRIES, Kind::Count, 6),
        Column::new("most", w::MOST_A_DAY, Kind::Number, 9),
        Column::new("unproved", w::UNPROVED, Kind::Count, 8),
        Column::new("why", w::WHY_CHECKED, Kind::Text, 14),
    ],
    listed: true,
    computed: false,
    load: load_spot,
};

fn load_archive(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let Some(cadre) = asked.of else { return Ok(Table::default()) };
    let year = (asked.part == 1).then_some(asked.year);
    let mut stmt = reader.conn.prepare_cached(
        "SELECT e.id, coalesce(s.year, e.year), e.form, e.title, e.starts_on, e.ends_on, coalesce(s.days, e.days), coalesce(s.hours, e.hours),
           e.evidence, e.verifier
         FROM hour_entry e LEFT JOIN hour_share s ON s.entry_id = e.id AND e.year IS NULL
         WHERE e.cadre_id = ?1 AND (?2 IS NULL OR coalesce(s.year, e.year) = ?2) ORDER BY 2, e.starts_on, e.id",
    )?;
    let mut rows = stmt.query(params![cadre, year])?;
    let book = reader.rulebook_of(cadre)?;
    let mut table = Table::default();
    let (mut all, mut online) = (0.0, 0.0);
    while let Some(row) = rows.next()? {
        let word = |n: usize| Ok::<Cell, rusqlite::Error>(row.get::<_, Option<String>>(n)?.into());
        let (form, hours): (String, f64) = (row.get(2)?, row.get(7)?);
        all += hours;
        online += if book.group(&form) == Group::Online { hours } else { 0.0 };
        let year: Option<i64> = row.get(1)?;
        let cells = vec![
            year.map(|y| y.to_string()).into(),
            reader.word("hour_form", &form, asked.lang).as_str().into(),
            word(3)?,
            word(4)?,
            word(5)?,
            row.get::<_, Option<f64>>(6)?.into(),
            Some(hours).into(),
            row.get::<_, Option<String>>(8)?.map(|evidence| reader.word("evidence", &evidence, asked.lang)).into(),
            word(9)?,
        ];
        table.lines.push(Line::new(cells, Target::Record("hour_entry", row.get(0)?)));
    }
    sum(&mut table, all, online, asked);
    table.subject = subject(reader, cadre)?;
    Ok(table)
}

/// The last line, and in words how much of it is online.
fn sum(table: &mut Table, all: f64, online: f64, asked: &Asked) {
    let mut total: Vec<Cell> = vec![w::TOTAL.get(asked.lang).into()];
    total.resize(9, Cell::default());
    total[6] = Some(round(all)).into();
    table.total = Some(total);
    table.notes.push(w::archive_sum(
        asked.lang,
        crate::domain::value::number(round(all)),
        crate::domain::value::number(round(online)),
    ));
}

/// Name, unit and post.
fn subject(reader: &Reader, cadre: i64) -> Result<Option<String>> {
    let mut stmt = reader.conn.prepare_cached(
        "SELECT c.name, coalesce(u.short_name, u.name, ''), coalesce(c.position, '') FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id WHERE c.id = ?1",
    )?;
    let mut rows = stmt.query([cadre])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let words: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
    Ok(Some(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")))
}

fn load_spot(reader: &Reader, asked: &Asked, step: Step) -> Result<Table> {
    let book = reader.rulebook_of(0)?;
    let mut stmt = reader.conn.prepare_cached(
        "SELECT c.id, coalesce(u.short_name, u.name), c.name, e.form, e.hours, coalesce(e.ends_on, e.starts_on), e.evidence IS NULL
         FROM cadre c JOIN hour_entry e ON e.cadre_id = c.id AND e.year = ?1 LEFT JOIN unit u ON u.id = c.unit_id
         WHERE c.active = 1 AND (?2 IS NULL OR c.unit_id = ?2) ORDER BY c.unit_order, c.unit_id, c.sort_no, c.id, 6",
    )?;
    let mut rows = stmt.query(params![asked.year, asked.unit])?;
    let mut table = Table::default();
    let mut at: Option<(i64, Option<String>, String, spot::Online)> = None;
    let mut done = 0;
    while let Some(row) = rows.next()? {
        if book.group(row.get_ref(3)?.as_str().unwrap_or_default()) != Group::Online {
            continue;
        }
        let cadre: i64 = row.get(0)?;
        if at.as_ref().is_none_or(|(id, ..)| *id != cadre) {
            put(&mut table, at.take(), asked, book.settings.spot_check_share);
            at = Some((cadre, row.get(1)?, row.get(2)?, spot::Online::default()));
            done += 1;
            if done % 2048 == 0 && !step(done, done) {
                table.stopped = true;
                return Ok(table);
            }
        }
        if let Some((.., online)) = &mut at {
            online.add(row.get(4)?, row.get_ref(5)?.as_str_or_null().unwrap_or_default(), row.get(6)?);
        }
    }
    put(&mut table, at, asked, book.settings.spot_check_share);
    table.notes.push(w::spot_share(asked.lang, table.lines.len(), crate::domain::value::number(book.settings.spot_check_share)));
    Ok(table)
}

fn put(table: &mut Table, person: Option<(i64, Option<String>, String, spot::Online)>, asked: &Asked, share: f64) {
    let Some((id, unit, name, online)) = person else { return };
    let Some(why) = spot::checked(id, asked.year, share, &online) else { return };
    let cells = vec![
        unit.into(),
        name.as_str().into(),
        Some(round(online.hours)).into(),
        online.entries.into(),
        Some(round(online.most_a_day)).into(),
        online.unproved.into(),
        why.label().get(asked.lang).into(),
    ];
    let look = if why == spot::Why::Drawn { Look::Plain } else { Look::Warn };
    table.lines.push(Line { cells, to: Target::Record("cadre", id), look });
}
