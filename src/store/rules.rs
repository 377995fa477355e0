//! Rules and choices as managers change them: what a change would do to whom, before it is saved.
//!
//! The preview judges everyone by the rules as they are and as they would be. What they would be comes from the change
//! itself, made in a transaction that is given up, so that preview and change cannot differ.

use super::{
    Act, Error, Reader, Result, Store, Tx,
    bulk::Edit,
    ledger::{Rulebook, Whom, stream},
    verdicts::{Court, Going, Row, day as verdict_day, years},
};
use crate::{
    catalog::{self, Register},
    domain::{
        calendar::{add_days, iso},
        hours::{Alternative, Level, Scope, office},
        value::Value,
    },
    text::setting as w,
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

/// How often a preview is told how far it is, in people.
const STEP: u64 = 1024;
/// People named in a preview.
const NAMED: usize = 500;

/// A change of the rules.
#[derive(Clone, Debug)]
pub enum Change {
    /// A choice of the office.
    Choice {
        /// Its code word.
        name: &'static str,
        /// As written.
        value: String,
    },
    /// A field of a rule as it stands.
    Field {
        /// The rule's record.
        rule: i64,
        /// The version it was read at.
        version: i64,
        /// The field.
        field: &'static str,
        /// What it becomes.
        value: Value,
    },
    /// The same rule with another target from a day on; the version before ends the day before.
    From {
        /// The rule's record.
        rule: i64,
        /// The version it was read at.
        version: i64,
        /// First day.
        from: NaiveDate,
        /// What it asks then.
        target: f64,
    },
    /// Records of rules as a form or a list makes, changes or removes them.
    Edits {
        /// The register; see [`judges`].
        register: &'static Register,
        /// What is done, in this order.
        edits: Vec<Edit>,
    },
}

/// True for a register whose records judge people: no change of one is saved before its effect was seen.
#[must_use]
pub fn judges(register: &Register) -> bool {
    register.kind == "hour_rule"
}

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The record.
    pub id: i64,
    /// Its version.
    pub version: i64,
    /// Code, the same in all versions.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whom it binds, as written.
    pub scope: String,
    /// Window, a code word.
    pub period: String,
    /// What is counted, a code word.
    pub metric: String,
    /// How much.
    pub target: f64,
    /// First day in force.
    pub valid_from: String,
    /// Last day in force.
    pub valid_until: Option<String>,
    /// Another way to meet it, as written.
    pub alternative: Option<String>,
    /// Title of the paper.
    pub doc_title: String,
    /// Its number.
    pub doc_no: Option<String>,
    /// Clause of it.
    pub clause: Option<String>,
}

impl Kept {
    /// Names the paper: title, number and clause, as far as known.
    #[must_use]
    pub fn citation(&self) -> String {
        let no = self.doc_no.as_ref().map(|no| format!("（{no}）")).unwrap_or_default();
        format!("{}{no}{}", self.doc_title, self.clause.as_deref().unwrap_or_default())
    }
}

/// A person whose verdict a change alters.
#[derive(Clone, Debug, PartialEq)]
pub struct Altered {
    /// Who.
    pub cadre: i64,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<i64>,
    /// Each rule that says something else.
    pub rules: Vec<Said>,
}

/// What a rule says of a person before and after: level, and hours missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Code of the rule.
    pub rule: String,
    /// The year.
    pub year: i32,
    /// By the rules as they are.
    pub before: (Level, f64),
    /// By the rules as they would be.
    pub after: (Level, f64),
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// People whose verdict would be another: another level, or other hours missing.
    pub people: usize,
    /// Of those, people with a worse level than before.
    pub worse: usize,
    /// Of those, people with a better one.
    pub better: usize,
    /// The first of them.
    pub named: Vec<Altered>,
}

impl Reader {
    /// All rules in their order.
    pub fn kept_rules(&self) -> Result<Vec<Kept>> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT id, version, code, name, scope, period, metric, target, valid_from, valid_until, alternative, doc_title, doc_no, clause
             FROM hour_rule ORDER BY sort_no, valid_from, id",
        )?;
        let read = |row: &rusqlite::Row| {
            Ok(Kept {
                id: row.get(0)?,
                version: row.get(1)?,
                code: row.get(2)?,
                name: row.get(3)?,
                scope: row.get(4)?,
                period: row.get(5)?,
                metric: row.get(6)?,
                target: row.get(7)?,
                valid_from: row.get(8)?,
                valid_until: row.get(9)?,
                alternative: row.get(10)?,
                doc_title: row.get(11)?,
                doc_no: row.get(12)?,
                clause: row.get(13)?,
            })
        };
        Ok(stmt.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Judges everyone by the rules as they are and by `after`; `None` where `going` stopped it.
    pub fn compare(&self, after: &Rulebook, today: NaiveDate, going: Going) -> Result<Option<Preview>> {
        let before = self.rulebook()?;
        let day = verdict_day(&self.conn)?.unwrap_or(today);
        let years = years(&self.conn, day)?;
        let (was, becomes) = (Court::new(&before, &years, day), Court::new(after, &years, day));
        let mut preview = Preview::default();
        let (mut done, mut stopped) = (0, false);
        // Entries are read by what rules ask of them; where that is another question, they are read again.
        let alike = before.reads_as(after);
        let again = |id: i64| stream::one(&self.conn, after, id).ok().flatten().map(|(_, entries)| entries).unwrap_or_default();
        stream::each(&self.conn, &before, Whom::All, |cadre, entries| {
            let theirs = if alike { after.own(entries) } else { again(cadre.id) };
            let altered = altered(&was.rows(cadre, entries), &becomes.rows(cadre, &theirs));
            if !altered.is_empty() {
                preview.add(Altered { cadre: cadre.id, name: cadre.name.clone(), unit: cadre.unit, rules: altered });
            }
            done += 1;
            stopped = done % STEP == 0 && !going(done);
            !stopped
        })?;
        Ok((!stopped).then_some(preview))
    }
}

impl Preview {
    fn add(&mut self, altered: Altered) {
        let worst = |of: fn(&Said) -> Level| altered.rules.iter().map(of).max();
        let (before, after) = (worst(|said| said.before.0), worst(|said| said.after.0));
        self.people += 1;
        self.worse += usize::from(after > before);
        self.better += usize::from(after < before);
        if self.named.len() < NAMED {
            self.named.push(altered);
        }
    }
}

/// What two sets of rows say differently: level, or hours missing.
fn altered(before: &[Row], after: &[Row]) -> Vec<Said> {
    let mut said: BTreeMap<(&str, i32), Said> = BTreeMap::new();
    for (rows, is_after) in [(before, false), (after, true)] {
        for row in rows {
            let none = (Level::Normal, 0.0);
            let start = || Said { rule: row.rule.clone(), year: row.year, before: none, after: none };
            let entry = said.entry((&row.rule, row.year)).or_insert_with(start);
            *(if is_after { &mut entry.after } else { &mut entry.before }) = (row.level, row.missing);
        }
    }
    let differs = |said: &Said| said.before.0 != said.after.0 || (said.before.1 - said.after.1).abs() >= 0.005;
    said.into_values().filter(differs).collect()
}

impl Store {
    /// The rules as a change would make them; nothing is changed.
    ///
    /// # Errors
    /// As [`Store::change_rules`].
    pub fn rules_after(&mut self, act: &Act, change: &Change) -> Result<Rulebook> {
        self.rehearse(act, |tx| {
            make(tx, change)?;
            Rulebook::load(tx, None)
        })
    }

    /// Changes the rules; the verdicts of everyone follow in the same transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no sense, [`Error::Changed`] where someone changed the rule since.
    pub fn change_rules(&mut self, act: &Act, change: &Change) -> Result<()> {
        self.write(act, "change rules", |tx| make(tx, change))
    }
}

fn make(tx: &Tx, change: &Change) -> Result<()> {
    match change {
        Change::Choice { name, value } => choose(tx, name, value),
        Change::Field { rule, version, field, value } => {
            sensible(field, value)?;
            let Some(register) = catalog::register("hour_rule") else { return Ok(()) };
            let Some(field) = register.field(field) else { return Ok(()) };
            tx.update(register, *rule, *version, &vec![(field, value.clone())])
        }
        Change::From { rule, version, from, target } => follow_on(tx, *rule, *version, *from, *target),
        Change::Edits { register, edits } => edits.iter().try_for_each(|edit| record(tx, register, edit)),
    }
}

fn record(tx: &Tx, register: &Register, edit: &Edit) -> Result<()> {
    if let Edit::Add(values) | Edit::Change { values, .. } = edit {
        values.iter().try_for_each(|(field, value)| sensible(field.name, value))?;
    }
    match edit {
        Edit::Add(values) => tx.insert(register, values).map(|_| ()),
        Edit::Change { id, version, values } => tx.update(register, *id, *version, values),
        Edit::Remove { id, version } => tx.delete(register, *id, *version),
    }
}

fn choose(tx: &Tx, name: &str, value: &str) -> Result<()> {
    let mut settings = crate::domain::hours::Settings::default();
    let Some(choice) = office::find(name).filter(|choice| choice.set(&mut settings, value)) else {
        return Err(Error::Refused(format!("{}: {value}", office::find(name).map_or(name, |c| c.label.zh))));
    };
    let value = choice.get(&settings);
    let known: Option<i64> =
        tx.query_row("SELECT id FROM office_setting WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    match known {
        Some(id) => {
            tx.execute("UPDATE office_setting SET version = version + 1, value = ?2 WHERE id = ?1", params![id, value])?
        }
        None => {
            let id = tx.next_id("office_setting")?;
            tx.execute("INSERT INTO office_setting (id, name, value) VALUES (?1, ?2, ?3)", params![id, name, value])?
        }
    };
    Ok(())
}

/// Refuses what the domain could not read: such a rule would bind nobody, silently.
fn sensible(field: &str, value: &Value) -> Result<()> {
    let text = value.as_str().unwrap_or_default();
    let fine = match field {
        "scope" => Scope::parse(text).is_some(),
        "alternative" => value.is_null() || Alternative::parse(text).is_some(),
        "target" => value.as_number().is_some_and(|n| n.is_finite() && n >= 0.0),
        "valid_from" => crate::domain::calendar::day(text).is_some(),
        "valid_until" => value.is_null() || crate::domain::calendar::day(text).is_some(),
        "name" | "doc_title" => !text.trim().is_empty(),
        _ => true,
    };
    if fine { Ok(()) } else { Err(Error::Refused(w::NO_SENSE.zh.to_owned())) }
}

/// The rule again from a day on; the version before ends the day before.
fn follow_on(tx: &Tx, rule: i64, version: i64, from: NaiveDate, target: f64) -> Result<()> {
    let Some(register) = catalog::register("hour_rule") else { return Ok(()) };
    let Some(until) = register.field("valid_until") else { return Ok(()) };
    let begins: String = tx.query_row("SELECT valid_from FROM hour_rule WHERE id = ?1", [rule], |row| row.get(0))?;
    if begins >= iso(from) || !target.is_finite() || target < 0.0 {
        return Err(Error::Refused(w::NO_SENSE.zh.to_owned()));
    }
    tx.update(register, rule, version, &vec![(until, Value::text(iso(add_days(from, -1))))])?;
    let sql = "INSERT INTO hour_rule (id, sort_no, code, name, scope, period, metric, target, alternative, valid_from, doc_title, doc_no, clause, note)
               SELECT ?1, sort_no, code, name, scope, period, metric, ?2, alternative, ?3, doc_title, doc_no, clause, note FROM hour_rule WHERE id = ?4";
    tx.execute(sql, params![tx.next_id("hour_rule")?, target, iso(from), rule])?;
    Ok(())
}
