//! Rules, what forms count as, bands and exceptions: what judges a ledger, read once for any number of people.

use super::Cadre;
use crate::{
    domain::{
        calendar::day,
        hours::{
            Alternative, Clause, Entry, Group, Judge, Metric, Period, Rule, Scope, Settings, Verdict,
            attendance::DayWorth,
            conversion::{self, Conversion, Unit},
            office, rule,
        },
        rates::Band,
    },
    store::{Reader, Result},
};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeSet, HashMap};

/// Everything that judges a ledger: rules, what forms count as, exceptions, settings.
#[derive(Clone)]
pub struct Rulebook {
    /// Rules in force or once in force, in their order.
    pub rules: Vec<Rule>,
    /// What an office chooses.
    pub settings: Settings,
    conversions: Vec<Conversion>,
    codes: Vec<String>,
    topics: Vec<String>,
    programmes: HashMap<i64, Vec<String>>,
    forms: Vec<(String, Group)>,
    bands: HashMap<String, Band>,
    exceptions: HashMap<i64, Vec<(String, i32)>>,
}

impl Rulebook {
    /// What a form counts as, with the form as the code list writes it.
    pub(super) fn form(&self, form: &str) -> (&str, Group) {
        self.form_of(form.as_bytes())
    }

    /// The same for a form as the file has it. There are a dozen of them, so looking along them is faster than a table.
    pub(super) fn form_of(&self, form: &[u8]) -> (&str, Group) {
        let found = self.forms.iter().find(|(known, _)| known.as_bytes() == form);
        found.map_or(("", Group::Offline), |(form, group)| (form, *group))
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

    /// What a day is worth on a day.
    #[must_use]
    pub fn worth(&self, date: NaiveDate) -> DayWorth {
        conversion::day_worth(&self.conversions, date)
    }

    /// The number of a rule among the codes there are, the same for all its versions; `None` for one not known.
    #[must_use]
    pub fn number(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|c| c == code)
    }

    /// True where a rule asks for hours on a topic.
    pub(super) const fn asks_topics(&self) -> bool {
        !self.topics.is_empty()
    }

    /// Which topics of rules some words are on.
    pub(super) fn topic_bits(&self, words: &str) -> u64 {
        rule::topic_bits(&self.topics.iter().map(String::as_str).collect::<Vec<_>>(), words)
    }

    /// True where entries read with these rules say the same for the others.
    pub(in crate::store) fn reads_as(&self, other: &Self) -> bool {
        self.topics == other.topics
    }

    /// Entries read with other rules, with what their forms count as by these.
    #[must_use]
    pub fn own<'b>(&'b self, entries: &[Entry<'_>]) -> Vec<Entry<'b>> {
        let own = |e: &Entry<'_>| {
            let (form, group) = self.form(e.form);
            Entry {
                form,
                group,
                title: "",
                topics: e.topics,
                id: e.id,
                year: e.year,
                hours: e.hours,
                days: e.days,
                starts: e.starts,
                ends: e.ends,
            }
        };
        entries.iter().map(own).collect()
    }

    /// Judges a person; `judge` was made from these rules.
    pub(in crate::store) fn verdicts<'a>(&self, judge: &Judge<'a, '_>, cadre: &Cadre, entries: &[Entry<'a>]) -> Vec<Verdict<'a>> {
        let exceptions = self.exceptions(cadre.id);
        let programmes = self.programmes.get(&cadre.id).map(Vec::as_slice).unwrap_or_default();
        judge.verdicts(&cadre.person(&exceptions, programmes), entries)
    }

    /// For a year, as seen today.
    #[must_use]
    pub fn judge(&self, year: i32, today: NaiveDate) -> Judge<'_, '_> {
        Judge::new(&self.rules, year, today, &self.settings)
    }

    /// Rules, forms, choices and, of one person or all, exceptions. A rule whose scope, period or metric this program does
    /// not know binds nobody.
    pub(in crate::store) fn load(conn: &Connection, of: Option<i64>) -> Result<Self> {
        let mut stmt = conn.prepare_cached(
            "SELECT code, name, scope, period, metric, target, alternative, valid_from, valid_until, doc_title, doc_no, clause
             FROM hour_rule ORDER BY sort_no, id",
        )?;
        let rules: Vec<Rule> =
            stmt.query_map([], read_rule)?.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?;
        let mut stmt = conn.prepare_cached("SELECT name, parent FROM code WHERE list = ?1 ORDER BY sort_no, id")?;
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
        Ok(Self {
            codes: codes(&rules),
            topics: rule::topics(&rules).into_iter().map(ToOwned::to_owned).collect(),
            programmes: programmes(conn, &rules, of)?,
            rules,
            settings: settings(conn)?,
            conversions: conversions(conn)?,
            forms,
            bands,
            exceptions: exceptions(conn, of)?,
        })
    }
}

impl Reader {
    /// Rules, forms, choices and everyone's exceptions.
    pub fn rulebook(&self) -> Result<Rulebook> {
        Rulebook::load(&self.conn, None)
    }

    /// The same with the exceptions of one person only, for a page about them.
    pub fn rulebook_of(&self, cadre: i64) -> Result<Rulebook> {
        Rulebook::load(&self.conn, Some(cadre))
    }
}

/// The codes of rules about people, sorted.
fn codes(rules: &[Rule]) -> Vec<String> {
    let mut codes: Vec<String> = rules.iter().filter(|r| r.metric.personal()).map(|r| r.code.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What the office chose; a value that makes no sense is left at its default.
fn settings(conn: &Connection) -> Result<Settings> {
    let mut settings = Settings::default();
    let mut stmt = conn.prepare_cached("SELECT name, value FROM office_setting ORDER BY id")?;
    let mut rows = stmt.query([])?;
    while let Some(row) = rows.next()? {
        let (name, value): (String, String) = (row.get(0)?, row.get(1)?);
        if let Some(choice) = office::find(&name) {
            choice.set(&mut settings, &value);
        }
    }
    Ok(settings)
}

/// What study is worth in hours; a row whose unit this program does not know is passed over.
pub(in crate::store) fn conversions(conn: &Connection) -> Result<Vec<Conversion>> {
    let mut stmt = conn.prepare_cached(
        "SELECT code, name, unit, hours, cap, valid_from, valid_until, doc_title, clause FROM hour_conversion ORDER BY sort_no, id",
    )?;
    let mut rows = stmt.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (unit, from): (String, String) = (row.get(2)?, row.get(5)?);
        let (Some(unit), Some(valid_from)) = (Unit::parse(&unit), day(&from)) else { continue };
        found.push(Conversion {
            code: row.get(0)?,
            name: row.get(1)?,
            unit,
            hours: row.get(3)?,
            cap: row.get(4)?,
            valid_from,
            valid_until: row.get::<_, Option<String>>(6)?.as_deref().and_then(day),
            doc_title: row.get(7)?,
            clause: row.get(8)?,
        });
    }
    Ok(found)
}

/// Of the programmes that rules name, who is on their lists; nothing is read where none does.
fn programmes(conn: &Connection, rules: &[Rule], of: Option<i64>) -> Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    let named = rules.iter().flat_map(|rule| &rule.scope.0).filter_map(|clause| match clause {
        Clause::Programme(words) => Some(words),
        _ => None,
    });
    let names: BTreeSet<&String> = named.flatten().collect();
    let mut stmt = conn.prepare_cached(
        "SELECT m.cadre_id FROM programme p JOIN programme_member m ON m.programme_id = p.id
         WHERE p.name = ?1 AND m.removed_on IS NULL AND (?2 IS NULL OR m.cadre_id = ?2)",
    )?;
    for name in names {
        for cadre in stmt.query_map(params![name, of], |row| row.get::<_, i64>(0))? {
            found.entry(cadre?).or_default().push(name.clone());
        }
    }
    Ok(found)
}

/// Approved exceptions of one person, or of all.
fn exceptions(conn: &Connection, of: Option<i64>) -> Result<HashMap<i64, Vec<(String, i32)>>> {
    let only = if of.is_some() { "cadre_id = ?1" } else { "?1 IS NULL" };
    let mut stmt = conn.prepare_cached(&format!(
        "SELECT cadre_id, rule_code, year FROM hour_exception WHERE {only} AND (approver IS NOT NULL OR doc_no IS NOT NULL) ORDER BY id"
    ))?;
    let mut rows = stmt.query([of])?;
    let mut found: HashMap<i64, Vec<(String, i32)>> = HashMap::new();
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(found)
}

/// A rule as the domain reads it; `None` where a word of it is not known.
fn read_rule(row: &Row) -> rusqlite::Result<Option<Rule>> {
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
