//! Party schools and institutions: training of their teachers (岗位大练兵, item 16), what is put right (整改销号, item 17),
//! the quality assessment by school and area (item 19).

use super::super::{
    Asked, Column, Kind, Report, Step, Table,
    statement::{Opens, only, read, within, word},
};
use crate::{
    store::{Reader, Result},
    text::{assessment, field as f, institution, plan_report as w, report as r, teacher, work_item},
};
use rusqlite::Row;

/// Activities of teachers in a year.
pub const DRILL: Report = Report {
    name: "drill",
    title: w::DRILL,
    about: w::DRILL_ABOUT,
    parts: &[],
    columns: &[
        Column::new("kind", w::ACTIVITY, Kind::Text, 14),
        Column::new("times", w::TIMES, Kind::Count, 7),
        Column::new("teachers", teacher::REGISTER, Kind::Count, 7),
        Column::new("full_time", r::FULL_TIME_STAFF, Kind::Count, 8),
        Column::new("share", w::OF_FULL_TIME, Kind::Tenths, 10),
        Column::new("score", f::SCORE, Kind::Tenths, 7),
        Column::new("before", w::YEAR_BEFORE, Kind::Count, 7),
        Column::new("bar", w::TIMES, Kind::Bar, 10),
    ],
    listed: true,
    computed: false,
    load: load_drill,
};

const DRILL_SQL: &str = "SELECT NULL, k.name, count(a.id) FILTER (WHERE a.date BETWEEN ?1 AND ?2),
    count(DISTINCT CASE WHEN a.date BETWEEN ?1 AND ?2 THEN t.id END),
    count(DISTINCT CASE WHEN a.date BETWEEN ?1 AND ?2 AND t.kind = '专职' THEN t.id END),
    round(1000.0 * count(DISTINCT CASE WHEN a.date BETWEEN ?1 AND ?2 AND t.kind = '专职' THEN t.id END)
      / nullif((SELECT count(*) FROM teacher WHERE kind = '专职' AND state <> 'left'), 0)) / 10,
    avg(a.score) FILTER (WHERE a.date BETWEEN ?1 AND ?2),
    count(a.id) FILTER (WHERE substr(a.date, 1, 4) = CAST(?3 - 1 AS TEXT)), NULL,
    CASE WHEN count(a.id) FILTER (WHERE a.date BETWEEN ?1 AND ?2) = 0 THEN 1 ELSE 0 END
    FROM code k LEFT JOIN teacher_activity a ON a.kind = k.name LEFT JOIN teacher t ON t.id = a.teacher_id
    WHERE k.list = 'activity_kind' GROUP BY k.id ORDER BY k.sort_no, k.id";

/// 四个一批: entered and left in the year, pairs of mentor and pupil, terms that end; then part-time of all.
const BATCHES_SQL: &str =
    "SELECT (SELECT count(*) FROM teacher_log WHERE from_state IS NULL AND substr(at, 1, 4) = CAST(?1 AS TEXT)),
    (SELECT count(*) FROM teacher_log WHERE to_state = 'left' AND substr(at, 1, 4) = CAST(?1 AS TEXT)),
    (SELECT count(*) FROM teacher WHERE mentor_id IS NOT NULL AND state <> 'left'),
    (SELECT count(*) FROM teacher WHERE state <> 'left' AND substr(term_until, 1, 4) = CAST(?1 AS TEXT)),
    (SELECT count(*) FROM outreach WHERE substr(date, 1, 4) = CAST(?1 AS TEXT) AND teacher_id IS NOT NULL),
    (SELECT count(*) FROM teacher WHERE state <> 'left'), (SELECT count(*) FROM teacher WHERE state <> 'left' AND kind = '专职')";

fn load_drill(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("teacher_activity", |_, cells, asked| vec![only("kind", word(cells, 0)), within("date", asked)]);
    let mut table = read(reader, &DRILL, asked, DRILL_SQL, &opens)?;
    table.share(1, 7);
    let counts = |row: &Row| (0..7).map(|n| row.get(n)).collect::<rusqlite::Result<Vec<i64>>>();
    let n = reader.conn.prepare_cached(BATCHES_SQL)?.query_row([asked.year], counts)?;
    table.notes.push(w::batches(asked.lang, n[0], n[1], n[4], n[2], n[3]));
    table.notes.push(w::part_time(asked.lang, n[5], n[6], n[5] - n[6]));
    Ok(table)
}

/// What institutions put right.
pub const RECTIFICATION: Report = Report {
    name: "rectification",
    title: w::RECTIFICATION,
    about: w::RECTIFICATION_ABOUT,
    parts: &[],
    columns: &[
        Column::new("institution", institution::REGISTER, Kind::Text, 24),
        Column::new("all", r::OWED_IN_ALL, Kind::Count, 6),
        Column::new("running", work_item::STATE_RUNNING, Kind::Count, 6),
        Column::new("late", w::OVERDUE, Kind::Count, 6),
        Column::new("done", work_item::STATE_DONE, Kind::Count, 6),
        Column::new("closed", work_item::STATE_CLOSED, Kind::Count, 6),
        Column::new("rate", w::CLOSED_RATE, Kind::Tenths, 8),
        Column::new("bar", w::CLOSED_RATE, Kind::Bar, 10),
        Column::new("next", w::NEXT_DUE, Kind::Date, 10),
    ],
    listed: true,
    computed: false,
    load: load_rectification,
};

/// Overdue is not counted under way a second time.
const RECTIFICATION_SQL: &str = "SELECT w.institution_id, coalesce(i.name, u.short_name, u.name, w.unit_text), count(*),
    count(*) FILTER (WHERE w.open AND NOT w.over), count(*) FILTER (WHERE w.open AND w.over), count(*) FILTER (WHERE w.state = 'done'),
    count(*) FILTER (WHERE w.state = 'closed'), NULL, NULL, min(CASE WHEN w.open THEN w.due_on END),
    CASE WHEN count(*) FILTER (WHERE w.open AND w.over) > 0 THEN 2 WHEN count(*) FILTER (WHERE w.open) > 0 THEN 1 ELSE 0 END
    FROM (SELECT institution_id, unit_id, unit_text, due_on, state, state IN ('waiting', 'running', 'late') AS open,
      (state = 'late' OR coalesce(due_on < ?4, 0)) AS over
      FROM work_item WHERE kind = 'rectification' AND coalesce(year, ?3) = ?3 AND ?1 <= ?2) w
    LEFT JOIN institution i ON i.id = w.institution_id LEFT JOIN unit u ON u.id = w.unit_id
    GROUP BY w.institution_id ORDER BY i.sort_no IS NULL, i.sort_no, w.institution_id";

fn load_rectification(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("work_item", |id, _, _| {
        let institution = id.map_or(crate::domain::value::Value::Null, Into::into);
        vec![only("kind", "rectification"), only("institution_id", institution)]
    });
    let table = read(reader, &RECTIFICATION, asked, RECTIFICATION_SQL, &opens)?;
    Ok(table.add_up(&RECTIFICATION, asked).shares(5, 1, &[6, 7]))
}

/// The assessment of schools.
pub const ASSESSED: Report = Report {
    name: "assessed",
    title: w::ASSESSED,
    about: w::ASSESSED_ABOUT,
    parts: &[("school", w::BY_SCHOOL), ("area", w::BY_AREA)],
    columns: &[
        Column::new("institution", institution::REGISTER, Kind::Text, 22),
        Column::new("area", assessment::AREA, Kind::Text, 16),
        Column::new("indicators", assessment::INDICATOR, Kind::Count, 6),
        Column::new("scored", w::SCORED, Kind::Count, 6),
        Column::new("evidence", f::EVIDENCE, Kind::Count, 6),
        Column::new("full", assessment::FULL_SCORE, Kind::Number, 6),
        Column::new("score", f::SCORE, Kind::Number, 6),
        Column::new("rate", w::SCORE_RATE, Kind::Tenths, 8),
        Column::new("bar", w::SCORE_RATE, Kind::Bar, 8),
        Column::new("problems", assessment::PROBLEM, Kind::Count, 8),
        Column::new("rank", r::RANK, Kind::Count, 5),
    ],
    listed: true,
    computed: false,
    load: load_assessed,
};

/// A missing score is no score: the rate is of what was scored, the sum of what was asked.
fn assessed(area: &str, group: &str) -> String {
    format!(
        "SELECT a.institution_id, i.name, {area}, count(*), count(a.score), count(a.evidence), sum(a.full_score),
         coalesce(sum(a.score), 0.0), round(1000.0 * sum(a.score) / nullif(sum(a.full_score) FILTER (WHERE a.score IS NOT NULL), 0)) / 10,
         round(1000.0 * sum(a.score) / nullif(sum(a.full_score) FILTER (WHERE a.score IS NOT NULL), 0)) / 10, count(a.problem), NULL,
         CASE WHEN count(a.score) < count(*) THEN 1 ELSE 0 END
         FROM assessment a JOIN institution i ON i.id = a.institution_id WHERE a.year = ?3 AND ?1 <= ?2
         GROUP BY a.institution_id{group} ORDER BY i.sort_no, i.id, min(a.sort_no)"
    )
}

fn load_assessed(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let (sql, opens) = if asked.part == 1 {
        let opens = Opens::List("assessment", |id, cells, asked| {
            vec![only("institution_id", id.unwrap_or(0)), only("area", word(cells, 1)), only("year", i64::from(asked.year))]
        });
        (assessed("a.area", ", a.area"), opens)
    } else {
        let opens = Opens::List("assessment", |id, _, asked| {
            vec![only("institution_id", id.unwrap_or(0)), only("year", i64::from(asked.year))]
        });
        (assessed("NULL", ""), opens)
    };
    let mut table = read(reader, &ASSESSED, asked, &sql, &opens)?;
    if asked.part == 0 {
        table.rank(7, 10);
    }
    Ok(table)
}
