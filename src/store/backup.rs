//! Verified copies of the database: made daily and before what is hard to take back, kept in a rotation, restored whole.
//!
//! A copy is `VACUUM INTO` beside its final name, read back, synced and only then renamed; it has rights for its owner
//! only. Copies are named by their moment, so that the rotation needs nothing but names.

mod daily;
mod restore;
mod turn;

use super::{Error, Reader, Result, open, schema};
use crate::catalog::{REGISTERS, Register};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
pub use daily::{Standing, daily, standing};
pub use restore::{holders, restore};
use std::path::{Path, PathBuf};
use turn::Turn;

/// How many days, weeks and months are kept.
pub const KEPT: (usize, usize, usize) = (7, 4, 12);

/// The latest so many are kept anyhow: of two imports on a day, each leaves the copy that was made before it.
pub const LATEST: usize = 3;

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
    // Of copies of one second, the number behind the moment says which is later; the first has none.
    let mut copies: Vec<(u32, Copy)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_str()?.to_owned();
            let stamp = name.strip_prefix(&stem)?.strip_prefix('-')?.strip_suffix(".db")?.to_owned();
            let (stamp, again) = (stamp.get(..15)?, stamp.get(15..)?);
            let again = again.strip_prefix('-').and_then(|n| n.parse().ok()).unwrap_or(1);
            Some((again, Copy { path: entry.path(), at: NaiveDateTime::parse_from_str(stamp, STAMP).ok()? }))
        })
        .collect();
    copies.sort_by(|(m, a), (n, b)| b.at.cmp(&a.at).then_with(|| n.cmp(m)).then_with(|| b.path.cmp(&a.path)));
    copies.into_iter().map(|(_, copy)| copy).collect()
}

fn stem(db: &Path) -> String {
    db.file_stem().map_or_else(|| "ganjiao".to_owned(), |s| s.to_string_lossy().into_owned())
}

/// Makes a verified copy of the database in `folder`; returns it with the number of rows in it.
///
/// # Errors
/// [`Error::Damaged`] if the copy does not read back whole, or has other row counts than the database; [`Error::Busy`]
/// if another session is making one for a minute.
pub fn back_up(reader: &Reader, folder: &Path, at: NaiveDateTime) -> Result<(Copy, i64)> {
    // A folder that was there may be another's as well: only a new one, and the database's own, are closed to others.
    let own = !folder.exists() || folder == self::folder(reader.path());
    std::fs::create_dir_all(folder)?;
    if own {
        tighten(folder)?;
    }
    let _turn = Turn::wait(folder)?;
    make(reader, folder, at)
}

/// A copy of the database as it is: the latest one if nothing was written since, or a new one; then rotates. For what is
/// hard to take back: imports, bulk edits.
///
/// # Errors
/// As [`back_up`].
pub fn current(reader: &Reader, at: NaiveDateTime) -> Result<Copy> {
    let folder = folder(reader.path());
    let latest = copies(reader.path(), &folder).into_iter().next();
    if let Some(copy) = latest.filter(|c| c.at.date() == at.date())
        && last_step(&Reader::open(&copy.path)?)? == last_step(reader)?
    {
        return Ok(copy);
    }
    let (copy, _) = back_up(reader, &folder, at)?;
    rotate(reader.path(), &folder)?;
    Ok(copy)
}

fn last_step(reader: &Reader) -> Result<i64> {
    Ok(reader.conn().query_row("SELECT coalesce(max(id), 0) FROM journal", [], |row| row.get(0))?)
}

/// Makes the copy; whoever calls has the turn.
fn make(reader: &Reader, folder: &Path, at: NaiveDateTime) -> Result<(Copy, i64)> {
    let stamp = format!("{}-{}", stem(reader.path()), at.format(STAMP));
    let path = (1..1000)
        .map(|n| folder.join(if n == 1 { format!("{stamp}.db") } else { format!("{stamp}-{n}.db") }))
        .find(|p| !p.exists())
        .ok_or_else(|| Error::Exists(folder.to_owned()))?;
    let mut found = (0, 0);
    // Others may write while the copy is made: then the counts say nothing, and it is made once more.
    for _ in 0..3 {
        let (seen, rows) = (reader.data_version()?, reader.rows_of_all()?);
        open::copy(reader.conn(), &path)?;
        let copied = Reader::open(&path)?.rows_of_all()?;
        if copied == rows {
            return Ok((Copy { path, at }, copied));
        }
        let now = reader.rows_of_all()?;
        if seen != reader.data_version()? && (rows.min(now)..=rows.max(now)).contains(&copied) {
            return Ok((Copy { path, at }, copied));
        }
        found = (copied, now);
        std::fs::remove_file(&path)?;
    }
    Err(Error::Damaged(format!("{} of {} rows", found.0, found.1)))
}

/// Removes copies that the rotation no longer keeps; returns them. The latest ones are always kept.
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

/// Which of these moments (latest first) are kept: the latest of each of the last days, weeks and months,
/// and the latest ones anyhow.
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
    keep.iter_mut().take(LATEST).for_each(|keep| *keep = true);
    keep
}

impl Reader {
    /// Rows of each register's table that has any, in the order of the catalog.
    pub fn rows_by_register(&self) -> Result<Vec<(&'static Register, i64)>> {
        let tables = schema::tables(&self.conn)?;
        let mut rows = Vec::new();
        for register in REGISTERS.iter().copied().filter(|r| tables.iter().any(|t| t == r.table)) {
            let sql = format!("SELECT count(*) FROM {}", register.table);
            let n: i64 = self.conn.query_row(&sql, [], |row| row.get(0))?;
            if n > 0 {
                rows.push((register, n));
            }
        }
        Ok(rows)
    }

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
