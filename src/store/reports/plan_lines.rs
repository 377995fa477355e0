//! The lines of a year's plan against what was held, and the year month by month: who is behind, who is ahead.
//!
//! A class fulfils the line it names; one that names none fulfils the line of its own name in its year, because that is
//! how classes come from files. What is left over stands in a line of its own, so that the sum is all classes held.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::{
        calendar::iso,
        plan::{Standing, due, standing},
        rates::Rate,
        value::Value,
    },
    store::{
        Reader, Result,
        query::{Filter, Test},
        standing::whole,
    },
    text::{field as f, plan_line as p, report as w},
};

/// Plan lines.
pub const PLAN_LINES: Report = Report {
    name: "plan_lines",
    title: w::PLAN_LINES,
    about: w::PLAN_LINES_ABOUT,
    parts: &[],
    columns: &[
        Column::new("name", p::THEME, Kind::Text, 20),
        Column::new("month", p::MONTH, Kind::Count, 4),
        Column::new("terms", w::PLANNED, Kind::Count, 4),
        Column::new("held", w::HELD, Kind::Count, 4),
        Column::new("running", w::RUNNING, Kind::Count, 4),
        Column::new("stands", w::STANDS, Kind::Text, 8),
        Column::new("people", w::PEOPLE_PLANNED, Kind::Count, 6),
        Column::new("came", w::CAME, Kind::Count, 6),
        Column::new("hours", w::HOURS_HELD, Kind::Number, 7),
        Column::new("bar", w::HELD_RATE, Kind::Bar, 8),
        Column::new("organiser", f::ORGANISER, Kind::Text, 14),
    ],
    listed: true,
    computed: false,
    load: load_lines,
};

/// The same by month.
pub const PLAN_MONTHS: Report = Report {
    name: "plan_months",
    title: w::PLAN_MONTHS,
    about: w::PLAN_MONTHS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("month", p::MONTH, Kind::Count, 6),
        Column::new("terms", w::PLANNED, Kind::Count, 6),
        Column::new("held", w::HELD, Kind::Count, 6),
        Column::new("terms_so_far", w::PLANNED_SO_FAR, Kind::Count, 8),
        Column::new("held_so_far", w::HELD_SO_FAR, Kind::Count, 8),
        Column::new("stands", w::STANDS, Kind::Text, 10),
        Column::new("people", w::PEOPLE_PLANNED, Kind::Count, 7),
        Column::new("came", w::CAME, Kind::Count, 7),
        Column::new("bar", w::HELD_RATE, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_months,
};

/// The line a class `t` fulfils.
const LINE: &str = "coalesce(t.plan_line_id, (SELECT l.id FROM plan_line l WHERE l.year = t.year AND l.name = t.name))";
/// Held, running, and people who came; `?2` is today.
const HELD: &str = "(t.state IN ('ended', 'closed') OR (t.state IN ('approved', 'enrolling', 'running') AND coalesce(t.ends_on, t.starts_on) < ?2))";
const RUNNING: &str =
    "(t.state IN ('approved', 'enrolling', 'running') AND t.starts_on <= ?2 AND coalesce(t.ends_on, t.starts_on) >= ?2)";
const CAME: &str = "(SELECT count(*) FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = t.id
    AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))";

/// What was held of something.
#[derive(Clone, Copy, Default)]
struct Tally {
    terms: u64,
    held: u64,
    running: u64,
    people: u64,
    came: u64,
    hours: f64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.terms += other.terms;
        self.held += other.held;
        self.running += other.running;
        self.people += other.people;
        self.came += other.came;
        self.hours += other.hours;
    }
}

fn words(stands: Standing, asked: &Asked) -> (String, Look) {
    match stands {
        Standing::Done => (w::STANDS_DONE.get(asked.lang).to_owned(), Look::Plain),
        Standing::Behind(n) => (w::stands_behind(asked.lang, n), Look::Bad),
        Standing::Ahead(n) => (w::stands_ahead(asked.lang, n), Look::Plain),
        Standing::OnTime => (w::STANDS_ON_TIME.get(asked.lang).to_owned(), Look::Plain),
    }
}

fn load_lines(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let sql = format!(
        "SELECT l.id, l.name, l.month, l.terms, coalesce(l.people, 0), l.organiser,
           (SELECT count(*) FROM training_class t WHERE t.year = l.year AND {LINE} = l.id AND {HELD}),
           (SELECT count(*) FROM training_class t WHERE t.year = l.year AND {LINE} = l.id AND {RUNNING}),
           (SELECT coalesce(sum({CAME}), 0) FROM training_class t WHERE t.year = l.year AND {LINE} = l.id),
           (SELECT coalesce(sum(t.hours), 0) FROM training_class t WHERE t.year = l.year AND {LINE} = l.id AND {HELD})
         FROM plan_line l WHERE l.year = ?1 ORDER BY l.sort_no, l.id"
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query(rusqlite::params![asked.year, iso(asked.today)])?;
    let (mut table, mut all) = (Table::default(), Tally::default());
    while let Some(row) = rows.next()? {
        let month: Option<u32> = row.get(2)?;
        let tally = Tally {
            terms: whole(row, 3)?,
            people: whole(row, 4)?,
            held: whole(row, 6)?,
            running: whole(row, 7)?,
            came: whole(row, 8)?,
            hours: row.get(9)?,
        };
        all.add(&tally);
        let due = due(asked.year, month, tally.terms, asked.today);
        let (stands, look) = words(standing(tally.terms, due, tally.held, tally.running), asked);
        let cells = cells(row.get::<_, String>(1)?.as_str(), month, &tally, &stands, row.get(5)?);
        table.lines.push(Line { cells, to: Target::Record("plan_line", row.get(0)?), look });
    }
    if let Some(extra) = unplanned(reader, asked)? {
        all.add(&extra);
        let to = Target::List(
            "class",
            vec![
                Filter { field: "year", test: Test::Any(vec![Value::Int(i64::from(asked.year))]) },
                Filter { field: "plan_line_id", test: Test::Any(vec![Value::Null]) },
            ],
        );
        let cells = cells(w::UNPLANNED.get(asked.lang), None, &extra, "", None);
        table.lines.push(Line { cells, to, look: Look::Plain });
    }
    table.total = Some(cells(w::TOTAL.get(asked.lang), None, &all, "", None));
    Ok(table)
}

fn cells(name: &str, month: Option<u32>, tally: &Tally, stands: &str, organiser: Option<String>) -> Vec<Cell> {
    vec![
        name.into(),
        month.map_or(Value::Null, |m| Value::Int(i64::from(m))).into(),
        tally.terms.into(),
        tally.held.into(),
        tally.running.into(),
        stands.into(),
        tally.people.into(),
        tally.came.into(),
        Some(tally.hours).into(),
        Rate::new(tally.held.min(tally.terms), tally.terms).percent().into(),
        organiser.into(),
    ]
}

/// Classes of the year that fulfil no line; `None` where there are none.
fn unplanned(reader: &Reader, asked: &Asked) -> Result<Option<Tally>> {
    let sql = format!(
        "SELECT count(*), count(*) FILTER (WHERE {HELD}), count(*) FILTER (WHERE {RUNNING}), coalesce(sum({CAME}), 0),
           coalesce(sum(t.hours) FILTER (WHERE {HELD}), 0)
         FROM training_class t WHERE t.year = ?1 AND {LINE} IS NULL AND t.state NOT IN ('draft', 'applied', 'returned', 'cancelled', 'postponed')"
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let (count, tally) = stmt.query_row(rusqlite::params![asked.year, iso(asked.today)], |row| {
        let tally =
            Tally { held: whole(row, 1)?, running: whole(row, 2)?, came: whole(row, 3)?, hours: row.get(4)?, ..Tally::default() };
        Ok((whole(row, 0)?, tally))
    })?;
    Ok((count > 0).then_some(tally))
}

fn load_months(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let mut months = [Tally::default(); 12];
    let at = |month: u32| usize::try_from(month.clamp(1, 12) - 1).unwrap_or(11);
    let sql = "SELECT coalesce(month, 12), terms, coalesce(people, 0) FROM plan_line WHERE year = ?1";
    let mut stmt = reader.conn.prepare_cached(sql)?;
    let mut rows = stmt.query([asked.year])?;
    while let Some(row) = rows.next()? {
        let month = &mut months[at(row.get(0)?)];
        month.terms += whole(row, 1)?;
        month.people += whole(row, 2)?;
    }
    let sql = format!(
        "SELECT CAST(substr(coalesce(t.ends_on, t.starts_on), 6, 2) AS INTEGER), {CAME} FROM training_class t
         WHERE t.year = ?1 AND t.starts_on IS NOT NULL AND {LINE} IS NOT NULL AND {HELD}"
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query(rusqlite::params![asked.year, iso(asked.today)])?;
    while let Some(row) = rows.next()? {
        let month = &mut months[at(row.get(0)?)];
        month.held += 1;
        month.came += whole(row, 1)?;
    }
    let (mut table, mut all) = (Table::default(), Tally::default());
    for (month, tally) in (1_u32..).zip(&months) {
        all.add(tally);
        let due = due(asked.year, Some(month), all.terms, asked.today);
        let over = due > 0 || all.terms == 0;
        let stands = if over { standing(u64::MAX, due, all.held, 0) } else { Standing::OnTime };
        let (stands, look) = words(stands, asked);
        let cells = vec![
            Value::Int(i64::from(month)).into(),
            tally.terms.into(),
            tally.held.into(),
            all.terms.into(),
            all.held.into(),
            stands.as_str().into(),
            tally.people.into(),
            tally.came.into(),
            Rate::new(all.held.min(all.terms), all.terms).percent().into(),
        ];
        let filters = vec![
            Filter { field: "year", test: Test::Any(vec![Value::Int(i64::from(asked.year))]) },
            Filter { field: "month", test: Test::Any(vec![Value::Int(i64::from(month))]) },
        ];
        table.lines.push(Line { cells, to: Target::List("plan_line", filters), look });
    }
    let mut total: Vec<Cell> = vec![w::TOTAL.get(asked.lang).into(), all.terms.into(), all.held.into()];
    total.extend([Cell::default(), Cell::default(), Cell::default(), all.people.into(), all.came.into(), Cell::default()]);
    table.total = Some(total);
    Ok(table)
}
