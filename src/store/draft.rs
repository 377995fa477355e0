//! Unfinished forms, kept per person until they are saved or dropped. Not journalled: nothing of the office changes.
//!
//! A draft belongs to the form that is open on it. While that form is open, here or in another program, nobody is
//! offered its draft; once it is gone (closed, killed, the line broken), its person is.

use super::{Act, Reader, Result, Store, Tx};
use rusqlite::{OptionalExtension, Row, params};
use std::{
    collections::BTreeSet,
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: i64,
    /// The code word of the register.
    pub kind: String,
    /// The record; `None` for a new one.
    pub record: Option<i64>,
    /// What was typed: JSON that the form reads.
    pub body: String,
    /// When it was kept.
    pub at: String,
}

const COLUMNS: &str = "id, kind, record_id, body, at, owner";

fn read(row: &Row) -> rusqlite::Result<(Draft, String)> {
    let draft = Draft { id: row.get(0)?, kind: row.get(1)?, record: row.get(2)?, body: row.get(3)?, at: row.get(4)? };
    Ok((draft, row.get(5)?))
}

static OPEN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
static NEXT: AtomicU64 = AtomicU64::new(1);

/// An open form's hold on its draft; let go when it is dropped.
#[derive(Debug)]
pub struct Hold(u64);

impl Hold {
    /// A form was opened.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(n);
        Self(n)
    }

    /// What its draft is kept under: this process, when it began, and which form of it.
    #[must_use]
    pub fn key(&self) -> String {
        let pid = process::id();
        format!("{pid}/{}/{}", began(pid).unwrap_or_default(), self.0)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// True while the form that keeps a draft under this key is open somewhere on this machine.
fn held(key: &str) -> bool {
    let mut parts = key.split('/').map(str::parse::<u64>);
    let (Some(Ok(pid)), Some(Ok(start)), Some(Ok(form))) = (parts.next(), parts.next(), parts.next()) else { return false };
    let Ok(pid) = u32::try_from(pid) else { return false };
    let alive = began(pid).unwrap_or_default() == start && (start > 0 || pid == process::id());
    alive && (pid != process::id() || OPEN.lock().unwrap_or_else(PoisonError::into_inner).contains(&form))
}

/// When a process began, in ticks since the machine did; `None` if there is no such process or the system does not say.
/// Together with its number that names a process, because numbers come again.
fn began(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything.
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let dead = matches!(fields.next()?, "Z" | "X");
    fields.nth(18).filter(|_| !dead)?.parse().ok()
}

impl Reader {
    /// What this person left unfinished for a record, or for a new one of this kind; the latest that no open form holds.
    pub fn draft(&self, actor: &str, kind: &str, record: Option<i64>) -> Result<Option<Draft>> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE actor = ?1 AND kind = ?2 AND record_id IS ?3 ORDER BY id DESC");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let drafts = stmt.query_map(params![actor, kind, record], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(drafts.into_iter().find(|(_, owner)| !held(owner)).map(|(draft, _)| draft))
    }

    /// What this person left unfinished and was not offered yet, latest first.
    pub fn drafts_to_offer(&self, actor: &str) -> Result<Vec<Draft>> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE actor = ?1 AND offered = 0 ORDER BY id DESC");
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let drafts = stmt.query_map([actor], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(drafts.into_iter().filter(|(_, owner)| !held(owner)).map(|(draft, _)| draft).collect())
    }

    /// The words of an open code list, in its order.
    pub fn code_words(&self, list: &str) -> Result<Vec<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT name FROM code WHERE list = ?1 AND active = 1 ORDER BY sort_no, id")?;
        let words = stmt.query_map([list], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(words)
    }

    /// The version a record is at; a form saves against it.
    pub fn version(&self, register: &crate::catalog::Register, id: i64) -> Result<Option<i64>> {
        let sql = format!("SELECT version FROM {} WHERE id = ?1", register.table);
        Ok(self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
    }
}

impl Store {
    /// Keeps what a form holds, over what was kept under the same key.
    pub fn keep_draft(&mut self, key: &str, act: &Act, kind: &str, record: Option<i64>, body: &str) -> Result<()> {
        self.note(|conn| {
            let sql = "UPDATE draft SET body = ?2, at = ?3, offered = 0 WHERE owner = ?1";
            if conn.execute(sql, params![key, body, act.at])? > 0 {
                return Ok(());
            }
            conn.execute(
                "INSERT INTO draft (id, owner, actor, kind, record_id, body, at)
                 SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6 FROM draft",
                params![key, act.actor, kind, record, body, act.at],
            )?;
            Ok(())
        })
    }

    /// A form goes on with a draft: from now on it is kept under this key.
    pub fn adopt_draft(&mut self, id: i64, key: &str) -> Result<()> {
        self.note(|conn| Ok(conn.execute("UPDATE draft SET owner = ?2 WHERE id = ?1", params![id, key]).map(|_| ())?))
    }

    /// These drafts were offered; they are not offered again by themselves.
    pub fn drafts_offered(&mut self, ids: &[i64]) -> Result<()> {
        self.note(|conn| {
            for id in ids {
                conn.execute("UPDATE draft SET offered = 1 WHERE id = ?1", [id])?;
            }
            Ok(())
        })
    }

    /// Removes a draft.
    pub fn forget_draft(&mut self, id: i64) -> Result<()> {
        self.note(|conn| Ok(conn.execute("DELETE FROM draft WHERE id = ?1", [id]).map(|_| ())?))
    }

    /// Removes what was kept under a key.
    pub fn forget_draft_of(&mut self, key: &str) -> Result<()> {
        self.note(|conn| Ok(conn.execute("DELETE FROM draft WHERE owner = ?1", [key]).map(|_| ())?))
    }
}

impl Tx<'_> {
    /// What was kept under this key is saved with this write.
    pub fn draft_is_saved(&self, key: &str) -> Result<()> {
        Ok(self.execute("DELETE FROM draft WHERE owner = ?1", [key]).map(|_| ())?)
    }
}
