//! Writing verdicts: what a person's rows are now against what the file has, a stretch of people at a time.

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

/// Writes what differs, and logs levels that became others.
pub(super) struct Keeper<'c> {
    conn: &'c Connection,
    day: String,
    logs: bool,
    present: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    delete: CachedStatement<'c>,
    log: CachedStatement<'c>,
    pub changed: Changed,
}

impl<'c> Keeper<'c> {
    pub fn open(conn: &'c Connection, day: NaiveDate, logs: bool) -> Result<Self> {
        Ok(Self {
            conn,
            day: iso(day),
            logs,
            present: conn.prepare_cached(
                "SELECT id, cadre_id, rule_code, year, level, reason, target, got, missing, until_on FROM warning
                 WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            )?,
            insert: conn.prepare_cached(
                "INSERT INTO warning (id, cadre_id, rule_code, year, level, target, got, missing, reason, computed_on, until_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?,
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

    /// The rows of the people from `first` to `last` become these, which are in order of their ids.
    pub fn settle(&mut self, first: i64, last: i64, rows: &[Row]) -> Result<()> {
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
        let (level, reason) = (row.level.code(), row.reason.code());
        self.insert.execute(params![
            row.id,
            row.cadre,
            row.rule,
            row.year,
            level,
            row.target,
            row.got,
            row.missing,
            reason,
            self.day,
            row.until
        ])?;
        self.changed.added += 1;
        self.note(row.cadre, &row.rule, row.year, Level::Normal.code(), level)
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
        if self.logs && from != to {
            self.log.execute(params![cadre, rule, year, self.day, from, to])?;
        }
        Ok(())
    }

    /// Counts what there is now.
    pub fn close(self) -> Result<()> {
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

/// Rows of a stretch of people, until they are written together.
#[derive(Default)]
pub(super) struct Block {
    first: i64,
    last: i64,
    people: usize,
    rows: Vec<Row>,
}

impl Block {
    pub fn push(&mut self, cadre: i64, rows: Vec<Row>) {
        self.last = cadre;
        self.people += 1;
        self.rows.extend(rows);
    }

    pub const fn people(&self) -> usize {
        self.people
    }

    pub fn flush(&mut self, keeper: &mut Keeper) -> Result<()> {
        keeper.settle(self.first, self.last, &self.rows)?;
        self.first = self.last + 1;
        self.people = 0;
        self.rows.clear();
        Ok(())
    }

    /// Writes what is left; whoever stands behind the last person is gone.
    pub fn last(&mut self, keeper: &mut Keeper) -> Result<()> {
        self.last = i64::MAX >> BITS;
        keeper.settle(self.first, self.last, &self.rows)
    }
}
