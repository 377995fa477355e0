//! What is owed beside what is held: which classes would fit an obligation, and all of them as a problem to arrange; then
//! taking what was chosen, in one write.

mod take;

pub use take::{Accepted, Placed};

use super::{Reader, Result, ledger::Rulebook};
use crate::{
    catalog::COUNTED,
    domain::{
        arrange::{self, Choice, Class, Debt, Fit, Held, Learner, Missed, Obstacle, Problem, fit::due_or_year},
        calendar::{add_days, add_months, day, days, first_day, iso},
        hours::{Group, Metric},
        rulebook,
    },
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, HashMap, HashSet};

/// With fewer classes that each have the hours, several together are looked at, and no more of them.
const FEW: usize = 8;

/// A class that will be held.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The class.
    pub id: i64,
    /// Its name with its term.
    pub title: String,
    name: String,
    kind: Option<String>,
    programme: Option<i64>,
    audience: Option<String>,
    /// First day.
    pub starts: NaiveDate,
    /// Last day.
    pub ends: NaiveDate,
    /// Hours.
    pub hours: f64,
    /// Seats free; `None` where there is no limit.
    pub seats: Option<u32>,
    /// Online.
    pub online: bool,
}

/// An obligation that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owed {
    /// The obligation.
    pub id: i64,
    /// Who owes it.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// The unit that sees to it.
    pub unit: Option<i64>,
    /// Its name.
    pub unit_name: Option<String>,
    /// Why it is owed, a code word.
    pub cause: String,
    /// Hours; `None` where not known.
    pub hours: Option<f64>,
    /// By when.
    pub due: Option<NaiveDate>,
    class: Option<String>,
    kind: Option<String>,
    programme: Option<i64>,
    key: Option<String>,
    level: Option<String>,
    rank: Option<String>,
    category: Option<String>,
    tags: Option<String>,
}

/// A class beside an obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The class.
    pub class: Course,
    /// How well it fits, or what is in the way.
    pub fit: std::result::Result<Fit, Obstacle>,
}

/// Everything beside one obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Offers {
    /// The obligation.
    pub owed: Owed,
    /// Every class to come: those that fit first.
    pub single: Vec<Offer>,
    /// Classes that have the hours only together, where hardly any has them alone.
    pub together: Vec<Vec<Course>>,
}

/// A course of the network academy that others took.
#[derive(Clone, Debug, PartialEq)]
pub struct Online {
    /// Its title.
    pub title: String,
    /// Hours it gave.
    pub hours: f64,
    /// People who took it, of those looked at.
    pub people: u64,
}

/// Everything open, as a problem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToArrange {
    /// The problem; its obligations and classes are those below, in the same order.
    pub problem: Problem,
    /// The obligations.
    pub owed: Vec<Owed>,
    /// The classes.
    pub classes: Vec<Course>,
    /// Of each obligation why its choices of one class fit, in the order of the problem's.
    fits: Vec<Vec<Fit>>,
    /// Of an obligation that nothing fits, what is most often in the way.
    pub obstacles: HashMap<i64, Obstacle>,
}

/// What a person is on, and when.
#[derive(Default)]
struct Busy {
    spans: Vec<(NaiveDate, NaiveDate)>,
    classes: Vec<i64>,
}

const OWED: &str = "SELECT m.id, m.cadre_id, c.name, coalesce(m.unit_id, c.unit_id), coalesce(u.short_name, u.name), m.cause, m.hours, m.due_on, k.name,
    k.kind, k.programme_id, m.cause_key, c.level, c.rank, c.category, c.tags FROM make_up m JOIN cadre c ON c.id = m.cadre_id
    LEFT JOIN unit u ON u.id = coalesce(m.unit_id, c.unit_id) LEFT JOIN training_class k ON k.id = m.class_id";

fn owed(row: &rusqlite::Row) -> rusqlite::Result<Owed> {
    Ok(Owed {
        id: row.get(0)?,
        cadre: row.get(1)?,
        name: row.get(2)?,
        unit: row.get(3)?,
        unit_name: row.get(4)?,
        cause: row.get(5)?,
        hours: row.get(6)?,
        due: row.get::<_, Option<String>>(7)?.as_deref().and_then(last_day),
        class: row.get(8)?,
        kind: row.get(9)?,
        programme: row.get(10)?,
        key: row.get(11)?,
        level: row.get(12)?,
        rank: row.get(13)?,
        category: row.get(14)?,
        tags: row.get(15)?,
    })
}

impl Owed {
    fn missed(&self, online: &HashSet<String>, today: NaiveDate) -> Missed<'_> {
        let of_key = |kind: &str| self.key.as_deref().and_then(|key| key.strip_prefix(kind));
        let programme = of_key("programme:").and_then(|rest| rest.split(':').next()?.parse().ok());
        let rule = of_key("year:").and_then(|rest| rest.split(':').nth(1));
        // What is late already is made up as soon as can be.
        let due = self.due.filter(|due| *due >= today);
        Missed {
            class: self.class.as_deref(),
            kind: self.kind.as_deref(),
            programme: programme.or(self.programme),
            programme_only: programme.is_some(),
            online_only: rule.is_some_and(|rule| online.contains(rule)),
            hours: self.hours.or((self.cause == "programme_gap").then_some(0.0)),
            due: Some(due_or_year(due, today)),
        }
    }

    fn learner<'a>(&'a self, busy: Option<&'a Busy>) -> Learner<'a> {
        Learner {
            level: self.level.as_deref(),
            rank: self.rank.as_deref(),
            category: self.category.as_deref(),
            tags: self.tags.as_deref(),
            busy: busy.map_or(&[], |b| &b.spans),
            classes: busy.map_or(&[], |b| &b.classes),
        }
    }
}

impl Course {
    fn seat(&self) -> Class {
        let Self { id, starts, ends, hours, seats, online, .. } = *self;
        Class { id, starts, ends, hours, seats, online }
    }

    fn held(&self) -> Held<'_> {
        Held {
            id: self.id,
            name: &self.name,
            kind: self.kind.as_deref(),
            programme: self.programme,
            audience: self.audience.as_deref(),
            starts: self.starts,
            ends: self.ends,
            hours: self.hours,
            seats: self.seats,
            online: self.online,
        }
    }
}

impl Reader {
    /// Every class to come beside an obligation: those that fit first, then the others with what is in the way. `None` if
    /// the obligation is gone.
    pub fn fits(&self, make_up: i64, today: NaiveDate) -> Result<Option<Offers>> {
        let book = Rulebook::load(&self.conn, Some(0))?;
        let sql = format!("{OWED} WHERE m.id = ?1");
        let Some(debt) = self.conn.prepare_cached(&sql)?.query_row([make_up], owed).optional()? else { return Ok(None) };
        let busy = self.busy(Some(debt.cadre), today)?;
        let online = online_rules(&book);
        let missed = debt.missed(&online, today);
        let learner = debt.learner(busy.get(&debt.cadre));
        let waiting = ToArrange { classes: self.to_come(&book, today)?, ..ToArrange::default() };
        let offer = |class: &Course| Offer { fit: arrange::fit(&missed, &class.held(), &learner, today), class: class.clone() };
        let mut single: Vec<Offer> = waiting.classes.iter().map(offer).collect();
        single.sort_by_key(|o| (o.fit.err(), o.fit.ok(), o.class.ends));
        let mut together = Vec::new();
        if single.iter().filter(|o| o.fit.is_ok()).count() < FEW {
            let course = |class: &usize| waiting.classes[*class].clone();
            let choices = waiting.together(&missed, &learner, today);
            together.extend(choices.iter().map(|choice| choice.classes.iter().map(course).collect()));
        }
        Ok(Some(Offers { owed: debt, single, together }))
    }

    /// Courses of the academy that others took lately and this person did not, most taken first; of the last entries.
    pub fn online_courses(&self, cadre: i64, most: usize) -> Result<Vec<Online>> {
        let sql = "SELECT e.title, max(e.hours), count(DISTINCT e.cadre_id) FROM
               (SELECT title, hours, cadre_id, source FROM hour_entry ORDER BY id DESC LIMIT 20000) e
             WHERE e.source = 'academy' AND e.hours > 0
               AND NOT EXISTS (SELECT 1 FROM hour_entry o WHERE o.cadre_id = ?1 AND o.title = e.title)
             GROUP BY e.title ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?2";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row| {
            Ok(Online { title: row.get(0)?, hours: row.get(1)?, people: u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0) })
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(stmt.query_map(params![cadre, most], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// All open obligations that are not arranged yet, or those of `only`, with the classes to come.
    pub fn to_arrange(&self, only: Option<&HashSet<i64>>, today: NaiveDate) -> Result<ToArrange> {
        let book = Rulebook::load(&self.conn, Some(0))?;
        let sql = format!("{OWED} WHERE m.state IN ('owed', 'overdue') ORDER BY m.due_on IS NULL, m.due_on, m.id");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut debts: Vec<Owed> = stmt.query_map([], owed)?.collect::<rusqlite::Result<_>>()?;
        debts.retain(|debt| only.is_none_or(|only| only.contains(&debt.id)));
        let classes = self.to_come(&book, today)?;
        let busy = self.busy(None, today)?;
        let online = online_rules(&book);
        let limit = u32::try_from(book.settings.make_up.unit_away_most).unwrap_or(u32::MAX);
        let mut waiting = ToArrange { classes, ..ToArrange::default() };
        for debt in debts {
            waiting.add(debt, &busy, &online, today);
        }
        waiting.problem.classes = waiting.seats();
        waiting.problem.unit_limit = limit;
        waiting.problem.away = self.away_already(&waiting.classes)?;
        Ok(waiting)
    }

    /// People of each unit who are arranged for one of the classes to come already, by day.
    fn away_already(&self, classes: &[Course]) -> Result<BTreeMap<(i64, NaiveDate), u32>> {
        let sql = "SELECT DISTINCT m.unit_id, m.cadre_id FROM make_up m WHERE m.state = 'scheduled' AND m.unit_id IS NOT NULL
                   AND (m.to_class_id = ?1 OR m.id IN (SELECT p.make_up_id FROM make_up_class p WHERE p.class_id = ?1))";
        let mut stmt = self.conn.prepare_cached(sql)?;
        let mut away = BTreeMap::new();
        for class in classes.iter().filter(|class| !class.online) {
            let units = stmt.query_map([class.id], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            for (unit, day) in units.iter().flat_map(|unit| days(class.starts, class.ends).map(move |day| (*unit, day))) {
                *away.entry((unit, day)).or_default() += 1;
            }
        }
        Ok(away)
    }

    /// Classes to come that the office itself fills.
    fn to_come(&self, book: &Rulebook, today: NaiveDate) -> Result<Vec<Course>> {
        let counted: Vec<String> = COUNTED.iter().map(|state| format!("'{state}'")).collect();
        let sql = format!(
            "SELECT k.id, k.title, k.name, k.kind, k.programme_id, k.audience, k.starts_on, k.ends_on, k.hours, k.days,
               coalesce(k.our_planned, k.planned, u.quota_total),
               (SELECT count(*) FROM nominee n WHERE n.call_up_id = u.id AND n.state IN ({0}))
                 + (SELECT count(DISTINCT m.cadre_id) FROM make_up m WHERE m.state = 'scheduled'
                   AND (m.to_class_id = k.id OR m.id IN (SELECT p.make_up_id FROM make_up_class p WHERE p.class_id = k.id))
                   AND NOT EXISTS (SELECT 1 FROM nominee n WHERE n.call_up_id = u.id AND n.cadre_id = m.cadre_id))
             FROM training_class k LEFT JOIN call_up u ON u.class_id = k.id
             WHERE k.starts_on > ?1 AND k.starts_on <= ?2 AND k.state IN ('approved', 'enrolling') AND k.call_level <> 'upper'
               AND coalesce(u.state, 'open') IN ('draft', 'open', 'short', 'filled') ORDER BY k.starts_on, k.id",
            counted.join(", ")
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([iso(today), iso(add_days(today, 550))])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(starts) = row.get::<_, Option<String>>(6)?.as_deref().and_then(day) else { continue };
            let ends = row.get::<_, Option<String>>(7)?.as_deref().and_then(day).unwrap_or(starts);
            let kind: Option<String> = row.get(3)?;
            let form = kind.as_deref().and_then(|kind| rulebook::word("hour_form", kind));
            let (planned, taken): (Option<i64>, i64) = (row.get(10)?, row.get(11)?);
            found.push(Course {
                id: row.get(0)?,
                title: row.get(1)?,
                name: row.get(2)?,
                programme: row.get(4)?,
                audience: row.get(5)?,
                starts,
                ends,
                hours: book.worth(starts).hours_of(row.get(8)?, row.get(9)?).unwrap_or(0.0),
                seats: planned.map(|planned| u32::try_from((planned - taken).max(0)).unwrap_or(u32::MAX)),
                online: form.is_some_and(|form| book.group(form) == Group::Online),
                kind,
            });
        }
        Ok(found)
    }

    /// What people are on: of one, or of everyone who owes something.
    fn busy(&self, one: Option<i64>, today: NaiveDate) -> Result<HashMap<i64, Busy>> {
        let whom = if one.is_some() {
            "n.cadre_id = ?2"
        } else {
            "?2 IS NULL AND n.cadre_id IN (SELECT m.cadre_id FROM make_up m WHERE m.state IN ('owed', 'overdue'))"
        };
        let sql = format!(
            "SELECT n.cadre_id, k.id, k.starts_on, k.ends_on, n.state IN ('nominated', 'approved', 'notified', 'reported') AND k.ends_on >= ?1
             FROM nominee n JOIN call_up u ON u.id = n.call_up_id JOIN training_class k ON k.id = u.class_id
             WHERE {whom} AND n.state NOT IN ('rejected', 'declined', 'replaced', 'excused', 'no_show')"
        );
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let mut rows = stmt.query(params![iso(today), one])?;
        let mut found: HashMap<i64, Busy> = HashMap::new();
        while let Some(row) = rows.next()? {
            let busy = found.entry(row.get(0)?).or_default();
            busy.classes.push(row.get(1)?);
            let day_at = |n: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(n)?.as_deref().and_then(day));
            if let (Some(from), Some(to), true) = (day_at(2)?, day_at(3)?, row.get::<_, Option<bool>>(4)?.unwrap_or(false)) {
                busy.spans.push((from, to));
            }
        }
        Ok(found)
    }
}

impl ToArrange {
    fn add(&mut self, owed: Owed, busy: &HashMap<i64, Busy>, online: &HashSet<String>, today: NaiveDate) {
        let missed = owed.missed(online, today);
        let learner = owed.learner(busy.get(&owed.cadre));
        let mut fits: Vec<(Fit, NaiveDate, usize)> = Vec::new();
        let mut against: BTreeMap<Obstacle, usize> = BTreeMap::new();
        for (n, class) in self.classes.iter().enumerate() {
            match arrange::fit(&missed, &class.held(), &learner, today) {
                Ok(fit) => fits.push((fit, class.ends, n)),
                Err(why) => *against.entry(why).or_default() += 1,
            }
        }
        fits.sort_unstable();
        fits.truncate(arrange::MOST);
        let mut choices: Vec<Choice> = fits.iter().map(|(fit, _, n)| Choice::one(*n, *fit as u8)).collect();
        if choices.len() < FEW {
            choices.extend(self.together(&missed, &learner, today));
        }
        if choices.is_empty()
            && let Some((why, _)) = against.into_iter().max_by_key(|(_, n)| *n)
        {
            self.obstacles.insert(owed.id, why);
        }
        self.problem.debts.push(Debt {
            id: owed.id,
            person: owed.cadre,
            unit: owed.unit,
            hours: missed.hours.unwrap_or(0.0),
            fits: choices,
        });
        let singles = fits.into_iter().map(|(fit, ..)| fit);
        self.fits.push(singles.collect());
        self.owed.push(owed);
    }

    /// Several classes for what one does not give.
    fn together(&self, missed: &Missed, learner: &Learner, today: NaiveDate) -> Vec<Choice> {
        let part = |n: &usize| arrange::fits_in_part(missed, &self.classes[*n].held(), learner, today);
        let parts: Vec<usize> = (0..self.classes.len()).filter(part).collect();
        let mut found = arrange::bundles(&self.seats(), &parts, missed.hours.unwrap_or(0.0), Fit::Several as u8);
        found.truncate(FEW);
        found
    }

    /// The classes as the problem has them.
    fn seats(&self) -> Vec<Class> {
        self.classes.iter().map(Course::seat).collect()
    }

    /// How well a choice of an obligation fits.
    #[must_use]
    pub fn fit(&self, debt: usize, choice: usize) -> Fit {
        self.fits[debt].get(choice).copied().unwrap_or(Fit::Several)
    }
}

/// Codes of rules that only hours online meet.
fn online_rules(book: &Rulebook) -> HashSet<String> {
    book.rules.iter().filter(|rule| rule.metric == Metric::Online).map(|rule| rule.code.clone()).collect()
}

/// A day, or the last day of a month.
fn last_day(text: &str) -> Option<NaiveDate> {
    day(text).or_else(|| add_months(first_day(text)?, 1).pred_opt())
}
