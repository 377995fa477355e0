//! Rules, what forms count as, bands and exceptions: what judges a ledger, read once for any number of people.

use super::Cadre;
use crate::{
    domain::{
        calendar::day,
        hours::{self, Alternative, Entry, Group, Metric, Period, Person, Rule, Scope, Settings, Verdict},
        rates::Band,
    },
    store::{Reader, Result},
};
use chrono::NaiveDate;
use rusqlite::Row;
use std::collections::HashMap;

/// Everything that judges a ledger: rules, what forms count as, exceptions, settings.
pub struct Rulebook {
    /// Rules in force or once in force, in their order.
    pub rules: Vec<Rule>,
    /// What an office chooses.
    pub settings: Settings,
    forms: HashMap<String, Group>,
    bands: HashMap<String, Band>,
    exceptions: HashMap<i64, Vec<(String, i32)>>,
}

impl Rulebook {
    /// What a form counts as, with the form as the code list writes it.
    pub(super) fn form(&self, form: &str) -> (&str, Group) {
        self.forms.get_key_value(form).map_or(("", Group::Offline), |(form, group)| (form, *group))
    }

    /// What a form counts as.
    #[must_use]
    pub fn group(&self, form: &str) -> Group {
        self.form(form).1
    }

    /// The band of the headcount somebody counts in, by the office's own lists: by the level of the post from county level
    /// up, else by rank, else the lowest.
    #[must_use]
    pub fn band(&self, level: Option<&str>, rank: Option<&str>) -> Band {
        let of = |word: Option<&str>| word.and_then(|word| self.bands.get(word)).copied();
        of(level).filter(|band| *band != Band::Section).or_else(|| of(rank)).unwrap_or(Band::Section)
    }

    /// Approved exceptions of a person: rule code and year.
    #[must_use]
    pub fn exceptions(&self, cadre: i64) -> Vec<(&str, i32)> {
        let list = self.exceptions.get(&cadre).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|(code, year)| (code.as_str(), *year)).collect()
    }

    pub(super) fn judge<'a>(&'a self, cadre: &Cadre, entries: &[Entry<'a>], year: i32, today: NaiveDate) -> Vec<Verdict<'a>> {
        let exceptions = self.exceptions(cadre.id);
        let person = Person {
            level: cadre.level.as_deref(),
            level_since: cadre.level_since.as_deref(),
            rank: cadre.rank.as_deref(),
            category: cadre.category.as_deref(),
            party: cadre.party.as_deref(),
            tags: cadre.tags.as_deref(),
            exceptions: &exceptions,
        };
        hours::verdicts_of(&person, entries, &self.rules, year, today, &self.settings)
    }
}

impl Reader {
    /// Rules, forms and exceptions. A rule whose scope, period or metric this program does not know binds nobody.
    pub fn rulebook(&self) -> Result<Rulebook> {
        let mut stmt = self.conn.prepare_cached(
            "SELECT code, name, scope, period, metric, target, alternative, valid_from, valid_until, doc_title, doc_no, clause
             FROM hour_rule ORDER BY sort_no, id",
        )?;
        let rules = stmt.query_map([], rule)?.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?;
        let mut stmt = self.conn.prepare_cached("SELECT name, parent FROM code WHERE list = ?1")?;
        let forms = stmt
            .query_map(["hour_form"], |row| Ok((row.get(0)?, Group::parse(row.get::<_, Option<String>>(1)?.as_deref()))))?
            .collect::<rusqlite::Result<_>>()?;
        let mut bands = HashMap::new();
        for list in ["rank", "level"] {
            for pair in stmt.query_map([list], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))? {
                let (word, band): (String, Option<String>) = pair?;
                bands.extend(band.and_then(|band| Band::parse(&band)).map(|band| (word, band)));
            }
        }
        let mut exceptions: HashMap<i64, Vec<(String, i32)>> = HashMap::new();
        let mut stmt = self.conn.prepare_cached("SELECT cadre_id, rule_code, year FROM hour_exception ORDER BY id")?;
        let mut rows = stmt.query([])?;
        while let Some(row) = rows.next()? {
            exceptions.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
        Ok(Rulebook { rules, settings: Settings::default(), forms, bands, exceptions })
    }
}

/// A rule as the domain reads it; `None` where a word of it is not known.
fn rule(row: &Row) -> rusqlite::Result<Option<Rule>> {
    let text = |n: usize| row.get::<_, Option<String>>(n).map(Option::unwrap_or_default);
    let (scope, period, metric) = (Scope::parse(&text(2)?), Period::parse(&text(3)?), Metric::parse(&text(4)?));
    let (Some(scope), Some(period), Some(metric), Some(valid_from)) = (scope, period, metric, day(&text(7)?)) else {
        return Ok(None);
    };
    Ok(Some(Rule {
        code: row.get(0)?,
        name: row.get(1)?,
        scope,
        period,
        metric,
        target: row.get(5)?,
        alternative: Alternative::parse(&text(6)?),
        valid_from,
        valid_until: day(&text(8)?),
        doc_title: row.get(9)?,
        doc_no: row.get(10)?,
        clause: row.get(11)?,
    }))
}
