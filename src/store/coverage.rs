//! Coverage of a programme: who of those it is meant for is through, and who is not yet; now, or as it was on a day.
//!
//! Through is who has a day of completion on the list, or completed one of the programme's classes. Who was taken off
//! the list counts neither way. As of a day, people count where the journal says they were then; what was kept is shown
//! as it was.

use super::{Act, Reader, Result, Store, history};
use crate::domain::calendar::{add_days, iso};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A person a programme is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The cadre.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<i64>,
    /// Name of the unit.
    pub unit_name: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// Level of the post.
    pub level: Option<String>,
    /// Through.
    pub done: bool,
    /// A class of the programme they are to attend or attend now.
    pub scheduled: Option<String>,
    /// Since which day on the list, ISO.
    pub added_on: String,
    /// Why on it.
    pub why: Option<String>,
}

/// SQL: a row of `programme_member` at this alias is on the list.
pub(super) fn listed(member: &str) -> String {
    format!("{member}.removed_on IS NULL")
}

/// SQL: a row of `programme_member` at this alias is through.
pub(super) fn through(member: &str) -> String {
    format!(
        "({member}.done_on IS NOT NULL OR EXISTS (SELECT 1 FROM nominee n JOIN call_up k ON k.id = n.call_up_id
           JOIN training_class t ON t.id = k.class_id
           WHERE n.cadre_id = {member}.cadre_id AND t.programme_id = {member}.programme_id AND n.state = 'completed'))"
    )
}

/// A coverage that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its record.
    pub id: i64,
    /// When, ISO.
    pub at: String,
    /// Who kept it.
    pub actor: String,
    /// The day it is of, ISO.
    pub day: String,
}

/// Under which name coverages are kept among the reports.
const NAME: &str = "programme";

/// Nominations of a member `m` for classes of its programme.
const ON: &str = "FROM nominee n JOIN call_up p ON p.id = n.call_up_id JOIN training_class k ON k.id = p.class_id
                  WHERE n.cadre_id = m.cadre_id AND k.programme_id = ?1";

/// The state of nominee `n` at the end of day `?2` (`?3` is the day after): by its log where it has one.
const STATE_THEN: &str = "CASE WHEN EXISTS (SELECT 1 FROM nominee_log l WHERE l.nominee_id = n.id)
    THEN (SELECT l.to_state FROM nominee_log l WHERE l.nominee_id = n.id AND l.at < ?3 ORDER BY l.id DESC LIMIT 1)
    WHEN coalesce(n.state_since, k.ends_on) <= ?2 THEN n.state ELSE '' END";

impl Reader {
    /// How many people are on a programme's list, those taken off it included.
    pub fn listed(&self, programme: i64) -> Result<i64> {
        let mut stmt = self.conn.prepare_cached("SELECT count(*) FROM programme_member WHERE programme_id = ?1")?;
        Ok(stmt.query_row([programme], |row| row.get(0))?)
    }

    /// The people of a programme in official order. Cost grows with them.
    pub fn members(&self, programme: i64) -> Result<Vec<Member>> {
        let sql = format!(
            "SELECT {}, {}, (SELECT min(k.title) {ON} AND n.state IN ('approved', 'notified', 'reported') AND k.state NOT IN ('cancelled', 'closed'))
             {FROM} AND {} {ORDER}",
            COLUMNS,
            through("m"),
            listed("m")
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        Ok(stmt.query_map([programme], member)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The people of a programme as they were at the end of a day: on the list then, through by then, in the unit and
    /// post of then as far as the journal knows. Cost grows with them.
    pub fn members_on(&self, programme: i64, day: NaiveDate) -> Result<Vec<Member>> {
        let sql = format!(
            "SELECT {COLUMNS}, coalesce(m.done_on <= ?2, 0) OR EXISTS (SELECT 1 {ON} AND {STATE_THEN} = 'completed'),
               (SELECT min(k.title) {ON} AND {STATE_THEN} IN ('approved', 'notified', 'reported'))
             {FROM} AND m.added_on <= ?2 AND (m.removed_on IS NULL OR m.removed_on > ?2) {ORDER}"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let (on, after) = (iso(day), iso(add_days(day, 1)));
        let mut members: Vec<Member> = stmt.query_map(params![programme, on, after], member)?.collect::<rusqlite::Result<_>>()?;
        self.put_back(&mut members, &after)?;
        Ok(members)
    }

    /// Unit, post and level as the journal has them from before the first change at or after a moment.
    fn put_back(&self, members: &mut [Member], after: &str) -> Result<()> {
        let first: Option<i64> =
            self.conn.prepare_cached("SELECT min(id) FROM journal WHERE at >= ?1")?.query_row([after], |row| row.get(0))?;
        let Some(first) = first else { return Ok(()) };
        let mut stmt = self.conn.prepare_cached("SELECT id, name FROM unit")?;
        let units: HashMap<i64, String> =
            stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut stmt = self.conn.prepare_cached(
            "SELECT before FROM change WHERE table_name = 'cadre' AND row_id = ?1 AND journal_id >= ?2 AND before IS NOT NULL
             ORDER BY id LIMIT 1",
        )?;
        for member in members {
            let before: Option<String> = stmt.query_row([member.cadre, first], |row| row.get(0)).optional()?;
            let Some(before) = history::object(before.as_deref()) else { continue };
            let text = |name: &str| before.get(name).and_then(|value| value.as_str()).map(ToOwned::to_owned);
            member.unit = before.get("unit_id").and_then(serde_json::Value::as_i64);
            member.unit_name = member.unit.and_then(|unit| units.get(&unit).cloned());
            (member.position, member.level) = (text("position"), text("level"));
        }
        Ok(())
    }

    /// Coverages of a programme that were kept, latest first.
    pub fn kept_coverages(&self, programme: i64) -> Result<Vec<Kept>> {
        let sql = "SELECT id, at, actor, period FROM report_snapshot WHERE name = ?1 ORDER BY id DESC";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row| Ok(Kept { id: row.get(0)?, at: row.get(1)?, actor: row.get(2)?, day: row.get(3)? });
        Ok(stmt.query_map([format!("{NAME}:{programme}")], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The people of a coverage that was kept, as they were.
    pub fn kept_coverage(&self, id: i64) -> Result<Option<Vec<Member>>> {
        let sql = "SELECT body FROM report_snapshot WHERE id = ?1";
        let body: Option<String> = self.conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }
}

impl Store {
    /// Keeps the people of a programme as they are shown on a day; returns the record.
    pub fn keep_coverage(&mut self, act: &Act, programme: i64, day: &str, members: &[Member]) -> Result<i64> {
        let body = serde_json::to_string(members).unwrap_or_default();
        self.note(|conn| {
            if let Some(why) = super::guard::role(conn, &act.actor)?.cannot_write() {
                return Err(super::Error::NotAllowed(why));
            }
            let id: i64 = conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM report_snapshot", [], |row| row.get(0))?;
            let sql = "INSERT INTO report_snapshot (id, at, actor, name, period, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            conn.execute(sql, params![id, act.at, act.actor, format!("{NAME}:{programme}"), day, body])?;
            Ok(id)
        })
    }
}

const COLUMNS: &str = "m.cadre_id, c.name, c.unit_id, u.name, c.position, c.level, m.added_on, m.added_why";
const FROM: &str = "FROM programme_member m JOIN cadre c ON c.id = m.cadre_id LEFT JOIN unit u ON u.id = c.unit_id
    WHERE m.programme_id = ?1";
const ORDER: &str = "ORDER BY c.unit_order, c.unit_id, c.sort_no, c.id";

fn member(row: &rusqlite::Row) -> rusqlite::Result<Member> {
    Ok(Member {
        cadre: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        unit_name: row.get(3)?,
        position: row.get(4)?,
        level: row.get(5)?,
        added_on: row.get(6)?,
        why: row.get(7)?,
        done: row.get(8)?,
        scheduled: row.get(9)?,
    })
}
