//! Who could go to a class, and what each unit still has to send: one pass over people in service.
//!
//! What concerns few (who is on another class, who had the subject) is read before into sets; what concerns everybody
//! (the last training, missing hours) is looked up only for those who meet the conditions. Only the best are kept, so
//! that a province costs no more memory than a list does.

use super::{
    Act, Reader, Result, Store,
    gap::LAST,
    standing::{Going, STEP},
};
use crate::{
    catalog::{ARRIVED, Register},
    domain::{
        calendar::{day, first_day},
        candidates::{Con, Facts, Out, Verdict, Wanted, judge},
        quotas::Need,
        value::Value,
    },
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Somebody who could go.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The cadre.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Name of the unit.
    pub unit: String,
    /// Post.
    pub position: Option<String>,
    /// Level of the post.
    pub level: Option<String>,
    /// What speaks for and against it.
    pub verdict: Verdict,
    /// Place in official order.
    order: u64,
}

/// What a unit could send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNeed {
    /// The unit.
    pub unit: i64,
    /// As lists name it.
    pub name: String,
    /// Eligible and trained.
    pub need: Need,
    /// Women among those left.
    pub women: u64,
    /// People outside the party among those left.
    pub non_party: u64,
}

/// What a pass over people found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// The best, best first.
    pub best: Vec<Candidate>,
    /// People looked at.
    pub asked: u64,
    /// Those who could go.
    pub fit: u64,
    /// Those who are not asked, by the first condition they fail.
    pub out: BTreeMap<Out, u64>,
    /// Units with eligible people, in official order.
    pub needs: Vec<UnitNeed>,
}

/// The class a call-up is for, as far as it bears on who can go.
struct Class {
    id: i64,
    name: String,
    kind: Option<String>,
    year: i64,
    programme: Option<i64>,
    first: NaiveDate,
    last: NaiveDate,
}

/// What is known before anybody is looked at.
#[derive(Default)]
struct Known {
    named: HashSet<i64>,
    same: HashMap<i64, String>,
    meets: HashMap<i64, String>,
    classes: HashMap<i64, u32>,
    owed: HashSet<i64>,
    units: HashMap<i64, (usize, String)>,
    under: Option<HashSet<i64>>,
}

/// Nominees with their classes.
const ON_CLASS: &str = "FROM nominee n JOIN call_up c ON c.id = n.call_up_id JOIN training_class t ON t.id = c.class_id";

impl Reader {
    /// Looks at everybody in service for a call-up and keeps the best `most`; `None` where `going` stopped it or the
    /// call-up is gone. Cost grows with the register: call it off the screen's thread.
    pub fn candidates(
        &self,
        call_up: i64,
        wanted: &Wanted,
        today: NaiveDate,
        most: usize,
        going: Going,
    ) -> Result<Option<Candidates>> {
        let Some(class) = self.called_class(call_up, today)? else { return Ok(None) };
        let known = self.known(call_up, &class, wanted)?;
        let mut found = Candidates::default();
        let mut needs: BTreeMap<usize, UnitNeed> = BTreeMap::new();
        let mut people = self.conn.prepare_cached(
            "SELECT c.id, c.name, c.unit_id, c.position, c.level, c.level_since, c.category, c.sex, c.party, c.birth, c.tags
             FROM cadre c WHERE c.active = 1 ORDER BY c.unit_order, c.sort_no, c.id",
        )?;
        let mut rows = people.query([])?;
        while let Some(row) = rows.next()? {
            let unit: Option<i64> = row.get(2)?;
            if known.under.as_ref().is_some_and(|under| unit.is_none_or(|unit| !under.contains(&unit))) {
                continue;
            }
            found.asked += 1;
            if found.asked.is_multiple_of(STEP) && !going(found.asked) {
                return Ok(None);
            }
            let id: i64 = row.get(0)?;
            let facts = facts_of(row);
            let verdict = self.judged(id, facts.clone(), wanted, &class, &known)?;
            let place = unit.and_then(|unit| known.units.get(&unit).map(|(at, name)| (unit, *at, name)));
            if let Some((unit, at, name)) = place {
                count(
                    &verdict,
                    &facts,
                    needs.entry(at).or_insert_with(|| UnitNeed { unit, name: name.clone(), ..UnitNeed::default() }),
                );
            }
            let verdict = if known.named.contains(&id) { Verdict::Out(Out::Named) } else { verdict };
            if let Verdict::Out(out) = verdict {
                *found.out.entry(out).or_default() += 1;
                continue;
            }
            found.fit += 1;
            let unit = place.map(|(.., name)| name.clone()).unwrap_or_default();
            let (name, position, level) = (row.get(1)?, row.get(3)?, row.get(4)?);
            found.best.push(Candidate { id, name, unit, position, level, verdict, order: found.asked });
            if found.best.len() >= most.saturating_mul(2).max(64) {
                keep(&mut found.best, most);
            }
        }
        keep(&mut found.best, most);
        found.needs = needs.into_values().filter(|need| need.need.eligible > 0).collect();
        Ok(Some(found))
    }

    /// First by what stands in the row, then by what must be looked up.
    fn judged(&self, id: i64, mut facts: Facts<'_>, wanted: &Wanted, class: &Class, known: &Known) -> Result<Verdict> {
        facts.same = known.same.get(&id).cloned();
        facts.meets = known.meets.get(&id).cloned();
        facts.classes = known.classes.get(&id).copied().unwrap_or_default();
        facts.owed = known.owed.contains(&id);
        let quick = judge(&facts, &Wanted { without_years: None, ..wanted.clone() }, class.first);
        if matches!(quick, Verdict::Out(_)) {
            return Ok(quick);
        }
        let sql = format!(
            "SELECT {LAST}, (SELECT max(w.missing) FROM warning w WHERE w.cadre_id = c.id AND w.year = ?2) FROM cadre c WHERE c.id = ?1"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let (last, missing): (Option<String>, Option<f64>) =
            stmt.query_row(params![id, class.first.year()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        facts.last = last.as_deref().and_then(first_day);
        facts.missing = missing.unwrap_or_default();
        Ok(judge(&facts, wanted, class.first))
    }

    /// What the papers of a call-up say about whom they want: requirement, audience, conditions of its places.
    pub fn call_up_text(&self, call_up: i64) -> Result<String> {
        let sql = "SELECT coalesce(c.requirement, '') || ' ' || coalesce(t.audience, '') FROM call_up c
                   JOIN training_class t ON t.id = c.class_id WHERE c.id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([call_up], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    fn called_class(&self, call_up: i64, today: NaiveDate) -> Result<Option<Class>> {
        let sql = "SELECT t.id, t.name, t.kind, t.year, t.programme_id, t.starts_on, t.ends_on FROM call_up c
                   JOIN training_class t ON t.id = c.class_id WHERE c.id = ?1";
        let read = |row: &rusqlite::Row| {
            let (starts, ends): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
            let first = starts.as_deref().and_then(day).unwrap_or(today);
            let last = ends.as_deref().and_then(day).unwrap_or(first);
            let (id, name, kind) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Class { id, name, kind, year: row.get(3)?, programme: row.get(4)?, first, last })
        };
        Ok(self.conn.prepare_cached(sql)?.query_row([call_up], read).optional()?)
    }

    fn known(&self, call_up: i64, class: &Class, wanted: &Wanted) -> Result<Known> {
        let named = "SELECT cadre_id FROM nominee WHERE call_up_id = ?1 AND state NOT IN ('rejected', 'declined')";
        let below = "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id)
                     SELECT id FROM below";
        let owed = match class.programme {
            Some(programme) => self.members(programme)?,
            None => Vec::new(),
        };
        let mut stmt = self.conn.prepare("SELECT id, coalesce(short_name, name) FROM unit ORDER BY sort_no, id")?;
        let units: Vec<(i64, String)> =
            stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Known {
            named: self.id_set(named, call_up)?,
            same: self.had_subject(class)?,
            meets: self.on_class_then(class)?,
            classes: self.classes_of_year(class)?,
            owed: owed.into_iter().filter(|m| !m.done && m.scheduled.is_none()).map(|m| m.cadre).collect(),
            units: units.into_iter().enumerate().map(|(at, (id, name))| (id, (at, name))).collect(),
            under: wanted.under.map(|unit| self.id_set(below, unit)).transpose()?,
        })
    }

    fn id_set(&self, sql: &str, of: i64) -> Result<HashSet<i64>> {
        let mut stmt = self.conn.prepare(sql)?;
        Ok(stmt.query_map([of], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Who came to another class of the name, or of the kind in the year; by the call-up, or by the ledger alone.
    fn had_subject(&self, class: &Class) -> Result<HashMap<i64, String>> {
        let sql = format!(
            "SELECT n.cadre_id, t.title {ON_CLASS} WHERE n.state IN ({came}) AND t.id <> ?1 AND (t.name = ?2 OR (t.kind = ?3 AND t.year = ?4))
             UNION ALL SELECT e.cadre_id, t.title FROM hour_entry e JOIN training_class t ON t.id = e.class_id
             WHERE t.id <> ?1 AND (t.name = ?2 OR (t.kind = ?3 AND t.year = ?4))",
            came = words(ARRIVED)
        );
        let mut stmt = self.conn.prepare(&sql)?;
        let found =
            stmt.query_map(params![class.id, class.name, class.kind, class.year], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Who is on another class at the time.
    fn on_class_then(&self, class: &Class) -> Result<HashMap<i64, String>> {
        let sql = format!(
            "SELECT n.cadre_id, t.title {ON_CLASS} WHERE n.state IN ('approved', 'notified', 'reported') AND t.id <> ?1
             AND t.starts_on <= ?3 AND coalesce(t.ends_on, t.starts_on) >= ?2 AND t.state NOT IN ('cancelled', 'postponed')"
        );
        let mut stmt = self.conn.prepare(&sql)?;
        let span = params![class.id, class.first.to_string(), class.last.to_string()];
        Ok(stmt.query_map(span, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
    }

    /// How many classes people came to in the year of the class.
    fn classes_of_year(&self, class: &Class) -> Result<HashMap<i64, u32>> {
        let came = words(ARRIVED);
        let sql = format!(
            "SELECT n.cadre_id, count(*) {ON_CLASS} WHERE n.state IN ({came}) AND t.year = ?1 AND t.id <> ?2 GROUP BY n.cadre_id"
        );
        let mut stmt = self.conn.prepare(&sql)?;
        Ok(stmt.query_map([class.year, class.id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
    }
}

impl Store {
    /// Writes the places of units on a call-up as one write: new ones, changed ones; 0 takes a unit's places away.
    pub fn set_quotas(
        &mut self,
        act: &Act,
        register: &Register,
        call_up: i64,
        places: &[(i64, u64, Option<String>)],
    ) -> Result<usize> {
        self.write(act, "quotas call_up", |tx| {
            let mut changed = 0;
            for (unit, places, condition) in places {
                let sql = "SELECT id, version, places FROM quota WHERE call_up_id = ?1 AND unit_id = ?2";
                let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
                let there = tx.prepare_cached(sql)?.query_row([call_up, *unit], read).optional()?;
                let now = i64::try_from(*places).unwrap_or(i64::MAX);
                let fields = [
                    ("call_up_id", Value::Int(call_up)),
                    ("unit_id", Value::Int(*unit)),
                    ("places", Value::Int(now)),
                    ("condition", condition.as_deref().map_or(Value::Null, Value::text)),
                ];
                let fields: super::edit::Values =
                    fields.into_iter().filter_map(|(name, value)| Some((register.field(name)?, value))).collect();
                match there {
                    Some((id, version, _)) if now == 0 => tx.delete(register, id, version)?,
                    Some((_, _, before)) if before == now && condition.is_none() => continue,
                    Some((id, version, _)) => tx.update(register, id, version, &fields)?,
                    None if now == 0 => continue,
                    None => {
                        tx.insert(register, &fields)?;
                    }
                }
                changed += 1;
            }
            Ok(changed)
        })
    }
}

/// What stands in a person's row.
fn facts_of<'a>(row: &'a rusqlite::Row) -> Facts<'a> {
    let text = |n: usize| row.get_ref(n).ok().and_then(|v| v.as_str_or_null().ok().flatten());
    Facts {
        level: text(4),
        level_since: text(5),
        category: text(6),
        sex: text(7),
        party: text(8),
        birth: text(9),
        tags: text(10),
        ..Facts::default()
    }
}

fn count(verdict: &Verdict, facts: &Facts, need: &mut UnitNeed) {
    let Verdict::Fits { cons, .. } = verdict else { return };
    need.need.eligible += 1;
    if cons.iter().any(|con| matches!(con, Con::Same(_))) {
        need.need.trained += 1;
        return;
    }
    need.women += u64::from(facts.sex == Some("女"));
    need.non_party += u64::from(facts.party.is_some_and(|party| !party.contains("中共") && !party.contains("党员")));
}

/// Best first: nothing against comes before something, then most for, then official order.
fn keep(best: &mut Vec<Candidate>, most: usize) {
    best.sort_by_key(|c| (c.verdict.against(), std::cmp::Reverse(c.verdict.score()), c.order));
    best.truncate(most);
}

fn words(list: &[&str]) -> String {
    list.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}
