//! The list of projects (项目清单, item 20), the scoreboard of the five-year plan (item 19), teaching carried out to the
//! townships (送教下乡, item 21).

use super::super::{
    Asked, Column, Kind, Report, Step, Table,
    statement::{Opens, only, read, within},
};
use crate::{
    domain::value::Value,
    store::{Reader, Result},
    text::{field as f, outreach, plan_report as w, plan_target, report as r, work_item},
};

/// Projects of a year, as the list is printed.
pub const PROJECTS: Report = Report {
    name: "projects",
    title: w::PROJECTS,
    about: w::PROJECTS_ABOUT,
    parts: &[("all", r::EVERYONE), ("open", w::NOT_FINISHED), ("late", w::OVERDUE)],
    columns: &[
        Column::new("name", work_item::NAME, Kind::Text, 20),
        Column::new("due", f::DEADLINE, Kind::Date, 10),
        Column::new("progress", work_item::PROGRESS, Kind::Number, 6),
        Column::new("bar", work_item::PROGRESS, Kind::Bar, 8),
        Column::new("unit", work_item::UNIT, Kind::Text, 14),
        Column::new("person", work_item::PERSON, Kind::Text, 8),
        Column::new("pursued", w::PURSUED, Kind::Count, 6),
        Column::new("standard", work_item::STANDARD, Kind::Text, 24),
        Column::new("content", work_item::CONTENT, Kind::Text, 24),
        Column::new("partners", work_item::PARTNERS, Kind::Text, 14),
        Column::new("plan_ref", f::PLAN_REF, Kind::Text, 8),
    ],
    listed: true,
    computed: false,
    load: load_projects,
};

const PROJECTS_SQL: &str = "SELECT w.id, w.name, w.due_on, w.progress, w.progress, coalesce(u.short_name, u.name, w.unit_text), w.person,
    (SELECT count(*) FROM work_log l WHERE l.work_item_id = w.id AND l.kind = 'supervise'), w.standard, w.content, w.partners, w.plan_ref,
    CASE WHEN w.state IN ('done', 'closed') THEN 0 WHEN w.state = 'late' OR w.due_on < ?4 THEN 2
      WHEN w.due_on <= date(?4, '+14 days') THEN 1 ELSE 0 END
    FROM work_item w LEFT JOIN unit u ON u.id = w.unit_id WHERE w.kind = 'project' AND w.year = ?3 AND ?1 <= ?2";

fn load_projects(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let part = match asked.part {
        1 => " AND w.state NOT IN ('done', 'closed')",
        2 => " AND w.state NOT IN ('done', 'closed') AND (w.state = 'late' OR w.due_on < ?4)",
        _ => "",
    };
    let sql = format!("{PROJECTS_SQL}{part} ORDER BY w.sort_no, w.id");
    read(reader, &PROJECTS, asked, &sql, &Opens::Record("work_item"))
}

/// Targets of the five-year plan.
pub const SCOREBOARD: Report = Report {
    name: "scoreboard",
    title: w::SCOREBOARD,
    about: w::SCOREBOARD_ABOUT,
    parts: &[],
    columns: &[
        Column::new("name", plan_target::NAME, Kind::Text, 18),
        Column::new("measure", plan_target::MEASURE, Kind::Text, 6),
        Column::new("base", plan_target::BASE, Kind::Number, 6),
        Column::new("target", w::TARGET_SO_FAR, Kind::Number, 8),
        Column::year("y4", -4, Kind::Number, 6),
        Column::year("y3", -3, Kind::Number, 6),
        Column::year("y2", -2, Kind::Number, 6),
        Column::year("y1", -1, Kind::Number, 6),
        Column::year("y0", 0, Kind::Number, 6),
        Column::new("rate", r::DONE_RATE, Kind::Tenths, 8),
        Column::new("bar", r::DONE_RATE, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_scoreboard,
};

/// What is counted adds up over the years of the plan; shares and hours stand as of the last year with a figure.
const SCOREBOARD_SQL: &str = "SELECT NULL, x.name, x.measure, x.base, x.target, x.y4, x.y3, x.y2, x.y1, x.y0,
    round(1000.0 * x.actual / nullif(x.target, 0)) / 10, round(1000.0 * x.actual / nullif(x.target, 0)) / 10,
    CASE WHEN x.actual IS NULL THEN 1 WHEN x.actual < x.target * 0.8 THEN 2 WHEN x.actual < x.target THEN 1 ELSE 0 END
    FROM (SELECT t.name, t.measure, min(t.base) AS base, min(t.sort_no) AS sort_no, min(t.id) AS id,
      CASE WHEN t.measure IN ('%', '学时') THEN (SELECT l.target FROM plan_target l WHERE l.plan = t.plan AND l.name = t.name
        AND l.year <= ?3 AND l.actual IS NOT NULL ORDER BY l.year DESC LIMIT 1) ELSE sum(t.target) END AS target,
      CASE WHEN t.measure IN ('%', '学时') THEN (SELECT l.actual FROM plan_target l WHERE l.plan = t.plan AND l.name = t.name
        AND l.year <= ?3 AND l.actual IS NOT NULL ORDER BY l.year DESC LIMIT 1) ELSE sum(t.actual) END AS actual,
      max(t.actual) FILTER (WHERE t.year = ?3 - 4) AS y4, max(t.actual) FILTER (WHERE t.year = ?3 - 3) AS y3,
      max(t.actual) FILTER (WHERE t.year = ?3 - 2) AS y2, max(t.actual) FILTER (WHERE t.year = ?3 - 1) AS y1,
      max(t.actual) FILTER (WHERE t.year = ?3) AS y0
      FROM plan_target t WHERE t.year <= ?3 AND ?1 <= ?2 AND t.plan IN (SELECT plan FROM plan_target WHERE year = ?3)
      GROUP BY t.plan, t.name, t.measure) x ORDER BY x.sort_no, x.id";

fn load_scoreboard(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("plan_target", |_, cells, _| vec![only("name", super::super::statement::word(cells, 0))]);
    read(reader, &SCOREBOARD, asked, SCOREBOARD_SQL, &opens)
}

/// Teaching carried out to units in a year.
pub const OUTREACH: Report = Report {
    name: "outreach",
    title: w::OUTREACH,
    about: w::OUTREACH_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", outreach::UNIT, Kind::Text, 18),
        Column::new("times", w::TIMES, Kind::Count, 7),
        Column::new("people", outreach::PEOPLE, Kind::Count, 8),
        Column::new("hours", f::HOURS, Kind::Number, 7),
        Column::new("teachers", crate::text::teacher::REGISTER, Kind::Count, 7),
        Column::new("last", r::LAST, Kind::Date, 10),
        Column::new("bar", outreach::PEOPLE, Kind::Bar, 10),
    ],
    listed: true,
    computed: false,
    load: load_outreach,
};

/// Only what took place: a date to come has no audience yet.
const OUTREACH_SQL: &str = "SELECT o.unit_id, coalesce(u.short_name, u.name, o.place), count(*), coalesce(sum(o.people), 0),
    coalesce(sum(o.hours), 0.0), count(DISTINCT o.teacher_id), max(o.date), NULL, 0
    FROM outreach o LEFT JOIN unit u ON u.id = o.unit_id WHERE o.date BETWEEN ?1 AND ?2 AND o.date <= ?4 AND ?3 = ?3
    GROUP BY o.unit_id ORDER BY u.sort_no IS NULL, u.sort_no, u.id";

fn load_outreach(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens =
        Opens::List("outreach", |id, _, asked| vec![only("unit_id", id.map_or(Value::Null, Into::into)), within("date", asked)]);
    let mut table = read(reader, &OUTREACH, asked, OUTREACH_SQL, &opens)?.add_up(&OUTREACH, asked);
    table.share(2, 6);
    Ok(table)
}
