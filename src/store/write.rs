//! The one way to write: a transaction that takes the lock first, keeps the journal, and refreshes what is derived.

use super::{
    Error, Result, guard, open,
    schema::{self, triggers},
};
use crate::domain::value::Value;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params, types::ToSqlOutput};
use std::{ops::Deref, path::Path};

/// Who does something, from where, and when.
#[derive(Clone, Debug)]
pub struct Act {
    /// The person's login.
    pub actor: String,
    /// Where from: a terminal, a host, a command.
    pub origin: String,
    /// When: ISO text, local time, to the second.
    pub at: String,
}

/// The writing connection of a process.
pub struct Store {
    conn: Connection,
}

/// A write under way. Reads like a connection.
pub struct Tx<'a> {
    tx: Transaction<'a>,
    /// Who does it.
    pub act: Act,
}

impl Store {
    /// Makes a new, empty database with schema and journal; refuses to overwrite.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(Error::Exists(path.to_owned()));
        }
        let mut conn = Connection::open(path)?;
        open::prepare_writer(&conn)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::create(&tx)?;
        triggers::install_guards(&tx)?;
        tx.commit()?;
        triggers::keep_journal(&conn)?;
        keep_side_files(&conn)?;
        Ok(Self { conn })
    }

    /// Opens the file for writing; migrates an older schema after a verified copy beside it.
    ///
    /// # Errors
    /// As [`super::Reader::open`]: a foreign or newer file is refused before any write.
    pub fn open(path: &Path) -> Result<Self> {
        let found = super::Reader::open(path)?.schema()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags)?;
        open::prepare_writer(&conn)?;
        if found < schema::version() {
            open::copy_before_migration(&conn, path, found)?;
            migrate(&mut conn)?;
        }
        triggers::keep_journal(&conn)?;
        keep_side_files(&conn)?;
        Ok(Self { conn })
    }

    /// Runs `work` in one transaction, with one journal entry called `label`. Takes the lock at once and tries three
    /// times while someone else holds it; `work` may therefore run more than once. Returning means it is on disk.
    pub fn write<T>(&mut self, act: &Act, label: &str, mut work: impl FnMut(&Tx) -> Result<T>) -> Result<T> {
        let mut tries = 0;
        loop {
            match self.attempt(act, label, &mut work) {
                Err(Error::Busy) if tries < 2 => tries += 1,
                result => return result,
            }
        }
    }

    fn attempt<T>(&mut self, act: &Act, label: &str, work: &mut impl FnMut(&Tx) -> Result<T>) -> Result<T> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        still_known(&tx)?;
        let role = guard::role(&tx, &act.actor)?;
        let tx = Tx { tx, act: act.clone() };
        let journal = open_journal(&tx, label)?;
        let done = work(&tx)?;
        tx.execute("DELETE FROM current_journal", [])?;
        let changed: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM change WHERE journal_id = ?1)", [journal], |r| r.get(0))?;
        if changed {
            guard::check(&tx, role, journal)?;
            super::derive::refresh(&tx, journal)?;
        } else {
            tx.execute("DELETE FROM journal WHERE id = ?1", [journal])?;
        }
        tx.tx.commit()?;
        Ok(done)
    }

    /// Runs `work` as [`Store::write`] does and then gives everything up: what would it come to? Takes the lock, too.
    pub fn rehearse<T>(&mut self, act: &Act, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tx = Tx { tx, act: act.clone() };
        open_journal(&tx, "")?;
        work(&tx)
    }

    /// Runs `work` in one transaction without journal, for tables that have none (settings, drafts).
    pub fn note<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// The connection, to read what was just written.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        &self.conn
    }
}

impl Tx<'_> {
    /// The journal entry under way.
    pub fn journal(&self) -> Result<i64> {
        Ok(self.tx.query_row("SELECT journal_id FROM current_journal", [], |row| row.get(0))?)
    }

    /// The next free id of a table.
    pub fn next_id(&self, table: &str) -> Result<i64> {
        let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {table}");
        Ok(self.tx.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.tx
    }
}

/// Refuses to write to a file that a newer program brought up to date since this one opened it: the journal would not
/// know the new columns.
fn still_known(tx: &Transaction) -> Result<()> {
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = schema::version();
    if found == known { Ok(()) } else { Err(Error::Newer { found, known }) }
}

fn open_journal(tx: &Tx, label: &str) -> Result<i64> {
    let journal = tx.next_id("journal")?;
    tx.execute(
        "INSERT INTO journal (id, at, actor, origin, label) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![journal, tx.act.at, tx.act.actor, tx.act.origin, label],
    )?;
    tx.execute("INSERT INTO current_journal (only_row, journal_id) VALUES (1, ?1)", [journal])?;
    Ok(journal)
}

fn migrate(conn: &mut Connection) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < schema::version() {
        triggers::drop_guards(&tx)?;
        schema::migrate(&tx, found)?;
        triggers::install_guards(&tx)?;
        schema::check_references(&tx)?;
    }
    tx.commit()?;
    Ok(())
}

fn keep_side_files(conn: &Connection) -> Result<()> {
    let mut on = 1;
    conn.file_control(None::<&str>, rusqlite::FileControl::PersistWal(&mut on))?;
    Ok(())
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::from(rusqlite::types::Null),
            Self::Int(n) => ToSqlOutput::from(*n),
            Self::Real(n) => ToSqlOutput::from(*n),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
        })
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::ValueRef as V;
        Ok(match value {
            V::Integer(n) => Self::Int(n),
            V::Real(n) => Self::Real(n),
            V::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            V::Null | V::Blob(_) => Self::Null,
        })
    }
}
