//! Study groups by quarter (中心组学习台账, item 1), topics with who teaches and holds them (item 11), classes by kind (item 6).

use super::super::{
    Asked, Column, Kind, Report, Step, Table,
    statement::{Opens, only, read, word},
};
use crate::{
    store::{Reader, Result},
    text::{course, field as f, plan_report as w, report as r, study_group, teacher},
};

/// Study groups of a year.
pub const STUDY: Report = Report {
    name: "study",
    title: w::STUDY,
    about: w::STUDY_ABOUT,
    parts: &[],
    columns: &[
        Column::new("unit", f::UNIT, Kind::Text, 18),
        Column::new("leader", study_group::LEADER, Kind::Text, 8),
        Column::new("q1", r::QUARTER_1, Kind::Count, 6),
        Column::new("q2", r::QUARTER_2, Kind::Count, 6),
        Column::new("q3", r::QUARTER_3, Kind::Count, 6),
        Column::new("q4", r::QUARTER_4, Kind::Count, 6),
        Column::new("hours", f::HOURS, Kind::Number, 6),
        Column::new("due", w::DUE_PEOPLE, Kind::Count, 6),
        Column::new("present", w::PRESENT, Kind::Count, 6),
        Column::new("rate", w::PRESENT_RATE, Kind::Tenths, 8),
        Column::new("bar", w::PRESENT_RATE, Kind::Bar, 8),
    ],
    listed: true,
    computed: false,
    load: load_study,
};

/// A quarter that is over without a session is what the ledger is asked for.
const STUDY_SQL: &str = "SELECT g.id, coalesce(u.short_name, u.name), g.leader,
    count(s.id) FILTER (WHERE s.q = 1), count(s.id) FILTER (WHERE s.q = 2), count(s.id) FILTER (WHERE s.q = 3),
    count(s.id) FILTER (WHERE s.q = 4), coalesce(sum(s.hours), 0.0), coalesce(sum(s.due_people), 0), coalesce(sum(s.present), 0), NULL,
    NULL, CASE WHEN count(DISTINCT CASE WHEN s.q <= o.quarters THEN s.q END) < o.quarters THEN 1 ELSE 0 END
    FROM study_group g JOIN unit u ON u.id = g.unit_id
    JOIN (SELECT CASE WHEN ?3 < CAST(substr(?4, 1, 4) AS INTEGER) THEN 4 WHEN ?3 > CAST(substr(?4, 1, 4) AS INTEGER) THEN 0
      ELSE (CAST(substr(?4, 6, 2) AS INTEGER) - 1) / 3 END AS quarters) o
    LEFT JOIN (SELECT id, study_group_id, hours, due_people, present,
      coalesce(quarter, (CAST(substr(date, 6, 2) AS INTEGER) + 2) / 3) AS q FROM study_session WHERE date BETWEEN ?1 AND ?2) s
      ON s.study_group_id = g.id
    WHERE g.year = ?3 GROUP BY g.id ORDER BY u.sort_no, g.id";

fn load_study(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let table = read(reader, &STUDY, asked, STUDY_SQL, &Opens::Record("study_group"))?;
    Ok(table.add_up(&STUDY, asked).shares(8, 7, &[9, 10]))
}

/// Topics of a year.
pub const TOPICS: Report = Report {
    name: "topics",
    title: w::TOPICS,
    about: w::TOPICS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("topic", f::TOPICS, Kind::Text, 16),
        Column::new("courses", course::REGISTER, Kind::Count, 6),
        Column::new("teachers", teacher::REGISTER, Kind::Count, 6),
        Column::new("sessions", f::TIMES, Kind::Count, 6),
        Column::new("classes", r::CLASSES, Kind::Count, 6),
        Column::new("people", r::HEADS, Kind::Count, 7),
        Column::new("hours", f::HOURS, Kind::Number, 8),
        Column::new("bar", f::TIMES, Kind::Bar, 8),
        Column::new("held_by", w::HELD_BY, Kind::Text, 24),
    ],
    listed: true,
    computed: false,
    load: load_topics,
};

/// Tags are read from the index of tags, whose numbers are those of the registers.
const TOPICS_SQL: &str = "SELECT k.id, k.name, (SELECT count(*) FROM record_tag t JOIN course c ON c.id = t.id
      WHERE t.kind = 3 AND t.field = 'topics' AND t.tag = k.name AND c.stage <> 'retired') AS courses,
    (SELECT count(*) FROM record_tag t JOIN teacher p ON p.id = t.id
      WHERE t.kind = 8 AND t.field = 'topics' AND t.tag = k.name AND p.state IN ('active', 'trial')),
    count(s.id), count(DISTINCT s.class_id),
    (SELECT count(DISTINCT e.cadre_id) FROM record_tag t JOIN hour_entry e ON e.id = t.id
      WHERE t.kind = 17 AND t.field = 'topics' AND t.tag = k.name AND e.year = ?3),
    (SELECT coalesce(sum(e.hours), 0.0) FROM record_tag t JOIN hour_entry e ON e.id = t.id
      WHERE t.kind = 17 AND t.field = 'topics' AND t.tag = k.name AND e.year = ?3),
    NULL, group_concat(DISTINCT d.organiser),
    CASE WHEN (SELECT count(*) FROM record_tag t JOIN course c ON c.id = t.id
      WHERE t.kind = 3 AND t.field = 'topics' AND t.tag = k.name AND c.stage <> 'retired') = 0 THEN 2
      WHEN count(s.id) = 0 THEN 1 ELSE 0 END
    FROM code k LEFT JOIN record_tag x ON x.kind = 3 AND x.field = 'topics' AND x.tag = k.name
    LEFT JOIN session s ON s.course_id = x.id AND s.date BETWEEN ?1 AND ?2 LEFT JOIN training_class d ON d.id = s.class_id
    WHERE k.list = 'topic' AND k.active = 1 GROUP BY k.id ORDER BY k.sort_no, k.id";

fn load_topics(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("course", |_, cells, _| vec![only("topics", word(cells, 0))]);
    let mut table = read(reader, &TOPICS, asked, TOPICS_SQL, &opens)?;
    table.share(3, 7);
    let gaps = table.lines.iter().filter(|line| line.cells[1].value.as_number() == Some(0.0)).count();
    table.notes.push(w::topic_gaps(asked.lang, table.lines.len(), gaps));
    Ok(table)
}

/// Classes of a year by kind.
pub const KINDS: Report = Report {
    name: "kinds",
    title: w::KINDS,
    about: w::KINDS_ABOUT,
    parts: &[],
    columns: &[
        Column::new("kind", f::KIND, Kind::Text, 16),
        Column::new("planned", r::PLANNED, Kind::Count, 6),
        Column::new("held", r::HELD, Kind::Count, 6),
        Column::new("seats", r::PEOPLE_PLANNED, Kind::Count, 7),
        Column::new("came", r::CAME, Kind::Count, 6),
        Column::new("rate", w::OF_SEATS, Kind::Tenths, 8),
        Column::new("bar", w::OF_SEATS, Kind::Bar, 10),
        Column::new("offsite", w::OFFSITE, Kind::Count, 6),
        Column::new("offsite_days", w::OFFSITE_DAYS, Kind::Number, 8),
    ],
    listed: true,
    computed: false,
    load: load_kinds,
};

const KINDS_SQL: &str = "SELECT NULL, t.kind, count(*) FILTER (WHERE t.state NOT IN ('draft', 'applied', 'returned')),
    count(*) FILTER (WHERE t.state IN ('ended', 'closed') OR (t.ends_on < ?4 AND t.state NOT IN ('draft', 'applied', 'returned'))),
    coalesce(sum(t.planned), 0), coalesce(sum((SELECT count(*) FROM nominee n JOIN call_up c ON c.id = n.call_up_id
      WHERE c.class_id = t.id AND n.state IN ('reported', 'completed', 'partial', 'withdrawn', 'expelled'))), 0), NULL, NULL,
    count(t.offsite_place), coalesce(sum(t.offsite_days), 0.0), 0
    FROM training_class t WHERE t.year = ?3 AND t.state NOT IN ('postponed', 'cancelled')
    GROUP BY t.kind ORDER BY (SELECT k.sort_no FROM code k WHERE k.list = 'class_kind' AND k.name = t.kind), t.kind";

fn load_kinds(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let opens = Opens::List("class", |_, cells, asked| vec![only("kind", word(cells, 0)), only("year", i64::from(asked.year))]);
    let table = read(reader, &KINDS, asked, KINDS_SQL, &opens)?;
    Ok(table.add_up(&KINDS, asked).shares(4, 3, &[5, 6]))
}
