//! What is known about the file itself: sizes, rights, integrity.

use super::{Reader, Result, schema};
use std::path::{Path, PathBuf};

/// A file of the database.
#[derive(Debug)]
pub struct FileFacts {
    /// Its path.
    pub path: PathBuf,
    /// Its size.
    pub bytes: i64,
    /// Its rights, as `rw-rw----`.
    pub rights: String,
}

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// The file and its side files.
    pub files: Vec<FileFacts>,
    /// The schema's version.
    pub schema: i64,
    /// Rows of the tables that have any.
    pub rows: Vec<(String, i64)>,
    /// The file and its folder may be written to.
    pub writable: bool,
    /// `ok`, or SQLite's first complaint.
    pub integrity: String,
    /// References that point at nothing.
    pub broken: i64,
    /// Other processes that have the file open: number and command.
    pub sessions: Vec<(u32, String)>,
}

/// The version of SQLite inside.
#[must_use]
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Examines the file; reads all of it once.
pub fn examine(reader: &Reader) -> Result<Report> {
    let conn = reader.conn();
    let mut rows = Vec::new();
    for table in schema::tables(conn)? {
        let n: i64 = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        if n > 0 {
            rows.push((table, n));
        }
    }
    let integrity = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let mut broken = 0;
    let mut stmt = conn.prepare("PRAGMA foreign_key_check")?;
    let mut found = stmt.query([])?;
    while found.next()?.is_some() {
        broken += 1;
    }
    let path = reader.path();
    let side = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    let files = [path.to_owned(), side("-wal"), side("-shm")];
    Ok(Report {
        files: files.iter().filter_map(|p| facts(p)).collect(),
        schema: reader.schema()?,
        rows,
        writable: std::fs::OpenOptions::new().append(true).open(path).is_ok(),
        integrity,
        broken,
        sessions: super::backup::holders(path),
    })
}

fn facts(path: &Path) -> Option<FileFacts> {
    let meta = std::fs::metadata(path).ok()?;
    Some(FileFacts { path: path.to_owned(), bytes: i64::try_from(meta.len()).unwrap_or(i64::MAX), rights: rights(&meta) })
}

#[cfg(unix)]
fn rights(meta: &std::fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    let mode = meta.mode();
    let bit = |n: u32, c: char| if mode >> n & 1 == 1 { c } else { '-' };
    (0..9).rev().map(|n| bit(n, ['x', 'w', 'r'][(n % 3) as usize])).collect()
}

#[cfg(not(unix))]
fn rights(meta: &std::fs::Metadata) -> String {
    if meta.permissions().readonly() { "r--" } else { "rw-" }.to_owned()
}
