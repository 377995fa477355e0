//! Changing many records in one write: the same value into many, a tag, gone; or rows that were made elsewhere.
//!
//! Each record is tried by itself (a savepoint), so that one that is refused does not take the others with it and every
//! refusal has its reason. What it would come to is rehearsed in short transactions first; the write itself is one
//! transaction and one entry of the journal, so one undo takes all of it back.

use super::{Error, Reader, Result, Store, Tx, edit::Values, guard, write::Act};
use crate::{
    catalog::{
        Field, Register,
        entry::{self, Across},
    },
    domain::value::Value,
    text::Lang,
};
use rusqlite::{Connection, params_from_iter};
use std::collections::{BTreeMap, HashMap};

/// Records rehearsed before the lock is given back, so that nobody else waits long for it.
const BATCH: usize = 500;

/// What is done to each of many records.
#[derive(Clone, Debug)]
pub enum Bulk {
    /// This value into this field.
    Set(&'static Field, Value),
    /// More words in a field of several.
    Tag(&'static Field, Vec<String>),
    /// Fewer words in a field of several.
    Untag(&'static Field, Vec<String>),
    /// Away.
    Delete,
}

/// One change of one record.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A new record.
    Add(Values),
    /// Other values for a record that is still at `version`.
    Change {
        /// The record.
        id: i64,
        /// The version the values were chosen for.
        version: i64,
        /// Only what differs.
        values: Values,
    },
    /// Away with a record that is still at `version`.
    Remove {
        /// The record.
        id: i64,
        /// The version that was looked at.
        version: i64,
    },
}

impl Edit {
    /// The record, where it has one already.
    #[must_use]
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::Add(_) => None,
            Self::Change { id, .. } | Self::Remove { id, .. } => Some(*id),
        }
    }
}

/// Why a record is left as it is.
#[derive(Debug)]
pub enum Why {
    /// The store refuses it.
    Store(Error),
    /// It would not fit its other fields.
    Across(&'static Field, Across),
}

impl Why {
    /// What is wrong, for people.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::Store(error) => error.tell(lang),
            Self::Across(field, across) => format!("{}: {}", field.label.get(lang), across.tell(lang)),
        }
    }
}

/// What a change of many records would come to.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is to be done.
    pub edits: Vec<Edit>,
    /// Records that are so already.
    pub already: usize,
    /// Records that stay as they are, and why.
    pub refused: Vec<(i64, Why)>,
    /// What would go with records that go: tables and how many rows of each.
    pub also: BTreeMap<String, i64>,
}

/// What a write of many edits came to: how many were done, and the edits that were refused by their place.
#[derive(Debug, Default)]
pub struct Applied {
    /// Done.
    pub done: usize,
    /// Not done.
    pub refused: Vec<(usize, Error)>,
}

/// Told how far the work is (done, whole); false asks it to stop.
pub type Going<'a> = &'a dyn Fn(u64, u64) -> bool;

impl Reader {
    /// Which of these records change, which are so already, and which would not fit their other fields.
    pub fn consider(&self, register: &'static Register, ids: &[i64], bulk: &Bulk) -> Result<Plan> {
        let mut plan = Plan::default();
        let (field, others) = match bulk {
            Bulk::Set(field, _) => (Some(*field), beside(register, field)),
            Bulk::Tag(field, _) | Bulk::Untag(field, _) => (Some(*field), Vec::new()),
            Bulk::Delete => (None, Vec::new()),
        };
        let fields: Vec<&'static Field> = field.into_iter().chain(others).collect();
        for chunk in ids.chunks(64) {
            let versions = versions(&self.conn, register, chunk)?;
            let mut rows: HashMap<i64, Vec<Value>> = HashMap::new();
            for row in self.rows(register, &fields, chunk)? {
                rows.insert(row.id, row.cells.into_iter().map(|c| c.value).collect());
            }
            for id in chunk {
                match (versions.get(id), rows.get(id)) {
                    (Some(version), Some(values)) => plan.take(*id, *version, &fields, values, bulk),
                    _ => plan.refused.push((*id, Why::Store(Error::Gone))),
                }
            }
        }
        Ok(plan)
    }
}

impl Reader {
    /// Which of these records are still there.
    pub fn living(&self, register: &Register, ids: &[i64]) -> Result<Vec<i64>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(64) {
            found.extend(versions(&self.conn, register, chunk)?.into_keys());
        }
        Ok(found)
    }
}

impl Plan {
    fn take(&mut self, id: i64, version: i64, fields: &[&'static Field], now: &[Value], bulk: &Bulk) {
        let Some(value) = wanted(bulk, now.first()) else {
            self.edits.push(Edit::Remove { id, version });
            return;
        };
        if now.first() == Some(&value) {
            self.already += 1;
            return;
        }
        let all: Vec<(&Field, Value)> =
            fields.iter().zip(std::iter::once(&value).chain(&now[1..])).map(|(f, v)| (*f, v.clone())).collect();
        let wrong = entry::across(&all).into_iter().find(|(_, across)| across.refuses());
        match wrong {
            Some((_, across)) => self.refused.push((id, Why::Across(fields[0], across))),
            None => self.edits.push(Edit::Change { id, version, values: vec![(fields[0], value)] }),
        }
    }
}

/// The value a record gets; `None` where it goes.
fn wanted(bulk: &Bulk, now: Option<&Value>) -> Option<Value> {
    let words = || now.and_then(Value::as_str).unwrap_or_default().split('、').filter(|w| !w.is_empty()).collect::<Vec<_>>();
    Some(match bulk {
        Bulk::Set(_, value) => value.clone(),
        Bulk::Tag(_, tags) => {
            let mut words = words();
            for tag in tags {
                if !words.contains(&tag.as_str()) {
                    words.push(tag);
                }
            }
            Value::text(words.join("、"))
        }
        Bulk::Untag(_, tags) => {
            Value::text(words().into_iter().filter(|w| tags.iter().all(|tag| tag != w)).collect::<Vec<_>>().join("、"))
        }
        Bulk::Delete => return None,
    })
}

/// Fields that a field has to fit: its pair of dates.
fn beside(register: &'static Register, field: &Field) -> Vec<&'static Field> {
    let pair = entry::PAIRS.iter().find(|(from, to)| [*from, *to].contains(&field.name));
    let names = pair.into_iter().flat_map(|(from, to)| [*from, *to]);
    names.filter(|name| *name != field.name).filter_map(|name| register.field(name)).collect()
}

fn versions(conn: &Connection, register: &Register, ids: &[i64]) -> Result<BTreeMap<i64, i64>> {
    let places: Vec<String> = (1..=64).map(|n| format!("?{n}")).collect();
    let sql = format!("SELECT id, version FROM {} WHERE id IN ({})", register.table, places.join(", "));
    let params = (0..64).map(|n| ids.get(n).map_or(Value::Null, |id| Value::Int(*id)));
    let mut stmt = conn.prepare_cached(&sql)?;
    let found = stmt.query_map(params_from_iter(params), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// Tries the edits of a plan and gives them up again; those that are refused leave the plan with their reason.
    ///
    /// # Errors
    /// [`Error::Stopped`] if asked to stop.
    pub fn rehearse_plan(&mut self, act: &Act, register: &'static Register, plan: Plan, going: Going) -> Result<Plan> {
        let whole = plan.edits.len();
        let mut left = Plan { edits: Vec::with_capacity(whole), ..plan };
        for (n, chunk) in plan.edits.chunks(BATCH).enumerate() {
            if !going((n * BATCH) as u64, whole as u64) {
                return Err(Error::Stopped);
            }
            let (mut applied, also) =
                self.rehearse(act, |tx| Ok((tx.edits(register, chunk, &|_, _| true)?, gone_too(tx, register)?)))?;
            also.into_iter().for_each(|(table, rows)| *left.also.entry(table).or_default() += rows);
            applied.refused.reverse();
            for (at, edit) in chunk.iter().enumerate() {
                match (applied.refused.last(), edit.id()) {
                    (Some((refused, _)), Some(id)) if *refused == at => {
                        let why = applied.refused.pop().map_or(Error::Gone, |(_, error)| error);
                        left.refused.push((id, Why::Store(why)));
                    }
                    _ => left.edits.push(edit.clone()),
                }
            }
        }
        Ok(left)
    }

    /// Does the edits in one write; what is refused is skipped and told.
    ///
    /// # Errors
    /// [`Error::Stopped`] if asked to stop; nothing is changed then.
    pub fn apply(
        &mut self,
        act: &Act,
        label: &str,
        register: &'static Register,
        edits: &[Edit],
        going: Going,
    ) -> Result<Applied> {
        self.write(act, label, |tx| tx.edits(register, edits, going))
    }
}

/// True for what is about one record and leaves the others as they are.
const fn of_one(error: &Error) -> bool {
    matches!(
        error,
        Error::Refused(_) | Error::Changed { .. } | Error::Gone | Error::NotAllowed(_) | Error::Outside(_) | Error::Unmet(_)
    )
}

/// Rows of other tables that the present write removes.
fn gone_too(tx: &Tx, register: &Register) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT table_name, count(*) FROM change WHERE op = 'delete' AND table_name <> ?1
               AND journal_id = (SELECT journal_id FROM current_journal) GROUP BY table_name";
    let mut stmt = tx.prepare_cached(sql)?;
    let found = stmt.query_map([register.table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

impl Tx<'_> {
    /// Does edits one by one, each whole or not at all.
    pub fn edits(&self, register: &'static Register, edits: &[Edit], going: Going) -> Result<Applied> {
        let role = guard::role(self, &self.act.actor)?;
        let mut applied = Applied::default();
        for (at, edit) in edits.iter().enumerate() {
            if at % 64 == 0 && !going(at as u64, edits.len() as u64) {
                return Err(Error::Stopped);
            }
            self.execute_batch("SAVEPOINT one")?;
            match self.edit(register, edit, role) {
                Ok(()) => {
                    applied.done += 1;
                    self.execute_batch("RELEASE one")?;
                }
                Err(error) if of_one(&error) => {
                    applied.refused.push((at, error));
                    self.execute_batch("ROLLBACK TO one; RELEASE one")?;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(applied)
    }

    /// One edit. Who may not change everything is checked row by row, on a journal entry that holds nothing else.
    fn edit(&self, register: &'static Register, edit: &Edit, role: guard::Role) -> Result<()> {
        if matches!(role, guard::Role::Manager) {
            return self.one(register, edit);
        }
        let own: i64 = self.query_row("SELECT journal_id FROM current_journal", [], |row| row.get(0))?;
        let apart = self.next_id("journal")?;
        self.execute(
            "INSERT INTO journal (id, at, actor, origin, label) SELECT ?2, at, actor, origin, label FROM journal WHERE id = ?1",
            [own, apart],
        )?;
        self.execute("UPDATE current_journal SET journal_id = ?1", [apart])?;
        self.one(register, edit)?;
        guard::check(self, role, &self.act.actor, apart)?;
        self.execute("UPDATE change SET journal_id = ?1 WHERE journal_id = ?2", [own, apart])?;
        self.execute("UPDATE current_journal SET journal_id = ?1", [own])?;
        self.execute("DELETE FROM journal WHERE id = ?1", [apart])?;
        Ok(())
    }

    fn one(&self, register: &'static Register, edit: &Edit) -> Result<()> {
        match edit {
            Edit::Add(values) => self.insert(register, values).map(|_| ()),
            Edit::Change { id, version, values } => self.update(register, *id, *version, values),
            Edit::Remove { id, version } => self.delete(register, *id, *version),
        }
    }
}
