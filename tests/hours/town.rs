//! A small file of its own for each test, and plain SQL beside what the program says.

use chrono::NaiveDate;
use ganjiao::store::{Act, Reader, Store, demo, seed};
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

pub struct Town {
    _folder: TempDir,
    pub path: PathBuf,
}

pub fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day most tests live in.
pub fn today() -> NaiveDate {
    d("2026-11-24")
}

pub fn act() -> Act {
    act_at("2026-11-24 09:00:00")
}

pub fn act_at(at: &str) -> Act {
    Act { actor: "tester".into(), origin: "test".into(), at: at.into() }
}

impl Town {
    /// A city of the sample data.
    pub fn city(cadres: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.db");
        let plan = demo::Plan { cadres, seed: 7, today: today() };
        demo::build(&path, &plan, &mut |_| demo::Continue::Yes).unwrap();
        Self { _folder: folder, path }
    }

    /// Code lists and rules.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("small.db");
        let town = Self { _folder: folder, path };
        let mut store = Store::create(&town.path).unwrap();
        store.write(&act(), "seed", seed::seed).unwrap();
        town
    }

    /// Code lists and rules, two units and six people: 1 to 3 in unit 1, 4 to 6 in unit 2; 6 is at county level.
    pub fn small() -> Self {
        let town = Self::empty();
        town.write(&[
            "INSERT INTO unit (id, name) VALUES (1, '东风镇'), (2, '县教育局')",
            "INSERT INTO cadre (id, name, unit_id, level, sort_no) VALUES (1, '甲', 1, '乡科级副职', 1), (2, '乙', 1, '乡科级副职', 2),
             (3, '丙', 1, NULL, 3), (4, '丁', 2, NULL, 1), (5, '戊', 2, NULL, 2), (6, '己', 2, '县处级副职', 3)",
        ]);
        town
    }

    pub fn store(&self) -> Store {
        Store::open(&self.path).unwrap()
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap()
    }

    /// Runs statements as one write.
    pub fn write(&self, statements: &[&str]) {
        self.write_at("2026-11-24 09:00:00", statements);
    }

    pub fn write_at(&self, at: &str, statements: &[&str]) {
        let work = |tx: &ganjiao::store::Tx| {
            statements.iter().for_each(|sql| {
                tx.execute(sql, []).unwrap_or_else(|e| panic!("{sql}: {e}"));
            });
            Ok(())
        };
        self.store().write(&act_at(at), "test", work).unwrap();
    }

    pub fn undo(&self) {
        let step = self.reader().undoable("tester").unwrap().unwrap();
        self.store().undo(&act(), step.id, "undo").unwrap();
    }

    pub fn redo(&self) {
        let step = self.reader().redoable("tester").unwrap().unwrap();
        self.store().undo(&act(), step.id, "redo").unwrap();
    }

    /// The rows of a query as text.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows(&Connection::open(&self.path).unwrap(), sql)
    }

    pub fn one(&self, sql: &str) -> String {
        self.rows(sql).into_iter().next().unwrap_or_default()
    }
}

/// The rows of a query as text, cells parted by bars.
pub fn rows(conn: &Connection, sql: &str) -> Vec<String> {
    use rusqlite::types::ValueRef as V;
    let mut stmt = conn.prepare(sql).unwrap();
    let n = stmt.column_count();
    let cell = |value: V| match value {
        V::Null => "-".to_owned(),
        V::Integer(n) => n.to_string(),
        V::Real(n) => format!("{n}"),
        V::Text(t) => String::from_utf8_lossy(t).into_owned(),
        V::Blob(_) => "?".to_owned(),
    };
    let read = |row: &rusqlite::Row| Ok((0..n).map(|i| cell(row.get_ref(i).unwrap())).collect::<Vec<_>>().join("|"));
    stmt.query_map([], read).unwrap().map(Result::unwrap).collect()
}
