//! Make-ups by unit (补训完成情况): owed, arranged, done, waived, overdue, and the share done.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target, span};
use crate::{
    domain::{calendar::iso, rates::Rate, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{field as f, make_up, report as w},
};

/// Make-ups that arose in a year.
pub const MAKE_UPS: Report = Report {
    name: "make_ups",
    title: w::MAKE_UPS,
    about: w::MAKE_UPS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 14),
        Column::new("all", w::OWED_IN_ALL, Kind::Count, 6),
        Column::new("owed", make_up::STATE_OWED, Kind::Count, 6),
        Column::new("scheduled", make_up::STATE_SCHEDULED, Kind::Count, 9),
        Column::new("done", make_up::STATE_DONE, Kind::Count, 6),
        Column::new("waived", make_up::STATE_WAIVED, Kind::Count, 6),
        Column::new("overdue", make_up::STATE_OVERDUE, Kind::Count, 7),
        Column::new("rate", w::DONE_RATE, Kind::Tenths, 7),
        Column::new("bar", w::DONE_RATE, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load,
};

/// Overdue is what is still open on `?3` after its last day, whatever its state says; a month ends with its last day.
const SQL: &str = "SELECT u.id, coalesce(u.short_name, u.name), count(*),
    count(*) FILTER (WHERE m.state = 'owed' AND NOT m.late), count(*) FILTER (WHERE m.state = 'scheduled' AND NOT m.late),
    count(*) FILTER (WHERE m.state = 'done'), count(*) FILTER (WHERE m.state = 'waived'),
    count(*) FILTER (WHERE m.state = 'overdue' OR (m.state IN ('owed', 'scheduled') AND m.late)),
    count(*) FILTER (WHERE m.arose_on IS NULL)
    FROM (SELECT unit_id, state, arose_on, due_on, due_on IS NOT NULL AND due_on < substr(?3, 1, length(due_on)) AS late
      FROM make_up) m LEFT JOIN unit u ON u.id = m.unit_id
    WHERE coalesce(m.arose_on, m.due_on) BETWEEN ?1 AND ?2
    GROUP BY u.id ORDER BY u.id IS NULL, u.sort_no, u.id";

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (from, to) = span(asked.year);
    let mut stmt = reader.conn.prepare_cached(SQL)?;
    let mut rows = stmt.query([&from, &to, &iso(asked.today)])?;
    let mut table = Table::default();
    let mut all = [0_u64; 6];
    while let Some(row) = rows.next()? {
        let mut counts = [0; 6];
        for (n, count) in counts.iter_mut().enumerate() {
            *count = u64::try_from(row.get::<_, i64>(2 + n)?).unwrap_or(0);
            all[n] += *count;
        }
        let unit: Option<i64> = row.get(0)?;
        let mut filters = vec![Filter { field: "unit_id", test: Test::Any(vec![unit.map_or(Value::Null, Value::Int)]) }];
        // Without a day of its own an obligation counts by when it is due, which no one filter says.
        if row.get::<_, i64>(8)? == 0 {
            let days = Test::Between(Value::text(from.as_str()), Value::text(to.as_str()));
            filters.push(Filter { field: "arose_on", test: days });
        }
        let name = row.get::<_, Option<String>>(1)?.unwrap_or_else(|| w::NOT_KNOWN.get(asked.lang).to_owned());
        let look = if counts[5] > 0 { Look::Bad } else { Look::Plain };
        table.lines.push(Line { cells: cells(&name, counts), to: Target::List("make_up", filters), look });
    }
    table.total = Some(cells(w::TOTAL.get(asked.lang), all));
    Ok(table)
}

/// The share done is of those not waived.
fn cells(name: &str, counts: [u64; 6]) -> Vec<Cell> {
    let rate = Rate::met(counts[3], counts[0], counts[4]).percent();
    let counts = counts.into_iter().map(Cell::from);
    std::iter::once(name.into()).chain(counts).chain([rate.into(), rate.into()]).collect()
}
