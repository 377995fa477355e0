//! Teaching resources: the libraries with their pipeline and one base a county (item 15), what was recommended upwards and
//! how classes were judged (item 22).

use super::super::{
    Asked, Cell, Column, Kind, Report, Step, Table,
    statement::{Opens, only, read, word},
};
use crate::{
    store::{Reader, Result},
    text::{case, class, course, evaluation, field as f, plan_report as w, recommendation, report as r, site, story, teacher},
};

/// The libraries by stage.
pub const LIBRARIES: Report = Report {
    name: "libraries",
    title: w::LIBRARIES,
    about: w::LIBRARIES_ABOUT,
    parts: &[],
    columns: &[
        Column::new("library", w::LIBRARY, Kind::Text, 12),
        Column::new("kind", f::KIND, Kind::Text, 14),
        Column::new("develop", f::STAGE_DEVELOP, Kind::Count, 6),
        Column::new("review", f::STAGE_REVIEW, Kind::Count, 6),
        Column::new("listed", f::STAGE_LISTED, Kind::Count, 6),
        Column::new("promoted", f::STAGE_PROMOTED, Kind::Count, 6),
        Column::new("updating", f::STAGE_UPDATING, Kind::Count, 6),
        Column::new("retired", f::STAGE_RETIRED, Kind::Count, 6),
        Column::new("all", r::TOTAL, Kind::Count, 6),
        Column::new("graded", w::GRADED, Kind::Count, 6),
        Column::new("bar", r::TOTAL, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_libraries,
};

/// One library by kind; `graded` is what stands out, as the library says it.
fn library(table: &str, kind: &str, graded: &str) -> String {
    format!(
        "SELECT NULL, NULL, {kind}, count(*) FILTER (WHERE stage = 'develop'), count(*) FILTER (WHERE stage = 'review'),
         count(*) FILTER (WHERE stage = 'listed'), count(*) FILTER (WHERE stage = 'promoted'),
         count(*) FILTER (WHERE stage = 'updating'), count(*) FILTER (WHERE stage = 'retired'), count(*), {graded}, NULL, 0
         FROM {table} GROUP BY {kind} ORDER BY {kind} IS NULL, {kind}"
    )
}

fn load_libraries(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let courses = Opens::List("course", |_, cells, _| vec![only("kind", word(cells, 1))]);
    let cases = Opens::List("case", |_, cells, _| vec![only("field", word(cells, 1))]);
    let stories = Opens::List("story", |_, cells, _| vec![only("theme", word(cells, 1))]);
    let lists = [
        (library("course", "kind", "count(grade)"), courses, course::REGISTER),
        (library("case_study", "field", "count(recommended)"), cases, case::REGISTER),
        (library("story", "theme", "0"), stories, story::REGISTER),
    ];
    let mut table = Table::default();
    for (sql, opens, name) in &lists {
        let mut part = read(reader, &LIBRARIES, asked, sql, opens)?;
        part.lines.iter_mut().for_each(|line| line.cells[0] = name.get(asked.lang).into());
        table.lines.append(&mut part.lines);
    }
    table.share(8, 10);
    Ok(table.add_up(&LIBRARIES, asked))
}

/// Bases by county.
pub const BASES: Report = Report {
    name: "bases",
    title: w::BASES,
    about: w::BASES_ABOUT,
    parts: &[],
    columns: &[
        Column::new("area", site::AREA, Kind::Text, 10),
        Column::new("bases", site::BASE, Kind::Count, 7),
        Column::new("names", w::BASE_NAMES, Kind::Text, 24),
        Column::new("sites", site::REGISTER, Kind::Count, 10),
        Column::new("passed", w::PASSED, Kind::Count, 7),
        Column::new("visits", r::VISITS, Kind::Count, 7),
        Column::new("bar", r::VISITS, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_bases,
};

const BASES_SQL: &str =
    "SELECT NULL, a.area, count(p.id) FILTER (WHERE p.base = 1), group_concat(CASE WHEN p.base = 1 THEN p.name END, '、'),
    count(p.id), count(p.id) FILTER (WHERE p.audit = '已通过'),
    coalesce(sum((SELECT count(*) FROM session s WHERE s.site_id = p.id AND s.date BETWEEN ?1 AND ?2)), 0), NULL,
    CASE WHEN count(p.id) FILTER (WHERE p.base = 1) = 0 THEN 2 ELSE 0 END
    FROM (SELECT area FROM site WHERE area IS NOT NULL UNION SELECT area FROM institution WHERE area IS NOT NULL) a
    LEFT JOIN site p ON p.area = a.area GROUP BY a.area ORDER BY min(p.sort_no) IS NULL, min(p.sort_no), a.area";

fn load_bases(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("site", |_, cells, _| vec![only("area", word(cells, 0))]);
    let mut table = read(reader, &BASES, asked, BASES_SQL, &opens)?.add_up(&BASES, asked);
    table.share(5, 6);
    Ok(table)
}

/// What was recommended in a year.
pub const RECOMMENDED: Report = Report {
    name: "recommended",
    title: w::RECOMMENDED,
    about: w::RECOMMENDED_ABOUT,
    parts: &[],
    columns: &[
        Column::new("name", recommendation::NAME, Kind::Text, 26),
        Column::new("library", w::LIBRARY, Kind::Text, 10),
        Column::new("level", recommendation::LEVEL, Kind::Text, 8),
        Column::new("sent_on", recommendation::SENT_ON, Kind::Date, 10),
        Column::new("result", recommendation::RESULT, Kind::Text, 10),
    ],
    listed: true,
    computed: false,
    load: load_recommended,
};

const RECOMMENDED_SQL: &str =
    "SELECT id, name, CASE WHEN course_id IS NOT NULL THEN 'course' WHEN case_id IS NOT NULL THEN 'case'
      WHEN story_id IS NOT NULL THEN 'story' WHEN site_id IS NOT NULL THEN 'site' END, level, sent_on, result,
    CASE WHEN result IS NULL THEN 1 ELSE 0 END
    FROM recommendation WHERE year = ?3 AND ?1 <= ?2 ORDER BY level, sent_on, id";

fn load_recommended(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let mut table = read(reader, &RECOMMENDED, asked, RECOMMENDED_SQL, &Opens::Record("recommendation"))?;
    for line in &mut table.lines {
        let name = line.cells[1].value.as_str().and_then(crate::catalog::register).map(|register| register.name.get(asked.lang));
        line.cells[1] = name.map_or_else(Cell::default, Cell::from);
    }
    let chosen = table.lines.iter().filter(|l| l.cells[4].value.as_str() == Some("入选")).count();
    table.notes.push(w::recommended_sum(asked.lang, table.lines.len(), chosen));
    Ok(table)
}

/// How classes of a year were judged.
pub const JUDGED: Report = Report {
    name: "judged",
    title: w::JUDGED,
    about: w::JUDGED_ABOUT,
    parts: &[],
    columns: &[
        Column::new("class", class::REGISTER, Kind::Text, 26),
        Column::new("teachers", teacher::REGISTER, Kind::Count, 6),
        Column::new("courses", course::REGISTER, Kind::Count, 6),
        Column::new("forms", evaluation::FORMS, Kind::Count, 8),
        Column::new("score", f::SCORE, Kind::Tenths, 8),
        Column::new("least", w::LEAST, Kind::Tenths, 8),
        Column::new("bar", f::SCORE, Kind::Bar, 10),
    ],
    listed: true,
    computed: false,
    load: load_judged,
};

const JUDGED_SQL: &str = "SELECT t.id, t.title, count(DISTINCT e.teacher_id), count(DISTINCT e.course_id), sum(e.forms),
    sum(e.score * e.forms) / sum(e.forms), min(e.score), sum(e.score * e.forms) / sum(e.forms),
    CASE WHEN min(e.score) < 80 THEN 1 ELSE 0 END
    FROM evaluation e JOIN training_class t ON t.id = e.class_id WHERE t.year = ?3 AND ?1 <= ?2
    GROUP BY t.id ORDER BY t.starts_on, t.id";

fn load_judged(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    Ok(read(reader, &JUDGED, asked, JUDGED_SQL, &Opens::Record("class"))?.add_up(&JUDGED, asked))
}
