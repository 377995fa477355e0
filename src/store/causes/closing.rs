//! A class that closes gives its people their hours: by attendance, exactly once.

use super::seat::{Marks, Nominee, class_hours, marks, nominee, on_class};
use crate::{
    domain::{
        calendar::{day, iso},
        hours::{
            attendance::{Attended, DayWorth},
            rule,
        },
        rulebook,
    },
    store::{Result, Tx, ledger::Rulebook},
};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// States of people who have been on a class.
const CAME: [&str; 5] = ["reported", "completed", "partial", "withdrawn", "expelled"];
/// What a class counts as where its kind is no form by itself.
const OFF_JOB: &str = "脱产培训";

/// Makes the entries of a class that has just been closed; returns them.
pub(super) fn close(tx: &Tx, book: &Rulebook, class: i64) -> Result<Vec<i64>> {
    let sql = "SELECT title, kind, organiser, topics FROM (SELECT title, kind, organiser, NULL AS topics FROM training_class WHERE id = ?1)";
    let read =
        |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, Option<String>>(2)?));
    let (title, kind, organiser) = tx.query_row(sql, [class], read)?;
    let form = kind.as_deref().and_then(|kind| rulebook::word("hour_form", kind)).unwrap_or(OFF_JOB);
    let mut made = Vec::new();
    for id in on_class(tx, class)? {
        let Some(nominee) = nominee(tx, id)?.filter(|n| CAME.contains(&n.state.as_str())) else { continue };
        if has_entry(tx, id, &nominee)? {
            continue;
        }
        let earned = Earned::of(tx, book, id, &nominee)?;
        if earned.hours <= 0.0 {
            continue;
        }
        let entry = earned.enter(tx, id, &nominee, [&title, form, organiser.as_deref().unwrap_or_default()])?;
        let sql = "UPDATE nominee SET version = version + 1, hours = ?2 WHERE id = ?1 AND hours IS NOT ?2";
        tx.prepare_cached(sql)?.execute(params![id, earned.hours])?;
        made.push(entry);
    }
    Ok(made)
}

/// The class has given hours before, from a sign-in sheet, a file or by hand.
fn has_entry(tx: &Connection, id: i64, nominee: &Nominee) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM hour_entry WHERE cadre_id = ?2 AND (nominee_id = ?1 OR class_id = ?3))";
    Ok(tx.prepare_cached(sql)?.query_row(params![id, nominee.cadre, nominee.class], |row| row.get(0))?)
}

/// What a person earned on a class.
struct Earned {
    hours: f64,
    days: f64,
    years: Vec<(i32, f64, f64)>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    marked: bool,
}

impl Earned {
    /// By attendance; where none was kept, the whole class for somebody who completed it.
    fn of(tx: &Connection, book: &Rulebook, id: i64, nominee: &Nominee) -> Result<Self> {
        let marks = marks(tx, id)?;
        let on = nominee.ends.or(nominee.starts).unwrap_or_default();
        let worth = book.worth(on);
        let class = class_hours(tx, nominee, &worth)?;
        let sum = Attended::of(marks.iter().copied(), &worth);
        let whole = book.settings.grant_whole_class;
        let hours = match (marks.is_empty(), class) {
            (false, Some(class)) if whole => sum.granted(class, rule::leave_part(&book.rules, on).unwrap_or(7.0), &worth),
            (false, Some(class)) => sum.hours.min(class.max(sum.hours)),
            (false, None) => sum.hours,
            (true, Some(class)) if nominee.state == "completed" => class,
            (true, _) => 0.0,
        };
        let by_marks = !marks.is_empty() && (hours - sum.hours).abs() < 0.005;
        let dates = |of: fn(NaiveDate, NaiveDate) -> NaiveDate| marks.iter().map(|m| m.0).reduce(of);
        Ok(Self {
            hours,
            days: if by_marks { f64::from(sum.attended) / 2.0 } else { hours / worth.day },
            years: if by_marks { by_year(&marks, &worth) } else { Vec::new() },
            from: nominee.starts.or_else(|| dates(NaiveDate::min)),
            to: nominee.ends.or_else(|| dates(NaiveDate::max)),
            marked: !marks.is_empty(),
        })
    }

    /// Writes the entry and its shares.
    fn enter(&self, tx: &Tx, id: i64, nominee: &Nominee, [title, form, organiser]: [&str; 3]) -> Result<i64> {
        let entry = tx.next_id("hour_entry")?;
        let one_year = self.from.zip(self.to).is_none_or(|(from, to)| from.year() == to.year());
        let year = self.to.or(self.from).map(|date| date.year()).filter(|_| one_year);
        let today = tx.act.at.get(..10).filter(|text| day(text).is_some());
        let year = if one_year { year.or_else(|| today.and_then(day).map(|d| d.year())) } else { None };
        let mut add = tx.prepare_cached(
            "INSERT INTO hour_entry (id, cadre_id, year, form, title, class_id, nominee_id, unit_id, organiser, starts_on, ends_on,
               days, hours, source, evidence, verifier, verified_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?;
        add.execute(params![
            entry,
            nominee.cadre,
            year,
            form,
            title,
            nominee.class,
            id,
            nominee.unit,
            (!organiser.is_empty()).then_some(organiser),
            self.from.map(iso),
            self.to.map(iso),
            self.days,
            self.hours,
            if self.marked { "attendance" } else { "report" },
            evidence(self.marked),
            tx.act.actor,
            today
        ])?;
        if year.is_none() && self.years.len() > 1 {
            for (year, hours, days) in &self.years {
                super::entry::share(tx, entry, *year, *hours, Some(*days))?;
            }
        }
        Ok(entry)
    }
}

/// The word of the code list for what proves it.
fn evidence(marked: bool) -> Option<&'static str> {
    rulebook::word("evidence", if marked { "签到表" } else { "结业证书" })
}

fn by_year(marks: &Marks, worth: &DayWorth) -> Vec<(i32, f64, f64)> {
    let mut years: BTreeMap<i32, Marks> = BTreeMap::new();
    for mark in marks {
        years.entry(mark.0.year()).or_default().push(*mark);
    }
    let sum = |(year, marks): (i32, Marks)| {
        let sum = Attended::of(marks, worth);
        (year, sum.hours, f64::from(sum.attended) / 2.0)
    };
    years.into_iter().map(sum).collect()
}
