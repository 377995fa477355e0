//! Reports that are one statement: each row of it is a line, and numbers add up to the total.
//!
//! The statement gives, in order: the id of what a line opens, one value a column, and how the line looks (0 plain,
//! 1 needs a look, 2 missed). Its parameters are `?1` first day, `?2` last day, `?3` year, `?4` today, as far as it
//! uses them. So the register of the plan's small tables costs one statement a report.

use super::{Asked, Cell, Kind, Line, Look, Report, Table, Target, span};
use crate::{
    domain::{calendar::iso, rates::Rate, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::report as w,
};
use rusqlite::{Row, types::ValueRef};

/// What the lines of a statement open.
pub(super) enum Opens {
    /// The record of this register whose id comes first.
    Record(&'static str),
    /// A list of this register, by the row's id, its cells and what was asked.
    List(&'static str, fn(Option<i64>, &[Cell], &Asked) -> Vec<Filter>),
}

/// Runs the statement of a report.
pub(super) fn read(reader: &Reader, report: &Report, asked: &Asked, sql: &str, opens: &Opens) -> Result<Table> {
    let mut stmt = reader.conn.prepare_cached(sql)?;
    let (from, to) = span(asked.year);
    let given = [Value::Text(from), Value::Text(to), Value::Int(asked.year.into()), Value::Text(iso(asked.today))];
    for (n, value) in given.iter().enumerate().take(stmt.parameter_count()) {
        stmt.raw_bind_parameter(n + 1, value)?;
    }
    let width = report.columns.len();
    let mut table = Table::default();
    let mut rows = stmt.raw_query();
    while let Some(row) = rows.next()? {
        let cells = (1..=width).map(|n| cell(row, n)).collect::<rusqlite::Result<Vec<Cell>>>()?;
        let to = match opens {
            Opens::Record(kind) => Target::Record(kind, row.get(0)?),
            Opens::List(kind, filters) => Target::List(kind, filters(row.get(0)?, &cells, asked)),
        };
        let look = match row.get::<_, Option<i64>>(width + 1)? {
            Some(2) => Look::Bad,
            Some(1) => Look::Warn,
            _ => Look::Plain,
        };
        // What a line opens is asked for by the words as they are stored; the title of a record stays.
        let titled = usize::from(matches!(opens, Opens::Record(_)));
        let told = |(n, cell): (usize, Cell)| match cell.value.as_str().filter(|_| n >= titled) {
            Some(word) => reader.word_of_any(word, asked.lang).as_str().into(),
            None => cell,
        };
        let cells = cells.into_iter().enumerate().map(told).collect();
        table.lines.push(Line { cells, to, look });
    }
    Ok(table)
}

fn cell(row: &Row, n: usize) -> rusqlite::Result<Cell> {
    Ok(match row.get_ref(n)? {
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(n) => Some(n).into(),
        ValueRef::Text(_) => row.get::<_, Option<String>>(n)?.into(),
        _ => Cell::default(),
    })
}

impl Table {
    /// Adds up the columns of whole and other numbers into the last line; shares and means have no sum.
    pub(super) fn add_up(mut self, report: &Report, asked: &Asked) -> Self {
        let sum = |n: usize| {
            let kind = report.columns[n].kind;
            let figures = self.lines.iter().filter_map(|line| line.cells[n].value.as_number());
            match kind {
                #[allow(clippy::cast_possible_truncation)]
                Kind::Count => Value::Int(figures.sum::<f64>().round() as i64).into(),
                Kind::Number => Some(figures.sum::<f64>()).into(),
                _ => Cell::default(),
            }
        };
        let mut total: Vec<Cell> = (0..report.columns.len()).map(sum).collect();
        total[0] = w::TOTAL.get(asked.lang).into();
        self.total = Some(total);
        self
    }

    /// Writes into columns `to` of lines and total the share of column `part` in column `whole`, per cent.
    pub(super) fn shares(mut self, part: usize, whole: usize, to: &[usize]) -> Self {
        for cells in self.lines.iter_mut().map(|line| &mut line.cells).chain(&mut self.total) {
            let number = |n: usize| cells[n].value.as_number().unwrap_or(0.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let share = Rate::new(number(part) as u64, number(whole) as u64).percent();
            to.iter().for_each(|n| cells[*n] = share.into());
        }
        self
    }
}

/// The value of a cell.
pub(super) fn word(cells: &[Cell], n: usize) -> Value {
    cells.get(n).map_or(Value::Null, |cell| cell.value.clone())
}

/// The filter of one value of a field.
pub(super) fn only(field: &'static str, value: impl Into<Value>) -> Filter {
    Filter { field, test: Test::Any(vec![value.into()]) }
}

/// The filter of a date within the year asked for.
pub(super) fn within(field: &'static str, asked: &Asked) -> Filter {
    let (from, to) = span(asked.year);
    Filter { field, test: Test::Between(Value::Text(from), Value::Text(to)) }
}
