//! What several tables together show: one query a rule.
//!
//! Each gives id, subject, and up to two texts that its shape makes a detail of. `?1` is today, `?2` two years ago, `?3`
//! thirty days ago, `?4` five years ago, `?5` this year.

use super::Sink;
use crate::{
    domain::{
        calendar::{add_days, iso},
        finding::{Detail, Finding, Rule, months_ago, rules as r},
    },
    store::Result,
};
use chrono::Datelike;

/// What the queries together weigh against people, for the progress.
pub(super) const WEIGHT: u64 = 1_000;

type Shape = fn(Option<String>, Option<String>) -> Detail;

struct Query {
    rule: &'static Rule,
    shape: Shape,
    sql: &'static str,
}

const fn ask(rule: &'static Rule, shape: Shape, sql: &'static str) -> Query {
    Query { rule, shape, sql }
}

fn text(a: Option<String>, _: Option<String>) -> Detail {
    a.map_or(Detail::None, Detail::Text)
}

fn day(a: Option<String>, _: Option<String>) -> Detail {
    a.map_or(Detail::None, |iso| Detail::Text(iso.replace('-', ".")))
}

fn span(a: Option<String>, b: Option<String>) -> Detail {
    let dots = |iso: Option<String>| iso.unwrap_or_default().replace('-', ".");
    Detail::Span(dots(a), dots(b))
}

fn versus(a: Option<String>, b: Option<String>) -> Detail {
    Detail::Versus(a.unwrap_or_default(), b.unwrap_or_default())
}

fn with(a: Option<String>, _: Option<String>) -> Detail {
    a.map_or(Detail::None, Detail::With)
}

fn count(a: Option<String>, _: Option<String>) -> Detail {
    a.and_then(|n| n.parse().ok()).map_or(Detail::None, Detail::Count)
}

static QUERIES: &[Query] = &[
    ask(
        &r::LEFT_BUT_OPEN,
        text,
        "SELECT c.id, c.name, c.status, NULL, NULL FROM cadre c WHERE c.active = 0 AND (EXISTS (SELECT 1 FROM nominee n
           JOIN call_up p ON p.id = n.call_up_id JOIN training_class k ON k.id = p.class_id WHERE n.cadre_id = c.id
           AND n.state IN ('planned', 'nominated', 'waitlisted', 'approved', 'notified') AND k.starts_on >= ?1)
         OR EXISTS (SELECT 1 FROM make_up m WHERE m.cadre_id = c.id AND m.state IN ('owed', 'scheduled', 'overdue')))",
    ),
    ask(
        &r::CLASS_NO_SESSION,
        span,
        "SELECT k.id, k.title, k.starts_on, k.ends_on, NULL FROM training_class k WHERE k.state IN ('running', 'ended', 'closed')
         AND k.call_level = 'own' AND NOT EXISTS (SELECT 1 FROM session s WHERE s.class_id = k.id)",
    ),
    ask(
        &r::CLASS_NO_ROSTER,
        span,
        "SELECT k.id, k.title, k.starts_on, k.ends_on, NULL FROM training_class k WHERE k.state IN ('running', 'ended', 'closed')
         AND NOT EXISTS (SELECT 1 FROM call_up p JOIN nominee n ON n.call_up_id = p.id WHERE p.class_id = k.id)
         AND NOT EXISTS (SELECT 1 FROM hour_entry e WHERE e.class_id = k.id)",
    ),
    ask(
        &r::SESSION_OUTSIDE,
        with_class,
        "SELECT s.id, s.title, s.date, k.title, NULL FROM session s JOIN training_class k ON k.id = s.class_id
         WHERE s.date < k.starts_on OR s.date > k.ends_on",
    ),
    ask(
        &r::NOMINEE_LOG,
        versus,
        "SELECT n.id, c.name, n.state, l.to_state, NULL FROM nominee n JOIN cadre c ON c.id = n.cadre_id
         JOIN nominee_log l ON l.id = (SELECT max(x.id) FROM nominee_log x WHERE x.nominee_id = n.id) WHERE l.to_state <> n.state",
    ),
    ask(
        &r::MAKE_UP_LOG,
        versus,
        "SELECT m.id, c.name, m.state, l.to_state, NULL FROM make_up m JOIN cadre c ON c.id = m.cadre_id
         JOIN make_up_log l ON l.make_up_id = m.id WHERE l.to_state <> m.state
         AND NOT EXISTS (SELECT 1 FROM make_up_log x WHERE x.make_up_id = m.id AND x.id > l.id)",
    ),
    ask(
        &r::TEACHER_LOG,
        versus,
        "SELECT t.id, t.name, t.state, l.to_state, NULL FROM teacher t JOIN teacher_log l ON l.teacher_id = t.id
         WHERE l.to_state <> t.state AND NOT EXISTS (SELECT 1 FROM teacher_log x WHERE x.teacher_id = t.id AND x.id > l.id)",
    ),
    ask(
        &r::MAKE_UP_ENTRY,
        text,
        "SELECT m.id, c.name, m.cause_text, NULL, NULL FROM make_up m JOIN cadre c ON c.id = m.cadre_id
         LEFT JOIN hour_entry e ON e.id = m.done_entry_id WHERE m.done_entry_id IS NOT NULL AND (e.cadre_id <> m.cadre_id OR m.state <> 'done')",
    ),
    ask(
        &r::HOURS_IMPOSSIBLE,
        hours_in_days,
        "SELECT e.id, c.name, e.hours, e.days, NULL FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id
         WHERE (e.days > 0 AND e.hours > e.days * 12 + 0.01 AND e.form <> '网络培训') OR (e.hours < 0 AND e.corrects_id IS NULL)
         OR (e.days IS NOT NULL AND e.starts_on IS NOT NULL AND e.ends_on IS NOT NULL AND length(e.starts_on) = 10 AND length(e.ends_on) = 10
             AND e.days > julianday(e.ends_on) - julianday(e.starts_on) + 1.01)",
    ),
    ask(
        &r::HOURS_FUTURE,
        day,
        "SELECT e.id, c.name, e.starts_on, NULL, NULL FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE e.starts_on > ?1",
    ),
    ask(
        &r::HOURS_YEAR,
        versus,
        "SELECT e.id, c.name, e.year, substr(e.starts_on, 1, 4), NULL FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id
         WHERE e.year IS NOT NULL AND e.starts_on IS NOT NULL AND substr(e.starts_on, 1, 4) <> CAST(e.year AS TEXT)
         AND coalesce(substr(e.ends_on, 1, 4), '') <> CAST(e.year AS TEXT)",
    ),
    ask(
        &r::UNIT_SIMILAR,
        with,
        "SELECT b.id, b.name, a.name, NULL, a.id FROM unit a JOIN unit b ON b.id > a.id AND b.parent_id IS a.parent_id
         AND (replace(replace(replace(a.name, ' ', ''), '（', '('), '）', ')') = replace(replace(replace(b.name, ' ', ''), '（', '('), '）', ')')
              OR (a.short_name = b.short_name AND a.short_name IS NOT NULL))",
    ),
    ask(
        &r::UNIT_CLOSED,
        count,
        "SELECT u.id, u.name, count(*), NULL, NULL FROM unit u JOIN cadre c ON c.unit_id = u.id AND c.active = 1
         WHERE u.active = 0 GROUP BY u.id, u.name",
    ),
    ask(
        &r::CLASS_NOT_CLOSED,
        day,
        "SELECT k.id, k.title, k.ends_on, NULL, NULL FROM training_class k WHERE k.state = 'ended' AND k.ends_on < ?3",
    ),
    ask(
        &r::CLASS_STATE,
        span,
        "SELECT k.id, k.title, k.starts_on, k.ends_on, NULL FROM training_class k
         WHERE (k.state IN ('approved', 'enrolling', 'running') AND coalesce(k.ends_on, k.starts_on) < ?1)
         OR (k.state IN ('ended', 'closed') AND k.ends_on > ?1)",
    ),
    ask(
        &r::NOMINEE_OPEN,
        text,
        "SELECT n.id, c.name, k.title, NULL, NULL FROM nominee n JOIN call_up p ON p.id = n.call_up_id
         JOIN training_class k ON k.id = p.class_id JOIN cadre c ON c.id = n.cadre_id
         WHERE n.state IN ('planned', 'nominated', 'waitlisted', 'approved', 'notified', 'reported') AND k.ends_on < ?3",
    ),
    ask(
        &r::QUOTA_SHORT,
        versus,
        "SELECT q.id, u.name, (SELECT count(*) FROM nominee n WHERE n.call_up_id = q.call_up_id AND n.unit_id = q.unit_id
             AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced')) AS named, q.places, NULL
         FROM quota q JOIN unit u ON u.id = q.unit_id JOIN call_up p ON p.id = q.call_up_id
         WHERE p.state IN ('open', 'short') AND p.deadline < ?1 AND q.places > (SELECT count(*) FROM nominee n
             WHERE n.call_up_id = q.call_up_id AND n.unit_id = q.unit_id AND n.state NOT IN ('planned', 'rejected', 'declined', 'replaced'))",
    ),
    ask(
        &r::TEACHER_TERM,
        day,
        "SELECT t.id, t.name, t.term_until, NULL, NULL FROM teacher t WHERE t.state = 'active' AND t.term_until < ?1",
    ),
    ask(
        &r::TEACHER_UNMATCHED,
        text,
        "SELECT s.id, s.title, s.teacher_text, NULL, NULL FROM session s WHERE s.kind IN ('lecture', 'forum') AND s.teacher_text IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM session_teacher t WHERE t.session_id = s.id)",
    ),
    ask(
        &r::NO_HEADCOUNT,
        count,
        "SELECT u.id, u.name, count(*), NULL, NULL FROM unit u JOIN cadre c ON c.unit_id = u.id AND c.active = 1
         WHERE NOT EXISTS (SELECT 1 FROM headcount h WHERE h.unit_id = u.id AND h.year = ?5) GROUP BY u.id, u.name",
    ),
    ask(
        &r::CLASS_NO_DATES,
        text,
        "SELECT k.id, k.title, NULL, NULL, NULL FROM training_class k
         WHERE k.starts_on IS NULL AND k.state IN ('approved', 'enrolling', 'running', 'ended', 'closed')",
    ),
    ask(
        &r::NO_EVIDENCE,
        text,
        "SELECT e.id, c.name, e.title, NULL, NULL FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id
         WHERE e.evidence IS NULL AND e.source IN ('manual', 'report', 'lecture')",
    ),
    ask(
        &r::TEACHER_STALE,
        day,
        "SELECT t.id, t.name, (SELECT max(s.date) FROM session_teacher l JOIN session s ON s.id = l.session_id WHERE l.teacher_id = t.id), NULL, NULL
         FROM teacher t WHERE t.state = 'active' AND NOT EXISTS (SELECT 1 FROM session_teacher l JOIN session s ON s.id = l.session_id
           WHERE l.teacher_id = t.id AND s.date >= ?2)",
    ),
    ask(
        &r::SITE_STALE,
        day,
        "SELECT t.id, t.name, (SELECT max(s.date) FROM session s WHERE s.site_id = t.id), NULL, NULL FROM site t
         WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.site_id = t.id AND s.date >= ?2)",
    ),
    ask(
        &r::COURSE_OLD,
        text,
        "SELECT c.id, c.name, coalesce(c.edition, c.founded), NULL, NULL FROM course c WHERE c.stage IN ('listed', 'promoted')
         AND substr(coalesce(c.edition, c.founded), 1, 4) < substr(?4, 1, 4)",
    ),
];

fn with_class(a: Option<String>, b: Option<String>) -> Detail {
    Detail::Text(format!("{}  {}", a.unwrap_or_default().replace('-', "."), b.unwrap_or_default()))
}

fn hours_in_days(hours: Option<String>, days: Option<String>) -> Detail {
    Detail::Versus(hours.unwrap_or_default(), days.unwrap_or_default())
}

pub(super) fn run(sink: &mut Sink) -> Result<bool> {
    let share = WEIGHT / (QUERIES.len() as u64 + 2);
    for query in QUERIES {
        if sink.wants(query.rule) {
            one(sink, query)?;
        }
        if !sink.go_on(share) {
            return Ok(false);
        }
    }
    cycles(sink)?;
    ledger(sink)?;
    Ok(sink.go_on(share * 2))
}

fn one(sink: &mut Sink, query: &Query) -> Result<()> {
    let today = sink.today;
    let given = [iso(today), months_ago(today, 24), iso(add_days(today, -30)), months_ago(today, 60), today.year().to_string()];
    let conn = sink.conn;
    let mut stmt = conn.prepare(query.sql)?;
    for (n, value) in given.iter().enumerate().take(stmt.parameter_count()) {
        stmt.raw_bind_parameter(n + 1, value)?;
    }
    let mut rows = stmt.raw_query();
    while let Some(row) = rows.next()? {
        let word = |n: usize| row.get::<_, crate::domain::value::Value>(n).map(|v| (!v.is_null()).then(|| v.to_string()));
        let finding = Finding::new(query.rule, row.get(0)?, word(1)?.unwrap_or_default(), (query.shape)(word(2)?, word(3)?));
        let other: Option<i64> = row.get(4)?;
        sink.add(match other {
            Some(other) => finding.beside(other),
            None => finding,
        });
    }
    Ok(())
}

/// Units that lie below themselves.
fn cycles(sink: &mut Sink) -> Result<()> {
    if !sink.wants(&r::UNIT_CYCLE) {
        return Ok(());
    }
    let conn = sink.conn;
    let mut stmt = conn.prepare("SELECT id, name, parent_id FROM unit ORDER BY id")?;
    let units: Vec<(i64, String, Option<i64>)> =
        stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    let parents: std::collections::HashMap<i64, Option<i64>> = units.iter().map(|(id, _, parent)| (*id, *parent)).collect();
    for (id, name, parent) in &units {
        let (mut at, mut steps) = (*parent, 0);
        while let Some(above) = at.filter(|above| above != id && steps <= units.len()) {
            at = parents.get(&above).copied().flatten();
            steps += 1;
        }
        if at == Some(*id) {
            sink.add(Finding::new(&r::UNIT_CYCLE, *id, name.clone(), Detail::None));
        }
    }
    Ok(())
}

/// An entry of a ledger, as far as overlaps and repeats need it.
#[derive(Clone)]
struct Entry {
    id: i64,
    cadre: i64,
    name: String,
    title: String,
    form: String,
    starts: String,
    ends: String,
    off_job: bool,
}

/// Entries of one person that overlap off the job, or stand twice: one pass in the order of people and days.
fn ledger(sink: &mut Sink) -> Result<()> {
    if !sink.wants(&r::HOURS_OVERLAP) && !sink.wants(&r::HOURS_TWICE) {
        return Ok(());
    }
    let conn = sink.conn;
    let mut stmt = conn.prepare(
        "SELECT e.id, e.cadre_id, c.name, e.title, e.form, e.starts_on, coalesce(e.ends_on, e.starts_on), e.days
         FROM hour_entry e JOIN cadre c ON c.id = e.cadre_id WHERE length(e.starts_on) = 10 AND e.corrects_id IS NULL AND e.hours > 0
         ORDER BY e.cadre_id, e.starts_on, e.id",
    )?;
    let mut rows = stmt.query([])?;
    let (mut longest, mut before): (Option<Entry>, Vec<Entry>) = (None, Vec::new());
    while let Some(row) = rows.next()? {
        let entry = Entry {
            id: row.get(0)?,
            cadre: row.get(1)?,
            name: row.get(2)?,
            title: row.get(3)?,
            form: row.get(4)?,
            starts: row.get(5)?,
            ends: row.get(6)?,
            off_job: row.get::<_, Option<f64>>(7)?.is_some_and(|days| days >= 1.0),
        };
        before.retain(|e| e.cadre == entry.cadre && e.starts == entry.starts);
        if let Some(same) = before.iter().find(|e| e.title == entry.title && e.form == entry.form) {
            sink.add(
                Finding::new(&r::HOURS_TWICE, entry.id, entry.name.clone(), Detail::Text(entry.title.clone())).beside(same.id),
            );
        } else if let Some(over) =
            longest.as_ref().filter(|e| e.cadre == entry.cadre && entry.off_job && e.form == entry.form && entry.starts <= e.ends)
        {
            let detail =
                Detail::With(format!("{} {}-{}", over.title, over.starts.replace('-', "."), over.ends.replace('-', ".")));
            sink.add(
                Finding::new(&r::HOURS_OVERLAP, entry.id, format!("{} {}", entry.name, entry.title), detail).beside(over.id),
            );
        }
        let reaches = longest.as_ref().is_none_or(|e| e.cadre != entry.cadre || entry.ends >= e.ends);
        before.push(entry.clone());
        if entry.off_job && reaches {
            longest = Some(entry);
        }
    }
    Ok(())
}
