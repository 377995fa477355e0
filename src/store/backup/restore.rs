//! Putting a copy back: whole or not at all, and only with the database to itself.
//!
//! The pages go into the file that is there, as one transaction under its exclusive lock, and not by exchanging the
//! file: a session that opens it meanwhile must not write into a file that nobody sees any more.

use super::{Copy, STAMP, back_up, folder};
use crate::store::{Error, Reader, Result, open};
use chrono::NaiveDateTime;
use rusqlite::{Connection, backup::Backup};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Pages copied at a time.
const PAGES: i32 = 4_096;

/// Puts a copy in place of the database. Backs up the present state first; needs the database to itself.
///
/// # Errors
/// [`Error::Busy`] while others have it open; as [`Reader::open`] for a copy that is not ours or damaged.
pub fn restore(db: &Path, copy: &Path, at: NaiveDateTime) -> Result<Option<Copy>> {
    let source = Reader::open(copy)?;
    let verdict: String = source.conn().query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Error::Damaged(verdict));
    }
    if !db.exists() {
        put(&source, db)?;
        return Ok(None);
    }
    // A damaged database cannot be backed up; it is kept aside as it is.
    match Reader::open(db).and_then(|reader| back_up(&reader, &folder(db), at)) {
        Ok((before, _)) => {
            over(&source, db)?;
            Ok(Some(before))
        }
        Err(Error::Damaged(_) | Error::Foreign(_)) => {
            let aside = PathBuf::from(format!("{}.damaged-{}", db.display(), at.format(STAMP)));
            for side in ["", "-wal", "-shm"] {
                let from = PathBuf::from(format!("{}{side}", db.display()));
                if from.exists() {
                    std::fs::copy(&from, format!("{}{side}", aside.display()))?;
                }
            }
            put(&source, db)?;
            Ok(Some(Copy { path: aside, at }))
        }
        Err(other) => Err(other),
    }
}

/// Over the pages of a sound database: refused while another connection has it open, because an exclusive lock of the
/// whole file is only given then.
fn over(source: &Reader, db: &Path) -> Result<()> {
    let mut conn = Connection::open(db)?;
    conn.execute_batch(
        "PRAGMA busy_timeout = 500; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;",
    )?;
    Backup::new(source.conn(), &mut conn)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

/// In place of a file that is none, or damaged.
fn put(source: &Reader, db: &Path) -> Result<()> {
    let partial = PathBuf::from(format!("{}.restoring", db.display()));
    std::fs::remove_file(&partial).ok();
    open::copy(source.conn(), &partial)?;
    for side in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", db.display())).ok();
    }
    std::fs::rename(&partial, db)?;
    Ok(())
}

/// The processes that have the database open, as far as this system tells: number and command.
#[must_use]
#[cfg(target_os = "linux")]
pub fn holders(db: &Path) -> Vec<(u32, String)> {
    let Ok(whole) = std::fs::canonicalize(db) else { return Vec::new() };
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let mut found = Vec::new();
    for process in processes.flatten() {
        let Some(number) = process.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(open) = std::fs::read_dir(process.path().join("fd")) else { continue };
        let holds = open.flatten().any(|fd| std::fs::read_link(fd.path()).is_ok_and(|to| to == whole));
        if holds && number != std::process::id() {
            let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            let words: Vec<String> =
                line.split(|b| *b == 0).filter(|w| !w.is_empty()).map(|w| String::from_utf8_lossy(w).into_owned()).collect();
            found.push((number, words.join(" ")));
        }
    }
    found
}

/// The processes that have the database open; not told on this system.
#[must_use]
#[cfg(not(target_os = "linux"))]
pub fn holders(_: &Path) -> Vec<(u32, String)> {
    Vec::new()
}
