//! What leaves the office: a list of a hundred thousand as a file, a register that comes back as it went, documents.

use crate::{
    table::{Column, Unit},
    today,
};
use ganjiao::{
    catalog::{Field, register},
    exchange::{
        document::{As, Asked, named},
        export::{Format, Sheet, write},
        whole,
    },
    store::{Reader, query::Query},
    text::Lang,
};
use std::{io::Cursor, path::Path, time::Instant};

/// Rows of an export at most: the promise is for so many.
const MOST: usize = 100_000;

fn took(column: &mut Column, what: &'static str, budget: f64, work: impl FnOnce()) {
    let since = Instant::now();
    work();
    column.enter(what, Some(budget), Unit::Ms, since.elapsed().as_secs_f64() * 1e3);
}

/// Enters every figure.
pub fn measure(db: &Path, column: &mut Column) {
    let reader = Reader::open(db).unwrap().on(today());
    let cadres = register("cadre").unwrap();
    let fields: Vec<&'static Field> =
        std::iter::once(cadres.title).chain(cadres.columns.iter().copied()).filter_map(|n| cadres.field(n)).collect();
    let list = |format: Format| {
        let mut ids = reader.ids(&Query::all(cadres)).unwrap();
        ids.truncate(MOST);
        let mut sheet = Sheet::new(cadres, &fields, Lang::Zh);
        for chunk in ids.chunks(512) {
            for row in reader.rows(cadres, &fields, chunk).unwrap() {
                sheet.push(row.cells.iter().map(|c| (&c.value, c.label.as_deref())));
            }
        }
        write(&sheet, &mut Cursor::new(Vec::new()), format).unwrap();
    };
    took(column, "up to 100,000 cadres as xlsx", 5_000.0, || list(Format::Xlsx));
    took(column, "up to 100,000 cadres as csv", 5_000.0, || list(Format::Csv));
    let nominees = register("nominee").unwrap();
    took(column, "all nominees, every field, as csv", 5_000.0, || {
        whole::write(&reader, nominees, &mut Cursor::new(Vec::new()), Format::Csv, &|_, _| true).unwrap();
    });
    took(column, "the circular of the year as docx", 2_000.0, || {
        let asked = Asked { of: None, year: 2026, today: today(), kind: As::Docx };
        named("circular").unwrap().make(&reader, &asked).unwrap().unwrap();
    });
}
