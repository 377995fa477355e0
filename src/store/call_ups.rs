//! A call-up as its page shows it: head, quotas with their fill, and who was sent, with what should make one look twice.
//!
//! The people are read once, ordered as lists are; the fill of each unit is counted from them, so that the numbers of
//! the table and the people below it can never differ.

use super::{Reader, Result};
use crate::{
    catalog::{ARRIVED, COUNTED},
    domain::rates::Places,
};
use rusqlite::OptionalExtension;
use std::collections::HashMap;

/// States of a nominee whom the office has accepted, whatever came after.
pub const ACCEPTED: &[&str] =
    &["approved", "notified", "reported", "completed", "partial", "withdrawn", "expelled", "excused", "no_show"];

/// States in which somebody waits for the office: to be reviewed, to move up, to be told.
pub const WAITING: &[&str] = &["planned", "nominated", "waitlisted", "approved"];

/// A call-up and its class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The class it calls for.
    pub class_id: i64,
    /// The class as people name it.
    pub class: String,
    /// Its first day, ISO.
    pub starts_on: Option<String>,
    /// Its last day, ISO.
    pub ends_on: Option<String>,
    /// Its days.
    pub days: Option<f64>,
    /// Where it is held.
    pub place: Option<String>,
    /// Who calls: `upper`, `own`, `other`.
    pub level: String,
    /// The office that sent it.
    pub sender: Option<String>,
    /// Number of the notice.
    pub doc_no: Option<String>,
    /// When units must have answered, ISO.
    pub deadline: Option<String>,
    /// Places in all, as the notice says.
    pub quota_total: Option<i64>,
    /// State of the call-up.
    pub state: String,
}

/// A unit's part of a call-up: its places, and what became of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitFill {
    /// The unit; `None` for people without one.
    pub unit_id: Option<i64>,
    /// As lists name it.
    pub unit: String,
    /// Places given; 0 where people came without a quota.
    pub places: u64,
    /// Named, without rejected, declined and replaced.
    pub nominated: u64,
    /// Accepted by the office.
    pub approved: u64,
    /// Came.
    pub reported: u64,
    /// What the quota asks of them.
    pub condition: Option<String>,
}

impl UnitFill {
    /// Places and named, for the words on how they stand.
    #[must_use]
    pub const fn fill(&self) -> Places {
        Places { places: self.places, named: self.nominated }
    }

    /// Adds another unit's numbers: for the total.
    pub fn add(&mut self, other: &Self) {
        self.places += other.places;
        self.nominated += other.nominated;
        self.approved += other.approved;
        self.reported += other.reported;
    }
}

/// A reason to look twice at a nominee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Beyond the places of the unit.
    OverQuota,
    /// Has been to a class of this kind this year: which.
    SameKind(String),
    /// Has been to a class of this name before: which.
    SameName(String),
    /// On leave for more of the class than is allowed.
    OverLeave,
}

/// One person on a call-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The nominee.
    pub id: i64,
    /// The person.
    pub cadre_id: i64,
    /// Name.
    pub name: String,
    /// The sending unit.
    pub unit_id: Option<i64>,
    /// As lists name it.
    pub unit: String,
    /// Post at that time.
    pub position: Option<String>,
    /// State of the nominee.
    pub state: String,
    /// Since when, ISO.
    pub since: Option<String>,
    /// How they were chosen: `unit`, `named`, `mixed`, `rotation`.
    pub route: String,
    /// Reason given with the last step, or the remark.
    pub reason: Option<String>,
    /// Whom they stand in for.
    pub replaces: Option<String>,
    /// What should make one look twice.
    pub flags: Vec<Flag>,
}

impl Person {
    /// True in a state that takes a place.
    #[must_use]
    pub fn counted(&self) -> bool {
        COUNTED.contains(&self.state.as_str())
    }

    /// True where they came.
    #[must_use]
    pub fn arrived(&self) -> bool {
        ARRIVED.contains(&self.state.as_str())
    }
}

/// Everything on the page of a call-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallUp {
    /// Head.
    pub head: Head,
    /// Units in official order.
    pub units: Vec<UnitFill>,
    /// All units together.
    pub total: UnitFill,
    /// People by unit in official order.
    pub people: Vec<Person>,
}

impl Reader {
    /// A call-up with its quotas and people; `None` if it is gone.
    pub fn call_up(&self, id: i64) -> Result<Option<CallUp>> {
        let Some(head) = self.call_up_head(id)? else { return Ok(None) };
        let mut people = self.call_up_people(id)?;
        let mut units = self.call_up_quotas(id)?;
        count(&mut units, &people);
        flag_over(&units, &mut people);
        self.flag_attended(id, &mut people)?;
        self.flag_leave(id, &mut people)?;
        let mut total = UnitFill::default();
        units.iter().for_each(|unit| total.add(unit));
        Ok(Some(CallUp { head, units, total, people }))
    }

    fn call_up_head(&self, id: i64) -> Result<Option<Head>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT t.id, t.title, t.starts_on, t.ends_on, t.days, t.place, c.level, c.sender, c.doc_no, c.deadline,
             c.quota_total, c.state FROM call_up c JOIN training_class t ON t.id = c.class_id WHERE c.id = ?1",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Head {
                class_id: row.get(0)?,
                class: row.get(1)?,
                starts_on: row.get(2)?,
                ends_on: row.get(3)?,
                days: row.get(4)?,
                place: row.get(5)?,
                level: row.get(6)?,
                sender: row.get(7)?,
                doc_no: row.get(8)?,
                deadline: row.get(9)?,
                quota_total: row.get(10)?,
                state: row.get(11)?,
            })
        };
        Ok(stmt.query_row([id], read).optional()?)
    }

    /// Units with a quota or with people, in official order; only places and condition are filled in.
    fn call_up_quotas(&self, id: i64) -> Result<Vec<UnitFill>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT u.id, coalesce(u.short_name, u.name), q.places, q.condition FROM unit u
             LEFT JOIN quota q ON q.unit_id = u.id AND q.call_up_id = ?1
             WHERE u.id IN (SELECT unit_id FROM quota WHERE call_up_id = ?1)
                OR u.id IN (SELECT unit_id FROM nominee WHERE call_up_id = ?1)
             ORDER BY u.sort_no, u.id",
        )?;
        let read = |row: &rusqlite::Row| {
            let places: Option<i64> = row.get(2)?;
            Ok(UnitFill {
                unit_id: row.get(0)?,
                unit: row.get(1)?,
                places: places.and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
                condition: row.get(3)?,
                ..UnitFill::default()
            })
        };
        Ok(stmt.query_map([id], read)?.collect::<rusqlite::Result<_>>()?)
    }

    fn call_up_people(&self, id: i64) -> Result<Vec<Person>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT n.id, n.cadre_id, c.name, n.unit_id, coalesce(u.short_name, u.name, ''), n.position, n.state, n.state_since,
             n.route, coalesce((SELECT l.reason FROM nominee_log l WHERE l.nominee_id = n.id ORDER BY l.id DESC LIMIT 1), n.note),
             (SELECT o.name FROM nominee r JOIN cadre o ON o.id = r.cadre_id WHERE r.id = n.replaces_id)
             FROM nominee n JOIN cadre c ON c.id = n.cadre_id LEFT JOIN unit u ON u.id = n.unit_id
             WHERE n.call_up_id = ?1 ORDER BY u.id IS NULL, u.sort_no, u.id, n.sort_no, n.id",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Person {
                id: row.get(0)?,
                cadre_id: row.get(1)?,
                name: row.get(2)?,
                unit_id: row.get(3)?,
                unit: row.get(4)?,
                position: row.get(5)?,
                state: row.get(6)?,
                since: row.get(7)?,
                route: row.get(8)?,
                reason: row.get(9)?,
                replaces: row.get(10)?,
                flags: Vec::new(),
            })
        };
        Ok(stmt.query_map([id], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Marks who is on leave for more than the class allows.
    fn flag_leave(&self, id: i64, people: &mut [Person]) -> Result<()> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT DISTINCT l.nominee_id FROM leave l JOIN nominee n ON n.id = l.nominee_id WHERE n.call_up_id = ?1",
        )?;
        let ids: Vec<i64> = stmt.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for person in people.iter_mut().filter(|p| ids.contains(&p.id)) {
            if self.leave_share(person.id, 0)?.over {
                person.flags.push(Flag::OverLeave);
            }
        }
        Ok(())
    }

    /// The waiting list of the call-up a nominee is on: who has waited longest comes first.
    pub fn waiting_beside(&self, nominee: i64) -> Result<Vec<Person>> {
        let call_up = "SELECT call_up_id FROM nominee WHERE id = ?1";
        let call_up: Option<i64> = self.conn.prepare_cached(call_up)?.query_row([nominee], |row| row.get(0)).optional()?;
        let Some(call_up) = call_up else { return Ok(Vec::new()) };
        let mut people = self.call_up_people(call_up)?;
        people.retain(|p| p.state == "waitlisted" && p.id != nominee);
        people.sort_by(|a, b| (&a.since, a.id).cmp(&(&b.since, b.id)));
        Ok(people)
    }

    /// Marks who came to a class of the same kind in the same year, or of the same name before: such people are not to
    /// be called again before others.
    fn flag_attended(&self, id: i64, people: &mut [Person]) -> Result<()> {
        let places: Vec<String> = (2..2 + ARRIVED.len()).map(|n| format!("?{n}")).collect();
        let sql = format!(
            "SELECT n.id, t.title, t.name = k.name FROM nominee n
             JOIN call_up c ON c.id = n.call_up_id JOIN training_class k ON k.id = c.class_id
             JOIN nominee o ON o.cadre_id = n.cadre_id AND o.call_up_id <> n.call_up_id AND o.state IN ({})
             JOIN call_up oc ON oc.id = o.call_up_id JOIN training_class t ON t.id = oc.class_id
             WHERE n.call_up_id = ?1 AND (t.starts_on IS NULL OR k.starts_on IS NULL OR t.starts_on <= k.starts_on)
               AND (t.name = k.name OR (t.kind = k.kind AND t.year = k.year))
             ORDER BY n.id, t.starts_on DESC, t.id",
            places.join(", ")
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let params = std::iter::once(&id as &dyn rusqlite::ToSql).chain(ARRIVED.iter().map(|s| s as &dyn rusqlite::ToSql));
        let mut rows = stmt.query(rusqlite::params_from_iter(params))?;
        let at: HashMap<i64, usize> = people.iter().enumerate().map(|(n, p)| (p.id, n)).collect();
        while let Some(row) = rows.next()? {
            let Some(person) = at.get(&row.get(0)?).and_then(|n| people.get_mut(*n)) else { continue };
            let flag = if row.get(2)? { Flag::SameName(row.get(1)?) } else { Flag::SameKind(row.get(1)?) };
            let told = person.flags.iter().any(|f| !matches!(f, Flag::OverQuota));
            if !told && person.counted() {
                person.flags.push(flag);
            }
        }
        Ok(())
    }
}

/// Counts people into their units; those without a unit get a line of their own at the end.
fn count(units: &mut Vec<UnitFill>, people: &[Person]) {
    for person in people {
        let at = units.iter().position(|u| u.unit_id == person.unit_id).unwrap_or_else(|| {
            units.push(UnitFill { unit_id: person.unit_id, ..UnitFill::default() });
            units.len() - 1
        });
        let unit = &mut units[at];
        unit.nominated += u64::from(person.counted());
        unit.approved += u64::from(ACCEPTED.contains(&person.state.as_str()));
        unit.reported += u64::from(person.arrived());
    }
}

/// Marks those beyond the places of their unit, last in the unit's own order first.
fn flag_over(units: &[UnitFill], people: &mut [Person]) {
    for unit in units.iter().filter(|u| u.places > 0) {
        let sent = people.iter_mut().filter(|p| p.unit_id == unit.unit_id && p.counted());
        for person in sent.skip(usize::try_from(unit.places).unwrap_or(usize::MAX)) {
            person.flags.push(Flag::OverQuota);
        }
    }
}
