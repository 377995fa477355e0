//! Rollups: figures of a record that other tables hold, computed for the rows on screen.

/// A figure computed from rows that point at a record.
#[derive(Clone, Copy, Debug)]
pub struct Rollup {
    /// What to do with the values.
    pub how: Fold,
    /// The column folded, of `table`.
    pub of: &'static str,
    /// The table of the rows.
    pub table: &'static str,
    /// The column of `table` with the record's id; or of the table between, with `through`.
    pub via: &'static str,
    /// A table between: (table, its column, the column of `table` that equals it). Then `via` is a column of it.
    pub through: Option<(&'static str, &'static str, &'static str)>,
    /// Pairs that must be equal instead of `via`: (column of `table`, column of the record). For rows that share
    /// several columns with the record but do not hold its id, as nominees and the quota of their unit.
    pub same: &'static [(&'static str, &'static str)],
    /// Only rows in which this column has one of these values.
    pub only: Option<(&'static str, &'static [&'static str])>,
    /// Only rows of the table between in which this column has one of these values.
    pub only_between: Option<(&'static str, &'static [&'static str])>,
    /// Only members of a programme that count so.
    pub coverage: Option<Coverage>,
    /// The date column of `table` that must not be after today: what is planned has not happened.
    pub so_far: Option<&'static str>,
}

impl Rollup {
    /// Folds column `of` of the rows of `table` whose column `via` holds the record's id.
    #[must_use]
    pub const fn new(how: Fold, of: &'static str, table: &'static str, via: &'static str) -> Self {
        Self { how, of, table, via, through: None, same: &[], only: None, only_between: None, coverage: None, so_far: None }
    }

    /// How many rows of `table` hold the record's id in column `via`.
    #[must_use]
    pub const fn count(table: &'static str, via: &'static str) -> Self {
        Self::new(Fold::Count, "id", table, via)
    }

    /// How many rows of `table` share these columns with the record: (column of `table`, column of the record).
    #[must_use]
    pub const fn count_same(table: &'static str, same: &'static [(&'static str, &'static str)]) -> Self {
        Self { same, ..Self::count(table, "") }
    }

    /// Over a table between: `via` is a column of `between`, and `its` column there equals `theirs` in the table folded.
    #[must_use]
    pub const fn through(mut self, between: &'static str, its: &'static str, theirs: &'static str) -> Self {
        self.through = Some((between, its, theirs));
        self
    }

    /// Only rows in which `column` has one of these values.
    #[must_use]
    pub const fn only(mut self, column: &'static str, values: &'static [&'static str]) -> Self {
        self.only = Some((column, values));
        self
    }

    /// Only rows of the table between in which `column` has one of these values.
    #[must_use]
    pub const fn only_between(mut self, column: &'static str, values: &'static [&'static str]) -> Self {
        self.only_between = Some((column, values));
        self
    }

    /// Only members of a programme that count so.
    #[must_use]
    pub const fn covering(mut self, coverage: Coverage) -> Self {
        self.coverage = Some(coverage);
        self
    }

    /// Only rows whose `date` is not after the reader's today.
    #[must_use]
    pub const fn so_far(mut self, date: &'static str) -> Self {
        self.so_far = Some(date);
        self
    }
}

/// Which members of a programme count; lists, pages and reports count them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// On the list, and not taken off it.
    Listed,
    /// Of those, who is through: has a day of completion, or completed a class of the programme.
    Through,
}

/// How a [`Rollup`] folds its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// The largest, as the last date is.
    Max,
    /// Their mean, rounded to 0.1.
    Mean,
    /// The different texts, joined by `、`.
    Names,
}
