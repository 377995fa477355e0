//! The list of a programme: taken from its conditions, changed by name, and what became of it.
//!
//! Conditions add who fits and take off who no longer does; who is through stays, who was put on by name is left alone,
//! and who was taken off by name is not put back. Each taking is kept with its conditions, each stay with its days and
//! reasons, so that the list of any day can be told again.

use super::{
    Act, Error, Reader, Result, Store, Tx,
    standing::{Going, whole},
};
use crate::{
    domain::{
        calendar::iso,
        programme::{Person, Target},
    },
    store::coverage::through,
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// Somebody who comes onto a list or goes off it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mover {
    /// The cadre.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// Post.
    pub position: Option<String>,
    /// Level of the post.
    pub level: Option<String>,
    /// The group of the conditions they are in; `None` for who goes.
    pub group: Option<usize>,
}

/// What conditions would change of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// People in service who fit.
    pub fit: u64,
    /// Of these, taken off by name before: not put back.
    pub held_out: u64,
    /// Who comes onto the list.
    pub added: Vec<Mover>,
    /// Who goes off it.
    pub removed: Vec<Mover>,
}

/// Conditions that were taken, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// On which day, ISO.
    pub on_day: String,
    /// Who.
    pub actor: String,
    /// The conditions.
    pub target: Target,
    /// People on the list after it.
    pub people: u64,
    /// Put on.
    pub added: u64,
    /// Taken off.
    pub removed: u64,
    /// Why.
    pub reason: Option<String>,
}

/// A later addition or removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day, ISO.
    pub day: String,
    /// The cadre.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// Unit they were put on the list in.
    pub unit: Option<String>,
    /// Put on, or taken off.
    pub added: bool,
    /// Why.
    pub why: Option<String>,
}

/// A class of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The class.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// First day, ISO.
    pub starts: Option<String>,
    /// Last day, ISO.
    pub ends: Option<String>,
    /// Its state.
    pub state: String,
    /// People of the programme on it or through it.
    pub people: u64,
    /// Of these, completed.
    pub done: u64,
}

/// Changes read at most.
const MOST: usize = 1_000;
/// People between two looks at whether to go on.
const STEP: u64 = 1_000;

impl Reader {
    /// What these conditions would change of a list on a day; `None` where `going` stopped it. Cost grows with the
    /// register: call it off the screen's thread.
    pub fn target_difference(&self, programme: i64, target: &Target, day: NaiveDate, going: Going) -> Result<Option<Difference>> {
        difference(&self.conn, programme, target, day, going)
    }

    /// The takings of a list, latest first.
    pub fn takings(&self, programme: i64) -> Result<Vec<Taking>> {
        let sql = "SELECT on_day, actor, conditions, people, added, removed, reason FROM programme_target
                   WHERE programme_id = ?1 ORDER BY id DESC";
        let read = |row: &rusqlite::Row| {
            let conditions: String = row.get(2)?;
            Ok(Taking {
                on_day: row.get(0)?,
                actor: row.get(1)?,
                target: serde_json::from_str(&conditions).unwrap_or_default(),
                people: whole(row, 3)?,
                added: whole(row, 4)?,
                removed: whole(row, 5)?,
                reason: row.get(6)?,
            })
        };
        let mut stmt = self.conn.prepare_cached(sql)?;
        Ok(stmt.query_map([programme], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Additions after the list's first day, and removals; latest first, at most a thousand.
    pub fn list_changes(&self, programme: i64) -> Result<Vec<Change>> {
        let sql = format!(
            "SELECT d, cadre_id, c.name, u.name, added, why FROM (
               SELECT added_on AS d, cadre_id, unit_id, 1 AS added, added_why AS why FROM programme_member WHERE programme_id = ?1
                 AND added_on > (SELECT min(added_on) FROM programme_member WHERE programme_id = ?1)
               UNION ALL SELECT removed_on, cadre_id, unit_id, 0, reason FROM programme_member
                 WHERE programme_id = ?1 AND removed_on IS NOT NULL) x
             JOIN cadre c ON c.id = x.cadre_id LEFT JOIN unit u ON u.id = x.unit_id
             ORDER BY d DESC, added, c.unit_order, c.sort_no, c.id LIMIT {MOST}"
        );
        let read = |row: &rusqlite::Row| {
            let (day, cadre, name) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Change { day, cadre, name, unit: row.get(3)?, added: row.get(4)?, why: row.get(5)? })
        };
        let mut stmt = self.conn.prepare_cached(&sql)?;
        Ok(stmt.query_map([programme], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The classes of a programme, in order of time.
    pub fn editions(&self, programme: i64) -> Result<Vec<Edition>> {
        let sql = "SELECT t.id, t.title, t.starts_on, t.ends_on, t.state,
                     count(n.id) FILTER (WHERE n.state IN ('approved', 'notified', 'reported', 'completed', 'partial')),
                     count(n.id) FILTER (WHERE n.state = 'completed')
                   FROM training_class t LEFT JOIN call_up c ON c.class_id = t.id LEFT JOIN nominee n ON n.call_up_id = c.id
                   WHERE t.programme_id = ?1 GROUP BY t.id ORDER BY t.starts_on IS NULL, t.starts_on, t.id";
        let read = |row: &rusqlite::Row| {
            let (id, title, starts, ends) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(Edition { id, title, starts, ends, state: row.get(4)?, people: whole(row, 5)?, done: whole(row, 6)? })
        };
        let mut stmt = self.conn.prepare_cached(sql)?;
        Ok(stmt.query_map([programme], read)?.collect::<rusqlite::Result<_>>()?)
    }
}

impl Store {
    /// Takes a list from conditions on a day, as one write: `whys` says each group in words, `gone` why somebody goes.
    /// Returns how many came and went.
    pub fn take_target(
        &mut self,
        act: &Act,
        programme: i64,
        (target, whys): (&Target, &[String]),
        (gone, reason): (&str, Option<&str>),
        day: NaiveDate,
    ) -> Result<(usize, usize)> {
        self.write(act, "target programme", |tx| {
            let found = difference(tx, programme, target, day, &mut |_| true)?.unwrap_or_default();
            let on = iso(day);
            for one in &found.added {
                let why = one.group.and_then(|n| whys.get(n)).map(String::as_str);
                tx.put_on(programme, one.cadre, &on, why, "set")?;
            }
            for one in &found.removed {
                tx.take_off(programme, one.cadre, &on, gone, "set")?;
            }
            let people: i64 = tx.query_row(
                "SELECT count(*) FROM programme_member WHERE programme_id = ?1 AND removed_on IS NULL",
                [programme],
                |row| row.get(0),
            )?;
            let sql =
                "INSERT INTO programme_target (id, programme_id, on_day, at, actor, conditions, people, added, removed, reason)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let conditions = serde_json::to_string(target).unwrap_or_default();
            let (id, added, removed) = (tx.next_id("programme_target")?, found.added.len(), found.removed.len());
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            tx.prepare_cached(sql)?.execute(params![
                id,
                programme,
                on,
                tx.act.at,
                tx.act.actor,
                conditions,
                people,
                count(added),
                count(removed),
                reason
            ])?;
            Ok((added, removed))
        })
    }

    /// Puts somebody on a list by name, with a reason.
    ///
    /// # Errors
    /// [`Error::Refused`] where they are on it.
    pub fn put_on_list(&mut self, act: &Act, programme: i64, cadre: i64, day: NaiveDate, why: &str) -> Result<()> {
        self.write(act, "new programme_member", |tx| tx.put_on(programme, cadre, &iso(day), Some(why), "hand"))
    }

    /// Takes somebody off a list by name, with a reason.
    ///
    /// # Errors
    /// [`Error::Gone`] where they are not on it.
    pub fn take_off_list(&mut self, act: &Act, programme: i64, cadre: i64, day: NaiveDate, why: &str) -> Result<()> {
        self.write(act, "remove programme_member", |tx| match tx.take_off(programme, cadre, &iso(day), why, "hand")? {
            0 => Err(Error::Gone),
            _ => Ok(()),
        })
    }
}

impl Tx<'_> {
    fn put_on(&self, programme: i64, cadre: i64, day: &str, why: Option<&str>, source: &str) -> Result<()> {
        let sql = "INSERT INTO programme_member (id, programme_id, cadre_id, added_on, added_why, source, unit_id)
                   SELECT ?1, ?2, c.id, ?4, ?5, ?6, c.unit_id FROM cadre c WHERE c.id = ?3";
        let id = self.next_id("programme_member")?;
        match self.prepare_cached(sql)?.execute(params![id, programme, cadre, day, why, source])? {
            0 => Err(Error::Gone),
            _ => Ok(()),
        }
    }

    fn take_off(&self, programme: i64, cadre: i64, day: &str, why: &str, by: &str) -> Result<usize> {
        let sql = "UPDATE programme_member SET removed_on = ?3, reason = ?4, removed_by = ?5, version = version + 1
                   WHERE programme_id = ?1 AND cadre_id = ?2 AND removed_on IS NULL";
        Ok(self.prepare_cached(sql)?.execute(params![programme, cadre, day, why, by])?)
    }
}

/// Who is on a list now, and who must not be put on it.
#[derive(Default)]
struct Listed {
    /// By the conditions, and not through: these can go.
    loose: HashSet<i64>,
    /// On the list for other reasons, or through.
    fixed: HashSet<i64>,
    /// Taken off by name.
    held_out: HashSet<i64>,
}

fn listed(conn: &Connection, programme: i64) -> Result<Listed> {
    let sql = format!(
        "SELECT m.cadre_id, m.removed_on IS NULL, m.source = 'set', {}, coalesce(m.removed_by, 'hand') = 'hand'
         FROM programme_member m WHERE m.programme_id = ?1 ORDER BY m.added_on, m.id",
        through("m")
    );
    let mut stmt = conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([programme])?;
    let mut listed = Listed::default();
    while let Some(row) = rows.next()? {
        let cadre: i64 = row.get(0)?;
        let (now, by_set, done, off_by_hand): (bool, bool, bool, bool) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        listed.held_out.remove(&cadre);
        match (now, by_set && !done) {
            (true, true) => listed.loose.insert(cadre),
            (true, false) => listed.fixed.insert(cadre),
            (false, _) => off_by_hand && listed.held_out.insert(cadre),
        };
    }
    Ok(listed)
}

/// The units of each unit named in the conditions, with all below.
fn below(conn: &Connection, target: &Target) -> Result<HashMap<i64, HashSet<i64>>> {
    let mut units = HashMap::new();
    for unit in target.groups.iter().filter_map(|group| group.under) {
        let mut stmt = conn.prepare_cached(
            "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below",
        )?;
        let all: HashSet<i64> = stmt.query_map([unit], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        units.insert(unit, all);
    }
    Ok(units)
}

fn difference(conn: &Connection, programme: i64, target: &Target, day: NaiveDate, going: Going) -> Result<Option<Difference>> {
    let (listed, units) = (listed(conn, programme)?, below(conn, target)?);
    let mut found = Difference::default();
    let mut fitting: HashSet<i64> = HashSet::new();
    let mut stmt = conn.prepare_cached(
        "SELECT c.id, c.name, u.name, c.position, c.level, c.level_since, c.category, c.sex, c.ethnicity, c.party, c.birth, c.tags,
           u.kind, c.unit_id FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id
         WHERE c.active = 1 ORDER BY c.unit_order, c.sort_no, c.id",
    )?;
    let mut rows = stmt.query([])?;
    let mut asked = 0_u64;
    while let Some(row) = rows.next()? {
        asked += 1;
        if asked.is_multiple_of(STEP) && !going(asked) {
            return Ok(None);
        }
        let unit: Option<i64> = row.get(13)?;
        let inside = |of: i64| unit.is_some_and(|unit| units.get(&of).is_some_and(|all| all.contains(&unit)));
        let Some(group) = target.group_of(&person_of(row), day, inside) else { continue };
        let cadre: i64 = row.get(0)?;
        found.fit += 1;
        fitting.insert(cadre);
        if listed.held_out.contains(&cadre) {
            found.held_out += 1;
        } else if !listed.loose.contains(&cadre) && !listed.fixed.contains(&cadre) {
            found.added.push(mover(row, Some(group))?);
        }
    }
    let mut goes: Vec<i64> = listed.loose.difference(&fitting).copied().collect();
    goes.sort_unstable();
    for cadre in goes {
        let sql =
            "SELECT c.id, c.name, u.name, c.position, c.level FROM cadre c LEFT JOIN unit u ON u.id = c.unit_id WHERE c.id = ?1";
        let mut stmt = conn.prepare_cached(sql)?;
        found.removed.extend(stmt.query_row([cadre], |row| mover(row, None)).optional()?);
    }
    Ok(Some(found))
}

fn mover(row: &rusqlite::Row, group: Option<usize>) -> rusqlite::Result<Mover> {
    let (cadre, name, unit) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(Mover { cadre, name, unit, position: row.get(3)?, level: row.get(4)?, group })
}

fn person_of<'a>(row: &'a rusqlite::Row) -> Person<'a> {
    let text = |n: usize| row.get_ref(n).ok().and_then(|v| v.as_str_or_null().ok().flatten());
    Person {
        position: text(3),
        level: text(4),
        level_since: text(5),
        category: text(6),
        sex: text(7),
        ethnicity: text(8),
        party: text(9),
        birth: text(10),
        tags: text(11),
        unit_kind: text(12),
    }
}
