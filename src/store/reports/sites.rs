//! Use of the teaching sites in a year (教学点使用): visits, classes, people brought, hours, when last.

use super::{Asked, Column, Kind, Line, Look, Report, Step, Table, Target, span};
use crate::{
    domain::calendar::iso,
    store::{Reader, Result},
    text::{field as f, report as w, site},
};

/// Use of the sites.
pub const SITES: Report = Report {
    name: "sites",
    title: w::SITES,
    about: w::SITES_ABOUT,
    parts: &[],
    columns: &[
        Column::new("site", site::REGISTER, Kind::Text, 16),
        Column::new("area", f::AREA, Kind::Text, 8),
        Column::new("visits", w::VISITS, Kind::Count, 7),
        Column::new("classes", w::CLASSES, Kind::Count, 7),
        Column::new("people", w::BROUGHT, Kind::Count, 7),
        Column::new("hours", f::HOURS, Kind::Number, 7),
        Column::new("last", w::LAST, Kind::Date, 10),
        Column::new("bar", w::VISITS, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load,
};

/// People are those who came to the class, once a visit: what the site had to receive.
const SQL: &str = "SELECT p.id, p.name, p.area, count(s.id), count(DISTINCT s.class_id),
    coalesce(sum((SELECT count(*) FROM nominee n JOIN call_up c ON c.id = n.call_up_id WHERE c.class_id = s.class_id
      AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))), 0),
    coalesce(sum(s.hours), 0), max(s.date) FILTER (WHERE s.date <= ?3)
    FROM site p LEFT JOIN session s ON s.site_id = p.id AND s.date BETWEEN ?1 AND ?2
    GROUP BY p.id ORDER BY p.sort_no, p.id";

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (from, to) = span(asked.year);
    let mut stmt = reader.conn.prepare_cached(SQL)?;
    let mut rows = stmt.query([from, to, iso(asked.today)])?;
    let mut table = Table::default();
    let (mut visits, mut people, mut hours) = (0_i64, 0_i64, 0.0);
    while let Some(row) = rows.next()? {
        let word = |n: usize| row.get::<_, Option<String>>(n);
        let (here, brought, sum): (i64, i64, f64) = (row.get(3)?, row.get(5)?, row.get(6)?);
        visits += here;
        people += brought;
        hours += sum;
        let cells = vec![
            word(1)?.into(),
            word(2)?.into(),
            here.into(),
            row.get::<_, i64>(4)?.into(),
            brought.into(),
            Some(sum).into(),
            word(7)?.into(),
            None::<f64>.into(),
        ];
        let look = if here == 0 { Look::Warn } else { Look::Plain };
        table.lines.push(Line { cells, to: Target::Record("site", row.get(0)?), look });
    }
    table.share(2, 7);
    let mut total = vec![w::TOTAL.get(asked.lang).into()];
    total.resize_with(8, Default::default);
    total[2] = visits.into();
    total[4] = people.into();
    total[5] = Some(hours).into();
    table.total = Some(total);
    Ok(table)
}
