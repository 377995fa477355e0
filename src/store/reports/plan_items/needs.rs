//! Needs and the courses that answer them (需求调研, item 21): votes by need, courses near it, who could teach them.

use super::super::{Asked, Column, Kind, Line, Look, Report, Step, Table, Target};
use crate::{
    domain::needs::near,
    store::{Reader, Result},
    text::{course, field as f, need_survey, plan_report as w},
};

/// Needs of a year.
pub const NEEDS: Report = Report {
    name: "needs",
    title: w::NEEDS,
    about: w::NEEDS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("need", need_survey::TOPIC, Kind::Text, 20),
        Column::new("audience", f::AUDIENCE, Kind::Text, 12),
        Column::new("votes", need_survey::VOTES, Kind::Count, 6),
        Column::new("bar", need_survey::VOTES, Kind::Bar, 8),
        Column::new("courses", course::REGISTER, Kind::Count, 6),
        Column::new("nearest", w::NEAREST, Kind::Text, 24),
        Column::new("lecturers", w::LECTURERS, Kind::Text, 12),
    ],
    listed: true,
    computed: false,
    load,
};

struct Course {
    name: String,
    topics: String,
    lecturers: Option<String>,
}

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let sql = "SELECT name, coalesce(topics, ''), lecturers FROM course WHERE stage <> 'retired' ORDER BY sort_no, id";
    let mut stmt = reader.conn.prepare_cached(sql)?;
    let courses = stmt.query_map([], |row| Ok(Course { name: row.get(0)?, topics: row.get(1)?, lecturers: row.get(2)? }))?;
    let courses: Vec<Course> = courses.collect::<rusqlite::Result<_>>()?;
    let sql = "SELECT id, topic, audience, votes FROM need_survey WHERE year = ?1 ORDER BY votes DESC, sort_no, id";
    let mut stmt = reader.conn.prepare_cached(sql)?;
    let mut rows = stmt.query([asked.year])?;
    let mut table = Table::default();
    while let Some(row) = rows.next()? {
        let need: String = row.get(1)?;
        let found: Vec<(usize, &Course)> =
            courses.iter().map(|c| (near(&need, &c.name, &c.topics), c)).filter(|(score, _)| *score > 0).collect();
        let best = found.iter().rev().max_by_key(|(score, _)| *score).map(|(_, course)| *course);
        let cells = vec![
            need.as_str().into(),
            row.get::<_, Option<String>>(2)?.into(),
            row.get::<_, i64>(3)?.into(),
            None::<f64>.into(),
            (found.len() as u64).into(),
            best.map(|course| course.name.clone()).into(),
            best.and_then(|course| course.lecturers.clone()).into(),
        ];
        let look = if found.is_empty() { Look::Bad } else { Look::Plain };
        table.lines.push(Line { cells, to: Target::Record("need_survey", row.get(0)?), look });
    }
    table.share(2, 3);
    let open = table.lines.iter().filter(|line| line.look == Look::Bad).count();
    table.notes.push(w::needs_sum(asked.lang, table.lines.len(), open));
    Ok(table)
}
