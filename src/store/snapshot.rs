//! Reports as they were when they went out: numbers, and the records of their lines, so that yesterday's number can be
//! shown again and held against today's.

use super::{
    Act, Error, Reader, Result, Store, guard,
    reports::{Asked, Kind, Report, Table, Target},
};
use crate::{domain::value::Value, text::Lang};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// A snapshot that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its record.
    pub id: i64,
    /// When, ISO.
    pub at: String,
    /// Who.
    pub actor: String,
    /// The period.
    pub period: String,
}

/// The record of a line: register and id.
type Of = Option<(String, i64)>;

/// What tells lines apart: record, first words, which of several alike.
type Key = (Of, String, usize);

/// A line of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The record it is about: register and id.
    pub of: Option<(String, i64)>,
    /// Its words.
    pub words: Vec<String>,
    /// Its numbers; nothing where none is known.
    pub numbers: Vec<Option<f64>>,
}

/// A report as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Headings of the words of a line.
    pub words: Vec<String>,
    /// Headings of its numbers.
    pub numbers: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// All together.
    pub total: Option<Line>,
}

/// A number that is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What the line is called.
    pub line: String,
    /// Which number; empty where the line came or went.
    pub number: String,
    /// What it was; nothing where there was no such line.
    pub before: Option<f64>,
    /// What it is; nothing where there is no such line any more.
    pub after: Option<f64>,
}

impl Snapshot {
    /// A report as read.
    #[must_use]
    pub fn of(report: &Report, asked: &Asked, table: &Table) -> Self {
        let shown = |numeric: bool| report.columns.iter().filter(move |c| c.kind != Kind::Bar && c.kind.numeric() == numeric);
        let line = |cells: &[super::reports::Cell], to: &Target| {
            let of = |numeric: bool| {
                let cells =
                    report.columns.iter().zip(cells).filter(move |(c, _)| c.kind != Kind::Bar && c.kind.numeric() == numeric);
                cells.map(|(_, cell)| cell.value.clone())
            };
            let record = match to {
                Target::Record(kind, id) => Some(((*kind).to_owned(), *id)),
                Target::Report(_, Asked { of: Some(id), .. }) => Some((String::new(), *id)),
                _ => None,
            };
            Line {
                of: record,
                words: of(false).map(|v| v.to_string()).collect(),
                numbers: of(true).map(|v| v.as_number()).collect(),
            }
        };
        Self {
            words: shown(false).map(|c| c.heading(asked)).collect(),
            numbers: shown(true).map(|c| c.heading(asked)).collect(),
            lines: table.lines.iter().map(|l| line(&l.cells, &l.to)).collect(),
            total: table.total.as_ref().map(|cells| line(cells, &Target::Nothing)),
        }
    }

    /// What is not as it was before. Lines are the same where their record and their words that name them are.
    #[must_use]
    pub fn since(&self, before: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        let then = before.keyed();
        let now = self.keyed();
        for (key, line) in &now {
            let name = line.name();
            match then.iter().find(|(other, _)| other == key) {
                None => found.push(Difference { line: name, number: String::new(), before: None, after: Some(1.0) }),
                Some((_, old)) => {
                    for (n, number) in self.numbers.iter().enumerate() {
                        let at = before.numbers.iter().position(|known| known == number);
                        let (was, is) =
                            (at.and_then(|at| old.numbers.get(at).copied().flatten()), line.numbers.get(n).copied().flatten());
                        if at.is_some() && was != is {
                            found.push(Difference { line: name.clone(), number: number.clone(), before: was, after: is });
                        }
                    }
                }
            }
        }
        let gone = then.iter().filter(|(key, _)| !now.iter().any(|(other, _)| other == key));
        found.extend(gone.map(|(_, line)| Difference {
            line: line.name(),
            number: String::new(),
            before: Some(1.0),
            after: None,
        }));
        found
    }

    /// Lines by what they are: record, first words, and which of several alike; the last line is all together.
    fn keyed(&self) -> Vec<(Key, &Line)> {
        let mut keyed: Vec<(Key, &Line)> = Vec::new();
        let mut seen: std::collections::HashMap<(Of, String), usize> = std::collections::HashMap::new();
        for line in self.lines.iter().chain(&self.total) {
            let key = (line.of.clone(), line.words.iter().take(2).cloned().collect::<Vec<_>>().join(" "));
            let nth = seen.entry(key.clone()).or_default();
            keyed.push(((key.0, key.1, *nth), line));
            *nth += 1;
        }
        keyed
    }
}

impl Line {
    fn name(&self) -> String {
        self.words.iter().filter(|word| !word.is_empty()).take(2).cloned().collect::<Vec<_>>().join(" ")
    }

    /// The line as values: words, then numbers.
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        self.words.iter().map(|w| Value::text(w.as_str())).chain(self.numbers.iter().map(|n| (*n).into())).collect()
    }
}

impl Reader {
    /// Snapshots of this name, latest first.
    pub fn kept(&self, name: &str) -> Result<Vec<Kept>> {
        let mut stmt = self
            .conn
            .prepare_cached("SELECT id, at, actor, period FROM report_snapshot WHERE name = ?1 ORDER BY id DESC LIMIT 100")?;
        let read = |row: &rusqlite::Row| Ok(Kept { id: row.get(0)?, at: row.get(1)?, actor: row.get(2)?, period: row.get(3)? });
        Ok(stmt.query_map([name], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// What was kept; `None` if it is gone or cannot be read.
    pub fn kept_as<T: for<'d> Deserialize<'d>>(&self, name: &str, id: i64) -> Result<Option<T>> {
        let sql = "SELECT body FROM report_snapshot WHERE id = ?1 AND name = ?2";
        let body: Option<String> = self.conn.prepare_cached(sql)?.query_row(params![id, name], |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// A report read and kept as it would be.
    pub fn snapshot(&self, report: &Report, asked: &Asked) -> Result<Snapshot> {
        let asked = Asked { most: None, lang: Lang::Zh, ..asked.clone() };
        Ok(Snapshot::of(report, &asked, &(report.load)(self, &asked, &|_, _| true)?))
    }
}

impl Store {
    /// Keeps what went out; returns its record.
    pub fn keep(&mut self, act: &Act, name: &str, period: &str, what: &impl Serialize) -> Result<i64> {
        let body = serde_json::to_string(what).unwrap_or_default();
        self.note(|conn| {
            if let Some(why) = guard::role(conn, &act.actor)?.cannot_write() {
                return Err(Error::NotAllowed(why));
            }
            let id: i64 = conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM report_snapshot", [], |row| row.get(0))?;
            let sql = "INSERT INTO report_snapshot (id, at, actor, name, period, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            conn.execute(sql, params![id, act.at, act.actor, name, period, body])?;
            Ok(id)
        })
    }
}
