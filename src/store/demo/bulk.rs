//! The file while it is built: no journal, no waiting for the disk, the indexes of the big tables made at the end,
//! when their rows can be sorted once.

use super::{Report, Result, Stage};
use crate::store::{schema, seed};
use rusqlite::Connection;
use std::{fs::File, path::Path};

/// Tables that grow with the number of cadres.
const BIG: [&str; 6] = ["cadre", "cadre_post", "hour_entry", "nominee", "nominee_log", "attendance"];

/// A new file with the schema, ready to be filled inside one transaction.
pub(super) fn create(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536; PRAGMA temp_store = FILE; PRAGMA threads = 2;",
    )?;
    conn.execute_batch("BEGIN")?;
    schema::create(&conn)?;
    seed::fill(&conn)?;
    Ok(conn)
}

/// Indexes and triggers taken away for the time of filling.
pub(super) struct Removed(Vec<(String, String)>);

/// Takes the indexes and triggers of the big tables away. Those that are part of a UNIQUE stay.
pub(super) fn remove(conn: &Connection) -> Result<Removed> {
    let mut removed = Vec::new();
    for table in BIG {
        let mut stmt = conn.prepare(
            "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ?1 AND type IN ('index', 'trigger') AND sql IS NOT NULL",
        )?;
        let rows = stmt.query_map([table], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))?;
        for (kind, name, sql) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            conn.execute_batch(&format!("DROP {kind} {name}"))?;
            removed.push((kind, sql));
        }
    }
    removed.sort_by_key(|(kind, _)| kind == "trigger");
    Ok(Removed(removed))
}

impl Removed {
    /// Makes them again.
    pub(super) fn restore(&self, conn: &Connection, report: &mut Report) -> Result<()> {
        for (i, (_, sql)) in self.0.iter().enumerate() {
            report.at(Stage::Indexes, i, self.0.len() * 2)?;
            conn.execute_batch(sql)?;
        }
        Ok(())
    }
}

/// Ends the transaction and waits until everything is on the disk.
pub(super) fn close(conn: Connection, path: &Path) -> Result<()> {
    conn.execute_batch("COMMIT; PRAGMA optimize;")?;
    conn.close().map_err(|(_, error)| error)?;
    File::open(path)?.sync_all()?;
    Ok(())
}
