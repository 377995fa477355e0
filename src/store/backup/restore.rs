//! Putting a copy back: whole or not at all, and only with the database to itself.
//!
//! The pages go into the file that is there, as one transaction under its exclusive lock, and not by exchanging the
//! file: a session that opens it meanwhile must not write into a file that nobody sees any more.

use super::{Copy, STAMP, back_up, folder};
use crate::store::{Error, Reader, Result, open};
use chrono::NaiveDateTime;
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::path::{Path, PathBuf};

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
        open::copy(source.conn(), db)?;
        return Ok(None);
    }
    match Reader::open(db).and_then(|reader| back_up(&reader, &folder(db), at)) {
        Ok((copy, _)) => {
            replace(db, &source)?;
            Ok(Some(copy))
        }
        // A damaged database cannot be backed up; it is kept aside as it is.
        Err(Error::Damaged(_) | Error::Foreign(_)) => {
            let aside = set_aside(db, at)?;
            open::copy(source.conn(), db)?;
            Ok(Some(Copy { path: aside, at }))
        }
        Err(other) => Err(other),
    }
}

/// Writes a copy over the database in one transaction, so that whoever is killed leaves either the old or the new. An
/// exclusive lock is only given while nobody else has the file open, and is held until the end.
fn replace(db: &Path, source: &Reader) -> Result<()> {
    let mut conn = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.execute_batch(
        "PRAGMA busy_timeout = 500; PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT;",
    )?;
    match Backup::new(source.conn(), &mut conn)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(Error::Busy),
    }
}

/// Moves a damaged database aside with its side files, which belong to it and would spoil the next one.
fn set_aside(db: &Path, at: NaiveDateTime) -> Result<PathBuf> {
    let stem = format!("{}.damaged-{}", db.display(), at.format(STAMP));
    let aside = (1..1000)
        .map(|n| if n == 1 { stem.clone() } else { format!("{stem}-{n}") })
        .find(|name| !Path::new(name).exists())
        .ok_or_else(|| Error::Exists(db.to_owned()))?;
    for side in ["-wal", "-shm", ""] {
        match std::fs::rename(format!("{}{side}", db.display()), format!("{aside}{side}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(PathBuf::from(aside))
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
