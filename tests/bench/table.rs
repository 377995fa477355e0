//! The table of figures: a row a promise, a column a size of the data.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

/// How a figure is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Bytes.
    Bytes,
    /// Megabytes, from kilobytes.
    Mb,
}

struct Row {
    what: &'static str,
    budget: Option<f64>,
    unit: Unit,
    figures: BTreeMap<u32, (f64, bool)>,
}

/// All rows, in the order they were first measured.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
    sizes: Vec<u32>,
}

/// The figures of one size.
pub struct Column<'t> {
    table: &'t mut Table,
    size: u32,
}

impl Table {
    /// Starts a size.
    pub fn column(&mut self, size: u32) -> Column<'_> {
        self.sizes.push(size);
        Column { table: self, size }
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::from("| what | budget |");
        self.sizes.iter().for_each(|size| write!(out, " {} |", short(*size)).unwrap());
        write!(out, "\n|---|---|{}\n", "---|".repeat(self.sizes.len())).unwrap();
        for row in &self.rows {
            let budget = row.budget.map_or("-".to_owned(), |budget| written(budget, row.unit));
            write!(out, "| {} | {budget} |", row.what).unwrap();
            for size in &self.sizes {
                let words = row.figures.get(size).map_or("-".to_owned(), |(figure, over)| {
                    format!("{}{}", written(*figure, row.unit), if *over { " **over**" } else { "" })
                });
                write!(out, " {words} |").unwrap();
            }
            out.push('\n');
        }
        out
    }
}

impl Column<'_> {
    /// How many cadres.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// Enters a figure: milliseconds, bytes or kilobytes, as the unit says. A budget may hold for some sizes only.
    pub fn enter(&mut self, what: &'static str, budget: Option<f64>, unit: Unit, figure: f64) {
        let at = self.table.rows.iter().position(|row| row.what == what).unwrap_or_else(|| {
            self.table.rows.push(Row { what, budget, unit, figures: BTreeMap::new() });
            self.table.rows.len() - 1
        });
        let row = &mut self.table.rows[at];
        row.budget = row.budget.or(budget);
        row.figures.insert(self.size, (figure, budget.is_some_and(|budget| figure > budget)));
    }

    /// Enters the 50th and the 99th percentile of some times; the budget is that of the latter.
    pub fn times(&mut self, what: [&'static str; 2], budget: Option<f64>, times: &[Duration]) {
        let mut ms: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
        ms.sort_by(f64::total_cmp);
        self.enter(what[0], None, Unit::Ms, share(&ms, 0.5));
        self.enter(what[1], budget, Unit::Ms, share(&ms, 0.99));
    }
}

/// The value below which this share of a sorted list lies.
pub fn share(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

fn short(size: u32) -> String {
    match size {
        n if n % 1_000_000 == 0 => format!("{}M", n / 1_000_000),
        n if n % 1_000 == 0 => format!("{}k", n / 1_000),
        n => n.to_string(),
    }
}

fn written(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Ms if figure >= 1000.0 => format!("{:.1} s", figure / 1e3),
        Unit::Ms if figure >= 10.0 => format!("{figure:.0} ms"),
        Unit::Ms => format!("{} ms", (figure * 100.0).round() / 100.0),
        Unit::Bytes => format!("{figure:.0} B"),
        Unit::Mb => format!("{} MB", (figure / 102.4).round() / 10.0),
    }
}
