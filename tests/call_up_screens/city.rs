//! The sample city, and questions to its tables.

use crate::harness::Ui;
use chrono::NaiveDate;
use ganjiao::store::{
    Act, Reader, Store,
    demo::{self, Continue, Plan},
};
use rusqlite::types::Value;
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

pub const TODAY: &str = "2026-11-24";

pub fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

/// A city in a file.
pub struct City {
    path: PathBuf,
    _folder: Option<TempDir>,
}

impl City {
    /// The one that nobody changes.
    pub fn shared() -> Self {
        static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
        let (_, path) = MADE.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("city.db");
            demo::build(&path, &Plan { cadres: 500, seed: 7, today: today() }, &mut |_| Continue::Yes).unwrap();
            (folder, path)
        });
        Self { path: path.clone(), _folder: None }
    }

    /// One to change.
    pub fn own() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.db");
        std::fs::copy(Self::shared().path, &path).unwrap();
        Self { path, _folder: Some(folder) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn ui(&self) -> Ui {
        Ui::open(&self.path, today())
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap()
    }

    pub fn store(&self) -> Store {
        Store::open(&self.path).unwrap()
    }

    /// Writes as anybody would, journal and all.
    pub fn write(&self, statements: &[&str]) {
        let act = Act { actor: "tester".into(), origin: "test".into(), at: format!("{TODAY}T08:00:00") };
        let run = |tx: &ganjiao::store::Tx| {
            for sql in statements {
                tx.execute(sql, [])?;
            }
            Ok(())
        };
        self.store().write(&act, "test", run).unwrap();
    }

    /// Rows as text.
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let reader = self.reader();
        let mut stmt = reader.conn().prepare(sql).unwrap();
        let columns = stmt.column_count();
        let row = |row: &rusqlite::Row| {
            let text = |n| match row.get::<_, Value>(n).unwrap() {
                Value::Null | Value::Blob(_) => String::new(),
                Value::Integer(n) => n.to_string(),
                Value::Real(n) => n.to_string(),
                Value::Text(text) => text,
            };
            Ok((0..columns).map(text).collect())
        };
        stmt.query_map([], row).unwrap().map(Result::unwrap).collect()
    }

    pub fn row(&self, sql: &str) -> Vec<String> {
        self.rows(sql).into_iter().next().unwrap()
    }

    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql).into_iter().map(|mut row| row.remove(0)).collect()
    }

    pub fn text(&self, sql: &str) -> String {
        self.texts(sql).remove(0)
    }

    pub fn numbers(&self, sql: &str) -> Vec<f64> {
        self.texts(sql).iter().map(|text| text.parse().unwrap_or(0.0)).collect()
    }

    pub fn number(&self, sql: &str) -> f64 {
        self.numbers(sql)[0]
    }
}
