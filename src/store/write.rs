//! The one way to write: a transaction that takes the lock first, keeps the journal, and refreshes what is derived.

use super::{
    Error, Result, guard, open, partial,
    schema::{self, triggers},
};
use crate::domain::value::Value;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, hooks::Wal, params, types::ToSqlOutput};
use std::{
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
};

/// A log of changes of so many pages is written back; SQLite itself does it at as many.
const GROWN: i32 = 1_000;

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
    /// What SQLite said when the file turned out to be damaged; nothing is written to it any more.
    damage: Option<String>,
    /// Pages in the log of changes after the last save, where [`Store::tidy`] looks after them.
    pages: Arc<AtomicI32>,
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
        Self::create_with(path, |_| Ok(()))
    }

    /// Makes a new database and what it begins with. It has its name only once it is whole: who is killed in between
    /// leaves no half of one.
    pub fn create_with(path: &Path, begin: impl FnOnce(&mut Self) -> Result<()>) -> Result<Self> {
        if path.exists() {
            return Err(Error::Exists(path.to_owned()));
        }
        // People of one office share the file through their group; nobody else reads it.
        let unfinished = partial::begin(path, 0o660)?;
        let made = Self::fill(&unfinished, begin).and_then(|()| partial::finish(&unfinished, path));
        if made.is_err() {
            partial::drop_file(&unfinished);
        }
        made?;
        Self::open(path)
    }

    fn fill(path: &Path, begin: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let mut conn = Connection::open(path)?;
        open::prepare_writer(&mut conn)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::create(&tx)?;
        triggers::install_guards(&tx)?;
        tx.commit()?;
        triggers::keep_journal(&conn)?;
        let mut store = Self { conn, damage: None, pages: Arc::default() };
        begin(&mut store)?;
        // Closing writes everything into the one file.
        store.conn.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Opens the file for writing; migrates an older schema after a verified copy beside it.
    ///
    /// # Errors
    /// As [`super::Reader::open`]: a foreign or newer file is refused before any write.
    pub fn open(path: &Path) -> Result<Self> {
        let found = super::Reader::open(path)?.schema()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags).map_err(|e| open::unopened(e, path))?;
        open::prepare_writer(&mut conn)?;
        if found < schema::version() {
            open::copy_before_migration(&conn, path, found)?;
            migrate(&mut conn)?;
        }
        triggers::keep_journal(&conn)?;
        keep_side_files(&conn)?;
        Ok(Self { conn, damage: None, pages: Arc::default() })
    }

    /// Runs `work` in one transaction, with one journal entry called `label`. Takes the lock at once and tries three
    /// times while someone else holds it; `work` may therefore run more than once. Returning means it is on disk.
    pub fn write<T>(&mut self, act: &Act, label: &str, mut work: impl FnMut(&Tx) -> Result<T>) -> Result<T> {
        let mut tries = 0;
        loop {
            let done = self.begin().and_then(|tx| attempt(tx, act, label, &mut work));
            match self.watch(done) {
                Err(Error::Busy) if tries < 2 => tries += 1,
                result => return result,
            }
        }
    }

    /// Takes the lock. A file that was found damaged, or that a newer program has brought to its own schema since it was
    /// opened, is not written to.
    fn begin(&mut self) -> Result<Transaction<'_>> {
        if let Some(what) = &self.damage {
            return Err(Error::Damaged(what.clone()));
        }
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (found, known) = (tx.pragma_query_value(None, "user_version", |row| row.get(0))?, schema::version());
        if found > known {
            return Err(Error::Newer { found, known });
        }
        Ok(tx)
    }

    fn watch<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(Error::Damaged(what)) = &result {
            self.damage = Some(what.clone());
        }
        result
    }

    /// Runs `work` as [`Store::write`] does and then gives everything up: what would it come to? Takes the lock, too.
    pub fn rehearse<T>(&mut self, act: &Act, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let tx = Tx { tx: self.begin()?, act: act.clone() };
        open_journal(&tx, "")?;
        let done = work(&tx);
        drop(tx);
        self.watch(done)
    }

    /// Runs `work` in one transaction without journal, for tables that have none (settings, drafts).
    pub fn note<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let tx = self.begin()?;
        let done = work(&tx).and_then(|done| tx.commit().map(|()| done).map_err(Error::from));
        self.watch(done)
    }

    /// Leaves what a save need not wait for, writing the log of changes back into the file, to [`Store::tidy`]: every
    /// fiftieth save or so would otherwise take many times as long as the others. Saved means on disk all the same.
    pub fn tidy_later(&mut self) -> Result<()> {
        let pages = Arc::clone(&self.pages);
        let count = move |_: &mut Wal, n| {
            pages.store(n, Ordering::Relaxed);
            Ok(())
        };
        Ok(self.conn.wal_hook(Some(count))?)
    }

    /// Writes the log of changes back into the file where it has grown, as far as no one reads the older pages.
    pub fn tidy(&self) -> Result<()> {
        if self.pages.swap(0, Ordering::Relaxed) >= GROWN {
            self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(())
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

    /// The next free id of a table. One that a record had is never given to another, even when that record is gone:
    /// its history goes on under it, and an undo may bring it back.
    pub fn next_id(&self, table: &str) -> Result<i64> {
        let sql = format!(
            "SELECT 1 + max(coalesce((SELECT max(id) FROM {table}), 0),
                            coalesce((SELECT max(row_id) FROM change WHERE table_name = '{table}'), 0))"
        );
        Ok(self.tx.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.tx
    }
}

fn attempt<T>(tx: Transaction, act: &Act, label: &str, work: &mut impl FnMut(&Tx) -> Result<T>) -> Result<T> {
    let role = guard::role(&tx, &act.actor)?;
    // Not everything a write touches is in the journal, so who only looks does not get that far.
    guard::may_write(role)?;
    let tx = Tx { tx, act: act.clone() };
    let journal = open_journal(&tx, label)?;
    let done = work(&tx)?;
    guard::first_manager(&tx, journal)?;
    super::causes::follow(&tx, journal)?;
    tx.execute("DELETE FROM current_journal", [])?;
    let changed: bool = tx.query_row("SELECT EXISTS (SELECT 1 FROM change WHERE journal_id = ?1)", [journal], |r| r.get(0))?;
    if changed {
        guard::check(&tx, role, &tx.act.actor, journal)?;
        super::derive::refresh(&tx, journal)?;
    } else {
        tx.execute("DELETE FROM journal WHERE id = ?1", [journal])?;
    }
    tx.tx.commit()?;
    Ok(done)
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
    let (found, known): (i64, _) = (tx.pragma_query_value(None, "user_version", |row| row.get(0))?, schema::version());
    if found > known {
        return Err(Error::Newer { found, known });
    }
    if found < known {
        triggers::drop_guards(&tx)?;
        schema::migrate(&tx, found)?;
        super::seed::later_lists(&tx)?;
        triggers::install_guards(&tx)?;
        schema::check_references(&tx)?;
        // What is found by its name may have changed with the schema, or have had no keys at all.
        for register in crate::catalog::REGISTERS {
            super::search::rebuild(&tx, register)?;
        }
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
