//! Who is away in a span of days: people on classes, people on leave, teachers who are absent.

use super::{
    Reader, Result,
    today::{CAME, EXPECTED, HELD, LONGEST},
};
use crate::domain::calendar::{add_days, day, iso};
use chrono::NaiveDate;
use rusqlite::Row;

/// Why somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// On a class.
    Class,
    /// On leave from a class.
    Leave,
    /// A teacher's absence.
    Teacher,
}

/// Somebody who is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// Why.
    pub cause: Cause,
    /// The cadre, or the teacher.
    pub who: i64,
    /// Their name.
    pub name: String,
    /// Unit, where it is a record.
    pub unit: Option<i64>,
    /// Name of the unit.
    pub unit_name: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// The class, where there is one.
    pub class: Option<i64>,
    /// The class, the kind of leave, or the reason.
    pub what: String,
    /// First day away.
    pub from: NaiveDate,
    /// Last day away.
    pub to: NaiveDate,
}

impl Reader {
    /// Who is away on any day of a span: units in official order, then people in theirs; teachers last.
    pub fn away(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Away>> {
        let mut all = self.on_class(from, to)?;
        all.extend(self.on_leave(from, to)?);
        all.sort_by_key(|(order, _)| *order);
        let mut away: Vec<Away> = all.into_iter().map(|(_, away)| away).collect();
        away.extend(self.absent_teachers(from, to)?);
        Ok(away)
    }

    fn on_class(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(Order, Away)>> {
        let sql = format!(
            "SELECT c.id, c.name, u.id, u.name, coalesce(n.position, c.position), k.id, k.title, k.starts_on,
               coalesce(k.ends_on, k.starts_on), u.sort_no, c.sort_no
             FROM training_class k JOIN call_up p ON p.class_id = k.id JOIN nominee n ON n.call_up_id = p.id
             JOIN cadre c ON c.id = n.cadre_id LEFT JOIN unit u ON u.id = coalesce(n.unit_id, c.unit_id)
             WHERE k.starts_on BETWEEN ?1 AND ?2 AND coalesce(k.ends_on, k.starts_on) >= ?3 AND k.state IN {HELD}
               AND (n.state IN {CAME} OR n.state IN {EXPECTED})"
        );
        self.away_people(&sql, Cause::Class, [iso(add_days(from, -LONGEST)), iso(to), iso(from)])
    }

    fn on_leave(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(Order, Away)>> {
        let sql = "SELECT c.id, c.name, u.id, u.name, coalesce(n.position, c.position), p.class_id, l.kind, l.since, l.until,
               u.sort_no, c.sort_no
             FROM leave l JOIN nominee n ON n.id = l.nominee_id JOIN call_up p ON p.id = n.call_up_id
             JOIN cadre c ON c.id = n.cadre_id LEFT JOIN unit u ON u.id = coalesce(n.unit_id, c.unit_id)
             WHERE l.since BETWEEN ?1 AND ?2 AND l.until >= ?3 AND l.state IN ('approved', 'overdue')";
        self.away_people(sql, Cause::Leave, [iso(add_days(from, -LONGEST)), iso(to), iso(from)])
    }

    fn away_people(&self, sql: &str, cause: Cause, span: [String; 3]) -> Result<Vec<(Order, Away)>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut rows = stmt.query(span)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(away) = away(row, cause)? else { continue };
            let order = (row.get::<_, Option<i64>>(9)?.unwrap_or(i64::MAX), away.unit, row.get(10)?, away.who, away.from);
            found.push((order, away));
        }
        Ok(found)
    }

    fn absent_teachers(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Away>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT t.id, t.name, NULL, t.unit_text, t.title, NULL, coalesce(a.reason, ''), a.since, a.until
             FROM teacher_absence a JOIN teacher t ON t.id = a.teacher_id WHERE a.since <= ?1 AND a.until >= ?2
             ORDER BY t.sort_no, t.id, a.since",
        )?;
        let mut rows = stmt.query([iso(to), iso(from)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(away(row, Cause::Teacher)?);
        }
        Ok(found)
    }
}

/// Order of the unit, unit, order within it, person, first day.
type Order = (i64, Option<i64>, i64, i64, NaiveDate);

/// A row as somebody away; `None` where its days cannot be read.
fn away(row: &Row, cause: Cause) -> rusqlite::Result<Option<Away>> {
    let date = |n: usize| row.get::<_, String>(n).map(|text| day(&text));
    let Some((from, to)) = date(7)?.zip(date(8)?) else { return Ok(None) };
    Ok(Some(Away {
        cause,
        who: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        unit_name: row.get(3)?,
        position: row.get(4)?,
        class: row.get(5)?,
        what: row.get(6)?,
        from,
        to,
    }))
}
