//! What the papers on hours need: the people of a unit who are short (学时预警通知单), and what a person has (学时证明).

use super::{
    Reader, Result,
    ledger::{Rulebook, Whom},
};
use crate::domain::{
    calendar::{iso, new_year, year_end},
    hours::{Group, Level, round},
};
use chrono::NaiveDate;

/// The notice to a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its name.
    pub unit: String,
    /// The year.
    pub year: i32,
    /// Who is short, in official order, a line a rule.
    pub people: Vec<Short>,
    /// The papers of the rules.
    pub citations: Vec<String>,
}

/// Somebody who is short by a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Short {
    /// Name.
    pub name: String,
    /// Post.
    pub position: String,
    /// The rule.
    pub rule: String,
    /// Hours off the job in its window.
    pub full_time: f64,
    /// Hours online.
    pub online: f64,
    /// What the rule counts.
    pub total: f64,
    /// What it asks.
    pub target: f64,
    /// What is missing.
    pub missing: f64,
    /// How urgent.
    pub level: Level,
}

/// What a person has.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Post.
    pub position: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Hours.
    pub total: f64,
    /// Hours by form.
    pub by_form: Vec<(String, f64)>,
    /// Entries: days, form, title, hours.
    pub entries: Vec<(String, String, String, f64)>,
}

impl Reader {
    /// The notice to a unit in a year as seen today; `None` where nobody is short.
    pub fn notice(&self, book: &Rulebook, unit: i64, year: i32, today: NaiveDate) -> Result<Option<Notice>> {
        let name: String = self.conn.query_row("SELECT name FROM unit WHERE id = ?1", [unit], |row| row.get(0))?;
        let mut notice = Notice { unit: name, year, people: Vec::new(), citations: Vec::new() };
        self.judge(book, Whom::Unit(unit), year, today, |judged| {
            for verdict in judged.verdicts.iter().filter(|v| v.level > Level::Normal) {
                let citation = format!("{} {}", verdict.rule.name, verdict.citation());
                if !notice.citations.contains(&citation) {
                    notice.citations.push(citation);
                }
                notice.people.push(Short {
                    name: judged.cadre.name.clone(),
                    position: judged.cadre.position.clone().unwrap_or_default(),
                    rule: verdict.rule.name.clone(),
                    full_time: verdict.tally.full_time,
                    online: verdict.tally.online,
                    total: verdict.got,
                    target: verdict.target,
                    missing: verdict.missing,
                    level: verdict.level,
                });
            }
            true
        })?;
        Ok((!notice.people.is_empty()).then_some(notice))
    }

    /// The notices to all units that need one, in official order; `None` where `going` stopped it. It is told how many of
    /// how many units are done.
    pub fn notices(
        &self,
        book: &Rulebook,
        year: i32,
        today: NaiveDate,
        going: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Option<Vec<Notice>>> {
        let units = self.unit_names()?;
        let mut notices = Vec::new();
        for ((unit, _), done) in units.iter().zip(0..) {
            if !going(done, units.len() as u64) {
                return Ok(None);
            }
            notices.extend(self.notice(book, *unit, year, today)?);
        }
        Ok(Some(notices))
    }

    /// What a person has in these years; `None` if they are gone.
    pub fn certificate(&self, cadre: i64, years: std::ops::RangeInclusive<i32>) -> Result<Option<Certificate>> {
        let book = self.rulebook_of(cadre)?;
        let Some(ledger) = self.ledger(&book, cadre)? else { return Ok(None) };
        let units = self.unit_names()?;
        let unit = ledger.cadre.unit.and_then(|id| units.iter().find(|u| u.0 == id)).map(|u| u.1.clone());
        let mut by_form: Vec<(Group, String, f64)> = Vec::new();
        let mut entries = Vec::new();
        for entry in ledger.entries.iter().filter(|e| years.contains(&e.year)) {
            match by_form.iter_mut().find(|(_, form, _)| *form == entry.form) {
                Some((.., hours)) => *hours += entry.hours,
                None => by_form.push((entry.group, entry.form.clone(), entry.hours)),
            }
            let span: Vec<String> = [entry.starts, entry.ends].into_iter().flatten().map(|d| iso(d).replace('-', ".")).collect();
            let span = if span.is_empty() { entry.year.to_string() } else { span.join("-") };
            entries.push((span, entry.form.clone(), entry.title.clone(), entry.hours));
        }
        by_form.sort_by_key(|(group, ..)| *group);
        Ok(Some(Certificate {
            name: ledger.cadre.name.clone(),
            unit: unit.unwrap_or_default(),
            position: ledger.cadre.position.clone().unwrap_or_default(),
            from: new_year(*years.start()),
            to: year_end(*years.end()),
            total: round(entries.iter().map(|e| e.3).sum()),
            by_form: by_form.into_iter().map(|(_, form, hours)| (form, round(hours))).collect(),
            entries,
        }))
    }
}
