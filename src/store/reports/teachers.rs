//! What teachers taught in a year (师资负荷): sessions, hours, classes, when last, how rated.

use super::{Asked, Column, Kind, Line, Look, Report, Step, Table, Target, span};
use crate::{
    domain::{calendar::iso, rates::half_up},
    store::{Reader, Result},
    text::{field as f, report as w, teacher},
};

/// Load of the teachers.
pub const TEACHERS: Report = Report {
    name: "teachers",
    title: w::TEACHERS,
    about: w::TEACHERS_ABOUT,
    parts: &[("all", w::EVERYONE), ("full_time", w::FULL_TIME_STAFF), ("others", w::PART_TIME_STAFF)],
    columns: &[
        Column::new("name", f::PERSON_NAME, Kind::Text, 8),
        Column::new("kind", f::KIND, Kind::Text, 6),
        Column::new("title", teacher::TITLE, Kind::Text, 10),
        Column::new("sessions", f::TIMES, Kind::Count, 8),
        Column::new("hours", f::HOURS, Kind::Number, 7),
        Column::new("classes", w::CLASSES, Kind::Count, 7),
        Column::new("last", w::LAST, Kind::Date, 10),
        Column::new("rating", f::RATING, Kind::Number, 6),
        Column::new("bar", f::HOURS, Kind::Bar, 8),
        Column::new("forms", w::FORMS_COUNT, Kind::Count, 6),
        Column::new("unit", f::UNIT, Kind::Text, 18),
    ],
    listed: true,
    computed: false,
    load,
};

/// A rating is the mean of the evaluations of the year, each as often as it has forms.
const SQL: &str = "SELECT t.id, t.name, t.kind, t.title, t.unit_text,
    count(s.id), coalesce(sum(s.hours), 0), count(DISTINCT s.class_id), max(s.date) FILTER (WHERE s.date <= ?4),
    (SELECT sum(e.score * e.forms) / sum(e.forms) FROM evaluation e LEFT JOIN session x ON x.id = e.session_id
     WHERE e.teacher_id = t.id AND coalesce(e.date, x.date) BETWEEN ?1 AND ?2),
    (SELECT sum(e.forms) FROM evaluation e LEFT JOIN session x ON x.id = e.session_id
     WHERE e.teacher_id = t.id AND coalesce(e.date, x.date) BETWEEN ?1 AND ?2)
    FROM teacher t LEFT JOIN session_teacher l ON l.teacher_id = t.id AND l.role = 'main'
    LEFT JOIN session s ON s.id = l.session_id AND s.date BETWEEN ?1 AND ?2
    WHERE (?3 = 0 OR (?3 = 1 AND t.kind = '专职') OR (?3 = 2 AND coalesce(t.kind, '') <> '专职'))
    GROUP BY t.id ORDER BY t.sort_no, t.id";

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (from, to) = span(asked.year);
    let mut stmt = reader.conn.prepare_cached(SQL)?;
    let mut rows = stmt.query(rusqlite::params![from, to, i64::try_from(asked.part).unwrap_or(0), iso(asked.today)])?;
    let mut table = Table::default();
    let (mut sessions, mut hours, mut taught) = (0_i64, 0.0, 0_usize);
    while let Some(row) = rows.next()? {
        let word = |n: usize| row.get::<_, Option<String>>(n);
        let (count, sum): (i64, f64) = (row.get(5)?, row.get(6)?);
        sessions += count;
        hours += sum;
        taught += usize::from(count > 0);
        let rating = row.get::<_, Option<f64>>(9)?.map(half_up);
        let cells = vec![
            word(1)?.into(),
            word(2)?.map(|kind| reader.word("teacher_kind", &kind, asked.lang)).into(),
            word(3)?.map(|title| reader.word("teacher_title", &title, asked.lang)).into(),
            count.into(),
            Some(sum).into(),
            row.get::<_, i64>(7)?.into(),
            word(8)?.into(),
            rating.into(),
            None::<f64>.into(),
            row.get::<_, Option<i64>>(10)?.unwrap_or(0).into(),
            word(4)?.into(),
        ];
        let look = if count == 0 { Look::Warn } else { Look::Plain };
        table.lines.push(Line { cells, to: Target::Record("teacher", row.get(0)?), look });
    }
    table.share(4, 8);
    let all = table.lines.len();
    table.notes.push(w::taught(asked.lang, all, all - taught));
    let mut total = vec![w::TOTAL.get(asked.lang).into()];
    total.resize_with(11, Default::default);
    total[3] = sessions.into();
    total[4] = Some(hours).into();
    table.total = Some(total);
    Ok(table)
}
