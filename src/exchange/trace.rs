//! What became of each record of a sheet: where it went, what it changed, and which cells say something else than what
//! is kept.
//!
//! Places are always kept, as runs, because they cost next to nothing; the rest is only for a person who looks, and up to
//! a limit: a file of a hundred thousand rows is not read line by line.

use super::grid::At;
use crate::domain::value::Value;

/// Records looked at one by one, of each sheet.
pub const MOST: usize = 20_000;
/// Different cleanings told of, of each sheet.
pub const MOST_CLEANED: usize = 500;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is new.
    New,
    /// It changes one that is there.
    Changed,
    /// It is there just so.
    Same,
    /// It repeats another row.
    Duplicate,
    /// It is not written.
    Rejected,
}

/// A field that changes: column, before, after.
pub type Change = (&'static str, Value, Value);

/// One record.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The cell it is known by; its row is the record's.
    pub at: At,
    /// What it is called.
    pub title: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The table it goes to; empty where it goes nowhere.
    pub table: &'static str,
    /// What it says of a new record, or changes in one that is there.
    pub changes: Vec<Change>,
}

/// Cells of one column that say the same and are kept in other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The slot.
    pub key: &'static str,
    /// As written.
    pub before: String,
    /// As kept.
    pub after: String,
    /// How often.
    pub times: usize,
    /// The first of them.
    pub at: At,
}

/// Records of one table with numbers in sequence, and the rows they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The table.
    pub table: &'static str,
    /// The first record.
    pub first: i64,
    /// The last record.
    pub last: i64,
    /// The row of the first, from 0.
    pub row: usize,
    /// Rows from one record to the next: 0 or 1.
    pub step: i64,
}

impl Span {
    /// Takes a further record in, if it follows.
    fn takes(&mut self, id: i64, row: usize) -> bool {
        let rows = i64::try_from(row).unwrap_or(i64::MAX) - i64::try_from(self.row).unwrap_or(0);
        let records = id - self.first;
        if id != self.last + 1 || rows < 0 {
            return false;
        }
        let step = if self.first == self.last { rows } else { self.step };
        if !(0..=1).contains(&step) || rows != step * records {
            return false;
        }
        (self.last, self.step) = (id, step);
        true
    }
}

/// Everything about the records of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Where they went.
    pub spans: Vec<Span>,
    /// One by one, where that was asked for.
    pub details: Vec<Detail>,
    /// Cells kept in other words, where that was asked for.
    pub cleaned: Vec<Cleaned>,
}

impl Trace {
    /// A record was written from this row.
    pub fn wrote(&mut self, table: &'static str, id: i64, row: usize) {
        const NEAR: usize = 4;
        if !self.spans.iter_mut().rev().take(NEAR).any(|span| span.table == table && span.takes(id, row)) {
            self.spans.push(Span { table, first: id, last: id, row, step: 0 });
        }
    }

    /// A cell is kept in other words.
    pub fn cleaned(&mut self, key: &'static str, before: &str, after: &str, at: At) {
        let same = |c: &&mut Cleaned| c.key == key && c.before == before && c.after == after;
        if let Some(known) = self.cleaned.iter_mut().find(same) {
            known.times += 1;
        } else if self.cleaned.len() < MOST_CLEANED {
            self.cleaned.push(Cleaned { key, before: before.to_owned(), after: after.to_owned(), times: 1, at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(records: &[(i64, usize)]) -> Vec<(i64, i64, usize, i64)> {
        let mut trace = Trace::default();
        records.iter().for_each(|(id, row)| trace.wrote("cadre", *id, *row));
        trace.spans.iter().map(|s| (s.first, s.last, s.row, s.step)).collect()
    }

    #[test]
    fn records_in_sequence_are_one_line() {
        assert_eq!(spans(&[(5, 3), (6, 4), (7, 5)]), [(5, 7, 3, 1)]);
        assert_eq!(spans(&[(5, 3), (6, 3), (7, 3), (8, 4), (9, 4)]), [(5, 7, 3, 0), (8, 9, 4, 0)]);
        assert_eq!(spans(&[(5, 3), (6, 5), (9, 6)]), [(5, 5, 3, 0), (6, 6, 5, 0), (9, 9, 6, 0)]);
        assert_eq!(spans(&[(5, 3), (6, 4), (7, 6), (8, 7)]), [(5, 6, 3, 1), (7, 8, 6, 1)]);
        assert_eq!(spans(&[(5, 9), (6, 3)]), [(5, 5, 9, 0), (6, 6, 3, 0)]);
    }
}
