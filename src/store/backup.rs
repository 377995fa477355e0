//! Verified copies of the database: made daily and before what is hard to take back, kept in a rotation, restored whole.
//!
//! A copy is `VACUUM INTO` beside its final name, read back, synced and only then renamed; it has rights for its owner
//! only. Copies are named by their moment, so that the rotation needs nothing but names.

use super::{Error, Reader, Result, open, schema};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::path::{Path, PathBuf};

/// How many days, weeks and months are kept.
pub const KEPT: (usize, usize, usize) = (7, 4, 12);

const STAMP: &str = "%Y%m%d-%H%M%S";

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: NaiveDateTime,
}

/// The folder of copies: beside the database.
#[must_use]
pub fn folder(db: &Path) -> PathBuf {
    db.parent().unwrap_or(Path::new("")).join("backups")
}

/// The copies of a database, latest first.
#[must_use]
pub fn copies(db: &Path, folder: &Path) -> Vec<Copy> {
    let stem = stem(db);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut copies: Vec<Copy> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_str()?.to_owned();
            let stamp = name.strip_prefix(&stem)?.strip_prefix('-')?.strip_suffix(".db")?.to_owned();
            let stamp = stamp.get(..15)?;
            Some(Copy { path: entry.path(), at: NaiveDateTime::parse_from_str(stamp, STAMP).ok()? })
        })
        .collect();
    copies.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.path.cmp(&a.path)));
    copies
}

fn stem(db: &Path) -> String {
    db.file_stem().map_or_else(|| "ganjiao".to_owned(), |s| s.to_string_lossy().into_owned())
}

/// Makes a verified copy of the database in `folder`; returns it with the number of rows compared.
///
/// # Errors
/// [`Error::Damaged`] if the copy does not read back whole, or has other row counts than the database.
pub fn back_up(reader: &Reader, folder: &Path, at: NaiveDateTime) -> Result<(Copy, i64)> {
    std::fs::create_dir_all(folder)?;
    tighten(folder)?;
    let stamp = format!("{}-{}", stem(reader.path()), at.format(STAMP));
    let path = (1..1000)
        .map(|n| folder.join(if n == 1 { format!("{stamp}.db") } else { format!("{stamp}-{n}.db") }))
        .find(|p| !p.exists())
        .ok_or_else(|| Error::Exists(folder.to_owned()))?;
    // One read transaction, so that the copy and the counts are of the same moment.
    let rows = reader.rows_of_all()?;
    open::copy(reader.conn(), &path)?;
    let copied = Reader::open(&path)?.rows_of_all()?;
    if copied < rows {
        std::fs::remove_file(&path)?;
        return Err(Error::Damaged(format!("{copied} of {rows} rows")));
    }
    Ok((Copy { path, at }, copied))
}

/// Removes copies that the rotation no longer keeps; returns them. The latest is always kept.
pub fn rotate(db: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let copies = copies(db, folder);
    let keep = kept(&copies.iter().map(|c| c.at).collect::<Vec<_>>());
    let mut gone = Vec::new();
    for (copy, keep) in copies.iter().zip(keep) {
        if !keep {
            std::fs::remove_file(&copy.path)?;
            gone.push(copy.path.clone());
        }
    }
    Ok(gone)
}

type Period<'a> = &'a dyn Fn(NaiveDate) -> (i32, u32);

/// Which of these moments (latest first) are kept: the latest of each of the last days, weeks and months.
#[must_use]
pub fn kept(moments: &[NaiveDateTime]) -> Vec<bool> {
    let mut keep = vec![false; moments.len()];
    let day = |d: NaiveDate| (d.year(), d.ordinal());
    let week = |d: NaiveDate| (d.iso_week().year(), d.iso_week().week());
    let month = |d: NaiveDate| (d.year(), d.month());
    let periods: [(Period, usize); 3] = [(&day, KEPT.0), (&week, KEPT.1), (&month, KEPT.2)];
    for (period, most) in periods {
        let mut seen = Vec::new();
        for (n, moment) in moments.iter().enumerate() {
            let key = period(moment.date());
            if !seen.contains(&key) && seen.len() < most {
                seen.push(key);
                keep[n] = true;
            }
        }
    }
    if let Some(latest) = keep.first_mut() {
        *latest = true;
    }
    keep
}

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

impl Reader {
    /// Rows of all tables together.
    pub fn rows_of_all(&self) -> Result<i64> {
        let mut sum = 0;
        for table in schema::tables(&self.conn)? {
            sum += self.conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))?;
        }
        Ok(sum)
    }
}

#[cfg(unix)]
fn tighten(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

#[cfg(not(unix))]
fn tighten(_: &Path) -> Result<()> {
    Ok(())
}
