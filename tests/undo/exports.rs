//! Everything that can leave an office: each register as CSV and JSON, finds, counts, and what is derived.

use ganjiao::{
    catalog::REGISTERS,
    exchange::export::{Format, Sheet, write},
    store::{Reader, query::Query, search},
    text::Lang,
};
use rusqlite::types::ValueRef;
use std::{collections::BTreeMap, io::Cursor, path::Path};

pub type Exports = BTreeMap<String, Vec<u8>>;

const QUERIES: [&str; 7] = ["王", "林远", "ly", "县委办", "青石", "治理", "课程"];
/// Derived, or kept beside the journal.
const TABLES: [&str; 5] = ["search_key", "record_tag", "row_count", "hour_share", "import_issue"];

pub fn exports(path: &Path) -> Exports {
    let reader = Reader::open(path).unwrap();
    let mut all = Exports::new();
    for register in REGISTERS {
        let fields: Vec<_> = register.fields.iter().collect();
        let mut sheet = Sheet::new(register, &fields, Lang::Zh);
        let ids = reader.ids(&Query::all(register)).unwrap();
        for chunk in ids.chunks(512) {
            for row in reader.rows(register, &fields, chunk).unwrap() {
                sheet.push(row.cells.iter().map(|c| (&c.value, c.label.as_deref())));
            }
        }
        for (name, format) in [("csv", Format::Csv), ("json", Format::Json)] {
            let mut bytes = Cursor::new(Vec::new());
            write(&sheet, &mut bytes, format).unwrap();
            all.insert(format!("{}.{name}", register.kind), bytes.into_inner());
        }
        all.insert(format!("{} count", register.kind), reader.total(register).unwrap().to_string().into_bytes());
    }
    for query in QUERIES {
        let hits = search::find(reader.conn(), query, search::Limits::default()).unwrap();
        all.insert(format!("find {query}"), format!("{hits:?}").into_bytes());
    }
    for table in TABLES {
        all.insert(format!("table {table}"), dump(&reader, table));
    }
    all
}

fn dump(reader: &Reader, table: &str) -> Vec<u8> {
    let mut stmt = reader
        .conn()
        .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3, 4"))
        .unwrap_or_else(|_| reader.conn().prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap());
    let names: Vec<String> = stmt.column_names().map(ToOwned::to_owned).collect();
    let mut out = String::new();
    let mut rows = stmt.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        // A count of nothing and none at all are the same.
        if table == "row_count" && row.get_ref(1).unwrap() == ValueRef::Integer(0) {
            continue;
        }
        for (n, name) in names.iter().enumerate().filter(|(_, name)| *name != "version") {
            let value = match row.get_ref(n).unwrap() {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            };
            out.push_str(&format!("{name}={value} "));
        }
        out.push('\n');
    }
    out.into_bytes()
}

/// Fails with the first that differs.
#[track_caller]
pub fn same(found: &Exports, wanted: &Exports, when: &str) {
    for (name, bytes) in wanted {
        let other = &found[name];
        assert!(
            other == bytes,
            "{name} differs {when}:\n{}\n--- wanted\n{}",
            String::from_utf8_lossy(other),
            String::from_utf8_lossy(bytes)
        );
    }
}
