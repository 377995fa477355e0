//! The schema: numbered migrations, and the triggers made from each table's columns.
//!
//! This and `open` are the places for what is SQLite's own.

pub mod triggers;

use super::{Error, Result};
use rusqlite::Connection;

/// "GJ22" as SQLite's application id: the file says whose it is.
pub const APPLICATION_ID: i64 = 0x474A_3232;

/// Every migration, in order. A new one is appended; a landed one never changes.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../assets/schema/001_registers.sql"),
    include_str!("../../assets/schema/002_house.sql"),
    include_str!("../../assets/schema/003_hours.sql"),
    include_str!("../../assets/schema/004_calls.sql"),
    include_str!("../../assets/schema/005_programmes.sql"),
    include_str!("../../assets/schema/006_forms.sql"),
    include_str!("../../assets/schema/007_import.sql"),
];

/// The schema this program knows.
#[must_use]
#[allow(clippy::cast_possible_wrap)]
pub const fn version() -> i64 {
    MIGRATIONS.len() as i64
}

/// Runs the migrations after `from`, inside the caller's transaction.
pub fn migrate(conn: &Connection, from: i64) -> Result<()> {
    for sql in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        conn.execute_batch(sql)?;
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", version())?;
    Ok(())
}

/// Makes the whole schema in an empty database, without triggers of the journal: for filling at once.
pub fn create(conn: &Connection) -> Result<()> {
    migrate(conn, 0)
}

/// Every table of the file, in order of name.
pub fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut stmt =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let names = stmt.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

/// The columns that are written (generated ones are not).
pub fn stored_columns(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut stmt = conn.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid")?;
    let names = stmt.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

/// Says whether every reference of the file points at something.
pub fn check_references(conn: &Connection) -> Result<()> {
    let mut stmt = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = stmt.query([])?;
    match rows.next()? {
        None => Ok(()),
        Some(row) => Err(Error::Refused(format!("{}: {:?}", row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?))),
    }
}
