//! An empty office to import into, and questions to it.

use chrono::NaiveDate;
use ganjiao::exchange::import::{Report, Request, Source, import};
use ganjiao::exchange::sheet::Outcome;
use ganjiao::store::{Act, Store, intake::Plan, seed};
use ganjiao::text::Lang;
use rusqlite::types::FromSql;
use std::path::Path;

pub struct Office {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub today: NaiveDate,
}

impl Office {
    pub fn new(today: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("office.db")).unwrap();
        store.write(&act(), "init", seed::seed).unwrap();
        Self { _folder: folder, store, today: today.parse().unwrap() }
    }

    /// An office that begins with what this file holds.
    pub fn from(file: &Path, today: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        std::fs::copy(file, &path).unwrap();
        Self { store: Store::open(&path).unwrap(), _folder: folder, today: today.parse().unwrap() }
    }

    /// A copy of the data in one file.
    pub fn keep(&self, file: &Path) {
        self.store.conn().execute("VACUUM INTO ?1", [file.to_str().unwrap()]).unwrap();
    }

    pub fn take(&mut self, sources: &[Source]) -> Report {
        let request = request(self.today);
        self.store.take_in(&act(), "import", |office| import(office, sources, &request)).unwrap()
    }

    pub fn take_file(&mut self, name: &str, bytes: &[u8]) -> Report {
        self.take(&[Source::new(name, bytes)])
    }

    pub fn rehearse(&mut self, sources: &[Source]) -> Report {
        self.plan(sources).0
    }

    pub fn plan(&mut self, sources: &[Source]) -> (Report, Plan) {
        let request = request(self.today);
        self.store.rehearse_in(&act(), |office| import(office, sources, &request)).unwrap()
    }

    pub fn carry_out(&mut self, plan: &Plan, sources: &[Source]) -> Option<Report> {
        let request = request(self.today);
        self.store.carry_out(&act(), "import", plan, |office| import(office, sources, &request)).unwrap()
    }

    pub fn undo(&mut self, step: i64) {
        self.store.undo(&act(), step, "undo").unwrap();
    }

    pub fn one<T: FromSql>(&self, sql: &str) -> T {
        self.store.conn().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    pub fn lines(&self, sql: &str) -> Vec<String> {
        let mut statement = self.store.conn().prepare(sql).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| {
            let cells: Vec<String> = (0..width)
                .map(|i| row.get::<_, ganjiao::domain::value::Value>(i).map(|v| v.to_string()))
                .collect::<Result<_, _>>()?;
            Ok(cells.join("|"))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }
}

fn request(today: NaiveDate) -> Request<'static> {
    Request { kind: None, sheet: None, today, now: "2022-12-31T09:00:00", actor: "tester", lang: Lang::Zh }
}

fn act() -> Act {
    Act { actor: "tester".into(), origin: "test".into(), at: "2022-12-31T09:00:00".into() }
}

pub fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Source::new(&name, &std::fs::read(path).unwrap())
}

/// `kind records/new/updated/same/duplicate/rejected` and each finding `severity cell code`.
pub fn told(outcome: &Outcome) -> String {
    let counts = [outcome.records, outcome.new, outcome.updated, outcome.same, outcome.duplicate, outcome.rejected];
    let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
    let mut text = format!("{} {}", outcome.kind.code(), counts.join("/"));
    for issue in &outcome.issues {
        text.push_str(&format!("\n  {} {} {}", issue.severity.code(), issue.at, issue.reason.code()));
    }
    text
}
