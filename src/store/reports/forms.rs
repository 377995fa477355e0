//! Hours by form over five years (学时构成), or how many distinct people studied so.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target, ledger};
use crate::{
    domain::{rates::half_up, value::Value},
    store::{
        Reader, Result,
        query::{Filter, Test},
    },
    text::{hour_entry, report as w},
};
use std::collections::{HashMap, HashSet};

/// Hours by form and year.
pub const FORMS: Report = Report {
    name: "forms",
    title: w::FORMS,
    about: w::FORMS_ABOUT,
    parts: &[("hours", w::IN_HOURS), ("people", w::IN_PEOPLE)],
    columns: &[
        Column::new("form", hour_entry::FORM, Kind::Text, 14),
        Column::year("y4", -4, Kind::Number, 9),
        Column::year("y3", -3, Kind::Number, 9),
        Column::year("y2", -2, Kind::Number, 9),
        Column::year("y1", -1, Kind::Number, 9),
        Column::year("y0", 0, Kind::Number, 9),
        Column::new("bar", w::SHARE, Kind::Bar, 12),
    ],
    listed: true,
    computed: false,
    load,
};

/// Years shown.
const YEARS: usize = 5;

#[derive(Default)]
struct Form {
    hours: [f64; YEARS],
    people: [HashSet<i64>; YEARS],
}

fn load(reader: &Reader, asked: &Asked, step: Step) -> Result<Table> {
    let people = asked.part == 1;
    let mut forms: HashMap<String, Form> = HashMap::new();
    let mut everyone: [HashSet<i64>; YEARS] = Default::default();
    let mut table = Table::default();
    for (n, of_year) in everyone.iter_mut().enumerate() {
        let year = asked.year - i32::try_from(YEARS - 1 - n).unwrap_or(0);
        let whole = ledger::year(reader, year, step, |id, form, hours| {
            if !forms.contains_key(form) {
                forms.insert(form.to_owned(), Form::default());
            }
            let Some(kept) = forms.get_mut(form) else { return };
            kept.hours[n] += hours;
            if people {
                kept.people[n].insert(id);
                of_year.insert(id);
            }
        })?;
        table.stopped |= !whole;
    }
    let figures = |form: &Form| -> [f64; YEARS] {
        if people { std::array::from_fn(|n| number(form.people[n].len())) } else { form.hours.map(half_up) }
    };
    for form in order(reader, &forms)? {
        let Some(kept) = forms.get(&form) else { continue };
        table.lines.push(line(reader, &form, figures(kept), asked));
    }
    let total: [f64; YEARS] = if people {
        std::array::from_fn(|n| number(everyone[n].len()))
    } else {
        std::array::from_fn(|n| half_up(forms.values().map(|f| f.hours[n]).sum()))
    };
    table.share(YEARS, YEARS + 1);
    table.total = Some(cells(w::TOTAL.get(asked.lang), total));
    Ok(table)
}

#[allow(clippy::cast_precision_loss)]
fn number(n: usize) -> f64 {
    n as f64
}

/// Forms as their code list orders them, others after.
fn order(reader: &Reader, forms: &HashMap<String, Form>) -> Result<Vec<String>> {
    let mut stmt = reader.conn.prepare_cached("SELECT name FROM code WHERE list = 'hour_form' ORDER BY sort_no, id")?;
    let mut names: Vec<String> = stmt.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut others: Vec<String> = forms.keys().filter(|f| !names.contains(f)).cloned().collect();
    others.sort_unstable();
    names.append(&mut others);
    Ok(names)
}

fn cells(name: &str, figures: [f64; YEARS]) -> Vec<Cell> {
    std::iter::once(name.into()).chain(figures.map(|n| Some(n).into())).chain([Cell::default()]).collect()
}

fn line(reader: &Reader, form: &str, figures: [f64; YEARS], asked: &Asked) -> Line {
    let filters = vec![
        Filter { field: "form", test: Test::Any(vec![Value::text(form)]) },
        Filter { field: "year", test: Test::Any(vec![Value::Int(i64::from(asked.year))]) },
    ];
    let name = reader.word("hour_form", form, asked.lang);
    Line { cells: cells(&name, figures), to: Target::List("hour_entry", filters), look: Look::Plain }
}
