//! The schema: numbered migrations, and the triggers made from each table's columns.
//!
//! This and `open` are the places for what is SQLite's own. The journal is kept by triggers, because then nothing can
//! write past it: `change.journal_id` comes from `current_journal`, which only [`super::write`] fills.

use super::{Error, Result};
use rusqlite::Connection;

/// "GJ22" as SQLite's application id: the file says whose it is.
pub const APPLICATION_ID: i64 = 0x474A_3232;

/// Every migration, in order. A new one is appended; a landed one never changes.
pub const MIGRATIONS: &[&str] =
    &[include_str!("../../assets/schema/001_registers.sql"), include_str!("../../assets/schema/002_house.sql")];

/// The schema this program knows.
#[must_use]
#[allow(clippy::cast_possible_wrap)]
pub const fn version() -> i64 {
    MIGRATIONS.len() as i64
}

/// Tables without journal: the journal itself, what is derived, and what is only one person's convenience.
const UNJOURNALLED: &[&str] = &[
    "journal",
    "change",
    "current_journal",
    "audit",
    "search_key",
    "record_tag",
    "row_count",
    "setting",
    "draft",
    "column_map",
    "report_snapshot",
    "saved_view",
];

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

/// Makes or remakes journal and count triggers of every table, and counts the rows there are.
pub fn install_triggers(conn: &Connection) -> Result<()> {
    for table in tables(conn)? {
        install_count(conn, &table)?;
        if !UNJOURNALLED.contains(&table.as_str()) {
            install_journal(conn, &table)?;
        }
    }
    Ok(())
}

/// Removes them again: for filling a table at once.
pub fn drop_triggers(conn: &Connection) -> Result<()> {
    for table in tables(conn)? {
        for kind in ["count_insert", "count_delete", "journal_insert", "journal_update", "journal_delete"] {
            conn.execute_batch(&format!("DROP TRIGGER IF EXISTS {table}_{kind}"))?;
        }
    }
    Ok(())
}

/// Every table of the file, in order of name.
pub fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut stmt =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let names = stmt.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

fn install_count(conn: &Connection, table: &str) -> Result<()> {
    if matches!(table, "row_count" | "search_key" | "record_tag" | "change" | "current_journal" | "journal") {
        return Ok(());
    }
    conn.execute_batch(&format!(
        "DELETE FROM row_count WHERE table_name = '{table}';
         INSERT INTO row_count (table_name, n) SELECT '{table}', count(*) FROM {table};
         DROP TRIGGER IF EXISTS {table}_count_insert;
         CREATE TRIGGER {table}_count_insert AFTER INSERT ON {table}
         BEGIN UPDATE row_count SET n = n + 1 WHERE table_name = '{table}'; END;
         DROP TRIGGER IF EXISTS {table}_count_delete;
         CREATE TRIGGER {table}_count_delete AFTER DELETE ON {table}
         BEGIN UPDATE row_count SET n = n - 1 WHERE table_name = '{table}'; END;"
    ))?;
    Ok(())
}

fn install_journal(conn: &Connection, table: &str) -> Result<()> {
    let columns = stored_columns(conn, table)?;
    let object = |side: &str| {
        let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {side}.{c}")).collect();
        format!("json_object({})", pairs.join(", "))
    };
    let now = "(SELECT journal_id FROM current_journal)";
    let (old, new) = (object("OLD"), object("NEW"));
    conn.execute_batch(&format!(
        "DROP TRIGGER IF EXISTS {table}_journal_insert;
         CREATE TRIGGER {table}_journal_insert AFTER INSERT ON {table} BEGIN
           INSERT INTO change (journal_id, table_name, row_id, op, before, after) VALUES ({now}, '{table}', NEW.id, 'insert', NULL, {new}); END;
         DROP TRIGGER IF EXISTS {table}_journal_update;
         CREATE TRIGGER {table}_journal_update AFTER UPDATE ON {table} BEGIN
           INSERT INTO change (journal_id, table_name, row_id, op, before, after) VALUES ({now}, '{table}', NEW.id, 'update', {old}, {new}); END;
         DROP TRIGGER IF EXISTS {table}_journal_delete;
         CREATE TRIGGER {table}_journal_delete AFTER DELETE ON {table} BEGIN
           INSERT INTO change (journal_id, table_name, row_id, op, before, after) VALUES ({now}, '{table}', OLD.id, 'delete', {old}, NULL); END;"
    ))?;
    Ok(())
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
