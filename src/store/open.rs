//! Opening the file: whose it is, how new it is, and how each connection is set up.
//!
//! A file of a newer program is refused before anything is written, not even a lock; an older one is migrated in one
//! transaction after a verified copy was made beside it.

use super::{Error, Result, Store, partial, schema};
use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{
    cell::OnceCell,
    collections::HashMap,
    path::{Path, PathBuf},
};

/// A read-only connection.
pub struct Reader {
    pub(crate) conn: Connection,
    path: PathBuf,
    pub(super) today: Option<NaiveDate>,
    /// English names of codes by list and name, read when first asked for.
    pub(super) english: OnceCell<HashMap<(String, String), String>>,
}

impl Reader {
    /// Opens the file for reading.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Foreign`], [`Error::Newer`]; an older schema is `Ok`: see [`Reader::schema`].
    pub fn open(path: &Path) -> Result<Self> {
        match path.metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return Err(Error::NoAccess(path.to_owned())),
            Err(_) => return Err(Error::Missing(path.to_owned())),
            Ok(found) if !found.is_file() => return Err(Error::Foreign(path.to_owned())),
            Ok(_) => {}
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| unopened(e, path))?;
        whose(&conn, path).map_err(|e| match e {
            Error::Sqlite(e) => unopened(e, path),
            other => other,
        })?;
        conn.execute_batch(
            "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -600; PRAGMA temp_store = MEMORY;",
        )?;
        keep_plans(&conn)?;
        Ok(Self { conn, path: path.to_owned(), today: None, english: OnceCell::new() })
    }

    /// Opens the file for reading at the schema this program knows; one of an older program is migrated first.
    ///
    /// # Errors
    /// As [`Reader::open`], and as [`Store::open`] where it has to be migrated.
    pub fn open_current(path: &Path) -> Result<Self> {
        let reader = Self::open(path)?;
        if reader.schema()? == schema::version() {
            return Ok(reader);
        }
        drop(reader);
        Store::open(path)?;
        Self::open(path)
    }

    /// Reads as of this day: figures of what has happened, such as a teacher's last session, end with it.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> Self {
        Self { today: Some(today), ..self }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection, for the queries of this layer and above that take one.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    /// Another connection to the same file, for another thread.
    pub fn another(&self) -> Result<Self> {
        Ok(Self { today: self.today, ..Self::open(&self.path)? })
    }

    /// A number that changes whenever another connection commits; cheap.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.conn.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// The schema version of the file.
    pub fn schema(&self) -> Result<i64> {
        Ok(self.conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }
}

/// Why a file did not open, as far as its rights tell.
pub(super) fn unopened(error: rusqlite::Error, path: &Path) -> Error {
    if error.sqlite_error_code() != Some(rusqlite::ErrorCode::CannotOpen) {
        return error.into();
    }
    Error::NoAccess(path.to_owned())
}

/// Refuses a file that is not ours or newer than we know.
pub(super) fn whose(conn: &Connection, path: &Path) -> Result<i64> {
    let read = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let id = match read("application_id") {
        Ok(id) => id,
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(Error::Foreign(path.to_owned()));
        }
        Err(e) => return Err(e.into()),
    };
    let found = read("user_version")?;
    if id != schema::APPLICATION_ID {
        return Err(Error::Foreign(path.to_owned()));
    }
    let known = schema::version();
    if found > known {
        return Err(Error::Newer { found, known });
    }
    Ok(found)
}

/// Sets up a connection that writes. Saved means on disk: `synchronous = FULL`. The side files stay after the last
/// close, so that people who may only read the folder can still open the file.
pub(super) fn prepare_writer(conn: &mut Connection) -> Result<()> {
    conn.busy_handler(Some(wait))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;
         PRAGMA recursive_triggers = OFF;",
    )?;
    keep_plans(conn)
}

/// Waits for a lock that someone else holds, about 5 s in all. SQLite's own waiting soon looks only every 100 ms, so that
/// among many who write without a pause one can be passed over for seconds; here, who waits longer looks more often.
fn wait(times: i32) -> bool {
    let pause = match times {
        ..40 => 3_000,
        40..200 => 1_000,
        _ => 250,
    };
    std::thread::sleep(std::time::Duration::from_micros(pause));
    times < 15_000
}

/// Keeps statements prepared: without this, SQLite plans a statement anew whenever a bound of a range is another value,
/// which costs more than a find.
fn keep_plans(conn: &Connection) -> Result<()> {
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// A verified copy of the file beside it, named after its schema; returns its path.
pub(super) fn copy_before_migration(conn: &Connection, path: &Path, found: i64) -> Result<PathBuf> {
    let mut n = 1;
    let target = loop {
        let name = format!("{}.before-schema-{}-{n}", path.display(), found + 1);
        let target = PathBuf::from(name);
        if !target.exists() {
            break target;
        }
        n += 1;
    };
    copy(conn, &target)?;
    Ok(target)
}

/// Copies the database to `target` with tight rights, and reads the copy back before it counts. Nothing stays of a copy
/// that fails; what a killed program left is cleared away by the next.
pub fn copy(conn: &Connection, target: &Path) -> Result<()> {
    let partial = partial::begin(target, 0o600)?;
    let copied = fill(conn, &partial).and_then(|()| Ok(std::fs::rename(&partial, target)?));
    if copied.is_err() {
        partial::drop_file(&partial);
    }
    copied?;
    partial::sync_folder(target)
}

fn fill(conn: &Connection, partial: &Path) -> Result<()> {
    let text = partial.to_string_lossy().into_owned();
    // Reading is all it does to this file, but SQLite counts it as writing.
    let guarded: i64 = conn.pragma_query_value(None, "query_only", |row| row.get(0))?;
    conn.pragma_update(None, "query_only", 0)?;
    let copied = conn.execute("VACUUM INTO ?1", [&text]);
    conn.pragma_update(None, "query_only", guarded)?;
    copied?;
    let copy = Connection::open_with_flags(partial, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    drop(copy);
    if verdict != "ok" {
        return Err(Error::Damaged(verdict));
    }
    std::fs::File::open(partial)?.sync_all()?;
    Ok(())
}
