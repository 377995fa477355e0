//! The copy of the day: made once by whichever session comes first, and how the copies stand.
//!
//! A copy that fails stops nobody's work, but is told: a file beside the copies says when and why, for every session to
//! read, until one succeeds.

use super::{Copy, Turn, copies, folder, make, rotate, stem, tighten};
use crate::store::{Error, Reader, Result};
use chrono::NaiveDateTime;
use std::path::{Path, PathBuf};

/// How the copies of a database stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// When the latest was made.
    pub latest: Option<NaiveDateTime>,
    /// When and why the last attempt failed, if none succeeded since.
    pub failed: Option<String>,
}

/// How the copies stand: reads names of a folder, no database.
#[must_use]
pub fn standing(db: &Path) -> Standing {
    let latest = copies(db, &folder(db)).first().map(|c| c.at);
    let failed = std::fs::read_to_string(marker(db)).ok().map(|text| text.trim().to_owned());
    Standing { latest, failed }
}

/// Makes the copy of the day unless there is one, or another session is at it; then rotates.
///
/// # Errors
/// As [`super::back_up`]; the failure is also noted for [`standing`].
pub fn daily(db: &Path, at: NaiveDateTime) -> Result<Option<Copy>> {
    if due(db, at) { attempt(db, at).inspect_err(|error| note(db, at, error)) } else { Ok(None) }
}

fn due(db: &Path, at: NaiveDateTime) -> bool {
    copies(db, &folder(db)).first().is_none_or(|copy| copy.at.date() < at.date())
}

fn attempt(db: &Path, at: NaiveDateTime) -> Result<Option<Copy>> {
    let reader = Reader::open(db)?;
    let folder = folder(db);
    std::fs::create_dir_all(&folder)?;
    tighten(&folder)?;
    let Some(_turn) = Turn::try_take(&folder)? else { return Ok(None) };
    // Another session may have made it between the look and the turn.
    if !due(db, at) {
        return Ok(None);
    }
    let (copy, _) = make(&reader, &folder, at)?;
    rotate(db, &folder)?;
    std::fs::remove_file(marker(db)).ok();
    Ok(Some(copy))
}

fn note(db: &Path, at: NaiveDateTime, error: &Error) {
    std::fs::write(marker(db), format!("{} {error}\n", at.format("%Y-%m-%d %H:%M"))).ok();
}

/// The file that says a copy failed.
fn marker(db: &Path) -> PathBuf {
    folder(db).join(format!("{}.failed", stem(db)))
}
