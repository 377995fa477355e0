//! One session at a time makes copies: a lock beside them that is gone with the process that held it.
//!
//! It is a lock of SQLite's on an empty file, because that works on every system and needs nobody to clean up after a
//! kill.

use crate::store::{Error, Result};
use rusqlite::Connection;
use std::{path::Path, time::Duration};

const NAME: &str = ".turn";
/// A large copy takes seconds; who waits longer is told.
const PATIENCE: Duration = Duration::from_secs(60);

/// The turn of this process, until dropped.
pub(super) struct Turn {
    _lock: Connection,
}

impl Turn {
    /// Waits for it.
    pub fn wait(folder: &Path) -> Result<Self> {
        Self::take(folder, PATIENCE)
    }

    /// Takes it if nobody has it.
    pub fn try_take(folder: &Path) -> Result<Option<Self>> {
        match Self::take(folder, Duration::ZERO) {
            Ok(turn) => Ok(Some(turn)),
            Err(Error::Busy) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn take(folder: &Path, patience: Duration) -> Result<Self> {
        let lock = Connection::open(folder.join(NAME))?;
        lock.busy_timeout(patience)?;
        lock.execute_batch("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")?;
        Ok(Self { _lock: lock })
    }
}
