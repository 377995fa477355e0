//! Writing verdicts: what a person's rows are now against what the file has, a stretch of people at a time.
//!
//! Into an empty table rows go several at a time and without its indexes, which are made at once in the end: half the work.

use super::{BITS, Changed, Row};
use crate::{
    domain::{calendar::iso, hours::Level},
    store::Result,
};
use chrono::NaiveDate;
use rusqlite::{CachedStatement, Connection, params};

/// A row as the file has it.
struct Present {
    id: i64,
    cadre: i64,
    rule: String,
    year: i32,
    level: String,
    reason: String,
    numbers: [f64; 3],
    until: String,
}

/// Rows that one statement adds to an empty table.
const AT_ONCE: usize = 8;
/// Columns of a row.
const WIDE: usize = 11;
const INSERT: &str =
    "INSERT INTO warning (id, cadre_id, rule_code, year, level, target, got, missing, reason, computed_on, until_on) VALUES ";

/// Writes what differs, and logs levels that became others.
pub(super) struct Keeper<'c> {
    conn: &'c Connection,
    day: String,
    /// The indexes of the table, where it was empty: their statements.
    later: Option<Vec<String>>,
    several: Option<CachedStatement<'c>>,
    /// The first person not settled yet.
    next: i64,
    present: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    log: CachedStatement<'c>,
    pub changed: Changed,
}

impl<'c> Keeper<'c> {
    /// Beside what is there.
    pub fn open(conn: &'c Connection, day: NaiveDate) -> Result<Self> {
        Ok(Self {
            conn,
            day: iso(day),
            later: None,
            several: None,
            next: 0,
            present: conn.prepare_cached(
                "SELECT id, cadre_id, rule_code, year, level, reason, target, got, missing, until_on FROM warning
                 WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            )?,
            insert: conn.prepare_cached(&format!("{INSERT} {}", places(1)))?,
            update: conn.prepare_cached(
                "UPDATE warning SET version = version + 1, level = ?2, target = ?3, got = ?4, missing = ?5, reason = ?6,
                 computed_on = CASE WHEN level = ?2 THEN computed_on ELSE ?7 END, until_on = ?8, rule_code = ?9 WHERE id = ?1",
            )?,
            delete: conn.prepare_cached("DELETE FROM warning WHERE id = ?1")?,
            log: conn.prepare_cached(
                "INSERT INTO warning_change (cadre_id, rule_code, year, day, from_level, to_level) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            changed: Changed::default(),
        })
    }

    /// Into a table without rows; nothing of it is a change of a level.
    pub fn fill(conn: &'c Connection, day: NaiveDate) -> Result<Self> {
        let sql =
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'warning' AND sql IS NOT NULL ORDER BY name";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let indexes: Vec<(String, String)> = conn.prepare(sql)?.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
        for (name, _) in &indexes {
            conn.execute_batch(&format!("DROP INDEX {name}"))?;
        }
        let later = indexes.into_iter().map(|(_, sql)| sql).collect();
        let several = Some(conn.prepare_cached(&format!("{INSERT} {}", places(AT_ONCE)))?);
        Ok(Self { later: Some(later), several, ..Self::open(conn, day)? })
    }

    /// The rows of the people from `first` to `last` become these, which are in order of their ids.
    pub fn settle(&mut self, first: i64, last: i64, rows: &[Row]) -> Result<()> {
        if let Some(several) = &mut self.several {
            let eights = rows.chunks_exact(AT_ONCE);
            let rest = eights.remainder();
            for chunk in eights {
                put(several, chunk, &self.day)?;
            }
            rest.chunks(1).try_for_each(|row| put(&mut self.insert, row, &self.day))?;
            self.changed.added += rows.len();
            return Ok(());
        }
        let most = last.min(i64::MAX >> BITS);
        let range = [first << BITS, (most << BITS) | ((1 << BITS) - 1)];
        let read = |row: &rusqlite::Row| {
            Ok(Present {
                id: row.get(0)?,
                cadre: row.get(1)?,
                rule: row.get(2)?,
                year: row.get(3)?,
                level: row.get(4)?,
                reason: row.get(5)?,
                numbers: [row.get(6)?, row.get(7)?, row.get(8)?],
                until: row.get(9)?,
            })
        };
        let present: Vec<Present> = self.present.query_map(range, read)?.collect::<rusqlite::Result<_>>()?;
        let mut present = present.into_iter().peekable();
        for row in rows {
            while let Some(old) = present.next_if(|old| old.id < row.id) {
                self.end(&old)?;
            }
            match present.next_if(|old| old.id == row.id) {
                Some(old) => self.change(&old, row)?,
                None => self.add(row)?,
            }
        }
        present.try_for_each(|old| self.end(&old))
    }

    fn add(&mut self, row: &Row) -> Result<()> {
        put(&mut self.insert, std::slice::from_ref(row), &self.day)?;
        self.changed.added += 1;
        self.note(row.cadre, &row.rule, row.year, Level::Normal.code(), row.level.code())
    }

    fn change(&mut self, old: &Present, row: &Row) -> Result<()> {
        let (level, reason) = (row.level.code(), row.reason.code());
        let numbers = [row.target, row.got, row.missing];
        // Hours are kept to 0.01; less is no change.
        let same = old.numbers.iter().zip(numbers).all(|(a, b)| (a - b).abs() < 0.005);
        let alike = same && old.level == level && old.reason == reason && old.rule == row.rule;
        if alike && old.until == row.until {
            return Ok(());
        }
        self.update.execute(params![row.id, level, row.target, row.got, row.missing, reason, self.day, row.until, row.rule])?;
        self.changed.changed += usize::from(!alike);
        self.note(row.cadre, &row.rule, row.year, &old.level, level)
    }

    fn end(&mut self, old: &Present) -> Result<()> {
        self.delete.execute([old.id])?;
        self.changed.ended += 1;
        self.note(old.cadre, &old.rule, old.year, &old.level, Level::Normal.code())
    }

    fn note(&mut self, cadre: i64, rule: &str, year: i32, from: &str, to: &str) -> Result<()> {
        if from != to {
            self.log.execute(params![cadre, rule, year, self.day, from, to])?;
        }
        Ok(())
    }

    /// Makes the indexes that were left out, and counts what there is now.
    pub fn close(self) -> Result<()> {
        let later = self.later.as_deref().unwrap_or_default();
        later.iter().try_for_each(|sql| self.conn.execute_batch(sql))?;
        let more = i64::try_from(self.changed.added).unwrap_or(0) - i64::try_from(self.changed.ended).unwrap_or(0);
        if more == 0 {
            return Ok(());
        }
        let sql = "UPDATE row_count SET n = n + ?1 WHERE table_name = 'warning'";
        if self.conn.execute(sql, [more])? == 0 {
            self.conn.execute("INSERT INTO row_count (table_name, n) SELECT 'warning', count(*) FROM warning", [])?;
        }
        Ok(())
    }
}

/// The places of so many rows.
fn places(rows: usize) -> String {
    let row = |n: usize| (1..=WIDE).map(|k| format!("?{}", n * WIDE + k)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(", ")
}

/// Adds rows by a statement with as many places.
fn put(stmt: &mut CachedStatement, rows: &[Row], day: &str) -> Result<()> {
    for (n, row) in rows.iter().enumerate() {
        let at = n * WIDE;
        stmt.raw_bind_parameter(at + 1, row.id)?;
        stmt.raw_bind_parameter(at + 2, row.cadre)?;
        stmt.raw_bind_parameter(at + 3, row.rule.as_str())?;
        stmt.raw_bind_parameter(at + 4, row.year)?;
        stmt.raw_bind_parameter(at + 5, row.level.code())?;
        stmt.raw_bind_parameter(at + 6, row.target)?;
        stmt.raw_bind_parameter(at + 7, row.got)?;
        stmt.raw_bind_parameter(at + 8, row.missing)?;
        stmt.raw_bind_parameter(at + 9, row.reason.code())?;
        stmt.raw_bind_parameter(at + 10, day)?;
        stmt.raw_bind_parameter(at + 11, row.until.as_str())?;
    }
    stmt.raw_execute()?;
    Ok(())
}

/// Rows of a stretch of people, written together.
#[derive(Default)]
pub(super) struct Block {
    last: Option<i64>,
    rows: Vec<Row>,
}

impl Block {
    pub fn push(&mut self, cadre: i64, rows: Vec<Row>) {
        self.last = Some(cadre);
        self.rows.extend(rows);
    }
}

impl Keeper<'_> {
    /// The next stretch of people.
    pub fn settle_block(&mut self, block: &Block) -> Result<()> {
        let Some(last) = block.last else { return Ok(()) };
        self.settle(self.next, last, &block.rows)?;
        self.next = last + 1;
        Ok(())
    }

    /// Whoever stands behind the last person is gone.
    pub fn settle_rest(&mut self) -> Result<()> {
        self.settle(self.next, i64::MAX >> BITS, &[])
    }
}
