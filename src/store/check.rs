//! Checks of the data: what is wrong, doubtful or missing, as findings by rule.
//!
//! What one record alone shows is judged by `domain::finding`; what only several tables together show is a query here.
//! One pass over the people and a few scans of indexes, so that a hundred thousand of them take seconds; it can be
//! stopped between any two rules. Of each rule all findings are counted and the first [`MOST`] kept.

mod derived;
mod mend;
mod people;
mod queries;
mod texts;

use super::{Reader, Result, reports::Step};
use crate::domain::finding::{
    Finding, Rule,
    rules::{self, ALL},
};
use chrono::NaiveDate;
pub use mend::Mended;
use rusqlite::Connection;

/// Findings of one rule that are kept; more are counted.
pub const MOST: usize = 1_000;

/// The findings of one rule.
#[derive(Clone, Debug)]
pub struct Group {
    /// The rule.
    pub rule: &'static Rule,
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub findings: Vec<Finding>,
}

/// Takes findings; knows what is asked and whether to go on.
struct Sink<'a> {
    conn: &'a Connection,
    today: NaiveDate,
    kind: Option<&'a str>,
    groups: Vec<Group>,
    step: Step<'a>,
    at: u64,
    whole: u64,
}

impl Sink<'_> {
    /// True where a rule is asked for.
    fn wants(&self, rule: &Rule) -> bool {
        self.kind.is_none_or(|kind| kind == rule.kind || rule.code.starts_with("text.") || rule.code.starts_with("file."))
    }

    fn add(&mut self, finding: Finding) {
        if self.kind.is_some_and(|kind| kind != finding.kind) || !self.wants(finding.rule) {
            return;
        }
        let Some(group) = self.groups.iter_mut().find(|g| g.rule == finding.rule) else { return };
        group.total += 1;
        if group.findings.len() < MOST {
            group.findings.push(finding);
        }
    }

    /// Says that so much more is done; false where someone stopped it.
    fn go_on(&mut self, more: u64) -> bool {
        self.at = (self.at + more).min(self.whole);
        (self.step)(self.at, self.whole)
    }
}

impl Reader {
    /// Checks the data as seen today; only records of one register where one is named. `None` where someone stopped it.
    /// Worst first; rules without findings are left out.
    pub fn check_data(&self, today: NaiveDate, kind: Option<&str>, step: Step) -> Result<Option<Vec<Group>>> {
        let people: i64 = self.conn.query_row("SELECT count(*) FROM cadre", [], |row| row.get(0))?;
        let people = u64::try_from(people).unwrap_or(0);
        let groups = ALL.iter().map(|rule| Group { rule, total: 0, findings: Vec::new() }).collect();
        // People are read once for themselves, once for their keys and once for their hours.
        let whole = people * 3 + queries::WEIGHT;
        let mut sink = Sink { conn: &self.conn, today, kind, groups, step, at: 0, whole };
        let _snapshot = if self.conn.is_autocommit() { Some(self.conn.unchecked_transaction()?) } else { None };
        let done =
            people::run(&mut sink)? && queries::run(&mut sink)? && texts::run(&mut sink)? && derived::run(self, &mut sink)?;
        if !done {
            return Ok(None);
        }
        let mut groups: Vec<Group> = sink.groups.into_iter().filter(|g| g.total > 0).collect();
        groups.sort_by_key(|g| g.rule.severity);
        Ok(Some(groups))
    }
}

/// The rule of a code word.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules::rule_of(code)
}
